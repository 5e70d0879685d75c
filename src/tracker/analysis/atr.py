"""Average true range (J. W. Wilder, New Concepts in Technical Trading Systems, 1978).

The mean of the first 14 true ranges, then smoothed by 1/14; before the fourteenth candle the mean so
far (docs/methodology.md, section 1.1).
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns, Floats
from tracker.domain.times import D1

ATR_LENGTH = 14


def true_range(high: float, low: float, previous_close: float | None) -> float:
    """How far price went in one candle, its jump from the last close included.

    Args:
        previous_close: None for the first candle, whose range is all there is.
    """
    if previous_close is None:
        return high - low
    return max(high, previous_close) - min(low, previous_close)


def smoothed(value: float, count: int, spread: float) -> float:
    """The average of `count` true ranges with one more in it."""
    weight = count + 1 if count < ATR_LENGTH else ATR_LENGTH
    return value + (spread - value) / weight


def average_true_range(candles: CandleColumns) -> Floats:
    """The ATR after each closed candle, in the unit of price; one value a closed candle.

    A hole is passed over: the jump across it belongs to the candle after it. O(n).
    """
    closed = candles.finished()
    high, low, close = closed.high, closed.low, closed.close
    before = np.concatenate((close[:1], close[:-1]))
    spread = np.maximum(high, before) - np.minimum(low, before)
    spread[:1] = high[:1] - low[:1]
    seed = np.cumsum(spread[:ATR_LENGTH]) / np.arange(1, min(len(spread), ATR_LENGTH) + 1)
    if len(spread) <= ATR_LENGTH:
        return seed
    rest = accumulate(
        spread[ATR_LENGTH:].tolist(),
        lambda value, one: smoothed(value, ATR_LENGTH, one),
        initial=float(seed[-1]),
    )
    return np.concatenate((seed[:-1], np.fromiter(rest, np.float64)))


def last_atr(candles: CandleColumns) -> float | None:
    """The ATR after the newest closed candle, in the unit of price; None without any."""
    values = average_true_range(candles)
    return float(values[-1]) if len(values) else None


def daily_atr(candles: CandleColumns) -> float | None:
    """The ATR of UTC days after the newest complete one; None without a complete day.

    Args:
        candles: days, or anything shorter that divides a day.

    Raises:
        ValueError: where the candles do not divide a day.
    """
    return last_atr(aggregate(candles, D1))
