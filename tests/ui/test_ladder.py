"""The ladder: levels by price, the price among them, and how one is taken off."""

from __future__ import annotations

from datetime import UTC

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tracker.domain.level import LevelState, Role
from tracker.domain.times import HOUR_MS, MINUTE_MS, parse_iso
from tracker.ui.panels.ladder import Ladder, describe, rungs
from tracker.ui.theme import DARK, level_tones
from ui.samples import NOW_MS, has_color, level_row, picture

ROWS = [
    level_row(75_000.0, LevelState.BROKEN, level_id=1, since_ms=parse_iso("2026-02-04T15:00:00Z")),
    level_row(65_000.0, level_id=2),
]


@pytest.fixture
def ladder(qtbot: QtBot) -> Ladder:
    made = Ladder(DARK)
    qtbot.addWidget(made)
    made.resize(246, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def removed(ladder: Ladder) -> list[int]:
    heard: list[int] = []
    ladder.removed.connect(heard.append)
    return heard


def test_the_price_stands_among_the_levels() -> None:
    assert [rung.price for rung in rungs(ROWS, 67_450.0)] == [75_000.0, 67_450.0, 65_000.0]
    assert [rung.price for rung in rungs(ROWS, None)] == [75_000.0, 65_000.0]
    assert rungs([], 67_450.0) == []
    # On a level the price comes first: what holds is below it.
    assert [rung.row is None for rung in rungs(ROWS, 65_000.0)] == [False, True, False]


def test_a_rung_in_words() -> None:
    words = [describe(rung, UTC) for rung in rungs(ROWS, 67_450.0)]
    assert words == [
        "75,000 was support, broken 4 Feb 15:00 · +11.2\u202f%",
        "Price now 67,450",
        "65,000 support · −3.6\u202f%",
    ]
    unplaced = level_row(1.0, LevelState.NEW, role=None)
    assert describe(rungs([unplaced], None)[0], UTC) == "1 not placed yet"


def test_holding_and_broken_levels_look_different(ladder: Ladder) -> None:
    ladder.show_levels("BTC", ROWS[:1], None)
    assert has_color(picture(ladder), DARK.color("down"))
    assert not has_color(picture(ladder), DARK.color("level"))
    ladder.show_levels("BTC", ROWS[1:], 67_450.0)
    shot = picture(ladder)
    assert has_color(shot, DARK.color("level"))
    assert has_color(shot, DARK.color("raised"), least=500)
    assert ladder._scope.text() == "BTC"


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_takes_the_selected_level_off(ladder: Ladder, qtbot: QtBot, key: Qt.Key) -> None:
    heard = removed(ladder)
    ladder.show_levels("BTC", ROWS, 67_450.0)
    ladder.body.setFocus()
    qtbot.waitUntil(ladder.body.hasFocus)
    ladder.body.setCurrentIndex(ladder.body.model().index(2, 0))
    # The price falls below the level: another place, the same level.
    ladder.show_price(64_000.0)
    qtbot.keyClick(ladder.body, key)
    assert heard == [2]
    ladder.body.setCurrentIndex(ladder.body.model().index(2, 0))
    qtbot.keyClick(ladder.body, key)
    assert heard == [2], "the price itself cannot be removed"


def test_the_menu_is_that_of_the_level_under_the_mouse(ladder: Ladder) -> None:
    heard: list[int] = []
    ladder.menu_wanted.connect(lambda level_id, _at: heard.append(level_id))
    ladder.show_levels("BTC", ROWS, 67_450.0)
    ladder.body.customContextMenuRequested.emit(QPoint(30, 60))  # the price
    ladder.body.customContextMenuRequested.emit(QPoint(30, 280))  # nothing
    assert heard == []
    ladder.body.customContextMenuRequested.emit(QPoint(30, 10))
    assert heard == [1]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2])
def test_a_key_or_a_double_click_edits_the_level(ladder: Ladder, qtbot: QtBot, key: Qt.Key) -> None:
    heard: list[int] = []
    ladder.edit_wanted.connect(heard.append)
    ladder.show_levels("BTC", ROWS, 67_450.0)
    ladder.body.setFocus()
    qtbot.waitUntil(ladder.body.hasFocus)
    model, list_ = ladder.body.model(), ladder.body
    list_.setCurrentIndex(model.index(2, 0))
    qtbot.keyClick(list_, key)
    assert heard == [2]
    for row in (0, 1):  # the second is the price itself
        at = list_.visualRect(model.index(row, 0)).center()
        qtbot.mouseClick(list_.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(list_.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert heard == [2, 1]


def test_distances_are_told_in_daily_atrs_where_they_are_known() -> None:
    away = [describe(rung, UTC) for rung in rungs(ROWS, 67_450.0, daily_atr=2_450.0)]
    assert away[2] == "65,000 support · −3.6\u202f%, 1.0 daily ATR"


def test_a_level_that_is_silent_says_until_when(ladder: Ladder) -> None:
    level = replace(ROWS[1].level, snoozed_until_ms=NOW_MS + HOUR_MS, note="range low")
    row = replace(ROWS[1], level=level)
    ladder.show_levels("BTC", [row], None, now_ms=NOW_MS)
    (rung,) = ladder.body.rows
    assert describe(rung, UTC) == "65,000 support · snoozed until 12 Feb 10:30 · range low"
    assert not has_color(picture(ladder), DARK.color("level"))
    ladder.show_price(None, now_ms=NOW_MS + HOUR_MS)
    assert describe(ladder.body.rows[0], UTC) == "65,000 support · range low"
    assert has_color(picture(ladder), DARK.color("level"))


def test_a_colour_of_its_own_is_that_of_the_dot(ladder: Ladder) -> None:
    for color, seen in (("teal", level_tones(DARK)["teal"]), ("#8040ff", QColor("#8040ff"))):
        row = replace(ROWS[1], level=replace(ROWS[1].level, color=color))
        ladder.show_levels("BTC", [row], None)
        assert has_color(picture(ladder), seen)


def test_a_resistance_is_called_so(ladder: Ladder) -> None:
    row = level_row(80_000.0, role=Role.RESISTANCE)
    ladder.show_levels("BTC", [row], None)
    assert describe(ladder.body.rows[0], UTC) == "80,000 resistance"


def test_a_price_that_is_not_the_present_any_more_says_its_age(ladder: Ladder) -> None:
    ladder.show_levels("BTC", [level_row()], 67_450.0, now_ms=NOW_MS, at_ms=NOW_MS)
    price = next(rung for rung in ladder.body.rows if rung.row is None)
    assert describe(price, UTC) == "Price now 67,450"
    ladder.tell(NOW_MS + 25 * MINUTE_MS)
    price = next(rung for rung in ladder.body.rows if rung.row is None)
    assert describe(price, UTC) == "Price 25 min old 67,450"


def test_levels_without_a_price_say_that_there_is_none(ladder: Ladder) -> None:
    ladder.show_levels("BTC", [level_row()], None)
    assert ladder._scope.text() == "BTC · no price yet"
    ladder.show_price(67_450.0)
    assert ladder._scope.text() == "BTC"
    ladder.show_levels("BTC", [], None)
    assert ladder._scope.text() == "BTC"
