"""Average true range against Wilder's text: reading note (a) in section 1.2 of docs/methodology.md."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import naive_level
from naive_level import Bar
from series import columns
from tracker.analysis.atr import average_true_range, daily_atr, last_atr, smoothed, true_range
from tracker.domain.candle import Candle
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, H1, H4, parse_iso

BTC = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
START = parse_iso("2026-02-02T00:00:00Z")


def candles(shapes: list[tuple[float, float, float]], interval: object = H1) -> list[Candle]:
    """Candles in a row from (low, close, high)."""
    assert interval in (H1, H4, D1)
    return [
        Candle(BTC, interval, START + n * interval.ms, close, high, low, close, 1, closed=True)
        for n, (low, close, high) in enumerate(shapes)
    ]


SHAPES = st.lists(
    st.tuples(st.integers(80, 120), st.integers(0, 20), st.integers(0, 20)).map(
        lambda one: (float(one[0]), float(one[0] + one[1]), float(one[0] + one[1] + one[2]))
    ),
    max_size=60,
)


@given(SHAPES)
def test_both_forms_are_what_the_text_says(shapes: list[tuple[float, float, float]]) -> None:
    bars = [Bar(n, high, low, close) for n, (low, close, high) in enumerate(shapes)]
    # What is known before each bar, and one flat bar more to see what is known after the last.
    known = naive_level.atr_before([*bars, Bar(len(bars), 1, 1, 1)])
    assert average_true_range(columns(candles(shapes))).tolist() == pytest.approx(known[1:])
    value, before = 0.0, None
    for count, (low, close, high) in enumerate(shapes):
        value = smoothed(value, count, true_range(high, low, before))
        before = close
        assert value == pytest.approx(known[count + 1])


def test_a_jump_in_price_is_part_of_the_true_range() -> None:
    assert true_range(101, 99, None) == 2
    assert true_range(105, 104, 100) == 5
    assert true_range(100, 99, 104.5) == 5.5
    assert true_range(105, 99, 102) == 6


def test_a_running_candle_is_left_out() -> None:
    rows = candles([(99, 100, 101), (98, 100, 102), (50, 100, 150)])
    rows[2] = replace(rows[2], closed=False)
    assert average_true_range(columns(rows)).tolist() == [2, 3]


def test_without_a_candle_the_range_is_unknown_and_not_zero() -> None:
    assert last_atr(columns([])) is None
    assert daily_atr(columns([])) is None
    # Twenty-three hours are no day.
    assert daily_atr(columns(candles([(99, 100, 101)] * 23))) is None


def test_the_daily_range_is_that_of_complete_days_whatever_the_candles() -> None:
    random = np.random.default_rng(3)
    closes = 100 + np.cumsum(random.normal(0, 1, 24 * 20 + 5))
    hours = columns(candles([(close - 1, close, close + 1) for close in closes.tolist()]))
    days = closes[: 24 * 20].reshape(20, 24)
    shapes = [(day.min() - 1, day[-1], day.max() + 1) for day in days]
    expected = last_atr(columns(candles(shapes, D1)))
    assert expected is not None
    assert daily_atr(hours) == pytest.approx(expected)
    assert daily_atr(columns(candles(shapes, D1))) == expected


def test_what_does_not_divide_a_day_has_no_daily_range() -> None:
    weeks = replace(columns([]), interval_ms=7 * D1.ms)
    with pytest.raises(ValueError, match="is no multiple"):
        daily_atr(weeks)
