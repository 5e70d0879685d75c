"""When a value becomes an alert: the table of docs/methodology.md, section 5.2, and its properties."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.triggers import Direction, Firing, Memory, Place, Sample, Trigger, fold

OVER = Trigger(Direction.ABOVE, 10, 3)
UNDER = Trigger(Direction.BELOW, -10, 3)
EITHER = Trigger(Direction.EITHER, 10, 3, inclusive=True)


def line(*values: float | None) -> list[Sample]:
    return [Sample(at, value) for at, value in enumerate(values)]


def fired(trigger: Trigger, samples: Iterable[Sample], cooldown_ms: int = 0) -> list[int]:
    _, firings = fold(trigger, Memory(), samples, cooldown_ms)
    return [one.sample.at_ms for one in firings]


def test_it_speaks_once_and_again_only_after_it_came_back_a_stretch() -> None:
    #                          armed  fires      not back      back  fires
    assert fired(OVER, line(0, 9, 11, 12, 8, 11, 7.1, 11, 7, 11, 12)) == [2, 9]
    assert fired(UNDER, line(0, -9, -11, -12, -8, -11, -7, -11)) == [2, 7]
    assert fired(EITHER, line(0, 10, 6, -10, 7, 10)) == [1, 3, 5]


def test_the_threshold_itself_is_beyond_only_where_it_is_said() -> None:
    assert fired(OVER, line(0, 10)) == []
    assert fired(UNDER, line(0, -10)) == []
    assert fired(EITHER, line(0, -10)) == [1]


def test_what_is_beyond_when_the_rule_is_made_is_no_news() -> None:
    assert fired(OVER, line(11, 12, 11)) == []
    assert fired(OVER, line(None, None, 11, 12)) == []
    assert fired(OVER, line(11, 5, 11)) == [2]


def test_what_is_unknown_neither_fires_nor_arms() -> None:
    assert fired(OVER, line(0, None, 11)) == [2]
    assert fired(OVER, line(0, 11, None, None, 11)) == [1]
    memory, _ = fold(OVER, Memory(), line(None, None))
    assert memory == Memory(at_ms=1)


def test_a_lower_bound_may_fire_but_cannot_prove_that_it_is_over() -> None:
    low, high = Sample(2, 1, at_least=True), Sample(3, 11, at_least=True)
    assert fired(OVER, [*line(0, 0), low, high]) == [3]
    assert fired(OVER, [*line(0, 11), low, high]) == [1]
    assert fired(OVER, [*line(0, 11), Sample(2, 1), high]) == [1, 3]
    # Where a rule begins, what was seen is not beyond: what goes beyond later is news.
    assert fired(OVER, [low, high]) == [3]


def test_too_little_to_measure_is_calm() -> None:
    calm = Sample(2, None, calm=True)
    assert fired(OVER, [*line(0, 11), calm, Sample(3, 11)]) == [1, 3]
    assert fired(OVER, [calm, Sample(3, 11)]) == [3]


def test_what_crosses_while_it_cools_down_is_told_afterwards_if_it_lasts() -> None:
    assert fired(OVER, line(0, 11, 0, 11, 11, 11, 11, 11), 5) == [1, 6]
    assert fired(OVER, line(0, 11, 0, 11, 0, 0, 0, 0), 5) == [1]
    _, firings = fold(OVER, Memory(), line(0, 11, 0, 11, 11, 11, 11), 5)
    assert [(one.cycle, one.since_ms) for one in firings] == [(1, 1), (2, 3)]


def test_it_must_stay_beyond_for_as_long_as_is_said() -> None:
    holds = Trigger(Direction.ABOVE, 0, 0, hold_ms=3)
    assert fired(holds, line(0, 1, 1, 0, 1, 1, 1, 1, 1)) == [7]
    # Unknown moments in between do not begin the time anew.
    assert fired(holds, line(0, 1, None, None, 1)) == [4]


def test_coming_back_is_told_where_what_it_ends_was() -> None:
    feed = Trigger(Direction.ABOVE, 0, 0, tells_return=True)
    _, firings = fold(feed, Memory(), line(1, 0, 1, 1, None, 0, 1))
    told = [(one.sample.at_ms, one.returned, one.since_ms, one.cycle) for one in firings]
    assert told == [(2, False, 2, 2), (5, True, 2, 3), (6, False, 6, 4)]


def test_a_sample_that_is_not_newer_changes_nothing() -> None:
    memory, _ = fold(OVER, Memory(), line(0, 11))
    assert fold(OVER, memory, [Sample(1, 0), Sample(0, 0)]) == (memory, [])


def test_a_memory_is_one_row_of_json() -> None:
    assert Memory.read(None) == Memory()
    memory = Memory(Place.BEYOND, 3, 5, 4, 4, told=True)
    assert Memory.read(memory.text()) == memory


TRIGGERS = st.builds(
    Trigger,
    st.sampled_from(Direction),
    st.sampled_from([-2.0, 0.0, 2.0]),
    st.sampled_from([0.0, 1.0]),
    inclusive=st.booleans(),
    hold_ms=st.integers(0, 4),
    tells_return=st.booleans(),
)
SAMPLES = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.none() | st.integers(-4, 4).map(float),
        st.booleans(),
        st.booleans(),
    ),
    max_size=40,
)


def series(steps: list[tuple[int, float | None, bool, bool]]) -> list[Sample]:
    samples, at_ms = [], 0
    for step_ms, value, at_least, calm in steps:
        at_ms += step_ms
        samples.append(Sample(at_ms, value, at_least, calm))
    return samples


@given(TRIGGERS, SAMPLES, st.integers(0, 9), st.data())
def test_any_portions_restarts_and_repetitions_give_the_same_firings(
    trigger: Trigger,
    steps: list[tuple[int, float | None, bool, bool]],
    cooldown_ms: int,
    data: st.DataObject,
) -> None:
    samples = series(steps)
    memory, whole = fold(trigger, Memory(), samples, cooldown_ms)
    kept, pieces, at = Memory().text(), list[Firing](), 0
    while at < len(samples):
        back = data.draw(st.integers(0, at))
        end = data.draw(st.integers(at + 1, len(samples)))
        rest, found = fold(trigger, Memory.read(kept), samples[back:end], cooldown_ms)
        kept, at = rest.text(), end
        pieces += found
    assert pieces == whole
    assert Memory.read(kept) == memory


@given(TRIGGERS, SAMPLES, st.integers(0, 9))
def test_no_two_firings_share_a_cycle_and_none_comes_of_the_unknown(
    trigger: Trigger, steps: list[tuple[int, float | None, bool, bool]], cooldown_ms: int
) -> None:
    _, firings = fold(trigger, Memory(), series(steps), cooldown_ms)
    cycles = [one.cycle for one in firings]
    assert cycles == sorted(set(cycles))
    for one in firings:
        assert one.returned or one.sample.value is not None
        assert one.sample.at_ms - one.since_ms >= (0 if one.returned else trigger.hold_ms)
    spoken = [one.sample.at_ms for one in firings if not one.returned]
    assert all(b - a >= cooldown_ms for a, b in pairwise(spoken))
