"""The pictures of the icon: one shape a state, drawn for every size and not loaded."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from tracker.ui.tray_state import TrayState

_SIZES = (16, 22, 24, 32, 48, 64, 128)
#: Fixed colours: a panel of the desktop may be light or dark, whatever the window is.
_PLATE, _RIM, _UP, _DOWN, _LEVEL = "#141a21", "#4b5866", "#2fb39a", "#e4585d", "#f0b54a"
_OLD, _PALE, _BREAK = "#76828f", "#d9e0e8", "#ff5a60"


def app_icon() -> QIcon:
    """The program's icon: two candles, the second below a broken level."""
    return state_icon(TrayState.CALM)


@lru_cache(maxsize=len(TrayState))
def state_icon(state: TrayState) -> QIcon:
    """The icon in a state; each differs from the others in its outline, not in colour alone.

    Calm is the program's own: two candles, the second through a level. Watch has a disc in the place
    of the second, break is a triangle with a mark, stale is grey with a stroke through it, paused has
    two bars.
    """
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_drawn(size, state))
    return icon


def _drawn(size: int, state: TrayState) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    brush = _Brush(painter, size)
    brush.plate()
    if state is TrayState.PAUSED:
        brush.bars()
    elif state is TrayState.BREAK:
        brush.triangle()
    else:
        brush.level(grey=state is TrayState.STALE)
        brush.rising(grey=state is TrayState.STALE)
    if state is TrayState.WATCH:
        brush.disc()
    elif state in (TrayState.CALM, TrayState.STALE):
        brush.falling(grey=state is TrayState.STALE)
    if state is TrayState.STALE:
        brush.stroke()
    painter.end()
    return pixmap


class _Brush:
    """Draws the parts on a grid of sixteen."""

    def __init__(self, painter: QPainter, size: int) -> None:
        self._painter, self._size, self._unit = painter, size, size / 16

    def plate(self) -> None:
        """The ground, with a rim that shows on a dark panel."""
        self._painter.setPen(QPen(QColor(_RIM), 1))
        self._painter.setBrush(QColor(_PLATE))
        edge = QRectF(0.5, 0.5, self._size - 1, self._size - 1)
        self._painter.drawRoundedRect(edge, 3 * self._unit, 3 * self._unit)

    def level(self, *, grey: bool) -> None:
        """A line with a hole where the price fell through."""
        color = _OLD if grey else _LEVEL
        self._block(2, 9.5, 6, 1, color)
        self._block(13, 9.5, 1.5, 1, color)

    def rising(self, *, grey: bool) -> None:
        """The candle above the level."""
        color = _OLD if grey else _UP
        self._block(4.5, 2.5, 1, 8, color)
        self._block(3.5, 4, 3, 4.5, color)

    def falling(self, *, grey: bool) -> None:
        """The candle that broke it."""
        color = _OLD if grey else _DOWN
        self._block(10.5, 5, 1, 9, color)
        self._block(9.5, 6.5, 3, 6, color)

    def bars(self) -> None:
        """Two bars, as on every player."""
        self._block(4, 3.5, 3, 9, _PALE)
        self._block(9, 3.5, 3, 9, _PALE)

    def disc(self) -> None:
        """In the place of the second candle, on the level."""
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(_LEVEL))
        self._painter.drawEllipse(self._points((10.8, 10))[0], 3.9 * self._unit, 3.9 * self._unit)

    def triangle(self) -> None:
        """As large as there is room, with a mark in it."""
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(_BREAK))
        self._painter.drawPolygon(QPolygonF(self._points((8, 1.6), (14.8, 14), (1.2, 14))))
        self._block(7, 6, 2, 4, _PLATE)
        self._block(7, 11, 2, 2, _PLATE)

    def stroke(self) -> None:
        """From corner to corner, with a margin of the ground."""
        ends = self._points((3, 13), (13, 3))
        for color, width in ((_PLATE, 4.4), (_PALE, 2.0)):
            pen = QPen(QBrush(QColor(color)), width * self._unit)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            self._painter.setPen(pen)
            self._painter.drawLine(*ends)

    def _points(self, *places: tuple[float, float]) -> list[QPointF]:
        return [QPointF(left * self._unit, top * self._unit) for left, top in places]

    def _block(self, left: float, top: float, width: float, height: float, color: str) -> None:
        """A sharp rectangle on whole pixels."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._painter.fillRect(
            round(left * self._unit),
            round(top * self._unit),
            max(1, round(width * self._unit)),
            max(1, round(height * self._unit)),
            QColor(color),
        )
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
