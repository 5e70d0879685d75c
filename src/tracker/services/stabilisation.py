"""Watches whether a sell-off is over, for every coin of the watchlist, from what is stored.

Each full hour is read once and folded in; what is remembered and what is to be told are written in one
transaction under the number of the turn, so that a restart loses and repeats nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from tracker.analysis.episode import Memory, Phase, Reading, Turn
from tracker.analysis.recovery_checks import check
from tracker.analysis.stabilisation_words import turn_body, turn_title
from tracker.domain.alert import Alert, AlertRule, Priority
from tracker.domain.wording import keeping
from tracker.services.judging import LATE_AFTER_MS
from tracker.services.monitor import CONDITION, PATIENCE_MS, catch_up, pending
from tracker.services.readings import PaceCache, Reader, defend
from tracker.services.storage import Storage
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

log = logging.getLogger(__name__)

_LOOK_S = 5.0
#: So many hours are read in one short read of the store.
_PORTION = 4


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
    ) -> None:
        self._storage = storage
        self._sources = sources
        self._assets = assets
        self._now_ms = now_ms
        self._on_alerts = on_alerts
        #: Hourly paces, also for those who only look.
        self.cache = PaceCache()
        self._lock = asyncio.Lock()
        self._is_held = True
        self._grown: set[str] = set()

    def grown(self, asset: str) -> None:
        """Something of an asset's past was stored.

        Where it never turned, it is judged anew: nothing was told that could be told twice.
        """
        self.cache.forget(asset)
        self._grown.add(asset)

    async def defend(self, asset: str, price: float | None) -> None:
        """Choose the level that is to hold; None leaves it to the ladder."""
        await self._storage.journal(lambda journal: defend(journal, asset, price))

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
        if asset in self._grown:
            self._grown.discard(asset)
            memory = memory if memory.turns else Memory()
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
            await self._storage.study(
                lambda reader, journal, day=day_ms: self.cache.read_day(  # type: ignore[misc]
                    Views(reader, journal, self._sources), asset, day, now_ms
                )
            )

        def read(
            reader: MarketReader, journal: Journal
        ) -> tuple[Memory, list[tuple[Turn, Memory, Reading]]]:
            views = Views(reader, journal, self._sources)
            reads = Reader(views, reader, journal, asset, now_ms, self.cache)
            return catch_up(reads, memory, moments, wait_from_ms=now_ms - PATIENCE_MS)

        return await self._storage.study(read)

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
    with keeping():
        title = turn_title(rule.asset, turn, memory.side)
        body = turn_body(turn, memory, reading, checks)
    return Alert(
        rule_id=rule.id,
        cycle=turn.number,
        asset=rule.asset,
        condition=rule.condition,
        at_ms=turn.at_ms,
        title=title,
        body=body,
        priority=Priority.HIGH if turn.phase is Phase.STRESS else Priority.NORMAL,
        value=turn.times,
        coverage=reading.coverage,
        late=now_ms - turn.at_ms > LATE_AFTER_MS,
    )
