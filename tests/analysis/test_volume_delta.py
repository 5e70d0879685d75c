"""What buyers took less what sellers took, candle by candle and as a running sum."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from series import columns
from tracker.analysis.columns import CandleColumns
from tracker.analysis.volume_delta import cumulative_volume_delta, volume_delta
from tracker.domain.candle import Candle
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, parse_iso

BTC = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
MIDNIGHT = parse_iso("2026-02-04T00:00:00Z")


def hour(at: int, volume: float, taken: float | None) -> Candle:
    return Candle(BTC, H1, MIDNIGHT + at * HOUR_MS, 100, 102, 98, 101, volume, True, taken)


def test_what_sellers_took_is_the_rest_of_the_volume() -> None:
    # 10 coins, 7 of them bought: +7 - 3.
    series = columns([hour(0, 10, 7), hour(1, 10, 0), hour(2, 10, None)])
    assert volume_delta(series).tolist() == pytest.approx([4, -10, math.nan], nan_ok=True)


def test_the_sum_begins_anew_where_it_is_not_known_how_far_it_went() -> None:
    known = [hour(0, 10, 7), hour(1, 10, 6), hour(2, 10, None), hour(3, 10, 4), hour(5, 10, 9)]
    found = cumulative_volume_delta(columns(known)).tolist()
    assert found == pytest.approx([4, 6, math.nan, -2, 8], nan_ok=True)


def test_a_series_of_which_nothing_is_known_has_no_sum() -> None:
    assert math.isnan(cumulative_volume_delta(columns([hour(0, 10, None)]))[0])
    assert len(cumulative_volume_delta(CandleColumns.empty(H1.ms))) == 0


@given(
    st.lists(st.tuples(st.integers(0, 9), st.none() | st.floats(0, 1), st.booleans()), max_size=20)
)
def test_the_sum_is_what_adding_one_by_one_gives(
    rows: list[tuple[int, float | None, bool]],
) -> None:
    series, expected, at, last = [], [], 0, math.nan
    for volume, share, hole in rows:
        at += 2 if hole else 1
        taken = volume * share if share is not None else None
        series.append(hour(at, volume, taken))
        before = 0.0 if hole or math.isnan(last) else last
        last = before + 2 * taken - volume if taken is not None else math.nan
        expected.append(last)
    found = cumulative_volume_delta(columns(series)).tolist()
    assert found == pytest.approx(expected, abs=1e-9, nan_ok=True)
