"""Coinalyze: hourly liquidations and open interest of one perpetual an exchange; needs a free key.

Documentation: api.coinalyze.net/v1/doc. Facts and traps: docs/sources.md. Questions are in SECONDS;
ms are answered with an empty list. Every symbol of a question counts as one of 40 calls a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.derivatives import FeedKind, LiquidationBucket, OpenInterest
from tracker.domain.health import Channel
from tracker.domain.market import Market, coin_and_factor
from tracker.domain.times import DAY_MS, H1, HOUR_MS
from tracker.sources.aggregator import Aggregator, symbol_of
from tracker.sources.base import (
    Budget,
    ChannelSpec,
    History,
    Job,
    Page,
    Parsed,
    Poll,
    Request,
    Value,
)
from tracker.sources.decode import Number, decode, moment, not_negative, optional_amount, rows
from tracker.sources.errors import BadAnswer
from tracker.sources.key_specs import COINALYZE
from tracker.sources.limits import Limit

BASE = "https://api.coinalyze.net/v1"
#: Of an exchange's perpetuals on a coin one is read: the first of these quotes that there is.
_QUOTES = ("USDT", "USDC", "USD")
#: How far back the newest buckets are asked for each time: a row more costs nothing, a symbol does.
_NEWEST_MS = 26 * HOUR_MS
_POLL_S = 900.0
#: What polls may use of the budget, in calls a second; the rest is for the past.
_POLLS_PER_S = 6 / 60
#: Symbols of one question; each is a call of its own.
_AT_ONCE = 4
#: Intraday buckets are kept for 1500 to 2000 points.
_REACH_ROWS = 1_500


class _Exchange(msgspec.Struct):
    name: str
    code: str


def parse_exchanges(body: bytes, now_ms: int) -> Parsed:
    """The names of the exchanges by their codes: `GET /exchanges`; the list of markets is asked next.

    [{"name":"Binance","code":"A"}, ...]
    """
    del now_ms
    found, faults = rows(decode(body, list[msgspec.Raw]), _Exchange, lambda row: row)
    names = {one.code: one.name for one in found}
    if not names:
        raise BadAnswer("It answered without a single exchange.")
    job = Job(Request(f"{BASE}/future-markets", bucket="rest"), partial(parse_markets, names=names))
    return Parsed(faults=faults, next=job)


class _Market(msgspec.Struct):
    symbol: str
    exchange: str
    base_asset: str
    quote_asset: str
    is_perpetual: bool = True


def parse_markets(body: bytes, now_ms: int, *, names: Mapping[str, str]) -> Parsed:
    """One perpetual an exchange and coin: `GET /future-markets`.

    [{"symbol":"BTCUSDT_PERP.A","exchange":"A","symbol_on_exchange":"BTCUSDT","base_asset":"BTC",
      "quote_asset":"USDT","expire_at":null,"has_buy_sell_data":true,"is_perpetual":true,
      "margined":"STABLE","oi_lq_vol_denominated_in":"BASE_ASSET",
      "has_long_short_ratio_data":true,"has_ohlcv_data":true}, ...]
    """
    del now_ms
    best: dict[tuple[str, str], tuple[int, int, str]] = {}

    def build(row: _Market) -> None:
        if not row.is_perpetual or row.exchange not in names or row.quote_asset not in _QUOTES:
            return
        asset, factor = coin_and_factor(row.base_asset.upper())
        rank = (_QUOTES.index(row.quote_asset), factor, row.symbol)
        key = (names[row.exchange], asset)
        best[key] = min(best.get(key, rank), rank)

    _, faults = rows(decode(body, list[msgspec.Raw]), _Market, build)
    service = Coinalyze()
    markets = [service.line(name, one[2], asset) for (name, asset), one in best.items()]
    return Parsed(values=list(markets), faults=faults)


class _History(msgspec.Struct):
    symbol: str
    history: list[msgspec.Raw]


class _Sums(msgspec.Struct):
    t: Number
    l: Number = None
    s: Number = None


def parse_liquidations(body: bytes, now_ms: int, *, known: Mapping[str, Market]) -> Parsed:
    """Sums of an hour in USD, `l` of longs and `s` of shorts: `GET /liquidation-history`.

    [{"symbol":"BTCUSDT_PERP.A","history":[{"t":1735686000,"l":1.5,"s":2.5}]}]

    `t` is the start of the hour; a symbol that it does not know is left out. An hour without a row
    had no liquidation that it saw, or was not seen: both are left unknown.
    """

    def build(market: Market, raw: Sequence[msgspec.Raw]) -> tuple[list[Value], list[str]]:
        def bucket(row: _Sums) -> LiquidationBucket | None:
            long_usd, short_usd = optional_amount(row.l, "l"), optional_amount(row.s, "s")
            if long_usd is None or short_usd is None:
                return None
            start_ms = moment(row.t)
            if start_ms % H1.ms:
                raise BadAnswer("It answered with something unexpected.", "no full hour")
            return LiquidationBucket(
                market=market,
                start_ms=start_ms,
                width_ms=H1.ms,
                long_usd=long_usd,
                short_usd=short_usd,
                closed=start_ms + H1.ms <= now_ms,
            )

        found, faults = rows(raw, _Sums, bucket)
        return list(found), faults

    return _each(body, known, build)


class _Bar(msgspec.Struct):
    t: Number
    c: Number


def parse_interest(body: bytes, now_ms: int, *, known: Mapping[str, Market]) -> Parsed:
    """Open interest in USD by the hour, its close kept: `GET /open-interest-history`.

    [{"symbol":"BTCUSDT_PERP.A","history":[{"t":1735686000,"o":1,"h":2,"l":3,"c":4}]}]

    The close is dated to the end of its hour, the running hour's to now.
    """

    def build(market: Market, raw: Sequence[msgspec.Raw]) -> tuple[list[Value], list[str]]:
        def sample(row: _Bar) -> OpenInterest:
            at_ms = min(moment(row.t) + H1.ms, now_ms)
            return OpenInterest(market, at_ms, None, not_negative(row.c, "c"))

        found, faults = rows(raw, _Bar, sample)
        return list(found), faults

    return _each(body, known, build)


_Build = Callable[[Market, Sequence[msgspec.Raw]], tuple[list[Value], list[str]]]


def _each(body: bytes, known: Mapping[str, Market], build: _Build) -> Parsed:
    parsed = Parsed()

    def take(row: _History) -> None:
        market = known.get(row.symbol)
        if market is None:
            parsed.dropped += 1
            return
        values, faults = build(market, row.history)
        parsed.values += values
        parsed.faults += faults

    _, faults = rows(decode(body, list[msgspec.Raw]), _History, take)
    parsed.faults += faults
    return parsed


class Coinalyze(Aggregator):
    """What Coinalyze says of each exchange."""

    venue = "coinalyze"
    title = "Coinalyze"
    key = COINALYZE
    needs_instruments = True
    channels: ClassVar = {
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
        Channel.LIQUIDATIONS: ChannelSpec(3_600, FeedKind.STATS, unit="USD"),
        Channel.OI: ChannelSpec(3_600, unit="USD"),
    }
    # The newest day is polled, several symbols a question; only what lies before it is fetched.
    histories: ClassVar = {
        channel: History(1_000, reach_rows=_REACH_ROWS, intervals=(H1,), rest_ms=DAY_MS)
        for channel in (Channel.LIQUIDATIONS, Channel.OI)
    }
    # Documented: 40 calls a minute and key, a symbol is a call; 40 % of it.
    budgets: ClassVar = {"rest": Budget(per_s=12 / 60, burst=_AT_ONCE, limit=Limit(40, 60))}

    def instruments(self) -> Job:
        """The exchanges, then their markets."""
        return Job(Request(f"{BASE}/exchanges", bucket="rest"), parse_exchanges)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """The newest day of every series, less often the more there are."""
        every_s = max(_POLL_S, 2 * len(markets) / _POLLS_PER_S)
        return [
            Poll((channel,), every_s, partial(self._newest, channel, tuple(markets)))
            for channel in (Channel.LIQUIDATIONS, Channel.OI)
        ]

    def _newest(
        self, channel: Channel, markets: Sequence[Market], now_ms: int, since_ms: int | None
    ) -> list[Job]:
        from_ms = now_ms - _NEWEST_MS
        if since_ms is not None:
            from_ms = min(from_ms, since_ms - HOUR_MS)
        pieces = (markets[at : at + _AT_ONCE] for at in range(0, len(markets), _AT_ONCE))
        return [_job(channel, piece, from_ms, now_ms) for piece in pieces]

    def history(self, page: Page) -> Job:
        """A stretch of one series."""
        return _job(page.channel, [page.market], page.start_ms, page.end_ms)


def _job(channel: Channel, markets: Iterable[Market], from_ms: int, to_ms: int) -> Job:
    known = {symbol_of(market): market for market in markets}
    params: dict[str, str | int] = {
        "symbols": ",".join(known),
        "interval": "1hour",
        "from": from_ms // 1_000,
        "to": to_ms // 1_000,
        "convert_to_usd": "true",
    }
    is_interest = channel is Channel.OI
    path = "open-interest-history" if is_interest else "liquidation-history"
    parse = parse_interest if is_interest else parse_liquidations
    request = Request(f"{BASE}/{path}", params, "rest", weight=len(known))
    return Job(request, partial(parse, known=known))
