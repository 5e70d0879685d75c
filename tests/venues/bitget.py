"""Bitget in the sweeps."""

from __future__ import annotations

from tracker.domain.times import M5
from tracker.sources import bitget
from venues.case import Case, EveryMarket

_KNOWN = EveryMarket("bitget")


def _enveloped(rows: bytes, at_ms: int = 1695793701269) -> bytes:
    head = b'{"code":"00000","msg":"success","requestTime":%d,"data":[' % at_ms
    return head + rows + b"]}"


CASE = Case(
    venue="bitget",
    symbol="BTCUSDT",
    readers={
        "tickers": lambda body, ctx: bitget.parse_tickers(body, ctx.now_ms, known=_KNOWN),
        "rate": lambda body, ctx: bitget.parse_rate(body, ctx.now_ms, market=ctx.market),
        "funding": lambda body, ctx: bitget.parse_funding(
            body, ctx.now_ms, market=ctx.market, start_ms=0, number=1
        ),
        "ratios": lambda body, ctx: bitget.parse_ratios(body, ctx.now_ms, market=ctx.market),
        "candles": lambda body, ctx: bitget.parse_candles(
            body, ctx.now_ms, market=ctx.market, interval=ctx.interval
        ),
        "contracts": lambda body, ctx: bitget.parse_contracts(body, ctx.now_ms),
    },
    documented={
        "tickers": _enveloped(
            b"""{"symbol":"BTCUSDT","lastPr":"104823.8","high24h":"105289.3",
            "low24h":"103447.9","ts":"1750332210370","change24h":"0.00471",
            "baseVolume":"79089.5675","quoteVolume":"8274870921.80485",
            "usdtVolume":"8274870921.80485","indexPrice":"104881.953125",
            "fundingRate":"-0.000014","holdingAmount":"7452.6421","open24h":"104332.3",
            "markPrice":"104824.2"}"""
        ),
        "rate": _enveloped(
            b"""{"symbol":"BTCUSDT","fundingRate":"-0.000013","fundingRateInterval":"8",
            "nextUpdate":"1745510400000","minFundingRate":"-0.003","maxFundingRate":"0.003"}"""
        ),
        "funding": _enveloped(
            b'{"symbol":"BTCUSDT","fundingRate":"0.0005","fundingTime":"1695776400000"}'
        ),
        "ratios": _enveloped(
            b"""{"longAccountRatio":"0.58","shortAccountRatio":"0.42",
            "longShortAccountRatio":"0.0138","ts":"1729312200000"}"""
        ),
        "candles": _enveloped(
            b'["1695835800000","26210.5","26210.5","26194.5","26194.5","26.26","687897.63"]',
            1695865615662,
        ),
        "contracts": _enveloped(
            b"""{"symbol":"BTCUSDT","baseCoin":"BTC","quoteCoin":"USDT","minTradeNum":"0.01",
            "sizeMultiplier":"0.01","symbolType":"perpetual","symbolStatus":"normal",
            "offTime":"-1","fundInterval":"8","launchTime":""}"""
        ),
    },
    intervals={"candles": M5},
    endpoints=(
        (r"api\.bitget\.com/api/v2/mix/market/tickers?$", "tickers"),
        (r"api\.bitget\.com/api/v2/mix/market/current-fund-rate$", "rate"),
        (r"api\.bitget\.com/api/v2/mix/market/history-fund-rate$", "funding"),
        (r"api\.bitget\.com/api/v2/mix/market/(history-)?candles$", "candles"),
        (r"api\.bitget\.com/api/v2/mix/market/contracts$", "contracts"),
        (r"doc_ccxt_fetch_tickers?_2\.", "tickers"),
        (r"doc_ccxt_fetch_funding_rate_[12]\.", "rate"),
        (r"doc_ccxt_fetch_funding_rate_history_2\.", "funding"),
        (r"doc_ccxt_fetch_long_short_ratio_history_1\.", "ratios"),
        (r"rest_hb_bitget_perpetual_candles", "candles"),
    ),
    refused={  # written by hand: it says that it was made before its candles began
        "bitget/rest_hb_bitget_perpetual_candles_rest_data_mock.json": "opens in the future"
    },
    at_least={
        ("tickers", "Ticker"): 5,
        ("tickers", "OpenInterest"): 4,
        ("tickers", "Mark"): 1,
        ("rate", "Funding"): 2,
        ("funding", "Funding"): 3,
        ("ratios", "LongShortRatio"): 1,
        ("candles", "Candle"): 4,
        ("contracts", "Market"): 1,
    },
    limits={"rest": (20, 1), "ratios": (1, 1)},
)
