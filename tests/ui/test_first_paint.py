"""What may wait begins after the first paint, once."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tracker.ui import first_paint
from tracker.ui.first_paint import FirstPaint


class Painted(QWidget):
    """Notes when it is painted."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self._heard = heard

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        self._heard.append("painted")
        super().paintEvent(event)


def test_it_is_called_once_and_after_the_paint(qtbot: QtBot) -> None:
    heard: list[str] = []
    widget = Painted(heard)
    qtbot.addWidget(widget)
    waiting = FirstPaint(widget, lambda: heard.append("called"))
    widget.show()
    qtbot.waitUntil(lambda: "called" in heard)
    assert heard[:2] == ["painted", "called"]
    widget.repaint()
    qtbot.waitUntil(lambda: heard[-1] == "painted")
    waiting._call()
    assert heard.count("called") == 1


def test_a_window_that_nobody_sees_does_not_hold_it_up(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_paint, "_LONGEST_MS", 1)
    heard: list[str] = []
    widget = Painted(heard)
    qtbot.addWidget(widget)
    waiting = FirstPaint(widget, lambda: heard.append("called"))
    qtbot.waitUntil(lambda: heard == ["called"])
    del waiting
