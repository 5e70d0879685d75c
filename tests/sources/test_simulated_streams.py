"""The streams of the simulated venues, and the clock that they follow."""

from __future__ import annotations

import asyncio

import pytest

from sources.simulating import NOW_MS, HandClock, StoppedClock, candles, only
from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    Liquidation,
    Mark,
    Side,
)
from tracker.domain.health import Channel
from tracker.domain.times import (
    HOUR_MS,
    INTERVALS,
    M1,
    M5,
    MINUTE_MS,
    parse_iso,
)
from tracker.sources.base import Source, Stream
from tracker.sources.errors import Unreachable
from tracker.sources.simulated import (
    SimulatedC,
    SimulatedSpot,
)
from tracker.sources.simulation.exchange import FRAME_EVERY_S, FRAMES_PER_S, SimulatedExchange
from tracker.sources.simulation.scenario import Scenario


def candle_stream(scenario: Scenario) -> tuple[Source, Stream]:
    source = SimulatedSpot()
    (stream,) = source.streams([source.market(asset) for asset in scenario.assets], {})
    return source, stream


def market_stream(scenario: Scenario) -> tuple[Source, Stream]:
    source = SimulatedC()
    (stream,) = source.streams([source.market(asset) for asset in scenario.assets], {})
    return source, stream


async def test_the_candle_stream_ends_in_the_candles_of_history(scenario: Scenario) -> None:
    clock = HandClock()
    exchange = SimulatedExchange(scenario, clock, 90.0)
    source, stream = candle_stream(scenario)
    newest: dict[tuple[str, str, int], Candle] = {}
    async with exchange.connect(source, stream) as connection:
        first = stream.parse(await connection.receive(), clock.now_ms())
        assert clock.slept == [0.0]
        assert len(first.values) == len(scenario.assets) * len(INTERVALS)
        assert not any(candle.closed for candle in only(first.values, Candle))
        await connection.send("anything")
        while clock.now_ms() < NOW_MS + 11 * MINUTE_MS:
            parsed = stream.parse(await connection.receive(), clock.now_ms())
            assert parsed.faults == []
            assert parsed.dropped == 0
            for candle in only(parsed.values, Candle):
                key = (candle.market.asset, candle.interval.name, candle.open_ms)
                # A candle that is over never opens again.
                assert key not in newest or not newest[key].closed
                newest[key] = candle
    for interval, count in ((M1, 11), (M5, 2)):
        for asset in ("BTC", "XRP"):
            bars = await candles(exchange, interval, NOW_MS, clock.now_ms(), asset)
            over = [bar for bar in bars if bar.closed]
            assert len(over) >= count
            for bar in over:
                assert newest[asset, interval.name, bar.open_ms] == bar


async def test_the_sampled_stream_tells_nothing_of_the_past_and_at_most_one_a_second(
    scenario: Scenario,
) -> None:
    start_ms = parse_iso("2026-02-12T11:25:00Z")
    clock = HandClock(start_ms)
    exchange = SimulatedExchange(scenario, clock, 70.0)
    source, stream = market_stream(scenario)
    heard: list[Liquidation] = []
    async with exchange.connect(source, stream) as connection:
        while clock.now_ms() < start_ms + 10 * MINUTE_MS:
            parsed = stream.parse(await connection.receive(), clock.now_ms())
            assert parsed.faults == []
            assert parsed.heard == (Channel.LIQUIDATIONS,)
            assert len(only(parsed.values, Mark)) == len(scenario.assets)
            heard += only(parsed.values, Liquidation)
    assert min(row.at_ms for row in heard) >= start_ms
    seconds = [(row.market.asset, row.at_ms // 1_000) for row in heard]
    assert len(set(seconds)) == len(seconds)
    bitcoin = [row for row in heard if row.market.asset == "BTC"]
    # More than three seconds in ten carry one: the feed is at its cap.
    assert 180 < len(bitcoin) < 600
    everything = exchange._liquidations.events("BTC", "sim-c", start_ms, clock.now_ms())
    assert len(everything.at_ms) > 1.5 * len(bitcoin)
    sides = dict(zip(everything.at_ms.tolist(), everything.is_long.tolist(), strict=True))
    assert all(sides[row.at_ms] == (row.side is Side.LONG) for row in bitcoin)


async def test_a_fast_clock_gets_fewer_and_fuller_frames(scenario: Scenario) -> None:
    speed = 60.0
    clock = HandClock()
    exchange = SimulatedExchange(scenario, clock, speed)
    one, two = candle_stream(scenario), market_stream(scenario)
    async with exchange.connect(*one) as candle_tape:
        await candle_tape.receive()
        await candle_tape.receive()
        assert clock.slept == [0.0, speed / FRAMES_PER_S]
        async with exchange.connect(*two) as market_tape:
            await market_tape.receive()
            await market_tape.receive()
            # Two streams share the frames.
            assert clock.slept[-1] == 2 * speed / FRAMES_PER_S
        clock.at_ms += 3 * MINUTE_MS
        frame = one[1].parse(await candle_tape.receive(), clock.now_ms())
        over = [bar for bar in only(frame.values, Candle) if bar.closed and bar.interval == M1]
        assert len(over) == 3 * len(scenario.assets)


async def test_a_slow_clock_gets_a_frame_every_second_or_two(scenario: Scenario) -> None:
    clock = HandClock()
    exchange = SimulatedExchange(scenario, clock)
    async with exchange.connect(*market_stream(scenario)) as connection:
        await connection.receive()
        await connection.receive()
    assert 1 <= clock.slept[-1] <= 2


async def test_a_reader_that_gives_up_in_between_does_not_wait_anew(scenario: Scenario) -> None:
    """The engine listens for a second at a time, which is less than it takes to the next frame."""
    clock = HandClock()
    exchange = SimulatedExchange(scenario, clock)
    async with exchange.connect(*market_stream(scenario)) as connection:
        await connection.receive()
        clock.at_ms += 1_000
        await connection.receive()
        assert clock.slept[-1] == pytest.approx(FRAME_EVERY_S - 1.0)


async def test_cancelling_a_reader_leaves_nothing_behind(scenario: Scenario) -> None:
    exchange = SimulatedExchange(scenario, StoppedClock())
    began = asyncio.Event()

    async def read() -> None:
        async with exchange.connect(*candle_stream(scenario)) as connection:
            await connection.receive()
            began.set()
            await connection.receive()

    task = asyncio.create_task(read())
    await began.wait()
    assert exchange._open == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert exchange._open == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_closed_or_forgotten_stream_is_unreachable(scenario: Scenario) -> None:
    clock = HandClock()
    exchange = SimulatedExchange(scenario, clock)
    async with exchange.connect(*candle_stream(scenario)) as connection:
        await connection.receive()
        clock.at_ms += HOUR_MS
        with pytest.raises(Unreachable, match="interrupted"):
            await connection.receive()
    async with exchange.connect(*candle_stream(scenario)) as connection:
        await connection.receive()
    with pytest.raises(Unreachable):
        await connection.receive()
