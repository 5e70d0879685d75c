"""`tracker alert`: rules beside levels from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from msgspec import Struct, field

from tracker.analysis import words
from tracker.analysis.conditions import KINDS, Condition, parse_condition
from tracker.analysis.triggers import Memory, Place
from tracker.app import App
from tracker.commands.output import Row, json_line, write_rows
from tracker.domain.alert import Alert, AlertRule, Priority
from tracker.domain.errors import TrackerError
from tracker.domain.times import DAY_MS, HOUR_MS, iso
from tracker.services.found import alert_row
from tracker.services.probe import PROBES, Look
from tracker.services.rule_wish import COOLDOWN_MS, RuleWish
from tracker.services.rules import (
    alert_of,
    grid,
    make_rule,
    measure,
    portions,
    remove_rule,
    snooze_rule,
)
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

#: A dry run looks so far back where nothing is said.
_TEST_MS = 30 * DAY_MS


class AlertCommand(Struct, frozen=True):
    """What is to be done."""

    action: str
    asset: str = ""
    condition: str = ""
    priority: Priority = Priority.NORMAL
    cooldown_ms: int = COOLDOWN_MS
    lasts_ms: int | None = None
    note: str = ""
    rule_id: int = 0
    snooze_ms: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    json: bool = False


def alert(app: App, command: AlertCommand) -> int:
    """Add, list, remove, snooze or try rules."""
    if command.action == "test":
        return _test(app, command)
    app.home.make()
    journal = Journal.open(app.home.journal_file)
    reader = MarketReader.open(app.home.market_file)
    try:
        now_ms = app.now_ms(reader)
        if command.action == "remove":
            remove_rule(journal, command.rule_id, now_ms)
            if not command.json:
                print(f"Alert {command.rule_id} is removed.")
            return 0
        rules = journal.alerts.rules()
        if command.action == "add":
            wish = RuleWish(
                command.asset,
                command.condition,
                command.priority,
                command.cooldown_ms,
                command.lasts_ms,
                command.note,
            )
            rules = [make_rule(journal, app.sources, wish, now_ms)]
        elif command.action == "snooze":
            until_ms = now_ms + command.snooze_ms
            rules = [snooze_rule(journal, command.rule_id, until_ms)]
        elif command.asset:
            rules = [rule for rule in rules if rule.asset in ("", command.asset)]
        if command.json:
            write_rows((rule_row(journal, rule) for rule in rules), "json")
        else:
            _print_rules(rules, now_ms)
    finally:
        journal.close()
        if reader is not None:
            reader.close()
    return 0


def _print_rules(rules: list[AlertRule], now_ms: int) -> None:
    for rule in rules:
        print(
            f"{rule.id:>4}  {rule.asset or 'feeds':<6} {rule.condition:<28} {_said(rule, now_ms)}"
        )
    if not rules:
        print("No alerts yet. Add one with: tracker alert add BTC 'liquidations:1h>50M'")


def _said(rule: AlertRule, now_ms: int) -> str:
    parts = [parse_condition(rule.condition).name]
    if rule.priority is Priority.HIGH:
        parts.append("high priority")
    if rule.expires_ms is not None:
        over = "expired" if rule.expires_ms <= now_ms else "until"
        parts.append(f"{over} {words.clock(rule.expires_ms)} UTC")
    if rule.snoozed_until_ms is not None and rule.snoozed_until_ms > now_ms:
        parts.append(f"not shown until {words.clock(rule.snoozed_until_ms)} UTC")
    if rule.note:
        parts.append(rule.note)
    return " · ".join(parts)


def rule_row(journal: Journal, rule: AlertRule) -> Row:
    """A rule as `alert list --json` prints it."""
    memory = Memory.read(journal.alerts.memory(rule.id))
    return {
        "id": rule.id,
        "symbol": rule.asset or None,
        "condition": rule.condition,
        "words": parse_condition(rule.condition).name,
        "priority": str(rule.priority),
        "cooldown_s": rule.cooldown_ms // 1_000,
        "created": iso(rule.created_ms),
        "expires": _iso(rule.expires_ms),
        "snoozed_until": _iso(rule.snoozed_until_ms),
        "note": rule.note,
        "armed": None if memory.place is Place.NEW else memory.place is Place.ARMED,
        "looked_at": _iso(memory.at_ms if memory.at_ms >= 0 else None),
    }


def _iso(at_ms: int | None) -> str | None:
    return iso(at_ms) if at_ms is not None else None


# --- the dry run -------------------------------------------------------------------------------


def _test(app: App, command: AlertCommand) -> int:
    condition = parse_condition(command.condition)
    if not PROBES[condition.kind].has_history:
        raise TrackerError("What feeds did is not kept, so that this cannot be tried on history.")
    views, reader, journal = app.views()
    try:
        if reader is None:
            raise TrackerError("The cache is empty; let Tracker run a while first.")
        now_ms = app.now_ms(reader)
        end_ms = min(now_ms, command.end_ms if command.end_ms is not None else now_ms)
        start_ms = command.start_ms if command.start_ms is not None else end_ms - _TEST_MS
        look = Look(reader, views, app.sources, now_ms)
        tried = _Tried()
        for one in _firings(look, command, condition, (start_ms, end_ms), tried):
            if command.json:
                sys.stdout.write(json_line(dry_row(one)))
            else:
                print(f"{iso(one.at_ms)}  {one.title}: {one.body}")
        hours = (end_ms - 1) // HOUR_MS - start_ms // HOUR_MS + 1
        print(
            f"{condition.name}: {tried.found} times between {iso(start_ms)} and {iso(end_ms)}; "
            f"{words.share(min(1.0, len(tried.hours) / max(1, hours)))} of the hours could be judged.",
            file=sys.stderr,
        )
    finally:
        if reader is not None:
            reader.close()
        if journal is not None:
            journal.close()
    return 0


class _Tried(Struct):
    found: int = 0
    hours: set[int] = field(default_factory=set)


def _firings(
    look: Look,
    command: AlertCommand,
    condition: Condition,
    bounds_ms: tuple[int, int],
    tried: _Tried,
) -> Iterator[Alert]:
    asset = command.asset if KINDS[condition.kind].about_asset else ""
    rule = AlertRule(0, asset, condition.word, bounds_ms[0], cooldown_ms=command.cooldown_ms)
    step_ms = PROBES[condition.kind].step_ms(condition)
    memory = Memory()
    for moments in portions(grid(*bounds_ms, step_ms), step_ms):
        measured = measure(look, asset, condition, memory, moments, cooldown_ms=command.cooldown_ms)
        memory = measured.memory
        tried.hours |= measured.known_hours
        for firing, told in measured.found:
            tried.found += 1
            yield alert_of(rule, firing, told, firing.sample.at_ms)


def dry_row(one: Alert) -> Row:
    """A firing of a dry run: an alert that never was, so without the names of a real one."""
    row = dict(alert_row(one))
    for name in ("priority", "late", "rule_id", "id"):
        del row[name]
    return row
