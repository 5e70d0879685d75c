"""Binance COIN-M in the sweeps."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.domain.market import Contract
from tracker.sources import binance_coinm
from venues.case import Case, EveryMarket

_KNOWN = EveryMarket("binance-coinm", Contract.INVERSE)

CASE = Case(
    venue="binance-coinm",
    symbol="BTCUSD_PERP",
    readers={
        "exchange_info": lambda body, ctx: binance_coinm.parse_exchange_info(
            body, ctx.now_ms, funding_h={}
        ),
        "funding_info": lambda body, ctx: binance_coinm.parse_funding_info(body, ctx.now_ms),
        "tickers": lambda body, ctx: binance_coinm.parse_tickers(body, ctx.now_ms, known=_KNOWN),
        "open_interest": lambda body, ctx: binance_coinm.parse_open_interest(
            body, ctx.now_ms, market=replace(ctx.market, multiplier=100.0)
        ),
        "open_interest_history": lambda body, ctx: binance_coinm.parse_open_interest_history(
            body, ctx.now_ms, market=replace(ctx.market, multiplier=100.0)
        ),
        "frame": lambda body, ctx: binance_coinm.parse_frame(body, ctx.now_ms, known=_KNOWN),
    },
    documented={
        "exchange_info": b"""{"symbols":[{"symbol":"BTCUSD_PERP","pair":"BTCUSD",
            "contractType":"PERPETUAL","contractStatus":"TRADING","contractSize":100,
            "baseAsset":"BTC","quoteAsset":"USD","marginAsset":"BTC"}]}""",
        "funding_info": b"""[{"symbol":"LPTUSDT","fundingIntervalHours":4,
            "adjustedFundingRateCap":"0.02000000"}]""",
        "tickers": b"""[{"symbol":"BTCUSD_PERP","pair":"BTCUSD","lastPrice":"32155.5",
            "openPrice":"32393.6","highPrice":"32944.7","lowPrice":"30791.8","volume":"40717029",
            "baseVolume":"127793.43436348","closeTime":1611715405376}]""",
        "open_interest": b"""{"symbol":"BTCUSD_PERP","pair":"BTCUSD","openInterest":"5827897",
            "contractType":"PERPETUAL","time":1654336819740}""",
        "open_interest_history": b"""[{"contractType":"CURRENT_QUARTER","pair":"BTCUSD",
            "sumOpenInterest":"284391.00000000","sumOpenInterestValue":"2451.46068891",
            "timestamp":1602984600000}]""",
        "frame": b"""{"stream":"!forceOrder@arr","data":{"e":"forceOrder","E":1591154240950,"o":{
            "s":"BTCUSD_200925","ps":"BTCUSD","S":"SELL","o":"LIMIT","f":"IOC","q":"1",
            "p":"9425.5","ap":"9496.5","X":"FILLED","l":"1","z":"1","T":1591154240949}}}""",
        "price_frame": b"""{"stream":"btcusd_perp@markPrice@1s","data":{"e":"markPriceUpdate",
            "E":1596095725000,"s":"BTCUSD_PERP","p":"10934.62615417","P":"10962.17178236",
            "i":"10933.62615417","r":"0.00077372","T":1596096000000}}""",
    },
    reader_of={"price_frame": "frame"},
    lists=("funding_info", "tickers", "open_interest_history"),
    silent=(("frame", "an empty object"), ("frame", "an object of other fields")),
    limits={"coinm": (2_400, 60), "futures-data": (1_000, 300), "funding": (500, 300)},
)
