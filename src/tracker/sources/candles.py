"""Rows of numbers to candles: the checks every venue's candles pass, and which of them are over."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tracker.domain.candle import Candle, candle_fault
from tracker.domain.market import Market
from tracker.domain.times import HOUR_MS, Interval
from tracker.sources.base import Parsed
from tracker.sources.errors import BadAnswer

#: (open_ms, open, high, low, close, volume in base coin, closed as the venue says or None)
Row = tuple[int, float, float, float, float, float, bool | None]


def make_candle(
    market: Market, interval: Interval, now_ms: int, row: Row, taker_buy: float | None = None
) -> Candle:
    """One checked candle, in coins and USD per coin.

    Args:
        now_ms: the venue's present time; decides `closed` where the venue does not say.
        taker_buy: the part of the volume that buyers took, in the venue's units; what cannot be a
            part of it counts as unknown, since the candle is none the worse for it.

    Raises:
        BadAnswer: where the numbers are not a candle, or it opens in the future.
    """
    open_ms, *quoted, volume, closed = row
    factor = market.factor
    if taker_buy is not None and not 0 <= taker_buy <= volume:
        taker_buy = None
    open_, high, low, close = (price / factor for price in quoted)
    volume *= factor
    fault = candle_fault(interval, open_ms, (open_, high, low, close), volume)
    # An hour of grace: a venue's clock may be ahead of what we know of it.
    if fault is None and open_ms > now_ms + min(interval.ms, HOUR_MS):
        fault = "it opens in the future"
    if fault is not None:
        raise BadAnswer("It sent a candle that cannot be true.", f"{open_ms}: {fault}")
    return Candle(
        market=market,
        interval=interval,
        open_ms=open_ms,
        open=open_,
        high=high,
        low=low,
        close=close,
        volume=volume,
        closed=open_ms + interval.ms <= now_ms if closed is None else closed,
        taker_buy=taker_buy * factor if taker_buy is not None else None,
    )


def settle(candles: Sequence[Candle], faults: Sequence[str]) -> Parsed:
    """A page of candles, oldest first; one that has a successor on the page is over.

    The running candle is the newest of a page: by order where clocks disagree, by the venue's
    clock where it was asked after the close.
    """
    ordered = sorted(candles, key=lambda candle: candle.open_ms)
    newest_ms = ordered[-1].open_ms if ordered else 0
    done = [
        candle if candle.closed or candle.open_ms == newest_ms else replace(candle, closed=True)
        for candle in ordered
    ]
    return Parsed(values=list(done), faults=list(faults))
