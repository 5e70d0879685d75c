"""Candles, a clock and a venue that the test turns by hand; only the network is played."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from tracker.domain.candle import Candle
from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.level import Level
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1, INTERVALS, M5, Interval, parse_iso
from tracker.services.judging import Verdict, judge
from tracker.services.storage import Storage
from tracker.sources.base import (
    Answer,
    ChannelSpec,
    History,
    Job,
    Page,
    Parsed,
    Poll,
    Request,
    Source,
    Stream,
)
from tracker.sources.errors import Blocked, RateLimited, Unreachable

NOW_MS = parse_iso("2026-02-04T16:00:00Z")
SPOT = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
ALPHA = Market("alpha", "BTC-PERP", "BTC", Contract.LINEAR)


def candle(
    open_ms: int,
    close: float,
    *,
    opened: float | None = None,
    interval: Interval = H1,
    market: Market = SPOT,
    closed: bool = True,
) -> Candle:
    """A candle without wicks."""
    first = close if opened is None else opened
    return Candle(
        market, interval, open_ms, first, max(first, close), min(first, close), close, 1.0, closed
    )


def candles(
    start_ms: int, closes: Iterable[float], *, interval: Interval = H1, market: Market = SPOT
) -> list[Candle]:
    """Closed candles one after the other; each opens where the one before closed."""
    rows: list[Candle] = []
    for at, close in enumerate(closes):
        opened = rows[-1].close if rows else close
        open_ms = start_ms + at * interval.ms
        rows.append(candle(open_ms, close, opened=opened, interval=interval, market=market))
    return rows


def calm(until_ms: int, price: float, *, count: int = 30, interval: Interval = H1) -> list[Candle]:
    """So many quiet candles, the newest of which has closed at `until_ms`."""
    return candles(until_ms - count * interval.ms, [price] * count, interval=interval)


def level(price: float, *rules: str, **changes: Any) -> Level:
    """A level on Bitcoin's spot market, made at 16:00."""
    given: dict[str, Any] = {
        "id": 0,
        "asset": "BTC",
        "venue": SPOT.venue,
        "price": price,
        "role": None,
        "rules": rules or ("hourly",),
        "note": "",
        "created_ms": NOW_MS,
        **changes,
    }
    return Level(**given)


async def add(storage: Storage, price: float, *rules: str, **changes: Any) -> Level:
    made = level(price, *rules, **changes)
    return await storage.journal(lambda journal: journal.add_level(made))


async def judged(
    storage: Storage,
    rows: Sequence[Candle],
    now_ms: int,
    *,
    interval: Interval = H1,
    holes_ok: bool = False,
) -> Verdict:
    """Store candles and look at the levels on them."""
    await storage.write(rows)
    return await storage.judge(
        lambda reader, journal: judge(
            reader, journal, SPOT, interval, now_ms=now_ms, holes_ok=holes_ok
        )
    )


class HandClock:
    """Time that the test turns. Who sleeps is woken by `wake`, and the hand moves on by as much."""

    def __init__(self, now_ms: int = NOW_MS) -> None:
        self.ms = now_ms
        self.slept_s: list[float] = []
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now_ms(self) -> int:
        return self.ms

    async def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((seconds, future))
        await future

    def wake(self) -> None:
        """Wake everybody who sleeps; the hand moves by the longest nap."""
        sleepers = [one for one in self._sleepers if not one[1].done()]
        self._sleepers = []
        self.ms += max((int(seconds * 1_000) for seconds, _ in sleepers), default=0)
        for _, future in sleepers:
            future.set_result(None)


class Pipe:
    """An open connection whose frames the test puts in; an error is raised where it stands."""

    def __init__(self) -> None:
        self.frames: asyncio.Queue[str | Exception] = asyncio.Queue()
        self.sent: list[str] = []
        self.is_open = True

    async def receive(self) -> str:
        frame = await self.frames.get()
        if isinstance(frame, Exception):
            raise frame
        return frame

    async def send(self, text: str) -> None:
        self.sent.append(text)


Reply = Callable[[Request], bytes]


