"""Candles as the columns that formulas take."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tracker.analysis.columns import CandleColumns
from tracker.domain.candle import Candle
from tracker.domain.times import H1


def columns(candles: Iterable[Candle]) -> CandleColumns:
    """The candles in the order they come in, whatever that is."""
    rows = list(candles)
    return CandleColumns(
        rows[0].interval.ms if rows else H1.ms,
        np.array([one.open_ms for one in rows], np.int64),
        *(
            np.array([getattr(one, name) for one in rows], np.float64)
            for name in ("open", "high", "low", "close", "volume")
        ),
        np.array([one.closed for one in rows], np.bool_),
        np.array([one.taker_buy for one in rows], np.float64),
    )
