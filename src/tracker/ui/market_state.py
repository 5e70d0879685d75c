"""Shows market context: in the strip's tile, and on the page that a click on it or F7 brings up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tracker.domain.errors import TrackerError
from tracker.services.context_view import ContextView
from tracker.services.views import AssetView
from tracker.sources.context import ContextSource
from tracker.ui.desk import Desk
from tracker.ui.panels.context_tiles import say_strip
from tracker.ui.panels.market_state import MarketStatePage, Offer
from tracker.ui.panels.tiles import Tile
from tracker.ui.theme import Palette


def _nobody(venue: str) -> ContextSource:
    raise LookupError(venue)


@dataclass(frozen=True, slots=True)
class ContextParts:
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


class MarketState(QObject):
    """The one page of a window; it is made when it is first asked for.

    Signals:
        said: a sentence for the user.
    """

    said = Signal(str)

    def __init__(
        self, desk: Desk, tile: Tile, parts: ContextParts, window: QWidget, palette: Palette
    ) -> None:
        super().__init__(window)
        self._desk, self._tile, self._parts = desk, tile, parts
        self._window, self._palette = window, palette
        self._view: ContextView | None = None
        self._on = {service.venue for service in parts.services}
        self.page: MarketStatePage | None = None
        desk.context_shown.connect(self.show_context)
        desk.assets_shown.connect(self._take_price)
        tile.clicked.connect(self.open)

    def open(self) -> None:
        """Show the page."""
        if self.page is None:
            self.page = self._make()
        if self._view is not None:
            self.page.show_context(self._view)
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()

    def _make(self) -> MarketStatePage:
        parts = self._parts
        offers = [
            Offer(one.venue, one.title, one.terms)
            for one in parts.optional
            if one.venue not in self._on
        ]
        named = [one.attribution for one in parts.services]
        page = MarketStatePage(parts.titles, named, offers, self._palette, self._window)
        page.agreed.connect(self._agree)
        return page

    def show_context(self, view: ContextView) -> None:
        """What surrounds the chart's coin was read anew."""
        self._view = view
        say_strip(self._tile, view, self._parts.titles)
        if self.page is not None and self.page.isVisible():
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
        self.said.emit(f"{service.title} is asked from now on.")

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        if self.page is not None:
            self.page.set_palette(palette)
