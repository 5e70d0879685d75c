"""How fast a file of klines comes into the cache, beside the least that SQLite needs for its rows.

    python benchmarks/import.py [--candles 1000000]

The floor puts rows that are ready into the same table without its chunks and triggers, by one
`executemany` in one transaction, and reads no file. Ours is the whole of `tracker import`: reading the
CSV, checking every row, storing, packing. Process time, both in one run; the aim is three times the
floor, a third of its rows a second. The second import of the same file finds everything there.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from store import START_MS, UPSERT, walk
from tracker.domain.times import M1
from tracker.services.file_market import Wish
from tracker.services.importing import ImportedPart, Importer
from tracker.sources import register_all
from tracker.sources.base import Source
from tracker.store.bulk_files import BulkPart, parts_of
from tracker.store.database import open_writer
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter

AIM = 3.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candles", type=int, default=1_000_000)
    count = parser.parse_args().candles
    rows = walk(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "BTCUSDT-1m.csv"
        write_csv(file, rows)
        floor_s = write_floor(folder / "floor.db", rows)
        first_s, again_s = write_ours(folder / "ours.db", file, count)
    for what, spent_s in (("floor", floor_s), ("import", first_s), ("again", again_s)):
        print(f"{what:8}{spent_s:7.2f} s {count / spent_s:12,.0f} rows/s")
    verdict = "kept" if first_s <= AIM * floor_s else "MISSED"
    print(f"import / floor {first_s / floor_s:.2f}, aim {AIM:g}: {verdict}")


def write_csv(path: Path, rows: list[tuple[float, ...]]) -> None:
    """As Binance publishes them."""
    with path.open("w") as file:
        for at, o, h, l, c, v, taken in rows:  # noqa: E741
            file.write(f"{at},{o},{h},{l},{c},{v},{at + M1.ms - 1},{v * c:.6f},77,{taken},")
            file.write(f"{taken * c:.6f},0\n")


def write_floor(path: Path, rows: list[tuple[float, ...]]) -> float:
    with closing(open_writer(path, MIGRATIONS[:2], keep_copy=False)) as connection:
        connection.execute("INSERT INTO market VALUES (1, 'a', 'b', 'c', 'spot', NULL, 1, NULL)")

        def store() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(UPSERT, rows)
            connection.execute("COMMIT")

        return timed(store)


def write_ours(path: Path, file: Path, count: int) -> tuple[float, float]:
    """Seconds of the first import and of the second."""
    register_all()
    sources = [kind() for kind in Source.registry.values() if not kind.simulated]
    end_ms = START_MS + count * M1.ms
    with closing(MarketWriter.open(path)) as writer:
        importer = Importer(writer, None, sources, Wish(), lambda: end_ms)
        results: list[ImportedPart] = []

        def take() -> None:
            for part in parts_of(file):
                assert isinstance(part, BulkPart)
                results.append(importer.take(part))
            importer.pack()

        spent = timed(take), timed(take)
        assert [one.fresh for one in results] == [count, 0]
        return spent


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
