"""Binance USD-M perpetuals: sampled liquidations, open interest, funding, long/short accounts.

Documentation: developers.binance.com (derivatives, USD-M). Facts and traps: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.derivatives import (
    FeedKind,
    OpenInterest,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market, coin_and_factor
from tracker.domain.times import DAY_MS, H1, INTERVALS
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
from tracker.sources.binance_futures import (
    parse_funding,
    parse_funding_hours,
    parse_premium,
    parse_ratios,
    read_frame,
)
from tracker.sources.binance_shared import (
    WEIGHT_USED,
    Known,
    klines_job,
    parse_tickers,
    parse_time,
    window,
)
from tracker.sources.decode import (
    Number,
    decode,
    moment,
    not_negative,
    optional_amount,
    rows,
)
from tracker.sources.errors import BadAnswer
from tracker.sources.limits import Limit

USDM = "https://fapi.binance.com"
# The un-routed paths (/ws, /stream) were retired on 2026-04-23: they still accept a subscription
# and then stay silent.
USDM_STREAM = "wss://fstream.binance.com/market"


def parse_usdm_frame(frame: bytes | str, now_ms: int, *, known: Known) -> Parsed:
    """Liquidations, and the mark prices that prove the connection alive.

    {"stream":"btcusdt@forceOrder","data":{"e":"forceOrder","E":1584059031426,"o":{"s":"BTCUSDT",
      "S":"BUY","o":"LIMIT","f":"IOC","q":"0.014","p":"4793.91","ap":"4706.04","X":"FILLED",
      "l":"0.015","z":"0.014","T":1584059031421}}}
    {"stream":"btcusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1597536008000,"s":"BTCUSDT",
      "p":"11857.56","i":"11851.86949091","r":"0.00015640","T":1597564800000}}
    """
    del now_ms
    return read_frame(frame, known, other=2)


class _Symbol(msgspec.Struct):
    symbol: str
    baseAsset: str
    quoteAsset: str
    contractType: str = ""


class _ExchangeInfo(msgspec.Struct):
    symbols: list[msgspec.Raw]


def parse_exchange_info(body: bytes, now_ms: int, *, funding_h: Mapping[str, float]) -> Parsed:
    """The perpetuals quoted in USDT or USDC: `GET /fapi/v1/exchangeInfo`.

    {"symbols":[{"symbol":"BTCUSDT","contractType":"PERPETUAL","status":"TRADING",
      "baseAsset":"BTC","quoteAsset":"USDT",...}]}
    """
    del now_ms

    def build(row: _Symbol) -> Market | None:
        if row.contractType != "PERPETUAL" or row.quoteAsset not in ("USDT", "USDC"):
            return None
        asset, factor = coin_and_factor(row.baseAsset)
        return Market(
            venue=Binance.venue,
            symbol=row.symbol,
            asset=asset,
            contract=Contract.LINEAR,
            factor=factor,
            funding_h=funding_h.get(row.symbol, 8.0),
        )

    markets, faults = rows(decode(body, _ExchangeInfo).symbols, _Symbol, build)
    return Parsed(values=list(markets), faults=faults)


def parse_funding_info(body: bytes, now_ms: int) -> Parsed:
    """`GET /fapi/v1/fundingInfo`, then `GET /fapi/v1/exchangeInfo`."""

    def following(hours: Mapping[str, float]) -> Job:
        request = Request(f"{USDM}/fapi/v1/exchangeInfo", bucket="usdm")
        return Job(request, partial(parse_exchange_info, funding_h=hours))

    return parse_funding_hours(body, now_ms, following=following)


class _OpenInterest(msgspec.Struct):
    symbol: str
    openInterest: Number
    time: int


def parse_open_interest(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """`GET /fapi/v1/openInterest`: base coin, one-sided, no USD.

    {"symbol":"BTCUSDT","openInterest":"84617.188","time":1654336844754}
    """
    del now_ms
    row = decode(body, _OpenInterest)
    if row.symbol != market.symbol:
        raise BadAnswer("It answered about another market.", f"{row.symbol}, not {market.symbol}")
    coin = not_negative(row.openInterest, "openInterest") * market.factor
    return Parsed(values=[OpenInterest(market, moment(row.time), coin, None)])


class _OpenInterestPoint(msgspec.Struct):
    sumOpenInterest: Number
    sumOpenInterestValue: Number
    timestamp: int


def parse_open_interest_history(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """`GET /futures/data/openInterestHist`: coins and USD, one-sided, the last 30 days.

    [{"symbol":"BTCUSDT","sumOpenInterest":"20403.637","sumOpenInterestValue":"150570784.07",
      "timestamp":1583127900000}]
    """
    del now_ms

    def build(row: _OpenInterestPoint) -> OpenInterest:
        coin = not_negative(row.sumOpenInterest, "sumOpenInterest") * market.factor
        usd = optional_amount(row.sumOpenInterestValue, "sumOpenInterestValue")
        return OpenInterest(market, moment(row.timestamp), coin, usd)

    values, faults = rows(decode(body, list[msgspec.Raw]), _OpenInterestPoint, build)
    return Parsed(values=list(values), faults=faults)


class Binance(Source):
    """USD-M perpetuals: liquidations (sampled), open interest, funding, long/short accounts."""

    venue = "binance"
    title = "Binance"
    archive = "um"
    reference_rank = 1
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None, feed=FeedKind.SAMPLED, unit="coins; SELL closed a long"
        ),
        Channel.OI: ChannelSpec(cadence_s=30, unit="coins, one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=60),
        Channel.RATIOS: ChannelSpec(cadence_s=300),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
        Channel.CANDLES: ChannelSpec(cadence_s=3600),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.CANDLES: History(1000, intervals=INTERVALS),
        Channel.OI: History(500, reach_ms=30 * DAY_MS, intervals=INTERVALS[1:]),
        Channel.RATIOS: History(500, reach_ms=30 * DAY_MS, intervals=INTERVALS[1:]),
        Channel.FUNDING: History(1000),
    }
    # What /futures/data and fundingRate are asked is counted apart, in requests.
    budgets: ClassVar = {
        "usdm": Budget(12, 240, Limit(2_400, 60), WEIGHT_USED),
        "futures-data": Budget(1, 100, Limit(1_000, 300)),
        "funding": Budget(0.5, 50, Limit(500, 300)),
    }

    def market(self, asset: str) -> Market:
        """BTC is BTCUSDT."""
        return Market(self.venue, f"{asset}USDT", asset, Contract.LINEAR, funding_h=8.0)

    def instruments(self) -> Job | None:
        """First who pays funding at other times, then the list itself."""
        request = Request(f"{USDM}/fapi/v1/fundingInfo", bucket="funding")
        return Job(request, parse_funding_info)

    def clock(self) -> Job | None:
        """Server time."""
        return Job(Request(f"{USDM}/fapi/v1/time", bucket="usdm"), parse_time)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """Open interest, funding, tickers and ratios, one small call a market."""
        known = {market.symbol: market for market in markets}

        def per_market(path: str, parse: partial[Parsed], weight: float = 1) -> list[Job]:
            return [
                Job(Request(f"{USDM}{path}", {"symbol": symbol}, "usdm", weight), parse)
                for symbol in known
            ]

        interest = [
            Job(
                Request(f"{USDM}/fapi/v1/openInterest", {"symbol": market.symbol}, "usdm"),
                partial(parse_open_interest, market=market),
            )
            for market in markets
        ]
        premium = per_market("/fapi/v1/premiumIndex", partial(parse_premium, known=known))
        tickers = per_market("/fapi/v1/ticker/24hr", partial(parse_tickers, known=known))
        ratios = [
            Job(
                Request(
                    f"{USDM}/futures/data/globalLongShortAccountRatio",
                    {"symbol": market.symbol, "period": "5m", "limit": 2},
                    "futures-data",
                ),
                partial(parse_ratios, market=market),
            )
            for market in markets
        ]
        return [
            # Marks first: they give open interest its USD value.
            Poll((Channel.FUNDING,), 60, lambda _now, _since: premium),
            Poll((Channel.OI,), 30, lambda _now, _since: interest),
            Poll((Channel.TICKERS,), 30, lambda _now, _since: tickers),
            Poll((Channel.RATIOS,), 300, lambda _now, _since: ratios),
        ]

    def streams(self, markets: Sequence[Market], known: Known) -> Sequence[Stream]:
        """All liquidations, and mark prices every second as the proof that the path is alive.

        The watched symbols are subscribed one by one too: both streams sample at one order a
        second, and what they share is stored once.
        """
        names = ["!forceOrder@arr"]
        names += [f"{market.symbol.lower()}@forceOrder" for market in markets]
        names += [f"{market.symbol.lower()}@markPrice@1s" for market in markets]
        everything = {**known, **{market.symbol: market for market in markets}}
        return [
            Stream(
                name="market",
                url=f"{USDM_STREAM}/stream?streams={'/'.join(names)}",
                channels=(Channel.LIQUIDATIONS,),
                proof_s=3,
                parse=partial(parse_usdm_frame, known=everything),
            )
        ]

    def history(self, page: Page) -> Job:
        """Candles, open interest, ratios and settled funding."""
        market = page.market
        if page.channel is Channel.CANDLES:
            return klines_job(f"{USDM}/fapi/v1/klines", "usdm", 5, page)
        if page.channel is Channel.FUNDING:
            params = {**window(page), "limit": 1000}
            request = Request(f"{USDM}/fapi/v1/fundingRate", params, "funding")
            return Job(request, partial(parse_funding, known={market.symbol: market}))
        paths = {
            Channel.OI: ("openInterestHist", parse_open_interest_history),
            Channel.RATIOS: ("globalLongShortAccountRatio", parse_ratios),
        }
        path, parse = paths[page.channel]
        params = {**window(page), "period": (page.interval or H1).name, "limit": 500}
        request = Request(f"{USDM}/futures/data/{path}", params, "futures-data")
        return Job(request, partial(parse, market=market))
