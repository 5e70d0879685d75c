"""Growable columns in time order, merged in place as more arrives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.columns import Floats, Times

#: The stretch of time in which a merge changed rows, both ends included, UTC ms.
Touched = tuple[int, int]

_FIRST_ROOM = 256
_T = TypeVar("_T", bound=np.generic)


class Table:
    """Float columns under one rising column of times, with room to grow at both ends.

    Appending, replacing the last row and merging on the left cost what they add; the room doubles.
    Views stay valid until the next merge.
    """

    __slots__ = ("_columns", "_start", "_stop", "_times", "names")

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._times: Times = np.empty(0, np.int64)
        self._columns: dict[str, Floats] = {name: np.empty(0, np.float64) for name in names}
        self._start = self._stop = 0

    def __len__(self) -> int:
        return self._stop - self._start

    @property
    def times(self) -> Times:
        """The times, oldest first; a view."""
        return self._times[self._start : self._stop]

    def column(self, name: str) -> Floats:
        """One column; a view."""
        return self._columns[name][self._start : self._stop]

    def row(self, row: int, names: tuple[str, ...]) -> list[float]:
        """The values of one row in some columns; as from an array, -1 is the last."""
        at = row + (self._start if row >= 0 else self._stop)
        return [self._columns[name].item(at) for name in names]

    def merge(self, times: Times, columns: Mapping[str, Floats]) -> Touched | None:
        """Add rows, or replace those of the same time, wherever they belong.

        Args:
            times: UTC ms, strictly rising.
            columns: the values of each name, as long as `times`.

        Returns:
            The stretch of time that changed; None where there was nothing to merge.

        Raises:
            ValueError: where the times do not rise.
        """
        if len(times) == 0:
            return None
        if np.any(np.diff(times) <= 0):
            raise ValueError("times must rise strictly")
        low = int(self.times.searchsorted(times[0]))
        high = int(self.times.searchsorted(times[-1], side="right"))
        kept = self.times[low:high]
        both = times if len(kept) == 0 else np.union1d(kept, times)
        if len(both) == len(times):  # nothing in between survives: the page replaces it
            self._open(low, high, len(both))
            self._write(low, times, columns)
        else:
            old = {name: self.column(name)[low:high].copy() for name in self.names}
            kept = kept.copy()
            self._open(low, high, len(both))
            self._times[self._start + low : self._start + low + len(both)] = both
            self._scatter(low + np.searchsorted(both, kept), old)
            self._scatter(low + np.searchsorted(both, times), columns)
        return int(times[0]), int(times[-1])

    def cut(self, from_ms: int) -> int | None:
        """Forget all rows from a moment on; the time of the newest one, or None where there was none."""
        keep = int(self.times.searchsorted(from_ms))
        if keep == len(self):
            return None
        newest_ms = int(self.times[-1])
        self._stop = self._start + keep
        return newest_ms

    def _write(self, low: int, times: Times, columns: Mapping[str, Floats]) -> None:
        at = slice(self._start + low, self._start + low + len(times))
        self._times[at] = times
        for name in self.names:
            self._columns[name][at] = columns[name]

    def _scatter(self, rows: NDArray[np.int64], columns: Mapping[str, Floats]) -> None:
        for name in self.names:
            self._columns[name][self._start + rows] = columns[name]

    def _open(self, low: int, high: int, count: int) -> None:
        """Make rows low to high (without it) exactly `count` rows wide, moving the shorter side."""
        extra = count - (high - low)
        if extra <= 0:
            return
        to_left = low < len(self) - high
        self._reserve(extra, left=to_left)
        if to_left:
            self._move(self._start, self._start + low, -extra)
            self._start -= extra
        else:
            self._move(self._start + high, self._stop, extra)
            self._stop += extra

    def _move(self, start: int, stop: int, by: int) -> None:
        for values in (self._times, *self._columns.values()):
            values[start + by : stop + by] = values[start:stop].copy()

    def _reserve(self, extra: int, *, left: bool) -> None:
        if (self._start if left else len(self._times) - self._stop) >= extra:
            return
        count = len(self)
        room = extra + max(_FIRST_ROOM, count, extra // 8)
        before = room if left else self._start
        after = len(self._times) - self._stop if left else room
        self._times = _moved(self.times, before, after)
        self._columns = {name: _moved(self.column(name), before, after) for name in self.names}
        self._start, self._stop = before, before + count


def _moved(values: NDArray[_T], before: int, after: int) -> NDArray[_T]:
    result = np.empty(before + len(values) + after, values.dtype)
    result[before : before + len(values)] = values
    return result
