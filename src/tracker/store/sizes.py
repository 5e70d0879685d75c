"""What each kind of market data takes on disk; slow on a large file, so measured now and then."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from tracker.domain.retention import Kind
from tracker.store.database import transaction
from tracker.store.pruning import used_bytes

#: Kinds that are kept for ever, by their table.
LONGER_CANDLES, FUNDING, SUMS, REST, FREE = (
    "candles",
    "funding",
    "liquidation_sums",
    "rest",
    "free",
)
_KIND_OF = {
    "liquidation": Kind.LIQUIDATIONS,
    "liquidation_bucket": Kind.STATISTICS,
    "open_interest": Kind.OPEN_INTEREST,
    "ratio": Kind.RATIOS,
    "funding": FUNDING,
    "liquidation_minute": SUMS,
    "liquidation_hour": SUMS,
}
#: Candles are told apart by interval, in the proportion of their chunks.
_CANDLES = ("candle", "candle_chunk")
#: Bytes of a row where SQLite was built without the table that knows: measured on a full cache.
_ABOUT = {
    "candle": 88,
    "candle_chunk": 11_800,
    "liquidation": 48,
    "liquidation_bucket": 36,
    "open_interest": 32,
    "ratio": 24,
    "funding": 34,
    "liquidation_minute": 52,
    "liquidation_hour": 46,
}


class StoredSizes(Struct, frozen=True):
    """Bytes by kind as they were measured; `measured_ms` is None where they never were."""

    by_kind: Mapping[str, int]
    measured_ms: int | None

    @property
    def total_bytes(self) -> int:
        """The whole file, free pages included."""
        return sum(self.by_kind.values())


def measure(connection: sqlite3.Connection) -> dict[str, int]:
    """Bytes by kind, `rest` for everything small and `free` for pages that nobody uses."""
    tables = _by_table(connection)
    found: dict[str, int] = {}
    for table, kind in _KIND_OF.items():
        found[kind] = found.get(kind, 0) + tables.get(table, 0)
    candles = sum(tables.get(table, 0) for table in _CANDLES)
    for kind, share in _candle_shares(connection).items():
        found[kind] = round(candles * share)
    used = used_bytes(connection)
    found[REST] = max(0, used - sum(found.values()))
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    found[FREE] = free * page
    return found


def _by_table(connection: sqlite3.Connection) -> dict[str, int]:
    """Bytes of every table with its indices, one table a query: each is a short look."""
    tables: Sequence[str] = [*_KIND_OF, *_CANDLES]
    try:
        return {table: _pages_of(connection, table) for table in tables}
    except sqlite3.OperationalError:  # built without dbstat
        about = {
            table: _ABOUT[table] * connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in tables
        }
        too_much = max(1.0, sum(about.values()) / used_bytes(connection))
        return {table: int(size / too_much) for table, size in about.items()}


def _pages_of(connection: sqlite3.Connection, table: str) -> int:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE tbl_name = ? AND rootpage > 0", (table,)
    ).fetchall()
    sizes = (
        connection.execute(
            "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = ? AND aggregate = TRUE", name
        ).fetchone()[0]
        for name in names
    )
    return int(sum(sizes))


def _candle_shares(connection: sqlite3.Connection) -> dict[str, float]:
    rows = connection.execute(
        "SELECT interval_s, count(*) FROM candle_chunk GROUP BY interval_s"
    ).fetchall()
    kinds = {kind.interval.seconds: kind for kind in Kind if kind.interval is not None}
    total = sum(count for _, count in rows)
    shares: dict[str, float] = dict.fromkeys((*kinds.values(), LONGER_CANDLES), 0.0)
    for interval_s, count in rows:
        shares[kinds.get(interval_s, LONGER_CANDLES)] += count / total
    return shares


def note_sizes(connection: sqlite3.Connection, sizes: Mapping[str, int], now_ms: int) -> None:
    """Keep what was measured for whoever asks."""
    with transaction(connection):
        connection.execute("DELETE FROM stored_size")
        connection.executemany(
            "INSERT INTO stored_size VALUES (?, ?, ?)",
            [(kind, size, now_ms) for kind, size in sizes.items()],
        )


def noted_sizes(connection: sqlite3.Connection) -> StoredSizes:
    """What was measured last."""
    rows = connection.execute("SELECT kind, bytes, measured_ms FROM stored_size").fetchall()
    return StoredSizes(
        {kind: size for kind, size, _ in rows}, max((at for *_, at in rows), default=None)
    )


def file_bytes(path: Path) -> int:
    """What the cache takes on disk now, with what waits in its log."""
    parts = (path, path.with_name(path.name + "-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())
