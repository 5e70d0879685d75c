"""Runs one venue: its instrument list, its polls and its streams, each on its own and for ever."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from tracker.domain.derivatives import Liquidation
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import HOUR_MS
from tracker.services.asking import Asker, Bench, steady_s
from tracker.services.backoff import Backoff
from tracker.services.feed import channel_of
from tracker.services.health import SILENCE
from tracker.sources.base import (
    Answer,
    Connection,
    Parsed,
    Poll,
    Source,
    Stream,
)
from tracker.sources.clock import header_ms
from tracker.sources.errors import BadAnswer, SourceError, Unreachable

log = logging.getLogger(__name__)

_INSTRUMENTS_S = 86_400.0
_CLOCK_S = 600.0
#: How long the past waits for the venue's time: by ours alone a running candle may seem over.
_CLOCK_PATIENCE_S = 5.0
#: A header tells the time to the second, and the way takes some: less than this is no news.
_HEADER_MS = 2_000
#: A stream that does not prove itself is opened again after so many times its silence limit.
_REOPEN_AFTER = 3
_SHORTEST_REOPEN_S = 30.0
_LARGEST_SKEW_MS = 26 * HOUR_MS


class SourceRunner(Asker[Source]):
    """One venue at work.

    Attributes:
        known: every market of the venue that we have heard of, by symbol; grows in place.
        ready: set once the watched markets are known, the venue's time was asked for, and
            everything runs.
        skew_ms: how far the venue's clock is ahead of ours, as far as it told.
    """

    def __init__(
        self, source: Source, assets: Sequence[str], bench: Bench, cached: Sequence[Market]
    ) -> None:
        super().__init__(source, bench)
        self.known: dict[str, Market] = {market.symbol: market for market in cached}
        self.skew_ms = 0
        self.ready = asyncio.Event()
        #: Channels that a poll or a stream feeds; the others live on history alone.
        self.fed_channels: set[Channel] = {Channel.INSTRUMENTS}
        self._assets = list(assets)
        self._reopen = asyncio.Event()
        self._listed = asyncio.Event()
        self._timed = asyncio.Event()
        self._changed = asyncio.Event()
        self._asking = asyncio.Event()
        self._lists = source.instruments() is not None
        self._clock_job = source.clock()

    @property
    def now_ms(self) -> int:
        """The venue's present time."""
        return self._bench.clock.now_ms() + self.skew_ms

    def markets(self) -> list[Market]:
        """The watched markets: by the venue's list where it is known, else by its naming rule."""
        # Before the list was read the cache may hold only what something is stored of: of a list
        # it holds coins that nobody watches, too.
        was_read = any(one.asset not in self._assets for one in self.known.values())
        tells = self._lists and (self._listed.is_set() or was_read)
        found: list[Market] = []
        for asset in self._assets:
            mine = self.source.series(asset, self.known.values())
            found += mine or ([] if tells else self.source.presumed(asset))
        return found

    def watch(self, assets: Sequence[str]) -> None:
        """Ask for these assets from now on, and for no others."""
        self._assets = list(assets)
        self._changed.set()

    def reopen_streams(self) -> None:
        """Drop every connection and open it anew, after the machine slept or while nobody is asked."""
        self._reopen.set()
        self._reopen = asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_instruments())
            group.create_task(self._keep_clock())
            if self.source.needs_instruments and not self.known:
                await self._listed.wait()
            group.create_task(self._keep_asking())
            await self._asking.wait()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CLOCK_PATIENCE_S):
                    await self._timed.wait()
            self.ready.set()

    async def _keep_asking(self) -> None:
        """Poll and listen for the watched markets; anew where these are others."""
        while True:
            markets = self.markets()
            async with asyncio.TaskGroup() as group:
                tasks = self._begin(group, markets)
                self._asking.set()
                while _names(self.markets()) == _names(markets):
                    await self._changed.wait()
                    self._changed.clear()
                for task in tasks:
                    task.cancel()
            self._bench.on_markets()

    def _begin(
        self, group: asyncio.TaskGroup, markets: Sequence[Market]
    ) -> list[asyncio.Task[None]]:
        """Start what asks for these markets; nothing where the venue has none of them."""
        if not markets:
            return []
        tasks = []
        for poll in self.source.polls(markets):
            self.fed_channels.update(poll.channels)
            tasks.append(group.create_task(self._keep_polling(poll)))
        for stream in self.source.streams(markets, self.known):
            self.fed_channels.update(stream.channels)
            tasks.append(group.create_task(self._keep_listening(stream)))
        return tasks

    # --- asking --------------------------------------------------------------------------------

    def _told(self, parsed: Parsed, answer: Answer) -> None:
        if parsed.venue_ms is not None:
            self._note_skew(parsed.venue_ms - self._bench.clock.now_ms())
            self._timed.set()
        elif self._clock_job is None:
            self._note_header(answer)

    def _note_skew(self, skew_ms: int) -> None:
        # Our own clock may be set to another zone; beyond that the venue's is not believed.
        self.skew_ms = skew_ms if abs(skew_ms) <= _LARGEST_SKEW_MS else 0
        self._bench.health.told_time(self.source.venue, skew_ms)

    def _note_header(self, answer: Answer) -> None:
        """A venue that is not asked for its time still says when it answered."""
        told_ms = header_ms(answer.headers)
        if told_ms is not None:
            skew_ms = told_ms - self._bench.clock.now_ms()
            # A header that agrees within its second is news only where nothing was known.
            news = abs(skew_ms - self.skew_ms) > _HEADER_MS
            if news:
                self._note_skew(skew_ms)
            elif not self._timed.is_set():
                self._bench.health.told_time(self.source.venue, self.skew_ms)
        self._timed.set()

    async def _keep_instruments(self) -> None:
        job = self.source.instruments()
        if job is None:
            return
        backoff = Backoff()
        channels = (Channel.INSTRUMENTS,)
        while True:
            attempted_s = steady_s()
            try:
                values = await self.ask_all(job)
                if not any(isinstance(value, Market) for value in values):
                    raise BadAnswer("It answered without a single market.")
            except SourceError as error:
                await self._rest(self._failed(channels, error, backoff, attempted_s), attempted_s)
            else:
                self.known.update(
                    (value.symbol, value) for value in values if isinstance(value, Market)
                )
                self._bench.feed.take(values)
                self._succeeded(channels, values, _INSTRUMENTS_S, backoff)
                self._listed.set()
                self._changed.set()
                await self._list_is_old()

    async def _list_is_old(self) -> None:
        """Wait a day by the time of day, which goes on while the machine sleeps.

        A list is large and changes by the day: waking alone is no reason to read it again.
        """
        listed_ms = self._bench.clock.now_ms()
        left_s = _INSTRUMENTS_S
        while 0.0 < left_s <= _INSTRUMENTS_S:  # more is left where the clock was set back
            await self._rest(left_s, steady_s())
            left_s = _INSTRUMENTS_S - (self._bench.clock.now_ms() - listed_ms) / 1_000

    async def _keep_clock(self) -> None:
        job = self._clock_job
        if job is None:
            if self.source.instruments() is None:
                self._timed.set()  # else the list of markets tells
            return
        while True:
            try:
                await self.ask(job)
            except SourceError as error:
                log.debug("%s does not tell its time: %s", self.source.title, error)
            self._timed.set()
            await self._rest(_CLOCK_S, steady_s())

    def _polled(self, poll: Poll, since_ms: int | None, to_ms: int) -> None:
        """Note the stretch that a poll of events has covered."""
        for channel in poll.channels:
            backlog_ms = self.source.channels[channel].backlog_ms
            if backlog_ms:
                from_ms = (
                    to_ms - backlog_ms if since_ms is None else max(since_ms, to_ms - backlog_ms)
                )
                self._bench.health.read_back(self.source.venue, channel, from_ms, to_ms)

    # --- listening -----------------------------------------------------------------------------

    async def _keep_listening(self, stream: Stream) -> None:
        backoff, count = Backoff(), 0
        while True:
            attempted_s = steady_s()
            try:
                async with self._bench.transport.connect(self.source, stream) as connection:
                    count += 1
                    now_ms = self._bench.clock.now_ms()
                    self._bench.health.connected(
                        self.source.venue, stream.channels, stream.proof_s, now_ms
                    )
                    for text in stream.hello:
                        await connection.send(text)
                    await self._listen(stream, connection, backoff, is_again=count > 1)
            except SourceError as error:
                wait_s = self._failed(stream.channels, error, backoff, attempted_s)
                await self._rest(wait_s, attempted_s)

    async def _listen(
        self, stream: Stream, connection: Connection, backoff: Backoff, *, is_again: bool
    ) -> None:
        """Read frames until the connection ends, or is silent for too long, or must be reopened."""
        patience_s = max(_SHORTEST_REOPEN_S, stream.proof_s * SILENCE * _REOPEN_AFTER)
        proven_s = pinged_s = steady_s()
        reopen = self._reopen
        while not reopen.is_set():
            now_s = steady_s()
            until_s = proven_s + patience_s
            if stream.ping is not None:
                until_s = min(until_s, pinged_s + stream.ping[1])
            try:
                async with asyncio.timeout(max(0.0, min(until_s - now_s, 1.0))):
                    frame = await connection.receive()
            except TimeoutError:
                now_s = steady_s()
                if now_s >= proven_s + patience_s:
                    raise Unreachable(
                        "Connected, but nothing arrives; it is connected anew."
                    ) from None
                if stream.ping is not None and now_s >= pinged_s + stream.ping[1]:
                    await connection.send(stream.ping[0])
                    pinged_s = now_s
                continue
            try:
                parsed = self._parse_frame(stream, frame)
            except SourceError as error:
                # The connection stays: one frame that makes no sense must not cost the next ones.
                log.info("%s sent a frame that was refused: %s", self.source.title, error)
                self._bench.health.garbled(self.source.venue, stream.channels, error)
                continue
            if parsed.reply is not None:
                await connection.send(parsed.reply)
            if self._take(stream, parsed):
                proven_s = steady_s()
                backoff.succeeded()
                if is_again:
                    is_again = False
                    self._bench.on_reopened(self.source.venue, stream.channels)

    def _take(self, stream: Stream, parsed: Parsed) -> bool:
        """Pass on what a frame said; whether it proved the stream alive."""
        if parsed.error is not None:
            log.warning("%s: %s %s", self.source.title, parsed.error, parsed.faults)
        channels = {channel for value in parsed.values if (channel := channel_of(value))}
        proven = [one for one in stream.channels if one in channels or one in parsed.heard]
        now_ms = self._bench.clock.now_ms()
        self._bench.health.heard(self.source.venue, proven, now_ms)
        for channel in channels:
            self._bench.health.event(self.source.venue, channel, now_ms)
        for value in parsed.values:
            if isinstance(value, Liquidation):
                self._bench.health.printed(value)
        self._bench.feed.take(parsed.values)
        return bool(proven)

    def _parse_frame(self, stream: Stream, frame: bytes | str) -> Parsed:
        try:
            return stream.parse(frame, self.now_ms)
        except SourceError:
            raise
        except Exception as error:
            log.exception("%s: reading a frame failed", self.source.title)
            raise BadAnswer("Tracker made a mistake reading its stream.", repr(error)) from None


def _names(markets: Sequence[Market]) -> set[str]:
    return {market.symbol for market in markets}
