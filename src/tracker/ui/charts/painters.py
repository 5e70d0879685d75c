"""One painter draws one series, or one thing behind or before it, on the pane it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import floor
from typing import Generic, TypeVar

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from tracker.analysis.columns import Floats, Times
from tracker.domain.translating import noted, tr
from tracker.ui.charts.content import MarkPrice
from tracker.ui.charts.ink import Inks, mix
from tracker.ui.charts.mapping import (
    NO_RECTS,
    Frame,
    Rects,
    TimeMap,
    band_rects,
    bar_rects,
    candle_rects,
    foot_rects,
    grid_rects,
    horizontal_rects,
    inset,
    is_dense,
    mark_rects,
    nearest,
    per_column,
    stroke_rects,
    vertical_rects,
    wick_rects,
    with_bars,
)
from tracker.ui.charts.partial import newest_of
from tracker.ui.charts.scaling import Range
from tracker.ui.charts.series import (
    BarSeries,
    BarSlice,
    CandleSeries,
    CandleSlice,
    LineSeries,
    LineSlice,
    SignedSeries,
)
from tracker.ui.charts.stage import Segments, Stage, text_width

_T = TypeVar("_T")
#: How much of its half of a pane a line with a scale of its own takes.
_OWN_SHARE = 0.82
_NO_SEGMENTS: Segments = np.empty((0, 4))


class Painter:
    """What a pane asks of whatever it shows."""

    def span(self, time: TimeMap) -> Range | None:
        """The lowest and highest value in view; None where it has no say in the pane's range."""
        del time
        return None

    def paint(self, stage: Stage) -> None:
        """Draw what is in view."""
        raise NotImplementedError

    def state(self) -> Hashable:
        """Equal while a candle that comes in leaves what is drawn as it is, in the same frame.

        By itself never, so that a painter that says nothing is always painted again.
        """
        return object()

    def touched(self, before: Hashable, frame: Frame) -> list[QRectF] | None:
        """Where what is drawn now differs from what was drawn in an earlier state.

        Args:
            before: what `state` said then; in the same frame, and not what it says now.
            frame: in logical pixels of the board.

        Returns:
            Rectangles of the board; None where it may be anywhere in the pane.
        """
        del before, frame
        return None


