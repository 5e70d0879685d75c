"""A loop whose time jumps to the next timer when nothing is left to do, and a clock that follows it.

With everything on one loop, the exchange and the engine alike, a day passes as fast as its work is
done: sockets, queries and timers are real, only waiting takes no time. So nothing runs into a timeout
because a machine is busy, and the same day happens again in the same order.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any

#: How long, in real seconds, the loop waits for a thread before it looks again.
_PATIENCE_S = 0.05


class JumpingLoop(asyncio.SelectorEventLoop):
    """The loop; its time is in seconds and begins at zero."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self._working = 0
        self._waiting = _Selector(self)
        super().__init__(self._waiting)

    def time(self) -> float:
        return self._now_s

    def run_in_executor(self, executor: Executor | None, func: Any, *args: Any) -> Any:
        """Time stands still while a thread works, or its work would seem to take hours."""
        self._working += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._worked)
        return future

    def _worked(self, _future: object) -> None:
        self._working -= 1

    def jump(self, seconds: float) -> bool:
        """Let time pass, unless a thread is at work; whether it passed."""
        if self._working:
            return False
        self._now_s += seconds
        return True


class _Selector(selectors.BaseSelector):
    """Asks the system what is ready; instead of waiting for time it lets time pass."""

    def __init__(self, loop: JumpingLoop) -> None:
        self._loop = loop
        self._real = selectors.DefaultSelector()

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.modify(fileobj, events, data)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self._real.select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None or not self._loop.jump(timeout):
            return self._real.select(timeout if timeout is None else _PATIENCE_S)
        return []


class JumpingClock:
    """The engine's clock on the loop that runs: UTC that begins at a given moment."""

    def __init__(self, start_ms: int) -> None:
        self._start_ms = start_ms
        # Other threads ask, too.
        self._loop = asyncio.get_running_loop()

    def now_ms(self) -> int:
        return self._start_ms + round(self._loop.time() * 1_000)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def run_jumping(work: Callable[[], Any]) -> Any:
    """Run a coroutine function on a loop of this kind."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work())
