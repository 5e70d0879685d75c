"""Reads and writes the cascades of journal.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from msgspec.structs import asdict

from tracker.analysis.episodes import SpanFold
from tracker.domain.cascade import Episode
from tracker.domain.derivatives import Side
from tracker.store.database import transaction


class EpisodeBook:
    """The part of the journal that is about cascades."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def keep(self, asset: str, window_ms: int, fold: SpanFold, found: Iterable[Episode]) -> None:
        """Write episodes, new or known better, and where the search goes on, in one transaction."""
        rows = [
            (one.asset, one.window_ms, one.on_ms, one.off_ms, json.dumps(asdict(one)))
            for one in found
        ]
        with transaction(self._connection):
            self._connection.executemany(
                "INSERT OR REPLACE INTO episode VALUES (?, ?, ?, ?, ?)", rows
            )
            self._connection.execute(
                "INSERT OR REPLACE INTO episode_fold VALUES (?, ?, ?)",
                (asset, window_ms, fold.text()),
            )

    def fold(self, asset: str, window_ms: int) -> SpanFold:
        """Where the search goes on."""
        row = self._connection.execute(
            "SELECT fold FROM episode_fold WHERE asset = ? AND window_ms = ?", (asset, window_ms)
        ).fetchone()
        return SpanFold.read(row[0] if row is not None else None)

    def listed(self, asset: str | None = None) -> list[Episode]:
        """The episodes of a coin, or of all, by when they came on."""
        where, args = ("WHERE asset = ?", (asset,)) if asset is not None else ("", ())
        rows = self._connection.execute(
            f"SELECT figures FROM episode {where} ORDER BY on_ms, asset", args
        )
        return [_episode(text) for (text,) in rows]


def _episode(text: str) -> Episode:
    figures = json.loads(text)
    figures["side"] = Side(figures["side"])
    figures["venues"] = tuple(figures["venues"])
    return Episode(**figures)