class Kept(Generic[_T]):
    """The last result of a computation, as long as what it was made from stays the same."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._value: _T | None = None

    def get(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """The result for this key; `make` is called where the last one was for another."""
        if self._value is None or key != self._key:
            self._value, self._key = make(), key
        return self._value


class GridPainter(Painter):
    """Thin lines at the round values and times, clearer ones between days; the pane sets all."""

    def __init__(self) -> None:
        self.values: Floats = np.empty(0)
        self.times: Times = np.empty(0, np.int64)
        self.breaks: Times = np.empty(0, np.int64)
        self._rects: Kept[Rects] = Kept()

    def paint(self, stage: Stage) -> None:
        """Draw the lines."""
        key = (stage.frame, self.values.tobytes(), self.times.tobytes())
        stage.fill(self._rects.get(key, lambda: self._make(stage.frame)), stage.inks.grid)
        if len(self.breaks):
            stage.fill(vertical_rects(self.breaks, stage.frame), stage.inks.session)

    def state(self) -> Hashable:
        """Where the lines are."""
        return self.values.tobytes(), self.times.tobytes(), self.breaks.tobytes()

    def _make(self, frame: Frame) -> Rects:
        return grid_rects(self.values, self.times, frame)


class ZeroLinePainter(Painter):
    """The line from which bars go up and down, or around which another line moves."""

    def __init__(self, value: float = 0.0) -> None:
        self._value = np.array([value])

    def paint(self, stage: Stage) -> None:
        """Draw the line."""
        stage.fill(horizontal_rects(self._value, stage.frame), stage.inks.faint)

    def state(self) -> Hashable:
        """It stays where it is."""
        return None


class WatermarkPainter(Painter):
    """Large quiet words behind everything: what must not be mistaken for a real market, whose it is.

    The first is the largest; each other one stands below, half as large.
    """

    def __init__(self) -> None:
        self.words: tuple[str, ...] = ()

    def paint(self, stage: Stage) -> None:
        """Write the words."""
        if not self.words:
            return
        area = stage.area
        baseline = area.center().y()
        for place, text in enumerate(self.words):
            most = min(area.width() / 7, area.height() / 2.5, 120) / (place + 1)
            # A long one is written smaller, so that it stays within the pane.
            room = 0.8 * area.width() / max(text_width(text, 100, bold=True) / 100, 1)
            size = round(min(most, room))
            if size < 8:
                return
            baseline += size * (0.36 if place == 0 else 1.1)
            x = area.center().x() - text_width(text, size, bold=True) / 2
            stage.words(x, baseline, text, stage.inks.watermark, size, bold=True)

    def state(self) -> Hashable:
        """The words."""
        return self.words


class NotePainter(Painter):
    """A calm word in the middle of an empty pane."""

    def __init__(self) -> None:
        self.text = ""

    def paint(self, stage: Stage) -> None:
        """Write the word."""
        if self.text:
            area = stage.area
            x = area.center().x() - text_width(self.text, 13) / 2
            stage.words(x, area.center().y() + 5, self.text, stage.inks.quiet, 13)

    def state(self) -> Hashable:
        """The word."""
        return self.text


class CandlePainter(Painter):
    """Candles; columns from low to high where a pixel holds more than one."""

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self._rects: Kept[tuple[Rects, Rects]] = Kept()

    def span(self, time: TimeMap) -> Range | None:
        """From the lowest low to the highest high in view."""
        part = self.series.slice(time.left_ms, time.right_ms, self._per_column(time))
        return (float(part.low.min()), float(part.high.max())) if len(part.at_ms) else None

    def paint(self, stage: Stage) -> None:
        """Draw falling ones, then rising ones."""
        frame, inks = stage.frame, stage.inks
        key = (frame, self.series, self.series.revision)
        down, up = self._rects.get(key, lambda: self._make(frame))
        stage.fill(down, inks.down)
        stage.fill(up, inks.up)

    def _per_column(self, time: TimeMap) -> int:
        return per_column(time.px_per_ms, self.series.interval_ms)

    def _make(self, frame: Frame) -> tuple[Rects, Rects]:
        """Wicks and bodies; no candle reaches into the room of another, unless they are dense."""
        time = frame.time
        part = self.series.slice(time.left_ms, time.right_ms, self._per_column(time))
        rising = part.close >= part.open
        if is_dense(part.step_ms, frame):
            wicks = wick_rects(part.at_ms, part.step_ms, part.low, part.high, frame)
            return wicks[~rising], wicks[rising]
        bodies = np.minimum(part.open, part.close), np.maximum(part.open, part.close)
        rects = candle_rects(part.at_ms, part.step_ms, ((part.low, part.high), bodies), frame)
        return rects[:, ~rising].reshape(-1, 4), rects[:, rising].reshape(-1, 4)


class VolumePainter(Painter):
    """Traded volume, faintly at the foot of the candles; exact sums where columns hold many."""

    HEIGHT_SHARE = 0.14

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self.shown = True
        self._most = 0.0
        self._rects: Kept[tuple[Rects, Rects]] = Kept()

    def span(self, time: TimeMap) -> Range | None:
        """No say in the prices' scale; its own goes from nothing to the most in view."""
        if self.shown:
            self._most = float(np.fmax.reduce(self._slice(time).volume, initial=0.0))
        return None

    def state(self) -> Hashable:
        """What the series has, and what stands for the whole height."""
        if not self.shown:
            return None
        return self.series, self.series.revision, self._most

    def touched(self, before: Hashable, frame: Frame) -> list[QRectF] | None:
        """The newest columns, while none is taller than the tallest so far."""
        match before:
            case (self.series, int(revision), self._most) if self.shown:
                return newest_of(self.series, revision, frame)
        return None

    def _slice(self, time: TimeMap) -> CandleSlice:
        per = per_column(time.px_per_ms, self.series.interval_ms)
        return self.series.slice(time.left_ms, time.right_ms, per)

    def paint(self, stage: Stage) -> None:
        """Draw the bars."""
        if not self.shown:
            return
        frame, inks = stage.frame, stage.inks
        key = (frame, self.series, self.series.revision)
        down, up = self._rects.get(key, lambda: self._make(frame))
        stage.fill(down, inks.down_faint)
        stage.fill(up, inks.up_faint)

    def _make(self, frame: Frame) -> tuple[Rects, Rects]:
        part = self._slice(frame.time)
        most = float(np.fmax.reduce(part.volume, initial=0.0))
        height_px = round(frame.value.height_px * self.HEIGHT_SHARE)
        times, volume, rising = with_bars(part.at_ms, part.volume, part.close >= part.open)
        rects = foot_rects(times, part.step_ms, volume, frame, most=most, height_px=height_px)
        return rects[~rising], rects[rising]


