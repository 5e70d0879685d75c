"""The dialog of rules: what each waits for and where it stands, and live words while one is written."""

from __future__ import annotations

from datetime import UTC

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracker.analysis.triggers import Memory, Place
from tracker.domain.alert import AlertRule, Priority
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.services.rule_rows import RuleRow, length
from tracker.services.rule_wish import RuleWish
from tracker.ui.rules_dialog import RulesDialog
from tracker.ui.theme import DARK
from ui.bench import Bench
from ui.places import rules
from ui.samples import NOW_MS, alert, click

RULE = AlertRule(1, "BTC", "move:1h-3%", NOW_MS - DAY_MS, cooldown_ms=30 * MINUTE_MS)


def row(memory: Memory | None = None, **changes: object) -> RuleRow:
    return RuleRow(replace(RULE, **changes), memory or Memory(Place.ARMED), None)


@pytest.fixture
def dialog(qtbot: QtBot) -> RulesDialog:
    made = RulesDialog(["BTC", "ETH"], "ETH", lambda: NOW_MS, DARK)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made._timer.stop()
    return made


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (row(Memory()), "not judged yet"),
        (row(), "armed"),
        (
            row(Memory(Place.BEYOND, since_ms=NOW_MS - HOUR_MS)),
            "beyond since 12 Feb 08:30, armed when it is back",
        ),
        (row(snoozed_until_ms=NOW_MS + HOUR_MS), "armed · snoozed until 12 Feb 10:30"),
        (row(snoozed_until_ms=NOW_MS - HOUR_MS), "armed"),
        (row(expires_ms=NOW_MS), "expired 12 Feb 09:30"),
    ],
)
def test_where_a_rule_stands_in_words(one: RuleRow, state: str) -> None:
    assert one.state(NOW_MS) == state


def test_what_a_rule_waits_for_and_its_terms_in_words() -> None:
    one = row(priority=Priority.HIGH, expires_ms=NOW_MS + DAY_MS, note="the range low")
    assert one.name == "BTC price −3\u202f% in 1h"
    terms = "high priority · silent 30 min after it spoke · until 13 Feb 09:30 · the range low"
    assert one.terms() == terms
    assert row(condition="of another time", cooldown_ms=0).terms() == ""
    assert row(asset="", condition="feed:any").name == "Any venue goes down or comes back"
    assert row(condition="of another time").name == "BTC of another time"
    assert [length(one) for one in (MINUTE_MS, 90 * MINUTE_MS, 4 * HOUR_MS, 7 * DAY_MS)] == [
        "1 min",
        "90 min",
        "4 h",
        "7 d",
    ]


def test_a_row_says_what_was_found_last(dialog: RulesDialog) -> None:
    dialog.show_rules([row(), RuleRow(RULE, Memory(Place.ARMED), alert())])
    model = dialog.list.model()
    first = "BTC price −3\u202f% in 1h. armed · silent 30 min after it spoke. "
    assert model.index(0, 0).data() == first + "no alert so far"
    assert model.index(1, 0).data() == first + "last 12 Feb 09:30: BTC −3.1\u202f% in 1h"
    dialog.set_zone(UTC)
    dialog.set_palette(DARK)
    assert not dialog.list.grab().isNull()


@pytest.mark.parametrize(
    ("text", "said", "good"),
    [
        ("", "Write one of: move:WINDOW-X%", False),
        ("mov", "“mov” is not a condition; it begins with one of move, ", False),
        ("funding", "“funding” is not a condition; write funding>0.05% or funding<0%.", False),
        ("move:1m-3%", "A window is between 5m and 30d long here, not 1m.", False),
        (" MOVE:1h-3% ", "Tells when: ETH price −3\u202f% in 1h.", True),
        ("feed:any", "Tells when: any venue goes down or comes back.", True),
    ],
)
def test_words_while_a_condition_is_typed(
    dialog: RulesDialog, qtbot: QtBot, text: str, said: str, good: bool
) -> None:
    qtbot.keyClicks(dialog.condition, text)
    assert dialog.said.text().startswith(said)
    assert "terminal" not in dialog.said.text()
    assert dialog.condition.accessibleDescription() == dialog.said.text()
    assert dialog.add.isEnabled() == good
    assert dialog.asset.isEnabled() == (text != "feed:any")


def coins(dialog: RulesDialog) -> list[str]:
    return [dialog.asset.itemText(row) for row in range(dialog.asset.count())]


def test_the_words_name_the_coin_that_is_chosen(dialog: RulesDialog) -> None:
    dialog.condition.setText("move:1h-3%")
    dialog.asset.setCurrentText("BTC")
    assert dialog.said.text().startswith("Tells when: BTC ")
    dialog.asset.setCurrentText("ETH")
    assert dialog.said.text().startswith("Tells when: ETH ")


