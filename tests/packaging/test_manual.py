"""The man page and the completion say all that the command line declares."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import manual
import pytest

from tracker import __version__
from tracker.cli import COMMANDS


def rendered(folder: Path) -> tuple[str, str]:
    """The page as `man` shows it, and what it complains of."""
    if shutil.which("man") is None:
        pytest.skip("man is not on this machine")
    page = folder / "tracker.1"
    page.write_text(manual.man_page(), encoding="utf-8")
    done = subprocess.run(
        ["man", "--warnings", "-l", page],
        env={"MANWIDTH": "100", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout, done.stderr


def test_it_names_every_command_and_every_option() -> None:
    page = manual.man_page().replace("\\-", "-")
    listed = manual.commands()
    assert {one.words[0] for one in listed if one.words} == COMMANDS.keys()
    for one in listed[1:]:
        assert f'.SS "{" ".join(one.words)}"' in page
        for action in one.parser._actions:
            assert all(name in page for name in action.option_strings if name != "-h") or (
                action.dest == "help"
            )
    assert f"tracker {__version__}" in page


def test_man_shows_it_without_a_word_of_complaint(tmp_path: Path) -> None:
    shown, complaints = rendered(tmp_path)
    assert complaints == ""
    for heading in ("NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "EXIT STATUS", "FILES", "EXAMPLES"):
        assert f"\n{heading}\n" in shown
    assert "level add" in shown
    assert "\\" not in shown


def test_a_page_of_one_source_is_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770000000")
    assert '"2026-02-02"' in manual.man_page()
    assert manual.man_page() == manual.man_page()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("tracker", "lev"), "level"),
        (("tracker", "level", "tes"), "test"),
        (("tracker", "export", "BTC", "--the"), "--theme"),
        (("tracker", "level", "add", "BTC", "--no"), "--note"),
        (("tracker", "--min"), "--minimized"),
    ],
)
def test_a_shell_completes_commands_actions_and_options(
    words: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not on this machine")
    file = tmp_path / "tracker.bash"
    file.write_text(manual.bash_completion(), encoding="utf-8")
    given = " ".join(f"'{word}'" for word in words)
    script = (
        f"source {file}; COMP_WORDS=({given}); COMP_CWORD={len(words) - 1}; _tracker; "
        'echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-euc", script], capture_output=True, text=True, timeout=20, check=True
    )
    assert expected in done.stdout.split()
