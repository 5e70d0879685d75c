"""What HTX answers over REST, and its stream: gzip frames, and a ping that wants its number back."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

from loopback.market import ASSETS, HEARERS, STEP_MS, Market
from loopback.server import Exchange, Query, Socket

HOST = "api.hbdm.com"
PERIOD_MS = 28_800_000
CONTRACT = {"BTC": 0.001, "ETH": 0.01, "BNB": 0.1, "SOL": 1.0, "XRP": 10.0}
_BAR = {"1min": "1m", "5min": "5m", "15min": "15m", "60min": "1h", "4hour": "4h"}


def packed(frame: Any) -> bytes:
    """A frame as it goes over the wire."""
    return gzip.compress(json.dumps(frame).encode())


def ping(number: str | int) -> bytes:
    return packed({"op": "ping", "ts": number})


def rates(market: Market) -> bytes:
    """What is pushed every minute and proves the channel alive."""
    now = market.now_ms()
    row = {"symbol": "BTC", "contract_code": "BTC-USDT", "funding_rate": "0.00016"}
    row |= {"funding_time": f"{now // 60_000 * 60_000}", "estimated_rate": None}
    return packed({"op": "notify", "topic": "public.*.funding_rate", "ts": now, "data": [row]})


def order(asset: str, at_ms: int, direction: str, price: float, quantity: float) -> bytes:
    """A liquidation; `direction` is the ORDER's."""
    row = {
        "symbol": asset,
        "contract_code": f"{asset}-USDT",
        "direction": direction,
        "offset": "close",
        "volume": quantity / CONTRACT[asset],
        "price": price,
        "created_at": at_ms,
        "amount": quantity,
        "trade_turnover": quantity * price,
        "contract_type": "swap",
        "pair": f"{asset}-USDT",
        "business_type": "swap",
    }
    topic = f"public.{asset}-USDT.liquidation_orders"
    return packed({"op": "notify", "topic": topic, "ts": at_ms + 5, "data": [row]})


def serve_htx(exchange: Exchange, market: Market) -> None:
    """Let the exchange answer as HTX does."""

    def asset_of(query: Query) -> str:
        return query["contract_code"].removesuffix("-USDT")

    def contracts(_query: Query) -> Any:
        row = {"contract_status": 1, "business_type": "swap", "settlement_period": "8"}
        return [
            {**row, "symbol": asset, "contract_code": f"{asset}-USDT", "contract_size": size}
            for asset, size in CONTRACT.items()
        ]

    def ticks(_query: Query) -> Any:
        now = market.now_ms()
        return [
            {
                "contract_code": f"{asset}-USDT",
                "ts": now,
                "open": f"{market.price(asset, now - 86_400_000)}",
                "close": f"{market.price(asset, now)}",
                "high": f"{market.price(asset, now) * 1.01}",
                "low": f"{market.price(asset, now) * 0.99}",
                "amount": "1000.5",
                "vol": "1",
                "trade_turnover": "1000000",
                "business_type": "swap",
            }
            for asset in ASSETS
        ]

    def mark(query: Query) -> Any:
        now = market.now_ms()
        close = f"{market.price(asset_of(query), now)}"
        return [{"id": now // 60_000 * 60, "close": close, "amount": "0", "vol": "0"}]

    def both_sides(asset: str, at_ms: int) -> tuple[str, str]:
        coin = 2 * market.interest(asset, at_ms)
        return f"{coin}", f"{coin * market.price(asset, at_ms)}"

    def interest(query: Query) -> Any:
        amount, value = both_sides(asset_of(query), market.now_ms())
        return {"contract_code": query["contract_code"], "amount": amount, "value": value}

    def interest_past(query: Query) -> Any:
        step = STEP_MS[_BAR[query["period"]]]
        last = market.now_ms() // step * step
        points = []
        for at in range(last - (int(query["size"]) - 1) * step, last + 1, step):
            volume, value = both_sides(asset_of(query), at)
            points.append({"volume": volume, "value": value, "amount_type": "2", "ts": f"{at}"})
        return {"symbol": "", "contract_code": query["contract_code"], "tick": points}

    def rate(query: Query) -> Any:
        at = (market.now_ms() // PERIOD_MS + 1) * PERIOD_MS
        row = {"contract_code": query["contract_code"], "funding_rate": "0.00016"}
        return [{**row, "funding_time": f"{at}", "next_funding_time": f"{at + PERIOD_MS}"}]

    def rates_past(query: Query) -> Any:
        first = -(-int(query["start_time"]) // PERIOD_MS) * PERIOD_MS
        end = min(int(query["end_time"]), market.now_ms())
        row = {"contract_code": query["contract_code"], "funding_rate": "0.00004"}
        times = range(first, end + 1, PERIOD_MS)
        return [{**row, "id": "1", "funding_time": f"{at}"} for at in times][: int(query["limit"])]

    def klines(query: Query) -> Any:
        start, end = int(query["from"]) * 1_000, int(query["to"]) * 1_000
        rows = market.candles(asset_of(query), _BAR[query["period"]], start, end, 2_000)
        return [
            {"id": t // 1_000, "open": o, "close": c, "high": h, "low": l, "amount": v, "vol": 1}
            for t, o, h, l, c, v in rows
        ]

    def old(rule: Callable[[Query], Any], inside: str = "data") -> Callable[[Query], Any]:
        return lambda query: {"status": "ok", inside: rule(query), "ts": market.now_ms()}

    def new(rule: Callable[[Query], Any]) -> Callable[[Query], Any]:
        return lambda query: {
            "code": 200,
            "message": "Success",
            "data": rule(query),
            "ts": market.now_ms(),
        }

    exchange.rule(HOST, "/linear-swap-api/v1/swap_contract_info", old(contracts))
    exchange.rule(HOST, "/linear-swap-ex/market/detail/batch_merged", old(ticks, "ticks"))
    exchange.rule(HOST, "/index/market/history/linear_swap_mark_price_kline", old(mark))
    exchange.rule(HOST, "/linear-swap-api/v1/swap_his_open_interest", old(interest_past))
    exchange.rule(HOST, "/linear-swap-ex/market/history/kline", old(klines))
    exchange.rule(HOST, "/v5/market/open_interest", new(interest))
    exchange.rule(HOST, "/v5/market/funding_rate", new(rate))
    exchange.rule(HOST, "/v5/market/funding_rate_history", new(rates_past))


def _hear(exchange: Exchange, market: Market, socket: Socket, text: str) -> None:
    """A subscription is acknowledged; with the second one the rates begin to flow, and a ping."""
    message = json.loads(text)
    if message["op"] != "sub":
        return
    exchange.send_soon(socket, packed({**message, "ts": market.now_ms(), "err-code": 0}))
    if message["topic"].endswith(".funding_rate"):
        exchange.send_soon(socket, rates(market))
        exchange.send_soon(socket, ping("1492420473058"))


HEARERS[HOST] = _hear
