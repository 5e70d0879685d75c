"""Brings up the page of health when somebody wants to know, and keeps it fresh while it is seen."""

from __future__ import annotations

from datetime import UTC, tzinfo

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tracker.sources.clock import Clock
from tracker.ui.panels.chips import StatusBar
from tracker.ui.panels.health import HealthPage
from tracker.ui.theme import Palette


class Feeds(QObject):
    """The one page of a window; it is made when it is first asked for."""

    def __init__(
        self,
        status: StatusBar,
        titles: dict[str, str],
        clock: Clock,
        window: QWidget,
        palette: Palette,
    ) -> None:
        super().__init__(window)
        self._status, self._titles, self._clock = status, titles, clock
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

    def refresh(self) -> None:
        """Rows changed."""
        if self.page is not None and self.page.isVisible():
            self.page.show_health(self._status.rows())

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
