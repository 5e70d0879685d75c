"""Ends waiting early, where asking is worth it again: another network, a waking machine, the end of a pause."""

from __future__ import annotations

import asyncio
import math

from tracker.services.backoff import EARLY_S
from tracker.sources.clock import Clock


class Nudge:
    """Lets everybody who waits, after a failure or for the next round of a poll, ask at once."""

    def __init__(self) -> None:
        self._called = asyncio.Event()
        self._called_s = -math.inf

    def call(self) -> None:
        """Ask now; to be called on the loop of those who wait."""
        self._called_s = asyncio.get_running_loop().time()
        self._called.set()
        self._called = asyncio.Event()

    async def rest(self, clock: Clock, wait_s: float, since_s: float) -> None:
        """Wait so long, or less where somebody calls, or has called since.

        No attempt comes sooner after the last one than an outage that has just begun allows.

        Args:
            clock: whose seconds are waited.
            wait_s: how long, where nobody calls.
            since_s: when the last attempt that failed began, or the last one that did not was
                answered, by the loop's time.
        """
        loop = asyncio.get_running_loop()
        called = asyncio.ensure_future(self._called_after(since_s))
        waited = asyncio.ensure_future(clock.sleep(wait_s))
        try:
            await asyncio.wait({called, waited}, return_when=asyncio.FIRST_COMPLETED)
            if not waited.done():
                await asyncio.wait({waited}, timeout=max(0.0, since_s + EARLY_S - loop.time()))
        finally:
            for task in (called, waited):
                task.cancel()
            await asyncio.gather(called, waited, return_exceptions=True)

    async def _called_after(self, since_s: float) -> None:
        """Wait for a call; one that came while the attempt was still on its way counts."""
        if self._called_s <= since_s:
            await self._called.wait()
