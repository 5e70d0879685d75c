"""The panels that are made when somebody first asks for them, and what opens each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.domain.translating import tr
from tracker.ui.cascading import Cascading
from tracker.ui.feeds import Feeds
from tracker.ui.listening import Listening
from tracker.ui.market_state import MarketState
from tracker.ui.placing import Placing
from tracker.ui.recovering import Recovering, RecoveryParts
from tracker.ui.saving import Look

if TYPE_CHECKING:
    from tracker.ui.main_window import MainWindow
    from tracker.ui.window_parts import WindowParts


class Pages:
    """Cascades, the state of the market, the health of the venues, and whether it is over."""

    def __init__(self, parts: WindowParts, window: MainWindow, placing: Placing) -> None:
        self._placing = placing
        tiles, status, palette = window.tiles, window.status, window.palette_now
        cascades = placing.add_page("cascades", tr("Cascades"), (980, 560))
        state = placing.add_page("market-state", tr("State of the market"), (1_120, 760))
        health = placing.add_page("health", tr("Health of the venues"), (1_180, 640))
        recovery = placing.add_page("recovery", tr("Is it over?"), (640, 680))
        titles = {**parts.titles, **parts.aggregators, **parts.context.titles}
        self.listening = Listening(parts.desk, status, titles, parts.clock)
        self.cascading = Cascading(parts.desk, tiles, cascades, palette, self.listening)
        self.state = MarketState(
            parts.desk, tiles.context, parts.context, state, palette, listening=self.listening
        )
        self.state.said.connect(window.banner.say)
        self.feeds = Feeds(status, parts, health, palette, self.listening)
        self.recovering = Recovering(
            RecoveryParts(parts.desk, tiles, parts.sources, parts.clock, self.listening),
            recovery,
            window,
            palette,
        )
        for dock, wish in (
            (cascades, tiles.cascade.wanted),
            (state, tiles.context.wanted),
            (state, status.context_wanted),
            (recovery, tiles.stabilisation.wanted),
        ):
            wish.connect(partial(placing.open, dock))
        status.venue_wanted.connect(self.open_health)

    def open(self, name: str) -> None:
        """Show a page by the name of its panel."""
        self._placing.open(self._placing.docks[name])

    def open_health(self, venue: str | None = None) -> None:
        """Show the health of one venue, or of all."""
        self.feeds.choose(venue)
        self.open("health")

    def tell(self) -> None:
        """Time went on."""
        for page in (self.cascading, self.state, self.feeds, self.recovering):
            page.tell()

    def show_ended(self, sentence: str) -> None:
        """The engine is over."""
        self.listening.end(sentence)
        self.tell()

    def set_look(self, look: Look) -> None:
        """Other colours, or times in another zone."""
        for page in (self.cascading, self.feeds, self.recovering):
            page.set_palette(look.palette)
            page.set_zone(look.zone)
        self.state.set_palette(look.palette)
