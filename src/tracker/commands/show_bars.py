"""`tracker show liquidations --interval`: one row a bar, each compared with the bars before it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tracker.analysis.liquidations import Flow, Total, total
from tracker.analysis.pace import COMPARED_SHARE, Trailing, basis_points, dominance
from tracker.analysis.windows import NORMAL_MS, interest_usd, reach_ms, sums
from tracker.commands.output import Cell, Row
from tracker.domain.times import Interval, iso
from tracker.services.coverage import coverage_rows
from tracker.services.views import Views


def bar_rows(
    views: Views,
    asset: str,
    interval: Interval,
    window_ms: tuple[int, int] | None,
    now_ms: int,
    *,
    form: str,
) -> Iterator[Row]:
    """The bars of a window, oldest first; none where nothing is stored of it.

    Args:
        views: over the open cache.
        asset: the coin.
        interval: the width of a bar.
        window_ms: the half-open stretch in which anything is stored.
        now_ms: what the bars are judged up to.
        form: table, csv or json; a table has no room for lists of venues.
    """
    if window_ms is None:
        return
    start_ms = interval.floor(window_ms[0])
    first_ms = interval.floor(start_ms - NORMAL_MS) - reach_ms(interval.ms)
    flows = [one.fitting(interval.ms) for one in views.flows(asset, first_ms, now_ms)]
    grid = np.arange(start_ms, now_ms, interval.ms, dtype=np.int64)
    ends = np.minimum(grid + interval.ms, now_ms)
    interest = interest_usd(views.interest(asset, start_ms, now_ms), ends)
    trailing = Trailing(interval.ms)
    past = _past(flows, interval.floor(start_ms - NORMAL_MS), now_ms, interval.ms)
    waiting = next(past, None)
    for at_ms, end_ms, oi_usd in zip(grid.tolist(), ends.tolist(), interest.tolist(), strict=True):
        while waiting is not None and waiting[0] < at_ms:
            trailing.add(*waiting)
            waiting = next(past, None)
        bar = total(flows, at_ms, end_ms)
        known_usd = oi_usd if np.isfinite(oi_usd) else None
        row = _row(at_ms, interval, bar)
        row.update(_pace(bar, trailing, at_ms, known_usd))
        if form == "json":  # too much for a cell of a table
            row["coverage_by_venue"] = coverage_rows(bar.coverage)
        yield row


def _past(
    flows: list[Flow], first_ms: int, now_ms: int, width_ms: int
) -> Iterator[tuple[int, float]]:
    """The bars that every venue that is waited for saw whole: when they begin, and their USD."""
    ends = np.arange(first_ms + width_ms, now_ms + 1, width_ms, dtype=np.int64)
    found = sums(flows, ends, width_ms)
    usd = found.side(None)
    for at in np.flatnonzero(found.complete).tolist():
        yield int(ends[at]) - width_ms, float(usd[at])


def _row(at_ms: int, interval: Interval, bar: Total) -> dict[str, Cell]:
    seen = bar.coverage.share > 0
    return {
        "at": iso(at_ms),
        "width_s": interval.seconds,
        # What is stored of a time that nobody observed is the least that happened.
        "long_usd": bar.long_usd if seen or bar.long_usd else None,
        "short_usd": bar.short_usd if seen or bar.short_usd else None,
        "count": bar.count if seen or bar.count else None,
        "coverage": round(bar.coverage.share, 4),
        "venues": list(bar.coverage.venues),
        "lower_bound": bar.coverage.lower_bound,
        "capped": list(bar.coverage.capped),
    }


def _pace(
    bar: Total, trailing: Trailing, at_ms: int, interest_usd: float | None
) -> dict[str, Cell]:
    """How large a bar is against the complete bars of the 30 days before it.

    A bar that runs is less than it will be; a comparison says so far.
    """
    seen = bar.coverage.share > 0
    multiple = percentile = None
    if bar.coverage.share >= COMPARED_SHARE:
        past = trailing.past(at_ms)
        multiple, percentile = past.multiple(bar.usd), past.percentile(bar.usd)
    return {
        "largest_usd": bar.largest_usd,
        "multiple": _rounded(multiple),
        "percentile": _rounded(percentile, 2),
        "bp_of_oi": _rounded(basis_points(bar.usd, interest_usd)) if seen else None,
        "dominance": _rounded(dominance(bar, interest_usd)) if seen else None,
        "saturated": bool(bar.coverage.capped) if seen else None,
        # Bars are compared with all bars, at whatever hour.
        "seasonally_adjusted": False,
    }


def _rounded(value: float | None, digits: int = 6) -> float | None:
    return round(value, digits) if value is not None else None
