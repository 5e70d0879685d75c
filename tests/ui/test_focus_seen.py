"""Where the keyboard is can be seen: on every control of every window, page, dialog and sheet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tracker.ui.key_sheet import KeySheet
from tracker.ui.layout_picture import paint_window
from tracker.ui.level_editor import LevelEditor
from tracker.ui.page_area import PageArea
from tracker.ui.panels.health import HealthPage
from tracker.ui.panels.liquidation_sheet import LiquidationSheet
from tracker.ui.theme import DARK, PALETTES, Palette, style_sheet
from ui.bench import Bench
from ui.places import PLACES, Open, health, keys, level_editor, liquidations, surroundings
from ui.samples import pixels
from ui.test_accessibility import controls, told
from ui.test_layout_picture import shot_of
from ui.test_theme import name_of

#: A text cursor alone has fewer pixels than this.
_LEAST = 24


@pytest.fixture(autouse=True)
def no_blinking(qapp: QApplication) -> Iterator[None]:
    """The text cursor is no mark: it is gone half of the time."""
    before = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    yield
    qapp.setCursorFlashTime(before)


def shot(one: QWidget) -> np.ndarray:
    """A control as it is seen in its window, as parts of red, green and blue."""
    window = one.window()
    place = QRect(one.mapTo(window, QPoint(0, 0)), one.size())
    return np.array(pixels(window.grab(place).toImage()), dtype=float)[..., :3] / 255


def luminances(picture: np.ndarray) -> np.ndarray:
    """Relative luminance after WCAG 2.2, of each pixel."""
    parts = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
    weighted: np.ndarray = parts @ np.array([0.2126, 0.7152, 0.0722])
    return weighted


def changed(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The pixels that differ by at least 3:1."""
    one, other = luminances(before), luminances(after)
    seen: np.ndarray = (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05) >= 3
    return seen


def focus_on(one: QWidget, qtbot: QtBot) -> None:
    one.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(one.hasFocus)


def bring_into_view(one: QWidget) -> None:
    """As Tab does where a page is scrolled."""
    for area in one.window().findChildren(QScrollArea):
        if area.isAncestorOf(one):
            area.ensureWidgetVisible(one)


@pytest.mark.parametrize("open_place", PLACES, ids=[one.__name__ for one in PLACES])
def test_focus_can_be_seen_on_every_control(open_place: Open, bench: Bench, qtbot: QtBot) -> None:
    root = surroundings(open_place(bench))
    window = root.window()
    window.activateWindow()
    qtbot.waitUntil(lambda: root.isVisible() and window.isActiveWindow())
    found = controls(root)
    assert len(found) > 1
    unseen = []
    for at, one in enumerate(found):
        focus_on(one, qtbot)
        bring_into_view(one)
        focused = shot(one)
        focus_on(found[at - 1], qtbot)
        bring_into_view(one)
        if changed(shot(one), focused).sum() < _LEAST:
            unseen.append(told(one))
    if root.isWindow():
        root.close()
    assert unseen == []


def framed(size: QSize) -> np.ndarray:
    """Where the frame of something of this size is."""
    inside = np.zeros((size.height(), size.width()), dtype=bool)
    inside[1:-1, 1:-1] = True
    return ~inside


def check_frame(one: QWidget, palette: Palette, qtbot: QtBot, elsewhere: QWidget) -> None:
    """With focus it has a whole frame that can be seen, and nothing else has moved."""
    focus_on(elsewhere, qtbot)
    size, before = one.size(), shot(one)
    focus_on(one, qtbot)
    after, edge = shot(one), framed(size)
    assert one.size() == size
    tone = QColor(palette.interest)
    assert np.abs(after[edge] - [tone.redF(), tone.greenF(), tone.blueF()]).max() < 0.01
    # A candle may lie at the edge of a chart; elsewhere all of it stands out.
    assert changed(before, after)[edge].mean() > 0.95
    # Beside the frame there may be the bar of the row that the keys are at: words stay.
    same = (before == after).all(axis=2)
    assert same[1:-1, 2:-1].all()


