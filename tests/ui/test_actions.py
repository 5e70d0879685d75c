"""Everything that can be done: one list, no key twice, and each key does what the list says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from tracker.domain.times import INTERVALS
from tracker.ui.actions import Actions, Place
from tracker.ui.chart_keeping import KeptChart
from tracker.ui.chart_window import ChartWindow
from tracker.ui.menus import Menus
from ui.bench import Bench

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def other(bench: Bench, qtbot: QtBot) -> ChartWindow:
    made = bench.window.charts.open(KeptChart("BTC"))
    qtbot.waitExposed(made)
    return made


# --- the list ----------------------------------------------------------------------------------


def test_a_name_stands_for_one_thing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    actions.add(Place.FILE, "export", "Export", lambda: None)
    with pytest.raises(ValueError, match="two actions “export”"):
        actions.add(Place.VIEW, "export", "Again", lambda: None)


def test_a_key_that_means_two_things_is_named(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    actions.add(Place.FILE, "one", "One", lambda: None, keys="Ctrl+E F2")
    actions.add(Place.VIEW, "two", "Two", lambda: None, keys="Ctrl+e")
    assert actions.clashes() == {"Ctrl+E": ["one", "two"]}


def test_what_was_done_is_told(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions, done = Actions(window), list[str]()
    actions.triggered.connect(done.append)
    actions.add(Place.FILE, "one", "One", lambda: done.append("call"))
    actions.entry("one").action.trigger()
    assert done == ["one", "call"], "it is told before a dialog waits for an answer"


def windows(bench: Bench, other: ChartWindow) -> list[tuple[Actions, QWidget]]:
    return [(bench.window.registry, bench.window), (other.registry, other)]


def test_no_key_means_two_things(bench: Bench, other: ChartWindow) -> None:
    for actions, window in windows(bench, other):
        assert actions.clashes() == {}
        known = {one.action for one in actions.entries}
        strays = [
            (one.text(), keys.toString())
            for one in window.findChildren(QAction)
            if one not in known and one.shortcutContext() != Qt.ShortcutContext.WidgetShortcut
            for keys in one.shortcuts()
        ]
        assert strays == [], "an action with a key that the list does not know"
        assert not [one for one in window.findChildren(QShortcut) if one.parent() is window]


def test_underlined_letters_are_no_keys_with_alt(bench: Bench) -> None:
    menus = bench.window.menus.shown
    letters = [QKeySequence.mnemonic(one.title()).toString() for one in menus]
    assert "" not in letters
    assert len(set(letters)) == len(menus) == len(Place)
    used = {keys for one in bench.window.registry.entries for keys in one.keys}
    assert not used & set(letters)


def test_every_entry_has_words_and_stands_in_its_menu(bench: Bench, other: ChartWindow) -> None:
    for actions, window in windows(bench, other):
        assert isinstance(window.menus, Menus)  # type: ignore[attr-defined]
        shown = {menu.accessibleName(): menu for menu in window.menus.shown}  # type: ignore[attr-defined]
        for one in actions.entries:
            assert one.text
            assert one.action in every_action(shown[one.place.value]), one.name


def every_action(menu: QMenu) -> list[QAction]:
    found = list(menu.actions())
    for one in menu.actions():
        inner = one.menu()
        if isinstance(inner, QMenu):
            found += every_action(inner)
    return found


def test_everything_is_behind_the_last_button_too(bench: Bench, other: ChartWindow) -> None:
    for window in (bench.window, other):
        more = window.bar._more
        assert [one.menuAction() for one in window.menus.shown] == more.actions()


# --- keys --------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["main", "other"])
def test_keys_do_what_the_list_says(
    bench: Bench, other: ChartWindow, qtbot: QtBot, which: str
) -> None:
    """What changes only the view."""
    window = bench.window if which == "main" else other
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    done: list[str] = []
    window.registry.triggered.connect(done.append)
    names = ["earlier", "page-earlier", "oldest", "page-later", "closer", "wider", "now"]
    for name in names:
        before = window.chart.view()
        qtbot.keySequence(window.centralWidget(), window.registry.entry(name).action.shortcut())
        # The other window has no candles, so nothing moves in it.
        assert window.chart.view() != before or which == "other", name
    assert done == names


def test_a_page_is_more_than_a_step_and_home_is_the_oldest(bench: Bench, qtbot: QtBot) -> None:
    chart, canvas = bench.window.chart, bench.window.chart.canvas
    right = chart.view()[1]
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    step = right - chart.view()[1]
    qtbot.keyClick(canvas, Qt.Key.Key_Left, SHIFT)
    assert right - step - chart.view()[1] > 3 * step
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert chart.span is not None
    assert chart.view()[0] == chart.span.first_ms
    assert not chart.at_now()
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert chart.at_now()


def test_intervals_have_keys_in_a_chart_window(other: ChartWindow, qtbot: QtBot) -> None:
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    for place, interval in enumerate(INTERVALS, start=1):
        qtbot.keyClick(other, getattr(Qt.Key, f"Key_{place}"))
        qtbot.waitUntil(lambda one=interval: other.desk.interval is one)  # type: ignore[misc]


def test_full_screen_and_back(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    action = window.registry.entry("full-screen").action
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    assert action.isChecked()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert not action.isChecked()


def test_copy_is_the_chart_or_the_row_that_has_the_keyboard(bench: Bench, qtbot: QtBot) -> None:
    window, done = bench.window, list[str]()
    window.registry.triggered.connect(done.append)
    qtbot.keyClick(window.chart.canvas, Qt.Key.Key_C, CTRL)
    assert done == ["copy"]
    tape = window.tape.body
    tape.setFocus()
    tape.setCurrentIndex(tape.model().index(0, 0))
    copied: list[bool] = []
    (copy,) = (one for one in tape.actions() if one.text() == "Copy")
    copy.triggered.connect(lambda: copied.append(True))
    qtbot.keyClick(tape, Qt.Key.Key_C, CTRL)
    assert (done, copied) == (["copy"], [True])


# --- typing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["chart", "watchlist", "button"])
def test_a_letter_begins_the_name_of_a_coin(bench: Bench, qtbot: QtBot, where: str) -> None:
    window = bench.window
    widgets: dict[str, QWidget] = {
        "chart": window.chart.canvas,
        "watchlist": window.watchlist.body,
        "button": bench.button("1h"),
    }
    widgets[where].setFocus()
    qtbot.keyClick(widgets[where], "s")
    search = window.watching.search
    qtbot.waitUntil(search.isVisible)
    qtbot.keyClick(search.field, "o")
    assert search.field.text() == "So"


def test_in_a_field_letters_are_letters(bench: Bench, qtbot: QtBot) -> None:
    bench.window.alerts.search.setFocus()
    qtbot.keyClicks(bench.window.alerts.search, "sl?/+1")
    assert bench.window.alerts.search.text() == "sl?/+1"
    assert not bench.window.watching.search.isVisible()


def test_l_is_a_level_on_the_prices_and_a_letter_elsewhere(bench: Bench, qtbot: QtBot) -> None:
    window, placed = bench.window, list[float]()
    window.chart.level_added.connect(placed.append)
    canvas = window.chart.canvas
    canvas.board.mouse = None
    qtbot.keyClick(canvas, Qt.Key.Key_L)
    assert window.watching.search.field.text() == "L"
    window.watching.search.hide()
    canvas.board.mouse = canvas.board.price.rect.center()
    qtbot.keyClick(canvas, Qt.Key.Key_L)
    assert len(placed) == 1


def test_typing_in_a_chart_window_finds_a_coin_of_the_watchlist(
    other: ChartWindow, qtbot: QtBot
) -> None:
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    qtbot.keyClick(other.chart, "e")
    palette = other.finding.palette
    assert palette is not None
    assert palette.heading.text() == "Show a coin"
    assert [one.text for one in palette.list.rows] == ["ETH"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert other.desk.asset == "ETH"


# --- the bar of menus ----------------------------------------------------------------------------


def tap_alt(window: QWidget, qtbot: QtBot) -> None:
    qtbot.keyPress(window, Qt.Key.Key_Alt)
    qtbot.keyRelease(window, Qt.Key.Key_Alt)


@pytest.mark.parametrize(
    "call", [tap_alt, lambda window, qtbot: qtbot.keyClick(window, Qt.Key.Key_F10)]
)
def test_the_bar_comes_when_asked_for_and_goes_again(
    bench: Bench, qtbot: QtBot, call: Callable[[QWidget, QtBot], None]
) -> None:
    bar = bench.window.menus.bar
    assert not bar.isVisible()
    call(bench.window, qtbot)
    assert bar.isVisible()
    assert bar.activeAction().text() == "&File"
    menu = bench.window.menus.shown[0]
    menu.popup(bench.window.mapToGlobal(QPoint(0, 20)))
    menu.hide()
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_alt_with_another_key_is_no_call_for_the_bar(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    qtbot.keyPress(window, Qt.Key.Key_Alt)
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    qtbot.keyRelease(window, Qt.Key.Key_Alt)
    assert not window.menus.bar.isVisible()


def test_the_bar_stays_where_it_is_wanted_which_is_a_setting(bench: Bench, qtbot: QtBot) -> None:
    bench.window.registry.entry("keep-menus").action.setChecked(True)
    assert bench.window.setting_up.settings.menu_bar
    assert bench.window.menus.bar.isVisible()
    menu = bench.window.menus.shown[0]
    menu.popup(bench.window.mapToGlobal(QPoint(0, 20)))
    menu.hide()
    qtbot.wait(0)
    assert bench.window.menus.bar.isVisible()
    bench.window.setting_up.set("menu_bar", False)
    assert not bench.window.menus.bar.isVisible()
    assert not bench.window.registry.entry("keep-menus").action.isChecked()
