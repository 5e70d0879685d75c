"""Brings up the page of health when somebody wants to know, and keeps it fresh while it is seen."""

from __future__ import annotations

import time
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tracker.services.kept import Kept, cache_words, filled_words
from tracker.ui.panels.chips import StatusBar
from tracker.ui.panels.health import HealthPage
from tracker.ui.theme import Palette

if TYPE_CHECKING:
    from tracker.ui.main_window import WindowParts


#: How often the page says anew how far the past is.
_KEPT_S = 5.0


class Feeds(QObject):
    """The one page of a window; it is made when it is first asked for."""

    def __init__(
        self, status: StatusBar, parts: WindowParts, window: QWidget, palette: Palette
    ) -> None:
        super().__init__(window)
        self._status, self._clock = status, parts.clock
        self._titles = {**parts.titles, **parts.aggregators, **parts.context.titles}
        self._cache_bytes, self._retention = parts.cache_bytes, parts.retention
        self._load_kept = parts.desk.load_kept
        parts.desk.kept_shown.connect(self.show_kept)
        self._asked_s = -_KEPT_S
        self._window = window
        self._palette = palette
        self._zone: tzinfo = UTC
        self.page: HealthPage | None = None
        status.venue_wanted.connect(self.open)
        status.health_changed.connect(self.refresh)

    def open(self, venue: str | None = None) -> None:
        """Show the page, at one venue or at all."""
        if self.page is None:
            self.page = HealthPage(self._titles, self._clock.now_ms, self._palette, self._window)
            self.page.set_zone(self._zone)
        self.page.show_health(self._status.rows())
        self.page.show_venue(venue)
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()
        self._ask_kept()

    def refresh(self) -> None:
        """Rows changed."""
        if self.page is not None and self.page.isVisible():
            self.page.show_health(self._status.rows())
            if time.monotonic() - self._asked_s >= _KEPT_S:
                self._ask_kept()

    def show_kept(self, kept: Kept) -> None:
        """How far the past is filled, and what it takes on disk."""
        if self.page is not None:
            size = cache_words(kept, self._cache_bytes(), self._retention)
            self.page.show_kept(filled_words(kept.filled, self._titles), f"Cache {size}")

    def _ask_kept(self) -> None:
        self._asked_s = time.monotonic()
        self._load_kept()

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
