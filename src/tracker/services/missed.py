"""What was missed is fetched before anything is judged by it.

Nothing ran, the machine slept, the user paused, or the network was gone: rules and the monitor of
stabilisation are held until the history that they look at is whole, or until waiting costs more than
it is worth; then they go on with what is known.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence

from tracker.domain.health import Channel
from tracker.domain.times import H1, INTERVALS, Interval
from tracker.services.gate import Gate
from tracker.services.history import History
from tracker.services.judging import Series
from tracker.services.plan import Plan
from tracker.services.rules import RuleWatch
from tracker.services.runner import SourceRunner
from tracker.services.stabilisation import StabilisationWatch

log = logging.getLogger(__name__)

#: How long rules, and the first delivery, wait for what was missed, so that what happened is one digest.
_WAIT_S = 45.0
#: How long the monitor of stabilisation waits for the hours before it.
_HOURS_WAIT_S = 120.0
#: What the monitor of stabilisation looks at.
_MONITORED = (Channel.CANDLES, Channel.LIQUIDATIONS, Channel.OI)


class Missed:
    """Holds what judges while something is missed, and lets it go on.

    Args:
        gate: while it is closed nothing is fetched, and nothing goes on.
        runners: who asks each venue, as far as it is known.
        assets: tells what is watched now.
        spawn: runs something beside what is going on.
    """

    def __init__(
        self,
        plan: Plan,
        history: History,
        rules: RuleWatch,
        stabilisation: StabilisationWatch,
        *,
        gate: Gate,
        runners: Mapping[str, SourceRunner],
        assets: Callable[[], Sequence[str]],
        spawn: Callable[[Coroutine[object, object, object]], None],
    ) -> None:
        self._plan = plan
        self._history = history
        self._rules = rules
        self._stabilisation = stabilisation
        self._gate = gate
        self._runners = runners
        self._assets = assets
        self._spawn = spawn

    def hold(self) -> None:
        """Something is missed: whatever judges waits until it is there."""
        self._rules.hold()
        self._stabilisation.hold()

    async def settle(self, judged: Callable[[], Collection[Series]]) -> None:
        """Wait until what happened while nothing ran is known as a whole.

        Args:
            judged: tells which candles levels are judged on.
        """
        try:
            async with asyncio.timeout(_WAIT_S):
                for venue in {market.venue for market, _ in judged()}:
                    await self._plan.planned(venue)
                for market, interval in list(judged()):
                    await self._history.settle((Channel.CANDLES, market, interval))
                await self._settle_rules()
        except TimeoutError:
            log.info("missed candles are still missing; telling what is known")

    async def catch_up(self) -> None:
        """Fetch what was missed while the engine ran, and go on judging once it is there."""
        try:
            async with asyncio.timeout(_WAIT_S):
                # What was being asked for ends before the gap does, and would hide it.
                await self._history.settle_open()
        except TimeoutError:
            log.info("what was asked for has not come; what was missed since is fetched beside it")
        await self._plan.catch_up()
        try:
            async with asyncio.timeout(_WAIT_S):
                await self._settle_rules()
        except TimeoutError:
            log.info("what was missed is still missing; rules go on with what is known")
        if self._gate.is_open:
            await self._rules.begin()
            self._spawn(self.begin_monitoring())

    async def begin_rules(self) -> None:
        """Let rules look at what is there; while the user pauses, resuming does."""
        if self._gate.is_open:
            await self._rules.begin()

    async def begin_monitoring(self) -> None:
        """Judge whether sell-offs are over, once the hours before are there."""
        inputs = {(asset, channel) for asset in self._assets() for channel in _MONITORED}
        try:
            async with asyncio.timeout(_HOURS_WAIT_S):
                await self._settle(inputs, (None, H1))
        except TimeoutError:
            log.info(
                "hours of the past are still missing; stabilisation goes on with what is known"
            )
        if self._gate.is_open:
            await self._stabilisation.begin()

    async def _settle_rules(self) -> None:
        """Wait until the history that the rules look at is there."""
        await self._settle(self._rules.inputs(), (None, *INTERVALS))

    async def _settle(
        self, inputs: Collection[tuple[str, Channel]], intervals: Sequence[Interval | None]
    ) -> None:
        """Wait until the history of these assets and channels is there."""
        for venue, runner in self._runners.items() if inputs else ():
            await self._plan.planned(venue)
            for market in runner.markets():
                for channel in {one for asset, one in inputs if asset == market.asset}:
                    for interval in intervals:
                        await self._history.settle((channel, market, interval))
