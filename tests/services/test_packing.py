"""Packing beside the engine: all that is over, in small steps, and never while levels wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.samples import NOW_MS, SPOT, candle, candles
from tracker.domain.times import M1
from tracker.services import packing
from tracker.services.feed import Feed, Stored
from tracker.services.lane import Turn
from tracker.services.packing import keep_packing
from tracker.services.storage import Storage
from tracker.store.market_writer import MarketWriter

COUNT = 5_000


@pytest.fixture
def feed(storage: Storage) -> Feed:
    async def heard(_: Stored) -> None:
        pass

    return Feed(storage, heard)


@asynccontextmanager
async def running(storage: Storage, feed: Feed) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_packing(storage, feed, lambda: NOW_MS))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def steps_until_packed(storage: Storage, taken: list[int]) -> None:
    async with asyncio.timeout(60):
        while not taken or taken[-1]:
            await storage.market(lambda _: None)
            await asyncio.sleep(0)


async def test_all_that_is_over_is_packed_a_few_chunks_at_a_time(
    storage: Storage, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    pack = MarketWriter.pack

    def counted(market: MarketWriter, now_ms: int, most: int) -> int:
        taken.append(pack(market, now_ms, most))
        return taken[-1]

    monkeypatch.setattr(MarketWriter, "pack", counted)
    monkeypatch.setattr(packing, "_BREATHER_S", 0.0)
    rows = candles(NOW_MS - COUNT * M1.ms, [100.0 + at % 9 for at in range(COUNT)], interval=M1)
    await feed.store_history(rows)
    async with running(storage, feed):
        await steps_until_packed(storage, taken)
    assert max(taken) <= 4
    assert sum(taken) >= COUNT // 240
    found = await storage.read(lambda reader, _: reader.candles(SPOT, M1))
    assert found.close.tolist() == [one.close for one in rows]


async def test_nothing_is_packed_while_a_closed_candle_waits_to_be_stored(
    storage: Storage, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, packed = asyncio.Event(), asyncio.Event()
    looks = 0

    class Waiting(asyncio.Event):
        def is_set(self) -> bool:
            nonlocal looks
            looks += 1
            if looks == 20:
                asked.set()
            return super().is_set()

    async def seen(use: object, *, turn: Turn) -> int:
        del use
        assert turn is Turn.LATER
        assert not feed.pressing.is_set()
        packed.set()
        return 0

    feed.pressing = Waiting()
    monkeypatch.setattr(packing, "_BREATHER_S", 0.0)
    feed.take([candle(NOW_MS, 100.0)])
    with monkeypatch.context() as patch:
        patch.setattr(storage, "market", seen)
        async with running(storage, feed):
            async with asyncio.timeout(60):
                await asked.wait()
                assert not packed.is_set()
                feed.pressing.clear()
                await packed.wait()
    assert packed.is_set()
