"""Ranges of values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.ui.charts.scaling import Margins, diverging, padded, stretched, with_levels

spans = st.tuples(st.floats(1e-6, 1e6), st.floats(1e-3, 1e3)).map(
    lambda p: (p[0], p[0] * (1 + p[1]))
)


@settings(deadline=None)
@given(spans, st.floats(0, 60), st.floats(0, 60), st.floats(1, 900))
def test_margins_are_pixels(
    span: tuple[float, float], top: float, bottom: float, height: float
) -> None:
    low, high = padded(span, Margins(top, bottom), height)
    assert low <= span[0] < span[1] <= high
    if height > 200:
        unit = height / (high - low)
        assert (high - span[1]) * unit == pytest.approx(top, abs=1e-6)
        assert (span[0] - low) * unit == pytest.approx(bottom, abs=1e-6)
    assert (span[1] - span[0]) / (high - low) >= 0.29  # a tiny pane still shows something


@pytest.mark.parametrize("value", [70_000.0, 0.0, -5.0, 1e-8])
def test_one_price_gets_a_band_around_it(value: float) -> None:
    low, high = padded((value, value), Margins(10, 10), 100)
    assert low < value < high


def test_levels_nearby_come_into_view_and_far_ones_do_not() -> None:
    assert with_levels((100.0, 200.0), [90, 215, 300, 10]) == (90, 215)
    assert with_levels((100.0, 200.0), []) == (100.0, 200.0)


@settings(deadline=None)
@given(spans, st.lists(st.floats(0, 1e7)))
def test_levels_never_squash_what_is_in_view(
    span: tuple[float, float], levels: list[float]
) -> None:
    low, high = with_levels(span, levels)
    assert (span[1] - span[0]) / (high - low) >= 0.69


def test_zero_is_always_there_with_room_on_both_sides() -> None:
    assert diverging((-100.0, 0.0)) == (-100.0, 16.0)
    assert diverging((0.0, 50.0)) == (-8.0, 50.0)
    assert diverging((0.0, 0.0)) == (-1.0, 1.0)
    assert diverging((-60.0, 40.0)) == (-60.0, 40.0)


def test_stretching_keeps_a_value_in_place() -> None:
    assert stretched((0.0, 10.0), 2, 5.0) == (-5.0, 15.0)
    assert stretched((-5.0, 10.0), 0.5, 0.0) == (-2.5, 5.0)
