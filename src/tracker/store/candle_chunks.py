"""Stored candles as arrays: most from packed chunks, a few hundred to a row, the rest row by row.

A step of SQLite hands the interpreter lock away and takes it back, so that a million rows cost seconds,
and while the window is busy each of them waits for it. A chunk is one row with the columns of 240
candles. The rows of `candle` stay the truth: triggers of the schema mark a chunk as due the moment one
of its rows changes, and what is not packed is read from its rows.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.columns import CandleColumns, Flags, Times
from tracker.domain.times import Interval
from tracker.store.database import transaction

#: Opening times in a chunk: four hours of minutes, ten days of hours. The schema has the same number.
#: Longer ones make a million candles little faster, and leave more of the newest ones to rows.
CHUNK_CANDLES = 240

#: So few of the newest candles are quicker found in their rows.
_FEW = 30

_VALUES = ("open", "high", "low", "close", "volume", "taker_buy")
_ROW = np.dtype(
    [("open_ms", np.int64), *((name, np.float64) for name in _VALUES), ("closed", np.bool_)]
)
_STORED = np.dtype("<f8")
_PLACE = np.dtype("<u2")
_ALL_CLOSED: Flags = np.ones(CHUNK_CANDLES, np.bool_)
_GRID: Times = np.arange(CHUNK_CANDLES, dtype=np.int64)

# -1 stands for unknown: no volume is negative, and NULL would not become a number.
_ROWS = """
SELECT open_ms, open, high, low, close, volume, coalesce(taker_buy, -1), closed FROM candle
WHERE market_id = ? AND interval_s = ? AND open_ms >= ? AND open_ms < ? AND closed >= ?
ORDER BY open_ms DESC LIMIT ?
"""
_CHUNKS = """
SELECT chunk, places, candles FROM candle_chunk
WHERE market_id = ? AND interval_s = ? AND chunk BETWEEN ? AND ? AND length(candles) > 0
ORDER BY chunk DESC
"""
_DUE = """
SELECT market_id, interval_s, chunk FROM candle_chunk
WHERE candles IS NULL AND (chunk + 1) * interval_s * 240000 <= ? LIMIT ?
"""
_PACKED = """
UPDATE candle_chunk SET places = ?, candles = ?
WHERE market_id = ? AND interval_s = ? AND chunk = ?
"""


# --- reading -------------------------------------------------------------------------------------


class _Gathered:
    """Stretches of a series, the newest first, until there are enough candles."""

    def __init__(self, most: int | None) -> None:
        self._lacking = most
        self._times: list[Times] = []
        self._values: list[NDArray[np.float64]] = []
        self._closed: list[Flags] = []

    @property
    def lacking(self) -> int:
        """How many more are wanted; -1 for all, as SQL's LIMIT has it."""
        return -1 if self._lacking is None else self._lacking

    def add(self, times: Times, values: NDArray[np.float64], closed: Flags) -> None:
        """One stretch, older than those before; values of shape (6, n)."""
        self._times.append(times)
        self._values.append(values)
        self._closed.append(closed)
        if self._lacking is not None:
            self._lacking = max(0, self._lacking - len(times))

    def columns(self, interval: Interval, most: int | None) -> CandleColumns:
        """All of them, oldest first; without what the oldest stretch has too many."""
        if not self._times:
            return CandleColumns.empty(interval.ms)
        values = np.concatenate(self._values[::-1], axis=1)
        times, closed = np.concatenate(self._times[::-1]), np.concatenate(self._closed[::-1])
        opened, high, low, close, volume, taker_buy = values
        columns = CandleColumns(
            interval.ms, times, opened, high, low, close, volume, closed, taker_buy
        )
        return columns if most is None else columns.tail(most)


