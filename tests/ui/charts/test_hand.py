"""Drawing with real mouse and key events: begin, end, select, move, reshape, measure, cancel."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.domain.drawing import Anchor, Drawing, Shape, Style
from tracker.domain.times import H4, HOUR_MS
from tracker.ui.charts.content import LevelLine
from tracker.ui.charts.drawings import DrawingsPainter
from tracker.ui.charts.stack import ChartStack
from ui.charts.mouse import Mouse, heard
from ui.charts.samples import COUNT, START_MS, MakeStack, candles, content

HALF_MS = HOUR_MS // 2
END_MS = START_MS + COUNT * HOUR_MS
SHIFT, NO_KEYS = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


def anchor(hour: int, price: float) -> Anchor:
    return Anchor(START_MS + hour * HOUR_MS + HALF_MS, price)


LINE = Drawing(1, "BTC", Shape.TREND, (anchor(150, 73_800.0), anchor(170, 74_000.0)))
BOX = Drawing(2, "BTC", Shape.RECTANGLE, (anchor(140, 73_400.0), anchor(160, 73_650.0)))
WORDS = Drawing(3, "BTC", Shape.TEXT, (anchor(130, 73_750.0),), "halving")


class Desk(NamedTuple):
    stack: ChartStack
    mouse: Mouse

    @property
    def painter(self) -> DrawingsPainter:
        return self.stack.canvas.board.price.drawings

    def place(self, one: Anchor) -> tuple[int, int]:
        at = self.stack.place_of(one)
        return at.x(), at.y()

    def middle(self, one: Drawing) -> tuple[float, float]:
        (x1, y1), (x2, y2) = (self.place(end) for end in one.anchors)
        return (x1 + x2) / 2, (y1 + y2) / 2

    def settle(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: not self.stack.canvas.pending)


@pytest.fixture
def desk(make_stack: MakeStack, qtbot: QtBot) -> Desk:
    levels = (LevelLine(1, 73_000.0, False, "support"),)
    stack = make_stack(content(levels=levels, drawings=(LINE, BOX, WORDS)))
    QCursor.setPos(stack.mapToGlobal(stack.rect().center()))
    QApplication.processEvents()
    return Desk(stack, Mouse(stack, qtbot))


# -- drawing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [Shape.TREND, Shape.RAY, Shape.RECTANGLE])
@pytest.mark.parametrize("clicks", [False, True])
def test_a_drag_or_two_clicks_draw(desk: Desk, shape: Shape, clicks: bool) -> None:
    drawn, tools = heard(desk.stack.hand.drawn), heard(desk.stack.hand.tool_changed)
    view = desk.stack.view()
    desk.stack.choose_tool(shape)
    start, end = (300, 300), (420, 250)
    if clicks:
        desk.mouse.click(*start)
        desk.mouse.move(400, 260)
        assert desk.painter.draft is not None
        assert drawn == []
        desk.mouse.click(*end)
    else:
        desk.mouse.drag(start, end)
    (made,) = drawn
    assert (made.id, made.asset, made.shape) == (0, "BTC", shape)
    board = desk.stack.canvas.board
    for one, (x, y) in zip(made.anchors, (start, end), strict=True):
        # In the middle of the candle under the mouse, at a round price.
        assert one.at_ms == board.time_at(x) // HOUR_MS * HOUR_MS + HALF_MS
        assert one.price == board.price_at(y)
        assert one.price == round(one.price)
    assert desk.painter.drawings[-1] == made, "it is there before it is kept"
    assert desk.painter.draft is None
    assert tools == [shape, None]
    assert desk.stack.view() == view


def test_the_future_can_be_drawn_on(desk: Desk) -> None:
    drawn = heard(desk.stack.hand.drawn)
    desk.stack.set_view(END_MS - 50 * HOUR_MS, END_MS + 50 * HOUR_MS)
    desk.mouse.move(10, 10)
    desk.stack.choose_tool(Shape.TREND)
    desk.mouse.drag((200, 100), (700, 200))
    assert drawn[0].anchors[1].at_ms > END_MS + 20 * HOUR_MS


def test_one_drawing_a_choice(desk: Desk) -> None:
    drawn = heard(desk.stack.hand.drawn)
    desk.stack.choose_tool(Shape.TREND)
    desk.mouse.drag((300, 300), (420, 250))
    left = desk.stack.view()[0]
    desk.mouse.drag((300, 40), (400, 40))
    assert len(drawn) == 1
    assert desk.stack.view()[0] < left, "it pans as ever"


def test_escape_gives_up_what_was_begun_then_the_tool(desk: Desk, qtbot: QtBot) -> None:
    drawn, tools = heard(desk.stack.hand.drawn), heard(desk.stack.hand.tool_changed)
    desk.stack.choose_tool(Shape.RAY)
    desk.mouse.click(300, 300)
    qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Escape)
    assert desk.painter.draft is None
    assert tools == [Shape.RAY, None]
    desk.stack.choose_tool(Shape.RAY)
    desk.mouse.press(300, 300)
    desk.mouse.move(350, 260)
    qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Escape)
    desk.mouse.move(380, 240)
    desk.mouse.release(380, 240)
    assert drawn == []
    assert desk.painter.draft is None


def test_a_click_beside_the_prices_begins_nothing(desk: Desk) -> None:
    drawn = heard(desk.stack.hand.drawn)
    desk.stack.choose_tool(Shape.TREND)
    below = desk.stack.canvas.board.panes[1].rect.center().y()
    desk.mouse.drag((300, below), (400, below))
    assert desk.painter.draft is None
    assert drawn == []


def test_shift_makes_a_line_level(desk: Desk) -> None:
    drawn = heard(desk.stack.hand.drawn)
    desk.stack.choose_tool(Shape.TREND)
    desk.mouse.keys = SHIFT
    desk.mouse.drag((300, 300), (420, 250))
    assert drawn[0].is_flat
    assert drawn[0].anchors[0].at_ms < drawn[0].anchors[1].at_ms


def test_the_magnet_draws_points_to_the_prices_of_candles(desk: Desk) -> None:
    drawn = heard(desk.stack.hand.drawn)
    board, columns = desk.stack.canvas.board, candles()
    spots = []
    for row, price in ((150, columns.high[150]), (180, columns.low[180])):
        x, y = desk.place(anchor(row, float(price)))
        spots.append((x, y + (-6 if row == 150 else 6)))
    desk.stack.hand.magnet = True
    desk.stack.choose_tool(Shape.TREND)
    desk.mouse.drag(*spots)
    assert [one.price for one in drawn[0].anchors] == [columns.high[150], columns.low[180]]
    desk.stack.choose_tool(Shape.TREND)
    desk.mouse.drag((300, 300), (500, 320))  # nothing is near
    assert drawn[1].anchors[0].price == board.price_at(300)


def test_words_are_asked_for(desk: Desk) -> None:
    wanted, drawn = heard(desk.stack.hand.text_wanted), heard(desk.stack.hand.drawn)
    desk.stack.choose_tool(Shape.TEXT)
    desk.mouse.click(300, 300)
    assert [(one.id, one.shape, one.text) for one in wanted] == [(0, Shape.TEXT, "")]
    assert drawn == []
    assert desk.painter.draft == wanted[0], "its place is shown"
    desk.stack.hand.drop_draft()
    assert desk.painter.draft is None


def test_placing_a_level_and_drawing_exclude_each_other(desk: Desk) -> None:
    added = heard(desk.stack.level_added)
    desk.stack.choose_tool(Shape.TREND)
    desk.stack.set_level_mode(True)
    assert desk.stack.hand.tool is None
    desk.stack.choose_tool(Shape.RAY)
    assert not desk.stack.canvas.board.placing
    desk.stack.set_level_mode(True)
    desk.mouse.click(300, 300)
    assert len(added) == 1
    assert desk.painter.draft is None


# -- measuring -------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_tool", [True, False])
def test_a_measurement_stays_until_the_next_press(desk: Desk, with_tool: bool) -> None:
    drawn = heard(desk.stack.hand.drawn)
    if with_tool:
        desk.stack.choose_tool(Shape.MEASURE)
    else:
        desk.mouse.keys = SHIFT
    desk.mouse.drag((300, 300), (420, 250))
    desk.mouse.keys = NO_KEYS
    assert desk.painter.draft is not None
    assert desk.painter.draft.shape is Shape.MEASURE
    assert desk.stack.hand.tool is None
    desk.mouse.move(500, 100)
    assert desk.painter.draft is not None
    desk.mouse.click(600, 100)
    assert desk.painter.draft is None
    assert drawn == []


def test_a_measurement_is_kept_by_return_and_by_its_menu(desk: Desk, qtbot: QtBot) -> None:
    drawn, menus = heard(desk.stack.hand.drawn), heard(desk.stack.hand.menu_wanted)
    for _ in range(2):
        desk.stack.choose_tool(Shape.MEASURE)
        desk.mouse.drag((300, 300), (420, 250))
        desk.mouse.menu(360, 275)  # inside, where a kept box is not hit
        assert menus[-1][0] == desk.painter.draft
        qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Return)
    assert [one.shape for one in drawn] == [Shape.MEASURE] * 2
    assert desk.painter.draft is None
    assert not desk.stack.hand.pin()
    desk.stack.choose_tool(Shape.MEASURE)
    desk.mouse.drag((300, 300), (420, 250))
    qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Escape)
    assert desk.painter.draft is None
    assert len(drawn) == 2


# -- selecting and moving --------------------------------------------------------------------------


def test_hovering_shows_and_clicking_selects(desk: Desk, qtbot: QtBot) -> None:
    hand, changed = desk.stack.hand, heard(desk.stack.hand.changed)
    x, y = desk.middle(LINE)
    desk.mouse.move(x, y + 3)
    assert desk.painter.hovered == 1
    assert desk.stack.canvas.gestures.cursor == Qt.CursorShape.SizeAllCursor
    desk.mouse.move(x, y + 12)
    assert desk.painter.hovered is None
    desk.mouse.click(x, y)
    assert desk.painter.selected == 1
    desk.mouse.move(*desk.place(LINE.anchors[1]))
    assert desk.stack.canvas.gestures.cursor == Qt.CursorShape.PointingHandCursor
    left = desk.stack.view()[0]
    desk.mouse.drag((300, 40), (340, 40))
    assert desk.stack.view()[0] < left
    assert desk.painter.selected == 1, "panning keeps it"
    desk.mouse.click(300, 40)
    assert desk.painter.selected is None
    hand.select(1)
    qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Escape)
    assert desk.painter.selected is None
    assert changed == []


def test_words_and_the_sides_of_a_box_are_hit_and_its_inside_is_not(desk: Desk) -> None:
    x, y = desk.place(WORDS.anchors[0])
    desk.mouse.move(x + 20, y)
    assert desk.painter.hovered == 3
    (x1, y1), (x2, y2) = (desk.place(one) for one in BOX.anchors)
    for at in ((x1, (y1 + y2) / 2), ((x1 + x2) / 2, y1), (x2 + 4, (y1 + y2) / 2)):
        desk.mouse.move(*at)
        assert desk.painter.hovered == 2
    desk.mouse.move((x1 + x2) / 2, (y1 + y2) / 2 + 8)
    assert desk.painter.hovered is None


def test_a_drag_moves_it_by_whole_candles_and_as_many_pixels(desk: Desk) -> None:
    changed = heard(desk.stack.hand.changed)
    x, y = desk.middle(LINE)
    px = desk.stack.canvas.board.price.time.px_per_ms * HOUR_MS
    view = desk.stack.view()
    desk.mouse.drag((x, y), (x + 5 * px, y - 30))
    (moved,) = changed
    assert [
        one.at_ms - old.at_ms for one, old in zip(moved.anchors, LINE.anchors, strict=True)
    ] == [5 * HOUR_MS] * 2
    frame = desk.stack.canvas.board.price.frame()
    for one, old in zip(moved.anchors, LINE.anchors, strict=True):
        assert frame.value.y_of(one.price) == pytest.approx(frame.value.y_of(old.price) - 30, abs=1)
    assert desk.stack.view() == view
    assert desk.painter.by_id(1) == moved
    desk.mouse.drag((x + 5 * px, y - 30), (x + 7 * px, y - 30))
    assert [one.price for one in changed[1].anchors] == [one.price for one in moved.anchors]


def test_a_handle_moves_one_point(desk: Desk) -> None:
    changed = heard(desk.stack.hand.changed)
    desk.mouse.click(*desk.middle(LINE))
    x, y = desk.place(LINE.anchors[1])
    desk.mouse.drag((x, y), (x + 40, y + 60))
    (moved,) = changed
    assert moved.anchors[0] == LINE.anchors[0]
    assert moved.anchors[1].price == desk.stack.canvas.board.price_at(y + 60)
    desk.mouse.keys = SHIFT
    at = desk.place(moved.anchors[1])
    desk.mouse.drag(at, (at[0] + 10, at[1] - 50))
    assert changed[1].is_flat


@pytest.mark.parametrize("corner", range(4))
def test_every_corner_of_a_box_can_be_taken(desk: Desk, corner: int) -> None:
    changed = heard(desk.stack.hand.changed)
    (a, b) = BOX.anchors
    places = [a, b, Anchor(a.at_ms, b.price), Anchor(b.at_ms, a.price)]
    desk.mouse.click(desk.place(a)[0], desk.middle(BOX)[1])
    assert desk.painter.selected == 2
    x, y = desk.place(places[corner])
    desk.mouse.drag((x, y), (x + 20, y + 20))
    (moved,) = changed
    corners = {(one.at_ms, two.price) for one in moved.anchors for two in moved.anchors}
    opposite = places[(1, 0, 3, 2)[corner]]
    assert (opposite.at_ms, opposite.price) in corners
    board = desk.stack.canvas.board
    assert board.price_at(y + 20) in {price for _, price in corners}


def test_escape_lets_a_drawing_spring_back(desk: Desk, qtbot: QtBot) -> None:
    changed = heard(desk.stack.hand.changed)
    x, y = desk.middle(LINE)
    desk.mouse.press(x, y)
    desk.mouse.move(x + 30, y + 30)
    assert desk.painter.held is not None
    qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Escape)
    desk.mouse.release(x + 30, y + 30)
    assert changed == []
    assert desk.painter.by_id(1) == LINE


def test_what_arrives_while_dragging_does_not_disturb_and_what_is_gone_is_gone(desk: Desk) -> None:
    changed = heard(desk.stack.hand.changed)
    x, y = desk.middle(LINE)
    desk.mouse.press(x, y)
    desk.mouse.move(x, y + 30)
    desk.stack.set_drawings((LINE, BOX))
    desk.mouse.move(x, y + 40)
    assert desk.painter.held is not None
    desk.stack.set_drawings((BOX,))  # taken away elsewhere
    desk.mouse.move(x, y + 50)
    desk.mouse.release(x, y + 50)
    assert changed == []
    assert desk.painter.drawings == (BOX,)


def test_a_level_comes_before_a_drawing_and_its_handles_before_a_level(desk: Desk) -> None:
    moved, changed = heard(desk.stack.level_moved), heard(desk.stack.hand.changed)
    on_level = Drawing(5, "BTC", Shape.TREND, (anchor(120, 73_000.0), anchor(150, 73_000.0)))
    desk.stack.set_drawings((on_level,))
    x, y = desk.middle(on_level)
    desk.mouse.drag((x, y), (x, y + 30))
    assert len(moved) == 1
    assert changed == []
    desk.stack.set_levels((LevelLine(1, 73_000.0, False, "support"),))
    desk.stack.hand.select(5)
    at = desk.place(on_level.anchors[1])
    desk.mouse.drag(at, (at[0], at[1] + 40))
    assert len(moved) == 1
    assert [one.id for one in changed] == [5]


# -- keys and the menu -----------------------------------------------------------------------------


def test_delete_and_return_are_about_the_selected_drawing(desk: Desk, qtbot: QtBot) -> None:
    removed, wanted = heard(desk.stack.hand.removed), heard(desk.stack.hand.text_wanted)
    gone = heard(desk.stack.level_removed)
    desk.mouse.move(200, 40)
    qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Delete)
    qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Return)
    assert (removed, wanted) == ([], [])
    desk.mouse.click(*desk.middle(LINE))
    desk.mouse.move(200, 40)
    qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Return)
    qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Delete)
    assert ([one.id for one in wanted], removed) == ([1], [1])
    frame = desk.stack.canvas.board.price.frame()
    desk.mouse.move(200, frame.value.y_of(73_000.0))
    qtbot.keyClick(desk.stack.canvas, Qt.Key.Key_Delete)
    assert (removed, gone) == ([1], [1]), "the level under the mouse comes first"


def test_a_double_click_edits_the_words(desk: Desk) -> None:
    wanted, edited = heard(desk.stack.hand.text_wanted), heard(desk.stack.level_edit_wanted)
    x, y = desk.middle(LINE)
    desk.mouse.double(x, y)
    desk.mouse.release(x, y)
    assert [one.id for one in wanted] == [1]
    assert edited == []


def test_the_menu_is_about_the_drawing_under_the_mouse(desk: Desk) -> None:
    menus, others = heard(desk.stack.hand.menu_wanted), heard(desk.stack.menu_wanted)
    desk.mouse.menu(*desk.middle(LINE))
    assert [one.id for one, _ in menus] == [1]
    assert desk.painter.selected == 1
    assert others == []
    desk.mouse.menu(200, 40)
    assert len(menus) == 1
    assert len(others) == 1
    desk.stack.choose_tool(Shape.TREND)
    desk.mouse.click(300, 300)
    desk.mouse.menu(320, 320)  # gives up what was begun
    assert desk.painter.draft is None
    assert (len(menus), len(others)) == (1, 1)


# -- other charts ----------------------------------------------------------------------------------


def test_drawings_of_another_coin_never_land_on_the_chart(desk: Desk) -> None:
    drawn = heard(desk.stack.hand.drawn)
    desk.stack.choose_tool(Shape.TREND)
    desk.mouse.press(300, 300)
    desk.mouse.move(350, 280)
    desk.stack.show_content(content(asset="ETH"))
    assert desk.painter.drawings == ()
    desk.mouse.move(400, 260)
    desk.mouse.release(400, 260)
    assert drawn == []
    assert desk.painter.draft is None
    desk.stack.set_drawings((LINE, BOX))  # a late answer
    desk.stack.put_drawing(LINE)
    assert desk.painter.drawings == ()
    assert desk.painter.selected is None


def test_another_interval_shows_it_at_the_same_time_and_price(desk: Desk, qtbot: QtBot) -> None:
    desk.stack.hand.select(1)
    four = candles(50, step_ms=H4.ms)
    desk.stack.show_content(content(interval=H4, candles=four, drawings=(LINE,)))
    desk.settle(qtbot)
    assert desk.painter.drawings == (LINE,)
    assert desk.painter.selected == 1
    time = desk.stack.canvas.board.price.time
    assert desk.place(LINE.anchors[0])[0] == round(time.x_of(LINE.anchors[0].at_ms))


def test_the_next_one_of_a_shape_looks_like_the_last(desk: Desk) -> None:
    drawn = heard(desk.stack.hand.drawn)
    desk.stack.hand.styles[Shape.RAY] = Style("pink", 3, dashed=True)
    for shape in (Shape.RAY, Shape.TREND):
        desk.stack.choose_tool(shape)
        desk.mouse.drag((300, 300), (420, 250))
    assert [one.style for one in drawn] == [Style("pink", 3, dashed=True), Style(width=2)]
