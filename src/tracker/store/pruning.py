"""Removes what is not kept any more, a few hundred rows a transaction, the oldest first.

What is removed is marked in the same transaction (`pruned`), so that nobody fetches it again or takes
it for a hole of the market. Single liquidations go by whole days, whose sums are final from then on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from msgspec import Struct

from tracker.domain.health import Channel
from tracker.domain.retention import Kind
from tracker.domain.times import DAY_MS, HOUR_MS, M5
from tracker.store.candle_chunks import CHUNK_CANDLES
from tracker.store.database import transaction

#: Rows in one transaction: some milliseconds.
_MOST = 1_000
#: What is thinned keeps one row of so long: histories and files have rows five minutes apart.
_THIN_MS = M5.ms
#: Statistics of an hour and longer are kept for ever.
_HOUR_S = HOUR_MS // 1_000

_TABLES = {
    Kind.LIQUIDATIONS: "liquidation",
    Kind.OPEN_INTEREST: "open_interest",
    Kind.RATIOS: "ratio",
}
_MARK = """
INSERT INTO pruned VALUES (?, ?, ?, ?)
ON CONFLICT (market_id, kind) DO UPDATE SET
    by_size = CASE WHEN excluded.until_ms > until_ms THEN excluded.by_size ELSE by_size END,
    until_ms = max(until_ms, excluded.until_ms)
"""


class Cut(Struct, frozen=True):
    """What of a kind is to go: all that is older than a moment, in UTC ms."""

    kind: Kind
    until_ms: int
    by_size: bool = False


class _Series(Struct, frozen=True):
    """One series with its oldest row; `group` is the interval or width in s, 0 where there is none."""

    market_id: int
    group: int
    oldest_ms: int


def prune(connection: sqlite3.Connection, cut: Cut) -> int:
    """Remove a little of what the cut says, in one transaction.

    Returns:
        How many rows were looked at; 0 where nothing of it is left.
    """
    for series in _series(connection, cut.kind):
        if cut.kind.interval is not None:
            done = _prune_candles(connection, cut, series)
        elif cut.kind is Kind.LIQUIDATIONS:
            done = _prune_events(connection, cut, series)
        elif cut.kind is Kind.STATISTICS:
            done = _prune_statistics(connection, cut, series)
        elif cut.kind.is_thinned:
            done = _thin(connection, cut, series)
        else:
            done = _prune_rows(connection, cut, series)
        if done:
            return done
    return 0


def oldest_ms(connection: sqlite3.Connection, kind: Kind) -> int | None:
    """The oldest moment of which a kind is still kept in full."""
    found = []
    for series in _series(connection, kind):
        start_ms = series.oldest_ms
        if kind.is_thinned:
            later = _next(connection, kind, series)
            if later is None:
                continue
            start_ms = later
        found.append(start_ms)
    return min(found, default=None)


# --- finding -------------------------------------------------------------------------------------


def _series(connection: sqlite3.Connection, kind: Kind) -> Iterator[_Series]:
    """The series of a kind, each found in one step down the table's key."""
    if kind.interval is not None:
        yield from _grouped(connection, "candle", "interval_s", "open_ms", kind.interval.seconds)
    elif kind is Kind.STATISTICS:
        yield from _grouped(connection, "liquidation_bucket", "width_s", "start_ms", None)
    else:
        row = (-1, 0)
        sql = (
            f"SELECT market_id, at_ms FROM {_TABLES[kind]} WHERE market_id > ? "
            "ORDER BY market_id, at_ms LIMIT 1"
        )
        while (row := connection.execute(sql, row[:1]).fetchone()) is not None:
            yield _Series(row[0], 0, row[1])


def _grouped(
    connection: sqlite3.Connection, table: str, group: str, at: str, wanted: int | None
) -> Iterator[_Series]:
    """The same where a market has several series: candles by interval, statistics by width."""
    row = (-1, 0, 0)
    sql = (
        f"SELECT market_id, {group}, {at} FROM {table} WHERE (market_id, {group}) > (?, ?) "
        f"ORDER BY market_id, {group}, {at} LIMIT 1"
    )
    while (row := connection.execute(sql, row[:2]).fetchone()) is not None:
        if row[1] == wanted or (wanted is None and row[1] < _HOUR_S):
            yield _Series(*row)


def _end_ms(
    connection: sqlite3.Connection, table: str, at: str, where: str, args: tuple[int, ...]
) -> int | None:
    """Where a step ends, so that it has about `_MOST` rows; None where fewer are left.

    All rows of one moment go together.
    """
    times = connection.execute(
        f"SELECT {at} FROM {table} WHERE {where} ORDER BY {at} LIMIT 1 OFFSET {_MOST}", args
    ).fetchone()
    if times is None:
        return None
    (first,) = connection.execute(f"SELECT min({at}) FROM {table} WHERE {where}", args).fetchone()
    return max(int(times[0]), int(first) + 1)


# --- removing ------------------------------------------------------------------------------------


