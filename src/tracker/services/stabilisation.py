"""Watches whether a sell-off is over, for every coin of the watchlist, from what is stored.

Each full hour is read once and folded in; what is remembered and what is to be told are written in one
transaction under the number of the turn, so that a restart loses and repeats nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tracker.analysis.columns import BarColumns
from tracker.analysis.episode import Memory, Phase, Reading, Turn
from tracker.analysis.liquidations import bars
from tracker.analysis.pace import FAST_MS, Fast, fast_pace
from tracker.analysis.recovery_checks import Checks, check
from tracker.analysis.stabilisation import follow, step
from tracker.analysis.stabilisation_words import turn_body, turn_title
from tracker.domain.alert import Alert, AlertRule, Priority
from tracker.domain.times import DAY_MS, H1, M5, SECOND_MS
from tracker.services.judging import LATE_AFTER_MS
from tracker.services.readings import STEP_MS, Banner, PaceCache, Reader, no_banner
from tracker.services.storage import Storage
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

log = logging.getLogger(__name__)

#: The name under which it is kept among what can alert.
CONDITION = "stabilisation"
_LOOK_S = 5.0
#: How long an hour waits for its candle.
_PATIENCE_MS = 90 * SECOND_MS
#: Of a coin that was never looked at so much of the past is looked through, and of a pause at most this.
_BACK_MS, _MISSED_MS = 14 * DAY_MS, 30 * DAY_MS
#: So many hours are read in one short read of the store.
_PORTION = 4
#: What is shown follows the hour judged last up to now, where that is no longer ago than this.
_PAUSE_MS = DAY_MS


@dataclass(frozen=True, slots=True, eq=False)
class Monitor:
    """Where an asset stands now.

    Attributes:
        memory: followed up to now: its extreme and peak are those of this moment.
        reading: of this moment; None where nothing of the asset is known.
        checks: within an episode.
        fast: the fast read, by the stressed side, or by both sides' larger one outside an episode.
        judged_ms: the last full hour that was folded in; None before the first.
    """

    asset: str
    memory: Memory
    reading: Reading | None
    checks: Checks | None
    fast: Fast
    judged_ms: int | None

    @property
    def base_usd(self) -> float | None:
        """The base of the side that counts."""
        if self.memory.in_episode:
            return self.memory.base_usd
        return self.reading.pace(self.memory.side).base_usd if self.reading is not None else None


def pending(memory: Memory, now_ms: int) -> list[int]:
    """The full hours that were not folded in yet, oldest first."""
    last_ms = now_ms // STEP_MS * STEP_MS
    first_ms = last_ms - _BACK_MS if memory.at_ms < 0 else memory.at_ms + STEP_MS
    return list(range(max(first_ms, last_ms - _MISSED_MS), last_ms + 1, STEP_MS))


def catch_up(
    reads: Reader, memory: Memory, moments: Sequence[int], *, wait_from_ms: int | None = None
) -> tuple[Memory, list[tuple[Turn, Memory, Reading]]]:
    """Fold hours in one after the other.

    Args:
        reads: where they are read.
        memory: of the hour before the first.
        moments: full hours, oldest first.
        wait_from_ms: an hour from then on whose candle is missing ends it: the candle may still come.
    """
    turns = []
    for at_ms in moments:
        reading = reads.read(memory, at_ms)
        if wait_from_ms is not None and at_ms >= wait_from_ms and reading.low is None:
            break
        memory, turn = step(memory, reading)
        if turn is not None:
            turns.append((turn, memory, reading))
    return memory, turns


def read_monitor(
    views: Views, journal: Journal | None, asset: str, now_ms: int, *, whole: bool = False
) -> Monitor:
    """Where an asset stands at a moment, from the store alone; nothing is written.

    Args:
        views: over the cache.
        journal: what was remembered; None where there is none.
        asset: the coin.
        now_ms: the moment.
        whole: fold in here what no engine folded in yet, so that a cache without an engine says the
            same. It takes a while.
    """
    nothing, reader = Fast(None, 0.0), views.reader
    if reader is None:
        return Monitor(asset, Memory(), None, None, nothing, None)
    memory = remembered(journal, asset)
    reads = Reader(views, reader, journal, asset, now_ms, PaceCache() if whole else None)
    if whole:
        hours = pending(memory, now_ms)
        memory, _ = catch_up(reads, memory, hours, wait_from_ms=now_ms - _PATIENCE_MS)
    # The running hour and what came before it count in what is shown; a pause is not looked through.
    is_near = now_ms - memory.at_ms <= _PAUSE_MS
    reading = reads.read(memory, now_ms, since_ms=memory.at_ms if is_near else None)
    judged_ms = memory.at_ms if memory.at_ms >= 0 else None
    checks = None
    if memory.in_episode:
        # A running hour of which no trade is known yet leaves what the whole hours said.
        if reading.low is not None or H1.floor(now_ms) > memory.at_ms:
            _, memory = follow(memory, reading)
        checks = check(memory, reading)
    return Monitor(asset, memory, reading, checks, _fast(views, memory, asset, now_ms), judged_ms)


def remembered(journal: Journal | None, asset: str) -> Memory:
    """What is remembered of an asset."""
    rule = journal.alerts.own_rule(asset, CONDITION) if journal is not None else None
    if journal is None or rule is None:
        return Memory()
    return Memory.read(journal.alerts.memory(rule.id))


def _fast(views: Views, memory: Memory, asset: str, now_ms: int) -> Fast:
    """The fast read over the feeds that place liquidations in time finely enough."""
    start_ms = M5.floor(now_ms - FAST_MS)
    flows = [one.fitting(M5.ms) for one in views.flows(asset, start_ms, now_ms)]
    heard = [one for one in flows if one.observed or any(len(b.start_ms) for b in one.buckets)]
    fine: BarColumns = bars(heard, M5.ms, start_ms, now_ms)
    return fast_pace(fine, memory.side, now_ms)


class StabilisationWatch:
    """Looks at every coin of the watchlist, once `begin` was called."""

    def __init__(
        self,
        storage: Storage,
        sources: Sequence[Source],
        *,
        assets: Callable[[], Sequence[str]],
        now_ms: Callable[[], int],
        on_alerts: Callable[[list[Alert]], Awaitable[None]],
        banner: Banner = no_banner,
    ) -> None:
        self._storage = storage
        self._sources = sources
        self._assets = assets
        self._now_ms = now_ms
        self._on_alerts = on_alerts
        self._banner = banner
        #: Hourly paces, also for those who only look.
        self.cache = PaceCache()
        self._lock = asyncio.Lock()
        self._is_held = True

    def hold(self) -> None:
        """Something was missed and is being fetched: look at nothing before `begin`."""
        self._is_held = True

    async def begin(self) -> None:
        """What was missed is there: look at it, and go on."""
        self._is_held = False
        await self.look()

    async def keep_looking(self) -> None:
        """Look at each hour as it is over, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_S)
            await self.look()

    async def look(self) -> None:
        """Look at every hour that was not looked at yet."""
        async with self._lock:
            for asset in list(self._assets()):
                if not self._is_held:
                    await self._look_at(asset)

    async def _look_at(self, asset: str) -> None:
        began_ms = self._now_ms()
        rule, memory = await self._storage.journal(lambda journal: _kept(journal, asset, began_ms))
        moments = pending(memory, began_ms)
        while moments:
            some, moments = moments[:_PORTION], moments[_PORTION:]
            before = memory
            memory, found = await self._read(asset, memory, some)
            if memory == before:
                return  # the hour waits for its candle
            alerts = [
                alert_of(rule, one, self._now_ms())
                for one in found
                if one[0].at_ms >= rule.created_ms
            ]
            await self._write(rule, memory, alerts)
            if memory.at_ms < some[-1]:
                return

    async def _read(
        self, asset: str, memory: Memory, moments: Sequence[int]
    ) -> tuple[Memory, list[tuple[Turn, Memory, Reading]]]:
        now_ms = self._now_ms()
        # The past that a base is made of is read day by day, so that a chart waits for one at most.
        for day_ms in self.cache.lacking(asset, moments[-1]):
            await self._storage.read(
                lambda reader, journal, day=day_ms: self.cache.read_day(  # type: ignore[misc]
                    Views(reader, journal, self._sources), asset, day, now_ms
                )
            )

        def read(
            reader: MarketReader, journal: Journal
        ) -> tuple[Memory, list[tuple[Turn, Memory, Reading]]]:
            views = Views(reader, journal, self._sources)
            reads = Reader(views, reader, journal, asset, now_ms, self.cache, self._banner)
            return catch_up(reads, memory, moments, wait_from_ms=now_ms - _PATIENCE_MS)

        return await self._storage.read(read)

    async def _write(self, rule: AlertRule, memory: Memory, alerts: Sequence[Alert]) -> None:
        now_ms = self._now_ms()
        new = await self._storage.journal(
            lambda journal: journal.alerts.keep(rule.id, memory.text(), alerts, found_ms=now_ms)
        )
        if new:
            await self._on_alerts(new)


def _kept(journal: Journal, asset: str, now_ms: int) -> tuple[AlertRule, Memory]:
    rule = journal.alerts.begin_own(asset, CONDITION, now_ms)
    return rule, Memory.read(journal.alerts.memory(rule.id))


def alert_of(rule: AlertRule, found: tuple[Turn, Memory, Reading], now_ms: int) -> Alert:
    """A turn as an alert: its number makes it one of a kind."""
    turn, memory, reading = found
    checks = check(memory, reading) if memory.in_episode else None
    return Alert(
        rule_id=rule.id,
        cycle=turn.number,
        asset=rule.asset,
        condition=rule.condition,
        at_ms=turn.at_ms,
        title=turn_title(rule.asset, turn, memory.side),
        body=turn_body(turn, memory, reading, checks),
        priority=Priority.HIGH if turn.phase is Phase.STRESS else Priority.NORMAL,
        value=turn.times,
        coverage=reading.coverage,
        late=now_ms - turn.at_ms > LATE_AFTER_MS,
    )