def read_candles(
    connection: sqlite3.Connection,
    series: tuple[int, Interval],
    window_ms: tuple[int, int],
    *,
    newest: int | None = None,
    closed_only: bool = False,
) -> CandleColumns:
    """Candles of a series (market id, interval) that open in the half-open window, oldest first.

    Args:
        newest: at most so many, the newest of them.
        closed_only: without one that still runs.
    """
    (market_id, interval), (start_ms, end_ms) = series, window_ms
    width_ms = CHUNK_CANDLES * interval.ms
    found = _Gathered(newest)
    upper_ms = end_ms

    def add_rows(from_ms: int, to_ms: int) -> None:
        if from_ms < to_ms:
            bounds = (market_id, interval.seconds, from_ms, to_ms)
            found.add(*_from_rows(connection, (*bounds, int(closed_only), found.lacking)))

    if newest is not None and newest <= _FEW:
        add_rows(start_ms, end_ms)
        return found.columns(interval, newest)
    span = (market_id, interval.seconds, start_ms // width_ms, (end_ms - 1) // width_ms)
    with closing(connection.execute(_CHUNKS, span)) as chunks:
        for chunk, places, candles in chunks:
            first_ms = chunk * width_ms
            add_rows(max(first_ms + width_ms, start_ms), upper_ms)
            if found.lacking == 0:
                break
            stretch = _from_chunk(first_ms, interval.ms, places, candles)
            if first_ms < start_ms or first_ms + width_ms > upper_ms:
                stretch = _cut(*stretch, start_ms, upper_ms)
            found.add(*stretch)
            upper_ms = first_ms
        if found.lacking != 0:
            add_rows(start_ms, upper_ms)
    return found.columns(interval, newest)


def _from_rows(
    connection: sqlite3.Connection, args: tuple[int, ...]
) -> tuple[Times, NDArray[np.float64], Flags]:
    """Times, values of shape (6, n) and whether each is closed; oldest first."""
    table = np.fromiter(connection.execute(_ROWS, args), _ROW)[::-1]
    values = np.array([table[name] for name in _VALUES])
    values[-1][values[-1] < 0] = np.nan
    return table["open_ms"], values, table["closed"]


def _from_chunk(
    first_ms: int, step_ms: int, places: bytes | None, candles: bytes
) -> tuple[Times, NDArray[np.float64], Flags]:
    values = np.frombuffer(candles, _STORED).reshape(len(_VALUES), -1)
    grid = _GRID if places is None else np.frombuffer(places, _PLACE).astype(np.int64)
    return first_ms + grid * step_ms, values, _ALL_CLOSED[: len(grid)]


def _cut(
    times: Times, values: NDArray[np.float64], closed: Flags, start_ms: int, end_ms: int
) -> tuple[Times, NDArray[np.float64], Flags]:
    first, last = np.searchsorted(times, (start_ms, end_ms)).tolist()
    return times[first:last], values[:, first:last], closed[first:last]


# --- packing -------------------------------------------------------------------------------------


def pack_chunks(connection: sqlite3.Connection, now_ms: int, most: int) -> int:
    """Pack chunks that are over and are not packed, at most so many, in one transaction.

    Returns:
        How many were looked at; 0 where nothing is due.
    """
    due = connection.execute(_DUE, (now_ms, most)).fetchall()
    if due:
        with transaction(connection):
            for market_id, interval_s, chunk in due:
                _pack(connection, market_id, interval_s, chunk)
    return len(due)


def _pack(connection: sqlite3.Connection, market_id: int, interval_s: int, chunk: int) -> None:
    key = (market_id, interval_s, chunk)
    step_ms = interval_s * 1_000
    first_ms = chunk * CHUNK_CANDLES * step_ms
    window_ms = (first_ms, first_ms + CHUNK_CANDLES * step_ms)
    times, values, closed = _from_rows(connection, (market_id, interval_s, *window_ms, 0, -1))
    if not len(times):
        connection.execute(
            "DELETE FROM candle_chunk WHERE market_id = ? AND interval_s = ? AND chunk = ?", key
        )
        return
    places, beside = np.divmod(times - first_ms, step_ms)
    if beside.any() or not closed.all():
        # One that never came to its end, or lies beside the grid: its rows are read until it changes.
        connection.execute(_PACKED, (None, b"", *key))
        return
    which = None if len(places) == CHUNK_CANDLES else places.astype(_PLACE).tobytes()
    connection.execute(_PACKED, (which, packed(values), *key))


def packed(values: NDArray[np.float64]) -> bytes:
    """The columns of a chunk, of shape (6, n) in the order of the table, as they are stored."""
    return values.astype(_STORED).tobytes()
