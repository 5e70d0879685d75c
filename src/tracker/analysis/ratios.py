"""The share of accounts that are long, of each venue by itself.

Venues count different accounts, so that their shares are neither added nor averaged.
Reference: docs/methodology.md, section 3.5.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import LineColumns, RatioColumns
from tracker.analysis.open_interest import near_ms_of


class VenueLine(Struct, frozen=True):
    """A line of one venue."""

    venue: str
    columns: LineColumns


def ratio_line(ratio: RatioColumns, interval_ms: int, start_ms: int, end_ms: int) -> LineColumns:
    """The share at every point of the interval's grid and at the end; NaN where it is unknown."""
    grid = np.append(np.arange(start_ms, end_ms, interval_ms, dtype=np.int64), end_ms)
    if not len(ratio.at_ms):
        return LineColumns(interval_ms, grid, np.full(len(grid), np.nan))
    index = np.searchsorted(ratio.at_ms, grid, "right") - 1
    safe = np.maximum(index, 0)
    there = (index >= 0) & (grid - ratio.at_ms[safe] <= near_ms_of(interval_ms))
    return LineColumns(interval_ms, grid, np.where(there, ratio.long_share[safe], np.nan))


def best_known_first(
    lines: Sequence[VenueLine], counts: Sequence[int] | None = None
) -> tuple[VenueLine, ...]:
    """The line with the most known points before the others; of equal ones the first stays first.

    Args:
        lines: of every venue that could have any; those without a known point are left out.
        counts: how many points each knows, where that has been counted.
    """
    if counts is None:
        counts = [known_points(one.columns) for one in lines]
    if not counts or max(counts) == 0:
        return ()
    chosen = lines[counts.index(max(counts))]
    rest = (one for one, count in zip(lines, counts, strict=True) if one is not chosen and count)
    return (chosen, *rest)


def known_points(line: LineColumns) -> int:
    """How many points of a line are known."""
    return int(np.isfinite(line.value).sum())
