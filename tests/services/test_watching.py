"""The watchlist while the engine runs: what is added is asked for, what is removed is not, and a burst costs one round."""

from __future__ import annotations

from typing import Any

import pytest

from loopback import Exchange
from services.conftest import Running, loaded, until
from tracker.domain.derivatives import Ticker
from tracker.domain.market import Market as TradedMarket
from tracker.domain.times import H1, M1
from tracker.sources.base import Source

pytestmark = pytest.mark.usefixtures("market")

SPOT, KLINES, BYBIT = "data-api.binance.vision", "data-stream.binance.vision", "api.bybit.com"


def spot(asset: str) -> TradedMarket:
    return Source.registry["binance-spot"]().market(asset)


async def has_candles(running: Running, market: TradedMarket) -> bool:
    newest = await running.collector.storage.read(
        lambda reader, _: reader.newest_candle_ms(market, H1)
    )
    return newest is not None and loaded(running)


async def begun(running: Running, exchange: Exchange, sockets: int) -> None:
    await until(lambda: len(exchange.connected(KLINES)) == sockets)
    await until(lambda: loaded(running))


def asked_about(exchange: Exchange, symbol: str) -> int:
    return sum(symbol in str(one.query) for one in exchange.asked(SPOT))


async def test_an_added_coin_is_streamed_polled_and_has_its_past(
    start: object, exchange: Exchange
) -> None:
    async with start(venues=("binance-spot",)) as running:
        await begun(running, exchange, 1)
        await running.collector.watch(("BTC", "ETH"))
        await begun(running, exchange, 2)
        assert "ethusdt@kline_1m" in exchange.connected(KLINES)[-1].query["streams"]
        await until(
            lambda: any(
                isinstance(one, Ticker) and one.market.asset == "ETH" for one in running.values
            )
        )
        await until(
            lambda: (
                ("ETH", M1)
                in {(g.market.asset, g.interval) for u in running.updates for g in u.grown}
            )
        )
        await until(lambda: loaded(running))
        assert await has_candles(running, spot("ETH"))


async def test_a_removed_coin_is_not_asked_for_any_more(start: object, exchange: Exchange) -> None:
    async with start(assets=("BTC", "ETH"), venues=("binance-spot",)) as running:
        await begun(running, exchange, 1)
        await running.collector.watch(("BTC",))
        await begun(running, exchange, 2)
        before = asked_about(exchange, "ETHUSDT")
        tickers = len(exchange.asked(SPOT, "/api/v3/ticker/24hr"))
        assert "eth" not in exchange.connected(KLINES)[-1].query["streams"]
        await until(lambda: len(exchange.asked(SPOT, "/api/v3/ticker/24hr")) > tickers - 1)
        await until(lambda: len(running.collector._runners["binance-spot"].markets()) == 1)
        assert asked_about(exchange, "ETHUSDT") == before


async def test_fifty_steps_cost_no_more_than_the_last_one(
    start: object, exchange: Exchange
) -> None:
    async with start(venues=("binance-spot",)) as running:
        await begun(running, exchange, 1)
        once = len(exchange.log)
        for _ in range(25):
            await running.collector.watch(("BTC", "ETH", "SOL"))
            await running.collector.watch(("BTC", "ETH"))
        await begun(running, exchange, 2)
        await until(lambda: asked_about(exchange, "ETHUSDT") >= 13)
        await until(lambda: loaded(running))
        assert asked_about(exchange, "SOLUSDT") == 0
        assert len(exchange.connected(KLINES)) == 2
        # A connection, a ticker, what runs now at six intervals, and of the new coin two pages each.
        assert len(exchange.log) - once <= 1 + 1 + 6 + 12
        after = len(exchange.log)
        for _ in range(25):
            await running.collector.watch(("BTC",))
            await running.collector.watch(("BTC", "ETH"))
        await until(lambda: running.collector._wanted is None)
        assert len(exchange.log) - after <= 1  # a ticker that was due
        assert len(exchange.connected(KLINES)) == 2


def _with_pepe(exchange: Exchange, price: float) -> None:
    """Let Bybit list PEPE by the thousand, and answer for it."""
    rules: dict[str, Any] = {
        path: exchange.rules[BYBIT, path]
        for path in ("/v5/market/instruments-info", "/v5/market/tickers")
    }

    def instruments(query: dict[str, str]) -> Any:
        answer = rules["/v5/market/instruments-info"](query)
        row = answer["result"]["list"][0]
        fresh = {**row, "symbol": "1000PEPEUSDT", "baseCoin": "1000PEPE"}
        answer["result"]["list"] = [*answer["result"]["list"], fresh]
        return answer

    def tickers(query: dict[str, str]) -> Any:
        if query.get("symbol") != "1000PEPEUSDT":
            return rules["/v5/market/tickers"](query)
        answer = rules["/v5/market/tickers"]({**query, "symbol": "BTCUSDT"})
        row = answer["result"]["list"][0]
        fresh = {**row, "symbol": "1000PEPEUSDT", "lastPrice": str(price), "markPrice": str(price)}
        answer["result"]["list"] = [fresh]
        return answer

    exchange.rule(BYBIT, "/v5/market/instruments-info", instruments)
    exchange.rule(BYBIT, "/v5/market/tickers", tickers)


async def test_a_coin_listed_by_the_thousand_is_watched_and_priced_by_one(
    start: object, exchange: Exchange
) -> None:
    _with_pepe(exchange, 0.012)
    async with start(venues=("binance-spot", "bybit")) as running:
        await until(lambda: "bybit" in {key[0] for key in running.states()})
        await running.collector.watch(("PEPE",))
        await until(
            lambda: any(
                isinstance(one, Ticker) and one.market.asset == "PEPE" for one in running.values
            )
        )
        (ticker, *_) = [
            one for one in running.values if isinstance(one, Ticker) and one.market.asset == "PEPE"
        ]
        assert (ticker.market.symbol, ticker.market.factor) == ("1000PEPEUSDT", 1000)
        assert ticker.last == pytest.approx(0.000012)
        assert exchange.asked(BYBIT)
        assert not [one for one in exchange.asked(BYBIT) if one.query.get("symbol") == "PEPEUSDT"]
        assert not [one for one in exchange.asked(SPOT) if "PEPE" in str(one.query)]
        runners = running.collector._runners
        assert runners["binance-spot"].markets() == []
        # The spot market does not list it, so the next venue serves its charts at every interval.
        assert running.collector.plan.leads(runners["bybit"]) == {"PEPE"}
