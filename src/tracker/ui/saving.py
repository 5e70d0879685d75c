"""Saving the chart as a picture: asks where to, paints what is seen, and writes it beside the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from tracker.domain.times import iso
from tracker.services.views import ChartView
from tracker.sources.clock import Clock
from tracker.ui.chart_desk import ChartDesk
from tracker.ui.charts.stack import ChartStack
from tracker.ui.theme import Palette

if TYPE_CHECKING:  # loaded when a picture is made
    from tracker.ui.picture import Sheet

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
        desk: ChartDesk,
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
        self._read(look, lambda view, sheet: self._paint(path, view, sheet))

    def copy(self, look: Look) -> None:
        """Put the same picture on the clipboard."""
        self._read(look, self._render)

    def _read(self, look: Look, then: Callable[[ChartView, Sheet], None]) -> None:
        """Read what is on screen now, as it is seen now."""
        seen_ms = self._chart.view()
        chart = self._desk.chart
        # One candle more, of which a part is in view.
        first_ms = seen_ms[0] - (chart.interval.ms if chart is not None else 0)
        self._desk.load_picture(
            first_ms, seen_ms[1], lambda view: then(view, self._sheet(view, seen_ms, look))
        )

    def _sheet(self, view: ChartView, seen_ms: tuple[int, int], look: Look) -> Sheet:
        from tracker.ui.charts.export import FOOT_PX, HEAD_PX
        from tracker.ui.picture import Sheet

        chart = self._chart
        width, height = chart.width(), chart.height() + HEAD_PX + FOOT_PX
        over = chart.over(int(view.candles.open_ms[0]) if len(view.candles) else seen_ms[0])
        return Sheet(
            (max(_LEAST_PX[0], width), max(_LEAST_PX[1], height)),
            _SCALE,
            look.palette,
            seen_ms,
            look.zone,
            panes=chart.panes.choices,
            over=over,
            style=chart.style_now,
        )

    def _paint(self, path: Path, view: ChartView, sheet: Sheet) -> None:
        from tracker.ui.picture import paint_picture

        write = paint_picture(
            path, view, self._titles, sheet, self._clock.now_ms(), simulated=self._simulated
        )
        # Packing a PNG takes longer than painting it. No daemon: leaving waits for the file.
        threading.Thread(target=self._write, args=(path, write), name="picture").start()

    def _render(self, view: ChartView, sheet: Sheet) -> None:
        from tracker.ui.charts.export import CannotExport, render
        from tracker.ui.picture import picture_of

        now_ms = self._clock.now_ms()
        picture = picture_of(view, self._titles, sheet, now_ms, simulated=self._simulated)
        try:
            QGuiApplication.clipboard().setImage(render(picture, sheet.scale))
        except CannotExport as error:
            self.said.emit(str(error))
        else:
            self.said.emit("The picture is on the clipboard.")

    def _write(self, path: Path, write: Callable[[], str | None]) -> None:
        """On a thread of its own."""
        error = write()
        with suppress(RuntimeError):  # the window may be gone by now
            self.said.emit(error or f"Saved {path}.")
