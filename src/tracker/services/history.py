"""Fetches the past: what was missed since the last run, and how far back a chart looks.

Every window asked for is remembered with what came of it, so that nothing is asked twice and a
hole that a venue cannot fill is known as one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Times
from tracker.domain.coverage import merged
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.retention import Kind, Retention
from tracker.domain.times import D1, DAY_MS, H1, H4, HOUR_MS, M5, Interval
from tracker.services.feed import Feed
from tracker.services.health import HealthBook
from tracker.services.runner import SourceRunner
from tracker.services.storage import Storage
from tracker.services.update import Grown, Progress
from tracker.sources.base import Page
from tracker.sources.clock import Clock
from tracker.sources.errors import Blocked, RateLimited, SourceError, Unreachable
from tracker.store.market_reader import MarketReader
from tracker.store.request_windows import SeriesKey

log = logging.getLogger(__name__)

#: How many candles back a fresh cache is filled, per interval.
CANDLES_DEEP = 1000
#: How far back the hourly and five-minute derivatives data is filled.
_HOURLY_DEEP_MS = 30 * DAY_MS
_FINE_DEEP_MS = 2 * DAY_MS
_FUNDING_DEEP_MS = 30 * DAY_MS
_SPANS = ((H1, _HOURLY_DEEP_MS), (H4, _HOURLY_DEEP_MS), (M5, _FINE_DEEP_MS))
#: How often all series are looked over for what an outage left out.
REPLAN_S = 900.0
#: The newest of what a venue has may lag by so many intervals; that much is never called asked.
_LAG_INTERVALS = 3
_ATTEMPTS = 3
#: What a notice may have to wait for: a few milliseconds.
_ROWS_A_COMMIT = 200
_RETRY_S = 5.0
#: From here on an HTTP status says that the venue itself does not work.
_SERVER_ERROR = 500
#: What the last run left behind comes after what is on screen and before what nobody asked for.
_LEFT_RANK = 500
_WORKERS = 2


class Want(Struct, frozen=True):
    """A stretch of one series that should be in the cache; lower ranks are fetched first.

    `again`: also ask for what was asked before and did not come.
    """

    rank: int
    channel: Channel
    market: Market
    interval: Interval | None
    start_ms: int
    end_ms: int
    again: bool = False

    @property
    def series(self) -> Series:
        """The series it belongs to."""
        return self.channel, self.market, self.interval


Series = tuple[Channel, Market, Interval | None]


class History:
    """Plans and fetches windows of the past, venue by venue side by side."""

    def __init__(
        self,
        storage: Storage,
        feed: Feed,
        health: HealthBook,
        clock: Clock,
        *,
        on_grown: Callable[[Grown], Awaitable[None]],
        on_progress: Callable[[Progress], None],
        retention: Retention | None = None,
    ) -> None:
        self._storage = storage
        self._feed = feed
        self._health = health
        self._clock = clock
        self._on_grown = on_grown
        self._on_progress = on_progress
        self._retention = retention or Retention()
        self._runners: dict[str, SourceRunner] = {}
        # A queue a channel: a slow endpoint of a venue must not hold up its others.
        self._queues: dict[tuple[str, Channel], asyncio.PriorityQueue[tuple[int, int, Page]]] = {}
        self._open: dict[Series, list[Page]] = {}
        self._fewer = asyncio.Event()
        self._count = 0
        self._done = 0

    def progress(self) -> Progress:
        """How far the windows asked for so far are."""
        return Progress(self._done, self._count)

    def is_settled(self, series: Series) -> bool:
        """Whether nothing of this series is being fetched."""
        return not self._open.get(series)

    def is_idle(self, venue: str) -> bool:
        """Whether nothing of a venue is being fetched."""
        return not any(pages and key[1].venue == venue for key, pages in self._open.items())

    async def settle(self, series: Series) -> None:
        """Wait until nothing of this series is being fetched."""
        while not self.is_settled(series):
            await self._fewer.wait()

    async def settle_open(self) -> None:
        """Wait until all that is being fetched now has come, whatever is asked for meanwhile."""
        for series in [one for one, pages in self._open.items() if pages]:
            await self.settle(series)

    def _wake_settlers(self) -> None:
        """Let everybody who waits for a series look again."""
        self._fewer.set()
        self._fewer = asyncio.Event()

    # --- planning ------------------------------------------------------------------------------

    async def catch_up(
        self,
        runner: SourceRunner,
        *,
        leads: frozenset[str],
        since: Mapping[tuple[Market, Interval], int],
    ) -> None:
        """Queue all that a venue's series lack up to now.

        Args:
            runner: the venue, served by `serve`.
            leads: assets whose reference candles this venue serves to the charts.
            since: for series that levels are judged on, how far back no hole may stay.
        """
        for want in wants(runner, leads=leads, since=since):
            if self.is_settled(want.series):
                await self.want(want)

    async def want(self, want: Want) -> None:
        """Queue the parts of a stretch that are not in the cache, newest first."""
        runner = self._runners.get(want.market.venue)
        if runner is None or want.channel not in runner.source.histories:
            return
        rest_ms = runner.source.histories[want.channel].rest_ms
        width_ms = page_ms(runner, want)
        lacking = await self.lacking(want)
        pages = [
            Page(want.channel, want.market, want.interval, start, end, runner.now_ms)
            for gap_start, gap_end in reversed(lacking.gaps)
            if gap_end != lacking.end_ms or gap_end - gap_start >= rest_ms
            for start, end in cut(gap_start, gap_end, width_ms)
        ]
        await self._note_pending(want.series, pages, runner.now_ms)
        if self._runners.get(want.market.venue) is not runner:
            return  # left meanwhile
        queue = self._queues[want.market.venue, want.channel]
        for page in pages:
            self._count += 1
            self._open.setdefault(want.series, []).append(page)
            queue.put_nowait((want.rank, self._count, page))
        self._on_progress(self.progress())

    async def _note_pending(self, series: Series, pages: Sequence[Page], now_ms: int) -> None:
        """Remember what is to be asked; what is near the present is found out anew in any case."""
        edge_ms = _edge_ms(series[2], now_ms)
        windows = [(page.start_ms, page.end_ms) for page in pages if page.end_ms <= edge_ms]
        if windows:
            key = _key(series)
            await self._storage.market(
                lambda market: market.windows.note_pending(key, windows, now_ms)
            )

    async def resume(self, runner: SourceRunner) -> None:
        """Queue what was wanted and not asked when the program ended."""
        markets = runner.markets()
        left = await self._storage.read(
            lambda reader, _: [one for market in markets for one in reader.windows.pending(market)]
        )
        for key, start_ms, end_ms in left:
            channel = Channel(key.channel)
            series: Series = (channel, key.market, key.interval)
            queued = [(page.start_ms, page.end_ms) for page in self._open.get(series, ())]
            for start, end in reversed(without((start_ms, end_ms), queued)):
                await self.want(Want(_LEFT_RANK, channel, key.market, key.interval, start, end))

    async def lacking(self, want: Want) -> Lacking:
        """The parts of a stretch that may be asked now, as far as the venue goes and is kept."""
        runner = self._runners[want.market.venue]
        channel, market, interval = want.series
        now_ms, kind = runner.now_ms, kind_of(channel, interval)
        start_ms = max(
            want.start_ms,
            runner.source.histories[channel].earliest_ms(interval, now_ms),
            self._retention.since_ms(kind, now_ms),
        )
        end_ms = min(want.end_ms, now_ms + 1)

        def gaps(reader: MarketReader) -> Lacking:
            first_ms = max(start_ms, reader.kept_since_ms(market, kind))
            if interval is not None:
                first_ms = interval.floor(first_ms)
            have = [] if want.again else reader.windows.settled(_key(want.series), now_ms)
            if channel is Channel.CANDLES and interval is not None:
                times = reader.candle_times(market, interval, first_ms, end_ms)
                have += stretches(times, interval.ms)
            rest = without((first_ms, end_ms), have)
            emptied = reader.windows.in_states(_key(want.series), ("empty",))
            return Lacking(first_ms, end_ms, tuple(rest), tuple(emptied))

        return await self._storage.read(lambda reader, _: gaps(reader))

    def drop_pending(self) -> None:
        """Forget every window that is not being fetched yet: the user does not want to wait."""
        for queue in self._queues.values():
            while not queue.empty():
                _, _, page = queue.get_nowait()
                self._close(page)
        self._wake_settlers()
        self._on_progress(self.progress())

    def forget(self, venue: str, watched: Collection[str]) -> None:
        """Ask for nothing more of assets that are not watched."""
        for (served, _), queue in self._queues.items():
            kept = []
            while served == venue and not queue.empty():
                rank, count, page = queue.get_nowait()
                if page.market.asset in watched:
                    kept.append((rank, count, page))
                    continue
                self._close(page)
            for one in kept:
                queue.put_nowait(one)
        self._wake_settlers()
        self._on_progress(self.progress())

    def _close(self, page: Page) -> None:
        """A window is not waited for any more."""
        self._open[page.channel, page.market, page.interval].remove(page)
        self._done += 1

    # --- fetching ------------------------------------------------------------------------------

    async def serve(self, runner: SourceRunner) -> None:
        """Work on one venue's windows until cancelled."""
        venue = runner.source.venue
        for channel in runner.source.histories:
            self._queues[venue, channel] = asyncio.PriorityQueue()
        self._runners[venue] = runner
        async with asyncio.TaskGroup() as group:
            for channel in runner.source.histories:
                for _ in range(_WORKERS):
                    group.create_task(self._work(runner, channel))

    def leave(self, venue: str) -> None:
        """Nobody serves a venue any more: what was queued or on its way is given up."""
        self._runners.pop(venue, None)
        for channel in [one for served, one in self._queues if served == venue]:
            del self._queues[venue, channel]
        for series in [one for one in self._open if one[1].venue == venue]:
            self._done += len(self._open.pop(series))
        self._wake_settlers()
        self._on_progress(self.progress())

    async def _work(self, runner: SourceRunner, channel: Channel) -> None:
        queue = self._queues[runner.source.venue, channel]
        while True:
            _, _, page = await queue.get()
            state, is_counted = await self._fetch(runner, page)
            await self._finish(page, state, runner.now_ms, is_counted=is_counted)

    async def _fetch(self, runner: SourceRunner, page: Page) -> tuple[str, bool]:
        """Fetch one window: complete, empty or failed; and whether the venue answered."""
        answered = True
        title, symbol = runner.source.title, page.market.symbol
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                values = await runner.ask_all(runner.source.history(page))
            except SourceError as error:
                log.info("%s history of %s %s: %s", title, symbol, page.channel, error)
                if error.permanent or attempt == _ATTEMPTS:
                    self._tell_health(runner, page.channel, error)
                    answered = _is_answer(error)
                    break
                wait_s = error.retry_after_s if isinstance(error, RateLimited) else _RETRY_S
                await asyncio.sleep(wait_s)
            else:
                for at in range(0, len(values), _ROWS_A_COMMIT):
                    await self._feed.store_history(values[at : at + _ROWS_A_COMMIT])
                self._tell_health(runner, page.channel, None)
                return "complete" if values else "empty", True
        return "failed", answered

    def _tell_health(
        self, runner: SourceRunner, channel: Channel, error: SourceError | None
    ) -> None:
        """Where a channel is fed by history alone, its health is that of its last window."""
        if channel in runner.fed_channels:
            return
        venue, now_ms = runner.source.venue, self._clock.now_ms()
        if error is not None:
            self._health.failed(venue, (channel,), error, now_ms + int(REPLAN_S * 1_000))
            return
        self._health.polled(venue, (channel,), REPLAN_S, now_ms)
        self._health.event(venue, channel, now_ms)

    async def _finish(self, page: Page, state: str, now_ms: int, *, is_counted: bool) -> None:
        series: Series = (page.channel, page.market, page.interval)
        window_ms = (page.start_ms, min(page.end_ms, _edge_ms(page.interval, now_ms)))
        if window_ms[1] > window_ms[0]:
            key = _key(series)
            await self._storage.market(
                lambda market: market.windows.note(
                    key, window_ms, state=state, asked_ms=now_ms, is_counted=is_counted
                )
            )
        self._close(page)
        self._wake_settlers()
        await self._on_grown(Grown(*series, page.end_ms))
        self._on_progress(self.progress())


