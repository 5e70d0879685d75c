"""Numbers as words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.ui.charts.figures import (
    compact,
    compact_step,
    decimals_with,
    fixed,
    percent,
    price_decimals,
    step_decimals,
)


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (1_234_567.8, 1, "1,234,567.8"),
        (0.00001234, 8, "0.00001234"),
        (-69_015, 0, "\N{MINUS SIGN}69,015"),
        (-0.001, 2, "0.00"),
    ],
)
def test_prices(value: float, decimals: int, words: str) -> None:
    assert fixed(value, decimals) == words


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([67_450.1, 67_450.0], 1),
        ([70_000], 0),
        ([0.00001234, 0.00001], 8),
        ([1_234_567.8], 1),
        ([1.3731], 4),
        ([math.nan, 609.6], 1),
        ([], 2),
        ([0.0], 2),
        ([69_015.123456], 3),
        ([0.00000960155321], 11),
    ],
)
def test_decimals_are_those_of_the_market(values: list[float], decimals: int) -> None:
    assert price_decimals(np.array(values, np.float64)) == decimals


@given(
    st.lists(
        st.one_of(
            st.integers(0, 10_000_000).map(lambda ticks: ticks / 100),
            st.integers(0, 99_999).map(lambda ticks: ticks / 1e8),
            st.floats(0, 1e6),
            st.just(math.nan),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_newest_price_beside_others_needs_as_many_as_all_together(values: list[float]) -> None:
    prices = np.array(values, np.float64)
    assert decimals_with(prices[:-1], values[-1]) == price_decimals(prices)


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (0, 3, "0"),
        (5, 3, "5"),
        (12.34, 3, "12.3"),
        (310, 3, "310"),
        (1234, 3, "1.23K"),
        (88_000, 3, "88.0K"),
        (999_950, 3, "1.00M"),
        (999.96, 3, "1.00K"),
        (612_400, 4, "612.4K"),
        (237e6, 3, "237M"),
        (-2e9, 3, "\N{MINUS SIGN}2.00B"),
        (4.4e12, 3, "4.40T"),
        (math.nan, 3, "\N{EN DASH}"),
        (0.0123, 3, "0.0123"),
    ],
)
def test_amounts(value: float, digits: int, words: str) -> None:
    assert compact(value, digits) == words


@settings(deadline=None)
@given(st.floats(1e-3, 1e14), st.integers(3, 5))
def test_amounts_lose_only_what_they_may(value: float, digits: int) -> None:
    words = compact(value, digits)
    units = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
    number = float(words.rstrip("KMBT")) * units.get(words[-1], 1)
    assert math.isclose(number, value, rel_tol=10.0 ** (1 - digits))


@pytest.mark.parametrize(
    ("value", "step", "words"),
    [
        (0, 2500, "0"),
        (612_500, 2500, "612.5K"),
        (610_000, 2500, "610.0K"),
        (-180e6, 20e6, "\N{MINUS SIGN}180M"),
        (1.5e9, 0.25e9, "1.50B"),
        (0.5, 0.25, "0.50"),
    ],
)
def test_axis_labels(value: float, step: float, words: str) -> None:
    assert compact_step(value, step) == words


@settings(deadline=None)
@given(st.integers(-9, 9), st.sampled_from([1.0, 2.0, 2.5, 5.0]), st.integers(-300, 300))
def test_labels_a_step_apart_differ(power: int, mantissa: float, first: int) -> None:
    step = mantissa * 10.0**power
    labels = [fixed((first + n) * step, step_decimals(step)) for n in range(5)]
    assert len(set(labels)) == 5


@pytest.mark.parametrize(
    ("fraction", "words"),
    [
        (-0.0137, "\N{MINUS SIGN}1.37 %"),
        (0.0, "0.00 %"),
        (0.5, "+50.00 %"),
        (1e-7, "0.00 %"),
        (math.nan, "\N{EN DASH}"),
    ],
)
def test_changes(fraction: float, words: str) -> None:
    assert percent(fraction) == words.replace(" ", "\N{NARROW NO-BREAK SPACE}")
