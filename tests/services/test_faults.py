"""Hostile answers and broken connections: one channel goes down with a sentence, the rest goes on."""

from __future__ import annotations

import itertools
import time
from collections import Counter

import pytest

from loopback import Exchange, Reply
from loopback.venues import Market, force_order, kline_frame, mark_frame
from services.conftest import Running, until
from tracker.domain.health import State
from tracker.domain.times import H1, HOUR_MS
from tracker.services import runner as runner_module

SPOT, FAPI, FSTREAM = "data-api.binance.vision", "fapi.binance.com", "fstream.binance.com"
KLINES, BYBIT, BYBIT_WS = "data-stream.binance.vision", "api.bybit.com", "stream.bybit.com"
OKX, GATE = "www.okx.com", "api.gateio.ws"


def row(running: Running, venue: str, channel: str) -> object:
    return running.health().get((venue, channel))


def state(running: Running, venue: str, channel: str) -> str:
    return running.states().get((venue, channel), "")


HOSTILE = {
    "a web page": (Reply("<html><body>Checking your browser</body></html>"), "web page"),
    "nothing": (Reply(b""), "nothing"),
    "half a message": (Reply(b'{"retCode":0,"result":{"list":[{"symb'), "broken or cut-off"),
    "an error with HTTP 200": (Reply({"retCode": 10016, "retMsg": "server"}), "error"),
    "another shape": (Reply(["yes"]), "unexpected"),
    "nulls": (Reply({"retCode": 0, "result": {"list": [None]}}), "."),
    "a fault of its own": (Reply("oops", 500), "HTTP 500"),
    "an endless number": (Reply(b'{"retCode":0,"result":{"list":[' + b"9" * 400), "."),
}


@pytest.mark.parametrize("name", list(HOSTILE))
async def test_a_hostile_answer_takes_its_channel_down_with_one_sentence_and_no_other(
    start: object, exchange: Exchange, market: Market, name: str
) -> None:
    del market
    reply, words = HOSTILE[name]
    exchange.set_fault(f"{BYBIT}/v5/market/tickers", reply)
    async with start(venues=("bybit", "gate")) as running:
        await until(lambda: state(running, "bybit", "tickers") == "down")
        await until(lambda: state(running, "gate", "tickers") == "live")
        health = row(running, "bybit", "tickers")
        assert words in health.reason
        assert health.reason.endswith(".")
        assert health.retry_at_ms is not None
        await until(lambda: state(running, "bybit", "ratios") == "live")
        assert not [
            one
            for one in running.values
            if getattr(one, "last", None) and one.market.venue == "bybit"
        ]


