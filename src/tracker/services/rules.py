"""Watches everything that can alert beside levels, from the stored data and never from the stream.

Every rule is looked at on a grid of moments: live as they come, after a pause over what was missed. What it
remembers and what it found are written in one transaction, so that nothing is lost or told twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis.columns import Times
from tracker.analysis.conditions import KINDS, BadCondition, Condition, parse_condition
from tracker.analysis.triggers import Firing, Memory, fold
from tracker.domain.alert import Alert, AlertRule
from tracker.domain.errors import TrackerError
from tracker.domain.health import Channel, Health
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, Interval
from tracker.domain.translating import tr
from tracker.domain.wording import keeping
from tracker.services.judging import LATE_AFTER_MS
from tracker.services.probe import PROBES, Look, Probe, Told
from tracker.services.probes import add_own
from tracker.services.rule_wish import RuleWish
from tracker.services.storage import Storage
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

log = logging.getLogger(__name__)

add_own()

_LOOK_S = 1.0
#: How long a moment waits for what it needs, such as a candle that has just closed.
_PATIENCE_S = 90.0
#: What a rule remembers is kept at least so often, where nothing else changes.
_KEEP_MS = 5 * MINUTE_MS
#: One day of moments is measured in one read, so that it stays short.
_PORTION_MS = DAY_MS
#: Further back than this nothing that was missed is looked for.
_MISSED_MS = 30 * DAY_MS


class NoSuchRule(TrackerError):
    """An alert rule that is not on the list."""


def make_rule(
    journal: Journal, sources: Sequence[Source], wish: RuleWish, now_ms: int
) -> AlertRule:
    """Keep a new rule.

    Raises:
        TrackerError: where its condition is none; the sentence says why.
    """
    condition = parse_condition(wish.condition)
    about_asset = KINDS[condition.kind].about_asset
    if about_asset and not wish.asset:
        raise BadCondition(tr("“{word}” needs a coin, for example BTC.", word=condition.word))
    _refuse_unknown_venue(condition, sources)
    rule = AlertRule(
        id=0,
        asset=wish.asset if about_asset else "",
        condition=condition.word,
        created_ms=now_ms,
        priority=wish.priority,
        cooldown_ms=wish.cooldown_ms,
        expires_ms=now_ms + wish.lasts_ms if wish.lasts_ms is not None else None,
        note=wish.note,
    )
    for known in journal.alerts.rules():
        if (known.asset, known.condition) == (rule.asset, rule.condition):
            raise BadCondition(tr("There is already such an alert (number {id}).", id=known.id))
    return journal.alerts.add(rule)


def _refuse_unknown_venue(condition: Condition, sources: Sequence[Source]) -> None:
    if condition.kind != "feed":
        return
    venue = condition.subject.partition("/")[0]
    names = [source.venue for source in sources]
    if venue not in ("any", *names):
        raise BadCondition(
            tr(
                "There is no venue “{venue}”; there are {names} and any.",
                venue=venue,
                names=", ".join(names),
            )
        )


def find_rule(journal: Journal, rule_id: int) -> AlertRule:
    """The rule with this number.

    Raises:
        NoSuchRule: where there is none.
    """
    rule = next((one for one in journal.alerts.rules() if one.id == rule_id), None)
    if rule is None:
        raise NoSuchRule(tr("There is no alert with the number {rule_id}.", rule_id=rule_id))
    return rule


def remove_rule(journal: Journal, rule_id: int, now_ms: int) -> None:
    """Take a rule off the list; what it found stays.

    Raises:
        NoSuchRule: where there is none with this number.
    """
    if not journal.alerts.remove(rule_id, now_ms):
        raise NoSuchRule(tr("There is no alert with the number {rule_id}.", rule_id=rule_id))


def snooze_rule(journal: Journal, rule_id: int, until_ms: int) -> AlertRule:
    """Go on looking, and show nothing until then.

    Raises:
        NoSuchRule: where there is none with this number.
    """
    rule = replace(find_rule(journal, rule_id), snoozed_until_ms=until_ms)
    journal.alerts.change(rule)
    return rule


# --- measuring ---------------------------------------------------------------------------------


class Measured(Struct, frozen=True):
    """What one stretch of moments gave.

    Attributes:
        known_hours: the hours, counted since 1970, of which at least a moment was known.
        waits: whether it was cut before a moment that is not known yet.
    """

    memory: Memory
    found: tuple[tuple[Firing, Told], ...] = ()
    known_hours: frozenset[int] = frozenset()
    waits: bool = False


def grid(start_ms: int, end_ms: int, step_ms: int) -> Times:
    """The moments of a grid from the one at or before the start up to the end, inclusive."""
    return np.arange(start_ms // step_ms * step_ms, end_ms + 1, step_ms, dtype=np.int64)


def portions(moments: Times, step_ms: int) -> list[Times]:
    """The moments in pieces of which each is one short read."""
    size = max(1, _PORTION_MS // step_ms)
    return [moments[at : at + size] for at in range(0, len(moments), size)]


def measure(
    look: Look,
    asset: str,
    condition: Condition,
    memory: Memory,
    moments: Times,
    *,
    cooldown_ms: int = 0,
    may_wait: bool = False,
) -> Measured:
    """Measure the moments and fold them in."""
    probe = PROBES[condition.kind]
    samples = probe.samples(look, asset, condition, moments)
    unknown = [at for at, one in enumerate(samples) if one.value is None and not one.calm]
    waits = may_wait and probe.waits and bool(unknown)
    if waits:
        samples = samples[: unknown[0]]
    known = frozenset(one.at_ms // HOUR_MS for one in samples if one.value is not None or one.calm)
    memory, firings = fold(condition.trigger, memory, samples, cooldown_ms)
    found = tuple((one, probe.tell(look, asset, condition, one)) for one in firings)
    return Measured(memory, found, known, waits)


def candles_since(journal: Journal, now_ms: int) -> dict[tuple[str, Interval], int]:
    """How far back the reference market's candles must be whole for the rules, by asset."""
    since: dict[tuple[str, Interval], int] = {}
    for rule in journal.alerts.rules():
        one = _watched(rule, journal.alerts.memory(rule.id))
        interval = one.probe.candles(one.condition) if one is not None else None
        if one is None or interval is None:
            continue
        from_ms = max(one.memory.at_ms, rule.created_ms, now_ms - _MISSED_MS)
        if one.condition.window is not None:
            from_ms -= one.condition.window.ms + interval.ms
        key = (rule.asset, interval)
        since[key] = min(since.get(key, from_ms), from_ms)
    return since


