"""Linear, logarithmic and percent: what is where, what it is called, and what the mouse does."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from tracker.analysis.columns import CandleColumns
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.board import Board
from tracker.ui.charts.content import LevelLine
from tracker.ui.charts.figures import fixed
from tracker.ui.charts.mapping import ValueMap
from tracker.ui.charts.price_ticks import log_ticks, percent_ticks
from tracker.ui.charts.scaling import Margins, fitted, stretched
from tracker.ui.charts.stack import ChartStack
from tracker.ui.charts.style import ChartStyle, Scale, Shape
from tracker.ui.charts.ticks import ValueTicks
from ui.charts.samples import (
    COUNT,
    START_MS,
    MakeStack,
    boarded,
    candles,
    content,
    is_color,
    one_candle,
    painted,
)
from ui.charts.test_gestures import Mouse, heard, level_y

pytestmark = pytest.mark.usefixtures("qapp")
END_MS = START_MS + COUNT * HOUR_MS
VIEW = (START_MS + 10 * HOUR_MS, START_MS + 150 * HOUR_MS)
lows = st.floats(1e-8, 1e7)
factors = st.floats(1.0001, 1e9)
heights = st.integers(60, 1_500)


def scaled(scale: Scale, **changes: object) -> Board:
    board = boarded(content(**changes), view=VIEW)
    board.set_style(ChartStyle(scale=scale))
    board.refresh()
    return board


# -- maps ------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(lows, factors, heights, st.floats(0, 1))
def test_a_logarithmic_map_is_its_own_way_back(
    low: float, factor: float, height: int, share: float
) -> None:
    value = ValueMap(low, low * factor, 7, height, log=True)
    assert value.y_of(low) == pytest.approx(7 + height)
    assert value.y_of(low * factor) == pytest.approx(7, abs=1e-9)
    y = 7 + height * share
    price = value.value_at(y)
    assert value.y_of(price) == pytest.approx(y, abs=1e-5)
    assert value.y(np.array([price]))[0] == pytest.approx(value.y_of(price), abs=1e-6)
    # Equal factors are equally high, and one pixel is worth what it says.
    assert value.y_of(low) - value.y_of(low * factor**0.5) == pytest.approx(height / 2, abs=1e-5)
    assert value.unit_at(price) == pytest.approx(price * math.log(factor) / height, rel=1e-6)


def test_what_has_no_logarithm_lies_far_below_and_unknown_stays_unknown() -> None:
    value = ValueMap(1.0, 10.0, 0, 100, log=True)
    got = value.y(np.array([0.0, -5.0, math.nan, 1.0]))
    assert (got[:2] > 10_000).all()
    assert math.isnan(got[2])
    assert got[3] == pytest.approx(100)
    assert value.y_of(-5.0) > 10_000


@settings(deadline=None)
@given(lows, st.floats(1e-3, 1e3), heights)
def test_a_fitted_logarithmic_range_has_its_margins_in_pixels(
    low: float, share: float, height: int
) -> None:
    span = low, low * (1 + share)
    assume(height > 250)
    ends = fitted(span, [], Margins(38, 26), height, log=True)
    value = ValueMap(*ends, 0, height, log=True)
    assert value.y_of(span[1]) == pytest.approx(38, abs=1e-3)
    assert value.y_of(span[0]) == pytest.approx(height - 26, abs=1e-3)


def test_ranges_that_cannot_be_logarithmic() -> None:
    margins = Margins(0, 0)
    assert fitted((0.0, 10.0), [], margins, 100, log=True) == (0.0, 10.0)
    assert fitted((-5.0, 10.0), [], margins, 100, log=True) == (-5.0, 10.0)
    low, high = fitted((5.0, 5.0), [-3.0, 0.0], margins, 100, log=True)
    assert 0 < low < 5.0 < high
    # Levels near it are taken in, far ones are not.
    assert fitted((10.0, 100.0), [9.0, 150.0, 1e6], margins, 100, log=True) == pytest.approx(
        (9.0, 150.0)
    )


@settings(deadline=None)
@given(lows, factors, st.floats(0.05, 20), st.booleans())
def test_stretching_there_and_back(low: float, factor: float, by: float, log: bool) -> None:
    span = low, low * factor
    middle = math.sqrt(span[0] * span[1]) if log else sum(span) / 2
    wide = stretched(span, by, middle, log=log)
    back = stretched(wide, 1 / by, middle, log=log)
    if wide != span:
        size = math.log(factor) if log else span[1] - span[0]
        assert back[0] == pytest.approx(span[0], rel=1e-9, abs=1e-6 * size * span[1])
        assert wide[0] < wide[1]


def test_a_range_never_becomes_nothing_or_everything() -> None:
    for log in (False, True):
        span = 60_000.0, 70_000.0
        for _ in range(3_000):
            span = stretched(span, 0.9, 65_000.0, log=log)
        assert span[0] < span[1]
        for _ in range(30_000):
            span = stretched(span, 1.5, 65_000.0, log=log)
        assert math.isfinite(span[1] - span[0])
        assert not log or span[0] > 0


# -- marks -----------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=300)
@given(lows, factors, heights, st.integers(24, 80))
def test_logarithmic_marks_are_round_in_view_and_apart(
    low: float, factor: float, height: int, apart: int
) -> None:
    value = ValueMap(low, low * factor, 0, height, log=True)
    ticks = log_ticks(value, apart)
    values = ticks.values.tolist()
    assert all(low * (1 - 1e-9) <= one <= value.high * (1 + 1e-9) for one in values)
    assert all(a < b for a, b in pairwise(values))
    gaps = [value.y_of(a) - value.y_of(b) for a, b in pairwise(values)]
    # Of a low pane there are two marks, however near.
    assert all(gap >= apart * 0.95 for gap in gaps) or height < 2 * apart
    texts = [fixed(one, max(0, -math.floor(math.log10(step) + 1e-9))) for one, step in ticks.each()]
    if factor > 1.5:  # each is written exactly, and all differ
        assert len(set(texts)) == len(texts)
        for text, one in zip(texts, values, strict=True):
            assert float(text.replace(",", "")) == pytest.approx(one, rel=1e-12)
            assert len(text.replace(",", "").replace(".", "").strip("0")) <= 3
    if height >= 5 * apart and factor > 1.2:
        assert values, "an axis without marks"
    # There are no gaps in which another mark would obviously fit.
    if height > 6 * apart and 1.5 <= factor <= 100:
        assert max(gaps, default=0) <= 4.5 * apart


@settings(deadline=None)
@given(lows, st.floats(1.51, 1e5), heights, st.floats(0, 3))
def test_logarithmic_marks_stay_while_the_axis_is_moved(
    low: float, factor: float, height: int, by: float
) -> None:
    one = ValueMap(low, low * factor, 0, height, log=True)
    other = ValueMap(low * (1 + by), low * factor * (1 + by), 0, height, log=True)
    both = (other.low * (1 + 1e-9), one.high * (1 - 1e-9))
    first, second = (
        [tick for tick in log_ticks(each, 40).values if both[0] < tick < both[1]]
        for each in (one, other)
    )
    assert first == pytest.approx(second)


def test_logarithmic_marks_by_hand() -> None:
    def marks(low: float, high: float, height: int = 500) -> list[float]:
        return log_ticks(ValueMap(low, high, 0, height, log=True), 40).values.tolist()

    assert marks(67_000, 77_500, 200) == [67_500, 70_000, 72_500, 75_000, 77_500]
    assert marks(3, 2_000) == [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000]
    assert marks(0.00001, 0.00009) == [
        0.00001, 0.000012, 0.000015, 0.00002, 0.000025, 0.00003, 0.00004, 0.00005, 0.00006, 0.00008
    ]  # fmt: skip
    assert marks(1e-8, 1e9) == [1e-8, 1e-6, 1e-4, 1e-2, 1, 100, 1e4, 1e6, 1e8]
    assert marks(1.0, 1.0 + 1e-15) == []


@settings(deadline=None)
@given(lows, st.floats(1.001, 100), st.floats(0.5, 2))
def test_percent_marks_are_round_percentages(low: float, factor: float, base_share: float) -> None:
    base = low * base_share
    value = ValueMap(low, low * factor, 0, 400)
    ticks = percent_ticks(value, base, 8)
    assert isinstance(ticks, ValueTicks)
    percents = (ticks.values / base - 1) * 100 / ticks.step
    assert np.allclose(percents, np.round(percents), atol=1e-6)
    assert 2 <= len(ticks.values) <= 9


# -- the pane --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", list(Scale))
def test_the_grid_and_the_labels_are_at_the_marks(scale: Scale) -> None:
    board = scaled(scale)
    pane = board.price
    picture = painted(board)
    ticks = pane.axis.ticks
    assert len(ticks.values) >= 4
    for price in ticks.values:
        y = math.floor(pane.value.y_of(price) + 0.5)
        assert is_color(picture[y, : int(pane.rect.width())], board.inks.grid).any()
    assert set(pane.axis.written) <= {round(pane.value.y_of(price)) for price in ticks.values}


def test_in_percent_the_first_candle_in_view_closed_at_nothing() -> None:
    board = scaled(Scale.PERCENT)
    pane, base = board.price, float(candles().close[10])
    assert pane.base == base
    texts = [pane.label(price, step) for price, step in pane.axis.ticks.each()]
    assert "0\N{NARROW NO-BREAK SPACE}%" in texts
    assert any(text.startswith("+") for text in texts)
    assert pane.say(base * 1.0123) == "+1.23\N{NARROW NO-BREAK SPACE}%"
    tag = pane.axis.tag
    assert tag is not None
    assert tag.text == pane.say(float(candles().close[-1]))
    assert tag.at == pytest.approx(pane.value.y_of(float(candles().close[-1])))
    assert board.overlay.header.title.endswith("%")
    # Another first candle, another base; what was said in prices stays.
    board.timeline.set(START_MS + 40 * HOUR_MS, VIEW[1])
    board.refresh()
    assert pane.base == float(candles().close[40])


def test_placing_a_level_says_a_price_in_every_scale() -> None:
    for scale in Scale:
        board = scaled(scale)
        board.placing = True
        board.point(QPointF(200, 100))
        assert board.overlay.cross is not None
        text = board.overlay.cross.value_text
        assert float(text.replace(",", "")) == pytest.approx(board.price_at(100), rel=1e-4)


@pytest.mark.parametrize("scale", list(Scale))
def test_a_level_is_placed_and_dragged_to_where_the_mouse_is(
    make_stack: MakeStack, qtbot: QtBot, scale: Scale
) -> None:
    data = candles()
    data.high[120] *= 3  # so that a logarithmic scale is far from a linear one
    stack = make_stack(content(candles=data, levels=(LevelLine(1, 73_500.0, False, "support"),)))
    stack.set_style(ChartStyle(scale=scale))
    mouse, pane = Mouse(stack, qtbot), stack.canvas.board.price
    moved, added = heard(stack.level_moved), heard(stack.level_added)
    y = level_y(stack, 73_500.0)
    mouse.drag((300, y), (320, y - 60))
    ((number, price),) = moved
    assert number == 1
    assert level_y(stack, price) == pytest.approx(round(y) - 60, abs=1.0)
    assert price == round(price)
    stack.set_level_mode(on=True)
    mouse.click(300, 90)
    assert level_y(stack, added[0]) == pytest.approx(90, abs=1.0)
    assert pane.value.log == (scale is Scale.LOG)


@pytest.mark.parametrize("scale", list(Scale))
def test_the_axis_is_stretched_and_moved_by_hand_and_fits_again(
    make_stack: MakeStack, qtbot: QtBot, scale: Scale
) -> None:
    stack = make_stack(content())
    stack.set_style(ChartStyle(scale=scale))
    mouse, board = Mouse(stack, qtbot), stack.canvas.board
    pane, axis_x = board.price, board.plots.right() + 20
    mouse.move(300, 100)
    assert not stack._auto.isVisible()
    middle_y = pane.rect.center().y()
    middle = pane.value_at(middle_y)
    auto = pane.value
    mouse.drag((axis_x, 100), (axis_x, 180))
    assert pane.value.low < auto.low
    assert pane.value.high > auto.high
    assert pane.value_at(middle_y) == pytest.approx(middle, rel=1e-9)
    qtbot.waitUntil(stack._auto.isVisible)
    assert stack._auto.geometry().left() >= board.plots.right()
    assert stack._auto.geometry().right() <= stack.width()
    price = pane.value_at(100.0)
    mouse.drag((200, 100), (200, 140))
    assert pane.frame().value.y_of(price) == pytest.approx(140, abs=0.01)
    stack.update_candles(one_candle(END_MS - HOUR_MS, 73_000.0))
    mouse.move(210, 100)
    assert pane.frame().value.y_of(price) == pytest.approx(140, abs=0.01)
    qtbot.mouseClick(stack._auto, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not stack._auto.isVisible())
    assert pane.manual is None
    assert pane.value.log == (scale is Scale.LOG)


def test_a_double_click_on_the_axis_fits_again_in_log(make_stack: MakeStack, qtbot: QtBot) -> None:
    stack = make_stack(content())
    stack.set_style(ChartStyle(scale=Scale.LOG))
    mouse, board = Mouse(stack, qtbot), stack.canvas.board
    axis_x = board.plots.right() + 20
    mouse.move(300, 100)
    auto = board.price.value
    mouse.drag((axis_x, 100), (axis_x, 40))
    assert board.price.value != auto
    mouse.double(axis_x, 100)
    assert board.price.value == auto


def test_a_range_by_hand_stays_when_the_scale_changes() -> None:
    board = scaled(Scale.LINEAR)
    pane = board.price
    pane.stretch(2, pane.anchor)
    board.refresh()
    by_hand = pane.manual
    board.set_style(ChartStyle(scale=Scale.LOG))
    board.refresh()
    assert (pane.value.low, pane.value.high) == by_hand
    assert pane.value.log
    # One that reaches below zero means nothing there.
    board.set_style(ChartStyle())
    pane.manual = (-10.0, 80_000.0)
    board.set_style(ChartStyle(scale=Scale.LOG))
    board.refresh()
    assert pane.manual is None
    assert pane.value.low > 60_000


def nothing_worth() -> CandleColumns:
    data = candles()
    data.low[60], data.close[60] = -37.0, 0.0
    return data


@pytest.mark.parametrize("shape", list(Shape))
def test_prices_at_zero_make_a_logarithmic_scale_linear_with_a_word(shape: Shape) -> None:
    board = boarded(content(candles=nothing_worth()), view=VIEW)
    board.set_style(ChartStyle(shape, Scale.LOG))
    board.refresh()
    pane = board.price
    reaches = pane.candles.span(pane.time)
    assert reaches is not None
    assert pane.value.log == (reaches[0] > 0)
    if not pane.value.log:
        assert "linear" in board.overlay.header.title
        assert pane.value.low < 0
    painted(board)
    # Where none of them is in view, it is what was wished.
    board.timeline.set(START_MS + 130 * HOUR_MS, START_MS + 190 * HOUR_MS)
    board.refresh()
    assert pane.value.log
    assert board.overlay.header.title.endswith("log")


def test_percent_of_nothing_is_linear_with_a_word() -> None:
    board = boarded(content(candles=nothing_worth()), view=(START_MS + 60 * HOUR_MS, END_MS))
    board.set_style(ChartStyle(scale=Scale.PERCENT))
    board.refresh()
    assert board.price.base is None
    assert "linear" in board.overlay.header.title
    assert not board.price.say(70_000.0).endswith("%")


def test_an_empty_chart_has_every_scale() -> None:
    for scale in Scale:
        board = boarded(content(candles=CandleColumns.empty(HOUR_MS)))
        board.set_style(ChartStyle(scale=scale))
        board.refresh()
        painted(board, overlay=True)
        assert len(board.price.axis.ticks.values) == 0


# -- words fit -------------------------------------------------------------------------------------


def market(price: float, volatility: float) -> CandleColumns:
    data = candles()
    rng = np.random.default_rng(1)
    close = price * np.exp(np.cumsum(rng.normal(0, volatility, COUNT)))
    digits = 8 if price < 1 else 1
    opened = np.append(price, close[:-1])
    for where, values in (
        (data.open, opened),
        (data.close, close),
        (data.high, np.maximum(opened, close) * 1.001),
        (data.low, np.minimum(opened, close) * 0.999),
    ):
        where[:] = np.round(values, digits)
    return data


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("price", [0.00001234, 0.1, 9.81, 1_999.9, 123_456.7, 9_876_543.2])
def test_no_word_on_the_axis_is_clipped(price: float, scale: Scale, ratio: float) -> None:
    data = market(price, 0.02)
    board = boarded(content(candles=data), size=(700, 420))
    board.set_style(ChartStyle(scale=scale))
    board.now_ms = lambda: END_MS - 50_000
    board.refresh()
    pane = board.price
    for y in (4.0, 60.0, pane.rect.bottom() - 2, 150.0):
        board.point(QPointF(300, y))
        picture = painted(board, ratio, overlay=True)
        edge = math.floor(board._size[0] * ratio + 0.5)
        # Every word ends before the picture does, and tags stay within their rounded ground.
        last = picture[: math.floor(pane.rect.bottom() * ratio), edge - math.ceil(2 * ratio) : edge]
        assert is_color(last, board.inks.background).all(), y
        foot = board.overlay.foot
        assert foot is not None
        assert foot.text == "00:50"
    bright = is_color(picture, board.inks.quiet).any()
    assert bright


@pytest.mark.parametrize("scale", list(Scale))
def test_labels_tell_neighbours_apart(scale: Scale) -> None:
    for price in (0.00001234, 9.81, 123_456.7):
        board = boarded(content(candles=market(price, 0.002)), size=(700, 420))
        board.set_style(ChartStyle(scale=scale))
        board.refresh()
        pane = board.price
        texts = [pane.label(value, step) for value, step in pane.axis.ticks.each()]
        assert len(texts) >= 3
        assert len(set(texts)) == len(texts)


def test_nothing_in_view_jumps_when_style_and_scale_change(
    make_stack: MakeStack, qtbot: QtBot
) -> None:
    stack: ChartStack = make_stack(content())
    stack.pan(-0.6)
    view, readout = stack.view(), stack.readout()
    for shape in Shape:
        for scale in Scale:
            stack.set_style(ChartStyle(shape, scale))
            qtbot.waitUntil(lambda: not stack.canvas.pending)
            assert stack.view() == view
            assert stack.readout() == readout
            assert not stack.at_now()
            assert stack._back.isVisible()
            stack.update_candles(one_candle(END_MS, 75_000.0))
            assert stack.view() == view
