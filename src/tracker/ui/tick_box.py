"""A box to tick whose state is a mark, not a colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QStyleOptionButton

#: The corners of the tick and of the dash, in parts of the box's side.
_TICK = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.30))
_DASH = ((0.24, 0.5), (0.76, 0.5))
#: How thick they are, of the box's side.
_THICK = 0.13


class TickBox(QCheckBox):
    """A check box; the style sheet makes its square, this the tick, or the dash where it is partly so.

    Drawn, not an image: so it is sharp at every scale and has the colours of the theme, which the style
    sheet gives as those of a selection.
    """

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own call."""
        super().paintEvent(event)
        state = self.checkState()
        if state is Qt.CheckState.Unchecked:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.indicator()
        color = self.palette().highlightedText().color()
        painter.setPen(
            QPen(
                color,
                _THICK * box.width(),
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.FlatCap,
                Qt.PenJoinStyle.MiterJoin,
            )
        )
        corners = _TICK if state is Qt.CheckState.Checked else _DASH
        painter.drawPolyline(
            QPolygonF(
                [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in corners]
            )
        )

    def indicator(self) -> QRect:
        """Where the square is, in the coordinates of the whole."""
        from PySide6.QtWidgets import QStyle  # its many enums take long to make, once

        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxIndicator
        return self.style().subElementRect(part, option, self)
