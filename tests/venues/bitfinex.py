"""Bitfinex in the sweeps."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.domain.times import H1
from tracker.sources import bitfinex
from venues.case import Case, EveryMarket

_KNOWN = EveryMarket("bitfinex")

CASE = Case(
    venue="bitfinex",
    symbol="tBTCF0:USTF0",
    readers={
        "status": lambda body, ctx: bitfinex.parse_status(body, ctx.now_ms, known=_KNOWN),
        "status_history": lambda body, ctx: bitfinex.parse_status_history(
            body, ctx.now_ms, market=replace(ctx.market, funding_h=8.0)
        ),
        "tickers": lambda body, ctx: bitfinex.parse_tickers(body, ctx.now_ms, known=_KNOWN),
        "liquidations": lambda body, ctx: bitfinex.parse_liquidations(
            body, ctx.now_ms, known=_KNOWN, since_ms=0, until_ms=None
        ),
        "instruments": lambda body, ctx: bitfinex.parse_instruments(body, ctx.now_ms),
        "frame": lambda body, ctx: bitfinex.parse_frame(
            body, ctx.now_ms, known=_KNOWN, stated=ctx.market
        ),
    },
    documented={
        "status": b"""[["tBTCF0:USTF0",1691165059000,null,29297.851276225,29277.5,null,
            36950860.76010306,null,1691193600000,5.27e-06,82,null,0.00014548,null,null,29278.8925,
            null,null,9636.07644994,null,null,null,0.0005,0.0025]]""",
        "status_history": b"""[[1706295191000,null,42152.425382,42133,null,37671589.7853521,null,
            1706313600000,0.00018734,3343,null,7.587e-05,null,null,42134.1,null,null,5775.20348804,
            null,null,null,0.0005,0.0025]]""",
        "tickers": b"""[["tBTCUSD",10645,73.93854271,10647,75.22266119,731.60645389,0.0738,
            10644.00645389,14480.89849423,10766,9889.1449809]]""",
        "liquidations": b"""[[["pos",158793100,1678465351520,null,"tAMPF0:USTF0",1e-8,1.0093,null,
            0,1,null,1.0098]]]""",
        "instruments": b"""[[["AAVEF0:USTF0",[null,null,null,"0.02","5000.0",null,null,null,0.01,
            0.005]]]]""",
        "frame": b"""[386841,[["pos",143683674,1593522802742,null,"tBTCF0:USTF0",0.00268657,
            9135.972557016,null,0,1,null,9080]]]""",
        "status_frame": b"""[23928,[1590596819000,null,9166.30324769,9169.35,null,
            1372762.95402242,null,1590624000000,-1.415e-05,533,null,0,null,null,9170.3525,null,
            null,3005.25851857]]""",
        "refusal_frame": b'{"event":"error","msg":"symbol: invalid","code":10300}',
    },
    reader_of={"status_frame": "frame", "refusal_frame": "frame"},
    lists=("status", "status_history", "tickers", "liquidations"),
    silent=(("instruments", "a list of lists"),),
    intervals={"status_history": H1},
    endpoints=(
        (r"api-pub\.bitfinex\.com/v2/status/deriv$", "status"),
        (r"doc_ccxt_fetch_funding_rates_1", "status"),
        (r"doc_ccxt_fetch_open_interests?_1", "status"),
        (r"api-pub\.bitfinex\.com/v2/status/deriv/\S+/hist$", "status_history"),
        (r"doc_ccxt_fetch_open_interest_history_1", "status_history"),
        (r"api-pub\.bitfinex\.com/v2/tickers$", "tickers"),
        (r"api-pub\.bitfinex\.com/v2/liquidations/hist$", "liquidations"),
        (r"doc_ccxt_fetch_liquidations_1", "liquidations"),
        (r"api-pub\.bitfinex\.com/v2/conf/pub:info:pair:futures$", "instruments"),
    ),
    refused={
        # Lending has negative changes where a ticker has volumes.
        "bitfinex/doc_jk_Spot_GetFundingTicker.json": "volume is -",
        "bitfinex/doc_jk_Spot_GetFundingTickers.json": "volume is -",
    },
    at_least={
        ("status", "OpenInterest"): 4,
        ("status", "Funding"): 4,
        ("status_history", "OpenInterest"): 2,
        ("status_history", "Funding"): 2,
        ("tickers", "Ticker"): 1,
        ("liquidations", "Liquidation"): 1,
        ("instruments", "Market"): 40,
    },
    frames={
        ("frame", "Liquidation"): 3,
        ("frame", "Mark"): 3,
        ("frame", "OpenInterest"): 1,
        ("frame", "heard"): 14,
    },
    limits={"liquidations": (3, 60), "status": (90, 60), "market": (90, 60)},
)
