"""FRED of the Federal Reserve Bank of St. Louis: US rates, the dollar, and daily closes, without a key.

It gives what a reader's browser may download as a table; it is slow to programs now and then. Its
closes come a day late, so that others speak first where they tell the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from tracker.analysis.sessions import session_of
from tracker.domain.context import CHANNEL_OF, CLOSE_HOURS, Reading, Series
from tracker.domain.health import Channel
from tracker.sources.base import Budget, ChannelSpec, Job, Parsed, Poll, Request
from tracker.sources.context import ContextSource, day_ms, read_day, read_rows, start_day, table
from tracker.sources.decode import optional, positive
from tracker.sources.errors import BadAnswer

URL = "https://fred.stlouisfed.org/graph/fredgraph.csv"
_EVERY_S = 21_600.0


@dataclass(frozen=True, slots=True)
class _Column:
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
    hours = CLOSE_HOURS.get(column.series)

    def build(row: Mapping[str, str]) -> Reading | None:
        value = optional(row[column.name])
        if value is None:
            return None
        if column.percent:
            value /= 100
        else:
            positive(value, column.name)
        slot_ms = at_ms = day_ms(row[first])
        if hours is not None:
            session = session_of(hours, read_day(slot_ms))
            if session is None:
                raise BadAnswer("It answered with something unexpected.", "a close at a weekend")
            at_ms = session.closes_ms
        return Reading(Fred.venue, column.series, "", slot_ms, at_ms, value)

    return read_rows(table(body, first, column.name), build)


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
    # 120 calls a minute are documented for its API; of the tables we ask one in ten seconds.
    budgets: ClassVar = {"tables": Budget(per_s=0.1, burst=6)}

    def polls(self, assets: Sequence[str]) -> Sequence[Poll]:
        """One table a series, four times a day."""
        del assets
        return [
            Poll((channel,), _EVERY_S, partial(self._jobs, channel)) for channel in self.channels
        ]

    @staticmethod
    def _jobs(channel: Channel, now_ms: int, _since_ms: int | None) -> list[Job]:
        return [
            Job(
                Request(
                    URL,
                    {"id": column.name, "cosd": start_day(now_ms)},
                    "tables",
                    headers={"Accept": "text/csv"},
                ),
                partial(parse_series, column=column),
            )
            for column in COLUMNS
            if CHANNEL_OF[column.series] is channel
        ]