def _prune_candles(connection: sqlite3.Connection, cut: Cut, series: _Series) -> int:
    """Whole chunks, with the rows that they are made of."""
    width_ms = CHUNK_CANDLES * series.group * 1_000
    first = series.oldest_ms // width_ms
    last = min(cut.until_ms // width_ms, first + max(1, _MOST // CHUNK_CANDLES))
    if first >= last:
        return 0
    key = (series.market_id, series.group)
    end_ms = last * width_ms
    with transaction(connection):
        # The chunk first: the trigger of each row would mark it as due.
        connection.execute(
            "DELETE FROM candle_chunk WHERE market_id = ? AND interval_s = ? AND chunk < ?",
            (*key, last),
        )
        gone = connection.execute(
            "DELETE FROM candle WHERE market_id = ? AND interval_s = ? AND open_ms < ?",
            (*key, end_ms),
        ).rowcount
        _forget_windows(connection, (series.market_id, Channel.CANDLES, series.group), end_ms)
        _mark(connection, cut, series.market_id, end_ms)
    return gone


def _prune_events(connection: sqlite3.Connection, cut: Cut, series: _Series) -> int:
    """A part of one day, which is sealed with the first of it."""
    day = series.oldest_ms // DAY_MS
    day_end_ms = (day + 1) * DAY_MS
    if day_end_ms > cut.until_ms:
        return 0
    where = "market_id = ? AND at_ms < ?"
    args = (series.market_id, day_end_ms)
    end_ms = _end_ms(connection, "liquidation", "at_ms", where, args) or day_end_ms
    with transaction(connection):
        connection.execute(
            "INSERT OR IGNORE INTO liquidation_sealed VALUES (?, ?)", (series.market_id, day)
        )
        gone = connection.execute(
            f"DELETE FROM liquidation WHERE {where}", (series.market_id, end_ms)
        ).rowcount
        _mark(connection, cut, series.market_id, day_end_ms)
    return gone


def _prune_statistics(connection: sqlite3.Connection, cut: Cut, series: _Series) -> int:
    where = "market_id = ? AND width_s = ? AND start_ms < ?"
    key = (series.market_id, series.group)
    return _delete(connection, cut, ("liquidation_bucket", "start_ms"), where, key)


def _prune_rows(connection: sqlite3.Connection, cut: Cut, series: _Series) -> int:
    where = "market_id = ? AND at_ms < ?"
    return _delete(connection, cut, (_TABLES[cut.kind], "at_ms"), where, (series.market_id,))


def _delete(
    connection: sqlite3.Connection,
    cut: Cut,
    column: tuple[str, str],
    where: str,
    key: tuple[int, ...],
) -> int:
    """The oldest rows of a series; nothing where all are young enough."""
    table, at = column
    args = (*key, cut.until_ms)
    end_ms = _end_ms(connection, table, at, where, args) or cut.until_ms
    with transaction(connection):
        gone = connection.execute(f"DELETE FROM {table} WHERE {where}", (*key, end_ms)).rowcount
        if gone:
            _mark(connection, cut, key[0], end_ms)
    return gone


def _thin(connection: sqlite3.Connection, cut: Cut, series: _Series) -> int:
    """Leave the first row of each five minutes."""
    table = _TABLES[cut.kind]
    start_ms, until_ms = _next(connection, cut.kind, series), cut.until_ms // _THIN_MS * _THIN_MS
    if start_ms is None or start_ms >= until_ms:
        return 0
    start_ms = start_ms // _THIN_MS * _THIN_MS
    where = "market_id = ? AND at_ms >= ? AND at_ms < ?"
    args = (series.market_id, start_ms, until_ms)
    after = _end_ms(connection, table, "at_ms", where, args)
    end_ms = until_ms
    if after is not None:  # by whole cells, one at least
        end_ms = max(after // _THIN_MS * _THIN_MS, start_ms + _THIN_MS)
    window = (series.market_id, start_ms, end_ms)
    with transaction(connection):
        connection.execute(
            f"DELETE FROM {table} WHERE {where} AND at_ms NOT IN "
            f"(SELECT min(at_ms) FROM {table} WHERE {where} GROUP BY at_ms / {_THIN_MS})",
            (*window, *window),
        )
        _mark(connection, cut, series.market_id, end_ms)
    return _MOST


def _next(connection: sqlite3.Connection, kind: Kind, series: _Series) -> int | None:
    """The first row that was not thinned yet."""
    row = connection.execute(
        f"SELECT at_ms FROM {_TABLES[kind]} WHERE market_id = ? AND at_ms >= coalesce("
        "(SELECT until_ms FROM pruned WHERE market_id = ? AND kind = ?), 0) "
        "ORDER BY at_ms LIMIT 1",
        (series.market_id, series.market_id, kind),
    ).fetchone()
    return int(row[0]) if row is not None else None


def _mark(connection: sqlite3.Connection, cut: Cut, market_id: int, until_ms: int) -> None:
    connection.execute(_MARK, (market_id, cut.kind, until_ms, int(cut.by_size)))


def _forget_windows(
    connection: sqlite3.Connection, key: tuple[int, str, int], until_ms: int
) -> None:
    """What was asked for before is not there any more; where it is wanted again it may be asked."""
    where = "market_id = ? AND channel = ? AND interval_s = ?"
    connection.execute(f"DELETE FROM history WHERE {where} AND end_ms <= ?", (*key, until_ms))
    connection.execute(
        f"UPDATE OR REPLACE history SET start_ms = ? WHERE {where} AND start_ms < ?",
        (until_ms, *key, until_ms),
    )


# --- the file ------------------------------------------------------------------------------------


def used_bytes(connection: sqlite3.Connection) -> int:
    """What the cache holds, without pages that are free."""
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def shrink(connection: sqlite3.Connection, pages: int, spare: int) -> bool:
    """Give a few free pages back to the disk, all but some to spare; whether there were any.

    Only a file that was made for it gives any back; another one uses them again.
    """
    free, mode = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("freelist_count", "auto_vacuum")
    )
    if mode != 2 or free <= spare:
        return False
    # As a script: execute() takes one step, and each step frees one page.
    connection.executescript(f"PRAGMA incremental_vacuum({min(pages, free - spare)});")
    return True
