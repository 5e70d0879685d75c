"""The pace of liquidations, its base, and the fast read (section 9 of docs/methodology.md)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tracker.analysis.columns import BarColumns, BucketColumns, EventColumns
from tracker.analysis.liquidations import Flow, bars
from tracker.analysis.pace import (
    FAST_MS,
    PaceColumns,
    Usual,
    fast_pace,
    paces,
    usual,
    watch,
)
from tracker.domain.derivatives import FeedKind, Side
from tracker.domain.times import DAY_MS, HOUR_MS, M5, MINUTE_MS, parse_iso

AT = parse_iso("2026-02-05T00:00:00Z")
DAYS = 40


def flow(venue: str, *events: tuple[int, float], seen: tuple[tuple[int, int], ...]) -> Flow:
    """Longs at ms before AT, in USD; seen in stretches of ms before AT."""
    at, usd = (np.array(one) for one in zip(*sorted(events, reverse=True), strict=True))
    columns = EventColumns(AT - at.astype(np.int64), usd * 1.0, np.ones(len(at), np.bool_))
    return Flow(
        venue,
        FeedKind.COMPLETE,
        columns,
        observed=tuple((AT - begin, AT - end) for begin, end in seen),
    )


def steady(venue: str = "a", *, days: int = DAYS, until: int = 0) -> Flow:
    """100 USD an hour, seen all the time."""
    events = [(hour * HOUR_MS + 1, 100.0) for hour in range(days * 24)]
    return flow(venue, *events, seen=((days * DAY_MS, until),))


MOMENTS = np.arange(AT - 38 * DAY_MS, AT + 1, HOUR_MS, dtype=np.int64)


def test_the_base_is_the_median_of_thirty_days_that_end_a_day_before() -> None:
    assert usual(paces([steady()], MOMENTS), AT) == Usual(("a",), pytest.approx(2_400), None)
    # What happens in the last day is not its own normal; a median of zero is no base.
    storm = flow("b", (HOUR_MS, 1e9), seen=((DAYS * DAY_MS, 0),))
    found = usual(paces([steady(), storm], MOMENTS), AT)
    assert found == Usual(("a", "b"), pytest.approx(2_400), None)


def test_less_than_ten_days_seen_are_no_base() -> None:
    assert usual(paces([steady(days=12)], MOMENTS), AT).long_usd == pytest.approx(2_400)
    assert usual(paces([steady(days=11)], MOMENTS), AT) == Usual()
    assert usual(PaceColumns(np.empty(0, np.int64), ()), AT) == Usual()


def test_a_venue_that_is_new_is_in_neither_the_pace_nor_its_normal() -> None:
    """Nine times as much is received from today on: that is no storm."""
    new = [(hour * HOUR_MS + 1, 900.0) for hour in range(24)]
    found = paces([steady(), flow("new", *new, seen=((DAY_MS, 0),))], MOMENTS)
    normal = usual(found, AT)
    assert normal == Usual(("a",), pytest.approx(2_400), None)
    assert found.side(Side.LONG, normal.venues)[-1] == pytest.approx(2_400)
    assert found.side(Side.LONG, ())[-1] == pytest.approx(10 * 2_400)


def test_venues_are_taken_as_long_as_ten_days_of_all_of_them_remain() -> None:
    early = steady("early", until=20 * DAY_MS)
    late = steady("late", days=15)
    found = usual(paces([steady(), early, late], MOMENTS), AT)
    assert found.venues == ("a", "late")
    assert found.long_usd == pytest.approx(4_800)


def test_hours_that_were_not_seen_well_are_not_normal() -> None:
    holes = tuple((day * DAY_MS, (day - 1) * DAY_MS + 4 * HOUR_MS) for day in range(DAYS, 0, -1))
    found = paces([flow("a", (HOUR_MS, 1.0), seen=holes)], MOMENTS)
    assert usual(found, AT) == Usual()


def test_stretches_are_joined_venue_by_venue() -> None:
    flows = [steady(), steady("late", days=2)]
    whole = paces(flows, MOMENTS)
    cut = 600
    parts = [paces(flows, MOMENTS[:cut]), paces(flows, MOMENTS[cut:])]
    joined = PaceColumns.joined([parts[0], PaceColumns(parts[1].at_ms, parts[1].venues[1:])])
    np.testing.assert_array_equal(joined.at_ms, whole.at_ms)
    np.testing.assert_array_equal(joined.of("late").long_usd, whole.of("late").long_usd)
    assert joined.of("a").share[cut:].max() == 0
    assert np.isnan(joined.side(Side.LONG, ["a"])[cut:]).all()
    assert joined.of("nobody").share.max() == 0


def test_a_day_is_known_as_far_as_the_venues_that_count_were_heard() -> None:
    half = flow("b", (HOUR_MS, 1.0), seen=((12 * HOUR_MS, 0),))
    never = Flow("c", FeedKind.COMPLETE)
    flows = [steady(), half, never]
    assert watch(flows, AT).share == pytest.approx(0.75)
    assert watch(flows, AT, ["a"]).share == pytest.approx(1)
    assert watch(flows, AT, ["a", "c"]).share == pytest.approx(0.5)
    assert watch(flows, AT, ["a", "gone"]) == watch(flows, AT, ["gone", "a"])
    assert watch(flows, AT, ["a", "gone"]).share == pytest.approx(0.5)
    assert watch(flows, AT, ["a", "gone"]).dead == ("gone",)


def test_a_feed_that_died_is_dead_and_not_forgotten() -> None:
    gone = steady("b", until=2 * HOUR_MS)
    found = watch([steady(), gone], AT)
    assert found.share == pytest.approx((1 + 22 / 24) / 2)
    assert found.dead == ("b",)
    long_gone = steady("b", until=2 * DAY_MS)
    assert watch([steady(), long_gone], AT).dead == ()
    assert watch([steady(), long_gone], AT, ["a", "b"]).dead == ("b",)
    assert watch([steady(), long_gone], AT, ["a", "b"]).share == pytest.approx(0.5)


def test_nobody_is_no_coverage() -> None:
    found = watch([Flow("a", FeedKind.COMPLETE)], AT)
    assert (found.share, found.dead) == (0, ())


def sums_of(venue: str, last_end_ms: int) -> Flow:
    start = np.arange(AT - 2 * DAY_MS, AT - last_end_ms, HOUR_MS, dtype=np.int64)
    usd = np.full(len(start), 100.0)
    return Flow(venue, FeedKind.STATS, buckets=(BucketColumns(HOUR_MS, start, usd, usd),))


def test_a_venue_that_publishes_sums_is_not_dead_before_its_next_one() -> None:
    assert watch([sums_of("a", HOUR_MS)], AT).share == pytest.approx(1)
    assert watch([sums_of("a", HOUR_MS)], AT).dead == ()
    late = watch([sums_of("a", 4 * HOUR_MS)], AT)
    assert late.dead == ("a",)
    assert late.share == pytest.approx(20 / 24)


# --- the fast read -------------------------------------------------------------------------------


def fast(*flows: Flow) -> BarColumns:
    return bars(flows, M5.ms, AT - FAST_MS, AT)


def test_a_steady_flow_reads_the_same_fast_and_slow() -> None:
    events = [(minute * MINUTE_MS + 1, 10.0) for minute in range(24 * 60)]
    found = fast_pace(fast(flow("a", *events, seen=((DAY_MS, 0),))), Side.LONG, AT)
    assert found.usd == pytest.approx(10 * 24 * 60, rel=1e-3)
    assert found.coverage == pytest.approx(1)


@pytest.mark.parametrize("hours", [1, 2, 5])
def test_what_is_over_halves_every_hour(hours: int) -> None:
    now = fast_pace(fast(flow("a", (1, 1e6), seen=((DAY_MS, 0),))), Side.LONG, AT).usd
    then = fast_pace(
        fast(flow("a", (hours * HOUR_MS + 1, 1e6), seen=((DAY_MS, 0),))), Side.LONG, AT
    )
    assert now is not None
    assert then.usd == pytest.approx(now / 2**hours, rel=1e-9)
    # One print of 1M an instant ago counts as the rate ln 2 per hour.
    assert now == pytest.approx(1e6 * math.log(2) * 24, rel=0.04)


def test_silence_that_nobody_heard_is_no_fast_read() -> None:
    nobody = fast_pace(fast(Flow("a", FeedKind.COMPLETE)), Side.LONG, AT)
    assert (nobody.usd, nobody.coverage) == (None, 0)
    recent = fast_pace(fast(flow("a", (HOUR_MS, 1.0), seen=((HOUR_MS, 0),))), Side.LONG, AT)
    assert recent.coverage == pytest.approx(0.5, abs=1e-3)
    assert fast_pace(fast(steady()), Side.SHORT, AT).usd == 0
