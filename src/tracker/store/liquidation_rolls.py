"""Reads liquidations summed up by minute and hour, which are kept for ever.

Triggers keep the sums in the transaction that stores an event (`market_schema`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import numpy as np

from tracker.analysis.columns import LiquidationMinutes
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS

_SUMS = (
    "start_ms, long_usd, short_usd, long_count, short_count, long_max_usd, short_max_usd, "
    "seconds_with_print"
)
_KIND = np.dtype(
    [
        ("at", np.int64),
        ("long", np.float64),
        ("short", np.float64),
        ("longs", np.int64),
        ("shorts", np.int64),
        ("long_max", np.float64),
        ("short_max", np.float64),
        ("printed", np.int64),
        ("seconds", np.int64),
    ]
)


class LiquidationRolls:
    """The sums of one open cache; an asset's are those of its markets, venue by venue."""

    def __init__(
        self, connection: sqlite3.Connection, market_id: Callable[[Market], int | None]
    ) -> None:
        self._connection = connection
        self._market_id = market_id

    def minutes(self, market: Market, start_ms: int, end_ms: int) -> LiquidationMinutes:
        """Minutes that begin in the half-open window, oldest first."""
        return self._read("minute", MINUTE_MS, market, (start_ms, end_ms))

    def hours(self, market: Market, start_ms: int, end_ms: int) -> LiquidationMinutes:
        """Hours that begin in the half-open window, oldest first."""
        return self._read("hour", HOUR_MS, market, (start_ms, end_ms))

    def _read(
        self, table: str, width_ms: int, market: Market, window_ms: tuple[int, int]
    ) -> LiquidationMinutes:
        seconds = "seconds" if table == "minute" else "0"
        rows = self._connection.execute(
            f"SELECT {_SUMS}, {seconds} FROM liquidation_{table} "
            "WHERE market_id = ? AND start_ms >= ? AND start_ms < ? ORDER BY start_ms",
            (self._market_id(market), *window_ms),
        )
        found = np.fromiter(rows, _KIND)
        return LiquidationMinutes(
            width_ms,
            found["at"].copy(),
            found["long"].copy(),
            found["short"].copy(),
            found["longs"].copy(),
            found["shorts"].copy(),
            found["long_max"].copy(),
            found["short_max"].copy(),
            found["printed"].copy(),
            found["seconds"].copy() if table == "minute" else np.empty(0, np.int64),
        )

    def oldest_ms(self, market: Market) -> int | None:
        """When the first hour with an event begins."""
        (oldest,) = self._connection.execute(
            "SELECT min(start_ms) FROM liquidation_hour WHERE market_id = ?",
            (self._market_id(market),),
        ).fetchone()
        return int(oldest) if oldest is not None else None

    def sealed(self, market: Market, start_ms: int, end_ms: int) -> list[tuple[int, int]]:
        """The days, cut to the half-open window, whose single events are not kept any more."""
        rows = self._connection.execute(
            "SELECT day FROM liquidation_sealed WHERE market_id = ? AND day BETWEEN ? AND ? "
            "ORDER BY day",
            (self._market_id(market), start_ms // DAY_MS, (end_ms - 1) // DAY_MS),
        )
        days = ((day * DAY_MS, (day + 1) * DAY_MS) for (day,) in rows)
        return [(max(start_ms, begin), min(end_ms, end)) for begin, end in days]
