"""However candles arrive, a level says the same, with the same ids: on random walks and real history.

What is stored is folded, as the watch does it: a candle beyond a hole waits for the hole to be
filled, and what never comes is a hole in the end. The state goes through its JSON row each time.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from history import perpetual_hours
from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns
from tracker.analysis.levels import Fold, LevelMachine
from tracker.domain.level import (
    DECISIVE,
    HOURLY,
    Event,
    Role,
    Rule,
    Transition,
    parse_rule,
    transition_id,
)
from tracker.domain.times import H1, parse_iso

RULES = [
    HOURLY,
    DECISIVE,
    replace(parse_rule("touch"), timeframe=H1),
    *map(parse_rule, ("close:1h", "close:4h*2", "close:1h*3+0.5%+0.1atr", "close:1d+1%")),
]
START_MS = parse_iso("2026-01-05T00:00:00Z")


def walk(seed: int, count: int) -> CandleColumns:
    """Hours around 100 that are pulled back to it, with a hole now and then."""
    chance = np.random.default_rng(seed)
    close = np.empty(count)
    price = 101.0
    for at, move in enumerate(chance.normal(0, 0.8, count)):
        price += move + (100 - price) * 0.05
        close[at] = price
    opened = np.concatenate((close[:1], close[:-1]))
    high = np.maximum(opened, close) + np.abs(chance.normal(0, 0.3, count))
    low = np.minimum(opened, close) - np.abs(chance.normal(0, 0.3, count))
    steps = np.where(chance.random(count) < 0.01, 3, 1)
    steps[:24] = 1
    times = START_MS + (np.cumsum(steps) - 1) * H1.ms
    closed, volume = np.ones(count, np.bool_), np.ones(count)
    return CandleColumns(H1.ms, times, opened, high, low, close, volume, closed)


def pick(series: CandleColumns, at: list[int]) -> CandleColumns:
    """These candles, in this order."""
    names = ("open_ms", "open", "high", "low", "close", "volume", "closed")
    return replace(series, **{name: getattr(series, name)[at] for name in names})


def in_one_go(series: CandleColumns, level: float, role: Role, rule: Rule) -> list[Transition]:
    return LevelMachine("BTC", level, role, rule, Fold()).feed(aggregate(series, rule.timeframe))


class Caller:
    """Stores candles as they come, and folds what is new up to the first hole."""

    def __init__(self, series: CandleColumns, level: float, role: Role, rule: Rule) -> None:
        self.series, self.level, self.role, self.rule = series, level, role, rule
        self.stored: set[int] = set()
        self.row = json.dumps(Fold().to_row())
        self.found: list[Transition] = []

    def take(self, numbers: list[int], *, across_holes: bool = False) -> None:
        """Candles of the series by number; some may have come before."""
        self.stored.update(numbers)
        known = aggregate(pick(self.series, sorted(self.stored)), self.rule.timeframe)
        fold = Fold.from_row(json.loads(self.row))
        if not across_holes:
            known = known.head(self._until_hole(known.open_ms.tolist(), fold.last_open_ms))
        machine = LevelMachine("BTC", self.level, self.role, self.rule, fold)
        self.found += machine.feed(known)
        self.row = json.dumps(fold.to_row(), allow_nan=False)

    def _until_hole(self, opened: list[int], last_ms: int | None) -> int:
        step = self.rule.timeframe.ms
        new = [one for one in opened if last_ms is None or one > last_ms]
        first = last_ms + step if last_ms is not None else min(new, default=0)
        run = (at for at, one in enumerate(new) if one != first + at * step)
        return len(opened) - len(new) + next(run, len(new))


def deliveries(chance: random.Random, count: int, first: int) -> Iterator[list[int]]:
    """Numbers below `count` in chunks: late, early, again; the first ones first, to place the level."""
    yield list(range(first))
    # Each comes up to forty places away from its own.
    order = sorted(range(first, count), key=lambda at: at + chance.uniform(0, 40))
    done = 0
    while done < len(order):
        size = chance.randint(1, 60)
        again = chance.choices([*range(first), *order[:done]], k=chance.randint(0, 10))
        yield [*again, *order[done : done + size]]
        done += size


def ids(found: list[Transition]) -> list[str]:
    return [transition_id(one, 1) for one in found]


@given(st.integers(0, 2**32), st.sampled_from(RULES), st.sampled_from(Role))
def test_any_order_of_arrival_gives_the_same_events_on_random_walks(
    seed: int, rule: Rule, role: Role
) -> None:
    chance = random.Random(seed)
    series = walk(seed, chance.randint(24, 600))
    caller = Caller(series, 100.0, role, rule)
    for chunk in deliveries(chance, len(series), 24):
        caller.take(chunk)
    caller.take([], across_holes=True)
    expected = in_one_go(series, 100.0, role, rule)
    assert caller.found == expected
    assert len(set(ids(expected))) == len(expected)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.word)
@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_any_order_of_arrival_gives_the_same_events_on_real_history(
    shared: Path, venue: str, rule: Rule
) -> None:
    series = perpetual_hours(shared, venue).between(START_MS, parse_iso("2026-02-20T00:00:00Z"))
    met = 0
    for level in range(60_000, 100_000, 5_000):
        role = Role.SUPPORT if level < series.close[23] else Role.RESISTANCE
        caller = Caller(series, level, role, rule)
        for chunk in deliveries(random.Random(f"{venue} {rule.word} {level}"), len(series), 24):
            caller.take(chunk)
        caller.take([], across_holes=True)
        expected = in_one_go(series, level, role, rule)
        assert caller.found == expected
        assert ids(caller.found) == ids(expected)
        met += sum(one.event is Event.BROKEN for one in expected)
    assert met >= 5, "history in which nothing breaks shows nothing"


@pytest.mark.parametrize("rule", [HOURLY, DECISIVE], ids=lambda rule: rule.word)
def test_a_restart_after_every_candle_of_real_history_changes_nothing(
    shared: Path, rule: Rule
) -> None:
    series = aggregate(perpetual_hours(shared, "binance"), rule.timeframe)
    rows = list(
        zip(
            *(one.tolist() for one in (series.open_ms, series.high, series.low, series.close)),
            strict=True,
        )
    )
    for level in (60_000.0, 70_000.0, 75_000.0, 90_000.0):
        row = json.dumps(Fold().to_row())
        found: list[Transition] = []
        for one in rows:
            fold = Fold.from_row(json.loads(row))
            machine = LevelMachine("BTC", level, Role.SUPPORT, rule, fold)
            found += machine.step(*one)
            found += machine.step(*one)
            row = json.dumps(fold.to_row())
        assert found == in_one_go(series, level, Role.SUPPORT, rule)
        assert found
