"""The settings of one run beside the file they are kept in: read, changed, and taken up anew."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tracker.domain.translating import tr
from tracker.store.settings import (
    SETTINGS,
    BadSettings,
    Fault,
    Settings,
    read_file,
    read_text,
    setting,
    with_value,
)
from tracker.store.settings_file import remove_value, set_aside, write_value


class SettingsBook:
    """What holds now.

    Attributes:
        path: the file; None where nothing is kept.
        settings: what holds.
        faults: what the file says that cannot be used.
        notice: what the user must know of how the file was found; empty for nothing.
    """

    def __init__(self, path: Path | None = None, settings: Settings | None = None) -> None:
        self.path = path
        self.settings = settings or Settings()
        self.faults: tuple[Fault, ...] = ()
        self.notice = ""
        self._is_broken = False
        #: What the file sets; everything else has its default, or holds for this run.
        self.given: frozenset[str] = frozenset()

    @classmethod
    def open(cls, path: Path) -> SettingsBook:
        """Read the file, whatever is in it; a value that cannot be used costs that value alone."""
        book = cls(path)
        try:
            book._take(read_file(path))
        except BadSettings as error:
            book._is_broken = _can_be_read(path)
            book.notice = tr("{sentence} The defaults hold.", sentence=error.sentence)
        else:
            book.notice = " ".join(_words(path, one) for one in book.faults)
        return book

    def set_aside(self, now_ms: int) -> None:
        """Keep a file that is no TOML under another name, so that there can be a new one."""
        if self._is_broken and self.path is not None:
            self._is_broken = False
            try:
                self.add_notice(
                    tr("It was kept as {name}.", name=set_aside(self.path, now_ms).name)
                )
            except BadSettings as error:
                self.add_notice(error.sentence)

    def add_notice(self, sentence: str) -> None:
        """Say something more of how the file was found."""
        self.notice = f"{self.notice} {sentence}".lstrip()

    def _take(self, text: str | None) -> None:
        """Let a text of the file hold."""
        assert self.path is not None
        self.settings, self.faults = read_text(self.path, text)
        table = tomllib.loads(text or "")
        self.given = frozenset(_names(table))

    def reread(self) -> frozenset[str]:
        """Take up what the file says now; names of the settings that are others for it.

        Raises:
            BadSettings: where it cannot be read; what held holds.
        """
        if self.path is None:
            return frozenset()
        before = self.settings
        self._take(read_file(self.path))
        return frozenset(one.name for one in SETTINGS if one.of(before) != one.of(self.settings))

    def hold(self, name: str, value: Any) -> None:
        """Let a value hold until the program ends."""
        self.settings = with_value(self.settings, name, value)
        self.faults = tuple(one for one in self.faults if one.name != name)

    def set(self, name: str, value: Any) -> None:
        """Let a value hold, and write it.

        Raises:
            BadSettings: where it cannot be written; it holds until the program ends.
        """
        self.hold(name, value)
        if self.path is not None:
            write_value(self.path, name, setting(name).kind.plain(value))
        self.given |= {name}

    def reset(self, name: str) -> None:
        """Let the default hold, and take the setting out of the file.

        Raises:
            BadSettings: where the file cannot be written; the default holds until the program ends.
        """
        self.hold(name, setting(name).default)
        if self.path is not None:
            remove_value(self.path, name)
        self.given -= {name}


def _can_be_read(path: Path) -> bool:
    """Whether there is a file that may be read, whatever is in it."""
    try:
        path.read_bytes()
    except OSError:
        return False
    return True


def _words(path: Path, fault: Fault) -> str:
    return tr("{name}: {sentence} Its default holds.", name=path.name, sentence=fault.sentence)


def _names(table: dict[str, Any]) -> Iterable[str]:
    """Names of settings that a table sets."""
    keep = table.get("keep")
    for one in SETTINGS:
        table_name, _, key = one.name.rpartition(".")
        if (table_name and isinstance(keep, dict) and key in keep) or one.name in table:
            yield one.name
