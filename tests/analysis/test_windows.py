"""Trailing windows at many moments, against counting each one by hand and docs/methodology.md, 5.1."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from series import columns
from tracker.analysis.columns import BucketColumns, EventColumns, InterestColumns
from tracker.analysis.liquidations import Flow
from tracker.analysis.open_interest import VenueInterest
from tracker.analysis.windows import (
    Normal,
    interest_usd,
    moves,
    normal,
    positions,
    share_floor_usd,
    sums,
)
from tracker.domain.candle import Candle
from tracker.domain.derivatives import FeedKind
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, HOUR_MS, M1, M5, M15, MINUTE_MS, parse_iso

AT = parse_iso("2026-02-05T00:00:00Z")
MARKET = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)


def closes(*values: float | None) -> list[Candle]:
    """Minute candles from AT on; None is a hole."""
    return [
        Candle(MARKET, M1, AT + at * M1.ms, one, one, one, one, 1.0, closed=True)
        for at, one in enumerate(values)
        if one is not None
    ]


def minutes(first: int, last: int) -> np.ndarray:
    return np.arange(AT + first * M1.ms, AT + last * M1.ms + 1, M1.ms, np.int64)


# --- moves -------------------------------------------------------------------------------------


@given(
    st.lists(st.none() | st.integers(90, 110).map(float), min_size=1, max_size=40),
    st.integers(1, 9),
)
def test_moves_are_those_from_the_extremes_of_each_window(
    values: list[float | None], width: int
) -> None:
    moments = minutes(1, len(values) + 2)
    found = moves(columns(closes(*values)) if any(values) else columns([]), moments, width * M1.ms)
    if not any(values):
        assert np.isnan(found.fall).all()
        return
    for at, moment in enumerate(range(1, len(values) + 3)):
        # Closes at the ends of the minutes, the one before the window included.
        inside = [
            values[one - 1] if 1 <= one <= len(values) else None
            for one in range(moment - width, moment + 1)
        ]
        known = [one for one in inside if one is not None]
        assert found.share[at] == pytest.approx(len(known) / (width + 1))
        if inside[-1] is None:
            assert math.isnan(found.fall[at])
            assert math.isnan(found.rise[at])
        else:
            assert found.fall[at] == pytest.approx((inside[-1] / max(known) - 1) * 100)
            assert found.rise[at] == pytest.approx((inside[-1] / min(known) - 1) * 100)


def test_an_old_extreme_that_leaves_the_window_is_no_move() -> None:
    values = [100.0, 100.0, 95.0, 100.0, 100.0, 100.0, 100.0]
    found = moves(columns(closes(*values)), minutes(4, 7), 3 * M1.ms)
    assert found.fall.tolist() == pytest.approx([0, 0, 0, 0])
    # From the minute in which the dip is the close before the window, it is gone.
    assert found.rise.tolist() == pytest.approx([5.263158, 5.263158, 5.263158, 0])


# --- liquidations ------------------------------------------------------------------------------

EVENTS = st.lists(
    st.tuples(st.integers(0, 3 * HOUR_MS), st.integers(1, 1000), st.booleans()), max_size=30
)


def flow(
    events: list[tuple[int, int, bool]], observed: tuple[tuple[int, int], ...], venue: str = "okx"
) -> Flow:
    ordered = sorted(events)
    return Flow(
        venue,
        FeedKind.COMPLETE,
        EventColumns(
            np.array([AT + at for at, _, _ in ordered], np.int64),
            np.array([float(usd) for _, usd, _ in ordered]),
            np.array([is_long for _, _, is_long in ordered], np.bool_),
        ),
        observed=tuple((AT + start, AT + end) for start, end in observed),
    )


@given(EVENTS, st.lists(st.integers(0, 3 * HOUR_MS), min_size=1, max_size=10))
def test_sums_are_what_lies_in_the_half_open_windows(
    events: list[tuple[int, int, bool]], offsets: list[int]
) -> None:
    moments = np.array(sorted(AT + one for one in offsets), np.int64)
    found = sums([flow(events, ((-DAY_MS, 3 * HOUR_MS),))], moments, M15.ms)
    for at, moment in enumerate(moments.tolist()):
        inside = [one for one in events if moment - M15.ms <= AT + one[0] < moment]
        assert found.long_usd[at] == sum(usd for _, usd, is_long in inside if is_long)
        assert found.short_usd[at] == sum(usd for _, usd, is_long in inside if not is_long)
    assert found.complete.all()


def test_a_venue_that_was_lost_makes_windows_incomplete_until_it_is_not_waited_for() -> None:
    whole = flow([], ((-3 * DAY_MS, 3 * DAY_MS),), "bybit")
    lost = flow([], ((-3 * DAY_MS, 0),))
    moments = np.array([AT, AT + MINUTE_MS, AT + HOUR_MS, AT + DAY_MS, AT + 2 * DAY_MS], np.int64)
    found = sums([whole, lost], moments, HOUR_MS)
    assert found.complete.tolist() == [True, True, False, True, True]
    # A venue that was never heard, such as a blocked one, is not waited for at all.
    assert sums([whole, flow([], ())], moments, HOUR_MS).complete.all()
    # With nobody, nothing is known: it is not zero.
    none = np.empty(0)
    empty = BucketColumns(M5.ms, np.empty(0, np.int64), none, none)
    for silent in (flow([], ()), Flow("gate", FeedKind.STATS, buckets=(empty,))):
        nobody = sums([silent], moments, HOUR_MS)
        assert np.isnan(nobody.long_usd).all()
        assert not nobody.complete.any()


def test_a_venues_own_sums_count_where_they_end_and_the_newest_is_not_asked_for() -> None:
    starts = AT + np.arange(-60, 60) * M5.ms
    usd = 2.0 ** np.arange(-60, 60)
    stats = Flow("gate", FeedKind.STATS, buckets=(BucketColumns(M5.ms, starts, usd, usd * 0),))
    end = AT + 60 * M5.ms
    late = [end + 4 * MINUTE_MS, end + M5.ms, end + 2 * M5.ms]
    moments = np.array([AT + 30 * M5.ms, AT + 30 * M5.ms + MINUTE_MS, *late], np.int64)
    found = sums([stats], moments, M15.ms)
    # What starts at the moment, or has started and runs, is not known then.
    newest = [2.0**29, 2.0**29, 2.0**59]
    expected = [one * 1.75 for one in newest] + [2.0**59 * 1.5, 2.0**59]
    assert found.long_usd.tolist() == pytest.approx(expected)
    assert found.complete.tolist() == [True, True, True, True, False]
    assert [found.coverage(at).share for at in range(5)] == [1, 1, 1, 1, 0.5]
    # Of history only whole hours may be left: what ran at the moment was not seen then.
    hours = AT + np.arange(-48, 48) * HOUR_MS
    coarse = Flow(
        "gate",
        FeedKind.STATS,
        buckets=(BucketColumns(HOUR_MS, hours, hours * 0 + 1.0, hours * 0.0),),
    )
    moments = np.array([AT, AT + 30 * MINUTE_MS], np.int64)
    found = sums([coarse], moments, 4 * HOUR_MS)
    assert found.long_usd.tolist() == [4, 4]
    assert [found.coverage(at).share for at in range(2)] == pytest.approx([1, 1])
    fine = BucketColumns(M5.ms, hours[:1], np.ones(1), np.zeros(1))
    both = Flow("gate", FeedKind.STATS, buckets=(fine, *coarse.buckets))
    found = sums([both], moments, HOUR_MS)
    assert found.long_usd.tolist() == [1, 1]
    assert [found.coverage(at).share for at in range(2)] == pytest.approx([1, 30 / 55])


def test_normal_is_the_median_window_and_unknown_without_ten_days() -> None:
    def hourly(days: int, usd: int) -> Flow:
        span = days * DAY_MS
        return flow(
            [(hour * HOUR_MS - span, usd + hour % 3, True) for hour in range(days * 24)],
            ((-span - DAY_MS, 0),),
        )

    usual = Normal(501, ("okx",))
    assert normal([hourly(40, 500)], AT, HOUR_MS, side="long") == usual
    assert normal([hourly(40, 500)], AT, HOUR_MS, side=None) == usual
    # Nobody was liquidated in the median hour: nothing is a multiple of that.
    assert normal([hourly(40, 500)], AT, HOUR_MS, side="short") is None
    assert normal([hourly(11, 500)], AT, HOUR_MS, side="long") == usual
    assert normal([hourly(8, 500)], AT, HOUR_MS, side="long") is None
    # A venue that has just begun is not in it, and must not be in what is compared with it.
    new = replace(hourly(3, 9_000), venue="bybit")
    assert normal([hourly(40, 500), new], AT, HOUR_MS, side="long") == usual
    found = sums([hourly(40, 500), new], np.array([AT], np.int64), HOUR_MS)
    assert found.of(usual.venues).long_usd[0] < 600 < found.long_usd[0]
    assert np.isnan(found.of(()).long_usd).all()
    assert not found.of(()).complete.any()


def test_the_long_share_needs_a_million_or_a_tenth_of_a_basis_point() -> None:
    floor = share_floor_usd(np.array([math.nan, 1e9, 200e9]))
    assert floor.tolist() == pytest.approx([1e6, 1e6, 2e6])


# --- open interest -----------------------------------------------------------------------------


def interest(venue: str, *points: tuple[int, float]) -> VenueInterest:
    at = np.array([AT + minute * MINUTE_MS for minute, _ in points], np.int64)
    coin = np.array([value for _, value in points])
    return VenueInterest(venue, InterestColumns(at, coin, coin * 70_000))


def test_contracts_in_coins_are_counted_by_their_usd() -> None:
    """Nobody trades while price halves: the coins of an inverse contract double."""
    at = np.array([AT, AT + 4 * HOUR_MS], np.int64)
    inverse = VenueInterest(
        "a", InterestColumns(at, np.array([1.0, 2.0]), np.array([7e4, 7e4])), Contract.INVERSE
    )
    linear = VenueInterest("b", InterestColumns(at, np.array([3.0, 3.0]), np.array([21e4, 10.5e4])))
    assert positions([inverse, linear], at[1:], 4 * HOUR_MS).change[0] == 0


def test_positions_change_over_the_venues_that_are_known_at_both_ends() -> None:
    whole = interest("binance", (0, 100), (240, 95))
    gone = interest("okx", (0, 900))
    moments = np.array([AT + 240 * MINUTE_MS, AT + 251 * MINUTE_MS], np.int64)
    found = positions([whole, gone], moments, 4 * HOUR_MS)
    assert found.change[0] == pytest.approx(-5)
    assert found.matched[0] == 0.5
    # Eleven minutes after the last sample nobody knows what is.
    assert math.isnan(found.change[1])


def test_interest_in_usd_is_that_of_the_venues_known_then() -> None:
    usd = interest_usd(
        [interest("binance", (0, 1)), interest("okx", (5, 2))],
        np.array([AT - 1, AT, AT + 5 * MINUTE_MS], np.int64),
    )
    assert math.isnan(usd[0])
    assert usd[1:].tolist() == [70_000, 210_000]