class Network:
    """The transport: answers by path, and hands out pipes."""

    def __init__(self) -> None:
        self.answers: dict[str, Reply | bytes | Exception] = {}
        self.asked: list[Request] = []
        self.rested: list[tuple[str, RateLimited | Blocked]] = []
        self.pipes: list[Pipe] = []
        self.refusal: Exception | None = None
        self.headers: dict[str, str] = {}

    async def get(self, source: Source, request: Request) -> Answer:
        del source
        self.asked.append(request)
        await asyncio.sleep(0)
        reply = self.answers.get(request.url, Unreachable("It cannot be reached."))
        if isinstance(reply, Exception):
            raise reply
        return Answer(200, self.headers, reply(request) if callable(reply) else reply)

    @asynccontextmanager
    async def connect(self, source: Source, stream: Stream) -> AsyncIterator[Pipe]:
        del source, stream
        if self.refusal is not None:
            raise self.refusal
        pipe = Pipe()
        self.pipes.append(pipe)
        try:
            yield pipe
        finally:
            pipe.is_open = False

    def rest(self, url: str, error: RateLimited | Blocked) -> None:
        self.rested.append((url, error))

    def urls(self) -> list[str]:
        return [request.url for request in self.asked]


class Alpha(Source):
    """A venue whose polls, streams and answers the test sets; nameless here, so not registered."""

    title = "Alpha"
    reference_rank = 1
    channels: ClassVar = {
        Channel.CANDLES: ChannelSpec(2.0),
        Channel.TICKERS: ChannelSpec(5.0),
        Channel.OI: ChannelSpec(30.0),
        Channel.FUNDING: ChannelSpec(60.0),
        Channel.RATIOS: ChannelSpec(300.0),
        Channel.LIQUIDATIONS: ChannelSpec(None, FeedKind.SAMPLED, backlog_ms=DAY_MS),
        Channel.INSTRUMENTS: ChannelSpec(86_400.0),
    }
    histories: ClassVar = {
        Channel.CANDLES: History(100, intervals=INTERVALS),
        Channel.OI: History(500, reach_ms=7 * DAY_MS, intervals=(H1, M5)),
        Channel.FUNDING: History(100),
    }

    def __init__(
        self,
        *,
        polls: Sequence[Poll] = (),
        streams: Sequence[Stream] = (),
        listing: Job | None = None,
        clock: Job | None = None,
        parse_page: Callable[[Page, bytes], Parsed] | None = None,
    ) -> None:
        self._polls = polls
        self._streams = streams
        self._listing = listing
        self._clock = clock
        self._parse_page = parse_page or candle_page

    def market(self, asset: str) -> Market:
        return Market("alpha", f"{asset}-PERP", asset, Contract.LINEAR)

    def instruments(self) -> Job | None:
        return self._listing

    def clock(self) -> Job | None:
        return self._clock

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        del markets
        return self._polls

    def streams(self, markets: Sequence[Market], known: Mapping[str, Market]) -> Sequence[Stream]:
        del markets, known
        return self._streams

    def history(self, page: Page) -> Job:
        params = {"from": page.start_ms, "to": page.end_ms, "step": str(page.interval)}
        request = Request(f"alpha/{page.channel}", params)
        return Job(request, lambda body, _now_ms: self._parse_page(page, body))


Alpha.venue = "alpha"


class Needy(Alpha):
    """The same, but nothing can be read before its list of markets is known."""

    needs_instruments = True


def candle_page(page: Page, body: bytes) -> Parsed:
    """A page of closes by opening time: {"1765000000000": 70000.0}."""
    rows = json.loads(body)
    assert page.interval is not None
    step = page.interval
    made = [
        candle(
            int(at),
            close,
            interval=step,
            market=page.market,
            closed=int(at) + step.ms <= page.now_ms,
        )
        for at, close in rows.items()
    ]
    return Parsed(values=list(made))


def every_close(request: Request, price: float = 70_000.0) -> bytes:
    """The body of a page that lacks nothing."""
    step = Interval.parse(str(request.params["step"]))
    first = -(-int(request.params["from"]) // step.ms) * step.ms
    return json.dumps(
        {str(at): price for at in range(first, int(request.params["to"]), step.ms)}
    ).encode()
