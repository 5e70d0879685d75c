"""What the simulated venues tell of the past: candles and levels, liquidations and open interest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

import pytest

from sources.simulating import DERIVATIVES, NOW_MS, HandClock, ask, candles, only, page
from tracker.analysis.levels import Fold, LevelMachine
from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
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
from tracker.domain.times import (
    D1,
    DAY_MS,
    H1,
    HOUR_MS,
    M1,
    M5,
    MINUTE_MS,
    Interval,
    iso,
    parse_iso,
)
from tracker.sources.base import Request
from tracker.sources.simulated import (
    PAGE_ROWS,
    SimulatedA,
    SimulatedB,
    SimulatedSpot,
)
from tracker.sources.simulation.answers import (
    LIQUIDATION_PAGE,
)
from tracker.sources.simulation.exchange import SimulatedExchange
from tracker.sources.simulation.scenario import Scenario

# --- candles and levels ------------------------------------------------------------------------


async def test_history_and_tickers_agree_on_the_present(
    simulated: SimulatedExchange, scenario: Scenario
) -> None:
    source = SimulatedSpot()
    markets = [source.market(asset) for asset in scenario.assets]
    (poll,) = source.polls(markets)
    (job,) = poll.jobs(NOW_MS, None)
    tickers = only(await ask(simulated, source, job), Ticker)
    assert [ticker.market for ticker in tickers] == markets
    for ticker in tickers:
        last = (await candles(simulated, H1, NOW_MS - DAY_MS, NOW_MS + 1, ticker.market.asset))[-1]
        assert not last.closed
        assert last.close == ticker.last
        assert ticker.at_ms == NOW_MS
        assert ticker.volume_24h is not None
        assert ticker.volume_24h_usd is not None
        assert ticker.volume_24h_usd / ticker.volume_24h == pytest.approx(ticker.last, rel=0.05)
    assert tickers[0].change_24h == pytest.approx(-0.0137, abs=1e-6)


async def test_a_page_is_half_open_and_at_most_a_thousand_rows(
    simulated: SimulatedExchange,
) -> None:
    source = SimulatedSpot()
    market = source.market("BTC")
    start_ms = NOW_MS - 2 * DAY_MS
    job = source.history(page(Channel.CANDLES, market, M1, start_ms, NOW_MS))
    assert len(only(await ask(simulated, source, job), Candle)) == PAGE_ROWS
    job = source.history(page(Channel.CANDLES, market, M5, start_ms, start_ms + HOUR_MS))
    found = only(await ask(simulated, source, job), Candle)
    assert [candle.open_ms for candle in found] == [start_ms + n * M5.ms for n in range(12)]
    job = source.history(page(Channel.CANDLES, market, H1, 0, HOUR_MS))
    assert await ask(simulated, source, job) == []


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
    simulated: SimulatedExchange, scenario: Scenario
) -> None:
    """docs/methodology.md, section 1.5: the same levels, the same hours, the same days."""
    hours = await candles(simulated, H1, scenario.start_ms, NOW_MS)
    days = await candles(simulated, D1, scenario.start_ms, NOW_MS)
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


async def test_the_text_s_figures_arrive_through_the_parsers(simulated: SimulatedExchange) -> None:
    day = await buckets(simulated, M5, NOW_MS - DAY_MS, NOW_MS)
    orders = await forced(simulated)
    longs = sum(row.long_usd for row in day)
    longs += sum(row.notional_usd for row in orders if row.side is Side.LONG)
    assert longs == pytest.approx(237e6, rel=1e-6)
    assert all(row.closed for row in day)
    month = await buckets(simulated, H1, NOW_MS - 30 * DAY_MS, NOW_MS)
    assert len(month) == 720
    assert sum(row.long_usd for row in month) > 4.3e9


async def test_buyers_take_a_part_of_every_candle_and_more_of_one_that_rises(
    simulated: SimulatedExchange,
) -> None:
    start_ms = H1.floor(NOW_MS) - 6 * HOUR_MS
    hours = await candles(simulated, H1, start_ms, NOW_MS)
    ones = await candles(simulated, M1, start_ms, NOW_MS)
    for hour in hours:
        inside = [one.taker_buy or 0.0 for one in ones if H1.floor(one.open_ms) == hour.open_ms]
        assert hour.taker_buy == pytest.approx(sum(inside), abs=1e-6)
    rising = [one for one in ones if one.close > one.open]
    falling = [one for one in ones if one.close < one.open]
    for rows, leans in ((rising, 1), (falling, -1)):
        delta = sum(2 * (one.taker_buy or 0.0) - one.volume for one in rows)
        assert delta * leans > 0


async def test_a_bucket_of_an_hour_is_its_buckets_of_five_minutes(
    simulated: SimulatedExchange,
) -> None:
    start_ms = NOW_MS - 30 * MINUTE_MS
    hours = await buckets(simulated, H1, start_ms - 5 * HOUR_MS, NOW_MS + HOUR_MS)
    fives = await buckets(simulated, M5, start_ms - 5 * HOUR_MS, NOW_MS + HOUR_MS)
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
    simulated: SimulatedExchange,
) -> None:
    orders = await forced(simulated)
    assert len(orders) > 3 * LIQUIDATION_PAGE
    keys = {(row.at_ms, row.side, row.price, row.quantity) for row in orders}
    assert len(keys) == len({row.at_ms for row in orders}) == len(orders)
    times = [row.at_ms for row in orders]
    assert times == sorted(times, reverse=True)
    assert NOW_MS - DAY_MS <= times[-1] < NOW_MS - DAY_MS + HOUR_MS
    assert times[0] <= NOW_MS
    # The venue remembers a day and no more, whoever asks.
    assert times == [row.at_ms for row in await forced(simulated, NOW_MS - 9 * DAY_MS)]
    source = SimulatedB()
    old = Request(
        "https://sim-b.invalid/liquidations",
        {"symbol": "BTC-PERP", "since": 0, "before": NOW_MS - 2 * DAY_MS},
    )
    assert json.loads((await simulated.get(source, old)).body) == []


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
    simulated: SimulatedExchange, scenario: Scenario
) -> None:
    total = dict.fromkeys((NOW_MS, NOW_MS - DAY_MS, NOW_MS - 28 * DAY_MS), 0.0)
    for kind in DERIVATIVES:
        source = kind()
        markets = [source.market(asset) for asset in scenario.assets]
        (job,) = source.polls(markets)[-1].jobs(NOW_MS, None)
        values = await ask(simulated, source, job)
        assert len(only(values, Mark)) == len(only(values, Funding)) == len(markets)
        total[NOW_MS] += sum(row.usd or 0 for row in only(values, OpenInterest))
        channel = Channel.LIQUIDATIONS if kind is SimulatedA else Channel.OI
        for market in markets:
            for at_ms in (NOW_MS - DAY_MS, NOW_MS - 28 * DAY_MS):
                asked = page(channel, market, M5, at_ms, at_ms + M5.ms)
                values = await ask(simulated, source, source.history(asked))
                (point,) = only(values, OpenInterest)
                assert point.at_ms == at_ms
                total[at_ms] += point.usd or 0
    assert total[NOW_MS] / total[NOW_MS - DAY_MS] - 1 == pytest.approx(-0.044, abs=1e-6)
    assert total[NOW_MS] / total[NOW_MS - 28 * DAY_MS] - 1 == pytest.approx(-0.34, abs=1e-6)


async def test_funding_is_settled_every_eight_hours_and_the_coming_rate_is_told(
    simulated: SimulatedExchange,
) -> None:
    source = SimulatedB()
    market = source.market("BTC")
    asked = page(Channel.FUNDING, market, None, NOW_MS - 2 * DAY_MS, NOW_MS + DAY_MS)
    settled = only(await ask(simulated, source, source.history(asked)), Funding)
    assert [iso(row.settles_ms)[11:13] for row in settled] == ["16", "00", "08", "16", "00", "08"]
    assert all(row.settled and row.interval_h == 8 for row in settled)
    (job,) = source.polls([market])[-1].jobs(NOW_MS, None)
    (coming,) = only(await ask(simulated, source, job), Funding)
    assert iso(coming.settles_ms) == "2026-02-12T16:00:00Z"
    assert not coming.settled


async def test_accounts_come_with_the_sums(simulated: SimulatedExchange) -> None:
    source = SimulatedA()
    asked = page(Channel.LIQUIDATIONS, source.market("ETH"), M5, NOW_MS - HOUR_MS, NOW_MS)
    values = await ask(simulated, source, source.history(asked))
    ratios = only(values, LongShortRatio)
    assert len(ratios) == len(only(values, OpenInterest)) == 12
    assert all(0.5 < row.long_share < 0.9 for row in ratios)
