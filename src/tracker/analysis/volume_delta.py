"""Volume delta: how much more buyers took from the order book than sellers, candle by candle.

A trade has a taker, who crosses the spread, and a maker, whose order waited. What taker buys are of
a candle's volume is told by some venues (Binance's klines do); the rest of it was taken by sellers,
so that their difference is 2 x taker_buy - volume. Its running sum is the cumulative volume delta.
Reference: docs/methodology.md, section 3.3; D. Easley, M. López de Prado, M. O'Hara, “Flow
Toxicity and Liquidity in a High-Frequency World”, Review of Financial Studies 25 (2012), who call
the same difference the order imbalance.
"""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import CandleColumns, Floats


def volume_delta(columns: CandleColumns) -> Floats:
    """What buyers took less what sellers took.

    Returns:
        In the base coin, of each candle, shape (n,); NaN where the venue does not say.
    """
    return 2.0 * columns.taker_buy - columns.volume


def cumulative_volume_delta(columns: CandleColumns) -> Floats:
    """The running sum of the volume delta over each stretch without a gap.

    A candle whose delta is unknown, or that is missing, ends a stretch: nobody knows how far the
    sum went there, so that the next stretch begins anew at its own first delta. Only differences
    within one stretch mean anything; the level of a running sum depends on where it began.

    Returns:
        In the base coin, at the close of each candle, shape (n,); NaN where it is unknown.
    """
    delta = volume_delta(columns)
    known = np.isfinite(delta)
    total = np.cumsum(np.where(known, delta, 0.0))
    before = total - np.where(known, delta, 0.0)
    follows = np.diff(columns.open_ms, prepend=0) == columns.interval_ms
    begins = known & ~(follows & np.concatenate(([False], known[:-1])))
    # The sum before the first candle of each stretch, carried on to its last one.
    stretch = np.cumsum(begins) - 1
    bases = before[begins]
    result = np.full(len(delta), np.nan)
    result[known] = total[known] - bases[stretch[known]]
    return result
