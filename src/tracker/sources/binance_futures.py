"""What Binance's futures in USD and those in coins have in common: liquidations, funding, accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from tracker.domain.derivatives import Funding, Liquidation, LongShortRatio, Mark, Side
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import HOUR_MS
from tracker.sources.base import Job, Parsed
from tracker.sources.binance_shared import Known, StreamEvent, listed, open_frame, scaled
from tracker.sources.decode import (
    Number,
    decode,
    moment,
    not_negative,
    optional,
    positive,
    required,
    rows,
    share,
)
from tracker.sources.errors import BadAnswer


class _Order(msgspec.Struct):
    s: str
    S: str
    ap: Number
    z: Number
    T: int
    X: str = ""
    st: int | None = None


def read_frame(frame: bytes | str, known: Known, *, other: int) -> Parsed:
    """Liquidations, and the mark prices that prove the connection alive.

    Args:
        other: the product (`st`) that is not ours: 1 is in USD, 2 in coins.
    """
    parsed, events = open_frame(frame)
    for event in events:
        if event.e == "forceOrder":
            value = parse_liquidation(bytes(event.o), known=known, product=event.st, other=other)
            if value is None:
                parsed.dropped += 1
            else:
                parsed.values.append(value)
        elif event.e == "markPriceUpdate":
            parsed.heard = (Channel.LIQUIDATIONS,)
            market = known.get(event.s)
            if market is not None:
                parsed.values += mark_values(market, event)
    return parsed


def parse_liquidation(
    order: bytes | str, *, known: Known, product: int | None = None, other: int = 2
) -> Liquidation | None:
    """The `o` of a forceOrder. None: another product, an unknown contract, or nothing filled.

    `S` is the side of the ORDER: SELL closed a long. What was paid is `ap`, what was closed `z`:
    coins, or contracts of so many USD; `p` is the bankruptcy price and `q` what was asked for.
    All-market streams carry both products (`st`).
    """
    row = decode(order, _Order)
    market = known.get(row.s)
    if market is None or other in (product, row.st):
        return None
    if row.S not in ("BUY", "SELL"):
        raise BadAnswer("It sent a liquidation that cannot be true.", f"side {row.S!r}")
    size, paid = not_negative(row.z, "z"), not_negative(row.ap, "ap")
    if size == 0 or paid == 0:
        return None
    return liquidation_of(market, moment(row.T), row.S, paid, size)


def liquidation_of(
    market: Market, at_ms: int, order_side: str, paid: float, size: float
) -> Liquidation:
    """A forced order in coins and USD.

    Args:
        order_side: of the ORDER: SELL closed a long.
        paid: the average price, as the venue quotes it.
        size: what was filled: coins as the venue counts them, or contracts of so many USD.

    Raises:
        BadAnswer: where it counts contracts whose size is not known yet.
    """
    price, usd, quantity = paid / market.factor, size * paid, size * market.factor
    if market.contract is Contract.INVERSE:
        usd = size * contract_usd(market)
        quantity = usd / price
    return Liquidation(
        market=market,
        at_ms=at_ms,
        side=Side.LONG if order_side == "SELL" else Side.SHORT,
        price=price,
        quantity=quantity,
        notional_usd=usd,
    )


def contract_usd(market: Market) -> float:
    """USD of one contract in coins.

    Raises:
        BadAnswer: where the list has not told it yet.
    """
    if market.multiplier is None:
        raise BadAnswer("Its contract size is not known yet.", market.symbol)
    return market.multiplier


def on_the_hour(at_ms: int) -> int:
    """The settlement a funding time belongs to; Binance stamps it some ms after the hour."""
    hour_ms = round(at_ms / HOUR_MS) * HOUR_MS
    return hour_ms if abs(at_ms - hour_ms) <= 60_000 else at_ms


def mark_values(market: Market, event: StreamEvent) -> list[Mark | Funding]:
    """Mark, index and the coming rate of a markPriceUpdate."""
    at_ms = moment(event.E)
    values: list[Mark | Funding] = [
        Mark(market, at_ms, positive(event.p, "p") / market.factor, scaled(event.i, market))
    ]
    rate = optional(event.r)
    if rate is not None and event.T:
        settles_ms = on_the_hour(moment(event.T))
        values.append(Funding(market, settles_ms, rate, market.funding_h, settled=False))
    return values


class _FundingInfo(msgspec.Struct):
    symbol: str
    fundingIntervalHours: Number


def parse_funding_hours(
    body: bytes, now_ms: int, *, following: Callable[[Mapping[str, float]], Job]
) -> Parsed:
    """Which contracts do not pay every 8 hours: `GET …/v1/fundingInfo`; then the full list.

    [{"symbol":"LPTUSDT","fundingIntervalHours":4,"adjustedFundingRateCap":"0.02000000",...}]
    """
    del now_ms

    def build(row: _FundingInfo) -> tuple[str, float]:
        return row.symbol, positive(row.fundingIntervalHours, "fundingIntervalHours")

    hours, faults = rows(decode(body, list[msgspec.Raw]), _FundingInfo, build)
    return Parsed(next=following(dict(hours)), faults=faults)


class _Premium(msgspec.Struct):
    symbol: str
    markPrice: Number
    time: int
    indexPrice: Number = None
    lastFundingRate: Number = None
    nextFundingTime: int | None = None


def parse_premium(body: bytes, now_ms: int, *, known: Known) -> Parsed:
    """Mark, index and the coming funding rate: `GET …/v1/premiumIndex`, one or a list.

    {"symbol":"BTCUSDT","markPrice":"26780.82","indexPrice":"26798.25","lastFundingRate":"0.00001",
     "nextFundingTime":1687248000000,"time":1687244112000}
    """
    del now_ms
    values: list[Mark | Funding] = []

    def build(row: _Premium) -> None:
        market = known.get(row.symbol)
        if market is None:
            return
        price = positive(row.markPrice, "markPrice") / market.factor
        mark = Mark(market, moment(row.time), price, scaled(row.indexPrice, market))
        rate = optional(row.lastFundingRate)
        if rate is not None and row.nextFundingTime:
            settles_ms = on_the_hour(moment(row.nextFundingTime))
            values.append(Funding(market, settles_ms, rate, market.funding_h, settled=False))
        values.append(mark)

    _, faults = rows(listed(body), _Premium, build)
    return Parsed(values=list(values), faults=faults)


class _Funding(msgspec.Struct):
    symbol: str
    fundingRate: Number
    fundingTime: int


def parse_funding(body: bytes, now_ms: int, *, known: Known) -> Parsed:
    """Settled rates: `GET …/v1/fundingRate`.

    [{"symbol":"BTCUSDT","fundingRate":"0.00010000","fundingTime":1698710400001}]
    """
    del now_ms

    def build(row: _Funding) -> Funding | None:
        market = known.get(row.symbol)
        if market is None:
            return None
        rate = required(row.fundingRate, "fundingRate")
        settles_ms = on_the_hour(moment(row.fundingTime))
        return Funding(market, settles_ms, rate, market.funding_h, settled=True)

    values, faults = rows(decode(body, list[msgspec.Raw]), _Funding, build)
    return Parsed(values=list(values), faults=faults)


class _Accounts(msgspec.Struct):
    longAccount: Number
    timestamp: int


def parse_ratios(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """The share of accounts that are long: `GET /futures/data/globalLongShortAccountRatio`.

    [{"symbol":"BTCUSDT","longAccount":"0.5747","longShortRatio":"1.3513","shortAccount":"0.4253",
      "timestamp":1602561600000}]
    """
    del now_ms

    def build(row: _Accounts) -> LongShortRatio:
        return LongShortRatio(market, moment(row.timestamp), share(row.longAccount, "longAccount"))

    values, faults = rows(decode(body, list[msgspec.Raw]), _Accounts, build)
    return Parsed(values=list(values), faults=faults)
