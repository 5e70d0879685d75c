"""What OKX's swaps in USDT and those in coins have in common, with a day of liquidations over REST.

Documentation: okx.com/docs-v5. Facts and traps: docs/sources.md. Contracts are counted
in units of `ctVal`, which only the instrument list tells; rows come newest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LongShortRatio,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, DAY_MS, H1, H4, HOUR_MS, M1, M5, M15, Interval
from tracker.sources.base import (
    Answer,
    Budget,
    Job,
    Page,
    Parsed,
    Poll,
    Request,
    Source,
    retry_after,
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
)
from tracker.sources.errors import BadAnswer, RateLimited, Refused
from tracker.sources.limits import Limit

BASE = "https://www.okx.com/api/v5"
#: Of an endpoint and address, for both kinds of swaps together.
BUDGETS: Mapping[str, Budget] = {
    "market": Budget(3, 3, Limit(20, 2)),
    "liquidations": Budget(5, 6, Limit(40, 2)),
    "candles": Budget(3, 3, Limit(20, 2)),
    "funding": Budget(1.5, 2, Limit(10, 2)),
    "interest": Budget(1.5, 2, Limit(10, 2)),
    "ratios": Budget(1, 1, Limit(5, 2)),
}

# Days on UTC boundaries have a name of their own; "1D" would be Hong Kong days.
_BAR = {M1: "1m", M5: "5m", M15: "15m", H1: "1H", H4: "4H", D1: "1Dutc"}
_PERIOD = {M5: "5m", H1: "1H", D1: "1D"}
#: `/market/candles` holds the newest 1440 candles, older ones are in `/market/history-candles`.
_RECENT_BARS = 1440
_Known = Mapping[str, Market]


class _Envelope(msgspec.Struct):
    code: str
    msg: str = ""
    data: list[msgspec.Raw] | None = None


def open_envelope(body: bytes) -> list[msgspec.Raw]:
    """The rows inside {"code":"0","msg":"","data":[...]}; errors come with HTTP 200 too.

    Raises:
        SourceError: the one the code stands for, or BadAnswer where there is no envelope.
    """
    envelope = decode(body, _Envelope)
    if envelope.code != "0":
        detail = f"code {envelope.code}: {envelope.msg[:200]}"
        if envelope.code in ("50011", "50013"):
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=5)
        if envelope.code.startswith("51") or envelope.code in ("50014", "50030"):
            raise Refused("It refused the question.", detail)
        raise BadAnswer("It answered with an error.", detail)
    if envelope.data is None:
        raise BadAnswer("It answered without data.")
    return envelope.data


class _Ticker(msgspec.Struct):
    instId: str
    last: Number
    ts: int
    open24h: Number = None
    high24h: Number = None
    low24h: Number = None
    volCcy24h: Number = None


def parse_tickers(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """`GET /market/tickers?instType=SWAP`; `volCcy24h` is in coins.

    {"instType":"SWAP","instId":"LTC-USD-SWAP","last":"9999.99","open24h":"9000","high24h":"10000",
     "low24h":"8888.88","volCcy24h":"2222","vol24h":"2222","sodUtc0":"0.1","ts":"1597026383085"}
    """
    del now_ms

    def build(row: _Ticker) -> Ticker | None:
        market = known.get(row.instId)
        if market is None:
            return None
        last = positive(row.last, "last")
        volume = optional_amount(row.volCcy24h, "volCcy24h")
        return Ticker(
            market=market,
            at_ms=moment(row.ts),
            last=last,
            open_24h=optional_price(row.open24h, "open24h"),
            high_24h=optional_price(row.high24h, "high24h"),
            low_24h=optional_price(row.low24h, "low24h"),
            volume_24h=volume,
            volume_24h_usd=volume * last if volume is not None else None,
        )

    values, faults = rows(open_envelope(body), _Ticker, build)
    return Parsed(values=list(values), faults=faults)


class _Interest(msgspec.Struct):
    instId: str
    oiCcy: Number
    ts: int
    oiUsd: Number = None


def parse_open_interest(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """One-sided: contracts, coins and USD: `GET /public/open-interest?instType=SWAP`.

    {"instId":"BTC-USDT-SWAP","instType":"SWAP","oi":"3246494.1","oiCcy":"32464.941",
     "oiUsd":"2078892496.94","ts":"1664005108969"}
    """
    del now_ms

    def build(row: _Interest) -> OpenInterest | None:
        market = known.get(row.instId)
        if market is None:
            return None
        coin = not_negative(row.oiCcy, "oiCcy")
        return OpenInterest(market, moment(row.ts), coin, optional_amount(row.oiUsd, "oiUsd"))

    values, faults = rows(open_envelope(body), _Interest, build)
    return Parsed(values=list(values), faults=faults)


class _Funding(msgspec.Struct):
    instId: str
    fundingRate: Number
    fundingTime: int
    nextFundingTime: Number = None
    realizedRate: Number = None


def parse_funding(body: bytes, now_ms: int, *, market: Market, settled: bool) -> Parsed:
    """The coming rate (`/public/funding-rate`) or settled ones (`/public/funding-rate-history`).

    {"instId":"BTC-USDT-SWAP","fundingRate":"0.0000792","fundingTime":"1703088000000",
     "nextFundingTime":"1703116800000","settFundingRate":"0.000141","ts":"1703070685309"}
    """
    del now_ms

    def build(row: _Funding) -> Funding | None:
        if row.instId != market.symbol:
            return None
        settles_ms = moment(row.fundingTime)
        following = optional(row.nextFundingTime)
        hours = (moment(following) - settles_ms) / HOUR_MS if following else market.funding_h
        if hours is not None and not 0 < hours <= 24:
            hours = None
        realized = optional(row.realizedRate)
        rate = realized if settled and realized is not None else required(row.fundingRate, "rate")
        return Funding(market, settles_ms, rate, hours, settled=settled)

    values, faults = rows(open_envelope(body), _Funding, build)
    values.sort(key=lambda funding: funding.settles_ms)
    return Parsed(values=list(_with_intervals(values)), faults=faults)


def _with_intervals(values: Sequence[Funding]) -> Sequence[Funding]:
    """Settled rows do not say their interval; it is the distance to the one before."""
    filled: list[Funding] = []
    for index, value in enumerate(values):
        if value.interval_h is None and len(values) > 1:
            a, b = values[max(index - 1, 0)], values[max(index, 1)]
            hours = (b.settles_ms - a.settles_ms) / HOUR_MS
            # A missing row would look like a longer interval; 8 h is the longest there is.
            filled.append(replace(value, interval_h=hours if hours in (1, 2, 4, 8) else None))
        else:
            filled.append(value)
    return filled


class _Candle(msgspec.Struct, array_like=True):
    open_ms: int
    open: float
    high: float
    low: float
    close: float
    contracts: float
    coins: float
    quote: Number
    confirm: str


def parse_candles(body: bytes, now_ms: int, *, market: Market, interval: Interval) -> Parsed:
    """Candles, newest first on the wire; `confirm` "1" is over: `GET /market/candles`.

    [["1747094040000","102806.1","102820.4","102806.1","102820.4","1040.37","10.4037",
      "1069603.34883","1"], ...]
    """

    def build(row: _Candle) -> Candle:
        closed = row.confirm == "1"
        values = (row.open_ms, row.open, row.high, row.low, row.close, row.coins, closed)
        return make_candle(market, interval, now_ms, values)

    return settle(*rows(open_envelope(body), _Candle, build))


class _HistoryPoint(msgspec.Struct, array_like=True):
    at_ms: int
    contracts: Number
    coin: Number
    usd: Number


def parse_open_interest_history(
    body: bytes, now_ms: int, *, market: Market, interval: Interval, end_ms: int
) -> Parsed:
    """`GET /rubik/stat/contracts/open-interest-history`: [ts, contracts, coin, USD], newest first.

    {"code":"0","data":[["1790550000000","2800476.45","28006.5419","2360916466.88"]],"msg":""}

    The endpoint was once seen frozen years back; an answer that ends long before the window asked
    for is refused rather than drawn.
    """

    def build(row: _HistoryPoint) -> OpenInterest:
        coin = not_negative(row.coin, "coin")
        return OpenInterest(market, moment(row.at_ms), coin, optional_amount(row.usd, "usd"))

    values, faults = rows(open_envelope(body), _HistoryPoint, build)
    newest_ms = max((value.at_ms for value in values), default=None)
    wanted_ms = min(end_ms, now_ms) - max(DAY_MS, 24 * interval.ms)
    if newest_ms is not None and newest_ms < wanted_ms:
        raise BadAnswer("Its open-interest history is out of date.", f"newest row {newest_ms}")
    return Parsed(values=list(values), faults=faults)


class _Ratio(msgspec.Struct, array_like=True):
    at_ms: int
    ratio: Number


def parse_ratios(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """Long over short accounts of the coin: `GET /rubik/stat/contracts/long-short-account-ratio`.

    {"code":"0","data":[["1729323600000","0.9398602814619824"], ...],"msg":""}
    """
    del now_ms

    def build(row: _Ratio) -> LongShortRatio:
        ratio = not_negative(row.ratio, "ratio")
        return LongShortRatio(market, moment(row.at_ms), ratio / (1 + ratio))

    values, faults = rows(open_envelope(body), _Ratio, build)
    return Parsed(values=list(values), faults=faults)


class _LiquidationDetail(msgspec.Struct):
    bkPx: Number
    sz: Number
    side: str
    ts: int
    posSide: str = ""


class _LiquidationGroup(msgspec.Struct):
    instId: str = ""
    uly: str = ""
    details: list[msgspec.Raw] = msgspec.field(default_factory=list)


_LIQUIDATION_PAGE = 100


def parse_liquidations(
    body: bytes, now_ms: int, *, market: Market, since_ms: int, after_ms: int | None
) -> Parsed:
    """Liquidations, newest first, as far back as `since_ms`: `GET /public/liquidation-orders`.

    {"code":"0","data":[{"instId":"BTC-USDT-SWAP","uly":"BTC-USDT","details":[{"bkLoss":"0",
      "bkPx":"64210.1","posSide":"short","side":"buy","sz":"13","ts":"1692266434010"}]}],"msg":""}

    `details` is a list: every one of them is a liquidation. A full page has a next one.
    """
    del now_ms
    if market.multiplier is None:
        raise BadAnswer("Its contract size is not known yet.", market.symbol)
    details: list[msgspec.Raw] = []
    dropped = 0
    for raw in open_envelope(body):
        group = decode(bytes(raw), _LiquidationGroup)
        if group.instId and group.instId != market.symbol:
            dropped += len(group.details)
        else:
            details += group.details
    build = partial(liquidation, market, market.multiplier)
    values, faults = rows(details, _LiquidationDetail, build)
    more = None
    if values:
        oldest_ms = min(value.at_ms for value in values)
        older = after_ms is None or oldest_ms < after_ms  # else `after` was ignored
        if len(details) >= _LIQUIDATION_PAGE and oldest_ms > since_ms and older:
            # One ms of overlap, for the others of that ms; unless the page held only that ms.
            overlap_ms = (
                oldest_ms + 1 if after_ms is None or oldest_ms + 1 < after_ms else oldest_ms
            )
            more = liquidations_job(market, since_ms, after_ms=overlap_ms)
    return Parsed(values=list(values), faults=faults, next=more, dropped=dropped)


def liquidation(market: Market, multiplier: float, row: _LiquidationDetail) -> Liquidation:
    """`posSide` is the position, `side` the order; in net mode only the order tells.

    USD = contracts x ctVal x bankruptcy price; of swaps in coins ctVal is USD, so without the price.
    """
    if row.posSide in ("long", "short"):
        side = Side(row.posSide)
    elif row.side in ("sell", "buy"):
        side = Side.LONG if row.side == "sell" else Side.SHORT
    else:
        raise BadAnswer("It sent a liquidation that cannot be true.", f"side {row.side!r}")
    price = positive(row.bkPx, "bkPx")
    size = positive(row.sz, "sz") * multiplier
    inverse = market.contract is Contract.INVERSE
    return Liquidation(
        market=market,
        at_ms=moment(row.ts),
        side=side,
        price=price,
        quantity=size / price if inverse else size,
        notional_usd=size if inverse else size * price,
    )


def liquidations_job(market: Market, since_ms: int, after_ms: int | None = None) -> Job:
    """One page; `after` means older than."""
    params: dict[str, str | int] = {
        "instType": "SWAP",
        "uly": market.symbol.removesuffix("-SWAP"),
        "state": "filled",
        "limit": _LIQUIDATION_PAGE,
    }
    if after_ms is not None:
        params["after"] = after_ms
    request = Request(f"{BASE}/public/liquidation-orders", params, "liquidations")
    parse = partial(parse_liquidations, market=market, since_ms=since_ms, after_ms=after_ms)
    return Job(request, parse)


class _Instrument(msgspec.Struct):
    instId: str
    ctVal: Number
    ctValCcy: str
    ctType: str
    ctMult: Number = "1"
    settleCcy: str = ""
    state: str = "live"


def parse_instruments(body: bytes, now_ms: int, *, venue: str, contract: Contract) -> Parsed:
    """Swaps in USDT or in coins, and what one contract of them is: `GET /public/instruments`.

    {"instId":"BTC-USDT-SWAP","ctType":"linear","ctVal":"0.01","ctMult":"1","ctValCcy":"BTC",
     "settleCcy":"USDT","state":"live","uly":"BTC-USDT", ...}
    {"instId":"BTC-USD-SWAP","ctType":"inverse","ctVal":"100","ctMult":"1","ctValCcy":"USD",
     "settleCcy":"BTC","state":"live","uly":"BTC-USD", ...}
    """
    del now_ms
    inverse = contract is Contract.INVERSE

    def build(row: _Instrument) -> Market | None:
        asset, money = row.settleCcy if inverse else row.ctValCcy, "USD" if inverse else "USDT"
        priced = row.ctValCcy if inverse else row.settleCcy
        if row.ctType != contract or priced != money or not asset:
            return None
        if not row.instId.endswith(f"-{money}-SWAP") or row.state in ("expired", "suspend"):
            return None
        multiplier = positive(row.ctVal, "ctVal") * positive(row.ctMult or 1, "ctMult")
        return Market(
            venue=venue,
            symbol=row.instId,
            asset=asset,
            contract=contract,
            multiplier=multiplier,
        )

    values, faults = rows(open_envelope(body), _Instrument, build)
    return Parsed(values=list(values), faults=faults)


class _Time(msgspec.Struct):
    ts: int


def parse_time(body: bytes, now_ms: int) -> Parsed:
    """`GET /public/time`: {"code":"0","data":[{"ts":"1597026383085"}],"msg":""}."""
    del now_ms
    data = open_envelope(body)
    return Parsed(venue_ms=moment(decode(bytes(data[0]), _Time).ts) if data else None)


class OkxSwaps(Source):
    """What both venues ask; a subclass says which contracts it is about."""

    contract: ClassVar[Contract]
    needs_instruments = True

    def check(self, answer: Answer) -> None:
        """Limits are counted over two seconds, so a short pause is enough where none is named."""
        if answer.status == 429:
            wait = retry_after(answer, default_s=5)
            detail = answer.body[:200].decode(errors="replace")
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=wait)
        super().check(answer)

    def instruments(self) -> Job | None:
        """All swaps in one call."""
        request = Request(f"{BASE}/public/instruments", {"instType": "SWAP"}, "market")
        parse = partial(parse_instruments, venue=self.venue, contract=self.contract)
        return Job(request, parse)

    def clock(self) -> Job | None:
        """Server time."""
        return Job(Request(f"{BASE}/public/time", bucket="market"), parse_time)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """Tickers and open interest of all swaps in one call each, the rest per market."""
        known = {market.symbol: market for market in markets}
        swaps = {"instType": "SWAP"}
        tickers = Job(
            Request(f"{BASE}/market/tickers", swaps, "market"), partial(parse_tickers, known=known)
        )
        interest = Job(
            Request(f"{BASE}/public/open-interest", swaps, "market"),
            partial(parse_open_interest, known=known),
        )
        funding = [
            Job(
                Request(f"{BASE}/public/funding-rate", {"instId": market.symbol}, "funding"),
                partial(parse_funding, market=market, settled=False),
            )
            for market in markets
        ]
        ratios = [
            Job(
                Request(
                    f"{BASE}/rubik/stat/contracts/long-short-account-ratio",
                    {"ccy": market.asset, "period": "5m"},
                    "ratios",
                ),
                partial(parse_ratios, market=market),
            )
            for market in markets
        ]

        def liquidations(now_ms: int, since_ms: int | None) -> list[Job]:
            # A minute of overlap: what arrived late must not fall between two polls.
            back_ms = now_ms - DAY_MS if since_ms is None else since_ms - 60_000
            return [liquidations_job(market, back_ms) for market in markets]

        polls = [
            Poll((Channel.LIQUIDATIONS,), 10, liquidations),
            Poll((Channel.OI,), 30, lambda _n, _s: [interest]),
            Poll((Channel.TICKERS,), 30, lambda _n, _s: [tickers]),
            Poll((Channel.FUNDING,), 60, lambda _n, _s: funding),
        ]
        if Channel.RATIOS in self.channels:
            polls.append(Poll((Channel.RATIOS,), 300, lambda _n, _s: ratios))
        return polls

    def history(self, page: Page) -> Job:
        """`after` is older than, `before` newer than; `begin` and `end` bound the statistics."""
        market, interval = page.market, page.interval or H1
        window: dict[str, str | int] = {
            "after": page.end_ms,
            "before": page.start_ms - 1,
            "limit": 100,
        }
        if page.channel is Channel.CANDLES:
            recent = page.start_ms > page.now_ms - _RECENT_BARS * interval.ms
            path = "candles" if recent else "history-candles"
            params: dict[str, str | int] = {
                "instId": market.symbol,
                "bar": _BAR[interval],
                **window,
            }
            request = Request(f"{BASE}/market/{path}", params, "candles")
            return Job(request, partial(parse_candles, market=market, interval=interval))
        if page.channel is Channel.FUNDING:
            params = {"instId": market.symbol, **window}
            request = Request(f"{BASE}/public/funding-rate-history", params, "funding")
            return Job(request, partial(parse_funding, market=market, settled=True))
        bounds: dict[str, str | int] = {
            "period": _PERIOD[interval],
            "begin": page.start_ms,
            "end": page.end_ms,
        }
        if page.channel is Channel.OI:
            params = {"instId": market.symbol, **bounds, "limit": 100}
            url = f"{BASE}/rubik/stat/contracts/open-interest-history"
            parse = partial(
                parse_open_interest_history, market=market, interval=interval, end_ms=page.end_ms
            )
            return Job(Request(url, params, "interest"), parse)
        url = f"{BASE}/rubik/stat/contracts/long-short-account-ratio"
        request = Request(url, {"ccy": market.asset, **bounds}, "ratios")
        return Job(request, partial(parse_ratios, market=market))
