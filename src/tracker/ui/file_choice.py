"""Asking for a file: nothing that is there is written over without asking."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tracker.domain.translating import tr

#: The one ending of a kind as Qt writes it, as in `PDF (*.pdf)`.
_ENDING = re.compile(r"\(\*(\.\w+)\)")


def ask_where(parent: QWidget, title: str, start: Path, kinds: str) -> Path | None:
    """Ask for a file to write; None where the user gave up.

    A name without an ending gets that of the chosen kind, where it has one alone, else that of
    `start`. Where such a file is there already it is asked again, since the dialog of the desktop
    looked for the name without the ending.
    """
    from PySide6.QtWidgets import QFileDialog  # its enums may wait for the first question

    with suppress(OSError):  # then the dialog opens elsewhere
        start.parent.mkdir(parents=True, exist_ok=True)
    answer, kind = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
    if not answer:
        return None
    path = Path(answer)
    if path.suffix:
        return path
    ending = _ENDING.search(kind)
    path = path.with_name(path.name + (ending[1] if ending else start.suffix))
    return path if not path.exists() or may_replace(parent, path) else None


def ask_which(parent: QWidget, title: str, folder: Path, kinds: str) -> Path | None:
    """Ask for a file to read; None where the user gave up."""
    from PySide6.QtWidgets import QFileDialog  # its enums may wait for the first question

    answer, _ = QFileDialog.getOpenFileName(parent, title, str(folder), kinds)
    return Path(answer) if answer else None


def may_replace(parent: QWidget, path: Path) -> bool:
    """Ask whether a file may be written over; No where the user only presses Return."""
    from PySide6.QtWidgets import QMessageBox  # its enums may wait for the first question

    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        parent,
        tr("Replace the file?"),
        tr("{name} is there already. Replace it?", name=path.name),
        buttons.Yes | buttons.No,
        buttons.No,
    )
    return answer == buttons.Yes
