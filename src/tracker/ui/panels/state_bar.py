"""The line over a page that says what is lacking, why, and what goes on; gone while all is well."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tracker.domain.health import State
from tracker.domain.translating import tr
from tracker.ui.panels.page_words import Note
from tracker.ui.panels.rows import MARGIN
from tracker.ui.panels.state_mark import MARK_PX, paint_state
from tracker.ui.theme import SMALL_PX, Palette, font

#: The shape that a note wears, as the chips have it.
_SHAPES = {"warn": State.STALE, "bad": State.DOWN, "quiet": State.OFF}


class StateBar(QWidget):
    """A mark and a sentence. What cannot be read comes before who is not heard and what is old."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._failed, self._heard, self._old, self._shown = Note(), Note(), Note(), Note()
        self._mark = _Mark(palette)
        self._label = QLabel()
        self._label.setObjectName("state-bar")
        self._label.setFont(font(SMALL_PX))
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, 6, MARGIN, 7)
        row.setSpacing(8)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        line = QWidget()
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(line)
        self.hide()

    @property
    def note(self) -> Note:
        """What it says."""
        if self._failed.text:
            return self._failed
        said = [one for one in (self._heard, self._old) if one.text]
        roles = {one.role for one in said}
        role = next((one for one in ("bad", "warn") if one in roles), "quiet")
        return Note(" ".join(one.text for one in said), role)

    def hear(self, note: Note) -> None:
        """Who is not heard."""
        self._heard = note
        self._show()

    def age(self, note: Note) -> None:
        """What is not the present any more."""
        self._old = note
        self._show()

    def fail(self, why: str, *, is_empty: bool = False) -> None:
        """What the page lives of cannot be read; what it shows, if anything, was read before."""
        if is_empty:
            said = tr("It cannot be read: {why} It is tried again by itself.", why=why)
            self._failed = Note(said, "bad")
            self._show()
            return
        self._failed = Note(
            tr(
                "It cannot be read now: {why} What stands here was read before; it is tried again "
                "by itself.",
                why=why,
            ),
            "bad",
        )
        self._show()

    def mend(self) -> None:
        """It could be read."""
        self._failed = Note()
        self._show()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._mark.palette_now = palette
        self._mark.update()

    def _show(self) -> None:
        note = self.note
        if note == self._shown:
            return
        self._shown = note
        self._label.setText(note.text)
        self._mark.say(_SHAPES[note.role])
        self.setVisible(bool(note.text))


class _Mark(QWidget):
    """The shape beside the sentence."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.palette_now = palette
        self._state = State.OFF
        self.setFixedSize(MARK_PX + 2, 15)

    def say(self, state: State) -> None:
        """Wear the shape of a state."""
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The shape."""
        del event
        painter = QPainter(self)
        paint_state(painter, 1, self.height() / 2, self._state, self.palette_now)
        painter.end()
