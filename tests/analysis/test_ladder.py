"""Which level is next below price and which caps it (section 1.4 of docs/methodology.md)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.ladder import Rung, ceiling, next_resistance, next_support
from tracker.domain.level import LevelState, Role

S, R = Role.SUPPORT, Role.RESISTANCE
ARMED, BROKEN, FLIPPED = LevelState.ARMED, LevelState.BROKEN, LevelState.FLIPPED
RUNGS = st.lists(
    st.builds(
        Rung,
        st.integers(1, 20).map(float),
        st.sampled_from((S, R, None)),
        st.sampled_from(list(LevelState)),
    ),
    max_size=12,
)


def test_the_levels_of_february_2026() -> None:
    rungs = [Rung(75_000, S, FLIPPED), Rung(70_000, S, BROKEN), Rung(60_000, S, ARMED)]
    assert next_support(67_450, rungs) == rungs[2]
    assert ceiling(67_450, rungs) == rungs[1]
    assert next_resistance(67_450, rungs) == rungs[1]


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


def test_without_levels_there_is_neither() -> None:
    assert next_support(1.0, []) is None
    assert ceiling(1.0, []) is None
    assert next_resistance(1.0, []) is None


@given(RUNGS, st.integers(1, 20))
def test_nothing_of_the_same_kind_lies_between_price_and_the_rung(
    rungs: list[Rung], price: int
) -> None:
    below = [one.price for one in rungs if one.price < price and one.supports]
    support = next_support(price, iter(rungs))
    assert (support.price if support else None) == max(below, default=None)
    above = [one.price for one in rungs if one.price >= price]
    cap = ceiling(price, iter(rungs))
    assert (cap.price if cap else None) == min(above, default=None)
    against = [one.price for one in rungs if one.price > price and not one.supports]
    resistance = next_resistance(price, iter(rungs))
    assert (resistance.price if resistance else None) == min(against, default=None)
