"""Packed candles: whatever happens to the rows, what is read is what the rows say."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tracker.analysis.columns import CandleColumns
from tracker.domain.candle import Candle
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, H1, M1, W1, Interval, parse_iso
from tracker.store.candle_chunks import CHUNK_CANDLES
from tracker.store.database import open_writer
from tracker.store.market_reader import FOREVER_MS, MarketReader
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter

SPOT = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
PERP = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
CHUNK_MS = CHUNK_CANDLES * M1.ms
#: The beginning of a chunk of minutes.
AT = parse_iso("2026-02-04T16:00:00Z")
COLUMNS = ("open_ms", "open", "high", "low", "close", "volume", "taker_buy", "closed")


def minute(at: int, price: float = 100.0, *, closed: bool = True, market: Market = SPOT) -> Candle:
    taken = None if at % 7 == 0 else price / 4
    prices = (price, price + 2, price - 2, price + 1)
    return Candle(market, M1, AT + at * M1.ms, *prices, price / 2, closed, taken)


def minutes(first: int, last: int, price: float = 100.0) -> list[Candle]:
    return [minute(at, price + at) for at in range(first, last)]


def rows_alone(
    connection: sqlite3.Connection, window_ms: tuple[int, int], newest: int, closed_only: bool
) -> list[tuple[object, ...]]:
    """What a person with an SQL tool sees."""
    return connection.execute(
        "SELECT open_ms, open, high, low, close, volume, taker_buy, closed FROM candle JOIN market "
        "ON market.id = market_id WHERE venue = 'binance-spot' AND interval_s = 60 AND open_ms >= ? "
        "AND open_ms < ? AND closed >= ? ORDER BY open_ms DESC LIMIT ?",
        (*window_ms, closed_only, newest),
    ).fetchall()[::-1]


def as_rows(found: CandleColumns) -> list[tuple[object, ...]]:
    columns = [getattr(found, name).tolist() for name in COLUMNS]
    columns[6] = [None if np.isnan(one) else one for one in columns[6]]
    return list(zip(*columns, strict=True))


def packed(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """(first minute after AT, bytes) of every chunk, -1 of one that is due."""
    return [
        ((chunk * CHUNK_MS - AT) // M1.ms, -1 if size is None else size)
        for chunk, size in connection.execute(
            "SELECT chunk, length(candles) FROM candle_chunk WHERE interval_s = 60 ORDER BY chunk"
        )
    ]


@pytest.fixture
def connection(market_file: Path, writer: MarketWriter) -> Iterator[sqlite3.Connection]:
    """A second one, as another program has it."""
    assert isinstance(writer, MarketWriter)  # the file must be there
    with closing(sqlite3.connect(market_file, isolation_level=None)) as opened:
        yield opened


# --- packing -----------------------------------------------------------------------------------


def test_a_chunk_is_packed_when_it_is_over_and_once(
    writer: MarketWriter, connection: sqlite3.Connection
) -> None:
    writer.write(minutes(0, 300))
    assert writer.pack(AT + CHUNK_MS - 1, 9) == 0
    assert writer.pack(AT + CHUNK_MS, 9) == 1
    assert writer.pack(AT + CHUNK_MS, 9) == 0
    assert packed(connection) == [(0, 240 * 6 * 8), (240, -1)]


def test_a_step_of_packing_is_as_small_as_it_is_asked_to_be(
    writer: MarketWriter, connection: sqlite3.Connection
) -> None:
    writer.write(minutes(0, 720))
    assert [writer.pack(FOREVER_MS // 2, 2) for _ in range(3)] == [2, 1, 0]
    assert all(size > 0 for _, size in packed(connection))


def test_candles_are_read_from_the_chunks_and_not_from_their_rows(
    writer: MarketWriter, reader: MarketReader, connection: sqlite3.Connection
) -> None:
    writer.write(minutes(0, 500))
    writer.pack(AT + 3 * CHUNK_MS, 9)
    # Behind the back of the triggers, so that both differ.
    connection.execute("DROP TRIGGER candle_changed")
    connection.execute("UPDATE candle SET close = 1")
    assert len(reader.candles(SPOT, M1)) == 500
    assert (reader.candles(SPOT, M1).close != 1).all()
    connection.execute("UPDATE candle_chunk SET candles = NULL WHERE chunk = ?", (AT // CHUNK_MS,))
    assert (reader.candles(SPOT, M1).close == 1).sum() == 240


@pytest.mark.parametrize(
    "change",
    [
        lambda writer, _: writer.write([minute(17, 900.0)]),
        lambda writer, _: writer.write([replace(minute(17), taker_buy=1.5)]),
        lambda _, by_hand: by_hand("UPDATE candle SET close = 7 WHERE open_ms % 7 = 0"),
        lambda _, by_hand: by_hand("DELETE FROM candle WHERE open_ms % 7 = 0"),
        lambda _, by_hand: by_hand(
            f"UPDATE candle SET open_ms = open_ms + {CHUNK_MS} WHERE open_ms < {AT + 5 * M1.ms}"
        ),
        lambda _, by_hand: by_hand(
            f"INSERT OR REPLACE INTO candle SELECT market_id, interval_s, {AT}, 1, 1, 1, 1, 1, 1, 1 "
            "FROM candle LIMIT 1"
        ),
    ],
    ids=["revised", "taken", "updated", "deleted", "moved", "replaced"],
)
def test_a_chunk_whose_rows_change_is_read_from_them_until_it_is_packed_again(
    writer: MarketWriter,
    reader: MarketReader,
    connection: sqlite3.Connection,
    change: Callable[[MarketWriter, Callable[[str], object]], object],
) -> None:
    writer.write(minutes(0, 240))
    writer.write(minutes(300, 400))
    writer.pack(AT + 3 * CHUNK_MS, 9)
    change(writer, connection.execute)
    expected = rows_alone(connection, (0, FOREVER_MS), -1, closed_only=False)
    assert packed(connection)[0] == (0, -1)
    assert as_rows(reader.candles(SPOT, M1)) == expected
    assert writer.pack(AT + 3 * CHUNK_MS, 9) >= 1
    assert packed(connection)[0][1] > 0
    assert as_rows(reader.candles(SPOT, M1)) == expected


def test_writing_what_is_known_already_leaves_no_wrong_chunk(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(minutes(0, 240))
    writer.pack(AT + CHUNK_MS, 9)
    writer.write([replace(minute(3), closed=False, close=101.5)])  # too late: it is over
    assert reader.candles(SPOT, M1).close[3] == 104


def test_a_chunk_with_a_candle_that_never_ended_stays_rows_and_does_not_hold_up_others(
    writer: MarketWriter, reader: MarketReader, connection: sqlite3.Connection
) -> None:
    writer.write([*minutes(0, 239), minute(239, closed=False), *minutes(240, 480)])
    assert [writer.pack(AT + 2 * CHUNK_MS, 1) for _ in range(3)] == [1, 1, 0]
    assert packed(connection) == [(0, 0), (240, 240 * 6 * 8)]
    assert reader.candles(SPOT, M1).closed.sum() == 479
    writer.write([minute(239)])
    assert writer.pack(AT + 2 * CHUNK_MS, 9) == 1
    assert packed(connection)[0][1] > 0


def test_a_chunk_without_rows_is_forgotten(
    writer: MarketWriter, connection: sqlite3.Connection
) -> None:
    writer.write(minutes(0, 20))
    writer.pack(AT + CHUNK_MS, 9)
    connection.execute("DELETE FROM candle")
    assert writer.pack(AT + CHUNK_MS, 9) == 1
    assert packed(connection) == []


def test_weeks_lie_beside_the_grid_of_chunks_and_stay_rows(
    writer: MarketWriter, reader: MarketReader
) -> None:
    monday = parse_iso("2026-02-02T00:00:00Z")
    weeks = [replace(minute(0), interval=W1, open_ms=monday + at * W1.ms) for at in range(40)]
    writer.write(weeks)
    while writer.pack(FOREVER_MS // 2, 9):
        pass
    assert reader.candles(SPOT, W1).open_ms.tolist() == [one.open_ms for one in weeks]


def test_the_same_minutes_of_another_market_are_its_own(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([*minutes(0, 240), *(minute(at, 5.0, market=PERP) for at in range(240))])
    writer.pack(AT + CHUNK_MS, 9)
    assert reader.candles(PERP, M1).close.tolist() == [6.0] * 240
    assert reader.candles(SPOT, M1).close.tolist() == [101.0 + at for at in range(240)]


@pytest.mark.parametrize("interval", [H1, D1], ids=str)
def test_chunks_of_longer_candles_are_longer(
    writer: MarketWriter, reader: MarketReader, interval: Interval
) -> None:
    first_ms = 200 * CHUNK_CANDLES * interval.ms // 10
    rows = [
        replace(minute(at), interval=interval, open_ms=first_ms + at * interval.ms)
        for at in range(300)
    ]
    writer.write(rows)
    assert writer.pack(FOREVER_MS // 2, 9) == 2
    assert reader.candles(SPOT, interval).open_ms.tolist() == [one.open_ms for one in rows]
    assert len(reader.candle_times(SPOT, interval, first_ms + interval.ms, FOREVER_MS)) == 299


def test_a_cache_of_before_is_packed_too(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(open_writer(path, MIGRATIONS[:1], keep_copy=False)) as old:
        old.execute(
            "INSERT INTO market VALUES (1, 'binance-spot', 'BTCUSDT', 'BTC', 'spot', NULL, 1, 8)"
        )
        old.executemany(
            "INSERT INTO candle VALUES (1, 60, ?, 1, 1, 1, 1, 1, 1)",
            [(AT + at * M1.ms,) for at in range(500)],
        )
    writer = MarketWriter(open_writer(path, MIGRATIONS, keep_copy=False))
    assert writer.pack(AT + 10 * CHUNK_MS, 9) == 3
    found = writer.reader().candles(SPOT, M1)
    assert (len(found), np.isnan(found.taker_buy).all()) == (500, True)
    writer.close()


# --- any order of things -------------------------------------------------------------------------

_AT = st.integers(0, 3 * CHUNK_CANDLES)
_STEP = st.one_of(
    st.tuples(st.just("write"), _AT, st.integers(1, 300), st.integers(50, 60)),
    st.tuples(st.just("run"), _AT, st.integers(1, 2), st.integers(50, 60)),
    st.tuples(st.just("delete"), _AT, st.integers(1, 40), st.just(0)),
    st.tuples(st.just("edit"), _AT, st.integers(1, 3), st.integers(50, 60)),
    st.tuples(st.just("pack"), _AT, st.integers(1, 4), st.just(0)),
)


def _do(writer: MarketWriter, step: tuple[str, int, int, int]) -> None:
    what, at, count, price = step
    window_ms = (AT + at * M1.ms, AT + (at + count) * M1.ms)
    match what:
        case "write":
            writer.write(minutes(at, at + count, price))
        case "run":
            writer.write([minute(one, price, closed=False) for one in range(at, at + count)])
        case "delete":
            sql = "DELETE FROM candle WHERE open_ms >= ? AND open_ms < ?"
            writer._connection.execute(sql, window_ms)
        case "edit":
            sql = "UPDATE candle SET close = ?, taker_buy = NULL WHERE open_ms >= ? AND open_ms < ?"
            writer._connection.execute(sql, (price + 0.1, *window_ms))
        case "pack":
            writer.pack(window_ms[0], count)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(_STEP, min_size=1, max_size=12),
    st.tuples(_AT, _AT),
    st.none() | st.integers(0, 700),
    st.booleans(),
)
def test_chunks_and_rows_together_are_the_rows(
    steps: list[tuple[str, int, int, int]],
    window: tuple[int, int],
    newest: int | None,
    closed_only: bool,
) -> None:
    window_ms = (AT + min(window) * M1.ms, AT + max(window) * M1.ms)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_writer(Path(folder) / "market.db", MIGRATIONS, keep_copy=False)) as connection,
    ):
        connection.execute("PRAGMA synchronous = OFF")
        writer = MarketWriter(connection)
        writer.write([SPOT])
        for step in steps:
            _do(writer, step)
            most = -1 if newest is None else newest
            found = writer.reader().candles(
                SPOT, M1, *window_ms, newest=newest, closed_only=closed_only
            )
            assert as_rows(found) == rows_alone(connection, window_ms, most, closed_only)
