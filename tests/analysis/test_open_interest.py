"""Open interest of several venues in one line and one change (section 3 of docs/methodology.md)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from series import columns
from tracker.analysis.columns import CandleColumns, InterestColumns
from tracker.analysis.open_interest import VenueInterest, as_of, change, line, priced
from tracker.domain.candle import Candle
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, M5, MINUTE_MS, parse_iso

AT = parse_iso("2026-02-05T13:00:00Z")
BTC = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
NEVER = np.nan

Row = tuple[int, float] | tuple[int, float, float]


def interest(*rows: Row) -> InterestColumns:
    """Rows of (minutes after AT, coins, USD); USD is a hundred times the coins where not given."""
    table = [(row[0], row[1], row[2] if len(row) == 3 else row[1] * 100) for row in rows]
    return InterestColumns(
        np.array([AT + row[0] * MINUTE_MS for row in table], np.int64),
        np.array([row[1] for row in table], np.float64),
        np.array([row[2] for row in table], np.float64),
    )


def venue(name: str, *rows: Row) -> VenueInterest:
    return VenueInterest(name, interest(*rows))


def minute(number: int) -> int:
    return AT + number * MINUTE_MS


def steady(name: str, coins: float, minutes: range) -> VenueInterest:
    return venue(name, *((at, coins) for at in minutes))


# --- the value at a moment -----------------------------------------------------------------------


def test_the_value_at_a_moment_is_the_newest_one_known_then() -> None:
    found = as_of(interest((0, 10), (5, 11)), np.array([minute(4), minute(5), minute(9)]), M5.ms)
    assert [part.tolist() for part in found] == [[10, 11, 11], [1_000, 1_100, 1_100]]


def test_a_value_from_the_future_or_too_old_a_one_is_unknown() -> None:
    moments = np.array([AT - 1, AT + M5.ms, AT + M5.ms + 1])
    coins, dollars = as_of(interest((0, 10)), moments, M5.ms)
    np.testing.assert_array_equal(coins, [NEVER, 10, NEVER])
    np.testing.assert_array_equal(dollars, [NEVER, 1_000, NEVER])


def test_of_no_samples_every_moment_is_unknown() -> None:
    coins, dollars = as_of(interest(), np.array([AT, AT + 1]), M5.ms)
    assert np.isnan(coins).all()
    assert np.isnan(dollars).all()


SAMPLES = st.lists(st.integers(0, 40), unique=True, max_size=10).map(sorted)


@given(SAMPLES, st.lists(st.integers(-5, 60), min_size=1, max_size=8), st.integers(0, 20))
def test_the_value_at_a_moment_equals_looking_through_all_samples(
    times: list[int], moments: list[int], near: int
) -> None:
    samples = InterestColumns(
        np.array(times, np.int64), np.array(times) + 100.0, np.array(times) + 200.0
    )
    coins, dollars = as_of(samples, np.array(moments), near)
    for moment, coin, usd in zip(moments, coins, dollars, strict=True):
        known = [at for at in times if moment - near <= at <= moment]
        expected = (known[-1] + 100, known[-1] + 200) if known else (NEVER, NEVER)
        np.testing.assert_array_equal((coin, usd), expected)


# --- the line ----------------------------------------------------------------------------------


def test_the_line_is_the_sum_over_venues_at_each_point_and_at_the_end() -> None:
    venues = [steady("bybit", 10, range(0, 31, 5)), steady("okx", 5, range(0, 31, 5))]
    found = line(venues, M5.ms, AT, minute(12))
    assert found.columns.at_ms.tolist() == [minute(at) for at in (0, 5, 10, 12)]
    assert found.columns.value.tolist() == [15, 15, 15, 15]
    assert (found.included, found.excluded) == (("bybit", "okx"), ())
    assert found.columns.interval_ms == M5.ms


def test_the_end_on_the_grid_is_one_point() -> None:
    found = line([steady("bybit", 10, range(0, 31, 5))], M5.ms, AT, minute(10))
    assert found.columns.at_ms.tolist() == [minute(0), minute(5), minute(10)]


def test_a_venue_that_came_late_is_left_out_and_named() -> None:
    """Otherwise its arrival would look like new positions."""
    venues = [steady("bybit", 10, range(0, 101, 5)), steady("okx", 5, range(50, 101, 5))]
    found = line(venues, M5.ms, AT, minute(100))
    assert (found.included, found.excluded) == (("bybit",), ("okx",))
    assert found.columns.value.tolist() == [10] * 21


def test_the_line_breaks_where_an_included_venue_is_missing() -> None:
    gap = [at for at in range(0, 101, 5) if not 40 <= at < 60]
    venues = [steady("bybit", 10, range(0, 101, 5)), venue("okx", *((at, 5.0) for at in gap))]
    found = line(venues, M5.ms, AT, minute(100))
    assert found.included == ("bybit", "okx")
    expected = [15.0] * 21
    # 35 is known ten minutes longer; at 50 and 55 nobody knows it.
    expected[10:12] = [NEVER, NEVER]
    np.testing.assert_array_equal(found.columns.value, expected)


@pytest.mark.parametrize(("last", "included"), [(70, True), (65, False)])
def test_a_venue_is_in_the_line_with_four_points_of_five(last: int, included: bool) -> None:
    # The last sample counts for ten minutes: 17 of the 21 points are known, or 16.
    venues = [steady("bybit", 10, range(0, 101, 5)), steady("okx", 5, range(0, last + 1, 5))]
    found = line(venues, M5.ms, AT, minute(100))
    assert ("okx" in found.included) is included
    assert len(found.columns) == 21


def test_the_line_begins_where_anybody_is_known_and_venues_are_judged_from_there() -> None:
    venues = [steady("bybit", 10, range(30, 61, 5)), steady("okx", 5, range(35, 61, 5))]
    found = line(venues, M5.ms, AT, minute(60))
    assert found.columns.at_ms[0] == minute(30)
    assert found.included == ("bybit", "okx")
    np.testing.assert_array_equal(found.columns.value, [NEVER, *[15] * 6])


def test_where_nobody_is_there_throughout_the_best_known_one_makes_the_line() -> None:
    venues = [steady("okx", 5, range(0, 21, 5)), steady("bybit", 10, range(60, 101, 5))]
    found = line(venues, M5.ms, AT, minute(100))
    assert (found.included, found.excluded) == (("bybit",), ("okx",))
    assert np.isnan(found.columns.value[:12]).all()
    assert found.columns.value[12:].tolist() == [10] * 9


@pytest.mark.parametrize("venues", [[], [venue("okx")], [venue("okx", (0, NEVER, 100.0))]])
def test_what_nobody_knows_is_no_line(venues: list[VenueInterest]) -> None:
    found = line(venues, M5.ms, AT, minute(100))
    assert len(found.columns) == 0
    assert (found.included, found.excluded) == ((), tuple(one.venue for one in venues))


def test_hourly_history_is_enough_for_an_hourly_line() -> None:
    # Stamped an hour and up to ten minutes before the point: known only on the hourly line.
    late = venue("okx", *((60 * at - 65, 5.0) for at in range(9)))
    assert line([late], H1.ms, AT, AT + 6 * HOUR_MS).columns.value.tolist() == [5] * 7
    fine = line([late], M5.ms, AT, AT + 6 * HOUR_MS)
    assert np.isnan(fine.columns.value).any()


# --- the change --------------------------------------------------------------------------------


def test_a_change_is_a_fraction_in_coins_and_in_usd() -> None:
    venues = [
        venue("bybit", (0, 60, 6_000), (30, 54, 4_860)),
        venue("okx", (0, 40), (30, 40, 3_600)),
    ]
    found = change(venues, minute(0), minute(30))
    assert found.coin == pytest.approx(-0.06)
    assert found.usd == pytest.approx(8_460 / 10_000 - 1)
    assert (found.venues, found.missing) == (("bybit", "okx"), ())


def test_price_alone_changes_usd_and_no_coins() -> None:
    """14 November 2025 to 24 February 2026: USD open interest -34.1 %, coins unchanged."""
    found = change([venue("all", (0, 695_484, 67.1), (60, 695_600, 44.2))], minute(0), minute(60))
    assert found.coin == pytest.approx(0, abs=2e-4)
    assert found.usd == pytest.approx(-0.341, abs=5e-4)


def test_an_outage_does_not_look_like_deleveraging() -> None:
    venues = [venue("bybit", (0, 60), (120, 60)), venue("okx", (0, 40)), venue("gate", (120, 9))]
    found = change(venues, minute(0), minute(120))
    assert (found.coin, found.usd) == (0, 0)
    assert (found.venues, found.missing) == (("bybit",), ("okx", "gate"))


def test_unknown_usd_at_one_venue_leaves_the_coins_known() -> None:
    venues = [venue("bybit", (0, 60), (30, 54)), venue("okx", (0, 40, NEVER), (30, 40))]
    found = change(venues, minute(0), minute(30))
    assert found.coin == pytest.approx(-0.06)
    assert found.usd is None
    assert found.venues == ("bybit", "okx")


@pytest.mark.parametrize(
    "venues",
    [[], [venue("okx", (0, 40))], [venue("okx", (0, 0.0), (90, 5))]],
    ids=["no venue", "one end", "from nothing"],
)
def test_a_change_that_cannot_be_told_is_unknown(venues: list[VenueInterest]) -> None:
    found = change(venues, minute(0), minute(90))
    assert (found.coin, found.usd) == (None, None)


@pytest.mark.parametrize(
    ("span", "age", "known"), [(30, 10, True), (30, 11, False), (60, 70, True), (60, 71, False)]
)
def test_the_ends_may_be_ten_minutes_off_and_an_hour_more_over_longer_spans(
    span: int, age: int, known: bool
) -> None:
    one = venue("okx", (-age, 40), (span, 44))
    found = change([one], minute(0), minute(span))
    assert found.coin == (pytest.approx(0.1) if known else None)


@given(
    st.lists(
        st.tuples(st.integers(1, 99), st.integers(0, 99), st.booleans(), st.booleans()), max_size=6
    )
)
def test_a_change_equals_the_ratio_of_the_sums_over_matched_venues(
    rows: list[tuple[int, int, bool, bool]],
) -> None:
    venues = []
    for at, (before, after, is_there, stays) in enumerate(rows):
        samples: list[Any] = [(0, before)] if is_there else []
        venues.append(venue(str(at), *samples, *([(90, after)] if stays else [])))
    found = change(venues, minute(0), minute(90))
    matched = [(row[0], row[1]) for row in rows if row[2] and row[3]]
    names = tuple(str(at) for at, row in enumerate(rows) if row[2] and row[3])
    assert found.venues == names
    assert set(found.missing) == {one.venue for one in venues} - set(names)
    expected = (
        sum(row[1] for row in matched) / sum(row[0] for row in matched) - 1 if matched else None
    )
    assert found.coin == (None if expected is None else pytest.approx(expected))
    assert found.usd == (None if expected is None else pytest.approx(expected))


# --- coins and USD -----------------------------------------------------------------------------


def hourly(*opens: float) -> CandleColumns:
    rows = (
        Candle(BTC, H1, AT + at * HOUR_MS, price, price + 9, price - 9, price + 5, 1, closed=True)
        for at, price in enumerate(opens)
    )
    return columns(rows)


def test_coins_become_usd_at_the_price_of_that_moment() -> None:
    found = priced(interest((0, 2, NEVER), (60, 3, NEVER)), hourly(100, 200))
    assert found.usd.tolist() == [200, 600]
    assert found.coin.tolist() == [2, 3]


def test_usd_become_coins_at_the_price_of_that_moment() -> None:
    found = priced(interest((0, NEVER, 200), (60, NEVER, 600), (900, NEVER, 9)), hourly(100, 200))
    np.testing.assert_array_equal(found.coin, [2, 3, NEVER])
    assert found.usd.tolist() == [200, 600, 9]


def test_what_the_venue_said_itself_is_never_replaced() -> None:
    found = priced(interest((0, 2, 190), (60, 3, NEVER), (61, NEVER, NEVER)), hourly(100, 200))
    np.testing.assert_array_equal(found.usd, [190, 600, NEVER])


def test_without_a_price_near_enough_usd_stays_unknown() -> None:
    found = priced(
        interest((-1, 1, NEVER), (0, 1, NEVER), (120, 1, NEVER), (121, 1, NEVER)), hourly(100)
    )
    np.testing.assert_array_equal(found.usd, [NEVER, 100, 100, NEVER])


def test_where_there_is_nothing_to_price_nothing_changes() -> None:
    told, blank = interest((0, 2)), interest((0, 2, NEVER))
    assert priced(told, hourly(100)) is told
    assert priced(blank, CandleColumns.empty(H1.ms)) is blank
    assert priced(interest(), hourly(100)).at_ms.tolist() == []
