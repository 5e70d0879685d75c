"""What Kraken Futures answers: its envelopes around the small market of the exchange."""

from __future__ import annotations

import json
from typing import Any

from loopback.market import ASSETS, HEARERS, Market
from loopback.server import Exchange, Query, Socket
from tracker.domain.times import iso

HOST = "futures.kraken.com"
HOUR_MS = 3_600_000
#: The rate of every hour, as a fraction.
SETTLED, COMING = 0.00001, 0.00002


def symbol(asset: str) -> str:
    return f"PF_{'XBT' if asset == 'BTC' else asset}USD"


def trade(asset: str, at_ms: int, side: str, quantity: float, price: float) -> dict[str, Any]:
    """A liquidation as a trade; `side` is that of the ORDER: sell closed a long."""
    return {
        "feed": "trade",
        "product_id": symbol(asset),
        "uid": f"{asset}-{at_ms}",
        "side": side,
        "type": "liquidation",
        "seq": 1,
        "time": at_ms,
        "qty": quantity,
        "price": price,
    }


def serve_kraken(exchange: Exchange, market: Market) -> None:
    """Let the exchange answer as Kraken Futures does."""

    def enveloped(**content: Any) -> Any:
        return {"result": "success", "serverTime": iso(market.now_ms()), **content}

    def ticker(asset: str) -> dict[str, Any]:
        now = market.now_ms()
        price, opened = market.price(asset, now), market.price(asset, now - 86_400_000)
        return {
            "symbol": symbol(asset),
            "tag": "perpetual",
            "last": price,
            "lastTime": iso(now),
            "markPrice": price,
            "indexPrice": price,
            "open24h": opened,
            "high24h": price * 1.01,
            "low24h": price * 0.99,
            "vol24h": 100,
            "volumeQuote": 100 * price,
            "openInterest": market.interest(asset, now),
            "fundingRate": price * COMING,
            "suspended": False,
        }

    def interest(asset: str, query: Query) -> Any:
        step, since, to = (int(query[name]) for name in ("interval", "since", "to"))
        times = range(-(-since // step) * step, min(to, market.now_ms() // 1_000) + 1, step)
        figures = [f"{market.interest(asset, at * 1_000)}" for at in times]
        data = [[figure] * 4 for figure in figures]
        return {"result": {"timestamp": list(times), "data": data, "more": False}, "errors": []}

    def funding(_query: Query) -> Any:
        last = market.now_ms() // HOUR_MS * HOUR_MS
        return enveloped(
            rates=[
                {
                    "timestamp": iso(last - at * HOUR_MS),
                    "fundingRate": 0.5,
                    "relativeFundingRate": SETTLED,
                }
                for at in range(2_000, -1, -1)
            ]
        )

    listed = [
        {"symbol": symbol(asset), "type": "flexible_futures", "contractSize": 1, "tradeable": True}
        for asset in ASSETS
    ]
    base, charts = "/derivatives/api/v3", "/api/charts/v1/analytics"
    exchange.rule(HOST, f"{base}/instruments", lambda _q: enveloped(instruments=listed))
    exchange.rule(
        HOST, f"{base}/tickers", lambda _q: enveloped(tickers=[ticker(one) for one in ASSETS])
    )
    exchange.rule(HOST, f"{base}/historical-funding-rates", funding)
    for asset in ASSETS:
        path = f"{charts}/{symbol(asset)}/open-interest"
        exchange.rule(HOST, path, lambda q, a=asset: interest(a, q))
    HEARERS[HOST] = _hear


def _hear(exchange: Exchange, market: Market, socket: Socket, text: str) -> None:
    """Subscriptions are acknowledged; tickers begin to flow."""
    message = json.loads(text)
    exchange.send_soon(socket, {**message, "event": "subscribed"})
    now = market.now_ms()
    if message["feed"] == "heartbeat":
        exchange.send_soon(socket, {"feed": "heartbeat", "time": now})
    if message["feed"] != "ticker":
        return
    for product in message["product_ids"]:
        asset = next(one for one in ASSETS if symbol(one) == product)
        price = market.price(asset, now)
        frame = {
            "feed": "ticker",
            "product_id": product,
            "time": now,
            "relative_funding_rate": COMING,
            "next_funding_rate_time": (now // HOUR_MS + 1) * HOUR_MS,
            "markPrice": price,
            "index": price,
        }
        exchange.send_soon(socket, frame)