class DivergingPainter(Painter):
    """Liquidations around zero: longs down, shorts up.

    What was observed in part is pale with a firm outline, since it is a lower bound; what nobody
    observed is a grey mark on the zero line, so that it can't be taken for calm.
    """

    def __init__(self, series: BarSeries) -> None:
        self.series = series
        self._rects: Kept[tuple[Rects, Rects, Rects, Rects, Rects]] = Kept()

    def span(self, time: TimeMap) -> Range | None:
        """From the largest long, below zero, to the largest short."""
        part = self._slice(time)
        if not len(part.at_ms):
            return None
        return -float(part.long_usd.max()), float(part.short_usd.max())

    def paint(self, stage: Stage) -> None:
        """Draw the bars, then the insides of the pale ones, then the marks."""
        frame, inks = stage.frame, stage.inks
        key = (frame, self.series, self.series.revision)
        longs, shorts, pale_longs, pale_shorts, marks = self._rects.get(
            key, lambda: self._make(frame)
        )
        stage.fill(longs, inks.down)
        stage.fill(shorts, inks.up)
        stage.fill(pale_longs, inks.down_pale)
        stage.fill(pale_shorts, inks.up_pale)
        stage.fill(marks, inks.faint)

    def state(self) -> Hashable:
        """What the series has."""
        return self.series, self.series.revision

    def _slice(self, time: TimeMap) -> BarSlice:
        per = per_column(time.px_per_ms, self.series.interval_ms)
        return self.series.slice(time.left_ms, time.right_ms, per)

    def _make(self, frame: Frame) -> tuple[Rects, Rects, Rects, Rects, Rects]:
        part = self._slice(frame.time)
        rim = 0 if is_dense(part.step_ms, frame) else frame.pen_px
        sides: list[Rects] = []
        pale: list[Rects] = []
        for values in (-part.long_usd, part.short_usd):
            sides.append(bar_rects(part.at_ms, part.step_ms, values, frame))
            some = part.partial
            if some.any():
                rects = bar_rects(part.at_ms[some], part.step_ms, values[some], frame)
                pale.append(inset(rects, rim))
            else:
                pale.append(NO_RECTS)
        marks = NO_RECTS
        if part.unknown.any():
            marks = mark_rects(part.at_ms[part.unknown], part.step_ms, frame)
        return sides[0], sides[1], pale[0], pale[1], marks


