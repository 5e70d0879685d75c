"""Keeps the series whole that levels are judged on, and the charts filled.

`History` fetches; this decides when and how far back: at the start, now and then what an outage
left, after a candle stream came back, and over REST while that stream is not good.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator

from tracker.domain.health import Channel, Health
from tracker.domain.level import parse_rule
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, INTERVALS, Interval, base_interval
from tracker.services.health import HealthBook
from tracker.services.history import CANDLES_DEEP, REPLAN_S, History, Want
from tracker.services.judging import WARM_UP, is_spent
from tracker.services.rules import candles_since
from tracker.services.runner import SourceRunner
from tracker.services.storage import Storage
from tracker.sources.clock import Clock
from tracker.store.journal import Journal

_LONGEST_MS = 365 * DAY_MS
_FALLBACK_S = 15.0


class Plan:
    """When each venue's series are looked over, and how far back they must be whole."""

    def __init__(
        self, storage: Storage, history: History, health: HealthBook, clock: Clock
    ) -> None:
        self._storage = storage
        self._history = history
        self._health = health
        self._clock = clock
        self._runners: dict[str, SourceRunner] = {}
        self._planned: dict[str, asyncio.Event] = {}
        self._good_candles: set[str] = set()
        self._deep: dict[tuple[str, Interval], int] = {}

    def deepen(self, asset: str, interval: Interval, span_ms: int) -> None:
        """Keep a coin's candles of its leading venue whole so far back, watched or judged or not."""
        self._deep[asset, interval] = span_ms

    def add(self, runner: SourceRunner) -> None:
        """A venue whose series are to be kept whole."""
        self._runners[runner.source.venue] = runner
        self._planned[runner.source.venue] = asyncio.Event()

    def drop(self, venue: str) -> None:
        """A venue that is not asked any more."""
        self._runners.pop(venue, None)

    async def planned(self, venue: str) -> None:
        """Wait until it is known what a venue's series lack."""
        await self._planned[venue].wait()

    async def keep_planned(self, runner: SourceRunner) -> None:
        """Fetch what a venue's series lack: at the start, and now and then what an outage left."""
        await runner.ready.wait()
        while True:
            await self.look_over(runner)
            if not self._planned[runner.source.venue].is_set():
                await self._history.resume(runner)
            self._planned[runner.source.venue].set()
            await asyncio.sleep(REPLAN_S)

    async def look_over(self, runner: SourceRunner) -> None:
        """Queue what a venue's series lack."""
        since = await self._storage.judge(lambda _, journal: needed_since(journal, runner.now_ms))
        wanted = {
            (market, interval): since[market.venue, market.asset, interval]
            for market in runner.markets()
            for interval in INTERVALS
            if (market.venue, market.asset, interval) in since
        }
        leads = self.leads(runner)
        if leads:
            since_rules = await self._rules_since(runner)
            for series, from_ms in (*since_rules.items(), *self._deep_since(runner)):
                wanted[series] = min(wanted.get(series, from_ms), from_ms)
        await self._history.catch_up(runner, leads=leads, since=wanted)

    async def _rules_since(self, runner: SourceRunner) -> dict[tuple[Market, Interval], int]:
        """The same for the rules beside levels."""
        since = await self._storage.judge(lambda _, journal: candles_since(journal, runner.now_ms))
        leads = self.leads(runner)
        return {
            (market, interval): from_ms
            for market in runner.markets()
            if market.asset in leads
            for (asset, interval), from_ms in since.items()
            if asset == market.asset
        }

    def _deep_since(self, runner: SourceRunner) -> Iterator[tuple[tuple[Market, Interval], int]]:
        """What is wanted deeper than charts want it."""
        leads = self.leads(runner)
        for market in runner.markets():
            for (asset, interval), span_ms in self._deep.items():
                if market.asset == asset and asset in leads:
                    yield (market, interval), runner.now_ms - span_ms

    async def rewatched(self) -> None:
        """Other assets are watched: fetch what they lack, and again what went by meanwhile."""
        for wait_s in (0.0, _FALLBACK_S):
            await self._clock.sleep(wait_s)
            for runner in list(self._runners.values()):
                if runner.ready.is_set():
                    await self.look_over(runner)

    def reopen_streams(self) -> None:
        """Drop every connection; each is opened anew as soon as somebody may be asked."""
        for runner in self._runners.values():
            runner.reopen_streams()

    async def catch_up(self) -> None:
        """Something was missed: fetch it."""
        for runner in list(self._runners.values()):
            if runner.ready.is_set():
                await self.look_over(runner)

    def after(
        self, health: Iterable[Health], spawn: Callable[[Coroutine[object, object, None]], None]
    ) -> None:
        """A candle stream that is back may have missed some."""
        for row in health:
            if row.channel is not Channel.CANDLES:
                continue
            if not row.state.is_good:
                self._good_candles.discard(row.venue)
            elif row.venue not in self._good_candles:
                self._good_candles.add(row.venue)
                runner = self._runners[row.venue]
                if runner.ready.is_set():
                    spawn(self.look_over(runner))

    def reopened(
        self,
        venue: str,
        channels: Iterable[Channel],
        spawn: Callable[[Coroutine[object, object, None]], None],
    ) -> None:
        """A stream broke and is back, be it within the second in which health is not looked at."""
        runner = self._runners[venue]
        if Channel.CANDLES in channels and runner.ready.is_set():
            self._good_candles.add(venue)
            spawn(self.look_over(runner))

    async def keep_candles(self) -> None:
        """Ask for the newest candles where no good stream brings them, so that levels stay judged."""
        while True:
            await self._clock.sleep(_FALLBACK_S)
            good = {
                row.venue
                for row in self._health.rows()
                if row.channel is Channel.CANDLES and row.state.is_good
            }
            for venue, runner in list(self._runners.items()):
                if venue in good and Channel.CANDLES in runner.fed_channels:
                    continue
                leads = self.leads(runner)
                await self._ask_newest(runner, leads)
                await self._ask_due(runner, leads)

    async def _ask_due(self, runner: SourceRunner, leads: frozenset[str]) -> None:
        """Ask another venue than the reference for the candles that levels on it wait for."""
        now_ms = runner.now_ms
        since = await self._storage.judge(lambda _, journal: needed_since(journal, now_ms))
        series = [
            (market, interval)
            for market in runner.markets()
            for interval in INTERVALS
            if market.asset not in leads and (market.venue, market.asset, interval) in since
        ]
        newest = await self._storage.read(
            lambda reader, _: [reader.newest_candle_ms(*one) for one in series]
        )
        for (market, interval), newest_ms in zip(series, newest, strict=True):
            start_ms = now_ms - 2 * interval.ms
            want = Want(-1, Channel.CANDLES, market, interval, start_ms, now_ms)
            # Without any candle there is more to fetch than this; the look over does that.
            is_due = newest_ms is not None and newest_ms <= start_ms
            if is_due and self._history.is_settled(want.series):
                await self._history.want(want)

    async def _ask_newest(self, runner: SourceRunner, leads: frozenset[str]) -> None:
        for market in runner.markets():
            if market.asset not in leads:
                continue
            for interval in INTERVALS:
                start_ms, end_ms = runner.now_ms - 2 * interval.ms, runner.now_ms
                want = Want(-1, Channel.CANDLES, market, interval, start_ms, end_ms)
                if self._history.is_settled(want.series):
                    await self._history.want(want)

    async def fetch_older(self, market: Market, interval: Interval, before_ms: int) -> None:
        """Fetch what so many candles before a moment are made of, unless it is there."""
        base, start_ms = base_interval(interval), before_ms - CANDLES_DEEP * interval.ms
        want = Want(-5, Channel.CANDLES, market, base, start_ms, before_ms)
        await self._history.want(want)
        await self._history.settle(want.series)

    def leads(self, runner: SourceRunner) -> frozenset[str]:
        """The assets whose levels and charts use this venue's prices: no better one lists them."""
        rank = runner.source.reference_rank
        if rank is None:
            return frozenset()
        better = {
            market.asset
            for one in self._runners.values()
            if one.source.reference_rank is not None and one.source.reference_rank < rank
            for market in one.markets()
        }
        return frozenset(market.asset for market in runner.markets()) - better


def needed_since(journal: Journal, now_ms: int) -> dict[tuple[str, str, Interval], int]:
    """How far back each judged series must be without a hole, by (venue, asset, interval).

    To the oldest fold of its levels, or, where a level is not placed yet, to when it was made with
    room for the ATR before it; at most a year.
    """
    since: dict[tuple[str, str, Interval], int] = {}
    for level in journal.levels():
        for word in level.rules:
            rule = parse_rule(word)
            fold = journal.fold(level.id, rule.word)
            if is_spent(level, rule, fold):
                continue
            if fold is not None and fold.last_open_ms is not None:
                from_ms = fold.last_open_ms
            else:
                from_ms = level.created_ms - WARM_UP * rule.timeframe.ms
            key = (level.venue, level.asset, base_interval(rule.timeframe))
            from_ms = max(from_ms, now_ms - _LONGEST_MS)
            since[key] = min(since.get(key, from_ms), from_ms)
    return since
