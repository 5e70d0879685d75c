"""Asking where a file is to go: nothing that is there is written over without asking."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from tracker.domain.translating import tr


def ask_where(parent: QWidget, title: str, start: Path, kinds: str) -> Path | None:
    """Ask for a file; None where the user gave up.

    A name without an ending gets that of `start`. Where such a file is there already it is asked
    again, since the dialog of the desktop looked for the name without the ending.
    """
    with suppress(OSError):  # then the dialog opens elsewhere
        start.parent.mkdir(parents=True, exist_ok=True)
    answer, _ = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
    if not answer:
        return None
    path = Path(answer)
    if path.suffix:
        return path
    path = path.with_name(path.name + start.suffix)
    return path if not path.exists() or may_replace(parent, path) else None


def may_replace(parent: QWidget, path: Path) -> bool:
    """Ask whether a file may be written over; No where the user only presses Return."""
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        parent,
        tr("Replace the file?"),
        tr("{name} is there already. Replace it?", name=path.name),
        buttons.Yes | buttons.No,
        buttons.No,
    )
    return answer == buttons.Yes
