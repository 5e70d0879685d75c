"""Hyperliquid's one address: what is asked stands in the JSON of a POST."""

from __future__ import annotations

from typing import Any

from loopback.market import ASSETS, STEP_MS, Market
from loopback.server import Exchange, Query, Reply

HOST = "api.hyperliquid.xyz"
HOUR_MS = STEP_MS["1h"]


def serve_hyperliquid(exchange: Exchange, market: Market) -> None:
    """Let the exchange answer as Hyperliquid does."""

    def meta() -> Any:
        universe = [{"name": asset, "szDecimals": 5, "maxLeverage": 50} for asset in ASSETS]
        return {"universe": [*universe, {"name": "LOOM", "szDecimals": 1, "isDelisted": True}]}

    def context(asset: str) -> Any:
        now = market.now_ms()
        price = f"{market.price(asset, now)}"
        return {
            "dayNtlVlm": "1000000.5",
            "dayBaseVlm": "1000.5",
            "funding": "0.0000125",
            "impactPxs": [price, price],
            "markPx": price,
            "midPx": price,
            "openInterest": f"{market.interest(asset, now)}",
            "oraclePx": price,
            "premium": "0.0003",
            "prevDayPx": f"{market.price(asset, now - 24 * HOUR_MS)}",
        }

    def contexts() -> Any:
        empty = {**context("BTC"), "midPx": None, "openInterest": "0.0"}
        return [meta(), [*(context(asset) for asset in ASSETS), empty]]

    def candles(query: Query) -> Any:
        asset, interval = query["coin"], query["interval"]
        if asset not in ASSETS:
            return Reply(None, 500)
        start, end = int(query["startTime"]), int(query["endTime"])
        return [
            {
                "t": t,
                "T": t + STEP_MS[interval] - 1,
                "s": asset,
                "i": interval,
                "n": 46,
                "o": f"{o}",
                "c": f"{c}",
                "h": f"{h}",
                "l": f"{l}",
                "v": f"{v}",
            }
            for t, o, h, l, c, v in market.candles(asset, interval, start, end, 5_000)
        ]

    def funding(query: Query) -> Any:
        first = -(-int(query["startTime"]) // HOUR_MS) * HOUR_MS
        end = min(int(query["endTime"]), market.now_ms())
        return [
            {"coin": query["coin"], "fundingRate": "0.00001", "premium": "0.0005", "time": at + 31}
            for at in range(first, end + 1, HOUR_MS)
        ][:500]

    def info(query: Query) -> Any:
        match query["type"]:
            case "meta":
                return meta()
            case "metaAndAssetCtxs":
                return contexts()
            case "candleSnapshot":
                return candles(query)
            case "fundingHistory":
                return funding(query)
        return Reply("Failed to deserialize the JSON body into the target type", 422)

    exchange.rule(HOST, "/info", info)
