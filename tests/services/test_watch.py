"""Levels judged on stored candles: where they are placed, what a hole does, what order cannot do."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from services.conftest import until
from services.samples import (
    NOW_MS,
    SPOT,
    Alpha,
    HandClock,
    Network,
    add,
    calm,
    candle,
    candles,
    every_close,
    judged,
)
from tracker.domain.level import Level, LevelState, Role, Transition, rules_on
from tracker.domain.market import Contract, Market
from tracker.domain.times import (
    D1,
    DAY_MS,
    H1,
    H4,
    HOUR_MS,
    M1,
    M5,
    M15,
    Interval,
    base_interval,
    parse_iso,
)
from tracker.services import watch as watch_module
from tracker.services.feed import Feed
from tracker.services.health import HealthBook
from tracker.services.history import History
from tracker.services.judging import Hole, Verdict
from tracker.services.runner import Bench, SourceRunner
from tracker.services.storage import Storage
from tracker.services.watch import Watch

CALM = 70_000.0


def events(verdict: Verdict) -> list[str]:
    return [str(one.event) for one in verdict.transitions]


async def state_of(storage: Storage, level: Level, rule: str = "hourly") -> LevelState | None:
    states = await storage.journal(lambda journal: journal.states(level.id))
    return next((one.state for one in states if one.rule == rule), None)


async def role_of(storage: Storage, level: Level) -> Role | None:
    levels = await storage.journal(lambda journal: journal.levels())
    return next(one.role for one in levels if one.id == level.id)


# --- where a level begins --------------------------------------------------------------------------


async def test_a_level_is_placed_on_the_newest_candle_that_had_closed_when_it_was_made(
    storage: Storage,
) -> None:
    # Below the level until an hour before it was made, above it in the last closed candle.
    rows = [*calm(NOW_MS - HOUR_MS, 68_000.0), candle(NOW_MS - HOUR_MS, CALM, opened=68_000.0)]
    level = await add(storage, 69_000.0, created_ms=NOW_MS + 30 * 60_000)
    running = candle(NOW_MS, 60_000.0, closed=False)
    verdict = await judged(storage, [*rows, running], NOW_MS + 30 * 60_000)
    assert events(verdict) == []
    assert await role_of(storage, level) is Role.SUPPORT
    assert await state_of(storage, level) is LevelState.ARMED


async def test_candles_that_closed_after_a_level_was_made_do_not_place_it(
    storage: Storage,
) -> None:
    level = await add(storage, 69_000.0)
    fall = candle(NOW_MS, 68_000.0, opened=CALM)
    verdict = await judged(storage, [*calm(NOW_MS, CALM), fall], NOW_MS + HOUR_MS)
    assert events(verdict) == ["pierced", "broken"]
    assert await role_of(storage, level) is Role.SUPPORT


async def test_a_stale_cache_places_nothing_until_a_candle_closes_after_it(
    storage: Storage,
) -> None:
    level = await add(storage, 69_000.0)
    old = calm(NOW_MS - DAY_MS - HOUR_MS, 80_000.0)
    assert await judged(storage, old, NOW_MS) == Verdict()
    assert await state_of(storage, level) is None
    assert await role_of(storage, level) is None
    await judged(storage, [candle(NOW_MS, 68_000.0)], NOW_MS + HOUR_MS)
    assert await role_of(storage, level) is Role.RESISTANCE
    assert await state_of(storage, level) is LevelState.ARMED


async def test_a_level_that_price_is_already_beyond_never_alerts(storage: Storage) -> None:
    level = await add(storage, 71_000.0, role=Role.SUPPORT)
    verdict = await judged(storage, calm(NOW_MS, CALM), NOW_MS)
    assert events(verdict) == ["already_beyond"]
    assert await state_of(storage, level) is LevelState.FLIPPED


async def test_levels_of_other_venues_and_other_coins_are_left_alone(storage: Storage) -> None:
    other = await add(storage, 69_000.0, venue="alpha")
    ether = await add(storage, 69_000.0, asset="ETH")
    fall = candle(NOW_MS, 60_000.0, opened=CALM)
    assert await judged(storage, [*calm(NOW_MS, CALM), fall], NOW_MS + HOUR_MS) == Verdict()
    for level in (other, ether):
        assert await state_of(storage, level) is None


# --- holes -----------------------------------------------------------------------------------------


async def test_a_candle_beyond_a_hole_waits(storage: Storage) -> None:
    level = await add(storage, 69_000.0, "close:1h*2")
    before = [*calm(NOW_MS, CALM), candle(NOW_MS, 68_900.0, opened=CALM)]
    beyond = [candle(NOW_MS + at * HOUR_MS, 68_900.0) for at in (3, 4)]
    verdict = await judged(storage, [*before, *beyond], NOW_MS + 5 * HOUR_MS)
    assert events(verdict) == ["pierced"]
    assert verdict.hole == Hole(NOW_MS + HOUR_MS, NOW_MS + 3 * HOUR_MS)
    # Filled: the series is judged as if it had never been missing.
    filled = [candle(NOW_MS + at * HOUR_MS, 68_900.0) for at in (1, 2)]
    verdict = await judged(storage, filled, NOW_MS + 5 * HOUR_MS)
    assert events(verdict) == ["broken"]
    (broken,) = verdict.transitions
    assert (broken.bar_open_ms, broken.gap) == (NOW_MS + HOUR_MS, False)
    assert await state_of(storage, level, "close:1h*2") is LevelState.BROKEN


async def test_closes_do_not_count_across_a_hole(storage: Storage) -> None:
    await add(storage, 69_000.0, "close:1h*2")
    before = [*calm(NOW_MS, CALM), candle(NOW_MS, 68_900.0, opened=CALM)]
    first = candle(NOW_MS + 2 * HOUR_MS, 68_900.0)
    verdict = await judged(storage, [*before, first], NOW_MS + 3 * HOUR_MS, holes_ok=True)
    assert events(verdict) == ["pierced"]
    second = candle(NOW_MS + 3 * HOUR_MS, 68_900.0)
    verdict = await judged(storage, [second], NOW_MS + 4 * HOUR_MS)
    assert events(verdict) == ["broken"]


async def test_a_break_right_behind_a_hole_is_marked(storage: Storage) -> None:
    await add(storage, 69_000.0)
    rows = [*calm(NOW_MS, CALM), candle(NOW_MS + 2 * HOUR_MS, 60_000.0)]
    verdict = await judged(storage, rows, NOW_MS + 3 * HOUR_MS, holes_ok=True)
    assert events(verdict) == ["pierced", "broken"]
    assert all(one.gap for one in verdict.transitions)


# --- time and order --------------------------------------------------------------------------------


@pytest.mark.parametrize(("after_ms", "late"), [(0, False), (120_000, False), (120_001, True)])
async def test_what_was_found_two_minutes_after_the_close_is_late(
    storage: Storage, after_ms: int, late: bool
) -> None:
    await add(storage, 69_000.0)
    rows = [*calm(NOW_MS, CALM), candle(NOW_MS, 60_000.0, opened=CALM)]
    verdict = await judged(storage, rows, NOW_MS + HOUR_MS + after_ms)
    assert [one.late for one in verdict.transitions] == [late, late]


async def test_what_happened_is_told_in_order_the_higher_level_first(storage: Storage) -> None:
    for price in (68_000.0, 69_000.0):
        await add(storage, price)
    rows = [*calm(NOW_MS, CALM), *candles(NOW_MS, [69_500.0, 60_000.0])]
    verdict = await judged(storage, rows, NOW_MS + 2 * HOUR_MS)
    told = [(one.level, str(one.event)) for one in verdict.transitions]
    assert told == [
        (69_000.0, "pierced"),
        (69_000.0, "broken"),
        (68_000.0, "pierced"),
        (68_000.0, "broken"),
    ]


def walk(seed: int, count: int) -> list[float]:
    rng = random.Random(seed)
    prices, price = [], CALM
    for _ in range(count):
        price *= 1 + rng.gauss(0, 0.006)
        prices.append(price)
    return prices


@pytest.mark.parametrize("seed", range(3))
async def test_pieces_repetitions_and_order_do_not_change_what_happened(
    storage: Storage, seed: int
) -> None:
    """The same candles in any pieces give the same events: the series is judged, not the stream."""
    for price in (69_000.0, 71_000.0):
        await add(storage, price)
        await add(storage, price, asset="ETH")
    await storage.write(calm(NOW_MS, CALM))
    rows = candles(NOW_MS, walk(seed, 60))
    end_ms = NOW_MS + 60 * HOUR_MS
    rng = random.Random(seed)
    pieces = rng.sample(rows, len(rows))
    for at in range(0, len(pieces), 7):
        await judged(storage, [*pieces[at : at + 7], *pieces[:3]], end_ms)
    in_pieces = await storage.journal(lambda journal: journal.transitions("BTC", 0, end_ms + 1))
    # The same prices as another coin's, judged in one go.
    ether = Market("binance-spot", "ETHUSDT", "ETH", Contract.SPOT)
    whole = [
        candle(one.open_ms, one.close, opened=one.open, market=ether)
        for one in [*calm(NOW_MS, CALM), *rows]
    ]
    await storage.write(whole)
    await storage.judge(
        lambda reader, journal: watch_module.judge(
            reader, journal, ether, H1, now_ms=end_ms, holes_ok=False
        )
    )
    at_once = await storage.journal(lambda journal: journal.transitions("ETH", 0, end_ms + 1))
    assert at_once

    def facts(found: list[Transition]) -> list[tuple[object, ...]]:
        return sorted((one.at_ms, one.level, str(one.event), one.cycle, one.gap) for one in found)

    assert facts(in_pieces) == facts(at_once)


# --- timeframes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("timeframe", "base"),
    [
        ("1h", H1),
        ("2h", H1),
        ("90m", M15),
        ("7m", M1),
        ("8h", H4),
        ("3d", D1),
        ("1w", D1),
        ("10m", M5),
    ],
)
def test_a_timeframe_is_made_of_the_longest_that_divides_it(timeframe: str, base: Interval) -> None:
    assert base_interval(Interval.parse(timeframe)) == base


async def test_a_level_is_judged_on_the_intervals_of_its_rules(storage: Storage) -> None:
    level = await add(storage, 69_000.0, "hourly", "decisive", "close:2h", "touch")
    words = {one: [rule.word for rule in rules_on(level, one)] for one in (M1, M5, H1, D1)}
    assert words == {M1: ["touch"], M5: [], H1: ["hourly", "close:2h"], D1: ["decisive"]}


async def test_a_longer_timeframe_is_made_of_complete_parts_only(storage: Storage) -> None:
    level = await add(storage, 69_000.0, "close:2h")
    await storage.write(calm(NOW_MS, CALM))
    verdict = await judged(storage, [candle(NOW_MS, 68_000.0, opened=CALM)], NOW_MS + HOUR_MS)
    assert events(verdict) == []
    verdict = await judged(storage, [candle(NOW_MS + HOUR_MS, 68_500.0)], NOW_MS + 2 * HOUR_MS)
    assert events(verdict) == ["pierced", "broken"]
    broken = verdict.transitions[-1]
    assert (broken.bar_open_ms, broken.at_ms) == (NOW_MS, NOW_MS + 2 * HOUR_MS)
    assert (broken.price, broken.extreme) == (68_500.0, 68_000.0)
    assert await state_of(storage, level, "close:2h") is LevelState.BROKEN


async def test_weeks_begin_on_monday(storage: Storage) -> None:
    monday = parse_iso("2026-02-02T00:00:00Z")
    await add(storage, 69_000.0, "close:1w", created_ms=monday)
    await storage.write(calm(monday, CALM, interval=D1))
    week = candles(monday, [68_000.0] * 7, interval=D1)
    verdict = await judged(storage, week[:6], monday + 6 * DAY_MS, interval=D1)
    assert events(verdict) == []
    verdict = await judged(storage, week[6:], monday + 7 * DAY_MS, interval=D1)
    assert events(verdict) == ["pierced", "broken"]
    assert verdict.transitions[-1].bar_open_ms == monday


# --- filling holes ---------------------------------------------------------------------------------


@dataclass
class Watched:
    """A watch over a real history; only the venue's answers are played."""

    watch: Watch
    network: Network
    told: list[str] = field(default_factory=list)


