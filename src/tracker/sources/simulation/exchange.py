"""The exchange behind the simulated venues: answers and streams JSON in place of the wire.

The engine reads it as it reads real venues, so a demo exercises the whole program.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from urllib.parse import parse_qs, urlsplit

import msgspec
import numpy as np
from msgspec.structs import asdict

from tracker.analysis.columns import CandleColumns, Times
from tracker.domain.derivatives import Side
from tracker.domain.times import DAY_MS, INTERVALS, MINUTE_MS, SECOND_MS, Interval
from tracker.sources.base import Answer, Connection, Request, Service, Stream, checked
from tracker.sources.clock import Clock
from tracker.sources.errors import Blocked, RateLimited, Refused, Unreachable
from tracker.sources.simulated import PAGE_ROWS
from tracker.sources.simulation.answers import LIQUIDATION_PAGE
from tracker.sources.simulation.context import SimulatedContext
from tracker.sources.simulation.flows import SimulatedLiquidations, sampled
from tracker.sources.simulation.interest import (
    FUNDING_H,
    FUNDING_MS,
    SimulatedInterest,
    next_settlement,
)
from tracker.sources.simulation.prices import SimulatedPrices
from tracker.sources.simulation.scenario import VENUES, Scenario

#: Frames a real second over all streams, however fast the clock runs.
FRAMES_PER_S = 20.0
#: A stream has something to say about every so many simulated seconds.
FRAME_EVERY_S = 1.5
# A stream that nobody read for so long has lost its thread, as a socket would have.
_LOST_AFTER_MS = 15 * MINUTE_MS
_Params = Mapping[str, str]


class _NotFound(Exception):
    """The venue has no such thing."""


class SimulatedExchange:
    """Carries requests to the simulated venues.

    Args:
        scenario: what they tell.
        clock: their present time, which is also ours.
        speed: simulated seconds per real second, so that fast clocks get fewer, fuller frames.
    """

    def __init__(self, scenario: Scenario, clock: Clock, speed: float = 1.0) -> None:
        self._scenario = scenario
        self._clock = clock
        self._speed = speed
        self._open = 0
        self._prices = SimulatedPrices(scenario)
        self._liquidations = SimulatedLiquidations(self._prices)
        self._interest = SimulatedInterest(self._prices)
        script = scenario.context
        self._context = SimulatedContext(self._prices, script) if script is not None else None
        self._paths: Mapping[str, tuple[tuple[str, ...], Callable[[str, _Params, int], object]]] = {
            "time": (("sim-spot", *VENUES), self._time),
            "candles": (("sim-spot",), self._candles),
            "tickers": (("sim-spot",), self._tickers),
            "instruments": (VENUES, self._instruments),
            "positions": (VENUES, self._positions),
            "funding": (VENUES, self._funding),
            "statistics": (("sim-a",), self._statistics),
            "liquidations": (("sim-b",), self._forced),
            "interest": (("sim-b", "sim-c"), self._history),
            "context": (("sim-context",), self._around),
        }

    async def get(self, source: Service, request: Request) -> Answer:
        """Answer at once.

        Raises:
            SourceError: where the venue has no such address or the question makes no sense.
        """
        # Others get their turn between two answers.
        await asyncio.sleep(0)
        path = urlsplit(request.url).path.strip("/")
        params = {name: str(value) for name, value in request.params.items()}
        venues, build = self._paths.get(path, ((), self._time))
        if source.venue in venues:
            answer = _answered(build, source.venue, params, self._clock.now_ms())
        else:
            answer = Answer(404, {}, b"not found")
        checked(source, answer)
        return answer

    def connect(self, source: Service, stream: Stream) -> AbstractAsyncContextManager[Connection]:
        """Open a stream."""
        return self._connect(source, stream)

    @asynccontextmanager
    async def _connect(self, source: Service, stream: Stream) -> AsyncIterator[Connection]:
        address = urlsplit(stream.url)
        frames = {
            ("sim-spot", "/candles"): self._candle_frame,
            ("sim-c", "/market"): self._market_frame,
        }
        build = frames.get((source.venue, address.path))
        if build is None:
            raise Refused("It has no such stream.", stream.url)
        symbols = parse_qs(address.query).get("symbols", [""])[0]
        try:
            assets = [self._asset(symbol) for symbol in symbols.split(",")]
        except _NotFound as error:
            raise Refused("It does not know one of the markets.", str(error)) from None
        tape = _Tape(self._clock, self._pace_s, partial(build, assets))
        self._open += 1
        try:
            yield tape
        finally:
            tape.closed = True
            self._open -= 1

    def rest(self, url: str, error: RateLimited | Blocked) -> None:
        """Nothing here ever asks for a pause."""

    def _pace_s(self) -> float:
        """Simulated seconds between two frames of one stream."""
        return max(FRAME_EVERY_S, self._open * self._speed / FRAMES_PER_S)

    def _asset(self, symbol: str) -> str:
        asset = symbol.partition("-")[0]
        if asset not in self._scenario.scripts:
            raise _NotFound(symbol)
        return asset

    def _assets(self, params: _Params) -> dict[str, str]:
        """The coins of the symbols that were asked for."""
        return {symbol: self._asset(symbol) for symbol in params["symbols"].split(",")}

    def _grid(self, params: _Params, now_ms: int) -> tuple[str, Interval, Times]:
        """Coin, interval, and what starts in the window on its grid and is not in the future."""
        interval = Interval.parse(params["interval"])
        start_ms = max(int(params["start"]), self._scenario.start_ms)
        first_ms = interval.floor(start_ms - 1) + interval.ms
        last_ms = min(int(params["end"]), now_ms + 1, first_ms + PAGE_ROWS * interval.ms)
        return (
            self._asset(params["symbol"]),
            interval,
            np.arange(first_ms, last_ms, interval.ms, dtype=np.int64),
        )

    def _time(self, venue: str, params: _Params, now_ms: int) -> object:
        del venue, params
        return {"now": now_ms}

    def _instruments(self, venue: str, params: _Params, now_ms: int) -> object:
        del venue, params, now_ms
        return [
            {"symbol": f"{asset}-PERP", "asset": asset, "funding_h": FUNDING_H}
            for asset in self._scenario.assets
        ]

    def _candles(self, venue: str, params: _Params, now_ms: int) -> object:
        del venue
        asset, interval, at_ms = self._grid(params, now_ms)
        if not len(at_ms):
            return []
        end_ms = int(at_ms[-1]) + 1
        return _rows(self._prices.candles(asset, interval, int(at_ms[0]), end_ms, now_ms))

    def _tickers(self, venue: str, params: _Params, now_ms: int) -> object:
        del venue
        return [
            {"symbol": symbol, "at": now_ms, **asdict(self._prices.day(asset, now_ms))}
            for symbol, asset in self._assets(params).items()
        ]

    def _positions(self, venue: str, params: _Params, now_ms: int) -> object:
        minute = np.array([now_ms // MINUTE_MS])
        settles_ms = np.array([next_settlement(now_ms)])
        answer = []
        for symbol, asset in self._assets(params).items():
            coins = self._interest.coins(asset, venue, minute)
            mark, index = self._interest.mark(asset, venue, now_ms)
            answer.append(
                {
                    "symbol": symbol,
                    "at": now_ms,
                    "coins": float(coins[0]),
                    "usd": float(self._interest.usd(asset, coins, minute)[0]),
                    "mark": mark,
                    "index": index,
                    "rate": float(self._interest.funding(asset, venue, settles_ms)[0]),
                    "settles": int(settles_ms[0]),
                }
            )
        return answer

    def _funding(self, venue: str, params: _Params, now_ms: int) -> object:
        asset = self._asset(params["symbol"])
        start_ms = max(int(params["start"]), self._scenario.start_ms)
        end_ms = min(int(params["end"]), now_ms + 1)
        at_ms = np.arange(next_settlement(start_ms - 1), end_ms, FUNDING_MS)[:PAGE_ROWS]
        rates = self._interest.funding(asset, venue, at_ms).tolist()
        return [{"at": at, "rate": rate} for at, rate in zip(at_ms.tolist(), rates, strict=True)]

    def _history(self, venue: str, params: _Params, now_ms: int) -> object:
        asset, _, at_ms = self._grid(params, now_ms)
        return self._levels(asset, venue, at_ms)

    def _levels(self, asset: str, venue: str, at_ms: Times) -> list[dict[str, float]]:
        if not len(at_ms):
            return []
        minute = at_ms // MINUTE_MS
        coins = self._interest.coins(asset, venue, minute)
        columns = (at_ms, coins, self._interest.usd(asset, coins, minute))
        points = zip(*(column.tolist() for column in columns), strict=True)
        return [{"at": at, "coins": coin, "usd": usd} for at, coin, usd in points]

    def _statistics(self, venue: str, params: _Params, now_ms: int) -> object:
        asset, interval, at_ms = self._grid(params, now_ms)
        # The running bucket holds the minutes that are over; before the first of them it is not there.
        at_ms = at_ms[at_ms < now_ms // MINUTE_MS * MINUTE_MS]
        if not len(at_ms):
            return []
        end_ms = min(int(at_ms[-1]) + interval.ms, now_ms)
        edges = np.append(at_ms, end_ms) // MINUTE_MS
        longs, shorts = self._liquidations.sums(asset, venue, edges)
        accounts = self._interest.long_share(asset, edges[:-1])
        more = zip(longs.tolist(), shorts.tolist(), accounts.tolist(), strict=True)
        return [
            {
                **level,
                "long_usd": long_usd,
                "short_usd": short_usd,
                "long_share": share,
                "done": level["at"] + interval.ms <= now_ms,
            }
            for level, (long_usd, short_usd, share) in zip(
                self._levels(asset, venue, at_ms), more, strict=True
            )
        ]

    def _forced(self, venue: str, params: _Params, now_ms: int) -> object:
        asset = self._asset(params["symbol"])
        # The venue remembers a day.
        since_ms = max(int(params["since"]), now_ms - DAY_MS)
        before_ms = min(int(params.get("before", now_ms + 1)), now_ms + 1)
        if before_ms <= since_ms:
            return []
        found = self._liquidations.events(asset, venue, since_ms, before_ms)
        newest = found.cut(slice(-1, -LIQUIDATION_PAGE - 1, -1))
        return [
            {"at": at, "position": Side.LONG if is_long else Side.SHORT, "price": p, "quantity": q}
            for at, is_long, p, q in newest.rows()
        ]

    def _around(self, venue: str, params: _Params, now_ms: int) -> object:
        del params
        if self._context is None:
            raise _NotFound(venue)
        return {
            "readings": self._context.readings(now_ms),
            "holdings": self._context.holdings(now_ms),
        }

    def _candle_frame(self, assets: Sequence[str], last_ms: int, now_ms: int) -> object:
        bars = [
            {"symbol": f"{asset}-USD", "interval": interval.name, "row": row}
            for asset in assets
            for interval, candles in self._prices.changed(asset, INTERVALS, last_ms, now_ms)
            for row in _rows(candles)
        ]
        return {"candles": bars}

    def _market_frame(self, assets: Sequence[str], last_ms: int, now_ms: int) -> object:
        marks, orders = [], []
        # Whole seconds, so that one is never told in two frames.
        start_ms, end_ms = (at_ms // SECOND_MS * SECOND_MS for at_ms in (last_ms, now_ms))
        for asset in assets:
            symbol = f"{asset}-PERP"
            mark, index = self._interest.mark(asset, "sim-c", now_ms)
            marks.append({"symbol": symbol, "mark": mark, "index": index})
            if end_ms > start_ms:
                events = self._liquidations.events(asset, "sim-c", start_ms, end_ms)
                orders += [
                    {
                        "symbol": symbol,
                        "at": at,
                        "side": "sell" if is_long else "buy",
                        "price": price,
                        "quantity": quantity,
                    }
                    for at, is_long, price, quantity in sampled(events).rows()
                ]
        return {"at": now_ms, "marks": marks, "orders": orders}


def _answered(
    build: Callable[[str, _Params, int], object], venue: str, params: _Params, now_ms: int
) -> Answer:
    try:
        return Answer(200, {}, msgspec.json.encode(build(venue, params, now_ms)))
    except _NotFound as error:
        return Answer(404, {}, f"not found: {error}".encode())
    except (KeyError, ValueError) as error:
        return Answer(400, {}, f"wrong question: {error!r}".encode())


def _rows(candles: CandleColumns) -> list[tuple[float, ...]]:
    """Candles as their venue writes them."""
    columns = (
        candles.open_ms,
        candles.open,
        candles.high,
        candles.low,
        candles.close,
        candles.volume,
        candles.closed,
        candles.taker_buy,
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


class _Tape:
    """A connection: frames of what happened since the one before."""

    def __init__(
        self, clock: Clock, pace_s: Callable[[], float], build: Callable[[int, int], object]
    ) -> None:
        self._clock = clock
        self._pace_s = pace_s
        self._build = build
        self._last_ms = clock.now_ms()
        self._greeted = False
        self.closed = False

    async def receive(self) -> str:
        """The next frame; the first one at once.

        Raises:
            Unreachable: where nobody read for very long, or the stream was closed.
        """
        pace_ms = self._pace_s() * SECOND_MS if self._greeted else 0.0
        # What is left of the way to the next frame: a reader that gave up meanwhile comes back.
        left_ms = self._last_ms + pace_ms - self._clock.now_ms()
        await self._clock.sleep(max(0.0, left_ms / SECOND_MS))
        now_ms = self._clock.now_ms()
        lost = now_ms - self._last_ms > max(_LOST_AFTER_MS, 10 * pace_ms)
        if lost or self.closed:
            raise Unreachable("The simulated connection was interrupted.")
        frame = self._build(self._last_ms, now_ms)
        self._last_ms, self._greeted = now_ms, True
        return msgspec.json.encode(frame).decode()

    async def send(self, text: str) -> None:
        """The simulated venues listen to nothing."""
