"""The estimated liquidation map at the right side of the prices: relative sizes, no sums."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from tracker.analysis.columns import Floats
from tracker.analysis.liquidation_map import BIN
from tracker.domain.translating import noted, tr
from tracker.ui.charts.ink import mix
from tracker.ui.charts.mapping import NO_RECTS, Frame, Rects, nearest, pack
from tracker.ui.charts.painters import Painter
from tracker.ui.charts.pane_data import MapData
from tracker.ui.charts.stage import Stage, text_width

#: What stands over the map, always.
LABEL = noted("ESTIMATE from open-interest changes and assumed leverage")
_SHORT = noted("ESTIMATE")
_WIDTH_SHARE, _SHARE, _BASELINE, _PAD = 0.14, 0.28, 34, 8
#: Bins that are less than this of the largest are not drawn.
_LEAST = 0.02


class MapPainter(Painter):
    """Longs that might be liquidated below the price, shorts above it."""

    def __init__(self) -> None:
        self.shown = False
        self.data: MapData | None = None

    def state(self) -> Hashable:
        """The map, while it is shown."""
        return id(self.data) if self.shown else None

    def paint(self, stage: Stage) -> None:
        """Draw both sides and say what they are."""
        if not self.shown:
            return
        inks, area = stage.inks, stage.area
        if self.data is not None:
            for sizes, ink in ((self.data.longs, inks.down), (self.data.shorts, inks.up)):
                bars = _bars(self.data.price, sizes, stage.frame)
                stage.fill(bars, mix(ink, inks.background, _SHARE))
        label = tr(LABEL)
        if text_width(label) >= area.width() / 2:
            label = tr(_SHORT)
        if self.data is None or not len(self.data.price):
            label = tr("{label}: nothing known yet", label=label)
        left = area.right() - text_width(label) - _PAD
        stage.words(left, area.top() + _BASELINE, label, inks.warn)


def _bars(prices: Floats, sizes: Floats, frame: Frame) -> Rects:
    """Bars from the right edge: one a bin where there is room, else one a row by its largest bin."""
    value = frame.value
    shown = sizes >= _LEAST
    if not shown.any():
        return NO_RECTS
    prices, sizes = prices[shown], sizes[shown]
    tops = nearest(value.y(prices * np.exp(BIN / 2)))
    bottoms = nearest(value.y(prices * np.exp(-BIN / 2))) - 1
    inside = (bottoms >= value.top_px) & (tops < value.top_px + value.height_px)
    tops, bottoms, sizes = tops[inside], bottoms[inside], sizes[inside]
    if not len(tops):
        return NO_RECTS
    least = 2 * frame.pen_px
    if np.median(bottoms - tops) < 2 * least:
        rows = tops // least * least
        tops, inverse = np.unique(rows, return_inverse=True)
        largest = np.zeros(len(tops))
        np.maximum.at(largest, inverse, sizes)
        sizes, bottoms = largest, tops + least - 1
    else:
        bottoms = bottoms - frame.pen_px
    right = frame.time.left_px + frame.time.width_px - 1
    width = nearest(sizes * frame.time.width_px * _WIDTH_SHARE)
    rights = np.full(len(tops), right, np.int64)
    return pack(rights - width, tops, rights, bottoms, value)
