"""What Bitget answers: enveloped rows of strings around the small market of the exchange."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loopback.market import ASSETS, STEP_MS, Market
from loopback.server import Exchange, Query

HOST, BASE = "api.bitget.com", "/api/v2/mix/market"
PERIOD_MS = 28_800_000
_BAR = {"1m": "1m", "5m": "5m", "15m": "15m", "1H": "1h", "4H": "4h"}


def serve_bitget(exchange: Exchange, market: Market) -> None:
    """Let the exchange answer as Bitget does."""

    def enveloped(rule: Callable[[Query], Any]) -> Callable[[Query], Any]:
        def answer(query: Query) -> Any:
            stamp = {"requestTime": market.now_ms()}
            if query["productType"] != "USDT-FUTURES":
                return {"code": "400172", "msg": "Parameter verification failed", **stamp}
            return {"code": "00000", "msg": "success", **stamp, "data": rule(query)}

        return answer

    def contracts(_query: Query) -> Any:
        row = {"quoteCoin": "USDT", "sizeMultiplier": "0.01", "symbolType": "perpetual"}
        row |= {"symbolStatus": "normal", "fundInterval": "8", "isRwa": "NO"}
        coins = [{**row, "symbol": f"{asset}USDT", "baseCoin": asset} for asset in ASSETS]
        return [*coins, {**row, "symbol": "AAPLUSDT", "baseCoin": "AAPL", "isRwa": "YES"}]

    def tickers(_query: Query) -> Any:
        now = market.now_ms()
        return [
            {
                "symbol": f"{asset}USDT",
                "lastPr": f"{market.price(asset, now)}",
                "high24h": f"{market.price(asset, now) * 1.01}",
                "low24h": f"{market.price(asset, now) * 0.99}",
                "ts": f"{now}",
                "baseVolume": "1000.5",
                "quoteVolume": "1000000",
                "usdtVolume": "1000000",
                "indexPrice": f"{market.price(asset, now)}",
                "fundingRate": "0.00014",
                "holdingAmount": f"{market.interest(asset, now)}",
                "open24h": f"{market.price(asset, now - 86_400_000)}",
                "markPrice": f"{market.price(asset, now)}",
                "deliveryTime": None,
            }
            for asset in ASSETS
        ]

    def rate(query: Query) -> Any:
        following = (market.now_ms() // PERIOD_MS + 1) * PERIOD_MS
        row = {"fundingRate": "0.00014", "fundingRateInterval": "8", "nextUpdate": f"{following}"}
        return [{"symbol": query["symbol"], **row}]

    def funding(query: Query) -> Any:
        last, size = market.now_ms() // PERIOD_MS * PERIOD_MS, int(query["pageSize"])
        first = (int(query["pageNo"]) - 1) * size
        return [
            {
                "symbol": query["symbol"],
                "fundingRate": "0.00005",
                "fundingTime": f"{last - n * PERIOD_MS}",
            }
            for n in range(first, min(first + size, 270))
        ]

    def ratios(_query: Query) -> Any:
        last = market.now_ms() // STEP_MS["5m"] * STEP_MS["5m"]
        row = {"longAccountRatio": "0.58", "shortAccountRatio": "0.42"}
        return [{**row, "ts": f"{last - n * STEP_MS['5m']}"} for n in range(29, -1, -1)]

    def candles(query: Query) -> Any:
        asset, interval = query["symbol"].removesuffix("USDT"), _BAR[query["granularity"]]
        start, end = int(query["startTime"]), int(query["endTime"])
        rows = market.candles(asset, interval, start, end, int(query["limit"]))
        return [[f"{t}", *(f"{value}" for value in rest), "1"] for t, *rest in rows]

    for name, rule in {
        "contracts": contracts,
        "tickers": tickers,
        "current-fund-rate": rate,
        "history-fund-rate": funding,
        "account-long-short": ratios,
        "candles": candles,
        "history-candles": candles,
    }.items():
        exchange.rule(HOST, f"{BASE}/{name}", enveloped(rule))
