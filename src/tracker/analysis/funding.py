"""Funding on a chart: every venue's rate per eight hours, spread over the time it is paid for.

Venues settle every 1, 2, 4 or 8 hours, so that rates compare only per the same time.
Reference: docs/methodology.md, section 3.4.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Floats, FundingColumns, SignedColumns, Times
from tracker.domain.times import HOUR_MS

#: The time that rates are given for.
BASIS_H = 8.0
#: A cell of which less than this is known has no rate.
_KNOWN_SHARE = 0.5


class VenueFunding(Struct, frozen=True):
    """One venue's rates on a grid, a fraction per eight hours."""

    venue: str
    columns: SignedColumns

    @property
    def is_known(self) -> bool:
        """Whether any of it is known."""
        return bool(np.isfinite(self.columns.value).any())


def per_eight_hours(rate: Floats, interval_h: Floats) -> Floats:
    """Rates per their own interval as rates per eight hours; NaN where the interval is unknown."""
    result: Floats = rate * (BASIS_H / np.where(interval_h > 0, interval_h, np.nan))
    return result


def on_grid(funding: FundingColumns, interval_ms: int, start_ms: int, end_ms: int) -> SignedColumns:
    """The mean rate per eight hours over each cell, weighted by time.

    A rate is paid for the interval before its settlement; where two settlements lie closer than
    that, for the time between them. The running cell is judged up to `end_ms`.

    Args:
        funding: of one market, oldest first.
        interval_ms: the width of a cell.
        start_ms: on the grid of the interval.
        end_ms: the present, or the end of the window.
    """
    grid = np.arange(start_ms, end_ms, interval_ms, dtype=np.int64)
    ends = funding.settles_ms.astype(np.float64)
    apart = np.diff(ends, prepend=-np.inf)
    width = np.minimum(funding.interval_h * HOUR_MS, apart)
    rate = per_eight_hours(funding.rate, width / HOUR_MS)
    known = np.isfinite(rate)
    begins, ends, rate = (ends - width)[known], ends[known], rate[known]
    weight = ends - begins
    cell_ends = np.minimum(grid + interval_ms, end_ms)
    parts = (weight, weight * rate, weight * ~funding.settled[known])
    seen, paid, predicted = (_within(begins, ends, part, grid, cell_ends) for part in parts)
    enough = seen >= _KNOWN_SHARE * (cell_ends - grid)
    value = np.where(enough, paid / np.where(enough, seen, 1.0), np.nan)
    return SignedColumns(interval_ms, grid, value, enough & (predicted > 0))


def _within(begins: Floats, ends: Floats, amounts: Floats, left: Times, right: Times) -> Floats:
    """How much of amounts that are spread over disjoint stretches falls into each cell."""
    if not len(begins):
        return np.zeros(len(left))
    edges = np.column_stack([begins, ends]).ravel()
    grown = np.column_stack([np.cumsum(amounts) - amounts, np.cumsum(amounts)]).ravel()
    result: Floats = np.interp(right, edges, grown) - np.interp(left, edges, grown)
    return result


def median(venues: Sequence[VenueFunding], interval_ms: int) -> SignedColumns:
    """The plain median over the venues that are known in each cell; all are on one grid.

    Not weighted by open interest: no venue counts more than another.
    """
    if not venues:
        return SignedColumns.empty(interval_ms)
    values = np.array([one.columns.value for one in venues])
    known = np.isfinite(values)
    anybody = known.any(axis=0)
    result = np.full(values.shape[1], np.nan)
    result[anybody] = np.nanmedian(values[:, anybody], axis=0)
    predicted = np.array([one.columns.provisional for one in venues]).any(axis=0)
    return SignedColumns(interval_ms, venues[0].columns.start_ms, result, anybody & predicted)
