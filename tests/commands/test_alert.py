"""`tracker alert` and what `show alerts` prints of it, on a home of the test's own."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.analysis.levels import Fold
from tracker.cli import run
from tracker.domain.alert import Alert, AlertRule, Priority
from tracker.domain.candle import Candle
from tracker.domain.level import Event, Level, LevelState, Role, Transition
from tracker.domain.market import Contract, Market
from tracker.domain.times import HOUR_MS, M1, iso, parse_iso
from tracker.store.database import open_writer
from tracker.store.journal import Journal
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home

SPOT = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
AT = parse_iso("2026-02-05T13:00:00Z")

Tracker = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tracker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tracker:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "home"))

    def call(*words: str) -> tuple[int, str, str]:
        code = run(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home.under(tmp_path / "home")
    made.make()
    return made


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_rule_is_added_listed_snoozed_and_removed(tracker: Tracker) -> None:
    add = ("alert", "add", "btc", "move:60m-3.0%", "--priority", "high", "--cooldown", "2h")
    code, out, _ = tracker(*add, "--expires", "7d", "--note", "the low", "--json")
    assert code == 0
    (row,) = objects(out)
    kept = {"id": 1, "symbol": "BTC", "condition": "move:1h-3%", "priority": "high"}
    assert kept.items() <= row.items()
    assert (row["cooldown_s"], row["note"], row["armed"]) == (7_200, "the low", None)
    lasts_ms = parse_iso(str(row["expires"])) - parse_iso(str(row["created"]))
    assert lasts_ms == 7 * 24 * HOUR_MS

    assert tracker("alert", "add", "feed:any")[0] == 0
    code, out, _ = tracker("alert", "snooze", "1", "2h", "--json")
    until_ms = parse_iso(str(objects(out)[0]["snoozed_until"]))
    assert until_ms == pytest.approx(time.time() * 1_000 + 2 * HOUR_MS, abs=60_000)
    code, out, _ = tracker("alert", "list")
    assert [line.split()[:3] for line in out.splitlines()] == [
        ["1", "BTC", "move:1h-3%"],
        ["2", "feeds", "feed:any"],
    ]
    assert "high priority" in out
    assert "not shown until" in out
    assert len(objects(tracker("alert", "list", "ETH", "--json")[1])) == 1

    assert tracker("alert", "remove", "1")[1] == "Alert 1 is removed.\n"
    code, out, err = tracker("alert", "remove", "1")
    assert (code, out, err) == (1, "", "There is no alert with the number 1.\n")
    assert [row["id"] for row in objects(tracker("alert", "list", "--json")[1])] == [2]


def test_an_empty_list_says_how_to_begin(tracker: Tracker) -> None:
    assert tracker("alert", "list")[1].startswith("No alerts yet.")
    assert tracker("alert", "list", "--json")[:2] == (0, "")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("add", "BTC", "liquidations:1h"), 1, "needs quotes"),
        (("add", "funding>0.05%"), 1, "needs a coin"),
        (("add", "feed:nowhere"), 1, "There is no venue “nowhere”"),
        (("add", "BTC", "move:1h-3%", "oi:4h-5%"), 2, "expected SYMBOL CONDITION"),
        (("add", "B!", "move:1h-3%"), 2, "not the name of a coin"),
        (("add", "BTC", "move:1h-3%", "--cooldown", "soon"), 2, "not an interval"),
        (("test", "feed:any"), 1, "What feeds did is not kept"),
        (("test", "BTC", "move:1h-3%"), 1, "The cache is empty"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    tracker: Tracker, words: tuple[str, ...], code: int, sentence: str
) -> None:
    got, out, err = tracker("alert", *words)
    assert (got, out) == (code, "")
    assert sentence in err


def test_the_dry_run_says_when_it_would_have_fired(tracker: Tracker, home: Home) -> None:
    writer = MarketWriter(open_writer(home.market_file, MIGRATIONS, keep_copy=False))
    closes = [67_000.0 if at in (80, 81, 150) else 70_000.0 for at in range(240)]
    writer.write(
        [
            Candle(SPOT, M1, AT + at * M1.ms, one, one, one, one, 1.0, closed=True)
            for at, one in enumerate(closes)
        ]
    )
    writer.close()
    bounds = ("--from", iso(AT + 70 * M1.ms), "--to", iso(AT + 240 * M1.ms))
    dry = ("alert", "test", "BTC", "move:1h-3%", *bounds)
    code, out, err = tracker(*dry, "--json")
    assert code == 0
    rows = objects(out)
    assert [row["at"] for row in rows] == [iso(AT + at * M1.ms) for at in (81, 151)]
    assert set(rows[0]) == {
        "at", "symbol", "condition", "title", "body", "value", "coverage", "cycle",
    }  # fmt: skip
    assert [row["cycle"] for row in rows] == [1, 2]
    assert "2 times between" in err
    assert "100" in err
    # Silent for two hours after the first, it is over before it may speak again.
    assert len(objects(tracker(*dry, "--cooldown", "2h", "--json")[1])) == 1
    assert "in 1h: 67,000 on binance-spot" in tracker(*dry)[1]
    # A dry run leaves nothing behind.
    assert tracker("alert", "list", "--json")[1] == ""


def test_show_alerts_lists_transitions_and_alerts_by_time(tracker: Tracker, home: Home) -> None:
    journal = Journal.open(home.journal_file)
    _a_transition(journal)
    _two_alerts(journal)
    journal.close()
    rows = objects(tracker("show", "alerts", "BTC", "--format", "json")[1])
    assert [row["at"] for row in rows] == [iso(AT - 1_000), iso(AT), iso(AT + 1_000)]
    feed, broken, fall = rows
    assert "condition" not in broken
    assert broken["level"] == 70_000
    assert broken["event"] == "broken"
    assert feed["symbol"] is None
    assert fall == {
        "at": iso(AT + 1_000),
        "symbol": "BTC",
        "condition": "move:1h-3%",
        "title": "BTC −3.1 % in 1h",
        "body": "From 70,000.",
        "value": -3.1,
        "coverage": 0.6123,
        "priority": "high",
        "cycle": 1,
        "late": True,
        "rule_id": 1,
        "id": fall["id"],
    }
    table = list(
        csv.DictReader(io.StringIO(tracker("show", "alerts", "BTC", "--format", "csv")[1]))
    )
    assert [row["level"] for row in table] == ["", "70000.0", ""]
    assert [row["condition"] for row in table] == ["feed:any", "", "move:1h-3%"]
    others = objects(tracker("show", "alerts", "ETH", "--format", "json")[1])
    assert [row["condition"] for row in others] == ["feed:any"]


def _a_transition(journal: Journal) -> None:
    made = Level(0, "BTC", "binance-spot", 70_000.0, Role.SUPPORT, ("hourly",), "", AT - HOUR_MS)
    level = journal.add_level(made)
    broken = Transition(
        asset="BTC",
        level=70_000.0,
        role=Role.SUPPORT,
        rule="hourly",
        timeframe="1h",
        cycle=1,
        event=Event.BROKEN,
        reason="closes",
        state=LevelState.BROKEN,
        bar_open_ms=AT - HOUR_MS,
        at_ms=AT,
        price=69_000.0,
        extreme=68_900.0,
        gap=False,
    )
    journal.keep_fold(level, "hourly", Fold(), [broken], found_ms=AT)


def _two_alerts(journal: Journal) -> None:
    fall = journal.alerts.add(AlertRule(0, "BTC", "move:1h-3%", AT - HOUR_MS))
    feed = journal.alerts.add(AlertRule(0, "", "feed:any", AT - HOUR_MS))
    found = Alert(
        rule_id=fall.id,
        cycle=1,
        asset="BTC",
        condition=fall.condition,
        at_ms=AT + 1_000,
        title="BTC −3.1 % in 1h",
        body="From 70,000.",
        priority=Priority.HIGH,
        value=-3.1,
        coverage=0.61234,
        late=True,
    )
    journal.alerts.keep(fall.id, "{}", [found], found_ms=AT)
    down = Alert(feed.id, 1, "", feed.condition, AT - 1_000, "Binance is down", "", Priority.NORMAL)
    journal.alerts.keep(feed.id, "{}", [down], found_ms=AT)
