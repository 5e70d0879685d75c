"""Keeps the tile and the page of stabilisation fresh, and brings up the calculator for headlines."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from tracker.analysis.columns import LineColumns
from tracker.domain.times import HOUR_MS
from tracker.services.monitor import Monitor, pace_line, read_monitor
from tracker.services.observed_total import observed_total
from tracker.services.readings import defended_price
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.desk import Desk
from tracker.ui.headline_dialog import HeadlineDialog
from tracker.ui.panels.recovery import RecoveryPage
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.theme import Palette

#: How often the chosen coin is read at most while prices move.
_EVERY_S = 3.0


@dataclass(frozen=True, slots=True)
class RecoveryParts:
    """What it works with."""

    desk: Desk
    tiles: TileStrip
    sources: Sequence[Source]
    clock: Clock


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of one coin; the line only for a page that shows it."""

    monitor: Monitor
    line: LineColumns
    levels: tuple[float, ...]
    chosen: float | None


class Recovering(QObject):
    """Stabilisation of the coin that is chosen; the page is made when it is first asked for."""

    def __init__(self, parts: RecoveryParts, window: QWidget, palette: Palette) -> None:
        super().__init__(window)
        self._parts, self._window, self._palette = parts, window, palette
        self._zone: tzinfo = UTC
        self._read: _Read | None = None
        self.page: RecoveryPage | None = None
        self.headline: HeadlineDialog | None = None
        self._read_s = 0.0
        self._asked = ""
        # Prices move several times a second; the hours behind them do not.
        parts.desk.assets_shown.connect(self._refresh_when_due)
        parts.desk.chosen.connect(self._refresh_when_due)
        parts.tiles.stabilisation.clicked.connect(self.open)

    def _refresh_when_due(self) -> None:
        now_s = time.monotonic()
        if self._asked != self._parts.desk.asset or now_s - self._read_s >= _EVERY_S:
            # What else was asked for is painted first.
            QTimer.singleShot(0, self, self.refresh)

    def refresh(self) -> None:
        """Read the chosen coin anew."""
        self._read_s, self._asked = time.monotonic(), self._parts.desk.asset
        asset, now_ms, sources = (
            self._parts.desk.asset,
            self._parts.clock.now_ms(),
            self._parts.sources,
        )

        shown = self.page is not None and self.page.isVisible()

        def read(reader: MarketReader | None, journal: Journal | None) -> _Read:
            views = Views(reader, journal, sources)
            monitor = read_monitor(views, journal, asset, now_ms)
            line = pace_line(views, monitor, now_ms) if shown else LineColumns.empty(HOUR_MS)
            levels = journal.levels(asset) if journal is not None else []
            chosen = defended_price(journal, asset) if journal is not None else None
            return _Read(monitor, line, tuple(one.price for one in levels), chosen)

        self._parts.desk.ask("stabilisation", read, self._show)

    def _show(self, read: _Read) -> None:
        if read.monitor.asset != self._parts.desk.asset:
            return
        self._read = read
        self._parts.tiles.show_monitor(read.monitor)
        if self.page is not None and self.page.isVisible():
            self._show_page(self.page, read)

    @staticmethod
    def _show_page(page: RecoveryPage, read: _Read) -> None:
        page.show_monitor(read.monitor)
        page.show_pace(read.line)
        page.show_levels(read.levels, read.chosen)

    def open(self) -> None:
        """Show the page."""
        if self.page is None:
            self.page = RecoveryPage(self._palette, self._window)
            self.page.set_zone(self._zone)
            self.page.level_chosen.connect(self._defend)
        if self._read is not None:
            self._show_page(self.page, self._read)
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()
        self.refresh()

    def _defend(self, price: float | None) -> None:
        asset = self._parts.desk.asset
        self._parts.desk.submit(
            lambda collector: collector.stabilisation.defend(asset, price),
            lambda _: self.refresh(),
        )

    def open_headline(self) -> None:
        """Show the calculator for headlines."""
        desk = self._parts.desk
        dialog = HeadlineDialog(desk.assets, self._window)
        dialog.coins_wanted.connect(self._observe)
        self.headline = dialog
        dialog.ask()
        dialog.show()

    def _observe(self, assets: tuple[str, ...]) -> None:
        now_ms, sources, dialog = self._parts.clock.now_ms(), self._parts.sources, self.headline
        if dialog is not None:
            self._parts.desk.ask(
                "observed total",
                lambda reader, journal: observed_total(
                    Views(reader, journal, sources), assets, now_ms
                ),
                dialog.show_observed,
            )

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        if self.page is not None:
            self.page.set_palette(palette)

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        if self.page is not None:
            self.page.set_zone(zone)
        if self._read is not None:
            self._parts.tiles.show_monitor(self._read.monitor)
