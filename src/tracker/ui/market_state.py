"""Shows market context: in the strip's tile, and in the panel that a click on it or F7 brings up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from PySide6.QtCore import QObject, Signal

from tracker.domain.errors import TrackerError
from tracker.domain.times import MINUTE_MS
from tracker.domain.translating import tr
from tracker.services.context_view import ContextView
from tracker.services.views import AssetView
from tracker.sources.context import ContextSource
from tracker.ui.desk import Desk
from tracker.ui.listening import Listening
from tracker.ui.panel_dock import PanelDock
from tracker.ui.panels.context_tiles import say_strip
from tracker.ui.panels.tile import Tile
from tracker.ui.theme import Palette

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.ui.panels.market_state import MarketStatePage


def _nobody(venue: str) -> ContextSource:
    raise LookupError(venue)


class ContextParts(Struct, frozen=True):
    """Who tells market context.

    Attributes:
        services: those that are asked.
        optional: those that are off until the user agrees to their terms.
        agree: remembers that the user agreed, and gives the service; raises TrackerError.
        titles: how everybody is called who may have told a figure.
    """

    services: Sequence[ContextSource] = ()
    optional: Sequence[type[ContextSource]] = ()
    agree: Callable[[str], ContextSource] = _nobody
    titles: Mapping[str, str] = field(default_factory=dict)


#: While an engine works, all is read anew before it is so old.
_AGED_MS = 2 * MINUTE_MS


class MarketState(QObject):
    """The one page of a window; its dock has it made when it is first shown.

    Signals:
        said: a sentence for the user.
    """

    said = Signal(str)

    def __init__(
        self,
        desk: Desk,
        tile: Tile,
        parts: ContextParts,
        dock: PanelDock,
        palette: Palette,
        *,
        listening: Listening,
    ) -> None:
        super().__init__(dock)
        self._desk, self._tile, self._parts = desk, tile, parts
        self._listening, self._is_unread = listening, False
        self._palette = palette
        self._view: ContextView | None = None
        self._on = {service.venue for service in parts.services}
        self.page: MarketStatePage | None = None
        desk.context_shown.connect(self._take)
        desk.context_unread.connect(self._show_unread)
        desk.assets_shown.connect(self._take_price)
        self._dock = dock
        dock.fill_with(self._make)
        dock.seen.connect(self._refresh)

    def _refresh(self) -> None:
        if self.page is not None and self._view is not None:
            self.page.show_context(self._view)
        self.tell()

    def tell(self) -> None:
        """Time went on: figures are older, and what could not be read is tried again."""
        hearing, view = self._listening.now(), self._view
        if view is not None and hearing.now_ms - view.now_ms > _AGED_MS:
            self.show_context(view.at_time(hearing.now_ms))
        if self.page is not None and self._dock.is_seen:
            self.page.hear(hearing)
            if self._is_unread:
                self._desk.load_context()

    def _show_unread(self, why: str) -> None:
        self._is_unread = True
        if self.page is not None and self._dock.is_seen:
            self.page.show_unread(why)
        else:
            self.said.emit(why)

    def _take(self, view: ContextView) -> None:
        self._is_unread = False
        self.show_context(view)

    def _make(self) -> MarketStatePage:
        from tracker.ui.panels.market_state import MarketStatePage, Offer

        parts = self._parts
        offers = [
            Offer(one.venue, one.title, one.terms)
            for one in parts.optional
            if one.venue not in self._on
        ]
        named = [one.attribution for one in parts.services]
        page = self.page = MarketStatePage(parts.titles, named, offers, self._palette)
        page.agreed.connect(self._agree)
        page.begin(self._desk.asset)
        return page

    def show_context(self, view: ContextView) -> None:
        """What surrounds the chart's coin was read anew."""
        self._view = view
        say_strip(self._tile, view, self._parts.titles)
        if self.page is not None and self._dock.is_seen:
            self.page.show_context(view)

    def _take_price(self, views: Sequence[AssetView]) -> None:
        """The price moves more often than anything else of it: results of treasuries follow."""
        asset, view = self._desk.selected(views), self._view
        if asset is None or view is None or asset.asset != view.asset or asset.price is None:
            return
        if asset.price != view.price:
            self.show_context(view.at_price(asset.price, asset.price_at_ms or view.now_ms))

    def _agree(self, venue: str) -> None:
        try:
            service = self._parts.agree(venue)
        except TrackerError as error:
            self.said.emit(error.sentence)
            return
        self._on.add(venue)
        self._desk.add_service(service)
        if self.page is not None:
            self.page.hide_offer(venue, service.attribution)
        self.said.emit(tr("{title} is asked from now on.", title=service.title))

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        if self.page is not None:
            self.page.set_palette(palette)
