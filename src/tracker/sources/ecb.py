"""European Central Bank: the deposit rate and the euro's reference rate, by its data portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from tracker.domain.context import Reading, Series
from tracker.domain.health import Channel
from tracker.sources.base import Budget, ChannelSpec, Job, Parsed, Poll, Request
from tracker.sources.context import ContextSource, day_ms, read_rows, start_day, table
from tracker.sources.decode import optional, positive

BASE = "https://data-api.ecb.europa.eu/service/data"
_EVERY_S = 21_600.0
_KEYS = {
    Series.ECB_DEPOSIT: "FM/D.U2.EUR.4F.KR.DFR.LEV",
    Series.EUR_USD: "EXR/D.USD.EUR.SP00.A",
}
#: Parts of a whole where the portal says percent.
_PERCENT = frozenset({Series.ECB_DEPOSIT})


def parse_series(body: bytes, now_ms: int, *, series: Series) -> Parsed:
    r"""One series as CSV: `GET /EXR/D.USD.EUR.SP00.A?format=csvdata&startPeriod=2026-02-17`.

    FREQ,CURRENCY,TIME_PERIOD,OBS_VALUE
    D,USD,2026-03-16,1.1478
    D,USD,2026-03-17,1.1511

    More columns than these may come. A day without a value is a holiday. The rates of other
    currencies, where they come along, are left out.
    """
    del now_ms

    def build(row: Mapping[str, str]) -> Reading | None:
        if series is Series.EUR_USD and row.get("CURRENCY", "USD") != "USD":
            return None
        value = optional(row["OBS_VALUE"])
        if value is None:
            return None
        if series in _PERCENT:
            value /= 100
        else:
            positive(value, "OBS_VALUE")
        at_ms = day_ms(row["TIME_PERIOD"])
        return Reading(Ecb.venue, series, "", at_ms, at_ms, value)

    return read_rows(table(body, "TIME_PERIOD", "OBS_VALUE"), build)


class Ecb(ContextSource):
    """Deposit rate and EUR/USD."""

    venue = "ecb"
    title = "ECB"
    tells = frozenset(_KEYS)
    attribution = "Source: ECB statistics"
    channels: ClassVar = {Channel.RATES: ChannelSpec(cadence_s=_EVERY_S)}
    # No limit is documented: two questions four times a day.
    budgets: ClassVar = {"data": Budget(per_s=0.1, burst=4)}

    def polls(self, assets: Sequence[str]) -> Sequence[Poll]:
        """Both series, from half a year ago on."""
        del assets

        def jobs(now_ms: int, _since_ms: int | None) -> list[Job]:
            params = {"format": "csvdata", "startPeriod": start_day(now_ms)}
            return [
                Job(
                    Request(f"{BASE}/{key}", params, "data", headers={"Accept": "text/csv"}),
                    partial(parse_series, series=series),
                )
                for series, key in _KEYS.items()
            ]

        return [Poll((Channel.RATES,), _EVERY_S, jobs)]
