"""Connects the cascade tile and the page of cascades with the desk."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from tracker.analysis.cascade import MAIN_MS
from tracker.domain.cascade import Episode
from tracker.domain.times import H1, M5
from tracker.services.cascade_reading import CascadeView
from tracker.services.views import Views
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.desk import Desk
from tracker.ui.listening import Listening
from tracker.ui.panel_dock import PanelDock
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.theme import Palette

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.services.ripple import Ripple
    from tracker.ui.panels.cascades import CascadePage

#: A cascade that is longer than this is looked at on longer candles.
_LONG_MS = 6 * H1.ms
#: The cascades, and up to when each watched coin was looked through.
_Listed = tuple[list[Episode], dict[str, int]]


class Cascading(QObject):
    """The one page of a window; its dock has it made when it is first shown."""

    def __init__(
        self,
        desk: Desk,
        tiles: TileStrip,
        dock: PanelDock,
        palette: Palette,
        listening: Listening,
    ) -> None:
        super().__init__(dock)
        self._desk, self._palette, self._listening = desk, palette, listening
        self._view: CascadeView | None = None
        self._is_unread = False
        self._zone: tzinfo = UTC
        self.page: CascadePage | None = None
        desk.cascade_shown.connect(tiles.show_cascade)
        desk.cascade_shown.connect(self._take_view)
        desk.episodes_changed.connect(self.refresh)
        self._dock = dock
        dock.fill_with(self._make)
        dock.seen.connect(self._show)

    def _make(self) -> CascadePage:
        from tracker.ui.panels.cascades import CascadePage

        page = self.page = CascadePage(self._palette)
        page.set_zone(self._zone)
        page.jump_wanted.connect(self._jump)
        page.ripple_wanted.connect(self._load_ripple)
        self._tell_learnt(page)
        return page

    def refresh(self) -> None:
        """Cascades changed."""
        if self.page is not None and self._dock.is_seen:
            self._load()

    def tell(self) -> None:
        """Time went on: who is heard may be others, and what could not be read is tried again."""
        if self.page is not None and self._dock.is_seen:
            self.page.hear(self._listening.now())
            if self._is_unread:
                self._load()

    def _show(self) -> None:
        self._load()
        self.tell()

    def _take_view(self, view: CascadeView | None) -> None:
        self._view = view
        if self.page is not None:
            self._tell_learnt(self.page)

    def _tell_learnt(self, page: CascadePage) -> None:
        if self._view is not None:
            page.show_learnt(self._desk.asset, self._view.learnt_days)

    def _load(self) -> None:
        page, assets = self.page, tuple(self._desk.assets)

        def read(_: MarketReader | None, journal: Journal | None) -> _Listed:
            if journal is None:
                return [], {}
            book = journal.episodes
            looked_ms = {asset: book.fold(asset, MAIN_MS).at_ms for asset in assets}
            return book.listed(), {one: at_ms for one, at_ms in looked_ms.items() if at_ms >= 0}

        def show(found: _Listed) -> None:
            self._is_unread = False
            if page is not None:
                page.show_episodes(*found)

        def fail(why: str) -> None:
            self._is_unread = True
            if page is not None:
                page.show_unread(why)

        if page is not None:
            self._desk.ask("episodes", read, show, failed=fail)

    def _load_ripple(self, episode: Episode) -> None:
        page, assets = self.page, tuple(self._desk.assets)
        from tracker.services.ripple import around, read_ripple

        span_ms = around(episode.start_ms, episode.end_ms)

        def read(views: Views) -> Ripple:
            return read_ripple(views, assets, span_ms)

        if page is not None:
            self._desk.ask_views(
                "ripple",
                read,
                lambda found: page.show_ripple(episode, found),
                lambda why: page.show_unread_ripple(episode, why),
            )

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
