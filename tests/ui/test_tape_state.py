"""What the tape filters, holds, says of its feeds, and makes alerts of."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tracker.domain.derivatives import Liquidation, Side
from tracker.domain.health import Channel, Health, State
from tracker.domain.times import MINUTE_MS
from tracker.services.rule_wish import RuleWish
from tracker.services.tape import TapeFilter
from tracker.ui.panels.tape import Tape
from tracker.ui.panels.tape_words import said_of_feeds
from tracker.ui.theme import DARK, LIGHT
from ui.samples import NOW_MS, TITLES, liquidation


@pytest.fixture
def tape(qtbot: QtBot) -> Tape:
    made = Tape(DARK)
    made.set_titles(TITLES)
    qtbot.addWidget(made)
    made.resize(314, 260)
    made.show()
    qtbot.waitExposed(made)
    made.begin("BTC")
    return made


def prints(*seconds: int, usd: float = 1e6) -> list[Liquidation]:
    return [liquidation(NOW_MS + one * 1_000, usd=usd) for one in seconds]


def feed(venue: str, state: State, reason: str | None = None) -> Health:
    return Health(venue, Channel.LIQUIDATIONS, state, reason=reason)


# --- filters -----------------------------------------------------------------------------------


def test_what_is_wanted_is_told_once_and_filters_what_arrives(tape: Tape) -> None:
    told: list[TapeFilter] = []
    tape.filter_changed.connect(told.append)
    tape.filters.side.setCurrentIndex(tape.filters.side.findData(Side.SHORT))
    tape.filters.side.activated.emit(0)
    QTest.keyClicks(tape.filters.least, "1.5M")
    assert told[0] == TapeFilter(side=Side.SHORT)
    assert told[-1] == TapeFilter(side=Side.SHORT, least_usd=1.5e6)
    tape.begin("BTC")
    short = replace(liquidation(usd=2e6), side=Side.SHORT)
    tape.add([short, replace(short, notional_usd=1e6, at_ms=NOW_MS + 1), liquidation(usd=9e6)])
    assert tape.body.rows == [short]


def test_a_size_that_cannot_be_read_is_marked_and_changes_nothing(tape: Tape) -> None:
    told: list[TapeFilter] = []
    QTest.keyClicks(tape.filters.least, "5K")
    tape.filter_changed.connect(told.append)
    QTest.keyClicks(tape.filters.least, "x")
    assert tape.filters.least.property("wrong") is True
    assert "50K" in tape.filters.least.accessibleDescription()
    assert (told, tape.filters.wanted.least_usd) == ([], 5_000)
    QTest.keyClick(tape.filters.least, Qt.Key.Key_Escape)
    assert tape.filters.least.property("wrong") is False
    assert told == [TapeFilter()]


def test_venues_are_those_with_single_liquidations(tape: Tape) -> None:
    tape.set_feeds({"beta"})
    box = tape.filters.venue
    assert [box.itemText(at) for at in range(box.count())] == ["Venues", "Beta"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert tape.filters.wanted.venue == "beta"
    tape.set_titles(TITLES)  # the choice survives
    assert box.currentText() == "Beta"


def test_all_coins_name_the_coin(tape: Tape) -> None:
    tape.filters.coin.setCurrentIndex(1)
    tape.filters.coin.activated.emit(1)
    assert tape.filters.wanted.all_coins
    tape.begin("BTC", [liquidation(asset="ETH")])
    said = tape.body.model().data(tape.body.model().index(0, 0))
    assert "a ETH long of" in str(said)
    tape.begin("SOL")
    assert tape.filters.coin.currentText() == "All"


# --- following ---------------------------------------------------------------------------------


def test_at_the_top_it_follows_and_further_down_it_stays(tape: Tape, qtbot: QtBot) -> None:
    tape.add(prints(*range(60)))
    assert tape.follows
    bar = tape.body.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum() // 2)
    assert not tape.follows
    top = tape.body.indexAt(tape.body.rect().topLeft()).row()
    reading = tape.body.rows[top]
    tape.add(prints(70, 71))
    at = tape.body.indexAt(tape.body.rect().topLeft()).row()
    assert tape.body.rows[at] == reading
    assert tape.state.newest.text() == "2 new ↑"
    tape.state.newest.click()
    assert bar.value() == 0
    assert tape.follows
    assert tape.state.newest.isHidden()
    tape.add(prints(80))
    assert tape.body.rows[0].at_ms == NOW_MS + 80_000


def test_a_held_tape_keeps_what_arrives_for_later(tape: Tape) -> None:
    tape.add(prints(1, 2))
    tape.body.setFocus()
    QTest.keyClick(tape.body, Qt.Key.Key_Space)
    assert tape.pause.isChecked()
    tape.add(prints(3, 4))
    tape.add(prints(4))
    assert len(tape.body.rows) == 2
    assert tape.state.text.text() == "paused · 2 waiting"
    QTest.keyClick(tape.body, Qt.Key.Key_Space)
    assert [(row.at_ms - NOW_MS) // 1_000 for row in tape.body.rows] == [4, 3, 2, 1]
    assert tape.state.isHidden()


def test_a_row_is_copied_and_shown_on_the_chart(tape: Tape) -> None:
    chosen: list[Liquidation] = []
    tape.chosen.connect(chosen.append)
    tape.add([liquidation()])
    tape.to_newest()
    tape.body.setFocus()
    QTest.keyClick(tape.body, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "was closed by force at 67,431" in QGuiApplication.clipboard().text()
    tape.body.activated.emit(tape.body.currentIndex())
    assert chosen == [liquidation()]


# --- feeds -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "silent_min", "text", "role", "empty"),
    [
        ([], 9, "", "quiet", ""),
        ([feed("alpha", State.LIVE)], 0, "", "quiet", "proven alive"),
        (
            [feed("alpha", State.QUIET)],
            4,
            "quiet: proven alive, nothing for 4 min",
            "quiet",
            "",
        ),
        ([feed("alpha", State.QUIET)], 180, "quiet: proven alive, nothing for 3 h", "quiet", ""),
        (
            [feed("alpha", State.LIVE), feed("beta", State.STALE)],
            4,
            "without Beta (stale)",
            "warn",
            "",
        ),
        (
            [feed("alpha", State.DOWN, "The socket was closed.")],
            4,
            "feed down: Alpha",
            "bad",
            "The socket was closed.",
        ),
        ([feed("alpha", State.OFF)], 4, "no feed is connected", "quiet", "No feed"),
        ([feed("alpha", State.LIVE), feed("beta", State.BLOCKED)], 0, "", "quiet", ""),
    ],
)
def test_a_silent_feed_is_not_a_calm_market(
    rows: list[Health], silent_min: int, text: str, role: str, empty: str
) -> None:
    said = said_of_feeds(rows, TITLES, NOW_MS - silent_min * MINUTE_MS, NOW_MS)
    assert (said.text, said.role) == (text, role)
    assert empty in said.empty


def test_an_empty_tape_says_why(tape: Tape) -> None:
    assert tape._empty.text().startswith("Being read")
    tape.add([])
    assert tape._empty.text() == "No single liquidation was received yet."
    tape.show_health(
        [feed("alpha", State.DOWN, "No."), Health("beta", Channel.CANDLES, State.LIVE)]
    )
    assert tape._empty.text() == "No liquidation can be received: Alpha down: No."
    assert tape.state.text.text() == "feed down: Alpha"
    QTest.keyClicks(tape.filters.least, "1M")
    assert tape._empty.text() == "No liquidation can be received: Alpha down: No."
    tape.add(prints(1, usd=5.0))
    tape.show_health([feed("alpha", State.LIVE)])
    assert tape._empty.text() == "No liquidation is like that."
    tape.tell(NOW_MS + 5 * MINUTE_MS)
    assert tape.state.text.text() == "quiet: proven alive, nothing for 4 min"
    tape.set_palette(LIGHT)
    assert not tape.state.isHidden()


# --- alerts ------------------------------------------------------------------------------------


def test_an_alert_is_judged_while_it_is_typed_and_becomes_a_rule(tape: Tape) -> None:
    wishes: list[RuleWish] = []
    tape.rule_wanted.connect(wishes.append)
    assert tape.alert.isHidden()
    tape.bell.click()
    bar = tape.alert
    assert not bar.isHidden()
    assert not bar.add.isEnabled()
    QTest.keyClicks(bar.amount, "5")
    assert bar.said.text() == "Tells when: BTC liquidations above $5 in 5m, all venues together."
    QTest.keyClicks(bar.amount, "q")
    assert bar.said.property("wrong") is True
    assert bar.said.text() == "“5q” is no amount; write for example 5M, 750K or 5x."
    assert not bar.add.isEnabled()
    QTest.keyClick(bar.amount, Qt.Key.Key_Return)
    assert wishes == []
    bar.amount.setText("1x")
    assert "Normal is 1x" in bar.said.text()
    bar.amount.setText("5M")
    tape.filters.side.setCurrentIndex(tape.filters.side.findData(Side.LONG))
    tape.filters.side.activated.emit(0)
    assert bar.amount.accessibleDescription().startswith("Tells when: BTC long liquidations")
    QTest.keyClick(bar.amount, Qt.Key.Key_Return)
    assert wishes == [RuleWish("BTC", "liquidations:5m:long>5M")]
    tape.added()
    assert bar.amount.text() == ""
    assert bar.said.text() == "The alert is on the list of rules."
    tape.refused("There is such a rule.")
    assert bar.said.property("wrong") is True
    QTest.keyClick(bar.amount, Qt.Key.Key_Escape)
    assert bar.isHidden()


# --- many feeds, little room -------------------------------------------------------------------


def test_many_feeds_are_counted_in_the_line_and_named_below() -> None:
    titles = {f"v{n}": f"Venue {n}" for n in range(5)}
    down = [feed(venue, State.DOWN, "Refused.") for venue in titles]
    said = said_of_feeds(down, titles, 0, NOW_MS)
    assert (said.text, said.role) == ("all 5 feeds down", "down")
    assert said.empty.startswith("No liquidation can be received. Venue 0, Venue 1, ")
    assert "Refused." in said.empty
    some = [*down[:4], feed("v4", State.OFF)]
    assert said_of_feeds(some, titles, 0, NOW_MS).text == "4 feeds down"
    partly = [*down[:4], feed("v4", State.LIVE)]
    assert said_of_feeds(partly, titles, NOW_MS, NOW_MS).text == "without 4 of 5 feeds (down)"


def test_a_narrow_filter_stands_in_two_rows(tape: Tape, qtbot: QtBot) -> None:
    bar = tape.filters
    tops = lambda: {one.y() for one in (bar.coin, bar.venue, bar.side, bar.least)}  # noqa: E731
    assert len(tops()) == 1
    tape.resize(246, 260)
    qtbot.waitUntil(lambda: len(tops()) == 2)
    assert bar.venue.y() == bar.coin.y()
    assert min(one.width() for one in (bar.coin, bar.venue, bar.side, bar.least)) >= 90
    tape.resize(314, 260)
    qtbot.waitUntil(lambda: len(tops()) == 1)
