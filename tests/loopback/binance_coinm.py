"""What Binance COIN-M answers: contracts of USD around the small market of the exchange."""

from __future__ import annotations

from typing import Any

from loopback.market import ASSETS, GREETERS, STEP_MS, Market
from loopback.server import Exchange, Query, Socket

HOST, STREAM = "dapi.binance.com", "dstream.binance.com"
PERIOD_MS = 28_800_000
SETTLED, COMING = 0.00004, 0.00005


def size(asset: str) -> float:
    """USD of one contract."""
    return 100.0 if asset == "BTC" else 10.0


def _asset(query: Query) -> str:
    return query.get("symbol", query.get("pair", "")).removesuffix("_PERP").removesuffix("USD")


def force_order(asset: str, at_ms: int, side: str, price: float, contracts: float) -> Any:
    """A frame of the liquidation stream; `side` is the ORDER's, the quantity counts contracts."""
    order = {"s": f"{asset}USD_PERP", "ps": f"{asset}USD", "S": side, "X": "FILLED", "T": at_ms}
    amounts = {"q": f"{contracts}", "z": f"{contracts}", "p": "1", "ap": f"{price}"}
    data = {"e": "forceOrder", "E": at_ms + 5, "o": {**order, **amounts, "st": 2}}
    return {"stream": "!forceOrder@arr", "data": data}


def serve_binance_coinm(exchange: Exchange, market: Market) -> None:
    """Let the exchange answer as Binance COIN-M does."""

    def contracts(asset: str, at_ms: int) -> float:
        return market.interest(asset, at_ms) * market.price(asset, at_ms) / size(asset)

    def ticker(query: Query) -> Any:
        asset, now = _asset(query), market.now_ms()
        last, opened = market.price(asset, now), market.price(asset, now - 86_400_000)
        prices = {"lastPrice": last, "openPrice": opened, "highPrice": last, "lowPrice": last}
        told = {name: f"{price}" for name, price in prices.items()}
        volumes = {"volume": "1000", "baseVolume": f"{1000 * size(asset) / last}"}
        return [{"symbol": query["symbol"], **told, **volumes, "closeTime": now}]

    def premium(query: Query) -> Any:
        now = market.now_ms()
        price = f"{market.price(_asset(query), now)}"
        following = (now // PERIOD_MS + 1) * PERIOD_MS
        rate = {"lastFundingRate": f"{COMING}", "nextFundingTime": following}
        return [{"symbol": query["symbol"], "markPrice": price, **rate, "time": now}]

    def points(query: Query, make: Any) -> Any:
        step = STEP_MS[query["period"]]
        end = int(query.get("endTime", market.now_ms()))
        start = int(query.get("startTime", end - int(query["limit"]) * step))
        times = range(-(-start // step) * step, end + 1, step)
        return [{"pair": query["pair"], "timestamp": at, **make(at)} for at in times][:500]

    def past(query: Query) -> Any:
        asset = _asset(query)
        return points(
            query,
            lambda at: {
                "sumOpenInterest": f"{contracts(asset, at)}",
                "sumOpenInterestValue": f"{market.interest(asset, at)}",
            },
        )

    def funding(query: Query) -> Any:
        start, end = int(query["startTime"]), int(query["endTime"])
        times = range(-(-start // PERIOD_MS) * PERIOD_MS, end, PERIOD_MS)
        rate = {"symbol": query["symbol"], "fundingRate": f"{SETTLED}"}
        return [{**rate, "fundingTime": at + 3} for at in times]

    def interest(query: Query) -> Any:
        now = market.now_ms()
        held = f"{contracts(_asset(query), now)}"
        return {"symbol": query["symbol"], "openInterest": held, "time": now}

    listed = [
        {
            "symbol": f"{asset}USD_PERP",
            "contractType": "PERPETUAL",
            "contractStatus": "TRADING",
            "contractSize": size(asset),
            "baseAsset": asset,
        }
        for asset in ASSETS
    ]
    base, data = "/dapi/v1", "/futures/data"
    exchange.rule(HOST, f"{base}/time", lambda _q: {"serverTime": market.now_ms()})
    exchange.rule(HOST, f"{base}/fundingInfo", lambda _q: [])
    exchange.rule(HOST, f"{base}/exchangeInfo", lambda _q: {"symbols": listed})
    exchange.rule(HOST, f"{base}/ticker/24hr", ticker)
    exchange.rule(HOST, f"{base}/premiumIndex", premium)
    exchange.rule(HOST, f"{base}/fundingRate", funding)
    exchange.rule(HOST, f"{base}/openInterest", interest)
    exchange.rule(HOST, f"{data}/openInterestHist", past)
    exchange.rule(
        HOST,
        f"{data}/globalLongShortAccountRatio",
        lambda query: points(query, lambda _at: {"longAccount": "0.55"}),
    )
    GREETERS[STREAM] = _greet


def _greet(exchange: Exchange, market: Market, socket: Socket) -> None:
    """The mark prices of what the address asks for begin at once."""
    now = market.now_ms()
    for asset in ASSETS:
        if f"{asset.lower()}usd_perp@markPrice@1s" in socket.target:
            event = {"e": "markPriceUpdate", "E": now, "s": f"{asset}USD_PERP"}
            rate = {"r": f"{COMING}", "T": (now // PERIOD_MS + 1) * PERIOD_MS}
            data = {**event, "p": f"{market.price(asset, now)}", **rate}
            exchange.send_soon(socket, {"stream": "mark", "data": data})
