"""The simulated venues through the eyes of the engine: requests, parsers, streams, and the clock."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tracker.analysis.levels import Fold, LevelMachine
from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    FeedKind,
    Funding,
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    Mark,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.level import DECISIVE, HOURLY, Event, Role, Rule
from tracker.domain.market import Market
from tracker.domain.times import (
    D1,
    DAY_MS,
    H1,
    H4,
    HOUR_MS,
    INTERVALS,
    M1,
    M5,
    MINUTE_MS,
    Interval,
    iso,
    parse_iso,
)
from tracker.sources.base import Job, Page, Request, Source, Stream, Value
from tracker.sources.errors import BadAnswer, RateLimited, Refused, Unreachable
from tracker.sources.simulated import (
    PAGE_ROWS,
    SimulatedA,
    SimulatedB,
    SimulatedC,
    SimulatedSpot,
)
from tracker.sources.simulation.answers import (
    LIQUIDATION_PAGE,
    parse_candle_frame,
    parse_candles,
    parse_funding,
    parse_instruments,
    parse_interest,
    parse_liquidations,
    parse_market_frame,
    parse_positions,
    parse_statistics,
    parse_tickers,
)
from tracker.sources.simulation.exchange import FRAME_EVERY_S, FRAMES_PER_S, SimulatedExchange
from tracker.sources.simulation.scenario import Scenario, load_scenario

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


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario(SEED)


@pytest.fixture(scope="module")
def shared(scenario: Scenario) -> SimulatedExchange:
    """An exchange at the scenario's now, for tests that do not move the clock."""
    return SimulatedExchange(scenario, HandClock())


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
    shared: SimulatedExchange, scenario: Scenario
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
            assert await ask(shared, source, job)
        for channel, history in source.histories.items():
            for market in markets:
                for interval in history.intervals or (None,):
                    asked = page(channel, market, interval, NOW_MS - 2 * DAY_MS, NOW_MS)
                    values = await ask(shared, source, source.history(asked))
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
    shared: SimulatedExchange, scenario: Scenario
) -> None:
    for kind in DERIVATIVES:
        source = kind()
        job = source.instruments()
        assert job is not None
        listed = await ask(shared, source, job)
        assert listed == [source.market(asset) for asset in scenario.assets]


# --- candles and levels ------------------------------------------------------------------------


async def test_history_and_tickers_agree_on_the_present(
    shared: SimulatedExchange, scenario: Scenario
) -> None:
    source = SimulatedSpot()
    markets = [source.market(asset) for asset in scenario.assets]
    (poll,) = source.polls(markets)
    (job,) = poll.jobs(NOW_MS, None)
    tickers = only(await ask(shared, source, job), Ticker)
    assert [ticker.market for ticker in tickers] == markets
    for ticker in tickers:
        last = (await candles(shared, H1, NOW_MS - DAY_MS, NOW_MS + 1, ticker.market.asset))[-1]
        assert not last.closed
        assert last.close == ticker.last
        assert ticker.at_ms == NOW_MS
        assert ticker.volume_24h is not None
        assert ticker.volume_24h_usd is not None
        assert ticker.volume_24h_usd / ticker.volume_24h == pytest.approx(ticker.last, rel=0.05)
    assert tickers[0].change_24h == pytest.approx(-0.0137, abs=1e-6)


async def test_a_page_is_half_open_and_at_most_a_thousand_rows(shared: SimulatedExchange) -> None:
    source = SimulatedSpot()
    market = source.market("BTC")
    start_ms = NOW_MS - 2 * DAY_MS
    job = source.history(page(Channel.CANDLES, market, M1, start_ms, NOW_MS))
    assert len(only(await ask(shared, source, job), Candle)) == PAGE_ROWS
    job = source.history(page(Channel.CANDLES, market, M5, start_ms, start_ms + HOUR_MS))
    found = only(await ask(shared, source, job), Candle)
    assert [candle.open_ms for candle in found] == [start_ms + n * M5.ms for n in range(12)]
    job = source.history(page(Channel.CANDLES, market, H1, 0, HOUR_MS))
    assert await ask(shared, source, job) == []


