"""Candles: open, high, low, close and volume of one market over one interval."""

from __future__ import annotations

import math

from msgspec import Struct

from tracker.domain.market import Market
from tracker.domain.times import Interval


class Candle(Struct, frozen=True):
    """One candle.

    Attributes:
        open_ms: when it opened, UTC ms, on the interval's boundary.
        volume: in the base coin.
        closed: False while the interval still runs; such a candle is never judged by a level.
        taker_buy: the part of the volume that buyers took from the book, in the base coin; None
            where the venue does not say.
    """

    market: Market
    interval: Interval
    open_ms: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    closed: bool
    taker_buy: float | None = None

    @property
    def close_ms(self) -> int:
        """The first moment after the candle."""
        return self.open_ms + self.interval.ms


class Revision(Struct, frozen=True):
    """A candle that was over and that the venue changed later."""

    market: Market
    interval: Interval
    open_ms: int
    old_close: float
    new_close: float


def candle_fault(
    interval: Interval, open_ms: int, prices: tuple[float, float, float, float], volume: float
) -> str | None:
    """Why these numbers (prices: open, high, low, close) are not a candle; None where they are."""
    _, high, low, _ = prices
    if not all(math.isfinite(value) for value in (*prices, volume)):
        return "a value is not a number"
    if min(prices) <= 0:
        return "a price is not above zero"
    if high < max(prices) or low > min(prices):
        return "high and low do not enclose open and close"
    if volume < 0:
        return "the volume is negative"
    if open_ms < 0:
        return "it opens before 1970"
    if interval.floor(open_ms) != open_ms:
        return f"it does not open on a {interval} boundary"
    return None
