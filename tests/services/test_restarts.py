"""However candles arrive and however often Tracker is restarted: the same events, each told once.

Through the real files of both databases; only the engine around them is left out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from history import perpetual_hours
from services.samples import SPOT
from tracker.analysis.columns import CandleColumns
from tracker.domain.candle import Candle
from tracker.domain.level import Event, Level, Transition
from tracker.domain.times import H1, HOUR_MS, parse_iso
from tracker.services.judging import judge
from tracker.store.database import open_writer
from tracker.store.journal import Journal
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter

START_MS = parse_iso("2026-01-05T00:00:00Z")
FOREVER_MS = 1 << 60
#: Candles that are there before levels are made.
WARM = 30
#: All are made of hours: there is one series, and it may arrive in any way.
RULES = ("hourly", "close:2h*2", "close:1h+0.1atr")


class Desk:
    """Both databases of a home, and whoever judges and tells."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.told: list[str] = []
        self._open()

    def _open(self) -> None:
        path = self._folder / "market.db"
        self._market = MarketWriter(open_writer(path, MIGRATIONS, keep_copy=False))
        self.journal = Journal.open(self._folder / "journal.db")

    def close(self) -> None:
        self._market.close()
        self.journal.close()

    def restart(self) -> None:
        self.close()
        self._open()

    def make(self, prices: Sequence[float], made_ms: int) -> None:
        for price in prices:
            self.journal.add_level(Level(0, "BTC", SPOT.venue, price, None, RULES, "", made_ms))

    def take(self, rows: Sequence[Candle], *, holes_ok: bool = False) -> None:
        """Store and judge, as the engine does on every batch."""
        self._market.write(rows)
        now_ms = START_MS + 365 * 24 * HOUR_MS
        reader = self._market.reader()
        judge(reader, self.journal, SPOT, H1, now_ms=now_ms, holes_ok=holes_ok)

    def tell(self) -> None:
        """Show what was not shown, and stamp it."""
        waiting = [one.transition.id for one in self.journal.undelivered()]
        self.told += waiting
        self.journal.stamp(waiting, 1)

    def found(self) -> list[Transition]:
        found = self.journal.transitions("BTC", 0, FOREVER_MS)
        return sorted(found, key=lambda one: (one.at_ms, one.level, one.rule, one.event))


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    folder.mkdir()
    opened = Desk(folder)
    try:
        yield opened
    finally:
        opened.close()


def walk(seed: int, count: int) -> list[Candle]:
    """Hours around 100 that are pulled back to it."""
    chance = np.random.default_rng(seed)
    rows: list[Candle] = []
    price = 101.0
    for at, move in enumerate(chance.normal(0, 0.8, count).tolist()):
        opened, price = price, price + move + (100 - price) * 0.05
        high = max(opened, price) + abs(chance.normal(0, 0.3))
        low = min(opened, price) - abs(chance.normal(0, 0.3))
        open_ms = START_MS + at * HOUR_MS
        rows.append(Candle(SPOT, H1, open_ms, opened, high, low, price, 1.0, closed=True))
    return rows


def candles_of(series: CandleColumns) -> list[Candle]:
    names = ("open_ms", "open", "high", "low", "close", "volume")
    rows = zip(*(getattr(series, name).tolist() for name in names), strict=True)
    return [Candle(SPOT, H1, *row, closed=True) for row in rows]


def in_one_go(folder: Path, rows: Sequence[Candle], prices: Sequence[float]) -> list[Transition]:
    with desk(folder) as one:
        one.take(rows[:WARM])
        one.make(prices, rows[WARM].open_ms)
        one.take(rows[WARM:])
        one.take([], holes_ok=True)
        return one.found()


def assert_restarts_change_nothing(
    folder: Path, rows: Sequence[Candle], prices: Sequence[float], restarts: int
) -> None:
    expected = in_one_go(folder / "whole", rows, prices)
    chance = random.Random(len(rows))
    # Cuts may fall on one candle more than once: then nothing is new after the restart.
    cuts = sorted(chance.randrange(WARM, len(rows)) for _ in range(restarts))
    with desk(folder / "cut") as one:
        one.take(rows[:WARM])
        one.make(prices, rows[WARM].open_ms)
        begin = WARM
        for cut in [*cuts, len(rows)]:
            # What was fetched before the restart comes again after it, as a catch-up does.
            one.take(rows[max(0, begin - 3) : cut])
            if chance.random() < 0.5:
                one.tell()
            one.restart()
            begin = cut
        one.tell()
        assert one.found() == expected
        assert Counter(one.told) == Counter(found.id for found in expected)
    assert len({found.id for found in expected}) == len(expected)
    kinds = {found.event for found in expected}
    assert {Event.BROKEN, Event.RECLAIMED, Event.FALSE_BREAK} <= kinds, (
        "a history that shows little"
    )


def test_500_restarts_over_real_candles(shared: Path, tmp_path: Path) -> None:
    series = perpetual_hours(shared, "binance").between(START_MS, parse_iso("2026-03-01T00:00:00Z"))
    prices = [60_000.0, 70_000.0, 75_000.0]
    assert_restarts_change_nothing(tmp_path, candles_of(series), prices, 500)


def test_restarts_over_random_candles(tmp_path: Path) -> None:
    assert_restarts_change_nothing(tmp_path, walk(11, 1_000), [99.0, 100.0, 101.0], 200)


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(WARM + 10, 250))
def test_chunks_repetitions_disorder_and_holes_give_the_same_events(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int
) -> None:
    folder = tmp_path_factory.mktemp("order")
    chance = random.Random(seed)
    rows = walk(seed, count)
    # Candles that nobody has; the first ones place the level and are there.
    rows = [one for at, one in enumerate(rows) if at <= WARM or chance.random() > 0.02]
    prices = [99.0, 100.5]
    expected = in_one_go(folder / "whole", rows, prices)
    with desk(folder / "pieces") as one:
        one.take(rows[:WARM])
        one.make(prices, rows[WARM].open_ms)
        # Each comes up to forty places away from its own.
        order = sorted(range(WARM, len(rows)), key=lambda at: at + chance.uniform(0, 40))
        while order:
            size = chance.randint(1, 60)
            chunk = [rows[at] for at in order[:size]]
            again = chance.choices(rows[:WARM] + chunk, k=chance.randint(0, 10))
            # While a candle runs it is there with other prices, and must not be judged.
            running = [replace(new, close=new.low, closed=False) for new in chunk[:2]]
            one.take([*again, *running, *chunk])
            one.tell()
            del order[:size]
        one.take([], holes_ok=True)
        one.tell()
        assert one.found() == expected
        assert sorted(one.told) == sorted(found.id for found in expected)
