"""`tracker show liquidations --interval`: one row a bar, each compared with the bars before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tracker.analysis.liquidation_windows import COMPARED_SHARE, Trailing, basis_points, dominance
from tracker.analysis.liquidations import Flow, Total, combined, total_of
from tracker.analysis.windows import NORMAL_MS, interest_usd, reach_ms, settled, sums
from tracker.commands.output import Cell, Row
from tracker.domain.times import Interval, iso
from tracker.services.coverage import coverage_rows
from tracker.services.recorded import grain_of
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
    flows = [
        one.fitting(interval.ms)
        for one in views.flows(asset, first_ms, now_ms, grain_ms=grain_of(interval.ms))
    ]
    grid = np.arange(start_ms, now_ms, interval.ms, dtype=np.int64)
    ends = np.minimum(grid + interval.ms, now_ms)
    interest = interest_usd(views.interest(asset, start_ms, now_ms), ends)
    past = _Past(flows, interval.floor(start_ms - NORMAL_MS), now_ms, interval.ms)
    for at_ms, end_ms, oi_usd in zip(grid.tolist(), ends.tolist(), interest.tolist(), strict=True):
        parts = [total_of(flow, at_ms, end_ms) for flow in flows]
        bar = combined(parts)
        row = _row(at_ms, interval, bar)
        row.update(_figures(bar, oi_usd if np.isfinite(oi_usd) else None))
        row.update(past.compared(parts, bar, at_ms))
        if form == "json":  # too much for a cell of a table
            row["coverage_by_venue"] = coverage_rows(bar.coverage)
        yield row


class _Past:
    """The bars before each bar, of those venues that saw ten days of them whole."""

    def __init__(self, flows: Sequence[Flow], first_ms: int, now_ms: int, width_ms: int) -> None:
        ends = np.arange(first_ms + width_ms, now_ms + 1, width_ms, dtype=np.int64)
        known = settled(sums(flows, ends, width_ms), width_ms)
        self._venues = {part.venue for part in known.parts}
        self._trailing = Trailing(width_ms)
        starts, usd = ends - width_ms, known.side(None)
        self._coming: Iterator[tuple[int, float]] = iter(
            zip(
                starts[known.complete].tolist(),
                usd[known.complete].tolist(),
                strict=True,
            )
        )
        self._next = next(self._coming, None)

    def compared(self, parts: Sequence[Total], bar: Total, at_ms: int) -> dict[str, Cell]:
        """How large a bar is against those before it; a bar that runs is so far."""
        while self._next is not None and self._next[0] < at_ms:
            self._trailing.add(*self._next)
            self._next = next(self._coming, None)
        mine = combined([one for one in parts if one.coverage.parts[0].venue in self._venues])
        multiple = percentile = None
        if min(mine.coverage.share, bar.coverage.share) >= COMPARED_SHARE:
            past = self._trailing.past(at_ms)
            multiple, percentile = past.multiple(mine.usd), past.percentile(mine.usd)
        return {
            "multiple": _rounded(multiple),
            "percentile": _rounded(percentile, 2),
            # Bars are compared with all bars, at whatever hour.
            "seasonally_adjusted": False,
        }


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


def _figures(bar: Total, interest_usd: float | None) -> dict[str, Cell]:
    """What is said of a bar alone."""
    seen = bar.coverage.share > 0
    return {
        "largest_usd": bar.largest_usd,
        "bp_of_oi": _rounded(basis_points(bar.usd, interest_usd)) if seen else None,
        "dominance": _rounded(dominance(bar, interest_usd)) if seen else None,
        "saturated": bool(bar.coverage.capped) if seen else None,
    }


def _rounded(value: float | None, digits: int = 6) -> float | None:
    return round(value, digits) if value is not None else None