# --- the watch ---------------------------------------------------------------------------------


class _Watched(Struct):
    """A rule that is looked at.

    Attributes:
        kept: what the journal has of its memory.
        waits_since_s: since when a moment waits for what it needs.
    """

    rule: AlertRule
    condition: Condition
    probe: Probe
    memory: Memory
    kept: Memory
    waits_since_s: float | None = None

    def moments(self, now_ms: int) -> Times:
        """What was not looked at yet; nothing after it expired."""
        rule, step_ms = self.rule, self.probe.step_ms(self.condition)
        start_ms = rule.created_ms if self.memory.at_ms < 0 else self.memory.at_ms + step_ms
        end_ms = now_ms if rule.expires_ms is None else min(now_ms, rule.expires_ms - 1)
        if not self.probe.has_history:
            start_ms = max(start_ms, now_ms // step_ms * step_ms)
        return grid(max(start_ms, now_ms - _MISSED_MS), end_ms, step_ms)

    def differs(self) -> bool:
        """Whether its memory should be written."""
        as_kept = replace(self.memory, at_ms=self.kept.at_ms)
        return as_kept != self.kept or self.memory.at_ms - self.kept.at_ms >= _KEEP_MS


class RuleWatch:
    """Looks at every rule, about once a second, once `begin` was called."""

    def __init__(
        self,
        storage: Storage,
        sources: Sequence[Source],
        *,
        now_ms: Callable[[], int],
        health: Callable[[], Sequence[Health]],
        on_alerts: Callable[[list[Alert]], Awaitable[None]],
    ) -> None:
        self._storage = storage
        self._sources = sources
        self._now_ms = now_ms
        self._health = health
        self._on_alerts = on_alerts
        self._watched: list[_Watched] = []
        self._kept: dict[object, object] = {}
        self._lock = asyncio.Lock()
        self._is_held = True

    # --- what users do -------------------------------------------------------------------------

    async def add(self, wish: RuleWish) -> AlertRule:
        """Make a rule.

        Raises:
            TrackerError: where it cannot be made; the sentence says why.
        """
        now_ms = self._now_ms()
        rule = await self._storage.journal(
            lambda journal: make_rule(journal, self._sources, wish, now_ms)
        )
        await self.changed()
        return rule

    async def remove(self, rule_id: int) -> None:
        """Take a rule off the list.

        Raises:
            NoSuchRule: where there is none with this number.
        """
        now_ms = self._now_ms()
        await self._storage.journal(lambda journal: remove_rule(journal, rule_id, now_ms))
        await self.changed()

    async def snooze(self, rule_id: int, until_ms: int) -> None:
        """Show nothing of a rule until then.

        Raises:
            NoSuchRule: where there is none with this number.
        """
        await self._storage.journal(lambda journal: snooze_rule(journal, rule_id, until_ms))
        await self.changed()

    # --- looking -------------------------------------------------------------------------------

    async def changed(self) -> None:
        """Take the list of rules anew."""
        async with self._lock:
            await self._keep()
            read = await self._storage.journal(
                lambda journal: [
                    (rule, journal.alerts.memory(rule.id)) for rule in journal.alerts.rules()
                ]
            )
            self._watched = [
                one for rule, memory in read if (one := _watched(rule, memory)) is not None
            ]

    def inputs(self) -> set[tuple[str, Channel]]:
        """Assets and channels whose history the rules need."""
        return {(one.rule.asset, kind) for one in self._watched for kind in one.probe.inputs}

    def hold(self) -> None:
        """Something was missed and is being fetched: look at nothing before `begin`."""
        self._is_held = True

    async def begin(self) -> None:
        """What was missed is there: look at it, and go on."""
        self._is_held = False
        await self.look()

    async def keep_looking(self) -> None:
        """Look at what is due, until cancelled."""
        try:
            while True:
                await asyncio.sleep(_LOOK_S)
                await self.look()
        finally:
            await self._keep()

    async def look(self) -> None:
        """Look at every moment that was not looked at yet."""
        async with self._lock:
            for one in self._watched:
                if not self._is_held:
                    await self._look_at(one)

    async def _look_at(self, one: _Watched) -> None:
        step_ms = one.probe.step_ms(one.condition)
        for moments in portions(one.moments(self._now_ms()), step_ms):
            measured = await self._measure(one, moments)
            one.memory = measured.memory
            if measured.found or one.differs():
                await self._write(one, measured.found)
            if measured.waits:
                if one.waits_since_s is None:
                    one.waits_since_s = asyncio.get_running_loop().time()
                return
            one.waits_since_s = None

    async def _measure(self, one: _Watched, moments: Times) -> Measured:
        since_s = one.waits_since_s
        may_wait = since_s is None or asyncio.get_running_loop().time() - since_s < _PATIENCE_S
        health, now_ms = self._health(), self._now_ms()

        def read(reader: MarketReader, journal: Journal) -> Measured:
            views = Views(reader, journal, self._sources)
            look = Look(reader, views, self._sources, now_ms, health, self._kept)
            rule = one.rule
            with keeping():
                return measure(
                    look,
                    rule.asset,
                    one.condition,
                    one.memory,
                    moments,
                    cooldown_ms=rule.cooldown_ms,
                    may_wait=may_wait,
                )

        return await self._storage.read(read)

    async def _write(self, one: _Watched, found: Sequence[tuple[Firing, Told]]) -> None:
        now_ms, memory = self._now_ms(), one.memory
        alerts = [alert_of(one.rule, firing, told, now_ms) for firing, told in found]

        def write(journal: Journal) -> list[Alert]:
            if all(rule.id != one.rule.id for rule in journal.alerts.rules()):
                return []  # removed meanwhile: it has nothing to say any more
            return journal.alerts.keep(one.rule.id, memory.text(), alerts, found_ms=now_ms)

        new = await self._storage.journal(write)
        one.kept = memory
        if new:
            await self._on_alerts(new)

    async def _keep(self) -> None:
        for one in self._watched:
            if one.memory != one.kept:
                await self._write(one, ())


def _watched(rule: AlertRule, memory: str | None) -> _Watched | None:
    try:
        condition = parse_condition(rule.condition)
    except BadCondition as error:
        log.warning("alert %d is not looked at: %s", rule.id, error.sentence)
        return None
    kept = Memory.read(memory)
    return _Watched(rule, condition, PROBES[condition.kind], kept, kept)


def alert_of(rule: AlertRule, firing: Firing, told: Told, now_ms: int) -> Alert:
    """What a rule found, as the journal keeps it."""
    at_ms = firing.sample.at_ms
    return Alert(
        rule_id=rule.id,
        cycle=firing.cycle,
        asset=rule.asset,
        condition=rule.condition,
        at_ms=at_ms,
        title=told.title,
        body=f"{told.body} {rule.note}".strip(),
        priority=rule.priority,
        value=told.value,
        coverage=told.coverage,
        late=now_ms - at_ms > LATE_AFTER_MS,
    )
