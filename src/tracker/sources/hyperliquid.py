"""Hyperliquid: perpetuals margined in USDC, on a chain of their own; it publishes no liquidations.

Documentation: hyperliquid.gitbook.io. Facts and traps: docs/sources.md. Everything is asked by POST
of JSON to one address; open interest is one-sided and in coins; funding is paid every hour.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.candle import Candle
from tracker.domain.derivatives import Funding, Mark, OpenInterest, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, INTERVALS, Interval
from tracker.sources.base import (
    Budget,
    ChannelSpec,
    History,
    Job,
    Page,
    Parsed,
    Parser,
    Poll,
    Request,
    Source,
    Value,
)
from tracker.sources.candles import make_candle, settle
from tracker.sources.decode import (
    Number,
    decode,
    moment,
    not_negative,
    optional,
    optional_amount,
    optional_price,
    required,
    rows,
)
from tracker.sources.errors import BadAnswer
from tracker.sources.limits import Limit

URL = "https://api.hyperliquid.xyz/info"

#: Coins that are quoted by the thousand, under a name with a `k` before it.
_BY_THOUSANDS = frozenset({"BONK", "DOGS", "FLOKI", "LUNC", "NEIRO", "PEPE", "SHIB"})
_QUESTION, _ROWS_A_POINT, _CANDLES_A_POINT = 20, 20, 60
_CANDLE_PAGE, _FUNDING_PAGE = 500, 480
_Known = Mapping[str, Market]


class _Perpetual(msgspec.Struct):
    name: str
    isDelisted: bool | None = None


class _Meta(msgspec.Struct):
    universe: list[msgspec.Raw]


def parse_meta(body: bytes, now_ms: int) -> Parsed:
    """The perpetuals on the venue's own books: `{"type":"meta"}`.

    {"universe":[{"name":"BTC","szDecimals":5,"maxLeverage":50},
      {"name":"HPOS","szDecimals":0,"maxLeverage":3,"onlyIsolated":true},
      {"name":"LOOM","szDecimals":1,"maxLeverage":3,"isDelisted":true,"onlyIsolated":true}]}

    Delisted ones stay in the list and are left out. Sizes are fractions of a coin.
    """
    del now_ms

    def build(row: _Perpetual) -> Market | None:
        if not row.name:
            raise BadAnswer("It listed a market without a name.")
        # A colon is in the names of books that others deploy (`xyz:GOLD`).
        return None if row.isDelisted or ":" in row.name else _market(row.name)

    values, faults = rows(decode(body, _Meta).universe, _Perpetual, build)
    return Parsed(values=list(values), faults=faults)


def _market(name: str) -> Market:
    """`kPEPE` is PEPE by the thousand; `KAS` and `kava` are what they are."""
    thousands = name.startswith("k") and name[1:].isupper()
    return Market(
        venue=Hyperliquid.venue,
        symbol=name,
        asset=name[1:] if thousands else name,
        contract=Contract.LINEAR,
        factor=1_000 if thousands else 1,
        funding_h=1,
    )


class _Context(msgspec.Struct):
    openInterest: Number
    funding: Number = None
    markPx: Number = None
    midPx: Number = None
    oraclePx: Number = None
    prevDayPx: Number = None
    dayNtlVlm: Number = None
    dayBaseVlm: Number = None


def parse_contexts(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """Price, mark, open interest and the coming funding of all: `{"type":"metaAndAssetCtxs"}`.

    [{"universe":[{"maxLeverage":50,"name":"SOL","onlyIsolated":false,"szDecimals":2}]},
     [{"dayNtlVlm":"9450588.2273","funding":"0.0000198","impactPxs":["108.04","108.06"],
       "markPx":"108.04","midPx":"108.05","openInterest":"10764.48","oraclePx":"107.99",
       "premium":"0.00055561","prevDayPx":"111.81"}]]

    The second list belongs to the first, place by place. The answer carries no time; it is dated
    by the venue's clock. `funding` is a rate an hour, paid at the next full hour.
    """
    meta, contexts = decode(body, tuple[_Meta, list[msgspec.Raw]])
    if len(meta.universe) != len(contexts):
        detail = f"{len(meta.universe)} names and {len(contexts)} contexts"
        raise BadAnswer("It answered with lists that do not belong together.", detail)
    values: list[Value] = []
    faults: list[str] = []
    for named, context in zip(meta.universe, contexts, strict=True):
        try:
            market = known.get(decode(bytes(named), _Perpetual).name)
            if market is not None:
                values += _context_values(market, decode(bytes(context), _Context), now_ms)
        except BadAnswer as error:
            faults.append(error.detail or error.sentence)
    if faults and not values:
        raise BadAnswer("It answered with nothing that can be true.", faults[0])
    return Parsed(values=values, faults=faults)


def _context_values(market: Market, row: _Context, at_ms: int) -> list[Value]:
    factor = market.factor

    def price(value: Number, name: str) -> float | None:
        number = optional_price(value, name)
        return number / factor if number is not None else None

    mark, middle = price(row.markPx, "markPx"), price(row.midPx, "midPx")
    values: list[Value] = []
    # The price it gives is the middle of the book; there is none while one side is empty.
    if middle is not None:
        volume = optional_amount(row.dayBaseVlm, "dayBaseVlm")
        values.append(
            Ticker(
                market=market,
                at_ms=at_ms,
                last=middle,
                open_24h=price(row.prevDayPx, "prevDayPx"),
                high_24h=None,
                low_24h=None,
                volume_24h=volume * factor if volume is not None else None,
                volume_24h_usd=optional_amount(row.dayNtlVlm, "dayNtlVlm"),
            )
        )
    if mark is not None:
        values.append(Mark(market, at_ms, mark, price(row.oraclePx, "oraclePx")))
    coin = not_negative(row.openInterest, "openInterest") * factor
    values.append(OpenInterest(market, at_ms, coin, coin * mark if mark is not None else None))
    rate = optional(row.funding)
    if rate is not None:
        settles_ms = H1.floor(at_ms) + H1.ms
        values.append(Funding(market, settles_ms, rate, market.funding_h, settled=False))
    return values


class _FundingPoint(msgspec.Struct):
    coin: str
    fundingRate: Number
    time: int


def parse_funding(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """Settled rates an hour, oldest first: `{"type":"fundingHistory","coin":"ETH","startTime":…}`.

    [{"coin":"ETH","fundingRate":"0.0000125","premium":"0.00057962","time":1704290400031}]

    Times are some ms after the hour; they are taken to the hour.
    """
    del now_ms

    def build(row: _FundingPoint) -> Funding | None:
        if row.coin != market.symbol:
            return None
        rate = required(row.fundingRate, "fundingRate")
        return Funding(market, H1.floor(moment(row.time)), rate, 1, settled=True)

    values, faults = rows(decode(body, list[msgspec.Raw]), _FundingPoint, build)
    return Parsed(values=list(values), faults=faults)


class _Candle(msgspec.Struct):
    t: int
    s: str
    o: float
    h: float
    l: float
    c: float
    v: float


def parse_candles(body: bytes, now_ms: int, *, market: Market, interval: Interval) -> Parsed:
    """Candles, oldest first, the volume in coins: `{"type":"candleSnapshot","req":{…}}`.

    [{"T":1704287699999,"c":"2226.4","h":"2247.9","i":"15m","l":"2224.6","n":46,"o":"2247.9",
      "s":"ETH","t":1704286800000,"v":"591.6427"}]
    """

    def build(row: _Candle) -> Candle | None:
        if row.s != market.symbol:
            return None
        values = (row.t, row.o, row.h, row.l, row.c, row.v, None)
        return make_candle(market, interval, now_ms, values)

    return settle(*rows(decode(body, list[msgspec.Raw]), _Candle, build))


def _ask(parse: Parser, weight: float = _QUESTION, **question: object) -> Job:
    """A question is a JSON object; its `type` says which."""
    body = json.dumps(question, separators=(",", ":"))
    return Job(Request(URL, bucket="rest", weight=weight, body=body), parse)


class Hyperliquid(Source):
    """Perpetuals of the venue's own books."""

    venue = "hyperliquid"
    title = "Hyperliquid"
    # Neither liquidations nor positions are published: there is nothing to declare of them.
    channels: ClassVar = {
        Channel.OI: ChannelSpec(cadence_s=15, unit="coins, one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=15),
        Channel.TICKERS: ChannelSpec(cadence_s=15),
        Channel.CANDLES: ChannelSpec(cadence_s=3600),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        # Only the newest 5000 candles of each interval exist.
        Channel.CANDLES: History(_CANDLE_PAGE, reach_rows=5_000, intervals=INTERVALS),
        Channel.FUNDING: History(_FUNDING_PAGE),
    }
    budgets: ClassVar = {"rest": Budget(6, 110, Limit(1_200, 60))}

    def market(self, asset: str) -> Market:
        """BTC is BTC, PEPE is kPEPE."""
        return _market(f"k{asset}" if asset in _BY_THOUSANDS else asset)

    def instruments(self) -> Job | None:
        """The list of perpetuals."""
        return _ask(parse_meta, type="meta")

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """One call carries everything of all coins."""
        known = {market.symbol: market for market in markets}
        contexts = _ask(partial(parse_contexts, known=known), type="metaAndAssetCtxs")
        channels = (Channel.TICKERS, Channel.OI, Channel.FUNDING)
        return [Poll(channels, 15, lambda _now, _since: [contexts])]

    def history(self, page: Page) -> Job:
        """Windows with both ends, the last one inclusive; more rows cost more weight."""
        coin, end_ms = page.market.symbol, page.end_ms - 1
        window = {"startTime": page.start_ms, "endTime": end_ms}
        if page.channel is Channel.FUNDING:
            weight = _QUESTION + _FUNDING_PAGE / _ROWS_A_POINT
            parse = partial(parse_funding, market=page.market)
            return _ask(parse, weight, type="fundingHistory", coin=coin, **window)
        interval = page.interval or H1
        req = {"coin": coin, "interval": interval.name, **window}
        weight = _QUESTION + _CANDLE_PAGE / _CANDLES_A_POINT
        parse_page = partial(parse_candles, market=page.market, interval=interval)
        return _ask(parse_page, weight, type="candleSnapshot", req=req)
