from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.coverage import Coverage, VenueCoverage, merged, observed_ms
from tracker.domain.derivatives import FeedKind

STRETCHES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


def seen(stretches: list[tuple[int, int]]) -> set[int]:
    """Every single ms, counted one by one."""
    return {at for start, end in stretches for at in range(start, end)}


@given(STRETCHES)
def test_merged_stretches_hold_the_same_moments_sorted_and_apart(
    stretches: list[tuple[int, int]],
) -> None:
    union = merged(stretches)
    assert seen(union) == seen(stretches)
    assert all(start < end for start, end in union)
    assert all(one[1] < other[0] for one, other in pairwise(union))


@given(STRETCHES, st.integers(0, 60), st.integers(0, 60))
def test_the_observed_time_of_a_window_equals_counting_every_ms(
    stretches: list[tuple[int, int]], start: int, end: int
) -> None:
    counted = len(seen(stretches) & set(range(start, end)))
    assert observed_ms(stretches, start, end) == counted


def test_stretches_that_touch_become_one_and_empty_ones_vanish() -> None:
    assert merged([(5, 9), (0, 5), (20, 20), (30, 25)]) == [(0, 9)]


def part(venue: str, share: float, kind: FeedKind = FeedKind.COMPLETE) -> VenueCoverage:
    return VenueCoverage(venue, share, kind)


def test_the_share_is_the_mean_over_all_venues_that_could_have_contributed() -> None:
    coverage = Coverage((part("gate", 1.0), part("okx", 0.5), part("bybit", 0.0)))
    assert coverage.share == pytest.approx(0.5)
    assert coverage.venues == ("gate", "okx")


def test_no_venue_is_no_coverage_and_a_lower_bound() -> None:
    assert Coverage().share == 0
    assert Coverage().venues == ()
    assert Coverage().lower_bound


@pytest.mark.parametrize(
    ("parts", "lower_bound"),
    [
        ((part("gate", 1.0),), False),
        ((part("gate", 0.98),), False),
        ((part("gate", 0.979),), True),
        ((part("gate", 1.0), part("okx", 0.9)), True),
        ((part("gate", 1.0), part("binance", 1.0, FeedKind.SAMPLED)), True),
        ((part("gate", 1.0, FeedKind.STATS), part("okx", 1.0)), False),
    ],
)
def test_a_figure_is_a_lower_bound_where_time_is_unseen_or_a_feed_is_sampled(
    parts: tuple[VenueCoverage, ...], lower_bound: bool
) -> None:
    assert Coverage(parts).lower_bound is lower_bound


def test_a_sampled_feed_that_saw_nothing_adds_nothing_to_be_unsure_about() -> None:
    many = tuple(part(f"venue {number}", 1.0) for number in range(99))
    unseen = part("binance", 0.0, FeedKind.SAMPLED)
    assert not Coverage((*many, unseen)).lower_bound


def test_a_weighted_share_counts_what_each_venue_holds() -> None:
    parts = tuple(
        VenueCoverage(name, share, FeedKind.COMPLETE)
        for name, share in (("large", 1.0), ("small", 0.0))
    )
    coverage = Coverage(parts)
    assert coverage.share == 0.5
    assert coverage.weighted({"large": 95.0, "small": 5.0, "elsewhere": 900.0}) == 0.95
    assert coverage.weighted({"large": 5.0, "small": 95.0}) == 0.05


def test_a_weighted_share_is_unknown_where_a_weight_is() -> None:
    coverage = Coverage(
        (VenueCoverage("a", 1.0, FeedKind.COMPLETE), VenueCoverage("b", 0.0, FeedKind.COMPLETE))
    )
    assert coverage.weighted({"a": 95.0}) is None
    assert coverage.weighted({"a": 0.0, "b": 0.0}) is None
    assert Coverage().weighted({}) is None
