"""Notices that the machine slept or that its clock was set."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

_LOOK_S = 2.0
#: The wall clock running ahead of the steady one by this much means that the machine slept.
_SLEPT_S = 20.0


async def keep_awake(on_jump: Callable[[], Awaitable[None]]) -> None:
    """Call `on_jump` after every jump of the wall clock, until cancelled."""
    loop = asyncio.get_running_loop()
    wall_s, steady_s = time.time(), loop.time()
    while True:
        await asyncio.sleep(_LOOK_S)
        slept_s = (time.time() - wall_s) - (loop.time() - steady_s)
        wall_s, steady_s = time.time(), loop.time()
        if abs(slept_s) > _SLEPT_S:
            log.info("the clock jumped by %.0f s; catching up", slept_s)
            await on_jump()
