"""Candles in the store: writing, packing and reading, beside the same done row by row.

    python benchmarks/store.py [--candles 1000000]

`floor` writes the same rows with one bare upsert each, reads them as numpy.fromiter over the rows, and
is the file with rows alone. Process time, so that a busy machine matters less; reads are the best of
five, turn about. The aim for reading is 250 ms for a million and a tenth of the floor. `steps` are calls
into SQLite that hand the interpreter lock away, each of which may wait for a busy window.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import numpy as np

from tracker.domain.candle import Candle
from tracker.domain.market import Contract, Market
from tracker.domain.times import M1, parse_iso
from tracker.store.candle_chunks import CHUNK_CANDLES
from tracker.store.database import open_writer
from tracker.store.market_reader import MarketReader
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter

MARKET = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
START_MS = parse_iso("2024-01-01T00:00:00Z")
PAGE, NEWEST, ROUNDS = 1_000, 2_000, 5
AIM_MS, AIM_RATIO = 250.0, 0.1
UPSERT = """
INSERT INTO candle VALUES (1, 60, ?, ?, ?, ?, ?, ?, 1, ?)
ON CONFLICT (market_id, interval_s, open_ms) DO UPDATE SET
    open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
    volume = excluded.volume, closed = excluded.closed, taker_buy = excluded.taker_buy
"""
ROWS = (
    "SELECT open_ms, open, high, low, close, volume, closed, taker_buy FROM candle "
    "WHERE market_id = 1 AND interval_s = 60 ORDER BY open_ms DESC LIMIT ?"
)
FIELDS = np.dtype(
    [("at", np.int64), *((name, np.float64) for name in "ohlcv"), ("is", "?"), ("b", "f8")]
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candles", type=int, default=1_000_000)
    count = parser.parse_args().candles
    rows = walk(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor_s, floor_bytes = write_floor(folder / "floor.db", rows)
        ours_s = write_ours(folder / "ours.db", rows)
        show("write, pages of 1000", ours_s * 1e3, floor_s * 1e3)
        pack_ms, step_ms, whole_bytes = pack(folder / "ours.db", count)
        print(f"{'pack':24}{pack_ms:9.0f} ms, a step of 4 chunks {step_ms:.1f} ms, worst of all")
        show_size(floor_bytes, whole_bytes)
        read(folder, count)


def walk(count: int) -> list[tuple[float, ...]]:
    """Minutes as a venue rounds them: (open_ms, open, high, low, close, volume, taker_buy)."""
    random = np.random.default_rng(20_260_212)
    close = np.round(70_000 * np.exp(np.cumsum(random.normal(0, 5e-4, count))), 2)
    opened = np.concatenate(([70_000.0], close[:-1]))
    high = np.round(np.maximum(opened, close) * (1 + random.exponential(2e-4, count)), 2)
    low = np.round(np.minimum(opened, close) * (1 - random.exponential(2e-4, count)), 2)
    volume = np.round(random.gamma(2, 10, count), 5)
    taken = np.round(volume * random.uniform(0.3, 0.7, count), 5)
    times = START_MS + np.arange(count) * M1.ms
    columns = (times, opened, high, low, close, volume, taken)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def write_floor(path: Path, rows: list[tuple[float, ...]]) -> tuple[float, int]:
    """Seconds and bytes of the table alone, without chunks and triggers."""
    with closing(open_writer(path, MIGRATIONS[:2], keep_copy=False)) as connection:
        connection.execute("INSERT INTO market VALUES (1, 'a', 'b', 'c', 'spot', NULL, 1, NULL)")
        began = time.process_time()
        for page in pages(rows):
            connection.execute("BEGIN IMMEDIATE")
            for row in page:
                connection.execute(UPSERT, row)
            connection.execute("COMMIT")
        spent = time.process_time() - began
    return spent, path.stat().st_size


def write_ours(path: Path, rows: list[tuple[float, ...]]) -> float:
    """The same through the writer; making the values is not counted."""
    with closing(MarketWriter(open_writer(path, MIGRATIONS, keep_copy=False))) as writer:
        spent = 0.0
        for page in pages(rows):
            candles = [
                Candle(MARKET, M1, int(at), o, h, low, c, v, closed=True, taker_buy=taken)
                for at, o, h, low, c, v, taken in page
            ]
            began = time.process_time()
            writer.write(candles)
            spent += time.process_time() - began
    return spent


def pages(rows: list[tuple[float, ...]]) -> Iterable[list[tuple[float, ...]]]:
    return (rows[at : at + PAGE] for at in range(0, len(rows), PAGE))


def pack(path: Path, count: int) -> tuple[float, float, int]:
    """Milliseconds of all of it and of the slowest step of four chunks, and bytes."""
    steps = []
    with closing(MarketWriter(open_writer(path, MIGRATIONS, keep_copy=False))) as writer:
        due = 1
        while due:
            began = time.process_time()
            due = writer.pack(START_MS + count * M1.ms, 4)
            steps.append(time.process_time() - began)
    return sum(steps) * 1e3, max(steps) * 1e3, path.stat().st_size


def read(folder: Path, count: int) -> None:
    ours = MarketReader.open(folder / "ours.db")
    assert ours is not None
    floor = sqlite3.connect(folder / "floor.db")
    assert len(ours.candles(MARKET, M1)) == count
    for what, newest in ((f"read all {count}", None), (f"newest {NEWEST}", NEWEST)):
        most = -1 if newest is None else newest
        ours_ms, floor_ms = turn_about(
            lambda most=newest: ours.candles(MARKET, M1, newest=most),
            lambda most=most: np.fromiter(floor.execute(ROWS, (most,)), FIELDS),
        )
        aim = ""
        if newest is None:
            kept = ours_ms <= AIM_MS * max(1.0, count / 1e6) and ours_ms <= AIM_RATIO * floor_ms
            aim = "kept" if kept else "MISSED"
        show(what, ours_ms, floor_ms, aim)
    beyond = count % CHUNK_CANDLES
    chunks = -(-(NEWEST - beyond) // CHUNK_CANDLES)
    print(f"{'steps, newest ' + str(NEWEST):24}{beyond + chunks:9}   {NEWEST:9}")
    ours.close()
    floor.close()


def turn_about(*jobs: Callable[[], object]) -> list[float]:
    """Milliseconds of each, the best of the rounds."""
    best = [float("inf")] * len(jobs)
    for _ in range(ROUNDS):
        for at, job in enumerate(jobs):
            began = time.process_time()
            job()
            best[at] = min(best[at], (time.process_time() - began) * 1e3)
    return best


def show(what: str, ours_ms: float, floor_ms: float, aim: str = "") -> None:
    print(f"{what:24}{ours_ms:9.1f} ms {floor_ms:9.1f} floor  x {ours_ms / floor_ms:6.3f}  {aim}")


def show_size(floor: int, whole: int) -> None:
    print(f"{'on disk':24}{whole / 1e6:9.1f} MB {floor / 1e6:9.1f} floor  x {whole / floor:6.3f}")


if __name__ == "__main__":
    main()
