"""Delivers what happened: each once, at a fit time, and stamped when it was shown."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import tzinfo
from itertools import chain

from msgspec import Struct

from tracker.domain.alert import Alert
from tracker.domain.level import Event, Transition
from tracker.domain.quiet import Mute, QuietHours
from tracker.domain.times import HOUR_MS
from tracker.services.lane import Turn
from tracker.services.notices import (
    Break,
    Composer,
    DailyAtrs,
    Item,
    Notice,
    at_ms_of,
    is_late,
    is_urgent,
    storm,
)
from tracker.services.storage import Storage
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

#: What is shown to the user by itself; the rest is a line in the alerts panel.
ALERTING = frozenset({Event.BROKEN})
#: What is older is never a notice of its own, also where it was found in time but not shown.
_LONGEST_OWN_MS = 2 * HOUR_MS
#: More notices than this in so many minutes are a storm; TradingView ends a script's alerts there.
MOST_NOTICES, STORM_MINUTES = 15, 3
_TICK_S = 1.0


class Manners(Struct, frozen=True):
    """When alerts may disturb.

    Attributes:
        quiet: hours in which they are held; None for none.
        quiet_lets_urgent: urgent ones are shown all the same.
        zone: whose wall clock the hours are on; None for this machine's.
        quiet_before_ms: what happened up to then is listed but never shown: a simulated past is no
            news.
        mute: the newest stretch that the user muted, over or not; None for none.
    """

    quiet: QuietHours | None = None
    quiet_lets_urgent: bool = False
    quiet_before_ms: int = 0
    zone: tzinfo | None = None
    mute: Mute | None = None

    def is_quiet(self, at_ms: int) -> bool:
        """Whether a moment lies in the quiet hours, or was muted."""
        in_hours = self.quiet is not None and self.quiet.cover(at_ms, self.zone)
        return in_hours or self.was_muted(at_ms)

    def was_muted(self, at_ms: int) -> bool:
        """Whether the user muted a moment."""
        return self.mute is not None and self.mute.covers(at_ms)

    def hold(self, now_ms: int, *, urgent: bool) -> bool:
        """Whether something must wait until nothing is quiet any more."""
        return self.is_quiet(now_ms) and not (urgent and self.quiet_lets_urgent)


class Round(Struct, frozen=True):
    """One look at what was not delivered yet.

    Attributes:
        found: everything that waits, held and silent ones included.
        silent: names of what is listed but not shown.
        is_held: whether something waits for the end of quiet hours or of a mute.
    """

    found: tuple[Transition | Alert, ...]
    notices: tuple[Notice, ...]
    silent: tuple[str, ...]
    is_held: bool


class Alerts:
    """Delivers. `show` gets each notice once; whoever shows it calls `stamp` afterwards.

    All notices of one moment are shown together, or the last would wait for the first to be written
    down everywhere. `tell` gets everything that happened, once a run, for the list. A notice that `show` got and
    nobody stamped comes again after a restart.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        now_ms: Callable[[], int],
        show: Callable[[Sequence[Notice]], Awaitable[None]],
        tell: Callable[[Transition | Alert], Awaitable[None]],
        manners: Manners | None = None,
        steady_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._storage = storage
        self._now_ms = now_ms
        self._show = show
        self._tell = tell
        self._manners = manners or Manners()
        self._steady_s = steady_s
        self._guard = RateGuard()
        self._atrs = DailyAtrs()
        self._storm: list[Notice] = []
        self._told: set[str] = set()
        self._in_flight: set[str] = set()
        self._is_held = False
        self._lock = asyncio.Lock()

    def follow(self, manners: Manners) -> None:
        """Hold by these manners from now on; what is held is looked at anew."""
        self._manners = manners

    async def run(self) -> None:
        """Deliver what waited for its time, until cancelled."""
        while True:
            await self.tick()
            await asyncio.sleep(_TICK_S)

    async def tick(self) -> None:
        """Deliver what quiet hours held and what a storm counted, if it is time."""
        now_ms = self._now_ms()
        if self._storm:
            await self._end_storm(now_ms)
        if self._is_held and not self._manners.hold(now_ms, urgent=False):
            await self.deliver()

    async def deliver(self) -> None:
        """Show what happened and was not shown yet."""
        async with self._lock:
            found = await self._storage.judge(self._glance(), turn=Turn.URGENT)
            await self._take(found)
        # Later: the next candle's notice must not wait for it.
        await self.stamp(found.silent)

    @property
    def is_busy(self) -> bool:
        """Whether something is being delivered."""
        return self._lock.locked()

    @asynccontextmanager
    async def along(self) -> AsyncIterator[Glance]:
        """Deliver what is found by a look that somebody else takes, in a job of the store.

        Whoever takes it stamps what was silent in it.
        """
        async with self._lock:
            glance = self._glance()
            yield glance
            if glance.found is not None:
                await self._take(glance.found)

    def _glance(self) -> Glance:
        return Glance(self._atrs, self._manners, self._now_ms(), frozenset(self._in_flight))

    async def _take(self, found: Round) -> None:
        self._is_held = found.is_held
        self._in_flight.update(found.silent, *(notice.ids for notice in found.notices))
        # The list first: a notice may lead to it.
        for one in found.found:
            if one.id not in self._told:
                self._told.add(one.id)
                await self._tell(one)
        await self._hand_over(sorted(found.notices, key=lambda one: not one.urgent))

    async def _hand_over(self, notices: Sequence[Notice]) -> None:
        admitted: list[Notice] = []
        for notice in notices:
            if self._storm or not self._guard.admits(self._steady_s()):
                self._storm.append(notice)
            else:
                admitted.append(notice)
        if admitted:
            await self._show(admitted)

    async def _end_storm(self, now_ms: int) -> None:
        """Tell how many there were, once there is room again; or hold them with all the others."""
        async with self._lock:
            notices = self._storm
            line = storm(notices, STORM_MINUTES)
            if self._manners.hold(now_ms, urgent=line.urgent):
                self._in_flight.difference_update(line.ids)
                self._is_held, self._storm = True, []
            elif self._guard.admits(self._steady_s()):
                self._storm = []
                await self._show([line])

    async def stamp(self, ids: Iterable[str]) -> None:
        """Remember that these were shown."""
        done = list(ids)
        if done:
            now_ms = self._now_ms()
            await self._storage.journal(lambda journal: journal.stamp(done, now_ms))
            self._in_flight.difference_update(done)
            self._told.difference_update(done)


