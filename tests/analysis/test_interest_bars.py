"""Candles and changes of open interest, against a loop over the samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.columns import InterestColumns, LineColumns
from tracker.analysis.interest_bars import interest_candles, interest_changes
from tracker.analysis.open_interest import VenueInterest
from tracker.domain.times import HOUR_MS, MINUTE_MS

START_MS = 1_770_000_000_000 // HOUR_MS * HOUR_MS
NAN = float("nan")


def venue(name: str, *samples: tuple[int, float]) -> VenueInterest:
    """Samples of (minutes after the start, coins)."""
    at = START_MS + np.array([minute for minute, _ in samples], np.int64) * MINUTE_MS
    coins = np.array([coin for _, coin in samples])
    return VenueInterest(name, InterestColumns(at, coins, coins * NAN))


def test_a_candle_runs_from_its_start_to_its_end() -> None:
    one = venue("a", (0, 100.0), (20, 130.0), (40, 90.0), (60, 110.0), (100, 120.0))
    candles = interest_candles([one], ["a"], HOUR_MS, START_MS, START_MS + 110 * MINUTE_MS)
    assert candles.open.tolist() == [100.0, 110.0]
    assert candles.high.tolist() == [130.0, 120.0]
    assert candles.low.tolist() == [90.0, 110.0]
    assert candles.close.tolist() == [110.0, 120.0]
    assert candles.closed.tolist() == [True, False]
    assert np.isnan(candles.volume).all()


def test_venues_are_summed_only_where_all_are_known() -> None:
    one = venue("a", (0, 100.0), (60, 100.0), (120, 100.0), (180, 100.0))
    other = venue("b", (0, 10.0), (60, 20.0))
    end_ms = START_MS + 4 * HOUR_MS
    candles = interest_candles([one, other], ["a", "b"], HOUR_MS, START_MS, end_ms)
    assert candles.close.tolist()[:2] == [120.0, 120.0]
    assert int(candles.open_ms[-1]) == START_MS + 2 * HOUR_MS  # an hour and ten minutes are near
    alone = interest_candles([one, other], ["a"], HOUR_MS, START_MS, end_ms)
    assert set(alone.close.tolist()) == {100.0}


def test_of_nothing_there_are_no_candles() -> None:
    assert len(interest_candles([], [], HOUR_MS, START_MS, START_MS + HOUR_MS)) == 0
    stale = venue("a", (-600, 5.0))
    assert len(interest_candles([stale], ["a"], HOUR_MS, START_MS, START_MS + HOUR_MS)) == 0
    assert len(interest_candles([stale], ["a"], HOUR_MS, START_MS, START_MS)) == 0


@given(st.lists(st.integers(1, 9), min_size=25, max_size=60))
def test_candles_are_what_a_loop_over_the_samples_says(values: list[int]) -> None:
    one = venue("a", *((10 * n, float(value)) for n, value in enumerate(values)))
    end_ms = START_MS + (10 * len(values) - 10) * MINUTE_MS
    candles = interest_candles([one], ["a"], HOUR_MS, START_MS, end_ms)
    for n, open_ms in enumerate(candles.open_ms.tolist()):
        first = (open_ms - START_MS) // (10 * MINUTE_MS)
        part = values[first : first + 7]
        found = [c[n] for c in (candles.open, candles.high, candles.low, candles.close)]
        assert found == [part[0], max(part), min(part), part[-1]]


def test_changes_are_known_where_both_ends_are() -> None:
    times = START_MS + np.array([0, 1, 2, 3, 5], np.int64) * HOUR_MS
    line = LineColumns(HOUR_MS, times, np.array([10.0, 12.0, NAN, 9.0, 8.0]))
    changes = interest_changes(line)
    assert changes.start_ms.tolist() == times[:-1].tolist()
    assert changes.value[0] == pytest.approx(2.0)
    assert np.isnan(changes.value[1:]).all()
    assert len(interest_changes(LineColumns.empty(HOUR_MS))) == 0


def test_the_change_of_the_running_interval_is_provisional() -> None:
    times = np.array([START_MS, START_MS + HOUR_MS, START_MS + HOUR_MS + 5 * MINUTE_MS], np.int64)
    changes = interest_changes(LineColumns(HOUR_MS, times, np.array([10.0, 12.0, 11.0])))
    assert changes.value.tolist() == [2.0, -1.0]
    assert changes.provisional.tolist() == [False, True]
