"""Judges the user's levels on every closed candle, from the stored series and not from the stream.

That makes the order of arrival irrelevant: a candle beyond a hole waits until the hole is filled or
known to be unfillable (bounded by `_PATIENCE_S`), and the same candles give the same events after
any number of restarts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import Interval
from tracker.services.history import History, Want
from tracker.services.judging import Hole, Series, Verdict, judge
from tracker.services.lane import Turn
from tracker.services.storage import Storage
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

log = logging.getLogger(__name__)

#: How long a candle beyond a hole waits for the hole to be filled.
_PATIENCE_S = 60.0


class Judging:
    """One look at the levels on some series, as a job of the store; its outcome is there afterwards.

    Attributes:
        holes: what stopped some of the series.
        has_found: whether something happened.
        left: what could not be judged in this look.
    """

    def __init__(
        self, series: Sequence[Series], now_ms: Mapping[str, int], *, holes_ok: bool
    ) -> None:
        self._series = series
        self._now_ms = now_ms
        self._holes_ok = holes_ok
        self.holes: dict[Series, Hole] = {}
        self.has_found = False
        self.left: list[Series] = []

    def __call__(self, reader: MarketReader, journal: Journal) -> None:
        """Judge them."""
        # One commit for all: a commit each would be most of the work.
        with journal.transaction():
            verdicts = {one: self._judged(reader, journal, one) for one in self._series}
        self.has_found = any(verdict.transitions for verdict in verdicts.values())
        self.holes = {
            one: verdict.hole for one, verdict in verdicts.items() if verdict.hole is not None
        }

    def _judged(self, reader: MarketReader, journal: Journal, series: Series) -> Verdict:
        market, interval = series
        now_ms = self._now_ms[market.venue]
        return judge(reader, journal, market, interval, now_ms=now_ms, holes_ok=self._holes_ok)


class Watch:
    """Folds the stored candles of every watched level."""

    def __init__(
        self,
        storage: Storage,
        history: History,
        *,
        venue_now_ms: Callable[[str], int],
        on_events: Callable[[], Awaitable[None]],
    ) -> None:
        self._storage = storage
        self._history = history
        self._venue_now_ms = venue_now_ms
        self._on_events = on_events
        self._locks: dict[Series, asyncio.Lock] = {}

    async def check(self, series: Iterable[Series]) -> None:
        """Judge every level on these series, all that can be judged now at once.

        Candles of all coins close together, so that their levels break together: one transaction
        and one delivery for all of them, or the last would wait for those before it. What has a
        hole, or waits for one to be filled, is judged apart.
        """
        async with self._free(series) as (free, apart):
            holes = await self._judge(free, holes_ok=False)
        await asyncio.gather(*(self._check_apart(one) for one in (*apart, *holes)))

    @asynccontextmanager
    async def along(self, series: Iterable[Series]) -> AsyncIterator[Judging]:
        """Judge these in a job of the store that somebody else makes.

        `Judging.left` has to be checked afterwards.
        """
        async with self._free(series) as (free, apart):
            judging = self._judging(free, holes_ok=False)
            yield judging
        judging.left = [*apart, *judging.holes]

    @asynccontextmanager
    async def _free(
        self, series: Iterable[Series]
    ) -> AsyncIterator[tuple[list[Series], list[Series]]]:
        """Keep for oneself those that nobody judges; and the others."""
        # All take locks in one order, or two might wait for ever.
        wanted = sorted(series, key=_order)
        free = [one for one in wanted if not self._lock_of(one).locked()]
        async with AsyncExitStack() as held:
            for one in free:
                await held.enter_async_context(self._lock_of(one))
            yield free, [one for one in wanted if one not in free]

    async def _check_apart(self, series: Series) -> None:
        """Judge one series; where it has a hole, fill it first."""
        async with self._lock_of(series):
            holes = await self._judge([series], holes_ok=False)
            if series in holes:
                await self._fill(*series, holes[series])
                await self._judge([series], holes_ok=True)

    def _lock_of(self, series: Series) -> asyncio.Lock:
        return self._locks.setdefault(series, asyncio.Lock())

    async def _fill(self, market: Market, interval: Interval, hole: Hole) -> None:
        series = (Channel.CANDLES, market, interval)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._history.settle(series)
                bounds_ms = (hole.start_ms, hole.end_ms)
                want = Want(-10, Channel.CANDLES, market, interval, *bounds_ms, again=True)
                await self._history.want(want)
                await self._history.settle(series)
        except TimeoutError:
            log.warning(
                "%s %s: a hole could not be filled in %d s; levels are judged across it",
                market.symbol,
                interval,
                _PATIENCE_S,
            )

    async def _judge(self, series: Sequence[Series], *, holes_ok: bool) -> dict[Series, Hole]:
        """Judge these; the holes that stopped some of them."""
        if not series:
            return {}
        judging = self._judging(series, holes_ok=holes_ok)
        await self._storage.judge(judging, turn=Turn.URGENT)
        if judging.has_found:
            await self._on_events()
        return judging.holes

    def _judging(self, series: Sequence[Series], *, holes_ok: bool) -> Judging:
        now_ms = {market.venue: self._venue_now_ms(market.venue) for market, _ in series}
        return Judging(series, now_ms, holes_ok=holes_ok)


def _order(series: Series) -> tuple[str, str, int]:
    market, interval = series
    return market.venue, market.symbol, interval.ms
