"""Connects the cascade tile and the page of cascades with the desk."""

from __future__ import annotations

from datetime import UTC, tzinfo

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tracker.domain.cascade import Episode
from tracker.domain.times import H1, M5
from tracker.services.ripple import Ripple, around, read_ripple
from tracker.services.views import Views
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.desk import Desk
from tracker.ui.panels.cascades import CascadePage
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.theme import Palette

#: A cascade that is longer than this is looked at on longer candles.
_LONG_MS = 6 * H1.ms


class Cascading(QObject):
    """The one page of a window; it is made when it is first asked for."""

    def __init__(self, desk: Desk, tiles: TileStrip, window: QWidget, palette: Palette) -> None:
        super().__init__(window)
        self._desk, self._window, self._palette = desk, window, palette
        self._zone: tzinfo = UTC
        self.page: CascadePage | None = None
        desk.cascade_shown.connect(tiles.show_cascade)
        desk.episodes_changed.connect(self.refresh)
        tiles.cascade.clicked.connect(self.open)

    def open(self) -> None:
        """Show the cascades of all coins."""
        if self.page is None:
            self.page = CascadePage(self._palette, self._window)
            self.page.set_zone(self._zone)
            self.page.jump_wanted.connect(self._jump)
            self.page.ripple_wanted.connect(self._load_ripple)
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()
        self._load()

    def refresh(self) -> None:
        """Cascades changed."""
        if self.page is not None and self.page.isVisible():
            self._load()

    def _load(self) -> None:
        page = self.page

        def read(_: MarketReader | None, journal: Journal | None) -> list[Episode]:
            return journal.episodes.listed() if journal is not None else []

        if page is not None:
            self._desk.ask("episodes", read, page.show_episodes)

    def _load_ripple(self, episode: Episode) -> None:
        page, assets = self.page, tuple(self._desk.assets)
        span_ms = around(episode.start_ms, episode.end_ms)

        def read(views: Views) -> Ripple:
            return read_ripple(views, assets, span_ms)

        if page is not None:
            self._desk.ask_views("ripple", read, lambda found: page.show_ripple(episode, found))

    def _jump(self, episode: Episode) -> None:
        """Put the chart where it happened."""
        interval = M5 if episode.end_ms - episode.start_ms <= _LONG_MS else H1
        self._desk.choose(episode.asset, interval, at_ms=episode.start_ms)

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
