"""Open interest per interval: as candles of its samples, and as its change.

Reference: docs/methodology.md, section 3.2.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from tracker.analysis.columns import CandleColumns, LineColumns, SignedColumns
from tracker.analysis.open_interest import VenueInterest, as_of, near_ms_of


def interest_candles(
    venues: Sequence[VenueInterest],
    included: Collection[str],
    interval_ms: int,
    start_ms: int,
    end_ms: int,
) -> CandleColumns:
    """Opening, highest, lowest and last sum of each interval over all samples of these venues.

    Open interest is a level: a candle runs from what is known at its start to what is known at its
    end, where the next one begins. An interval in which the sum is never known has none. There is no
    volume.

    Args:
        venues: every venue that has any.
        included: those that are in the line.
        interval_ms: the length of a candle.
        start_ms: on the grid of the interval.
        end_ms: the present, or the end of the window.
    """
    ends = np.append(np.arange(start_ms, end_ms, interval_ms, dtype=np.int64), end_ms)
    columns = [one.columns for one in venues if one.venue in included]
    if not columns or len(ends) < 2:
        return CandleColumns.empty(interval_ms)
    samples = np.concatenate([ends, *(one.at_ms for one in columns)])
    moments = np.unique(samples[(samples >= start_ms) & (samples <= end_ms)])
    near_ms = near_ms_of(interval_ms)
    total = np.sum([as_of(one, moments, near_ms)[0] for one in columns], axis=0)
    # The moment at which a candle ends belongs to it and to the one that begins there.
    first = np.searchsorted(moments, ends[:-1])
    last = np.searchsorted(moments, ends[1:])
    rows = np.concatenate([np.arange(a, b + 1) for a, b in zip(first, last, strict=True)])
    cells = np.repeat(np.arange(len(first)), last - first + 1)
    known = np.isfinite(total[rows])
    cells, values = cells[known], total[rows][known]
    starts = np.flatnonzero(np.diff(cells, prepend=-1))
    if not len(starts):
        return CandleColumns.empty(interval_ms)
    open_ms = ends[cells[starts]]
    nothing = np.full(len(starts), np.nan)
    return CandleColumns(
        interval_ms,
        open_ms,
        values[starts],
        np.maximum.reduceat(values, starts),
        np.minimum.reduceat(values, starts),
        values[np.append(starts[1:], len(cells)) - 1],
        nothing,
        open_ms + interval_ms <= end_ms,
        nothing,
    )


def interest_changes(line: LineColumns) -> SignedColumns:
    """By how many coins the line changed over each interval; NaN where an end of it is unknown.

    The last interval runs up to the newest point and is provisional while that is short of its end.
    """
    if len(line) < 2:
        return SignedColumns.empty(line.interval_ms)
    apart = np.diff(line.at_ms)
    value = np.where(apart <= line.interval_ms, np.diff(line.value), np.nan)
    return SignedColumns(line.interval_ms, line.at_ms[:-1], value, apart < line.interval_ms)
