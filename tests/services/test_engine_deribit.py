"""The engine over the loopback Deribit."""

from __future__ import annotations

import pytest

from loopback import Exchange
from loopback.deribit import COMING, HOST, SETTLED, trades
from loopback.market import Market
from services.conftest import loaded, until
from tracker.domain.derivatives import Liquidation, Side
from tracker.domain.times import HOUR_MS
from tracker.services.views import Views
from tracker.sources.bybit import Bybit
from tracker.sources.deribit import Deribit


async def test_liquidations_are_counted_in_usd_whatever_the_contract(
    start: object, exchange: Exchange, market: Market
) -> None:
    now = market.now_ms()
    async with start(("BTC", "SOL", "BNB"), venues=("deribit",)) as running:
        await until(lambda: running.states().get(("deribit", "liquidations")) == "quiet")
        for _ in range(2):
            exchange.push(HOST, trades("BTC", now, "T", "sell", [5_000.0, 5_000.0]))
            exchange.push(HOST, trades("SOL", now, "M", "sell", [2.0]))
        await until(lambda: len([1 for one in running.values if isinstance(one, Liquidation)]) == 2)
        told = [one for one in running.values if isinstance(one, Liquidation)]
        assert {(one.market.asset, one.side, one.notional_usd) for one in told} == {
            ("BTC", Side.LONG, 10_000.0),
            ("SOL", Side.SHORT, 100_000.0),
        }
        # What the venue does not list is no hole.
        await until(lambda: running.states().get(("deribit", "instruments")) == "live")
        view = await running.collector.storage.read(
            lambda reader, journal: Views(reader, journal, [Deribit(), Bybit()]).flows(
                "BNB", now - HOUR_MS, now
            )
        )
        assert [flow.venue for flow in view] == ["bybit"]


async def test_funding_is_hourly_where_paid_and_of_eight_hours_where_coming(
    start: object, market: Market
) -> None:
    async with start(venues=("deribit",)) as running:
        await until(lambda: running.states().get(("deribit", "funding")) == "live")
        await until(lambda: loaded(running))
        now = market.now_ms()
        rows = await running.collector.storage.read(
            lambda reader, _: reader.listed("funding", "BTC", now - 3 * HOUR_MS, now + 2 * HOUR_MS)
        )
        told = [(rate, hours, bool(settled)) for _, _, _, rate, hours, settled in rows]
        assert told == [(SETTLED, 1.0, True)] * 3 + [(COMING, 8.0, False)]
        columns = await running.collector.storage.read(
            lambda reader, _: reader.interest(Deribit().market("BTC"), now - HOUR_MS, now + HOUR_MS)
        )
        coin = market.interest("BTC", now)
        assert columns.coin[-1] == pytest.approx(coin, rel=1e-4)
        assert columns.usd[-1] == pytest.approx(coin * market.price("BTC", now), rel=1e-3)
