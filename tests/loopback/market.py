"""The market behind the exchange: a function of time, so that a test can compute what must come out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loopback.server import Exchange, Socket

ASSETS = {"BTC": 70_000.0, "ETH": 2_000.0, "BNB": 600.0, "SOL": 80.0, "XRP": 1.4}
STEP_MS = {
    "1m": 60_000,
    "5m": 300_000,
    "15m": 900_000,
    "1h": 3_600_000,
    "4h": 14_400_000,
    "1d": 86_400_000,
}

Candle = tuple[int, float, float, float, float, float]


@dataclass
class Market:
    """The market behind the exchange.

    Attributes:
        shift_ms: how far its time is from ours throughout a test; see `calm_shift_ms`.
        offset_ms: how far the exchange's clock is ahead of that.
        missing: opening times that the exchange does not have, by interval.
        closes: closing prices that override the wave: (asset, interval, open_ms) to price.
    """

    shift_ms: int = 0
    offset_ms: int = 0
    missing: set[tuple[str, int]] = field(default_factory=set)
    closes: dict[tuple[str, str, int], float] = field(default_factory=dict)
    liquidations: list[tuple[str, int, str, float, float]] = field(default_factory=list)

    def now_ms(self) -> int:
        return int(time.time() * 1_000) + self.shift_ms + self.offset_ms

    def price(self, asset: str, at_ms: int) -> float:
        wave = math.sin(at_ms / 3_600_000 / 7) + 0.3 * math.sin(at_ms / 60_000 / 11)
        return round(ASSETS[asset] * (1 + 0.004 * wave), 6)

    def candle(self, asset: str, interval: str, open_ms: int) -> Candle:
        step = STEP_MS[interval]
        opened = self.closes.get((asset, interval, open_ms - step), self.price(asset, open_ms))
        close = self.closes.get((asset, interval, open_ms), self.price(asset, open_ms + step))
        spread = ASSETS[asset] * 0.0005
        high, low = max(opened, close) + spread, min(opened, close) - spread
        return open_ms, opened, round(high, 6), round(low, 6), close, 10.0 + open_ms % 7

    def candles(self, asset: str, interval: str, start: int, end: int, limit: int) -> list[Candle]:
        """Candles that open within [start, end], oldest first, the running one included."""
        step = STEP_MS[interval]
        end = min(end, self.now_ms())
        first = -(-start // step) * step
        rows = [
            self.candle(asset, interval, at)
            for at in range(first, end + 1, step)
            if (interval, at) not in self.missing
        ]
        return rows[:limit]

    def interest(self, asset: str, at_ms: int) -> float:
        return round(
            80_000 / (1 + list(ASSETS).index(asset)) * (1 + 0.05 * math.sin(at_ms / 86_400_000)), 3
        )


def calm_shift_ms() -> int:
    """A shift to just after a minute began and well before an hour ends.

    A candle that closes by itself between two lines of a test would make another test of it.
    """
    now_ms = int(time.time() * 1_000)
    shift_ms = -((now_ms - 2_000) % STEP_MS["1m"])
    left_ms = STEP_MS["1h"] - (now_ms + shift_ms) % STEP_MS["1h"]
    return shift_ms if left_ms > 10 * STEP_MS["1m"] else shift_ms - 10 * STEP_MS["1m"]


#: What a venue does when a client says something on a socket of its host.
HEARERS: dict[str, Callable[[Exchange, Market, Socket, str], None]] = {}
#: What a venue sends as soon as a socket of its host is open.
GREETERS: dict[str, Callable[[Exchange, Market, Socket], None]] = {}
