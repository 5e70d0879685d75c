"""Reads and writes the alert rules of journal.db and what they found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from tracker.domain.alert import Alert, AlertRule, Priority
from tracker.domain.wording import say
from tracker.store.database import transaction

_RULE = (
    "id, asset, condition, created_ms, priority, cooldown_ms, expires_ms, snoozed_until_ms, note"
)
_ALERT = "rule_id, cycle, asset, condition, at_ms, title, body, priority, value, coverage, late"


class AlertBook:
    """The part of the journal that is about rules beside levels."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # --- rules ---------------------------------------------------------------------------------

    def add(self, rule: AlertRule) -> AlertRule:
        """Keep a new rule; gives it its id."""
        cursor = self._connection.execute(
            "INSERT INTO alert_rule (asset, condition, created_ms, priority, cooldown_ms, "
            "expires_ms, snoozed_until_ms, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                rule.asset,
                rule.condition,
                rule.created_ms,
                rule.priority,
                rule.cooldown_ms,
                rule.expires_ms,
                rule.snoozed_until_ms,
                rule.note,
            ),
        )
        return replace(rule, id=int(cursor.lastrowid or 0))

    def change(self, rule: AlertRule) -> bool:
        """Keep priority, cooldown, expiry, snooze and note of a rule; its condition stays."""
        cursor = self._connection.execute(
            "UPDATE alert_rule SET priority = ?, cooldown_ms = ?, expires_ms = ?, "
            "snoozed_until_ms = ?, note = ? WHERE id = ? AND removed_ms IS NULL",
            (
                rule.priority,
                rule.cooldown_ms,
                rule.expires_ms,
                rule.snoozed_until_ms,
                rule.note,
                rule.id,
            ),
        )
        return cursor.rowcount > 0

    def remove(self, rule_id: int, now_ms: int) -> bool:
        """Look at a rule no more; what it found stays. False where there is no such rule."""
        cursor = self._connection.execute(
            "UPDATE alert_rule SET removed_ms = ? WHERE id = ? AND removed_ms IS NULL",
            (now_ms, rule_id),
        )
        return cursor.rowcount > 0

    def rules(self) -> list[AlertRule]:
        """The user's rules that are looked at, oldest first."""
        rows = self._connection.execute(
            f"SELECT {_RULE} FROM alert_rule WHERE removed_ms IS NULL AND NOT own ORDER BY id"
        )
        return [_rule(row) for row in rows]

    def own_rule(self, asset: str, condition: str) -> AlertRule | None:
        """What Tracker watches of an asset by itself; None where it has not begun."""
        row = self._connection.execute(
            f"SELECT {_RULE} FROM alert_rule WHERE own AND asset = ? AND condition = ?",
            (asset, condition),
        ).fetchone()
        return _rule(row) if row is not None else None

    def begin_own(self, asset: str, condition: str, now_ms: int) -> AlertRule:
        """The same, begun now where it was not yet."""
        self._connection.execute(
            "INSERT OR IGNORE INTO alert_rule (asset, condition, created_ms, priority, "
            "cooldown_ms, note, own) VALUES (?, ?, ?, ?, 0, '', 1)",
            (asset, condition, now_ms, Priority.NORMAL),
        )
        rule = self.own_rule(asset, condition)
        if rule is None:
            raise LookupError(f"{condition} of {asset} was not kept")
        return rule

    def memory(self, rule_id: int) -> str | None:
        """What a rule remembers of itself, as it was kept; None where it was not looked at yet."""
        row = self._connection.execute(
            "SELECT memory FROM alert_rule WHERE id = ?", (rule_id,)
        ).fetchone()
        return row[0] if row is not None else None

    # --- what they found -----------------------------------------------------------------------

    def keep(
        self, rule_id: int, memory: str, alerts: Sequence[Alert], *, found_ms: int
    ) -> list[Alert]:
        """Write a rule's memory and what it found in one transaction; returns what was new.

        Titles and bodies are stored as they are, records of sentences (`domain.wording`) among them;
        whoever reads them gets words.
        """
        new: list[Alert] = []
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE alert_rule SET memory = ? WHERE id = ?", (memory, rule_id)
            )
            for one in alerts:
                cursor = self._connection.execute(
                    "INSERT OR IGNORE INTO alert VALUES "
                    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                    (one.id, *_row(one), found_ms),
                )
                if cursor.rowcount:
                    new.append(replace(one, title=say(one.title), body=say(one.body)))
        return new

    def found(
        self, asset: str | None, start_ms: int, end_ms: int, *, newest: int | None = None
    ) -> list[Alert]:
        """What was found in the half-open window, oldest first; removed rules included."""
        where, args = ("AND asset = ?", (asset,)) if asset is not None else ("", ())
        rows = self._connection.execute(
            f"SELECT {_ALERT} FROM alert WHERE at_ms >= ? AND at_ms < ? {where} "
            "ORDER BY at_ms DESC, rowid DESC LIMIT ?",
            (start_ms, end_ms, *args, -1 if newest is None else newest),
        ).fetchall()
        return [_alert(row) for row in reversed(rows)]

    def undelivered(self) -> list[Alert]:
        """What was found and not shown, oldest first."""
        rows = self._connection.execute(
            f"SELECT {_ALERT} FROM alert WHERE delivered_ms IS NULL ORDER BY at_ms, rowid"
        )
        return [_alert(row) for row in rows]

    def stamp(self, ids: Iterable[str], now_ms: int) -> None:
        """Say that these were shown."""
        with transaction(self._connection):
            self._connection.executemany(
                "UPDATE alert SET delivered_ms = ? WHERE id = ? AND delivered_ms IS NULL",
                [(now_ms, one) for one in ids],
            )


def _rule(row: Sequence[Any]) -> AlertRule:
    rule_id, asset, condition, created_ms, priority, cooldown_ms, expires_ms, snoozed, note = row
    return AlertRule(
        id=rule_id,
        asset=asset,
        condition=condition,
        created_ms=created_ms,
        priority=Priority(priority),
        cooldown_ms=cooldown_ms,
        expires_ms=expires_ms,
        snoozed_until_ms=snoozed,
        note=note,
    )


def _row(one: Alert) -> tuple[object, ...]:
    return (
        one.rule_id,
        one.cycle,
        one.asset,
        one.condition,
        one.at_ms,
        one.title,
        one.body,
        one.priority,
        one.value,
        one.coverage,
        int(one.late),
    )


def _alert(row: Sequence[Any]) -> Alert:
    rule_id, cycle, asset, condition, at_ms, title, body, priority, value, coverage, late = row
    return Alert(
        rule_id=rule_id,
        cycle=cycle,
        asset=asset,
        condition=condition,
        at_ms=at_ms,
        title=say(title),
        body=say(body),
        priority=Priority(priority),
        value=value,
        coverage=coverage,
        late=bool(late),
    )
