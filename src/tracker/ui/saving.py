"""Exporting the chart that is on screen: opens the dialog, copies, and remembers how it was done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tracker.domain.translating import tr
from tracker.services.views import ChartView
from tracker.sources.clock import Clock
from tracker.store.settings import Settings
from tracker.ui.chart_desk import ChartDesk
from tracker.ui.charts.stack import ChartStack
from tracker.ui.theme import Palette

if TYPE_CHECKING:  # loaded when something is exported
    from tracker.services.collector import Collector
    from tracker.ui.export_dialog import ExportDialog
    from tracker.ui.export_wish import KeptWish
    from tracker.ui.picture import Sheet

_SCALE = 2.0
_LEAST_PX = (640, 400)


class Look(Struct, frozen=True):
    """The colours and the zone that the window has now."""

    palette: Palette
    zone: tzinfo


class Saver(QObject):
    """Exports the chart that is on screen, and the window around it.

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
        settings: Callable[[], Settings] = Settings,
        simulated: bool,
    ) -> None:
        super().__init__(chart)
        self._desk = desk
        self._chart = chart
        self._titles = titles
        self._clock = clock
        self._folder = folder
        self._settings = settings
        self._simulated = simulated
        self.dialog: ExportDialog | None = None

    def open(self, look: Look, bar: QWidget) -> None:
        """Show the dialog with the time that is on screen; `bar` are the buttons on top."""
        chart = self._desk.chart
        if chart is None or not len(chart.candles):
            self.said.emit(tr("There is no chart to save yet."))
            return
        dialog = self._dialog()
        dialog.begin(self._settings().note)
        dialog.wait()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        self._read(look, partial(self._show, bar))

    def save(self, path: Path, look: Look) -> None:
        """Save the time that is on screen, as large as it is there, without asking anything."""
        self._read(look, lambda view, sheet: self._paint(path, view, sheet))

    def copy(self, look: Look) -> None:
        """Put the same picture on the clipboard."""
        self._read(look, self._render)

    # --- the dialog ----------------------------------------------------------------------------

    def _dialog(self) -> ExportDialog:
        """The dialog, as it was left; at first, as things were exported in the last run."""
        if self.dialog is None:
            from tracker.ui.export_dialog import ExportDialog
            from tracker.ui.export_wish import EXPORT_KEEPSAKE, unpack_wish

            self.dialog = made = ExportDialog(self._folder, self._chart.window())
            made.said.connect(self.said)
            made.kept.connect(self._keep)
            self._desk.said.connect(made.fail)
            self._desk.ask(
                EXPORT_KEEPSAKE,
                lambda _, journal: journal.kept(EXPORT_KEEPSAKE) if journal is not None else None,
                lambda raw: made.remember(unpack_wish(raw)),
            )
        return self.dialog

    def _show(self, bar: QWidget, view: ChartView, sheet: Sheet) -> None:
        from tracker.ui.export_subject import Subject

        if self.dialog is not None:
            now_ms, window = self._clock.now_ms(), self._chart.window()
            self.dialog.show_subject(
                Subject(view, sheet, self._titles, now_ms, self._simulated, window, bar)
            )

    def _keep(self, kept: KeptWish) -> None:
        """Remember how it was done; without an engine it is not worth a word."""
        from tracker.ui.export_wish import EXPORT_KEEPSAKE, pack_wish

        packed = pack_wish(kept)

        async def keep(collector: Collector) -> None:
            await collector.storage.journal(lambda journal: journal.keep(EXPORT_KEEPSAKE, packed))

        self._desk.submit(keep, failed=lambda _: None)

    # --- what is on screen ---------------------------------------------------------------------

    def _read(self, look: Look, then: Callable[[ChartView, Sheet], None]) -> None:
        """Read what is on screen, as it is seen once all of it is there."""
        self._desk.when_complete(lambda: self._read_now(look, then))

    def _read_now(self, look: Look, then: Callable[[ChartView, Sheet], None]) -> None:
        seen_ms = self._chart.view()
        chart = self._desk.chart
        # One candle more, of which a part is in view.
        first_ms = seen_ms[0] - (chart.interval.ms if chart is not None else 0)
        self._desk.load_picture(
            first_ms, seen_ms[1], lambda view: then(view, self._sheet(view, seen_ms, look))
        )

    def _sheet(self, view: ChartView, seen_ms: tuple[int, int], look: Look) -> Sheet:
        from tracker.ui.charts.bands import FOOT_PX, HEAD_PX
        from tracker.ui.picture import Sheet

        chart, settings = self._chart, self._settings()
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
            note=settings.note,
            watermark=settings.watermark,
        )

    def _paint(self, path: Path, view: ChartView, sheet: Sheet) -> None:
        from tracker.ui.picture import paint_picture

        plain = replace(sheet, watermark="")  # nobody asked for one
        write = paint_picture(
            path, view, self._titles, plain, self._clock.now_ms(), simulated=self._simulated
        )
        # Packing a PNG takes longer than painting it. No daemon: leaving waits for the file.
        threading.Thread(target=self._write, args=(path, write), name="picture").start()

    def _render(self, view: ChartView, sheet: Sheet) -> None:
        from tracker.ui.charts.export import CannotExport, render
        from tracker.ui.picture import picture_of

        now_ms, plain = self._clock.now_ms(), replace(sheet, watermark="")
        picture = picture_of(view, self._titles, plain, now_ms, simulated=self._simulated)
        try:
            QGuiApplication.clipboard().setImage(render(picture, sheet.scale))
        except CannotExport as error:
            self.said.emit(str(error))
        else:
            self.said.emit(tr("The picture is on the clipboard."))

    def _write(self, path: Path, write: Callable[[], str | None]) -> None:
        """On a thread of its own."""
        error = write()
        with suppress(RuntimeError):  # the window may be gone by now
            self.said.emit(error or tr("Saved {path}.", path=path))
