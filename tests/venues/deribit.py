"""Deribit in the sweeps."""

from __future__ import annotations

from tracker.domain.market import Contract
from tracker.sources import deribit
from venues.case import Case, EveryMarket

_KNOWN = EveryMarket("deribit", Contract.INVERSE)


def _enveloped(result: bytes) -> bytes:
    times = b'"usIn":1654340303741682,"usOut":1654340303741855,"usDiff":173,"testnet":false'
    return b'{"jsonrpc":"2.0","result":' + result + b"," + times + b"}"


CASE = Case(
    venue="deribit",
    symbol="BTC-PERPETUAL",
    readers={
        "summaries": lambda body, ctx: deribit.parse_summaries(body, ctx.now_ms, known=_KNOWN),
        "funding": lambda body, ctx: deribit.parse_funding(body, ctx.now_ms, market=ctx.market),
        "instruments": lambda body, ctx: deribit.parse_instruments(body, ctx.now_ms),
        "volatility": lambda body, ctx: deribit.parse_volatility(body, ctx.now_ms, asset="BTC"),
        "time": lambda body, ctx: deribit.parse_time(body, ctx.now_ms),
        "frame": lambda body, ctx: deribit.parse_frame(body, ctx.now_ms, known=_KNOWN),
    },
    documented={
        "summaries": _enveloped(
            b"""[{"volume_usd":223275080.0,"volume":7539.21,"quote_currency":"USD",
            "price_change":-0.369,"open_interest":560105870,"mid_price":29700.75,
            "mark_price":29700.53,"low":29266.5,"last":29698.0,"instrument_name":"BTC-PERPETUAL",
            "high":29934.0,"funding_8h":0.00000214,"estimated_delivery_price":29695.49,
            "current_funding":0.0,"creation_timestamp":1654340303741,"base_currency":"BTC"}]"""
        ),
        "funding": _enveloped(
            b"""[{"timestamp":1569891600000,"index_price":8222.87,"prev_index_price":8305.72,
            "interest_8h":-9.234260068476106e-05,"interest_1h":-4.739622041017375e-07}]"""
        ),
        "volatility": _enveloped(
            b"""{"data":[[1770886800000,58.21,58.9,57.8,58.44]],"continuation":null}"""
        ),
        "instruments": _enveloped(
            b"""[{"price_index":"btc_usd","kind":"future","instrument_name":"BTC-PERPETUAL",
            "instrument_type":"reversed","is_active":true,"contract_size":10.0,
            "settlement_currency":"BTC","settlement_period":"perpetual","base_currency":"BTC",
            "quote_currency":"USD"}]"""
        ),
        "time": b'{"jsonrpc":"2.0","id":1,"result":1733338800000}',
        "frame": b"""{"jsonrpc":"2.0","method":"subscription","params":{
            "channel":"trades.BTC-PERPETUAL.raw","data":[{"trade_seq":40781986,
            "trade_id":"66460463","timestamp":1584058044032,"tick_direction":3,"price":4469.5,
            "liquidation":"T","instrument_name":"BTC-PERPETUAL","index_price":4805.41,
            "direction":"sell","amount":1120}]}}""",
        "ticker_frame": b"""{"jsonrpc":"2.0","method":"subscription","params":{
            "channel":"ticker.BTC-PERPETUAL.100ms","data":{"timestamp":1765541474086,
            "state":"open","index_price":92263.55,"instrument_name":"BTC-PERPETUAL",
            "last_price":92283.5,"open_interest":1132329370.0,"mark_price":92281.78,
            "current_funding":0.0,"funding_8h":0.00001742}}}""",
        "refusal_frame": b"""{"jsonrpc":"2.0","id":1,"error":{"code":10028,
            "message":"too_many_requests","data":null}}""",
    },
    reader_of={"ticker_frame": "frame", "refusal_frame": "frame"},
    endpoints=(
        (r"www\.deribit\.com/api/v2/public/get_book_summary_by_currency$", "summaries"),
        (r"doc_ccxt_fetch_open_interest_1", "summaries"),
        (r"doc_ccxt_fetch_tickers_1", "summaries"),
        (r"doc_ccxt_fetch_funding_rate_history_1", "funding"),
        (r"www\.deribit\.com/api/v2/public/get_instruments$", "instruments"),
        (r"naut_http_get_instruments\.json", "instruments"),
        (r"naut_http_get_time", "time"),
    ),
    at_least={
        ("summaries", "Ticker"): 6,
        ("summaries", "OpenInterest"): 6,
        ("summaries", "Funding"): 2,
        ("funding", "Funding"): 1,
        ("instruments", "Market"): 17,
    },
    frames={("frame", "Liquidation"): 2, ("frame", "Mark"): 8, ("frame", "heard"): 20},
    limits={"credits": (100, 5)},
)
