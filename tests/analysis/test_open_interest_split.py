"""The exact split of a change of open interest (section 8 of docs/methodology.md)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.analysis.columns import InterestColumns
from tracker.analysis.open_interest import VenueInterest
from tracker.analysis.open_interest_split import (
    NEAR_MS,
    InterestSplit,
    nearest,
    split,
    split_venue,
    splits,
    window_start,
)
from tracker.domain.market import Contract
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, parse_iso

AT = parse_iso("2026-02-05T13:00:00Z")
LINEAR, INVERSE = Contract.LINEAR, Contract.INVERSE


def venue(name: str, *rows: tuple[int, float, float], contract: Contract = LINEAR) -> VenueInterest:
    """Rows of (ms after AT, coins, price)."""
    at, coin, price = (np.array(one) for one in zip(*rows, strict=True))
    return VenueInterest(
        name, InterestColumns(at.astype(np.int64) + AT, coin * 1.0, coin * price * 1.0), contract
    )


def day(
    name: str, then: tuple[float, float], now: tuple[float, float], **more: Contract
) -> VenueInterest:
    return venue(name, (-DAY_MS, *then), (0, *now), **more)


def over_a_day(*venues: VenueInterest) -> InterestSplit:
    return split(venues, AT - DAY_MS, AT)


# --- the definition ------------------------------------------------------------------------------


AMOUNT = st.floats(0.001, 1e7)
PRICE = st.floats(1e-4, 2e5)


@given(
    st.lists(
        st.tuples(st.sampled_from([LINEAR, INVERSE]), AMOUNT, PRICE, AMOUNT, PRICE),
        min_size=1,
        max_size=6,
    )
)
@example([(LINEAR, 11_944.0, 1e-4, 1e-3, 12_022.0)])
def test_price_and_position_add_up_to_the_change(
    rows: list[tuple[Contract, float, float, float, float]],
) -> None:
    found = over_a_day(
        *(day(f"v{at}", one[1:3], one[3:5], contract=one[0]) for at, one in enumerate(rows))
    )
    assert found.change_usd is not None
    assert found.price_usd is not None
    assert found.position_usd is not None
    # Effects that are far larger than what they add up to leave their own last digits.
    size = found.then_usd + found.now_usd + abs(found.price_usd) + abs(found.position_usd)
    assert math.isclose(
        found.price_usd + found.position_usd, found.change_usd, rel_tol=1e-9, abs_tol=1e-9 * size
    )
    for one in found.parts:
        off = one.price_usd + one.position_usd - (one.now_usd - one.then_usd)
        size = one.now_usd + one.then_usd + abs(one.price_usd) + abs(one.position_usd)
        assert abs(off) <= 1e-9 * size


@given(AMOUNT, PRICE, PRICE)
def test_contracts_that_nobody_trades_have_no_position_effect(
    contracts: float, before: float, after: float
) -> None:
    linear = split_venue(
        "a", LINEAR, (contracts, contracts * before), (contracts, contracts * after)
    )
    assert linear.position_usd == 0
    assert linear.position == 0
    inverse = split_venue(
        "b", INVERSE, (contracts / before, contracts), (contracts / after, contracts)
    )
    assert inverse.position_usd == 0
    assert inverse.price_usd == 0
    assert inverse.position == 0


def test_a_fall_of_34_percent_without_a_trade_is_all_price() -> None:
    linear = day("a", (1_000, 100_000), (1_000, 66_000))
    inverse = day("b", (1_000, 100_000), (1_000 / 0.66, 66_000), contract=INVERSE)
    found = over_a_day(linear)
    assert found.change == pytest.approx(-0.34)
    assert (found.position, found.contracts) == (0, 0)
    both = over_a_day(linear, inverse)
    assert both.contracts == pytest.approx(0, abs=1e-12)
    assert both.change == pytest.approx(-0.17)
    assert both.price == pytest.approx(-0.17)
    # In coins the inverse half would have grown by 52 %.
    assert inverse.columns.coin[1] / inverse.columns.coin[0] == pytest.approx(1.515, abs=1e-3)


def test_the_crash_of_october_2025_is_positions() -> None:
    """USD −17.8 %, price −3.3 %, coins −15.0 %, one 4 h bar over 21 venues (published figures)."""
    found = over_a_day(day("all", (100.0, 1.0), (85.0, 0.967)))
    assert found.change == pytest.approx(-0.178, abs=5e-4)
    assert found.contracts == pytest.approx(-0.150, abs=1e-9)
    assert found.price_change == pytest.approx(-0.033)
    assert found.position is not None
    assert found.price is not None
    assert found.position + found.price == pytest.approx(found.change, abs=1e-12)


def test_the_headline_weighs_contracts_by_their_usd_at_the_beginning() -> None:
    found = over_a_day(day("a", (300, 100), (270, 100)), day("b", (100, 100), (110, 100)))
    assert found.contracts == pytest.approx((300 * -0.1 + 100 * 0.1) / 400)


@pytest.mark.parametrize("contract", [LINEAR, INVERSE])
def test_what_opens_from_nothing_is_all_position(contract: Contract) -> None:
    one = split_venue("a", contract, (0.0, 0.0), (10.0, 1_000.0))
    assert (one.price_usd, one.position_usd) == (0, 1_000)
    closed = split_venue("a", contract, (10.0, 1_000.0), (0.0, 0.0))
    assert (closed.price_usd, closed.position_usd) == (0, -1_000)
    none = split_venue("a", contract, (0.0, 0.0), (0.0, 0.0))
    assert (none.price_usd, none.position_usd) == (0, 0)


# --- the matched universe ------------------------------------------------------------------------


def test_a_venue_that_is_missing_at_an_end_is_left_out_and_named_with_its_last_usd() -> None:
    steady = day("a", (100, 1_000), (100, 1_000))
    gone = venue("b", (-DAY_MS, 50, 1_000), (-HOUR_MS, 40, 1_000))
    found = over_a_day(steady, gone)
    assert found.venues == ("a",)
    assert found.change == 0, "an outage is no deleveraging"
    (missing,) = found.missing
    assert (missing.venue, missing.last_usd, missing.at_ms) == ("b", 40_000, AT - HOUR_MS)
    assert found.matched_usd_share == pytest.approx(100 / 140)


def test_a_venue_that_was_not_there_before_is_left_out_as_well() -> None:
    found = over_a_day(day("a", (100, 1_000), (90, 1_000)), venue("b", (0, 50, 1_000)))
    assert found.contracts == pytest.approx(-0.1)
    assert [one.last_usd for one in found.missing] == [50_000]


def test_of_nobody_nothing_is_known() -> None:
    never = VenueInterest("a", InterestColumns(np.empty(0, np.int64), np.empty(0), np.empty(0)))
    found = over_a_day(never)
    assert not found.is_known
    assert (found.change, found.contracts, found.price, found.position) == (None,) * 4
    assert (found.price_change, found.matched_usd_share) == (None, None)
    assert found.missing[0].last_usd is None


def test_a_sample_counts_up_to_ten_minutes_from_the_nominal_end() -> None:
    def at(off_ms: int) -> InterestSplit:
        return over_a_day(venue("a", (-DAY_MS + off_ms, 100, 1), (-off_ms, 90, 1)))

    assert at(NEAR_MS).contracts == pytest.approx(-0.1)
    assert at(-NEAR_MS).contracts == pytest.approx(-0.1)
    assert at(NEAR_MS + 1).contracts is None


def test_the_nearest_sample_counts_and_of_equals_the_earlier_one() -> None:
    one = venue("a", (0, 1, 1), (4 * MINUTE_MS, 2, 1), (20 * MINUTE_MS, 3, 1))
    moments = AT + np.array([-1, 1, 2, 3, 15, 31]) * MINUTE_MS
    coin, usd = nearest(one.columns, moments)
    np.testing.assert_array_equal(coin, [1, 1, 1, 2, 3, np.nan])
    np.testing.assert_array_equal(usd, coin)


def test_a_long_window_begins_on_the_nearest_hour_where_history_is() -> None:
    now = AT + 37 * MINUTE_MS
    assert window_start(now, DAY_MS) == AT - DAY_MS + HOUR_MS
    assert window_start(AT + 29 * MINUTE_MS, 7 * DAY_MS) == AT - 7 * DAY_MS
    assert window_start(now, HOUR_MS) == now - HOUR_MS


def test_every_told_window_has_its_split() -> None:
    rows = [(-days * DAY_MS, 100.0 + days, 1_000.0) for days in (28, 7, 1)]
    found = splits([venue("a", *rows, (-HOUR_MS, 100.5, 1_000), (0, 100, 1_000))], AT)
    assert [(name, round(one.contracts or 9, 4)) for name, one in found.items()] == [
        ("1h", -0.005),
        ("24h", -0.0099),
        ("7d", -0.0654),
        ("4w", -0.2188),
    ]
