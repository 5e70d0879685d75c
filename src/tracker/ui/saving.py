"""Saving the chart as a picture: asks where to, paints what is seen, and writes it beside the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from tracker.domain.times import iso
from tracker.services.views import ChartView
from tracker.sources.clock import Clock
from tracker.ui.charts.stack import ChartStack
from tracker.ui.desk import Desk
from tracker.ui.theme import Palette

_SCALE = 2.0
_LEAST_PX = (640, 400)


@dataclass(frozen=True, slots=True)
class Look:
    """The colours and the zone that the window has now."""

    palette: Palette
    zone: tzinfo


class Saver(QObject):
    """Makes pictures of the chart that is on screen.

    Signals:
        said: a sentence for the user: what was saved, or why not.
    """

    said = Signal(str)

    def __init__(
        self,
        desk: Desk,
        chart: ChartStack,
        titles: dict[str, str],
        clock: Clock,
        folder: Path,
        *,
        simulated: bool,
    ) -> None:
        super().__init__(chart)
        self._desk = desk
        self._chart = chart
        self._titles = titles
        self._clock = clock
        self._folder = folder
        self._simulated = simulated

    def ask(self, look: Look) -> None:
        """Ask where to, then save the chart as it is on screen."""
        chart = self._desk.chart
        if chart is None or not len(chart.candles):
            self.said.emit("There is no chart to save yet.")
            return
        with suppress(OSError):  # then the dialog opens elsewhere
            self._folder.mkdir(parents=True, exist_ok=True)
        stamp = iso(self._clock.now_ms() // 60_000 * 60_000)[:16].replace(":", "")
        name = f"{chart.asset}_{chart.interval}_{stamp}Z.png"
        answer, _ = QFileDialog.getSaveFileName(
            self._chart.window(),
            "Save the chart",
            str(self._folder / name),
            "Pictures (*.png *.svg)",
        )
        if answer:
            path = Path(answer)
            self.save(path if path.suffix else path.with_name(path.name + ".png"), look)

    def save(self, path: Path, look: Look) -> None:
        """Save the time that is on screen."""
        seen_ms = self._chart.view()
        chart = self._desk.chart
        # One candle more, of which a part is in view.
        first_ms = seen_ms[0] - (chart.interval.ms if chart is not None else 0)
        self._desk.load_picture(
            first_ms, seen_ms[1], lambda view: self._paint(path, view, seen_ms, look)
        )

    def _paint(self, path: Path, view: ChartView, seen_ms: tuple[int, int], look: Look) -> None:
        from tracker.ui.charts.export import FOOT_PX, HEAD_PX
        from tracker.ui.picture import Sheet, paint_picture

        width, height = self._chart.width(), self._chart.height() + HEAD_PX + FOOT_PX
        size = (max(_LEAST_PX[0], width), max(_LEAST_PX[1], height))
        chart = self._chart
        over = chart.over(int(view.candles.open_ms[0]) if len(view.candles) else seen_ms[0])
        sheet = Sheet(
            size,
            _SCALE,
            look.palette,
            seen_ms,
            look.zone,
            panes=chart.panes.choices,
            over=over,
            style=chart.style_now,
        )
        write = paint_picture(
            path, view, self._titles, sheet, self._clock.now_ms(), simulated=self._simulated
        )
        # Packing a PNG takes longer than painting it. No daemon: leaving waits for the file.
        threading.Thread(target=self._write, args=(path, write), name="picture").start()

    def _write(self, path: Path, write: Callable[[], str | None]) -> None:
        """On a thread of its own."""
        error = write()
        with suppress(RuntimeError):  # the window may be gone by now
            self.said.emit(error or f"Saved {path}.")
