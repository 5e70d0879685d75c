"""The newest candle of a longer interval while its parts come in one by one."""

from __future__ import annotations

from tracker.analysis.candles import aggregate, merged
from tracker.analysis.columns import CandleColumns
from tracker.domain.times import Interval

_EVER_MS = 1 << 62


class GrowingCandles:
    """Makes candles of `interval` from a live series of shorter ones.

    Attributes:
        lost: whether a candle that was given as running turned out to lack a part, so that whoever
            draws it should read the series anew; it is not given again.
    """

    def __init__(self, interval: Interval, parts: CandleColumns) -> None:
        """`parts`: the shorter candles since at least the opening of the newest longer one."""
        self._interval = interval
        self._parts = parts
        self._running_ms = _running(aggregate(parts, interval, running=True))
        self.lost = False

    def take(self, candles: CandleColumns) -> CandleColumns:
        """Parts that are new or have changed; what changed of the longer candles."""
        if not len(candles):
            return CandleColumns.empty(self._interval.ms)
        since_ms = self._interval.floor(int(candles.open_ms[0]))
        if len(self._parts) and candles.open_ms[0] < self._parts.open_ms[0]:
            # Of what is that old not all parts are at hand; the store has them.
            since_ms, self.lost = int(self._parts.open_ms[0]), True
            candles = candles.between(since_ms, _EVER_MS)
        # The last word counts, but one that is over is not replaced by one that still runs.
        over = merged(candles.finished(), self._parts.finished())
        self._parts = merged(over, merged(candles, self._parts))
        found = aggregate(self._parts, self._interval, running=True)
        self._notice(found)
        self._forget()
        return found.between(since_ms, _EVER_MS)

    def _notice(self, found: CandleColumns) -> None:
        if self._running_ms is not None and self._running_ms not in found.open_ms:
            self.lost = True
        self._running_ms = _running(found)

    def _forget(self) -> None:
        """The newest two are enough: the last word on a part may come after the next one opened."""
        newest_ms = self._interval.floor(int(self._parts.open_ms[-1]))
        self._parts = self._parts.between(newest_ms - self._interval.ms, _EVER_MS)


def _running(found: CandleColumns) -> int | None:
    """When the candle opened that still runs."""
    return int(found.open_ms[-1]) if len(found) and not found.closed[-1] else None
