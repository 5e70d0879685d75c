"""The list behind watchlist, ladder, alerts and tape: painting, keys, selection, scrolling."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tracker.ui.panels.elided import Elided
from tracker.ui.panels.rows import Brush, Panel, RowList, RowModel
from tracker.ui.theme import DARK, LIGHT, style_sheet
from ui.samples import has_color, picture

Row = tuple[str, int]
EAST = timezone(timedelta(hours=5, minutes=30))


def words(row: Row, zone: tzinfo) -> str:
    return f"{row[0]} {row[1]} {zone}"


def paint(brush: Brush, row: Row) -> None:
    brush.text(f"{row[0]} {row[1]}", brush.rect, role="level")


def rows(count: int) -> list[Row]:
    return [(f"row{n}", n) for n in range(count)]


@pytest.fixture
def made(qtbot: QtBot) -> RowList[Row]:
    made = RowList[Row]("Things", 40, words, paint, DARK, key=lambda row: row[0])
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_screen_reader_hears_each_row(made: RowList[Row]) -> None:
    made.show_rows(rows(2))
    model = made.model()
    index = model.index(1, 0)
    assert made.accessibleName() == "Things"
    for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
        assert model.data(index, role) == "row1 1 UTC"
    assert model.data(index, Qt.ItemDataRole.UserRole) == ("row1", 1)
    assert model.data(index, Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    assert model.rowCount(index) == 0
    made.set_zone(EAST)
    assert model.data(index) == "row1 1 UTC+05:30"


def test_a_row_that_is_gone_is_nothing(qapp: QApplication) -> None:
    del qapp
    model = RowModel[Row](words)
    model.show(rows(2))
    index = model.index(1, 0)
    model.rows.pop()
    assert model.data(index) is None


def test_changed_rows_are_painted_anew(made: RowList[Row], qtbot: QtBot) -> None:
    made.show_rows([("a", 1)])
    qtbot.waitUntil(lambda: has_color(picture(made), DARK.color("level")))
    before = picture(made)
    made.show_rows([("a", 888)])
    assert (picture(made) != before).any()
    made.set_palette(LIGHT)
    assert has_color(picture(made), LIGHT.color("level"))


def test_what_is_selected_stays_selected_wherever_it_moves(made: RowList[Row]) -> None:
    made.show_rows([("a", 1), ("b", 2), ("c", 3)])
    made.setCurrentIndex(made.model().index(1, 0))
    made.show_rows([("b", 2), ("a", 1), ("c", 3)])
    assert made.row_at(made.currentIndex()) == ("b", 2)
    made.show_rows([("a", 1), ("c", 3), ("d", 4), ("b", 5)])
    assert made.row_at(made.currentIndex()) == ("b", 5)
    made.show_rows([("a", 1), ("x", 3), ("d", 4), ("c", 5)])
    assert made.row_at(made.currentIndex()) is None
    made.show_rows([])
    assert made.rows == []


def test_selection_hover_and_focus_can_be_seen(made: RowList[Row], qtbot: QtBot) -> None:
    made.show_rows(rows(3))
    made.clearFocus()
    assert not has_color(picture(made), DARK.color("raised"))
    made.setCurrentIndex(made.model().index(0, 0))
    assert has_color(picture(made), DARK.color("raised"), least=1_000)
    assert not has_color(picture(made), DARK.color("interest"))
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    assert has_color(picture(made), DARK.color("interest"), least=40)
    qtbot.mouseMove(made.viewport(), QPoint(50, 100))
    qtbot.waitUntil(lambda: _hovered(made))


def _hovered(made: RowList[Row]) -> bool:
    """Half of the selection's colour over the background, in the third row."""
    row = picture(made)[90:110, 120:180].reshape(-1, 3)
    return len({tuple(pixel) for pixel in row}) == 1 and tuple(row[0]) != tuple(
        picture(made)[190, 150]
    )


