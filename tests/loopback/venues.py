"""What the venues answer: their documented envelopes around one small, computable market.

Prices move by a slow wave; every venue quotes the same ones. Envelopes are those of the vendors'
documentation (docs/sources.md); only the figures inside are computed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loopback.binance_coinm import serve_binance_coinm
from loopback.bitfinex import serve_bitfinex
from loopback.bitget import serve_bitget
from loopback.context import serve_context
from loopback.deribit import serve_deribit
from loopback.htx import serve_htx
from loopback.hyperliquid import serve_hyperliquid
from loopback.kraken import serve_kraken
from loopback.market import ASSETS, GREETERS, HEARERS, STEP_MS, Market
from loopback.server import Exchange, Query, Reply, Socket

_OKX_BAR = {"1m": "1m", "5m": "5m", "15m": "15m", "1H": "1h", "4H": "4h", "1Dutc": "1d"}
_BYBIT_KLINE = {"1": "1m", "5": "5m", "15": "15m", "60": "1h", "240": "4h", "D": "1d"}
_BYBIT_PERIOD = {"5min": "5m", "15min": "15m", "1h": "1h", "4h": "4h", "1d": "1d"}
OKX_CONTRACT = {"BTC": 0.01, "ETH": 0.1, "BNB": 0.01, "SOL": 1.0, "XRP": 100.0}
GATE_CONTRACT = {"BTC": 0.0001, "ETH": 0.01, "BNB": 0.001, "SOL": 1.0, "XRP": 10.0}


def serve_venues(exchange: Exchange, market: Market | None = None) -> Market:
    """Let the exchange answer as every venue does."""
    market = market or Market()
    exchange.now_s = lambda: market.now_ms() / 1_000
    _binance(exchange, market)
    _bybit(exchange, market)
    _okx(exchange, market)
    _gate(exchange, market)
    serve_binance_coinm(exchange, market)
    serve_bitfinex(exchange, market)
    serve_hyperliquid(exchange, market)
    serve_bitget(exchange, market)
    serve_htx(exchange, market)
    serve_deribit(exchange, market)
    serve_kraken(exchange, market)
    serve_context(exchange, market)
    exchange.on_connect = lambda ex, socket: _greet(ex, market, socket)
    exchange.on_message = lambda ex, socket, text: _hear(ex, market, socket, text)
    return market


# --- Binance -----------------------------------------------------------------------------------


def _asset_of(symbol: str) -> str:
    name = symbol.replace("-SWAP", "").replace("-", "").replace("_", "")
    return name.removesuffix("USDT").removesuffix("USD")


def _binance(exchange: Exchange, market: Market) -> None:
    spot, usdm = "data-api.binance.vision", "fapi.binance.com"

    def klines(query: Query) -> Any:
        asset, interval = _asset_of(query["symbol"]), query["interval"]
        if asset not in ASSETS:
            return Reply({"code": -1121, "msg": "Invalid symbol."}, 400)
        step = STEP_MS[interval]
        start, end = int(query.get("startTime", 0)), int(query.get("endTime", market.now_ms()))
        rows = market.candles(asset, interval, start, end, int(query.get("limit", 500)))
        return [
            [t, *(f"{v:.8f}" for v in (o, h, l, c, v)), t + step - 1, "0", 1, "0", "0", "0"]
            for t, o, h, l, c, v in rows
        ]

    def ticker(asset: str) -> dict[str, Any]:
        now = market.now_ms()
        last, opened = market.price(asset, now), market.price(asset, now - 86_400_000)
        return {
            "symbol": f"{asset}USDT",
            "lastPrice": f"{last:.8f}",
            "openPrice": f"{opened:.8f}",
            "highPrice": f"{last * 1.01:.8f}",
            "lowPrice": f"{last * 0.99:.8f}",
            "volume": "1000.5",
            "quoteVolume": f"{1000.5 * last:.8f}",
            "priceChangePercent": f"{(last / opened - 1) * 100:.3f}",
            "closeTime": now,
        }

    def tickers(query: Query) -> Any:
        if "symbol" in query:
            return ticker(_asset_of(query["symbol"]))
        import json

        return [ticker(_asset_of(symbol)) for symbol in json.loads(query["symbols"])]

    def premium(query: Query) -> Any:
        asset, now = _asset_of(query["symbol"]), market.now_ms()
        return {
            "symbol": query["symbol"],
            "markPrice": f"{market.price(asset, now):.8f}",
            "indexPrice": f"{market.price(asset, now):.8f}",
            "lastFundingRate": "0.00010000",
            "nextFundingTime": (now // 28_800_000 + 1) * 28_800_000,
            "time": now,
        }

    def funding(query: Query) -> Any:
        start, end = int(query["startTime"]), int(query["endTime"])
        first = -(-start // 28_800_000) * 28_800_000
        return [
            {"symbol": query["symbol"], "fundingRate": "0.00008000", "fundingTime": at + 3}
            for at in range(first, end, 28_800_000)
        ]

    def interest_history(query: Query) -> Any:
        asset, step = _asset_of(query["symbol"]), STEP_MS[query["period"]]
        start, end = int(query["startTime"]), int(query["endTime"])
        first = -(-start // step) * step
        return [
            {
                "symbol": query["symbol"],
                "sumOpenInterest": f"{market.interest(asset, at):.8f}",
                "sumOpenInterestValue": f"{market.interest(asset, at) * market.price(asset, at):.8f}",
                "timestamp": at,
            }
            for at in range(first, end + 1, step)
        ][:500]

    def ratios(query: Query) -> Any:
        step = STEP_MS[query["period"]]
        end = int(query.get("endTime", market.now_ms()))
        start = int(query.get("startTime", end - int(query.get("limit", 30)) * step))
        first = -(-start // step) * step
        return [
            {
                "symbol": query["symbol"],
                "longAccount": "0.6000",
                "shortAccount": "0.4000",
                "longShortRatio": "1.5000",
                "timestamp": at,
            }
            for at in range(first, end + 1, step)
        ][:500]

    for host, prefix in ((spot, "/api/v3"), (usdm, "/fapi/v1")):
        exchange.rule(host, f"{prefix}/klines", klines)
        exchange.rule(host, f"{prefix}/ticker/24hr", tickers)
        exchange.rule(host, f"{prefix}/time", lambda _q: {"serverTime": market.now_ms()})
    exchange.rule(
        spot,
        "/api/v3/exchangeInfo",
        lambda _q: {
            "symbols": [
                {
                    "symbol": f"{asset}USDT",
                    "status": "TRADING",
                    "baseAsset": asset,
                    "quoteAsset": "USDT",
                }
                for asset in ASSETS
            ]
        },
    )
    exchange.rule(usdm, "/fapi/v1/fundingInfo", lambda _q: [])
    exchange.rule(
        usdm,
        "/fapi/v1/exchangeInfo",
        lambda _q: {
            "symbols": [
                {
                    "symbol": f"{asset}USDT",
                    "contractType": "PERPETUAL",
                    "status": "TRADING",
                    "baseAsset": asset,
                    "quoteAsset": "USDT",
                }
                for asset in ASSETS
            ]
        },
    )
    exchange.rule(usdm, "/fapi/v1/premiumIndex", premium)
    exchange.rule(usdm, "/fapi/v1/fundingRate", funding)
    exchange.rule(
        usdm,
        "/fapi/v1/openInterest",
        lambda q: {
            "symbol": q["symbol"],
            "openInterest": f"{market.interest(_asset_of(q['symbol']), market.now_ms())}",
            "time": market.now_ms(),
        },
    )
    exchange.rule(usdm, "/futures/data/openInterestHist", interest_history)
    exchange.rule(usdm, "/futures/data/globalLongShortAccountRatio", ratios)


def kline_frame(market: Market, asset: str, interval: str, open_ms: int, *, closed: bool) -> Any:
    """A frame of the spot kline stream."""
    t, o, h, l, c, v = market.candle(asset, interval, open_ms)
    symbol = f"{asset}USDT"
    return {
        "stream": f"{symbol.lower()}@kline_{interval}",
        "data": {
            "e": "kline",
            "E": market.now_ms(),
            "s": symbol,
            "k": {
                "t": t,
                "T": t + STEP_MS[interval] - 1,
                "s": symbol,
                "i": interval,
                "o": f"{o:.8f}",
                "c": f"{c:.8f}",
                "h": f"{h:.8f}",
                "l": f"{l:.8f}",
                "v": f"{v:.8f}",
                "n": 100,
                "x": closed,
                "q": "1.0",
            },
        },
    }


def force_order(asset: str, at_ms: int, side: str, price: float, quantity: float) -> Any:
    """A frame of the USD-M liquidation stream; `side` is the ORDER's."""
    return {
        "stream": "!forceOrder@arr",
        "data": {
            "e": "forceOrder",
            "E": at_ms + 5,
            "o": {
                "s": f"{asset}USDT",
                "S": side,
                "o": "LIMIT",
                "f": "IOC",
                "q": f"{quantity * 2}",
                "p": f"{price * 0.99}",
                "ap": f"{price}",
                "X": "FILLED",
                "l": f"{quantity}",
                "z": f"{quantity}",
                "T": at_ms,
            },
        },
    }


