"""Which markets are looked at for a coin that the first venue does not list, or that another sells by the thousand."""

from __future__ import annotations

import pytest

from services.samples import NOW_MS, candles
from tracker.domain.health import Channel, Health, State
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS
from tracker.services.levels import choose_market, reference_market
from tracker.services.markets import own_market
from tracker.services.storage import Storage
from tracker.services.views import Views
from tracker.sources.binance import Binance
from tracker.sources.binance_spot import BinanceSpot
from tracker.sources.bybit import Bybit

SOURCES = [Bybit(), BinanceSpot(), Binance()]
SPOT_BTC = BinanceSpot().market("BTC")
PEPE = Market("bybit", "1000PEPEUSDT", "PEPE", Contract.LINEAR, factor=1000)
DOLLAR = Market("binance", "1000PEPEUSDC", "PEPE", Contract.LINEAR, factor=1000)


def lists(*venues: str) -> list[Health]:
    """The lists of these venues were read."""
    return [
        Health(venue, Channel.INSTRUMENTS, State.LIVE, last_event_at_ms=NOW_MS) for venue in venues
    ]


async def test_a_coin_is_charted_and_judged_where_it_is_listed(storage: Storage) -> None:
    made = candles(H1.floor(NOW_MS) - 3 * HOUR_MS, [0.00001] * 3, market=PEPE)
    read = lists("binance-spot", "binance", "bybit")
    await storage.write([SPOT_BTC, PEPE, DOLLAR, *made], (), read)

    async def seen() -> tuple[Market, Market, Market, str, dict[str, Market]]:
        def look(
            reader: object, _: object
        ) -> tuple[Market, Market, Market, str, dict[str, Market]]:
            views = Views(reader, None, SOURCES)  # type: ignore[arg-type]
            chosen = choose_market(reader, SOURCES, "PEPE")  # type: ignore[arg-type]
            return (
                views.chart_market("PEPE", H1),
                reference_market(SOURCES, "PEPE", reader),  # type: ignore[arg-type]
                chosen.market,
                chosen.reason,
                views.markets("PEPE"),
            )

        return await storage.read(look)

    chart, reference, judged, reason, markets = await seen()
    assert chart == reference == judged == PEPE
    assert reason == "Binance spot: It does not list PEPE. Binance: It does not list PEPE."
    assert markets == {"bybit": PEPE}


async def test_before_the_lists_are_read_the_naming_rule_says(storage: Storage) -> None:
    await storage.write([PEPE], (), lists("bybit"))
    rule = BinanceSpot().market("PEPE")

    def look(reader: object, _: object) -> tuple[Market, Market]:
        return (
            reference_market(SOURCES, "PEPE", reader),  # type: ignore[arg-type]
            own_market(reader, Bybit(), "PEPE"),  # type: ignore[arg-type]
        )

    assert await storage.read(look) == (rule, PEPE)
    assert reference_market(SOURCES, "PEPE") == rule
    assert own_market(None, Bybit(), "PEPE") == Bybit().market("PEPE")


async def test_a_coin_that_nobody_lists_has_the_first_venues_name(storage: Storage) -> None:
    await storage.write([SPOT_BTC], (), lists("binance-spot", "binance", "bybit"))
    found = await storage.read(lambda reader, _: reference_market(SOURCES, "QQQ", reader))
    assert found == BinanceSpot().market("QQQ")


@pytest.mark.parametrize("asset", ["BTC", "PEPE"])
async def test_an_empty_cache_lists_nothing(storage: Storage, asset: str) -> None:
    found = await storage.read(lambda reader, _: Views(reader, None, SOURCES).markets(asset))
    assert found == {}
