"""A page is scrolled by keyboard, where there is something to scroll and the keyboard is there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tracker.ui.page_area import PageArea
from tracker.ui.panel_dock import PanelDock
from ui.bench import Bench
from ui.places import recovery, surroundings


def words(lines: int = 60) -> QLabel:
    made = QLabel("\n".join(["words"] * lines))
    made.setMinimumSize(400, lines * 20)
    return made


@pytest.fixture
def area(qtbot: QtBot) -> PageArea:
    made = PageArea("A page")
    qtbot.addWidget(made)
    made.setWidget(words())
    made.resize(300, 200)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made.isActiveWindow() and made.verticalScrollBar().maximum() > 0)
    made.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(made.hasFocus)
    return made


def test_keys_scroll_it(area: PageArea, qtbot: QtBot) -> None:
    down, across = area.verticalScrollBar(), area.horizontalScrollBar()
    qtbot.keyClick(area, Qt.Key.Key_Down)
    assert down.value() == down.singleStep()
    qtbot.keyClick(area, Qt.Key.Key_PageDown)
    assert down.value() == down.singleStep() + down.pageStep()
    qtbot.keyClick(area, Qt.Key.Key_PageUp)
    qtbot.keyClick(area, Qt.Key.Key_Up)
    assert down.value() == 0
    qtbot.keyClick(area, Qt.Key.Key_End)
    assert down.value() == down.maximum()
    qtbot.keyClick(area, Qt.Key.Key_Home)
    assert down.value() == 0
    qtbot.keyClick(area, Qt.Key.Key_Right)
    assert across.value() == across.singleStep()
    qtbot.keyClick(area, Qt.Key.Key_Left)
    assert across.value() == 0


def test_a_key_with_another_held_is_not_its_own(area: PageArea, qtbot: QtBot) -> None:
    qtbot.keyClick(area, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert area.verticalScrollBar().value() == 0


def test_a_page_that_is_held_does_not_go_across(area: PageArea, qtbot: QtBot) -> None:
    area.hold(words())
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    qtbot.keyClick(area, Qt.Key.Key_Right)
    assert area.horizontalScrollBar().value() == 0


def test_tab_stops_at_it_only_where_it_can_scroll(area: PageArea, qtbot: QtBot) -> None:
    assert area.focusPolicy() is Qt.FocusPolicy.TabFocus
    area.setWidget(QLabel("Short."))
    qtbot.waitUntil(lambda: area.focusPolicy() is Qt.FocusPolicy.NoFocus)
    area.setWidget(words())
    qtbot.waitUntil(lambda: area.focusPolicy() is Qt.FocusPolicy.TabFocus)


def dock_of(bench: Bench) -> tuple[PanelDock, PageArea]:
    """A page that is lower than its words, in the window."""
    dock = surroundings(recovery(bench))
    assert isinstance(dock, PanelDock)
    dock.resize(520, 200)
    area = dock.widget()
    assert isinstance(area, PageArea)
    return dock, area


def test_the_chart_stays_where_a_page_is_scrolled(bench: Bench, qtbot: QtBot) -> None:
    dock, area = dock_of(bench)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    dock.activateWindow()
    area.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(area.hasFocus)
    view = bench.window.chart.canvas.board.timeline
    before = view.left_ms, view.right_ms
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Down):
        qtbot.keyClick(area, key)
    assert area.verticalScrollBar().value() > 0
    assert (view.left_ms, view.right_ms) == before
    assert bench.window.watchlist.body.currentIndex().row() <= 0


def test_a_page_of_words_alone_takes_the_keyboard(qtbot: QtBot) -> None:
    dock = PanelDock("page", "Page", (300, 200))
    qtbot.addWidget(dock)
    dock.fill_with(words)
    dock.show()
    dock.resize(300, 200)
    dock.activateWindow()
    area = dock.widget()
    assert isinstance(area, PageArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    dock.take_focus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is area)