class LinePainter(Painter):
    """A line that breaks where its series has a hole; columns where a pixel holds many points."""

    WIDTH = 1.5
    ROLE = "interest"

    PALE = 0.5

    def __init__(self, series: LineSeries, role: str = "", *, pale: bool = False) -> None:
        self.series = series
        self._role = role or self.ROLE
        self._pale = pale
        self._shapes: Kept[tuple[Segments, Rects]] = Kept()

    def span(self, time: TimeMap) -> Range | None:
        """From the lowest to the highest value in view."""
        part = self._slice(time)
        return (float(part.low.min()), float(part.high.max())) if len(part.at_ms) else None

    def paint(self, stage: Stage) -> None:
        """Draw the line."""
        frame = stage.frame
        key = (frame, self.series, self.series.revision)
        segments, rects = self._shapes.get(key, lambda: self._make(frame))
        color = self.ink(stage.inks)
        stage.lines(segments, color, self.WIDTH, smooth=True)
        stage.fill(rects, color)

    def ink(self, inks: Inks) -> QColor:
        """The line's colour."""
        color = inks.roles[self._role]
        return mix(color, inks.background, self.PALE) if self._pale else color

    def state(self) -> Hashable:
        """What the series has."""
        return self.series, self.series.revision

    def touched(self, before: Hashable, frame: Frame) -> list[QRectF] | None:
        """The newest columns."""
        match before:
            case (self.series, int(revision)):
                return newest_of(self.series, revision, frame)
        return None

    def _slice(self, time: TimeMap) -> LineSlice:
        per = per_column(time.px_per_ms, self.series.interval_ms)
        return self.series.slice(time.left_ms, time.right_ms, per)

    def _make(self, frame: Frame) -> tuple[Segments, Rects]:
        part = self._slice(frame.time)
        if len(part.at_ms) == 0:
            return _NO_SEGMENTS, NO_RECTS
        joined = self._joined(part)
        x = frame.time.x(part.at_ms)
        if part.step_ms == self.series.interval_ms:
            y = frame.value.y(part.last)
            segments = np.empty((len(joined), 4))
            segments[:, 0], segments[:, 1] = x[:-1], y[:-1]
            segments[:, 2], segments[:, 3] = x[1:], y[1:]
            if len(joined) and joined.all():
                return segments, NO_RECTS
            return segments[joined], self._dots(x, y, joined, frame)
        return _NO_SEGMENTS, self._columns(part, joined, frame)

    def _joined(self, part: LineSlice) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """For each point but the last, whether the line goes on to the next one."""
        joined = np.ones(max(len(part.at_ms) - 1, 0), np.bool_)
        before, after = self.series.holes(int(part.at_ms[0]), int(part.at_ms[-1]) + part.step_ms)
        if len(before) == 0:
            return joined
        row = np.searchsorted(part.at_ms, before, side="right") - 1
        # In a column that holds both ends of a hole the hole is narrower than a pixel.
        wide = after >= part.at_ms[np.clip(row, 0, None)] + part.step_ms
        row = row[(row >= 0) & (row < len(joined)) & wide]
        joined[row] = False
        return joined

    def _dots(
        self, x: Floats, y: Floats, joined: np.ndarray[tuple[int], np.dtype[np.bool_]], frame: Frame
    ) -> Rects:
        """Points without a neighbour to either side, which no line would show."""
        alone = ~(np.append(joined, False) | np.append(False, joined))
        size = max(2, round(2 * frame.ratio))
        left, top = nearest(x[alone] - size / 2), nearest(y[alone] - size / 2)
        return np.column_stack([left, top, left + size - 1, top + size - 1]).astype(np.int32)

    def _columns(
        self,
        part: LineSlice,
        joined: np.ndarray[tuple[int], np.dtype[np.bool_]],
        frame: Frame,
    ) -> Rects:
        """Columns from low to high, lengthened to meet the last value of the column before."""
        high, low = part.high.copy(), part.low.copy()
        high[1:][joined] = np.maximum(high[1:], part.last[:-1])[joined]
        low[1:][joined] = np.minimum(low[1:], part.last[:-1])[joined]
        thick = max(1, floor(self.WIDTH * frame.ratio))
        return stroke_rects(part.at_ms, part.step_ms, low, high, frame, thick_px=thick)


class OwnScalePainter(LinePainter):
    """A line over other values: zero is the pane's, and its farthest point in view fills the height.

    It has no say in the pane's range and no marks at its axis; the read-out says its values. Where it
    begins anew it is interrupted.
    """

    def __init__(self, series: LineSeries, role: str = "", *, pale: bool = False) -> None:
        super().__init__(series, role, pale=pale)
        self.begins: Times = np.empty(0, np.int64)

    def use(self, series: LineSeries, begins: Times) -> None:
        """Show another line, which begins anew at these points."""
        self.series, self.begins = series, begins

    def _joined(self, part: LineSlice) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        joined = super()._joined(part)
        first = np.searchsorted(part.at_ms, self.begins) - 1
        joined[first[(first >= 0) & (first < len(joined))]] = False
        return joined

    def span(self, time: TimeMap) -> Range | None:
        """The pane is scaled by what it is drawn over."""
        del time
        return None

    def touched(self, before: Hashable, frame: Frame) -> list[QRectF] | None:
        """A new point may be the farthest, which moves all others."""
        del before, frame
        return None

    def _make(self, frame: Frame) -> tuple[Segments, Rects]:
        part = self._slice(frame.time)
        low, high = frame.value.low, frame.value.high
        if not len(part.at_ms) or not low < 0 < high:
            return _NO_SEGMENTS, NO_RECTS
        needed = max(
            -float(min(part.low.min(), 0.0)) / -low, float(max(part.high.max(), 0.0)) / high
        )
        if needed <= 0:
            return super()._make(frame)
        scale = needed / _OWN_SHARE
        return super()._make(
            replace(frame, value=replace(frame.value, low=low * scale, high=high * scale))
        )


