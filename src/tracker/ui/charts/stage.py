"""Where painters paint: device pixels for shapes, logical pixels for words, at any scale factor."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform
from shiboken6 import wrapInstance

from tracker.ui.charts.ink import Inks
from tracker.ui.charts.mapping import Frame, Rects
from tracker.ui.theme import SMALL_PX, font

#: Rows of `x1, y1, x2, y2` in device pixels, not rounded.
Segments = NDArray[np.float64]


@lru_cache(maxsize=64)
def type_of(size_px: int = SMALL_PX, *, bold: bool = False) -> QFont:
    """The chart's font; made once, since making one costs more than writing a word with it."""
    return font(size_px, bold=bold)


@lru_cache(maxsize=64)
def metrics(size_px: int = SMALL_PX, *, bold: bool = False) -> QFontMetricsF:
    """Widths of words in one of the chart's fonts, logical pixels."""
    return QFontMetricsF(type_of(size_px, bold=bold))


@lru_cache(maxsize=4096)
def text_width(text: str, size_px: int = SMALL_PX, *, bold: bool = False) -> float:
    """How wide words are, in logical pixels."""
    return metrics(size_px, bold=bold).horizontalAdvance(text)


def device_ratio(painter: QPainter) -> float:
    """Device pixels a logical pixel of what is painted on, whatever transform the painter has."""
    return painter.device().devicePixelRatioF()


class Stage:
    """One pane while it is painted: a painter, the maps, the inks."""

    def __init__(self, painter: QPainter, frame: Frame, inks: Inks) -> None:
        self.frame, self.inks = frame, inks
        self._painter = painter
        device = device_ratio(painter)
        self._pixels = QTransform.fromScale(1 / device, 1 / device)
        self._points = QTransform.fromScale(frame.ratio / device, frame.ratio / device)

    # -- shapes, in device pixels ------------------------------------------------------------------

    def clip(self) -> None:
        """Keep everything that follows inside the pane."""
        time, value = self.frame.time, self.frame.value
        self._painter.setWorldTransform(self._pixels)
        self._painter.setClipRect(
            QRect(time.left_px, value.top_px, time.width_px, value.height_px),
            Qt.ClipOperation.IntersectClip,
        )

    def fill(self, rects: Rects, color: QColor) -> None:
        """Paint rectangles in one call, without a copy."""
        if len(rects) == 0:
            return
        painter = self._painter
        painter.setWorldTransform(self._pixels)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        first = wrapInstance(rects.ctypes.data, QRect)
        painter.drawRects(first, len(rects))  # type: ignore[call-overload]

    def lines(self, segments: Segments, color: QColor, width: float, *, smooth: bool) -> None:
        """Paint lines, `width` logical pixels wide.

        Single lines rather than a polyline: joining wide lines costs ten times as much.
        """
        if len(segments) == 0:
            return
        painter = self._painter
        painter.setWorldTransform(self._pixels)
        painter.setPen(QPen(color, width * self.frame.ratio))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        first = wrapInstance(segments.ctypes.data, QLineF)
        painter.drawLines(first, len(segments))  # type: ignore[call-overload]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # -- words, in logical pixels ------------------------------------------------------------------

    @property
    def area(self) -> QRectF:
        """The pane in logical pixels."""
        time, value, ratio = self.frame.time, self.frame.value, self.frame.ratio
        return QRectF(
            time.left_px / ratio,
            value.top_px / ratio,
            time.width_px / ratio,
            value.height_px / ratio,
        )

    def words(
        self,
        x: float,
        baseline: float,
        text: str,
        color: QColor,
        size_px: int = SMALL_PX,
        *,
        bold: bool = False,
        ground: QColor | None = None,
    ) -> None:
        """Write words from x to the right, on a patch of `ground` if they cross what is drawn."""
        painter = self._painter
        painter.setWorldTransform(self._points)
        if ground is not None:
            lines = metrics(size_px, bold=bold)
            patch = QRectF(
                x - 3, baseline - lines.ascent(), lines.horizontalAdvance(text) + 6, lines.height()
            )
            painter.fillRect(patch, ground)
        painter.setFont(type_of(size_px, bold=bold))
        painter.setPen(color)
        painter.drawText(QPointF(x, baseline), text)
