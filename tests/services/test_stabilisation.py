"""The stabilisation monitor over a real store: turns, alerts once, restarts, silent feeds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import numpy as np
import pytest

from services.conftest import Start
from services.samples import NOW_MS, HandClock, candles
from tracker.analysis.episode import Memory, Phase
from tracker.analysis.episodes import SpanFold
from tracker.analysis.recovery_checks import Outcome
from tracker.domain.alert import Alert, Priority
from tracker.domain.cascade import Episode
from tracker.domain.derivatives import Liquidation, OpenInterest, Side
from tracker.domain.health import Channel, Observed
from tracker.domain.level import Level, Role
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.domain.translating import use_translator
from tracker.domain.wording import say
from tracker.services.monitor import (
    CONDITION,
    Monitor,
    pace_line,
    pending,
    read_monitor,
    remembered,
)
from tracker.services.readings import defended_price
from tracker.services.stabilisation import StabilisationWatch
from tracker.services.storage import Storage
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.store.market_reader import FOREVER_MS

SOURCES = [
    Source.registry[venue]() for venue in ("binance-spot", "binance", "bybit", "okx", "gate")
]
BYBIT, OKX = SOURCES[2].market("BTC"), SOURCES[3].market("BTC")
DAYS = 13
BEGIN_MS = NOW_MS - DAYS * DAY_MS


def forced(at_ms: int, usd: float, side: Side = Side.LONG) -> Liquidation:
    return Liquidation(BYBIT, at_ms, side, 70_000.0, usd / 70_000, usd)


def hourly(start_ms: int, end_ms: int, usd: float = 1e5) -> Iterable[Liquidation]:
    for at_ms in range(start_ms, end_ms, HOUR_MS):
        yield forced(at_ms + 1, usd)
        yield forced(at_ms + 2, usd / 2, Side.SHORT)


def interest(at_ms: int, coin: float = 50_000.0) -> OpenInterest:
    return OpenInterest(BYBIT, at_ms, coin, coin * 70_000)


GERMAN = {
    "stress": "Stress",
    "{title}: {side} liquidations, {reason}": "{title}: {side}-Liquidationen, {reason}",
    "a cascade was announced": "eine Kaskade wurde gemeldet",
}


class Desk:
    """A watch over the store, with a clock that the test turns."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.clock = HandClock()
        self.alerts: list[Alert] = []
        self.watch = self._made()

    def _made(self) -> StabilisationWatch:
        return StabilisationWatch(
            self.storage,
            SOURCES,
            assets=lambda: ["BTC"],
            now_ms=self.clock.now_ms,
            on_alerts=self._take,
        )

    async def _take(self, alerts: list[Alert]) -> None:
        self.alerts += alerts

    async def restart(self) -> None:
        self.watch = self._made()
        await self.watch.begin()

    async def store(
        self,
        start_h: int,
        end_h: int,
        *,
        usd: float = 1e5,
        close: float = 70_000.0,
        seen: bool = True,
    ) -> None:
        """Hours from the beginning on: candles, liquidations, open interest, and who was heard."""
        start_ms, end_ms = NOW_MS + start_h * HOUR_MS, NOW_MS + end_h * HOUR_MS
        rows: list[object] = [*candles(start_ms, [close] * (end_h - start_h)), BYBIT]
        rows += hourly(start_ms, end_ms, usd) if seen else ()
        rows += [interest(at_ms) for at_ms in range(start_ms, end_ms + 1, HOUR_MS)]
        observed = [Observed("bybit", Channel.LIQUIDATIONS, start_ms, end_ms)] if seen else []
        await self.storage.write(rows, observed)  # type: ignore[arg-type]

    async def past(self) -> None:
        await self.store(-DAYS * 24, 0)

    async def at(self, hour: int) -> None:
        self.clock.ms = NOW_MS + hour * HOUR_MS + 5_000
        await self.watch.look()

    async def memory(self) -> Memory:
        return await self.storage.journal(lambda journal: remembered(journal, "BTC"))

    async def listed(self) -> list[Alert]:
        return await self.storage.journal(lambda journal: journal.alerts.found(None, 0, FOREVER_MS))

    async def monitor(self, hour: int, *, whole: bool = False) -> Monitor:
        now_ms = NOW_MS + hour * HOUR_MS + 5_000
        return await self.storage.read(
            lambda reader, journal: read_monitor(
                Views(reader, journal, SOURCES), journal, "BTC", now_ms, whole=whole
            )
        )


