"""A user's hands: mouse and keys as Qt gets them from a window system, and patience."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tracker.ui.charts.stack import ChartStack

#: Between two moves of a hand; about a frame.
MOVE_MS = 16
PATIENCE_S = 20.0
LEFT = Qt.MouseButton.LeftButton
#: Where a hand takes hold, as shares of the price pane's width and height.
Spot = tuple[float, float]


class Lost(Exception):
    """What was waited for never came."""


@dataclass(frozen=True, slots=True)
class Until:
    """A wish to go on once something is so."""

    what: str
    is_so: Callable[[], bool]


#: What a stop of the tour asks for in between: milliseconds of rest, or to wait for something.
Rest = int | Until
Steps = Iterator[Rest]


def key(window: QWidget, code: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    """Press a key in a window; the window system's way, so shortcuts are found as ever."""
    QTest.keyClick(window.windowHandle(), code, held or Qt.KeyboardModifier.NoModifier)


def on_prices(chart: ChartStack, spot: Spot) -> QPoint:
    """A place in the price pane."""
    rect = chart.canvas.board.price.rect
    return QPoint(
        round(rect.left() + spot[0] * rect.width()), round(rect.top() + spot[1] * rect.height())
    )


def drag(
    chart: ChartStack,
    start: QPoint,
    end: QPoint,
    moves: int = 30,
    held: Qt.KeyboardModifier | None = None,
) -> Steps:
    """Press, move in so many steps, let go; all through the window that the chart is in."""
    window, keys = chart.window(), held or Qt.KeyboardModifier.NoModifier
    here = chart.canvas.mapTo(window, QPoint(0, 0))
    handle = window.windowHandle()
    QTest.mouseMove(handle, here + start)
    QTest.mousePress(handle, LEFT, keys, here + start)
    for at in range(1, moves + 1):
        yield MOVE_MS
        QTest.mouseMove(handle, here + start + (end - start) * (at / moves))
    yield MOVE_MS
    QTest.mouseRelease(handle, LEFT, keys, here + end)


def point(chart: ChartStack, spots: list[Spot], moves: int = 25) -> Steps:
    """Move the crosshair from one place to the next, without a button."""
    window = chart.window()
    here = chart.canvas.mapTo(window, QPoint(0, 0))
    for first, second in pairwise(spots):
        start, end = on_prices(chart, first), on_prices(chart, second)
        for at in range(moves):
            QTest.mouseMove(window.windowHandle(), here + start + (end - start) * (at / moves))
            yield MOVE_MS


def wheel(
    chart: ChartStack, spot: Spot, notches: int, held: Qt.KeyboardModifier | None = None
) -> Steps:
    """Turn the wheel over the prices; positive: zoom in."""
    for _ in range(abs(notches)):
        _turn(chart, on_prices(chart, spot), 120 if notches > 0 else -120, held)
        yield MOVE_MS * 2


def _turn(chart: ChartStack, at: QPoint, angle: int, held: Qt.KeyboardModifier | None) -> None:
    canvas = chart.canvas
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        held or Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # not inverted
    )
    QApplication.sendEvent(canvas, event)


def pick(menu: QMenu, entry: str, bar: QWidget) -> Steps:
    """Open a menu below a toolbar and click one of its entries."""
    menu.popup(bar.mapToGlobal(QPoint(bar.width() // 2, bar.height())))
    yield Until("an open menu", menu.isVisible)
    yield 120
    action = next(one for one in menu.actions() if one.text() == entry)
    QTest.mouseClick(menu.windowHandle(), LEFT, pos=menu.actionGeometry(action).center())
    yield Until("a closed menu", lambda: not menu.isVisible())


class Walk:
    """Takes the steps of a tour one after the other, each when its time has come."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._wanted: Until | None = None
        self._since = 0.0

    def step(self) -> int | None:
        """Go on as far as possible: milliseconds until the next step, None at the end.

        Raises:
            Lost: where something never came.
        """
        if self._wanted is not None and not self._wanted.is_so():
            if time.monotonic() - self._since > PATIENCE_S:
                raise Lost(f"{self._wanted.what}: never within {PATIENCE_S:g} s")
            return 2
        self._wanted = None
        rest = next(self._steps, None)
        if isinstance(rest, Until):
            self._wanted, self._since = rest, time.monotonic()
            return 0
        return rest
