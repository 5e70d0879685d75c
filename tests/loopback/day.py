"""A day of the market with everything that goes wrong in one, all sources at once, in virtual time.

The exchange serves every venue, pushes liquidations and signs of life, and from time to time does what
exchanges do: drops sockets, limits, bans, answers with web pages and half frames, falls silent, is gone
for hours, and sends events late, twice and out of order. It keeps what it served; `Report` says what of
it the engine has, over which time it claims to have watched, and how close any limit came.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter as Count
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from loopback import binance_coinm, bitfinex, deribit, htx, kraken
from loopback.context import serve_context
from loopback.counting import Counter
from loopback.market import STEP_MS, Market
from loopback.server import Asked, Exchange, Reply, Socket
from loopback.venues import (
    bybit_liquidation,
    force_order,
    gate_stats,
    kline_frame,
    mark_frame,
    okx_usd,
    serve_venues,
)
from loopback.virtual import JumpingClock
from tracker.domain.coverage import merged
from tracker.domain.health import Channel
from tracker.domain.market import Market as TradedMarket
from tracker.domain.times import M1, M5, parse_iso
from tracker.services import collector as collector_module
from tracker.services.collector import Collector, Setup
from tracker.services.health import SILENCE
from tracker.services.storage import Storage
from tracker.sources import register_all
from tracker.sources.base import Source
from tracker.sources.context import ContextSource
from tracker.sources.gateway import Gateway
from tracker.sources.wire import Wire
from tracker.store.paths import Home

START_MS = parse_iso("2026-02-12T00:00:07Z")
KLINES, FAPI = "data-stream.binance.vision", "fapi.binance.com"
BYBIT_WS, OKX, GATE, BITGET = "stream.bybit.com", "www.okx.com", "api.gateio.ws", "api.bitget.com"
#: The newest of what was asked for may lag by so much when the day ends.
_DRAIN_S = 400.0
_BAN_S = 180

Event = tuple[int, bool, float]
"""When (UTC ms), whether a long was closed, and what it was worth in USD."""


@dataclass(frozen=True)
class Feed:
    """How a venue's stream is fed: `event` makes a frame, and says what it is worth in USD."""

    venue: str
    host: str
    proof_s: float
    proof: Callable[[Market], Any]
    event: Callable[[int, str, float, float], tuple[Any, float]]
    path: str = ""
    #: Whether it speaks only to those who subscribed.
    waits: bool = True


def _order(side: str) -> str:
    return "SELL" if side == "long" else "BUY"


def _binance(at: int, side: str, price: float, size: float) -> tuple[Any, float]:
    return force_order("BTC", at, _order(side), price, size), price * size


def _coinm(at: int, side: str, price: float, size: float) -> tuple[Any, float]:
    contracts = round(size * 100)
    return binance_coinm.force_order("BTC", at, _order(side), price, contracts), contracts * 100.0


def _bybit(at: int, side: str, price: float, size: float) -> tuple[Any, float]:
    # The side of the position: Buy is a long.
    frame = bybit_liquidation("BTC", at, "Buy" if side == "long" else "Sell", price, size)
    return frame, price * size


def _bybit_inverse(at: int, side: str, price: float, size: float) -> tuple[Any, float]:
    usd = round(size * 1_000)
    frame, _ = _bybit(at, side, price, usd)
    row = {**frame["data"][0], "s": "BTCUSD"}
    return {**frame, "topic": "allLiquidation.BTCUSD", "data": [row]}, float(usd)


def _deribit(at: int, side: str, _price: float, size: float) -> tuple[Any, float]:
    usd = round(size * 1_000) * 10.0
    direction = "sell" if side == "long" else "buy"
    return deribit.trades("BTC", at, "T", direction, [usd]), usd


def _htx(at: int, side: str, price: float, size: float) -> tuple[Any, float]:
    return htx.order("BTC", at, _order(side).lower(), price, size), price * size


