"""The one source of "now": the wall clock, or a clock that runs through a simulated market."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Protocol


class Clock(Protocol):
    """Time as the engine sees it."""

    def now_ms(self) -> int:
        """UTC milliseconds."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of this clock."""
        ...


class WallClock:
    """The real time."""

    def now_ms(self) -> int:
        """UTC milliseconds."""
        return time.time_ns() // 1_000_000

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        from asyncio import sleep

        await sleep(seconds)


class ScaledClock:
    """Starts at a given moment and runs `speed` times as fast as real time."""

    def __init__(self, start_ms: int, speed: float) -> None:
        self._start_ms = start_ms
        self._speed = speed
        self._origin = time.monotonic()

    def now_ms(self) -> int:
        """UTC milliseconds of the simulated time."""
        return self._start_ms + int((time.monotonic() - self._origin) * self._speed * 1_000)

    async def sleep(self, seconds: float) -> None:
        """Wait for so many simulated seconds."""
        from asyncio import sleep

        await sleep(seconds / self._speed)


def header_ms(headers: Mapping[str, str]) -> int | None:
    """When a server says it made this answer, to the second; None where it does not, or kept it.

    Reference: RFC 9110, section 6.6.1, and RFC 9111, section 5.1 (an answer out of a cache has an age).

    Args:
        headers: those of the answer, names in lower case.
    """
    if headers.get("age", "0").strip() != "0":
        return None
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(headers["date"])
        # Between the second that is written and the next one.
        return int(moment.timestamp()) * 1_000 + 500
    except (KeyError, ValueError, OverflowError, OSError):
        return None
