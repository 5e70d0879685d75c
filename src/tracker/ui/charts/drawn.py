"""What a drawing looks like: its pen, its handles, and the words at it. Prepared for all at once."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QRectF

from tracker.analysis.columns import Floats
from tracker.domain.drawing import Drawing, Shape, measured
from tracker.domain.translating import tr
from tracker.ui.charts.figures import duration, fixed, percent, price_decimals
from tracker.ui.charts.levels import HEADER_PX
from tracker.ui.charts.mapping import Frame
from tracker.ui.charts.outlines import DrawingColumns, Indices, Outline, outline, points
from tracker.ui.charts.painters import Kept
from tracker.ui.charts.stage import text_width

LINE_PX = 15
#: So many notes and measured figures are written in view; words that are drawings always are.
MOST_NOTES = 40
_PAD_PX = 6


class Pen(Struct, frozen=True):
    """How outlines are drawn; those of one pen are one stroke."""

    tone: str
    width: int
    dashed: bool


class Words(Struct, frozen=True):
    """What is written at a drawing: its lines, and where, in logical pixels."""

    drawing: Drawing
    pen: Pen
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
    bars = tr("{bars} bar(s)", "", abs(found.bars), bars=fixed(found.bars, 0))
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
        self._drawn: Kept[Outline] = Kept()
        self._hit: Kept[Outline] = Kept()
        self._spoken: Kept[_Spoken] = Kept()
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
        """What is written in view. In a thicket only the newest notes and figures are."""
        return self._words.get((frame, interval_ms), lambda: self._say(frame, interval_ms))

    def _say(self, frame: Frame, interval_ms: int) -> list[Words]:
        spoken = self._spoken.get(interval_ms, lambda: _Spoken.of(self.drawings, interval_ms))
        if not len(spoken.rows):
            return []
        rows, width, height = spoken.rows, spoken.width, spoken.height
        left, top = self._corners(rows, width, height, frame)
        area = _area(frame)
        seen = (left + width > area.left()) & (left < area.right())
        seen &= (top + height > area.top()) & (top < area.bottom())
        notes = np.flatnonzero(seen & ~self.columns.word[rows])
        seen[notes[:-MOST_NOTES]] = False
        return [
            Words(self.drawings[row], self.pens[self.pen[row]], lines, QRectF(*rect))
            for row, lines, *rect in zip(
                rows[seen].tolist(),
                [spoken.lines[place] for place in np.flatnonzero(seen)],
                *(one[seen].tolist() for one in (left, top, width, height)),
                strict=True,
            )
        ]

    def _corners(
        self, rows: Indices, width: Floats, height: Floats, frame: Frame
    ) -> tuple[Floats, Floats]:
        """Words begin at their point, stand in the corner of a box, or over the middle of a line."""
        columns, ratio, area = self.columns, frame.ratio, _area(frame)
        shown = self.hit_outline(frame)
        middle = np.full((len(self.drawings), 2), np.nan)
        middle[shown.owner] = (shown.pieces[:, :2] + shown.pieces[:, 2:]) / 2 / ratio
        x, y = (one[rows] / ratio for one in points(columns, frame))
        left, right, top, bottom = x.min(1), x.max(1), y.min(1), y.max(1)
        # Beyond the end that was measured to, but never out of view while the box is in it.
        rose = columns.price[rows, 1] >= columns.price[rows, 0]
        beyond = np.where(rose, top - height - _PAD_PX, bottom + _PAD_PX)
        inside = np.minimum(beyond, area.bottom() - height - _PAD_PX)
        inside = np.maximum(inside, area.top() + HEADER_PX)
        partly = (bottom > area.top()) & (top < area.bottom())
        kinds = [columns.line[rows], columns.word[rows], ~columns.measure[rows]]
        lefts = [middle[rows, 0] - width / 2, left, np.maximum(left, area.left()) + _PAD_PX]
        tops = [middle[rows, 1] - height - _PAD_PX, top - height / 2, top + _PAD_PX / 2]
        return (
            np.select(kinds, lefts, (left + right - width) / 2),
            np.select(kinds, tops, np.where(partly, inside, beyond)),
        )


class _Spoken(Struct, frozen=True, eq=False):
    """What is to be written, wherever that is; widths and heights in logical pixels."""

    rows: Indices
    lines: tuple[tuple[str, ...], ...]
    width: Floats
    height: Floats

    @classmethod
    def of(cls, drawings: Sequence[Drawing], interval_ms: int) -> _Spoken:
        found = [(row, lines_of(one, interval_ms)) for row, one in enumerate(drawings)]
        found = [(row, lines) for row, lines in found if lines]
        return cls(
            np.array([row for row, _ in found], np.int64),
            tuple(lines for _, lines in found),
            np.array([max(text_width(one) for one in lines) for _, lines in found], np.float64),
            np.array([LINE_PX * len(lines) for _, lines in found], np.float64),
        )


def _area(frame: Frame) -> QRectF:
    time, value, ratio = frame.time, frame.value, frame.ratio
    return QRectF(
        time.left_px / ratio,
        value.top_px / ratio,
        time.width_px / ratio,
        value.height_px / ratio,
    )
