"""What each step of the first run has in common: a sentence, a body, and rows that can be ticked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tracker.ui.panels.rows import Brush, Describe, RowList
from tracker.ui.theme import SMALL_PX, Palette, font

#: The side of the box before a row that can be ticked.
BOX_PX = 12


class Step(QWidget):
    """One page of the first run.

    Args:
        name: what it is about, in a word or two.
        said: the sentence at its top.

    Signals:
        failed: a sentence about what could not be done.
    """

    failed = Signal(str)

    def __init__(self, name: str, said: str) -> None:
        super().__init__()
        self.name = name
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.column.addWidget(quiet_label(said))

    @property
    def first(self) -> QWidget:
        """What gets the keyboard when the step is shown."""
        return self

    def accept(self) -> None:
        """The Return key was pressed and no button has the keyboard."""

    def begin(self) -> None:
        """The step is shown."""

    def end(self) -> None:
        """The step is left."""

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        del palette


class TickList(RowList[Any]):
    """Rows that a click, the space bar or Return ticks.

    Signals:
        ticked: carries a row.
    """

    ticked = Signal(object)

    def __init__(
        self,
        name: str,
        height: int,
        describe: Describe,
        paint: Callable[[Brush, Any], None],
        palette: Palette,
        *,
        key: Callable[[Any], object],
    ) -> None:
        super().__init__(name, height, describe, paint, palette, key=key)
        self.clicked.connect(lambda index: self._tick(self.row_at(index)))

    def tick_current(self) -> None:
        """Tick the row that has the keyboard."""
        self._tick(self.row_at(self.currentIndex()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; Return is for the sheet, which asks this list."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            self.tick_current()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _tick(self, row: Any) -> None:
        if row is not None:
            self.ticked.emit(row)


def paint_box(brush: Brush, area: QRect, *, ticked: bool) -> QRect:
    """Paint the box of a row; what is left of the area at its right."""
    painter, palette = brush.painter, brush.palette
    box = QRect(area.left(), area.center().y() - BOX_PX // 2 + 1, BOX_PX, BOX_PX)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(palette.color("interest" if ticked else "quiet"), 1))
    painter.setBrush(palette.color("interest") if ticked else palette.color("background"))
    painter.drawRoundedRect(box, 2, 2)
    if ticked:  # a mark beside the colour
        painter.setPen(QPen(palette.color("background"), 1.8))
        left, bottom = box.left(), box.bottom()
        painter.drawLine(left + 3, bottom - 5, left + 5, bottom - 3)
        painter.drawLine(left + 5, bottom - 3, left + 10, bottom - 8)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    return area.adjusted(BOX_PX + 10, 0, 0, 0)


def quiet_label(text: str = "") -> QLabel:
    """A label of small quiet words that may take several lines."""
    label = QLabel(text)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    label.setFont(font(SMALL_PX))
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
