"""Kraken Futures: linear perpetuals in USD, with every liquidation among their trades.

Documentation: docs.kraken.com/api (futures). Facts and traps: docs/sources.md. One answer writes
its times as ISO text, another as ms, a third as seconds; sizes of `PF_` contracts are coins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.derivatives import (
    FeedKind,
    Funding,
    Liquidation,
    Mark,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, INTERVALS, SECOND_MS, BadTime, Interval, parse_iso
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
    Value,
)
from tracker.sources.decode import (
    Number,
    decode,
    moment,
    not_negative,
    optional,
    optional_amount,
    optional_price,
    positive,
    required,
    rows,
)
from tracker.sources.errors import BadAnswer, RateLimited, Refused
from tracker.sources.limits import Limit

BASE = "https://futures.kraken.com"
REST = f"{BASE}/derivatives/api/v3"
ANALYTICS = f"{BASE}/api/charts/v1/analytics"
STREAM = "wss://futures.kraken.com/ws/v1"

_LINEAR = "flexible_futures"
#: The coin that has a name of its own here.
_COINS = {"XBT": "BTC"}
_NAMES = {coin: name for name, coin in _COINS.items()}
_NOT_COINS = frozenset(("EUR", "GBP", "JPY", "CHF", "AUD", "CAD"))
_Known = Mapping[str, Market]


class _Envelope(msgspec.Struct):
    result: str
    error: str = ""
    serverTime: str = ""
    tickers: list[msgspec.Raw] | None = None
    instruments: list[msgspec.Raw] | None = None
    rates: list[msgspec.Raw] | None = None


def open_envelope(body: bytes) -> tuple[_Envelope, int | None]:
    """The answer, and the venue's time; errors come with HTTP 200.

    {"result":"error","serverTime":"2016-02-25T09:45:53.818Z","error":"apiLimitExceeded"}

    Raises:
        SourceError: the one the error stands for, or BadAnswer where there is no envelope.
    """
    envelope = decode(body, _Envelope)
    if envelope.result != "success":
        detail = envelope.error[:200] or envelope.result[:200]
        if envelope.error == "apiLimitExceeded":
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=10)
        if "nvalid" in envelope.error or "notFound" in envelope.error:
            raise Refused("It refused the question.", detail)
        raise BadAnswer("It answered with an error.", detail)
    return envelope, from_iso(envelope.serverTime) if envelope.serverTime else None


def from_iso(text: str) -> int:
    """ISO text as UTC ms.

    Raises:
        BadAnswer: where it is none, or of a year that cannot be.
    """
    try:
        at_ms = parse_iso(text)
    except (BadTime, OverflowError) as error:
        raise BadAnswer("It answered with something unexpected.", str(error)) from None
    if at_ms <= 0:
        raise BadAnswer("It answered with something unexpected.", f"time {text[:40]}")
    return at_ms


def _listed(raws: list[msgspec.Raw] | None) -> list[msgspec.Raw]:
    if raws is None:
        raise BadAnswer("It answered without data.")
    return raws


class _Ticker(msgspec.Struct):
    symbol: str
    last: Number = None
    markPrice: Number = None
    indexPrice: Number = None
    open24h: Number = None
    high24h: Number = None
    low24h: Number = None
    vol24h: Number = None
    volumeQuote: Number = None
    openInterest: Number = None


def parse_tickers(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """Price, mark and open interest of all contracts: `GET /derivatives/api/v3/tickers`.

    {"result":"success","serverTime":"2025-10-22T11:02:31.335Z","tickers":[{"symbol":"PF_ENJUSD",
      "last":0.0433,"lastTime":"2025-10-22T11:02:25.599Z","tag":"perpetual","pair":"ENJ:USD",
      "markPrice":0.0434,"vol24h":1696,"volumeQuote":73.5216,"openInterest":72513.0,
      "open24h":0.0435,"high24h":0.0435,"low24h":0.0433,"fundingRate":-7.56414717067e-07,
      "suspended":false,"indexPrice":0.043391,"change24h":-0.46}]}

    Volume and open interest of `PF_` contracts are coins. The funding rate here is USD an hour
    and coin; the stream says it as a fraction, so it is taken from there.
    """
    envelope, venue_ms = open_envelope(body)
    at_ms = venue_ms or now_ms
    values: list[Value] = []

    def build(row: _Ticker) -> None:
        market = known.get(row.symbol.upper())
        if market is not None:
            values.extend(_ticker_values(market, row, at_ms))

    _, faults = rows(_listed(envelope.tickers), _Ticker, build)
    return Parsed(values=values, faults=faults, venue_ms=venue_ms)


def _ticker_values(market: Market, row: _Ticker, at_ms: int) -> list[Value]:
    values: list[Value] = []
    last = optional_price(row.last, "last")
    if last is not None:
        values.append(
            Ticker(
                market=market,
                at_ms=at_ms,
                last=last,
                open_24h=optional_price(row.open24h, "open24h"),
                high_24h=optional_price(row.high24h, "high24h"),
                low_24h=optional_price(row.low24h, "low24h"),
                volume_24h=optional_amount(row.vol24h, "vol24h"),
                volume_24h_usd=optional_amount(row.volumeQuote, "volumeQuote"),
            )
        )
    mark = optional_price(row.markPrice, "markPrice")
    if mark is not None:
        values.append(Mark(market, at_ms, mark, optional_price(row.indexPrice, "indexPrice")))
    coin = optional_amount(row.openInterest, "openInterest")
    if coin is not None:
        values.append(OpenInterest(market, at_ms, coin, coin * mark if mark else None))
    return values


class _Instrument(msgspec.Struct):
    symbol: str
    type: str
    tradeable: bool = False
    contractSize: Number = None
    tradfi: bool = False


def parse_instruments(body: bytes, now_ms: int) -> Parsed:
    """Linear perpetuals on coins: `GET /derivatives/api/v3/instruments`.

    {"result":"success","instruments":[{"symbol":"PF_XBTUSD","pair":"XBT:USD","base":"XBT",
      "quote":"USD","type":"flexible_futures","tickSize":1,"contractSize":1,"tradeable":true,
      "impactMidSize":1,"maxPositionSize":1000000,"category":"Layer 1","tags":[],
      "tradfi":false,"mtf":false}]}

    Inverse (`PI_`) and dated (`FI_`, `FF_`) contracts, indices and shares are in the same list.
    """
    del now_ms
    envelope, venue_ms = open_envelope(body)

    def build(row: _Instrument) -> Market | None:
        symbol = row.symbol
        if row.type != _LINEAR or not row.tradeable or row.tradfi:
            return None
        name = symbol.removeprefix("PF_").removesuffix("USD")
        # Shares have a small letter in their name: AAPLx.
        if symbol != f"PF_{name}USD" or name != name.upper() or name in {"", *_NOT_COINS}:
            return None
        if positive(row.contractSize, "contractSize") != 1:
            raise BadAnswer("It lists a contract of an unknown size.", symbol)
        return _market(name)

    markets, faults = rows(_listed(envelope.instruments), _Instrument, build)
    return Parsed(values=list(markets), faults=faults, venue_ms=venue_ms)


def _market(name: str) -> Market:
    asset = _COINS.get(name, name)
    return Market(Kraken.venue, f"PF_{name}USD", asset, Contract.LINEAR, funding_h=1.0)


class _Rate(msgspec.Struct):
    timestamp: str
    relativeFundingRate: Number = None


def parse_funding(body: bytes, now_ms: int, *, market: Market, since_ms: int) -> Parsed:
    """Settled rates, all there ever were: `GET /derivatives/api/v3/historical-funding-rates`.

    {"result":"success","serverTime":"2022-06-28T09:29:04.243Z","rates":[
      {"timestamp":"2022-06-28T00:00:00.000Z","fundingRate":-8.15861558e-10,
       "relativeFundingRate":-0.000016898883333333}]}

    `relativeFundingRate` is the fraction of one hour. What is older than `since_ms` is left out.
    """
    del now_ms
    envelope, venue_ms = open_envelope(body)

    def build(row: _Rate) -> Funding | None:
        settles_ms = from_iso(row.timestamp)
        if settles_ms < since_ms:
            return None
        rate = required(row.relativeFundingRate, "relativeFundingRate")
        return Funding(market, settles_ms, rate, market.funding_h, settled=True)

    values, faults = rows(_listed(envelope.rates), _Rate, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _Fault(msgspec.Struct):
    msg: str = ""


class _Series(msgspec.Struct):
    timestamp: list[Number]
    data: list[list[Number]]
    more: bool = False


class _Analytics(msgspec.Struct):
    result: msgspec.Raw
    errors: list[_Fault] = msgspec.field(default_factory=list)


def parse_open_interest(
    body: bytes, now_ms: int, *, market: Market, interval: Interval, window_s: tuple[int, int]
) -> Parsed:
    """Past open interest in coins: `GET /api/charts/v1/analytics/{symbol}/open-interest`.

    {"result":{"timestamp":[1791358200],"data":[["2192.1466","2193.8","2192.1","2193.7759"]],
      "more":false},"errors":[]}

    A bucket has open, high, low and close; the first of them is what it was when it began. Where
    `more` says so, the page was cut at one of its ends, and the rest is asked for.
    """
    del now_ms
    answer = decode(body, _Analytics)
    if answer.errors:
        raise Refused("It refused the question.", answer.errors[0].msg[:200])
    series = decode(bytes(answer.result), _Series)
    if len(series.timestamp) != len(series.data):
        raise BadAnswer("It answered with something unexpected.", "series of unlike lengths")
    values: list[OpenInterest] = []
    for at, bucket in zip(series.timestamp, series.data, strict=True):
        if bucket and optional(bucket[0]) is not None:
            coin = not_negative(bucket[0], "open interest")
            values.append(OpenInterest(market, moment(at), coin, None))
    parsed = Parsed(values=list(values))
    if series.more and values:
        since_s, to_s = window_s
        times = [value.at_ms // SECOND_MS for value in values]
        if min(times) >= since_s + interval.seconds and min(times) <= to_s:
            rest = (since_s, min(times) - 1)
        else:
            rest = (max(times) + interval.seconds, to_s)
        if since_s <= rest[0] <= rest[1] and rest != window_s:
            parsed.next = interest_job(market, interval, rest)
    return parsed


def interest_job(market: Market, interval: Interval, window_s: tuple[int, int]) -> Job:
    """One page of open interest; both ends are inclusive."""
    params = {"since": window_s[0], "to": window_s[1], "interval": interval.seconds}
    request = Request(f"{ANALYTICS}/{market.symbol}/open-interest", params, "charts")
    parse = partial(parse_open_interest, market=market, interval=interval, window_s=window_s)
    return Job(request, parse)


class _Trade(msgspec.Struct):
    product_id: str
    side: str
    type: str
    time: Number
    qty: Number
    price: Number


class _Frame(msgspec.Struct):
    feed: str = ""
    event: str = ""
    message: str = ""
    product_id: str = ""
    time: Number = None
    trades: list[msgspec.Raw] = msgspec.field(default_factory=list)
    relative_funding_rate: Number = None
    next_funding_rate_time: Number = None
    markPrice: Number = None
    index: Number = None


def parse_frame(frame: bytes | str, now_ms: int, *, known: _Known) -> Parsed:
    """Liquidations among the trades, and tickers every second that tell funding and prove it alive.

    {"feed":"trade","product_id":"PI_XBTUSD","uid":"05af78ac-a774-478c-a50c-8b9c234e071e",
      "side":"sell","type":"fill","seq":653355,"time":1612266317519,"qty":15000,"price":34969.5}
    {"time":1783587648112,"product_id":"PF_ETHUSD","funding_rate":0.032725177043125,
      "relative_funding_rate":0.0000186711875,"next_funding_rate_time":1783591200000,
      "feed":"ticker","index":1751.75,"last":1751.7,"tag":"perpetual","pair":"ETH:USD",
      "openInterest":24085.822,"markPrice":1751.97553924942}
    {"feed":"heartbeat","time":1534262350627}
    {"event":"error","message":"Json Error"}
    """
    del now_ms
    row = decode(frame, _Frame)
    if row.event in ("error", "alert", "subscribed_failed"):
        return Parsed(error="It refused a subscription.", faults=[row.message[:200] or row.event])
    if row.event:
        return Parsed()
    if row.feed == "trade":
        return _trades([msgspec.Raw(_bytes(frame))], known)
    if row.feed == "trade_snapshot":
        return _trades(row.trades, known)
    if row.feed not in ("ticker", "heartbeat"):
        raise BadAnswer("It sent a frame of an unknown kind.", row.feed[:40])
    parsed = Parsed(heard=(Channel.LIQUIDATIONS,))
    market = known.get(row.product_id)
    if row.feed == "ticker" and market is not None:
        mark = optional_price(row.markPrice, "markPrice")
        if mark is not None:
            index = optional_price(row.index, "index")
            parsed.values.append(Mark(market, moment(row.time), mark, index))
        rate = optional(row.relative_funding_rate)
        settles = optional(row.next_funding_rate_time)
        if rate is not None and settles:
            parsed.values.append(
                Funding(market, moment(settles), rate, market.funding_h, settled=False)
            )
    return parsed


def _bytes(frame: bytes | str) -> bytes:
    return frame.encode(errors="replace") if isinstance(frame, str) else frame


def _trades(raws: Sequence[msgspec.Raw], known: _Known) -> Parsed:
    parsed = Parsed(heard=(Channel.LIQUIDATIONS,))

    def build(row: _Trade) -> Liquidation | None:
        if row.type != "liquidation":
            return None
        market = known.get(row.product_id)
        if market is None:
            parsed.dropped += 1
            return None
        return liquidation(market, row)

    values, parsed.faults = rows(raws, _Trade, build)
    parsed.values += values
    return parsed


def liquidation(market: Market, row: _Trade) -> Liquidation:
    """`side` is that of the liquidating ORDER: sell closed a long. `qty` is in coins."""
    if row.side not in ("buy", "sell"):
        raise BadAnswer("It sent a liquidation that cannot be true.", f"side {row.side[:20]!r}")
    quantity, price = positive(row.qty, "qty"), positive(row.price, "price")
    return Liquidation(
        market=market,
        at_ms=moment(row.time),
        side=Side.LONG if row.side == "sell" else Side.SHORT,
        price=price,
        quantity=quantity,
        notional_usd=quantity * price,
    )


class Kraken(Source):
    """Linear perpetuals."""

    venue = "kraken"
    title = "Kraken"
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None, feed=FeedKind.COMPLETE, unit="coins; sell closed a long"
        ),
        Channel.OI: ChannelSpec(cadence_s=30, unit="coins, taken as one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=5),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.OI: History(500, intervals=INTERVALS),
        # Every answer holds all rates there ever were, so it is asked for seldom.
        Channel.FUNDING: History(1000, rest_ms=6 * HOUR_MS),
    }
    # Libraries keep to a request in 600 ms.
    budgets: ClassVar = {
        "rest": Budget(0.5, 10, Limit(100, 60, is_documented=False)),
        "charts": Budget(0.5, 10, Limit(100, 60, is_documented=False)),
    }

    def market(self, asset: str) -> Market:
        """BTC is PF_XBTUSD."""
        return _market(_NAMES.get(asset, asset))

    def instruments(self) -> Job | None:
        """All contracts in one call."""
        return Job(Request(f"{REST}/instruments", bucket="rest"), parse_instruments)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """All tickers in one call."""
        if not markets:
            return ()
        known = {market.symbol: market for market in markets}
        job = Job(Request(f"{REST}/tickers", bucket="rest"), partial(parse_tickers, known=known))
        return [Poll((Channel.TICKERS, Channel.OI), 30, lambda _n, _s: [job])]

    def streams(self, markets: Sequence[Market], known: _Known) -> Sequence[Stream]:
        """One subscription a contract and feed, so that an unknown contract costs only itself."""
        del known
        if not markets:
            return ()
        feeds: list[dict[str, str | list[str]]] = [{"feed": "heartbeat"}]
        for market in markets:
            feeds += [
                {"feed": feed, "product_ids": [market.symbol]} for feed in ("trade", "ticker")
            ]
        mine = {market.symbol: market for market in markets}
        return [
            Stream(
                name="public",
                url=STREAM,
                channels=(Channel.LIQUIDATIONS, Channel.FUNDING),
                proof_s=5,
                parse=partial(parse_frame, known=mine),
                hello=tuple(json.dumps({"event": "subscribe", **feed}) for feed in feeds),
            )
        ]

    def history(self, page: Page) -> Job:
        """Open interest by window; funding as a whole."""
        market = page.market
        if page.channel is Channel.FUNDING:
            request = Request(f"{REST}/historical-funding-rates", {"symbol": market.symbol}, "rest")
            return Job(request, partial(parse_funding, market=market, since_ms=page.start_ms))
        window_s = (page.start_ms // SECOND_MS, (page.end_ms - 1) // SECOND_MS)
        return interest_job(market, page.interval or H1, window_s)