class Lacking(Struct, frozen=True):
    """What of a stretch is neither stored nor known to be unfillable: `gaps`, oldest first.

    The stretch itself is cut to what the venue serves and what is kept. `emptied` are the windows that
    were asked for and in which there is nothing.
    """

    start_ms: int
    end_ms: int
    gaps: tuple[tuple[int, int], ...]
    emptied: tuple[tuple[int, int], ...] = ()

    @property
    def share(self) -> float:
        """How much of the stretch is done, 0 to 1; an empty one is."""
        if self.end_ms <= self.start_ms:
            return 1.0
        return 1 - sum(end - start for start, end in self.gaps) / (self.end_ms - self.start_ms)


def kind_of(channel: Channel, interval: Interval | None) -> Kind | None:
    """What is kept for a time of its own, of what histories fetch."""
    if channel is Channel.CANDLES and interval is not None:
        return Kind.of_candles(interval)
    if channel is Channel.LIQUIDATIONS and interval is not None and interval.ms < HOUR_MS:
        return Kind.STATISTICS
    return Kind.RATIOS if channel is Channel.RATIOS else None


def page_ms(runner: SourceRunner, want: Want) -> int:
    """How long a stretch of a series one request brings."""
    step_ms = want.interval.ms if want.interval is not None else HOUR_MS
    return runner.source.histories[want.channel].page_rows * step_ms


