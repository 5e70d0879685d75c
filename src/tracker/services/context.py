"""Runs the services of market context: each is polled for ever, as venues are, and told on the health page."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tracker.services.asking import Asker, Bench
from tracker.services.backoff import LATE_S
from tracker.sources.base import Poll
from tracker.sources.context import ContextSource

#: What comes hourly is not asked every minute for as long as it is away.
_LATE_S = 600.0


class ContextRunner(Asker[ContextSource]):
    """One service at work."""

    def __init__(self, source: ContextSource, assets: Sequence[str], bench: Bench) -> None:
        super().__init__(source, bench)
        self._assets = tuple(assets)
        self._changed = asyncio.Event()

    def watch(self, assets: Sequence[str]) -> None:
        """Ask about these coins from now on."""
        if tuple(assets) != self._assets:
            self._assets = tuple(assets)
            if self.source.by_asset:
                self._changed.set()

    def ask_anew(self) -> None:
        """Ask at once, and as if for the first time: its key is another one."""
        self._changed.set()

    async def run(self) -> None:
        """Run until cancelled; anew where other coins are watched."""
        while True:
            self._changed.clear()
            async with asyncio.TaskGroup() as group:
                polls = self.source.polls(self._assets)
                tasks = [group.create_task(self._keep_polling(poll)) for poll in polls]
                await self._changed.wait()
                for task in tasks:
                    task.cancel()

    def _late_s(self, poll: Poll) -> float:
        return max(LATE_S, min(poll.every_s, _LATE_S))
