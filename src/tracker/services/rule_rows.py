"""The rules beside levels as a list shows them: where each stands, and what it found last."""

from __future__ import annotations

from datetime import UTC, tzinfo

from msgspec import Struct

from tracker.analysis import words
from tracker.analysis.conditions import BadCondition, parse_condition
from tracker.analysis.triggers import Memory, Place
from tracker.domain.alert import Alert, AlertRule, Priority
from tracker.domain.terms import term
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.domain.translating import tr
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS

#: So many of the newest alerts are looked through for the last one of each rule.
_LOOKED_THROUGH = 1_000


class RuleRow(Struct, frozen=True):
    """A rule, what it remembers, and its last alert; None where it had none lately."""

    rule: AlertRule
    memory: Memory
    last: Alert | None

    @property
    def name(self) -> str:
        """What it waits for: BTC price −3 % in 1h."""
        try:
            said = parse_condition(self.rule.condition).name
        except BadCondition:  # of a kind that is not known any more
            said = self.rule.condition
        text = f"{self.rule.asset} {said}".strip()
        return text[0].upper() + text[1:]

    def state(self, now_ms: int, zone: tzinfo = UTC) -> str:
        """Where it stands, in words."""
        rule, memory = self.rule, self.memory
        if rule.expires_ms is not None and rule.expires_ms <= now_ms:
            return tr("expired {when}", when=words.clock(rule.expires_ms, zone=zone))
        if memory.place is Place.NEW:
            state = tr("not judged yet")
        elif memory.place is Place.ARMED:
            state = tr("armed")
        elif memory.since_ms is not None:
            when = words.clock(memory.since_ms, zone=zone)
            state = tr("beyond since {when}, armed when it is back", when=when)
        else:
            state = tr("beyond, armed when it is back")
        if rule.snoozed_until_ms is not None and rule.snoozed_until_ms > now_ms:
            when = words.clock(rule.snoozed_until_ms, zone=zone)
            state = f"{state} · {tr('snoozed until {when}', when=when)}"
        return state

    def terms(self, zone: tzinfo = UTC) -> str:
        """Priority, cooldown, expiry and note."""
        rule = self.rule
        parts = [tr("high priority")] if rule.priority is Priority.HIGH else []
        if rule.cooldown_ms:
            parts.append(tr("silent {length} after it spoke", length=length(rule.cooldown_ms)))
        if rule.expires_ms is not None:
            parts.append(tr("until {when}", when=words.clock(rule.expires_ms, zone=zone)))
        if rule.note:
            parts.append(rule.note)
        return " · ".join(parts)


def length(length_ms: int) -> str:
    """A length of time: 30 min, 4 h, 7 d."""
    for unit_ms, name in ((DAY_MS, "d"), (HOUR_MS, "h")):
        if length_ms >= unit_ms and length_ms % unit_ms == 0:
            return f"{length_ms // unit_ms} {term(name)}"
    return f"{length_ms // MINUTE_MS} {term('min')}"


def read_rules(journal: Journal) -> list[RuleRow]:
    """The rules that are looked at, oldest first."""
    last: dict[int, Alert] = {}
    for one in journal.alerts.found(None, 0, FOREVER_MS, newest=_LOOKED_THROUGH):
        last[one.rule_id] = one
    return [
        RuleRow(rule, Memory.read(journal.alerts.memory(rule.id)), last.get(rule.id))
        for rule in journal.alerts.rules()
    ]