def _edge_ms(interval: Interval | None, now_ms: int) -> int:
    """Until when what was asked counts as answered.

    What still runs is in the window too, and what just ended may not be published yet.
    """
    if interval is None:
        return now_ms - HOUR_MS
    return interval.floor(now_ms) - _LAG_INTERVALS * interval.ms


def _is_answer(error: SourceError) -> bool:
    """Whether a venue that works said no: it would again, unlike one that is down or wants a pause."""
    is_down = error.http is not None and error.http >= _SERVER_ERROR
    return not (is_down or isinstance(error, Unreachable | RateLimited | Blocked))


def _key(series: Series) -> SeriesKey:
    channel, market, interval = series
    return SeriesKey(market, channel, interval)


def wants(
    runner: SourceRunner, *, leads: frozenset[str], since: Mapping[tuple[Market, Interval], int]
) -> Iterable[Want]:
    """What a venue's watched markets should have in the cache, most wanted first."""
    source, now_ms = runner.source, runner.now_ms
    for place, market in enumerate(runner.markets()):
        first = market.asset in leads
        if Channel.CANDLES in source.histories:
            served = source.histories[Channel.CANDLES].intervals
            for interval in _by_value(served) if first else (H1,) if H1 in served else ():
                deep_ms = now_ms - CANDLES_DEEP * interval.ms
                start_ms = min(deep_ms, since.get((market, interval), deep_ms))
                rank = (0 if first else 400) + 10 * _value(interval) + place
                yield Want(rank, Channel.CANDLES, market, interval, start_ms, now_ms)
        for channel, deep in (
            (Channel.LIQUIDATIONS, 100),
            (Channel.OI, 110),
            (Channel.RATIOS, 300),
        ):
            spec = source.histories.get(channel)
            if spec is None:
                continue
            for interval, span_ms in _SPANS:
                if interval in spec.intervals:
                    rank = deep + (150 if interval is M5 else 0) + place
                    yield Want(rank, channel, market, interval, now_ms - span_ms, now_ms)
        if Channel.FUNDING in source.histories:
            start_ms = now_ms - _FUNDING_DEEP_MS
            yield Want(200 + place, Channel.FUNDING, market, None, start_ms, now_ms)


