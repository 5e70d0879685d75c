"""Kraken Futures in the sweeps."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.domain.times import M1
from tracker.sources import kraken
from venues.case import Case, EveryMarket

_KNOWN = EveryMarket("kraken")
_TRADE = b"""{"feed":"trade","product_id":"PI_XBTUSD","uid":"05af78ac-a774-478c-a50c-8b9c234e071e",
    "side":"sell","type":"fill","seq":653355,"time":1612266317519,"qty":15000,"price":34969.5}"""

CASE = Case(
    venue="kraken",
    symbol="PF_XBTUSD",
    readers={
        "tickers": lambda body, ctx: kraken.parse_tickers(body, ctx.now_ms, known=_KNOWN),
        "instruments": lambda body, ctx: kraken.parse_instruments(body, ctx.now_ms),
        "funding": lambda body, ctx: kraken.parse_funding(
            body, ctx.now_ms, market=replace(ctx.market, funding_h=1.0), since_ms=0
        ),
        "open_interest": lambda body, ctx: kraken.parse_open_interest(
            body, ctx.now_ms, market=ctx.market, interval=M1, window_s=(0, ctx.now_ms // 1_000)
        ),
        "frame": lambda body, ctx: kraken.parse_frame(body, ctx.now_ms, known=_KNOWN),
    },
    documented={
        "tickers": b"""{"result":"success","serverTime":"2025-10-22T11:02:31.335Z","tickers":[
            {"symbol":"PF_ENJUSD","last":0.0433,"lastTime":"2025-10-22T11:02:25.599Z",
            "tag":"perpetual","pair":"ENJ:USD","markPrice":0.0434,"vol24h":1696,
            "volumeQuote":73.5216,"openInterest":72513.0,"open24h":0.0435,"high24h":0.0435,
            "low24h":0.0433,"fundingRate":-7.56414717067e-07,"suspended":false,
            "indexPrice":0.043391,"change24h":-0.46}]}""",
        "instruments": b"""{"result":"success","instruments":[{"symbol":"PF_XBTUSD",
            "pair":"XBT:USD","base":"XBT","quote":"USD","type":"flexible_futures","tickSize":1,
            "contractSize":1,"tradeable":true,"impactMidSize":1,"maxPositionSize":1000000,
            "category":"Layer 1","tags":[],"tradfi":false,"mtf":false}]}""",
        "funding": b"""{"result":"success","serverTime":"2022-06-28T09:29:04.243Z","rates":[
            {"timestamp":"2022-06-28T00:00:00.000Z","fundingRate":-8.15861558e-10,
            "relativeFundingRate":-0.000016898883333333}]}""",
        "open_interest": b"""{"result":{"timestamp":[1791358200],"data":[["2192.1466","2193.8",
            "2192.1","2193.7759"]],"more":false},"errors":[]}""",
        "frame": b"""{"time":1783587648112,"product_id":"PF_ETHUSD",
            "funding_rate":0.032725177043125,"relative_funding_rate":0.0000186711875,
            "next_funding_rate_time":1783591200000,"feed":"ticker","index":1751.75,"last":1751.7,
            "tag":"perpetual","pair":"ETH:USD","openInterest":24085.822,
            "markPrice":1751.97553924942}""",
        # The documented trade, of another of its documented types.
        "trade_frame": _TRADE.replace(b'"fill"', b'"liquidation"'),
        "refusal_frame": b'{"event":"error","message":"Json Error"}',
    },
    reader_of={"trade_frame": "frame", "refusal_frame": "frame"},
    endpoints=(
        (r"futures\.kraken\.com/derivatives/api/v3/tickers$", "tickers"),
        (r"naut_http_futures_tickers", "tickers"),
        (r"futures\.kraken\.com/derivatives/api/v3/instruments$", "instruments"),
        (r"naut_http_futures_instruments", "instruments"),
        (r"derivatives/api/v4/historicalfundingrates$", "funding"),
        (r"naut_http_futures_historical_funding_rates", "funding"),
    ),
    at_least={
        ("tickers", "Ticker"): 6,
        ("tickers", "Mark"): 4,
        ("tickers", "OpenInterest"): 4,
        ("instruments", "Market"): 3,
        ("funding", "Funding"): 6,
    },
    frames={("frame", "Mark"): 3, ("frame", "Funding"): 3, ("frame", "heard"): 5},
    limits={"rest": (100, 60), "charts": (100, 60)},
)
