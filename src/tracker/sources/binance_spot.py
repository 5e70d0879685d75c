"""Binance spot: candles and tickers from the keyless data mirror, which is not region-blocked.

Documentation: binance-spot-api-docs (rest-api.md, web-socket-streams.md). Facts and traps: docs/sources.md.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market, coin_and_factor
from tracker.domain.times import INTERVALS
from tracker.sources.base import (
    Budget,
    ChannelSpec,
    History,
    Job,
    Page,
    Parsed,
    Poll,
    Request,
    Source,
    Stream,
)
from tracker.sources.binance_shared import (
    WEIGHT_USED,
    Known,
    klines_job,
    open_frame,
    parse_tickers,
    parse_time,
)
from tracker.sources.candles import make_candle
from tracker.sources.decode import decode, optional, rows
from tracker.sources.limits import Limit

SPOT = "https://data-api.binance.vision"
SPOT_STREAM = "wss://data-stream.binance.vision"

_BY_NAME = {interval.name: interval for interval in INTERVALS}


def parse_spot_frame(frame: bytes | str, now_ms: int, *, known: Known) -> Parsed:
    """Candles of `<symbol>@kline_<interval>`.

    {"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1638747660000,"s":"BTCUSDT","k":{
      "t":1638747660000,"T":1638747719999,"s":"BTCUSDT","i":"1m","o":"0.0010","c":"0.0020",
      "h":"0.0025","l":"0.0010","v":"1000","n":100,"x":true,"q":"1.0000","V":"500","Q":"0.500"}}}

    `V` is what buyers took of the volume.
    """
    parsed, events = open_frame(frame)
    for event in events:
        bar = event.k
        if event.e != "kline" or bar is None:
            continue
        market, interval = known.get(event.s), _BY_NAME.get(bar.i)
        if market is None or interval is None:
            parsed.dropped += 1
            continue
        values = (bar.t, bar.o, bar.h, bar.l, bar.c, bar.v, bar.x)
        candle = make_candle(market, interval, now_ms, values, optional(bar.V))
        parsed.values.append(candle)
    return parsed


class _Symbol(msgspec.Struct):
    symbol: str
    baseAsset: str
    quoteAsset: str
    status: str = "TRADING"


class _ExchangeInfo(msgspec.Struct):
    symbols: list[msgspec.Raw]


def parse_symbols(body: bytes, now_ms: int) -> Parsed:
    """The pairs with USDT that are traded: `GET /api/v3/exchangeInfo`.

    {"symbols":[{"symbol":"ETHUSDT","status":"TRADING","baseAsset":"ETH","quoteAsset":"USDT",...}]}
    """
    del now_ms

    def build(row: _Symbol) -> Market | None:
        if row.quoteAsset != "USDT" or row.status != "TRADING":
            return None
        asset, factor = coin_and_factor(row.baseAsset)
        return Market(BinanceSpot.venue, row.symbol, asset, Contract.SPOT, factor=factor)

    markets, faults = rows(decode(body, _ExchangeInfo).symbols, _Symbol, build)
    return Parsed(values=list(markets), faults=faults)


class BinanceSpot(Source):
    """Spot candles and tickers from data-api.binance.vision, which is not region-blocked."""

    venue = "binance-spot"
    title = "Binance spot"
    archive = "spot"
    reference_rank = 0
    channels: ClassVar = {
        Channel.CANDLES: ChannelSpec(cadence_s=2),
        Channel.TICKERS: ChannelSpec(cadence_s=10),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {Channel.CANDLES: History(1000, intervals=INTERVALS)}
    budgets: ClassVar = {"spot": Budget(32, 480, Limit(6_000, 60), WEIGHT_USED)}

    def market(self, asset: str) -> Market:
        """BTC is BTCUSDT."""
        return Market(self.venue, f"{asset}USDT", asset, Contract.SPOT)

    def instruments(self) -> Job | None:
        """What is traded, without the sets of permissions, which are most of the answer."""
        params = {"showPermissionSets": "false", "symbolStatus": "TRADING"}
        return Job(Request(f"{SPOT}/api/v3/exchangeInfo", params, "spot", 20), parse_symbols)

    def clock(self) -> Job | None:
        """Server time."""
        return Job(Request(f"{SPOT}/api/v3/time", bucket="spot"), parse_time)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """All tickers of the watchlist in one call."""
        known = {market.symbol: market for market in markets}
        symbols = json.dumps(list(known), separators=(",", ":"))
        weight = 2 if len(known) <= 20 else 40
        request = Request(f"{SPOT}/api/v3/ticker/24hr", {"symbols": symbols}, "spot", weight)
        job = Job(request, partial(parse_tickers, known=known))
        return [Poll((Channel.TICKERS,), 10, lambda _now, _since: [job])]

    def streams(self, markets: Sequence[Market], known: Known) -> Sequence[Stream]:
        """The running candle of every market and interval, some every second."""
        del known
        names = "/".join(
            f"{market.symbol.lower()}@kline_{interval}"
            for market in markets
            for interval in INTERVALS
        )
        mine = {market.symbol: market for market in markets}
        return [
            Stream(
                name="candles",
                url=f"{SPOT_STREAM}/stream?streams={names}",
                channels=(Channel.CANDLES,),
                proof_s=5,
                parse=partial(parse_spot_frame, known=mine),
            )
        ]

    def history(self, page: Page) -> Job:
        """Candles; 1000 a page."""
        return klines_job(f"{SPOT}/api/v3/klines", "spot", 2, page)