def test_the_coins_follow_the_watchlist_and_the_chosen_one_stays(dialog: RulesDialog) -> None:
    dialog.condition.setText("move:1h-3%")
    dialog.set_assets(["SOL", "ETH", "BTC"], "SOL")
    assert (coins(dialog), dialog.asset.currentText()) == (["SOL", "ETH", "BTC"], "ETH")
    dialog.set_assets(["SOL", "BTC"], "BTC")
    assert (coins(dialog), dialog.asset.currentText()) == (["SOL", "BTC"], "BTC")
    assert dialog.said.text().startswith("Tells when: BTC ")
    assert dialog.condition.text() == "move:1h-3%"


def test_an_open_dialog_hears_of_the_watchlist(bench: Bench) -> None:
    dialog = rules(bench)
    assert isinstance(dialog, RulesDialog)
    bench.desk.set_assets(["XRP", "ETH"])
    assert coins(dialog) == ["XRP", "ETH"]
    assert dialog.asset.currentText() == bench.desk.asset == "XRP"


def test_a_rule_is_added_by_keys(dialog: RulesDialog, qtbot: QtBot) -> None:
    wishes: list[RuleWish] = []
    dialog.add_wanted.connect(wishes.append)
    qtbot.keyClicks(dialog.condition, "oi:4h-3")
    qtbot.keyClick(dialog.condition, Qt.Key.Key_Return)
    assert wishes == []
    qtbot.keyClicks(dialog.condition, "%")
    dialog.priority.setCurrentText("High")
    dialog.cooldown.setCurrentText("none")
    dialog.lasts.setCurrentText("in 7 d")
    qtbot.keyClick(dialog.condition, Qt.Key.Key_Return)
    assert wishes == [RuleWish("ETH", "oi:4h-3%", Priority.HIGH, 0, 7 * DAY_MS)]
    assert wishes[0].priority is Priority.HIGH
    dialog.refused("There is already such an alert (number 1).")
    assert dialog.said.text().startswith("There is already")
    dialog.added()
    assert dialog.condition.text() == ""


def test_a_rule_is_snoozed_and_removed(dialog: RulesDialog, qtbot: QtBot) -> None:
    snoozed: list[tuple[int, int]] = []
    removed: list[int] = []
    dialog.snooze_wanted.connect(lambda *both: snoozed.append(both))
    dialog.remove_wanted.connect(removed.append)
    dialog.show_rules([row()])
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Home)
    first, *_, last = dialog.snooze.menu().actions()
    first.trigger()
    last.trigger()
    assert snoozed == [(1, NOW_MS + HOUR_MS), (1, 0)]
    click(qtbot, dialog.remove)
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert removed == [1, 1]
    dialog.show_rules([])
    assert not dialog.remove.isEnabled()
    assert not dialog.snooze.isEnabled()


def test_it_says_whether_rules_are_being_read_are_none_or_cannot_be_read(
    dialog: RulesDialog,
) -> None:
    panel = dialog._panel
    assert (panel._empty.text(), panel._empty.isVisible()) == ("Being read…", True)
    dialog.fail("The disk is broken.")
    assert panel._empty.text() == "The disk is broken. It is tried again every few seconds."
    dialog.show_rules([])
    assert panel._empty.text().startswith("No rule yet.")
    dialog.show_rules([row()])
    assert (panel._scope.text(), panel._empty.isVisible()) == ("1", False)
    dialog.fail("The disk is broken.")  # what was read stays, and is said to be old
    assert len(dialog.list.rows) == 1
    assert panel._scope.text() == "as read before. The disk is broken."
    dialog.show_rules([row()])
    assert panel._scope.text() == "1"


def test_why_rules_cannot_be_read_is_said_in_the_dialog(bench: Bench) -> None:
    bench.window.alerting.show_rules()
    made = bench.window.alerting._rules
    assert made is not None
    asked = bench.engine.asked[-1]
    assert "rules" in asked.query.__qualname__
    assert asked.failed is not None
    asked.failed("The disk is broken.")
    assert "The disk is broken." in made._panel._empty.text()
    assert "The disk is broken." not in bench.window.banner.text
    made.close()


@pytest.mark.usefixtures("german")
def test_rules_are_told_in_the_language_of_the_window(qtbot: QtBot) -> None:
    made = RulesDialog(["BTC"], "BTC", lambda: NOW_MS, DARK)
    qtbot.addWidget(made)
    until_ms = NOW_MS + HOUR_MS
    made.show_rules([row(priority=Priority.HIGH, snoozed_until_ms=until_ms)])
    said = made.list.model().index(0, 0).data()
    assert said == (
        "BTC Preis −3\u202f% in 1h. scharf · schlummert bis 12. Feb. 10:30 · hohe Priorität · "
        "schweigt 30 min nach einem Alarm. noch kein Alarm"
    )
    assert made.cooldown.itemText(0) == "keine"
