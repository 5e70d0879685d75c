"""The largest single liquidations as discs at their price: the area says how large each was."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from tracker.analysis.columns import Flags, Floats, PrintColumns
from tracker.domain.translating import tr
from tracker.ui.charts.figures import compact
from tracker.ui.charts.mapping import Frame, Pixels, nearest
from tracker.ui.charts.painters import Kept, Painter
from tracker.ui.charts.readout import Part
from tracker.ui.charts.stage import Stage

#: So many discs are in view at most: the largest.
MOST = 40
#: Radii in logical pixels: of the reference, and of the smallest that is drawn.
_RADIUS_PX, _LEAST_PX = 12.0, 2.0
#: The so-manieth largest that is known has the full radius, so that one giant leaves the rest visible.
_REFERENCE = 5

_Discs = tuple[Pixels, Pixels, Pixels, Flags]


class PrintsPainter(Painter):
    """The discs, longs in the colour of falls and shorts in that of rises; behind the candles."""

    def __init__(self) -> None:
        self.shown = True
        self._prints = PrintColumns.empty()
        self._reference_usd = 0.0
        self._discs: Kept[_Discs] = Kept()

    def use(self, prints: PrintColumns | None) -> None:
        """Show these, largest first, instead of those before."""
        self._prints = prints if prints is not None else PrintColumns.empty()
        count = len(self._prints.usd)
        place = min(_REFERENCE, count) - 1
        self._reference_usd = float(self._prints.usd[place]) if count else 0.0

    def state(self) -> Hashable:
        """What is shown; new ones come with other columns."""
        return self._prints if self.shown and len(self._prints.usd) else None

    def paint(self, stage: Stage) -> None:
        """Draw the largest in view, large ones first so that small ones stay visible on them."""
        if not self.shown or not len(self._prints.usd):
            return
        frame, inks = stage.frame, stage.inks
        x, y, radius, is_long = self._discs.get((frame, self._prints), lambda: self._make(frame))
        for some, color in ((is_long, inks.down), (~is_long, inks.up)):
            stage.discs(x[some], y[some], radius[some], color)

    def read(self, start_ms: int, end_ms: int) -> tuple[Part, ...]:
        """The largest within a candle's time, in words; nothing where none is known."""
        if not self.shown or not len(self._prints.usd):
            return ()
        at_ms = self._prints.at_ms
        inside = np.flatnonzero((at_ms >= start_ms) & (at_ms < end_ms))
        if not len(inside):
            return ()
        first = int(inside[0])
        is_long = bool(self._prints.is_long[first])
        name = tr("largest long") if is_long else tr("largest short")
        usd = f"${compact(float(self._prints.usd[first]))}"
        return (Part(name, usd, "down" if is_long else "up"),)

    def _make(self, frame: Frame) -> _Discs:
        time, prints = frame.time, self._prints
        inside = (prints.at_ms >= time.left_ms) & (prints.at_ms < time.right_ms)
        share: Floats = prints.usd / self._reference_usd
        radius = np.minimum(np.sqrt(share), 1.0) * _RADIUS_PX
        chosen = np.flatnonzero(inside & (radius >= _LEAST_PX))[:MOST]
        return (
            nearest(time.x(prints.at_ms[chosen])),
            nearest(frame.value.y(prints.price[chosen])),
            nearest(radius[chosen] * frame.ratio),
            prints.is_long[chosen],
        )
