"""Asks one venue or service: requests and their answers, polls that go on for ever, and what failed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct, field

from tracker.domain.health import Channel
from tracker.services.backoff import LATE_S, Backoff
from tracker.services.feed import Feed, channel_of
from tracker.services.gate import Gate
from tracker.services.health import HealthBook
from tracker.services.nudge import Nudge
from tracker.sources.base import Answer, Job, Parsed, Poll, Service, Transport, Value
from tracker.sources.clock import Clock
from tracker.sources.errors import (
    BadAnswer,
    Blocked,
    KeyMissing,
    KeyNotSent,
    RateLimited,
    SourceError,
    Unreachable,
)

log = logging.getLogger(__name__)
S = TypeVar("S", bound=Service)

#: A page chain longer than this is a venue that does not stop.
_MOST_PAGES = 200
#: Reading so much takes a few milliseconds at most.
_SMALL_BYTES = 32_768


class Bench(Struct, frozen=True):
    """What everybody who asks works with.

    Attributes:
        on_markets: told when a venue's markets are others.
        on_reopened: told the venue and the channels of a stream that was opened again and brings
            something by now: what came in between is missing.
        nudge: whoever waits, after a failure or for the next round, does it with this.
        gate: closed while nobody may be asked.
    """

    transport: Transport
    feed: Feed
    health: HealthBook
    clock: Clock
    on_markets: Callable[[], None] = lambda: None
    on_reopened: Callable[[str, tuple[Channel, ...]], None] = lambda _venue, _channels: None
    nudge: Nudge = field(default_factory=Nudge)
    gate: Gate = field(default_factory=Gate)


class Asker(Generic[S]):
    """Sends requests of one service, stores what its answers say, and tells how it is."""

    def __init__(self, source: S, bench: Bench) -> None:
        self.source = source
        self._bench = bench

    @property
    def now_ms(self) -> int:
        """The present time there."""
        return self._bench.clock.now_ms()

    def _told(self, parsed: Parsed, answer: Answer) -> None:
        """An answer was read: it may tell the time."""

    def _polled(self, poll: Poll, since_ms: int | None, to_ms: int) -> None:
        """A poll was answered as a whole."""

    def _late_s(self, poll: Poll) -> float:
        """How often a poll is tried in a long outage."""
        del poll
        return LATE_S

    # --- asking --------------------------------------------------------------------------------

    async def ask(self, job: Job) -> Parsed:
        """Send one request and read its answer.

        Raises:
            SourceError: where there is no usable answer.
        """
        bench = self._bench
        try:
            answer = await bench.transport.get(self.source, job.request)
        except (KeyMissing, KeyNotSent):
            if job.keyless is None:
                raise
            return await self.ask(job.keyless)
        try:
            parsed = await self._read(job, answer.body)
        except SourceError as error:
            error.http = answer.status
            if isinstance(error, RateLimited | Blocked):
                bench.transport.rest(job.request.url, error)
            raise
        except Exception as error:
            log.exception("%s: reading %s failed", self.source.title, job.request.url)
            raise BadAnswer("Tracker made a mistake reading its answer.", repr(error)) from None
        bench.health.spent(self.source.venue, answer.budget_used)
        self._told(parsed, answer)
        for fault in parsed.faults[:1]:
            log.info("%s refused %d rows: %s", self.source.title, len(parsed.faults), fault)
        return parsed

    async def _read(self, job: Job, body: bytes) -> Parsed:
        """Make values of an answer; a large one beside the loop, which a frame may be waiting for."""
        if len(body) <= _SMALL_BYTES:
            return job.parse(body, self.now_ms)
        return await asyncio.to_thread(job.parse, body, self.now_ms)

    async def ask_all(self, job: Job) -> list[Value]:
        """Follow a chain of pages to its end."""
        values: list[Value] = []
        following: Job | None = job
        for _ in range(_MOST_PAGES):
            if following is None:
                break
            parsed = await self.ask(following)
            values += parsed.values
            following = parsed.next
        return values

    async def _keep_polling(self, poll: Poll) -> None:
        backoff = Backoff(self._late_s(poll))
        since_ms: int | None = None
        while True:
            await self._bench.gate.passed()  # what is asked for ends when it is asked, not before
            attempted_s, started_ms = steady_s(), self.now_ms
            try:
                values = await self._poll_once(poll, since_ms)
            except SourceError as error:
                await self._rest(
                    self._failed(poll.channels, error, backoff, attempted_s), attempted_s
                )
            else:
                self._polled(poll, since_ms, started_ms)
                since_ms = started_ms
                self._succeeded(poll.channels, values, poll.every_s, backoff)
                await self._rest(poll.every_s, steady_s())

    async def _poll_once(self, poll: Poll, since_ms: int | None) -> list[Value]:
        """One round over all jobs. What one of them refused must not cost the others."""
        values: list[Value] = []
        refusal: SourceError | None = None
        for job in poll.jobs(self.now_ms, since_ms):
            try:
                got = await self.ask_all(job)
            except (RateLimited, Blocked, Unreachable):
                raise
            except SourceError as error:
                if refusal is None or not error.permanent:
                    refusal = error
                continue
            self._bench.feed.take(got)
            values += got
        if refusal is not None and (not values or not refusal.permanent):
            raise refusal
        for channel in poll.channels:
            events = self.source.channels[channel].cadence_s is None
            if not events and not any(channel_of(value) is channel for value in values):
                raise BadAnswer("It answered without a word about the watched coins.")
        return values

    # --- telling -------------------------------------------------------------------------------

    def _succeeded(
        self, channels: Sequence[Channel], values: Sequence[Value], every_s: float, backoff: Backoff
    ) -> None:
        backoff.succeeded()
        now_ms = self._bench.clock.now_ms()
        self._bench.health.polled(self.source.venue, channels, every_s, now_ms)
        for channel in channels:
            if any(channel_of(value) is channel for value in values):
                self._bench.health.event(self.source.venue, channel, now_ms)

    def _failed(
        self,
        channels: Sequence[Channel],
        error: SourceError,
        backoff: Backoff,
        attempted_s: float,
    ) -> float:
        wait_s = backoff.failed(error, attempted_s, steady_s())
        retry_ms = self._bench.clock.now_ms() + int(wait_s * 1_000)
        self._bench.health.failed(self.source.venue, channels, error, retry_ms)
        return wait_s

    async def _rest(self, wait_s: float, since_s: float) -> None:
        """Wait after a failure or for the next round, or less where asking is worth it sooner."""
        await self._bench.nudge.rest(self._bench.clock, wait_s, since_s)


def steady_s() -> float:
    """The loop's own time, which no clock that is set can move."""
    return asyncio.get_running_loop().time()