def test_new_rows_go_where_they_belong_and_old_ones_leave(made: RowList[Row]) -> None:
    made.show_rows(rows(4))
    made.insert_rows(1, [("new", 9)], 4)
    assert [row[0] for row in made.rows] == ["row0", "new", "row1", "row2"]
    made.insert_rows(0, [], 4)
    assert len(made.rows) == 4


def test_what_is_being_read_does_not_move_when_rows_arrive(
    made: RowList[Row], qtbot: QtBot
) -> None:
    made.show_rows(rows(40))
    made.doItemsLayout()
    made.insert_rows(0, [("top", 0)], 500)
    qtbot.waitUntil(lambda: made.indexAt(QPoint(10, 10)).row() == 0)
    made.verticalScrollBar().setValue(10 * 40 + 15)
    reading = made.row_at(made.indexAt(QPoint(10, 10)))
    made.insert_rows(0, [("newer", 1), ("newest", 2)], 500)
    assert made.row_at(made.indexAt(QPoint(10, 10))) == reading
    # Below what is being read nothing has to give way.
    made.insert_rows(30, [("older", 3)], 500)
    assert made.row_at(made.indexAt(QPoint(10, 10))) == reading


def test_keys_move_in_the_list_where_the_window_has_other_uses_for_them(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = RowList[Row]("Things", 40, words, paint, DARK, key=lambda row: row[0])
    QVBoxLayout(window).addWidget(made)
    used: list[str] = []
    for key in ("End", "PgDown", "T"):
        QShortcut(QKeySequence(key), window, lambda one=key: used.append(one))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made.show_rows(rows(40))
    made.setFocus()
    made.setCurrentIndex(made.model().index(0, 0))
    qtbot.keyClick(made, Qt.Key.Key_PageDown)
    assert made.currentIndex().row() > 0
    qtbot.keyClick(made, Qt.Key.Key_End)
    assert made.currentIndex().row() == 39
    qtbot.keyClick(made, Qt.Key.Key_T)
    assert used == ["T"]


def test_a_text_that_does_not_fit_ends_in_an_ellipsis(qapp: QApplication) -> None:
    del qapp
    painter = Mock()
    brush = Brush(painter, QRect(0, 0, 60, 20), DARK)
    brush.text("short", brush.rect)
    brush.text("a very long sentence about a level", brush.rect, right=True)
    written = [call.args[1] for call in painter.drawText.call_args_list]
    assert written[0] == "short"
    assert written[1].endswith("…")
    assert brush.zone is UTC


def test_a_panel_says_what_it_is_about_and_that_it_is_empty(qtbot: QtBot) -> None:
    made = RowList[Row]("Things", 40, words, paint, DARK, key=lambda row: row[0])
    panel = Panel("Things", made, "Nothing is here yet.")
    qtbot.addWidget(panel)
    panel.show()
    assert not panel._empty.isHidden()
    assert panel.body.isHidden()
    made.show_rows(rows(1))
    assert panel._empty.isHidden()
    assert not panel.body.isHidden()
    made.show_rows([])
    assert not panel._empty.isHidden()
    made.insert_rows(0, rows(2), 9)
    assert panel._empty.isHidden()
    panel.set_scope("BTC")
    assert panel._scope.text() == "BTC"
    panel.set_zone(EAST)
    panel.set_palette(LIGHT)
    assert made._delegate.zone is EAST
    assert made._delegate.palette is LIGHT


def test_an_elided_label_writes_what_fits_and_tells_the_rest_in_its_tip(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.setStyleSheet(style_sheet(DARK) + "QLabel#quiet { font-size: 11px; }")
    label = Elided("Binance USD-M, Bybit and OKX", right=True)
    label.setObjectName("quiet")
    label.setParent(holder)
    label.resize(400, 20)
    holder.resize(400, 30)
    holder.show()
    qtbot.waitExposed(holder)
    assert label.shown() == label.text()
    assert label.toolTip() == ""
    assert has_color(picture(holder), DARK.color("quiet"), least=5)
    label.resize(80, 20)
    assert label.shown().endswith("…")
    assert label.toolTip() == label.text()
    label.setText("OKX")
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() < 20
