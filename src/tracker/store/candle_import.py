"""Stores candles by the ten thousand: what exchanges publish as files, in transactions of a blink.

The triggers that keep `candle_chunk` true to `candle` cost more than the rows themselves. Here they are
laid aside within the transaction that writes the rows, so that nobody ever sees the schema without
them, and the same transaction does their work once a chunk: whole new chunks are packed from the
columns at hand, the others are marked as due.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
from msgspec import Struct, field

from tracker.analysis.columns import CandleColumns, Flags, Floats, Times
from tracker.domain.candle import Revision
from tracker.domain.market import Market
from tracker.domain.times import Interval
from tracker.store.candle_chunks import CHUNK_CANDLES, packed, read_candles
from tracker.store.database import transaction

#: Chunks in one transaction, 19,200 candles: a tenth of a second in which an engine beside us waits.
_CHUNKS = 80

# What buyers took stays known where the same volume comes again without it.
_CANDLE = """
INSERT INTO candle VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
ON CONFLICT (market_id, interval_s, open_ms) DO UPDATE SET
    open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
    volume = excluded.volume, closed = 1,
    taker_buy = CASE WHEN excluded.volume = volume
        THEN coalesce(excluded.taker_buy, taker_buy) ELSE excluded.taker_buy END
"""
_CHUNK = """
INSERT INTO candle_chunk VALUES (?, ?, ?, NULL, ?)
ON CONFLICT (market_id, interval_s, chunk) DO UPDATE
SET places = excluded.places, candles = excluded.candles
"""
_TRIGGERS = """
SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'candle'
AND name IN ('candle_added', 'candle_changed', 'candle_moved')
"""


class ImportedCandles(Struct):
    """What candles of a file changed.

    Attributes:
        fresh: candles that were not there, or were not over yet.
        changed: candles that were there with other values.
        same: candles that were there as they are.
        revised: of those changed, the ones whose high, low or close were others.
    """

    fresh: int = 0
    changed: int = 0
    same: int = 0
    revised: list[Revision] = field(default_factory=list)


class _Series(Struct, frozen=True):
    market: Market
    market_id: int
    interval: Interval


def store_candles(
    connection: sqlite3.Connection, market: Market, market_id: int, candles: CandleColumns
) -> Iterator[ImportedCandles]:
    """Store candles that are over, a short transaction each step; says what each of them changed.

    The caller decides what to do between the steps; what was stored stays stored.
    """
    series = _Series(market, market_id, Interval.of(candles.interval_ms))
    chunks = candles.open_ms // (CHUNK_CANDLES * candles.interval_ms)
    edges = np.flatnonzero(np.diff(chunks // _CHUNKS)) + 1
    bounds = [0, *edges.tolist(), len(candles)]
    for first, last in pairwise(bounds):
        if first < last:
            part = candles.head(last).tail(last - first)
            with transaction(connection):
                stored = _store(connection, series, part)
            yield stored


def _store(connection: sqlite3.Connection, series: _Series, part: CandleColumns) -> ImportedCandles:
    bounds_ms = (int(part.open_ms[0]), int(part.open_ms[-1]) + 1)
    there = read_candles(connection, (series.market_id, series.interval), bounds_ms)
    known, at = _found(there.open_ms, part.open_ms)
    over = known & (there.closed[at] if len(there) else False)
    same = over & _equal(there, at, part)
    result = ImportedCandles(
        fresh=int((~over).sum()), changed=int((over & ~same).sum()), same=int(same.sum())
    )
    if same.all():
        return result
    result.revised = _revisions(series, there, at, part, over & ~same)
    with _without_triggers(connection):
        connection.executemany(_CANDLE, _rows(series, part, ~same))
        connection.executemany(_CHUNK, _chunk_rows(series, part, known, same))
    return result


def _found(there: Times, wanted: Times) -> tuple[Flags, Times]:
    """Which times are there, and where; the place of one that is not there means nothing."""
    if not len(there):
        return np.zeros(len(wanted), np.bool_), np.zeros(len(wanted), np.int64)
    at: Times = np.minimum(np.searchsorted(there, wanted), len(there) - 1)
    is_there: Flags = np.equal(there[at], wanted)
    return is_there, at


def _equal(there: CandleColumns, at: Times, part: CandleColumns) -> Flags:
    """Which candles are there with these very values."""
    if not len(there):
        return np.zeros(len(part), np.bool_)
    equal: Flags = np.isnan(part.taker_buy) | (there.taker_buy[at] == part.taker_buy)
    for old, new in zip(_values(there)[:5], _values(part)[:5], strict=True):
        equal &= old[at] == new
    return equal


def _values(candles: CandleColumns) -> tuple[Floats, ...]:
    """The columns in the order of the table."""
    return (
        *(candles.open, candles.high, candles.low, candles.close),
        *(candles.volume, candles.taker_buy),
    )


def _revisions(
    series: _Series, there: CandleColumns, at: Times, part: CandleColumns, changed: Flags
) -> list[Revision]:
    """The candles that were over with another high, low or close."""
    found = []
    for one in np.flatnonzero(changed).tolist():
        old = int(at[one])
        pairs = ((there.high, part.high), (there.low, part.low), (there.close, part.close))
        if any(before[old] != now[one] for before, now in pairs):
            closes = (float(there.close[old]), float(part.close[one]))
            found.append(Revision(series.market, series.interval, int(part.open_ms[one]), *closes))
    return found


def _rows(series: _Series, part: CandleColumns, which: Flags) -> Iterator[tuple[object, ...]]:
    """Rows of the table, as far as something is new in them; NaN is NULL to SQLite."""
    count = int(which.sum())
    columns = [column[which].tolist() for column in (part.open_ms, *_values(part))]
    head = ([series.market_id] * count, [series.interval.seconds] * count)
    return zip(*head, *columns, strict=True)


def _chunk_rows(
    series: _Series, part: CandleColumns, known: Flags, same: Flags
) -> Iterator[tuple[object, ...]]:
    """Each chunk that something changes in: packed where all of it is new, else due."""
    width_ms = CHUNK_CANDLES * series.interval.ms
    numbers, firsts, counts = np.unique(
        part.open_ms // width_ms, return_index=True, return_counts=True
    )
    values = np.array(_values(part))
    for number, first, count in zip(
        numbers.tolist(), firsts.tolist(), counts.tolist(), strict=True
    ):
        stretch = slice(first, first + count)
        if same[stretch].all():
            continue
        # As many as fit, on the grid, and no row of it was there: these columns are the rows.
        is_whole = count == CHUNK_CANDLES and int(part.open_ms[first]) == number * width_ms
        blob = packed(values[:, stretch]) if is_whole and not known[stretch].any() else None
        yield series.market_id, series.interval.seconds, number, blob


@contextmanager
def _without_triggers(connection: sqlite3.Connection) -> Iterator[None]:
    """Lay the triggers of new and changed candles aside, within the transaction that is open.

    A failure undoes that with the rest of the transaction.
    """
    triggers = connection.execute(_TRIGGERS).fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        connection.execute(sql)
