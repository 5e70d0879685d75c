"""What the answers and streams of Binance's spot and futures venues have in common.

Documentation: binance-spot-api-docs (rest-api.md, web-socket-streams.md) and developers.binance.com
(derivatives, USD-M). Facts and traps: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import msgspec

from tracker.domain.candle import Candle
from tracker.domain.derivatives import Ticker
from tracker.domain.market import Market
from tracker.domain.times import H1, Interval
from tracker.sources.base import Job, Page, Parsed, Request
from tracker.sources.candles import make_candle, settle
from tracker.sources.decode import (
    Number,
    decode,
    moment,
    optional,
    optional_amount,
    optional_price,
    positive,
    rows,
)
from tracker.sources.limits import Gauge

Known = Mapping[str, Market]
#: Every answer tells the weight that its address has used in this minute.
WEIGHT_USED = Gauge(used="x-mbx-used-weight-1m")


class _Kline(msgspec.Struct, array_like=True):
    open_ms: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    close_ms: int
    quote_volume: Number = None
    trades: Number = None
    taker_buy: Number = None


def parse_klines(body: bytes, now_ms: int, *, market: Market, interval: Interval) -> Parsed:
    """Candles of `GET /api/v3/klines` and `GET /fapi/v1/klines`.

    [[1586987400000,"6733.55","6737.79","6726.61","6727.14","121.20",1586987699999,"815879.4",2208,
      "56.19","378311.7","0"], ...]

    The tenth is what buyers took of the volume, in the base coin.
    """

    def build(row: _Kline) -> Candle:
        values = (row.open_ms, row.open, row.high, row.low, row.close, row.volume, None)
        return make_candle(market, interval, now_ms, values, optional(row.taker_buy))

    return settle(*rows(decode(body, list[msgspec.Raw]), _Kline, build))


class _Ticker(msgspec.Struct):
    symbol: str
    lastPrice: Number
    openPrice: Number = None
    highPrice: Number = None
    lowPrice: Number = None
    volume: Number = None
    quoteVolume: Number = None
    closeTime: Number = None


def parse_tickers(body: bytes, now_ms: int, *, known: Known) -> Parsed:
    """Tickers of `GET /api/v3/ticker/24hr` and `GET /fapi/v1/ticker/24hr`, one or a list.

    {"symbol":"BTCUSDT","lastPrice":"6705.82","openPrice":"6872.64","highPrice":"6933.00",
     "lowPrice":"6680.10","volume":"57857.49","quoteVolume":"392659910.6","closeTime":1586991278494}
    """

    def build(row: _Ticker) -> Ticker | None:
        market = known.get(row.symbol)
        if market is None:
            return None
        volume = optional_amount(row.volume, "volume")
        return Ticker(
            market=market,
            at_ms=moment(row.closeTime) if row.closeTime else now_ms,
            last=positive(row.lastPrice, "lastPrice") / market.factor,
            open_24h=scaled(row.openPrice, market),
            high_24h=scaled(row.highPrice, market),
            low_24h=scaled(row.lowPrice, market),
            volume_24h=volume * market.factor if volume is not None else None,
            volume_24h_usd=optional_amount(row.quoteVolume, "quoteVolume"),
        )

    tickers, faults = rows(listed(body), _Ticker, build)
    return Parsed(values=list(tickers), faults=faults)


def listed(body: bytes) -> list[msgspec.Raw]:
    """One object or a list of them, as rows."""
    if body[:64].lstrip().startswith(b"{"):
        return [msgspec.Raw(body)]
    return decode(body, list[msgspec.Raw])


def scaled(price: Number, market: Market) -> float | None:
    """A price of one coin; None where it is absent."""
    number = optional_price(price, "price")
    return number / market.factor if number is not None else None


class _ServerTime(msgspec.Struct):
    serverTime: int


def parse_time(body: bytes, now_ms: int) -> Parsed:
    """`GET /api/v3/time`, `GET /fapi/v1/time`: {"serverTime":1620099477465}."""
    del now_ms
    return Parsed(venue_ms=moment(decode(body, _ServerTime).serverTime))


# msgspec reads `Raw | None` as null alone, so an absent part is an empty Raw.
_NOTHING = msgspec.Raw()


class Bar(msgspec.Struct):
    """The candle inside a kline event."""

    t: int
    i: str
    o: float
    h: float
    l: float
    c: float
    v: float
    x: bool
    V: Number = None


class StreamEvent(msgspec.Struct):
    """Every stream event we listen to; `e` names it, the other fields belong to some of them."""

    e: str = ""
    s: str = ""
    E: int | None = None
    k: Bar | None = None
    o: msgspec.Raw = _NOTHING
    p: Number = None
    i: Number = None
    r: Number = None
    T: int | None = None
    st: int | None = None


class _Frame(msgspec.Struct):
    """A combined-stream envelope, a bare event, or the answer to a subscription."""

    data: msgspec.Raw = _NOTHING
    error: msgspec.Raw = _NOTHING


def open_frame(frame: bytes | str) -> tuple[Parsed, list[StreamEvent]]:
    """The events inside, or the venue's refusal of a subscription."""
    outer = decode(frame, _Frame)
    refusal = bytes(outer.error)
    if refusal not in (b"", b"null"):
        text = refusal[:200].decode(errors="replace")
        return Parsed(error="It refused a subscription.", faults=[text]), []
    inner = bytes(outer.data) or frame
    if inner[:1] == b"[":
        return Parsed(), decode(inner, list[StreamEvent])
    return Parsed(), [decode(inner, StreamEvent)]


def window(page: Page) -> dict[str, str | int]:
    """Symbol and bounds; Binance's `endTime` is inclusive."""
    return {
        "symbol": page.market.symbol,
        "startTime": page.start_ms,
        "endTime": page.end_ms - 1,
    }


def klines_job(url: str, bucket: str, weight: float, page: Page) -> Job:
    """One page of candles; 1000 at most."""
    interval = page.interval or H1
    params = {**window(page), "interval": interval.name, "limit": 1000}
    parse = partial(parse_klines, market=page.market, interval=interval)
    return Job(Request(url, params, bucket, weight), parse)
