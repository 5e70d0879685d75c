"""The simulated exchange asked as the engine asks, with a clock that the test turns."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from tracker.domain.candle import Candle
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import (
    Interval,
    parse_iso,
)
from tracker.sources.base import Job, Page, Source, Value
from tracker.sources.simulated import (
    PAGE_ROWS,
    SimulatedA,
    SimulatedB,
    SimulatedC,
    SimulatedSpot,
)
from tracker.sources.simulation.exchange import SimulatedExchange

SEED = Path(__file__).parents[2] / "seeds" / "sell-off-2026-02-12.json"
NOW_MS = parse_iso("2026-02-12T09:30:00Z")
VENUES: tuple[type[Source], ...] = (SimulatedSpot, SimulatedA, SimulatedB, SimulatedC)
DERIVATIVES = VENUES[1:]
T = TypeVar("T")


class HandClock:
    """Stands still until somebody sleeps or moves it."""

    def __init__(self, now_ms: int = NOW_MS) -> None:
        self.at_ms = now_ms
        self.slept: list[float] = []

    def now_ms(self) -> int:
        return self.at_ms

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at_ms += round(seconds * 1_000)
        await asyncio.sleep(0)


class StoppedClock(HandClock):
    """Never wakes anybody."""

    async def sleep(self, seconds: float) -> None:
        if seconds:
            await asyncio.Event().wait()


async def ask(exchange: SimulatedExchange, source: Source, job: Job) -> list[Value]:
    """All pages of a job."""
    values: list[Value] = []
    following: Job | None = job
    while following is not None:
        answer = await exchange.get(source, following.request)
        parsed = following.parse(answer.body, exchange._clock.now_ms())
        assert parsed.faults == []
        assert parsed.dropped == 0
        values += parsed.values
        following = parsed.next
    return values


def only(values: Sequence[Value], kind: type[T]) -> list[T]:
    return [value for value in values if isinstance(value, kind)]


def page(
    channel: Channel, market: Market, interval: Interval | None, start_ms: int, end_ms: int
) -> Page:
    return Page(channel, market, interval, start_ms, end_ms, NOW_MS)


async def candles(
    exchange: SimulatedExchange, interval: Interval, start_ms: int, end_ms: int, asset: str = "BTC"
) -> list[Candle]:
    source = SimulatedSpot()
    found: list[Candle] = []
    step = PAGE_ROWS * interval.ms
    for first_ms in range(start_ms, end_ms, step):
        last_ms = min(first_ms + step, end_ms)
        job = source.history(
            page(Channel.CANDLES, source.market(asset), interval, first_ms, last_ms)
        )
        found += only(await ask(exchange, source, job), Candle)
    return found
