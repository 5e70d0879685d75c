"""Swing highs and lows against the definition in section 1.7 of docs/methodology.md."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.pivots import PIVOT_REACH, swing_highs, swing_lows

# Few different prices, so that most windows hold equal ones.
PRICES = st.lists(st.integers(1, 6).map(float), max_size=80)
REACH = st.integers(1, 13)


def plain_lows(prices: list[float], reach: int) -> list[int]:
    return [
        at
        for at in range(reach, len(prices) - reach)
        if all(prices[at] < before for before in prices[at - reach : at])
        and all(prices[at] <= after for after in prices[at + 1 : at + reach + 1])
    ]


@given(PRICES, REACH)
def test_a_low_is_below_all_before_it_and_not_above_any_after_it(
    prices: list[float], reach: int
) -> None:
    assert swing_lows(np.array(prices), reach).tolist() == plain_lows(prices, reach)


@given(PRICES, REACH)
def test_a_high_is_the_mirror_of_a_low(prices: list[float], reach: int) -> None:
    mirrored = [10 - price for price in prices]
    assert swing_highs(np.array(prices), reach).tolist() == plain_lows(mirrored, reach)


@given(PRICES, REACH, st.integers(0, 80))
def test_a_pivot_is_known_so_many_candles_later_and_stays_one(
    prices: list[float], reach: int, known: int
) -> None:
    whole = swing_lows(np.array(prices), reach)
    early = swing_lows(np.array(prices[:known]), reach)
    assert early.tolist() == whole[whole + reach < min(known, len(prices))].tolist()


def test_the_first_of_two_equal_lows_is_the_pivot() -> None:
    assert swing_lows(np.array([5.0, 4, 2, 3, 2, 4, 5]), 2).tolist() == [2]
    # Further apart than the reach, both are.
    assert swing_lows(np.array([5.0, 4, 2, 3, 3, 2, 4, 5]), 2).tolist() == [2, 5]


def test_a_price_that_stands_still_has_no_pivots_and_a_plateau_one() -> None:
    flat = np.full(100, 7.0)
    assert swing_lows(flat).tolist() == []
    assert swing_highs(flat).tolist() == []
    flat[:20] = 9.0
    flat[70:] = 9.0
    assert swing_lows(flat).tolist() == [20]


def test_the_reach_is_twelve_unless_it_is_said() -> None:
    prices = np.abs(np.arange(40.0) - 12)
    assert PIVOT_REACH == 12
    assert swing_lows(prices).tolist() == [12]
    assert swing_lows(prices[1:]).tolist() == []
    assert swing_lows(prices[:25]).tolist() == [12]
    assert swing_lows(prices[:24]).tolist() == []


def test_a_pivot_needs_a_candle_on_either_side() -> None:
    with pytest.raises(ValueError, match="either side"):
        swing_highs(np.array([1.0]), 0)
