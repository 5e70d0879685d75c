"""What Bybit's perpetuals in USDT and those in coins have in common: they differ in a category.

Documentation: bybit-exchange.github.io/docs/v5. Facts and traps: docs/sources.md. Every
error comes with HTTP 200 and a code in the envelope; all numbers are strings, "" is absent. A
contract in coins is one USD: where one in USDT counts coins, it counts USD, and the other way round.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec
from msgspec import Struct

from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LongShortRatio,
    Mark,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market, coin_and_factor
from tracker.domain.times import D1, H1, H4, M1, M5, M15, Interval
from tracker.sources.base import (
    Answer,
    Budget,
    Job,
    Page,
    Parsed,
    Poll,
    Request,
    Source,
    Stream,
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
    positive,
    required,
    rows,
    share,
)
from tracker.sources.errors import BadAnswer, Blocked, RateLimited, Refused
from tracker.sources.limits import Gauge, Limit

BASE = "https://api.bybit.com"
STREAM = "wss://stream.bybit.com/v5/public"
#: Of an address, for both kinds of contracts; far less than 40 % is needed. The headers are mostly
#: those of private questions.
BUDGETS: Mapping[str, Budget] = {
    "rest": Budget(
        per_s=10,
        burst=40,
        limit=Limit(600, 5),
        gauge=Gauge(
            left="x-bapi-limit-status",
            limit="x-bapi-limit",
            resets="x-bapi-limit-reset-timestamp",
        ),
    )
}

_KLINE = {M1: "1", M5: "5", M15: "15", H1: "60", H4: "240", D1: "D"}
_PERIOD = {M5: "5min", M15: "15min", H1: "1h", H4: "4h", D1: "1d"}
_SIDES = {"openInterest": 2}
_Known = Mapping[str, Market]


class _Result(msgspec.Struct):
    rows: list[msgspec.Raw] = msgspec.field(name="list")
    category: str = "linear"
    nextPageCursor: str | None = None


class _Envelope(msgspec.Struct):
    retCode: int
    retMsg: str = ""
    result: msgspec.Raw = msgspec.field(default_factory=lambda: msgspec.Raw(b"{}"))
    time: int | None = None


def open_envelope(body: bytes) -> tuple[_Result, int | None]:
    """The rows inside, and the venue's time.

    {"retCode":0,"retMsg":"OK","result":{"list":[...],"nextPageCursor":""},"retExtInfo":{},
     "time":1731567491688}

    Raises:
        SourceError: the one the code stands for, or BadAnswer where there is no envelope.
    """
    envelope = decode(body, _Envelope)
    if envelope.retCode != 0:
        detail = f"retCode {envelope.retCode}: {envelope.retMsg[:200]}"
        if envelope.retCode in (10006, 10018):
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=5)
        if envelope.retCode in (10009, 10024):
            raise Blocked("It is not available from this country or network.", detail)
        if envelope.retCode == 10001:
            raise Refused("It refused the question.", detail)
        raise BadAnswer("It answered with an error.", detail)
    venue_ms = moment(envelope.time) if envelope.time else None
    return decode(bytes(envelope.result), _Result), venue_ms


class _Ticker(msgspec.Struct):
    symbol: str
    lastPrice: Number
    markPrice: Number = None
    indexPrice: Number = None
    prevPrice24h: Number = None
    highPrice24h: Number = None
    lowPrice24h: Number = None
    volume24h: Number = None
    turnover24h: Number = None
    openInterest: Number = None
    openInterestValue: Number = None
    singleOpenInterest: Number = None
    singleOpenInterestValue: Number = None
    fundingRate: Number = None
    nextFundingTime: Number = None
    fundingIntervalHour: Number = None


def parse_tickers(body: bytes, now_ms: int, *, known: _Known, category: str = "linear") -> Parsed:
    """Price, mark, open interest and the coming funding: `GET /v5/market/tickers`.

    {"symbol":"BTCUSDT","lastPrice":"29197.40","markPrice":"29197.40","prevPrice24h":"29381.10",
     "openInterest":"72480.801","openInterestValue":"2116250939.12","singleOpenInterest":"",
     "fundingRate":"0.0001","nextFundingTime":"1692172800000","turnover24h":"1727340796.07", ...}
    {"symbol":"BTCUSD","lastPrice":"120635.50","markPrice":"114898.43","prevPrice24h":"105595.90",
     "openInterest":"240113967","openInterestValue":"2089.79","turnover24h":"115.6907",
     "volume24h":"13713832.0000","fundingRate":"0.0001","nextFundingTime":"1760371200000", ...}

    The second is in coins (category inverse): open interest and volume count USD, their values
    coins.
    """
    result, venue_ms = open_envelope(body)
    if result.category != category:
        # Spot has the same symbols; its prices must not be taken for the perpetuals'.
        raise BadAnswer("It answered about another product.", f"category {result.category}")
    at_ms = venue_ms or now_ms
    values: list[Value] = []

    def build(row: _Ticker) -> None:
        market = known.get(row.symbol)
        if market is not None:
            values.extend(_ticker_values(market, row, at_ms))

    _, faults = rows(result.rows, _Ticker, build)
    return Parsed(values=values, faults=faults, venue_ms=venue_ms)


def _ticker_values(market: Market, row: _Ticker, at_ms: int) -> list[Value]:
    factor = market.factor

    def price(value: Number) -> float | None:
        number = optional_price(value, "price")
        return number / factor if number is not None else None

    inverse = market.contract is Contract.INVERSE
    volume = optional_amount(row.volume24h, "volume24h")
    turnover = optional_amount(row.turnover24h, "turnover24h")
    if inverse:
        volume, turnover = turnover, volume
    values: list[Value] = [
        Ticker(
            market=market,
            at_ms=at_ms,
            last=positive(row.lastPrice, "lastPrice") / factor,
            open_24h=price(row.prevPrice24h),
            high_24h=price(row.highPrice24h),
            low_24h=price(row.lowPrice24h),
            volume_24h=volume * factor if volume is not None else None,
            volume_24h_usd=turnover,
        )
    ]
    mark = price(row.markPrice)
    if mark is not None:
        values.append(Mark(market, at_ms, mark, price(row.indexPrice)))
    size = one_sided(row.singleOpenInterest, row.openInterest)
    if size is not None:
        worth = one_sided(row.singleOpenInterestValue, row.openInterestValue)
        coin, usd = (worth, size) if inverse else (size * factor, worth)
        values.append(OpenInterest(market, at_ms, coin, usd))
    rate, settles = optional(row.fundingRate), optional(row.nextFundingTime)
    if rate is not None and settles:
        hours = optional_amount(row.fundingIntervalHour, "fundingIntervalHour") or market.funding_h
        values.append(Funding(market, moment(settles), rate, hours, settled=False))
    return values


def one_sided(single: Number, both: Number) -> float | None:
    """Open interest counted once: `singleOpenInterest` where given, else half of `openInterest`."""
    number = optional(single)
    if number is not None:
        return not_negative(number, "singleOpenInterest")
    number = optional(both)
    if number is None:
        return None
    return not_negative(number, "openInterest") / _SIDES["openInterest"]


class _Kline(msgspec.Struct, array_like=True):
    open_ms: int
    open: float
    high: float
    low: float
    close: float
    volume: float


def parse_klines(body: bytes, now_ms: int, *, market: Market, interval: Interval) -> Parsed:
    """Candles, newest first on the wire: `GET /v5/market/kline`.

    "list":[["1670608800000","17071","17073","17027","17055.5","268611","15.74462667"], ...]
    """
    result, venue_ms = open_envelope(body)
    present_ms = venue_ms or now_ms

    def build(row: _Kline) -> Candle:
        values = (row.open_ms, row.open, row.high, row.low, row.close, row.volume, None)
        return make_candle(market, interval, present_ms, values)

    parsed = settle(*rows(result.rows, _Kline, build))
    parsed.venue_ms = venue_ms
    return parsed


class _InterestPoint(msgspec.Struct):
    timestamp: int
    openInterest: Number = None
    singleOpenInterest: Number = None


def parse_open_interest(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """Past open interest in coins (USD of contracts in coins), newest first: `GET /open-interest`.

    "list":[{"openInterest":"63910691.0","singleOpenInterest":"31955346","timestamp":"1780963200000"}]
    """
    del now_ms
    result, venue_ms = open_envelope(body)

    def build(row: _InterestPoint) -> OpenInterest | None:
        size = one_sided(row.singleOpenInterest, row.openInterest)
        if size is None:
            return None
        at_ms = moment(row.timestamp)
        if market.contract is Contract.INVERSE:
            return OpenInterest(market, at_ms, None, size)
        return OpenInterest(market, at_ms, size * market.factor, None)

    values, faults = rows(result.rows, _InterestPoint, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _FundingPoint(msgspec.Struct):
    symbol: str
    fundingRate: Number
    fundingRateTimestamp: int


def parse_funding(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """Settled rates, newest first: `GET /v5/market/funding/history`.

    "list":[{"symbol":"ETHPERP","fundingRate":"0.0001","fundingRateTimestamp":"1672041600000"}]
    """
    del now_ms
    result, venue_ms = open_envelope(body)

    def build(row: _FundingPoint) -> Funding | None:
        if row.symbol != market.symbol:
            return None
        rate = required(row.fundingRate, "fundingRate")
        settles_ms = moment(row.fundingRateTimestamp)
        return Funding(market, settles_ms, rate, market.funding_h, settled=True)

    values, faults = rows(result.rows, _FundingPoint, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _Accounts(msgspec.Struct):
    buyRatio: Number
    timestamp: int


def parse_ratios(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """The share of accounts that are long: `GET /v5/market/account-ratio`.

    "list":[{"symbol":"BTCUSDT","buyRatio":"0.49","sellRatio":"0.51","timestamp":"1696262400000"}]
    """
    del now_ms
    result, venue_ms = open_envelope(body)

    def build(row: _Accounts) -> LongShortRatio:
        return LongShortRatio(market, moment(row.timestamp), share(row.buyRatio, "buyRatio"))

    values, faults = rows(result.rows, _Accounts, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _Instrument(msgspec.Struct):
    symbol: str
    baseCoin: str
    quoteCoin: str
    contractType: str = ""
    symbolType: str = ""
    fundingInterval: Number = None


# Perpetuals on other things than coins are listed among them.
_NOT_COINS = ("stock", "commodity", "forex", "etf")


class Product(Struct, frozen=True):
    """What tells one category of perpetuals from the other."""

    venue: str
    category: str
    quote: str
    type: str
    contract: Contract


def parse_instruments(body: bytes, now_ms: int, *, product: Product) -> Parsed:
    """Perpetuals on coins of a product: `GET /v5/market/instruments-info`, page by page.

    {"symbol":"BTCUSDT","contractType":"LinearPerpetual","status":"Trading","baseCoin":"BTC",
     "quoteCoin":"USDT","launchTime":"1585526400000","fundingInterval":480, ...}
    """
    del now_ms
    result, venue_ms = open_envelope(body)

    def build(row: _Instrument) -> Market | None:
        if row.contractType != product.type or row.quoteCoin != product.quote:
            return None
        if row.symbolType in _NOT_COINS:
            return None
        asset, factor = coin_and_factor(row.baseCoin)
        minutes = optional_amount(row.fundingInterval, "fundingInterval")
        return Market(
            venue=product.venue,
            symbol=row.symbol,
            asset=asset,
            contract=product.contract,
            factor=factor,
            funding_h=minutes / 60 if minutes else None,
        )

    values, faults = rows(result.rows, _Instrument, build)
    more = instruments_job(product, result.nextPageCursor) if result.nextPageCursor else None
    return Parsed(values=list(values), faults=faults, next=more, venue_ms=venue_ms)


def instruments_job(product: Product, cursor: str = "") -> Job:
    """One page of the list of perpetuals."""
    params: dict[str, str | int] = {"category": product.category, "limit": 1000}
    if cursor:
        params["cursor"] = cursor
    request = Request(f"{BASE}/v5/market/instruments-info", params, "rest")
    return Job(request, partial(parse_instruments, product=product))


class _Frame(msgspec.Struct):
    topic: str = ""
    op: str = ""
    success: bool | None = None
    ret_msg: str = ""
    ts: int | None = None
    data: msgspec.Raw = msgspec.field(default_factory=lambda: msgspec.Raw(b"[]"))


class _Liquidation(msgspec.Struct):
    T: int
    s: str
    S: str
    v: Number
    p: Number


class _LiveTicker(msgspec.Struct):
    symbol: str
    markPrice: Number = None


def parse_frame(frame: bytes | str, now_ms: int, *, known: _Known) -> Parsed:
    """Liquidations every 500 ms, and the ticker that proves the connection alive.

    {"topic":"allLiquidation.ROSEUSDT","type":"snapshot","ts":1739502303204,"data":[
      {"T":1739502302929,"s":"ROSEUSDT","S":"Sell","v":"20000","p":"0.04499"}]}
    {"topic":"tickers.BTCUSDT","type":"snapshot","data":{"symbol":"BTCUSDT","markPrice":"17217.33",
      "indexPrice":"17227.36",...},"cs":24987956059,"ts":1673272861686}
    {"success":false,"ret_msg":"Invalid topic: invalid.topic.BTCUSDT","op":"subscribe"}
    """
    outer = decode(frame, _Frame)
    if outer.success is False:
        reason = outer.ret_msg[:200] or "no reason given"
        return Parsed(error="It refused a subscription.", faults=[reason])
    if outer.topic.startswith("allLiquidation."):
        return _liquidations(bytes(outer.data), known)
    if outer.topic.startswith("tickers."):
        parsed = Parsed(heard=(Channel.LIQUIDATIONS,))
        row = decode(bytes(outer.data), _LiveTicker)
        market, mark = known.get(row.symbol), optional_price(row.markPrice, "markPrice")
        if market is not None and mark is not None:
            at_ms = moment(outer.ts) if outer.ts else now_ms
            parsed.values.append(Mark(market, at_ms, mark / market.factor))
        return parsed
    return Parsed()


def _liquidations(data: bytes, known: _Known) -> Parsed:
    parsed = Parsed()

    def build(row: _Liquidation) -> Liquidation | None:
        market = known.get(row.s)
        if market is None:
            parsed.dropped += 1
            return None
        return liquidation(market, row.T, row.S, row.v, row.p)

    values, parsed.faults = rows(decode(data, list[msgspec.Raw]), _Liquidation, build)
    parsed.values += values
    return parsed


def liquidation(market: Market, at: Number, side: str, size: Number, price: Number) -> Liquidation:
    """`S` is the side of the POSITION: Buy means that a long was liquidated.

    `v` is in coins, of contracts in coins in USD.
    """
    if side not in ("Buy", "Sell"):
        raise BadAnswer("It sent a liquidation that cannot be true.", f"side {side!r}")
    amount, paid = positive(size, "v"), positive(price, "p")
    inverse = market.contract is Contract.INVERSE
    return Liquidation(
        market=market,
        at_ms=moment(at, "T"),
        side=Side.LONG if side == "Buy" else Side.SHORT,
        price=paid / market.factor,
        quantity=amount / paid if inverse else amount * market.factor,
        notional_usd=amount if inverse else amount * paid,
    )


class BybitPerpetuals(Source):
    """What both venues ask and listen to; a subclass says which product it is."""

    product: ClassVar[Product]
    interest_sides: ClassVar = _SIDES

    @property
    def _category(self) -> dict[str, str | int]:
        return {"category": self.product.category}

    def check(self, answer: Answer) -> None:
        """403 is both "too often" and "not from here"; the text tells which."""
        if answer.status == 403 and b"too frequent" in answer.body[:2000].lower():
            raise RateLimited("It asks to wait: too many requests.", "HTTP 403", retry_after_s=600)
        super().check(answer)

    def instruments(self) -> Job | None:
        """The list of perpetuals."""
        return instruments_job(self.product)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """One ticker a market carries price, mark, open interest and funding."""
        known = {market.symbol: market for market in markets}
        tickers = [
            Job(
                Request(f"{BASE}/v5/market/tickers", {**self._category, "symbol": symbol}, "rest"),
                partial(parse_tickers, known=known, category=self.product.category),
            )
            for symbol in known
        ]
        ratios = [
            Job(
                Request(
                    f"{BASE}/v5/market/account-ratio",
                    {**self._category, "symbol": market.symbol, "period": "5min", "limit": 2},
                    "rest",
                ),
                partial(parse_ratios, market=market),
            )
            for market in markets
        ]
        return [
            Poll((Channel.TICKERS, Channel.OI, Channel.FUNDING), 15, lambda _n, _s: tickers),
            Poll((Channel.RATIOS,), 300, lambda _n, _s: ratios),
        ]

    def streams(self, markets: Sequence[Market], known: _Known) -> Sequence[Stream]:
        """One subscription a topic, so that an unknown symbol costs only itself."""
        del known
        topics = [f"allLiquidation.{market.symbol}" for market in markets]
        topics += [f"tickers.{market.symbol}" for market in markets[:1]]
        mine = {market.symbol: market for market in markets}
        return [
            Stream(
                name="public",
                url=f"{STREAM}/{self.product.category}",
                channels=(Channel.LIQUIDATIONS,),
                proof_s=5,
                parse=partial(parse_frame, known=mine),
                hello=tuple(json.dumps({"op": "subscribe", "args": [topic]}) for topic in topics),
                ping=('{"op":"ping"}', 20),
            )
        ]

    def history(self, page: Page) -> Job:
        """A window has both ends: a lone start is ignored or refused here."""
        market, interval = page.market, page.interval or H1
        base: dict[str, str | int] = {**self._category, "symbol": market.symbol}
        if page.channel is Channel.CANDLES:
            bounds = {"start": page.start_ms, "end": page.end_ms - 1, "limit": 1000}
            params = {**base, "interval": _KLINE[interval], **bounds}
            request = Request(f"{BASE}/v5/market/kline", params, "rest")
            return Job(request, partial(parse_klines, market=market, interval=interval))
        window = {**base, "startTime": page.start_ms, "endTime": page.end_ms - 1}
        if page.channel is Channel.FUNDING:
            request = Request(f"{BASE}/v5/market/funding/history", {**window, "limit": 200}, "rest")
            return Job(request, partial(parse_funding, market=market))
        if page.channel is Channel.OI:
            params = {**window, "intervalTime": _PERIOD[interval], "limit": 200}
            request = Request(f"{BASE}/v5/market/open-interest", params, "rest")
            return Job(request, partial(parse_open_interest, market=market))
        params = {**window, "period": _PERIOD[interval], "limit": 500}
        request = Request(f"{BASE}/v5/market/account-ratio", params, "rest")
        return Job(request, partial(parse_ratios, market=market))
