"""HTX in the sweeps."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.domain.times import M1
from tracker.sources import htx, htx_frames
from venues.case import Case, EveryMarket

_KNOWN = EveryMarket("htx")


def _old(inside: bytes, at_ms: int) -> bytes:
    return b'{"status":"ok",' + inside + b',"ts":%d}' % at_ms


def _new(data: bytes, at_ms: int) -> bytes:
    return b'{"code":200,"message":"Success","data":' + data + b',"ts":%d}' % at_ms


CASE = Case(
    venue="htx",
    symbol="BTC-USDT",
    readers={
        "contracts": lambda body, ctx: htx.parse_contracts(body, ctx.now_ms),
        "tickers": lambda body, ctx: htx.parse_tickers(body, ctx.now_ms, known=_KNOWN),
        "mark": lambda body, ctx: htx.parse_mark(body, ctx.now_ms, market=ctx.market),
        "open_interest": lambda body, ctx: htx.parse_open_interest(
            body, ctx.now_ms, market=ctx.market
        ),
        "open_interest_history": lambda body, ctx: htx.parse_open_interest_history(
            body, ctx.now_ms, market=ctx.market
        ),
        "funding": lambda body, ctx: htx.parse_funding(
            body, ctx.now_ms, market=ctx.market, settled=False
        ),
        "funding_history": lambda body, ctx: htx.parse_funding(
            body, ctx.now_ms, market=replace(ctx.market, funding_h=8.0), settled=True
        ),
        "candles": lambda body, ctx: htx.parse_candles(
            body, ctx.now_ms, market=ctx.market, interval=ctx.interval
        ),
        "frame": lambda body, ctx: htx_frames.parse_frame(body, ctx.now_ms, known=_KNOWN),
    },
    documented={
        "contracts": _old(
            b""""data":[{"symbol":"BTC","contract_code":"BTC-USDT","contract_size":0.001,
            "price_tick":0.1,"delivery_date":"","delivery_time":"","create_date":"20201021",
            "contract_status":1,"settlement_date":"1645315200000","support_margin_mode":"all",
            "business_type":"swap","pair":"BTC-USDT","contract_type":"swap",
            "trade_partition":"USDT"}]""",
            1645289383837,
        ),
        "tickers": _old(
            b""""ticks":[{"id":1637504679,"ts":1637504679372,"ask":[0.10644,100],
            "bid":[0.10624,26],"symbol":"TRX_CW","open":"0.10233","close":"0.10644",
            "low":"0.1017","high":"0.10725",
            "amount":"2340267.415144052378486261756692535687481566","count":882,"vol":"24706",
            "trade_turnover":"840726.5048","business_type":"futures",
            "contract_code":"BTC-USDT-CW"}]""",
            1637504679376,
        ),
        "mark": _old(
            b""""ch":"market.BTC-USDT.mark_price.5min","data":[{"amount":"0","close":"31078.68",
            "count":"0","high":"31078.68","id":1611105300,"low":"31078.68","open":"31078.68",
            "trade_turnover":"0","vol":"0"}]""",
            1611106791703,
        ),
        "open_interest": _new(
            b"""{"amount":"32476.092","volume":"32476092","value":"2063137924.9668",
            "contract_code":"BTC-USDT","trade_amount":"11371.362","trade_volume":"11371362",
            "trade_turnover":"723600792.7222"}""",
            1781327941440,
        ),
        "open_interest_history": _old(
            b""""data":{"symbol":"BTC","tick":[{"volume":"4385.4350000000000000",
            "amount_type":"2","ts":"1648220400000","value":"194059884.1850000000000000"}],
            "contract_code":"BTC-USDT","business_type":"swap","pair":"BTC-USDT",
            "contract_type":"swap","trade_partition":"USDT"}""",
            1648223733007,
        ),
        "funding": _new(
            b"""[{"contract_code":"BTC-USDT","funding_rate":"0.000083024939363172",
            "funding_time":"1781251200000","next_funding_time":"1781280000000",
            "min_funding_rate":"-0.003750000000000000",
            "max_funding_rate":"0.003750000000000000"}]""",
            1781235318758,
        ),
        "funding_history": _new(
            b"""[{"id":"1","contract_code":"BTC-USDT","funding_rate":"0.0001",
            "funding_time":"1603296000000"}]""",
            1781254621720,
        ),
        "candles": _old(
            b""""ch":"market.ethbtc.kline.1min","data":[{"amount":0.0,"open":0.025095,
            "close":0.025095,"high":0.025095,"id":1591515360,"count":0,"low":0.025095,
            "vol":0.0}]""",
            1591515374371,
        ),
        "frame": b"""{"op":"notify","topic":"public.ETH-USDT.liquidation_orders",
            "ts":1789670297217,"data":[{"symbol":"ETH","contract_code":"ETH-USDT",
            "direction":"buy","offset":"close","volume":500,"price":2446.26,
            "created_at":1789670297212,"amount":5,"trade_turnover":12231.3,
            "contract_type":"swap","pair":"ETH-USDT","business_type":"swap",
            "trade_partition":"USDT"}]}""",
    },
    intervals={"candles": M1},
    silent=(
        *(("frame", what) for what in ("an empty object", "an object of other fields")),
        ("frame", "broken UTF-8"),  # in a part that no frame of ours has
    ),
    endpoints=(
        (r"api\.hbdm\.com/linear-swap-api/v1/swap_contract_info$", "contracts"),
        (r"doc_ccxt_fetch_tickers_2\.", "tickers"),
        (r"doc_ccxt_fetch_open_interest_1\.", "open_interest"),
        (r"doc_ccxt_fetch_open_interest_history_1\.", "open_interest_history"),
        (r"doc_ccxt_fetch_funding_rate_2\.", "funding"),
        (r"doc_ccxt_fetch_ohlcv_1\.", "candles"),
    ),
    at_least={
        ("contracts", "Market"): 121,
        ("tickers", "Ticker"): 1,
        ("open_interest", "OpenInterest"): 1,
        ("open_interest_history", "OpenInterest"): 1,
        ("funding", "Funding"): 1,
        ("candles", "Candle"): 3,
    },
    frames={("frame", "Liquidation"): 1, ("frame", "heard"): 3},
    limits={"rest": (240, 3)},
)
