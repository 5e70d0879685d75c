"""A market of so many one-minute candles, made once and read by every contender from one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

STEP_MS = 60_000
START_MS = 1_700_000_040_000
NAMES = ("open", "high", "low", "close", "volume")
#: Rows beyond those shown at first, for candles that are appended.
SPARE = 400
#: The largest market; a smaller one is its middle part, so that both show the same there.
MOST = 1_000_000

Floats = NDArray[np.float64]


@dataclass
class Market:
    """`rows` candles of those in the columns are there at the beginning."""

    rows: int
    at_ms: NDArray[np.int64]
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    first: int = 0

    def shed(self) -> None:
        """Keep only what ticks need; whoever draws has the columns."""
        self.first = self.rows - 1
        self.at_ms = self.at_ms[self.first :].copy()
        for name in NAMES:
            setattr(self, name, getattr(self, name)[self.first :].copy())

    def tick(self, row: int, number: int) -> tuple[float, float, float, float, float]:
        """Candle `row` as the tick of this number leaves it: open, high, low, close, volume."""
        row -= self.first
        close = float(self.close[row]) * (1 + (number % 7 - 3) * 1e-5)
        high, low = max(float(self.high[row]), close), min(float(self.low[row]), close)
        return float(self.open[row]), high, low, close, float(self.volume[row]) + number


def write(path: Path, rows: int) -> None:
    """Make a market with `SPARE` candles to come; a random walk with 0.04 % a minute."""
    random = np.random.default_rng(7)
    count = MOST + SPARE
    close = 60_000 * np.exp(np.cumsum(random.normal(0, 4e-4, count)))
    opened = np.concatenate([close[:1], close[:-1]])
    high = np.maximum(opened, close) * (1 + random.random(count) * 3e-4)
    low = np.minimum(opened, close) * (1 - random.random(count) * 3e-4)
    columns = (opened, high, low, close, random.gamma(1, 20, count))
    part = slice(_first(rows), _first(rows) + rows + SPARE)
    np.concatenate([column[part] for column in columns]).tofile(path)


def read(path: Path) -> Market:
    """Read what `write` wrote, each column into an array of its own."""
    count = path.stat().st_size // 8 // len(NAMES)
    columns = [
        np.fromfile(path, np.float64, count, offset=n * count * 8) for n in range(len(NAMES))
    ]
    rows = count - SPARE
    at_ms = START_MS + (_first(rows) + np.arange(count)) * STEP_MS
    return Market(rows, at_ms, *columns)


def _first(rows: int) -> int:
    """Where a market of so many rows begins in the largest one."""
    return (MOST - rows) // 2
