"""Shows the page of health when somebody wants to know, and keeps it fresh while it is seen."""

from __future__ import annotations

import time
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from tracker.domain.translating import tr
from tracker.services.kept import Kept, cache_words, filled_words
from tracker.ui.listening import Listening
from tracker.ui.panel_dock import PanelDock
from tracker.ui.panels.chips import StatusBar
from tracker.ui.theme import Palette

if TYPE_CHECKING:
    from tracker.ui.panels.health import HealthPage
    from tracker.ui.window_parts import WindowParts


#: How often the page says anew how far the past is.
_KEPT_S = 5.0


class Feeds(QObject):
    """The one page of a window; its dock has it made when it is first shown."""

    def __init__(
        self,
        status: StatusBar,
        parts: WindowParts,
        dock: PanelDock,
        palette: Palette,
        listening: Listening,
    ) -> None:
        super().__init__(dock)
        self._status, self._clock, self._listening = status, parts.clock, listening
        self._titles = listening.titles
        self._cache_bytes, self._retention = parts.cache_bytes, parts.retention
        self._load_kept = parts.desk.load_kept
        parts.desk.kept_shown.connect(self.show_kept)
        parts.desk.kept_unread.connect(self._show_unread)
        self._asked_s = -_KEPT_S
        self._venue: str | None = None
        self._palette = palette
        self._zone: tzinfo = UTC
        self.page: HealthPage | None = None
        self._dock = dock
        dock.fill_with(self._make)
        dock.seen.connect(self._refresh_all)
        status.health_changed.connect(self.refresh)

    def _make(self) -> HealthPage:
        from tracker.ui.panels.health import HealthPage

        page = self.page = HealthPage(self._titles, self._clock.now_ms, self._palette)
        page.set_zone(self._zone)
        page.show_health(self._status.rows())
        page.show_venue(self._venue)
        return page

    def choose(self, venue: str | None = None) -> None:
        """Show one venue, or all of them."""
        self._venue = venue
        if self.page is not None:
            self.page.show_health(self._status.rows())
            self.page.show_venue(venue)

    def _refresh_all(self) -> None:
        if self.page is not None:
            self.page.show_health(self._status.rows())
            self.page.hear(self._listening.now())
            self._ask_kept()

    def refresh(self) -> None:
        """Rows changed."""
        if self.page is not None and self._dock.is_seen:
            self.page.show_health(self._status.rows())
            self.page.hear(self._listening.now())
            if time.monotonic() - self._asked_s >= _KEPT_S:
                self._ask_kept()

    def tell(self) -> None:
        """Time went on, and perhaps nobody told anything."""
        self.refresh()

    def _show_unread(self, why: str) -> None:
        if self.page is not None:
            self.page.show_unread(why)

    def show_kept(self, kept: Kept | None) -> None:
        """How far the past is filled, and what it takes on disk."""
        if self.page is not None and kept is None:
            self.page.show_no_cache()
        elif self.page is not None and kept is not None:
            size = cache_words(kept, self._cache_bytes(), self._retention)
            self.page.show_kept(
                filled_words(kept.filled, self._titles), tr("Cache {size}", size=size)
            )

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
