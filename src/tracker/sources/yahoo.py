"""Yahoo Finance: European and US equity indices of the day, only where the user agreed to its terms.

The address is unofficial and promises nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from urllib.parse import quote

import msgspec

from tracker.analysis.sessions import local_day, session_of
from tracker.domain.context import INDEX_HOURS, Reading, Series
from tracker.domain.health import Channel
from tracker.domain.times import HOUR_MS
from tracker.sources.base import Answer, Budget, ChannelSpec, Job, Parsed, Poll, Request
from tracker.sources.context import ContextSource
from tracker.sources.decode import Number, decode, moment, optional, optional_price, positive
from tracker.sources.errors import BadAnswer, Refused

URL = "https://query1.finance.yahoo.com/v8/finance/chart"
_EVERY_S = 900.0
SYMBOLS = {
    Series.STOXX_50: "^STOXX50E",
    Series.DAX: "^GDAXI",
    Series.FTSE_100: "^FTSE",
    Series.SP_500: "^GSPC",
    Series.NASDAQ: "^IXIC",
}
#: It answers 429 to what does not look like a browser; this says what we are all the same.
_HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; Tracker)"}
#: An official close is told within so long of the end of the session.
_SETTLED_MS = HOUR_MS


class _Meta(msgspec.Struct):
    regularMarketTime: Number = None
    regularMarketPrice: Number = None


class _Quote(msgspec.Struct):
    close: list[Number] = msgspec.field(default_factory=list)


class _Indicators(msgspec.Struct):
    quote: list[_Quote] = msgspec.field(default_factory=list)


class _Result(msgspec.Struct):
    meta: _Meta
    indicators: _Indicators
    timestamp: list[Number] = msgspec.field(default_factory=list)


class _Error(msgspec.Struct):
    code: str = ""
    description: str = ""


class _Chart(msgspec.Struct):
    result: list[_Result] | None = None
    error: _Error | None = None


class _Answer(msgspec.Struct):
    chart: _Chart


def parse_chart(body: bytes, now_ms: int, *, series: Series) -> Parsed:
    """Daily closes and the present value: `GET /v8/finance/chart/%5EGDAXI?interval=1d&range=6mo`.

    {"chart":{"result":[{"meta":{"currency":"USD","symbol":"AAPL",
      "regularMarketTime":1577998801,"exchangeTimezoneName":"America/New_York",
      "regularMarketPrice":75.09,"chartPreviousClose":73.412},
      "timestamp":[1577975400],"indicators":{"quote":[{"close":[75.0875015258789],
      "open":[74.05999755859375]}]}}],"error":null}}

    `timestamp` is when each session began, in seconds; a close of a holiday or halt is null.
    `chartPreviousClose` is the close before the range, not yesterday's, and is not read. The last
    close of a running session is its present value, at `regularMarketTime`.
    """
    chart = decode(body, _Answer).chart
    if chart.error is not None or not chart.result:
        error = chart.error or _Error()
        raise BadAnswer("It answered with an error.", f"{error.code}: {error.description}"[:200])
    result = chart.result[0]
    closes = result.indicators.quote[0].close if result.indicators.quote else []
    if len(closes) != len(result.timestamp):
        raise BadAnswer("It answered with something unexpected.", "times and closes do not match")
    quoted_ms = min(moment(result.meta.regularMarketTime), now_ms)
    parsed = Parsed()
    for began, number in zip(result.timestamp, closes, strict=True):
        try:
            reading = _reading(series, moment(began), optional(number), quoted_ms, now_ms)
        except BadAnswer as error:
            parsed.faults.append(error.detail or error.sentence)
            continue
        if reading is not None:
            parsed.values.append(reading)
    if not parsed.values:
        raise BadAnswer("It answered without a single figure.", "; ".join(parsed.faults[:1]))
    return parsed


def _reading(
    series: Series, began_ms: int, close: float | None, quoted_ms: int, now_ms: int
) -> Reading | None:
    """A close where its session is over, else what the index stands at now."""
    price = optional_price(close, "close")
    hours = INDEX_HOURS[series]
    day = local_day(hours, began_ms)
    session = session_of(hours, day)
    if price is None or session is None:
        return None
    positive(price, "close")
    settled = quoted_ms >= session.closes_ms or now_ms >= session.closes_ms + _SETTLED_MS
    slot_ms = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000
    # A bar may begin before its hours do; it is not of a time to come.
    at_ms = session.closes_ms if settled else min(max(quoted_ms, session.opens_ms), now_ms)
    return Reading(Yahoo.venue, series, "", slot_ms, at_ms, price, closed=settled)


class Yahoo(ContextSource):
    """STOXX 50, DAX, FTSE 100, S&P 500, Nasdaq."""

    venue = "yahoo"
    title = "Yahoo Finance"
    tells = frozenset(SYMBOLS)
    attribution = "Quotes by Yahoo Finance, delayed"
    terms = (
        "Yahoo allows personal use only, and promises neither that this unofficial address works "
        "nor that it is right."
    )
    channels: ClassVar = {Channel.INDICES: ChannelSpec(cadence_s=_EVERY_S)}
    # Nothing is documented: five questions in a quarter of an hour.
    budgets: ClassVar = {"chart": Budget(per_s=0.1, burst=5)}

    def check(self, answer: Answer) -> None:
        """An unknown symbol is a 404 with a body that says so."""
        if answer.status == 404:
            raise Refused(
                "It does not know this index.", answer.body[:200].decode(errors="replace")
            )
        super().check(answer)

    def polls(self, assets: Sequence[str]) -> Sequence[Poll]:
        """All indices; half a year of days."""
        del assets
        jobs = [
            Job(
                Request(
                    f"{URL}/{quote(symbol)}",
                    {"interval": "1d", "range": "6mo"},
                    "chart",
                    headers=_HEADERS,
                ),
                partial(parse_chart, series=series),
            )
            for series, symbol in SYMBOLS.items()
        ]
        return [Poll((Channel.INDICES,), _EVERY_S, lambda _n, _s: jobs)]
