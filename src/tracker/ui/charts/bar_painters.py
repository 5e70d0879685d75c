"""Bars of panes beside the price: volume, values around zero, and venues stacked on each other."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QRectF

from tracker.ui.charts.ink import mix
from tracker.ui.charts.mapping import (
    NO_RECTS,
    Frame,
    Rects,
    TimeMap,
    bar_rects,
    body_rects,
    inset,
    is_dense,
    mark_rects,
    per_column,
    with_bars,
)
from tracker.ui.charts.painters import Kept, Painter
from tracker.ui.charts.partial import newest_of
from tracker.ui.charts.scaling import Range
from tracker.ui.charts.series import BarSeries, BarSlice, CandleSeries, SignedSeries, SignedSlice
from tracker.ui.charts.stage import Stage

#: How pale a value is drawn that is not the last word.
_PALE = 0.38


class VolumeBarsPainter(Painter):
    """Traded volume from the pane's foot, in the colour of its candle; columns hold exact sums."""

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self._rects: Kept[tuple[Rects, Rects]] = Kept()

    def span(self, time: TimeMap) -> Range | None:
        """From nothing to the largest volume in view."""
        part = self.series.slice(time.left_ms, time.right_ms, self._per_column(time))
        most = float(np.fmax.reduce(part.volume, initial=0.0))  # without what is not known
        return (0.0, most) if len(part.at_ms) else None

    def paint(self, stage: Stage) -> None:
        """Draw the bars."""
        frame, inks = stage.frame, stage.inks
        key = (frame, self.series, self.series.revision)
        down, up = self._rects.get(key, lambda: self._make(frame))
        stage.fill(down, inks.down)
        stage.fill(up, inks.up)

    def state(self) -> Hashable:
        """What the series has."""
        return self.series, self.series.revision

    def touched(self, before: Hashable, frame: Frame) -> list[QRectF] | None:
        """The newest columns."""
        match before:
            case (self.series, int(revision)):
                return newest_of(self.series, revision, frame)
        return None

    def _per_column(self, time: TimeMap) -> int:
        return per_column(time.px_per_ms, self.series.interval_ms)

    def _make(self, frame: Frame) -> tuple[Rects, Rects]:
        time = frame.time
        part = self.series.slice(time.left_ms, time.right_ms, self._per_column(time))
        times, volume, rising = with_bars(part.at_ms, part.volume, part.close >= part.open)
        rects = bar_rects(times, part.step_ms, volume, frame)
        return rects[~rising], rects[rising]


class SignedPainter(Painter):
    """Values around zero; what is not the last word is pale with a firm rim."""

    def __init__(self, series: SignedSeries) -> None:
        self.series = series
        self._rects: Kept[tuple[Rects, ...]] = Kept()

    def span(self, time: TimeMap) -> Range | None:
        """From the lowest to the highest value in view; zero is always in it."""
        part = self._slice(time)
        if not len(part.at_ms):
            return None
        return min(0.0, float(part.value.min())), max(0.0, float(part.value.max()))

    def paint(self, stage: Stage) -> None:
        """Draw the bars, then the insides of the pale ones."""
        frame, inks = stage.frame, stage.inks
        key = (frame, self.series, self.series.revision)
        rects = self._rects.get(key, lambda: self._make(frame))
        colors = (inks.down, inks.up, inks.down_pale, inks.up_pale)
        for some, color in zip(rects, colors, strict=True):
            stage.fill(some, color)

    def state(self) -> Hashable:
        """What the series has."""
        return self.series, self.series.revision

    def touched(self, before: Hashable, frame: Frame) -> list[QRectF] | None:
        """The newest columns."""
        match before:
            case (self.series, int(revision)):
                return newest_of(self.series, revision, frame)
        return None

    def _slice(self, time: TimeMap) -> SignedSlice:
        per = per_column(time.px_per_ms, self.series.interval_ms)
        return self.series.slice(time.left_ms, time.right_ms, per)

    def _make(self, frame: Frame) -> tuple[Rects, ...]:
        part = self._slice(frame.time)
        rim = 0 if is_dense(part.step_ms, frame) else frame.pen_px
        below, above = part.value < 0, part.value > 0
        firm = [
            bar_rects(part.at_ms[s], part.step_ms, part.value[s], frame) for s in (below, above)
        ]
        if not part.partial.any():
            return (*firm, NO_RECTS, NO_RECTS)
        some = (below & part.partial, above & part.partial)
        pale = [
            inset(bar_rects(part.at_ms[s], part.step_ms, part.value[s], frame), rim) for s in some
        ]
        return (*firm, *pale)


