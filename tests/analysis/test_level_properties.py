"""The level state machine by its properties, and against a second implementation that shares nothing with it
but the text."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import naive_level
from analysis.level_paths import (
    LEVEL,
    PATHS,
    RULES,
    SIDES,
    START,
    candles,
    machine,
    mirrored,
    run,
    said,
    walk,
)
from naive_level import Bar
from tracker.analysis.levels import Fold
from tracker.domain.candle import Candle
from tracker.domain.level import (
    HOURLY,
    TOUCH,
    Event,
    Role,
    Rule,
    Transition,
    transition_id,
)


@given(PATHS, st.sampled_from(RULES), SIDES)
def test_a_restart_between_any_two_candles_changes_nothing(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role
) -> None:
    series = candles(walk(path, rule), rule)
    expected, fold = run(rule, role, series)
    row = json.dumps(Fold().to_row())
    found: list[Transition] = []
    for candle in series:
        judge = machine(rule, role, Fold.from_row(json.loads(row)))
        found += judge.feed([candle])
        row = json.dumps(judge.fold.to_row(), allow_nan=False)
    assert found == expected
    assert Fold.from_row(json.loads(row)) == fold
    assert [transition_id(one, 1) for one in found] == [transition_id(one, 1) for one in expected]


@given(PATHS, st.sampled_from(RULES), SIDES, st.data())
def test_chunks_duplicates_and_stale_candles_change_nothing(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role, data: st.DataObject
) -> None:
    series = candles(walk(path, rule), rule)
    expected, fold = run(rule, role, series)
    judge = machine(rule, role)
    found: list[Transition] = []
    done = 0
    while done < len(series):
        size = data.draw(st.integers(1, 10))
        again = [series[data.draw(st.integers(0, done - 1))] for _ in range(2) if done]
        found += judge.feed([*again, *series[done : done + size]])
        done += size
    assert found == expected
    assert replace(judge.fold, ignored=0) == fold


@given(PATHS, st.sampled_from(RULES), SIDES, st.data())
def test_running_and_malformed_candles_change_nothing_but_the_count(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role, data: st.DataObject
) -> None:
    series = candles(walk(path, rule), rule)
    expected, fold = run(rule, role, series)
    disturbed: list[Candle] = []
    malformed = 0
    for candle in series:
        kind = data.draw(st.sampled_from(["none", "running", "malformed"]))
        if kind == "running":
            disturbed.append(replace(candle, low=1.0, close=1.0, closed=False))
        elif kind == "malformed":
            disturbed.append(replace(candle, close=math.nan))
            malformed += 1
        disturbed.append(candle)
    found, after = run(rule, role, disturbed)
    assert found == expected
    assert after == replace(fold, malformed=malformed)


@given(PATHS, st.sampled_from(RULES))
def test_a_resistance_is_the_mirror_of_a_support(
    path: list[tuple[int, int, int, int]], rule: Rule
) -> None:
    bars = walk(path, rule)
    below, fold = run(rule, Role.SUPPORT, candles(bars, rule))
    above, mirror = run(rule, Role.RESISTANCE, candles(mirrored(bars), rule))
    assert said(below) == said(above)
    for one, other in zip(below, above, strict=True):
        assert one.price + other.price == 2 * LEVEL
        assert (one.extreme is None) == (other.extreme is None)
        if one.extreme is not None and other.extreme is not None:
            assert one.extreme + other.extreme == pytest.approx(2 * LEVEL)
    assert replace(fold, previous_close=None) == replace(mirror, previous_close=None)


@given(PATHS, st.sampled_from(RULES), SIDES)
def test_every_event_comes_at_most_once_a_cycle_and_cycles_only_rise(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role
) -> None:
    transitions, fold = run(rule, role, candles(walk(path, rule), rule))
    counts = Counter((one.cycle, one.event) for one in transitions)
    assert not counts or max(counts.values()) == 1
    cycles = [one.cycle for one in transitions]
    assert cycles == sorted(cycles)
    assert fold.cycle - max(cycles, default=1) in (0, 1)
    assert len({transition_id(one, 1) for one in transitions}) == len(transitions)


@given(PATHS, st.sampled_from(RULES), SIDES)
def test_an_event_is_marked_exactly_where_its_candle_follows_a_hole(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role
) -> None:
    bars = walk(path, rule)
    opened = {bar.open_ms for bar in bars}
    for one in run(rule, role, candles(bars, rule))[0]:
        follows = (
            one.bar_open_ms - rule.timeframe.ms in opened or one.bar_open_ms == bars[0].open_ms
        )
        assert one.gap is not follows


@given(PATHS, st.sampled_from(RULES), SIDES)
def test_both_implementations_agree_on_drawn_paths(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role
) -> None:
    bars = walk(path, rule)
    transitions, fold = run(rule, role, candles(bars, rule))
    other = naive_level.Level(LEVEL, role, rule)
    assert said(transitions) == other.fold(bars)
    assert (fold.state, fold.cycle) == (other.state, other.cycle)


def random_walk(chance: random.Random, rule: Rule, length: int) -> list[Bar]:
    """A random walk that is pulled back to the level, calm and wild by turns, with a few holes."""
    bars: list[Bar] = []
    close, open_ms, spread = LEVEL * chance.uniform(0.97, 1.03), START, 0.004
    for _ in range(length):
        if chance.random() < 0.05:
            spread = chance.choice([0.001, 0.003, 0.006, 0.015])
        opened = close
        pull = 0.05 * (LEVEL - close) / LEVEL
        close *= 1 + pull + chance.gauss(0, spread)
        high = max(opened, close) * (1 + abs(chance.gauss(0, spread / 2)))
        low = min(opened, close) * (1 - abs(chance.gauss(0, spread / 2)))
        open_ms += rule.timeframe.ms * (chance.randint(2, 5) if chance.random() < 0.02 else 1)
        bars.append(Bar(open_ms, high, low, close))
    return bars


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.word)
def test_both_implementations_agree_on_long_random_walks(rule: Rule) -> None:
    met: Counter[str] = Counter()
    for seed in range(25):
        chance = random.Random(f"{rule.word} {seed}")
        bars = random_walk(chance, rule, 400)
        for role in Role:
            transitions, fold = run(rule, role, candles(bars, rule))
            other = naive_level.Level(LEVEL, role, rule)
            expected = other.fold(bars)
            assert said(transitions) == expected, f"seed {seed}, {role}"
            assert (fold.state, fold.cycle) == (other.state, other.cycle)
            met.update(one.event for one in transitions)
    # Under the touch rule nothing is only pierced, so no break of it turns out false.
    possible = set(Event) - ({Event.FALSE_BREAK} if rule.on_touch else set())
    assert set(met) == possible
    assert min(met.values()) >= 10


def test_the_walks_are_long_enough_to_meet_every_reason() -> None:
    reasons: Counter[Any] = Counter()
    for rule in (HOURLY, TOUCH):
        bars = random_walk(random.Random(7), rule, 2_000)
        for role in Role:
            reasons.update(one.reason for one in run(rule, role, candles(bars, rule))[0])
    assert {"closes", "extension", "touch", None} == set(reasons)