class Spot(Alpha):
    """The hand-turned venue in the place of the reference market."""

    def market(self, asset: str) -> Market:
        return Market("binance-spot", f"{asset}USDT", asset, Contract.SPOT)


Spot.venue = "binance-spot"


@pytest.fixture
async def watched(storage: Storage) -> AsyncIterator[Watched]:
    network, clock, health, source = (
        Network(),
        HandClock(NOW_MS + 5 * HOUR_MS),
        HealthBook(),
        Spot(),
    )
    health.expect(source)

    async def nothing(_: object) -> None:
        pass

    feed = Feed(storage, nothing)
    history = History(
        storage, feed, health, clock, on_grown=nothing, on_progress=lambda _progress: None
    )
    runner = SourceRunner(source, ["BTC"], Bench(network, feed, health, clock), [])
    serving = asyncio.create_task(history.serve(runner))
    told: list[str] = []

    async def happened() -> None:
        told.append("something")

    watch = Watch(storage, history, venue_now_ms=lambda _venue: clock.now_ms(), on_events=happened)
    await until(lambda: history._runners)
    yield Watched(watch, network, told)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def with_a_hole(storage: Storage) -> None:
    """Calm until 16:00, nothing for two hours, then far below."""
    await add(storage, 69_000.0)
    rows = [*calm(NOW_MS, CALM), candle(NOW_MS + 2 * HOUR_MS, 60_000.0)]
    await storage.write(rows)


