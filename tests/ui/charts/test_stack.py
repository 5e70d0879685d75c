"""The widget: live data, a view that never jumps, signals, colours, zones."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.analysis.columns import BarColumns, CandleColumns, LineColumns
from tracker.domain.times import D1, DAY_MS, HOUR_MS, MINUTE_MS
from tracker.ui.charts.content import LevelLine
from tracker.ui.charts.overlay import fitting
from tracker.ui.charts.pane_data import InterestData, LiquidationsData
from tracker.ui.charts.stack import ChartStack
from tracker.ui.theme import DARK, LIGHT, Palette
from ui.charts.samples import (
    COUNT,
    START_MS,
    MakeStack,
    bars,
    candles,
    content,
    empty_content,
    is_color,
    line,
    one_candle,
    pane_of,
    pixels,
    rows_of,
)

END_MS = START_MS + COUNT * HOUR_MS


def settled(stack: ChartStack, qtbot: QtBot) -> ChartStack:
    qtbot.waitUntil(lambda: not stack.canvas.pending)
    return stack


def hover(stack: ChartStack, at_ms: int, y: float = 100.0) -> str:
    """Put the mouse over the candle that opens at a time, and read it out."""
    stack.canvas.settle()
    x = stack.canvas.board.price.time.x_of(at_ms + HOUR_MS // 2)
    stack.canvas.gestures.move(QPointF(x, y), Qt.MouseButton.NoButton)
    stack.canvas.settle()
    return stack.readout()


def test_it_starts_at_now(stack: ChartStack) -> None:
    left, right = stack.view()
    assert left < END_MS - HOUR_MS
    assert END_MS < right < END_MS + 20 * HOUR_MS
    assert stack.at_now()
    assert stack._back.isHidden()


def test_a_live_tick_changes_the_last_candle_and_nothing_else(
    stack: ChartStack, qtbot: QtBot
) -> None:
    view = stack.view()
    stack.update_candles(one_candle(END_MS - HOUR_MS, 75_000.0))
    settled(stack, qtbot)
    assert stack.view() == view
    assert len(stack.canvas.board.candles) == COUNT
    assert "C\N{NARROW NO-BREAK SPACE}75,000" in stack.readout()
    assert stack.canvas.board.price.value.high > 75_000


def test_many_ticks_in_one_frame_cost_one_repaint(stack: ChartStack, qtbot: QtBot) -> None:
    frames = stack.canvas.frames
    for number in range(50):
        stack.update_candles(one_candle(END_MS - HOUR_MS, 74_000.0 + number))
    settled(stack, qtbot)
    assert stack.canvas.frames == frames + 1
    assert "74,049" in stack.readout()


def test_the_view_follows_new_candles_only_at_now(stack: ChartStack, qtbot: QtBot) -> None:
    left, right = stack.view()
    stack.update_candles(one_candle(END_MS, 74_000.0))
    assert stack.view() == (left + HOUR_MS, right + HOUR_MS)
    stack.pan(-1)
    view = stack.view()
    stack.update_candles(one_candle(END_MS + HOUR_MS, 74_000.0))
    settled(stack, qtbot)
    assert stack.view() == view
    assert not stack.at_now()


def test_older_history_does_not_move_the_view(stack: ChartStack, qtbot: QtBot) -> None:
    stack.set_view(START_MS + 20 * HOUR_MS, START_MS + 90 * HOUR_MS)
    settled(stack, qtbot)
    view, picture = stack.view(), pixels(stack.canvas.grab().toImage())
    older = candles(500, start_ms=START_MS - 500 * HOUR_MS)
    stack.extend_candles(older)
    settled(stack, qtbot)
    assert stack.view() == view
    assert len(stack.canvas.board.candles) == COUNT + 500
    assert (pixels(stack.canvas.grab().toImage()) == picture).all()


def test_late_answers_of_another_interval_are_dropped(stack: ChartStack) -> None:
    stack.update_candles(one_candle(END_MS, 1.0, step_ms=MINUTE_MS))
    stack.extend_candles(CandleColumns.empty(MINUTE_MS))
    assert len(stack.canvas.board.candles) == COUNT


def test_history_is_asked_for_once(stack: ChartStack, qtbot: QtBot) -> None:
    asked: list[int] = []
    stack.history_wanted.connect(asked.append)
    stack.set_view(START_MS - 10 * HOUR_MS, START_MS + 30 * HOUR_MS)
    settled(stack, qtbot)
    assert asked == [START_MS - 30 * HOUR_MS]
    stack.set_view(START_MS - 12 * HOUR_MS, START_MS + 28 * HOUR_MS)
    settled(stack, qtbot)
    stack.extend_candles(CandleColumns.empty(HOUR_MS))  # there is no more
    settled(stack, qtbot)
    assert len(asked) == 1
    stack.extend_candles(candles(5, start_ms=START_MS - 5 * HOUR_MS))
    settled(stack, qtbot)
    assert len(asked) == 2
    stack.set_view(START_MS - 40 * HOUR_MS, START_MS)
    settled(stack, qtbot)
    assert asked[-1] == START_MS - 60 * HOUR_MS


def test_signals_tell_where_the_view_is(stack: ChartStack, qtbot: QtBot) -> None:
    views, now = [], []
    stack.view_changed.connect(views.append)
    stack.at_now_changed.connect(now.append)
    stack.set_view(START_MS, START_MS + 20 * HOUR_MS)
    settled(stack, qtbot)
    assert views == [(START_MS, START_MS + 20 * HOUR_MS)]
    assert now == [False]
    assert stack._back.isVisible()
    qtbot.mouseClick(stack._back, Qt.MouseButton.LeftButton)
    settled(stack, qtbot)
    assert now == [False, True]
    assert stack._back.isHidden()
    left, right = stack.view()
    assert right - left == 20 * HOUR_MS
    assert left < END_MS <= right


def test_the_read_out_is_exact(make_stack: MakeStack) -> None:
    stack = make_stack(content(interest=line(), liquidations=bars()))
    stack.set_view(START_MS + 90 * HOUR_MS, START_MS + 130 * HOUR_MS)
    thin = "\N{NARROW NO-BREAK SPACE}"
    data = candles()
    n = 101
    text = hover(stack, START_MS + n * HOUR_MS, 400.0)
    assert text == "  ".join(
        [
            "5 Feb 05:00",
            f"O{thin}{data.open[n]:,.0f}",
            f"H{thin}{data.high[n]:,.0f}",
            f"L{thin}{data.low[n]:,.0f}",
            f"C{thin}{data.close[n]:,.0f}",
            f"\N{MINUS SIGN}0.08{thin}%",
            f"V{thin}11",
            f"long{thin}$2.00M",
            f"short{thin}$1.00M",
            f"OI{thin}610.1K BTC",
        ]
    )


def test_the_distance_from_the_last_price_to_the_cursor_is_read_out(stack: ChartStack) -> None:
    board = stack.canvas.board
    hover(stack, END_MS - 20 * HOUR_MS)
    away = board.price.value_at(100.0) - 74_000.0
    part = next(one for one in board.parts() if one.label == "to cursor")
    sign = "+" if away > 0 else "\N{MINUS SIGN}"
    thin = "\N{NARROW NO-BREAK SPACE}"
    share = f"{sign}{abs(away) / 740:.2f}{thin}%"
    assert part.value == f"{sign}{abs(away):,.0f} ({share})"
    below = pane_of(board, "oi").rect.center().y()
    assert "to cursor" not in hover(stack, END_MS - 20 * HOUR_MS, below)


@pytest.mark.parametrize(("width", "kept"), [(1200, "V"), (540, "C")])
def test_a_narrow_header_keeps_time_close_change_and_distance(
    make_stack: MakeStack, width: int, kept: str
) -> None:
    stack = make_stack(content(), size=(width, 500))
    hover(stack, END_MS - 20 * HOUR_MS)
    header, inks = stack.canvas.board.overlay.header, stack.canvas.board.inks
    room = stack.canvas.board.plots.width() - 80
    written = [piece.text for some in fitting(header.parts, room, inks) for piece in some]
    assert kept in written
    assert {"C", "to cursor"} <= set(written)
    assert ("\N{HORIZONTAL ELLIPSIS}" in written) is (width < 600)
    assert fitting(header.parts, 2, inks) == []


def test_what_is_not_known_is_a_dash(make_stack: MakeStack) -> None:
    keep = np.ones(COUNT, np.bool_)
    keep[105] = False
    unknown = bars()
    unknown.long_usd[101] = unknown.short_usd[101] = float("nan")
    unknown.share[102] = 0.4
    few = LineColumns(HOUR_MS, line().at_ms[:50], line().value[:50])
    shown = content(candles=rows_of(candles(), keep), liquidations=unknown, interest=few)
    stack = make_stack(shown)
    stack.set_view(START_MS + 90 * HOUR_MS, START_MS + 130 * HOUR_MS)
    thin, dash = "\N{NARROW NO-BREAK SPACE}", "\N{EN DASH}"
    assert f"long{thin}{dash}  short{thin}{dash}  OI{thin}{dash}" in hover(
        stack, START_MS + 101 * HOUR_MS
    )
    assert f"long{thin}\N{GREATER-THAN OR EQUAL TO}{thin}$3.00M" in hover(
        stack, START_MS + 102 * HOUR_MS
    )
    hole = hover(stack, START_MS + 105 * HOUR_MS)
    assert hole.startswith("5 Feb 09:")
    assert f"O{thin}{dash}  H{thin}{dash}" in hole


def test_times_are_said_in_the_chosen_zone(stack: ChartStack, qtbot: QtBot) -> None:
    assert hover(stack, START_MS + 150 * HOUR_MS).startswith("7 Feb 06:00")
    stack.set_zone(ZoneInfo("Asia/Kolkata"))
    settled(stack, qtbot)
    assert stack.readout().startswith("7 Feb 11:30")
    assert stack.canvas.board.time_axis.zone == "IST"
    stack.set_zone(UTC)
    settled(stack, qtbot)
    assert stack.readout().startswith("7 Feb 06:00")


def test_a_daily_chart_says_days(make_stack: MakeStack) -> None:
    stack = make_stack(
        content(
            interval=D1, candles=candles(30, start_ms=START_MS // DAY_MS * DAY_MS, step_ms=DAY_MS)
        )
    )
    assert stack.readout().startswith("2 Mar 2026  O")


def test_an_older_year_is_said(make_stack: MakeStack) -> None:
    stack = make_stack(content(candles=candles(600, start_ms=START_MS - 400 * DAY_MS)))
    stack.update_candles(one_candle(START_MS, 70_000.0))
    stack.set_view(START_MS - 400 * DAY_MS, START_MS - 398 * DAY_MS)
    assert hover(stack, START_MS - 400 * DAY_MS).startswith("28 Dec 2024 00:00")


def test_without_content_everything_is_calm(make_stack: MakeStack, qtbot: QtBot) -> None:
    stack = make_stack()
    stack.update_candles(one_candle(START_MS, 1.0))
    stack.extend_candles(candles(3))
    stack.pan(0.3)
    stack.zoom(2)
    stack.back_to_now()
    stack.canvas.gestures.move(QPointF(100, 100), Qt.MouseButton.NoButton)
    settled(stack, qtbot)
    assert stack.readout() == ""
    assert stack.canvas.board.overlay.cross is None
    assert not stack.add_level_at_cursor()


def test_an_empty_chart_fills_as_candles_arrive(make_stack: MakeStack, qtbot: QtBot) -> None:
    stack = make_stack(empty_content())
    assert stack.readout() == ""
    stack.extend_candles(candles())
    settled(stack, qtbot)
    assert stack.readout().startswith("9 Feb 07:00")
    left, right = stack.view()
    assert left < END_MS <= right


def test_other_liquidations_and_interest_replace_those_before(
    stack: ChartStack, qtbot: QtBot
) -> None:
    stack.set_data(
        [
            LiquidationsData(BarColumns.empty(HOUR_MS), scope="nobody"),
            InterestData(LineColumns.empty(HOUR_MS), "BTC", "nobody either"),
        ]
    )
    settled(stack, qtbot)
    dash = "\N{EN DASH}"
    assert stack.readout().endswith(f"OI\N{NARROW NO-BREAK SPACE}{dash}")
    assert pane_of(stack.canvas.board, "liquidations").scope == "nobody"
    assert pane_of(stack.canvas.board, "oi").scope == "nobody either"
    stack.set_data([LiquidationsData(bars(), scope="all")])
    settled(stack, qtbot)
    assert "$5.00M" in stack.readout()


def test_another_market_keeps_the_view_only_when_asked(stack: ChartStack, qtbot: QtBot) -> None:
    view = (START_MS + 5 * HOUR_MS, START_MS + 25 * HOUR_MS)
    stack.set_view(*view)
    stack.show_content(content(asset="ETH", candles=candles(base=2_000.0)), keep_view=True)
    settled(stack, qtbot)
    assert stack.view() == view
    assert stack.canvas.board.price.value.high < 4_000
    assert stack.accessibleName() == "Chart of ETH, 1h"
    stack.show_content(content(asset="SOL"))
    settled(stack, qtbot)
    assert stack.view() != view
    assert stack.at_now()


def test_a_new_size_keeps_the_chosen_time(stack: ChartStack, qtbot: QtBot) -> None:
    stack.set_view(START_MS, START_MS + 48 * HOUR_MS)
    stack.resize(1200, 500)
    settled(stack, qtbot)
    assert stack.view() == (START_MS, START_MS + 48 * HOUR_MS)
    assert stack.canvas.board.plots.width() > 1000


def test_before_anybody_chooses_a_wider_window_shows_more(make_stack: MakeStack) -> None:
    narrow, wide = (make_stack(content(), size=(width, 500)) for width in (600, 1400))
    spans = [right - left for left, right in (narrow.view(), wide.view())]
    assert spans[1] > 2 * spans[0]


def test_what_is_hidden_is_not_painted_and_catches_up(stack: ChartStack, qtbot: QtBot) -> None:
    frames = stack.canvas.frames
    stack.hide()
    stack.update_candles(one_candle(END_MS - HOUR_MS, 76_000.0))
    assert "76,000" in stack.readout()
    with qtbot.waitSignal(stack.canvas.framed):
        stack.update_candles(one_candle(END_MS - HOUR_MS, 77_000.0))
    assert stack.canvas.frames == frames
    stack.show()
    settled(stack, qtbot)
    assert stack.canvas.frames > frames
    assert "77,000" in stack.readout()


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_palettes_change_everything(make_stack: MakeStack, qtbot: QtBot, palette: Palette) -> None:
    stack = make_stack(content(simulated=True), palette=LIGHT if palette is DARK else DARK)
    stack.set_palette(palette)
    settled(stack, qtbot)
    picture = pixels(stack.grab().toImage())
    ink = stack.canvas.board.inks
    assert is_color(picture, palette.color("background")).mean() > 0.3
    for color in (ink.up, ink.down, ink.warn, ink.grid, ink.watermark):
        assert is_color(picture, color).any()


def test_levels_are_shown_and_replaced(stack: ChartStack, qtbot: QtBot) -> None:
    stack.set_levels((LevelLine(1, 73_900.0, False, "resistance"),))
    settled(stack, qtbot)
    stack.canvas.grab()
    assert [label.level.id for label in stack.canvas.board.price.levels._labels] == [1]
    stack.set_levels(())
    settled(stack, qtbot)
    stack.canvas.grab()
    assert stack.canvas.board.price.levels._labels == []


def test_the_crosshair_leaves_no_trail(make_stack: MakeStack, qtbot: QtBot) -> None:
    """What is painted strip by strip is what a whole repaint gives."""
    stack = make_stack(content(levels=(LevelLine(1, 73_900.0, True, "was support"),)))
    for at in ((300, 90), (340, 200), (345, 420), (800, 560), (120, 30), (500, 299)):
        stack.canvas.gestures.move(QPointF(*at), Qt.MouseButton.NoButton)
        settled(stack, qtbot)
        QApplication.sendPostedEvents()  # what is still to be painted, and no more
    strips = pixels(stack.screen().grabWindow(stack.winId()).toImage())
    assert (pixels(stack.grab().toImage()) == strips).all()


_TRAILS = """
import sys
sys.path.insert(0, sys.argv[1])
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
app = QApplication(["tracker"])
from tracker.ui.charts.content import LevelLine
from tracker.ui.charts.stack import ChartStack
from tracker.ui.charts.style import ChartStyle, Scale, Shape
from tracker.ui.theme import DARK
from ui.charts.samples import content, pixels
LEFT = Qt.MouseButton.LeftButton
stack = ChartStack(DARK)
stack.resize(903, 597)
stack.show_content(content(levels=(LevelLine(1, 73_500.0, False, "support"),)))
stack.set_clock(lambda: int(stack._board.candles.times[-1]) + 5)
stack.show()
def settle():
    app.processEvents()
    stack.canvas.settle()
    app.processEvents()
