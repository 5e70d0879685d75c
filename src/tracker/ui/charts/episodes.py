"""Cascades on the prices: a faint band over the time of each, its figures at the top."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from tracker.ui.charts.ink import mix
from tracker.ui.charts.mapping import band_rects
from tracker.ui.charts.painters import Painter
from tracker.ui.charts.pane_data import Band
from tracker.ui.charts.stage import Stage, text_width

_TONE, _SHARE, _EDGE_SHARE = "cascade", 0.11, 0.4
#: Where the figures stand, below the read-out; a second line where two would run into each other.
_BASELINE, _GAP, _PAD = 52, 12, 5


class EpisodesPainter(Painter):
    """Bands behind the candles. Of figures that have no room the index alone is left, or nothing."""

    def __init__(self) -> None:
        self.bands: tuple[Band, ...] = ()

    def state(self) -> Hashable:
        """The bands."""
        return self.bands

    def paint(self, stage: Stage) -> None:
        """Tint those in view and write what they were."""
        time = stage.frame.time
        shown = [
            one for one in self.bands if one.end_ms > time.left_ms and one.start_ms < time.right_ms
        ]
        if not shown:
            return
        inks = stage.inks
        starts = np.array([one.start_ms for one in shown], np.int64)
        ends = np.array([one.end_ms for one in shown], np.int64)
        rects = band_rects(starts, ends, stage.frame)
        rects[:, 2] = np.maximum(rects[:, 2], rects[:, 0] + stage.frame.pen_px)
        ink = inks.roles[_TONE]
        stage.fill(rects, mix(ink, inks.background, _SHARE))
        ridge = rects.copy()
        ridge[:, 3] = ridge[:, 1] + 2 * stage.frame.pen_px
        stage.fill(ridge, mix(ink, inks.background, _EDGE_SHARE))
        ratio, last = stage.frame.ratio, stage.area.right()
        lefts = [max(float(x1) / ratio, stage.area.left()) + _PAD for x1 in rects[:, 0]]
        rights = [*(left - _GAP for left in lefts[1:]), last - _PAD]
        for one, left, right in zip(shown, lefts, rights, strict=True):
            text = next((t for t in (one.text, one.short) if left + text_width(t) <= right), "")
            if text:
                stage.words(left, stage.area.top() + _BASELINE, text, ink)
