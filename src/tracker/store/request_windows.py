"""The windows of the past that were asked for, and what came of each; they survive a restart.

A window is pending until it was asked, then complete, empty (nothing is there) or failed. One that the
venue answered with an error is asked again after longer and longer waits, in the end once a month:
then it is a hole that is known as one. Where the venue could not be reached nothing is counted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, Interval
from tracker.store.database import transaction

#: How long a window waits after each failure; from the last one on it is a known hole, at which another
#: look is taken once a month: the venue or this program may have learnt.
RETRY_MS = (15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS, 30 * DAY_MS)

_PENDING = """
INSERT INTO history (market_id, channel, interval_s, start_ms, end_ms, state, asked_ms)
VALUES (?, ?, ?, ?, ?, 'pending', ?)
ON CONFLICT (market_id, channel, interval_s, start_ms) DO UPDATE SET
    end_ms = excluded.end_ms, state = 'pending', asked_ms = excluded.asked_ms
WHERE state NOT IN ('complete', 'empty')
"""
_NOTED = """
INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (market_id, channel, interval_s, start_ms) DO UPDATE SET
    end_ms = excluded.end_ms, state = excluded.state, asked_ms = excluded.asked_ms,
    attempts = excluded.attempts, retry_ms = excluded.retry_ms
WHERE state NOT IN ('complete', 'empty') OR excluded.state != 'failed'
"""
_SERIES = "market_id = ? AND channel = ? AND interval_s = ?"


class SeriesKey(Struct, frozen=True):
    """Which past: `interval` is None where the channel has none."""

    market: Market
    channel: str
    interval: Interval | None

    @property
    def interval_s(self) -> int:
        """As it is stored."""
        return self.interval.seconds if self.interval is not None else 0


class RequestWindows:
    """The windows of one open cache."""

    def __init__(
        self, connection: sqlite3.Connection, market_id: Callable[[Market], int | None]
    ) -> None:
        self._connection = connection
        self._market_id = market_id

    def _key(self, series: SeriesKey) -> tuple[int | None, str, int]:
        return self._market_id(series.market), series.channel, series.interval_s

    # --- reading -------------------------------------------------------------------------------

    def in_states(self, series: SeriesKey, states: Sequence[str]) -> list[tuple[int, int]]:
        """Windows in one of these states, oldest first."""
        marks = ",".join("?" * len(states))
        rows = self._connection.execute(
            f"SELECT start_ms, end_ms FROM history WHERE {_SERIES} AND state IN ({marks}) "
            "ORDER BY start_ms",
            (*self._key(series), *states),
        )
        return [(start, end) for start, end in rows]

    def settled(self, series: SeriesKey, now_ms: int) -> list[tuple[int, int]]:
        """Windows that need not be asked now: answered, or waiting after a failure."""
        waiting = self._connection.execute(
            f"SELECT start_ms, end_ms FROM history WHERE {_SERIES} AND state = 'failed' "
            "AND retry_ms > ?",
            (*self._key(series), now_ms),
        )
        return [*self.in_states(series, ("complete", "empty")), *waiting]

    def pending(self, market: Market) -> list[tuple[SeriesKey, int, int]]:
        """Windows of a market that were wanted and not asked before the program ended."""
        rows = self._connection.execute(
            "SELECT channel, interval_s, start_ms, end_ms FROM history "
            "WHERE market_id = ? AND state = 'pending' ORDER BY end_ms DESC",
            (self._market_id(market),),
        )
        return [
            (SeriesKey(market, Channel(channel), _interval(interval_s)), start, end)
            for channel, interval_s, start, end in rows
        ]

    # --- writing -------------------------------------------------------------------------------

    def note_pending(
        self, series: SeriesKey, windows_ms: Iterable[tuple[int, int]], asked_ms: int
    ) -> None:
        """Remember windows that are wanted; what is known of one stays."""
        with transaction(self._connection):
            key = self._key(series)
            rows = [(*key, *window, asked_ms) for window in windows_ms]
            self._connection.executemany(_PENDING, rows)

    def note(
        self,
        series: SeriesKey,
        window_ms: tuple[int, int],
        *,
        state: str,
        asked_ms: int,
        is_counted: bool = True,
    ) -> None:
        """Remember what came of a window.

        Args:
            is_counted: of one that failed, whether the venue answered, so that asking again at once
                would bring the same.
        """
        key, (start_ms, end_ms) = self._key(series), window_ms
        with transaction(self._connection):
            attempts, retry_ms = 0, None
            if state == "failed":
                (attempts,) = self._connection.execute(
                    f"SELECT coalesce(max(attempts), 0) FROM history WHERE {_SERIES} "
                    "AND state IN ('pending', 'failed') AND start_ms < ? AND end_ms > ?",
                    (*key, end_ms, start_ms),
                ).fetchone()
                attempts += is_counted
                if attempts and is_counted:
                    retry_ms = asked_ms + RETRY_MS[min(attempts, len(RETRY_MS)) - 1]
            self.forget(series, window_ms)
            row = (*key, start_ms, end_ms, state, asked_ms, attempts, retry_ms)
            self._connection.execute(_NOTED, row)

    def forget(self, series: SeriesKey, window_ms: tuple[int, int]) -> None:
        """Nothing is known any more of windows within this one that were not answered."""
        start_ms, end_ms = window_ms
        self._connection.execute(
            f"DELETE FROM history WHERE {_SERIES} AND state IN ('pending', 'failed') "
            "AND start_ms >= ? AND end_ms <= ?",
            (*self._key(series), start_ms, end_ms),
        )


def _interval(interval_s: int) -> Interval | None:
    return Interval.of(interval_s * 1_000) if interval_s else None
