"""Every parser of every venue under one name, so that the sweep and the fuzzing miss none."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.domain.market import Contract
from tracker.sources import (
    binance,
    binance_shared,
    binance_spot,
    bybit,
    bybit_shared,
    gate,
    okx_shared,
)
from tracker.sources.base import Parsed
from tracker.sources.errors import SourceError
from venues import CASES
from venues.case import NOW_MS, Context, EveryMarket, Reader

__all__ = ["NOW_MS", "READERS", "Context", "EveryMarket", "Reader", "attempt"]


def _binance() -> dict[str, Reader]:
    known = EveryMarket("binance")
    return {
        "klines": lambda body, ctx: binance_shared.parse_klines(
            body, ctx.now_ms, market=ctx.market, interval=ctx.interval
        ),
        "tickers": lambda body, ctx: binance_shared.parse_tickers(body, ctx.now_ms, known=known),
        "time": lambda body, ctx: binance_shared.parse_time(body, ctx.now_ms),
        "exchange_info": lambda body, ctx: binance.parse_exchange_info(
            body, ctx.now_ms, funding_h={}
        ),
        "funding_info": lambda body, ctx: binance.parse_funding_info(body, ctx.now_ms),
        "premium": lambda body, ctx: binance.parse_premium(body, ctx.now_ms, known=known),
        "funding": lambda body, ctx: binance.parse_funding(body, ctx.now_ms, known=known),
        "open_interest": lambda body, ctx: binance.parse_open_interest(
            body, ctx.now_ms, market=ctx.market
        ),
        "open_interest_history": lambda body, ctx: binance.parse_open_interest_history(
            body, ctx.now_ms, market=ctx.market
        ),
        "ratios": lambda body, ctx: binance.parse_ratios(body, ctx.now_ms, market=ctx.market),
        "spot_frame": lambda body, ctx: binance_spot.parse_spot_frame(
            body, ctx.now_ms, known=known
        ),
        "usdm_frame": lambda body, ctx: binance.parse_usdm_frame(body, ctx.now_ms, known=known),
    }


def _bybit() -> dict[str, Reader]:
    known = EveryMarket("bybit")
    return {
        "tickers": lambda body, ctx: bybit_shared.parse_tickers(body, ctx.now_ms, known=known),
        "klines": lambda body, ctx: bybit_shared.parse_klines(
            body, ctx.now_ms, market=ctx.market, interval=ctx.interval
        ),
        "open_interest": lambda body, ctx: bybit_shared.parse_open_interest(
            body, ctx.now_ms, market=ctx.market
        ),
        "funding": lambda body, ctx: bybit_shared.parse_funding(
            body, ctx.now_ms, market=ctx.market
        ),
        "ratios": lambda body, ctx: bybit_shared.parse_ratios(body, ctx.now_ms, market=ctx.market),
        "instruments": lambda body, ctx: bybit_shared.parse_instruments(
            body, ctx.now_ms, product=bybit.LINEAR
        ),
        "frame": lambda body, ctx: bybit_shared.parse_frame(body, ctx.now_ms, known=known),
    }


def _okx() -> dict[str, Reader]:
    known = EveryMarket("okx")
    return {
        "tickers": lambda body, ctx: okx_shared.parse_tickers(body, ctx.now_ms, known=known),
        "open_interest": lambda body, ctx: okx_shared.parse_open_interest(
            body, ctx.now_ms, known=known
        ),
        "funding": lambda body, ctx: okx_shared.parse_funding(
            body, ctx.now_ms, market=ctx.market, settled=False
        ),
        "funding_history": lambda body, ctx: okx_shared.parse_funding(
            body, ctx.now_ms, market=ctx.market, settled=True
        ),
        "candles": lambda body, ctx: okx_shared.parse_candles(
            body, ctx.now_ms, market=ctx.market, interval=ctx.interval
        ),
        "open_interest_history": lambda body, ctx: okx_shared.parse_open_interest_history(
            body, ctx.now_ms, market=ctx.market, interval=ctx.interval, end_ms=0
        ),
        "ratios": lambda body, ctx: okx_shared.parse_ratios(body, ctx.now_ms, market=ctx.market),
        "liquidations": lambda body, ctx: okx_shared.parse_liquidations(
            body,
            ctx.now_ms,
            market=replace(ctx.market, multiplier=0.01),
            since_ms=0,
            after_ms=None,
        ),
        "instruments": lambda body, ctx: okx_shared.parse_instruments(
            body, ctx.now_ms, venue="okx", contract=Contract.LINEAR
        ),
        "time": lambda body, ctx: okx_shared.parse_time(body, ctx.now_ms),
    }


def _gate() -> dict[str, Reader]:
    known = EveryMarket("gate")
    return {
        "contract_stats": lambda body, ctx: gate.parse_contract_stats(
            body, ctx.now_ms, market=ctx.market, interval=ctx.interval
        ),
        "tickers": lambda body, ctx: gate.parse_tickers(body, ctx.now_ms, known=known),
        "contracts": lambda body, ctx: gate.parse_contracts(
            body, ctx.now_ms, watched=frozenset({"BTC_USDT", "KNC_USDT", "ETH_USDT"})
        ),
        "candles": lambda body, ctx: gate.parse_candles(
            body, ctx.now_ms, market=ctx.market, interval=ctx.interval
        ),
        "funding": lambda body, ctx: gate.parse_funding(body, ctx.now_ms, market=ctx.market),
    }


def attempt(reader: Reader, body: bytes, context: Context) -> Parsed | SourceError:
    """What the parser makes of a body; the one kind of error it may raise is an outcome too."""
    try:
        return reader(body, context)
    except SourceError as error:
        return error


READERS: dict[str, dict[str, Reader]] = {
    "binance": _binance(),
    "bybit": _bybit(),
    "okx": _okx(),
    "gate": _gate(),
    **{case.venue: case.readers for case in CASES},
}