#: Hourly candles carry the levels and the first chart, days the decisive rule.
_ORDER = (H1, D1, H4)


def _value(interval: Interval) -> int:
    return _ORDER.index(interval) if interval in _ORDER else len(_ORDER)


def _by_value(intervals: Sequence[Interval]) -> list[Interval]:
    return sorted(intervals, key=_value)


def stretches(times: Times, step_ms: int) -> list[tuple[int, int]]:
    """The stretches without a hole that these opening times cover, half-open."""
    if not len(times):
        return []
    breaks = np.flatnonzero(np.diff(times) != step_ms)
    starts = times[np.concatenate(([0], breaks + 1))]
    ends = times[np.concatenate((breaks, [len(times) - 1]))] + step_ms
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]


def without(wanted: tuple[int, int], have: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The wanted stretch less what is there, in order."""
    at, end = wanted
    rest: list[tuple[int, int]] = []
    for start, stop in merged(have):
        if stop <= at:
            continue
        if start >= end:
            break
        if start > at:
            rest.append((at, start))
        at = stop
    if at < end:
        rest.append((at, end))
    return rest


def cut(start_ms: int, end_ms: int, width_ms: int) -> list[tuple[int, int]]:
    """A window in pages, newest first."""
    pages = []
    while end_ms > start_ms:
        begin = max(start_ms, end_ms - width_ms)
        pages.append((begin, end_ms))
        end_ms = begin
    return pages
