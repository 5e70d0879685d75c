"""The ladder: levels by price, the price among them, and how one is taken off."""

from __future__ import annotations

from datetime import UTC

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tracker.domain.level import LevelState, Role
from tracker.domain.times import parse_iso
from tracker.ui.panels.ladder import Ladder, describe, rungs
from tracker.ui.theme import DARK
from ui.samples import has_color, level_row, picture

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
        "75,000 was support, broken 4 Feb 15:00",
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


def test_the_menu_takes_off_the_level_under_the_mouse(
    ladder: Ladder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu))
    heard = removed(ladder)
    ladder.show_levels("BTC", ROWS, 67_450.0)
    ladder.body.customContextMenuRequested.emit(QPoint(30, 60))  # the price
    ladder.body.customContextMenuRequested.emit(QPoint(30, 280))  # nothing
    assert shown == []
    ladder.body.customContextMenuRequested.emit(QPoint(30, 10))
    (action,) = shown[0].actions()
    assert action.text() == "Remove 75,000"
    action.trigger()
    assert heard == [1]


def test_a_resistance_is_called_so(ladder: Ladder) -> None:
    row = level_row(80_000.0, role=Role.RESISTANCE)
    ladder.show_levels("BTC", [row], None)
    assert describe(ladder.body.rows[0], UTC) == "80,000 resistance"