class Layer(Struct, frozen=True, eq=False):
    """One venue of a stack: its bars and the role of its colour."""

    series: BarSeries
    tone: str


class StackedPainter(Painter):
    """Venues on each other: longs downwards from zero, shorts upwards, one tone a venue.

    Of each venue what was observed in part is pale with a firm rim; a mark stands where nobody
    looked.
    """

    def __init__(self, total: BarSeries) -> None:
        self._total = total
        self.layers: Sequence[Layer] = ()
        self._rects: Kept[tuple[tuple[Rects, Rects], ...]] = Kept()

    def use(self, total: BarSeries, layers: Sequence[Layer]) -> None:
        """Show these venues of a sum, the first nearest to zero; all have the same bars."""
        self._total, self.layers = total, tuple(layers)

    def span(self, time: TimeMap) -> Range | None:
        """From the largest sum of longs, below zero, to the largest of shorts."""
        parts = self._slices(time)
        if not parts or not len(parts[0].at_ms):
            return None
        longs = np.sum([part.long_usd for part in parts], axis=0)
        shorts = np.sum([part.short_usd for part in parts], axis=0)
        return -float(longs.max()), float(shorts.max())

    def paint(self, stage: Stage) -> None:
        """Draw venue by venue."""
        frame, inks = stage.frame, stage.inks
        revisions = tuple((one.series, one.series.revision) for one in self.layers)
        every = self._rects.get((frame, revisions), lambda: self._make(frame))
        for layer, (firm, pale) in zip(self.layers, every, strict=True):
            color = inks.roles[layer.tone]
            stage.fill(firm, color)
            stage.fill(pale, mix(color, inks.background, _PALE))
        whole = self._slice(self._total, frame.time)
        stage.fill(mark_rects(whole.at_ms[whole.unknown], whole.step_ms, frame), inks.faint)

    def state(self) -> Hashable:
        """What the venues have."""
        every = (self._total, *(one.series for one in self.layers))
        return tuple((one, one.revision) for one in every)

    @staticmethod
    def _slice(series: BarSeries, time: TimeMap) -> BarSlice:
        return series.slice(
            time.left_ms, time.right_ms, per_column(time.px_per_ms, series.interval_ms)
        )

    def _slices(self, time: TimeMap) -> list[BarSlice]:
        return [self._slice(one.series, time) for one in self.layers]

    def _make(self, frame: Frame) -> tuple[tuple[Rects, Rects], ...]:
        parts = self._slices(frame.time)
        if not parts:
            return ()
        longs, shorts = np.zeros((2, len(parts[0].at_ms)))
        result = []
        for part in parts:
            below = _between(part, longs - part.long_usd, longs, part.long_usd > 0, frame)
            above = _between(part, shorts, shorts + part.short_usd, part.short_usd > 0, frame)
            longs, shorts = longs - part.long_usd, shorts + part.short_usd
            result.append(
                (np.concatenate([below[0], above[0]]), np.concatenate([below[1], above[1]]))
            )
        return tuple(result)


def _between(
    part: BarSlice, low: np.ndarray, high: np.ndarray, drawn: np.ndarray, frame: Frame
) -> tuple[Rects, Rects]:
    """Bars from low to high: all that are drawn, and the insides of those that are lower bounds."""
    firm = body_rects(part.at_ms[drawn], part.step_ms, low[drawn], high[drawn], frame)
    some = drawn & part.partial
    if not some.any():
        return firm, NO_RECTS
    rim = 0 if is_dense(part.step_ms, frame) else frame.pen_px
    return firm, inset(
        body_rects(part.at_ms[some], part.step_ms, low[some], high[some], frame), rim
    )
