"""The engine over the loopback HTX, whose frames are gzip and whose pings want an answer."""

from __future__ import annotations

import json

import pytest

from loopback import Exchange
from loopback.htx import HOST, order, ping
from loopback.market import Market
from services.conftest import until
from tracker.domain.derivatives import Liquidation, Side
from tracker.domain.market import Contract
from tracker.domain.market import Market as TradedMarket
from tracker.domain.times import HOUR_MS

BTC = TradedMarket("htx", "BTC-USDT", "BTC", Contract.LINEAR, multiplier=0.001)


async def test_packed_liquidations_arrive_and_every_ping_is_answered_with_its_number(
    start: object, exchange: Exchange, market: Market
) -> None:
    now = market.now_ms()
    async with start(venues=("htx",)) as running:
        await until(lambda: running.states().get(("htx", "liquidations")) == "quiet")
        exchange.push(HOST, order("BTC", now, "sell", 69_000.0, 1.5))
        exchange.push(HOST, order("ETH", now + 1, "buy", 2_000.0, 3.0))
        exchange.push(HOST, ping(1492420473059))
        await until(lambda: sum(isinstance(one, Liquidation) for one in running.values) == 2)
        told = {
            (one.market.symbol, one.side, one.price, one.quantity, one.notional_usd)
            for one in running.values
            if isinstance(one, Liquidation)
        }
        assert told == {
            ("BTC-USDT", Side.LONG, 69_000.0, 1.5, 103_500.0),
            ("ETH-USDT", Side.SHORT, 2_000.0, 3.0, 6_000.0),
        }
        pongs = lambda: [  # noqa: E731
            json.loads(text)["ts"] for text in exchange.sockets[0].received if "pong" in text
        ]
        await until(lambda: pongs() == ["1492420473058", 1492420473059])


async def test_open_interest_is_one_sided_now_and_in_the_past(
    start: object, market: Market
) -> None:
    async with start(venues=("htx",)) as running:
        await until(lambda: running.states().get(("htx", "oi")) == "live")
        progress = running.collector.history.progress
        await until(lambda: progress().total > 0 and progress().finished)
        now = market.now_ms()
        columns = await running.collector.storage.read(
            lambda reader, _: reader.interest(BTC, now - 190 * HOUR_MS, now + HOUR_MS)
        )
        assert len(columns.at_ms) >= 190
        for at, coin, usd in zip(columns.at_ms, columns.coin, columns.usd, strict=True):
            assert coin == pytest.approx(market.interest("BTC", int(at)), rel=1e-4)
            assert usd == pytest.approx(coin * market.price("BTC", int(at)), rel=1e-3)
