"""Moving averages of closes, as lines."""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import CandleColumns, LineColumns


def moving_average(candles: CandleColumns, length: int) -> LineColumns:
    """The mean of the last `length` closes at each closed candle, in the unit of price. O(n).

    NaN before there are so many, and where a hole lies among them: so many candles of a longer
    stretch would be another average under the same name.

    Args:
        length: candles, at least 1.
    """
    closed = candles.finished()
    value = np.full(len(closed), np.nan)
    if len(closed) >= length:
        # From the first close on, so that the sums stay small beside what is told apart.
        sums = np.cumsum(np.concatenate(([0.0], closed.close - closed.close[0])))
        value[length - 1 :] = closed.close[0] + (sums[length:] - sums[:-length]) / length
        opens = closed.open_ms
        holed = opens[length - 1 :] - opens[: len(opens) - length + 1] != (
            (length - 1) * closed.interval_ms
        )
        value[length - 1 :][holed] = np.nan
    return LineColumns(closed.interval_ms, closed.open_ms, value)