def fold(rule: Rule, level: float, bars: Sequence[Candle]) -> list[tuple[str, Event]]:
    """What happens to a level that is a support at the beginning: (opening of the bar, event)."""
    machine = LevelMachine("BTC", level, Role.SUPPORT, rule, Fold())
    return [
        (iso(event.bar_open_ms)[5:13], event.event)
        for bar in bars
        if bar.closed
        for event in machine.step(bar.open_ms, bar.high, bar.low, bar.close)
    ]


async def test_folding_its_candles_gives_the_events_of_february(
    shared: SimulatedExchange, scenario: Scenario
) -> None:
    """docs/methodology.md, section 1.5: the same levels, the same hours, the same days."""
    hours = await candles(shared, H1, scenario.start_ms, NOW_MS)
    days = await candles(shared, D1, scenario.start_ms, NOW_MS)
    hourly = partial(fold, HOURLY, bars=hours)
    daily = partial(fold, DECISIVE, bars=days)

    assert ("01-31T18", Event.BROKEN) in hourly(80_000)
    assert ("01-31T00", Event.BROKEN) in daily(80_000)

    events = hourly(75_000)
    assert events[:2] == [("02-02T03", Event.PIERCED), ("02-02T03", Event.FALSE_BREAK)]
    assert [event for event in events if event[1] in (Event.BROKEN, Event.RECLAIMED)] == [
        ("02-03T18", Event.BROKEN),
        ("02-03T21", Event.RECLAIMED),
        ("02-04T15", Event.BROKEN),
    ]
    assert [event for event in daily(75_000) if event[1] is not Event.PIERCED][:2] == [
        ("02-02T00", Event.FALSE_BREAK),
        ("02-04T00", Event.BROKEN),
    ]
    wick = next(bar for bar in hours if iso(bar.open_ms) == "2026-02-02T03:00:00Z")
    assert wick.low / 75_000 - 1 == pytest.approx(-0.0053, abs=3e-4)

    events = hourly(70_000)
    assert [event for event in events if event[1] in (Event.BROKEN, Event.RECLAIMED)][:2] == [
        ("02-05T13", Event.BROKEN),
        ("02-06T23", Event.RECLAIMED),
    ]
    assert [event for event in daily(70_000) if event[1] is not Event.PIERCED] == [
        ("02-05T00", Event.BROKEN),
        ("02-06T00", Event.RETEST),
        ("02-10T00", Event.REJECTED),
        ("02-10T00", Event.FLIPPED),
    ]

    events = hourly(65_000)
    assert [event for event in events if event[1] in (Event.BROKEN, Event.RECLAIMED)] == [
        ("02-05T21", Event.BROKEN),
        ("02-06T10", Event.RECLAIMED),
    ]
    assert ("02-05T00", Event.BROKEN) in daily(65_000)
    assert ("02-06T00", Event.RECLAIMED) in daily(65_000)

    assert hourly(60_000) == [("02-06T00", Event.TOUCHED), ("02-06T00", Event.HELD)]
    assert daily(60_000) == [("02-06T00", Event.TOUCHED), ("02-06T00", Event.HELD)]
    assert min(bar.low for bar in hours) == 60_000


async def test_the_level_under_the_price_breaks_within_a_minute_of_the_demo(
    scenario: Scenario,
) -> None:
    """Sixty simulated minutes at sixty times the speed."""
    (level,) = [level for level in scenario.levels if level.price == 67_000]
    exchange = SimulatedExchange(scenario, HandClock(NOW_MS + HOUR_MS))
    bars = await candles(exchange, H1, level.since_ms - HOUR_MS, NOW_MS + HOUR_MS)
    before = [bar for bar in bars if bar.close_ms <= NOW_MS]
    assert min(bar.low for bar in before) > level.price
    events = fold(HOURLY, level.price, bars)
    assert events[-2:] == [("02-12T09", Event.PIERCED), ("02-12T09", Event.BROKEN)]
    # It is a fall of half an hour, not a jump.
    ones = await candles(exchange, M1, NOW_MS, NOW_MS + 30 * MINUTE_MS)
    pierced_ms = next(bar.open_ms for bar in ones if bar.low < level.price)
    assert 5 * MINUTE_MS < pierced_ms - NOW_MS < 20 * MINUTE_MS
    assert max(abs(bar.close / bar.open - 1) for bar in ones) < 0.01


