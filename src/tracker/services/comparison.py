"""The closes of other coins, each of its own reference market, to be compared with those of a chart."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tracker.analysis.columns import LineColumns
from tracker.domain.market import Market
from tracker.domain.times import Interval
from tracker.services.chart_candles import chart_candles
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.store.market_reader import FOREVER_MS, MarketReader


class Closes(Struct, frozen=True, eq=False):
    """The closes of one coin, in the unit of its price, at the openings of its candles."""

    asset: str
    market: Market
    line: LineColumns


def read_closes(
    reader: MarketReader | None,
    sources: Sequence[Source],
    assets: Sequence[str],
    interval: Interval,
    *,
    start_ms: int,
    end_ms: int = FOREVER_MS,
) -> list[Closes]:
    """What the cache holds of each coin in a half-open window; a hole in it stays one."""
    views = Views(reader, None, sources)
    found = []
    for asset in assets:
        market = views.chart_market(asset, interval)
        line = LineColumns.empty(interval.ms)
        if reader is not None:
            candles = chart_candles(reader, market, interval, start_ms, end_ms)
            line = LineColumns(interval.ms, candles.open_ms, candles.close)
        found.append(Closes(asset, market, line))
    return found