@pytest.fixture
def short_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a coin that is new two days are looked through, as would be two weeks."""
    monkeypatch.setattr("tracker.services.monitor._BACK_MS", 2 * DAY_MS)


@pytest.fixture
async def desk(storage: Storage, short_past: None) -> Desk:
    del short_past
    made = Desk(storage)
    await made.past()
    await made.restart()
    return made


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


async def storm(desk: Desk) -> None:
    """A fall over four hours at forty times the usual, then 24 calm ones."""
    await desk.store(0, 1, usd=10e6, close=68_000)
    await desk.store(1, 4, usd=30e6, close=66_000)
    await desk.store(4, 33, close=67_000)


async def test_a_calm_past_is_calm_and_alerts_nobody(desk: Desk) -> None:
    memory = await desk.memory()
    assert (memory.phase, memory.at_ms, memory.turns) == (Phase.CALM, NOW_MS, 0)
    assert (memory.venues, memory.long_base_usd) == (("bybit",), pytest.approx(2.4e6))
    assert desk.alerts == []


async def test_a_storm_is_told_turn_by_turn_and_each_turn_once(desk: Desk) -> None:
    await storm(desk)
    for hour in range(1, 34):
        await desk.at(hour)
        await desk.restart()
    told = [(one.cycle, (one.at_ms - NOW_MS) // HOUR_MS, plain(one.title)) for one in desk.alerts]
    assert told == [
        (1, 1, "BTC stress: long liquidations, pace 5.1 times its base"),
        (2, 27, "BTC easing: pace at most half of its peak"),
        (3, 28, "BTC stabilised: all three checks pass"),
    ]
    stress, _, over = desk.alerts
    assert (stress.priority, stress.late, stress.coverage) == (Priority.HIGH, False, 1.0)
    assert "$12.3M of longs in 24 h, 5.1 times the base." in plain(stress.body)
    assert "Price holds: pass; Liquidations fade: pass; Positions hold: pass." in over.body
    assert await desk.listed() == desk.alerts
    memory = await desk.memory()
    assert [one.phase for one in memory.timeline] == [
        Phase.STRESS,
        Phase.EASING,
        Phase.STABILISED,
    ]


async def test_after_a_pause_the_same_turns_are_found_late(desk: Desk) -> None:
    await storm(desk)
    await desk.at(33)
    assert [(one.cycle, (one.at_ms - NOW_MS) // HOUR_MS) for one in desk.alerts] == [
        (1, 1),
        (2, 27),
        (3, 28),
    ]
    assert all(one.late for one in desk.alerts)
    await desk.restart()
    assert len(desk.alerts) == 3


@pytest.mark.usefixtures("short_past")
async def test_what_happened_before_it_was_watched_is_remembered_and_not_told(
    storage: Storage,
) -> None:
    desk = Desk(storage)
    await desk.past()
    await storm(desk)
    desk.clock.ms = NOW_MS + 33 * HOUR_MS
    await desk.restart()
    assert (await desk.memory()).phase is Phase.STABILISED
    assert desk.alerts == []


async def test_a_feed_that_dies_eases_nothing(desk: Desk) -> None:
    await desk.store(0, 1, usd=10e6, close=68_000)
    await desk.store(1, 4, usd=30e6, close=66_000)
    await desk.store(4, 60, close=67_000, seen=False)
    await desk.at(60)
    assert (await desk.memory()).phase is Phase.STRESS
    monitor = await desk.monitor(60)
    assert monitor.checks is not None
    assert monitor.checks.outcomes == (Outcome.PASS, Outcome.UNKNOWN, Outcome.PASS)
    assert monitor.checks.pace.dead == ("bybit",)
    assert monitor.fast.usd is None


async def test_an_hour_waits_for_its_candle_but_not_for_ever(desk: Desk) -> None:
    await desk.storage.write([*hourly(NOW_MS, NOW_MS + HOUR_MS)])  # type: ignore[list-item]
    await desk.at(1)
    assert (await desk.memory()).at_ms == NOW_MS
    desk.clock.ms = NOW_MS + HOUR_MS + 91_000
    await desk.watch.look()
    assert (await desk.memory()).at_ms == NOW_MS + HOUR_MS


async def test_nothing_is_looked_at_while_history_is_fetched(desk: Desk) -> None:
    desk.watch.hold()
    await desk.store(0, 1, usd=10e6)
    await desk.at(1)
    assert desk.alerts == []
    await desk.watch.begin()
    assert len(desk.alerts) == 1


async def test_the_level_is_the_next_one_below_or_the_one_that_was_chosen(desk: Desk) -> None:
    level = Level(0, "BTC", "binance-spot", 65_000.0, Role.SUPPORT, ("hourly",), "", BEGIN_MS)
    await desk.storage.journal(lambda journal: journal.add_level(level))
    await storm(desk)
    await desk.at(33)
    checks = (await desk.monitor(33)).checks
    assert checks is not None
    assert checks.price.level is not None
    assert (checks.price.level.price, checks.price.level.source) == (65_000, "next support")
    await desk.watch.defend("BTC", 67_500.0)
    checks = (await desk.monitor(33)).checks
    assert checks is not None
    assert checks.price.level is not None
    assert checks.price.level.source == "your choice"
    assert checks.price.outcome is Outcome.FAIL
    await desk.watch.defend("BTC", None)
    assert await desk.storage.journal(lambda one: defended_price(one, "BTC")) is None


async def test_a_cascade_that_is_on_begins_an_episode(desk: Desk) -> None:
    cascade = Episode(
        "BTC",
        4 * HOUR_MS,
        NOW_MS + 1_800_000,
        None,
        NOW_MS,
        NOW_MS + 1_800_000,
        NOW_MS,
        71.0,
        9e6,
        1e6,
        Side.LONG,
        -0.05,
        -0.03,
        ("bybit",),
        1.0,
        lower_bound=False,
    )
    await desk.storage.journal(
        lambda journal: journal.episodes.keep("BTC", 4 * HOUR_MS, SpanFold(), [cascade])
    )
    await desk.store(0, 1)
    await desk.at(1)
    (found,) = desk.alerts
    assert found.title == "BTC stress: long liquidations, a cascade was announced"
    try:
        use_translator(lambda text, *_: GERMAN.get(text, text))
        (found,) = await desk.listed()
        (turn,) = (await desk.memory()).timeline
        assert found.title == "BTC Stress: long-Liquidationen, eine Kaskade wurde gemeldet"
        assert say(turn.reason) == "eine Kaskade wurde gemeldet"
    finally:
        use_translator(None)
    assert (await desk.memory()).side is Side.LONG


async def test_it_is_on_no_list_of_the_users_rules(desk: Desk) -> None:
    assert await desk.storage.journal(lambda journal: journal.alerts.rules()) == []
    own = await desk.storage.journal(lambda journal: journal.alerts.own_rule("BTC", CONDITION))
    assert own is not None
    again = await desk.storage.journal(
        lambda journal: journal.alerts.begin_own("BTC", CONDITION, NOW_MS + 5)
    )
    assert again == own


async def test_a_cache_without_an_engine_says_the_same(desk: Desk) -> None:
    await storm(desk)
    alone = await desk.monitor(33, whole=True)
    await desk.at(33)
    with_engine = await desk.monitor(33)
    assert alone.memory == with_engine.memory
    assert alone.checks == with_engine.checks
    assert alone.memory.phase is Phase.STABILISED


async def test_what_is_shown_follows_the_running_hour(desk: Desk) -> None:
    await storm(desk)
    await desk.at(33)
    await desk.storage.write(candles(NOW_MS + 33 * HOUR_MS, [65_000.0]))
    now_ms = NOW_MS + 33 * HOUR_MS + 1_800_000
    monitor = await desk.storage.read(
        lambda reader, journal: read_monitor(
            Views(reader, journal, SOURCES), journal, "BTC", now_ms
        )
    )
    assert monitor.checks is not None
    assert monitor.checks.price.outcome is Outcome.FAIL
    assert monitor.memory.extreme == 65_000
    assert monitor.judged_ms == NOW_MS + 33 * HOUR_MS
    assert (await desk.memory()).extreme == 66_000, "only whole hours are remembered"


async def test_the_pace_of_two_weeks_has_a_gap_where_nobody_listened(desk: Desk) -> None:
    await desk.store(0, 30, seen=False)
    await desk.store(30, 60)
    await desk.at(60)
    now_ms = NOW_MS + 60 * HOUR_MS
    monitor = await desk.monitor(60)
    line = await desk.storage.read(
        lambda reader, journal: pace_line(Views(reader, journal, SOURCES), monitor, now_ms)
    )
    assert len(line) == 14 * 24 + 1
    known = np.isfinite(line.value[-61:])
    # 90 % of 24 hours were seen up to two hours into the silence, and again after 22 hours of sound.
    assert np.flatnonzero(~known).tolist() == list(range(3, 52))
    assert line.value[-1] == pytest.approx(2.4e6)
    empty = Views(None, None, SOURCES)
    assert np.isnan(pace_line(empty, read_monitor(empty, None, "BTC", NOW_MS), NOW_MS).value).all()


async def test_without_a_cache_nothing_is_known() -> None:
    monitor = read_monitor(Views(None, None, SOURCES), None, "BTC", NOW_MS)
    assert (monitor.reading, monitor.checks, monitor.base_usd, monitor.judged_ms) == (None,) * 4


def test_what_is_pending_is_every_full_hour_since_the_last_one() -> None:
    assert pending(Memory(at_ms=NOW_MS), NOW_MS + 2 * HOUR_MS + 5) == [
        NOW_MS + HOUR_MS,
        NOW_MS + 2 * HOUR_MS,
    ]
    assert pending(Memory(at_ms=NOW_MS), NOW_MS + HOUR_MS - 1) == []
    assert len(pending(Memory(), NOW_MS)) == 14 * 24 + 1
    assert len(pending(Memory(at_ms=0), NOW_MS)) == 30 * 24 + 1


@pytest.mark.usefixtures("market")
async def test_the_engine_watches_the_coins_of_its_watchlist(start: Start) -> None:
    async with start(assets=("BTC",), venues=("binance-spot", "gate")) as running:
        collector = running.collector
        memory = Memory()

        async def look() -> bool:
            nonlocal memory
            memory = await collector.storage.journal(lambda journal: remembered(journal, "BTC"))
            return memory.at_ms > 0

        deadline = asyncio.get_running_loop().time() + 60
        while not await look():
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.05)
        assert memory.at_ms % HOUR_MS == 0
