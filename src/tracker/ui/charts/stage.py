"""Where painters paint: device pixels for shapes, logical pixels for words, at any scale factor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from math import ceil, floor
from typing import NamedTuple

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
from tracker.ui.charts.mapping import Frame, Pixels, Rects, dash_rects
from tracker.ui.theme import SMALL_PX, font

#: Rows of `x1, y1, x2, y2` in device pixels, not rounded.
Segments = NDArray[np.float64]
# Rectangles go to Qt through one array, since wrapping the memory of each costs as much as a few
# dozen of them. Painting is done before `fill` returns, and on one thread.
_ROOM = 4096
#: Figures, which are equally wide, as one.
_ALIKE = str.maketrans("123456789", "000000000")
# Made once: an enum costs more on its way to Qt than the call that it is for.
_NO_PEN, _RASTER = QPen(Qt.PenStyle.NoPen), QPaintEngine.Type.Raster
#: How far a patch reaches beyond its words to both sides, logical pixels.
_PATCH_PX = 3
_OPAQUE = 255
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


@lru_cache(maxsize=1024)
def text_width(text: str, size_px: int = SMALL_PX, *, bold: bool = False) -> float:
    """How wide words are, in logical pixels.

    Figures are equally wide, so that numbers that change with every frame are not measured again.
    """
    return _measured(text.translate(_ALIKE), size_px, bold)


@lru_cache(maxsize=1024)
def _measured(text: str, size_px: int, bold: bool) -> float:
    return metrics(size_px, bold=bold).horizontalAdvance(text)


@lru_cache(maxsize=256)
def elided(text: str, room_px: int) -> str:
    """Words that end in an ellipsis where they are wider than so many logical pixels."""
    return metrics().elidedText(text, Qt.TextElideMode.ElideRight, room_px)


@lru_cache(maxsize=1024)
def _words_of(text: str, size_px: int, bold: bool) -> _Words:
    return _Words(text, size_px, bold)


class _Words:
    """Words that are written often: laid out the second time, since laying out costs more than writing.

    Most values of a chart that moves are seen once.
    """

    __slots__ = ("_again", "_ascent", "_face", "_laid", "_text")

    def __init__(self, text: str, size_px: int, bold: bool) -> None:
        self._text, self._face = text, type_of(size_px, bold=bold)
        self._ascent = metrics(size_px, bold=bold).ascent()
        self._laid: QStaticText | None = None
        self._again = False

    def write(self, painter: QPainter, x: float, baseline: float) -> None:
        """Write them in logical pixels that are device pixels."""
        painter.setFont(self._face)
        if self._laid is not None:
            painter.drawStaticText(QPointF(x, baseline - self._ascent), self._laid)
            return
        if self._again:
            self._laid = _laid_out(self._text, self._face)
        self._again = True
        painter.drawText(QPointF(x, baseline), self._text)


def _laid_out(text: str, face: QFont) -> QStaticText:
    """Words with the places of their glyphs."""
    words = QStaticText(text)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    words.prepare(QTransform(), face)
    return words


def is_plain(painter: QPainter) -> bool:
    """Whether what is painted on has one pixel a logical one, and is no document."""
    scale = painter.worldTransform().m11() * device_ratio(painter)
    return scale == 1.0 and painter.paintEngine().type() is _RASTER


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
        _words_of(text, size_px, bold).write(painter, x, baseline)
    else:
        painter.setFont(type_of(size_px, bold=bold))
        painter.drawText(QPointF(x, baseline), text)


class Piece(NamedTuple):
    """Words in one colour, the space after them, and how wide both are.

    A tuple, because some dozens are made for every frame.
    """

    text: str
    color: QColor
    bold: bool
    gap: float
    width: float


def write_row(
    painter: QPainter, left: float, baseline: float, pieces: Sequence[Piece], *, plain: bool
) -> None:
    """Write pieces one after the other; the colour is set where it changes alone.

    Args:
        painter: what paints.
        left: where the first begins.
        baseline: where they stand.
        pieces: the words.
        plain: what `is_plain` says.
    """
    color: QColor | None = None
    for piece in pieces:
        if piece.color is not color:
            color = piece.color
            painter.setPen(color)
        if not plain:
            write(painter, left, baseline, piece.text, bold=piece.bold)
        else:
            _words_of(piece.text, SMALL_PX, piece.bold).write(painter, left, baseline)
        left += piece.width


@lru_cache(maxsize=512)
def _picture_of(text: str, bold: bool, ink: int, ground: int) -> tuple[QImage, int]:
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
    x: int,
    baseline: int,
    text: str,
    ink: QColor,
    *,
    ground: QColor,
    bold: bool = False,
    plain: bool = False,
) -> None:
    """Write one word of an axis, as `labels` writes several."""
    labels(painter, [(x, baseline, text)], ink, ground=ground, bold=bold, plain=plain)


def labels(
    painter: QPainter,
    words: Sequence[tuple[int, int, str]],
    ink: QColor,
    *,
    ground: QColor,
    bold: bool = False,
    plain: bool = False,
) -> None:
    """Write words of an axis, which come again with every frame.

    Args:
        painter: what paints.
        words: where each begins and stands, and what it says.
        ink: their colour.
        ground: the colour that they stand on.
        bold: as it says.
        plain: what `is_plain` says; words are copied from pictures of them then, which takes a
            sixth of the time that writing takes.
    """
    if not plain:
        painter.setPen(ink)
        for x, baseline, text in words:
            write(painter, x, baseline, text, bold=bold)
        return
    above, below = ink.rgba(), ground.rgba()
    for x, baseline, text in words:
        if text:
            picture, ascent = _picture_of(text, bold, above, below)
            # At whole pixels, as which Qt takes two thirds less time over it.
            painter.drawImage(x, baseline - ascent, picture)


def _patch_under(text: str, size_px: int, bold: bool) -> QRect:
    """The patch of words that begin and stand at the origin."""
    lines, width = metrics(size_px, bold=bold), text_width(text, size_px, bold=bold)
    top = -ceil(lines.ascent())
    return QRect(-_PATCH_PX, top, ceil(width) + 2 * _PATCH_PX, ceil(lines.height()))


@lru_cache(maxsize=512)
def _patched(text: str, size_px: int, bold: bool, ink: int, ground: int) -> _Patched:
    return _Patched(text, size_px, bold, ink, ground)


class _Patched:
    """Words on a patch of their own, at whole pixels: a picture of both from the second time on."""

    __slots__ = ("_again", "_bold", "_ground", "_ink", "_patch", "_picture", "_size_px", "_text")

    def __init__(self, text: str, size_px: int, bold: bool, ink: int, ground: int) -> None:
        self._patch = _patch_under(text, size_px, bold)
        self._text, self._size_px, self._bold = text, size_px, bold
        self._ink, self._ground = QColor.fromRgba(ink), QColor.fromRgba(ground)
        self._picture: QImage | None = None
        self._again = False

    def write(self, painter: QPainter, x: int, baseline: int) -> None:
        """Write them in logical pixels that are device pixels."""
        patch = self._patch
        if self._picture is None and self._again:
            self._picture = picture = QImage(patch.size(), QImage.Format.Format_RGB32)
            inner = QPainter(picture)
            self._write(inner, -patch.left(), -patch.top())
            inner.end()
        self._again = True
        if self._picture is not None:
            painter.drawImage(x + patch.left(), baseline + patch.top(), self._picture)
        else:
            self._write(painter, x, baseline)

    def _write(self, painter: QPainter, x: int, baseline: int) -> None:
        painter.fillRect(self._patch.translated(x, baseline), self._ground)
        painter.setPen(self._ink)
        write(painter, x, baseline, self._text, self._size_px, bold=self._bold, plain=True)


def device_ratio(painter: QPainter) -> float:
    """Device pixels a logical pixel of what is painted on, whatever transform the painter has."""
    return painter.device().devicePixelRatioF()


@lru_cache(maxsize=16)
def _dashed(width: int, height: int, on_px: int, off_px: int, rgb: int) -> QImage:
    """A dashed line of so many device pixels."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    for left in range(0, width, on_px + off_px):
        painter.fillRect(left, 0, on_px, height, QColor(rgb))
    painter.end()
    return image


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


