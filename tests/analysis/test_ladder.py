"""The ladder against section 1.4 of docs/methodology.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis import words
from tracker.analysis.ladder import (
    Focus,
    Rung,
    ceiling,
    distance,
    focus,
    next_resistance,
    next_support,
)
from tracker.domain.level import LevelState, Role

RUNGS = st.builds(
    Rung,
    st.integers(1, 20).map(float),
    st.sampled_from([None, *Role]),
    st.sampled_from(LevelState),
)
S, R = Role.SUPPORT, Role.RESISTANCE
ARMED, BROKEN, FLIPPED = LevelState.ARMED, LevelState.BROKEN, LevelState.FLIPPED
#: As they stood on 11 February 2026: support at 75,000 and 70,000 is broken, at 60,000 it holds.
FEBRUARY = [
    Rung(75_000, Role.SUPPORT, LevelState.FLIPPED),
    Rung(60_000, Role.SUPPORT, LevelState.ARMED),
    Rung(70_000, Role.SUPPORT, LevelState.BROKEN),
]


def test_at_67450_the_next_support_is_60k_and_the_ceiling_70k() -> None:
    found = focus(67_450, FEBRUARY, daily_atr=3_500)
    assert found.support is not None
    assert found.ceiling is not None
    assert found.support.rung.price == 60_000
    assert found.support.distance.fraction == pytest.approx(-0.11045, abs=1e-5)
    assert found.support.distance.daily_atrs == pytest.approx(7_450 / 3_500)
    assert found.ceiling.rung.price == 70_000
    assert found.ceiling.distance.fraction == pytest.approx(0.03781, abs=1e-5)
    assert found.ceiling.distance.daily_atrs == pytest.approx(2_550 / 3_500)


def test_a_resistance_that_price_broke_is_support() -> None:
    rungs = [
        Rung(65_000, Role.RESISTANCE, LevelState.FLIPPED),
        Rung(66_000, Role.RESISTANCE, LevelState.ARMED),
        Rung(67_000, None, LevelState.NEW),
    ]
    assert next_support(67_450, rungs) == rungs[0]


@pytest.mark.parametrize(
    ("role", "state", "supports"),
    [
        (S, LevelState.NEW, True),
        (S, ARMED, True),
        (S, LevelState.TESTING, True),
        (S, LevelState.PIERCED, True),
        (S, BROKEN, False),
        (S, LevelState.RETEST, False),
        (S, FLIPPED, False),
        (R, ARMED, False),
        (R, LevelState.PIERCED, False),
        (R, BROKEN, True),
        (R, FLIPPED, True),
    ],
)
def test_a_break_turns_the_role(role: Role, state: LevelState, supports: bool) -> None:
    assert Rung(70_000, role, state).supports is supports


def test_a_level_that_was_not_placed_yet_is_no_support() -> None:
    waiting = Rung(60_000, None, LevelState.NEW)
    assert next_support(67_450, [waiting]) is None
    assert ceiling(50_000, [waiting]) == waiting


def test_price_on_a_level_has_it_as_ceiling_and_not_as_support() -> None:
    on = Rung(70_000, S, ARMED)
    assert next_support(70_000, [on]) is None
    assert ceiling(70_000, [on]) == on
    assert next_resistance(70_000, [Rung(70_000, R, ARMED)]) is None


def test_an_unbroken_support_above_caps_but_is_no_resistance() -> None:
    pierced = Rung(70_000, S, LevelState.PIERCED)
    assert ceiling(69_900, [pierced]) == pierced
    assert next_resistance(69_900, [pierced]) is None


@pytest.mark.parametrize("unknown", [None, 0.0])
def test_without_a_daily_range_the_distance_in_ranges_is_unknown(unknown: float | None) -> None:
    far = distance(100, 90, unknown)
    assert far.daily_atrs is None
    assert far.fraction == pytest.approx(-0.1)
    assert words.distance(far.fraction, far.daily_atrs) == "\u221210.0\u202f%"
    assert words.distance(-0.054, 2.14) == "\u22125.4\u202f%, 2.1 daily ATR"
    assert focus(100, [], unknown) == Focus(None, None)


@given(st.lists(RUNGS, max_size=8), st.integers(1, 20).map(float))
def test_the_ladder_is_what_its_words_say(rungs: list[Rung], price: float) -> None:
    def supports(rung: Rung) -> bool:
        held = rung.state not in (LevelState.BROKEN, LevelState.RETEST, LevelState.FLIPPED)
        return (rung.role is Role.SUPPORT) == held

    below = [rung.price for rung in rungs if rung.price < price and supports(rung)]
    above = [rung.price for rung in rungs if rung.price >= price]
    against = [rung.price for rung in rungs if rung.price > price and not supports(rung)]
    for found, prices, best in (
        (next_support(price, rungs), below, max),
        (ceiling(price, rungs), above, min),
        (next_resistance(price, rungs), against, min),
    ):
        assert (found.price if found else None) == best(prices, default=None)
