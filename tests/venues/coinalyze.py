"""Coinalyze in the sweeps."""

from __future__ import annotations

from tracker.sources import coinalyze
from venues.case import Case, EveryMarket

_KNOWN = EveryMarket("coinalyze")
_NAMES = {"A": "Binance", "6": "Bybit"}

CASE = Case(
    venue="coinalyze",
    symbol="Binance:BTCUSDT_PERP.A",
    readers={
        "exchanges": lambda body, ctx: coinalyze.parse_exchanges(body, ctx.now_ms),
        "markets": lambda body, ctx: coinalyze.parse_markets(body, ctx.now_ms, names=_NAMES),
        "liquidations": lambda body, ctx: coinalyze.parse_liquidations(
            body, ctx.now_ms, known=_KNOWN
        ),
        "interest": lambda body, ctx: coinalyze.parse_interest(body, ctx.now_ms, known=_KNOWN),
    },
    documented={
        "exchanges": b'[{"name":"Binance","code":"A"},{"name":"Bybit","code":"6"}]',
        "markets": b"""[{"symbol":"BTCUSDT_PERP.A","exchange":"A","symbol_on_exchange":"BTCUSDT",
            "base_asset":"BTC","quote_asset":"USDT","expire_at":null,"has_buy_sell_data":true,
            "is_perpetual":true,"margined":"STABLE","oi_lq_vol_denominated_in":"BASE_ASSET",
            "has_long_short_ratio_data":true,"has_ohlcv_data":true}]""",
        "liquidations": b"""[{"symbol":"BTCUSDT_PERP.A",
            "history":[{"t":1735686000,"l":1.5,"s":2.5}]}]""",
        "interest": b"""[{"symbol":"BTCUSDT_PERP.A",
            "history":[{"t":1735686000,"o":1,"h":2,"l":3,"c":4}]}]""",
    },
    lists=("markets", "liquidations", "interest"),
    endpoints=(
        (r"api\.coinalyze\.net/v1/exchanges$", "exchanges"),
        (r"api\.coinalyze\.net/v1/future-markets$", "markets"),
        (r"api\.coinalyze\.net/v1/liquidation-history$", "liquidations"),
        (r"api\.coinalyze\.net/v1/open-interest-history$", "interest"),
    ),
    at_least={
        ("markets", "Market"): 1,
        ("liquidations", "LiquidationBucket"): 1,
        ("interest", "OpenInterest"): 1,
    },
    limits={"rest": (40, 60)},
)