class GapPainter(Painter):
    """Bands where a series is not known: holes in it, before its beginning, and after its end."""

    LABEL = noted("gap")
    UNKNOWN, NOT_KEPT = noted("no data yet"), noted("not kept")
    _LABEL_ROOM_PX = 26

    def __init__(self, series: CandleSeries | BarSeries | LineSeries | SignedSeries) -> None:
        self.series = series
        self.until_ms: int | None = None
        #: Before this moment nothing is kept; 0 where nothing was removed.
        self.kept_ms = 0

    def paint(self, stage: Stage) -> None:
        """Draw the bands, hatched before the beginning, and say what they are."""
        frame, inks = stage.frame, stage.inks
        time = frame.time
        starts, ends = self._bands(time.left_ms, time.right_ms)
        if len(starts):
            rects = band_rects(starts, ends, frame)
            stage.fill(rects, inks.gap)
            for x1, _, x2, _ in rects.tolist():
                if (x2 - x1) / frame.ratio > self._LABEL_ROOM_PX:
                    x = (max(x1, time.left_px) / frame.ratio) + 4
                    stage.words(x, stage.area.bottom() - 6, tr(self.LABEL), inks.quiet)
        self._paint_beginning(stage)

    def state(self) -> Hashable:
        """What the series has, and how far time has come where that matters."""
        end_ms = self.series.end_ms
        return (
            self.series,
            self.series.revision,
            self.until_ms if end_ms is None else self._overdue_ms(),
        )

    def touched(self, before: Hashable, frame: Frame) -> list[QRectF] | None:
        """The newest columns, while what is overdue stays as it is."""
        match before:
            case (self.series, int(revision), overdue_ms) if overdue_ms == self._overdue_ms():
                return newest_of(self.series, revision, frame)
        return None

    def _overdue_ms(self) -> int | None:
        """Until when something is lacking after the end; None where nothing is."""
        end_ms, until_ms = self.series.end_ms, self.until_ms
        if end_ms is None or until_ms is None or until_ms - end_ms <= self.series.interval_ms:
            return None
        return until_ms

    def _bands(self, left_ms: int, right_ms: int) -> tuple[Times, Times]:
        starts, ends = self.series.holes(left_ms, right_ms)
        # A feed that has stopped: what it would say by now is not known.
        end_ms, until_ms = self.series.end_ms, self._overdue_ms()
        if end_ms is not None and until_ms is not None and end_ms < right_ms:
            starts, ends = np.append(starts, end_ms), np.append(ends, until_ms)
        return starts, ends

    def _paint_beginning(self, stage: Stage) -> None:
        time = stage.frame.time
        first_ms = self.series.first_ms
        if first_ms is None:
            first_ms = self.until_ms
        if first_ms is None or first_ms <= time.left_ms:
            return
        begin, end = np.array([time.left_ms]), np.array([first_ms])
        band = band_rects(begin, end, stage.frame)
        stage.fill(band, stage.inks.gap)
        stage.lines(_hatching(band, stage.frame), stage.inks.hatch, 1, smooth=False)
        left, right = (edge / stage.frame.ratio for edge in (time.left_px, int(band[0, 2])))
        right = min(right, stage.area.right())
        # What was removed is no hole of the market, and nothing that is still to come.
        is_kept = first_ms > self.kept_ms + self.series.interval_ms
        text = tr(self.UNKNOWN if is_kept else self.NOT_KEPT)
        width = text_width(text)
        if right - left > width + 16:
            x, y = (left + right - width) / 2, stage.area.center().y() + 4
            stage.words(x, y, text, stage.inks.quiet, ground=stage.inks.gap)


def _hatching(band: Rects, frame: Frame) -> Segments:
    """Diagonal lines through a rectangle, cut at its edges, bound to the right end of it."""
    left, top, right, bottom = (float(edge) for edge in band[0])
    right, bottom = right + 1, bottom + 1
    apart = 9.0 * frame.ratio
    height = bottom - top
    foot = np.arange(right, left - height, -apart)  # where each line meets the lower edge
    x1, x2 = np.maximum(foot, left), np.minimum(foot + height, right)
    return np.column_stack([x1, bottom - (x1 - foot), x2, bottom - (x2 - foot)])


class MarkPricePainter(Painter):
    """A dotted line at the price where leveraged positions are valued, where that is another one."""

    def __init__(self) -> None:
        self.mark: MarkPrice | None = None

    def paint(self, stage: Stage) -> None:
        """Draw the line and name it at its left end."""
        frame, inks, mark = stage.frame, stage.inks, self.mark
        if mark is None or not frame.value.low <= mark.price <= frame.value.high:
            return
        dot = max(1, round(frame.ratio))
        line = horizontal_rects(np.array([mark.price]), frame)
        stage.dashes(line, dot, 3 * dot, inks.roles["cascade"])
        baseline = frame.value.y_of(mark.price) / frame.ratio - 4
        stage.words(
            stage.area.left() + 8,
            baseline,
            mark.text,
            inks.roles["cascade"],
            ground=inks.background,
        )

    def state(self) -> Hashable:
        """The price and its words."""
        return self.mark
