"""Where a series has holes: stretches of time without a row, kept up to date as rows arrive."""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import Times
from tracker.ui.charts.table import Touched

# Two rows further apart than this many steps have a hole between them. Open interest is sampled
# with some jitter, so a little more than one step is none.
_WIDE = 1.5


class Holes:
    """The holes of one series.

    After a merge only the touched rows are looked at again, so a live tick costs next to nothing.
    """

    def __init__(self, step_ms: int, *, filled: bool) -> None:
        """A series of rows `step_ms` apart.

        Args:
            step_ms: how far apart rows are, ms.
            filled: a row fills its step (a candle does), so that a hole begins one step after it;
                a point of a line fills nothing.
        """
        self._wide_ms = step_ms * _WIDE
        self._lead_ms = step_ms if filled else 0
        self._before: Times = np.empty(0, np.int64)
        self._after: Times = np.empty(0, np.int64)

    def look(self, times: Times, touched: Touched) -> None:
        """Look again at the rows of a stretch and their neighbours; `times` are all rows."""
        low = max(int(times.searchsorted(touched[0])) - 1, 0)
        high = min(int(times.searchsorted(touched[1], side="right")), len(times) - 1)
        rows = times[low : high + 1]
        wide = np.flatnonzero(np.diff(rows) > self._wide_ms)
        first, last = int(rows[0]), int(rows[-1])
        left = int(self._before.searchsorted(first))
        right = int(self._before.searchsorted(last))
        self._before = np.concatenate([self._before[:left], rows[wide], self._before[right:]])
        self._after = np.concatenate([self._after[:left], rows[wide + 1], self._after[right:]])

    def cut(self, from_ms: int) -> None:
        """Rows from a moment on are gone."""
        keep = int(self._after.searchsorted(from_ms))
        self._before, self._after = self._before[:keep], self._after[:keep]

    def between(self, left_ms: int, right_ms: int) -> tuple[Times, Times]:
        """When the holes begin and end that reach into [left, right)."""
        low = int(self._after.searchsorted(left_ms, side="right"))
        high = int(self._before.searchsorted(right_ms - self._lead_ms))
        return self._before[low:high] + self._lead_ms, self._after[low:high]
