"""What it costs to sum liquidations up as they are stored, and how long pruning holds the store.

    python benchmarks/keeping.py [--rows 1000000]

Sums: processor time to store a thousand liquidations in one transaction, with the triggers that sum
them up by minute and hour and without; and a window of thirty days read from events and from sums.
Pruning: a million rows of each kind removed step by step, as the engine does; the longest transaction
is what anybody else waits at most.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from tracker.analysis.liquidations import total
from tracker.domain.derivatives import FeedKind, Liquidation, Side
from tracker.domain.market import Contract, Market
from tracker.domain.retention import Kind
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.services.recorded import read_flow
from tracker.store.market_writer import MarketWriter
from tracker.store.pruning import Cut

MARKET = Market("venue", "BTCUSDT", "BTC", Contract.LINEAR)
START_MS = 1_735_689_600_000
BATCH, ROUNDS = 1_000, 40
FILL = {
    Kind.CANDLES_1M: ("candle", "1, 60, ?, ?, ?, ?, ?, ?, 1, ?", 60_000, 6),
    Kind.LIQUIDATIONS: ("liquidation", "1, ?, 'long', ?, ?, ?", 5_000, 3),
    Kind.OPEN_INTEREST: ("open_interest", "1, ?, ?, ?", 15_000, 2),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        sum_up(Path(folder))
        read_window(Path(folder) / "window.db")
        for kind in FILL:
            prune(Path(folder) / f"{kind}.db", kind, rows)


def events(count: int, span_ms: int, seed: int) -> list[Liquidation]:
    dice = random.Random(seed)
    return [
        Liquidation(
            MARKET,
            START_MS + dice.randrange(span_ms),
            dice.choice(list(Side)),
            dice.uniform(6e4, 8e4),
            dice.random(),
            dice.expovariate(1e-4),
        )
        for _ in range(count)
    ]


def sum_up(folder: Path) -> None:
    """A burst: a thousand events of twenty seconds a batch."""
    spent: dict[bool, list[float]] = {True: [], False: []}
    with (
        closing(MarketWriter.open(folder / "with.db")) as ours,
        closing(MarketWriter.open(folder / "without.db")) as floor,
    ):
        for name in ("liquidation_added", "liquidation_refused"):
            floor._connection.execute(f"DROP TRIGGER {name}")
        for at in range(ROUNDS):
            batch = events(BATCH, (at + 1) * 20_000, at)
            for has_sums, writer in ((True, ours), (False, floor)):
                spent[has_sums].append(
                    timed(lambda writer=writer, batch=batch: writer.write(batch))
                )
    with_ms, without_ms = (statistics.median(spent[key]) for key in (True, False))
    print(
        f"store 1000 liquidations: {with_ms:.1f} ms with sums, {without_ms:.1f} ms without, "
        f"{with_ms - without_ms:.1f} µs an event more"
    )


def read_window(path: Path) -> None:
    """Thirty days of a busy market."""
    window = (START_MS + 1_234, START_MS + 30 * DAY_MS)
    with closing(MarketWriter.open(path)) as writer:
        for seed in range(200):
            writer.write(events(BATCH, 30 * DAY_MS, seed))
        reader = writer.reader()
        for feed in (FeedKind.COMPLETE, FeedKind.SAMPLED):

            def read(feed: FeedKind, grain_ms: int | None) -> None:
                total([read_flow(reader, MARKET, feed, window, grain_ms)], *window)

            single, summed = (
                min(timed(partial(read, feed, grain_ms)) for _ in range(3))
                for grain_ms in (None, HOUR_MS)
            )
            print(f"30 days of 200,000 events, {feed}: {single:.0f} ms, summed up {summed:.1f} ms")


def prune(path: Path, kind: Kind, rows: int) -> None:
    table, values, step_ms, columns = FILL[kind]
    dice = random.Random(7)

    def made() -> Iterator[tuple[float, ...]]:
        for at in range(rows):
            yield (START_MS + at * step_ms, *(dice.random() for _ in range(columns)))

    with closing(MarketWriter.open(path)) as writer:
        writer.write([MARKET])
        connection = writer._connection
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO {table} VALUES ({values})", made())
        connection.execute("COMMIT")
        while writer.pack(START_MS + rows * step_ms, 40):
            pass
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = path.stat().st_size
        cut = Cut(kind, START_MS + rows * step_ms)
        steps = list(until_nothing(lambda: writer.prune(cut)))
        gives = list(until_nothing(lambda: writer.shrink(64, 1_024)))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(
        f"prune {rows} rows of {kind.words}: {sum(steps):.0f} ms in {len(steps)} transactions, "
        f"median {statistics.median(steps):.1f} ms, longest {max(steps):.1f} ms; "
        f"{before / 1e6:.0f} MB to {path.stat().st_size / 1e6:.0f} MB, "
        f"longest step of it {max(gives, default=0.0):.1f} ms"
    )


def until_nothing(work: Callable[[], int | bool]) -> Iterator[float]:
    while True:
        began = time.perf_counter()
        if not work():
            return
        yield (time.perf_counter() - began) * 1e3


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1e3


if __name__ == "__main__":
    main()