# --- liquidations and open interest ------------------------------------------------------------


async def buckets(
    exchange: SimulatedExchange, interval: Interval, start_ms: int, end_ms: int
) -> list[LiquidationBucket]:
    source = SimulatedA()
    asked = page(Channel.LIQUIDATIONS, source.market("BTC"), interval, start_ms, end_ms)
    return only(await ask(exchange, source, source.history(asked)), LiquidationBucket)


async def forced(
    exchange: SimulatedExchange, since_ms: int | None = None, asset: str = "BTC"
) -> list[Liquidation]:
    source = SimulatedB()
    poll = source.polls([source.market(asset)])[0]
    (job,) = poll.jobs(exchange._clock.now_ms(), since_ms)
    return only(await ask(exchange, source, job), Liquidation)


async def test_the_text_s_figures_arrive_through_the_parsers(shared: SimulatedExchange) -> None:
    day = await buckets(shared, M5, NOW_MS - DAY_MS, NOW_MS)
    orders = await forced(shared)
    longs = sum(row.long_usd for row in day)
    longs += sum(row.notional_usd for row in orders if row.side is Side.LONG)
    assert longs == pytest.approx(237e6, rel=1e-6)
    assert all(row.closed for row in day)
    month = await buckets(shared, H1, NOW_MS - 30 * DAY_MS, NOW_MS)
    assert len(month) == 720
    assert sum(row.long_usd for row in month) > 4.3e9


async def test_buyers_take_a_part_of_every_candle_and_more_of_one_that_rises(
    shared: SimulatedExchange,
) -> None:
    start_ms = H1.floor(NOW_MS) - 6 * HOUR_MS
    hours = await candles(shared, H1, start_ms, NOW_MS)
    ones = await candles(shared, M1, start_ms, NOW_MS)
    for hour in hours:
        inside = [one.taker_buy or 0.0 for one in ones if H1.floor(one.open_ms) == hour.open_ms]
        assert hour.taker_buy == pytest.approx(sum(inside), abs=1e-6)
    rising = [one for one in ones if one.close > one.open]
    falling = [one for one in ones if one.close < one.open]
    for rows, leans in ((rising, 1), (falling, -1)):
        delta = sum(2 * (one.taker_buy or 0.0) - one.volume for one in rows)
        assert delta * leans > 0


async def test_a_bucket_of_an_hour_is_its_buckets_of_five_minutes(
    shared: SimulatedExchange,
) -> None:
    start_ms = NOW_MS - 30 * MINUTE_MS
    hours = await buckets(shared, H1, start_ms - 5 * HOUR_MS, NOW_MS + HOUR_MS)
    fives = await buckets(shared, M5, start_ms - 5 * HOUR_MS, NOW_MS + HOUR_MS)
    assert [row.closed for row in hours] == [True] * 5 + [False]
    # The one that begins now holds nothing yet and is not there.
    assert fives[-1].start_ms == NOW_MS - M5.ms
    for row in hours:
        inside = [five for five in fives if H1.floor(five.start_ms) == row.start_ms]
        assert row.long_usd == pytest.approx(sum(five.long_usd for five in inside), abs=0.1)
        assert row.short_usd == pytest.approx(sum(five.short_usd for five in inside), abs=0.1)


