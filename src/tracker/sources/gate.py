"""Gate: USDT perpetuals, and the only keyless long/short liquidation sums in USD, 180 days deep.

Documentation: gate.com/docs/developers/apiv4. Facts and traps: docs/sources.md. REST
times are seconds; sizes are contracts of `quanto_multiplier` coins; numbers and strings are mixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    FeedKind,
    Funding,
    LiquidationBucket,
    LongShortRatio,
    Mark,
    OpenInterest,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market, coin_and_factor
from tracker.domain.times import DAY_MS, H1, INTERVALS, M5, SECOND_MS, Interval
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
)
from tracker.sources.errors import BadAnswer, RateLimited
from tracker.sources.limits import Gauge, Limit

BASE = "https://api.gateio.ws/api/v4/futures/usdt"
# Without it contract sizes are cut to whole numbers.
_HEADERS = {"X-Gate-Size-Decimal": "1"}
# The newest bucket is rewritten until about two and a half minutes after its end.
_SETTLES_MS = 150_000
# Tickers count one side.
_SIDES = {"open_interest": 2, "open_interest_usd": 2}
_Known = Mapping[str, Market]


def _multiplier(market: Market) -> float:
    if market.multiplier is None:
        raise BadAnswer("Its contract size is not known yet.", market.symbol)
    return market.multiplier


class _Stats(msgspec.Struct):
    time: Number
    open_interest: Number = None
    open_interest_usd: Number = None
    mark_price: Number = None
    lsr_account: Number = None
    long_liq_size: Number = None
    short_liq_size: Number = None
    long_liq_usd: Number = None
    short_liq_usd: Number = None
    long_liq_usd_new: Number = None
    short_liq_usd_new: Number = None


def parse_contract_stats(body: bytes, now_ms: int, *, market: Market, interval: Interval) -> Parsed:
    """Liquidation sums, open interest and account ratio per bucket: `GET /contract_stats`.

    [{"time":1654335300,"long_liq_size":0,"long_liq_usd":0,"short_liq_size":0,"short_liq_usd":0,
      "long_liq_usd_new":"0","mark_price":29692.91,"open_interest":749773515,
      "open_interest_usd":2226295750.1279,"lsr_account":1.7797816801139,"lsr_taker":0.07, ...}]

    `time` is the start of the bucket. Open interest counts both sides here and is halved.
    """
    values: list[Value] = []

    def build(row: _Stats) -> None:
        start_ms = moment(row.time)
        if interval.floor(start_ms) != start_ms:
            raise BadAnswer("It sent a bucket off its grid.", f"{start_ms} is not on {interval}")
        if start_ms > now_ms + interval.ms:
            raise BadAnswer("It sent a bucket from the future.", str(start_ms))
        values.extend(_stats_values(market, interval, row, start_ms, now_ms))

    _, faults = rows(decode(body, list[msgspec.Raw]), _Stats, build)
    return Parsed(values=values, faults=faults)


def _stats_values(
    market: Market, interval: Interval, row: _Stats, start_ms: int, now_ms: int
) -> list[Value]:
    values: list[Value] = []
    mark = optional_price(row.mark_price, "mark_price")
    long_usd = _liquidated_usd(
        market, row.long_liq_size, row.long_liq_usd_new, row.long_liq_usd, mark
    )
    short_usd = _liquidated_usd(
        market, row.short_liq_size, row.short_liq_usd_new, row.short_liq_usd, mark
    )
    if long_usd is not None and short_usd is not None:
        closed = start_ms + interval.ms + _SETTLES_MS <= now_ms
        values.append(
            LiquidationBucket(market, start_ms, interval.ms, long_usd, short_usd, closed=closed)
        )
    contracts = optional_amount(row.open_interest, "open_interest")
    usd = optional_amount(row.open_interest_usd, "open_interest_usd")
    if contracts is not None and market.multiplier is not None:
        coin = contracts * market.multiplier * market.factor / _SIDES["open_interest"]
        usd = usd / _SIDES["open_interest_usd"] if usd is not None else None
        values.append(OpenInterest(market, start_ms, coin, usd))
    ratio = optional_amount(row.lsr_account, "lsr_account")
    if ratio is not None:
        values.append(LongShortRatio(market, start_ms, ratio / (1 + ratio)))
    return values


def _liquidated_usd(
    market: Market, size: Number, usd_new: Number, usd_old: Number, mark: float | None
) -> float | None:
    """USD liquidated on one side of a bucket; None where it is not told.

    `*_usd_new` (since 2026-04-27) is size x multiplier x mark. The older field is doubted by third
    parties (said to be cumulative), so it is believed only where it agrees with that product
    within a factor of two; otherwise the product itself is used.
    """
    new = optional_amount(usd_new, "liq_usd_new")
    if new is not None:
        return new
    old = optional_amount(usd_old, "liq_usd")
    contracts = optional(size)
    if contracts is not None and mark and market.multiplier is not None:
        computed = abs(contracts) * market.multiplier * mark
        if old is None or not computed / 2 <= old <= computed * 2:
            return computed
    return old


class _Ticker(msgspec.Struct):
    contract: str
    last: Number
    change_percentage: Number = None
    high_24h: Number = None
    low_24h: Number = None
    volume_24h_base: Number = None
    volume_24h_quote: Number = None
    mark_price: Number = None
    index_price: Number = None
    total_size: Number = None


def parse_tickers(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """Price, mark and one-sided open interest in contracts: `GET /tickers`.

    [{"contract":"BTC_USDT","last":"6432","low_24h":"6278","high_24h":"6790","total_size":"32323904",
      "change_percentage":"4.43","volume_24h_base":"28613220","volume_24h_quote":"184040233284",
      "mark_price":"6534","index_price":"6531","funding_rate":"0.0001"}]

    The answer carries no time; it is dated by the venue's clock.
    """
    values: list[Value] = []

    def build(row: _Ticker) -> None:
        market = known.get(row.contract)
        if market is not None:
            values.extend(_ticker_values(market, row, now_ms))

    _, faults = rows(decode(body, list[msgspec.Raw]), _Ticker, build)
    return Parsed(values=values, faults=faults)


def _ticker_values(market: Market, row: _Ticker, now_ms: int) -> list[Value]:
    factor = market.factor

    def price(value: Number) -> float | None:
        number = optional_price(value, "price")
        return number / factor if number is not None else None

    last = positive(row.last, "last") / factor
    change = optional(row.change_percentage)
    volume = optional_amount(row.volume_24h_base, "volume_24h_base")
    values: list[Value] = [
        Ticker(
            market=market,
            at_ms=now_ms,
            last=last,
            open_24h=last / (1 + change / 100) if change is not None and change > -100 else None,
            high_24h=price(row.high_24h),
            low_24h=price(row.low_24h),
            volume_24h=volume * factor if volume is not None else None,
            volume_24h_usd=optional_amount(row.volume_24h_quote, "volume_24h_quote"),
        )
    ]
    mark = price(row.mark_price)
    size = optional_amount(row.total_size, "total_size")
    if mark is not None:
        values.append(Mark(market, now_ms, mark, price(row.index_price)))
    if size is not None and market.multiplier is not None:
        coin = size * market.multiplier * factor
        values.append(OpenInterest(market, now_ms, coin, coin * mark if mark else None))
    return values


class _Contract(msgspec.Struct):
    name: str
    quanto_multiplier: Number
    type: str = ""
    funding_rate: Number = None
    funding_interval: Number = None
    funding_next_apply: Number = None


def parse_contracts(body: bytes, now_ms: int, *, watched: frozenset[str]) -> Parsed:
    """What one contract holds, and the coming funding of the watched ones: `GET /contracts`.

    [{"name":"BTC_USDT","type":"direct","quanto_multiplier":"0.0001","mark_price":"37985.6",
      "funding_rate":"0.002053","funding_interval":28800,"funding_next_apply":1610035200, ...}]
    """
    del now_ms
    values: list[Value] = []

    def build(row: _Contract) -> None:
        if not row.name.endswith("_USDT"):
            return
        seconds = optional_amount(row.funding_interval, "funding_interval")
        asset, factor = coin_and_factor(row.name.removesuffix("_USDT"))
        market = Market(
            venue=Gate.venue,
            symbol=row.name,
            asset=asset,
            contract=Contract.LINEAR,
            multiplier=positive(row.quanto_multiplier, "quanto_multiplier"),
            factor=factor,
            funding_h=seconds / 3600 if seconds else None,
        )
        values.append(market)
        rate, settles = optional(row.funding_rate), optional(row.funding_next_apply)
        if row.name in watched and rate is not None and settles:
            values.append(Funding(market, moment(settles), rate, market.funding_h, settled=False))

    _, faults = rows(decode(body, list[msgspec.Raw]), _Contract, build)
    return Parsed(values=values, faults=faults)


class _Candle(msgspec.Struct):
    t: int
    o: float
    h: float
    l: float
    c: float
    v: float


def parse_candles(body: bytes, now_ms: int, *, market: Market, interval: Interval) -> Parsed:
    """Candles with the volume in contracts: `GET /candlesticks`.

    [{"t":1539852480,"v":97151,"c":"1.032","h":"1.032","l":"1.032","o":"1.032","sum":"3580"}]
    """
    multiplier = _multiplier(market)

    def build(row: _Candle) -> Candle:
        volume = row.v * multiplier
        values = (moment(row.t), row.o, row.h, row.l, row.c, volume, None)
        return make_candle(market, interval, now_ms, values)

    return settle(*rows(decode(body, list[msgspec.Raw]), _Candle, build))


class _FundingPoint(msgspec.Struct):
    t: int
    r: Number


def parse_funding(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """Settled rates: `GET /funding_rate`: [{"t":1543968000,"r":"0.000157"}]."""
    del now_ms

    def build(row: _FundingPoint) -> Funding:
        return Funding(market, moment(row.t), required(row.r, "r"), market.funding_h, settled=True)

    values, faults = rows(decode(body, list[msgspec.Raw]), _FundingPoint, build)
    return Parsed(values=list(values), faults=faults)


class Gate(Source):
    """USDT perpetuals."""

    venue = "gate"
    title = "Gate"
    reference_rank = 4
    needs_instruments = True
    interest_sides: ClassVar = _SIDES
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=60, feed=FeedKind.STATS, unit="USD in buckets, by side"
        ),
        Channel.OI: ChannelSpec(cadence_s=30, unit="contracts, one side; both in `contract_stats`"),
        Channel.FUNDING: ChannelSpec(cadence_s=300),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
        Channel.RATIOS: ChannelSpec(cadence_s=60),
        Channel.CANDLES: ChannelSpec(cadence_s=3600),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.CANDLES: History(1000, intervals=INTERVALS),
        # One page carries liquidations, open interest and ratios alike.
        Channel.LIQUIDATIONS: History(1000, reach_ms=179 * DAY_MS, intervals=(M5, H1)),
        Channel.FUNDING: History(1000),
    }
    # The limit is one endpoint's; all of them together keep to it here.
    budgets: ClassVar = {
        "rest": Budget(
            per_s=6,
            burst=20,
            limit=Limit(200, 10),
            gauge=Gauge(
                left="x-gate-ratelimit-requests-remain",
                limit="x-gate-ratelimit-limit",
                resets="x-gate-ratelimit-reset-timestamp",
            ),
        )
    }

    def market(self, asset: str) -> Market:
        """BTC is BTC_USDT; what a contract holds is known from the contract list alone."""
        symbol = f"{asset}_USDT"
        return Market(self.venue, symbol, asset, Contract.LINEAR, multiplier=None)

    def check(self, answer: Answer) -> None:
        """Its limit resets within ten seconds."""
        if answer.status == 429:
            wait = retry_after(answer, default_s=10)
            detail = answer.body[:200].decode(errors="replace")
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=wait)
        super().check(answer)

    def instruments(self) -> Job | None:
        """All contracts in one call."""
        return self._contracts(frozenset())

    def _contracts(self, watched: frozenset[str]) -> Job:
        request = self._request("contracts", {})
        return Job(request, partial(parse_contracts, watched=watched))

    @staticmethod
    def _request(path: str, params: Mapping[str, str | int]) -> Request:
        return Request(f"{BASE}/{path}", params, "rest", headers=_HEADERS)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """The newest buckets, tickers, and the contract list for the coming funding."""
        known = {market.symbol: market for market in markets}

        def stats(now_ms: int, since_ms: int | None) -> list[Job]:
            # Back to the bucket that may still have changed when it was last read.
            back_ms = now_ms if since_ms is None else since_ms - _SETTLES_MS
            start_s = (M5.floor(back_ms) - M5.ms) // SECOND_MS
            return [
                Job(
                    self._request(
                        "contract_stats",
                        {
                            "contract": market.symbol,
                            "interval": M5.name,
                            "from": start_s,
                            "limit": 100,
                        },
                    ),
                    partial(parse_contract_stats, market=market, interval=M5),
                )
                for market in markets
            ]

        tickers = [
            Job(
                self._request("tickers", {"contract": symbol}),
                partial(parse_tickers, known=known),
            )
            for symbol in known
        ]
        funding = self._contracts(frozenset(known))
        return [
            Poll((Channel.LIQUIDATIONS, Channel.RATIOS), 60, stats),
            Poll((Channel.TICKERS, Channel.OI), 30, lambda _n, _s: tickers),
            Poll((Channel.FUNDING,), 300, lambda _n, _s: [funding]),
        ]

    def history(self, page: Page) -> Job:
        """Windows by `from`; `to` is ignored beside it, so the length is set by `limit`."""
        market, interval = page.market, page.interval or H1
        start_s = page.start_ms // SECOND_MS
        if page.channel is Channel.FUNDING:
            params: dict[str, str | int] = {"contract": market.symbol, "limit": 1000}
            request = self._request("funding_rate", params)
            return Job(request, partial(parse_funding, market=market))
        if page.channel is Channel.CANDLES:
            params = {
                "contract": market.symbol,
                "interval": interval.name,
                "from": start_s,
                "to": (page.end_ms - 1) // SECOND_MS,
            }
            request = self._request("candlesticks", params)
            return Job(request, partial(parse_candles, market=market, interval=interval))
        params = {
            "contract": market.symbol,
            "interval": interval.name,
            "from": start_s,
            "limit": -(-(page.end_ms - page.start_ms) // interval.ms),
        }
        request = self._request("contract_stats", params)
        return Job(request, partial(parse_contract_stats, market=market, interval=interval))
