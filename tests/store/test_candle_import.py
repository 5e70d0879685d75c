"""Candles by the ten thousand: the same rows as one by one, the same guarantees, short transactions."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from series import columns
from tracker.domain.candle import Candle
from tracker.domain.derivatives import OpenInterest
from tracker.domain.market import Contract, Market
from tracker.domain.times import M1, W1, Interval, parse_iso
from tracker.store.candle_chunks import CHUNK_CANDLES
from tracker.store.market_reader import MarketReader
from tracker.store.market_writer import MarketWriter
from tracker.store.request_windows import SeriesKey

SPOT = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
AT = parse_iso("2026-02-04T16:00:00Z")  # a chunk of minutes begins
TRIGGERS = {"candle_added", "candle_changed", "candle_moved", "candle_removed"}


def candle(
    at: int,
    price: float = 100.0,
    *,
    taken: float | None = 1.0,
    closed: bool = True,
    interval: Interval = M1,
) -> Candle:
    open_ms = interval.floor(AT) + at * interval.ms
    return Candle(SPOT, interval, open_ms, price, 200.0, 1.0, price + 1, 5.0, closed, taken)


@contextmanager
def opened(folder: Path, name: str) -> Iterator[MarketWriter]:
    with closing(MarketWriter.open(folder / name)) as writer:
        yield writer


def take(writer: MarketWriter, candles: list[Candle]) -> tuple[int, int, int, int]:
    """Import them: fresh, changed, same, revised."""
    steps = list(writer.import_candles(SPOT, columns(candles)))
    return (
        sum(one.fresh for one in steps),
        sum(one.changed for one in steps),
        sum(one.same for one in steps),
        sum(len(one.revised) for one in steps),
    )


def rows(writer: MarketWriter) -> list[tuple[object, ...]]:
    return writer._connection.execute("SELECT * FROM candle ORDER BY 1, 2, 3").fetchall()


def assert_chunks_are_true(writer: MarketWriter, interval: Interval = M1) -> None:
    """What is read through chunks is what the rows say, before and after packing."""
    for _ in range(2):
        read = writer.reader().candles(SPOT, interval)
        table = [row[2:] for row in rows(writer) if row[1] == interval.seconds]
        values = (read.open_ms, read.open, read.high, read.low, read.close, read.volume)
        found = list(zip(*(one.tolist() for one in values), read.closed.tolist(), strict=True))
        assert found == [(*row[:6], bool(row[6])) for row in table]
        assert [None if np.isnan(one) else one for one in read.taker_buy.tolist()] == [
            row[7] for row in table
        ]
        while writer.pack(1 << 60, 50):
            pass


ROWS = st.lists(
    st.tuples(
        st.integers(0, 3 * CHUNK_CANDLES),
        st.integers(1, 60),
        st.sampled_from([50.0, 60.0]),
        st.sampled_from([None, 1.0, 2.0]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30)
@given(ROWS, ROWS)
def test_it_is_as_if_they_had_come_one_by_one(
    before: list[tuple[int, int, float, float | None, bool]],
    after: list[tuple[int, int, float, float | None, bool]],
) -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        opened(Path(name), "a.db") as one_by_one,
        opened(Path(name), "b.db") as bulk,
    ):
        for first, count, price, taken, closed in before:
            stretch = [
                candle(at, price, taken=taken, closed=closed) for at in range(first, first + count)
            ]
            one_by_one.write(stretch)
            bulk.write(stretch)
        while bulk.pack(1 << 60, 50):
            pass
        for first, count, price, taken, _ in after:
            stretch = [candle(at, price, taken=taken) for at in range(first, first + count)]
            written = one_by_one.write(stretch)
            fresh, changed, same, revised = take(bulk, stretch)
            assert fresh + changed + same == count
            assert revised == len(written.revised)
            assert take(bulk, stretch) == (0, 0, count, 0)
        assert rows(bulk) == rows(one_by_one)
        assert_chunks_are_true(bulk)


def test_whole_chunks_are_packed_at_once_and_others_are_due(writer: MarketWriter) -> None:
    assert take(writer, [candle(at) for at in range(-10, 2 * CHUNK_CANDLES + 5)])[0] == 495
    sizes = writer._connection.execute("SELECT length(candles) FROM candle_chunk ORDER BY chunk")
    assert [size is not None for (size,) in sizes.fetchall()] == [False, True, True, False]
    assert_chunks_are_true(writer)


def test_weeks_that_lie_beside_the_grid_are_read_from_their_rows(writer: MarketWriter) -> None:
    assert take(writer, [candle(at, interval=W1) for at in range(-300, 0)])[0] == 300
    assert_chunks_are_true(writer, W1)


def test_the_triggers_are_there_again_and_nobody_sees_them_gone(
    writer: MarketWriter, reader: MarketReader
) -> None:
    def seen(connection: sqlite3.Connection) -> set[str]:
        found = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'candle'"
        )
        return {name for (name,) in found.fetchall()}

    steps = writer.import_candles(SPOT, columns([candle(at) for at in range(40_000)]))
    for _ in steps:
        assert seen(writer._connection) == seen(reader._connection) == TRIGGERS
    writer._connection.execute("DELETE FROM candle WHERE open_ms = ?", (AT,))
    assert_chunks_are_true(writer)


def test_a_step_that_fails_leaves_everything_as_it_was(writer: MarketWriter) -> None:
    take(writer, [candle(0)])
    before = rows(writer)
    good = columns([candle(at, 70.0) for at in range(5)])
    writer._connection.execute(
        "CREATE TRIGGER refuse AFTER INSERT ON candle WHEN new.open_ms > "
        f"{AT + 2 * M1.ms} BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    with pytest.raises(sqlite3.IntegrityError):
        list(writer.import_candles(SPOT, good))
    writer._connection.execute("DROP TRIGGER refuse")
    assert rows(writer) == before
    found = writer._connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'candle'"
    )
    assert {name for (name,) in found.fetchall()} == TRIGGERS
    assert_chunks_are_true(writer)


def test_an_engine_writes_and_packs_beside_it(market_file: Path, writer: MarketWriter) -> None:
    stop, failed, written = threading.Event(), [], []

    def engine() -> None:
        with closing(MarketWriter.open(market_file)) as other:
            number = 0
            while not stop.is_set() or not number:
                number += 1
                try:
                    running = candle(-number, 10.0)
                    other.write([running, OpenInterest(SPOT, AT + number, 1.0, None)])
                    other.pack(1 << 60, 4)
                except sqlite3.Error as error:
                    failed.append(error)
                    return
            written.append(number)

    thread = threading.Thread(target=engine)
    thread.start()
    count = sum(
        step.fresh
        for step in writer.import_candles(SPOT, columns([candle(at) for at in range(30_000)]))
    )
    stop.set()
    thread.join(60)
    assert (failed, count) == ([], 30_000)
    assert len(rows(writer)) == 30_000 + written[0]
    assert_chunks_are_true(writer)


OI_5M = SeriesKey(SPOT, "oi", Interval.parse("5m"))


def test_a_window_that_reaches_further_is_not_made_shorter(
    writer: MarketWriter, reader: MarketReader
) -> None:
    windows = [(AT, AT + 100), (AT, AT + 50), (AT + 500, AT + 600)]
    for window in windows:
        writer.note_imported(SPOT, "oi", 300, [window], AT)
    assert sorted(reader.windows.in_states(OI_5M, ("complete",))) == [
        *((AT, AT + 100), (AT + 500, AT + 600)),
    ]
    writer.windows.note(OI_5M, (AT + 900, AT + 990), state="failed", asked_ms=AT)
    writer.note_imported(SPOT, "oi", 300, [(AT + 900, AT + 950)], AT)
    assert (AT + 900, AT + 950) in reader.windows.in_states(OI_5M, ("complete",))


def test_a_market_of_a_file_alone_is_not_listed_until_its_venue_lists_it(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.note_unlisted(SPOT, AT)
    take(writer, [candle(0)])
    assert (reader.markets(), reader.listed_markets()) == ([SPOT], [])
    writer.write([SPOT])
    assert reader.listed_markets() == [SPOT]