async def broken(storage: Storage) -> list[Transition]:
    found = await storage.journal(lambda journal: journal.transitions("BTC", 0, 1 << 60))
    return [one for one in found if str(one.event) == "broken"]


async def test_a_hole_is_asked_for_once_and_judged_when_it_is_filled(
    storage: Storage, watched: Watched
) -> None:
    await with_a_hole(storage)
    watched.network.answers["alpha/candles"] = lambda request: every_close(request, CALM)
    await asyncio.gather(*(watched.watch.check([(SPOT, H1)]) for _ in range(3)))
    (asked,) = watched.network.asked
    assert (asked.params["from"], asked.params["to"]) == (NOW_MS, NOW_MS + 2 * HOUR_MS)
    (one,) = await broken(storage)
    assert not one.gap
    assert watched.told == ["something"]


async def test_a_hole_that_the_venue_has_nothing_for_is_judged_across(
    storage: Storage, watched: Watched
) -> None:
    await with_a_hole(storage)
    watched.network.answers["alpha/candles"] = b"{}"
    await watched.watch.check([(SPOT, H1)])
    (one,) = await broken(storage)
    assert one.gap


async def test_a_hole_is_not_waited_for_longer_than_a_minute(
    storage: Storage,
    watched: Watched,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert watch_module._PATIENCE_S == 60.0
    monkeypatch.setattr(watch_module, "_PATIENCE_S", 0.05)
    asked = asyncio.Event()

    async def never(*_: object) -> object:
        asked.set()
        return await asyncio.Event().wait()

    monkeypatch.setattr(watched.network, "get", never)
    await with_a_hole(storage)
    await watched.watch.check([(SPOT, H1)])
    assert asked.is_set()
    (one,) = await broken(storage)
    assert one.gap
    assert "a hole could not be filled" in caplog.text
