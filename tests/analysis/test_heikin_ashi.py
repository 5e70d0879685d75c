"""Heikin-Ashi against the recursion written down one candle at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tracker.analysis.columns import CandleColumns
from tracker.analysis.heikin_ashi import SETTLED, heikin_ashi
from tracker.domain.times import HOUR_MS
from ui.charts.samples import candles, rows_of

prices = st.floats(1e-6, 1e6)


def recursion(columns: CandleColumns) -> list[tuple[float, float, float, float]]:
    """As the publication has it; anew where the candle before is missing."""
    result: list[tuple[float, float, float, float]] = []
    for n in range(len(columns)):
        o, h, l, c = (
            float(one[n]) for one in (columns.open, columns.high, columns.low, columns.close)
        )
        close = (o + h + l + c) / 4
        follows = n > 0 and columns.open_ms[n] - columns.open_ms[n - 1] == columns.interval_ms
        opened = (result[-1][0] + result[-1][3]) / 2 if follows else (o + c) / 2
        result.append((opened, max(h, opened, close), min(l, opened, close), close))
    return result


def table(columns: CandleColumns) -> np.ndarray:
    return np.column_stack([columns.open, columns.high, columns.low, columns.close])


@st.composite
def markets(draw: st.DrawFn) -> CandleColumns:
    count = draw(st.integers(1, 300))
    seed = draw(st.integers(0, 2**32 - 1))
    level = draw(prices)
    rng = np.random.default_rng(seed)
    close = level * np.exp(np.cumsum(rng.normal(0, 0.05, count)))
    opened = close * np.exp(rng.normal(0, 0.05, count))
    high = np.maximum(opened, close) * (1 + rng.random(count) * 0.1)
    low = np.minimum(opened, close) * (1 - rng.random(count) * 0.1)
    steps = np.where(rng.random(count) < draw(st.sampled_from([0.0, 0.02, 0.3])), 3, 1)
    times = np.cumsum(steps).astype(np.int64) * HOUR_MS
    ones = np.ones(count)
    return CandleColumns(HOUR_MS, times, opened, high, low, close, ones, ones.astype(np.bool_))


@settings(deadline=None, max_examples=80)
@given(markets())
def test_it_is_the_recursion(market: CandleColumns) -> None:
    made = heikin_ashi(market)
    assert np.allclose(table(made), recursion(market), rtol=1e-13, atol=0)
    assert (made.open_ms == market.open_ms).all()


@settings(deadline=None, max_examples=40)
@given(markets(), st.data())
def test_it_goes_on_from_the_candle_before(market: CandleColumns, data: st.DataObject) -> None:
    whole = heikin_ashi(market)
    cut = data.draw(st.integers(0, len(market) - 1))
    follows = cut > 0 and market.open_ms[cut] - market.open_ms[cut - 1] == HOUR_MS
    before = (float(whole.open[cut - 1]), float(whole.close[cut - 1])) if follows else None
    part = heikin_ashi(rows_of(market, slice(cut, None)), before)
    assert np.allclose(table(part), table(whole)[cut:], rtol=1e-13, atol=0)


def test_by_hand() -> None:
    three = rows_of(candles(3), slice(None))
    three = replace(
        three,
        open=np.array([10.0, 14.0, 12.0]),
        high=np.array([16.0, 15.0, 13.0]),
        low=np.array([9.0, 11.0, 4.0]),
        close=np.array([15.0, 12.0, 5.0]),
    )
    made = heikin_ashi(three)
    assert made.close.tolist() == [12.5, 13.0, 8.5]
    assert made.open.tolist() == [12.5, 12.5, 12.75]
    assert made.high.tolist() == [16.0, 15.0, 13.0]
    assert made.low.tolist() == [9.0, 11.0, 4.0]


def test_where_the_series_begins_is_soon_forgotten() -> None:
    """What is loaded later on the left changes nothing that has settled."""
    whole = heikin_ashi(candles(400, base=0.5))
    late = heikin_ashi(rows_of(candles(400, base=0.5), slice(200, None)))
    assert (table(late)[SETTLED:] == table(whole)[200 + SETTLED :]).all()
    assert not np.array_equal(table(late)[:5], table(whole)[200:205])


def test_nothing_stays_nothing() -> None:
    assert len(heikin_ashi(CandleColumns.empty(HOUR_MS))) == 0


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 127, 128, 129, 1_000])
def test_all_lengths(count: int) -> None:
    made = heikin_ashi(candles(count))
    assert np.allclose(table(made), recursion(candles(count)), rtol=1e-13, atol=0)
