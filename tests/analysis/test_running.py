"""Sums from an anchor: they never depend on what part of a series is looked at."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.columns import BarColumns
from tracker.analysis.running import anchor_name, anchors, cumulated, cumulated_delta, net, running
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, parse_iso

NAN = float("nan")
MONDAY_MS = parse_iso("2026-02-02T00:00:00Z")


@pytest.mark.parametrize(
    ("interval_ms", "name", "anchor"),
    [
        (5 * MINUTE_MS, "day", "2026-02-04T00:00:00Z"),
        (HOUR_MS, "week", "2026-02-02T00:00:00Z"),
        (DAY_MS, "year", "2026-01-01T00:00:00Z"),
    ],
)
def test_anchors_are_moments_of_the_calendar(interval_ms: int, name: str, anchor: str) -> None:
    moment = np.array([parse_iso("2026-02-04T15:00:00Z")], np.int64)
    assert anchor_name(interval_ms) == name
    assert anchors(moment, interval_ms).tolist() == [parse_iso(anchor)]
    assert datetime.fromtimestamp(MONDAY_MS / 1_000, UTC).weekday() == 0


@given(st.lists(st.tuples(st.integers(-9, 9), st.booleans()), max_size=30))
def test_a_running_sum_is_what_a_loop_says(rows: list[tuple[int, bool]]) -> None:
    total, expected = 0, []
    for value, begins in rows:
        total = value if begins else total + value
        expected.append(total)
    values = np.array([value for value, _ in rows], np.float64)
    begins = np.array([flag for _, flag in rows], np.bool_)
    assert running(values, begins).tolist() == expected


def bars(longs: list[float], *, start_ms: int, share: float = 1.0) -> BarColumns:
    times = start_ms + np.arange(len(longs), dtype=np.int64) * HOUR_MS
    values = np.array(longs)
    shares = np.where(np.isnan(values), 0.0, share)
    return BarColumns(HOUR_MS, times, values, values / 2, shares)


def test_liquidations_so_far_begin_anew_on_monday() -> None:
    sums = cumulated(bars([4.0, 2.0, 6.0], start_ms=MONDAY_MS - 2 * HOUR_MS))
    assert sums.long_usd.tolist() == [4.0, 6.0, 6.0]
    assert sums.short_usd.tolist() == [2.0, 3.0, 3.0]
    # Nothing is loaded of the week before but its end: those sums are lower bounds.
    assert sums.share[0] < 0.02
    assert sums.share[2] == 1.0
    assert len(cumulated(BarColumns.empty(HOUR_MS))) == 0


def test_the_net_sum_is_below_zero_where_more_longs_were_closed() -> None:
    sums = cumulated(bars([4.0, NAN, 6.0], start_ms=MONDAY_MS))
    assert net(sums).value.tolist() == pytest.approx([-2.0, NAN, -5.0], nan_ok=True)


def test_what_nobody_observed_is_a_hole_and_makes_a_lower_bound_of_what_follows() -> None:
    sums = cumulated(bars([4.0, NAN, 6.0], start_ms=MONDAY_MS))
    assert sums.long_usd[[0, 2]].tolist() == [4.0, 10.0]
    assert np.isnan(sums.long_usd[1])
    assert sums.share.tolist() == pytest.approx([1.0, 0.5, 2 / 3])


def test_the_sum_of_deltas_begins_anew_after_every_hole() -> None:
    times = MONDAY_MS + np.array([0, 1, 2, 3, 5, 6], np.int64) * HOUR_MS
    sums = cumulated_delta(times, np.array([1.0, 2.0, NAN, 5.0, 7.0, 1.0]), HOUR_MS)
    assert sums[[0, 1, 3, 4, 5]].tolist() == [1.0, 3.0, 5.0, 7.0, 8.0]
    assert np.isnan(sums[2])
    before = cumulated_delta(times - HOUR_MS, np.array([1.0, 2.0, 3.0, 5.0, 7.0, 1.0]), HOUR_MS)
    assert before[:2].tolist() == [1.0, 2.0]
    assert len(cumulated_delta(times[:0], np.empty(0), HOUR_MS)) == 0
