"""The simulated venues through the eyes of the engine: what they declare, repeat and refuse."""

from __future__ import annotations

import pytest

from sources.simulating import DERIVATIVES, NOW_MS, SEED, VENUES, HandClock, ask, page
from tracker.domain.derivatives import (
    FeedKind,
)
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import (
    DAY_MS,
    H4,
)
from tracker.sources.base import Request, Source, Stream
from tracker.sources.errors import RateLimited, Refused
from tracker.sources.simulated import (
    SimulatedA,
    SimulatedB,
    SimulatedC,
    SimulatedSpot,
)
from tracker.sources.simulation.exchange import SimulatedExchange
from tracker.sources.simulation.scenario import Scenario, load_scenario

# --- what they declare -------------------------------------------------------------------------


def test_they_are_registered_and_say_that_they_are_simulated() -> None:
    for kind in VENUES:
        assert Source.registry[kind.venue] is kind
        assert kind.simulated
        assert kind.title.startswith("Sim ")
        assert ".invalid" in (kind().clock() or pytest.fail("no clock")).request.url
    assert SimulatedSpot.reference_rank == 0
    assert all(kind.reference_rank is None for kind in DERIVATIVES)


def test_they_stand_for_the_three_kinds_of_liquidation_feed() -> None:
    feeds = [kind.channels[Channel.LIQUIDATIONS] for kind in DERIVATIVES]
    assert [feed.feed for feed in feeds] == [FeedKind.STATS, FeedKind.COMPLETE, FeedKind.SAMPLED]
    assert [feed.backlog_ms for feed in feeds] == [0, DAY_MS, 0]


async def test_everything_they_declare_is_answered_and_parsed(
    simulated: SimulatedExchange, scenario: Scenario
) -> None:
    for kind in VENUES:
        source = kind()
        markets = [source.market(asset) for asset in scenario.assets]
        jobs = [job for poll in source.polls(markets) for job in poll.jobs(NOW_MS, None)]
        channels = {channel for poll in source.polls(markets) for channel in poll.channels}
        channels |= {
            channel for stream in source.streams(markets, {}) for channel in stream.channels
        }
        instruments = source.instruments()
        if instruments is not None:
            jobs.append(instruments)
            channels.add(Channel.INSTRUMENTS)
        for job in jobs:
            assert await ask(simulated, source, job)
        for channel, history in source.histories.items():
            for market in markets:
                for interval in history.intervals or (None,):
                    asked = page(channel, market, interval, NOW_MS - 2 * DAY_MS, NOW_MS)
                    values = await ask(simulated, source, source.history(asked))
                    assert values
                    assert {value.market for value in values if not isinstance(value, Market)} == {
                        market
                    }
        assert channels == set(source.channels)


async def test_the_clock_is_the_simulated_one(scenario: Scenario) -> None:
    clock = HandClock(NOW_MS + 12_345)
    exchange = SimulatedExchange(scenario, clock)
    for kind in VENUES:
        source = kind()
        job = source.clock()
        assert job is not None
        answer = await exchange.get(source, job.request)
        assert job.parse(answer.body, 0).venue_ms == NOW_MS + 12_345


async def test_instruments_are_the_markets_they_name_themselves(
    simulated: SimulatedExchange, scenario: Scenario
) -> None:
    for kind in DERIVATIVES:
        source = kind()
        job = source.instruments()
        assert job is not None
        listed = await ask(simulated, source, job)
        assert listed == [source.market(asset) for asset in scenario.assets]


# --- determinism -------------------------------------------------------------------------------


async def test_two_demos_give_identical_bytes_whatever_the_order(scenario: Scenario) -> None:
    def requests() -> list[tuple[Source, Request]]:
        asked: list[tuple[Source, Request]] = []
        for kind in VENUES:
            source = kind()
            markets = [source.market(asset) for asset in scenario.assets]
            asked += [
                (source, job.request)
                for poll in source.polls(markets)
                for job in poll.jobs(NOW_MS, None)
            ]
            for channel, history in source.histories.items():
                for interval in history.intervals or (None,):
                    span = 300 * (interval or H4).ms
                    start_ms = max(NOW_MS - span, NOW_MS - 40 * DAY_MS)
                    for market in markets[:2]:
                        asked_page = page(channel, market, interval, start_ms, NOW_MS)
                        asked.append((source, source.history(asked_page).request))
        return asked

    bodies: list[dict[str, bytes]] = []
    for order in (1, -1):
        exchange = SimulatedExchange(load_scenario(SEED), HandClock())
        bodies.append(
            {
                f"{request.url} {dict(request.params)}": (await exchange.get(source, request)).body
                for source, request in requests()[::order]
            }
        )
    assert bodies[0] == bodies[1]
    assert len(bodies[0]) > 40


# --- refusals ----------------------------------------------------------------------------------

WINDOW: dict[str, str | int] = {"symbol": "BTC-USD", "start": NOW_MS - DAY_MS, "end": NOW_MS}


@pytest.mark.parametrize(
    ("source", "path", "params"),
    [
        (SimulatedSpot(), "nothing", {}),
        (SimulatedSpot(), "liquidations", {}),
        (SimulatedC(), "liquidations", {"symbol": "BTC-PERP"}),
        (SimulatedSpot(), "candles", {**WINDOW, "symbol": "DOGE-USD", "interval": "1h"}),
        (SimulatedSpot(), "candles", {**WINDOW, "interval": "soon"}),
        (SimulatedSpot(), "candles", WINDOW),
        (SimulatedSpot(), "candles", {**WINDOW, "interval": "1h", "start": "early"}),
        (SimulatedB(), "positions", {"symbols": "BTC-PERP,DOGE-PERP"}),
    ],
)
async def test_a_wrong_question_is_refused(
    simulated: SimulatedExchange, source: Source, path: str, params: dict[str, str | int]
) -> None:
    with pytest.raises(Refused):
        await simulated.get(source, Request(f"https://{source.venue}.invalid/{path}", params))


@pytest.mark.parametrize(
    ("source", "url"),
    [
        (SimulatedA(), "wss://sim-a.invalid/market?symbols=BTC-PERP"),
        (SimulatedC(), "wss://sim-c.invalid/candles?symbols=BTC-PERP"),
        (SimulatedC(), "wss://sim-c.invalid/market?symbols=DOGE-PERP"),
        (SimulatedC(), "wss://sim-c.invalid/market"),
    ],
)
async def test_an_unknown_stream_is_refused(
    simulated: SimulatedExchange, source: Source, url: str
) -> None:
    stream = Stream("x", url, (), 60, lambda _frame, _now: pytest.fail("nothing to parse"))
    with pytest.raises(Refused):
        async with simulated.connect(source, stream):
            pytest.fail("it opened")
    assert simulated._open == 0


def test_nothing_is_ever_paused(simulated: SimulatedExchange) -> None:
    simulated.rest("https://sim-a.invalid/time", RateLimited("a test", retry_after_s=60))


def test_an_empty_history_is_empty(simulated: SimulatedExchange) -> None:
    past = {"symbol": "BTC-PERP", "interval": "1h", "start": "0", "end": "1"}
    assert simulated._history("sim-b", past, NOW_MS) == []
    assert simulated._statistics("sim-a", past, NOW_MS) == []
