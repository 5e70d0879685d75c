"""CoinGlass v4: liquidations and open interest summed over its exchanges; needs a paid key.

Documentation: docs.coinglass.com. Facts and traps: docs/sources.md. Everything comes in an envelope
with a code, errors too, mostly with HTTP 200. The smallest plan has buckets of four hours and 30
requests a minute; that is what is asked for, whatever the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Protocol, TypeVar

import msgspec

from tracker.domain.derivatives import FeedKind, LiquidationBucket, OpenInterest
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, H1, H4
from tracker.sources.aggregator import ALL, Aggregator, symbol_of
from tracker.sources.base import (
    Budget,
    ChannelSpec,
    History,
    Job,
    Page,
    Parsed,
    Poll,
    Request,
)
from tracker.sources.decode import (
    Number,
    decode,
    moment,
    not_negative,
    optional_amount,
    required,
    rows,
)
from tracker.sources.errors import BadAnswer, KeyRefused, RateLimited, Refused
from tracker.sources.key_specs import COINGLASS
from tracker.sources.limits import Gauge, Limit

BASE = "https://open-api-v4.coinglass.com/api/futures"
_POLL_S = 3_600
_PAGE_ROWS = 1_000
_KEY_CODES = frozenset({"401", "30001", "30002"})

T = TypeVar("T")


class _Read(Protocol):
    """A parser of an answer about one series."""

    def __call__(self, body: bytes, now_ms: int, *, market: Market) -> Parsed: ...


class _Envelope(msgspec.Struct):
    code: str
    msg: str = ""
    data: msgspec.Raw = msgspec.Raw()


def open_envelope(body: bytes, kind: type[T]) -> T:
    """What is inside.

    {"code":"0","msg":"success","data":[...]}, or {"code":"30001","msg":"API key missing."}

    Raises:
        SourceError: the one the code stands for, or BadAnswer where there is no envelope.
    """
    envelope = decode(body, _Envelope)
    if envelope.code != "0":
        detail = f"code {envelope.code[:20]}: {envelope.msg[:200]}"
        if envelope.code == "429":
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=60)
        if envelope.code in _KEY_CODES:
            raise KeyRefused("It refuses the key, or its plan; try it under Keys.", detail)
        if envelope.code.startswith("4"):
            raise Refused("It refused the question.", detail)
        raise BadAnswer("It answered with an error.", detail)
    data = bytes(envelope.data)
    if data in (b"", b"null"):
        raise BadAnswer("It answered without data.")
    return decode(data, kind)


def parse_coins(body: bytes, now_ms: int) -> Parsed:
    """The coins it sums: `GET /supported-coins`: {"code":"0","msg":"success","data":["BTC","ETH"]}."""
    del now_ms
    service = CoinGlass()
    coins = dict.fromkeys(coin.upper() for coin in open_envelope(body, list[str]))
    return Parsed(values=[service.market(coin) for coin in coins if coin])


def parse_exchanges(body: bytes, now_ms: int, *, page: Page) -> Parsed:
    """Which exchanges there are to sum: `GET /supported-exchanges`; their sums are asked next.

    {"code":"0","data":["OKX","Binance","HTX","Bitmex", ...]}
    """
    del now_ms
    exchanges = [name for name in open_envelope(body, list[str]) if name]
    if not exchanges:
        raise BadAnswer("It answered without a single exchange.")
    params = {"exchange_list": ",".join(exchanges), **_stretch(page)}
    request = Request(f"{BASE}/liquidation/aggregated-history", params, "rest")
    return Parsed(next=Job(request, partial(parse_liquidations, market=page.market)))


class _Sums(msgspec.Struct):
    time: Number
    aggregated_long_liquidation_usd: Number = None
    aggregated_short_liquidation_usd: Number = None


def parse_liquidations(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """Sums of four hours over the exchanges: `GET /liquidation/aggregated-history`.

    {"code":"0","msg":"success","data":[{"time":1658966400000,
     "aggregated_long_liquidation_usd":5916885.14234,
     "aggregated_short_liquidation_usd":12969583.87632}]}

    `time` is the start; sides are those of the position.
    """

    def build(row: _Sums) -> LiquidationBucket | None:
        long_usd = optional_amount(row.aggregated_long_liquidation_usd, "long")
        short_usd = optional_amount(row.aggregated_short_liquidation_usd, "short")
        if long_usd is None or short_usd is None:
            return None
        start_ms = moment(row.time)
        closed = start_ms + H4.ms <= now_ms
        return LiquidationBucket(market, start_ms, H4.ms, long_usd, short_usd, closed)

    values, faults = rows(open_envelope(body, list[msgspec.Raw]), _Sums, build)
    return Parsed(values=list(values), faults=faults)


class _Split(msgspec.Struct):
    exchange: str
    # It was recorded with both names of each.
    long_liquidation_usd: Number = None
    short_liquidation_usd: Number = None
    longLiquidation_usd: Number = None
    shortLiquidation_usd: Number = None


def parse_split(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """The last 24 hours by exchange: `GET /liquidation/exchange-list?range=24h`.

    {"code":"0","msg":"success","data":[{"exchange":"All","liquidation_usd":14673519.8,
     "long_liquidation_usd":451394.17,"short_liquidation_usd":14222125.64},{"exchange":"Bybit", ...}]}

    A rolling sum: it is dated to the full hour before it was asked, 24 hours back. "All" is left out:
    its own series has it in buckets.
    """
    service, start_ms = CoinGlass(), H1.floor(now_ms) - DAY_MS

    def build(row: _Split) -> LiquidationBucket | None:
        long_usd = optional_amount(row.long_liquidation_usd or row.longLiquidation_usd, "long")
        short_usd = optional_amount(row.short_liquidation_usd or row.shortLiquidation_usd, "short")
        if row.exchange in ("", ALL) or long_usd is None or short_usd is None:
            return None
        line = service.line(row.exchange, symbol_of(market), market.asset)
        return LiquidationBucket(line, start_ms, DAY_MS, long_usd, short_usd, closed=True)

    values, faults = rows(open_envelope(body, list[msgspec.Raw]), _Split, build)
    return Parsed(values=list(values), faults=faults)


class _Interest(msgspec.Struct):
    exchange: str
    open_interest_usd: Number = None
    open_interest_quantity: Number = None


def parse_interest(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """Open interest by exchange, and of all: `GET /open-interest/exchange-list`.

    {"code":"0","msg":"success","data":[{"exchange":"All","symbol":"BTC",
     "open_interest_usd":57437891724.5572,"open_interest_quantity":659557.3064, ...}]}

    It has no time: it is dated by the answer, and is at most ten seconds old.
    """
    service = CoinGlass()

    def build(row: _Interest) -> OpenInterest | None:
        usd = optional_amount(row.open_interest_usd, "open_interest_usd")
        coin = optional_amount(row.open_interest_quantity, "open_interest_quantity")
        if not row.exchange or (usd is None and coin is None):
            return None
        line = service.line(row.exchange, symbol_of(market), market.asset)
        return OpenInterest(line, now_ms, coin, usd)

    values, faults = rows(open_envelope(body, list[msgspec.Raw]), _Interest, build)
    return Parsed(values=list(values), faults=faults)


class _Bar(msgspec.Struct):
    time: Number
    close: Number


def parse_interest_history(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """Open interest of all exchanges in USD, every four hours: `GET /open-interest/aggregated-history`.

    {"code":"0","msg":"success","data":[{"time":1730822400000,"open":"2644845344",
     "high":"2692643311","low":"2576975597","close":"2608846475"}]}

    The close is dated to the end of its bucket; the running one is left out, the present is polled.
    """

    def build(row: _Bar) -> OpenInterest | None:
        at_ms = moment(row.time) + H4.ms
        if at_ms > now_ms:
            return None
        return OpenInterest(
            market, at_ms, None, not_negative(required(row.close, "close"), "close")
        )

    values, faults = rows(open_envelope(body, list[msgspec.Raw]), _Bar, build)
    return Parsed(values=list(values), faults=faults)


class CoinGlass(Aggregator):
    """What CoinGlass says of all its exchanges, and of each now."""

    venue = "coinglass"
    title = "CoinGlass"
    key = COINGLASS
    needs_instruments = True
    channels: ClassVar = {
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
        Channel.LIQUIDATIONS: ChannelSpec(_POLL_S, FeedKind.STATS, unit="USD"),
        Channel.OI: ChannelSpec(_POLL_S, unit="USD, coins too of the present"),
    }
    histories: ClassVar = {
        channel: History(_PAGE_ROWS, intervals=(H4,))
        for channel in (Channel.LIQUIDATIONS, Channel.OI)
    }
    # The smallest plan: 30 requests a minute; 40 % of it. Answers tell the plan's own limit.
    budgets: ClassVar = {
        "rest": Budget(
            per_s=0.15,
            burst=3,
            limit=Limit(30, 60),
            gauge=Gauge(used="api-key-use-limit", limit="api-key-max-limit"),
        )
    }

    def series(self, asset: str, listed: Iterable[Market]) -> list[Market]:
        """The sum alone: the split by exchange comes with it."""
        mine = self.market(asset)
        return [one for one in listed if one == mine]

    def instruments(self) -> Job:
        """The coins."""
        return Job(Request(f"{BASE}/supported-coins", bucket="rest"), parse_coins)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """The split by exchange."""
        split = [
            self._now("liquidation/exchange-list", one, parse_split, {"range": "24h"})
            for one in markets
        ]
        interest = [
            self._now("open-interest/exchange-list", one, parse_interest, {}) for one in markets
        ]
        return [
            Poll((Channel.LIQUIDATIONS,), _POLL_S, lambda _now, _since: split),
            Poll((Channel.OI,), _POLL_S, lambda _now, _since: interest),
        ]

    @staticmethod
    def _now(path: str, market: Market, parse: _Read, more: Mapping[str, str]) -> Job:
        params = {"symbol": symbol_of(market), **more}
        return Job(Request(f"{BASE}/{path}", params, "rest"), partial(parse, market=market))

    def history(self, page: Page) -> Job:
        """Buckets of four hours; of liquidations the exchanges to sum are asked first."""
        if page.channel is Channel.LIQUIDATIONS:
            request = Request(f"{BASE}/supported-exchanges", bucket="rest")
            return Job(request, partial(parse_exchanges, page=page))
        params = {**_stretch(page), "unit": "usd"}
        request = Request(f"{BASE}/open-interest/aggregated-history", params, "rest")
        return Job(request, partial(parse_interest_history, market=page.market))


def _stretch(page: Page) -> dict[str, str | int]:
    return {
        "symbol": symbol_of(page.market),
        "interval": "4h",
        "limit": _PAGE_ROWS,
        "start_time": page.start_ms,
        "end_time": page.end_ms - 1,
    }
