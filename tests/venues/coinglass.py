"""CoinGlass in the sweeps."""

from __future__ import annotations

from tracker.domain.health import Channel
from tracker.domain.times import H4
from tracker.sources import coinglass
from tracker.sources.base import Page
from venues.case import NOW_MS, Case, Context


def _enveloped(data: bytes) -> bytes:
    return b'{"code":"0","msg":"success","data":' + data + b"}"


def _page(ctx: Context) -> Page:
    return Page(Channel.LIQUIDATIONS, ctx.market, H4, NOW_MS - H4.ms, NOW_MS, NOW_MS)


CASE = Case(
    venue="coinglass",
    symbol="All:BTC",
    readers={
        "coins": lambda body, ctx: coinglass.parse_coins(body, ctx.now_ms),
        "exchanges": lambda body, ctx: coinglass.parse_exchanges(body, ctx.now_ms, page=_page(ctx)),
        "liquidations": lambda body, ctx: coinglass.parse_liquidations(
            body, ctx.now_ms, market=ctx.market
        ),
        "split": lambda body, ctx: coinglass.parse_split(body, ctx.now_ms, market=ctx.market),
        "interest": lambda body, ctx: coinglass.parse_interest(body, ctx.now_ms, market=ctx.market),
        "interest_history": lambda body, ctx: coinglass.parse_interest_history(
            body, ctx.now_ms, market=ctx.market
        ),
    },
    # docs.coinglass.com, read 2026-11.
    documented={
        "coins": _enveloped(b'["BTC","ETH","SOL","XRP"]'),
        "exchanges": _enveloped(b'["OKX","Binance","HTX","Bitmex"]'),
        "liquidations": _enveloped(
            b"""[{"time":1658966400000,"aggregated_long_liquidation_usd":5916885.14234,
            "aggregated_short_liquidation_usd":12969583.87632}]"""
        ),
        "split": _enveloped(
            b"""[{"exchange":"All","liquidation_usd":14673519.81739075,
            "long_liquidation_usd":451394.17404598,"short_liquidation_usd":14222125.64334477},
            {"exchange":"Bybit","liquidation_usd":4585290.13404,
            "long_liquidation_usd":104560.13885,"short_liquidation_usd":4480729.99519}]"""
        ),
        "interest": _enveloped(
            b"""[{"exchange":"All","symbol":"BTC","open_interest_usd":57437891724.5572,
            "open_interest_quantity":659557.3064,"open_interest_change_percent_24h":0.9},
            {"exchange":"CME","symbol":"BTC","open_interest_usd":12294999402.5,
            "open_interest_quantity":141275.5}]"""
        ),
        "interest_history": _enveloped(
            b"""[{"time":1730822400000,"open":"2644845344","high":"2692643311",
            "low":"2576975597","close":"2608846475"}]"""
        ),
    },
    endpoints=(
        (r"doc_Futures_Liquidation_aggregated-liquidation-history", "liquidations"),
        (r"doc_Futures_Liquidation_liquidation-exchange-list", "split"),
        (r"doc_Futures_Trading-Market_supported-exchanges", "exchanges"),
    ),
    at_least={
        ("liquidations", "LiquidationBucket"): 2,
        ("split", "LiquidationBucket"): 1,
    },
    limits={"rest": (30, 60)},
)
