"""The tape: liquidations by their time, each once, of one coin."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracker.domain.derivatives import Side
from tracker.ui.panels.tape import MOST, Tape
from tracker.ui.theme import DARK
from ui.samples import NOW_MS, TITLES, has_color, liquidation, picture


@pytest.fixture
def tape(qtbot: QtBot) -> Tape:
    made = Tape(DARK)
    made.set_titles(TITLES)
    qtbot.addWidget(made)
    made.resize(314, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def seconds(tape: Tape) -> list[int]:
    return [(row.at_ms - NOW_MS) // 1_000 for row in tape.body.rows]


def at(*numbers: int) -> list[object]:
    return [liquidation(NOW_MS + number * 1_000) for number in numbers]


def test_the_newest_is_on_top_however_late_it_was_told(tape: Tape) -> None:
    tape.begin("BTC")
    tape.add(at(3, 1))
    tape.add(at(2, 5))
    tape.add(at(0))
    assert seconds(tape) == [5, 3, 2, 1, 0]
    assert tape.filters.coin.currentText() == "BTC"


def test_none_is_told_twice(tape: Tape) -> None:
    tape.begin("BTC", at(1, 2, 2))
    tape.add(at(2, 3))
    # What the store gives after live ones have arrived joins them.
    tape.add(at(0, 1, 2, 3))
    assert seconds(tape) == [3, 2, 1, 0]


def test_two_of_one_moment_are_two(tape: Tape) -> None:
    tape.begin("BTC", [liquidation(), liquidation(side=Side.SHORT), liquidation(venue="beta")])
    tape.add([liquidation(usd=5.0)])
    assert len(tape.body.rows) == 4


def test_another_coin_begins_anew(tape: Tape) -> None:
    tape.begin("BTC", at(1, 2))
    tape.begin("ETH")
    assert tape.body.rows == []
    assert not tape._empty.isHidden()
    assert tape.filters.coin.currentText() == "ETH"


def test_the_tape_keeps_the_newest(tape: Tape) -> None:
    tape.begin("BTC", at(*range(1, MOST + 11)))
    assert len(tape.body.rows) == MOST
    tape.add(at(MOST + 50, 5))
    assert len(tape.body.rows) == MOST
    assert seconds(tape)[0] == MOST + 50
    assert seconds(tape)[-1] == 12


def test_a_row_in_words_and_in_another_zone(tape: Tape) -> None:
    tape.begin("BTC", [liquidation()])
    index = tape.body.model().index(0, 0)
    said = tape.body.model().data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "12 Feb 09:30 UTC, Alpha: a long of $1.24M was closed by force at 67,431"
    before = picture(tape)
    tape.set_zone(timezone(timedelta(hours=1), "CET"))
    assert (picture(tape) != before).any()
    assert "10:30 CET" in str(tape.body.model().data(index))
    tape.begin("BTC", [liquidation(venue="unheard-of")])
    assert "unheard-of" in str(tape.body.model().data(index))


def test_longs_and_shorts_differ_in_word_and_colour(tape: Tape) -> None:
    tape.begin("BTC", [liquidation()])
    assert has_color(picture(tape), DARK.color("down"))
    tape.begin("BTC", [liquidation(side=Side.SHORT)])
    shot = picture(tape)
    assert has_color(shot, DARK.color("up"))
    assert not has_color(shot, DARK.color("down"))
