"""What is shown of an asset: put together from what is stored, with None for what nobody knows."""

from __future__ import annotations

import math
from datetime import timedelta, timezone
from typing import ClassVar

import numpy as np
import pytest

from services.samples import NOW_MS, SPOT, Alpha, add, calm, candle, candles, judged
from tracker.domain.derivatives import (
    FeedKind,
    Liquidation,
    LiquidationBucket,
    Mark,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel, Health, Observed, State
from tracker.domain.level import LevelState, Role
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M1, M5, MINUTE_MS
from tracker.services.storage import Storage
from tracker.services.views import CHART_BARS, AssetView, ChartView, LevelRow, Views
from tracker.sources.base import Source

VENUES = ("binance-spot", "binance", "bybit", "okx", "gate")
SOURCES = [Source.registry[venue]() for venue in VENUES]
BINANCE, BYBIT, GATE = (SOURCES[at].market("BTC") for at in (1, 2, 4))
CALM = 70_000.0


async def asset(storage: Storage, now_ms: int = NOW_MS, name: str = "BTC") -> AssetView:
    return await storage.read(
        lambda reader, journal: Views(reader, journal, SOURCES).asset(name, now_ms)
    )


async def chart(storage: Storage, **window: int) -> ChartView:
    return await storage.read(
        lambda reader, journal: Views(reader, journal, SOURCES).chart("BTC", H1, NOW_MS, **window)
    )


async def rows(storage: Storage) -> list[LevelRow]:
    return await storage.read(lambda reader, journal: Views(reader, journal, SOURCES).levels("BTC"))


def forced(market: Market, at_ms: int, side: Side, usd: float) -> Liquidation:
    return Liquidation(market, at_ms, side, 70_000.0, usd / 70_000.0, usd)


# --- nothing known ---------------------------------------------------------------------------------


def everything_unknown(view: AssetView) -> None:
    unknown = (
        view.price,
        view.price_at_ms,
        view.change_24h,
        view.mark,
        view.nearest,
        view.interest_coin,
        view.interest_usd,
        view.interest_24h.change,
        view.interest_24h.contracts,
        view.recorded_since_ms,
        view.liquidations_24h.largest_usd,
    )
    assert unknown == (None,) * len(unknown)
    assert len(view.spark) == 0
    assert view.interest_venues == ()
    coverage = view.liquidations_24h.coverage
    # Every venue that could have said something is there, and none of them did.
    assert [part.venue for part in coverage.parts] == ["binance", "bybit", "okx", "gate"]
    assert (coverage.share, coverage.venues, coverage.lower_bound) == (0.0, (), True)


async def test_an_empty_cache_knows_nothing(storage: Storage) -> None:
    everything_unknown(await asset(storage))


async def test_a_venue_that_is_known_not_to_list_the_asset_is_no_hole(storage: Storage) -> None:
    listed = [
        Health(venue, Channel.INSTRUMENTS, State.LIVE, last_event_at_ms=NOW_MS)
        for venue in ("bybit", "gate")
    ]
    await storage.write([BYBIT], (), listed)
    view = await asset(storage)
    # Gate's list has no such asset; of Binance and OKX no list was read yet.
    assert [part.venue for part in view.liquidations_24h.coverage.parts] == [
        "binance",
        "bybit",
        "okx",
    ]


def test_without_a_cache_and_a_journal_there_are_views_all_the_same() -> None:
    views = Views(None, None, SOURCES)
    everything_unknown(views.asset("BTC", NOW_MS))
    assert views.levels() == []
    assert len(views.older_candles(SPOT, H1, NOW_MS)) == 0
    view = views.chart("BTC", H1, NOW_MS)
    assert (view.market, len(view.candles), view.levels) == (SPOT, 0, ())
    assert view.interest.included == ()
    assert np.isnan(view.liquidations.long_usd).all()
    assert len(view.liquidations) == 24


# --- the present -----------------------------------------------------------------------------------


async def test_price_change_and_mark_are_the_newest(storage: Storage) -> None:
    await storage.write(calm(NOW_MS, CALM, count=60))
    view = await asset(storage)
    assert (view.price, view.price_at_ms, view.change_24h) == (CALM, NOW_MS - HOUR_MS, None)
    assert len(view.spark) == 48
    await storage.write(
        [
            Ticker(SPOT, NOW_MS, 68_600.0, CALM, None, None, None, None),
            BINANCE,
            Mark(BINANCE, NOW_MS - 5_000, 68_500.0),
            BYBIT,
            Mark(BYBIT, NOW_MS - 1_000, 68_550.0),
        ]
    )
    view = await asset(storage)
    assert (view.price, view.price_at_ms) == (68_600.0, NOW_MS)
    assert view.change_24h == pytest.approx(-0.02)
    assert view.mark is not None
    assert (view.mark.market.venue, view.mark.price) == ("bybit", 68_550.0)
    assert view.mark_away is None, "it is about the same"
    # The venue with the most open interest is where most positions are valued.
    await storage.write(
        [
            OpenInterest(BINANCE, NOW_MS, 100.0, None),
            OpenInterest(BYBIT, NOW_MS, 50.0, None),
        ]
    )
    view = await asset(storage)
    assert view.mark is not None
    assert view.mark.market.venue == "binance"
    assert view.mark_away == pytest.approx(68_500 / 68_600 - 1)
    # One that is old says nothing of now.
    await storage.write([Mark(BYBIT, NOW_MS + 20 * MINUTE_MS, 68_000.0)])
    view = await asset(storage, NOW_MS + 20 * MINUTE_MS)
    assert view.mark is not None
    assert view.mark.market.venue == "bybit"


async def test_open_interest_sums_what_is_fresh_and_leaves_out_what_is_not(
    storage: Storage,
) -> None:
    await storage.write(
        [
            OpenInterest(BINANCE, NOW_MS - MINUTE_MS, 100.0, 7_000_000.0),
            OpenInterest(BYBIT, NOW_MS - 10 * MINUTE_MS, 50.0, 3_500_000.0),
            OpenInterest(GATE, NOW_MS - 11 * MINUTE_MS, 25.0, 1_750_000.0),
        ]
    )
    view = await asset(storage)
    assert view.interest_venues == ("binance", "bybit")
    assert (view.interest_coin, view.interest_usd) == (150.0, 10_500_000.0)
    # A day ago nobody looked.
    assert view.interest_24h.contracts is None
    assert {one.venue for one in view.interest_24h.missing} == {"binance", "bybit", "gate"}


async def test_coins_without_a_price_are_coins_and_no_dollars(storage: Storage) -> None:
    await storage.write([OpenInterest(BINANCE, NOW_MS, 100.0, None)])
    view = await asset(storage)
    assert (view.interest_coin, view.interest_usd) == (100.0, None)
    # The reference market's candles price them.
    await storage.write([*calm(NOW_MS, CALM), candle(NOW_MS, CALM, closed=False)])
    assert (await asset(storage)).interest_usd == 7_000_000.0


async def test_liquidations_are_counted_with_how_much_of_the_day_was_seen(
    storage: Storage,
) -> None:
    half = NOW_MS - DAY_MS // 2
    await storage.write(
        [
            forced(BYBIT, NOW_MS - HOUR_MS, Side.LONG, 5_000.0),
            forced(BYBIT, NOW_MS - 2 * HOUR_MS, Side.SHORT, 2_000.0),
            forced(BYBIT, NOW_MS - 25 * HOUR_MS, Side.LONG, 9e9),
        ],
        [Observed("bybit", Channel.LIQUIDATIONS, half, NOW_MS)],
    )
    view = await asset(storage)
    day = view.liquidations_24h
    assert (day.long_usd, day.short_usd, day.count, day.largest_usd) == (
        5_000.0,
        2_000.0,
        2,
        5_000.0,
    )
    shares = {part.venue: part.share for part in day.coverage.parts}
    assert shares == {"binance": 0.0, "bybit": 0.5, "okx": 0.0, "gate": 0.0}
    assert day.coverage.lower_bound
    assert view.recorded_since_ms == half


async def test_a_venues_own_sums_are_used_where_it_gives_them(storage: Storage) -> None:
    await storage.write(
        [
            LiquidationBucket(GATE, NOW_MS - at * HOUR_MS, HOUR_MS, 100.0, 50.0, closed=True)
            for at in range(1, 25)
        ]
    )
    day = (await asset(storage)).liquidations_24h
    assert (day.long_usd, day.short_usd) == (2_400.0, 1_200.0)
    (gate,) = [part for part in day.coverage.parts if part.venue == "gate"]
    assert (gate.share, gate.kind) == (1.0, FeedKind.STATS)


async def test_a_market_of_another_naming_is_not_the_assets_own(storage: Storage) -> None:
    quarterly = Market("bybit", "BTC-27MAR26", "BTC", Contract.LINEAR)
    await storage.write([OpenInterest(quarterly, NOW_MS, 1e9, 1e9)])
    assert (await asset(storage)).interest_coin is None


# --- levels ----------------------------------------------------------------------------------------


async def test_a_level_says_in_words_where_it_stands(storage: Storage) -> None:
    await add(storage, 69_000.0)
    assert [row.words for row in await rows(storage)] == ["not placed yet"]
    await storage.write(calm(NOW_MS, CALM))
    for price in (69_990.0, 71_000.0, 68_000.0):
        await add(storage, price)
    await add(storage, 72_000.0, role=Role.SUPPORT)
    await add(storage, 50_000.0, role=Role.SUPPORT, venue="alpha")
    await judged(storage, [], NOW_MS)
    assert {row.level.price: row.words for row in await rows(storage)} == {
        72_000.0: "resistance, beyond when made",
        71_000.0: "resistance",
        69_990.0: "support, being tested",
        69_000.0: "support",
        68_000.0: "support",
        50_000.0: "support, not judged yet",
    }
    await judged(storage, candles(NOW_MS, [68_950.0, 68_700.0, 68_650.0]), NOW_MS + 3 * HOUR_MS)
    by_price = {row.level.price: row for row in await rows(storage)}
    broken = by_price[69_000.0]
    assert broken.broken
    assert (broken.state, broken.since_ms) == (LevelState.BROKEN, NOW_MS + 3 * HOUR_MS)
    assert broken.words == "was support, broken 4 Feb 19:00"
    assert broken.words_in(timezone(timedelta(hours=9))) == "was support, broken 5 Feb 04:00"
    assert not by_price[68_000.0].broken
    assert [row.level.price for row in await rows(storage)] == sorted(by_price, reverse=True)


async def test_a_pierced_level_says_so(storage: Storage) -> None:
    await storage.write(calm(NOW_MS, CALM))
    await add(storage, 69_000.0)
    await judged(storage, [candle(NOW_MS, 68_950.0, opened=CALM)], NOW_MS + HOUR_MS)
    assert [row.words for row in await rows(storage)] == ["support, pierced"]


async def test_the_hourly_rule_speaks_for_a_level_and_a_touch_only_for_want_of_better(
    storage: Storage,
) -> None:
    await storage.write([*calm(NOW_MS, CALM), *calm(NOW_MS, CALM, interval=M1)])
    await add(storage, 69_900.0, "touch", "hourly")
    await add(storage, 69_800.0, "touch")
    touched = candle(NOW_MS, 69_790.0, opened=CALM, interval=M1)
    await judged(storage, [touched], NOW_MS + MINUTE_MS, interval=M1)
    await judged(storage, [], NOW_MS + MINUTE_MS)
    states = {row.level.price: row.state for row in await rows(storage)}
    assert states == {69_900.0: LevelState.TESTING, 69_800.0: LevelState.BROKEN}


async def test_the_nearest_level_is_near_the_price(storage: Storage) -> None:
    await add(storage, 69_000.0)
    assert (await asset(storage)).nearest is None
    await storage.write(calm(NOW_MS, CALM))
    assert (await asset(storage)).nearest.level.price == 69_000.0
    await add(storage, 70_500.0)
    assert (await asset(storage)).nearest.level.price == 70_500.0
    # What has come to its end is not watched any more.
    await add(storage, 70_100.0, expires_ms=NOW_MS - 1)
    assert (await asset(storage)).nearest.level.price == 70_500.0


# --- charts ----------------------------------------------------------------------------------------


async def test_a_chart_holds_the_newest_candles_and_what_goes_with_them(storage: Storage) -> None:
    await storage.write(calm(NOW_MS, CALM, count=CHART_BARS + 50))
    await storage.write(
        [
            forced(BYBIT, NOW_MS - HOUR_MS, Side.LONG, 5_000.0),
            OpenInterest(BYBIT, NOW_MS - HOUR_MS, 10.0, None),
            OpenInterest(BYBIT, NOW_MS, 11.0, None),
        ],
        [Observed("bybit", Channel.LIQUIDATIONS, NOW_MS - 2 * HOUR_MS, NOW_MS)],
    )
    await add(storage, 69_000.0)
    view = await chart(storage)
    assert (view.market, view.interval) == (SPOT, H1)
    assert len(view.candles) == CHART_BARS
    assert int(view.candles.open_ms[-1]) == NOW_MS - HOUR_MS
    assert len(view.liquidations) == CHART_BARS
    assert view.liquidations.long_usd[-1] == 5_000.0
    assert view.liquidations.long_usd[-2] == 0.0
    # Nobody looked before: that is unknown, and not zero.
    assert math.isnan(view.liquidations.long_usd[-3])
    assert view.coverage.venues == ("bybit",)
    assert view.interest.included == ("bybit",)
    assert view.interest.columns.value[-1] == 11.0
    assert [row.level.price for row in view.levels] == [69_000.0]


async def test_a_chart_of_a_window_holds_that_window(storage: Storage) -> None:
    await storage.write(calm(NOW_MS, CALM, count=48))
    start_ms, end_ms = NOW_MS - 20 * HOUR_MS + 1, NOW_MS - 10 * HOUR_MS
    view = await chart(storage, start_ms=start_ms, end_ms=end_ms)
    assert int(view.candles.open_ms[0]) == NOW_MS - 19 * HOUR_MS
    assert int(view.candles.open_ms[-1]) == NOW_MS - 11 * HOUR_MS
    assert int(view.liquidations.start_ms[0]) == NOW_MS - 20 * HOUR_MS
    open_end = await chart(storage, start_ms=start_ms)
    assert int(open_end.candles.open_ms[-1]) == NOW_MS - HOUR_MS
    to_come = await chart(storage, end_ms=NOW_MS + DAY_MS)
    assert int(to_come.liquidations.start_ms[-1]) == NOW_MS - HOUR_MS


async def test_older_candles_end_where_the_chart_begins(storage: Storage) -> None:
    await storage.write(calm(NOW_MS, CALM, count=30))
    older = await storage.read(
        lambda reader, journal: Views(reader, journal, SOURCES).older_candles(
            SPOT, H1, NOW_MS - 20 * HOUR_MS
        )
    )
    assert len(older) == 10
    assert int(older.open_ms[-1]) == NOW_MS - 21 * HOUR_MS


async def test_where_the_reference_has_nothing_the_next_declared_venue_is_charted(
    storage: Storage,
) -> None:
    ranked = sorted(
        (one for one in SOURCES if one.reference_rank is not None),
        key=lambda one: one.reference_rank or 0,
    )
    assert (await chart(storage)).market == ranked[0].market("BTC") == SPOT
    second = ranked[1].market("BTC")
    await storage.write([candle(NOW_MS - HOUR_MS, CALM, market=second)])
    assert (await chart(storage)).market == second
    five = await storage.read(
        lambda reader, journal: Views(reader, journal, SOURCES).chart_market("BTC", M5)
    )
    assert five == SPOT
    await storage.write([candle(NOW_MS - HOUR_MS, CALM)])
    assert (await chart(storage)).market == SPOT


async def test_a_venue_without_open_interest_or_liquidations_is_passed_over(
    storage: Storage,
) -> None:
    class Bare(Alpha):
        channels: ClassVar = {Channel.CANDLES: Alpha.channels[Channel.CANDLES]}

    bare = Bare()
    await storage.write([OpenInterest(bare.market("BTC"), NOW_MS, 1.0, 1.0)])
    found = await storage.read(
        lambda reader, journal: (
            Views(reader, journal, [bare]).interest("BTC", NOW_MS - DAY_MS, NOW_MS),
            Views(reader, journal, [bare]).flows("BTC", NOW_MS - DAY_MS, NOW_MS),
        )
    )
    assert found == ([], [])
