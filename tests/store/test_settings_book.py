"""The settings of a run: however the file is found, whatever changes it, nothing a person wrote is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.store.settings import BadSettings, Settings
from tracker.store.settings_book import SettingsBook

AT_MS = 1_796_023_800_000  # 2026-11-30 07:30 UTC


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_the_defaults_hold_and_there_is_nothing_to_say(path: Path) -> None:
    book = SettingsBook.open(path)
    assert (book.settings, book.notice, book.given) == (Settings(), "", frozenset())
    assert not path.exists()


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"a = 1\na = 2\n"])
def test_a_broken_file_is_kept_aside_and_named(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    book = SettingsBook.open(path)
    assert book.settings == Settings()
    assert path.read_bytes() == content  # another window may be the one that runs
    book.set_aside(AT_MS)
    book.set_aside(AT_MS + 60_000)
    assert "config.broken-2026-11-30T0730Z.toml" in book.notice
    assert path.with_name("config.broken-2026-11-30T0730Z.toml").read_bytes() == content
    book.set("theme", "light")  # and the program goes on with a new one
    assert SettingsBook.open(path).settings.theme == "light"


def test_what_is_no_file_is_told_and_left(path: Path) -> None:
    path.mkdir()
    book = SettingsBook.open(path)
    assert book.settings == Settings()
    assert "cannot be read" in book.notice
    book.set_aside(AT_MS)
    assert path.is_dir()


def test_a_bad_value_is_named_and_costs_itself_alone(path: Path) -> None:
    text = 'theme = "pink"\nsound = false  # mine\n'
    path.write_text(text)
    book = SettingsBook.open(path)
    assert book.settings == Settings(sound=False)
    assert book.notice == ("config.toml: theme is one of: system, dark, light. Its default holds.")
    assert path.read_text() == text
    book.set("theme", "dark")
    assert not book.faults
    assert path.read_text() == text.replace("pink", "dark")


def test_what_is_set_is_written_and_what_is_reset_goes(path: Path) -> None:
    path.write_text("# mine\n")
    book = SettingsBook.open(path)
    book.set("keep.ratios", None)
    book.set("colors", "blue-orange")
    assert book.given == {"keep.ratios", "colors"}
    again = SettingsBook.open(path)
    assert (again.settings, again.given) == (book.settings, book.given)
    assert "[keep]" in path.read_text()
    for name in ("keep.ratios", "colors"):
        book.reset(name)
    assert book.given == frozenset()
    assert SettingsBook.open(path).settings == book.settings == Settings()
    assert "# mine" in path.read_text()


def test_what_a_person_changes_meanwhile_is_taken_up(path: Path) -> None:
    book = SettingsBook.open(path)
    path.write_text('theme = "light"\n[keep]\nsize = "2GB"\n')
    assert book.reread() == {"theme", "keep.size"}
    assert book.reread() == frozenset()
    path.write_text("theme = ")
    with pytest.raises(BadSettings, match="cannot be read"):
        book.reread()
    assert book.settings.theme == "light"
    assert path.read_text() == "theme = "
    with pytest.raises(BadSettings, match="was not changed"):
        book.set("sound", False)
    assert not book.settings.sound  # until the program ends


def test_a_book_without_a_file_keeps_nothing() -> None:
    book = SettingsBook()
    book.set("theme", "light")
    assert book.settings.theme == "light"
    book.reset("theme")
    assert book.settings == Settings()
    assert book.reread() == frozenset()
