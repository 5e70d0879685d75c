"""One contender in a process of its own: reads questions from stdin, answers with a line of JSON.

    python worker.py NAME MARKET ROOM

NAME is a module and a class of it (`floor.Chart`), MARKET the file that `market.write` made, ROOM
`1600x900` or `1600x900x3` for three charts above each other.
"""

from __future__ import annotations

import gc
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import market as markets
import numpy as np

WARM_UP = 4
#: A window manager is done with a new window when nothing was painted for so long.
_CALM_S = 0.2
MIB = 2**20


def resident_mib() -> float:
    """Memory that this process holds now; NaN where the system doesn't say."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return float("nan")
    import resource

    return int(statm.read_text().split()[1]) * resource.getpagesize() / MIB


class Worker:
    """A contender that is up and painted, and what can be asked of it."""

    def __init__(self, name: str, file: Path, room: str) -> None:
        module, kind = name.split(".")
        made = getattr(importlib.import_module(module), kind)
        widgets = importlib.import_module(
            "PyQt6.QtWidgets" if module == "peer_finplot" else "PySide6.QtWidgets"
        )
        core, gui = (
            importlib.import_module(widgets.__name__.replace("QtWidgets", one))
            for one in ("QtCore", "QtGui")
        )
        gc.collect()
        before = resident_mib()
        self._app = widgets.QApplication.instance() or widgets.QApplication([name])
        self._core = core
        # In a corner: nobody shows a cross that is not asked for
        gui.QCursor.setPos(10_000, 10_000)
        width, height, charts = ([*(int(part) for part in room.split("x")), 1])[:3]
        self._market = markets.read(file)
        self._chart = made(self._market, (width, height), charts)
        self._show()
        self._market.shed()
        self._rows, self._pans = self._market.rows, 0
        for left in (self._rows - 200, 0):
            self._chart.view(left, self._rows)
            self._paint()
        gc.collect()
        self.memory_mib = resident_mib() - before

    def _show(self) -> None:
        """Show the chart, and wait until the window system has done with it."""
        painted, patience = self._chart.frames, time.monotonic() + 10
        self._chart.show()
        self._paint()
        while self._chart.frames == painted and time.monotonic() < patience:
            time.sleep(0.01)
            self._paint()
        calm = time.monotonic() + _CALM_S
        while time.monotonic() < calm:
            painted = self._chart.frames
            time.sleep(0.01)
            self._paint()
            if self._chart.frames != painted:
                calm = time.monotonic() + _CALM_S

    def _paint(self) -> None:
        if hasattr(self._chart, "settle"):
            self._chart.settle()
        self._app.processEvents()

    # -- cases of so many frames -------------------------------------------------------------------

    def pan(self, over: int, *, view: int, by: int) -> Iterator[Callable[[], None]]:
        """Back through the middle of the history."""
        # Who asks the whole history (finplot, for its marks of time) does so most at its begin and
        # least at its end. A candle to the left each time, so that nobody has kept an answer.
        self._pans += 1
        begin = (self._rows + view + by * over) // 2 - self._pans
        for number in range(over):
            right = min(max(begin - by * number, view), self._rows)
            yield lambda right=right: self._chart.view(right - view, right)

    def tick(self, over: int, *, view: int) -> Iterator[Callable[[], None]]:
        self._chart.view(self._rows - view, self._rows)
        for number in range(over):
            yield lambda number=number: self._chart.tick(number)

    def append(self, over: int, *, view: int) -> Iterator[Callable[[], None]]:
        self._chart.view(self._rows - view, self._rows)
        for number in range(over):
            yield lambda number=number: self._append(number)

    def _append(self, number: int) -> None:
        self._chart.append(number)
        self._rows += 1

    def cross(self, over: int, *, view: int) -> Iterator[Callable[[], None]]:
        right = (self._rows + view) // 2
        self._chart.view(right - view, right)
        self._chart.spread_levels(right - view, right)
        self._paint()
        for number in range(over):
            yield lambda number=number: self._chart.cross(number)

    def cross_pan(self, over: int, *, view: int, by: int) -> Iterator[Callable[[], None]]:
        half = (view + by * over) // 2
        middle = self._rows // 2
        self._chart.spread_levels(max(middle - half, 0), middle + half)
        for number, step in enumerate(self.pan(over, view=view, by=by)):
            yield lambda number=number, step=step: (step(), self._chart.cross(number))

    # -- questions ---------------------------------------------------------------------------------

    def frames(self, case: str, number: int, **how: int) -> dict[str, float]:
        """Process CPU ms of so many frames of a case: median and 95th percentile."""
        self._show()
        spent, odd = [], 0
        for index, step in enumerate(getattr(self, case)(number + WARM_UP, **how)):
            painted, begin = self._chart.frames, time.process_time()
            step()
            self._paint()
            if index >= WARM_UP:
                spent.append((time.process_time() - begin) * 1000)
                odd += self._chart.frames != painted + 1
        if odd > number // 10:
            raise RuntimeError(f"{odd} of {number} steps of {case} were not painted as one frame")
        self._chart.hide()
        self._app.processEvents()
        return {"ms": statistics.median(spent), "p95": float(np.percentile(spent, 95))}

    def steady(self, hertz: int, seconds: float) -> dict[str, float]:
        """The newest candle changes at a rate: CPU of one core and updates a second."""
        self._show()
        self._chart.view(self._rows - 200, self._rows)
        self._paint()
        done = 0

        def step() -> None:
            nonlocal done
            self._chart.tick(done)
            done += 1

        timer = self._core.QTimer()
        timer.setTimerType(self._core.Qt.TimerType.PreciseTimer)
        timer.timeout.connect(step)
        stop = self._core.QTimer()
        stop.setSingleShot(True)
        stop.timeout.connect(self._app.quit)
        frames, wall, cpu = self._chart.frames, time.perf_counter(), time.process_time()
        timer.start(1000 // hertz)
        stop.start(round(seconds * 1000))
        self._app.exec()
        timer.stop()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        painted = self._chart.frames - frames
        self._chart.hide()
        return {"cpu": cpu / wall * 100, "rate": min(painted, done) / wall}

    def png(self, scale: float) -> dict[str, float]:
        """CPU ms of a PNG of 300 candles, and how large it is."""
        self._show()
        self._chart.view(self._rows - 300, self._rows)
        self._paint()
        begin = time.process_time()
        size = len(self._chart.png(scale))
        spent = (time.process_time() - begin) * 1000
        self._chart.hide()
        return {"ms": spent, "kb": size / 1000}

    def versions(self) -> dict[str, str]:
        """What took part."""
        found = {"qt": self._core.qVersion(), "numpy": np.__version__}
        for name in ("pyqtgraph", "finplot", "pandas", "PySide6"):
            if name in sys.modules:
                found[name] = getattr(sys.modules[name], "__version__", "")
        return found


def main() -> None:
    name, file, room = sys.argv[1:]
    worker = Worker(name, Path(file), room)
    answer(memory_mib=worker.memory_mib, versions=worker.versions())
    for line in sys.stdin:
        question: dict[str, Any] = json.loads(line)
        answer(**getattr(worker, question.pop("ask"))(**question))


def answer(**values: Any) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
