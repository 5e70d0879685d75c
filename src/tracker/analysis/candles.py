"""Candles to longer candles: exact aggregation on UTC boundaries, from complete parts only."""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import CandleColumns
from tracker.domain.times import DAY_MS, WEEK_MS, Interval


def aggregate(candles: CandleColumns, interval: Interval) -> CandleColumns:
    """Candles of a longer interval, each made of all its closed parts; incomplete ones are left out.

    Boundaries are UTC, weeks begin on Monday. A rule on a longer timeframe uses complete candles
    only (docs/methodology.md, section 1.1), so a part that is missing or still runs leaves a
    hole rather than a guess. What buyers took is known where it is of every part.

    Raises:
        ValueError: where the interval is no multiple of the candles' own.
    """
    count, rest = divmod(interval.ms, candles.interval_ms)
    if rest or count < 1:
        raise ValueError(f"{interval} is no multiple of {candles.interval_ms} ms")
    closed = candles.closed
    origin = 4 * DAY_MS if interval.ms % WEEK_MS == 0 else 0
    opens = (candles.open_ms[closed] - origin) // interval.ms * interval.ms + origin
    if not len(opens):
        return CandleColumns.empty(interval.ms)
    starts = np.flatnonzero(np.concatenate(([True], np.diff(opens) != 0)))
    counts = np.diff(np.concatenate((starts, [len(opens)])))
    whole = counts == count
    ends = starts + counts - 1
    return CandleColumns(
        interval.ms,
        opens[starts][whole],
        candles.open[closed][starts][whole],
        np.maximum.reduceat(candles.high[closed], starts)[whole],
        np.minimum.reduceat(candles.low[closed], starts)[whole],
        candles.close[closed][ends][whole],
        np.add.reduceat(candles.volume[closed], starts)[whole],
        np.ones(int(whole.sum()), np.bool_),
        np.add.reduceat(candles.taker_buy[closed], starts)[whole],
    )
