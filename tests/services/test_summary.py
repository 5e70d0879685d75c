"""One asset as `show market` prints it: where each figure comes from, how old and how complete."""

from __future__ import annotations

import pytest

from services.samples import NOW_MS, SPOT, calm
from tracker.analysis.liquidation_windows import WINDOWS
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LongShortRatio,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel, Observed
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, iso
from tracker.services.storage import Storage
from tracker.services.summary import Json, market_summary
from tracker.services.views import Views
from tracker.sources.base import Source

SOURCES = [Source.registry[one]() for one in ("binance-spot", "binance", "bybit", "okx", "gate")]
BINANCE, BYBIT, OKX = (SOURCES[at].market("BTC") for at in (1, 2, 3))


async def summary(storage: Storage) -> Json:
    return await storage.read(
        lambda reader, journal: market_summary(
            Views(reader, journal, SOURCES), reader, SOURCES, "BTC", NOW_MS
        )
    )


async def test_what_nobody_knows_is_null_and_never_zero(storage: Storage) -> None:
    found = await summary(storage)
    assert found["symbol"] == "BTC"
    assert found["as_of"] == "2026-02-04T16:00:00Z"
    assert found["price"] == {
        "value": None,
        "source": "binance-spot",
        "as_of": None,
        "change_24h": None,
        "mark": None,
    }
    assert (found["tickers"], found["funding"], found["long_short"]) == ([], [], [])
    interest = found["open_interest"]
    assert (interest["oi_coin"], interest["oi_usd"], interest["by_venue"]) == (None, None, [])
    day = interest["change"]["24h"]
    assert (day["usd"], day["coin"], day["venues"], day["missing"]) == (None, None, [], [])
    assert (day["coverage"], {one["share"] for one in day["coverage_by_venue"]}) == (0.0, {0.0})
    assert (
        set(found["liquidations"]) == set(WINDOWS) == {"5m", "15m", "1h", "4h", "24h", "7d", "30d"}
    )
    for window in found["liquidations"].values():
        assert (window["long_usd"], window["short_usd"], window["count"]) == (None, None, None)
        assert (window["coverage"], window["venues"], window["lower_bound"]) == (0.0, [], True)
        assert set(window["by_venue"]) == {"binance", "bybit", "okx", "gate"}
        assert window["capped"] == []
        for venue in window["coverage_by_venue"]:
            assert (venue["share"], venue["capped_share"], venue["recorded_since"]) == (
                0.0,
                None,
                None,
            )


async def test_price_and_tickers_name_their_venue_and_time(storage: Storage) -> None:
    spot = Ticker(SPOT, NOW_MS, 69_300.0, 70_000.0, 71_000.0, 69_000.0, 10.0, 700_000.0)
    perpetual = Ticker(BYBIT, NOW_MS - 1_500, 69_310.0, None, None, None, None, None)
    await storage.write([spot, perpetual])
    found = await summary(storage)
    assert found["price"]["value"] == 69_300.0
    assert found["price"]["change_24h"] == pytest.approx(-0.01)
    assert [(one["venue"], one["last"], one["as_of"]) for one in found["tickers"]] == [
        ("binance-spot", 69_300.0, iso(NOW_MS)),
        ("bybit", 69_310.0, "2026-02-04T15:59:58.500Z"),
    ]
    assert found["tickers"][0]["volume_24h_usd"] == 700_000.0
    assert found["tickers"][1]["change_24h"] is None


async def test_open_interest_counts_what_is_fresh_and_lists_the_rest(storage: Storage) -> None:
    await storage.write(
        [
            *calm(NOW_MS, 70_000.0, count=40),
            OpenInterest(BINANCE, NOW_MS - DAY_MS, 100.0, 7e6),
            OpenInterest(BINANCE, NOW_MS - HOUR_MS, 100.0, 7e6),
            OpenInterest(BINANCE, NOW_MS, 90.0, 6e6),
            OpenInterest(BYBIT, NOW_MS - DAY_MS, 50.0, None),
            OpenInterest(BYBIT, NOW_MS - 30 * MINUTE_MS, 50.0, None),
            OpenInterest(OKX, NOW_MS, None, 5e6),
        ]
    )
    interest = (await summary(storage))["open_interest"]
    rows = {one["venue"]: one for one in interest["by_venue"]}
    # USD alone is worth coins at the price of its moment.
    coins = 5e6 / 70_000
    assert interest["oi_coin"] == pytest.approx(90.0 + coins)
    assert (interest["oi_usd"], interest["venues"]) == (11e6, ["binance", "okx"])
    in_total = [rows[venue]["in_total"] for venue in ("binance", "bybit", "okx")]
    assert in_total == [True, False, True]
    # Coins of an hour ago are priced by the candle of that hour.
    assert rows["bybit"]["oi_usd"] == 3.5e6
    assert rows["okx"]["oi_coin"] == pytest.approx(coins)
    day = interest["change"]["24h"]
    assert (day["coin"], day["venues"], day["missing"]) == (
        pytest.approx(-10 / 150),
        ["binance", "bybit"],
        ["okx"],
    )
    assert interest["change"]["4w"]["usd"] is None


async def test_a_change_carries_how_much_of_its_window_each_venue_is_known(
    storage: Storage,
) -> None:
    await storage.write(
        [OpenInterest(BINANCE, NOW_MS - at, 100.0, 7e6) for at in (DAY_MS, HOUR_MS, 0)]
    )
    interest = (await summary(storage))["open_interest"]
    seen = {one["venue"]: one for one in interest["change"]["1h"]["coverage_by_venue"]}
    # A figure stands for ten minutes in so short a window.
    assert seen["binance"] == {
        "venue": "binance",
        "share": pytest.approx(10 / 60, abs=1e-4),
        "feed": "complete",
        "capped_share": 0.0,
        "recorded_since": iso(NOW_MS - DAY_MS),
    }
    assert seen["gate"]["share"] == 0


