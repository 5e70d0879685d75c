"""Names, keys and focus for those who do not use a mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tracker.services.update import Progress
from tracker.ui.main_window import MainWindow
from tracker.ui.theme import DARK
from ui.bench import Bench
from ui.samples import (
    has_color,
    picture,
)


def controls(window: MainWindow) -> list[QWidget]:
    """What takes the focus itself: one with a proxy hands it on."""
    return [
        one
        for one in window.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and one.isVisible()
        and one.isEnabled()
    ]


def test_every_control_has_a_name(bench: Bench) -> None:
    bench.window.banner.say("The disk is full.", stays=True)
    bench.window.status.show_progress(Progress(1, 100))
    names = {one.accessibleName() for one in controls(bench.window)}
    assert "" not in names
    assert {"Level", "Export", "Watchlist", "Ladder of levels", "Alerts", "Dismiss"} <= names
    for tile in bench.window.tiles.tiles:
        assert tile.accessibleName()
    for chip in bench.window.status.chips.values():
        assert chip.accessibleName()


def test_tab_reaches_every_control_and_comes_back(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    window.banner.say("The disk is full.", stays=True)
    window.status.show_progress(Progress(1, 100))
    wanted = {one.accessibleName() for one in controls(window)}
    window.chart.canvas.setFocus()
    qtbot.waitUntil(window.chart.canvas.hasFocus)
    reached: list[str] = []
    for _ in range(3 * len(wanted)):
        focus = QApplication.focusWidget()
        reached.append(focus.accessibleName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert wanted <= set(reached), wanted - set(reached)


def test_focus_can_be_seen_on_every_button(bench: Bench, qtbot: QtBot) -> None:
    bench.window.charts.open_new()  # with another window there is one button more
    bench.window.activateWindow()
    qtbot.waitUntil(bench.window.isActiveWindow)
    buttons = [one for one in bench.window.toolbar.findChildren(QToolButton) if one.isVisible()]
    assert bench.window._link in buttons
    for one in buttons:
        one.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(one.hasFocus)
        assert has_color(picture(one), DARK.color("interest"), least=20), one.text()
        one.clearFocus()
        assert not has_color(picture(one), DARK.color("interest"), least=20)
