"""Venue layers, what positions did, and share of supply (section 8 of docs/methodology.md)."""

from __future__ import annotations

import numpy as np
import pytest

from tracker.analysis.columns import InterestColumns, LineColumns
from tracker.analysis.interest_bars import interest_candles, interest_changes
from tracker.analysis.interest_effects import (
    interest_usd_on,
    position_effect,
    stacked,
    supply_line,
)
from tracker.analysis.open_interest import VenueInterest, line
from tracker.domain.market import Contract
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M15, MINUTE_MS, parse_iso

#: A Monday: sums of hours begin with it.
AT = parse_iso("2026-02-02T00:00:00Z")


def venue(
    name: str, *rows: tuple[int, float, float], contract: Contract = Contract.LINEAR
) -> VenueInterest:
    """Rows of (minutes after AT, coins, price)."""
    at, coin, price = (np.array(one) for one in zip(*rows, strict=True))
    columns = InterestColumns(at.astype(np.int64) * MINUTE_MS + AT, coin * 1.0, coin * price * 1.0)
    return VenueInterest(name, columns, contract)


def hours(*coins: float, price: float = 100.0) -> list[tuple[int, float, float]]:
    return [(60 * at, coin, price) for at, coin in enumerate(coins)]


def effect(*venues: VenueInterest, count: int) -> list[float]:
    return position_effect(venues, H1.ms, AT, AT + count * HOUR_MS).value.tolist()


def test_price_alone_does_nothing_to_positions() -> None:
    falling = [(60 * at, 50.0, 100.0 - at) for at in range(4)]
    inverse = [(60 * at, 5_000 / (100.0 - at), 100.0 - at) for at in range(4)]
    one = venue("a", *falling)
    two = venue("b", *inverse, contract=Contract.INVERSE)
    assert effect(one, count=3) == [0, 0, 0]
    assert effect(two, count=3) == pytest.approx([0, 0, 0], abs=1e-9)


def test_positions_add_up_at_the_mean_of_both_prices() -> None:
    one = venue("a", (0, 100, 10), (60, 90, 10), (120, 90, 8), (180, 110, 6))
    assert effect(one, count=3) == [-100, -100, -100 + 20 * 7]


def test_an_outage_is_no_fall_and_what_happened_meanwhile_is_told_after_it() -> None:
    steady = venue("a", *hours(10, 10, 10, 10, 10, 10, 10))
    gone = venue("b", (0, 100, 100.0), (300, 80, 100.0), (360, 80, 100.0))
    # b is known up to 70 minutes after its last sample: at 01:00, then not before 05:00.
    assert effect(steady, gone, count=6) == [0, 0, 0, 0, -2_000, -2_000]
    # While nobody is known there is no line at all.
    alone = effect(gone, count=6)
    assert np.isnan(alone[1:4]).all()
    assert alone[4:] == [-2_000, -2_000]


def test_a_venue_that_is_new_builds_nothing_up() -> None:
    late = venue("b", (180, 500, 100.0), (240, 500, 100.0))
    assert effect(venue("a", *hours(10, 10, 10, 10, 10)), late, count=4) == [0, 0, 0, 0]


def test_sums_begin_anew_with_the_week_and_not_with_the_window() -> None:
    week = [(-60 * at, 100.0 + at, 100.0) for at in range(3, -3, -1)]
    one = venue("a", *week)
    found = position_effect([one], H1.ms, AT - 2 * HOUR_MS, AT + 2 * HOUR_MS)
    np.testing.assert_array_equal(found.value, [np.nan, np.nan, -100, -200])
    assert len(position_effect([one], H1.ms, AT, AT)) == 0


def test_layers_add_up_to_the_line_and_stand_nowhere_where_one_is_unknown() -> None:
    one, two = venue("a", *hours(10, 11, 12, 13)), venue("b", (0, 5, 1.0), (180, 6, 1.0))
    end = AT + 4 * HOUR_MS
    layers = stacked([one, two], ("a", "b"), H1.ms, AT, end)
    assert [layer.venue for layer in layers] == ["a", "b"]
    heights = np.array([layer.columns.short_usd for layer in layers])
    np.testing.assert_array_equal(heights[0], [11, np.nan, 13, 13])
    np.testing.assert_array_equal(heights[1], [5, np.nan, 6, 6])
    assert layers[0].columns.share.tolist() == [1, 0, 1, 1]
    (only,) = stacked([one, two], ("a",), H1.ms, AT, end)
    np.testing.assert_array_equal(only.columns.short_usd, [11, 12, 13, 13])
    assert stacked([one], (), H1.ms, AT, end) == ()
    assert stacked([one], ("a",), H1.ms, AT, AT) == ()


def test_no_mode_of_the_pane_shows_an_outage_as_a_fall() -> None:
    """One of two equal venues is silent for six hours of two days."""
    there = range(48 * 4 + 1)
    one = venue("a", *((15 * at, 100.0, 100.0) for at in there))
    away = range(20 * 4, 26 * 4)
    two = venue("b", *((15 * at, 100.0, 100.0) for at in there if at not in away))
    end = AT + 2 * DAY_MS
    whole = line([one, two], M15.ms, AT, end)
    assert whole.included == ("a", "b")
    assert np.nanmin(whole.columns.value) == 200
    assert np.nanmin(interest_changes(whole.columns).value) == 0
    candles = interest_candles([one, two], whole.included, M15.ms, AT, end)
    assert candles.low.min() == 200
    layers = stacked([one, two], whole.included, M15.ms, AT, end)
    assert np.nanmin(np.sum([layer.columns.short_usd for layer in layers], axis=0)) == 200
    effects = position_effect([one, two], M15.ms, AT, end)
    assert np.abs(effects.value).max() == 0
    assert np.nanmin(supply_line(whole.columns, 1_000.0).value) == pytest.approx(0.2)


def test_a_share_of_supply_needs_the_supply() -> None:
    coins = LineColumns(H1.ms, np.array([AT, AT + HOUR_MS]), np.array([50.0, np.nan]))
    np.testing.assert_array_equal(supply_line(coins, 1_000.0).value, [0.05, np.nan])
    assert len(supply_line(coins, None)) == 0
    assert len(supply_line(coins, 0.0)) == 0


def test_usd_on_a_grid_is_what_weighs_a_rate() -> None:
    grid = AT + np.array([0, 1, 4]) * HOUR_MS
    found = interest_usd_on(venue("a", (0, 2, 50.0), (60, 3, 50.0)), grid, H1.ms)
    np.testing.assert_array_equal(found, [100, 150, np.nan])
