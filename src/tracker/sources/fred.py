"""FRED of the Federal Reserve Bank of St. Louis: US rates, the dollar, and daily closes.

With a key its API is asked; without one what a reader's browser may download as a table, which is slow
to programs now and then. Its
closes come a day late, so that others speak first where they tell the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec
from msgspec import Struct

from tracker.analysis.sessions import session_of
from tracker.domain.context import CHANNEL_OF, CLOSE_HOURS, Reading, Series
from tracker.domain.health import Channel
from tracker.sources.base import Answer, Budget, ChannelSpec, Job, Parsed, Poll, Request
from tracker.sources.context import ContextSource, day_ms, read_day, read_rows, start_day, table
from tracker.sources.decode import Number, decode, optional, positive, rows
from tracker.sources.errors import BadAnswer, KeyRefused
from tracker.sources.key_specs import FRED
from tracker.sources.limits import Limit

URL = "https://fred.stlouisfed.org/graph/fredgraph.csv"
API = "https://api.stlouisfed.org/fred/series/observations"
_EVERY_S = 21_600.0


class _Column(Struct, frozen=True):
    """One series by FRED's name; `percent` where a fraction is meant."""

    name: str
    series: Series
    percent: bool = False


COLUMNS = (
    _Column("DFF", Series.FED_FUNDS, percent=True),
    _Column("DGS10", Series.US_10Y, percent=True),
    _Column("DTWEXBGS", Series.DOLLAR),
    _Column("VIXCLS", Series.VIX),
    _Column("SP500", Series.SP_500),
    _Column("NASDAQCOM", Series.NASDAQ),
)


def parse_series(body: bytes, now_ms: int, *, column: _Column) -> Parsed:
    r"""One series as CSV: `GET /graph/fredgraph.csv?id=DGS10&cosd=2026-02-01`.

    observation_date,DGS10
    2026-02-10,4.15
    2026-02-11,4.18
    2026-02-12,.

    "." or nothing is a day without a value. Older tables call the first column DATE.
    """
    del now_ms
    first = "DATE" if body.lstrip(b"\xef\xbb\xbf").startswith(b"DATE") else "observation_date"

    def build(row: Mapping[str, str]) -> Reading | None:
        return _reading(column, row[first], row[column.name])

    return read_rows(table(body, first, column.name), build)


class _Observation(msgspec.Struct):
    date: str
    value: Number


class _Observations(msgspec.Struct):
    observations: list[msgspec.Raw]


def parse_observations(body: bytes, now_ms: int, *, column: _Column) -> Parsed:
    """The same as JSON, for who has a key: `GET /fred/series/observations?series_id=DGS10`.

    {"count":10,"offset":0,"limit":100000,"observations":[{"realtime_start":"2026-03-19",
      "realtime_end":"2026-03-19","date":"2026-03-02","value":"5.1901"}, ...]}

    "." is a day without a value.
    """
    del now_ms

    def build(row: _Observation) -> Reading | None:
        return _reading(column, row.date, row.value)

    found = decode(body, _Observations).observations
    values, faults = rows(found, _Observation, build)
    if not values:
        raise BadAnswer("It answered without a single figure.", faults[0] if faults else "no rows")
    return Parsed(values=list(values), faults=faults)


def _reading(column: _Column, day: str, number: Number) -> Reading | None:
    """One day's value; None where there is none."""
    value = optional(number)
    if value is None:
        return None
    if column.percent:
        value /= 100
    else:
        positive(value, column.name)
    slot_ms = at_ms = day_ms(day)
    hours = CLOSE_HOURS.get(column.series)
    if hours is not None:
        session = session_of(hours, read_day(slot_ms))
        if session is None:
            raise BadAnswer("It answered with something unexpected.", "a close at a weekend")
        at_ms = session.closes_ms
    return Reading(Fred.venue, column.series, "", slot_ms, at_ms, value)


class Fred(ContextSource):
    """US policy rate, 10-year yield, broad dollar; VIX, S&P 500 and Nasdaq where nobody else tells."""

    venue = "fred"
    title = "FRED"
    tells = frozenset(one.series for one in COLUMNS)
    rank = 1
    attribution = "Source: FRED, Federal Reserve Bank of St. Louis"
    channels: ClassVar = {
        Channel.RATES: ChannelSpec(cadence_s=_EVERY_S),
        Channel.VOLATILITY: ChannelSpec(cadence_s=_EVERY_S),
        Channel.INDICES: ChannelSpec(cadence_s=_EVERY_S),
    }
    key = FRED
    # 120 calls a minute are documented for its API; of the tables we ask one in ten seconds.
    budgets: ClassVar = {
        "tables": Budget(per_s=0.1, burst=6),
        "api": Budget(per_s=0.5, burst=6, limit=Limit(120, 60)),
    }

    def check(self, answer: Answer) -> None:
        """A wrong key is a wrong question to it."""
        if answer.status == 400 and b"variable api_key" in answer.body:
            detail = answer.body[:200].decode(errors="replace")
            raise KeyRefused("It refuses the key; try it under Keys.", detail)
        super().check(answer)

    def polls(self, assets: Sequence[str]) -> Sequence[Poll]:
        """One table a series, four times a day."""
        del assets
        return [
            Poll((channel,), _EVERY_S, partial(self._jobs, channel)) for channel in self.channels
        ]

    @staticmethod
    def _jobs(channel: Channel, now_ms: int, _since_ms: int | None) -> list[Job]:
        since = start_day(now_ms)
        return [_job(column, since) for column in COLUMNS if CHANNEL_OF[column.series] is channel]


def _job(column: _Column, since: str) -> Job:
    """One series by the API, or as a table where there is no key for that."""
    as_table = Request(
        URL, {"id": column.name, "cosd": since}, "tables", headers={"Accept": "text/csv"}
    )
    by_api = Request(
        API,
        {"series_id": column.name, "file_type": "json", "observation_start": since},
        "api",
        needs_key=True,
    )
    return Job(
        by_api,
        partial(parse_observations, column=column),
        keyless=Job(as_table, partial(parse_series, column=column)),
    )