@lru_cache(maxsize=16)
def _scales(ratio: float, device: float) -> tuple[QTransform, QTransform]:
    """From device pixels, and from logical ones, to what is painted on."""
    pixels, points = 1 / device, ratio / device
    return QTransform.fromScale(pixels, pixels), QTransform.fromScale(points, points)


class Stage:
    """One pane while it is painted: a painter, the maps, the inks."""

    def __init__(
        self, painter: QPainter, frame: Frame, inks: Inks, *, plain: bool | None = None
    ) -> None:
        """A stage; `plain` is what `is_plain` says of the painter, where it was asked."""
        self.frame, self.inks = frame, inks
        self._painter = painter
        self._plain = is_plain(painter) if plain is None else plain
        self._filling = False  # the painter is as `fill` wants it
        device = device_ratio(painter)
        self._pixels, self._points = _scales(frame.ratio, device)

    # -- shapes, in device pixels ------------------------------------------------------------------

    def clip(self) -> None:
        """Keep everything that follows inside the pane."""
        time, value = self.frame.time, self.frame.value
        self._filling = False
        self._painter.setWorldTransform(self._pixels)
        self._painter.setClipRect(
            QRect(time.left_px, value.top_px, time.width_px, value.height_px),
            Qt.ClipOperation.IntersectClip,
        )

    def unclip(self) -> None:
        """Paint beyond the pane again; the painter's state before `clip` was restored."""
        self._filling = False

    def fill(self, rects: Rects, color: QColor) -> None:
        """Paint rectangles of one colour."""
        count = len(rects)
        if count == 0:
            return
        painter = self._painter
        if not self._filling:
            self._filling = True
            painter.setWorldTransform(self._pixels)
            painter.setPen(_NO_PEN)
        painter.setBrush(color)
        for begin in range(0, count, _ROOM):
            some = min(_ROOM, count - begin)
            _ROWS[:some] = rects[begin : begin + some]
            painter.drawRects(_FIRST, some)  # type: ignore[call-overload]

    def dashes(self, row: Rects, on_px: int, off_px: int, color: QColor) -> None:
        """Paint one thin line across the pane as dashes that begin at its left end.

        On pixels it is painted once and copied; in a document dashes stay dashes.
        """
        painter = self._painter
        if not self._is_pixels:
            self.fill(dash_rects(row, on_px, off_px), color)
            return
        self._filling = False
        painter.setWorldTransform(self._pixels)
        for left, top, right, bottom in row.tolist():
            dashed = _dashed(right - left + 1, bottom - top + 1, on_px, off_px, color.rgb())
            painter.drawImage(left, top, dashed)

    def discs(self, x: Pixels, y: Pixels, radius: Pixels, color: QColor) -> None:
        """Paint discs around pixels: a pale inside and a rim of one colour.

        On pixels each size is painted once and copied; in a document discs stay discs.
        """
        painter = self._painter
        self._filling = False
        painter.setWorldTransform(self._pixels)
        if self._is_pixels:
            rgb, pen = color.rgb(), self.frame.pen_px
            for left, top, size in zip(x.tolist(), y.tolist(), radius.tolist(), strict=True):
                away = size + pen
                painter.drawImage(left - away, top - away, _disc(size, rgb, pen))
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
        self._filling = False
        painter.setWorldTransform(self._pixels)
        painter.setPen(QPen(color, width * self.frame.ratio))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        first = wrapInstance(segments.ctypes.data, QLineF)
        painter.drawLines(first, len(segments))  # type: ignore[call-overload]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    @cached_property
    def _is_pixels(self) -> bool:
        """Whether what is painted on is no document."""
        return self._plain or self._painter.paintEngine().type() is _RASTER

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
        self._filling = False
        painter.setWorldTransform(self._points)
        if ground is not None:
            x, baseline = floor(x + 0.5), floor(baseline + 0.5)
            if self._plain and ground.alpha() == _OPAQUE:
                _patched(text, size_px, bold, color.rgba(), ground.rgba()).write(
                    painter, x, baseline
                )
                return
            painter.fillRect(_patch_under(text, size_px, bold).translated(x, baseline), ground)
        painter.setPen(color)
        write(painter, x, baseline, text, size_px, bold=bold, plain=self._plain)
