"""The list of what was found: both kinds by time, and as a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tracker.analysis.levels import Fold
from tracker.domain.alert import Alert, AlertRule, Priority
from tracker.domain.level import Event, Level, LevelState, Role, Transition
from tracker.services.found import CannotWrite, is_loud, read_found, write_found
from tracker.store.journal import Journal

ALERT = Alert(
    rule_id=1,
    cycle=1,
    asset="ETH",
    condition="move:1h-3%",
    at_ms=1_770_000_060_000,
    title="ETH −3.1 % in 1h",
    body="From 2,000, “a line”\nand another.",
    priority=Priority.HIGH,
    value=-3.1,
    coverage=None,
)
BREAK = Transition(
    asset="BTC",
    level=70_000.0,
    role=Role.SUPPORT,
    rule="hourly",
    timeframe="1h",
    cycle=1,
    event=Event.BROKEN,
    reason="closes",
    state=LevelState.BROKEN,
    bar_open_ms=1_769_990_400_000,
    at_ms=1_769_994_000_000,
    price=69_412.0,
    extreme=None,
    gap=False,
    id="t1",
)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal.open(tmp_path / "journal.db")
    yield opened
    opened.close()


def test_both_kinds_by_time_and_only_the_newest(journal: Journal) -> None:
    rule = journal.alerts.add(AlertRule(0, "ETH", "move:1h-3%", 0))
    alerts = [
        replace(ALERT, rule_id=rule.id, cycle=n, at_ms=ALERT.at_ms + n * 60_000) for n in range(3)
    ]
    journal.alerts.keep(rule.id, "{}", alerts, found_ms=0)
    level = journal.add_level(Level(0, "BTC", "spot", 70_000.0, Role.SUPPORT, ("hourly",), "", 0))
    between = replace(BREAK, at_ms=alerts[1].at_ms + 1)
    journal.keep_fold(level, "hourly", Fold(), [between], found_ms=0)
    found = read_found(journal, 100)
    assert [type(one) for one in found] == [Alert, Alert, Transition, Alert]
    assert read_found(journal, 2) == found[-2:]


def test_only_breaks_and_alerts_are_news() -> None:
    assert is_loud(ALERT)
    assert is_loud(BREAK)
    assert not any(is_loud(replace(BREAK, event=one)) for one in Event if one is not Event.BROKEN)


def test_a_list_as_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    write_found(path, [BREAK, ALERT])
    first, second = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (first["at"], first["level"], first["event"]) == (
        "2026-02-02T01:00:00Z",
        70_000.0,
        "broken",
    )
    assert (second["condition"], second["body"]) == ("move:1h-3%", ALERT.body)
    assert second["coverage"] is None


def test_a_list_as_csv_has_the_columns_of_both_kinds(tmp_path: Path) -> None:
    path = tmp_path / "list.CSV"
    write_found(path, [BREAK, ALERT])
    with path.open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["symbol"], first["level"], first["gap"]) == ("BTC", "70000.0", "false")
    assert (first["title"], first["extreme"]) == ("", "")
    assert (second["symbol"], second["level"], second["body"]) == ("ETH", "", ALERT.body)


def test_where_nothing_can_be_written_a_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="cannot be written: Is a directory"):
        write_found(tmp_path, [BREAK])
