"""Real market history; it lies beside the checkout, never in it."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import pytest

from tracker.analysis.columns import CandleColumns
from tracker.domain.times import H1


@functools.cache
def perpetual_hours(shared: Path, venue: str) -> CandleColumns:
    """The hourly candles of the venue's BTCUSDT perpetual; the test is skipped without them."""
    path = shared / "data/finm33150/csv" / f"{venue}-BTC-1h.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    table = np.loadtxt(path, delimiter=",", skiprows=1, usecols=range(6))
    return CandleColumns(
        H1.ms, table[:, 0].astype(np.int64), *table.T[1:], np.ones(len(table), np.bool_)
    )
