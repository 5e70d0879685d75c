"""What is used of the budgets, and which hosts asked for a pause: known again after a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from tracker.domain.times import iso
from tracker.services.storage import Storage
from tracker.sources.budget import Limiter, Pause, Pauses, Spent
from tracker.sources.clock import Clock

log = logging.getLogger(__name__)

#: How often it is written down what is used of the budgets; a crash loses no more than that.
_NOTE_S = 2.0


class Spending:
    """Keeps the budgets of this run in the cache.

    Args:
        spawn: runs something beside what is going on.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        spawn: Callable[[Coroutine[object, object, object]], None],
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._spawn = spawn
        self._limiter = Limiter()

    async def begin(self) -> Pauses:
        """Go on with what an earlier run used and was told; whoever asks is limited by it."""
        spent = await self._storage.read(lambda reader, _: reader.spent())
        pauses = await self._storage.read(lambda reader, _: reader.pauses())
        self._limiter = Limiter(Spent(*row) for row in spent)
        return Pauses([Pause(*row) for row in pauses], self._paused, limiter=self._limiter)

    async def run(self) -> None:
        """Write down what is used now and then, until cancelled."""
        while True:
            await asyncio.sleep(_NOTE_S)
            await self.note()

    async def note(self) -> None:
        """Write down what is used of the budgets, for a run that follows soon."""
        now_s, now_ms = asyncio.get_running_loop().time(), self._clock.now_ms()
        spent = self._limiter.spent(now_s, now_ms)
        rows = [(one.host, one.bucket, one.used, one.at_ms) for one in spent]
        if rows:
            await self._storage.market(lambda market: market.note_spent(rows))

    def _paused(self, pause: Pause) -> None:
        log.info("%s is not asked before %s: %s", pause.host, iso(pause.until_ms), pause.reason)
        self._spawn(
            self._storage.market(
                lambda market: market.note_pause(pause.host, pause.until_ms, pause.reason)
            )
        )
