"""Collects what all sources deliver, stores it in batches, and hands on what was new."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext

from msgspec import Struct
from msgspec.structs import replace

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
from tracker.services.judging import Series
from tracker.services.lane import Turn
from tracker.services.storage import Along, Storage
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


class Stored(Struct, frozen=True):
    """One flushed batch, and what was new in it."""

    values: tuple[Value, ...] = ()
    health: tuple[Health, ...] = ()


#: Says what goes on in the job that stores candles which closed, and what comes of it afterwards.
OnClosing = Callable[[frozenset[Series]], AbstractAsyncContextManager[Along | None]]


def nothing_along(_series: frozenset[Series]) -> AbstractAsyncContextManager[Along | None]:
    """Candles that close are stored and no more."""
    return nullcontext()


class Feed:
    """The one intake of values. `flush` is called about every 50 ms and is one transaction.

    Attributes:
        pressing: set while a candle that has closed waits to be stored: levels are judged on it.
    """

    def __init__(
        self,
        storage: Storage,
        on_stored: Callable[[Stored], Awaitable[None]],
        on_closing: OnClosing = nothing_along,
    ) -> None:
        self._storage = storage
        self._on_stored = on_stored
        self._on_closing = on_closing
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
        await self.flush_closed()
        batch, self._batch = self._batch, []
        if not batch and not observed and not health:
            return
        written = await self._storage.write(batch, observed, health)
        await self._on_stored(Stored(tuple(written.fresh), tuple(health)))

    async def flush_closed(self) -> None:
        """The same for candles that have closed, and no more: a notice may wait for it."""
        if not self.pressing.is_set():
            return
        self.pressing.clear()
        closed = [one for one in self._batch if isinstance(one, Candle) and one.closed]
        self._batch = [one for one in self._batch if not (isinstance(one, Candle) and one.closed)]
        series = frozenset((one.market, one.interval) for one in closed)
        async with self._on_closing(series) as along:
            written = await self._storage.write(closed, turn=Turn.URGENT, along=along)
        await self._on_stored(Stored(tuple(written.fresh)))

    async def store_history(self, values: Sequence[Value]) -> None:
        """Store a page of the past at once; it is not handed on value by value."""
        priced = [self._priced(value) for value in values]
        await self._storage.write(priced, turn=Turn.LATER)
