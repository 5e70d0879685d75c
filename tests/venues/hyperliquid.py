"""Hyperliquid in the sweeps."""

from __future__ import annotations

from tracker.domain.times import M15
from tracker.sources import hyperliquid
from venues.case import Case, EveryMarket

_KNOWN = EveryMarket("hyperliquid")

CASE = Case(
    venue="hyperliquid",
    symbol="ETH",
    readers={
        "meta": lambda body, ctx: hyperliquid.parse_meta(body, ctx.now_ms),
        "contexts": lambda body, ctx: hyperliquid.parse_contexts(body, ctx.now_ms, known=_KNOWN),
        "funding": lambda body, ctx: hyperliquid.parse_funding(body, ctx.now_ms, market=ctx.market),
        "candles": lambda body, ctx: hyperliquid.parse_candles(
            body, ctx.now_ms, market=ctx.market, interval=ctx.interval
        ),
    },
    documented={
        "meta": b"""{"universe":[{"name":"BTC","szDecimals":5,"maxLeverage":50},
            {"name":"HPOS","szDecimals":0,"maxLeverage":3,"onlyIsolated":true},
            {"name":"LOOM","szDecimals":1,"maxLeverage":3,"isDelisted":true,
            "onlyIsolated":true}]}""",
        "contexts": b"""[{"universe":[{"maxLeverage":50,"name":"SOL","onlyIsolated":false,
            "szDecimals":2}]},[{"dayNtlVlm":"9450588.2273","funding":"0.0000198",
            "impactPxs":["108.04","108.06"],"markPx":"108.04","midPx":"108.05",
            "openInterest":"10764.48","oraclePx":"107.99","premium":"0.00055561",
            "prevDayPx":"111.81"}]]""",
        "funding": b"""[{"coin":"ETH","fundingRate":"0.0000125","premium":"0.00057962",
            "time":1704290400031}]""",
        "candles": b"""[{"T":1704287699999,"c":"2226.4","h":"2247.9","i":"15m","l":"2224.6",
            "n":46,"o":"2247.9","s":"ETH","t":1704286800000,"v":"591.6427"}]""",
    },
    intervals={"candles": M15},
    lists=("funding", "candles"),
    endpoints=(
        (r"api\.hyperliquid\.xyz/info/rest_info_meta_", "meta"),
        (r"api\.hyperliquid\.xyz/info/doc_jk_Futures_GetExchangeInfo\.", "meta"),
        (r"naut_http_meta_perp_sample", "meta"),
        (r"api\.hyperliquid\.xyz/info/doc_jk_Futures_GetExchangeInfoAndTickers", "contexts"),
        (r"doc_ccxt_fetch_(funding_rates|swap_markets)_1", "contexts"),
        (
            r"api\.hyperliquid\.xyz/info/(rest_info_f|doc_jk_Futures_GetF)unding(Rate)?History",
            "funding",
        ),
        (r"(naut_http_funding_history|doc_ccxt_fetch_funding_rate_history)", "funding"),
        (r"api\.hyperliquid\.xyz/info/doc_jk_Spot_GetKlines", "candles"),
        (r"doc_ccxt_fetch_ohlcv_1", "candles"),
    ),
    at_least={
        ("meta", "Market"): 28 * 4,
        ("contexts", "OpenInterest"): 5,
        ("contexts", "Ticker"): 5,
        ("contexts", "Mark"): 5,
        ("contexts", "Funding"): 5,
        ("funding", "Funding"): 1_038,
        ("candles", "Candle"): 1,
    },
    limits={"rest": (1_200, 60)},
)
