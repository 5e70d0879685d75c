"""Panes with the mouse and without: lines between them, titles, order, modes, what is told."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt

from tracker.services.pane_views import Topic
from tracker.ui.charts.composition import LEAST_PX
from tracker.ui.charts.kinds import PaneChoice, UnknownPane
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.stack import ChartStack
from ui.charts.samples import pane_of

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def drag(stack: ChartStack, start: QPointF, *places: QPointF) -> None:
    gestures = stack.canvas.gestures
    gestures.move(start, NONE)
    gestures.press(start, LEFT)
    for at in places:
        gestures.move(at, LEFT)
        stack.canvas.settle()
    gestures.release(places[-1], LEFT)
    stack.canvas.settle()


def keys(stack: ChartStack) -> list[str]:
    return [choice.key for choice in stack.panes.choices]


def line_above(pane: Pane) -> QPointF:
    return QPointF(200.0, pane.rect.top() + 1)


@pytest.fixture
def told(stack: ChartStack) -> list[list[str]]:
    found: list[list[str]] = []
    stack.panes.changed.connect(lambda: found.append(keys(stack)))
    return found


def test_the_line_between_two_panes_is_dragged(stack: ChartStack, told: list[list[str]]) -> None:
    pane, last = pane_of(stack.canvas.board, "liquidations"), pane_of(stack.canvas.board, "oi")
    before, bottom = last.rect, pane.rect.bottom()
    start = line_above(pane)
    view = stack.view()
    drag(stack, start, start - QPointF(0, 20), start - QPointF(0, 60))
    assert pane.rect.top() == pytest.approx(start.y() - 60, abs=1)
    assert pane.rect.bottom() == pytest.approx(bottom, abs=1)
    assert last.rect == before
    assert stack.view() == view
    assert told
    assert stack.canvas.board.price.rect.bottom() == pane.rect.top()


def test_a_pane_keeps_its_least_height(stack: ChartStack) -> None:
    pane = pane_of(stack.canvas.board, "oi")
    start = line_above(pane)
    drag(stack, start, start + QPointF(0, 500))
    assert pane.rect.height() == pytest.approx(LEAST_PX, abs=1)
    other = pane_of(stack.canvas.board, "liquidations")
    start = line_above(pane)
    drag(stack, start, start - QPointF(0, 900))
    assert other.rect.height() == pytest.approx(LEAST_PX, abs=1)


def test_a_double_click_on_a_line_evens_out(stack: ChartStack) -> None:
    panes = [pane_of(stack.canvas.board, key) for key in ("liquidations", "oi")]
    start = line_above(panes[1])
    drag(stack, start, start + QPointF(0, 30))
    price = stack.canvas.board.price.rect
    assert abs(panes[0].rect.height() - panes[1].rect.height()) > 40
    stack.canvas.gestures.double(line_above(panes[1]), LEFT)
    stack.canvas.settle()
    assert panes[0].rect.height() == pytest.approx(panes[1].rect.height(), abs=1)
    assert stack.canvas.board.price.rect.height() == pytest.approx(price.height(), abs=1)


def test_a_title_is_dragged_past_the_middle_of_its_neighbour(stack: ChartStack) -> None:
    board = stack.canvas.board
    pane, other = pane_of(board, "liquidations"), pane_of(board, "oi")
    title = QPointF(30.0, pane.rect.top() + 12)
    drag(stack, title, title + QPointF(0, 40))
    assert keys(stack) == ["price", "liquidations", "oi"]
    drag(stack, title, QPointF(30, other.rect.center().y() + 2))
    assert keys(stack) == ["price", "oi", "liquidations"]
    title = QPointF(30.0, pane.rect.top() + 12)
    drag(stack, title, QPointF(30, 40))  # the price stays above
    assert keys(stack) == ["price", "liquidations", "oi"]
    assert board.panes[0] is board.price


def test_the_cursor_says_what_can_be_held(stack: ChartStack) -> None:
    board, gestures = stack.canvas.board, stack.canvas.gestures
    pane = pane_of(board, "oi")
    shapes = Qt.CursorShape
    for at, shape in (
        (line_above(pane), shapes.SplitVCursor),
        (QPointF(30.0, pane.rect.top() + 12), shapes.OpenHandCursor),
        (QPointF(500.0, pane.rect.top() + 12), shapes.CrossCursor),
        (QPointF(30.0, 12.0), shapes.CrossCursor),
    ):
        gestures.move(at, NONE)
        assert gestures.cursor == shape, at
    gestures.press(QPointF(30.0, pane.rect.top() + 12), LEFT)
    gestures.move(QPointF(31.0, pane.rect.top() + 14), LEFT)
    gestures.release(QPointF(31.0, pane.rect.top() + 14), LEFT)
    assert gestures.cursor == shapes.OpenHandCursor


def test_panes_are_added_moved_and_removed(stack: ChartStack, told: list[list[str]]) -> None:
    control = stack.panes
    control.add("volume")
    assert keys(stack) == ["price", "liquidations", "oi", "volume"]
    assert "Volume" in stack.canvas.accessibleName()
    control.move("volume", -2)
    assert keys(stack) == ["price", "volume", "liquidations", "oi"]
    control.move("volume", -1)  # above it is the price
    control.remove("price")
    assert keys(stack)[:2] == ["price", "volume"]
    control.remove("liquidations")
    control.remove("oi")
    control.remove("volume")
    assert keys(stack) == ["price"]
    control.even_out()
    stack.canvas.settle()
    assert stack.canvas.board.price.rect.height() == stack.canvas.board.plots.height()
    control.reset()
    assert keys(stack) == ["price", "liquidations", "oi"]
    assert told[-1] == keys(stack)
    with pytest.raises(UnknownPane):
        control.add("moon")


def test_heights_and_modes_stay_while_panes_come_and_go(stack: ChartStack) -> None:
    control = stack.panes
    control.compose([PaneChoice("price", weight=50), PaneChoice("oi", "change", 40)])
    control.add("volume")
    assert control.choices[:2] == (
        PaneChoice("price", "volume", 50),
        PaneChoice("oi", "change", 40),
    )
    stack.canvas.settle()
    heights = [pane.rect.height() for pane in stack.canvas.board.panes]
    assert heights[0] / heights[1] == pytest.approx(50 / 40, rel=0.02)


def test_what_has_to_be_read_is_told_once(stack: ChartStack) -> None:
    topics: list[frozenset[Topic]] = []
    stack.panes.topics_changed.connect(topics.append)
    stack.panes.add("funding")
    stack.panes.add("volume")
    stack.panes.set_mode("oi", "candles")
    stack.panes.set_mode("moon", "candles")
    stack.panes.remove("funding")
    funding, candles = Topic.FUNDING, Topic.INTEREST_CANDLES
    # Wanted by the prices, whatever the panes are.
    prices = {Topic.PRINTS, Topic.EPISODES}
    assert topics == [{*prices, funding}, {*prices, funding, candles}, {*prices, candles}]
    stack.set_style(replace(stack.style_now, prints=False))
    assert topics[-1] == {Topic.EPISODES, candles}
    assert stack.panes.topics == {Topic.EPISODES, candles}


def test_a_pane_that_comes_back_shows_what_is_there_now(stack: ChartStack) -> None:
    stack.panes.remove("liquidations")
    stack.canvas.settle()
    assert "long" not in stack.readout()
    stack.panes.add("liquidations")
    stack.canvas.settle()
    assert "$5.00M" in stack.readout()
