"""Packs stored candles for reading, a little at a time, in moments in which nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from tracker.services.feed import Feed
from tracker.services.lane import Turn
from tracker.services.storage import Storage
from tracker.store.market_writer import MarketWriter

#: Chunks in one step: a few milliseconds of the store's thread, so that no commit waits longer.
_STEP = 4
#: Between steps while something is due, and when it is looked again where nothing is. A year of
#: minutes is packed within two minutes.
_BREATHER_S, _IDLE_S = 0.05, 20.0


async def keep_packing(storage: Storage, feed: Feed, now_ms: Callable[[], int]) -> None:
    """Pack what is over, until cancelled.

    Args:
        feed: packing waits while it holds a candle that levels are judged on.
        now_ms: what is over is told by this clock, UTC ms.
    """
    while True:
        due = 0
        if not feed.pressing.is_set():
            due = await storage.market(
                partial(MarketWriter.pack, now_ms=now_ms(), most=_STEP), turn=Turn.LATER
            )
        await asyncio.sleep(_BREATHER_S if due or feed.pressing.is_set() else _IDLE_S)
