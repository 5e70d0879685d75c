"""Published examples of liquidation prices, and what must hold of every map."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.columns import CandleColumns
from tracker.analysis.liquidation_map import WEIGHTS, MapBuilder, liquidation_map
from tracker.analysis.liquidation_price import (
    Position,
    Tier,
    entry_price,
    inverse_price,
    linear_price,
    tiered_price,
    tiers_of,
)
from tracker.domain.derivatives import Side
from tracker.domain.times import DAY_MS, M5

LONG, SHORT = Side.LONG, Side.SHORT


# --- prices ------------------------------------------------------------------------------------


def test_the_published_examples() -> None:
    half, small = Tier(0, 0.005), Tier(0, 0.004)
    assert entry_price(Position(LONG, 20_000, 50), half) == pytest.approx(19_700)
    assert entry_price(Position(SHORT, 20_000, 50), half) == pytest.approx(20_300)
    assert linear_price(Position(LONG, 70_000, 10), small) == pytest.approx(63_253.01, abs=0.005)
    assert linear_price(Position(SHORT, 70_000, 10), small) == pytest.approx(76_693.23, abs=0.005)
    assert inverse_price(Position(LONG, 70_000, 10), small) == pytest.approx(70_000 * 1.004 / 1.1)
    assert inverse_price(Position(SHORT, 70_000, 10), small) == pytest.approx(70_000 * 0.996 / 0.9)


@pytest.mark.parametrize("side", [LONG, SHORT])
@pytest.mark.parametrize(("quantity", "extra"), [(1.0, 0.0), (3.0, 500.0)])
@pytest.mark.parametrize("deduction", [0.0, 50.0])
def test_at_that_price_equity_is_the_maintenance_margin(
    side: Side, quantity: float, extra: float, deduction: float
) -> None:
    one, tier = Position(side, 60_000, 20, quantity, extra), Tier(0, 0.01, deduction)
    price = linear_price(one, tier)
    equity = one.margin + one.sign * quantity * (price - one.entry)
    assert equity == pytest.approx(quantity * price * tier.rate - deduction)
    inverse, plain = Position(side, 60_000, 20), Tier(0, 0.01)
    at = inverse_price(inverse, plain)
    coins = 1 / (inverse.entry * 20) + one.sign * (1 / inverse.entry - 1 / at)
    assert coins == pytest.approx(plain.rate / at)


def test_tiers_are_continuous_and_the_one_at_the_price_holds() -> None:
    tiers = tiers_of([(0, 0.004), (300_000, 0.005), (3_000_000, 0.01)])
    assert [one.deduction for one in tiers] == pytest.approx([0, 300, 15_300])
    for below, above in itertools.pairwise(tiers):
        edge = above.floor_usd
        margins = [edge * one.rate - one.deduction for one in (below, above)]
        assert margins[0] == pytest.approx(margins[1])
    # Worth 3.2M at its entry, in the third tier; at its liquidation it is in the second.
    one = Position(LONG, 80_000, 10, quantity=40)
    price = tiered_price(one, tiers)
    assert 300_000 <= one.quantity * price < 3_000_000
    assert price == linear_price(one, tiers[1])


# --- maps --------------------------------------------------------------------------------------

bars = st.lists(
    st.tuples(st.floats(0.97, 1.03), st.floats(1.0, 1.02), st.floats(-0.2, 0.2)),
    min_size=1,
    max_size=30,
)


@given(bars)
def test_what_must_hold_of_every_map(steps: list[tuple[float, float, float]]) -> None:
    builder = MapBuilder(100 * 0.97**31, 100 * 1.05**31)
    price = outstanding = 100.0
    for step, width, opened in steps:
        price *= step
        low, high = price / width, price * width
        change = outstanding * opened
        builder.add(low, high, change, outstanding, 0.99)
        outstanding += change
        made = builder.made()
        for mass in (made.longs, made.shorts):
            assert (mass >= 0).all()
            assert mass.sum() <= builder.added * (1 + 1e-9)
        assert not made.longs[made.price >= low].any(), "longs lie below the price"
        assert not made.shorts[made.price <= high].any(), "shorts lie above it"
        builder.sweep(low, high)
        again = builder.made()
        assert (again.longs == made.longs).all()
        assert (again.shorts == made.shorts).all()


def _candles(low: list[float], high: list[float], step_ms: int = M5.ms) -> CandleColumns:
    lows, highs = np.array(low), np.array(high)
    opens = np.arange(len(low), dtype=np.int64) * step_ms
    return CandleColumns(
        step_ms, opens, lows, highs, lows, highs, lows, np.ones(len(low), np.bool_)
    )


def test_what_opens_lies_at_its_liquidation_prices_on_both_sides() -> None:
    made = liquidation_map(_candles([100, 100], [100, 100]), np.array([1_000.0, 1_100.0]))
    assert made.longs.sum() == pytest.approx(100)
    assert made.shorts.sum() == pytest.approx(100)
    for leverage, weight in WEIGHTS:
        price = linear_price(Position(LONG, 100, leverage), Tier(0, 0.004))
        nearest = int(np.argmin(np.abs(made.price - price)))
        assert made.longs[nearest - 1 : nearest + 2].sum() == pytest.approx(100 * weight)


def test_closing_takes_from_all_alike_and_time_halves() -> None:
    half = _candles([100, 100, 100], [100, 100, 100])
    closed = liquidation_map(half, np.array([1_000.0, 1_100.0, 550.0]))
    assert closed.longs.sum() == pytest.approx(50, rel=1e-3)
    old = _candles([100, 100, 100], [100, 100, 100], 14 * DAY_MS)
    aged = liquidation_map(old, np.array([1_000.0, 1_100.0, 1_100.0]))
    assert aged.longs.sum() == pytest.approx(50)


def test_unknown_open_interest_adds_nothing_but_price_still_sweeps() -> None:
    candles = _candles([100, 100, 80], [100, 100, 100])
    known = liquidation_map(candles, np.array([1_000.0, 1_100.0, np.nan]))
    assert known.longs[known.price > 80].sum() == 0
    assert known.longs.sum() > 0
    assert len(liquidation_map(candles, np.full(3, np.nan)).price) == 0


def test_what_was_traded_since_the_last_candle_sweeps_too() -> None:
    candles, contracts = _candles([100, 100], [100, 100]), np.array([1_000.0, 1_100.0])
    made = liquidation_map(candles, contracts, (90.0, 110.0))
    assert not made.longs[made.price >= 90].any()
    assert not made.shorts[made.price <= 110].any()
    assert made.longs.any()
    assert made.shorts.any()


def test_sizes_are_relative() -> None:
    made = liquidation_map(_candles([100, 100], [100, 100]), np.array([1_000.0, 1_100.0]))
    longs, shorts = made.relative()
    assert max(longs.max(), shorts.max()) == 1
