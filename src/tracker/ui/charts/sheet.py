"""The whole board as one item of pyqtgraph's scene, for whoever renders the scene.

One item for all panes: a scene that holds many of them costs more than they paint.
"""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from tracker.ui.charts.board import Board


class Sheet(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Paints a board."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self._board = board
        self._rect = QRectF()

    def boundingRect(self) -> QRectF:
        """All of it, in logical pixels."""
        return self._rect

    def resize(self, width: int, height: int) -> None:
        """The board has another size."""
        self.prepareGeometryChange()
        self._rect = QRectF(0, 0, width, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Let the board paint."""
        del option, widget
        self._board.paint(painter, QPointF())
