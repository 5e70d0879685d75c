"""Notices what another process has put into the cache, such as `tracker import`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tracker.services.storage import Storage
from tracker.store.market_writer import MarketWriter

_LOOK_S = 1.0


async def keep_noticing(storage: Storage, changed: Callable[[], Awaitable[None]]) -> None:
    """Tell when another process has written and has finished, until cancelled."""
    told = seen = await storage.market(MarketWriter.version)
    while True:
        await asyncio.sleep(_LOOK_S)
        now = await storage.market(MarketWriter.version)
        # While it still writes nothing is told: everything would be looked at for every batch.
        if now == seen != told:
            told = now
            await changed()
        seen = now
