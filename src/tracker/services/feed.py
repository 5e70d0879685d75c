"""Collects what all sources deliver, stores it in batches, and hands on what was new."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from tracker.domain.candle import Candle
from tracker.domain.context import CHANNEL_OF, Holding, Reading
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    Mark,
    OpenInterest,
    Ticker,
)
from tracker.domain.health import Channel, Health, Observed
from tracker.domain.market import Market
from tracker.domain.times import Interval
from tracker.services.storage import Storage
from tracker.sources.base import Value

#: A mark older than this does not price open interest.
_MARK_AGE_MS = 300_000

_CHANNEL_OF: dict[type, Channel] = {
    Candle: Channel.CANDLES,
    Ticker: Channel.TICKERS,
    OpenInterest: Channel.OI,
    Funding: Channel.FUNDING,
    LongShortRatio: Channel.RATIOS,
    Liquidation: Channel.LIQUIDATIONS,
    LiquidationBucket: Channel.LIQUIDATIONS,
    Market: Channel.INSTRUMENTS,
    Holding: Channel.TREASURIES,
}


def channel_of(value: Value) -> Channel | None:
    """The channel a value belongs to; a mark price belongs to none."""
    if isinstance(value, Reading):
        return CHANNEL_OF[value.series]
    return _CHANNEL_OF.get(type(value))


@dataclass(frozen=True, slots=True)
class Stored:
    """One flushed batch: what was new in it, and the series that may have gained closed candles."""

    values: tuple[Value, ...] = ()
    settled: frozenset[tuple[Market, Interval]] = field(default=frozenset())
    health: tuple[Health, ...] = ()


class Feed:
    """The one intake of values. `flush` is called about every 50 ms and is one transaction.

    Attributes:
        pressing: set while a candle that has closed waits to be stored: levels are judged on it.
    """

    def __init__(self, storage: Storage, on_stored: Callable[[Stored], Awaitable[None]]) -> None:
        self._storage = storage
        self._on_stored = on_stored
        self._batch: list[Value] = []
        self._marks: dict[Market, Mark] = {}
        self.pressing = asyncio.Event()

    def take(self, values: Iterable[Value]) -> None:
        """Accept values; they are stored with the next flush."""
        for value in values:
            if isinstance(value, Mark):
                self._marks[value.market] = value
            elif isinstance(value, Candle) and value.closed:
                self.pressing.set()
            self._batch.append(self._priced(value))

    def _priced(self, value: Value) -> Value:
        """Open interest in coins and USD where a venue gives one of them, by its own mark price."""
        if isinstance(value, OpenInterest) and (value.usd is None) != (value.coin is None):
            mark = self._marks.get(value.market)
            if mark is not None and abs(mark.at_ms - value.at_ms) <= _MARK_AGE_MS:
                if value.coin is not None:
                    return replace(value, usd=value.coin * mark.price)
                if value.usd is not None:
                    return replace(value, coin=value.usd / mark.price)
        return value

    async def flush(self, observed: Sequence[Observed] = (), health: Sequence[Health] = ()) -> None:
        """Store what was taken since the last flush and hand on what was new."""
        batch, self._batch = self._batch, []
        self.pressing.clear()
        if not batch and not observed and not health:
            return
        written = await self._storage.write(batch, observed, health)
        await self._on_stored(
            Stored(tuple(written.fresh), frozenset(written.settled), tuple(health))
        )

    async def store_history(self, values: Sequence[Value]) -> Stored:
        """Store a page of the past at once; it is not handed on value by value."""
        written = await self._storage.write([self._priced(value) for value in values])
        return Stored(settled=frozenset(written.settled))