async def test_dollars_that_one_venue_does_not_know_are_not_summed(storage: Storage) -> None:
    await storage.write(
        [OpenInterest(BINANCE, NOW_MS, 90.0, 6e6), OpenInterest(BYBIT, NOW_MS, 10.0, None)]
    )
    interest = (await summary(storage))["open_interest"]
    assert (interest["oi_coin"], interest["oi_usd"]) == (100.0, None)


async def test_funding_is_also_told_for_eight_hours(storage: Storage) -> None:
    await storage.write(
        [
            Funding(BINANCE, NOW_MS, 0.0001, 4.0, settled=False),
            Funding(BYBIT, NOW_MS, -0.0002, None, settled=True),
        ]
    )
    rows = (await summary(storage))["funding"]
    told = [
        (one["venue"], one["rate"], one["interval_h"], one["rate_8h"], one["settled"])
        for one in rows
    ]
    assert told == [
        ("binance", 0.0001, 4.0, 0.0002, False),
        ("bybit", -0.0002, None, None, True),
    ]


async def test_ratios_are_shares_and_their_quotient(storage: Storage) -> None:
    await storage.write(
        [
            LongShortRatio(BINANCE, NOW_MS, 0.6),
            LongShortRatio(BYBIT, NOW_MS - MINUTE_MS, 1.0),
            LongShortRatio(SPOT, NOW_MS, 0.5),
        ]
    )
    rows = (await summary(storage))["long_short"]
    assert [(one["venue"], one["long_share"]) for one in rows] == [("binance", 0.6), ("bybit", 1.0)]
    assert rows[0]["long_short_ratio"] == pytest.approx(1.5)
    assert rows[1]["long_short_ratio"] is None


async def test_liquidations_carry_how_much_of_each_window_was_seen(storage: Storage) -> None:
    event = Liquidation(BYBIT, NOW_MS - 10 * MINUTE_MS, Side.LONG, 70_000.0, 0.1, 7_000.0)
    await storage.write(
        [event], [Observed("bybit", Channel.LIQUIDATIONS, NOW_MS - 30 * MINUTE_MS, NOW_MS)]
    )
    windows = (await summary(storage))["liquidations"]
    shares = {name: window["by_venue"]["bybit"]["observed"] for name, window in windows.items()}
    assert shares["15m"] == 1.0
    assert shares["1h"] == 0.5
    # Seen throughout and nothing happened: that is a zero.
    assert (windows["5m"]["long_usd"], windows["5m"]["count"]) == (0.0, 0)
    assert windows["15m"]["long_usd"] == windows["1h"]["long_usd"] == 7_000.0
    assert windows["1h"]["by_venue"]["bybit"]["feed"] == "complete"
    assert windows["1h"]["coverage"] == 0.125
    assert windows["1h"]["largest_usd"] == 7_000.0
    rows = {one["venue"]: one for one in windows["1h"]["coverage_by_venue"]}
    assert rows["bybit"] == {
        "venue": "bybit",
        "share": 0.5,
        "feed": "complete",
        "capped_share": 0.0,
        "recorded_since": iso(NOW_MS - 30 * MINUTE_MS),
    }
    assert windows["1h"]["venues"] == ["bybit"]


async def test_a_sampled_feed_in_a_burst_says_so_in_each_window(storage: Storage) -> None:
    begin_ms = NOW_MS - 4 * MINUTE_MS
    burst = [
        Liquidation(BINANCE, begin_ms + at * 1_000, Side.LONG, 70_000.0, 0.1, 7_000.0)
        for at in range(60)
    ]
    await storage.write(
        burst, [Observed("binance", Channel.LIQUIDATIONS, NOW_MS - HOUR_MS, NOW_MS)]
    )
    windows = (await summary(storage))["liquidations"]
    shares = {
        name: next(
            one["capped_share"] for one in window["coverage_by_venue"] if one["venue"] == "binance"
        )
        for name, window in windows.items()
    }
    assert shares["5m"] == pytest.approx(0.2)
    assert shares["1h"] == pytest.approx(1 / 60, abs=1e-4)
    assert windows["5m"]["capped"] == ["binance"]


async def test_a_small_venue_that_is_down_costs_what_it_holds_of_the_market(
    storage: Storage,
) -> None:
    venues = {"binance": 60e6, "bybit": 30e6, "okx": 10e6}
    markets = {"binance": BINANCE, "bybit": BYBIT, "okx": OKX}
    seen = [
        Observed(venue, Channel.LIQUIDATIONS, NOW_MS - HOUR_MS, NOW_MS)
        for venue in ("binance", "bybit")
    ]
    # What was known of it an hour before it went down is its weight.
    held = [
        OpenInterest(markets[venue], NOW_MS - HOUR_MS, usd / 70_000, usd)
        for venue, usd in venues.items()
    ]
    await storage.write(held, seen)
    window = (await summary(storage))["liquidations"]["1h"]
    assert (window["coverage"], window["coverage_by_interest"]) == (0.5, None)
    gate = SOURCES[4].market("BTC")
    await storage.write([OpenInterest(gate, NOW_MS, 0.0, 0.0)])
    window = (await summary(storage))["liquidations"]["1h"]
    assert (window["coverage"], window["coverage_by_interest"]) == (0.5, 0.9)
