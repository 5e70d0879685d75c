"""One engine a home: says that it runs, and knows whether another one does."""

from __future__ import annotations

import asyncio
import os
import time

from tracker.domain.errors import TrackerError
from tracker.services.storage import Storage
from tracker.store.market_reader import EngineState

_BEAT_S = 2.0
#: An engine that has not said so for this long does not run any more.
ENGINE_GONE_MS = 10_000


class EngineBusy(TrackerError):
    """Another engine fills this cache."""


def engine_runs(engine: EngineState, now_ms: int) -> bool:
    """Whether the engine that left this row is still at work."""
    return engine.stopped_ms is None and now_ms - engine.beat_ms <= ENGINE_GONE_MS


class Presence:
    """This engine's sign of life in the store.

    By the wall clock, also where the market is simulated: another process compares it.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._started_ms = _now_ms()

    async def claim(self) -> None:
        """Become the one engine of this home.

        Raises:
            EngineBusy: where another one runs.
        """
        engine = await self._storage.read(lambda reader, _: reader.engine())
        if engine is not None and engine_runs(engine, _now_ms()) and engine.pid != os.getpid():
            raise EngineBusy(
                f"Another Tracker (process {engine.pid}) already fills this cache. "
                "Close it, or use another folder with TRACKER_HOME."
            )
        await self._beat()

    async def keep_beating(self) -> None:
        """Say every other second that this engine runs."""
        while True:
            await asyncio.sleep(_BEAT_S)
            await self._beat()

    async def _beat(self) -> None:
        pid, now_ms = os.getpid(), _now_ms()
        await self._storage.market(lambda market: market.beat(pid, self._started_ms, now_ms))


def _now_ms() -> int:
    return int(time.time() * 1_000)