async def test_the_poll_of_sums_reads_back_what_may_have_changed(scenario: Scenario) -> None:
    clock = HandClock(NOW_MS + 7 * MINUTE_MS + 500)
    exchange = SimulatedExchange(scenario, clock)
    source = SimulatedA()
    poll = source.polls([source.market("BTC")])[0]

    async def starts(since_ms: int | None) -> list[tuple[int, bool]]:
        (job,) = poll.jobs(clock.now_ms(), since_ms)
        rows = only(await ask(exchange, source, job), LiquidationBucket)
        return [((row.start_ms - NOW_MS) // M5.ms, row.closed) for row in rows]

    assert await starts(None) == [(0, True), (1, False)]
    assert await starts(NOW_MS - M5.ms) == [(-2, True), (-1, True), (0, True), (1, False)]


async def test_orders_are_read_back_a_day_page_by_page_without_a_double(
    shared: SimulatedExchange,
) -> None:
    orders = await forced(shared)
    assert len(orders) > 3 * LIQUIDATION_PAGE
    keys = {(row.at_ms, row.side, row.price, row.quantity) for row in orders}
    assert len(keys) == len({row.at_ms for row in orders}) == len(orders)
    times = [row.at_ms for row in orders]
    assert times == sorted(times, reverse=True)
    assert NOW_MS - DAY_MS <= times[-1] < NOW_MS - DAY_MS + HOUR_MS
    assert times[0] <= NOW_MS
    # The venue remembers a day and no more, whoever asks.
    assert times == [row.at_ms for row in await forced(shared, NOW_MS - 9 * DAY_MS)]
    source = SimulatedB()
    old = Request(
        "https://sim-b.invalid/liquidations",
        {"symbol": "BTC-PERP", "since": 0, "before": NOW_MS - 2 * DAY_MS},
    )
    assert json.loads((await shared.get(source, old)).body) == []


async def test_two_polls_of_orders_overlap_and_agree(scenario: Scenario) -> None:
    clock = HandClock(parse_iso("2026-02-12T11:30:00Z"))
    exchange = SimulatedExchange(scenario, clock)
    first = await forced(exchange)
    polled_ms = clock.at_ms
    clock.at_ms += 20_000
    second = await forced(exchange, polled_ms)
    assert min(row.at_ms for row in second) >= polled_ms - MINUTE_MS
    again = {row.at_ms: row for row in first}
    shared_rows = [row for row in second if row.at_ms <= polled_ms]
    assert shared_rows
    assert all(again[row.at_ms] == row for row in shared_rows)
    assert any(row.at_ms > polled_ms for row in second)


async def test_open_interest_now_and_in_history_are_one_series(
    shared: SimulatedExchange, scenario: Scenario
) -> None:
    total = dict.fromkeys((NOW_MS, NOW_MS - DAY_MS, NOW_MS - 28 * DAY_MS), 0.0)
    for kind in DERIVATIVES:
        source = kind()
        markets = [source.market(asset) for asset in scenario.assets]
        (job,) = source.polls(markets)[-1].jobs(NOW_MS, None)
        values = await ask(shared, source, job)
        assert len(only(values, Mark)) == len(only(values, Funding)) == len(markets)
        total[NOW_MS] += sum(row.usd or 0 for row in only(values, OpenInterest))
        channel = Channel.LIQUIDATIONS if kind is SimulatedA else Channel.OI
        for market in markets:
            for at_ms in (NOW_MS - DAY_MS, NOW_MS - 28 * DAY_MS):
                asked = page(channel, market, M5, at_ms, at_ms + M5.ms)
                values = await ask(shared, source, source.history(asked))
                (point,) = only(values, OpenInterest)
                assert point.at_ms == at_ms
                total[at_ms] += point.usd or 0
    assert total[NOW_MS] / total[NOW_MS - DAY_MS] - 1 == pytest.approx(-0.044, abs=1e-6)
    assert total[NOW_MS] / total[NOW_MS - 28 * DAY_MS] - 1 == pytest.approx(-0.34, abs=1e-6)


async def test_funding_is_settled_every_eight_hours_and_the_coming_rate_is_told(
    shared: SimulatedExchange,
) -> None:
    source = SimulatedB()
    market = source.market("BTC")
    asked = page(Channel.FUNDING, market, None, NOW_MS - 2 * DAY_MS, NOW_MS + DAY_MS)
    settled = only(await ask(shared, source, source.history(asked)), Funding)
    assert [iso(row.settles_ms)[11:13] for row in settled] == ["16", "00", "08", "16", "00", "08"]
    assert all(row.settled and row.interval_h == 8 for row in settled)
    (job,) = source.polls([market])[-1].jobs(NOW_MS, None)
    (coming,) = only(await ask(shared, source, job), Funding)
    assert iso(coming.settles_ms) == "2026-02-12T16:00:00Z"
    assert not coming.settled


async def test_accounts_come_with_the_sums(shared: SimulatedExchange) -> None:
    source = SimulatedA()
    asked = page(Channel.LIQUIDATIONS, source.market("ETH"), M5, NOW_MS - HOUR_MS, NOW_MS)
    values = await ask(shared, source, source.history(asked))
    ratios = only(values, LongShortRatio)
    assert len(ratios) == len(only(values, OpenInterest)) == 12
    assert all(0.5 < row.long_share < 0.9 for row in ratios)


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


# --- streams -----------------------------------------------------------------------------------


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
    shared: SimulatedExchange, source: Source, path: str, params: dict[str, str | int]
) -> None:
    with pytest.raises(Refused):
        await shared.get(source, Request(f"https://{source.venue}.invalid/{path}", params))


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
    shared: SimulatedExchange, source: Source, url: str
) -> None:
    stream = Stream("x", url, (), 60, lambda _frame, _now: pytest.fail("nothing to parse"))
    with pytest.raises(Refused):
        async with shared.connect(source, stream):
            pytest.fail("it opened")
    assert shared._open == 0


