"""Judges the user's levels on every closed candle, from the stored series and not from the stream.

That makes the order of arrival irrelevant: a candle beyond a hole waits until the hole is filled or
known to be unfillable (bounded by `_PATIENCE_S`), and the same candles give the same events after
any number of restarts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack

from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import Interval
from tracker.services.history import History, Want
from tracker.services.judging import Hole, Series, Verdict, judge
from tracker.services.storage import Storage
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

log = logging.getLogger(__name__)

#: How long a candle beyond a hole waits for the hole to be filled.
_PATIENCE_S = 60.0


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
        wanted = sorted(
            series, key=_order
        )  # all take locks in one order, or two might wait for ever
        free = [one for one in wanted if not self._lock_of(one).locked()]
        apart = [one for one in wanted if one not in free]
        async with AsyncExitStack() as held:
            for one in free:
                await held.enter_async_context(self._lock_of(one))
            holes = await self._judge(free, holes_ok=False)
        await asyncio.gather(*(self._check_apart(one) for one in (*apart, *holes)))

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
        now_ms = {market.venue: self._venue_now_ms(market.venue) for market, _ in series}

        def judge_all(reader: MarketReader, journal: Journal) -> dict[Series, Verdict]:
            # One commit for all: a commit each would be most of the work.
            with journal.transaction():
                return {
                    (market, interval): judge(
                        reader,
                        journal,
                        market,
                        interval,
                        now_ms=now_ms[market.venue],
                        holes_ok=holes_ok,
                    )
                    for market, interval in series
                }

        verdicts = await self._storage.judge(judge_all)
        if any(verdict.transitions for verdict in verdicts.values()):
            await self._on_events()
        return {one: verdict.hole for one, verdict in verdicts.items() if verdict.hole is not None}


def _order(series: Series) -> tuple[str, str, int]:
    market, interval = series
    return market.venue, market.symbol, interval.ms
