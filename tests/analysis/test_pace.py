"""The pace of liquidations, its base, and the fast read (section 9 of docs/methodology.md)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tracker.analysis.columns import BarColumns, BucketColumns, EventColumns
from tracker.analysis.liquidations import Flow, bars
from tracker.analysis.pace import FAST_MS, PaceColumns, base, fast_pace, paces, watch
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
    found = paces([steady()], MOMENTS)
    assert base(found, Side.LONG, AT) == pytest.approx(2_400)
    assert base(found, Side.SHORT, AT) is None, "a median of zero is no base"
    # What happens in the last day is not its own normal.
    storm = flow("b", (HOUR_MS, 1e9), seen=((DAYS * DAY_MS, 0),))
    assert base(paces([steady(), storm], MOMENTS), Side.LONG, AT) == pytest.approx(2_400)


def test_less_than_ten_days_seen_are_no_base() -> None:
    short = [steady(days=12)]
    assert base(paces(short, MOMENTS), Side.LONG, AT) == pytest.approx(2_400)
    assert base(paces([steady(days=11)], MOMENTS), Side.LONG, AT) is None
    empty = PaceColumns(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0, np.bool_))
    assert base(empty, Side.LONG, AT) is None


def test_hours_that_were_not_seen_well_are_not_normal() -> None:
    holes = tuple((day * DAY_MS, (day - 1) * DAY_MS + 4 * HOUR_MS) for day in range(DAYS, 0, -1))
    found = paces([flow("a", (HOUR_MS, 1.0), seen=holes)], MOMENTS)
    assert not found.whole.any()
    assert base(found, Side.LONG, AT) is None


def test_a_day_is_known_as_far_as_those_who_are_waited_for_were_heard() -> None:
    half = flow("b", (HOUR_MS, 1.0), seen=((12 * HOUR_MS, 0),))
    never = Flow("c", FeedKind.COMPLETE)
    found = watch([steady(), half, never], AT)
    assert found.share == pytest.approx(0.75)
    assert (found.heard, found.dead) == (("a", "b"), ())


def test_a_feed_that_died_is_dead_and_not_forgotten() -> None:
    gone = steady("b", until=2 * HOUR_MS)
    found = watch([steady(), gone], AT)
    assert found.share == pytest.approx((1 + 22 / 24) / 2)
    assert found.dead == ("b",)
    long_gone = steady("b", until=2 * DAY_MS)
    assert watch([steady(), long_gone], AT).dead == ()
    assert watch([steady(), long_gone], AT, expected=["b"]).dead == ("b",)
    assert watch([steady(), long_gone], AT, expected=["b"]).share == pytest.approx(0.5)


def test_nobody_is_no_coverage() -> None:
    found = watch([Flow("a", FeedKind.COMPLETE)], AT)
    assert (found.share, found.heard, found.dead) == (0, (), ())


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