def test_nothing_is_ever_paused(shared: SimulatedExchange) -> None:
    shared.rest("https://sim-a.invalid/time", RateLimited("a test", retry_after_s=60))


def test_an_empty_history_is_empty(shared: SimulatedExchange) -> None:
    past = {"symbol": "BTC-PERP", "interval": "1h", "start": "0", "end": "1"}
    assert shared._history("sim-b", past, NOW_MS) == []
    assert shared._statistics("sim-a", past, NOW_MS) == []


# --- parsers alone -----------------------------------------------------------------------------

BTC = SimulatedA().market("BTC")
KNOWN = {"BTC-PERP": BTC}


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("parse", "good", "bad"),
    [
        (
            partial(parse_tickers, known=KNOWN),
            {"symbol": "BTC-PERP", "at": NOW_MS, "last": 1, "open": 1, "high": 1, "low": 1}
            | {"volume": 1, "volume_usd": 1},
            {"last": 0},
        ),
        (
            partial(parse_statistics, market=BTC, interval=M5),
            {"at": NOW_MS, "long_usd": 1, "short_usd": 1, "coins": 1, "usd": 1}
            | {"long_share": 0.5, "done": True},
            {"at": NOW_MS + 1},
        ),
        (
            partial(parse_statistics, market=BTC, interval=M5),
            {"at": NOW_MS, "long_usd": 1, "short_usd": 1, "coins": 1, "usd": 1}
            | {"long_share": 0.5, "done": True},
            {"short_usd": -1},
        ),
        (
            partial(parse_positions, known=KNOWN),
            {"symbol": "BTC-PERP", "at": NOW_MS, "coins": 1, "usd": 1, "mark": 1, "index": 1}
            | {"rate": 0.1, "settles": NOW_MS},
            {"mark": -1},
        ),
        (partial(parse_interest, market=BTC), {"at": NOW_MS, "coins": 1, "usd": 1}, {"coins": -1}),
        (partial(parse_funding, market=BTC), {"at": NOW_MS, "rate": 0.1}, {"rate": "high"}),
        (
            partial(parse_liquidations, market=BTC, since_ms=0),
            {"at": NOW_MS, "position": "long", "price": 1, "quantity": 1},
            {"quantity": 0},
        ),
        (
            partial(parse_instruments, venue="sim-a"),
            {"symbol": "BTC-PERP", "asset": "BTC", "funding_h": 8},
            {"funding_h": None},
        ),
    ],
)
def test_a_bad_row_costs_one_row(parse: Any, good: dict[str, Any], bad: dict[str, Any]) -> None:
    parsed = parse(dumped([good, good | bad]), NOW_MS)
    assert len(parsed.faults) == 1
    assert parsed.values == parse(dumped([good]), NOW_MS).values != []
    with pytest.raises(BadAnswer):
        parse(b"<html>", NOW_MS)


