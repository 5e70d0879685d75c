"""Which candles are fetched for levels, beyond what streams bring."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from services.conftest import until
from services.samples import (
    ALPHA,
    NOW_MS,
    Alpha,
    HandClock,
    Network,
    add,
    calm,
    candles,
    every_close,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, H1, HOUR_MS
from tracker.services.asking import Bench
from tracker.services.feed import Feed
from tracker.services.health import HealthBook
from tracker.services.history import History
from tracker.services.plan import Plan
from tracker.services.runner import SourceRunner
from tracker.services.storage import Storage


class Spot(Alpha):
    """The reference market: it comes before the other one."""

    reference_rank = 0

    def market(self, asset: str) -> Market:
        return Market("binance-spot", f"{asset}USDT", asset, Contract.SPOT)


Spot.venue = "binance-spot"


async def test_a_level_on_another_venue_gets_each_candle_once_it_has_closed(
    storage: Storage,
) -> None:
    network, clock, health = Network(), HandClock(NOW_MS + HOUR_MS - 1), HealthBook()
    network.answers["alpha/candles"] = every_close

    async def nothing(_: object) -> None:
        pass

    feed = Feed(storage, nothing)
    history = History(
        storage, feed, health, clock, on_grown=nothing, on_progress=lambda _progress: None
    )
    plan = Plan(storage, history, health, clock)
    tasks = []
    for source in (Spot(), Alpha()):
        health.expect(source)
        runner = SourceRunner(source, ["BTC"], Bench(network, feed, health, clock), [])
        plan.add(runner)
        if source.venue == "alpha":
            # The reference has no history here: what is asked is asked for the level.
            tasks.append(asyncio.create_task(history.serve(runner)))
    await until(lambda: history._runners)
    await add(storage, 69_000.0, "hourly", "decisive", venue="alpha")
    await storage.write(
        [
            *candles(NOW_MS - 30 * HOUR_MS, [70_000.0] * 30, market=ALPHA),
            *calm(NOW_MS, 70_000.0),
        ]
    )
    tasks.append(asyncio.create_task(plan.keep_candles()))

    async def look() -> None:
        """One round, to its end: then it sleeps again."""
        rounds = len(clock.slept_s)
        await until(lambda: clock._sleepers)
        clock.wake()
        await until(lambda: len(clock.slept_s) > rounds and history.progress().finished)

    async def newest() -> int | None:
        return await storage.read(lambda reader, _: reader.newest_candle_ms(ALPHA, H1))

    # The hour that ended at NOW_MS is there, the next is over when the hand has moved on.
    await until(lambda: clock._sleepers)
    assert network.asked == []
    assert await newest() == NOW_MS - HOUR_MS
    await look()
    assert await newest() == NOW_MS
    assert {one.params["step"] for one in network.asked} == {"1h"}
    asked = len(network.asked)
    await look()
    # Nothing closed since; days wait for the look over, since there are none yet.
    assert len(network.asked) == asked
    assert await storage.read(lambda reader, _: reader.newest_candle_ms(ALPHA, D1)) is None
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def test_a_venue_that_may_not_be_a_reference_is_never_the_first_even_alone(
    storage: Storage,
) -> None:
    class Unranked(Alpha):
        reference_rank = None

    Unranked.venue = "unranked"
    health, clock = HealthBook(), HandClock(NOW_MS)

    async def nothing(_: object) -> None:
        pass

    feed = Feed(storage, nothing)
    history = History(
        storage, feed, health, clock, on_grown=nothing, on_progress=lambda _progress: None
    )
    plan = Plan(storage, history, health, clock)
    bench = Bench(Network(), feed, health, clock)
    alone, ranked = (SourceRunner(one, ["BTC"], bench, []) for one in (Unranked(), Alpha()))
    plan.add(alone)
    assert plan.leads(alone) == frozenset()
    plan.add(ranked)
    assert plan.leads(alone) == frozenset()
    assert plan.leads(ranked) == {"BTC"}


async def test_what_a_broken_candle_stream_missed_is_asked_for_however_short_it_was(
    storage: Storage,
) -> None:
    network, clock, health = Network(), HandClock(NOW_MS), HealthBook()
    network.answers["alpha/candles"] = every_close

    async def nothing(_: object) -> None:
        pass

    feed = Feed(storage, nothing)
    history = History(
        storage, feed, health, clock, on_grown=nothing, on_progress=lambda _progress: None
    )
    plan = Plan(storage, history, health, clock)
    source = Alpha()
    health.expect(source)
    runner = SourceRunner(source, ["BTC"], Bench(network, feed, health, clock), [])
    plan.add(runner)
    serving = asyncio.create_task(history.serve(runner))
    await until(lambda: history._runners)
    spawned: list[asyncio.Task[None]] = []

    def spawn(work: Coroutine[object, object, None]) -> None:
        spawned.append(asyncio.ensure_future(work))

    # Before the venue is ready its past is fetched anyway; tickers leave no hole.
    plan.reopened("alpha", (Channel.CANDLES,), spawn)
    runner.ready.set()
    plan.reopened("alpha", (Channel.TICKERS,), spawn)
    assert not spawned
    plan.reopened("alpha", (Channel.CANDLES, Channel.TICKERS), spawn)
    await until(lambda: any("alpha/candles" in one.url for one in network.asked))
    serving.cancel()
    await asyncio.gather(serving, *spawned, return_exceptions=True)
