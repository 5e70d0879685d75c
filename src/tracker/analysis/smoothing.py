"""Averages that remember all candles before: exponential, and Wilder's behind ATR and RSI.

Each goes on from what it was one row before, so that a live tick costs one step. A run of candles
ends at a hole; the next run begins anew, with the mean of its first `length` values
(docs/methodology.md, section 6).
"""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np

from tracker.analysis.columns import CandleColumns, Flags, Floats
from tracker.analysis.rolling import breaks


def exponential_average(
    candles: CandleColumns, length: int, row: int = 0, before: float = np.nan
) -> Floats:
    """The EMA of closes with weight 2 / (length + 1) for the newest, from `row` on.

    Seeded with the mean of the first `length` closes of its run.

    Args:
        before: the average one row before; NaN where it was not known there.
    """
    start, before = _from(candles, row, length, before)
    part = candles.tail(len(candles) - start)
    return smoothed(part.close, breaks(part), length, 2 / (length + 1), before)[row - start :]


def wilder_range(
    candles: CandleColumns, length: int, row: int = 0, before: float = np.nan
) -> Floats:
    """The average true range from `row` on, in the unit of price.

    J. W. Wilder, New Concepts in Technical Trading Systems, 1978: the mean of the first `length`
    true ranges, then smoothed by 1 / length. The first candle after a hole has no close to jump
    from: its range is from its low to its high.

    Args:
        before: the average one row before; NaN where it was not known there.
    """
    start, before = _from(candles, row, length, before)
    broken = breaks(candles.tail(len(candles) - start))
    spread = _true_ranges(candles, start)
    return smoothed(spread, broken, length, 1 / length, before)[row - start :]


def wilder_strength(
    candles: CandleColumns, length: int, row: int = 0, before: tuple[float, float] | None = None
) -> tuple[Floats, Floats, Floats]:
    """The relative strength index from `row` on, 0 to 100, with the means it is made of.

    J. W. Wilder, New Concepts in Technical Trading Systems, 1978: 100 − 100 / (1 + U / D), where U
    and D are the means of rises and falls from close to close, smoothed by 1 / length. NaN where
    nothing has moved yet: 0 / 0 is no strength.

    Args:
        before: the means one row before; None where they were not known there.

    Returns:
        The index, the mean rise, the mean fall.
    """
    rises, falls = before or (np.nan, np.nan)
    start, rises = _from(candles, row, length + 1, rises)
    falls = falls if np.isfinite(rises) else np.nan
    change = _changes(candles, start)
    broken = breaks(candles.tail(len(candles) - start))
    rise, fall = (
        smoothed(np.maximum(side * change, 0.0), broken, length, 1 / length, mean)[row - start :]
        for side, mean in ((1, rises), (-1, falls))
    )
    whole = rise + fall
    share = np.divide(rise, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return 100 * share, rise, fall


def smoothed(values: Floats, broken: Flags, length: int, weight: float, before: float) -> Floats:
    """Each run of values smoothed by itself; NaN until there are `length` of them.

    Args:
        values: NaN where unknown, which ends a run.
        broken: whether a value does not go on from the one before it.
        weight: of the newest value, above 0, at most 1.
        before: the average before the first value; NaN where there was none. With it the first
            value goes on, whatever `broken` says of it.
    """
    result = np.full(len(values), np.nan)
    known = np.isfinite(values)
    ends = broken | ~known
    ends[1:] |= ~known[:-1]
    edges = [0, *(np.flatnonzero(ends[1:]) + 1).tolist(), len(values)]
    for low, high in pairwise(edges):
        if low == high or not known[low]:
            continue
        first, mean = low, before
        if low or not np.isfinite(before):
            first = low + length
            if first > high:
                continue
            mean = float(values[low:first].mean())
            result[first - 1] = mean
        steps = accumulate(
            values[first:high].tolist(), lambda now, one: now + weight * (one - now), initial=mean
        )
        next(steps)
        result[first:high] = np.fromiter(steps, np.float64, high - first)
    return result


def _from(candles: CandleColumns, row: int, reach: int, before: float) -> tuple[int, float]:
    """Where to begin so that `row` comes out right, and the average to go on from there.

    Where it was not known one row before, the run that `row` is in is shorter than `reach`.
    """
    goes_on = (
        0 < row < len(candles)
        and bool(np.isfinite(before))
        and candles.open_ms[row] - candles.open_ms[row - 1] == candles.interval_ms
    )
    return (row, before) if goes_on else (max(row - reach, 0), np.nan)


def _before(candles: CandleColumns, start: int) -> Floats:
    """The close before each candle from `start` on; NaN where it is not known."""
    first = max(start - 1, 0)
    close, opens = candles.close[first:], candles.open_ms[first:]
    result = np.full(len(close), np.nan)
    near = np.diff(opens) == candles.interval_ms
    result[1:][near] = close[:-1][near]
    return result[start - first :]


def _true_ranges(candles: CandleColumns, start: int) -> Floats:
    high, low, before = candles.high[start:], candles.low[start:], _before(candles, start)
    # fmax and fmin leave NaN out: without a close before, the candle's own range is all there is.
    spread = np.fmax(high, before) - np.fmin(low, before)
    return np.where(np.isfinite(high) & np.isfinite(low), spread, np.nan)


def _changes(candles: CandleColumns, start: int) -> Floats:
    result: Floats = candles.close[start:] - _before(candles, start)
    return result
