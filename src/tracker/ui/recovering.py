"""Keeps the tile and the page of stabilisation fresh, and brings up the calculator for headlines."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from tracker.analysis.columns import LineColumns
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import tr
from tracker.services.monitor import Monitor, pace_line, read_monitor
from tracker.services.observed_total import observed_total
from tracker.services.readings import defended_price
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.desk import Desk
from tracker.ui.listening import Listening
from tracker.ui.monitor_words import named
from tracker.ui.panel_dock import PanelDock
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.theme import Palette

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.ui.headline_dialog import HeadlineDialog
    from tracker.ui.panels.recovery import RecoveryPage

#: How often the chosen coin is read at most while prices move.
_EVERY_S = 3.0


class RecoveryParts(Struct, frozen=True):
    """What it works with."""

    desk: Desk
    tiles: TileStrip
    sources: Sequence[Source]
    clock: Clock
    listening: Listening


class _Read(Struct, frozen=True):
    """What was read of one coin; the line only for a page that shows it."""

    monitor: Monitor
    line: LineColumns
    levels: tuple[float, ...]
    chosen: float | None


class Recovering(QObject):
    """Stabilisation of the coin that is chosen; its dock has the page made when it is first shown."""

    def __init__(
        self, parts: RecoveryParts, dock: PanelDock, window: QWidget, palette: Palette
    ) -> None:
        super().__init__(window)
        self._parts, self._window, self._palette = parts, window, palette
        self._zone: tzinfo = UTC
        self._read: _Read | None = None
        self.page: RecoveryPage | None = None
        self.headline: HeadlineDialog | None = None
        self._read_s, self._is_unread = 0.0, False
        self._asked = ""
        # Prices move several times a second; the hours behind them do not.
        parts.desk.assets_shown.connect(self._refresh_when_due)
        parts.desk.chosen.connect(self._refresh_when_due)
        self._dock = dock
        dock.fill_with(self._make)
        dock.seen.connect(self._show_read)

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

        titles = self._parts.listening.titles
        shown = self.page is not None and self._dock.is_seen

        def read(reader: MarketReader | None, journal: Journal | None) -> _Read:
            views = Views(reader, journal, sources)
            monitor = read_monitor(views, journal, asset, now_ms)
            line = pace_line(views, monitor, now_ms) if shown else LineColumns.empty(HOUR_MS)
            levels = journal.levels(asset) if journal is not None else []
            chosen = defended_price(journal, asset) if journal is not None else None
            said = named(monitor, titles)
            return _Read(said, line, tuple(one.price for one in levels), chosen)

        self._parts.desk.ask("stabilisation", read, self._show, slow=True, failed=self._fail)

    def tell(self) -> None:
        """Time went on: who is heard may be others, and what could not be read is tried again."""
        if self.page is not None and self._dock.is_seen:
            self.page.begin(self._parts.desk.asset)
            self.page.hear(self._parts.listening.now())
            if self._is_unread:
                self.refresh()

    def _fail(self, why: str) -> None:
        self._is_unread = True
        if self.page is not None and self._dock.is_seen:
            self.page.show_unread(why)
        else:
            self._parts.desk.said.emit(why)

    def _show(self, read: _Read) -> None:
        self._is_unread = False
        if read.monitor.asset != self._parts.desk.asset:
            return
        self._read = read
        self._parts.tiles.show_monitor(read.monitor)
        if self.page is not None and self._dock.is_seen:
            self._show_page(self.page, read)

    @staticmethod
    def _show_page(page: RecoveryPage, read: _Read) -> None:
        page.show_monitor(read.monitor)
        page.show_pace(read.line)
        page.show_levels(read.levels, read.chosen)

    def _make(self) -> RecoveryPage:
        from tracker.ui.panels.recovery import RecoveryPage

        page = self.page = RecoveryPage(self._palette)
        page.set_zone(self._zone)
        page.level_chosen.connect(self._defend)
        page.begin(self._parts.desk.asset)
        return page

    def _show_read(self) -> None:
        """Show what was read last, and read it anew with what only the page shows."""
        if self.page is not None and self._read is not None:
            self._show_page(self.page, self._read)
        self.tell()
        self.refresh()

    def _defend(self, price: float | None) -> None:
        asset = self._parts.desk.asset
        self._parts.desk.submit(
            lambda collector: collector.stabilisation.defend(asset, price),
            lambda _: self.refresh(),
        )

    def open_headline(self) -> None:
        """Show the calculator for headlines."""
        from tracker.ui.headline_dialog import HeadlineDialog

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
                tr("observed total"),
                lambda reader, journal: observed_total(
                    Views(reader, journal, sources), assets, now_ms
                ),
                dialog.show_observed,
                failed=dialog.fail,
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