def mark_frame(market: Market, asset: str) -> Any:
    """A frame of the mark price stream."""
    now = market.now_ms()
    return {
        "stream": f"{asset.lower()}usdt@markPrice@1s",
        "data": {
            "e": "markPriceUpdate",
            "E": now,
            "s": f"{asset}USDT",
            "p": f"{market.price(asset, now)}",
            "i": f"{market.price(asset, now)}",
            "r": "0.00010000",
            "T": (now // 28_800_000 + 1) * 28_800_000,
        },
    }


# --- Bybit -------------------------------------------------------------------------------------


def _bybit(exchange: Exchange, market: Market) -> None:
    host = "api.bybit.com"

    def enveloped(rule: Callable[[Query], list[Any]]) -> Callable[[Query], Any]:
        return lambda query: {
            "retCode": 0,
            "retMsg": "OK",
            "result": {"category": query["category"], "list": rule(query), "nextPageCursor": ""},
            "retExtInfo": {},
            "time": market.now_ms(),
        }

    def quote(query: Query) -> str:
        return "USD" if query["category"] == "inverse" else "USDT"

    def held(query: Query, asset: str, at: int) -> tuple[float, float]:
        """Open interest as it is counted: coins, or USD where the contract is in the coin."""
        coin = market.interest(asset, at)
        usd = coin * market.price(asset, at)
        return (usd, coin) if quote(query) == "USD" else (coin, usd)

    def tickers(query: Query) -> list[Any]:
        now, rows = market.now_ms(), []
        for asset in ASSETS:
            if query.get("symbol", f"{asset}{quote(query)}") != f"{asset}{quote(query)}":
                continue
            price = market.price(asset, now)
            size, worth = held(query, asset, now)
            rows.append(
                {
                    "symbol": f"{asset}{quote(query)}",
                    "lastPrice": f"{price}",
                    "markPrice": f"{price}",
                    "indexPrice": f"{price}",
                    "prevPrice24h": f"{market.price(asset, now - 86_400_000)}",
                    "highPrice24h": f"{price * 1.01}",
                    "lowPrice24h": f"{price * 0.99}",
                    "turnover24h": "1000000",
                    "volume24h": "1000",
                    "openInterest": f"{size * 2}",
                    "openInterestValue": f"{worth * 2}",
                    "singleOpenInterest": f"{size}",
                    "singleOpenInterestValue": f"{worth}",
                    "fundingRate": "0.00012",
                    "nextFundingTime": f"{(now // 28_800_000 + 1) * 28_800_000}",
                    "fundingIntervalHour": "8",
                }
            )
        return rows

    def klines(query: Query) -> list[Any]:
        asset, interval = _asset_of(query["symbol"]), _BYBIT_KLINE[query["interval"]]
        rows = market.candles(asset, interval, int(query["start"]), int(query["end"]), 1000)
        return [[str(t), *(f"{v}" for v in rest), "0"] for t, *rest in reversed(rows)]

    def points(period: str, query: Query, make: Callable[[int], Any], limit: int) -> list[Any]:
        step = STEP_MS[_BYBIT_PERIOD[query[period]]]
        end = int(query.get("endTime", market.now_ms()))
        start = int(query.get("startTime", end - 2 * step))
        first = -(-start // step) * step
        return [make(at) for at in range(first, end + 1, step)][::-1][:limit]

    def interest(query: Query) -> list[Any]:
        asset = _asset_of(query["symbol"])

        def make(at: int) -> Any:
            size, _ = held(query, asset, at)
            return {
                "openInterest": f"{size * 2}",
                "singleOpenInterest": f"{size}",
                "timestamp": str(at),
            }

        return points("intervalTime", query, make, 200)

    def ratios(query: Query) -> list[Any]:
        def make(at: int) -> Any:
            return {
                "symbol": query["symbol"],
                "buyRatio": "0.55",
                "sellRatio": "0.45",
                "timestamp": str(at),
            }

        return points("period", query, make, 500)

    def funding(query: Query) -> list[Any]:
        start, end = int(query["startTime"]), int(query["endTime"])
        first = -(-start // 28_800_000) * 28_800_000
        return [
            {
                "symbol": query["symbol"],
                "fundingRate": "0.00009",
                "fundingRateTimestamp": str(at),
            }
            for at in range(first, end, 28_800_000)
        ][::-1]

    def instruments(query: Query) -> list[Any]:
        kind = "InversePerpetual" if quote(query) == "USD" else "LinearPerpetual"
        return [
            {
                "symbol": f"{asset}{quote(query)}",
                "contractType": kind,
                "status": "Trading",
                "baseCoin": asset,
                "quoteCoin": quote(query),
                "fundingInterval": 480,
            }
            for asset in ASSETS
        ]

    exchange.rule(host, "/v5/market/tickers", enveloped(tickers))
    exchange.rule(host, "/v5/market/kline", enveloped(klines))
    exchange.rule(host, "/v5/market/open-interest", enveloped(interest))
    exchange.rule(host, "/v5/market/account-ratio", enveloped(ratios))
    exchange.rule(host, "/v5/market/funding/history", enveloped(funding))
    exchange.rule(host, "/v5/market/instruments-info", enveloped(instruments))


def bybit_liquidation(asset: str, at_ms: int, side: str, price: float, quantity: float) -> Any:
    """A frame of allLiquidation; `side` is the POSITION's: Buy is a long."""
    return {
        "topic": f"allLiquidation.{asset}USDT",
        "type": "snapshot",
        "ts": at_ms + 300,
        "data": [{"T": at_ms, "s": f"{asset}USDT", "S": side, "v": f"{quantity}", "p": f"{price}"}],
    }


# --- OKX ---------------------------------------------------------------------------------------


def okx_usd(asset: str) -> float:
    """USD of one swap in coins."""
    return 100.0 if asset == "BTC" else 10.0


def _okx(exchange: Exchange, market: Market) -> None:
    host = "www.okx.com"

    def enveloped(rule: Callable[[Query], list[Any]]) -> Callable[[Query], Any]:
        return lambda query: {"code": "0", "msg": "", "data": rule(query)}

    def tickers(_query: Query) -> list[Any]:
        now = market.now_ms()
        return [
            {
                "instType": "SWAP",
                "instId": f"{asset}-{money}-SWAP",
                "last": f"{market.price(asset, now)}",
                "open24h": f"{market.price(asset, now - 86_400_000)}",
                "high24h": "",
                "low24h": "",
                "volCcy24h": "500",
                "vol24h": "50000",
                "ts": str(now),
            }
            for asset in ASSETS
            for money in ("USDT", "USD")
        ]

    def interest(_query: Query) -> list[Any]:
        now = market.now_ms()
        return [
            {
                "instId": f"{asset}-{money}-SWAP",
                "instType": "SWAP",
                "oi": "1",
                "oiCcy": f"{market.interest(asset, now)}",
                "oiUsd": f"{market.interest(asset, now) * market.price(asset, now)}",
                "ts": str(now),
            }
            for asset in ASSETS
            for money in ("USDT", "USD")
        ]

    def funding(query: Query) -> list[Any]:
        at = (market.now_ms() // 28_800_000 + 1) * 28_800_000
        return [
            {
                "instId": query["instId"],
                "instType": "SWAP",
                "fundingRate": "0.00011",
                "fundingTime": str(at),
                "nextFundingTime": str(at + 28_800_000),
                "ts": str(market.now_ms()),
            }
        ]

    def funding_history(query: Query) -> list[Any]:
        start, end = int(query["before"]), int(query["after"])
        first = -(-start // 28_800_000) * 28_800_000
        return [
            {
                "instId": query["instId"],
                "instType": "SWAP",
                "fundingRate": "0.00007",
                "realizedRate": "0.00007",
                "fundingTime": str(at),
            }
            for at in range(first, end, 28_800_000)
        ][::-1][:100]

    def candles(query: Query) -> list[Any]:
        asset, interval = _asset_of(query["instId"]), _OKX_BAR[query["bar"]]
        step, now = STEP_MS[interval], market.now_ms()
        rows = market.candles(
            asset, interval, int(query["before"]) + 1, int(query["after"]) - 1, 300
        )
        return [
            [str(t), f"{o}", f"{h}", f"{l}", f"{c}", "1", f"{v}", "1", str(int(t + step <= now))]
            for t, o, h, l, c, v in reversed(rows)
        ]

    def history(query: Query, make: Callable[[int], Any]) -> list[Any]:
        step = {"5m": 300_000, "1H": 3_600_000, "1D": 86_400_000}[query["period"]]
        end = int(query.get("end", market.now_ms()))
        start = int(query.get("begin", end - 10 * step))
        first = -(-start // step) * step
        return [make(at) for at in range(first, end, step)][::-1][:100]

    def interest_history(query: Query) -> list[Any]:
        asset = _asset_of(query["instId"])

        def make(at: int) -> Any:
            coin = market.interest(asset, at)
            usd = coin * market.price(asset, at)
            return [str(at), f"{coin / OKX_CONTRACT[asset]}", f"{coin}", f"{usd}"]

        return history(query, make)

    def liquidations(query: Query) -> list[Any]:
        asset, in_coins = _asset_of(query["uly"]), query["uly"].endswith("-USD")
        after = int(query.get("after", 1 << 60))
        rows = sorted(
            (one for one in market.liquidations if one[0] == asset and one[1] < after),
            key=lambda one: -one[1],
        )[: int(query["limit"])]
        details = [
            {
                "bkLoss": "0",
                "bkPx": f"{price}",
                "ccy": "",
                "posSide": side,
                "side": "sell" if side == "long" else "buy",
                "sz": f"{quantity * price / okx_usd(asset) if in_coins else quantity / OKX_CONTRACT[asset]:g}",
                "ts": str(at),
            }
            for _, at, side, price, quantity in rows
        ]
        if not details:
            return []
        return [
            {
                "details": details,
                "instFamily": query["uly"],
                "instId": f"{query['uly']}-SWAP",
                "instType": "SWAP",
                "uly": query["uly"],
            }
        ]

    def instruments(_query: Query) -> list[Any]:
        return [
            {
                "instId": f"{asset}-USDT-SWAP",
                "instType": "SWAP",
                "ctType": "linear",
                "ctVal": f"{size}",
                "ctMult": "1",
                "ctValCcy": asset,
                "settleCcy": "USDT",
                "state": "live",
                "uly": f"{asset}-USDT",
            }
            for asset, size in OKX_CONTRACT.items()
        ] + [
            {
                "instId": f"{asset}-USD-SWAP",
                "instType": "SWAP",
                "ctType": "inverse",
                "ctVal": f"{okx_usd(asset)}",
                "ctMult": "1",
                "ctValCcy": "USD",
                "settleCcy": asset,
                "state": "live",
                "uly": f"{asset}-USD",
            }
            for asset in ASSETS
        ]

    base = "/api/v5"
    exchange.rule(host, f"{base}/market/tickers", enveloped(tickers))
    exchange.rule(host, f"{base}/public/open-interest", enveloped(interest))
    exchange.rule(host, f"{base}/public/funding-rate", enveloped(funding))
    exchange.rule(host, f"{base}/public/funding-rate-history", enveloped(funding_history))
    exchange.rule(host, f"{base}/market/candles", enveloped(candles))
    exchange.rule(host, f"{base}/market/history-candles", enveloped(candles))
    exchange.rule(
        host, f"{base}/rubik/stat/contracts/open-interest-history", enveloped(interest_history)
    )
    exchange.rule(
        host,
        f"{base}/rubik/stat/contracts/long-short-account-ratio",
        enveloped(lambda q: history(q, lambda at: [str(at), "1.25"])),
    )
    exchange.rule(host, f"{base}/public/liquidation-orders", enveloped(liquidations))
    exchange.rule(host, f"{base}/public/instruments", enveloped(instruments))
    exchange.rule(host, f"{base}/public/time", enveloped(lambda _q: [{"ts": str(market.now_ms())}]))


# --- Gate --------------------------------------------------------------------------------------


def gate_stats(market: Market, asset: str, interval: str, start_ms: int) -> Any:
    """One row of contract_stats; longs and shorts are computable from the time."""
    size, mark = GATE_CONTRACT[asset], market.price(asset, start_ms)
    coin = market.interest(asset, start_ms)
    per_hour = STEP_MS[interval] / 3_600_000
    return {
        "time": start_ms // 1_000,
        "long_liq_size": 1,
        "long_liq_usd": 0,
        "long_liq_usd_new": f"{(1_000 + start_ms // 3_600_000 % 24) * per_hour}",
        "short_liq_size": 1,
        "short_liq_usd": 0,
        "short_liq_usd_new": f"{500 * per_hour}",
        "mark_price": mark,
        "open_interest": coin * 2 / size,
        "open_interest_usd": coin * 2 * mark,
        "lsr_account": 1.5,
        "lsr_taker": 1.0,
    }


def _gate(exchange: Exchange, market: Market) -> None:
    host, base = "api.gateio.ws", "/api/v4/futures/usdt"

    def stats(query: Query) -> Any:
        asset, interval = _asset_of(query["contract"]), query["interval"]
        step = STEP_MS[interval]
        limit = int(query.get("limit", 30))
        if limit > 2000:
            return Reply({"label": "INVALID_PARAM_VALUE", "message": "limit"}, 400)
        start = int(query["from"]) * 1_000
        first = -(-start // step) * step
        stop = min(market.now_ms(), first + (limit - 1) * step)
        return [gate_stats(market, asset, interval, at) for at in range(first, stop + 1, step)]

    def tickers(query: Query) -> Any:
        now, rows = market.now_ms(), []
        for asset in ASSETS:
            if query.get("contract", f"{asset}_USDT") != f"{asset}_USDT":
                continue
            price, opened = market.price(asset, now), market.price(asset, now - 86_400_000)
            rows.append(
                {
                    "contract": f"{asset}_USDT",
                    "last": f"{price}",
                    "change_percentage": f"{(price / opened - 1) * 100:.4f}",
                    "total_size": f"{market.interest(asset, now) / GATE_CONTRACT[asset]}",
                    "volume_24h_base": "100",
                    "volume_24h_quote": "1000000",
                    "mark_price": f"{price}",
                    "index_price": f"{price}",
                    "funding_rate": "0.0001",
                    "high_24h": f"{price * 1.01}",
                    "low_24h": f"{price * 0.99}",
                }
            )
        return rows

    def contracts(_query: Query) -> Any:
        next_s = (market.now_ms() // 28_800_000 + 1) * 28_800
        return [
            {
                "name": f"{asset}_USDT",
                "type": "direct",
                "quanto_multiplier": f"{size}",
                "in_delisting": False,
                "funding_rate": "0.00013",
                "funding_interval": 28_800,
                "funding_next_apply": next_s,
            }
            for asset, size in GATE_CONTRACT.items()
        ]

    def candles(query: Query) -> Any:
        asset, interval = _asset_of(query["contract"]), query["interval"]
        rows = market.candles(
            asset, interval, int(query["from"]) * 1_000, int(query["to"]) * 1_000, 2000
        )
        return [
            {
                "t": t // 1_000,
                "o": f"{o}",
                "h": f"{h}",
                "l": f"{l}",
                "c": f"{c}",
                "v": v / GATE_CONTRACT[asset],
                "sum": "1",
            }
            for t, o, h, l, c, v in rows
        ]

    def funding(query: Query) -> Any:
        last = market.now_ms() // 28_800_000 * 28_800
        count = min(90, int(query.get("limit", 100)))
        return [{"t": last - n * 28_800, "r": "0.00006"} for n in range(count)]

    exchange.rule(host, f"{base}/contract_stats", stats)
    exchange.rule(host, f"{base}/tickers", tickers)
    exchange.rule(host, f"{base}/contracts", contracts)
    exchange.rule(host, f"{base}/candlesticks", candles)
    exchange.rule(host, f"{base}/funding_rate", funding)


# --- sockets -----------------------------------------------------------------------------------


def _greet(exchange: Exchange, market: Market, socket: Socket) -> None:
    """Streams that need no subscription begin at once."""
    if socket.host in GREETERS:
        GREETERS[socket.host](exchange, market, socket)
    if socket.host == "data-stream.binance.vision":
        for interval, step in STEP_MS.items():
            open_ms = market.now_ms() // step * step
            for asset in ASSETS:
                if f"{asset.lower()}usdt@kline_{interval}" in socket.target:
                    frame = kline_frame(market, asset, interval, open_ms, closed=False)
                    exchange.send_soon(socket, frame)
    elif socket.host == "fstream.binance.com" and socket.target.startswith("/market/"):
        exchange.send_soon(socket, mark_frame(market, "BTC"))


def _hear(exchange: Exchange, market: Market, socket: Socket, text: str) -> None:
    """Subscriptions are acknowledged; Bybit's ticker begins to flow."""
    import json

    if socket.host in HEARERS:
        HEARERS[socket.host](exchange, market, socket, text)
    if socket.host != "stream.bybit.com":
        return
    message = json.loads(text)
    if message["op"] == "ping":
        exchange.send_soon(socket, {"success": True, "ret_msg": "pong", "op": "ping"})
        return
    exchange.send_soon(socket, {"success": True, "ret_msg": "", "op": "subscribe"})
    for topic in message["args"]:
        if topic.startswith("tickers."):
            symbol = topic.split(".")[1]
            price = market.price(_asset_of(symbol), market.now_ms())
            data = {"symbol": symbol, "markPrice": f"{price}", "lastPrice": f"{price}"}
            frame = {"topic": topic, "type": "snapshot", "data": data, "ts": market.now_ms()}
            exchange.send_soon(socket, frame)