class RateGuard:
    """Lets so many notices through in any stretch of `STORM_MINUTES`."""

    def __init__(self) -> None:
        self._shown_s: deque[float] = deque()

    def admits(self, now_s: float) -> bool:
        """Whether one more may be shown now; then it counts as shown."""
        while self._shown_s and now_s - self._shown_s[0] >= STORM_MINUTES * 60:
            self._shown_s.popleft()
        if len(self._shown_s) >= MOST_NOTICES:
            return False
        self._shown_s.append(now_s)
        return True


class Glance:
    """One look at what waits, as a job of the store; `found` is there once it was taken."""

    def __init__(
        self, atrs: DailyAtrs, manners: Manners, now_ms: int, besides: Collection[str]
    ) -> None:
        self._atrs = atrs
        self._manners = manners
        self._now_ms = now_ms
        self._besides = besides
        self.found: Round | None = None

    @property
    def silent(self) -> tuple[str, ...]:
        """Names of what was found but is not shown."""
        return self.found.silent if self.found is not None else ()

    def __call__(self, reader: MarketReader, journal: Journal) -> Round:
        """Take the look."""
        found = self.found = look(
            reader, journal, self._atrs, self._manners, self._now_ms, besides=self._besides
        )
        return found


def look(
    reader: MarketReader,
    journal: Journal,
    atrs: DailyAtrs,
    manners: Manners,
    now_ms: int,
    *,
    besides: Collection[str] = (),
) -> Round:
    """What waits, and what to say of it now.

    Breaks of one candle are one notice. All that was found late, that could not be shown for hours,
    or that was held, is one digest.

    Args:
        besides: names of what is being shown already.
    """
    with journal.steady():
        return _look(Composer(reader, journal, atrs), journal, manners, now_ms, besides)


def _look(
    composer: Composer,
    journal: Journal,
    manners: Manners,
    now_ms: int,
    besides: Collection[str],
) -> Round:
    waiting = [one for one in journal.undelivered() if one.transition.id not in besides]
    alerts = [one for one in journal.alerts.undelivered() if one.id not in besides]
    levels = journal.snoozed() if waiting else {}
    rules = (
        {rule.id: rule.snoozed_until_ms or 0 for rule in journal.alerts.rules()} if alerts else {}
    )
    loud: list[Item] = []
    silent: list[str] = []
    for one in waiting:
        item = Break(one.level_id, one.transition)
        until_ms = max(levels.get(one.level_id, 0), manners.quiet_before_ms + 1)
        shows = one.transition.event in ALERTING and one.transition.at_ms >= until_ms
        loud += [item] if shows else []
        silent += [] if shows else [one.transition.id]
    for alert in alerts:
        until_ms = max(rules.get(alert.rule_id, 0), manners.quiet_before_ms + 1)
        shows = alert.at_ms >= until_ms
        loud += [alert] if shows else []
        silent += [] if shows else [alert.id]
    due = [item for item in loud if not manners.hold(now_ms, urgent=is_urgent(item))]
    return Round(
        found=tuple(chain((one.transition for one in waiting), alerts)),
        notices=tuple(_notices(composer, due, manners, now_ms)),
        silent=tuple(silent),
        is_held=len(due) < len(loud),
    )


def _notices(
    composer: Composer, due: Sequence[Item], manners: Manners, now_ms: int
) -> list[Notice]:
    is_over = not manners.is_quiet(now_ms)
    fresh: list[Item] = []
    held: list[Item] = []
    away: list[Item] = []
    for item in due:
        at_ms = at_ms_of(item)
        if is_late(item):
            away.append(item)
        elif is_over and manners.is_quiet(at_ms):
            held.append(item)
        elif now_ms - at_ms > _LONGEST_OWN_MS:
            away.append(item)
        else:
            fresh.append(item)
    notices = composer.fresh(fresh)
    if held or away:
        muted = any(manners.was_muted(at_ms_of(item)) for item in held)
        digest = composer.digest([*held, *away], held=bool(held), away=bool(away), muted=muted)
        notices.insert(0, digest)
    return notices