settle()
gestures = stack.canvas.gestures
for shape in Shape:
    for scale in Scale:
        stack.set_style(ChartStyle(shape, scale, breaks=True))
        settle()
        line = QPointF(300, stack._board.price.frame().value.y_of(73_500.0))
        gestures.move(line, Qt.MouseButton.NoButton)
        settle()
        gestures.press(line, LEFT)
        for step in range(1, 6):
            gestures.move(line - QPointF(3 * step, 7.3 * step), LEFT)
            settle()
            stack._tell_time()
        gestures.cancel()
        gestures.release(line, LEFT)
        for at in ((311, 91), (347, 203), (500, 299)):
            gestures.move(QPointF(*at), Qt.MouseButton.NoButton)
            settle()
        strips = pixels(stack.grab().toImage())
        stack.canvas.mark()
        settle()
        if not (pixels(stack.grab().toImage()) == strips).all():
            print("a trail", shape, scale)
print(stack.devicePixelRatioF())
"""


@pytest.mark.parametrize("factor", [1.25, 1.5, 2.0])
def test_nothing_that_moves_leaves_a_trail_at_any_scale_factor(factor: float) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TRAILS, str(Path(__file__).parents[2])],
        env=os.environ | {"QT_SCALE_FACTOR": str(factor), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == str(factor), done.stderr


def test_everything_has_a_name(stack: ChartStack) -> None:
    assert stack.accessibleName() == "Chart of BTC, 1h"
    assert stack.canvas.accessibleName()
    assert stack._back.accessibleName()
