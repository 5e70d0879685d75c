"""All level lines of a chart: one painter, sentences that don't overlap, hover and drag."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from tracker.analysis.columns import Floats
from tracker.analysis.numerals import kept
from tracker.ui.charts.content import LevelLine
from tracker.ui.charts.figures import fixed, price_decimals
from tracker.ui.charts.ink import Inks, mix
from tracker.ui.charts.mapping import Frame, Rects, dash_rects, horizontal_rects, per_column
from tracker.ui.charts.painters import Painter
from tracker.ui.charts.partial import area_of
from tracker.ui.charts.series import CandleSeries
from tracker.ui.charts.stage import Stage, text_width

#: How near the mouse must be to a line, logical pixels.
GRASP_PX = 4
#: The strip at the top of the pane that belongs to the read-out.
HEADER_PX = 26
LABEL_PX = 15
_RIGHT_PX = 8
# More sentences than this are painted with the whole pane.
_FEW = 8
_CROSS_PX = 14
_DASH, _SPACE = 6, 4
_DOT, _DOT_SPACE = 2, 5
_THICKET = 30
#: How much longer the dashes of a thicket are.
_LONGER = 4
#: So many of a thicket have a sentence: a wall of words is read by nobody, and costs a frame.
_NAMED = 14
#: How strong a line is: one of few, one of many, one that does not speak, one that is offered.
_STRONG, _MANY, _DIM, _OFFERED = 0.85, 0.4, 0.4, 0.55


class Label(Struct, frozen=True):
    """A sentence above or below its line: where it is in logical pixels."""

    level: LevelLine
    left: float
    baseline: float
    width: float


@kept(2048)
def sentence(level: LevelLine) -> str:
    """The price, and what the level is."""
    price = fixed(level.price, price_decimals(np.array([level.price])))
    return f"{price}  {level.text}".rstrip()


def place(
    lines: Sequence[float], top: float, bottom: float, clear: Callable[[int, float], bool]
) -> list[float | None]:
    """Where sentences go so that none covers another: the upper edge of each, or None.

    Args:
        lines: the y of each line, the most important first; each tries above its line, then below.
        top: nothing may reach above this.
        bottom: nor below this.
        clear: whether sentence number n with this upper edge covers nothing that is drawn; where
            neither place is clear, one that covers something will do.
    """
    taken: list[float] = []
    result: list[float | None] = []
    for number, y in enumerate(lines):
        free = [
            upper
            for upper in (y - LABEL_PX, y + 2)
            if top <= upper
            and upper + LABEL_PX <= bottom
            and all(abs(upper - other) >= LABEL_PX for other in taken)
        ]
        found = next((upper for upper in free if clear(number, upper)), free[0] if free else None)
        result.append(found)
        if found is not None:
            taken.append(found)
    return result


class LevelsPainter(Painter):
    """Every level of the chart; one paint however many there are."""

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self.levels: tuple[LevelLine, ...] = ()
        self.hovered: int | None = None
        self.last_price: float | None = None
        #: Logical pixels at the lower end that belong to something else.
        self.foot_px = 2
        self._dragged: LevelLine | None = None
        self._labels: list[Label] = []

    # -- what can be done with a line --------------------------------------------------------------

    @property
    def dragged(self) -> LevelLine | None:
        """The level that the mouse holds, at the price where it is now."""
        return self._dragged

    def grasp(self, level_id: int) -> bool:
        """Begin to drag; False where the level may not be moved."""
        level = self.by_id(level_id)
        if level is None or not level.movable or level.suggested:
            return False
        self._dragged = level
        return True

    def drag_to(self, price: float) -> None:
        """The held line follows the mouse; nothing else knows yet."""
        if self._dragged is not None:
            # What was said of the old price is not true of the new one.
            self._dragged = replace(self._dragged, price=price, text="")

    def release(self) -> LevelLine | None:
        """Let go; the level at its new price, or None where it has not moved."""
        held, self._dragged = self._dragged, None
        known = self.by_id(held.id) if held is not None else None
        if held is None or known is None or known.price == held.price:
            return None
        self.levels = tuple(held if level.id == held.id else level for level in self.levels)
        return held

    def let_go(self) -> None:
        """Forget the drag: the line springs back."""
        self._dragged = None

    def by_id(self, level_id: int | None) -> LevelLine | None:
        """The level of this number."""
        return next((level for level in self.levels if level.id == level_id), None)

    def at(self, y: float, frame: Frame) -> LevelLine | None:
        """The level whose line is at this height (logical pixels), the nearest of several."""
        prices = self._prices(self.levels)
        if len(prices) == 0:
            return None
        away = np.abs(frame.value.y(prices) / frame.ratio - y)
        nearest = int(np.argmin(away))
        return self.levels[nearest] if away[nearest] <= GRASP_PX else None

    def on_cross(self, x: float, y: float) -> bool:
        """Whether a point (logical pixels) is on the small cross that removes the hovered level."""
        label = self._hovered_label()
        if label is None or label.level.suggested:
            return False
        return _cross(label).adjusted(-2, -2, 2, 2).contains(x, y)

    def labelled(self) -> list[QRectF]:
        """Where the sentences stand that were painted last, in logical pixels."""
        return [
            QRectF(label.left, label.baseline - 11, label.width, LABEL_PX) for label in self._labels
        ]

    # -- painting ----------------------------------------------------------------------------------

    def state(self) -> Hashable:
        """The lines, what the mouse is at, and the candles that sentences give way to."""
        still = (self.levels, self.hovered, self._dragged, self.foot_px)
        return (still, self.series.revision, self.last_price) if self.levels else None

    def touched(self, before: Hashable, frame: Frame) -> list[QRectF] | None:
        """Both places of each sentence, while the lines stay as they are; they are not many."""
        still = (self.levels, self.hovered, self._dragged, self.foot_px)
        match before:
            case (known, int(), _) if known == still:
                return self._around_sentences(frame)
        return None

    def _around_sentences(self, frame: Frame) -> list[QRectF] | None:
        shown = [one for one in self._current() if frame.value.low <= one.price <= frame.value.high]
        if len(shown) > _FEW:
            return None
        right = area_of(frame).right()
        width = max((text_width(sentence(one)) for one in shown), default=0.0) + _RIGHT_PX + 4
        heights = (frame.value.y_of(one.price) for one in shown)
        return [QRectF(right - width, y - LABEL_PX - 4, width, 2 * LABEL_PX + 10) for y in heights]

    def paint(self, stage: Stage) -> None:
        """Draw the lines in view, then the sentences for which there is room."""
        frame = stage.frame
        low, high = frame.value.low, frame.value.high
        shown = [level for level in self._current() if low <= level.price <= high]
        # A thicket of lines steps back behind the candles.
        strong = _STRONG if len(shown) <= _THICKET else _MANY
        for look, levels in self._groups(shown):
            share = _OFFERED if look.suggested else min(strong, _DIM) if look.dim else strong
            color = mix(stage.inks.of(look.tone), stage.inks.background, share)
            rows = horizontal_rects(self._prices(levels), frame)
            stage.fill(look.strokes(rows, frame, 1 if len(shown) <= _THICKET else _LONGER), color)
        self._labels = self._place(shown, stage)
        for label in self._labels:
            self._paint_label(stage, label)

    def _paint_label(self, stage: Stage, label: Label) -> None:
        inks, level = stage.inks, label.level
        color = tone(level, inks)
        ground = QColor(inks.background)
        ground.setAlpha(190)
        lively = level.id == self._lively()
        if lively:
            line = horizontal_rects(np.array([level.price]), stage.frame)
            line[:, 3] += stage.frame.pen_px  # twice as thick under the mouse
            stage.fill(Look.of(level).strokes(line, stage.frame), color)
        words = sentence(level)
        stage.words(label.left, label.baseline, words, color, ground=ground)
        if lively and self._dragged is None and not level.suggested:
            cross = _cross(label)
            stage.words(cross.left() + 3, label.baseline, "\N{MULTIPLICATION SIGN}", inks.text, 13)

    def _place(self, shown: list[LevelLine], stage: Stage) -> list[Label]:
        frame, area = stage.frame, stage.area
        if not shown:
            return []
        room = int(area.height() // LABEL_PX) * 2
        ranked = sorted(shown, key=self._rank)[: room if len(shown) <= _THICKET else _NAMED]
        heights = [frame.value.y_of(level.price) / frame.ratio for level in ranked]
        widths = [text_width(sentence(level)) for level in ranked]
        lefts = [area.right() - _RIGHT_PX - width for width in widths]
        covered = self._covered(min(lefts, default=area.right()), stage)

        def clear(number: int, upper: float) -> bool:
            x, top, bottom = covered
            under = (x >= lefts[number]) & (top < upper + LABEL_PX) & (bottom > upper)
            return not bool(under.any())

        bottom = area.bottom() - self.foot_px
        uppers = place(heights, area.top() + HEADER_PX, bottom, clear)
        placed = zip(ranked, lefts, uppers, widths, strict=True)
        return [
            Label(level, left, upper + 11, width)
            for level, left, upper, width in placed
            if upper is not None
        ]

    def _covered(self, left: float, stage: Stage) -> tuple[Floats, Floats, Floats]:
        """Right end, top and bottom of the candles right of a place, logical pixels."""
        time, value, ratio = stage.frame.time, stage.frame.value, stage.frame.ratio
        per = per_column(time.px_per_ms / ratio, self.series.interval_ms)
        part = self.series.slice(time.ms_at(left * ratio), time.right_ms, per)
        ends = time.x(part.at_ms + part.step_ms)
        return ends / ratio, value.y(part.high) / ratio, value.y(part.low) / ratio

    def _rank(self, level: LevelLine) -> tuple[bool, bool, bool, float, int]:
        """Under the mouse first, then what is watched and still holds, then what is near."""
        away = 0.0 if self.last_price is None else abs(level.price - self.last_price)
        quiet = level.broken or level.dim
        return level.id != self._lively(), level.suggested, quiet, away, level.id

    def _lively(self) -> int | None:
        return self._dragged.id if self._dragged is not None else self.hovered

    def _hovered_label(self) -> Label | None:
        return next((label for label in self._labels if label.level.id == self.hovered), None)

    def _current(self) -> Iterable[LevelLine]:
        """The levels, with the held one where the mouse has it."""
        held = self._dragged
        if held is None:
            return self.levels
        return (held if level.id == held.id else level for level in self.levels)

    @staticmethod
    def _groups(shown: Sequence[LevelLine]) -> Iterable[tuple[Look, list[LevelLine]]]:
        """Levels that look alike, those that are offered first and so beneath all others."""
        alike: dict[Look, list[LevelLine]] = {}
        for level in shown:
            alike.setdefault(Look.of(level), []).append(level)
        return sorted(
            alike.items(),
            key=lambda one: (not one[0].suggested, not one[0].dim, one[0].tone, one[0].broken),
        )

    @staticmethod
    def _prices(levels: Sequence[LevelLine]) -> Floats:
        return np.array([level.price for level in levels], np.float64)


class Look(Struct, frozen=True):
    """How a line is drawn; lines of one look are one fill."""

    tone: str
    broken: bool
    dim: bool
    suggested: bool

    @classmethod
    def of(cls, level: LevelLine) -> Look:
        """The look of a level."""
        return cls(tone_role(level), level.broken, level.dim, level.suggested)

    def strokes(self, rows: Rects, frame: Frame, times: int = 1) -> Rects:
        """Its lines: whole, dashed once broken, dotted where it is only offered.

        `times` as long dashes are as many times fewer to draw.
        """
        if self.suggested:
            return _dashes(rows, frame, _DOT * times, _DOT_SPACE * times)
        return _dashes(rows, frame, _DASH * times, _SPACE * times) if self.broken else rows


def tone_role(level: LevelLine) -> str:
    """What a level's colour is called."""
    return level.tone or ("quiet" if level.suggested else "bad" if level.broken else "level")


def tone(level: LevelLine, inks: Inks) -> QColor:
    """The colour of a level's words; of one that does not speak they step back."""
    color = mix(inks.of(tone_role(level)), inks.text, 0.85)
    if level.dim or level.suggested:
        return mix(color, inks.background, 0.7)
    return color


def _dashes(rows: Rects, frame: Frame, dash: int, space: int) -> Rects:
    """Dashed lines; those on the same pixels are drawn once, so hundreds cost little."""
    _, first = np.unique(rows[:, 1], return_index=True)
    return dash_rects(rows[first], round(dash * frame.ratio), round(space * frame.ratio))


def _cross(label: Label) -> QRectF:
    return QRectF(label.left - _CROSS_PX - 4, label.baseline - 11, _CROSS_PX, LABEL_PX)
