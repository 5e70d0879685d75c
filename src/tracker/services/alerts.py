"""Turns what happened at levels into notices, each once, and stamps what was shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from tracker.analysis import words
from tracker.analysis.ladder import Rung, next_resistance, next_support
from tracker.domain.level import (
    DECISIVE,
    HOURLY,
    TOUCH,
    Event,
    Level,
    LevelState,
    Role,
    Transition,
    parse_rule,
)
from tracker.domain.times import HOUR_MS
from tracker.services.storage import Storage
from tracker.store.journal import Journal, Undelivered

#: What is shown to the user by itself; the rest is a line in the alerts panel.
ALERTING = frozenset({Event.BROKEN})
#: An older break is never a notice of its own, also where it was found in time but not shown.
_LONGEST_OWN_MS = 2 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the user.

    Attributes:
        ids: the transitions it tells; stamped once it was shown.
        urgent: a decisive break.
        late: found after the fact.
    """

    title: str
    body: str
    asset: str
    at_ms: int
    ids: tuple[str, ...]
    urgent: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """One look at what was not delivered yet."""

    notices: tuple[Notice, ...]
    quiet: tuple[Transition, ...]


class Alerts:
    """Delivers. `show` gets each notice once; whoever shows it calls `stamp` afterwards.

    What happened up to `quiet_before_ms` is listed but not shown: a simulated past is no news.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        now_ms: Callable[[], int],
        show: Callable[[Notice], Awaitable[None]],
        tell: Callable[[Transition], Awaitable[None]],
        quiet_before_ms: int = 0,
    ) -> None:
        self._storage = storage
        self._now_ms = now_ms
        self._show = show
        self._tell = tell
        self._quiet_before_ms = quiet_before_ms
        self._in_flight: set[str] = set()
        self._lock = asyncio.Lock()

    async def deliver(self) -> None:
        """Show what happened and was not shown yet."""
        async with self._lock:
            waiting = await self._storage.journal(lambda journal: journal.undelivered())
            waiting = [one for one in waiting if one.transition.id not in self._in_flight]
            if not waiting:
                return
            self._in_flight.update(one.transition.id for one in waiting)
            for one in waiting:
                await self._tell(one.transition)
            old = [one for one in waiting if one.transition.at_ms <= self._quiet_before_ms]
            fresh = [one for one in waiting if one.transition.at_ms > self._quiet_before_ms]
            now_ms = self._now_ms()
            round_ = await self._storage.journal(lambda journal: compose(journal, fresh, now_ms))
            quiet = [*round_.quiet, *(one.transition for one in old)]
            await self.stamp([one.id for one in quiet])
            for notice in round_.notices:
                await self._show(notice)

    async def stamp(self, ids: Iterable[str]) -> None:
        """Remember that these were shown."""
        done = list(ids)
        if done:
            now_ms = self._now_ms()
            await self._storage.journal(lambda journal: journal.stamp(done, now_ms))
            self._in_flight.difference_update(done)


def compose(journal: Journal, waiting: Sequence[Undelivered], now_ms: int) -> Round:
    """What to say about these transitions.

    Breaks of one asset in one candle are one notice. All that was found late, or could not be shown
    for hours, is one digest.
    """
    loud = [one.transition for one in waiting if one.transition.event in ALERTING]
    quiet = tuple(one.transition for one in waiting if one.transition.event not in ALERTING)
    notices: list[Notice] = []
    late = [one for one in loud if one.late or now_ms - one.at_ms > _LONGEST_OWN_MS]
    if late:
        notices.append(_digest(journal, late))
    groups: dict[tuple[str, int, str], list[Transition]] = {}
    for one in loud:
        if one not in late:
            groups.setdefault((one.asset, one.at_ms, one.rule), []).append(one)
    notices += [_break(journal, group) for group in groups.values()]
    return Round(tuple(notices), quiet)


def _break(journal: Journal, group: list[Transition]) -> Notice:
    group = sorted(group, key=lambda one: one.level, reverse=True)
    first = group[0]
    names = " and ".join(words.level(one.level) for one in group)
    urgent = first.rule == DECISIVE.word
    title = f"{first.asset} {names} {_how(first)}"
    body = f"{_why(first)}. {_next(journal, first, group)}"
    if any(one.gap for one in group):
        body += " A hole in the candles came before it."
    return Notice(
        title, body.strip(), first.asset, first.at_ms, tuple(one.id for one in group), urgent
    )


def _how(one: Transition) -> str:
    if one.rule == DECISIVE.word:
        return "decisively broken"
    return f"broken ({one.rule})"


def _why(one: Transition) -> str:
    rule = parse_rule(one.rule)
    beyond = "below" if one.role is Role.SUPPORT else "above"
    if one.reason == "touch" and one.extreme is not None:
        return f"Traded {beyond}, to {words.price(one.extreme)}"
    if one.reason == "extension":
        return f"Closed far {beyond}, {words.price(one.price)}"
    count = f"{rule.closes} closes" if rule.closes > 1 else "Close"
    return f"{count} {beyond}, {words.price(one.price)}"


def _next(journal: Journal, one: Transition, broken: Sequence[Transition]) -> str:
    """The level that comes into focus, with its distance."""
    gone = {other.level for other in broken}
    rungs = [rung for rung in rungs_of(journal, one.asset) if rung.price not in gone]
    if one.role is Role.SUPPORT:
        rung, name = next_support(one.price, rungs), "support"
    else:
        rung, name = next_resistance(one.price, rungs), "resistance"
    if rung is None:
        return f"No further {name} is on the list."
    distance = words.percent(rung.price / one.price - 1, 1)
    return f"Next {name} {words.level(rung.price)}, {distance}."


def _digest(journal: Journal, late: list[Transition]) -> Notice:
    late = sorted(late, key=lambda one: (one.at_ms, -one.level))
    lines = [
        f"{one.asset} {words.level(one.level)} {_how(one)} {words.clock(one.at_ms)} UTC"
        for one in late
    ]
    shown = "; ".join(lines[-4:])
    if len(lines) > 4:
        shown = f"{len(lines) - 4} earlier; {shown}"
    last = late[-1]
    body = f"{shown}. Last close {words.price(last.price)}. {_next(journal, last, late)}"
    return Notice(
        title="While Tracker was away" if len(late) > 1 else f"Found late: {last.asset}",
        body=body,
        asset=last.asset,
        at_ms=last.at_ms,
        ids=tuple(one.id for one in late),
        urgent=any(one.rule == DECISIVE.word for one in late),
        late=True,
    )


def rungs_of(journal: Journal, asset: str) -> list[Rung]:
    """The watched levels of an asset, each with the state that speaks for it."""
    return [
        Rung(level.price, level.role, speaking(journal, level)[1])
        for level in journal.levels(asset)
    ]


def speaking(journal: Journal, level: Level) -> tuple[str, LevelState]:
    """The rule that speaks for a level, and where it stands.

    The hourly rule where the level has it, else the first one that waits for a close: a rule that
    fires on a touch says too little about whether a level holds.
    """
    states = {one.rule: one.state for one in journal.states(level.id)}
    ranked = sorted(level.rules, key=lambda word: (word == TOUCH.word, word != HOURLY.word))
    rule = next((word for word in ranked if word in states), ranked[0])
    return rule, states.get(rule, LevelState.NEW)
