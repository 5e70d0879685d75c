"""Binance COIN-M perpetuals: contracts of 100 USD (BTC) or 10 USD, margined in the coin.

Documentation: developers.binance.com (derivatives, COIN-M). Facts and traps: docs/sources.md. A
venue of its own beside the contracts in USD, so that each asset has one market a venue and sums
over venues count everything once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.derivatives import FeedKind, OpenInterest, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
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
    contract_usd,
    parse_funding,
    parse_funding_hours,
    parse_premium,
    parse_ratios,
    read_frame,
)
from tracker.sources.binance_shared import WEIGHT_USED, Known, listed, parse_time, scaled, window
from tracker.sources.decode import (
    Number,
    decode,
    moment,
    not_negative,
    optional_amount,
    positive,
    rows,
)
from tracker.sources.errors import BadAnswer
from tracker.sources.limits import Limit

COINM = "https://dapi.binance.com"
COINM_STREAM = "wss://dstream.binance.com"

_END = "USD_PERP"


class _Symbol(msgspec.Struct):
    symbol: str
    baseAsset: str
    contractType: str = ""
    contractStatus: str = ""
    contractSize: Number = None


class _ExchangeInfo(msgspec.Struct):
    symbols: list[msgspec.Raw]


def parse_exchange_info(body: bytes, now_ms: int, *, funding_h: Mapping[str, float]) -> Parsed:
    """The perpetuals that trade, and the USD of a contract: `GET /dapi/v1/exchangeInfo`.

    {"symbols":[{"symbol":"BTCUSD_PERP","pair":"BTCUSD","contractType":"PERPETUAL",
      "contractStatus":"TRADING","contractSize":100,"baseAsset":"BTC","quoteAsset":"USD",
      "marginAsset":"BTC"}]}
    """
    del now_ms

    def build(row: _Symbol) -> Market | None:
        if row.contractType != "PERPETUAL" or row.contractStatus != "TRADING":
            return None
        if row.symbol != f"{row.baseAsset}{_END}" or not row.baseAsset:
            return None
        return Market(
            venue=BinanceCoinM.venue,
            symbol=row.symbol,
            asset=row.baseAsset,
            contract=Contract.INVERSE,
            multiplier=positive(row.contractSize, "contractSize"),
            funding_h=funding_h.get(row.symbol, 8.0),
        )

    markets, faults = rows(decode(body, _ExchangeInfo).symbols, _Symbol, build)
    return Parsed(values=list(markets), faults=faults)


def parse_funding_info(body: bytes, now_ms: int) -> Parsed:
    """`GET /dapi/v1/fundingInfo`, then `GET /dapi/v1/exchangeInfo`."""

    def following(hours: Mapping[str, float]) -> Job:
        request = Request(f"{COINM}/dapi/v1/exchangeInfo", bucket="coinm")
        return Job(request, partial(parse_exchange_info, funding_h=hours))

    return parse_funding_hours(body, now_ms, following=following)


class _Ticker(msgspec.Struct):
    symbol: str
    lastPrice: Number
    openPrice: Number = None
    highPrice: Number = None
    lowPrice: Number = None
    volume: Number = None
    baseVolume: Number = None
    closeTime: Number = None


def parse_tickers(body: bytes, now_ms: int, *, known: Known) -> Parsed:
    """Price and the 24 hours before: `GET /dapi/v1/ticker/24hr`, one or a list.

    [{"symbol":"BTCUSD_PERP","pair":"BTCUSD","lastPrice":"32155.5","openPrice":"32393.6",
      "highPrice":"32944.7","lowPrice":"30791.8","volume":"40717029",
      "baseVolume":"127793.43436348","closeTime":1611715405376}]

    `volume` counts contracts, `baseVolume` coins.
    """

    def build(row: _Ticker) -> Ticker | None:
        market = known.get(row.symbol)
        if market is None:
            return None
        contracts = optional_amount(row.volume, "volume")
        size = market.multiplier
        return Ticker(
            market=market,
            at_ms=moment(row.closeTime) if row.closeTime else now_ms,
            last=positive(row.lastPrice, "lastPrice"),
            open_24h=scaled(row.openPrice, market),
            high_24h=scaled(row.highPrice, market),
            low_24h=scaled(row.lowPrice, market),
            volume_24h=optional_amount(row.baseVolume, "baseVolume"),
            volume_24h_usd=contracts * size if contracts is not None and size else None,
        )

    tickers, faults = rows(listed(body), _Ticker, build)
    return Parsed(values=list(tickers), faults=faults)


class _OpenInterest(msgspec.Struct):
    symbol: str
    openInterest: Number
    time: int


def parse_open_interest(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """`GET /dapi/v1/openInterest`: contracts, one-sided; coins follow from the mark price.

    {"symbol":"BTCUSD_PERP","pair":"BTCUSD","openInterest":"5827897","contractType":"PERPETUAL",
     "time":1654336819740}
    """
    del now_ms
    row = decode(body, _OpenInterest)
    if row.symbol != market.symbol:
        raise BadAnswer("It answered about another market.", f"{row.symbol}, not {market.symbol}")
    usd = not_negative(row.openInterest, "openInterest") * contract_usd(market)
    return Parsed(values=[OpenInterest(market, moment(row.time), None, usd)])


class _OpenInterestPoint(msgspec.Struct):
    sumOpenInterest: Number
    sumOpenInterestValue: Number
    timestamp: int


def parse_open_interest_history(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """`GET /futures/data/openInterestHist`: contracts, and coins as their value; 30 days.

    [{"contractType":"CURRENT_QUARTER","pair":"BTCUSD","sumOpenInterest":"284391.00000000",
      "sumOpenInterestValue":"2451.46068891","timestamp":1602984600000}]
    """
    del now_ms
    size = contract_usd(market)

    def build(row: _OpenInterestPoint) -> OpenInterest:
        usd = not_negative(row.sumOpenInterest, "sumOpenInterest") * size
        coin = optional_amount(row.sumOpenInterestValue, "sumOpenInterestValue")
        return OpenInterest(market, moment(row.timestamp), coin, usd)

    values, faults = rows(decode(body, list[msgspec.Raw]), _OpenInterestPoint, build)
    return Parsed(values=list(values), faults=faults)


def parse_frame(frame: bytes | str, now_ms: int, *, known: Known) -> Parsed:
    """Liquidations in contracts, and the mark prices that prove the connection alive.

    {"stream":"!forceOrder@arr","data":{"e":"forceOrder","E":1591154240950,"o":{
      "s":"BTCUSD_200925","ps":"BTCUSD","S":"SELL","o":"LIMIT","f":"IOC","q":"1","p":"9425.5",
      "ap":"9496.5","X":"FILLED","l":"1","z":"1","T":1591154240949}}}
    {"stream":"btcusd_perp@markPrice@1s","data":{"e":"markPriceUpdate","E":1596095725000,
      "s":"BTCUSD_PERP","p":"10934.62615417","P":"10962.17178236","i":"10933.62615417",
      "r":"0.00077372","T":1596096000000}}
    """
    del now_ms
    return read_frame(frame, known, other=1)


class BinanceCoinM(Source):
    """COIN-M perpetuals: liquidations (sampled), open interest, funding, long/short accounts."""

    venue = "binance-coinm"
    title = "Binance COIN-M"
    archive = "cm"
    needs_instruments = True
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None,
            feed=FeedKind.SAMPLED,
            unit="contracts of 100 or 10 USD; SELL closed a long",
        ),
        Channel.OI: ChannelSpec(cadence_s=30, unit="contracts of 100 or 10 USD, one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=60),
        Channel.RATIOS: ChannelSpec(cadence_s=300),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.OI: History(500, reach_ms=30 * DAY_MS, intervals=INTERVALS[1:]),
        Channel.RATIOS: History(500, reach_ms=30 * DAY_MS, intervals=INTERVALS[1:]),
        Channel.FUNDING: History(1000),
    }
    # What /futures/data and fundingRate are asked is counted apart, in requests.
    budgets: ClassVar = {
        "coinm": Budget(12, 240, Limit(2_400, 60), WEIGHT_USED),
        "futures-data": Budget(1, 100, Limit(1_000, 300)),
        "funding": Budget(0.5, 50, Limit(500, 300)),
    }

    def market(self, asset: str) -> Market:
        """BTC is BTCUSD_PERP; the USD of a contract are known from the list alone."""
        symbol = f"{asset}{_END}"
        return Market(self.venue, symbol, asset, Contract.INVERSE, multiplier=None, funding_h=8.0)

    def instruments(self) -> Job | None:
        """First who pays funding at other times, then the list itself."""
        request = Request(f"{COINM}/dapi/v1/fundingInfo", bucket="funding")
        return Job(request, parse_funding_info)

    def clock(self) -> Job | None:
        """Server time."""
        return Job(Request(f"{COINM}/dapi/v1/time", bucket="coinm"), parse_time)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """Open interest, funding, tickers and ratios, one small call a market."""
        if not markets:
            return ()
        known = {market.symbol: market for market in markets}
        interest: list[Job] = []
        premium: list[Job] = []
        tickers: list[Job] = []
        ratios: list[Job] = []
        for market in markets:
            one: dict[str, str | int] = {"symbol": market.symbol}
            base = f"{COINM}/dapi/v1"
            read_interest = partial(parse_open_interest, market=market)
            read_premium = partial(parse_premium, known=known)
            read_tickers = partial(parse_tickers, known=known)
            interest.append(Job(Request(f"{base}/openInterest", one, "coinm"), read_interest))
            premium.append(Job(Request(f"{base}/premiumIndex", one, "coinm", 10), read_premium))
            tickers.append(Job(Request(f"{base}/ticker/24hr", one, "coinm"), read_tickers))
            recent: dict[str, str | int] = {"pair": _pair(market), "period": "5m", "limit": 2}
            url = f"{COINM}/futures/data/globalLongShortAccountRatio"
            read_ratios = partial(parse_ratios, market=market)
            ratios.append(Job(Request(url, recent, "futures-data"), read_ratios))
        return [
            # Marks first: they give open interest its coins.
            Poll((Channel.FUNDING,), 60, lambda _now, _since: premium),
            Poll((Channel.OI,), 30, lambda _now, _since: interest),
            Poll((Channel.TICKERS,), 30, lambda _now, _since: tickers),
            Poll((Channel.RATIOS,), 300, lambda _now, _since: ratios),
        ]

    def streams(self, markets: Sequence[Market], known: Known) -> Sequence[Stream]:
        """All liquidations, and mark prices every second as the proof that the path is alive."""
        if not markets:
            return ()
        names = ["!forceOrder@arr"]
        names += [f"{market.symbol.lower()}@markPrice@1s" for market in markets]
        everything = {**known, **{market.symbol: market for market in markets}}
        return [
            Stream(
                name="market",
                url=f"{COINM_STREAM}/stream?streams={'/'.join(names)}",
                channels=(Channel.LIQUIDATIONS,),
                proof_s=3,
                parse=partial(parse_frame, known=everything),
            )
        ]

    def history(self, page: Page) -> Job:
        """Open interest and ratios by pair, settled funding by symbol."""
        market = page.market
        if page.channel is Channel.FUNDING:
            params = {**window(page), "limit": 1000}
            request = Request(f"{COINM}/dapi/v1/fundingRate", params, "funding")
            return Job(request, partial(parse_funding, known={market.symbol: market}))
        bounds: dict[str, str | int] = {
            "pair": _pair(market),
            "period": (page.interval or H1).name,
            "limit": 500,
            "startTime": page.start_ms,
            "endTime": page.end_ms - 1,
        }
        if page.channel is Channel.OI:
            params = {**bounds, "contractType": "PERPETUAL"}
            request = Request(f"{COINM}/futures/data/openInterestHist", params, "futures-data")
            return Job(request, partial(parse_open_interest_history, market=market))
        url = f"{COINM}/futures/data/globalLongShortAccountRatio"
        return Job(Request(url, bounds, "futures-data"), partial(parse_ratios, market=market))


def _pair(market: Market) -> str:
    return market.symbol.removesuffix("_PERP")
