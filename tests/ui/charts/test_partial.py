"""What a frame leaves on the screen, where it painted only what had changed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.domain.giving_way import Way
from tracker.domain.times import HOUR_MS
from tracker.ui.charts import stage
from tracker.ui.charts.content import LevelLine, MarkPrice
from tracker.ui.charts.kinds import KINDS, PaneChoice
from tracker.ui.charts.mapping import dash_rects
from tracker.ui.charts.stack import ChartStack
from tracker.ui.charts.style import ChartStyle, Shape
from tracker.ui.charts.view import region_of
from ui.charts.samples import (
    COUNT,
    START_MS,
    MakeStack,
    boarded,
    content,
    one_candle,
    painted,
    pixels,
)

EVERY = tuple(PaneChoice(kind.KEY) for kind in KINDS)
NEWEST_MS = START_MS + (COUNT - 1) * HOUR_MS
LEVELS = tuple(LevelLine(n, 73_900.0 + 40 * n, n % 2 == 0, "support") for n in range(5))


@pytest.fixture
def stack(make_stack: MakeStack, qtbot: QtBot) -> ChartStack:
    made = make_stack(content(levels=LEVELS), size=(900, 800))
    made.canvas.board.compose(EVERY)
    made.canvas.mark()
    settled(made, qtbot)
    return made


def settled(stack: ChartStack, qtbot: QtBot) -> None:
    stack.canvas.settle()
    qtbot.waitUntil(lambda: not stack.canvas.pending)
    QApplication.sendPostedEvents()  # what is still to be painted, and no more


def on_screen(stack: ChartStack) -> np.ndarray:
    return pixels(stack.screen().grabWindow(stack.winId()).toImage())


def moved(stack: ChartStack, x: float, y: float) -> None:
    stack.canvas.gestures.move(QPointF(x, y), Qt.MouseButton.NoButton)


STEPS: dict[str, Callable[[ChartStack], object]] = {
    "a tick": lambda s: s.update_candles(one_candle(NEWEST_MS, 74_015.0)),
    "a tick beyond the range": lambda s: s.update_candles(one_candle(NEWEST_MS, 76_000.0)),
    "a new candle": lambda s: s.update_candles(one_candle(NEWEST_MS + HOUR_MS, 74_100.0)),
    "the mouse": lambda s: moved(s, 300, 130),
    "the mouse elsewhere": lambda s: moved(s, 420, 610),
    "a tick under the mouse": lambda s: s.update_candles(one_candle(NEWEST_MS, 74_040.0)),
    "levels": lambda s: s.set_levels(LEVELS[:2]),
    "a level from a list": lambda s: s.point_at(1),
    "a mark price": lambda s: s.set_mark(MarkPrice(74_000.0, "mark")),
    "a profile": lambda s: s.set_profile(shown=True),
    "fewer panes": lambda s: (s.canvas.board.compose(EVERY[:3]), s.canvas.mark()),
    "a tick in fewer panes": lambda s: s.update_candles(one_candle(NEWEST_MS, 74_020.0)),
    "the mouse gone": lambda s: s.canvas.gestures.leave(),
}


def test_the_screen_shows_what_a_whole_painting_shows(stack: ChartStack, qtbot: QtBot) -> None:
    before = on_screen(stack)
    for name, step in STEPS.items():
        step(stack)
        settled(stack, qtbot)
        after = on_screen(stack)
        assert (after != before).any(), f"{name} has changed nothing"
        assert (after == pixels(stack.grab().toImage())).all(), f"after {name}"
        before = after


@pytest.mark.parametrize("shape", list(Shape))
def test_any_run_of_ticks_leaves_what_a_whole_painting_shows(
    make_stack: MakeStack, qtbot: QtBot, shape: Shape
) -> None:
    """Ticks within and beyond the range, candles after holes, volumes small and huge, old ones."""
    stack = make_stack(content(levels=LEVELS[:3]), size=(700, 520))
    stack.canvas.board.compose(EVERY[:4])
    stack.set_style(ChartStyle(shape))
    stack.canvas.mark()
    settled(stack, qtbot)
    dice, at_ms = np.random.default_rng(len(shape.value)), NEWEST_MS
    for _ in range(24):
        kind = dice.random()
        if kind > 0.8:
            at_ms += int(dice.integers(1, 4)) * HOUR_MS
        wide = 3_000 if dice.random() > 0.85 else 60
        price = 74_000.0 + float(dice.normal(0, wide))
        one = one_candle(at_ms if kind > 0.1 else NEWEST_MS - 20 * HOUR_MS, price)
        volume = np.array([float(dice.lognormal(4, 1.5))])
        stack.update_candles(replace(one, volume=volume))
        settled(stack, qtbot)
        assert (on_screen(stack) == pixels(stack.grab().toImage())).all()


def test_a_tick_costs_a_strip_and_not_the_pane(stack: ChartStack, qtbot: QtBot) -> None:
    stack.canvas.board.compose((PaneChoice("price"), PaneChoice("volume")))
    stack.canvas.mark()
    for price in (74_010.0, 74_010.2):  # the axis finds its width
        stack.update_candles(one_candle(NEWEST_MS, price))
        settled(stack, qtbot)
    stack.update_candles(one_candle(NEWEST_MS, 74_010.5))
    board = stack.canvas.board
    board.refresh()
    touched = sum(one.width() * one.height() for one in region_of(board.changed()))
    assert 0 < touched < 900 * 800 / 3


def test_a_tick_leaves_panes_alone_that_it_does_not_change(
    stack: ChartStack, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = stack.canvas.board
    stack.update_candles(one_candle(NEWEST_MS, 74_010.0))  # from now on the newest one is open
    settled(stack, qtbot)
    said: list[str] = []
    for pane in board.panes:
        paint = pane.canvas.paint
        monkeypatch.setattr(
            pane.canvas, "paint", lambda *a, p=paint, k=pane.KEY, **o: (said.append(k), p(*a, **o))
        )
    stack.update_candles(one_candle(NEWEST_MS, 74_015.0))
    settled(stack, qtbot)
    # Who took the volume of these candles is unknown, so that the volume delta has nothing to change.
    assert set(said) == {"price", "volume", "atr", "rsi"}
    said.clear()
    stack.canvas.mark()
    settled(stack, qtbot)
    assert set(said) == {pane.KEY for pane in board.panes}


def test_the_widget_shows_what_the_board_paints(stack: ChartStack) -> None:
    stack.show_content(content(levels=LEVELS))
    stack.canvas.settle()
    shown = pixels(stack.canvas.grab().toImage())
    assert (shown == painted(stack.canvas.board, overlay=True)).all()


@pytest.mark.usefixtures("qapp")
def test_words_at_a_scale_of_one_are_those_that_qt_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    board = boarded(content(levels=LEVELS), panes=EVERY, size=(600, 700))
    kept = painted(board)
    for module in ("stage", "board", "overlay"):
        monkeypatch.setattr(f"tracker.ui.charts.{module}.is_plain", lambda _: False)
    assert (painted(board) == kept).all()


@pytest.mark.usefixtures("qapp")
def test_words_are_the_same_the_first_time_and_whenever_they_come_again() -> None:
    """They are laid out when they come a second time, and copied from then on."""
    stage._words_of.cache_clear()
    stage._picture_of.cache_clear()
    board = boarded(content(levels=LEVELS), panes=EVERY, size=(600, 700))
    first = painted(board, overlay=True)
    for _ in range(3):
        assert (painted(board, overlay=True) == first).all()


@pytest.mark.usefixtures("qapp")
def test_a_number_is_as_wide_as_another_one_of_its_length() -> None:
    """Figures are equally wide, so that one is measured for all."""
    for text in ("67,238.11", "\N{MINUS SIGN}1.69\u202f%", "$417.9M", "09:41"):
        for bold in (False, True):
            exact = stage.metrics(bold=bold).horizontalAdvance(text)
            assert stage.text_width(text, bold=bold) == pytest.approx(exact, abs=0.2)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_a_dashed_line_that_is_copied_is_the_one_that_is_filled(ratio: float) -> None:
    board, shown = boarded(content()), []
    for way in ("copied", "filled"):
        image = QImage(701, 41, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(board.inks.background)
        painter = QPainter(image)
        stand = stage.Stage(painter, board.price.frame_on(painter), board.inks)
        row = np.array([[3, 17, 640, 18]], np.int32)
        if way == "copied":
            stand.dashes(row, 2, 4, board.inks.last_up)
        else:
            stand.fill(dash_rects(row, 2, 4), board.inks.last_up)
        painter.end()
        shown.append(pixels(image))
    assert (shown[0] == shown[1]).all()
    assert len(np.unique(shown[0].reshape(-1, 3), axis=0)) == 2


def test_other_threads_let_a_frame_be_prepared_and_painted(
    stack: ChartStack, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Way()
    monkeypatch.setattr("tracker.ui.charts.view.WAY", way)
    board, seen = stack.canvas.board, dict[str, bool]()
    refresh, paint = board.refresh, board.paint

    def refreshed() -> None:
        seen["prepared"] = way._free.is_set()
        refresh()

    def painting(painter: QPainter, origin: QPointF, region: QRegion | None = None) -> None:
        seen["painted"] = way._free.is_set()
        paint(painter, origin, region)

    monkeypatch.setattr(board, "refresh", refreshed)
    monkeypatch.setattr(board, "paint", painting)
    stack.canvas.mark()
    settled(stack, qtbot)
    assert seen == {"prepared": False, "painted": False}
    assert way._free.is_set()
