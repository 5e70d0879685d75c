"""`tracker level suggest`: prices that others may be looking at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tracker.analysis import words
from tracker.analysis.columns import LineColumns
from tracker.analysis.suggest import CAVEAT
from tracker.commands.output import Row, write_rows
from tracker.domain.errors import TrackerError
from tracker.domain.times import Interval
from tracker.services.suggestions import Suggested, suggest_levels
from tracker.sources.base import Source
from tracker.store.market_reader import MarketReader


def print_suggestions(
    sources: Sequence[Source],
    reader: MarketReader | None,
    asset: str,
    interval: Interval,
    *,
    json: bool,
) -> int:
    """Print levels by falling prominence, then averages as what they are: lines."""
    found = suggest_levels(reader, sources, asset, interval)
    if found.price is None or not found.candles:
        raise TrackerError(
            f"The cache holds no {interval} candle of {asset} ({found.market.venue}); run tracker "
            "collect first."
        )
    if json:
        write_rows(_rows(asset, found), "json")
        return 0
    print(
        f"{asset} at {words.price(found.price)} on {found.market.venue}, from {found.candles:,} "
        f"candles of {interval}"
    )
    for one in found.found.levels:
        print(
            f"{words.price(one.price):>12}  {one.role:<10}  prominence {one.prominence:3.0f}  "
            f"{words.percent(one.price / found.price - 1, 1):>8}  {', '.join(one.sources)}"
        )
    for average in found.found.averages:
        print(f"{words.price(_newest(average.line)):>12}  {average.name}, a line that moves")
    print(CAVEAT)
    return 0


def _rows(asset: str, found: Suggested) -> list[Row]:
    where: Row = {"symbol": asset, "venue": found.market.venue, "interval": str(found.interval)}
    levels: list[Row] = [
        {
            **where,
            "kind": "level",
            "price": one.price,
            "side": str(one.role),
            "prominence": round(one.prominence, 1),
            "touches": one.touches,
            "sources": list(one.sources),
        }
        for one in found.found.levels
    ]
    averages: list[Row] = [
        {**where, "kind": "line", "price": _newest(one.line), "sources": [one.name]}
        for one in found.found.averages
    ]
    return levels + averages


def _newest(line: LineColumns) -> float | None:
    known = line.value[np.isfinite(line.value)]
    return float(known[-1]) if len(known) else None
