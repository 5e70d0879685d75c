"""Pace against docs/methodology.md, sections 2.6 to 2.9, and against sorting by hand."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.columns import BucketColumns, EventColumns
from tracker.analysis.liquidation_windows import (
    WINDOWS,
    Known,
    Past,
    Trailing,
    basis_points,
    dominance,
    estimate,
    expected_count,
    figures,
    history_ms,
    past_of,
    same_hour_median,
)
from tracker.analysis.liquidations import Flow, total
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, parse_iso

AT = parse_iso("2026-02-05T12:00:00Z")
ALWAYS = ((AT - 100 * DAY_MS, AT + DAY_MS),)


def flow(
    rows: list[tuple[int, float, bool]],
    *,
    venue: str = "bybit",
    kind: FeedKind = FeedKind.COMPLETE,
    observed: tuple[tuple[int, int], ...] = ALWAYS,
) -> Flow:
    """Events of times relative to AT."""
    ordered = sorted(rows)
    return Flow(
        venue,
        kind,
        EventColumns(
            np.array([AT + at for at, _, _ in ordered], np.int64),
            np.array([usd for _, usd, _ in ordered]),
            np.array([is_long for _, _, is_long in ordered], np.bool_),
        ),
        observed=observed,
    )


def hourly(days: int, usd: float = 1e6) -> list[tuple[int, float, bool]]:
    """The same sum each hour."""
    return [(-at * HOUR_MS, usd, True) for at in range(1, days * 24 + 1)]


# --- the past ----------------------------------------------------------------------------------


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=60),
    st.integers(0, 60),
)
def test_median_multiple_and_percentile_are_those_of_sorting(values: list[int], usd: int) -> None:
    past = Past([float(one) for one in sorted(values)], 10 * DAY_MS)
    assert past.median == median(values)
    expected = usd / median(values) if median(values) else None
    assert past.multiple(usd) == (pytest.approx(expected) if expected is not None else None)
    below = sum(one < usd for one in values) + sum(one == usd for one in values) / 2
    assert past.percentile(usd) == pytest.approx(below / len(values) * 100)


def test_fewer_than_ten_days_are_compared_with_nothing() -> None:
    past = Past([1.0, 2.0], 10 * DAY_MS - 1)
    assert (past.median, past.multiple(2), past.percentile(2), past.score(2)) == (None,) * 4
    assert Past([1.0, 2.0], 10 * DAY_MS).percentile(3) == 100


def test_the_score_is_that_of_the_logarithm() -> None:
    past = Past([10.0, 100.0, 1_000.0], 10 * DAY_MS)
    assert past.score(10_000.0) == pytest.approx(2 / 1.4826)
    assert past.score(0) is None
    assert Past([5.0] * 9, 10 * DAY_MS).score(6) is None  # no spread
    assert Past([0.0, 0.0, 5.0], 10 * DAY_MS).score(6) is None  # half of it nothing
    assert Past([0.0, 5.0, 50.0, 500.0], 10 * DAY_MS).score(6) is not None


def test_the_own_window_is_not_in_its_past() -> None:
    huge = [(-30 * MINUTE_MS, 1e12, True)]
    calm, wild = (past_of([flow(hourly(60) + more)], AT, WINDOWS["1h"]) for more in ([], huge))
    assert calm.values == wild.values
    assert wild.percentile(1e12) == 100
    # Nor is any window that overlaps it.
    day = past_of([flow(hourly(60) + huge)], AT, DAY_MS)
    assert max(day.values) == 24e6


def test_what_was_not_seen_whole_is_no_past() -> None:
    window = WINDOWS["1h"]
    known = ((AT - 9 * DAY_MS, AT),)
    assert past_of([flow(hourly(60), observed=known)], AT, window).is_enough is False
    assert past_of([flow(hourly(60), observed=known)], AT, window).known_ms < 9 * DAY_MS
    known = ((AT - 11 * DAY_MS, AT),)
    past = past_of([flow(hourly(60), observed=known)], AT, window)
    assert past.is_enough is True
    assert past.median == 1e6


def test_the_same_hour_of_the_week_needs_four_weeks() -> None:
    # Every hour holds 1M, this hour of the week 5M.
    rows = hourly(60) + [(-week * 7 * DAY_MS - HOUR_MS, 4e6, True) for week in range(1, 9)]
    assert same_hour_median([flow(rows)], AT, HOUR_MS) == 5e6
    assert same_hour_median([flow(rows)], AT, DAY_MS) is None  # days hold all hours
    three = ((AT - 3 * 7 * DAY_MS - HOUR_MS, AT),)
    assert same_hour_median([flow(rows, observed=three)], AT, HOUR_MS) is None
    four = ((AT - 4 * 7 * DAY_MS - HOUR_MS, AT),)
    assert same_hour_median([flow(rows, observed=four)], AT, HOUR_MS) == 5e6


def test_bars_one_after_another_have_the_same_past() -> None:
    rng = np.random.default_rng(3)
    values = rng.integers(0, 20, 50 * 24).astype(float).tolist()
    trailing = Trailing(HOUR_MS)
    for at, usd in enumerate(values):
        past = trailing.past(at * HOUR_MS)
        before = values[max(0, at - 30 * 24) : at]
        assert past.known_ms == len(before) * HOUR_MS
        if len(before) >= 10 * 24:
            assert past.median == median(before)
        trailing.add(at * HOUR_MS, usd)


# --- a window ----------------------------------------------------------------------------------


def test_a_window_has_every_figure() -> None:
    rows = [*hourly(100), (-5 * MINUTE_MS, 2e6, False)]
    flows = [flow(rows)]
    past = past_of(flows, AT, WINDOWS["4h"])
    found = figures("4h", flows, AT, past, Known(6e9))
    assert (found.total.long_usd, found.total.short_usd) == (4e6, 2e6)
    assert (found.total.count, found.total.largest_usd) == (5, 2e6)
    assert (found.median_usd, found.multiple, found.percentile) == (4e6, 1.5, 100)
    assert found.bp_of_oi == pytest.approx(10)
    assert found.dominance == pytest.approx(2 / 3)
    assert found.seasonally_adjusted is True
    assert found.seasonal_multiple == 1.5
    assert found.corrected_count == 5
    assert found.model_usd is None
    assert found.known_ms >= 30 * DAY_MS
    assert (found.is_seen, found.is_thin, found.saturated) == (True, False, False)


def test_only_venues_with_a_past_are_compared_with_it() -> None:
    """A venue that has just begun would make everything look like a cascade."""
    old = flow(hourly(100))
    new = flow([(-60_000, 9e6, True)], venue="okx", observed=((AT - DAY_MS, AT),))
    past = past_of([old, new], AT, HOUR_MS)
    assert past.venues == ("bybit",)
    found = figures("1h", [old, new], AT, past)
    assert found.total.usd == 1e7
    assert (found.compared, found.multiple, found.percentile) == (("bybit",), 1.0, 50.0)
    # Where that one is not heard any more, there is nothing to compare.
    lost = flow(hourly(100), observed=((AT - 100 * DAY_MS, AT - HOUR_MS),))
    gone = figures("1h", [lost, new], AT, past)
    assert (gone.compared, gone.multiple) == ((), None)


def test_under_half_observed_nothing_is_compared() -> None:
    rows = hourly(100)
    whole, blind = flow(rows), flow([], venue="okx", observed=())
    past = past_of([whole], AT, HOUR_MS)
    half = figures("1h", [whole, blind], AT, past)
    assert half.total.coverage.share == 0.5
    assert half.percentile is not None
    thin = figures("1h", [whole, blind, blind], AT, past)
    assert (thin.is_thin, thin.multiple, thin.percentile, thin.score) == (True, None, None, None)
    assert thin.seasonal_multiple is None
    assert thin.total.usd == 1e6  # never filled, never scaled
    unseen = figures("1h", [blind], AT, past)
    assert (unseen.is_seen, unseen.bp_of_oi, unseen.dominance) == (False, None, None)


def test_the_longs_share_is_said_above_the_floor_only() -> None:
    assert dominance(total([flow([(-1, 1e6, True)])], AT - HOUR_MS, AT), None) is None
    much = total([flow([(-1, 3e6, True), (-2, 1e6, False)])], AT - HOUR_MS, AT)
    assert dominance(much, None) == 0.75
    assert dominance(much, 3.9e11) == 0.75  # 0.1 basis points of it are 3.9M
    assert dominance(much, 4.1e11) is None
    assert basis_points(1e6, None) is None
    assert basis_points(1e6, 0.0) is None


def test_longer_windows_name_their_largest_day() -> None:
    flows = [flow([*hourly(100), (-3 * DAY_MS, 9e7, True)])]
    week = figures("7d", flows, AT, None)
    day_ms, usd = week.largest_day or (0, 0.0)
    assert (day_ms, usd) == ((AT - 3 * DAY_MS) // DAY_MS * DAY_MS, 9e7 + 24e6)
    assert figures("24h", flows, AT, None).largest_day is None
    assert (week.seasonally_adjusted, week.multiple, week.known_ms) == (None, None, 0)


def test_expected_counts_correct_sampled_feeds_alone() -> None:
    rows = [(-MINUTE_MS + at * 1_000, 1.0, True) for at in range(30)]
    single = expected_count([flow(rows)], AT - MINUTE_MS, AT)
    assert single == 30
    sampled = expected_count([flow(rows, kind=FeedKind.SAMPLED)], AT - MINUTE_MS, AT)
    assert sampled == pytest.approx(60 * math.log(2))
    assert expected_count([Flow("gate", FeedKind.STATS)], AT - MINUTE_MS, AT) is None
    assert expected_count([flow([], observed=())], AT - MINUTE_MS, AT) is None


def test_the_model_takes_the_rate_of_whole_feeds_where_more_was_published_than_that() -> None:
    """The table of domain section 3.2: Bybit is whole, Binance and OKX are sampled."""
    window = (AT - 4 * HOUR_MS, AT)
    parts = [
        total([flow([(-1, usd, True)], venue=venue, kind=kind)], *window)
        for venue, usd, kind in (
            ("hyperliquid", 63.0e6, FeedKind.COMPLETE),
            ("bybit", 51.9e6, FeedKind.COMPLETE),
            ("okx", 12.1e6, FeedKind.SAMPLED),
            ("binance", 10.9e6, FeedKind.SAMPLED),
        )
    ]
    interest = {"hyperliquid": 2.97e9, "bybit": 7.09e9, "okx": 3.68e9, "binance": 12.51e9}
    rate = (63.0e6 / 2.97e9 + 51.9e6 / 7.09e9) / 2
    expected = 63.0e6 + rate * (7.09e9 + 3.68e9 + 12.51e9)
    assert estimate(parts, interest) == pytest.approx(expected)
    assert estimate(parts[2:], interest) is None  # no whole feed, no rate
    assert estimate(parts, {}) is None
    found = figures(
        "4h", [flow([(-1, 1e6, True)])], AT, None, Known(1e9, {"bybit": 1e9}, model=True)
    )
    assert found.model_usd == pytest.approx(1e6)


def test_a_venues_own_sums_take_part() -> None:
    starts = AT - np.arange(40 * 24 * 12, 0, -1) * 5 * MINUTE_MS
    usd = np.full(len(starts), 1_000.0)
    stats = Flow("gate", FeedKind.STATS, buckets=(BucketColumns(300_000, starts, usd, usd * 0),))
    past = past_of([stats], AT, HOUR_MS)
    found = figures("1h", [stats], AT, past)
    assert (found.total.usd, found.multiple) == (12_000, pytest.approx(1.0))
    assert found.corrected_count is None


def test_history_reaches_back_for_every_window() -> None:
    assert history_ms(HOUR_MS) >= 8 * 7 * DAY_MS
    assert history_ms(30 * DAY_MS) >= 90 * DAY_MS


# --- real days ---------------------------------------------------------------------------------


def test_real_days_of_three_venues_sum_to_their_own_totals(shared: Path) -> None:
    """Daily totals by venue (CC0): sums, the largest day and single one are those of the file."""
    path = shared / "data/bykaranteli_cc0/data/liquidations-daily.csv"
    if not path.exists():
        pytest.skip("the daily liquidations are not in the folder `shared`")
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["symbol"] in {"BTC", "BTCUSDT"}]
    assert rows
    names = list(rows[0])
    long_key = next(one for one in names if "long" in one)
    short_key = next(one for one in names if "short" in one)
    flows = []
    for venue in sorted({row["exchange"] for row in rows}):
        mine = sorted(
            (row for row in rows if row["exchange"] == venue), key=lambda row: row["date"]
        )
        starts = np.array([parse_iso(f"{row['date']}T00:00:00Z") for row in mine], np.int64)
        sides = [np.array([float(row[key]) for row in mine]) for key in (long_key, short_key)]
        flows.append(Flow(venue, FeedKind.STATS, buckets=(BucketColumns(DAY_MS, starts, *sides),)))
    last_ms = max(parse_iso(f"{row['date']}T00:00:00Z") for row in rows) + DAY_MS
    found = figures("7d", flows, last_ms, None)
    first = last_ms - 7 * DAY_MS
    by_day: dict[int, float] = {}
    for row in rows:
        day = parse_iso(f"{row['date']}T00:00:00Z")
        if first <= day < last_ms:
            by_day[day] = by_day.get(day, 0.0) + float(row[long_key]) + float(row[short_key])
    assert found.total.usd == pytest.approx(sum(by_day.values()))
    day_ms, usd = found.largest_day or (0, 0.0)
    assert by_day[day_ms] == pytest.approx(usd)
    assert usd == pytest.approx(max(by_day.values()))
