"""What Deribit answers: JSON-RPC envelopes around the small market of the exchange."""

from __future__ import annotations

import json
from typing import Any

from loopback.context import DVOL
from loopback.market import HEARERS, Market
from loopback.server import Exchange, Query, Socket

HOST = "www.deribit.com"
HOUR_MS = 3_600_000
SETTLED, COMING = 0.000002, 0.00003
_COINS = ("BTC", "ETH")
_LISTED = (*_COINS, "SOL", "XRP")


def symbol(asset: str) -> str:
    return f"{asset}-PERPETUAL" if asset in _COINS else f"{asset}_USDC-PERPETUAL"


def trades(asset: str, at_ms: int, who: str, direction: str, sizes: list[float]) -> dict[str, Any]:
    """A frame of trades at 50 000; sizes are USD where the contract is in the coin."""
    rows = [
        {
            "trade_seq": number,
            "trade_id": str(number),
            "timestamp": at_ms,
            "price": 50_000.0,
            "instrument_name": symbol(asset),
            "direction": direction,
            "amount": size,
            **({"liquidation": who} if who else {}),
        }
        for number, size in enumerate(sizes)
    ]
    return _pushed(f"trades.{symbol(asset)}.100ms", rows)


def _pushed(channel: str, data: Any) -> dict[str, Any]:
    params = {"channel": channel, "data": data}
    return {"jsonrpc": "2.0", "method": "subscription", "params": params}


def serve_deribit(exchange: Exchange, market: Market) -> None:
    """Let the exchange answer as Deribit does."""

    def answer(result: Any) -> Any:
        return {"jsonrpc": "2.0", "result": result, "usOut": market.now_ms() * 1_000}

    def summaries(query: Query) -> Any:
        currency, now, rows = query["currency"], market.now_ms(), []
        for asset in _LISTED:
            if currency != (asset if asset in _COINS else "USDC"):
                continue
            price, opened = market.price(asset, now), market.price(asset, now - 86_400_000)
            coin = market.interest(asset, now)
            rows.append(
                {
                    "instrument_name": symbol(asset),
                    "creation_timestamp": now,
                    "last": price,
                    "mark_price": price,
                    "high": price * 1.01,
                    "low": price * 0.99,
                    "price_change": (price / opened - 1) * 100,
                    "volume": 100.0,
                    "volume_usd": 100 * price,
                    "open_interest": coin * price if asset in _COINS else coin,
                    "estimated_delivery_price": price,
                    "current_funding": COMING,
                    "funding_8h": COMING,
                }
            )
        return answer(rows)

    def funding(query: Query) -> Any:
        start, end = int(query["start_timestamp"]), int(query["end_timestamp"])
        times = range(-(-start // HOUR_MS) * HOUR_MS, end + 1, HOUR_MS)
        rows = [{"timestamp": at, "interest_1h": SETTLED, "interest_8h": 0.0} for at in times]
        return answer(rows)

    def volatility(query: Query) -> Any:
        start, end = int(query["start_timestamp"]), int(query["end_timestamp"])
        hours = range(-(-start // HOUR_MS) * HOUR_MS, end + 1, HOUR_MS)
        rows = [[at, 60.0, 62.0, 59.0, DVOL] for at in hours]
        return answer({"data": rows, "continuation": None})

    listed = [
        {
            "instrument_name": symbol(asset),
            "base_currency": asset,
            "is_active": True,
            "settlement_period": "perpetual",
        }
        for asset in _LISTED
    ]
    base = "/api/v2/public"
    exchange.rule(HOST, f"{base}/get_book_summary_by_currency", summaries)
    exchange.rule(HOST, f"{base}/get_funding_rate_history", funding)
    exchange.rule(HOST, f"{base}/get_volatility_index_data", volatility)
    exchange.rule(HOST, f"{base}/get_instruments", lambda _q: answer(listed))
    exchange.rule(HOST, f"{base}/get_time", lambda _q: answer(market.now_ms()))
    HEARERS[HOST] = _hear


def _hear(exchange: Exchange, market: Market, socket: Socket, text: str) -> None:
    """Subscriptions are acknowledged; the ticker begins to flow."""
    message = json.loads(text)
    channels = message["params"].get("channels", [])
    exchange.send_soon(socket, {"jsonrpc": "2.0", "id": message["id"], "result": channels})
    for channel in channels:
        if channel.startswith("ticker."):
            name = channel.split(".")[1]
            asset = next(one for one in _LISTED if symbol(one) == name)
            now = market.now_ms()
            data = {
                "instrument_name": name,
                "timestamp": now,
                "mark_price": market.price(asset, now),
            }
            exchange.send_soon(socket, _pushed(channel, data))
