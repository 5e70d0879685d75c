"""What a drawing looks like: its pen, its handles, and the words at it. Prepared for all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
from PySide6.QtCore import QRectF

from tracker.domain.drawing import Drawing, Shape, measured
from tracker.ui.charts.figures import duration, fixed, percent, price_decimals
from tracker.ui.charts.levels import HEADER_PX
from tracker.ui.charts.mapping import Frame
from tracker.ui.charts.outlines import DrawingColumns, Indices, Outline, outline
from tracker.ui.charts.painters import Kept
from tracker.ui.charts.stage import text_width

LINE_PX = 15
_PAD_PX = 6


@dataclass(frozen=True, slots=True)
class Pen:
    """How outlines are drawn; those of one pen are one stroke."""

    tone: str
    width: int
    dashed: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What is written at a drawing: its lines, and where, in logical pixels."""

    row: int
    drawing: Drawing
    lines: tuple[str, ...]
    rect: QRectF


def pen_of(drawing: Drawing) -> Pen:
    """The pen of a drawing; without a colour of its own a measurement says whether price rose."""
    style = drawing.style
    return Pen(style.color or _usual_tone(drawing), style.width, style.dashed)


def _usual_tone(drawing: Drawing) -> str:
    if drawing.shape is Shape.MEASURE:
        first, second = drawing.anchors
        return "up" if second.price >= first.price else "down"
    return "text" if drawing.shape is Shape.TEXT else "interest"


def pen_px(width: int, ratio: float) -> int:
    """How many whole device pixels a pen is wide: as thin lines are, 1 up to a scale of 2."""
    return max(1, floor(width * ratio))


def handles(drawing: Drawing, frame: Frame) -> list[tuple[float, float]]:
    """Where a drawing is taken hold of: its points, then the other corners of a box."""
    places = [(frame.time.x_of(one.at_ms), frame.value.y_of(one.price)) for one in drawing.anchors]
    if drawing.shape in (Shape.RECTANGLE, Shape.MEASURE):
        (x1, y1), (x2, y2) = places
        places += [(x1, y2), (x2, y1)]
    return places


def lines_of(drawing: Drawing, interval_ms: int) -> tuple[str, ...]:
    """What is written at a drawing; a measurement says what it measures."""
    own = (drawing.text,) if drawing.text else ()
    if drawing.shape is not Shape.MEASURE:
        return own
    first, second = drawing.anchors
    found = measured(first, second, interval_ms)
    decimals = price_decimals(np.array([first.price, second.price]))
    plus = "+" if found.price > 0 else ""
    bars = f"{fixed(found.bars, 0)} bar{'' if abs(found.bars) == 1 else 's'}"
    return (
        f"{plus}{fixed(found.price, decimals)}  ({percent(found.fraction)})",
        f"{bars} \N{MIDDLE DOT} {duration(abs(found.span_ms))}",
        *own,
    )


class DrawnRows:
    """Some drawings, and what is worked out of them for one frame at a time."""

    def __init__(self, drawings: Sequence[Drawing]) -> None:
        self.drawings = tuple(drawings)
        self.columns = DrawingColumns.of(self.drawings)
        self.numbers: Indices = np.array([one.id for one in self.drawings], np.int64)
        pens = [pen_of(one) for one in self.drawings]
        self.pens = sorted(set(pens), key=lambda one: (one.tone, one.width, one.dashed))
        places = {pen: place for place, pen in enumerate(self.pens)}
        #: Which of `pens` each is drawn with.
        self.pen: Indices = np.array([places[one] for one in pens], np.int64)
        self._widths = [one.width for one in pens]
        self._speaking = [
            row for row, one in enumerate(self.drawings) if one.text or one.shape is Shape.MEASURE
        ]
        self._drawn: Kept[Outline] = Kept()
        self._hit: Kept[Outline] = Kept()
        self._words: Kept[list[Words]] = Kept()

    def outline(self, frame: Frame) -> Outline:
        """Their pieces, where a pen meets whole pixels."""
        return self._drawn.get(frame, lambda: outline(self.columns, frame, self._pens_px(frame)))

    def hit_outline(self, frame: Frame) -> Outline:
        """Their pieces as they are, for the mouse."""
        return self._hit.get(frame, lambda: outline(self.columns, frame))

    def _pens_px(self, frame: Frame) -> Indices:
        return np.array([pen_px(one, frame.ratio) for one in self._widths], np.int64)

    def words(self, frame: Frame, interval_ms: int) -> list[Words]:
        """What is written in view."""
        return self._words.get((frame, interval_ms), lambda: self._say(frame, interval_ms))

    def _say(self, frame: Frame, interval_ms: int) -> list[Words]:
        if not self._speaking:
            return []
        shown = self.hit_outline(frame)
        pieces = dict(zip(shown.owner.tolist(), shown.pieces.tolist(), strict=True))
        area = _area(frame)
        found = []
        for row in self._speaking:
            drawing = self.drawings[row]
            piece = pieces.get(row)
            if drawing.shape.is_line and piece is None:
                continue
            lines = lines_of(drawing, interval_ms)
            rect = _place(drawing, lines, frame, piece)
            if rect.intersects(area):
                found.append(Words(row, drawing, lines, rect))
        return found


def _area(frame: Frame) -> QRectF:
    time, value, ratio = frame.time, frame.value, frame.ratio
    return QRectF(
        time.left_px / ratio,
        value.top_px / ratio,
        time.width_px / ratio,
        value.height_px / ratio,
    )


def _place(
    drawing: Drawing, lines: Sequence[str], frame: Frame, piece: Sequence[float] | None
) -> QRectF:
    """Words begin at their point, stand in the corner of a box, or over the middle of a line."""
    ratio, area = frame.ratio, _area(frame)
    width, height = max(text_width(one) for one in lines), float(LINE_PX * len(lines))
    if drawing.shape.is_line and piece is not None:
        x, y = (piece[0] + piece[2]) / 2 / ratio, (piece[1] + piece[3]) / 2 / ratio
        return QRectF(x - width / 2, y - height - _PAD_PX, width, height)
    places = [(x / ratio, y / ratio) for x, y in handles(drawing, frame)]
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    top, bottom = min(y for _, y in places), max(y for _, y in places)
    if drawing.shape is Shape.TEXT:
        return QRectF(left, top - height / 2, width, height)
    if drawing.shape is Shape.RECTANGLE:
        return QRectF(max(left, area.left()) + _PAD_PX, top + _PAD_PX / 2, width, height)
    # Beyond the end that was measured to, but never out of view while the box is in it.
    rose = drawing.anchors[1].price >= drawing.anchors[0].price
    upper = top - height - _PAD_PX if rose else bottom + _PAD_PX
    if bottom > area.top() and top < area.bottom():
        upper = max(area.top() + HEADER_PX, min(upper, area.bottom() - height - _PAD_PX))
    return QRectF((left + right - width) / 2, upper, width, height)
