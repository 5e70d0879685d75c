"""The script of the self-contained folder: installs, replaces, and removes exactly what it installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

LINUX = Path(__file__).resolve().parents[2] / "packaging/linux"


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def run(script: Path, *arguments: object, code: int = 0, **more: str) -> str:
    done = subprocess.run(
        [str(script), *map(str, arguments)],
        env={"PATH": "/usr/bin:/bin", **more},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As it is unpacked, with a program that only says that it runs."""
    made = tmp_path / "tracker-0.1.0 unpacked"
    program = made / "lib/tracker/tracker"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho it runs\n")
    program.chmod(0o755)
    (made / "lib/tracker/_internal").mkdir()
    (made / "lib/tracker/_internal/old.so").write_text("")
    (made / "bin").mkdir()
    (made / "bin/tracker").symlink_to("../lib/tracker/tracker")
    entry = made / "share/applications/tracker.desktop"
    entry.parent.mkdir(parents=True)
    shutil.copy(LINUX.parents[1] / "resources/tracker.desktop", entry)
    shutil.copy(LINUX / "install", made / "install")
    return made


def test_it_runs_from_the_prefix_and_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "a prefix"
    said = run(folder / "install", prefix)
    assert str(prefix / "bin/tracker") in said
    shutil.rmtree(folder)
    assert run(prefix / "bin/tracker") == "it runs\n"
    entry = (prefix / "share/applications/tracker.desktop").read_text()
    assert f'Exec="{prefix}/bin/tracker"\n' in entry
    run(prefix / "lib/tracker/install", "--remove", prefix)
    assert not prefix.exists()


def test_what_others_have_in_the_prefix_and_what_is_the_user_s_stays(
    folder: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    theirs = home / ".local/share/applications/other.desktop"
    journal = home / ".local/share/tracker/journal.db"
    for path in (theirs, journal):
        path.parent.mkdir(parents=True)
        path.write_text("kept")
    before = files(home)
    run(folder / "install", HOME=str(home))
    assert (home / ".local/bin/tracker").exists()
    said = run(folder / "install", "--remove", HOME=str(home))
    assert "stay" in said
    assert files(home) == before
    assert journal.read_text() == "kept"


def test_a_newer_version_leaves_no_file_of_the_older_one(folder: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "prefix"
    run(folder / "install", prefix)
    (folder / "lib/tracker/_internal/old.so").rename(folder / "lib/tracker/_internal/new.so")
    run(folder / "install", prefix)
    assert [path.name for path in (prefix / "lib/tracker/_internal").iterdir()] == ["new.so"]


def test_where_there_is_none_it_says_so(folder: Path, tmp_path: Path) -> None:
    said = run(folder / "install", "--remove", tmp_path / "nowhere", code=1)
    assert "There is no Tracker in" in said


@pytest.mark.parametrize(("shell", "name"), [("sh", "install"), ("bash", "build")])
def test_scripts_are_valid_and_may_be_run(shell: str, name: str) -> None:
    script = LINUX / name
    subprocess.run([shell, "-n", script], check=True)
    assert script.stat().st_mode & 0o111
