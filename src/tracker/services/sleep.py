"""Notices that the machine slept or that its clock was set, and says which."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from msgspec import Struct

from tracker.domain.translating import tr

log = logging.getLogger(__name__)

_LOOK_S = 2.0
#: A clock that is off by less than this was only slow, or put right as clocks are all day.
_NEWS_S = 20.0


class Clocks(Struct, frozen=True):
    """One look at three clocks, in seconds of each.

    Attributes:
        wall_s: the time of day, which anybody may set.
        steady_s: runs evenly while the machine does.
        awake_s: as `steady_s`, and through sleep too where the system has such a clock.
    """

    wall_s: float
    steady_s: float
    awake_s: float


class Jump(Struct, frozen=True):
    """What happened between two looks.

    Attributes:
        slept_s: how long nothing ran.
        set_s: by how much the clock was set, forward or (negative) back.
    """

    slept_s: float = 0.0
    set_s: float = 0.0

    @property
    def sentence(self) -> str:
        """What to say of it, in one line."""
        if self.slept_s:
            return tr(
                "The machine slept for {span}; what was missed is fetched.",
                span=_span(self.slept_s),
            )
        span = _span(abs(self.set_s))
        if self.set_s > 0:
            return tr(
                "The clock of this machine was set forward by {span}; everything is asked anew.",
                span=span,
            )
        return tr(
            "The clock of this machine was set back by {span}; everything is asked anew.", span=span
        )


def jump_between(before: Clocks, now: Clocks) -> Jump | None:
    """What happened between two looks; None where time simply went by.

    Where no clock runs through sleep, a wall clock that ran ahead of the steady one means sleep:
    that is far more often so than a clock that was set. A look that comes far too late is sleep as
    well, for some systems let the steady clock run on.
    """
    wall_s, steady_s = now.wall_s - before.wall_s, now.steady_s - before.steady_s
    awake_s = now.awake_s - before.awake_s
    slept_s = max(awake_s - steady_s, steady_s - _LOOK_S)
    if slept_s > _NEWS_S:
        return Jump(slept_s=slept_s)
    ahead_s = wall_s - max(steady_s, awake_s)
    if abs(ahead_s) <= _NEWS_S:
        return None
    knows_sleep = hasattr(time, "CLOCK_BOOTTIME")
    return Jump(slept_s=ahead_s) if ahead_s > 0 and not knows_sleep else Jump(set_s=ahead_s)


def look_at_clocks() -> Clocks:
    """The clocks of this machine now."""
    steady_s = time.monotonic()
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return Clocks(time.time(), steady_s, time.clock_gettime(boot) if boot is not None else steady_s)


async def keep_awake(
    on_jump: Callable[[Jump], None],
    clocks: Callable[[], Clocks] = look_at_clocks,
    look_s: float = _LOOK_S,
) -> None:
    """Call `on_jump` after every sleep and every jump of the clock, until cancelled."""
    before = clocks()
    while True:
        await asyncio.sleep(look_s)
        now = clocks()
        jump = jump_between(before, now)
        before = now
        if jump is not None:
            log.info("slept for %.0f s, clock set by %.0f s", jump.slept_s, jump.set_s)
            on_jump(jump)


def _span(seconds: float) -> str:
    """A length of time: 45 s, 12 min, 2 h 10 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
