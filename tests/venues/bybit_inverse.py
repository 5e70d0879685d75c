"""Bybit's contracts in coins in the sweeps; what it shares with those in USDT is swept there."""

from __future__ import annotations

from tracker.domain.market import Contract
from tracker.sources import bybit_inverse, bybit_shared
from venues.case import Case, EveryMarket

_KNOWN = EveryMarket("bybit-inverse", Contract.INVERSE)


def _enveloped(rows: bytes) -> bytes:
    return (
        b'{"retCode":0,"retMsg":"OK","result":{"category":"inverse","list":['
        + rows
        + b'],"nextPageCursor":""},"retExtInfo":{},"time":1760352369814}'
    )


CASE = Case(
    venue="bybit-inverse",
    symbol="BTCUSD",
    readers={
        "tickers": lambda body, ctx: bybit_shared.parse_tickers(
            body, ctx.now_ms, known=_KNOWN, category="inverse"
        ),
        "instruments": lambda body, ctx: bybit_shared.parse_instruments(
            body, ctx.now_ms, product=bybit_inverse.INVERSE
        ),
        "frame": lambda body, ctx: bybit_shared.parse_frame(body, ctx.now_ms, known=_KNOWN),
    },
    documented={
        "tickers": _enveloped(
            b"""{"symbol":"BTCUSD","lastPrice":"120635.50","indexPrice":"114890.92",
            "markPrice":"114898.43","prevPrice24h":"105595.90","price24hPcnt":"0.142425",
            "highPrice24h":"131309.30","lowPrice24h":"102007.60","openInterest":"240113967",
            "openInterestValue":"2089.79","turnover24h":"115.6907","volume24h":"13713832.0000",
            "fundingRate":"0.0001","nextFundingTime":"1760371200000","fundingIntervalHour":"8"}"""
        ),
        "instruments": _enveloped(
            b"""{"symbol":"BTCUSD","contractType":"InversePerpetual","status":"Trading",
            "baseCoin":"BTC","quoteCoin":"USD","settleCoin":"BTC"}"""
        ),
        "frame": b"""{"topic":"allLiquidation.ROSEUSDT","type":"snapshot","ts":1739502303204,
            "data":[{"T":1739502302929,"s":"ROSEUSDT","S":"Sell","v":"20000","p":"0.04499"}]}""",
    },
    silent=(
        ("frame", "an empty object"),
        ("frame", "an object of other fields"),
        ("frame", "broken UTF-8"),
    ),
    limits={"rest": (600, 5)},
)
