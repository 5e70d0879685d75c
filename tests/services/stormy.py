"""A month of one calm coin in the store, and what a crash adds to it: for the cascade index."""

from __future__ import annotations

import numpy as np

from services.samples import NOW_MS, SPOT
from tracker.domain.candle import Candle
from tracker.domain.derivatives import LiquidationBucket, OpenInterest
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M1, M5, MINUTE_MS, Interval
from tracker.services.storage import Storage
from tracker.sources.base import Source

SOURCES = [Source.registry[venue]() for venue in ("binance-spot", "gate")]
GATE = SOURCES[1].market("BTC")
PRICE, COINS = 70_000.0, 100_000.0


def _candle(open_ms: int, step: Interval, first: float, last: float) -> Candle:
    high, low = max(first, last) * 1.0005, min(first, last) * 0.9995
    return Candle(SPOT, step, open_ms, first, high, low, last, 1.0, closed=True)


def _line(opens: np.ndarray, step: Interval, closes: np.ndarray) -> list[Candle]:
    before = np.concatenate(([closes[0]], closes[:-1]))
    rows = zip(opens.tolist(), before.tolist(), closes.tolist(), strict=True)
    return [_candle(at, step, first, last) for at, first, last in rows]


def calm(until_ms: int = NOW_MS, days: int = 31) -> list[object]:
    """Hours of price, liquidations and open interest, and the minutes of the last half day."""
    rng = np.random.default_rng(5)
    hours = np.arange(until_ms - days * DAY_MS, until_ms, H1.ms)
    closes = PRICE * np.exp(np.cumsum(rng.normal(0, 0.003, len(hours))) * 0.2)
    minutes = np.arange(until_ms - 12 * HOUR_MS, until_ms, M1.ms)
    level = np.interp(minutes + M1.ms, hours + H1.ms, closes)
    sizes = 10 ** rng.normal(5.5, 0.4, len(hours))
    values: list[object] = [GATE, SPOT]
    values += _line(hours, H1, closes) + _line(minutes, M1, level)
    values += [
        LiquidationBucket(GATE, at, H1.ms, 0.6 * usd, 0.4 * usd, closed=True)
        for at, usd in zip(hours.tolist(), sizes.tolist(), strict=True)
    ]
    values += [OpenInterest(GATE, at, COINS, COINS * PRICE) for at in hours.tolist()]
    values += fine(until_ms - 12 * HOUR_MS, until_ms, 25e3, COINS)
    return values


def fine(start_ms: int, end_ms: int, usd: float, coins: float) -> list[object]:
    """Five minutes of liquidations and open interest one after the other."""
    values: list[object] = []
    for at in range(start_ms, end_ms, M5.ms):
        values.append(LiquidationBucket(GATE, at, M5.ms, usd, usd / 4, closed=True))
        values.append(OpenInterest(GATE, at + M5.ms, coins, coins * PRICE))
    return values


def crash(start_ms: int = NOW_MS, minutes: int = 40) -> list[object]:
    """Price falls by 12 % while 400M of longs are liquidated and a tenth of the contracts goes."""
    opens = start_ms + np.arange(minutes) * MINUTE_MS
    closes = PRICE * np.linspace(0.997, 0.88, minutes)
    values: list[object] = [*_line(opens, M1, closes)]
    values += fine(start_ms, start_ms + minutes * MINUTE_MS, 400e6 / (minutes / 5), 0.9 * COINS)
    return values


def still(start_ms: int, minutes: int, price: float = 0.88 * PRICE) -> list[object]:
    """Nothing much happens."""
    opens = start_ms + np.arange(minutes) * MINUTE_MS
    values: list[object] = [*_line(opens, M1, np.full(minutes, price))]
    values += fine(start_ms, start_ms + minutes * MINUTE_MS, 25e3, 0.9 * COINS)
    return values


async def fill(storage: Storage, *values: object) -> None:
    """Store them."""
    await storage.write(list(values))  # type: ignore[arg-type]
