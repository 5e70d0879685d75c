"""On the smallest screen and in the longest language: no word is cut off, and nothing is out of reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tracker.ui.main_window import MainWindow
from tracker.ui.on_screen import resize_within
from tracker.ui.panels.elided import Elided
from tracker.ui.popover import Popover
from ui.bench import MakeBench
from ui.places import (
    PLACES,
    chart_window,
    indicators,
    level_editor,
    liquidations,
    main_window,
)

#: 1920 × 1080 at 200 %, without the bars of the desktop, and a title bar less for dialogs.
SMALL = (960, 500)
_DIALOG_PX = 464
#: What a box to choose from takes beside its words.
_MARK_PX = 28
_KINDS = (QLabel, QPushButton, QCheckBox, QToolButton, QComboBox, QLineEdit)
#: Windows have the room that the user gives them.
_WINDOWS = (main_window, chart_window)
_WHOLE = [one for one in PLACES if one not in _WINDOWS]


@pytest.fixture(params=_WHOLE, ids=[one.__name__ for one in _WHOLE])
def root(request: pytest.FixtureRequest, make_bench: MakeBench, qtbot: QtBot) -> Iterator[QWidget]:
    request.getfixturevalue("german")
    bench = make_bench(size=SMALL)
    found: QWidget = request.param(bench)
    window = found.window()
    qtbot.waitUntil(found.isVisible)
    if not isinstance(window, MainWindow):
        window.resize(min(window.width(), SMALL[0]), min(window.height(), _DIALOG_PX))
    yield found
    if found.isWindow():
        found.close()


def is_cut(one: QWidget) -> bool:
    """Whether words of it cannot be read where it is."""
    if isinstance(one, Elided):  # it says so itself, and has a tip
        return False
    if isinstance(one, QLabel):
        if one.wordWrap():
            return one.height() < one.heightForWidth(one.width()) - 1
        return bool(one.text()) and one.width() < one.sizeHint().width() - 1
    if isinstance(one, QPushButton | QCheckBox | QToolButton):
        need, has = one.sizeHint(), one.size()
        return bool(one.text()) and (
            has.width() < need.width() - 1 or has.height() < need.height() - 1
        )
    if isinstance(one, QComboBox):
        words = one.fontMetrics().horizontalAdvance(one.currentText())
        return one.width() < words + _MARK_PX
    return False


def is_reachable(one: QWidget) -> bool:
    """Whether it lies in its window, or in something that can be scrolled down to it."""
    parent = one.parentWidget()
    while parent is not None and parent is not one.window():
        if isinstance(parent, QScrollArea):
            body = parent.widget()
            return body.rect().contains(QRect(one.mapTo(body, QPoint(0, 0)), one.size()))
        parent = parent.parentWidget()
    place = QRect(one.mapTo(one.window(), one.rect().topLeft()), one.size())
    return one.window().rect().contains(place)


def test_every_word_is_whole_and_within_reach(root: QWidget, qtbot: QtBot) -> None:
    def check() -> None:
        parts = [one for one in root.findChildren(QWidget) if one.isVisibleTo(root)]
        shown = [one for one in parts if one.window() is root.window()]
        cut = [f"{one} {one.property('text')}" for one in shown if is_cut(one)]
        away = [
            f"{one} {one.property('text')}"
            for one in shown
            if isinstance(one, _KINDS) and not is_reachable(one)
        ]
        assert (cut, away) == ([], [])
        if isinstance(root, Popover):
            parent = root.parentWidget()
            assert parent is not None
            assert parent.rect().contains(root.geometry())

    qtbot.waitUntil(check)  # layouts are made with the next events


@pytest.mark.parametrize("place", [level_editor, liquidations])
def test_a_sheet_that_is_higher_than_the_window_is_scrolled(
    place: object, make_bench: MakeBench, qtbot: QtBot
) -> None:
    bench = make_bench(size=(960, 800))
    sheet = place(bench)  # type: ignore[operator]
    qtbot.waitUntil(sheet.isVisible)
    (area,) = [one for one in sheet.findChildren(QScrollArea) if one.parent() is sheet]
    assert area.verticalScrollBar().maximum() == 0
    high = sheet.height()
    bench.window.setMinimumHeight(0)
    bench.window.resize(960, high - 40)
    qtbot.waitUntil(lambda: sheet.height() < high - 40)
    assert bench.window.rect().contains(sheet.geometry())
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    bench.window.resize(960, 800)
    qtbot.waitUntil(lambda: sheet.height() == high)


def test_what_tab_reaches_is_scrolled_into_view(make_bench: MakeBench, qtbot: QtBot) -> None:
    bench = make_bench(size=(960, 800))
    editor = level_editor(bench)
    bench.window.setMinimumHeight(0)
    bench.window.resize(960, 340)
    (area,) = [one for one in editor.findChildren(QScrollArea) if one.parent() is editor]
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    save = bench.window.levelling.editor.save
    assert not area.viewport().rect().contains(save.mapTo(area.viewport(), save.rect().center()))
    while not save.hasFocus():
        assert editor.focusNextPrevChild(True)
    assert area.viewport().rect().contains(save.mapTo(area.viewport(), save.rect().center()))


def test_a_window_is_made_no_larger_than_its_screen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    resize_within(window, 400, 300)
    assert (window.width(), window.height()) == (400, 300)
    resize_within(window, 9_000, 9_000)
    assert window.width() == room.width()
    assert room.height() - 60 < window.height() < room.height()  # below a title bar


def test_a_sheet_grows_with_what_is_put_into_it(make_bench: MakeBench, qtbot: QtBot) -> None:
    bench = make_bench(size=(960, 800))
    indicators(bench)
    sheet = bench.window.indicating.sheet
    (area,) = [one for one in sheet.findChildren(QScrollArea) if one.parent() is sheet]
    for count in range(2, 6):
        high = sheet.height()
        sheet.add.click()
        assert len(sheet.lines) == count
        assert sheet.height() > high
        qtbot.waitUntil(lambda: area.widget().height() <= area.viewport().height())
        assert area.verticalScrollBar().maximum() == 0
    sheet.lines[0].removed.emit()
    qtbot.waitUntil(lambda: area.widget().height() == area.viewport().height())
