"""The cache stays as old and as large as it may be, a step at a time, and never while levels wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from services.conftest import until
from services.samples import NOW_MS, SPOT, candles
from tracker.domain.derivatives import Liquidation, Side, Ticker
from tracker.domain.market import Contract, Market
from tracker.domain.retention import Kind, Retention
from tracker.domain.times import DAY_MS, M1, M5, M15, MINUTE_MS
from tracker.services import pruning as module
from tracker.services.feed import Feed
from tracker.services.pruning import Pruning
from tracker.services.storage import Storage
from tracker.store.market_writer import MarketWriter

PERP = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
DAY = NOW_MS // DAY_MS


async def _nothing(_: object) -> None:
    pass


@pytest.fixture
def feed(storage: Storage) -> Feed:
    return Feed(storage, _nothing)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BREATHER_S", 0.0)


Make = Callable[..., Pruning]


@pytest.fixture
def pruning(storage: Storage, feed: Feed) -> Make:
    def make(said: list[str] | None = None, **kept: str) -> Pruning:
        heard = said if said is not None else []
        return Pruning(storage, feed, Retention.parse(kept), lambda: NOW_MS, heard.append)

    return make


def ticker(at_ms: int = NOW_MS) -> Ticker:
    return Ticker(SPOT, at_ms, 70_000.0, None, None, None, None, None)


def events(days: int) -> list[Liquidation]:
    """One every hour, for so many days up to now."""
    return [
        Liquidation(PERP, NOW_MS - at * 60 * MINUTE_MS, Side.LONG, 7e4, 1.0, 7e4)
        for at in range(days * 24)
    ]


async def count(storage: Storage, table: str) -> int:
    def look(market: MarketWriter) -> int:
        (rows,) = market._connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(rows)

    return await storage.market(look)


async def test_what_is_too_old_goes_and_its_sums_stay(storage: Storage, pruning: Make) -> None:
    await storage.write([ticker(), *events(20)])
    assert await pruning(liquidations="7d").look() > 0
    first_ms = (DAY - 7) * DAY_MS
    left = await storage.read(lambda reader, _: reader.events(PERP, 0, NOW_MS + 1))
    assert int(left.at_ms[0]) >= first_ms
    hours = await storage.read(lambda reader, _: reader.rolls.hours(PERP, 0, NOW_MS + 1))
    assert int(hours.long_count.sum()) == 20 * 24
    assert await pruning(liquidations="7d").look() == 0


@pytest.mark.parametrize("newest_ms", [None, NOW_MS - 2 * DAY_MS, NOW_MS + 2 * DAY_MS])
async def test_a_clock_that_no_venue_confirms_costs_nothing(
    storage: Storage, pruning: Make, newest_ms: int | None
) -> None:
    told = [ticker(newest_ms)] if newest_ms is not None else []
    await storage.write([*told, *events(20)])
    assert await pruning(liquidations="7d").look() == 0
    assert await count(storage, "liquidation") == 20 * 24


async def test_while_a_candle_waits_that_levels_are_judged_on_nothing_goes(
    storage: Storage, feed: Feed, pruning: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    await storage.write([ticker(), *events(30)])
    steps: list[int] = []
    prune = MarketWriter.prune

    def counted(market: MarketWriter, cut: object) -> int:
        steps.append(prune(market, cut))  # type: ignore[arg-type]
        feed.pressing.set()
        return steps[-1]

    monkeypatch.setattr(MarketWriter, "prune", counted)
    looking = asyncio.create_task(pruning(liquidations="7d").look())
    async with asyncio.timeout(30):
        await until(lambda: steps)
        for _ in range(50):  # turns of the loop, in which it would go on
            await storage.market(lambda _: None)
        assert len(steps) == 1
        while not looking.done():
            feed.pressing.clear()
            await asyncio.sleep(0)
    assert await looking > 0


async def test_a_cache_that_is_too_large_loses_the_oldest_minutes_first(
    storage: Storage, pruning: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = candles(NOW_MS - 60 * DAY_MS, [1.0] * (50 * 1_440), interval=M1)
    await storage.write([ticker(), *minutes, *events(60)])
    before = await storage.market(MarketWriter.used_bytes)
    work = pruning()
    monkeypatch.setattr(work, "_retention", Retention(bound_bytes=int(before * 0.9)))
    assert await work.look() > 0
    after = await storage.market(MarketWriter.used_bytes)
    assert after <= 0.95 * 0.9 * before + 500_000
    left = await storage.read(lambda reader, _: reader.candles(SPOT, M1))
    assert NOW_MS - 60 * DAY_MS < int(left.open_ms[0]) <= NOW_MS - 30 * DAY_MS
    assert await count(storage, "liquidation") == 60 * 24
    since_ms = await storage.read(lambda reader, _: reader.kept_since_ms(SPOT, Kind.CANDLES_1M))
    assert since_ms == int(left.open_ms[0])


async def test_what_is_needed_stays_however_small_the_cache_should_be_and_that_is_said_once(
    storage: Storage, pruning: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = candles(NOW_MS - 20 * DAY_MS, [1.0] * 5_000, interval=M1)
    await storage.write([ticker(), *minutes])
    said: list[str] = []
    work = pruning(said)
    monkeypatch.setattr(work, "_retention", Retention(bound_bytes=10))
    for _ in range(2):
        await work.look()
    assert len(said) == 1
    assert said[0].startswith("The cache is larger than keep.size")
    assert await count(storage, "candle") == 5_000


async def test_each_look_measures_what_each_kind_takes(storage: Storage, pruning: Make) -> None:
    await storage.write([ticker(), *events(3)])
    await pruning().measure()
    sizes = await storage.read(lambda reader, _: reader.sizes())
    assert sizes.measured_ms == NOW_MS
    assert sizes.by_kind[Kind.LIQUIDATIONS] > 0
    assert sizes.total_bytes <= storage.file_bytes() + 1


async def test_room_again_lets_what_was_too_much_come_again(
    storage: Storage, pruning: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = candles(NOW_MS - 60 * DAY_MS, [1.0] * (40 * 1_440), interval=M1)
    await storage.write([ticker(), *rows])
    work = pruning()
    monkeypatch.setattr(work, "_retention", Retention(bound_bytes=1_000_000))
    await work.look()
    kept = await storage.read(lambda reader, _: reader.kept_since_ms(SPOT, Kind.CANDLES_1M))
    assert kept > 0
    await pruning(size="4GB").look()
    kept = await storage.read(lambda reader, _: reader.kept_since_ms(SPOT, Kind.CANDLES_1M))
    assert kept == 0


def test_every_kind_of_candles_has_chunks_that_fit_into_a_slice() -> None:
    assert all(240 * one.ms <= module._LEAST_SLICE_MS for one in (M1, M5, M15))
