"""Real mouse and key events: pan, zoom, axes, levels."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.domain.times import HOUR_MS
from tracker.ui.charts.content import LevelLine
from tracker.ui.charts.stack import ChartStack
from ui.charts.mouse import Mouse, heard
from ui.charts.samples import COUNT, START_MS, MakeStack, content, one_candle, pane_of

LEFT = Qt.MouseButton.LeftButton
END_MS = START_MS + COUNT * HOUR_MS
LEVELS = (
    LevelLine(1, 73_500.0, False, "support"),
    LevelLine(2, 74_200.0, True, "was resistance", movable=False),
)


class Desk(NamedTuple):
    stack: ChartStack
    mouse: Mouse


@pytest.fixture
def desk(make_stack: MakeStack, qtbot: QtBot) -> Desk:
    stack = make_stack(content(levels=LEVELS))
    # Where the real pointer is: else the platform tells that it has left, whenever it likes.
    QCursor.setPos(stack.mapToGlobal(stack.rect().center()))
    QApplication.processEvents()
    return Desk(stack, Mouse(stack, qtbot))


def level_y(stack: ChartStack, price: float) -> float:
    frame = stack.canvas.board.price.frame()
    return frame.value.y_of(price)


# -- time ------------------------------------------------------------------------------------------


def test_dragging_pans_by_what_the_mouse_moves(desk: Desk) -> None:
    left, right = desk.stack.view()
    px_ms = (right - left) / desk.stack.canvas.board.plots.width()
    desk.mouse.drag((300, 60), (500, 60))
    moved = left - desk.stack.view()[0]
    assert abs(moved - 200 * px_ms) < 10
    assert desk.stack.view()[1] - desk.stack.view()[0] == right - left


def test_a_new_candle_does_not_pull_the_view_from_under_the_mouse(desk: Desk) -> None:
    desk.mouse.press(300, 60)
    desk.mouse.move(304, 60)
    view = desk.stack.view()
    desk.stack.update_candles(one_candle(END_MS, 73_000.0))
    assert desk.stack.view() == view
    desk.mouse.release(304, 60)
    desk.stack.update_candles(one_candle(END_MS + HOUR_MS, 73_000.0))
    assert desk.stack.view() == (view[0] + HOUR_MS, view[1] + HOUR_MS)


def test_the_wheel_zooms_around_the_newest_candle_while_following(desk: Desk) -> None:
    time = desk.stack.canvas.board.price.time
    before = time.x_of(END_MS)
    desk.mouse.wheel(200, 100, 120)
    after = desk.stack.canvas.board.price.time.x_of(END_MS)
    left, right = desk.stack.view()
    assert right - left < time.right_ms - time.left_ms
    assert after == pytest.approx(before, abs=0.5)
    assert desk.stack.at_now()


@pytest.mark.parametrize("following", [True, False])
def test_the_wheel_zooms_around_the_mouse_elsewhere_and_with_control(
    desk: Desk, following: bool
) -> None:
    if not following:
        desk.stack.set_view(START_MS + 20 * HOUR_MS, START_MS + 90 * HOUR_MS)
        desk.stack.canvas.settle()
    keys = Qt.KeyboardModifier.ControlModifier if following else Qt.KeyboardModifier.NoModifier
    under = desk.stack.canvas.board.time_at(250)
    desk.mouse.wheel(250, 100, -240, keys=keys)
    assert desk.stack.canvas.board.price.time.x_of(under) == pytest.approx(250, abs=0.5)


@pytest.mark.parametrize(
    ("up", "across", "keys"),
    [(0, 120, Qt.KeyboardModifier.NoModifier), (120, 0, Qt.KeyboardModifier.ShiftModifier)],
)
def test_a_sideways_wheel_pans(desk: Desk, up: int, across: int, keys: Qt.KeyboardModifier) -> None:
    left, right = desk.stack.view()
    desk.mouse.wheel(250, 100, up, across, keys)
    moved = desk.stack.view()
    assert moved[0] < left
    assert moved[1] - moved[0] == right - left
    desk.mouse.wheel(250, 100, 0, 0)
    assert desk.stack.view() == moved


def test_dragging_the_time_axis_zooms_and_a_double_click_goes_back_to_now(desk: Desk) -> None:
    foot = desk.stack.canvas.board.plots.bottom() + 10
    left, right = desk.stack.view()
    desk.mouse.drag((300, foot), (200, foot))
    wider = desk.stack.view()
    assert wider[1] == right
    assert wider[0] < left
    desk.stack.pan(-0.6)
    desk.mouse.double(300, foot)
    assert desk.stack.at_now()


# -- values ----------------------------------------------------------------------------------------


def test_dragging_the_price_axis_is_by_hand_until_a_double_click(desk: Desk) -> None:
    stack, mouse = desk
    price, axis_x = stack.canvas.board.price, stack.canvas.board.plots.right() + 20
    auto = (price.value.low, price.value.high)
    mouse.drag((axis_x, 100), (axis_x, 180))
    assert price.value.low < auto[0]
    assert price.value.high > auto[1]
    by_hand = price.value
    stack.update_candles(one_candle(END_MS - HOUR_MS, 90_000.0))
    mouse.move(200, 100)
    assert price.value == by_hand
    mouse.drag((200, 100), (200, 130))  # by hand, the mouse moves values too
    assert price.value.low > by_hand.low
    mouse.double(axis_x, 100)
    assert price.manual is None
    assert price.value.high > 90_000


def test_stretching_liquidations_keeps_zero_in_place(desk: Desk) -> None:
    pane = pane_of(desk.stack.canvas.board, "liquidations")
    axis_x, y = desk.stack.canvas.board.plots.right() + 20, pane.rect.center().y()
    before = pane.value.y_of(0.0)
    desk.mouse.drag((axis_x, y), (axis_x, y - 20))
    assert pane.manual is not None
    assert pane.value.y_of(0.0) == pytest.approx(before, abs=1e-6)


# -- levels ----------------------------------------------------------------------------------------


def test_a_level_is_dragged_with_the_mouse(desk: Desk) -> None:
    stack, mouse = desk
    moved = heard(stack.level_moved)
    y = level_y(stack, 73_500.0)
    view = stack.view()
    mouse.drag((300, y), (320, y + 40))
    assert [number for number, _ in moved] == [1]
    price = moved[0][1]
    assert price == pytest.approx(stack.canvas.board.price.value_at(round(y + 40)), rel=3e-4)
    assert price == round(price)  # a round price, not 73,233.3821
    assert stack.view() == view
    held = stack.canvas.board.price.levels.by_id(1)
    assert held is not None
    assert held.price == price


def test_the_tag_on_the_axis_says_where_a_dragged_level_is(desk: Desk) -> None:
    stack, mouse = desk
    y = level_y(stack, 73_500.0)
    mouse.press(300, y)
    mouse.move(300, y + 33)
    held, cross = stack.canvas.board.price.levels.dragged, stack.canvas.board.overlay.cross
    assert held is not None
    assert cross is not None
    assert cross.placing
    assert cross.value_text == f"{held.price:,.0f}"


def test_a_level_that_may_not_move_pans(desk: Desk) -> None:
    moved = heard(desk.stack.level_moved)
    left = desk.stack.view()[0]
    y = level_y(desk.stack, 74_200.0)
    desk.mouse.drag((300, y), (350, y + 30))
    assert moved == []
    assert desk.stack.view()[0] < left


def test_levels_that_arrive_while_dragging_do_not_disturb(desk: Desk) -> None:
    stack, mouse = desk
    moved = heard(stack.level_moved)
    y = level_y(stack, 73_500.0)
    mouse.press(300, y)
    mouse.move(300, y + 20)
    stack.set_levels(LEVELS)
    mouse.move(300, y + 30)
    assert stack.canvas.board.price.levels.dragged is not None
    mouse.release(300, y + 30)
    assert len(moved) == 1
    mouse.press(300, level_y(stack, moved[0][1]))
    mouse.move(300, y)
    stack.set_levels(LEVELS[1:])  # removed elsewhere
    mouse.release(300, y)
    assert len(moved) == 1


def test_escape_lets_a_level_spring_back(desk: Desk, qtbot: QtBot) -> None:
    stack, mouse = desk
    moved = heard(stack.level_moved)
    y = level_y(stack, 73_500.0)
    mouse.press(300, y)
    mouse.move(300, y + 30)
    qtbot.keyClick(stack.canvas, Qt.Key.Key_Escape)
    mouse.release(300, y + 30)
    assert moved == []
    assert stack.canvas.board.price.levels.by_id(1) == LEVELS[0]


def test_the_cross_and_the_delete_key_remove_the_level_under_the_mouse(
    desk: Desk, qtbot: QtBot
) -> None:
    stack, mouse = desk
    removed = heard(stack.level_removed)
    levels = stack.canvas.board.price.levels
    mouse.move(300, level_y(stack, 74_200.0))
    assert levels.hovered == 2
    assert stack.canvas.gestures.cursor == Qt.CursorShape.CrossCursor  # it may not be moved
    label = next(label for label in levels._labels if label.level.id == 2)
    mouse.move(label.left - 11, label.baseline - 4)
    assert stack.canvas.gestures.cursor == Qt.CursorShape.PointingHandCursor
    mouse.click(label.left - 11, label.baseline - 4)
    assert removed == [2]
    mouse.move(300, level_y(stack, 73_500.0))
    assert stack.canvas.gestures.cursor == Qt.CursorShape.SizeVerCursor
    qtbot.keyClick(stack.canvas, Qt.Key.Key_Delete)
    assert removed == [2, 1]
    mouse.move(300, level_y(stack, 73_000.0) + 60)
    qtbot.keyClick(stack.canvas, Qt.Key.Key_Delete)
    assert removed == [2, 1]


def test_the_next_click_places_a_level(desk: Desk) -> None:
    stack, mouse = desk
    added, modes = heard(stack.level_added), heard(stack.level_mode_changed)
    stack.set_level_mode(True)
    mouse.move(300, 120)
    cross = stack.canvas.board.overlay.cross
    assert cross is not None
    assert cross.placing
    view = stack.view()
    mouse.click(300, 120)
    assert len(added) == 1
    assert added[0] == pytest.approx(stack.canvas.board.price.value_at(120), rel=3e-4)
    assert modes == [True, False]
    mouse.click(300, 120)
    assert len(added) == 1
    assert stack.view() == view


def test_level_mode_can_be_given_up(desk: Desk, qtbot: QtBot) -> None:
    stack, mouse = desk
    added, modes = heard(stack.level_added), heard(stack.level_mode_changed)
    stack.set_level_mode(True)
    stack.set_level_mode(True)
    qtbot.keyClick(stack.canvas, Qt.Key.Key_Escape)
    mouse.click(300, 120)
    stack.set_level_mode(True)
    mouse.press(300, 120)
    mouse.release(300, 550)  # let go outside the prices
    assert added == []
    assert modes == [True, False, True, False]


def test_the_key_l_places_a_level_where_the_crosshair_is(desk: Desk, qtbot: QtBot) -> None:
    stack, mouse = desk
    added = heard(stack.level_added)
    mouse.leave()
    assert not stack.add_level_at_cursor()
    mouse.move(300, 120)
    qtbot.keyClick(stack.canvas, Qt.Key.Key_L)
    assert stack.add_level_at_cursor()
    assert len(added) == 2
    mouse.move(300, 500)
    assert not stack.add_level_at_cursor()


# -- keys and the rest -----------------------------------------------------------------------------


def test_keys_move_and_zoom(desk: Desk, qtbot: QtBot) -> None:
    stack = desk.stack
    left, right = stack.view()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(stack.canvas, key)
    assert left - stack.view()[0] == pytest.approx((right - left) * 0.1, abs=2)
    qtbot.keyClick(stack.canvas, Qt.Key.Key_Plus)
    assert stack.view()[1] - stack.view()[0] < right - left
    qtbot.keyClick(stack.canvas, Qt.Key.Key_Minus)
    qtbot.keyClick(stack.canvas, Qt.Key.Key_Minus)
    assert stack.view()[1] - stack.view()[0] > right - left
    qtbot.keyClick(stack.canvas, Qt.Key.Key_Equal)
    qtbot.keyClick(stack.canvas, Qt.Key.Key_End)
    assert stack.at_now()


def test_other_keys_are_for_the_window(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as errors:
        qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_F5)
        qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Escape)
    assert errors == []
    assert not desk.stack.canvas.gestures.key(Qt.Key.Key_F5)
    assert not desk.stack.canvas.gestures.key(Qt.Key.Key_Escape)


def test_the_crosshair_goes_through_all_panes_and_leaves_with_the_mouse(desk: Desk) -> None:
    stack, mouse = desk
    overlay = stack.canvas.board.overlay
    for pane in stack.canvas.board.panes:
        mouse.move(301, pane.rect.center().y())
        assert overlay.cross is not None
        assert overlay.cross.value_text == pane.say(pane.value_at(round(pane.rect.center().y())))
    mouse.move(stack.canvas.board.plots.right() + 5, 100)
    assert overlay.cross is None
    assert stack.canvas.gestures.cursor == Qt.CursorShape.SizeVerCursor
    mouse.move(100, stack.canvas.board.plots.bottom() + 5)
    assert stack.canvas.gestures.cursor == Qt.CursorShape.SizeHorCursor
    mouse.move(300, 100)
    assert overlay.cross is not None
    mouse.leave()
    assert overlay.cross is None


def test_the_crosshair_snaps_to_the_middle_of_its_candle(desk: Desk) -> None:
    stack, mouse = desk
    time = stack.canvas.board.price.time
    at_ms = START_MS + 150 * HOUR_MS
    for share in (0.1, 0.9):
        mouse.move(time.x_of(at_ms + HOUR_MS * share), 100)
        cross = stack.canvas.board.overlay.cross
        assert cross is not None
        assert cross.x == pytest.approx(time.x_of(at_ms + HOUR_MS / 2))
        assert cross.time_text == "7 Feb 06:00"


def test_other_buttons_hold_nothing(desk: Desk) -> None:
    view = desk.stack.view()
    gestures = desk.stack.canvas.gestures
    right = Qt.MouseButton.RightButton
    gestures.press(QPointF(300, 100), right)
    gestures.move(QPointF(400, 100), right)
    gestures.release(QPointF(400, 100), right)
    assert desk.stack.view() == view


def test_a_button_let_go_elsewhere_is_let_go(desk: Desk) -> None:
    gestures = desk.stack.canvas.gestures
    gestures.press(QPointF(300, 60), LEFT)
    gestures.move(QPointF(400, 60), LEFT)
    view = desk.stack.view()
    gestures.leave()  # while held the mouse may leave
    gestures.move(QPointF(500, 60), Qt.MouseButton.NoButton)
    gestures.move(QPointF(600, 60), Qt.MouseButton.NoButton)
    assert desk.stack.view() == view
    assert not desk.stack.canvas.board.timeline.held


def test_a_double_click_on_the_chart_places_nothing(desk: Desk) -> None:
    added = heard(desk.stack.level_added)
    view = desk.stack.view()
    desk.mouse.double(300, 60)
    desk.mouse.release(300, 60)
    assert added == []
    assert desk.stack.view() == view


def test_a_double_click_return_and_the_menu_are_about_the_level_under_the_mouse(
    desk: Desk, qtbot: QtBot
) -> None:
    stack, mouse = desk
    edited: list[int] = []
    menus: list[int | None] = []
    stack.level_edit_wanted.connect(edited.append)
    stack.menu_wanted.connect(lambda level_id, _at: menus.append(level_id))
    y = level_y(stack, LEVELS[1].price)  # one that may not move can be edited, too
    mouse.double(200, y)
    mouse.release(200, y)
    qtbot.keyClick(stack.canvas, Qt.Key.Key_Return)
    assert edited == [2, 2]
    assert stack.canvas.board.price.levels.dragged is None
    for at in (QPoint(200, round(y)), QPoint(200, round(y) + 20)):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, QPoint())
        QApplication.sendEvent(stack.canvas, event)
    assert menus == [2, None]
    qtbot.keyClick(stack.canvas, Qt.Key.Key_Return)
    assert edited == [2, 2], "no level is under the mouse"
