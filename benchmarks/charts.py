"""CPU milliseconds a frame of the chart stack, beside a bare widget that paints the same.

    python benchmarks/charts.py [--platform offscreen|xcb] [--size 1600x900] [--frames 60]

`pan200`: a view of 200 candles moves by 10. `panall`: a view of nine tenths of all candles moves by
a hundredth. `tick`: the newest candle changes. `cross`: the mouse moves. `levels300`: as `pan200`, with
300 levels in view, and what that costs beside the 9 levels of the others. Medians over the frames,
the best of three interleaved rounds. Process time, so that a busy machine matters less.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from tracker.analysis.columns import BarColumns, CandleColumns, LineColumns
from tracker.domain.times import M1, M5
from tracker.ui.charts.content import ChartContent, LevelLine
from tracker.ui.charts.mapping import Frame, TimeMap, ValueMap
from tracker.ui.charts.pane_data import InterestData, LiquidationsData
from tracker.ui.charts.stack import ChartStack
from tracker.ui.charts.stage import Stage
from tracker.ui.theme import DARK

ROUNDS, WARM_UP = 3, 5
MANY = 300
Steps = Iterator[Callable[[], None]]


class Stack(ChartStack):
    def frame(self) -> None:
        self.canvas.settle()


class Bare(QWidget):
    """The same painters over the same series, without scene, view boxes or kept picture."""

    def __init__(self, stack: Stack) -> None:
        super().__init__()
        self._stack, self._board = stack, stack.canvas.board

    def frame(self) -> None:
        for pane in self._board.panes:
            width, height = int(pane.rect.width()), int(pane.rect.height())
            pane.time = TimeMap(*self._stack.view(), 0, width)
            low, high = pane.fit(pane._span() or (0.0, 1.0), height)
            pane.value = ValueMap(low, high, 0, height)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        board, painter = self._board, QPainter(self)
        painter.fillRect(self.rect(), board.inks.background)
        for pane in board.panes:
            value = ValueMap(
                pane.value.low, pane.value.high, int(pane.rect.top()), pane.value.height_px
            )
            stage = Stage(painter, Frame(pane.time, value, 1.0), board.inks)
            for one in pane.painters:
                one.paint(stage)
            ticks = pane.axis.ticks
            for tick in ticks.values.tolist():
                stage.words(
                    pane.rect.right() + 9,
                    value.y_of(tick),
                    pane.label(tick, ticks.step),
                    board.inks.quiet,
                )
        painter.resetTransform()
        board.overlay.paint(painter, board.inks, QPointF())
        painter.end()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--size", default="1600x900")
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--candles", default="10000,100000,1000000")
    args = parser.parse_args()
    app = QApplication(["charts", "-platform", args.platform])
    print(f"{'candles':>9}  {'frame':9}{'stack ms':>8}{'bare ms':>9}{'ratio':>7}")
    for rows in (int(part) for part in args.candles.split(",")):
        stack = Stack(DARK)
        bare = Bare(stack)
        for widget in (stack, bare):
            widget.resize(*(int(part) for part in args.size.split("x")))
        shown = content(rows)
        stack.show_content(shown)
        few_ms = 0.0
        for name, steps in (
            ("pan200", lambda s: pan(s, 200, 10)),
            ("levels300", lambda s, one=shown: many_levels(s, one)),
            ("panall", lambda s, n=rows: pan(s, n * 9 // 10, n // 100)),
            ("tick", tick),
            ("cross", cross),
        ):
            ours, floor = (
                min(one)
                for one in zip(
                    *(
                        (
                            median_ms(app, stack, bare, steps(stack), args.frames),
                            median_ms(app, bare, stack, steps(stack), args.frames),
                        )
                        for _ in range(ROUNDS)
                    ),
                    strict=True,
                )
            )
            beside = f"  {ours / few_ms:.2f} of pan200" if name == "levels300" else ""
            few_ms = ours if name == "pan200" else few_ms
            print(f"{rows:>9}  {name:9}{ours:8.2f}{floor:9.2f}{ours / floor:7.1f}{beside}")
            stack.set_levels(shown.levels)
        stack.close()
        bare.close()


def median_ms(
    app: QApplication, shown: Stack | Bare, other: QWidget, steps: Steps, frames: int
) -> float:
    other.hide()  # what is hidden does not paint
    shown.show()
    app.processEvents()
    spent = []
    for number in range(frames + WARM_UP):
        step = next(steps)
        begin = time.process_time()
        step()
        shown.frame()
        app.processEvents()
        if number >= WARM_UP:
            spent.append((time.process_time() - begin) * 1000)
    return statistics.median(spent)


def pan(stack: Stack, view: int, by: int) -> Steps:
    series = stack.canvas.board.candles
    step_ms, end_ms = series.interval_ms, series.end_ms or 0
    for number in count():
        back = by * (9 - abs(number % 18 - 9)) * step_ms
        right_ms = end_ms - back
        yield lambda right=right_ms: stack.set_view(right - view * step_ms, right)


def many_levels(stack: Stack, shown: ChartContent) -> Steps:
    """300 levels within what the 200 newest candles span, holding, broken, dim and coloured."""
    low, high = float(shown.candles.low[-200:].min()), float(shown.candles.high[-200:].max())
    stack.set_levels(
        tuple(
            LevelLine(
                number,
                price,
                number % 2 == 0,
                "support, noted by hand",
                tone=("", "blue", "teal")[number % 3],
                dim=number % 5 == 0,
            )
            for number, price in enumerate(np.linspace(low, high, MANY).tolist())
        )
    )
    yield from pan(stack, 200, 10)


def tick(stack: Stack) -> Steps:
    series = stack.canvas.board.candles
    at_ms, opened, high, low, close, volume = series.candle(len(series) - 1)
    end_ms = at_ms + series.interval_ms
    stack.set_view(end_ms - 200 * series.interval_ms, end_ms)
    for number in count():
        price = close + number % 7
        values = (opened, max(high, price), min(low, price), price, volume + number)
        columns = CandleColumns(
            series.interval_ms,
            np.array([at_ms]),
            *(np.array([value], np.float64) for value in values),
            np.zeros(1, np.bool_),
        )
        yield lambda columns=columns: stack.update_candles(columns)


def cross(stack: Stack) -> Steps:
    series = stack.canvas.board.candles
    end_ms = series.end_ms or 0
    stack.set_view(end_ms - len(series) * 9 // 10 * series.interval_ms, end_ms)
    stack.canvas.settle()
    for number in count():
        at = QPointF(300 + number * 7 % 900, 100 + number * 5 % 300)
        yield lambda at=at: stack.canvas.gestures.move(at, Qt.MouseButton.NoButton)


def content(rows: int) -> ChartContent:
    random = np.random.default_rng(7)
    times = 1_700_000_100_000 + np.arange(rows) * M1.ms
    close = 60_000 * np.exp(np.cumsum(random.normal(0, 4e-4, rows)))
    opened = np.concatenate([close[:1], close[:-1]])
    high = np.maximum(opened, close) * (1 + random.random(rows) * 3e-4)
    low = np.minimum(opened, close) * (1 - random.random(rows) * 3e-4)
    volume, closed = random.gamma(1, 20, rows), np.ones(rows, np.bool_)
    candles = CandleColumns(M1.ms, times, opened, high, low, close, volume, closed)
    fives = times[::5]
    longs, shorts = (random.gamma(0.3, 1e6, len(fives)) for _ in range(2))
    bars = BarColumns(M5.ms, fives, longs, shorts, np.ones(len(fives)))
    line = LineColumns(M5.ms, fives, 6e5 + np.cumsum(random.normal(0, 60, len(fives))))
    levels = tuple(
        LevelLine(number, float(close[-1]) * (1 + number / 100), number % 2 == 0, "support")
        for number in range(-4, 5)
    )
    data = (LiquidationsData(bars), InterestData(line, "BTC"))
    return ChartContent("BTC", M1, candles, data, levels)


if __name__ == "__main__":
    main()
