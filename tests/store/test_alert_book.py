"""Rules beside levels in the journal, and what they found."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.domain.alert import Alert, AlertRule, Priority
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS

RULE = AlertRule(
    id=0,
    asset="BTC",
    condition="move:1h-3%",
    created_ms=1_000,
    priority=Priority.HIGH,
    cooldown_ms=60_000,
    expires_ms=9_000_000,
    note="the range low",
)


def alert(rule_id: int, cycle: int = 1, **changes: object) -> Alert:
    found = Alert(
        rule_id=rule_id,
        cycle=cycle,
        asset="BTC",
        condition="move:1h-3%",
        at_ms=5_000 + cycle,
        title="BTC −3.1 % in 1h",
        body="From 70,000 to 67,830.",
        priority=Priority.HIGH,
        value=-3.1,
        coverage=None,
    )
    return replace(found, **changes)


def test_rules_come_back_as_they_were_kept(journal: Journal) -> None:
    kept = journal.alerts.add(RULE)
    assert kept.id > 0
    assert journal.alerts.rules() == [kept]
    changed = replace(kept, priority=Priority.NORMAL, snoozed_until_ms=7, note="", expires_ms=None)
    assert journal.alerts.change(changed)
    assert journal.alerts.rules() == [changed]


def test_a_removed_rule_is_neither_looked_at_nor_changed_and_what_it_found_stays(
    journal: Journal,
) -> None:
    rule = journal.alerts.add(RULE)
    journal.alerts.keep(rule.id, "{}", [alert(rule.id)], found_ms=6_000)
    assert journal.alerts.remove(rule.id, 8_000)
    assert not journal.alerts.remove(rule.id, 8_000)
    assert not journal.alerts.change(rule)
    assert journal.alerts.rules() == []
    assert journal.alerts.found("BTC", 0, FOREVER_MS) == [alert(rule.id)]


def test_memory_and_alert_are_kept_together_and_an_alert_once(journal: Journal) -> None:
    rule = journal.alerts.add(RULE)
    assert journal.alerts.memory(rule.id) is None
    first = alert(rule.id)
    assert journal.alerts.keep(rule.id, "one", [first], found_ms=6_000) == [first]
    assert journal.alerts.memory(rule.id) == "one"
    again = replace(first, title="found again")
    assert journal.alerts.keep(rule.id, "two", [again], found_ms=7_000) == []
    assert journal.alerts.memory(rule.id) == "two"
    assert journal.alerts.found(None, 0, FOREVER_MS) == [first]


def test_the_newest_in_a_window_oldest_first(journal: Journal) -> None:
    rule = journal.alerts.add(RULE)
    every = [alert(rule.id, cycle) for cycle in (1, 2, 3)]
    journal.alerts.keep(rule.id, "", every, found_ms=6_000)
    assert journal.alerts.found(None, 0, FOREVER_MS, newest=2) == every[1:]
    assert journal.alerts.found(None, 0, every[1].at_ms) == every[:1]
    assert journal.alerts.found("ETH", 0, FOREVER_MS) == []


def test_what_was_shown_is_stamped_and_not_given_again(journal: Journal) -> None:
    rule = journal.alerts.add(RULE)
    every = [alert(rule.id, cycle, coverage=0.61, late=True) for cycle in (1, 2)]
    journal.alerts.keep(rule.id, "", every, found_ms=6_000)
    assert journal.alerts.undelivered() == every
    journal.alerts.stamp([every[0].id], 7_000)
    assert journal.alerts.undelivered() == every[1:]
    assert len({one.id for one in every}) == 2