async def test_recovery_is_announced_once(
    start: object, exchange: Exchange, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    del market
    monkeypatch.setattr("tracker.services.backoff.EARLY_S", 0.3)
    exchange.set_fault(f"{BYBIT}/v5/market/tickers", Reply("<html>"))
    async with start(venues=("bybit",)) as running:
        await until(lambda: state(running, "bybit", "tickers") == "down")
        exchange.clear_fault(f"{BYBIT}/v5/market/tickers")
        await until(lambda: state(running, "bybit", "tickers") == "live")
        rows = [
            one.state
            for update in running.updates
            for one in update.health
            if (one.venue, str(one.channel)) == ("bybit", "tickers")
        ]
        changes = [b for a, b in itertools.pairwise(rows) if a.is_good != b.is_good]
        assert changes == [State.LIVE]


async def test_retry_after_is_obeyed_to_the_second_and_by_every_request_to_the_host(
    start: object, exchange: Exchange, market: Market
) -> None:
    del market
    limited: list[float] = []

    def refuse(_query: dict[str, str]) -> Reply:
        limited.append(time.monotonic())
        exchange.clear_fault(f"{GATE}/api/v4/futures/usdt/tickers")
        return Reply({"label": "TOO_MANY_REQUESTS"}, 429, {"Retry-After": "3"})

    exchange.set_fault(f"{GATE}/api/v4/futures/usdt/tickers", refuse)
    async with start(venues=("gate",)) as running:
        await until(lambda: limited)
        await until(lambda: state(running, "gate", "tickers") == "down")
        health = row(running, "gate", "tickers")
        assert "wait" in health.reason
        await until(lambda: state(running, "gate", "tickers") == "live")
    after = [one.at for one in exchange.asked(GATE) if one.at > limited[0]]
    # What was already on its way when the answer came does not count against us; on a machine that
    # is busy it may take a while to arrive.
    asked_again = [at for at in after if at > limited[0] + 1.0]
    assert min(asked_again) >= limited[0] + 3.0


async def test_a_ban_is_remembered_over_a_restart(
    start: object, exchange: Exchange, market: Market
) -> None:
    del market
    exchange.set_fault(f"{FAPI}/", Reply("banned", 418, {"Retry-After": "600"}))
    async with start(venues=("binance",)) as running:
        await until(lambda: state(running, "binance", "oi") == "down")
    before = len(exchange.asked(FAPI))
    exchange.clear_fault(f"{FAPI}/")
    async with start(venues=("binance",)) as running:
        await until(lambda: state(running, "binance", "oi") == "down")
        await until(lambda: state(running, "binance", "funding") == "down")
        health = row(running, "binance", "oi")
        assert "banned" in health.reason
        left_s = (health.retry_at_ms - time.time() * 1_000) / 1_000
        assert 500 < left_s <= 601
    assert len(exchange.asked(FAPI)) == before


@pytest.mark.parametrize(
    ("status", "body"), [(451, "<html>restricted</html>"), (403, "CloudFront")]
)
async def test_a_venue_that_is_not_available_here_is_blocked_and_left_alone(
    start: object, exchange: Exchange, market: Market, status: int, body: str
) -> None:
    del market
    exchange.set_fault(f"{BYBIT}/", Reply(body, status))
    async with start(venues=("bybit", "okx")) as running:
        await until(lambda: state(running, "bybit", "oi") == "blocked")
        await until(lambda: state(running, "bybit", "ratios") == "blocked")
        await until(lambda: state(running, "okx", "oi") == "live")
        health = row(running, "bybit", "oi")
        assert "region" in health.reason or "country" in health.reason
        assert health.retry_at_ms - time.time() * 1_000 > 20 * HOUR_MS
        # The socket is another host and speaks for itself.
        await until(lambda: state(running, "bybit", "liquidations") in ("quiet", "live"))
    asked = Counter(one.path for one in exchange.asked(BYBIT))
    assert asked["/v5/market/account-ratio"] <= 2


async def test_bybits_too_frequent_is_a_pause_and_no_block(
    start: object, exchange: Exchange, market: Market
) -> None:
    del market
    exchange.set_fault(f"{BYBIT}/", Reply("access too frequent", 403))
    async with start(venues=("bybit",)) as running:
        await until(lambda: state(running, "bybit", "oi") == "down")
        health = row(running, "bybit", "oi")
        left_s = (health.retry_at_ms - time.time() * 1_000) / 1_000
        assert 500 < left_s <= 601


async def test_an_answer_that_unpacks_to_more_than_64_mb_is_refused(
    start: object, exchange: Exchange, market: Market
) -> None:
    del market
    bomb = Reply(b"[" + b" " * (70 * 1024 * 1024), packed=True)
    exchange.set_fault(f"{GATE}/api/v4/futures/usdt/tickers", bomb)
    async with start(venues=("gate",)) as running:
        await until(lambda: state(running, "gate", "tickers") == "down", 30)
        assert "larger" in row(running, "gate", "tickers").reason


async def test_a_redirect_never_leads_out_of_the_gateway(
    start: object, exchange: Exchange, market: Market
) -> None:
    del market
    with Exchange() as elsewhere:
        target = f"{elsewhere.url}/stolen"
        exchange.set_fault(f"{GATE}/", Reply(b"", 302, {"Location": target}))
        async with start(venues=("gate",)):
            await until(lambda: exchange.asked(f"127.0.0.1:{elsewhere.port}"))
        assert elsewhere.log == []


async def test_a_socket_that_acknowledges_and_stays_silent_is_a_dead_channel(
    start: object, exchange: Exchange, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "_SHORTEST_REOPEN_S", 4.0)
    monkeypatch.setattr(runner_module, "_REOPEN_AFTER", 0)
    monkeypatch.setattr("tracker.services.backoff.EARLY_S", 0.3)
    greet = exchange.on_connect
    exchange.on_connect = lambda _exchange, _socket: None
    async with start(venues=("binance",)) as running:
        await until(lambda: state(running, "binance", "liquidations") == "stale")
        assert "waiting" in row(running, "binance", "liquidations").reason
        await until(
            lambda: "nothing arrives" in (row(running, "binance", "liquidations").reason or ""), 25
        )
        # It is opened anew, and alive again as soon as it proves itself.
        exchange.on_connect = greet
        await until(lambda: len(exchange.connected(FSTREAM)) >= 2, 45)
        exchange.push(FSTREAM, mark_frame(market, "BTC"))
        await until(lambda: state(running, "binance", "liquidations") == "quiet")


async def test_a_silent_channel_is_never_counted_as_observed(
    start: object, exchange: Exchange, market: Market
) -> None:
    exchange.on_connect = lambda _exchange, _socket: None
    async with start(venues=("binance",)) as running:
        await until(lambda: state(running, "binance", "liquidations") == "stale")
        now = market.now_ms()
        observed = await running.collector.storage.read(
            lambda reader, _: reader.observed("binance", "liquidations", 0, now)
        )
        assert observed == []


async def test_a_dropped_socket_is_opened_again_and_the_outage_is_no_coverage(
    start: object, exchange: Exchange, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.services.backoff.EARLY_S", 4.0)
    began = time.monotonic()  # before the first attempt, from which the pause counts
    async with start(venues=("binance",)) as running:
        await until(lambda: state(running, "binance", "liquidations") == "quiet")
        exchange.cut(FSTREAM)
        await until(lambda: state(running, "binance", "liquidations") == "down")
        assert "closed" in row(running, "binance", "liquidations").reason
        await until(lambda: len(exchange.connected(FSTREAM)) >= 2, 20)
        await until(lambda: state(running, "binance", "liquidations") == "quiet")
        second = exchange.connected(FSTREAM)[1].at
        # Cut off right after connecting: not tried more often than a young outage allows.
        assert second - began >= 4.0
        del market


async def test_a_refused_handshake_is_down_and_a_451_is_blocked(
    start: object, exchange: Exchange, market: Market
) -> None:
    del market
    exchange.refuse_sockets(FSTREAM, 503)
    exchange.refuse_sockets(BYBIT_WS, 451)
    async with start(venues=("binance", "bybit")) as running:
        await until(lambda: state(running, "binance", "liquidations") == "down")
        await until(lambda: state(running, "bybit", "liquidations") == "blocked")
        await until(lambda: state(running, "binance", "oi") == "live")


FRAMES = [
    "<html>",
    "",
    "{",
    "null",
    "[]",
    "7",
    '{"stream":"x","data":{"e":"forceOrder","o":{"s":7}}}',
]


@pytest.mark.parametrize("frame", FRAMES)
async def test_a_hostile_frame_costs_itself_and_the_connection_lives_on(
    start: object, exchange: Exchange, market: Market, frame: str
) -> None:
    async with start(venues=("binance",)) as running:
        await until(lambda: state(running, "binance", "liquidations") == "quiet")
        exchange.push(FSTREAM, frame)
        exchange.push(FSTREAM, force_order("BTC", market.now_ms(), "SELL", 68_000.0, 1.0))
        await until(lambda: state(running, "binance", "liquidations") == "live")
        assert len(exchange.connected(FSTREAM)) == 1


async def test_candles_are_read_over_rest_while_their_stream_is_dead(
    start: object, exchange: Exchange, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.services.plan._FALLBACK_S", 0.3)
    exchange.refuse_sockets(KLINES, 503)
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: running.collector.history.progress().finished)
        await until(lambda: state(running, "binance-spot", "candles") == "down")
        open_ms = H1.floor(market.now_ms())
        market.closes["BTC", "1h", open_ms] = 71_234.5

        def told() -> bool:
            grown = [one for update in running.updates for one in update.grown]
            return len(grown) > 40 and running.collector.history.progress().finished

        await until(told)
        columns = await running.collector.storage.read(
            lambda reader, _: reader.candles(reader.markets("BTC")[0], H1, newest=1)
        )
        assert columns.close[-1] == 71_234.5
        assert not columns.closed[-1]


async def test_a_candle_from_the_future_is_refused(
    start: object, exchange: Exchange, market: Market
) -> None:
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: running.collector.history.progress().total > 0)
        await until(lambda: running.collector.history.progress().finished)
        far = H1.floor(market.now_ms()) + 48 * HOUR_MS
        exchange.push(KLINES, kline_frame(market, "BTC", "1h", far, closed=True))
        await until(lambda: state(running, "binance-spot", "candles") == "down")
        assert "cannot be true" in row(running, "binance-spot", "candles").reason
        columns = await running.collector.storage.read(
            lambda reader, _: reader.candles(reader.markets("BTC")[0], H1, newest=1)
        )
        assert int(columns.open_ms[-1]) <= market.now_ms()


async def test_without_any_answer_everything_is_down_with_a_next_try(
    start: object, exchange: Exchange
) -> None:
    exchange.set_fault("", Reply("", 503))
    for host in (FSTREAM, KLINES, BYBIT_WS):
        exchange.refuse_sockets(host, 503)
    async with start() as running:
        await until(lambda: state(running, "binance-spot", "tickers") == "down")
        await until(lambda: state(running, "gate", "instruments") == "down")
        for health in running.health().values():
            assert not health.state.is_good
            assert health.reason
        began = time.monotonic()
    # Nobody is waited for when the program ends.
    assert time.monotonic() - began < 5