@pytest.mark.parametrize(
    ("parse", "row"),
    [
        (
            parse_tickers,
            {"at": NOW_MS, "last": 1, "open": 1, "high": 1, "low": 1, "volume": 1, "volume_usd": 1},
        ),
        (
            parse_positions,
            {"at": NOW_MS, "coins": 1, "usd": 1, "mark": 1, "index": 1, "rate": 0.1}
            | {"settles": NOW_MS},
        ),
    ],
)
def test_markets_that_are_not_watched_are_left_out(parse: Any, row: dict[str, Any]) -> None:
    parsed = parse(dumped([row | {"symbol": "DOGE-PERP"}]), NOW_MS, known=KNOWN)
    assert (parsed.values, parsed.faults) == ([], [])


def test_candles_that_cannot_be_true_are_refused() -> None:
    with pytest.raises(BadAnswer):
        parse_candles(dumped([[NOW_MS, 2, 1, 1, 1, 1, True]]), NOW_MS, market=BTC, interval=M5)


def test_frames_drop_what_is_unknown_and_report_what_is_wrong() -> None:
    row = [NOW_MS, 1, 2, 1, 1, 1, False]
    bars = [
        {"symbol": "BTC-PERP", "interval": "1m", "row": row},
        {"symbol": "DOGE-PERP", "interval": "1m", "row": row},
        {"symbol": "BTC-PERP", "interval": "7m", "row": row},
        {"symbol": "BTC-PERP", "interval": "1m", "row": [NOW_MS, 1, 0, 1, 1, 1, False]},
    ]
    parsed = parse_candle_frame(dumped({"candles": bars}), NOW_MS, known=KNOWN)
    assert (len(parsed.values), len(parsed.faults), parsed.dropped) == (1, 1, 2)
    order = {"symbol": "BTC-PERP", "at": NOW_MS, "side": "buy", "price": 2, "quantity": 3}
    frame = {
        "at": NOW_MS,
        "marks": [
            {"symbol": "BTC-PERP", "mark": 1, "index": 1},
            {"symbol": "BTC-PERP", "mark": 0, "index": 1},
            {"symbol": "DOGE-PERP", "mark": 1, "index": 1},
        ],
        "orders": [order, order | {"symbol": "DOGE-PERP"}, order | {"side": "up"}],
    }
    parsed = parse_market_frame(dumped(frame), NOW_MS, known=KNOWN)
    assert parsed.values == [
        Mark(BTC, NOW_MS, 1.0, 1.0),
        Liquidation(BTC, NOW_MS, Side.SHORT, 2.0, 3.0, 6.0),
    ]
    assert (len(parsed.faults), parsed.dropped) == (2, 1)


def test_a_full_page_of_orders_has_a_next_one() -> None:
    rows = [
        {"at": NOW_MS - n, "position": "short", "price": 1, "quantity": 1}
        for n in range(LIQUIDATION_PAGE)
    ]
    parse = partial(parse_liquidations, market=BTC)
    full = parse(dumped(rows), NOW_MS, since_ms=NOW_MS - DAY_MS)
    assert full.next is not None
    assert full.next.request.params["before"] == NOW_MS - LIQUIDATION_PAGE + 1
    assert parse(dumped(rows), NOW_MS, since_ms=NOW_MS).next is None
    assert parse(dumped(rows[1:]), NOW_MS, since_ms=0).next is None
