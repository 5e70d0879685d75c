"""Where painters paint: device pixels for shapes, logical pixels for words, at any scale factor."""

from __future__ import annotations

from functools import cached_property, lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPaintEngine,
    QPainter,
    QPen,
    QStaticText,
    QTransform,
)
from shiboken6 import wrapInstance

from tracker.ui.charts.ink import Inks
from tracker.ui.charts.mapping import Frame, Pixels, Rects
from tracker.ui.theme import SMALL_PX, font

#: Rows of `x1, y1, x2, y2` in device pixels, not rounded.
Segments = NDArray[np.float64]
# Rectangles go to Qt through one array, since wrapping the memory of each costs as much as a few
# dozen of them. Painting is done before `fill` returns, and on one thread.
_ROOM = 4096
#: The opacity of the inside of a disc.
_INSIDE = 0.22
_ROWS: Rects = np.empty((_ROOM, 4), np.int32)
_FIRST = wrapInstance(_ROWS.ctypes.data, QRect)


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


@lru_cache(maxsize=2048)
def _laid_out(text: str, size_px: int, bold: bool) -> tuple[QStaticText, QFont, float]:
    """Words with the places of their glyphs, their font, and from their top to their baseline."""
    words, face = QStaticText(text), type_of(size_px, bold=bold)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    words.prepare(QTransform(), face)
    return words, face, metrics(size_px, bold=bold).ascent()


def is_plain(painter: QPainter) -> bool:
    """Whether what is painted on has one pixel a logical one, and is no document."""
    scale = painter.worldTransform().m11() * device_ratio(painter)
    return scale == 1.0 and painter.paintEngine().type() == QPaintEngine.Type.Raster


def write(
    painter: QPainter,
    x: float,
    baseline: float,
    text: str,
    size_px: int = SMALL_PX,
    *,
    bold: bool = False,
    plain: bool = False,
) -> None:
    """Write words with the painter's pen, in its own coordinates.

    Args:
        painter: what paints.
        x: where they begin.
        baseline: where they stand.
        text: the words.
        size_px: logical pixels.
        bold: as it says.
        plain: what `is_plain` says; words are laid out once then. At other scales the places of
            glyphs depend on it.
    """
    if plain:
        words, face, ascent = _laid_out(text, size_px, bold)
        painter.setFont(face)
        painter.drawStaticText(QPointF(x, baseline - ascent), words)
    else:
        painter.setFont(type_of(size_px, bold=bold))
        painter.drawText(QPointF(x, baseline), text)


@lru_cache(maxsize=1024)
def _picture_of(text: str, bold: bool, ink: int, ground: int) -> tuple[QImage, float]:
    """A word on its ground, and from its top to its baseline."""
    # No higher than the word: marks may stand close above each other.
    place = metrics(bold=bold).tightBoundingRect(text)
    width, height = ceil(text_width(text, bold=bold)) + 2, ceil(place.height()) + 3
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(QColor.fromRgba(ground))
    ascent = ceil(-place.top()) + 1
    painter = QPainter(picture)
    painter.setPen(QColor.fromRgba(ink))
    write(painter, 0, ascent, text, bold=bold, plain=True)
    painter.end()
    return picture, ascent


def label(
    painter: QPainter,
    x: float,
    baseline: float,
    text: str,
    ink: QColor,
    *,
    ground: QColor,
    bold: bool = False,
    plain: bool = False,
) -> None:
    """Write a word of an axis, which comes again with every frame.

    Args:
        painter: what paints.
        x: where it begins, a whole number.
        baseline: where it stands, a whole number.
        text: the word.
        ink: its colour.
        ground: the colour that it stands on.
        bold: as it says.
        plain: what `is_plain` says; the word is copied from a picture of it then, which takes a
            sixth of the time that writing takes.
    """
    if plain and text:
        picture, ascent = _picture_of(text, bold, ink.rgba(), ground.rgba())
        painter.drawImage(QPointF(x, baseline - ascent), picture)
    else:
        painter.setPen(ink)
        write(painter, x, baseline, text, bold=bold)


def device_ratio(painter: QPainter) -> float:
    """Device pixels a logical pixel of what is painted on, whatever transform the painter has."""
    return painter.device().devicePixelRatioF()


@lru_cache(maxsize=256)
def _disc(radius: int, rgb: int, pen_px: int) -> QImage:
    """A disc of so many device pixels with room for its rim."""
    side = 2 * (radius + pen_px) + 1
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_disc(painter, QPointF(side / 2, side / 2), radius, QColor(rgb), pen_px)
    painter.end()
    return image


def _paint_disc(
    painter: QPainter, middle: QPointF, radius: float, color: QColor, pen_px: int
) -> None:
    inside = QColor(color)
    inside.setAlphaF(_INSIDE)
    painter.setPen(QPen(color, pen_px))
    painter.setBrush(inside)
    painter.drawEllipse(middle, radius, radius)


class Stage:
    """One pane while it is painted: a painter, the maps, the inks."""

    def __init__(self, painter: QPainter, frame: Frame, inks: Inks) -> None:
        self.frame, self.inks = frame, inks
        self._painter = painter
        self._plain = is_plain(painter)
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
        """Paint rectangles of one colour."""
        count = len(rects)
        if count == 0:
            return
        painter = self._painter
        painter.setWorldTransform(self._pixels)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        for begin in range(0, count, _ROOM):
            some = min(_ROOM, count - begin)
            _ROWS[:some] = rects[begin : begin + some]
            painter.drawRects(_FIRST, some)  # type: ignore[call-overload]

    def discs(self, x: Pixels, y: Pixels, radius: Pixels, color: QColor) -> None:
        """Paint discs around pixels: a pale inside and a rim of one colour.

        On pixels each size is painted once and copied; in a document discs stay discs.
        """
        painter = self._painter
        painter.setWorldTransform(self._pixels)
        if painter.paintEngine().type() == QPaintEngine.Type.Raster:
            rgb, pen = color.rgb(), self.frame.pen_px
            for left, top, size in zip(x.tolist(), y.tolist(), radius.tolist(), strict=True):
                away = size + pen
                painter.drawImage(QPointF(left - away, top - away), _disc(size, rgb, pen))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for left, top, size in zip(x.tolist(), y.tolist(), radius.tolist(), strict=True):
            _paint_disc(painter, QPointF(left, top), size, color, self.frame.pen_px)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

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

    @cached_property
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
                x - 3,
                baseline - lines.ascent(),
                text_width(text, size_px, bold=bold) + 6,
                lines.height(),
            )
            painter.fillRect(patch, ground)
        painter.setPen(color)
        write(painter, x, baseline, text, size_px, bold=bold, plain=self._plain)
