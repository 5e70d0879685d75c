"""Cboe: the VIX of every day, by the table it publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from tracker.analysis.sessions import session_of
from tracker.domain.context import CLOSE_HOURS, Reading, Series
from tracker.domain.health import Channel
from tracker.sources.base import Budget, ChannelSpec, Job, Parsed, Poll, Request
from tracker.sources.context import DEPTH_MS, ContextSource, day_ms, read_day, read_rows, table
from tracker.sources.decode import positive

URL = "https://cdn.cboe.com/api/global/us_indices/daily_prices/VIX_History.csv"
_EVERY_S = 21_600.0


def parse_history(body: bytes, now_ms: int) -> Parsed:
    r"""Every day since 1990: `GET /api/global/us_indices/daily_prices/VIX_History.csv`.

    DATE,OPEN,HIGH,LOW,CLOSE
    01/02/1990,17.240000,17.240000,17.240000,17.240000
    07/23/2026,17.320000,20.310000,17.320000,18.700000

    Only the last months are kept. A day at a weekend has no session and counts at midnight.
    """
    since_ms, hours = now_ms - DEPTH_MS, CLOSE_HOURS[Series.VIX]

    def build(row: Mapping[str, str]) -> Reading | None:
        slot_ms = day_ms(row["DATE"], "%m/%d/%Y", "%Y-%m-%d")
        if slot_ms < since_ms:
            return None
        session = session_of(hours, read_day(slot_ms))
        at_ms = session.closes_ms if session is not None else slot_ms
        value = positive(row["CLOSE"], "CLOSE")
        return Reading(Cboe.venue, Series.VIX, "", slot_ms, at_ms, value, closed=at_ms <= now_ms)

    return read_rows(table(body, "DATE", "CLOSE"), build)


class Cboe(ContextSource):
    """VIX."""

    venue = "cboe"
    title = "Cboe"
    tells = frozenset({Series.VIX})
    attribution = "VIX by Cboe Global Markets"
    channels: ClassVar = {Channel.VOLATILITY: ChannelSpec(cadence_s=_EVERY_S)}
    # A file on a content network, without a documented limit: one question four times a day.
    budgets: ClassVar = {"files": Budget(per_s=0.1, burst=2)}

    def polls(self, assets: Sequence[str]) -> Sequence[Poll]:
        """The whole table: there is no shorter one."""
        del assets
        job = Job(Request(URL, bucket="files", headers={"Accept": "text/csv"}), parse_history)
        return [Poll((Channel.VOLATILITY,), _EVERY_S, lambda _n, _s: [job])]
