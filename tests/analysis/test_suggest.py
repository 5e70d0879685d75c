"""Suggested levels against section 1.7 of docs/methodology.md."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from history import perpetual_hours
from tracker.analysis.averages import moving_average
from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns
from tracker.analysis.pivots import swing_highs, swing_lows
from tracker.analysis.profile import volume_profile
from tracker.analysis.suggest import (
    CAVEAT,
    Suggestion,
    Suggestions,
    groups,
    prominence,
    round_step,
    suggest,
)
from tracker.domain.level import Role
from tracker.domain.times import D1, DAY_MS, H1, M15, W1, Interval, iso, parse_iso

#: A Wednesday.
NOW_MS = parse_iso("2026-02-11T06:00:00Z")


def walk(
    count: int, interval: Interval = H1, *, seed: int = 1, step: float = 0.004
) -> CandleColumns:
    """A random walk whose last candle ends now."""
    random = np.random.default_rng(seed)
    close = 67_450 * np.exp(np.cumsum(random.normal(0, step, count)))
    opened = np.concatenate((close[:1], close[:-1]))
    high = np.maximum(opened, close) * (1 + random.random(count) * step)
    low = np.minimum(opened, close) * (1 - random.random(count) * step)
    times = NOW_MS - (count - np.arange(count)) * interval.ms
    volume = random.gamma(1, 20, count)
    closed = np.ones(count, np.bool_)
    return CandleColumns(interval.ms, times, opened, high, low, close, volume, closed)


def plain(close: list[float], volume: float = 1.0) -> CandleColumns:
    """Hours that close at these prices and reach one dollar to either side; the last ends now."""
    price = np.array(close)
    times = NOW_MS - (len(price) - np.arange(len(price))) * H1.ms
    closed, traded = np.ones(len(price), np.bool_), np.full(len(price), volume)
    return CandleColumns(H1.ms, times, price, price + 1, price - 1, price, traded, closed)


def without(candles: CandleColumns, at_ms: int) -> CandleColumns:
    """The same with a hole."""
    return replace(candles, closed=candles.open_ms != at_ms).finished()


def said(found: Suggestions, word: str) -> list[Suggestion]:
    return [one for one in found.levels if word in one.sources]


# --- Parts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "step"),
    [
        (67_450, "5000"),
        (62_500, "5000"),
        (62_499, "2000"),
        (1_956.2, "100"),
        (609.6, "20"),
        (79.45, "5"),
        (1.3731, "0.1"),
        (8.1e-6, "5E-7"),
    ],
)
def test_the_step_between_round_numbers_is_at_most_8_percent(price: float, step: str) -> None:
    assert f"{round_step(price):f}" == f"{float(step):.10f}".rstrip("0").rstrip(".")


@given(st.floats(1e-9, 1e9))
def test_a_larger_step_would_be_more_than_8_percent(price: float) -> None:
    step = float(round_step(price))
    assert step <= price * 0.08 * (1 + 1e-12)
    assert step * 2.5 >= price * 0.08 * (1 - 1e-12)
    assert f"{step:e}"[0] in "125"


@given(st.lists(st.integers(0, 60).map(float), max_size=40), st.integers(0, 9))
def test_a_group_is_all_that_lies_so_close_above_its_first_price(
    prices: list[float], width: int
) -> None:
    prices.sort()
    expected: list[list[float]] = []
    for price in prices:
        if expected and price - expected[-1][0] <= width:
            expected[-1].append(price)
        else:
            expected.append([price])
    assert [prices[part] for part in groups(np.array(prices), width)] == expected


def test_prominence_is_the_documented_sum_and_at_most_100() -> None:
    assert prominence(0, 0, is_round=False) == 0
    assert prominence(5, 0, is_round=False) == pytest.approx(50)
    assert prominence(1, 0.5, is_round=True) == pytest.approx(
        50 * math.log(2) / math.log(6) + 15 + 20
    )
    assert prominence(5, 1, is_round=True) == pytest.approx(100)
    assert prominence(500, 1, is_round=True) == 100


def test_an_average_is_the_mean_of_so_many_closes_without_a_hole() -> None:
    candles = without(walk(300), NOW_MS - 100 * H1.ms)
    line = moving_average(candles, 24)
    for at, (open_ms, value) in enumerate(zip(line.at_ms, line.value, strict=True)):
        first_ms = open_ms - 23 * H1.ms
        part = candles.between(int(first_ms), int(open_ms) + 1)
        assert at < 299
        if len(part) == 24:
            assert value == pytest.approx(part.close.mean(), rel=1e-12)
        else:
            assert math.isnan(value)
    assert np.isfinite(line.value).sum() == 299 - 23 - 23
    assert moving_average(candles.head(5), 24).value.tolist() == pytest.approx(
        [math.nan] * 5, nan_ok=True
    )
    assert len(moving_average(candles.head(0), 24)) == 0


# --- The whole ----------------------------------------------------------------------------------


def test_a_price_that_was_turned_at_again_and_again_is_found() -> None:
    """Eight swings between 66,123 and 68,777 within two weeks."""
    up = np.linspace(66_124, 68_776, 20)
    candles = plain([*np.tile(np.concatenate((up, up[::-1])), 8).tolist()])
    found = suggest(candles, 67_450)
    (low,) = (one for one in said(found, "pivots") if one.role is Role.SUPPORT)
    (high,) = (one for one in said(found, "pivots") if one.role is Role.RESISTANCE)
    assert low.price == pytest.approx(66_123)
    assert high.price == pytest.approx(68_777)
    # The first and the last turn lack candles on one side.
    assert (low.touches, high.touches) == (7, 8)
    assert high.prominence > 40


@pytest.mark.parametrize("seed", range(3))
def test_clusters_and_prominence_are_those_of_a_plain_look(seed: int) -> None:
    candles = walk(2_000, seed=seed)
    price = float(candles.close[-1])
    found = suggest(candles, price, limit=10_000)
    assert found.atr is not None
    pivots = sorted(
        (float(prices[at]), 2 ** (-(NOW_MS - int(candles.open_ms[at])) / (30 * DAY_MS)))
        for prices, ats in (
            (candles.low, swing_lows(candles.low)),
            (candles.high, swing_highs(candles.high)),
        )
        for at in ats.tolist()
    )
    clusters: list[list[tuple[float, float]]] = []
    for one in pivots:
        if clusters and one[0] - clusters[-1][0][0] <= found.atr:
            clusters[-1].append(one)
        else:
            clusters.append([one])
    centres = [sum(p * w for p, w in part) / sum(w for _, w in part) for part in clusters]
    alone = [one for one in found.levels if one.sources in (("pivots",), ("pivot",))]
    assert len(alone) > 5
    for one in alone:
        assert min(abs(one.price - centre) for centre in centres) < 1e-6 * price
    profile = volume_profile(candles)
    assert profile is not None
    for one in found.levels:
        near = [(p, w) for p, w in pivots if abs(p - one.price) <= found.atr / 2]
        assert one.touches == len(near)
        step = float(round_step(price))
        is_round = min(one.price % step, step - one.price % step) <= found.atr / 2
        assert one.prominence == pytest.approx(
            prominence(sum(w for _, w in near), profile.rank(one.price), is_round=is_round)
        )


@given(st.integers(0, 400), st.integers(0, 5), st.integers(1, 12))
def test_whatever_the_candles_a_suggestion_is_whole(count: int, seed: int, limit: int) -> None:
    candles = walk(count, seed=seed)
    price = float(candles.close[-1]) if count else 67_450.0
    found = suggest(candles, price, limit=limit)
    scores = [one.prominence for one in found.levels]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert len({one.price for one in found.levels}) == len(found.levels)
    for role in Role:
        assert len([one for one in found.levels if one.role is role]) <= limit
    for one in found.levels:
        assert (one.role is Role.SUPPORT) == (one.price < price)
        assert one.sources
        assert one.price > 0
    # Round numbers are there whatever happened; without a candle nothing is said.
    assert bool(found.levels) == bool(count)
    assert (found.atr is None) == (count == 0)


def test_the_limit_keeps_the_most_prominent_of_either_side() -> None:
    candles = walk(2_000)
    price = float(np.median(candles.close))
    everything = suggest(candles, price, limit=10_000).levels
    few = suggest(candles, price, limit=4).levels
    for role in Role:
        side = [one for one in everything if one.role is role]
        assert len(side) > 4
        assert [one for one in few if one.role is role] == side[:4]


def test_round_numbers_lie_three_on_each_side() -> None:
    candles = plain([67_450.0] * 3)
    found = suggest(candles, 67_450)
    assert sorted(one.price for one in said(found, "round number")) == [
        55_000,
        60_000,
        65_000,
        70_000,
        75_000,
        80_000,
    ]
    cheap = {name: getattr(candles, name) * 1.2e-10 for name in ("open", "high", "low", "close")}
    found = suggest(replace(candles, **cheap), 8.1e-6)
    assert sorted(one.price for one in said(found, "round number")) == [
        7e-6,
        7.5e-6,
        8e-6,
        8.5e-6,
        9e-6,
        9.5e-6,
    ]


#: Falls by 20 an hour, so that no two periods have an extreme in common.
FALL = plain([67_450.0 + 20 * hours for hours in range(24 * 60, 0, -1)])


@pytest.mark.parametrize(
    ("now", "periods"),
    [
        (
            "2026-02-11T06:00:00Z",
            {
                "day": ("2026-02-10", "2026-02-11"),
                "week": ("2026-02-02", "2026-02-09"),
                "month": ("2026-01-01", "2026-02-01"),
            },
        ),
        # A period that ends now is the prior one, and an hour earlier it was not.
        ("2026-02-09", {"day": ("2026-02-08", "2026-02-09"), "week": ("2026-02-02", "2026-02-09")}),
        (
            "2026-02-08T23:00:00Z",
            {"day": ("2026-02-07", "2026-02-08"), "week": ("2026-01-26", "2026-02-02")},
        ),
        ("2026-02-01", {"month": ("2026-01-01", "2026-02-01")}),
    ],
)
def test_prior_extremes_are_those_of_the_last_whole_utc_periods(
    now: str, periods: dict[str, tuple[str, str]]
) -> None:
    """Weeks begin on Monday; 2 February 2026 is one."""
    found = suggest(FALL.between(0, parse_iso(now)), 67_450, limit=10_000)
    for name, (start, end) in periods.items():
        part = FALL.between(parse_iso(start), parse_iso(end))
        assert [one.price for one in said(found, f"prior {name} low")] == [part.low.min()]
        assert [one.price for one in said(found, f"prior {name} high")] == [part.high.max()]


def test_a_period_with_a_hole_is_left_out_unless_its_days_are_known() -> None:
    candles = walk(24 * 60)
    days = aggregate(candles, D1)
    holed = without(candles, parse_iso("2026-02-10T12:00:00Z"))
    found = suggest(holed, 67_450, limit=10_000)
    assert said(found, "prior day low") == []
    assert said(found, "prior week low") != []
    known = suggest(holed, 67_450, days=days, limit=10_000)
    assert said(known, "prior day low") != []
    assert suggest(holed, 67_450, days=days.head(-1), limit=10_000).levels == found.levels


def test_what_lies_within_half_an_atr_is_one_level_with_all_its_names() -> None:
    close = [*np.linspace(72_000, 65_011, 60), *np.linspace(65_011, 68_000, 20)]
    found = suggest(plain([float(one) for one in close]), 67_450, limit=10_000)
    assert found.atr is not None
    (one,) = said(found, "prior day low")
    assert one.price == 65_010
    assert one.sources[0] == "prior day low"
    assert {"round number", "pivot"} <= set(one.sources)
    prices = sorted(level.price for level in found.levels)
    assert min(np.diff(prices)) > 0


def test_pivots_are_those_of_hours_and_the_profile_that_of_the_candles() -> None:
    quarters = walk(4 * 24 * 20, M15, step=0.002)
    hours = aggregate(quarters, H1)
    found, other = suggest(quarters, 67_450), suggest(hours, 67_450)
    assert found.atr == other.atr
    assert {one.price for one in said(found, "pivots")} & {
        one.price for one in said(other, "pivots")
    }
    fine = volume_profile(quarters)
    assert fine is not None
    assert found.profile is not None
    assert found.profile.volume.tolist() == fine.volume.tolist()


def test_without_volume_there_is_no_profile_and_its_part_is_missing() -> None:
    candles = walk(500)
    silent = replace(candles, volume=np.zeros(500))
    found = suggest(silent, 67_450)
    assert found.profile is None
    assert found.levels
    assert not said(found, "point of control")
    assert max(one.prominence for one in found.levels) <= 70
    with_volume = suggest(candles, 67_450)
    assert said(with_volume, "point of control")


def test_a_running_candle_says_nothing() -> None:
    candles = walk(500)
    spike = replace(
        candles, high=np.where(candles.open_ms == candles.open_ms[-1], 99e3, candles.high)
    )
    running = replace(spike, closed=candles.open_ms != candles.open_ms[-1])
    assert suggest(running, 67_450).levels == suggest(candles.head(-1), 67_450).levels


def test_averages_are_lines_that_appear_when_they_are_known() -> None:
    days = walk(1_500, D1)
    days = replace(days, open_ms=days.open_ms // D1.ms * D1.ms)
    hours = walk(24 * 210)
    assert [one.name for one in suggest(hours, 67_450).averages] == ["200-day average"]
    assert suggest(walk(24 * 199), 67_450).averages == ()
    both = suggest(hours, 67_450, days=days).averages
    assert [one.name for one in both] == ["200-day average", "200-week average"]
    assert both[0].line.value[-1] == pytest.approx(days.close[-200:].mean())
    weeks = aggregate(days, W1)
    assert both[1].line.value[-1] == pytest.approx(weeks.close[-200:].mean())
    assert iso(int(both[1].line.at_ms[-1])) == "2026-02-02T00:00:00Z"
    assert not any(
        "average" in source for one in suggest(hours, 67_450).levels for source in one.sources
    )


def test_candles_that_divide_no_day_are_refused() -> None:
    with pytest.raises(ValueError, match="is no multiple"):
        suggest(replace(walk(10), interval_ms=W1.ms), 67_450)


def test_whoever_shows_suggestions_can_say_what_they_are_worth() -> None:
    assert "no kind of them held more often than levels drawn at random" in CAVEAT
    assert "strength" not in CAVEAT


def test_real_history_has_the_extremes_and_round_numbers_that_everybody_saw(shared: Path) -> None:
    """Binance's BTCUSDT perpetual on 11 February 2026, at about 67,450."""
    candles = perpetual_hours(shared, "binance").between(0, NOW_MS)
    found = suggest(candles, 67_450, limit=10_000)
    lows = said(found, "prior week low")
    assert [one.role for one in lows] == [Role.SUPPORT]
    assert lows[0].price == pytest.approx(60_000, rel=0.005)
    assert {65_000, 70_000, 75_000} <= {round(one.price, -3) for one in said(found, "round number")}
    assert found.profile is not None
    low, high = found.profile.value_area()
    assert low < found.profile.point_of_control < high
    assert all(one.touches >= 0 and 0 <= one.prominence <= 100 for one in found.levels)
