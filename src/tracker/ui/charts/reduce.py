"""Many rows to few columns: buckets anchored in time, each with the first, last, extremes or sum.

Buckets begin at multiples of their length, whatever part of the series is in view, so nothing
flickers while panning. Every bucket holds a whole number of the next finer ones, so sums are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.columns import Floats, Times
from tracker.domain.times import Interval
from tracker.ui.charts.table import Table, Touched

#: The rows of each bucket begin here; a bucket ends where the next begins.
Starts = NDArray[np.int64]


class Rule(Enum):
    """What stands for all rows of a bucket. NaN rows are left out, where there is another."""

    FIRST = "first"
    LAST = "last"
    MAX = "max"
    MIN = "min"
    SUM = "sum"


def bucket_of(at_ms: Times, size_ms: int, phase_ms: int) -> Times:
    """The time at which the bucket of each row begins: a multiple of its size after the phase."""
    result: Times = (at_ms - phase_ms) // size_ms * size_ms + phase_ms
    return result


def bucket_starts(buckets: Times) -> Starts:
    """The rows at which a new bucket begins, for rising bucket times."""
    return np.flatnonzero(np.diff(buckets, prepend=buckets[0] - 1)) if len(buckets) else _NO_STARTS


_BLOCK = 1 << 15  # rows; many times what one bucket holds of the next finer ones
_NO_STARTS: Starts = np.empty(0, np.int64)


def fold(values: Floats, starts: Starts, rule: Rule) -> Floats:
    """One value for each bucket. A bucket of NaN alone stays NaN, but sums to zero."""
    if len(starts) == 0:
        return np.empty(0, np.float64)
    result: Floats
    if rule is Rule.MAX:
        result = np.fmax.reduceat(values, starts)
    elif rule is Rule.MIN:
        result = np.fmin.reduceat(values, starts)
    elif rule is Rule.SUM:
        result = np.add.reduceat(np.where(np.isnan(values), 0.0, values), starts)
    else:
        result = values[_edge_rows(np.isfinite(values), starts, rule)]
    return result


def _edge_rows(known: NDArray[np.bool_], starts: Starts, rule: Rule) -> NDArray[np.int64]:
    """The first or last known row of each bucket; its edge row where none is known."""
    count = len(known)
    ends = np.append(starts[1:], count) - 1
    if known.all():
        return starts if rule is Rule.FIRST else ends
    rows = np.arange(count)
    if rule is Rule.FIRST:
        found = np.minimum.reduceat(np.where(known, rows, count), starts)
        return np.where(found < count, found, starts)
    found = np.maximum.reduceat(np.where(known, rows, -1), starts)
    return np.where(found >= 0, found, ends)


class Pyramid:
    """Coarser copies of a table, each 8 times coarser than the last, made when first asked for.

    They cost an eighth of the table together. After a merge only the touched buckets are folded
    again, so a live tick costs the same for a thousand rows and for a million. Far from the table the
    copies between are kept as well, so that a frame of years folds no more than one of hours.
    """

    FACTOR = 8
    #: From so many steps a bucket on a copy is kept for each power of 2: a 75th of the table more.
    KEPT = 64

    def __init__(self, table: Table, step_ms: int, rules: Mapping[str, Rule]) -> None:
        self._table = table
        self._step_ms = step_ms
        # Weekly candles open on Mondays; the epoch was a Thursday.
        self._phase_ms = Interval(step_ms, "").floor(0) % step_ms
        self._rules = rules
        # By the steps in a bucket: the copy, and what of it is to be folded again.
        self._copies: dict[int, Table] = {}
        self._pending: dict[int, Touched | None] = {}

    def touch(self, touched: Touched) -> None:
        """Rows of this stretch have changed."""
        for steps, known in self._pending.items():
            self._pending[steps] = _union(known, touched)

    def cut(self, from_ms: int) -> None:
        """Rows from a moment on are gone from the table; `touch` tells what has come instead."""
        at_ms = np.array([from_ms], np.int64)
        for steps, table in self._copies.items():
            table.cut(int(bucket_of(at_ms, steps * self._step_ms, self._phase_ms)[0]))

    def columns(
        self, left_ms: int, right_ms: int, per_column: int
    ) -> tuple[Times, dict[str, Floats]]:
        """Buckets of `per_column` steps (a power of 2) that reach into [left, right).

        Returns:
            The beginning of each bucket that has rows, and its folded columns.
        """
        if len(self._table) == 0:
            return self._table.times, {name: self._table.column(name) for name in self._rules}
        fine = per_column if per_column >= self.KEPT else self._finer(per_column + 1)
        table = self._copy(fine)
        size_ms = per_column * self._step_ms
        # The buckets at both ends are folded whole, or their tops would jump when the rest of them
        # comes into view.
        first, last = (
            (at_ms - self._phase_ms) // size_ms * size_ms + self._phase_ms
            for at_ms in (left_ms, right_ms - 1)
        )
        low = int(table.times.searchsorted(first))
        high = int(table.times.searchsorted(last + size_ms))
        if per_column == fine:
            return table.times[low:high], {
                name: table.column(name)[low:high] for name in self._rules
            }
        return self._folded(table, low, high, size_ms)

    def _folded(
        self, table: Table, low: int, high: int, size_ms: int
    ) -> tuple[Times, dict[str, Floats]]:
        buckets = bucket_of(table.times[low:high], size_ms, self._phase_ms)
        starts = bucket_starts(buckets)
        return buckets[starts], {
            name: fold(table.column(name)[low:high], starts, rule)
            for name, rule in self._rules.items()
        }

    def _blocks(self, times: Times, low: int, high: int, size_ms: int) -> Iterator[tuple[int, int]]:
        """The rows from low to high in blocks of whole buckets: a million needs no more memory."""
        while low < high:
            end = high
            if high - low > _BLOCK:
                begins = bucket_of(times[low + _BLOCK : low + _BLOCK + 1], size_ms, self._phase_ms)
                end = int(times.searchsorted(begins[0]))
            yield low, end
            low = end

    def _finer(self, steps: int) -> int:
        """The most steps in a bucket of a copy, each 8 times coarser than the last, that is finer."""
        fine = 1
        while fine * self.FACTOR < steps:
            fine *= self.FACTOR
        return fine

    def _copy(self, steps: int) -> Table:
        if steps == 1:
            return self._table
        finer = self._copy(self._finer(steps))
        if steps not in self._copies:
            self._copies[steps] = Table(tuple(self._rules))
            self._pending[steps] = (int(self._table.times[0]), int(self._table.times[-1]))
        copy, pending = self._copies[steps], self._pending[steps]
        if pending is not None:
            size_ms = self._step_ms * steps
            ends = bucket_of(np.array(pending, np.int64), size_ms, self._phase_ms)
            low, high = finer.times.searchsorted((ends[0], ends[1] + size_ms))
            for first, end in self._blocks(finer.times, int(low), int(high), size_ms):
                copy.merge(*self._folded(finer, first, end, size_ms))
            self._pending[steps] = None
        return copy


def _union(known: Touched | None, more: Touched) -> Touched:
    return more if known is None else (min(known[0], more[0]), max(known[1], more[1]))
