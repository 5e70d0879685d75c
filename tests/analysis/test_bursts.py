"""Bursts of a sampled feed, against counting every minute by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.bursts import CAPPED_SHARE, CAPPED_WINDOW_S, LEAST_PRINTS, bursts
from tracker.analysis.columns import EventColumns, InterestColumns, Times
from tracker.analysis.liquidations import Flow, total
from tracker.analysis.open_interest import observed_share
from tracker.domain.coverage import Coverage, observed_ms
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, parse_iso

AT = parse_iso("2026-02-05T13:00:00Z")


def at_seconds(*seconds: int) -> Times:
    return AT + np.array(seconds, np.int64) * 1_000


def by_hand(at_ms: list[int]) -> set[int]:
    """Every second that lies between two prints of a minute with too many of them."""
    seconds = sorted({one // 1_000 for one in at_ms})
    inside: set[int] = set()
    for first in seconds:
        minute = [one for one in seconds if first <= one < first + CAPPED_WINDOW_S]
        if len(minute) / CAPPED_WINDOW_S > CAPPED_SHARE:
            inside.update(range(first, minute[-1] + 1))
    return inside


def test_eighteen_seconds_of_a_minute_are_none_and_nineteen_are_a_burst() -> None:
    assert LEAST_PRINTS == 19
    assert bursts(at_seconds(*range(0, 36, 2))) == []
    assert bursts(at_seconds(*range(0, 38, 2))) == [(AT, AT + 37_000)]


def test_many_prints_in_one_second_are_one() -> None:
    assert bursts(np.repeat(at_seconds(1, 2, 3), 50)) == []


def test_two_bursts_that_are_apart_stay_apart() -> None:
    early, late = range(30), range(300, 330)
    assert bursts(at_seconds(*late, *early)) == [
        (AT, AT + 30_000),
        (AT + 300_000, AT + 330_000),
    ]


@given(st.lists(st.integers(0, 200_000), max_size=120))
def test_bursts_are_those_that_one_counts(at_ms: list[int]) -> None:
    found = bursts(np.array(at_ms, np.int64))
    seconds = {one for begin, end in found for one in range(begin // 1_000, end // 1_000)}
    assert seconds == by_hand(at_ms)


# --- the measure that a figure carries -----------------------------------------------------------


def flow(kind: FeedKind, at_ms: Times, seen: tuple[int, int] = (AT, AT + HOUR_MS)) -> Flow:
    count = len(at_ms)
    columns = EventColumns(at_ms, np.ones(count), np.ones(count, np.bool_))
    return Flow("binance", kind, columns, observed=(seen,), recorded_since_ms=AT)


def coverage(one: Flow, start_ms: int = AT, end_ms: int = AT + HOUR_MS) -> Coverage:
    return total([one], start_ms, end_ms).coverage


def test_a_sampled_feed_says_how_long_it_was_at_its_cap() -> None:
    found = coverage(flow(FeedKind.SAMPLED, at_seconds(*range(600, 960))))
    assert found.parts[0].capped_share == pytest.approx(0.1)
    assert found.parts[0].recorded_since_ms == AT
    assert found.capped == ("binance",)


def test_the_share_is_of_what_was_observed() -> None:
    half = (AT, AT + HOUR_MS // 2)
    found = coverage(flow(FeedKind.SAMPLED, at_seconds(*range(600, 960)), half))
    assert found.parts[0].capped_share == pytest.approx(0.2)


def test_a_burst_that_nobody_observed_is_not_in_it() -> None:
    late = (AT + 900_000, AT + HOUR_MS)
    found = coverage(flow(FeedKind.SAMPLED, at_seconds(*range(600, 960)), late))
    assert found.parts[0].capped_share == pytest.approx(60 / 2_700)


def test_a_burst_over_the_edge_of_a_window_counts_up_to_it() -> None:
    burst = flow(FeedKind.SAMPLED, at_seconds(*range(290, 310)))
    for start_ms in (AT, AT + 5 * MINUTE_MS):
        found = coverage(burst, start_ms, start_ms + 5 * MINUTE_MS)
        assert found.parts[0].capped_share == pytest.approx(10 / 300)


def test_other_feeds_have_no_cap_and_an_unseen_one_is_unknown() -> None:
    prints = at_seconds(*range(600))
    assert coverage(flow(FeedKind.COMPLETE, prints)).parts[0].capped_share == 0
    assert coverage(flow(FeedKind.COMPLETE, prints)).capped == ()
    unseen = coverage(Flow("binance", FeedKind.SAMPLED))
    assert unseen.parts[0].capped_share is None
    assert unseen.capped == ()


# --- open interest -------------------------------------------------------------------------------


@given(
    st.lists(st.integers(-DAY_MS, 2 * DAY_MS), max_size=30, unique=True),
    st.sampled_from([(HOUR_MS, 10 * MINUTE_MS), (DAY_MS, 70 * MINUTE_MS)]),
)
def test_a_figure_stands_for_as_long_as_it_is_fresh(
    at_ms: list[int], width: tuple[int, int]
) -> None:
    width_ms, fresh_ms = width
    times = np.array(sorted(at_ms), np.int64)
    columns = InterestColumns(times, np.ones(len(times)), np.full(len(times), np.nan))
    stretches = [(one, one + fresh_ms) for one in at_ms]
    assert observed_share(columns, 0, width_ms) == pytest.approx(
        observed_ms(stretches, 0, width_ms) / width_ms
    )


def test_a_row_without_a_figure_says_nothing() -> None:
    unknown = InterestColumns(np.array([0], np.int64), np.array([np.nan]), np.array([np.nan]))
    assert observed_share(unknown, 0, HOUR_MS) == 0