@pytest.fixture(params=PALETTES.values(), ids=name_of)
def palette(request: pytest.FixtureRequest) -> Palette:
    found: Palette = request.param
    return found


@pytest.fixture
def dressed(bench: Bench, palette: Palette, qtbot: QtBot) -> Bench:
    """The window in the colours of a palette."""
    bench.window.setStyleSheet(style_sheet(palette))
    for one in (bench.window.chart, bench.window.alerts, bench.window.watchlist):
        one.set_palette(palette)
    qtbot.waitUntil(lambda: not bench.window.chart.canvas.pending)
    return bench


def test_a_frame_is_around_the_chart(dressed: Bench, palette: Palette, qtbot: QtBot) -> None:
    check_frame(dressed.window.chart.canvas, palette, qtbot, dressed.button("More"))


def test_a_frame_is_around_a_list_without_a_chosen_row(
    dressed: Bench, palette: Palette, qtbot: QtBot
) -> None:
    body = dressed.window.alerts.body
    assert body.rows
    assert not body.currentIndex().isValid()
    check_frame(body, palette, qtbot, dressed.button("More"))
    # The row from which arrows go on is marked, too; none is chosen by looking.
    assert not body.selectionModel().hasSelection()
    bar = shot(body)[body.row_px // 2, 1]
    assert QColor.fromRgbF(*bar).name() == palette.interest


def test_a_frame_is_around_a_list_whose_row_is_gone(
    dressed: Bench, palette: Palette, qtbot: QtBot
) -> None:
    body = dressed.window.alerts.body
    focus_on(body, qtbot)
    body.setCurrentIndex(QModelIndex())
    check_frame(body, palette, qtbot, dressed.button("More"))


def test_a_frame_is_around_a_table_of_figures(
    dressed: Bench, palette: Palette, qtbot: QtBot
) -> None:
    sheet = liquidations(dressed)
    assert isinstance(sheet, LiquidationSheet)
    sheet.set_palette(palette)
    elsewhere = next(one for one in controls(sheet) if one is not sheet.windows)
    check_frame(sheet.windows, palette, qtbot, elsewhere)


def test_a_frame_is_around_the_table_of_health(
    dressed: Bench, palette: Palette, qtbot: QtBot
) -> None:
    page = health(dressed)
    assert isinstance(page, HealthPage)
    page.set_palette(palette)
    page.window().setStyleSheet(style_sheet(palette))
    page.window().activateWindow()
    elsewhere = next(one for one in controls(page) if one is not page.table)
    check_frame(page.table, palette, qtbot, elsewhere)


def test_a_frame_is_around_the_sheet_of_keys(
    dressed: Bench, palette: Palette, qtbot: QtBot
) -> None:
    dressed.window.resize(960, 500)
    sheet = keys(dressed)
    assert isinstance(sheet, KeySheet)
    (area,) = sheet.findChildren(PageArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    check_frame(area, palette, qtbot, sheet.field)


def test_a_ring_is_around_the_main_button(dressed: Bench, qtbot: QtBot) -> None:
    """It has a border already, which would only change its hue; its words do not move."""
    editor = level_editor(dressed)
    assert isinstance(editor, LevelEditor)
    save = editor.save
    (area,) = editor.findChildren(PageArea)
    qtbot.waitUntil(lambda: save.isEnabled() and not area.verticalScrollBar().isVisible())
    focus_on(editor._cancel, qtbot)
    bring_into_view(save)
    size, before = save.size(), shot(save)
    focus_on(save, qtbot)
    after = shot(save)
    assert save.size() == size
    ring = changed(before, after)
    assert ring[1, 4:-4].all()
    assert ring[-2, 4:-4].all()
    assert ring[4:-4, 1].all()
    assert ring[4:-4, -2].all()
    assert (before == after).all(axis=2)[3:-3, 3:-3].all()


@pytest.mark.parametrize("place", ["", "tape-bar"])
def test_a_ring_is_around_a_field_that_is_wrong(palette: Palette, place: str, qtbot: QtBot) -> None:
    """It has a border already, as the main button has."""
    window = QWidget()
    qtbot.addWidget(window)
    window.setObjectName(place)
    window.setStyleSheet(style_sheet(palette))
    rows = QVBoxLayout(window)
    field, other = QLineEdit("abc"), QLineEdit()
    field.setProperty("wrong", True)
    rows.addWidget(field)
    rows.addWidget(other)
    window.show()
    window.activateWindow()
    focus_on(other, qtbot)
    size, before = field.size(), shot(field)
    hint = field.sizeHint()
    focus_on(field, qtbot)
    field.end(False)  # no word is selected
    assert (field.size(), field.sizeHint()) == (size, hint)
    after = shot(field)
    ring = changed(before, after)
    assert ring[1, 4:-4].all()
    assert ring[4:-4, 1].all()
    # The words stay where they are; behind them is the text cursor.
    words = (before != before[size.height() // 2, -8]).any(axis=2)[4:-4, 4:-8]
    assert (before == after).all(axis=2)[4:-4, 4:-8][words].all()


def has_frame(one: QWidget) -> bool:
    edge = shot(one)[framed(one.size())]
    return bool((edge == edge[0]).all())


def test_the_chart_has_no_frame_where_keys_did_not_bring_the_focus(
    bench: Bench, qtbot: QtBot
) -> None:
    canvas, elsewhere = bench.window.chart.canvas, bench.button("More")
    for reason in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.OtherFocusReason):
        focus_on(elsewhere, qtbot)
        canvas.setFocus(reason)
        qtbot.waitUntil(canvas.hasFocus)
        assert not has_frame(canvas)
    for reason in (
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    ):
        focus_on(elsewhere, qtbot)
        assert not has_frame(canvas)
        canvas.setFocus(reason)
        qtbot.waitUntil(canvas.hasFocus)
        assert has_frame(canvas)


def test_the_frame_is_there_again_after_a_sheet(bench: Bench, qtbot: QtBot) -> None:
    canvas = bench.window.chart.canvas
    focus_on(bench.button("More"), qtbot)
    focus_on(canvas, qtbot)
    sheet = keys(bench)
    qtbot.waitUntil(lambda: not canvas.hasFocus())
    assert not has_frame(canvas)
    sheet.hide()
    qtbot.waitUntil(canvas.hasFocus)
    assert has_frame(canvas)


def test_no_exported_picture_has_the_frame(bench: Bench, qtbot: QtBot) -> None:
    window, canvas = bench.window, bench.window.chart.canvas
    focus_on(bench.button("More"), qtbot)
    focus_on(canvas, qtbot)
    assert has_frame(canvas)
    picture = paint_window(shot_of(bench), 1, with_bar=True)
    at = canvas.mapTo(window, QPoint(0, 0))
    middle = picture.pixelColor(at.x() + canvas.width() // 2, at.y() + canvas.height() - 1)
    assert middle.name() != DARK.interest


def test_a_list_that_the_mouse_chose_has_no_frame(bench: Bench, qtbot: QtBot) -> None:
    body = bench.window.alerts.body
    focus_on(bench.button("More"), qtbot)
    body.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(body.hasFocus)
    assert not has_frame(body)


def test_the_row_of_health_is_marked_whichever_of_its_cells_the_keys_are_at(
    bench: Bench, qtbot: QtBot
) -> None:
    page = health(bench)
    assert isinstance(page, HealthPage)
    page.window().activateWindow()
    table = page.table
    focus_on(table, qtbot)
    table.setCurrentIndex(table.model().index(1, 3))
    row = table.visualRect(table.model().index(1, 0))
    at = table.viewport().mapTo(table, row.center())
    assert QColor.fromRgbF(*shot(table)[at.y(), 1]).name() == DARK.interest
