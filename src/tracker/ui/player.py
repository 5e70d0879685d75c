"""Makes the two sounds heard: by what this system has for playing a file, else by its bell."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tracker.domain.translating import tr

#: Programs that play a file and end, by system; the first one that is there does.
_LINUX = (("pw-play",), ("paplay",), ("aplay", "--quiet"), ("canberra-gtk-play", "-f"))
_MAC = (("afplay",),)


class Player:
    """Plays a file without waiting for its end.

    A module of Qt could do so too, but brings decoders for films with it.

    Args:
        find: where a program is; None where it is not installed.
    """

    def __init__(self, find: Callable[[str], str | None] = shutil.which) -> None:
        self._find = find

    @property
    def way(self) -> str:
        """How a sound is made here, in a sentence."""
        if sys.platform == "win32":
            return tr("Played by Windows.")
        command = self._command()
        if command is not None:
            return tr("Played by {name}.", name=Path(command[0]).name)
        return tr("Only the bell of the desktop: no program that plays a sound is installed.")

    @property
    def plays(self) -> bool:
        """Whether there is more than a bell."""
        return sys.platform == "win32" or self._command() is not None

    def play(self, path: Path) -> None:
        """Play a file."""
        if sys.platform == "win32":
            import winsound

            flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
            winsound.PlaySound(str(path), flags)
            return
        command = self._command()
        if command is None or not _begin([*command, str(path)]):
            QApplication.beep()

    def _command(self) -> list[str] | None:
        for name, *options in _MAC if sys.platform == "darwin" else _LINUX:
            program = self._find(name)
            if program is not None:
                return [program, *options]
        return None


def _begin(command: list[str]) -> bool:
    """Start a program that nobody listens to; whether it started."""
    from PySide6.QtCore import QProcess  # its enums may wait for the first sound

    process = QProcess()
    process.setProgram(command[0])
    process.setArguments(command[1:])
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    started: object = process.startDetached()
    # A tuple in some versions: whether it started, and as which process.
    return bool(started[0] if isinstance(started, tuple) else started)
