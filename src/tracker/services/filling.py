"""Fills the past further while a venue has nothing else to do: the most valuable first, the newest first.

What is on screen and what levels need comes from `plan`. Behind that this asks for one page at a time,
within the budgets that every request keeps, and says how far each venue is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence

from msgspec import Struct

from tracker.domain.health import Channel, Filled
from tracker.domain.market import Market
from tracker.domain.retention import Retention
from tracker.domain.times import D1, DAY_MS, H1, H4, HOUR_MS, M1, M5, M15, Interval
from tracker.domain.translating import noted, tr
from tracker.services.history import History, Lacking, Series, Want, page_ms
from tracker.services.runner import SourceRunner
from tracker.services.storage import Storage
from tracker.store.market_writer import MarketWriter

#: Behind everything that somebody waits for.
_RANK = 900
#: The start belongs to the first charts; then a look so often while something is to be done.
_FIRST_S, _PACE_S, _IDLE_S = 60.0, 2.0, 300.0
#: How long a venue that is busy, or a cache that is full, is left alone.
_BUSY_S = 15.0
#: A cache that is so full is not filled further.
_FULL = 0.8
_YEAR_MS = 365 * DAY_MS
_MONTH_MS = 30 * DAY_MS

#: What every watched market of a venue gets first.
_FIRST: Sequence[tuple[Channel, Interval | None, int]] = (
    (Channel.CANDLES, H1, _MONTH_MS),
    (Channel.LIQUIDATIONS, H1, _MONTH_MS),
    (Channel.OI, H1, _MONTH_MS),
    (Channel.FUNDING, None, _MONTH_MS),
    (Channel.RATIOS, H1, _MONTH_MS),
)
#: And then, most valuable first: candles of the market that leads its coin, the rest of all. Minutes
#: as far as a chart of them is looked at.
_DEEPER: Sequence[tuple[Channel, Interval | None, int]] = (
    (Channel.CANDLES, D1, 10 * _YEAR_MS),
    (Channel.CANDLES, H1, _YEAR_MS),
    (Channel.OI, H1, _YEAR_MS),
    (Channel.LIQUIDATIONS, H1, _YEAR_MS),
    (Channel.FUNDING, None, _YEAR_MS),
    (Channel.CANDLES, H4, 5 * _YEAR_MS),
    (Channel.CANDLES, M15, 180 * DAY_MS),
    (Channel.CANDLES, M5, 60 * DAY_MS),
    (Channel.CANDLES, M1, 14 * DAY_MS),
    (Channel.RATIOS, H1, _YEAR_MS),
    (Channel.OI, M5, _MONTH_MS),
    (Channel.LIQUIDATIONS, M5, _MONTH_MS),
    (Channel.CANDLES, H1, 5 * _YEAR_MS),
)


class Stage(Struct, frozen=True):
    """One step of filling, with the words of its progress."""

    words: str
    goals: Sequence[tuple[Channel, Interval | None, int]]


STAGES = (
    Stage(noted("30 days of hours"), _FIRST),
    Stage(noted("years of candles and rates"), _DEEPER),
)


class Goal(Struct, frozen=True):
    """A series that should be there so far back."""

    channel: Channel
    market: Market
    interval: Interval | None
    span_ms: int

    @property
    def series(self) -> Series:
        """The series it belongs to."""
        return self.channel, self.market, self.interval

    def want(self, now_ms: int) -> Want:
        """All of it."""
        return Want(_RANK, *self.series, now_ms - self.span_ms, now_ms)

    def newest(self, runner: SourceRunner, lacking: Lacking) -> Want | None:
        """The newest page that lacks; what lacks at the present comes by itself."""
        width_ms = page_ms(runner, self.want(runner.now_ms))
        step_ms = self.interval.ms if self.interval is not None else HOUR_MS
        for start, end in reversed(lacking.gaps):
            if end >= lacking.end_ms - 3 * step_ms - 2 * HOUR_MS and (
                end - start <= 4 * step_ms + 4 * HOUR_MS
            ):
                continue
            below = start == lacking.start_ms and any(
                begin == end and finish - begin >= width_ms for begin, finish in lacking.emptied
            )
            if not below:  # before a whole page without anything the market did not exist
                return Want(_RANK, *self.series, max(start, end - width_ms), end)
        return None


class Filling:
    """How far each venue is, and what it is asked next.

    Args:
        leads: the assets whose charts and levels use a venue's candles.
        deepens: whether anything is asked beyond what `plan` does.
        tell: takes how far a venue is, where that has changed.
    """

    def __init__(
        self,
        storage: Storage,
        history: History,
        retention: Retention,
        *,
        leads: Callable[[SourceRunner], frozenset[str]],
        tell: Callable[[Filled], None],
        deepens: bool = True,
    ) -> None:
        self._storage = storage
        self._history = history
        self._retention = retention
        self._leads = leads
        self._tell = tell
        self._deepens = deepens
        self._told: dict[str, Filled] = {}
        self._known: dict[str, dict[Goal, Lacking]] = {}

    async def fill(self, runner: SourceRunner, planned: Callable[[str], Awaitable[None]]) -> None:
        """Work on one venue until cancelled; `planned` waits until its charts have what they need."""
        await planned(runner.source.venue)
        await self.look(runner)
        await asyncio.sleep(_FIRST_S)
        while True:
            following = await self.look(runner)
            if self._deepens:
                await self._ask(runner, following)
            await asyncio.sleep(_IDLE_S)

    async def _ask(self, runner: SourceRunner, following: Want | None) -> None:
        """Page after page, until nothing lacks or it is time to look at everything anew."""
        loop = asyncio.get_running_loop()
        until_s = loop.time() + _IDLE_S
        while following is not None and loop.time() < until_s:
            if not await self._may_ask(runner):
                await asyncio.sleep(_BUSY_S)
                continue
            await self._history.want(following)
            await self._history.settle(following.series)
            following = await self.look(runner, after=following)
            await asyncio.sleep(_PACE_S)

    async def _may_ask(self, runner: SourceRunner) -> bool:
        """Whether the venue has nothing else to do, and the cache has room."""
        if not self._history.is_idle(runner.source.venue):
            return False
        used = await self._storage.market(MarketWriter.used_bytes)
        return used < _FULL * self._retention.bound_bytes

    async def look(self, runner: SourceRunner, after: Want | None = None) -> Want | None:
        """Say how far a venue is; what it lacks next, None where it has all that is worth it.

        Args:
            after: the page that was just asked for: only its series is read anew.
        """
        venue = runner.source.venue
        known = self._known.setdefault(venue, {})
        if after is None:
            known.clear()
        for stage in STAGES:
            goals = list(self._goals(runner, stage))
            for goal in goals:
                if goal not in known or (after is not None and goal.series == after.series):
                    known[goal] = await self._history.lacking(goal.want(runner.now_ms))
            following = next(
                (page for goal in goals if (page := goal.newest(runner, known[goal]))), None
            )
            if following is not None:
                share = sum(known[goal].share for goal in goals) / len(goals)
                await self._note(Filled(venue, tr(stage.words), min(share, 0.99)), runner)
                return following
        if runner.markets():
            await self._note(Filled(venue, tr(STAGES[-1].words), 1.0), runner)
        return None

    def _goals(self, runner: SourceRunner, stage: Stage) -> Iterator[Goal]:
        leads = self._leads(runner)
        for channel, interval, span_ms in stage.goals:
            spec = runner.source.histories.get(channel)
            if spec is None or (interval is not None and interval not in spec.intervals):
                continue
            for market in runner.markets():
                if channel is not Channel.CANDLES or market.asset in leads:
                    yield Goal(channel, market, interval, span_ms)

    async def _note(self, filled: Filled, runner: SourceRunner) -> None:
        """Tell and keep it, where a person would see another number."""
        filled = Filled(filled.venue, filled.stage, round(filled.share, 2))
        if self._told.get(filled.venue) == filled:
            return
        self._told[filled.venue] = filled
        now_ms = runner.now_ms
        await self._storage.market(lambda market: market.note_filled(filled, now_ms))
        self._tell(filled)
