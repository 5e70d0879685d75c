"""Funding per eight hours on a chart's grid, against a loop over every minute."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.columns import FundingColumns, SignedColumns
from tracker.analysis.funding import VenueFunding, median, on_grid, per_eight_hours
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS

START_MS = 1_770_000_000_000 // DAY_MS * DAY_MS
NAN = float("nan")


def funding(*rows: tuple[float, float, float, bool]) -> FundingColumns:
    """Rows of (hours after the start, rate, interval, settled)."""
    at, rate, hours, settled = zip(*rows, strict=True) if rows else ((), (), (), ())
    return FundingColumns(
        np.array([START_MS + round(hour * HOUR_MS) for hour in at], np.int64),
        np.array(rate, np.float64),
        np.array(hours, np.float64),
        np.array(settled, np.bool_),
    )


def test_rates_of_any_interval_are_said_for_eight_hours() -> None:
    rates = per_eight_hours(np.array([1e-4, 1e-4, 1e-4]), np.array([8.0, 1.0, NAN]))
    assert rates[:2].tolist() == pytest.approx([1e-4, 8e-4])
    assert np.isnan(rates[2])


def test_a_rate_covers_the_time_before_its_settlement() -> None:
    paid = funding((8, 1e-4, 8, True), (16, -2e-4, 8, False))
    cells = on_grid(paid, 4 * HOUR_MS, START_MS, START_MS + DAY_MS)
    assert cells.value[:4].tolist() == pytest.approx([1e-4, 1e-4, -2e-4, -2e-4])
    assert np.isnan(cells.value[4:]).all()
    assert cells.provisional.tolist() == [False, False, True, True, False, False]


def test_settlements_closer_than_their_interval_share_the_time_between_them() -> None:
    paid = funding((8, 8e-4, 8, True), (12, 1e-4, 8, True))
    cells = on_grid(paid, 4 * HOUR_MS, START_MS, START_MS + DAY_MS // 2)
    # Four hours lie between them: that is what the second rate was paid for.
    assert cells.value.tolist() == pytest.approx([8e-4, 8e-4, 2e-4])


def test_without_an_interval_or_known_in_less_than_half_a_cell_there_is_no_rate() -> None:
    unsaid = on_grid(funding((8, 1e-4, NAN, True)), HOUR_MS, START_MS, START_MS + DAY_MS)
    assert np.isnan(unsaid.value).all()
    day = on_grid(funding((8, 1e-4, 8, True)), DAY_MS, START_MS, START_MS + DAY_MS)
    assert np.isnan(day.value).all()
    # A running day is judged up to now.
    so_far = on_grid(funding((8, 1e-4, 8, True)), DAY_MS, START_MS, START_MS + DAY_MS // 2)
    assert so_far.value.tolist() == pytest.approx([1e-4])


def test_of_no_rates_every_cell_is_unknown() -> None:
    cells = on_grid(funding(), HOUR_MS, START_MS, START_MS + 3 * HOUR_MS)
    assert (len(cells), np.isnan(cells.value).all(), cells.provisional.any()) == (3, True, False)


@given(
    st.lists(st.sampled_from([1, 2, 4, 8]), min_size=1, max_size=8),
    st.sampled_from([30, 60, 240]),
    st.randoms(use_true_random=False),
)
def test_cells_are_the_mean_over_their_minutes(hours: list[int], width: int, luck: object) -> None:
    ends = np.cumsum(hours)
    rates = [luck.uniform(-1e-3, 1e-3) for _ in hours]  # type: ignore[attr-defined]
    rows = [(end, rate, h, True) for end, rate, h in zip(ends, rates, hours, strict=True)]
    until = START_MS + int(ends[-1]) * HOUR_MS
    cells = on_grid(funding(*rows), width * MINUTE_MS, START_MS, until)
    minutes = np.repeat(
        [8 / h * r for r, h in zip(rates, hours, strict=True)], np.array(hours) * 60
    )
    for n, value in enumerate(cells.value):
        assert value == pytest.approx(minutes[n * width : (n + 1) * width].mean(), abs=1e-12)


def test_the_median_is_over_those_that_are_known() -> None:
    def venue(name: str, *values: float, predicted: bool = False) -> VenueFunding:
        times = START_MS + np.arange(len(values), dtype=np.int64) * HOUR_MS
        flags = np.full(len(values), predicted)
        return VenueFunding(name, SignedColumns(HOUR_MS, times, np.array(values), flags))

    middle = median(
        [venue("a", 1, 1, NAN), venue("b", 5, NAN, NAN), venue("c", 2, 3, NAN)], HOUR_MS
    )
    assert middle.value[:2].tolist() == [2, 2]
    assert np.isnan(middle.value[2])
    assert not middle.provisional.any()
    assert median([venue("a", 1.0, predicted=True)], HOUR_MS).provisional.tolist() == [True]
    assert len(median([], HOUR_MS)) == 0
