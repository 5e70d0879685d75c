"""Reads and writes what market.db keeps of cascades: references, prices by the second, feedback ratios."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis.cascade import Reference
from tracker.analysis.columns import Floats
from tracker.analysis.feedback import Feedback
from tracker.domain.derivatives import Side
from tracker.domain.times import DAY_MS, MINUTE_MS, SECOND_MS
from tracker.domain.wording import say
from tracker.store.database import transaction

#: How long prices by the second and feedback ratios are kept.
_SECONDS_KEPT_MS, _FEEDBACK_KEPT_MS = DAY_MS, 60 * DAY_MS
_MINUTE_S = MINUTE_MS // SECOND_MS
_FEEDBACK = "at_ms, side, ratio, low90, high90, events, swept, seconds, why"


class MinuteOfSeconds(Struct, frozen=True, eq=False):
    """The price of one market at the end of each second of a minute; NaN where it is not known."""

    asset: str
    minute_ms: int
    venue: str
    prices: Floats


class CascadeRows:
    """The part of the cache that is about cascades."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # --- references ----------------------------------------------------------------------------

    def keep_reference(self, asset: str, one: Reference) -> None:
        """Keep the newest reference of a coin and window."""
        self._connection.execute(
            "INSERT OR REPLACE INTO cascade_reference VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                asset,
                one.window_ms,
                one.at_ms,
                one.median,
                one.high,
                one.sigma,
                one.fall95,
                one.days,
                json.dumps(one.venues),
            ),
        )

    def reference(self, asset: str, window_ms: int) -> Reference | None:
        """The newest reference; None where none was learnt."""
        row = self._connection.execute(
            "SELECT window_ms, at_ms, median, high, sigma, fall95, days, venues "
            "FROM cascade_reference WHERE asset = ? AND window_ms = ?",
            (asset, window_ms),
        ).fetchone()
        if row is None:
            return None
        window_ms, at_ms, median, high, sigma, fall95, days, venues = row
        known = tuple(json.loads(venues))
        return Reference(window_ms, at_ms, median, high, sigma, fall95, days, known)

    # --- seconds -------------------------------------------------------------------------------

    def keep_seconds(self, minutes: Iterable[MinuteOfSeconds]) -> None:
        """Keep minutes; what is older than a day before the newest goes."""
        rows = [
            (one.asset, one.minute_ms, one.venue, one.prices.astype(np.float64).tobytes())
            for one in minutes
        ]
        if not rows:
            return
        oldest_ms = max(row[1] for row in rows) - _SECONDS_KEPT_MS
        with transaction(self._connection):
            self._connection.executemany(
                "INSERT OR REPLACE INTO price_second VALUES (?, ?, ?, ?)", rows
            )
            self._connection.execute("DELETE FROM price_second WHERE minute_ms < ?", (oldest_ms,))

    def seconds(self, asset: str, start_ms: int, end_ms: int) -> tuple[Floats, str | None]:
        """Prices at the end of each second of a window, and of which venue.

        Minutes of another venue than the newest are left out: prices of two do not make one line.

        Args:
            asset: the coin.
            start_ms: where the window begins, at a full second.
            end_ms: where it ends, at a full second, exclusive.
        """
        rows = self._connection.execute(
            "SELECT minute_ms, venue, prices FROM price_second WHERE asset = ? "
            "AND minute_ms > ? AND minute_ms < ? ORDER BY minute_ms",
            (asset, start_ms - MINUTE_MS, end_ms),
        ).fetchall()
        count = (end_ms - start_ms) // SECOND_MS
        line = np.full(count + 2 * _MINUTE_S, np.nan)
        venue = rows[-1][1] if rows else None
        for minute_ms, whose, blob in rows:
            if whose == venue:
                at = (minute_ms - start_ms) // SECOND_MS + _MINUTE_S
                line[at : at + _MINUTE_S] = np.frombuffer(blob)
        return line[_MINUTE_S : _MINUTE_S + count], venue

    # --- feedback ------------------------------------------------------------------------------

    def keep_feedback(self, at_ms: int, found: Iterable[tuple[str, Feedback]]) -> None:
        """Keep what was measured of some coins at one moment."""
        rows = [
            (
                asset,
                at_ms,
                one.side,
                one.ratio,
                one.low90,
                one.high90,
                one.events,
                one.swept,
                one.seconds,
                one.why,
            )
            for asset, one in found
        ]
        with transaction(self._connection):
            self._connection.executemany(
                "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
            self._connection.execute(
                "DELETE FROM feedback WHERE at_ms < ?", (at_ms - _FEEDBACK_KEPT_MS,)
            )

    def feedback(self, asset: str, start_ms: int, end_ms: int) -> list[tuple[int, Feedback]]:
        """What was measured in a half-open window, oldest first."""
        rows = self._connection.execute(
            f"SELECT {_FEEDBACK} FROM feedback WHERE asset = ? AND at_ms >= ? AND at_ms < ? "
            "ORDER BY at_ms",
            (asset, start_ms, end_ms),
        )
        return [
            (at_ms, replace(Feedback(Side(side), *rest), why=say(why)))
            for at_ms, side, *rest, why in rows
        ]
