"""OKX's swaps in coins in the sweeps; what they share with those in USDT is swept there."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.domain.market import Contract
from tracker.sources import okx_shared
from venues.case import Case, EveryMarket


def _enveloped(rows: bytes) -> bytes:
    return b'{"code":"0","msg":"","data":[' + rows + b"]}"


CASE = Case(
    venue="okx-inverse",
    symbol="BTC-USD-SWAP",
    readers={
        "instruments": lambda body, ctx: okx_shared.parse_instruments(
            body, ctx.now_ms, venue="okx-inverse", contract=Contract.INVERSE
        ),
        "liquidations": lambda body, ctx: okx_shared.parse_liquidations(
            body,
            ctx.now_ms,
            market=replace(
                EveryMarket("okx-inverse", Contract.INVERSE)[ctx.market.symbol], multiplier=100.0
            ),
            since_ms=0,
            after_ms=None,
        ),
    },
    documented={
        "instruments": _enveloped(
            b"""{"alias":"","baseCcy":"","category":"1","ctMult":"1","ctType":"inverse",
            "ctVal":"100","ctValCcy":"USD","instId":"BTC-USD-SWAP","instType":"SWAP",
            "settleCcy":"BTC","state":"live","uly":"BTC-USD"}"""
        ),
        # The vendor's example of a liquidation, as the rows of this contract have it.
        "liquidations": _enveloped(
            b"""{"instId":"BTC-USD-SWAP","uly":"BTC-USD","details":[{"bkLoss":"0",
            "bkPx":"64210.1","posSide":"short","side":"buy","sz":"13","ts":"1692266434010"}]}"""
        ),
    },
    limits={
        "market": (20, 2),
        "liquidations": (40, 2),
        "candles": (20, 2),
        "funding": (10, 2),
        "interest": (10, 2),
        "ratios": (5, 2),
    },
)
