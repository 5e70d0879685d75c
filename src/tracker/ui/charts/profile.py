"""The volume profile at the right side of the prices: how much of what is in view traded where."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from tracker.analysis.profile import PROFILE_BINS, VolumeProfile, profile_of
from tracker.ui.charts.ink import mix
from tracker.ui.charts.mapping import (
    NO_RECTS,
    Frame,
    Rects,
    dash_rects,
    horizontal_rects,
    nearest,
    pack,
    per_column,
)
from tracker.ui.charts.painters import Kept, Painter
from tracker.ui.charts.series import CandleSeries
from tracker.ui.charts.stage import Stage

#: The longest bar, as a share of the pane's width, and the least height of a bin, logical pixels.
WIDTH_SHARE, _BIN_PX = 0.16, 3
_FEWEST = 8


class ProfilePainter(Painter):
    """Bars from the right edge: the value area stronger, the point of control as a dashed line.

    Made from the columns that are drawn, so that it costs the same however many candles are in
    view; where a column holds several candles, their volume is spread over the column's range.
    """

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self.shown = False
        self._shapes: Kept[tuple[Rects, Rects, Rects]] = Kept()

    def state(self) -> Hashable:
        """What the series has, while it is shown."""
        return (self.series, self.series.revision) if self.shown else None

    def paint(self, stage: Stage) -> None:
        """Draw the profile of what is in view."""
        if not self.shown:
            return
        frame, inks = stage.frame, stage.inks
        key = (frame, self.series, self.series.revision)
        outer, inner, control = self._shapes.get(key, lambda: self._make(frame))
        stage.fill(outer, mix(inks.quiet, inks.background, 0.22))
        stage.fill(inner, mix(inks.quiet, inks.background, 0.42))
        stage.fill(control, mix(inks.text, inks.background, 0.6))

    def _make(self, frame: Frame) -> tuple[Rects, Rects, Rects]:
        time = frame.time
        per = per_column(time.px_per_ms, self.series.interval_ms)
        part = self.series.slice(time.left_ms, time.right_ms, per)
        if not len(part.at_ms):
            return NO_RECTS, NO_RECTS, NO_RECTS
        value = frame.value
        tall = value.y_of(float(part.low.min())) - value.y_of(float(part.high.max()))
        bins = int(np.clip(tall / frame.ratio / _BIN_PX, _FEWEST, PROFILE_BINS))
        profile = profile_of(part.low, part.high, np.nan_to_num(part.volume), bins)
        if profile is None:
            return NO_RECTS, NO_RECTS, NO_RECTS
        bars = _bars(profile, frame)
        low, high = profile.value_area()
        middles = (profile.edges[:-1] + profile.edges[1:]) / 2
        inside = (middles > low) & (middles < high)
        line = horizontal_rects(np.array([profile.point_of_control]), frame)
        dash = max(1, round(2 * frame.ratio))
        return bars[~inside], bars[inside], dash_rects(line, dash, 2 * dash)


def _bars(profile: VolumeProfile, frame: Frame) -> Rects:
    """One bar a bin, lowest price first, a thin line apart where there is room for that."""
    right = frame.time.left_px + frame.time.width_px - 1
    longest = frame.time.width_px * WIDTH_SHARE
    edges = nearest(frame.value.y(profile.edges))
    top, bottom = edges[1:], edges[:-1] - 1
    roomy = bottom - top >= 2 * frame.pen_px
    bottom = np.maximum(np.where(roomy, bottom - frame.pen_px, bottom), top)
    width = nearest(profile.volume / profile.volume.max() * longest)
    rights = np.full(len(top), right, np.int64)
    return pack(rights - width, top, rights, bottom, frame.value)
