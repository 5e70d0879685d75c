"""What Bitfinex answers: positional rows around the small market of the exchange."""

from __future__ import annotations

import json
from typing import Any

from loopback.market import ASSETS, HEARERS, Market
from loopback.server import Exchange, Query, Socket

HOST = "api-pub.bitfinex.com"
PERIOD_MS = 28_800_000
_LIQUIDATIONS, _STATES = 7, 8


def _asset(symbol: str) -> str:
    return symbol.removeprefix("t").removesuffix("F0:USTF0")


def state(market: Market, asset: str, at_ms: int) -> list[Any]:
    """A state without its key: mark, open interest, and a funding that tells the asset's place."""
    price = market.price(asset, at_ms)
    following = (at_ms // PERIOD_MS + 1) * PERIOD_MS
    row: list[Any] = [None] * 23
    row[0], row[2], row[3], row[7], row[8], row[9] = at_ms, price, price, following, 1e-06, 7
    row[11], row[14], row[17] = 0.00014, price, market.interest(asset, at_ms)
    row[21], row[22] = 0.0005, 0.0025
    return row


def position(asset: str, at_ms: int, side: str, quantity: float, price: float | None) -> list[Any]:
    """A row of liquidations; above zero is a long."""
    amount = quantity if side == "long" else -quantity
    symbol = f"t{asset}F0:USTF0"
    number = at_ms % 100_000_000
    return ["pos", number, at_ms, None, symbol, amount, 1.0, None, 0, 1, None, price]


def serve_bitfinex(exchange: Exchange, market: Market) -> None:
    """Let the exchange answer as Bitfinex does."""

    def status(query: Query) -> Any:
        now = market.now_ms()
        return [[key, *state(market, _asset(key), now)] for key in query["keys"].split(",")]

    def tickers(query: Query) -> Any:
        now, rows = market.now_ms(), []
        for symbol in query["symbols"].split(","):
            last = market.price(_asset(symbol), now)
            change = last - market.price(_asset(symbol), now - 86_400_000)
            high, low = last * 1.01, last * 0.99
            rows.append([symbol, last, 1, last, 1, change, change / last, last, 500, high, low])
        return rows

    def liquidations(query: Query) -> Any:
        start, end = int(query["start"]), int(query.get("end", market.now_ms()))
        found = [one for one in market.liquidations if start <= one[1] <= end]
        found.sort(key=lambda one: -one[1])
        return [
            [position(asset, at, side, quantity, price)]
            for asset, at, side, price, quantity in found[: int(query["limit"])]
        ]

    def past(asset: str, query: Query) -> Any:
        start, end = int(query["start"]), min(int(query["end"]), market.now_ms())
        times = range(-(-start // 60_000) * 60_000, end + 1, 60_000)
        return [state(market, asset, at) for at in reversed(times)][: int(query["limit"])]

    exchange.rule(HOST, "/v2/status/deriv", status)
    exchange.rule(HOST, "/v2/tickers", tickers)
    exchange.rule(HOST, "/v2/liquidations/hist", liquidations)
    pairs = [[f"{asset}F0:USTF0", [None]] for asset in ASSETS]
    exchange.rule(HOST, "/v2/conf/pub:info:pair:futures", lambda _q: [pairs])
    for asset in ASSETS:
        exchange.rule(
            HOST, f"/v2/status/deriv/t{asset}F0:USTF0/hist", lambda q, a=asset: past(a, q)
        )
    HEARERS[HOST] = _hear


def _hear(exchange: Exchange, market: Market, socket: Socket, text: str) -> None:
    """Subscriptions are acknowledged; the states of a contract begin to flow."""
    message = json.loads(text)
    if message["event"] != "subscribe":
        exchange.send_soon(socket, {"event": "pong", "ts": market.now_ms()})
        return
    key = message["key"]
    channel = _LIQUIDATIONS if key == "liq:global" else _STATES
    told = {"event": "subscribed", "channel": "status", "chanId": channel, "key": key}
    exchange.send_soon(socket, told)
    if key.startswith("deriv:"):
        asset = _asset(key.removeprefix("deriv:"))
        exchange.send_soon(socket, [channel, state(market, asset, market.now_ms())])
    else:
        exchange.send_soon(socket, [channel, "hb"])
