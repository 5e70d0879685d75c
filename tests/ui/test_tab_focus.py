"""The keyboard's focus on tabs can be seen: in a dialog, and where panels lie behind each other."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from tracker.ui.theme import PALETTES, Palette, style_sheet
from ui.bench import Bench
from ui.places import about
from ui.samples import pixels
from ui.test_theme import contrast, name_of


def shot(bar: QTabBar) -> tuple[QSize, list[list[str]]]:
    """The size of the chosen tab, and its colours by rows."""
    place = bar.tabRect(bar.currentIndex())
    window = bar.window()
    rows = pixels(window.grab(QRect(bar.mapTo(window, place.topLeft()), place.size())).toImage())
    return place.size(), [[QColor(*map(int, one)).name() for one in row] for row in rows]


def check_frame(bar: QTabBar, elsewhere: QWidget, palette: Palette, qtbot: QtBot) -> None:
    """Focus puts a frame around the chosen tab and moves nothing."""
    bar.window().setStyleSheet(style_sheet(palette))
    bar.window().activateWindow()
    elsewhere.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: elsewhere.hasFocus() and not bar.hasFocus())
    size, without = shot(bar)
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(bar.hasFocus)
    focused_size, framed = shot(bar)
    assert focused_size == size
    changed = {
        QPoint(x, y)
        for y, (before, after) in enumerate(zip(without, framed, strict=True))
        for x, (one, other) in enumerate(zip(before, after, strict=True))
        if one != other
    }
    right = size.width() - 1
    for y in range(size.height() - 3):
        assert {QPoint(0, y), QPoint(right, y)} <= changed
    for x in range(size.width()):
        assert QPoint(x, 0) in changed
    for one in changed:
        assert contrast(without[one.y()][one.x()], framed[one.y()][one.x()]) >= 3
    # The words stay where they are.
    assert all(one.x() in (0, right) or one.y() == 0 for one in changed)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=name_of)
def test_on_the_tabs_of_a_dialog(bench: Bench, palette: Palette, qtbot: QtBot) -> None:
    dialog = about(bench)
    (bar,) = dialog.findChildren(QTabBar)
    elsewhere = next(one for one in dialog.findChildren(QPushButton) if one.isVisible())
    check_frame(bar, elsewhere, palette, qtbot)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=name_of)
def test_where_panels_lie_behind_each_other(bench: Bench, palette: Palette, qtbot: QtBot) -> None:
    placing = bench.window.placing
    placing.tabifyDockWidget(placing.docks["alerts"], placing.docks["watchlist"])
    qtbot.waitUntil(lambda: any(one.isVisible() for one in placing.findChildren(QTabBar)))
    bar = next(one for one in placing.findChildren(QTabBar) if one.isVisible())
    check_frame(bar, bench.button("More"), palette, qtbot)
