"""A box to choose one of a few words, as flat as everything else."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox

#: Half the width of the mark that says that there is more, and its distance from the right edge.
_MARK_PX, _RIGHT_PX = 3.5, 12


class Choice(QComboBox):
    """Qt's own box with a mark of ours: a style sheet leaves only a raised button or none."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then the mark."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text), 1.2))
        x, y = self.width() - _RIGHT_PX, self.height() / 2 - _MARK_PX / 2
        points = [QPointF(x - _MARK_PX, y), QPointF(x, y + _MARK_PX), QPointF(x + _MARK_PX, y)]
        painter.drawPolyline(QPolygonF(points))
        painter.end()
