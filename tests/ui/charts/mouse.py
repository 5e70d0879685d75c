"""A mouse for tests of the chart."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.ui.charts.stack import ChartStack

LEFT = Qt.MouseButton.LeftButton


class Mouse:
    """A mouse on a chart: every step goes through Qt, and ends with a painted frame."""

    def __init__(self, stack: ChartStack, qtbot: QtBot) -> None:
        self._stack, self._qtbot = stack, qtbot
        self._on = stack.canvas
        self._down = False
        #: The keys that are down.
        self.keys = Qt.KeyboardModifier.NoModifier

    def _settle(self) -> None:
        self._qtbot.waitUntil(lambda: not self._stack.canvas.pending)
        self._stack.canvas.grab()

    def move(self, x: float, y: float) -> None:
        if self.keys == Qt.KeyboardModifier.NoModifier:
            QTest.mouseMove(self._on, QPoint(round(x), round(y)))
        else:  # the test's mouse moves without keys
            at = QPointF(round(x), round(y))
            none, held = Qt.MouseButton.NoButton, LEFT if self._down else Qt.MouseButton.NoButton
            event = QMouseEvent(
                QEvent.Type.MouseMove, at, self._on.mapToGlobal(at), none, held, self.keys
            )
            QApplication.sendEvent(self._on, event)
        self._settle()

    def press(self, x: float, y: float) -> None:
        self.move(x, y)
        QTest.mousePress(self._on, LEFT, self.keys, QPoint(round(x), round(y)))
        self._down = True
        self._settle()

    def release(self, x: float, y: float) -> None:
        QTest.mouseRelease(self._on, LEFT, self.keys, QPoint(round(x), round(y)))
        self._down = False
        self._settle()

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 5) -> None:
        self.press(*start)
        for n in range(1, steps + 1):
            self.move(*(a + (b - a) * n / steps for a, b in zip(start, end, strict=True)))
        self.release(*end)

    def click(self, x: float, y: float) -> None:
        self.press(x, y)
        self.release(x, y)

    def double(self, x: float, y: float) -> None:
        self.click(x, y)
        QTest.mouseDClick(
            self._on, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(round(x), round(y))
        )
        self._settle()

    def wheel(
        self,
        x: float,
        y: float,
        up: int,
        across: int = 0,
        keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        at = QPointF(x, y)
        event = QWheelEvent(
            at,
            QPointF(self._on.mapToGlobal(at)),
            QPoint(),
            QPoint(across, up),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self._on, event)
        self._settle()

    def leave(self) -> None:
        QApplication.sendEvent(self._on, QEvent(QEvent.Type.Leave))
        QApplication.sendEvent(self._stack.canvas, QEvent(QEvent.Type.Leave))
        self._settle()

    def menu(self, x: float, y: float) -> None:
        """The right button."""
        at = QPoint(round(x), round(y))
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, self._on.mapToGlobal(at))
        QApplication.sendEvent(self._on, event)
        self._settle()


def heard(signal: Any) -> list[Any]:
    """What a signal says from now on."""
    values: list[Any] = []
    signal.connect(lambda *args: values.append(args if len(args) > 1 else args[0]))
    return values
