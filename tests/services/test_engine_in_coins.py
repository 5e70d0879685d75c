"""The engine over contracts in coins: beside those in USD they are venues of their own in one sum."""

from __future__ import annotations

import json

import pytest

from loopback import Exchange
from loopback.binance_coinm import STREAM, force_order
from loopback.market import Market
from loopback.venues import bybit_liquidation
from loopback.venues import force_order as usdm_order
from services.conftest import until
from tracker.domain.derivatives import Liquidation
from tracker.domain.health import Channel
from tracker.services.views import Views
from tracker.sources.binance import Binance
from tracker.sources.binance_coinm import BinanceCoinM
from tracker.sources.bybit_inverse import BybitInverse
from tracker.sources.okx_inverse import OkxInverse

SOURCES = [Binance(), BinanceCoinM(), BybitInverse(), OkxInverse()]
VENUES = tuple(source.venue for source in SOURCES)


async def test_open_interest_in_contracts_is_worth_coins_at_the_venues_mark(
    start: object, market: Market
) -> None:
    async with start(venues=VENUES) as running:
        await until(
            lambda: all(running.states().get((one, str(Channel.OI))) == "live" for one in VENUES)
        )

        async def view() -> object:
            return await running.collector.storage.read(
                lambda reader, journal: Views(reader, journal, SOURCES).asset(
                    "BTC", market.now_ms()
                )
            )

        shown = await view()
        coin = market.interest("BTC", market.now_ms())
        assert set(shown.interest_venues) == set(VENUES)
        assert shown.interest_coin == pytest.approx(4 * coin, rel=1e-3)
        usd = 4 * coin * market.price("BTC", market.now_ms())
        assert shown.interest_usd == pytest.approx(usd, rel=1e-3)


async def test_liquidations_of_all_add_up_and_count_once(
    start: object, exchange: Exchange, market: Market
) -> None:
    now = market.now_ms()
    market.liquidations.append(("BTC", now - 1_000, "short", 70_000.0, 0.01))
    async with start(venues=VENUES) as running:
        frame = force_order("BTC", now, "SELL", 70_000.0, 25)
        await until(lambda: exchange.push(STREAM, frame) == 1)
        await until(lambda: exchange.push("fstream.binance.com", frame) == 1)
        exchange.push(STREAM, frame)
        exchange.push("fstream.binance.com", usdm_order("BTC", now, "SELL", 70_000.0, 0.5))
        bybit = bybit_liquidation("BTC", now, "Sell", 70_000.0, 700.0)
        inverse = json.loads(json.dumps(bybit).replace("BTCUSDT", "BTCUSD"))
        await until(lambda: exchange.push("stream.bybit.com", inverse) == 1)
        await until(lambda: len([1 for one in running.values if isinstance(one, Liquidation)]) == 4)
        view = await running.collector.storage.read(
            lambda reader, journal: Views(reader, journal, SOURCES).asset("BTC", now + 1)
        )
        assert view.liquidations_24h.long_usd == 2_500.0 + 35_000.0
        assert view.liquidations_24h.short_usd == 700.0 + 700.0
