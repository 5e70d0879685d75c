"""Paused by the user: nobody is asked, nothing is called calm, and what happened is found on resuming."""

from __future__ import annotations

import asyncio

import pytest

from loopback import Exchange, Reply
from loopback.venues import Market
from services.conftest import Running, loaded, until
from tracker.domain.alert import Alert
from tracker.domain.health import Health
from tracker.domain.level import Transition
from tracker.domain.times import M1
from tracker.services import nudge
from tracker.services.levels import LevelWish
from tracker.services.sleep import Jump
from tracker.sources.clock import WallClock

KLINES = "data-stream.binance.vision"
VENUES = ("binance-spot",)
GATE, TICKERS = "api.gateio.ws", "/api/v4/futures/usdt/tickers"
#: A channel that is asked for every five minutes.
FUTURES, RATIOS = "fapi.binance.com", "/futures/data/globalLongShortAccountRatio"


def candles_row(running: Running) -> Health | None:
    row = running.health().get(("binance-spot", "candles"))
    assert row is None or isinstance(row, Health)
    return row


def is_live(running: Running) -> bool:
    row = candles_row(running)
    return row is not None and row.state.is_good


def broken(running: Running) -> list[Transition]:
    return [
        one for one in running.transitions if isinstance(one, Transition) and one.event == "broken"
    ]


def said(running: Running) -> list[str]:
    return [sentence for update in running.updates for sentence in update.said]


def sockets(exchange: Exchange) -> int:
    """How many candle streams are open."""
    return sum(one.host == KLINES for one in exchange.sockets)


def paused(running: Running) -> list[bool]:
    return [update.paused for update in running.updates if update.paused is not None]


async def test_while_paused_nobody_is_asked_and_every_channel_says_so(
    start: object, exchange: Exchange, market: Market
) -> None:
    del market
    async with start(venues=VENUES) as running:
        await until(lambda: loaded(running) and is_live(running))
        assert sockets(exchange) > 0
        await running.collector.pause()
        await running.collector.pause()
        await until(lambda: sockets(exchange) == 0)
        await until(lambda: candles_row(running).state == "off")
        assert candles_row(running).reason == "Paused: nobody is asked."
        assert candles_row(running).retry_at_ms is None
        assert paused(running) == [True]
        before = len(exchange.log)
        running.collector._jumped(Jump(slept_s=600.0))  # paused it stays
        await running.collector.network_changed()
        await asyncio.sleep(1.5)
        assert len(exchange.log) == before
        assert sockets(exchange) == 0
        assert said(running) == []
        await running.collector.resume()
        await running.collector.resume()
        await until(lambda: is_live(running) and sockets(exchange) > 0)
        assert paused(running) == [True, False]


async def test_what_broke_while_paused_is_found_once_on_resuming(
    start: object, exchange: Exchange, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    went_by_ms = 0
    real = WallClock.now_ms
    monkeypatch.setattr(WallClock, "now_ms", lambda clock: real(clock) + went_by_ms)
    async with start(venues=VENUES) as running:
        await until(lambda: loaded(running) and is_live(running))
        price = market.candle("BTC", "1m", M1.floor(market.now_ms()) - M1.ms)[4]
        level = round(price * 0.97)
        await running.collector.levels.add(LevelWish("BTC", level, ("close:1m",)))
        await running.collector.pause()
        await until(lambda: sockets(exchange) == 0)
        # Two minutes go by in which it closed far below.
        fall_ms = M1.floor(market.now_ms())
        market.closes["BTC", "1m", fall_ms] = level * 0.98
        went_by_ms = 2 * M1.ms
        market.offset_ms += went_by_ms
        await running.collector.resume()
        await until(lambda: broken(running))
        assert [one.level for one in broken(running)] == [level]
        await until(lambda: running.notices)
        assert len(running.notices) == 1
        assert not [one for one in running.transitions if isinstance(one, Alert)]


async def test_after_sleep_and_on_another_network_all_is_connected_anew_and_said(
    start: object, exchange: Exchange, market: Market
) -> None:
    del market
    async with start(venues=VENUES) as running:
        await until(lambda: loaded(running) and is_live(running))
        opened = len(exchange.connected(KLINES))
        running.collector._jumped(Jump(slept_s=7_800.0))
        await until(lambda: len(exchange.connected(KLINES)) > opened and is_live(running))
        opened = len(exchange.connected(KLINES))
        await running.collector.network_changed()
        await until(lambda: len(exchange.connected(KLINES)) > opened and len(said(running)) > 1)
        assert said(running) == [
            "The machine slept for 2 h 10 min; what was missed is fetched.",
            "The network is another one, or back; all venues are asked at once.",
        ]


def polled(exchange: Exchange) -> int:
    """How often the newest ratios were asked for; of the past more rows are."""
    return sum(one.query["limit"] == "2" for one in exchange.asked(FUTURES, RATIOS))


async def test_after_a_pause_sleep_or_another_network_polls_do_not_wait_out_their_period(
    start: object, exchange: Exchange, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    del market
    monkeypatch.setattr(nudge, "EARLY_S", 0.1)
    async with start(venues=("binance",)) as running:
        ratios = ("binance", "ratios")

        def answered_ms() -> int:
            row = running.health()[ratios]
            assert isinstance(row, Health)
            return row.last_event_at_ms or 0

        await until(lambda: loaded(running) and running.states().get(ratios) == "live")
        assert polled(exchange) == 1
        before_ms = answered_ms()
        await running.collector.pause()
        await until(lambda: running.states()[ratios] == "off")
        assert polled(exchange) == 1
        await running.collector.resume()
        await until(lambda: answered_ms() > before_ms)
        assert polled(exchange) == 2
        before_ms = answered_ms()
        running.collector._jumped(Jump(slept_s=600.0))
        await until(lambda: answered_ms() > before_ms)
        assert polled(exchange) == 3
        before_ms = answered_ms()
        await running.collector.network_changed()
        await until(lambda: answered_ms() > before_ms)
        assert polled(exchange) == 4


async def test_a_host_that_asked_for_a_pause_is_not_asked_sooner_for_it(
    start: object, exchange: Exchange, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    del market
    monkeypatch.setattr(nudge, "EARLY_S", 0.1)
    polls = [("binance", channel) for channel in ("funding", "oi", "tickers", "ratios")]
    wait = Reply({"code": -1003, "msg": "Too many requests."}, 429, {"Retry-After": "600"})
    async with start(venues=("binance", "gate")) as running:
        await until(lambda: loaded(running) and polled(exchange) == 1)
        with exchange.fault(FUTURES, wait):
            await running.collector.network_changed()
            await until(lambda: all(running.states()[one] == "down" for one in polls))
        asked = len(exchange.asked(FUTURES))
        others = len(exchange.asked(GATE, TICKERS))
        await running.collector.pause()
        await running.collector.resume()
        await until(lambda: len(exchange.asked(GATE, TICKERS)) > others)
        await until(lambda: all(running.states()[one] == "down" for one in polls))
        assert len(exchange.asked(FUTURES)) == asked
