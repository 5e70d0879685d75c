"""Averages and deviations over the last candles: O(n), from any row on, unknown where one is missing.

Every function takes the candles and the first row that is wanted, and looks back no further than its
length, so that a live tick costs the same for a thousand rows and for a million
(docs/methodology.md, section 6).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tracker.analysis.columns import CandleColumns, Flags, Floats

#: So many rows share one pair of running sums: the sums stay small beside what is told apart.
_CHUNK = 1_024


def breaks(candles: CandleColumns) -> Flags:
    """For each candle, whether it does not go on from the one before it: a hole, or the first."""
    result: Flags = np.diff(candles.open_ms, prepend=candles.open_ms[:1]) != candles.interval_ms
    return result


def simple_average(candles: CandleColumns, length: int, row: int = 0) -> Floats:
    """The mean of the last `length` closes from `row` on, in the unit of price."""

    def make(close: Floats) -> Floats:
        result: Floats = close[0] + _sums(close - close[0], length) / length
        return result

    return _by_chunks(candles, length, row, make)


def weighted_average(candles: CandleColumns, length: int, row: int = 0) -> Floats:
    """The mean of the last `length` closes, weighted 1, 2, … up to the newest; from `row` on."""
    whole = length * (length + 1) / 2

    def make(close: Floats) -> Floats:
        near = close - close[0]
        places = np.arange(len(near), dtype=np.float64)
        # The weight of a close is its place less that of the last one before the window.
        before = places[length - 1 :] - length
        sums = _sums(near * places, length) - before * _sums(near, length)
        result: Floats = close[0] + sums / whole
        return result

    return _by_chunks(candles, length, row, make)


def deviation(candles: CandleColumns, length: int, row: int = 0) -> Floats:
    """The population standard deviation of the last `length` closes, from `row` on.

    The divisor is the number of closes, as J. Bollinger has it (Bollinger on Bollinger Bands, 2001).
    Right to some 10⁻⁷ of how far price went within a thousand candles.
    """

    def make(close: Floats) -> Floats:
        near = close - close[0]
        mean = _sums(near, length) / length
        squares = _sums(near * near, length) / length
        return np.sqrt(np.maximum(squares - mean * mean, 0.0))

    return _by_chunks(candles, length, row, make)


def _sums(values: Floats, length: int) -> Floats:
    """The sum of each `length` neighbours; shorter than the values by `length` − 1."""
    sums = np.cumsum(np.concatenate(([0.0], values)))
    result: Floats = sums[length:] - sums[:-length]
    return result


def _by_chunks(
    candles: CandleColumns, length: int, row: int, make: Callable[[Floats], Floats]
) -> Floats:
    """What `make` says of each window, from `row` on; NaN where a window is not whole."""
    count = len(candles)
    result = np.full(max(count - row, 0), np.nan)
    chunk = max(_CHUNK, length)
    for first in range(max(row, length - 1), count, chunk):
        end = min(first + chunk, count)
        low = first - length + 1
        close, opens = candles.close[low:end], candles.open_ms[low:end]
        known = np.isfinite(close)
        whole = opens[length - 1 :] - opens[: len(opens) - length + 1] == (
            (length - 1) * candles.interval_ms
        )
        if not known.all():
            whole &= _sums(known.astype(np.float64), length) == length
            close = np.where(known, close, close[known][0] if known.any() else 0.0)
        values = make(close)
        values[~whole] = np.nan
        result[first - row : end - row] = values
    return result
