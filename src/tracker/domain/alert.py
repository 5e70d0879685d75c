"""Alerts beside levels: what a rule watches, and what was found."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from tracker.domain.naming import name_of


class Priority(StrEnum):
    """How loud an alert is."""

    NORMAL = "normal"
    HIGH = "high"


class AlertRule(Struct, frozen=True):
    """Something the user wants to be told of.

    Attributes:
        id: the journal's number.
        asset: which coin; empty for rules that are about a venue's feed.
        condition: one word, as `tracker.analysis.conditions` reads it.
        cooldown_ms: how long it stays silent after it fired.
        expires_ms: from when on it is not looked at any more; None for never.
        snoozed_until_ms: it is looked at, and what it finds is listed but not shown, until then.
    """

    id: int
    asset: str
    condition: str
    created_ms: int
    priority: Priority = Priority.NORMAL
    cooldown_ms: int = 0
    expires_ms: int | None = None
    snoozed_until_ms: int | None = None
    note: str = ""


class Alert(Struct, frozen=True):
    """What one rule found, once a cycle.

    Attributes:
        cycle: counts how often the rule was armed.
        value: what was measured, in the condition's unit; None where it is not a number.
        coverage: the share of the window that was observed, 0 to 1; None where that means nothing.
        title: one line; `body` says how far, since when, and how complete it is.
        late: found after the fact.
    """

    rule_id: int
    cycle: int
    asset: str
    condition: str
    at_ms: int
    title: str
    body: str
    priority: Priority
    value: float | None = None
    coverage: float | None = None
    late: bool = False

    @property
    def id(self) -> str:
        """A name that is the same however often it is found."""
        parts = ("alert", str(self.rule_id), str(self.cycle))
        return name_of(parts)
