"""Bitget: USDT perpetuals; what it tells of liquidations has no known unit and is left out.

Documentation: bitget.com/api-doc. Facts and traps: docs/sources.md. Everything comes in an envelope
with a code; numbers are strings, sizes are coins, open interest is one-sided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.candle import Candle
from tracker.domain.derivatives import Funding, LongShortRatio, Mark, OpenInterest, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market, coin_and_factor
from tracker.domain.times import DAY_MS, H1, H4, M1, M5, M15, Interval
from tracker.sources.base import (
    Answer,
    Budget,
    ChannelSpec,
    History,
    Job,
    Page,
    Parsed,
    Poll,
    Request,
    Source,
    Value,
    retry_after,
)
from tracker.sources.candles import make_candle, settle
from tracker.sources.decode import (
    Number,
    decode,
    moment,
    optional,
    optional_amount,
    optional_price,
    positive,
    required,
    rows,
    share,
)
from tracker.sources.errors import BadAnswer, RateLimited, Refused
from tracker.sources.limits import Gauge, Limit

BASE = "https://api.bitget.com/api/v2/mix/market"
PRODUCT = "USDT-FUTURES"

# Days would be windows of 200 days, and it answers at most 90 at once.
_BAR = {M1: "1m", M5: "5m", M15: "15m", H1: "1H", H4: "4H"}
#: The newest candles are at `/candles`, older ones at `/history-candles`.
_RECENT_MS = 28 * DAY_MS
_CANDLE_PAGE, _FUNDING_PAGE = 200, 100
_BAD_QUESTIONS = frozenset({"40017", "40019", "40020", "40034", "40054", "40309", "400172"})
_Known = Mapping[str, Market]


class _Envelope(msgspec.Struct):
    code: str
    msg: str = ""
    requestTime: int | None = None
    data: list[msgspec.Raw] | None = None


def open_envelope(body: bytes) -> tuple[list[msgspec.Raw], int | None]:
    """The rows inside, and the venue's time.

    {"code":"00000","msg":"success","requestTime":1695793701269,"data":[...]}

    Raises:
        SourceError: the one the code stands for, or BadAnswer where there is no envelope.
    """
    envelope = decode(body, _Envelope)
    if envelope.code != "00000":
        detail = f"code {envelope.code}: {envelope.msg[:200]}"
        if envelope.code == "429":
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=5)
        if envelope.code in _BAD_QUESTIONS:
            raise Refused("It refused the question.", detail)
        raise BadAnswer("It answered with an error.", detail)
    if envelope.data is None:
        raise BadAnswer("It answered without data.")
    return envelope.data, moment(envelope.requestTime) if envelope.requestTime else None


class _Ticker(msgspec.Struct):
    symbol: str
    lastPr: Number
    ts: int
    open24h: Number = None
    high24h: Number = None
    low24h: Number = None
    baseVolume: Number = None
    usdtVolume: Number = None
    markPrice: Number = None
    indexPrice: Number = None
    holdingAmount: Number = None


def parse_tickers(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """Price, mark and one-sided open interest in coins: `GET /tickers?productType=USDT-FUTURES`.

    {"symbol":"BTCUSDT","lastPr":"104823.8","high24h":"105289.3","low24h":"103447.9",
     "ts":"1750332210370","change24h":"0.00471","baseVolume":"79089.5675",
     "quoteVolume":"8274870921.80485","usdtVolume":"8274870921.80485","indexPrice":"104881.953125",
     "fundingRate":"-0.000014","holdingAmount":"7452.6421","open24h":"104332.3",
     "markPrice":"104824.2", ...}
    """
    del now_ms
    data, venue_ms = open_envelope(body)
    values: list[Value] = []

    def build(row: _Ticker) -> None:
        market = known.get(row.symbol)
        if market is not None:
            values.extend(_ticker_values(market, row))

    _, faults = rows(data, _Ticker, build)
    return Parsed(values=values, faults=faults, venue_ms=venue_ms)


def _ticker_values(market: Market, row: _Ticker) -> list[Value]:
    factor, at_ms = market.factor, moment(row.ts)

    def price(value: Number, name: str) -> float | None:
        number = optional_price(value, name)
        return number / factor if number is not None else None

    volume = optional_amount(row.baseVolume, "baseVolume")
    values: list[Value] = [
        Ticker(
            market=market,
            at_ms=at_ms,
            last=positive(row.lastPr, "lastPr") / factor,
            open_24h=price(row.open24h, "open24h"),
            high_24h=price(row.high24h, "high24h"),
            low_24h=price(row.low24h, "low24h"),
            volume_24h=volume * factor if volume is not None else None,
            volume_24h_usd=optional_amount(row.usdtVolume, "usdtVolume"),
        )
    ]
    mark = price(row.markPrice, "markPrice")
    if mark is not None:
        values.append(Mark(market, at_ms, mark, price(row.indexPrice, "indexPrice")))
    size = optional_amount(row.holdingAmount, "holdingAmount")
    if size is not None:
        coin = size * factor
        values.append(OpenInterest(market, at_ms, coin, coin * mark if mark else None))
    return values


class _Rate(msgspec.Struct):
    symbol: str
    fundingRate: Number
    fundingRateInterval: Number = None
    nextUpdate: Number = None


def parse_rate(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """The coming funding: `GET /current-fund-rate`.

    {"symbol":"BTCUSDT","fundingRate":"-0.000013","fundingRateInterval":"8",
     "nextUpdate":"1745510400000","minFundingRate":"-0.003","maxFundingRate":"0.003"}

    `nextUpdate` is when it is paid; an answer without it says nothing that could be kept.
    """
    del now_ms
    data, venue_ms = open_envelope(body)

    def build(row: _Rate) -> Funding | None:
        settles = optional(row.nextUpdate)
        if row.symbol != market.symbol or not settles:
            return None
        rate = required(row.fundingRate, "fundingRate")
        hours = optional_amount(row.fundingRateInterval, "fundingRateInterval") or market.funding_h
        return Funding(market, moment(settles), rate, hours, settled=False)

    values, faults = rows(data, _Rate, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _FundingPoint(msgspec.Struct):
    symbol: str
    fundingRate: Number
    fundingTime: int


def parse_funding(
    body: bytes, now_ms: int, *, market: Market, start_ms: int, number: int
) -> Parsed:
    """Settled rates, newest first, by numbered pages: `GET /history-fund-rate`.

    {"symbol":"BTCUSDT","fundingRate":"0.0005","fundingTime":"1695776400000"}

    Its pages know no times: they are followed until one reaches back to `start_ms`.
    """
    del now_ms
    data, venue_ms = open_envelope(body)

    def build(row: _FundingPoint) -> Funding | None:
        if row.symbol != market.symbol:
            return None
        rate = required(row.fundingRate, "fundingRate")
        return Funding(market, moment(row.fundingTime), rate, market.funding_h, settled=True)

    values, faults = rows(data, _FundingPoint, build)
    more = None
    if len(data) >= _FUNDING_PAGE and values and min(v.settles_ms for v in values) > start_ms:
        more = _funding_job(market, start_ms, number + 1)
    return Parsed(values=list(values), faults=faults, next=more, venue_ms=venue_ms)


def _funding_job(market: Market, start_ms: int, number: int = 1) -> Job:
    params = {**_about(market), "pageSize": _FUNDING_PAGE, "pageNo": number}
    request = Request(f"{BASE}/history-fund-rate", params, "rest")
    return Job(request, partial(parse_funding, market=market, start_ms=start_ms, number=number))


class _Accounts(msgspec.Struct):
    longAccountRatio: Number
    ts: int


def parse_ratios(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """The share of accounts that are long: `GET /account-long-short`; cold coins have none.

    {"longAccountRatio":"0.58","shortAccountRatio":"0.42","longShortAccountRatio":"0.0138",
     "ts":"1729312200000"}
    """
    del now_ms
    data, venue_ms = open_envelope(body)

    def build(row: _Accounts) -> LongShortRatio:
        return LongShortRatio(market, moment(row.ts), share(row.longAccountRatio, "long"))

    values, faults = rows(data, _Accounts, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _Candle(msgspec.Struct, array_like=True):
    open_ms: int
    open: float
    high: float
    low: float
    close: float
    coins: float


def parse_candles(body: bytes, now_ms: int, *, market: Market, interval: Interval) -> Parsed:
    """Candles, oldest first: `GET /candles` and `GET /history-candles`.

    [["1695835800000","26210.5","26210.5","26194.5","26194.5","26.26","687897.63"], ...]
    """
    data, venue_ms = open_envelope(body)
    present_ms = venue_ms or now_ms

    def build(row: _Candle) -> Candle:
        values = (row.open_ms, row.open, row.high, row.low, row.close, row.coins, None)
        return make_candle(market, interval, present_ms, values)

    parsed = settle(*rows(data, _Candle, build))
    parsed.venue_ms = venue_ms
    return parsed


class _Contract(msgspec.Struct):
    symbol: str
    baseCoin: str
    quoteCoin: str
    symbolType: str
    symbolStatus: str = ""
    isRwa: str = ""
    fundInterval: Number = None


def parse_contracts(body: bytes, now_ms: int) -> Parsed:
    """Perpetuals on coins quoted in USDT: `GET /contracts?productType=USDT-FUTURES`.

    {"symbol":"BTCUSDT","baseCoin":"BTC","quoteCoin":"USDT","minTradeNum":"0.01",
     "sizeMultiplier":"0.01","symbolType":"perpetual","symbolStatus":"normal","offTime":"-1",
     "fundInterval":"8","launchTime":"", ...}

    Sizes are coins; `sizeMultiplier` is only the step they come in. Shares and metals are marked
    `isRwa`; what is announced or gone is left out.
    """
    del now_ms
    data, venue_ms = open_envelope(body)

    def build(row: _Contract) -> Market | None:
        if not row.symbol or not row.baseCoin:
            raise BadAnswer("It listed a market without a name.")
        if row.symbolType != "perpetual" or row.quoteCoin != "USDT" or row.isRwa == "YES":
            return None
        if row.symbolStatus in ("listed", "off"):
            return None
        asset, factor = coin_and_factor(row.baseCoin)
        return Market(
            venue=Bitget.venue,
            symbol=row.symbol,
            asset=asset,
            contract=Contract.LINEAR,
            factor=factor,
            funding_h=optional_amount(row.fundInterval, "fundInterval") or None,
        )

    values, faults = rows(data, _Contract, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


def _about(market: Market) -> dict[str, str | int]:
    return {"symbol": market.symbol, "productType": PRODUCT}


class Bitget(Source):
    """USDT perpetuals."""

    venue = "bitget"
    title = "Bitget"
    # Liquidations are public in a unit that is neither documented nor agreed on: not declared.
    channels: ClassVar = {
        Channel.OI: ChannelSpec(cadence_s=30, unit="coins, one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=60),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
        Channel.RATIOS: ChannelSpec(cadence_s=300),
        Channel.CANDLES: ChannelSpec(cadence_s=3600),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.CANDLES: History(_CANDLE_PAGE, intervals=tuple(_BAR)),
        # A window of so many hours, whose numbered pages are followed as far as it reaches.
        Channel.FUNDING: History(1_000, reach_ms=90 * DAY_MS),
    }
    # Of an endpoint, address and second; all endpoints but the account ratios keep to it together.
    budgets: ClassVar = {
        "rest": Budget(4, 5, Limit(20, 1), Gauge(left="x-mbx-used-remain-limit")),
        "ratios": Budget(0.4, 1, Limit(1, 1), Gauge(left="x-mbx-used-remain-limit")),
    }

    def market(self, asset: str) -> Market:
        """BTC is BTCUSDT."""
        return Market(self.venue, f"{asset}USDT", asset, Contract.LINEAR)

    def check(self, answer: Answer) -> None:
        """Its limits are those of a second."""
        if answer.status == 429:
            wait = retry_after(answer, default_s=10)
            detail = answer.body[:200].decode(errors="replace")
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=wait)
        super().check(answer)

    def instruments(self) -> Job | None:
        """All contracts in one call."""
        request = Request(f"{BASE}/contracts", {"productType": PRODUCT}, "rest")
        return Job(request, parse_contracts)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """All tickers in one call, funding and account ratios per market."""
        known = {market.symbol: market for market in markets}
        tickers = Job(
            Request(f"{BASE}/tickers", {"productType": PRODUCT}, "rest"),
            partial(parse_tickers, known=known),
        )
        funding = [
            Job(
                Request(f"{BASE}/current-fund-rate", _about(market), "rest"),
                partial(parse_rate, market=market),
            )
            for market in markets
        ]
        ratios = [
            Job(
                Request(f"{BASE}/account-long-short", {**_about(market), "period": "5m"}, "ratios"),
                partial(parse_ratios, market=market),
            )
            for market in markets
        ]
        return [
            Poll((Channel.TICKERS, Channel.OI), 30, lambda _n, _s: [tickers]),
            Poll((Channel.FUNDING,), 60, lambda _n, _s: funding),
            Poll((Channel.RATIOS,), 300, lambda _n, _s: ratios),
        ]

    def history(self, page: Page) -> Job:
        """Candles by start and end, aligned to the end; funding by numbered pages."""
        market, interval = page.market, page.interval or H1
        if page.channel is Channel.FUNDING:
            return _funding_job(market, page.start_ms)
        is_recent = page.start_ms > page.now_ms - _RECENT_MS
        params: dict[str, str | int] = {
            **_about(market),
            "granularity": _BAR[interval],
            "startTime": page.start_ms,
            "endTime": page.end_ms - 1,
            "limit": _CANDLE_PAGE,
        }
        path = "candles" if is_recent else "history-candles"
        request = Request(f"{BASE}/{path}", params, "rest")
        return Job(request, partial(parse_candles, market=market, interval=interval))
