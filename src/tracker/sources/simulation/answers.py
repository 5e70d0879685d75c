"""Reads what the simulated venues answer: bytes to values, as for any venue, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import msgspec

from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    Mark,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import INTERVALS, Interval
from tracker.sources.base import Job, Parsed, Request, Value
from tracker.sources.candles import make_candle, settle
from tracker.sources.decode import decode, moment, not_negative, positive, rows
from tracker.sources.errors import BadAnswer

#: Orders on one page of liquidations.
LIQUIDATION_PAGE = 500
_BY_NAME = {interval.name: interval for interval in INTERVALS}
_Known = Mapping[str, Market]


class _Time(msgspec.Struct):
    now: int


def parse_time(body: bytes, now_ms: int) -> Parsed:
    """`GET /time`: {"now":1770888600000}."""
    del now_ms
    return Parsed(venue_ms=moment(decode(body, _Time).now))


class _Instrument(msgspec.Struct):
    symbol: str
    asset: str
    funding_h: float


def parse_instruments(body: bytes, now_ms: int, *, venue: str) -> Parsed:
    """`GET /instruments`: [{"symbol":"BTC-PERP","asset":"BTC","funding_h":8.0}]."""
    del now_ms

    def build(row: _Instrument) -> Market:
        return Market(venue, row.symbol, row.asset, Contract.LINEAR, funding_h=row.funding_h)

    markets, faults = rows(decode(body, list[msgspec.Raw]), _Instrument, build)
    return Parsed(values=list(markets), faults=faults)


class _Candle(msgspec.Struct, array_like=True):
    at: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    done: bool
    taker_buy: float | None = None


def parse_candles(body: bytes, now_ms: int, *, market: Market, interval: Interval) -> Parsed:
    """Candles, whether each is over, and what buyers took of the volume: `GET /candles`.

    [[1770886800000,67310.0,67489.1,67283.5,67450.0,31.25,false,15.5]]
    """
    build = partial(_candle, market, interval, now_ms)
    return settle(*rows(decode(body, list[msgspec.Raw]), _Candle, build))


def _candle(market: Market, interval: Interval, now_ms: int, row: _Candle) -> Candle:
    values = (row.at, row.open, row.high, row.low, row.close, row.volume, row.done)
    return make_candle(market, interval, now_ms, values, row.taker_buy)


class _Ticker(msgspec.Struct):
    symbol: str
    at: int
    last: float
    open: float
    high: float
    low: float
    volume: float
    volume_usd: float


def parse_tickers(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """`GET /tickers`: the last 24 hours.

    [{"symbol":"BTC-USD","at":1770888600000,"last":67450.0,"open":68386.9,"high":68399.7,
      "low":65823.5,"volume":42775.5,"volume_usd":2878485590.4}]
    """
    del now_ms

    def build(row: _Ticker) -> Ticker | None:
        market = known.get(row.symbol)
        if market is None:
            return None
        return Ticker(
            market=market,
            at_ms=moment(row.at),
            last=positive(row.last, "last"),
            open_24h=positive(row.open, "open"),
            high_24h=row.high,
            low_24h=row.low,
            volume_24h=row.volume,
            volume_24h_usd=row.volume_usd,
        )

    tickers, faults = rows(decode(body, list[msgspec.Raw]), _Ticker, build)
    return Parsed(values=list(tickers), faults=faults)


class _Statistics(msgspec.Struct):
    at: int
    long_usd: float
    short_usd: float
    coins: float
    usd: float
    long_share: float
    done: bool


def parse_statistics(body: bytes, now_ms: int, *, market: Market, interval: Interval) -> Parsed:
    """`GET /statistics`: sums over a bucket; open interest and accounts as they are at its start.

    [{"at":1770888300000,"long_usd":51234.12,"short_usd":0.0,"coins":214340.0,"usd":14457233000.0,
      "long_share":0.672,"done":true}]
    """
    del now_ms
    values: list[Value] = []

    def build(row: _Statistics) -> None:
        at_ms = moment(row.at)
        if interval.floor(at_ms) != at_ms:
            raise BadAnswer("It sent a bucket off its grid.", f"{at_ms} is not on {interval}")
        long_usd = not_negative(row.long_usd, "long_usd")
        short_usd = not_negative(row.short_usd, "short_usd")
        values.extend(
            (
                LiquidationBucket(market, at_ms, interval.ms, long_usd, short_usd, row.done),
                OpenInterest(market, at_ms, not_negative(row.coins, "coins"), row.usd),
                LongShortRatio(market, at_ms, row.long_share),
            )
        )

    _, faults = rows(decode(body, list[msgspec.Raw]), _Statistics, build)
    return Parsed(values=values, faults=faults)


class _Position(msgspec.Struct):
    symbol: str
    at: int
    coins: float
    usd: float
    mark: float
    index: float
    rate: float
    settles: int


def parse_positions(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """`GET /positions`: mark, open interest and the coming funding of each market.

    [{"symbol":"BTC-PERP","at":1770888600000,"coins":214340.0,"usd":14457233000.0,"mark":67441.2,
      "index":67450.0,"rate":-0.000014,"settles":1770912000000}]
    """
    del now_ms
    values: list[Value] = []

    def build(row: _Position) -> None:
        market = known.get(row.symbol)
        if market is None:
            return
        at_ms = moment(row.at)
        values.extend(
            (
                Mark(market, at_ms, positive(row.mark, "mark"), row.index),
                OpenInterest(market, at_ms, not_negative(row.coins, "coins"), row.usd),
                Funding(market, moment(row.settles), row.rate, market.funding_h, settled=False),
            )
        )

    _, faults = rows(decode(body, list[msgspec.Raw]), _Position, build)
    return Parsed(values=values, faults=faults)


class _Interest(msgspec.Struct):
    at: int
    coins: float
    usd: float


def parse_interest(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """`GET /interest`: [{"at":1770888600000,"coins":153100.0,"usd":10326595000.0}]."""
    del now_ms

    def build(row: _Interest) -> OpenInterest:
        return OpenInterest(market, moment(row.at), not_negative(row.coins, "coins"), row.usd)

    values, faults = rows(decode(body, list[msgspec.Raw]), _Interest, build)
    return Parsed(values=list(values), faults=faults)


class _Settlement(msgspec.Struct):
    at: int
    rate: float


def parse_funding(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """`GET /funding`: settled rates per 8 hours: [{"at":1770883200000,"rate":-0.0000214}]."""
    del now_ms

    def build(row: _Settlement) -> Funding:
        return Funding(market, moment(row.at), row.rate, market.funding_h, settled=True)

    values, faults = rows(decode(body, list[msgspec.Raw]), _Settlement, build)
    return Parsed(values=list(values), faults=faults)


class _Liquidated(msgspec.Struct):
    at: int
    position: Side
    price: float
    quantity: float


def parse_liquidations(body: bytes, now_ms: int, *, market: Market, since_ms: int) -> Parsed:
    """`GET /liquidations`: newest first, by the side of the position; a full page has a next one.

    [{"at":1770888591234,"position":"long","price":67391.2,"quantity":0.1873}]
    """
    del now_ms

    def build(row: _Liquidated) -> Liquidation:
        return _liquidation(market, row.at, row.position, row.price, row.quantity)

    raws = decode(body, list[msgspec.Raw])
    values, faults = rows(raws, _Liquidated, build)
    more = None
    if len(raws) >= LIQUIDATION_PAGE and values:
        oldest_ms = min(value.at_ms for value in values)
        if oldest_ms > since_ms:
            more = liquidations_job(market, since_ms, oldest_ms)
    return Parsed(values=list(values), faults=faults, next=more)


def liquidations_job(market: Market, since_ms: int, before_ms: int | None = None) -> Job:
    """One page of forced orders from a time on, those before another where one is given."""
    params: dict[str, str | int] = {"symbol": market.symbol, "since": since_ms}
    if before_ms is not None:
        params["before"] = before_ms
    request = Request(f"https://{market.venue}.invalid/liquidations", params)
    return Job(request, partial(parse_liquidations, market=market, since_ms=since_ms))


def _liquidation(
    market: Market, at_ms: int, side: Side, price: float, quantity: float
) -> Liquidation:
    return Liquidation(
        market=market,
        at_ms=moment(at_ms),
        side=side,
        price=positive(price, "price"),
        quantity=positive(quantity, "quantity"),
        notional_usd=price * quantity,
    )


class _Bar(msgspec.Struct):
    symbol: str
    interval: str
    row: _Candle


class _CandleFrame(msgspec.Struct):
    candles: list[msgspec.Raw]


def parse_candle_frame(frame: bytes | str, now_ms: int, *, known: _Known) -> Parsed:
    """Candles that ended or still run: all that changed since the last frame.

    {"candles":[{"symbol":"BTC-USD","interval":"1m",
      "row":[1770888600000,67450.0,67452.9,67401.1,67413.6,4.21,false,1.87]}]}
    """
    dropped = 0

    def build(bar: _Bar) -> Candle | None:
        nonlocal dropped
        market, interval = known.get(bar.symbol), _BY_NAME.get(bar.interval)
        if market is None or interval is None:
            dropped += 1
            return None
        return _candle(market, interval, now_ms, bar.row)

    candles, faults = rows(decode(frame, _CandleFrame).candles, _Bar, build)
    return Parsed(values=list(candles), faults=faults, dropped=dropped)


class _MarkRow(msgspec.Struct):
    symbol: str
    mark: float
    index: float


class _Order(msgspec.Struct):
    symbol: str
    at: int
    side: str
    price: float
    quantity: float


class _MarketFrame(msgspec.Struct):
    at: int
    marks: list[msgspec.Raw]
    orders: list[msgspec.Raw]


def parse_market_frame(frame: bytes | str, now_ms: int, *, known: _Known) -> Parsed:
    """Marks as the proof of life, and forced orders by the side of the ORDER: a sell closes a long.

    {"at":1770888602000,"marks":[{"symbol":"BTC-PERP","mark":67441.2,"index":67450.0}],
     "orders":[{"symbol":"BTC-PERP","at":1770888601234,"side":"sell","price":67391.2,
      "quantity":0.1873}]}
    """
    del now_ms
    content = decode(frame, _MarketFrame)
    at_ms = moment(content.at)
    dropped = 0

    def build_mark(row: _MarkRow) -> Mark | None:
        market = known.get(row.symbol)
        return Mark(market, at_ms, positive(row.mark, "mark"), row.index) if market else None

    def build_order(row: _Order) -> Liquidation | None:
        nonlocal dropped
        market = known.get(row.symbol)
        if market is None:
            dropped += 1
            return None
        if row.side not in ("sell", "buy"):
            raise BadAnswer("It sent a liquidation that cannot be true.", f"side {row.side!r}")
        side = Side.LONG if row.side == "sell" else Side.SHORT
        return _liquidation(market, row.at, side, row.price, row.quantity)

    marks, mark_faults = rows(content.marks, _MarkRow, build_mark)
    orders, order_faults = rows(content.orders, _Order, build_order)
    return Parsed(
        values=[*marks, *orders],
        heard=(Channel.LIQUIDATIONS,),
        faults=mark_faults + order_faults,
        dropped=dropped,
    )