def _kraken(at: int, side: str, price: float, size: float) -> tuple[Any, float]:
    return kraken.trade("BTC", at, _order(side).lower(), size, price), price * size


def _bitfinex(at: int, side: str, price: float, size: float) -> tuple[Any, float]:
    return [7, [bitfinex.position("BTC", at, side, size, price)]], price * size


def _bybit_ticker(symbol: str) -> Callable[[Market], Any]:
    def frame(market: Market) -> Any:
        price = f"{market.price('BTC', market.now_ms())}"
        data = {"symbol": symbol, "markPrice": price, "lastPrice": price}
        head = {"topic": f"tickers.{symbol}", "type": "snapshot", "ts": market.now_ms()}
        return {**head, "data": data}

    return frame


def _coinm_mark(market: Market) -> Any:
    now = market.now_ms()
    event = {"e": "markPriceUpdate", "E": now, "s": "BTCUSD_PERP", "r": "0.0001"}
    following = (now // 28_800_000 + 1) * 28_800_000
    return {
        "stream": "mark",
        "data": {**event, "p": f"{market.price('BTC', now)}", "T": following},
    }


def _deribit_ticker(market: Market) -> Any:
    name = deribit.symbol("BTC")
    now = market.now_ms()
    data = {
        "instrument_name": name,
        "timestamp": now,
        "mark_price": market.price("BTC", now),
    }
    params = {"channel": f"ticker.{name}.100ms", "data": data}
    return {"jsonrpc": "2.0", "method": "subscription", "params": params}


def _kraken_ticker(market: Market) -> Any:
    now = market.now_ms()
    price = market.price("BTC", now)
    return {
        "feed": "ticker",
        "product_id": kraken.symbol("BTC"),
        "time": now,
        "relative_funding_rate": kraken.COMING,
        "next_funding_rate_time": (now // 3_600_000 + 1) * 3_600_000,
        "markPrice": price,
        "index": price,
    }


FEEDS = (
    Feed(
        "binance", "fstream.binance.com", 3, lambda m: mark_frame(m, "BTC"), _binance, waits=False
    ),
    Feed("binance-coinm", binance_coinm.STREAM, 3, _coinm_mark, _coinm, waits=False),
    Feed("bybit", BYBIT_WS, 5, _bybit_ticker("BTCUSDT"), _bybit, "public/linear"),
    Feed("bybit-inverse", BYBIT_WS, 5, _bybit_ticker("BTCUSD"), _bybit_inverse, "public/inverse"),
    Feed("deribit", deribit.HOST, 5, _deribit_ticker, _deribit),
    Feed("htx", htx.HOST, 60, htx.rates, _htx),
    Feed("kraken", kraken.HOST, 5, _kraken_ticker, _kraken),
    Feed("bitfinex", bitfinex.HOST, 15, lambda _m: [7, "hb"], _bitfinex),
)
#: Venues whose liquidations are read over REST too, so that an outage leaves no hole.
READ_BACK = ("okx", "okx-inverse", "bitfinex")


@dataclass
class DayMarket(Market):
    """The market by the loop's time."""

    clock: JumpingClock = field(default_factory=lambda: JumpingClock(START_MS))

    def now_ms(self) -> int:
        return self.clock.now_ms()


@dataclass(frozen=True)
class VenueRow:
    """What became of one venue's liquidations.

    Attributes:
        same: how many of the served and the stored are one event, by time, side and USD.
        was_alive, observed: the share of the day in which it gave signs of life while somebody was
            connected, and in which the engine says that it watched.
        wrong_s: how long these two contradict each other.
        stretches: in how many pieces it was alive; where one ends, the last sign may be lost.
        proof_s: how far its signs of life are apart.
    """

    venue: str
    served: int
    stored: int
    same: int
    served_usd: float
    stored_usd: float
    was_alive: float
    observed: float
    wrong_s: float
    stretches: int
    proof_s: float


@dataclass
class Report:
    """What the day came to.

    Attributes:
        peaks: the highest share of each documented limit, by host and what is counted together.
        others: the highest share of the limit that others were using most of, ours included.
        broken_bans: requests that came although the host had banned us.
        buckets: of the venue that serves sums: so many of so many are as served.
        candles: minutes of the reference market that are as traded, of so many.
        memory_mb: the resident memory, hour by hour.
        virtual_s, wall_s: how long it was, and how long it took.
    """

    rows: list[VenueRow]
    peaks: dict[tuple[str, str], float]
    others: float
    broken_bans: int
    bans: int
    buckets: tuple[int, int]
    candles: tuple[int, int]
    memory_mb: list[float]
    requests: int
    frames: int
    states: dict[tuple[str, str], str]
    seen: dict[str, set[str]]
    virtual_s: float
    wall_s: float


class Day:
    """One simulated day; `run` is to be awaited on a `JumpingLoop`.

    Args:
        assets: what is watched; BTC alone is liquidated.
        gap_s: how far two liquidations of a venue are apart on average.
    """

    def __init__(
        self,
        home: Path,
        *,
        hours: float,
        assets: tuple[str, ...] = ("BTC",),
        seed: int = 1,
        gap_s: float = 45.0,
    ) -> None:
        self._home = home
        self._assets = assets
        self._length_s = hours * 3_600
        self._random = random.Random(seed)
        self._gap_s = gap_s
        self._silent: set[str] = set()
        self._served: dict[str, list[Event]] = defaultdict(list)
        self._proofs: dict[str, list[int]] = defaultdict(list)
        self._counter = Counter()
        self._share = 0.0
        self._banned_s: dict[str, tuple[float, float]] = {}
        self._broken, self._bans = 0, 0
        self._others, self._others_peak = 0.0, 0.0
        self._memory: list[float] = []
        self._frames = 0
        self._states: dict[tuple[str, str], str] = {}
        self._seen: dict[str, set[str]] = defaultdict(set)

    # --- running -------------------------------------------------------------------------------

    async def run(self) -> Report:
        begun_s = time.perf_counter()
        register_all()
        # Twenty flushes a second are for eyes; there are none here.
        usual_s, collector_module._FLUSH_S = collector_module._FLUSH_S, 1.0
        try:
            async with Exchange() as exchange:
                self._open(exchange)
                report = await self._day()
        finally:
            collector_module._FLUSH_S = usual_s
        now_s = asyncio.get_running_loop().time()
        return replace(report, virtual_s=now_s, wall_s=time.perf_counter() - begun_s)

    def _open(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._market = DayMarket()
        serve_venues(exchange, self._market)
        serve_context(exchange, self._market)
        exchange.keeps_log = False
        exchange.steady_s = asyncio.get_running_loop().time
        exchange.gate, exchange.stamp = self._gate, self._stamp
        greet, hear = exchange.on_connect, exchange.on_message

        def on_connect(ex: Exchange, socket: Socket) -> None:
            greet(ex, socket)
            self._greeted(socket, waits=False)

        def on_message(ex: Exchange, socket: Socket, text: str) -> None:
            if socket.host in self._silent:
                return
            hear(ex, socket, text)
            if "ticker" in text or "funding_rate" in text:
                self._greeted(socket, waits=True)

        exchange.on_connect, exchange.on_message = on_connect, on_message

    def _greeted(self, socket: Socket, *, waits: bool) -> None:
        """The venue has shown that it is alive, to a socket that is new or has subscribed."""
        for feed in FEEDS:
            if (feed.host, feed.waits) == (socket.host, waits) and feed.path in socket.target:
                self._proofs[feed.venue].append(self._market.now_ms())

    async def _day(self) -> Report:
        clock = self._market.clock
        sources = self._sources()
        gateway = Gateway.parse(self._exchange.url)
        setup = Setup(
            sources,
            self._assets,
            clock,
            lambda pauses: Wire(clock=clock, gateway=gateway, pauses=pauses),
            watch_sleep=False,
            context=[
                kind() for kind in ContextSource.context_registry.values() if not kind.simulated
            ],
            deepens=False,  # years of candles would take longer than the day
        )
        storage = Storage(Home.under(self._home))
        collector = Collector(storage, setup, self._updated)
        engine = asyncio.create_task(collector.run())
        try:
            async with asyncio.timeout(self._length_s + 10 * _DRAIN_S):
                await self._let_pass(engine)
            return await self._report(storage, sources)
        finally:
            engine.cancel()
            with suppress(asyncio.CancelledError):
                await engine

    def _sources(self) -> list[Source]:
        """Whatever the exchange serves."""
        served = {host for host, _ in self._exchange.rules}
        found = [kind() for kind in Source.registry.values() if not kind.simulated]
        return [one for one in found if _hosts(one) & served]

    async def _let_pass(self, engine: asyncio.Task[None]) -> None:
        tasks = [asyncio.create_task(work) for work in self._work()]
        script = asyncio.create_task(self._script())
        try:
            done, _ = await asyncio.wait(
                [engine, script, *tasks], return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                task.result()
            assert script.done(), "something ended before the day"
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _updated(self, update: Any) -> None:
        for row in update.health:
            self._states[row.venue, str(row.channel)] = str(row.state)
            self._seen[row.venue].add(str(row.state))

    def _work(self) -> list[Any]:
        feeds = [self._prove(feed) for feed in FEEDS] + [self._liquidate(feed) for feed in FEEDS]
        return [*feeds, self._trade(), self._liquidate_over_rest(), self._weigh()]

    # --- what the exchange pushes --------------------------------------------------------------

    def _sockets(self, feed: Feed) -> list[Socket]:
        if feed.host in self._silent:
            return []
        return [
            one
            for one in self._exchange.sockets
            if one.host == feed.host
            and feed.path in one.target
            and (one.received or not feed.waits)
        ]

    def _send(self, sockets: Sequence[Socket], frame: Any) -> None:
        for socket in sockets:
            self._frames += 1
            self._exchange.send_soon(socket, frame)

    async def _prove(self, feed: Feed) -> None:
        while True:
            sockets = self._sockets(feed)
            if sockets:
                self._send(sockets, feed.proof(self._market))
                self._proofs[feed.venue].append(self._market.now_ms())
            await asyncio.sleep(feed.proof_s)

    async def _liquidate(self, feed: Feed) -> None:
        while True:
            await asyncio.sleep(self._random.expovariate(1 / self._gap_s))
            if self._is_over:
                await asyncio.Event().wait()  # until it is cancelled
            sockets = self._sockets(feed)
            now = self._market.now_ms()
            made = [self._make(feed, now - back) for back in self._lateness()]
            if feed.venue in READ_BACK:
                # It is in the archive whether or not somebody listens.
                made = made[:1]
            for frame, event, raw in made:
                if feed.venue in READ_BACK:
                    self._keep(raw)
                elif sockets:
                    self._served[feed.venue].append(event)
                for _ in range(1 + (self._random.random() < 0.1)):
                    self._send(sockets, frame)
            if sockets:
                self._proofs[feed.venue].append(now)

    def _lateness(self) -> list[int]:
        """By how many ms the events of one moment are late: mostly none, some, or out of order."""
        chance = self._random.random()
        if chance < 0.05:
            return [self._random.randrange(60_000, 180_000)]
        if chance < 0.15:
            return [0, self._random.randrange(500, 3_000)]
        return [0]

    def _make(
        self, feed: Feed, at_ms: int
    ) -> tuple[Any, Event, tuple[str, int, str, float, float]]:
        side = self._random.choice(("long", "short"))
        price = self._market.price("BTC", at_ms)
        size = round(self._random.uniform(0.05, 9.0), 2)
        frame, usd = feed.event(at_ms, side, price, size)
        return frame, (at_ms, side == "long", usd), ("BTC", at_ms, side, price, size)

    def _keep(self, raw: tuple[str, int, str, float, float]) -> None:
        """Put an event into what venues answer over REST."""
        self._market.liquidations.append(raw)
        _, at, side, price, size = raw
        usd = okx_usd("BTC")
        inverse = float(f"{size * price / usd:g}") * usd
        worth = {"okx": size * price, "okx-inverse": inverse, "bitfinex": size * price}
        for venue, value in worth.items():
            self._served[venue].append((at, side == "long", value))

    async def _liquidate_over_rest(self) -> None:
        feed = FEEDS[-1]
        while True:
            await asyncio.sleep(self._random.expovariate(1 / self._gap_s))
            if self._is_over:
                await asyncio.Event().wait()  # until it is cancelled
            self._keep(self._make(feed, self._market.now_ms())[2])

    async def _trade(self) -> None:
        """The running candles, and each once more when it is over."""
        feed = Feed("", KLINES, 5, lambda _m: None, _binance, waits=False)
        market = self._market
        before = market.now_ms()
        while True:
            await asyncio.sleep(feed.proof_s)
            now, sockets = market.now_ms(), self._sockets(feed)
            for name, step in STEP_MS.items():
                over = now // step * step - step
                if over + step > before:
                    self._send(sockets, kline_frame(market, "BTC", name, over, closed=True))
            open_ms = now // STEP_MS["1m"] * STEP_MS["1m"]
            self._send(sockets, kline_frame(market, "BTC", "1m", open_ms, closed=False))
            before = now

    async def _weigh(self) -> None:
        while True:
            self._memory.append(_resident_mb())
            await asyncio.sleep(self._length_s / 24)

    # --- what goes wrong -----------------------------------------------------------------------

    @property
    def _is_over(self) -> bool:
        return asyncio.get_running_loop().time() >= self._length_s

    async def _script(self) -> None:
        """Everything that goes wrong, at its part of the day and for so long."""
        exchange, length_s = self._exchange, self._length_s
        html = Reply("<html><body>Checking your browser</body></html>")
        limited = Reply({"label": "TOO_MANY_REQUESTS"}, 429, {"Retry-After": "60"})

        async def fault(
            at: float, share: float, on: Callable[[], Any], off: Callable[[], Any]
        ) -> None:
            await asyncio.sleep(at * length_s)
            on()
            await asyncio.sleep(share * length_s)
            off()

        def answers(at: float, share: float, prefix: str, reply: Reply) -> Any:
            return fault(
                at,
                share,
                lambda: exchange.set_fault(prefix, reply),
                lambda: exchange.clear_fault(prefix),
            )

        def gone(at: float, share: float, host: str) -> Any:
            def on() -> None:
                exchange.refuse_sockets(host, 503)
                exchange.set_fault(f"{host}/", Reply("gone", 503))
                exchange.drop(host)

            def off() -> None:
                exchange.refuse_sockets(host, None)
                exchange.clear_fault(f"{host}/")

            return fault(at, share, on, off)

        def others(weight: float) -> None:
            self._others = weight

        def nothing() -> None:
            return None

        hosts = {feed.host for feed in FEEDS} | {KLINES}
        async with asyncio.TaskGroup() as group:
            for work in (
                *(fault(0.10, 0, lambda h=host: exchange.drop(h), nothing) for host in hosts),
                answers(0.15, 0.02, f"{GATE}/", limited),
                fault(0.20, 0, lambda: self._ban(FAPI), nothing),
                answers(0.25, 0.03, f"{OKX}/api/v5/public/liquidation-orders", html),
                self._half_frames(0.30, 0.01),
                fault(
                    0.35,
                    0.04,
                    lambda: self._silent.add(BYBIT_WS),
                    lambda: self._silent.discard(BYBIT_WS),
                ),
                gone(0.45, 0.12, kraken.HOST),
                fault(0.60, 0.03, lambda: others(0.9), lambda: others(0.0)),
                answers(0.65, 0.02, f"{GATE}/", Reply("oops", 500)),
                *(
                    fault(0.70 + 0.002 * n, 0, lambda: exchange.drop(deribit.HOST), nothing)
                    for n in range(5)
                ),
                answers(0.75, 1, f"{BITGET}/", Reply("<html>not here</html>", 451)),
                gone(0.80, 0.03, bitfinex.HOST),
                gone(0.88, 0.02, KLINES),
                asyncio.sleep(length_s + _DRAIN_S),
            ):
                group.create_task(_until(work, length_s + _DRAIN_S))

    async def _half_frames(self, at: float, share: float) -> None:
        await asyncio.sleep(at * self._length_s)
        feed = FEEDS[0]
        for _ in range(int(share * self._length_s)):
            self._send(self._sockets(feed), '{"stream":"!forceOrder@arr","data":{"e":"forc')
            await asyncio.sleep(1)

    def _ban(self, host: str) -> None:
        now_s = self._exchange.steady_s()
        self._banned_s[host] = (now_s, now_s + _BAN_S)

    def _gate(self, asked: Asked) -> Reply | None:
        """Count; ban and limit those who go on."""
        self._share = share = self._counter.count(asked)
        banned = self._banned_s.get(asked.host)
        if banned is not None and asked.at < banned[1]:
            if self._bans == 0:
                # It is told with the first request; what is sent in the same moment is on its way.
                self._bans, self._banned_s[asked.host] = 1, (asked.at, asked.at + _BAN_S)
            elif asked.at > banned[0]:
                self._broken += 1
            left_s = self._banned_s[asked.host][1] - asked.at
            return Reply("banned", 418, {"Retry-After": f"{left_s:.0f}"})
        if _counts_weight(asked):
            self._others_peak = max(self._others_peak, share + self._others)
        if share + (self._others if _counts_weight(asked) else 0.0) > 1:
            return Reply("too many", 429, {"Retry-After": "60"})
        return None

    def _stamp(self, asked: Asked) -> dict[str, str]:
        if not _counts_weight(asked):
            return {}
        return {"X-MBX-USED-WEIGHT-1M": f"{(self._share + self._others) * 2_400:.0f}"}

    # --- what came of it -----------------------------------------------------------------------

    async def _report(self, storage: Storage, sources: Sequence[Source]) -> Report:
        end_ms = START_MS + round(self._length_s * 1_000)
        markets = {one.venue: one.market("BTC") for one in sources}
        feeds = {feed.venue: feed for feed in FEEDS}
        rows = []
        for venue in sorted({*feeds, *READ_BACK}):
            columns = await storage.read(
                lambda reader, _, m=markets[venue]: reader.events(m, 0, end_ms + 10**9)
            )
            observed = await storage.read(
                lambda reader, _, v=venue: reader.observed(
                    v, Channel.LIQUIDATIONS, START_MS, end_ms
                )
            )
            stored = list(
                zip(
                    columns.at_ms.tolist(),
                    columns.is_long.tolist(),
                    columns.usd.tolist(),
                    strict=True,
                )
            )
            proof_s = feeds[venue].proof_s if venue in feeds else 10.0
            alive = [(START_MS, end_ms)]
            if venue not in READ_BACK:
                alive = stretches(self._proofs[venue], round(SILENCE * proof_s * 1_000))
            rows.append(
                compare(
                    venue,
                    self._served[venue],
                    stored,
                    alive=alive,
                    observed=observed,
                    window=(START_MS, end_ms),
                    proof_s=proof_s,
                )
            )
        return Report(
            rows=rows,
            peaks=self._counter.peaks(),
            others=self._others_peak,
            broken_bans=self._broken,
            bans=self._bans,
            buckets=await self._buckets(storage, markets["gate"], end_ms),
            candles=await self._candles(storage, markets["binance-spot"], end_ms),
            memory_mb=self._memory,
            requests=self._counter.requests,
            frames=self._frames,
            states=dict(self._states),
            seen={venue: set(states) for venue, states in self._seen.items()},
            virtual_s=0.0,
            wall_s=0.0,
        )

    async def _buckets(
        self, storage: Storage, market: TradedMarket, end_ms: int
    ) -> tuple[int, int]:
        found = await storage.read(lambda reader, _: reader.buckets(market, START_MS, end_ms))
        (fine,) = [one for one in found if one.width_ms == M5.ms]
        stored = dict(
            zip(
                fine.start_ms.tolist(), zip(fine.long_usd, fine.short_usd, strict=True), strict=True
            )
        )
        starts = range(M5.floor(START_MS) + M5.ms, end_ms - M5.ms, M5.ms)
        right = 0
        for start in starts:
            row = gate_stats(self._market, "BTC", "5m", start)
            told = float(row["long_liq_usd_new"]), float(row["short_liq_usd_new"])
            right += int(start in stored and np.allclose(stored[start], told))
        return right, len(starts)

    async def _candles(
        self, storage: Storage, market: TradedMarket, end_ms: int
    ) -> tuple[int, int]:
        columns = await storage.read(
            lambda reader, _: reader.candles(market, M1, newest=int(self._length_s // 60) + 30)
        )
        closes = dict(
            zip(
                columns.open_ms.tolist(),
                zip(columns.close, columns.closed, strict=True),
                strict=True,
            )
        )
        opens = range(M1.floor(START_MS) + M1.ms, M1.floor(end_ms) - M1.ms, M1.ms)
        right = 0
        for open_ms in opens:
            close = self._market.candle("BTC", "1m", open_ms)[4]
            stored = closes.get(open_ms)
            right += int(stored is not None and stored[1] and np.isclose(stored[0], close))
        return right, len(opens)


def compare(
    venue: str,
    served: Sequence[Event],
    stored: Sequence[Event],
    *,
    alive: Sequence[tuple[int, int]],
    observed: Sequence[tuple[int, int]],
    window: tuple[int, int],
    proof_s: float,
) -> VenueRow:
    """Served against stored, event by event, and alive against observed, second by second."""
    wanted = Count((at, is_long, f"{usd:.5g}") for at, is_long, usd in served)
    got = Count((at, is_long, f"{usd:.5g}") for at, is_long, usd in stored)
    length = window[1] - window[0]
    lived, seen = _within(alive, window), _within(observed, window)
    return VenueRow(
        venue=venue,
        served=len(served),
        stored=len(stored),
        same=(wanted & got).total(),
        served_usd=sum(usd for _, _, usd in served),
        stored_usd=sum(usd for _, _, usd in stored),
        was_alive=_length(lived) / length,
        observed=_length(seen) / length,
        wrong_s=_apart(lived, seen) / 1_000,
        stretches=len(lived),
        proof_s=proof_s,
    )


def stretches(moments: Sequence[int], gap_ms: int) -> list[tuple[int, int]]:
    """The time from sign to sign of life, where they are not further apart than that."""
    found: list[tuple[int, int]] = []
    for at in sorted(moments):
        if found and at - found[-1][1] <= gap_ms:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found


def _within(spans: Sequence[tuple[int, int]], window: tuple[int, int]) -> list[tuple[int, int]]:
    cut = [(max(a, window[0]), min(b, window[1])) for a, b in spans]
    return list(merged([(a, b) for a, b in cut if b > a]))


def _length(spans: Sequence[tuple[int, int]]) -> int:
    return sum(b - a for a, b in spans)


def _apart(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> int:
    """How long one of the two says yes and the other no."""
    union = _length(list(merged([*some, *others])))
    return 2 * union - _length(some) - _length(others)


def _counts_weight(asked: Asked) -> bool:
    return asked.host == FAPI and asked.path.startswith("/fapi/") and "/funding" not in asked.path


def _hosts(source: Source) -> set[str]:
    polls = source.polls([source.market("BTC")])
    jobs = [job for poll in polls for job in poll.jobs(START_MS, None)]
    return {str(urlsplit(job.request.url).hostname) for job in jobs}


async def _until(work: Any, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await work


def _resident_mb() -> float:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return float("nan")
    return pages * 4_096 / 2**20
