"""One engine a home: says that it runs, and knows whether another one does."""

from __future__ import annotations

import asyncio
import os
import time

from tracker.domain.errors import EngineBusy
from tracker.services.storage import Storage
from tracker.store.market_reader import EngineState

_BEAT_S = 2.0


def engine_runs(engine: EngineState, now_ms: int) -> bool:
    """Whether the engine that left this row is still at work."""
    return engine.is_at_work(now_ms)


class Presence:
    """This engine's sign of life in the store.

    By the wall clock, also where the market is simulated: another process compares it.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._started_ms = _now_ms()

    async def claim(self) -> None:
        """Become the one engine of this home, or stay it.

        Raises:
            EngineBusy: where another one runs, also one that began while this one was silent.
        """
        pid, now_ms = os.getpid(), _now_ms()
        other = await self._storage.market(
            lambda market: market.beat(pid, self._started_ms, now_ms)
        )
        if other is not None:
            raise EngineBusy(
                f"Another Tracker (process {other.pid}) already fills this cache. "
                "Close it, or use another folder with TRACKER_HOME."
            )

    async def keep_beating(self) -> None:
        """Say every other second that this engine runs.

        Raises:
            EngineBusy: where another one has taken its place.
        """
        while True:
            await asyncio.sleep(_BEAT_S)
            await self.claim()

    async def leave(self, now_ms: int) -> None:
        """Say that this engine ended in order."""
        pid = os.getpid()
        await self._storage.market(lambda market: market.stop(pid, now_ms))


def _now_ms() -> int:
    return int(time.time() * 1_000)
