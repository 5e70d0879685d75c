"""The engine over loopback services of market context: polled, stored, told, and honest when refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from loopback import Exchange, Reply
from loopback.context import (
    ALTERNATIVE,
    CBOE,
    COINGECKO,
    COINS,
    COST,
    DEPOSIT,
    DVOL,
    FEAR,
    FRED,
    VIX,
    YAHOO,
)
from loopback.market import Market
from services.conftest import Running, until
from tracker.domain.context import Holding, Reading, Series
from tracker.domain.health import Channel
from tracker.services.collector import Collector, Setup
from tracker.services.context_view import ContextView, context_view
from tracker.services.storage import Storage
from tracker.services.update import Update
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.sources.clock import WallClock
from tracker.sources.context import ContextSource
from tracker.sources.gateway import Gateway
from tracker.sources.wire import Wire
from tracker.store.paths import Home

pytestmark = pytest.mark.usefixtures("ample")


def services(*venues: str) -> list[ContextSource]:
    kinds = ContextSource.context_registry.values()
    return [kind() for kind in kinds if not kind.simulated and (kind.venue in venues or not venues)]


@asynccontextmanager
async def engine(
    exchange: Exchange, home: Home, asked: list[ContextSource], venues: tuple[str, ...] = ()
) -> AsyncIterator[Running]:
    clock, gateway = WallClock(), Gateway.parse(exchange.url)
    setup = Setup(
        [kind() for kind in Source.registry.values() if kind.venue in venues],
        ("BTC",),
        clock,
        lambda pauses: Wire(clock=clock, gateway=gateway, pauses=pauses),
        context=asked,
    )
    updates: list[Update] = []
    collector = Collector(Storage(home), setup, updates.append)
    task = asyncio.create_task(collector.run())
    try:
        await until(lambda: collector.is_open or task.done())
        yield Running(collector, home, updates)
    finally:
        task.cancel()
        (error,) = await asyncio.gather(task, return_exceptions=True)
        if error is not None and not isinstance(error, asyncio.CancelledError):
            raise error


async def view_of(running: Running, asked: list[ContextSource], ahead_ms: int = 0) -> ContextView:
    now_ms = WallClock().now_ms() + ahead_ms
    sources = [kind() for kind in Source.registry.values() if not kind.simulated]
    return await running.collector.storage.read(
        lambda reader, journal: context_view(Views(reader, journal, sources), asked, "BTC", now_ms)
    )


async def test_all_services_are_polled_stored_and_told(
    exchange: Exchange, market: Market, home: Home
) -> None:
    asked = services()
    channels = {(one.venue, str(channel)) for one in asked for channel in one.channels}
    async with engine(exchange, home, asked, ("deribit", "binance-spot")) as running:
        await until(
            lambda: (
                all(running.states().get(one) == "live" for one in channels)
                and running.states().get(("deribit", "volatility")) == "live"
                and running.states().get(("deribit", "oi")) == "live"
            )
        )
        told = [one for one in running.values if isinstance(one, Reading)]
        assert {one.series for one in told} == set(Series)
        assert any(isinstance(one, Holding) for one in running.values)
        view = await view_of(running, asked)
        standing = view.standings
        assert standing[Series.FEAR_GREED].reading.value == FEAR
        assert standing[Series.FEAR_GREED].step == -1
        assert standing[Series.ECB_DEPOSIT].reading.value == DEPOSIT / 100
        assert standing[Series.DVOL].reading.value == DVOL
        assert standing[Series.DOMINANCE].reading.value == pytest.approx(0.575)
        # Two tell the VIX; the one that speaks first does.
        assert standing[Series.VIX].reading.source == "cboe"
        assert standing[Series.VIX].reading.value == VIX
        assert not any(one.is_stale for one in standing.values())
        assert len(view.indices) == 5
        keeper, silent = view.treasuries
        assert (keeper.holding.holder, keeper.holding.coins) == ("Keeper", COINS)
        assert keeper.result is not None
        assert keeper.result.break_even == COST / COINS
        assert silent.holding.cost_usd is None
        # The exchange's clock is another than ours, and open interest is as of its time.
        later = await view_of(running, asked, ahead_ms=market.shift_ms)
        assert later.interest_to_cap is not None


async def test_what_is_refused_is_said_and_the_others_go_on(
    exchange: Exchange, market: Market, home: Home
) -> None:
    del market
    asked = services("alternative.me", "cboe", "fred", "coingecko")
    blocked = Reply("<html>Unavailable For Legal Reasons</html>", 451)
    limited = Reply({"status": {"error_code": 429}}, 429, {"Retry-After": "900"})
    with (
        exchange.fault(CBOE, blocked),
        exchange.fault(COINGECKO, limited),
        exchange.fault(ALTERNATIVE, Reply("<html>", 200)),
    ):
        async with engine(exchange, home, asked) as running:
            await until(
                lambda: (
                    running.states().get(("cboe", "volatility")) == "blocked"
                    and running.states().get(("coingecko", "treasuries")) == "down"
                    and running.states().get(("alternative.me", "sentiment")) == "down"
                    and running.states().get(("fred", "indices")) == "live"
                    and running.states().get(("fred", "volatility")) == "live"
                )
            )
            view = await view_of(running, asked)
            assert view.standings[Series.VIX].reading.source == "fred"
            assert Series.FEAR_GREED not in view.standings
            assert view.why_unknown(Series.FEAR_GREED) == (
                "It answered with a web page instead of data."
            )
            assert "wait" in view.why_unknown(Series.DOMINANCE)
            assert view.why_unknown(Series.DAX) == "Nobody is asked for it."
    # Its three questions were on their way when it asked for a pause; none came after that.
    assert len(exchange.asked(COINGECKO)) <= 3


async def test_one_that_the_user_agreed_to_is_asked_from_then_on(
    exchange: Exchange, market: Market, home: Home
) -> None:
    del market
    async with engine(exchange, home, []) as running:
        assert not exchange.asked(YAHOO)
        (yahoo,) = services("yahoo")
        await running.collector.add_service(yahoo)
        await until(lambda: running.states().get(("yahoo", "indices")) == "live")
        assert {one.series for one in running.values if isinstance(one, Reading)} == set(
            yahoo.tells
        )
    assert len(exchange.asked(YAHOO)) == 5


async def test_other_coins_are_asked_for_and_the_rest_is_left_alone(
    exchange: Exchange, market: Market, home: Home
) -> None:
    del market
    asked = services("coingecko", "alternative.me")
    async with engine(exchange, home, asked) as running:
        await until(lambda: running.states().get(("coingecko", "treasuries")) == "live")
        assert len(exchange.asked(COINGECKO, "/api/v3/companies/public_treasury/ethereum")) == 0
        await running.collector.watch(["BTC", "ETH"])
        path = "/api/v3/companies/public_treasury/bitcoin"
        await until(lambda: len(exchange.asked(COINGECKO, path)) >= 1)
        await until(lambda: len(exchange.asked(COINGECKO)) > 3)
        assert len(exchange.asked(ALTERNATIVE)) == 1
        assert not exchange.asked(FRED)


async def test_what_was_told_is_there_at_once_after_a_restart(
    exchange: Exchange, market: Market, home: Home
) -> None:
    del market
    asked = services("alternative.me")
    async with engine(exchange, home, asked) as running:
        await until(lambda: running.states().get(("alternative.me", "sentiment")) == "live")
    with exchange.fault(ALTERNATIVE, Reply("no", 500)):
        async with engine(exchange, home, asked) as running:
            view = await view_of(running, asked)
            assert view.standings[Series.FEAR_GREED].reading.value == FEAR
            rows = await running.collector.storage.read(lambda reader, _: reader.health())
            assert any(row.channel is Channel.SENTIMENT for row in rows)
