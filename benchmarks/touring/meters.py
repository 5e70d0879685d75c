"""What is measured on the tour: frames of charts, switches, memory, hold-ups, and whatever goes wrong."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
import traceback
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)

from tracker.ui.charts.view import ChartView

#: One frame of a screen with sixty a second.
FRAME_MS = 1_000 / 60
#: What the heartbeat aims at; what it is late by, the window was held up.
_BEAT_MS = 10
#: What the offscreen platform says of every menu.
_OFFSCREEN = "This plugin does not support"
_PAGE_MB = (os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0) / 1e6


def _numbers() -> array[float]:
    """Numbers that take no more room than they must: what is weighed is the program."""
    return array("d")


@dataclass(slots=True)
class Frames:
    """Every frame of every chart, from preparing it to the end of its painting.

    Attributes:
        walls_ms: by the clock.
        cpus_ms: of the processor, of the thread that paints.
        stops: the number of the tour's stop that each belongs to.
        painted: told of each.
    """

    walls_ms: array[float] = field(default_factory=_numbers)
    cpus_ms: array[float] = field(default_factory=_numbers)
    stops: array[float] = field(default_factory=_numbers)
    stop: int = 0
    painted: Callable[[ChartView], None] = lambda _: None
    _begun: dict[int, tuple[float, float]] = field(default_factory=dict)

    def listen(self) -> None:
        """Time the two halves of a frame: `settle` prepares, `paintEvent` paints."""
        settle, paint = ChartView.settle, ChartView.paintEvent

        def timed_settle(view: ChartView) -> None:
            began = _now()
            settle(view)
            spent = _since(began)
            if view.isVisible():
                before = self._begun.get(id(view), (0.0, 0.0))
                self._begun[id(view)] = before[0] + spent[0], before[1] + spent[1]

        def timed_paint(view: ChartView, event: object) -> None:
            began = _now()
            paint(view, event)
            spent = _since(began)
            before = self._begun.pop(id(view), (0.0, 0.0))
            self.walls_ms.append(before[0] + spent[0])
            self.cpus_ms.append(before[1] + spent[1])
            self.stops.append(self.stop)
            self.painted(view)

        ChartView.settle, ChartView.paintEvent = timed_settle, timed_paint  # type: ignore[method-assign, assignment]


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.thread_time()


def _since(began: tuple[float, float]) -> tuple[float, float]:
    return (time.perf_counter() - began[0]) * 1_000, (time.thread_time() - began[1]) * 1_000


class HoldUps(QObject):
    """How long the window did not answer: what a beat every 10 ms was late by."""

    def __init__(self) -> None:
        super().__init__()
        self.late_ms = _numbers()
        self._before = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """Forget what was, and beat."""
        del self.late_ms[:]
        self._before = time.perf_counter()
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late_ms.append(max(0.0, (now - self._before) * 1_000 - _BEAT_MS))
        self._before = now


class Troubles(logging.Handler):
    """Whatever went wrong anywhere in the process: exceptions, errors in the log, words of Qt."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def listen(self) -> None:
        """Hear of everything from now on."""
        sys.excepthook = lambda kind, error, trace: self._add(
            "".join(traceback.format_exception(kind, error, trace))
        )
        threading.excepthook = lambda said: self._add(
            f"thread {said.thread}: "
            + "".join(traceback.format_exception(said.exc_type, said.exc_value, said.exc_traceback))
        )
        sys.unraisablehook = lambda said: self._add(f"{said.err_msg}: {said.exc_value!r}")
        qInstallMessageHandler(self._hear_qt)
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """An error that the program logged."""
        self._add(self.format(record))

    def _hear_qt(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        del context
        bad = kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
        if bad and not text.startswith(_OFFSCREEN):
            self._add(f"Qt: {text}")

    def _add(self, text: str) -> None:
        self.found.append(text)
        print(text, file=sys.stderr)


def resident_mb() -> float:
    """Memory that the process has in use, MB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * _PAGE_MB
