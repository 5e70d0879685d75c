"""The newest price: its line through the pane, and how long its candle still runs."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from PySide6.QtCore import QRectF

from tracker.domain.times import HOUR_MS, MINUTE_MS, SECOND_MS
from tracker.ui.charts.mapping import Frame, horizontal_rects
from tracker.ui.charts.painters import Painter
from tracker.ui.charts.partial import around_line
from tracker.ui.charts.stage import Stage

_DOT_PX, _APART_PX = 2, 4


class LastPricePainter(Painter):
    """A thin dotted line at the newest price, in the colour of its candle."""

    def __init__(self) -> None:
        self.price: float | None = None
        self.rising = True

    def paint(self, stage: Stage) -> None:
        """Draw the line where the price is in view."""
        frame, inks, price = stage.frame, stage.inks, self.price
        if price is None or not frame.value.low <= price <= frame.value.high:
            return
        on, off = (max(1, round(one * frame.ratio)) for one in (_DOT_PX, _APART_PX))
        line = horizontal_rects(np.array([price]), frame)
        stage.dashes(line, on, off, inks.last_up if self.rising else inks.last_down)

    def state(self) -> Hashable:
        """The price, and its colour."""
        return self.price, self.rising

    def touched(self, before: Hashable, frame: Frame) -> list[QRectF] | None:
        """Where the line was, and where it is."""
        match before:
            case (float() | None as price, bool()):
                return around_line(price, frame) + around_line(self.price, frame)
        return None


def countdown(end_ms: int | None, interval_ms: int, now_ms: int) -> str:
    """How long the newest candle still runs: `07:31`, from an hour on `2h 07m`; often nothing.

    Nothing where none runs: its end has passed and no newer one has come, or it has yet to begin.

    Args:
        end_ms: when the newest candle ends, UTC ms; None where there is none.
        interval_ms: how long a candle is, ms.
        now_ms: the venue's present time, UTC ms.
    """
    if end_ms is None or not 0 < end_ms - now_ms <= interval_ms:
        return ""
    left_ms = -(-(end_ms - now_ms) // SECOND_MS) * SECOND_MS
    hours, minutes = left_ms // HOUR_MS, left_ms % HOUR_MS // MINUTE_MS
    if hours:
        return f"{hours}h {minutes:02d}m"
    return f"{minutes:02d}:{left_ms % MINUTE_MS // SECOND_MS:02d}"
