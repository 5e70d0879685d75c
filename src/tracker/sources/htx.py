"""HTX: USDT perpetuals; liquidations come by a stream of gzip frames whose pings want an answer.

Documentation: htx.com/en-us/opend. Facts and traps: docs/sources.md. Errors come with HTTP 200, in
two kinds of envelope; open interest counts both sides; contracts hold `contract_size` coins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.candle import Candle
from tracker.domain.derivatives import FeedKind, Funding, Mark, OpenInterest, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, H4, HOUR_MS, M1, M5, M15, SECOND_MS, Interval
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
)
from tracker.sources.errors import BadAnswer, RateLimited, Refused
from tracker.sources.htx_frames import LIQUIDATIONS, RATES, parse_frame
from tracker.sources.limits import Gauge, Limit

BASE = "https://api.hbdm.com"
STREAM = "wss://api.hbdm.com/linear-swap-notification"

# Its days begin at 16:00 UTC: they are not asked for.
_BAR = {M1: "1min", M5: "5min", M15: "15min", H1: "60min", H4: "4hour"}
_PERIOD = {H1: "60min", H4: "4hour"}
# All of them: coins, contracts and USDT.
_SIDES = dict.fromkeys(("amount", "volume", "value"), 2)
_INTEREST_POINTS, _FUNDING_PAGE, _CANDLE_PAGE = 200, 100, 1_000
#: Contracts that are gone, announced, or not let in; in settlement they are back in a minute.
_NOT_TRADED = frozenset({0, 2, 4, 8})
_BAD_QUESTIONS = frozenset({"1013", "1014", "1040", "1067", "invalid-parameter", "bad-request"})
_Known = Mapping[str, Market]
_Code = int | str | None


class _Envelope(msgspec.Struct):
    status: str = ""
    code: _Code = None
    message: str = ""
    err_code: _Code = None
    err_msg: str = ""
    err_code_market: _Code = msgspec.field(name="err-code", default=None)
    err_msg_market: str = msgspec.field(name="err-msg", default="")
    data: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    ticks: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    ts: Number = None


def open_envelope(body: bytes) -> tuple[bytes, int | None]:
    """What is inside, and the venue's time. The interface of 2026 answers as the second one does.

    {"status":"ok","data":[...],"ts":1643346173103}
    {"code":200,"message":"Success","data":[...],"ts":1781235318758}
    {"status":"error","err_code":1013,"err_msg":"This contract symbol doesnt exist.","ts":1640550459583}

    Raises:
        SourceError: the one the code stands for, or BadAnswer where there is no envelope.
    """
    envelope = decode(body, _Envelope)
    if envelope.status != "ok" and envelope.code not in (200, "200"):
        code = envelope.err_code or envelope.err_code_market or envelope.code or envelope.status
        words = envelope.err_msg or envelope.err_msg_market or envelope.message
        detail = f"code {code}: {words[:200]}"
        if str(code) in ("1032", "429"):
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=5)
        if str(code) in _BAD_QUESTIONS:
            raise Refused("It refused the question.", detail)
        raise BadAnswer("It answered with an error.", detail)
    inside = bytes(envelope.data) or bytes(envelope.ticks)
    if not inside:
        raise BadAnswer("It answered without data.")
    at = optional(envelope.ts)
    return inside, moment(at) if at else None


def _list(body: bytes) -> tuple[list[msgspec.Raw], int | None]:
    inside, venue_ms = open_envelope(body)
    return decode(inside, list[msgspec.Raw]), venue_ms


class _Contract(msgspec.Struct):
    contract_code: str
    symbol: str
    contract_size: Number
    contract_status: int
    business_type: str = "swap"
    settlement_period: Number = None


def parse_contracts(body: bytes, now_ms: int) -> Parsed:
    """Perpetuals and what one contract of them holds: `GET /linear-swap-api/v1/swap_contract_info`.

    {"symbol":"BTC","contract_code":"BTC-USDT","contract_size":0.001,"price_tick":0.1,
     "delivery_date":"","delivery_time":"","create_date":"20201021","contract_status":1,
     "settlement_date":"1645315200000","support_margin_mode":"all","business_type":"swap",
     "pair":"BTC-USDT","contract_type":"swap","trade_partition":"USDT"}
    """
    del now_ms
    data, venue_ms = _list(body)

    def build(row: _Contract) -> Market | None:
        if not row.symbol:
            raise BadAnswer("It listed a market without a name.")
        if row.business_type != "swap" or row.contract_code != f"{row.symbol}-USDT":
            return None
        if row.contract_status in _NOT_TRADED:
            return None
        hours = optional_amount(row.settlement_period, "settlement_period")
        return Market(
            venue=Htx.venue,
            symbol=row.contract_code,
            asset=row.symbol,
            contract=Contract.LINEAR,
            multiplier=positive(row.contract_size, "contract_size"),
            funding_h=hours if hours and hours <= 24 else None,
        )

    values, faults = rows(data, _Contract, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _Ticker(msgspec.Struct):
    contract_code: str
    close: Number
    ts: int
    open: Number = None
    high: Number = None
    low: Number = None
    amount: Number = None
    trade_turnover: Number = None
    business_type: str = "swap"


def parse_tickers(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """The last 24 hours of all contracts: `GET /linear-swap-ex/market/detail/batch_merged`.

    {"status":"ok","ticks":[{"id":1637504679,"ts":1637504679372,"ask":[0.10644,100],
      "bid":[0.10624,26],"symbol":"TRX_CW","open":"0.10233","close":"0.10644","low":"0.1017",
      "high":"0.10725","amount":"2340267.415144052378486261756692535687481566","count":882,
      "vol":"24706","trade_turnover":"840726.5048","business_type":"futures",
      "contract_code":"BTC-USDT-CW"}],"ts":1637504679376}

    `amount` is in coins, `vol` in contracts, `trade_turnover` in USDT.
    """
    del now_ms
    data, venue_ms = _list(body)

    def build(row: _Ticker) -> Ticker | None:
        market = known.get(row.contract_code)
        if market is None:
            return None
        return Ticker(
            market=market,
            at_ms=moment(row.ts),
            last=positive(row.close, "close"),
            open_24h=optional_price(row.open, "open"),
            high_24h=optional_price(row.high, "high"),
            low_24h=optional_price(row.low, "low"),
            volume_24h=optional_amount(row.amount, "amount"),
            volume_24h_usd=optional_amount(row.trade_turnover, "trade_turnover"),
        )

    values, faults = rows(data, _Ticker, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _MarkBar(msgspec.Struct):
    id: int
    close: Number


def parse_mark(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """The mark, as the newest bar of it: `GET /index/market/history/linear_swap_mark_price_kline`.

    {"ch":"market.BTC-USDT.mark_price.5min","data":[{"amount":"0","close":"31078.68","count":"0",
      "high":"31078.68","id":1611105300,"low":"31078.68","open":"31078.68","trade_turnover":"0",
      "vol":"0"}],"status":"ok","ts":1611106791703}
    """
    data, venue_ms = _list(body)
    bars, faults = rows(data, _MarkBar, lambda row: row)
    values: list[Value] = []
    if bars:
        newest = max(bars, key=lambda bar: bar.id)
        price = positive(newest.close, "close")
        values.append(Mark(market, venue_ms or now_ms, price))
    return Parsed(values=values, faults=faults, venue_ms=venue_ms)


class _Interest(msgspec.Struct):
    contract_code: str
    amount: Number
    value: Number = None


def parse_open_interest(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """Open interest, halved to one side: `GET /v5/market/open_interest`.

    {"code":200,"message":"Success","data":{"amount":"32476.092","volume":"32476092",
      "value":"2063137924.9668","contract_code":"BTC-USDT","trade_amount":"11371.362",
      "trade_volume":"11371362","trade_turnover":"723600792.7222"},"ts":1781327941440}

    `amount` is in coins, `volume` in contracts, `value` in USDT; all count both sides.
    """
    inside, venue_ms = open_envelope(body)
    row = decode(inside, _Interest)
    if row.contract_code != market.symbol:
        raise BadAnswer("It answered about another market.", row.contract_code)
    coin, usd = not_negative(row.amount, "amount"), optional_amount(row.value, "value")
    value = _halved(market, venue_ms or now_ms, coin, usd)
    return Parsed(values=[value], venue_ms=venue_ms)


def _halved(market: Market, at_ms: int, coin: float, usd: float | None) -> OpenInterest:
    usd = usd / _SIDES["value"] if usd is not None else None
    return OpenInterest(market, at_ms, coin / _SIDES["amount"], usd)


class _InterestPoint(msgspec.Struct):
    volume: Number
    amount_type: int
    ts: int
    value: Number = None


class _InterestPast(msgspec.Struct):
    contract_code: str
    tick: list[msgspec.Raw]


def parse_open_interest_history(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """The newest points, both sides and halved: `GET /linear-swap-api/v1/swap_his_open_interest`.

    {"status":"ok","data":{"symbol":"BTC","tick":[{"volume":"4385.4350000000000000",
      "amount_type":"2","ts":"1648220400000","value":"194059884.1850000000000000"}],
      "contract_code":"BTC-USDT","business_type":"swap","pair":"BTC-USDT","contract_type":"swap",
      "trade_partition":"USDT"},"ts":"1648223733007"}

    `volume` is in coins where `amount_type` is 2, in contracts where it is 1.
    """
    del now_ms
    inside, venue_ms = open_envelope(body)
    past = decode(inside, _InterestPast)
    if past.contract_code != market.symbol:
        raise BadAnswer("It answered about another market.", past.contract_code)

    def build(row: _InterestPoint) -> OpenInterest:
        if row.amount_type != 2:
            raise BadAnswer("It counted in contracts.", f"amount_type {row.amount_type}")
        coin, usd = not_negative(row.volume, "volume"), optional_amount(row.value, "value")
        return _halved(market, moment(row.ts), coin, usd)

    values, faults = rows(past.tick, _InterestPoint, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _Funding(msgspec.Struct):
    contract_code: str
    funding_rate: Number
    funding_time: int
    next_funding_time: Number = None


def parse_funding(body: bytes, now_ms: int, *, market: Market, settled: bool) -> Parsed:
    """The coming rate and settled ones: `GET /v5/market/funding_rate`, `…/funding_rate_history`.

    {"contract_code":"BTC-USDT","funding_rate":"0.000083024939363172",
     "funding_time":"1781251200000","next_funding_time":"1781280000000",
     "min_funding_rate":"-0.00375","max_funding_rate":"0.00375"}
    {"id":"1","contract_code":"BTC-USDT","funding_rate":"0.0001","funding_time":"1603296000000"}

    A coming rate is paid at `funding_time`; the one after it tells how long the interval is.
    """
    del now_ms
    data, venue_ms = _list(body)

    def build(row: _Funding) -> Funding | None:
        if row.contract_code != market.symbol:
            return None
        settles_ms, following = moment(row.funding_time), optional(row.next_funding_time)
        hours = (moment(following) - settles_ms) / HOUR_MS if following else market.funding_h
        if hours is not None and not 0 < hours <= 24:
            hours = None
        rate = required(row.funding_rate, "funding_rate")
        return Funding(market, settles_ms, rate, hours, settled=settled)

    values, faults = rows(data, _Funding, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _Candle(msgspec.Struct):
    id: int
    open: float
    high: float
    low: float
    close: float
    amount: float


def parse_candles(body: bytes, now_ms: int, *, market: Market, interval: Interval) -> Parsed:
    """Candles by their start in seconds: `GET /linear-swap-ex/market/history/kline`.

    {"status":"ok","ch":"market.ethbtc.kline.1min","ts":1591515374371,"data":[{"amount":0.0,
      "open":0.025095,"close":0.025095,"high":0.025095,"id":1591515360,"count":0,"low":0.025095,
      "vol":0.0}, ...]}

    `amount` is in coins, `vol` in contracts.
    """
    data, venue_ms = _list(body)
    present_ms = venue_ms or now_ms

    def build(row: _Candle) -> Candle:
        values = (moment(row.id), row.open, row.high, row.low, row.close, row.amount, None)
        return make_candle(market, interval, present_ms, values)

    parsed = settle(*rows(data, _Candle, build))
    parsed.venue_ms = venue_ms
    return parsed


def _ask(path: str, parse: Parser, **params: str | int) -> Job:
    return Job(Request(f"{BASE}/{path}", params, "rest"), parse)


class Htx(Source):
    """USDT perpetuals."""

    venue = "htx"
    title = "HTX"
    needs_instruments = True
    interest_sides: ClassVar = _SIDES
    # Its ratios are those of the largest accounts alone: not what the others publish, not declared.
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None, feed=FeedKind.COMPLETE, unit="contracts and USDT; sell closed a long"
        ),
        Channel.OI: ChannelSpec(cadence_s=60, unit="contracts, coins and USDT of both sides"),
        Channel.FUNDING: ChannelSpec(cadence_s=60),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
        Channel.CANDLES: ChannelSpec(cadence_s=3600),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.CANDLES: History(_CANDLE_PAGE, intervals=tuple(_BAR)),
        Channel.OI: History(
            _INTEREST_POINTS, reach_rows=_INTEREST_POINTS, intervals=tuple(_PERIOD)
        ),
        Channel.FUNDING: History(_FUNDING_PAGE),
    }
    # Of an address; far less than 40 % is needed.
    budgets: ClassVar = {
        "rest": Budget(
            per_s=10,
            burst=40,
            limit=Limit(240, 3),
            gauge=Gauge(left="ratelimit-remaining", limit="ratelimit-limit"),
        )
    }

    def market(self, asset: str) -> Market:
        """BTC is BTC-USDT; what a contract holds is known from the contract list alone."""
        return Market(self.venue, f"{asset}-USDT", asset, Contract.LINEAR, multiplier=None)

    def instruments(self) -> Job | None:
        """All contracts in one call."""
        return _ask("linear-swap-api/v1/swap_contract_info", parse_contracts)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """All tickers in one call, the rest per market."""
        known = {market.symbol: market for market in markets}
        prices = [
            _ask(
                "linear-swap-ex/market/detail/batch_merged",
                partial(parse_tickers, known=known),
                business_type="swap",
            )
        ]
        prices += [
            _ask(
                "index/market/history/linear_swap_mark_price_kline",
                partial(parse_mark, market=market),
                contract_code=market.symbol,
                period=_BAR[M1],
                size=1,
            )
            for market in markets
        ]
        interest = [
            _ask(
                "v5/market/open_interest",
                partial(parse_open_interest, market=market),
                contract_code=market.symbol,
            )
            for market in markets
        ]
        funding = [
            _ask(
                "v5/market/funding_rate",
                partial(parse_funding, market=market, settled=False),
                contract_code=market.symbol,
            )
            for market in markets
        ]
        return [
            Poll((Channel.TICKERS,), 30, lambda _n, _s: prices),
            Poll((Channel.OI,), 60, lambda _n, _s: interest),
            Poll((Channel.FUNDING,), 60, lambda _n, _s: funding),
        ]

    def streams(self, markets: Sequence[Market], known: _Known) -> Sequence[Stream]:
        """One topic holds the liquidations of all contracts; rates are pushed every minute."""
        del markets
        hello = [
            json.dumps({"op": "sub", "cid": f"{number}", "topic": topic})
            for number, topic in enumerate((LIQUIDATIONS, RATES), start=1)
        ]
        return [
            Stream(
                name="notification",
                url=STREAM,
                channels=(Channel.LIQUIDATIONS,),
                proof_s=60,
                parse=partial(parse_frame, known=known),
                hello=tuple(hello),
            )
        ]

    def history(self, page: Page) -> Job:
        """Candles by both ends in seconds, funding in ms; of open interest the newest points."""
        market, interval = page.market, page.interval or H1
        code = market.symbol
        if page.channel is Channel.FUNDING:
            return _ask(
                "v5/market/funding_rate_history",
                partial(parse_funding, market=market, settled=True),
                contract_code=code,
                start_time=page.start_ms,
                end_time=page.end_ms - 1,
                limit=_FUNDING_PAGE,
            )
        if page.channel is Channel.CANDLES:
            bounds = {"from": page.start_ms // SECOND_MS, "to": (page.end_ms - 1) // SECOND_MS}
            parse = partial(parse_candles, market=market, interval=interval)
            path = "linear-swap-ex/market/history/kline"
            return _ask(path, parse, contract_code=code, period=_BAR[interval], **bounds)
        back = -(-(page.now_ms - page.start_ms) // interval.ms) + 1
        return _ask(
            "linear-swap-api/v1/swap_his_open_interest",
            partial(parse_open_interest_history, market=market),
            contract_code=code,
            period=_PERIOD[interval],
            size=min(back, _INTEREST_POINTS),
            amount_type=2,
        )
