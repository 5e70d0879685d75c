"""Swing highs and lows: candles that are the extreme of the k candles on either side.

Reference: docs/methodology.md, section 1.7. Of equal extremes within reach of each other only the
first one counts, so that a price that stands still is at most one pivot.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.columns import Floats

#: Candles on either side; on candles of an hour, half a day.
PIVOT_REACH = 12

Indices = NDArray[np.int64]


def swing_highs(high: Floats, reach: int = PIVOT_REACH) -> Indices:
    """Which candles are above the `reach` before them and not below the `reach` after them.

    A candle counts only once `reach` candles have followed, and with as many before it. O(n),
    whatever the reach.

    Args:
        high: one price a candle, oldest first.
        reach: candles on either side, at least 1.

    Returns:
        Rising positions in `high`.

    Raises:
        ValueError: where the reach is below 1.
    """
    return swing_lows(-high, reach)


def swing_lows(low: Floats, reach: int = PIVOT_REACH) -> Indices:
    """Which candles are below the `reach` before them and not above the `reach` after them.

    The mirror of `swing_highs`.
    """
    if reach < 1:
        raise ValueError(f"a pivot needs a candle on either side, not {reach}")
    prices = low.tolist()
    # Positions in the window whose prices rise: each is the lowest of itself and all after it.
    rising: deque[int] = deque()
    found = []
    for newest, price in enumerate(prices):
        while rising and prices[rising[-1]] > price:
            rising.pop()
        rising.append(newest)
        if rising[0] < newest - 2 * reach:
            rising.popleft()
        if newest >= 2 * reach and rising[0] == newest - reach:
            found.append(newest - reach)
    return np.array(found, np.int64)
