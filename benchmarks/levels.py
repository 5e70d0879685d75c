"""CPU seconds of the level formulas, beside a bare loop over the same candles.

    python benchmarks/levels.py [--candles 100000,1000000]

`fold`: one level under a rule; `close far`: it stays clear of price, `amid`: price runs to and fro
across it. `pivots`, `profile`, `suggest`: as named; suggestions once from hours and once from
minutes. `ratio` is ours by the loop; `growth` is the time a candle takes beside the run before, so
1.0 is linear. Process time, the best of three rounds, so that a busy machine matters less. The aim
is 5 s for a million candles.

Then so many levels with the default rules live: wall time from an hourly candle that has closed to all
events in the journal on disk, 200 candles. It runs on the store's thread and never on the window's; the
aim for 100 levels is one frame of it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tracker.analysis.columns import CandleColumns
from tracker.analysis.levels import Fold, LevelMachine
from tracker.analysis.pivots import swing_highs, swing_lows
from tracker.analysis.profile import volume_profile
from tracker.analysis.suggest import suggest
from tracker.domain.candle import Candle
from tracker.domain.level import DECISIVE, DEFAULT_RULES, HOURLY, TOUCH, Level, Role, Rule
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, H1, M1, Interval
from tracker.services.judging import WARM_UP, judge
from tracker.store.database import open_writer
from tracker.store.journal import Journal
from tracker.store.market_schema import MIGRATIONS as MARKET_MIGRATIONS
from tracker.store.market_writer import MarketWriter

ROUNDS = 3
AIM_S = 5.0
FRAME_MS = 1_000 / 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candles", default="100000,1000000")
    args = parser.parse_args()
    before: dict[str, float] = {}
    print(f"{'candles':>9}  {'what':22}{'ours s':>8}{'loop s':>8}{'ratio':>7}{'growth':>8}  aim")
    for rows in (int(part) for part in args.candles.split(",")):
        bare = walk(H1, rows)
        floor = spent(lambda candles=bare: loop(candles))
        for name, job in jobs(rows):
            ours = spent(job)
            each = ours / rows
            growth = f"{each / before[name]:8.2f}" if name in before else f"{'–':>8}"
            before[name] = each
            aim = AIM_S * rows / 1_000_000
            kept = "kept" if ours < aim else "MISSED"
            print(f"{rows:>9}  {name:22}{ours:8.3f}{floor:8.3f}{ours / floor:7.1f}{growth}  {kept}")
    print()
    for levels in (1, 10, 100, 300):
        median, worst = live(levels, 200)
        kept = "" if levels != 100 else "  kept" if median < FRAME_MS else "  MISSED"
        print(
            f"{levels:>4} levels live: {median:6.1f} ms a closing candle, worst {worst:6.1f}{kept}"
        )


def jobs(rows: int) -> list[tuple[str, Callable[[], object]]]:
    minutes, hours, days = (walk(one, rows) for one in (M1, H1, D1))
    amid, far = float(np.median(hours.close)), float(hours.low.min()) * 0.9
    return [
        ("fold hourly far", lambda: fold(hours, far, HOURLY)),
        ("fold hourly amid", lambda: fold(hours, amid, HOURLY)),
        ("fold touch amid", lambda: fold(minutes, amid, TOUCH)),
        ("fold decisive amid", lambda: fold(days, amid, DECISIVE)),
        ("pivots", lambda: (swing_lows(hours.low), swing_highs(hours.high))),
        ("profile", lambda: volume_profile(hours)),
        ("suggest hours", lambda: suggest(hours, amid)),
        ("suggest minutes", lambda: suggest(minutes, amid)),
    ]


def fold(candles: CandleColumns, level: float, rule: Rule) -> object:
    return LevelMachine("BTC", level, Role.SUPPORT, rule, Fold()).feed(candles)


def loop(candles: CandleColumns) -> float:
    highest = 0.0
    columns = (candles.high, candles.low, candles.close)
    for high, low, close in zip(*(one.tolist() for one in columns), strict=True):
        if low <= close <= high and high > highest:
            highest = high
    return highest


def live(count: int, candles: int) -> tuple[float, float]:
    """Milliseconds of wall time a closing candle takes over `count` levels: (median, worst).

    With the journal on disk, as the engine has it: store the candle, judge every level, commit.
    """
    market = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
    hours = walk(H1, candles + WARM_UP)
    names = ("open_ms", "open", "high", "low", "close", "volume")
    rows = [
        Candle(market, H1, *row, closed=True)
        for row in zip(*(getattr(hours, name).tolist() for name in names), strict=True)
    ]
    each: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        writer = MarketWriter(
            open_writer(Path(folder) / "market.db", MARKET_MIGRATIONS, keep_copy=False)
        )
        journal = Journal.open(Path(folder) / "journal.db")
        writer.write(rows[:WARM_UP])
        first, price = rows[WARM_UP], rows[WARM_UP].open
        for number in range(count):
            at = price * (1 + (number - count / 2) / 1_000)
            journal.add_level(
                Level(0, "BTC", market.venue, at, None, DEFAULT_RULES, "", first.open_ms)
            )
        for row in rows[WARM_UP:]:
            begin = time.perf_counter()
            writer.write([row])
            judge(writer.reader(), journal, market, H1, now_ms=row.open_ms + H1.ms, holes_ok=False)
            each.append((time.perf_counter() - begin) * 1_000)
        writer.close()
        journal.close()
    # The first one places all levels.
    return statistics.median(each[1:]), max(each[1:])


def spent(job: Callable[[], object]) -> float:
    return min(_seconds(job) for _ in range(ROUNDS))


def _seconds(job: Callable[[], object]) -> float:
    begin = time.process_time()
    job()
    return time.process_time() - begin


def walk(interval: Interval, rows: int) -> CandleColumns:
    """A random walk that is pulled back to where it began, so that levels are met again."""
    random = np.random.default_rng(7)
    steps = random.normal(0, 4e-3, rows)
    drift = np.cumsum(steps)
    close = 60_000 * np.exp(drift - np.linspace(0, drift[-1], rows) + np.sin(drift * 3) / 5)
    opened = np.concatenate((close[:1], close[:-1]))
    high = np.maximum(opened, close) * (1 + random.random(rows) * 1e-3)
    low = np.minimum(opened, close) * (1 - random.random(rows) * 1e-3)
    times = interval.floor(1_600_000_000_000) + np.arange(rows) * interval.ms
    closed = np.ones(rows, np.bool_)
    return CandleColumns(
        interval.ms, times, opened, high, low, close, random.gamma(1, 20, rows), closed
    )


if __name__ == "__main__":
    main()
