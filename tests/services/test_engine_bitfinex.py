"""The engine over the loopback Bitfinex."""

from __future__ import annotations

import pytest

from loopback import Exchange
from loopback.bitfinex import HOST, position
from loopback.market import Market
from services.conftest import loaded, until
from tracker.domain.derivatives import Liquidation, Side
from tracker.domain.times import HOUR_MS
from tracker.sources.bitfinex import Bitfinex

BTC = Bitfinex().market("BTC")


async def test_what_the_stream_and_the_poll_tell_counts_once(
    start: object, exchange: Exchange, market: Market
) -> None:
    now = market.now_ms()
    market.liquidations.append(("BTC", now - 5 * HOUR_MS, "short", 70_000.0, 0.5))
    market.liquidations.append(("BTC", now - 1_000, "long", 69_000.0, 1.5))
    async with start(venues=("bitfinex",)) as running:
        await until(lambda: running.states().get(("bitfinex", "liquidations")) in ("live", "quiet"))
        await until(lambda: len([1 for one in running.values if isinstance(one, Liquidation)]) == 2)
        exchange.push(HOST, [7, [position("BTC", now - 1_000, "long", 1.5, 69_000.0)]])
        exchange.push(HOST, [7, [position("BTC", now, "short", 2.0, 70_500.0)]])
        await until(lambda: len([1 for one in running.values if isinstance(one, Liquidation)]) == 3)
        columns = await running.collector.storage.read(
            lambda reader, _: reader.events(BTC, now - 6 * HOUR_MS, now + 1)
        )
        told = [one for one in running.values if isinstance(one, Liquidation)]
        assert len(columns.at_ms) == len(told) == 3
        assert {(one.side, one.notional_usd) for one in told} == {
            (Side.SHORT, 35_000.0),
            (Side.LONG, 103_500.0),
            (Side.SHORT, 141_000.0),
        }


async def test_open_interest_and_settled_funding_come_from_one_history(
    start: object, market: Market
) -> None:
    async with start(venues=("bitfinex",)) as running:
        await until(lambda: running.states().get(("bitfinex", "funding")) == "live")
        now = market.now_ms()
        settled_ms = now // (8 * HOUR_MS) * 8 * HOUR_MS
        await until(lambda: loaded(running))
        columns = await running.collector.storage.read(
            lambda reader, _: reader.interest(BTC, now - 24 * HOUR_MS, now)
        )
        assert len(columns.at_ms) >= 24 * 12
        at_ms = int(columns.at_ms[10])
        assert columns.coin[10] == pytest.approx(market.interest("BTC", at_ms))
        usd = market.interest("BTC", at_ms) * market.price("BTC", at_ms)
        assert columns.usd[10] == pytest.approx(usd)
        rows = await running.collector.storage.read(
            lambda reader, _: reader.listed("funding", "BTC", settled_ms - 1, now + 9 * HOUR_MS)
        )
        told = [(at, rate, hours, bool(settled)) for _, _, at, rate, hours, settled in rows]
        assert told == [
            (settled_ms, 0.00014, 8.0, True),
            (settled_ms + 8 * HOUR_MS, 0.00014, 8.0, False),
        ]
