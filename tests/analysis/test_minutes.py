"""Minutes against counting by hand: docs/methodology.md, sections 2.6 and 2.8."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.columns import EventColumns
from tracker.analysis.liquidations import Flow, largest_day, total, total_of, window_minutes
from tracker.analysis.minutes import (
    MinuteColumns,
    capped_minutes,
    corrected_count,
    joined,
    minutes_of,
)
from tracker.analysis.windows import sums
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import DAY_MS, HOUR_MS, M5, MINUTE_MS, parse_iso

AT = parse_iso("2026-02-05T00:00:00Z")
Event = tuple[int, int, bool]
EVENTS = st.lists(
    st.tuples(st.integers(0, 20 * MINUTE_MS), st.integers(1, 1_000), st.booleans()), max_size=40
)


def columns(events: list[Event]) -> EventColumns:
    return EventColumns(
        np.array([AT + at for at, _, _ in events], np.int64),
        np.array([float(usd) for _, usd, _ in events]),
        np.array([is_long for _, _, is_long in events], np.bool_),
    )


def flow(minutes: MinuteColumns | None, events: list[Event], kind: FeedKind) -> Flow:
    observed = ((AT, AT + DAY_MS),)
    return Flow("okx", kind, columns(sorted(events)), observed=observed, minutes=minutes)


def rows(minutes: MinuteColumns) -> list[tuple[float, ...]]:
    return list(
        zip(
            minutes.start_ms.tolist(),
            minutes.long_usd.tolist(),
            minutes.short_usd.tolist(),
            minutes.long_count.tolist(),
            minutes.short_count.tolist(),
            minutes.max_usd.tolist(),
            minutes.seconds.tolist(),
            strict=True,
        )
    )


@given(EVENTS)
def test_minutes_hold_what_happened_in_them_in_any_order(events: list[Event]) -> None:
    by_hand = []
    for start in sorted({at // MINUTE_MS for at, _, _ in events}):
        inside = [one for one in events if one[0] // MINUTE_MS == start]
        longs = [usd for _, usd, is_long in inside if is_long]
        shorts = [usd for _, usd, is_long in inside if not is_long]
        by_hand.append(
            (
                AT + start * MINUTE_MS,
                sum(longs),
                sum(shorts),
                len(longs),
                len(shorts),
                max(longs + shorts),
                len({at // 1_000 for at, _, _ in inside}),
            )
        )
    assert rows(minutes_of(columns(events))) == by_hand


@given(EVENTS, st.integers(0, 20 * MINUTE_MS), st.integers(1, 20 * MINUTE_MS))
def test_sums_of_minutes_equal_brute_force_in_any_window(
    events: list[Event], start: int, width: int
) -> None:
    """Whole minutes from the sums, what a window cuts from the events: exact at any edge."""
    start_ms, end_ms = AT + start, AT + start + width
    for kind in (FeedKind.COMPLETE, FeedKind.SAMPLED):
        found = total_of(flow(minutes_of(columns(events)), events, kind), start_ms, end_ms)
        inside = [one for one in events if start_ms <= AT + one[0] < end_ms]
        assert found.long_usd == sum(usd for _, usd, is_long in inside if is_long)
        assert found.short_usd == sum(usd for _, usd, is_long in inside if not is_long)
        assert found.count == len(inside)
        assert found.largest_usd == max((usd for _, usd, _ in inside), default=None)
        events_alone = total_of(flow(None, events, kind), start_ms, end_ms)
        assert (found.usd, found.count) == (events_alone.usd, events_alone.count)
        assert found.coverage.share == events_alone.coverage.share


@given(EVENTS, st.lists(st.integers(1, 25), min_size=1, max_size=6))
def test_trailing_windows_of_minutes_are_those_of_events(
    events: list[Event], ends: list[int]
) -> None:
    moments = np.array(sorted(AT + one * MINUTE_MS for one in ends), np.int64)
    of_minutes = sums([flow(minutes_of(columns(events)), [], FeedKind.COMPLETE)], moments, M5.ms)
    of_events = sums([flow(None, events, FeedKind.COMPLETE)], moments, M5.ms)
    assert of_minutes.long_usd.tolist() == of_events.long_usd.tolist()
    assert of_minutes.short_usd.tolist() == of_events.short_usd.tolist()


@given(EVENTS, EVENTS)
def test_a_late_event_reopens_its_minute_and_asking_twice_changes_nothing(
    known: list[Event], late: list[Event]
) -> None:
    before, every = minutes_of(columns(known)), minutes_of(columns(known + late))
    if late:
        from_ms = AT + min(at for at, _, _ in late) // MINUTE_MS * MINUTE_MS
        again = every.between(from_ms, AT + DAY_MS)
        once = before.reopened(again, from_ms)
        assert rows(once) == rows(every)
        assert rows(once.reopened(again, from_ms)) == rows(every)
    assert rows(joined([before.between(0, AT), before])) == rows(before)


def test_a_disconnect_never_lowers_what_is_stored() -> None:
    events = [(at * MINUTE_MS, 100, True) for at in range(120)]
    minutes = minutes_of(columns(events))
    whole = Flow("okx", FeedKind.COMPLETE, observed=((AT, AT + 2 * HOUR_MS),), minutes=minutes)
    hole = ((AT, AT + HOUR_MS), (AT + HOUR_MS + 30 * MINUTE_MS, AT + 2 * HOUR_MS))
    broken = Flow("okx", FeedKind.COMPLETE, observed=hole, minutes=minutes)
    window = (AT, AT + 2 * HOUR_MS)
    assert total([broken], *window).usd == total([whole], *window).usd == 12_000
    assert total([whole], *window).coverage.lower_bound is False
    assert total([broken], *window).coverage.share == pytest.approx(0.75)
    assert total([broken], *window).coverage.lower_bound is True


def test_a_sampled_feed_is_capped_in_minutes_with_more_than_three_in_ten_seconds() -> None:
    calm = [(at * 1_000, 10, True) for at in range(18)]
    full = [(MINUTE_MS + at * 1_000, 10, True) for at in range(19)]
    twice = [(at + 300, usd, side) for at, usd, side in calm]  # in the same seconds
    minutes = minutes_of(columns(calm + twice + full))
    assert minutes.seconds.tolist() == [18, 19]
    assert capped_minutes(minutes) == [(AT + MINUTE_MS, AT + 2 * MINUTE_MS)]
    whole = Flow("binance", FeedKind.SAMPLED, observed=((AT, AT + DAY_MS),), minutes=minutes)
    part = total([whole], AT, AT + 4 * MINUTE_MS).coverage.parts[0]
    assert part.capped_share == pytest.approx(0.25)


def test_the_count_is_corrected_upwards_and_stays_below_the_truth_of_clusters() -> None:
    rng = np.random.default_rng(7)
    # A steady stream of 0.5 a second, of which at most one a second is printed.
    seconds = np.unique(rng.integers(0, 7_200, 3_600))
    even = minutes_of(columns([(int(at) * 1_000, 10, True) for at in seconds]))
    assert corrected_count(even) == pytest.approx(3_600, rel=0.05)
    # The same number in clusters: what is seen is less, and so is what can be said.
    centres = rng.integers(0, 7_200, 300)
    clustered = np.unique(np.clip(np.repeat(centres, 12) + rng.integers(0, 8, 3_600), 0, 7_199))
    minutes = minutes_of(columns([(int(at) * 1_000, 10, True) for at in clustered]))
    assert len(clustered) < corrected_count(minutes) < 3_600
    # A minute full of prints has an estimate, too.
    full = minutes_of(columns([(at * 1_000, 10, True) for at in range(60)]))
    assert corrected_count(full) == pytest.approx(60 * math.log(120))


def test_the_largest_day_is_the_utc_day_with_most() -> None:
    events = [(-HOUR_MS, 70, True), (HOUR_MS, 40, True), (2 * HOUR_MS, 50, False)]
    for minutes in (None, minutes_of(columns(events))):
        known = [flow(minutes, events, FeedKind.COMPLETE)]
        assert largest_day(known, AT - DAY_MS, AT + DAY_MS) == (AT, 90.0)
        assert largest_day(known, AT - DAY_MS, AT + HOUR_MS) == (AT - DAY_MS, 70.0)
        assert largest_day(known, AT + DAY_MS, AT + 2 * DAY_MS) is None
    assert len(window_minutes(known[0], AT + DAY_MS, AT + 2 * DAY_MS)) == 0
