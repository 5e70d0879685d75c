"""The prices in every style: candles, hollow ones, Heikin-Ashi, bars, a line, an area."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from tracker.analysis.columns import Flags, Floats
from tracker.ui.charts.derived import Closes, HeikinAshi
from tracker.ui.charts.ink import Inks, mix
from tracker.ui.charts.mapping import (
    NO_RECTS,
    Frame,
    Pixels,
    Rects,
    TimeMap,
    body_px,
    is_dense,
    nearest,
    pack,
    per_column,
    slots,
    wick_left,
    wick_rects,
)
from tracker.ui.charts.painters import CandlePainter, Kept, LinePainter, Painter
from tracker.ui.charts.partial import newest_of
from tracker.ui.charts.scaling import Range
from tracker.ui.charts.series import CandleSeries, CandleSlice, LineSeries, LineSlice
from tracker.ui.charts.stage import Stage
from tracker.ui.charts.style import Shape

#: How strongly an area is filled, and how far a bar's ticks reach to either side of it.
_FILL, _TICK_SHARE = 0.17, 0.36


class Sides(Struct, frozen=True, eq=False):
    """Rectangles of what falls and of what rises."""

    down: Rects
    up: Rects

    def fill(self, stage: Stage) -> None:
        """Paint both, falling before rising ones."""
        stage.fill(self.down, stage.inks.down)
        stage.fill(self.up, stage.inks.up)


class PricePainter(Painter):
    """Paints the candles in the chosen style.

    The scale fits what is drawn: the averaged candles of Heikin-Ashi, the closes alone of a line.
    """

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self.shape = Shape.CANDLES
        self._plain = CandlePainter(series)
        self._hollow, self._bars = HollowPainter(series), BarsPainter(series)
        self.line = CloseLine(LineSeries(series.interval_ms))
        self._heikin, self._closes = HeikinAshi(), Closes()

    def use(self, shape: Shape) -> None:
        """Draw in another style; what only the one before needed is let go of."""
        if shape is not self.shape:
            self.shape = shape
            self._heikin, self._closes = HeikinAshi(), Closes()

    @property
    def _painter(self) -> Painter:
        """Whoever paints this style, with the series as it is now."""
        if self.shape in (Shape.LINE, Shape.AREA):
            self.line.series = self._closes.of(self.series)
            return self.line
        if self.shape is Shape.HEIKIN_ASHI:
            self._plain.series = self._heikin.of(self.series)
            return self._plain
        painter: CandlePainter | HollowPainter | BarsPainter = self._plain
        if self.shape is not Shape.CANDLES:
            painter = self._hollow if self.shape is Shape.HOLLOW else self._bars
        painter.series = self.series
        return painter

    def span(self, time: TimeMap) -> Range | None:
        """The lowest and highest of what is drawn."""
        return self._painter.span(time)

    def paint(self, stage: Stage) -> None:
        """Draw the prices."""
        self._painter.paint(stage)

    def state(self) -> Hashable:
        """The style, and what the series has."""
        return self.shape, self.series, self.series.revision

    def touched(self, before: Hashable, frame: Frame) -> list[QRectF] | None:
        """The newest columns, where each is drawn by itself."""
        if self.shape not in (Shape.CANDLES, Shape.HOLLOW, Shape.BARS):
            return None
        match before:
            case (self.shape, self.series, int(revision)):
                return newest_of(self.series, revision, frame)
        return None


class _Pieces(Painter):
    """Candles drawn as thin pieces; columns as those of candles."""

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self._sides: Kept[Sides] = Kept()

    def span(self, time: TimeMap) -> Range | None:
        """From the lowest low to the highest high in view."""
        part = self._slice(time)
        return (float(part.low.min()), float(part.high.max())) if len(part.at_ms) else None

    def paint(self, stage: Stage) -> None:
        """Draw all pieces."""
        frame = stage.frame
        key = (frame, self.series, self.series.revision)
        self._sides.get(key, lambda: self._make(frame)).fill(stage)

    def _slice(self, time: TimeMap) -> CandleSlice:
        per = per_column(time.px_per_ms, self.series.interval_ms)
        return self.series.slice(time.left_ms, time.right_ms, per)

    def _make(self, frame: Frame) -> Sides:
        part = self._slice(frame.time)
        rising = self.rising(part)
        if is_dense(part.step_ms, frame) or not len(part.at_ms):
            sticks = wick_rects(part.at_ms, part.step_ms, part.low, part.high, frame)
            return Sides(sticks[~rising], sticks[rising])
        return self.pieces(part, rising, frame)

    def rising(self, part: CandleSlice) -> Flags:
        """Which candles have the colour of rising ones."""
        return part.close >= part.open

    def pieces(self, part: CandleSlice, rising: Flags, frame: Frame) -> Sides:
        """What is drawn of candles that are wide enough for more than a stick."""
        raise NotImplementedError


class BarsPainter(_Pieces):
    """A stick from low to high, a tick at its left for the open and one at its right for the close."""

    def pieces(self, part: CandleSlice, rising: Flags, frame: Frame) -> Sides:
        """Sticks and ticks."""
        pen = frame.pen_px
        reach = max(1, round(part.step_ms * frame.time.px_per_ms * _TICK_SHARE))
        stick = wick_left(part.at_ms, part.step_ms, frame.time, pen)
        sticks = wick_rects(part.at_ms, part.step_ms, part.low, part.high, frame)
        opens = _row(stick - reach, stick - 1, part.open, frame)
        closes = _row(stick + pen, stick + pen + reach - 1, part.close, frame)
        down, up = (
            np.concatenate([one[side] for one in (sticks, opens, closes)])
            for side in (~rising, rising)
        )
        return Sides(down, up)


class HollowPainter(_Pieces):
    """Hollow where a candle closed above its open, filled where below.

    The colour tells something else: whether it closed above the close before it. The candle after a
    hole has none before it and is coloured by itself.
    """

    def rising(self, part: CandleSlice) -> Flags:
        """Whether each closed at or above the close before it."""
        rising = part.close >= part.open
        if not len(part.at_ms):
            return rising
        first_ms = int(part.at_ms[0])
        row = int(self.series.times.searchsorted(first_ms))
        times, closes = part.at_ms, part.close
        if row:
            last = self.series.rows(row - 1, row)
            # The column that holds the candle before ends where the first one in view begins.
            ahead = first_ms - part.step_ms if last.open_ms[0] >= first_ms - part.step_ms else 0
            times, closes = np.append(ahead, times), np.append(last.close, closes)
        follows = np.diff(times) == part.step_ms
        above = np.diff(closes) >= 0
        tail = rising[len(rising) - len(follows) :]
        rising[len(rising) - len(follows) :] = np.where(follows, above, tail)
        return rising

    def pieces(self, part: CandleSlice, rising: Flags, frame: Frame) -> Sides:
        """Wicks above and below the bodies, filled bodies, and frames of hollow ones."""
        pen = frame.pen_px
        left, right = slots(part.at_ms, part.step_ms, frame.time, pen)
        stick = wick_left(part.at_ms, part.step_ms, frame.time, pen)
        y = frame.value.y
        high, low = nearest(y(part.high)), nearest(y(part.low))
        top = nearest(y(np.maximum(part.open, part.close)))
        bottom = np.maximum(nearest(y(np.minimum(part.open, part.close))), top + pen) - 1
        low = np.maximum(low, bottom + 1) - 1
        narrow = body_px(part.step_ms * frame.time.px_per_ms, pen) < 3 * pen
        hollow = (part.close > part.open) & (bottom - top >= 3 * pen - 1) & (not narrow)
        down: list[Rects] = []
        up: list[Rects] = []
        above, below, full = top > high, low > bottom, ~hollow
        for chosen, x1, y1, x2, y2 in (
            (above, stick, high, stick + pen - 1, top - 1),
            (below, stick, bottom + 1, stick + pen - 1, low),
            (full, left, top, right, bottom),
            (hollow, left, top, right, top + pen - 1),
            (hollow, left, bottom - pen + 1, right, bottom),
            (hollow, left, top + pen, left + pen - 1, bottom - pen),
            (hollow, right - pen + 1, top + pen, right, bottom - pen),
        ):
            rects = pack(x1, y1, x2, y2, frame.value)
            down.append(rects[chosen & ~rising])
            up.append(rects[chosen & rising])
        return Sides(np.concatenate(down), np.concatenate(up))


def _row(left: Pixels, right: Pixels, values: Floats, frame: Frame) -> Rects:
    """A thin line at each value."""
    top = nearest(frame.value.y(values))
    return pack(left, top, right, top + frame.pen_px - 1, frame.value)


class CloseLine(LinePainter):
    """The line of closes."""

    ROLE = "text"

    def slice(self, time: TimeMap) -> LineSlice:
        """What is drawn of the line."""
        return self._slice(time)

    def joined(self, part: LineSlice) -> Flags:
        """For each point but the last, whether the line goes on to the next one."""
        return self._joined(part)


class AreaPainter(Painter):
    """The ground under the line of closes; behind the grid, so that it needs no transparency."""

    def __init__(self, prices: PricePainter) -> None:
        self._prices = prices
        self._rects: Kept[Rects] = Kept()

    def paint(self, stage: Stage) -> None:
        """Fill it, where that is the style."""
        prices = self._prices
        if prices.shape is not Shape.AREA:
            return
        frame = stage.frame
        key = (frame, prices.series, prices.series.revision)
        stage.fill(self._rects.get(key, lambda: self._make(frame)), fill_ink(stage.inks))

    def state(self) -> Hashable:
        """As the line of the prices, where that is the style."""
        return self._prices.state() if self._prices.shape is Shape.AREA else None

    def _make(self, frame: Frame) -> Rects:
        """One rectangle a pixel column, from the line to the lower edge; none in a hole."""
        prices = self._prices
        prices.span(frame.time)  # the line is that of now
        line = prices.line
        part = line.slice(frame.time)
        if not len(part.at_ms):
            return NO_RECTS
        if part.step_ms > line.series.interval_ms:
            left, right = slots(part.at_ms, part.step_ms, frame.time, frame.pen_px)
            return _down_from(left, right, frame.value.y(part.last), frame)
        x = frame.time.x(part.at_ms)
        first = max(frame.time.left_px, int(np.floor(x[0])))
        last = min(frame.time.left_px + frame.time.width_px - 1, int(np.floor(x[-1])))
        columns = np.arange(first, last + 1)
        if not len(columns):
            return NO_RECTS
        y = np.interp(columns + 0.5, x, frame.value.y(part.last))
        behind = np.clip(np.searchsorted(x, columns + 0.5, side="right") - 1, 0, len(x) - 2)
        known = line.joined(part)[behind] if len(x) > 1 else np.zeros(len(columns), np.bool_)
        return _down_from(columns[known], columns[known], y[known], frame)


def fill_ink(inks: Inks) -> QColor:
    """The colour of an area."""
    return mix(inks.quiet, inks.background, _FILL)


def _down_from(left: Pixels, right: Pixels, y: Floats, frame: Frame) -> Rects:
    bottom = np.full(len(left), frame.value.bottom_px - 1, np.int64)
    return pack(left, nearest(y), right, bottom, frame.value)
