"""The engine over the loopback Kraken Futures."""

from __future__ import annotations

import pytest

from loopback import Exchange
from loopback.kraken import COMING, HOST, SETTLED, trade
from loopback.market import Market
from services.conftest import loaded, until
from tracker.domain.derivatives import Liquidation, Side
from tracker.domain.times import HOUR_MS
from tracker.sources.kraken import Kraken

BTC = Kraken().market("BTC")
FUNDING = "/derivatives/api/v3/historical-funding-rates"


async def test_a_liquidation_among_the_trades_counts_once(
    start: object, exchange: Exchange, market: Market
) -> None:
    now = market.now_ms()
    async with start(venues=("kraken",)) as running:
        await until(lambda: running.states().get(("kraken", "liquidations")) == "quiet")
        await until(lambda: running.states().get(("kraken", "funding")) == "live")
        for _ in range(3):
            exchange.push(HOST, trade("BTC", now, "sell", 0.5, 70_000.0))
        await until(lambda: running.states().get(("kraken", "liquidations")) == "live")
        (event,) = [one for one in running.values if isinstance(one, Liquidation)]
        assert (event.market, event.side, event.notional_usd) == (BTC, Side.LONG, 35_000.0)


async def test_the_past_has_open_interest_and_hourly_funding_and_is_asked_for_once(
    start: object, exchange: Exchange, market: Market
) -> None:
    async with start(venues=("kraken",)) as running:
        await until(lambda: running.states().get(("kraken", "funding")) == "live")
        await until(lambda: loaded(running))
        now = market.now_ms()
        columns = await running.collector.storage.read(
            lambda reader, _: reader.interest(BTC, now - 29 * 24 * HOUR_MS, now)
        )
        assert len(columns.at_ms) >= 29 * 24
        at_ms = int(columns.at_ms[3])
        assert columns.coin[3] == pytest.approx(market.interest("BTC", at_ms))
        rows = await running.collector.storage.read(
            lambda reader, _: reader.listed("funding", "BTC", now - 3 * HOUR_MS, now + 2 * HOUR_MS)
        )
        told = [(rate, hours, bool(settled)) for _, _, _, rate, hours, settled in rows]
        assert told == [(SETTLED, 1.0, True)] * 3 + [(COMING, 1.0, False)]
        (runner,) = running.collector.history._runners.values()
        await running.collector.history.catch_up(runner, leads=frozenset(), since={})
        await until(lambda: loaded(running))
    assert len(exchange.asked(HOST, FUNDING)) == 1
