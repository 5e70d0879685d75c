"""Waiting to ask again: as long as was said, or until somebody calls, but never hammering."""

from __future__ import annotations

import asyncio

import pytest

from tracker.services import nudge as nudge_module
from tracker.services.nudge import Nudge
from tracker.sources.clock import WallClock


async def test_without_a_call_it_waits_as_long_as_was_said() -> None:
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    await Nudge().rest(WallClock(), 0.05, began_s)
    assert loop.time() - began_s >= 0.049


async def test_a_call_ends_a_long_wait_and_the_next_one_waits_again() -> None:
    nudge, loop = Nudge(), asyncio.get_running_loop()
    resting = [asyncio.create_task(nudge.rest(WallClock(), 600.0, loop.time() - 60)) for _ in "ab"]
    await asyncio.sleep(0)
    nudge.call()
    async with asyncio.timeout(5):
        await asyncio.gather(*resting)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await nudge.rest(WallClock(), 600.0, loop.time())


async def test_a_call_during_the_attempt_that_failed_counts() -> None:
    nudge, loop = Nudge(), asyncio.get_running_loop()
    nudge.call()
    async with asyncio.timeout(5):
        await nudge.rest(WallClock(), 600.0, loop.time() - 60)


async def test_no_attempt_comes_sooner_than_a_young_outage_allows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nudge_module, "EARLY_S", 0.1)
    nudge, loop = Nudge(), asyncio.get_running_loop()
    attempted_s = loop.time()
    resting = asyncio.create_task(nudge.rest(WallClock(), 600.0, attempted_s))
    await asyncio.sleep(0)
    nudge.call()
    async with asyncio.timeout(5):
        await resting
    assert loop.time() - attempted_s >= 0.099
