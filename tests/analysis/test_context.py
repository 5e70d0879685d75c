"""Context in figures: bands, ages, correlation against numpy, risk-off, and the treasury of the papers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.columns import CandleColumns
from tracker.analysis.context import (
    Correlation,
    correlation,
    dominance,
    fear_band,
    fisher_interval,
    interest_to_cap,
    is_risk_off,
    is_stale,
    merged,
    sampled,
    treasury_result,
)
from tracker.domain.context import STALE_AFTER_MS, Reading, Series
from tracker.domain.times import DAY_MS, HOUR_MS, M15, parse_iso

NOW_MS = parse_iso("2026-02-12T09:30:00Z")


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (0, "extreme fear"),
        (24, "extreme fear"),
        (25, "fear"),
        (44, "fear"),
        (45, "neutral"),
        (54, "neutral"),
        (55, "greed"),
        (74, "greed"),
        (75, "extreme greed"),
        (100, "extreme greed"),
    ],
)
def test_bands_do_not_overlap(value: float, band: str) -> None:
    assert fear_band(value) == band


def test_fear_and_greed_is_stale_after_a_day_and_a_half() -> None:
    at_ms = NOW_MS - 36 * HOUR_MS
    assert not is_stale(Series.FEAR_GREED, at_ms, NOW_MS)
    assert is_stale(Series.FEAR_GREED, at_ms - 1, NOW_MS)


def test_a_close_is_stale_after_two_sessions_without_one() -> None:
    friday = parse_iso("2026-02-06T16:30Z")
    assert not is_stale(Series.DAX, friday, parse_iso("2026-02-11T16:29Z"))  # Monday and Tuesday
    assert is_stale(Series.DAX, friday, parse_iso("2026-02-11T16:30Z"))
    # Years of sessions are not counted one by one.
    assert is_stale(Series.DAX, 0, NOW_MS)


def test_every_series_has_an_age_at_which_it_is_stale() -> None:
    for series in Series:
        assert is_stale(series, NOW_MS - 60 * DAY_MS, NOW_MS)
        assert not is_stale(series, NOW_MS, NOW_MS)
    assert min(STALE_AFTER_MS.values()) >= HOUR_MS


def reading(source: str, slot: int, value: float) -> Reading:
    return Reading(source, Series.VIX, "", slot * DAY_MS, slot * DAY_MS, value)


def test_of_two_sources_the_first_ranked_speaks_and_the_other_fills_gaps() -> None:
    rows = [reading("late", 2, 9.0), reading("own", 1, 2.0), reading("late", 1, 8.0)]
    assert [one.value for one in merged(rows, {"late": 1})] == [2.0, 9.0]
    assert [one.value for one in merged(rows, {"own": 2, "late": 1})] == [8.0, 9.0]
    assert merged([], {}) == []


# --- correlation -----------------------------------------------------------------------------------


def walk(seed: int, count: int) -> np.ndarray:
    return 100 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.01, count)))


def times(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.int64) * DAY_MS


def test_the_coefficient_is_that_of_log_returns() -> None:
    index, other = walk(1, 61), walk(2, 61)
    coin = index * 3 * other**0.5
    found = correlation(times(61), index, coin)
    assert found is not None
    expected = np.corrcoef(np.diff(np.log(index)), np.diff(np.log(coin)))[0, 1]
    assert found.r == pytest.approx(expected, abs=1e-12)
    assert (found.pairs, found.from_ms, found.to_ms) == (60, 0, 60 * DAY_MS)


def test_only_the_newest_sixty_pairs_count() -> None:
    index, coin = walk(1, 200), walk(3, 200)
    whole, newest = (
        correlation(times(200), index, coin),
        correlation(times(61), index[-61:], coin[-61:]),
    )
    assert whole is not None
    assert newest is not None
    assert whole.r == pytest.approx(newest.r)
    assert whole.pairs == 60


def test_the_interval_is_fishers() -> None:
    # The example of the definition: r = 0.5 over 30 pairs is 0.17 to 0.73.
    low, high = fisher_interval(0.5, 30)
    assert (round(low, 2), round(high, 2)) == (0.17, 0.73)
    assert fisher_interval(1.0, 30) == (1.0, 1.0)
    assert fisher_interval(-1.0, 4) == (-1.0, -1.0)


@given(st.floats(-0.999, 0.999), st.integers(4, 500))
def test_the_interval_holds_the_coefficient_and_narrows_with_more_pairs(r: float, n: int) -> None:
    low, high = fisher_interval(r, n)
    assert -1 <= low <= r <= high <= 1
    narrower = fisher_interval(r, n + 1)
    assert low <= narrower[0]
    assert narrower[1] <= high


def test_below_twenty_pairs_nothing_is_said() -> None:
    assert correlation(times(20), walk(1, 20), walk(2, 20)) is None
    assert correlation(times(21), walk(1, 21), walk(2, 21)) is not None
    assert correlation(times(0), np.empty(0), np.empty(0)) is None


def test_a_close_without_a_price_of_the_coin_breaks_both_its_pairs() -> None:
    index, coin = walk(1, 61), walk(2, 61)
    coin[30] = math.nan
    found = correlation(times(61), index, coin)
    assert found is not None
    assert found.pairs == 58


def test_what_never_moves_has_no_correlation() -> None:
    assert correlation(times(61), np.full(61, 100.0), walk(2, 61)) is None


def test_a_price_is_sampled_at_the_very_instant() -> None:
    opens = np.arange(8, dtype=np.int64) * M15.ms
    opens = np.delete(opens, 4)
    ones = np.ones(len(opens))
    close = np.arange(len(opens), dtype=np.float64)
    candles = CandleColumns(M15.ms, opens, ones, ones, ones, close, ones, ones > 0, ones)
    # Ends at 15 min, not there at all, the candle that was cut out, the last one, beyond it.
    at_ms = np.array([M15.ms, M15.ms + 1, 5 * M15.ms, 8 * M15.ms, 9 * M15.ms], np.int64)
    found = sampled(candles, at_ms)
    assert found[[0, 3]].tolist() == [0.0, 6.0]
    assert np.isnan(found[[1, 2, 4]]).all()


# --- risk-off --------------------------------------------------------------------------------------


def correlated(low: float) -> Correlation:
    return Correlation(0.5, low, 0.7, 60, 0, 0)


@pytest.mark.parametrize(
    ("change", "low", "tick"),
    [
        (-0.0101, 0.01, True),
        (-0.01, 0.01, False),
        (-0.05, 0.0, False),
        (-0.05, -0.1, False),
        (0.02, 0.3, False),
        (None, 0.3, None),
        (-0.05, None, None),
    ],
)
def test_risk_off_needs_a_fall_and_a_correlation_above_zero(
    change: float | None, low: float | None, tick: bool | None
) -> None:
    assert is_risk_off(change, correlated(low) if low is not None else None) is tick


# --- treasuries ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "billions"), [(76_800.0, 0.53), (74_604.0, -1.03), (67_450.0, -6.14)]
)
def test_the_treasury_of_february_2026(price: float, billions: float) -> None:
    coins, average = 713_502.0, 76_052.0
    result = treasury_result(coins, coins * average, price)
    assert result.profit_usd is not None
    assert round(result.profit_usd / 1e9, 2) == billions
    assert result.break_even == pytest.approx(average)
    assert result.profit_share == pytest.approx(price / average - 1)


def test_one_percent_of_price_is_481_million() -> None:
    result = treasury_result(713_502.0, 713_502.0 * 76_052.0, 67_450.0)
    assert round(result.per_percent_usd / 1e6) == 481


@pytest.mark.parametrize("cost", [None, 0.0])
def test_a_cost_that_nobody_knows_is_no_gain(cost: float | None) -> None:
    result = treasury_result(17_518.0, cost, 67_450.0)
    assert (result.profit_usd, result.profit_share, result.break_even) == (None, None, None)
    assert result.value_usd == 17_518.0 * 67_450.0


def test_parts_of_a_whole_are_unknown_without_the_whole() -> None:
    assert dominance(1.35e12, 2.35e12) == pytest.approx(0.5745, abs=1e-4)
    assert dominance(None, 2.35e12) is dominance(1.0, None) is dominance(1.0, 0.0) is None
    assert interest_to_cap(41.3e9, 1.35e12) == pytest.approx(0.0306, abs=1e-4)
    assert interest_to_cap(None, 1.0) is interest_to_cap(1.0, None) is None
