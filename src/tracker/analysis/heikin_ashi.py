"""Heikin-Ashi: candles averaged with those before them, so that a trend shows in one colour."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from tracker.analysis.columns import CandleColumns, Flags, Floats

#: An open halves the weight of what lies before with every candle: after so many it is less than
#: half of the last bit of a double, and where the series began makes no difference any more.
SETTLED = 64


def heikin_ashi(candles: CandleColumns, before: tuple[float, float] | None = None) -> CandleColumns:
    """Heikin-Ashi prices at the times of `candles`, in the unit of price. O(n), vectorised.

    close = (o + h + l + c) / 4; open = the middle of the body before; high and low are the furthest
    of the real ones and the body. Reference: D. Valcu, "Using the Heikin-Ashi Technique", Technical
    Analysis of Stocks & Commodities 22 (2), 2004; methodology, section 7.

    The first candle, and the first one after a hole, opens in the middle of its own real body, as
    what was before it is not known. Volume, times and what is closed stay as they are.

    Args:
        candles: real candles, oldest first.
        before: Heikin-Ashi open and close of the candle right before the first one; None where
            there is none.
    """
    close = (candles.open + candles.high + candles.low + candles.close) / 4
    begins = np.diff(candles.open_ms, prepend=0) != candles.interval_ms
    begins[:1] = before is None
    opened = _opens(candles, close, begins, before)
    return replace(
        candles,
        open=opened,
        high=np.maximum(candles.high, np.maximum(opened, close)),
        low=np.minimum(candles.low, np.minimum(opened, close)),
        close=close,
    )


def _opens(
    candles: CandleColumns, close: Floats, begins: Flags, before: tuple[float, float] | None
) -> Floats:
    """open[i] = (open[i - 1] + close[i - 1]) / 2 by doubling: each pass joins twice as many terms.

    Blelloch, "Prefix Sums and Their Applications", 1990, section 1.4 (first-order recurrences).
    """
    previous = np.empty_like(close)
    previous[1:] = close[:-1]
    previous[:1] = 0.0 if before is None else before[0] + before[1]
    value = np.where(begins, (candles.open + candles.close) / 2, previous / 2)
    weight = np.where(begins, 0.0, 0.5)
    weight[:1] = 0.0
    shift = 1
    while shift < min(len(value), 2 * SETTLED):
        value[shift:] += weight[shift:] * value[:-shift]
        weight[shift:] *= weight[:-shift]
        shift *= 2
    return value
