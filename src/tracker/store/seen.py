"""Remembers in journal.db which transitions and alerts the user has seen in the list."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tracker.store.database import transaction


class SeenBook:
    """The part of the journal that is about what was seen."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def mark(self, ids: Iterable[str], now_ms: int) -> None:
        """Say that these were seen; when they were seen first stays."""
        with transaction(self._connection):
            self._connection.executemany(
                "INSERT OR IGNORE INTO seen VALUES (?, ?)", [(one, now_ms) for one in ids]
            )

    def ids(self) -> frozenset[str]:
        """Everything that was seen."""
        return frozenset(name for (name,) in self._connection.execute("SELECT id FROM seen"))
