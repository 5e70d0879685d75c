"""What the user does to the watchlist: add, remove, move; kept in config.toml and told to the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from tracker.domain.errors import TrackerError
from tracker.domain.times import Interval
from tracker.domain.translating import tr
from tracker.services.coins import known_coins
from tracker.sources.base import Source
from tracker.ui.desk import Desk
from tracker.ui.late import Late
from tracker.ui.panels.banner import Banner
from tracker.ui.panels.watchlist import Watchlist
from tracker.ui.theme import Palette

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.ui.coin_search import CoinSearch

#: Remembers the watched coins; raises TrackerError where that cannot be.
Keep = Callable[[Sequence[str]], None]


class WatchParts(Struct, frozen=True):
    """What it works with."""

    desk: Desk
    watchlist: Watchlist
    banner: Banner
    sources: Sequence[Source]
    titles: dict[str, str]
    keep: Keep


class Watching(QObject):
    """Changes the watchlist. Each change is seen at once; the engine takes the last of a burst."""

    def __init__(self, parts: WatchParts, window: QWidget, palette: Palette) -> None:
        super().__init__(window)
        self._parts, self._desk, self._window = parts, parts.desk, window
        self._palette = palette
        self._search = Late(self._make_search)
        parts.watchlist.search_wanted.connect(self.open)
        parts.watchlist.removed.connect(self.remove)
        parts.watchlist.moved.connect(self.move)

    @property
    def search(self) -> CoinSearch:
        """Where a coin is looked for."""
        return self._search.get()

    def _make_search(self) -> CoinSearch:
        from tracker.ui.coin_search import CoinSearch

        search = CoinSearch(self._window, self._palette, self._parts.titles)
        search.taken.connect(self.add)
        return search

    def open(self, text: str = "") -> None:
        """Search for a coin to add, or to show; perhaps its first letters are typed already."""
        corner = self._parts.watchlist.mapTo(self._window, QPoint(8, 34))
        self.search.open(corner, list(self._desk.assets), text)
        sources = self._parts.sources
        self._desk.ask(
            "coins", lambda reader, _: known_coins(reader, sources), self.search.show_coins
        )

    def add(self, asset: str) -> None:
        """Watch a coin, and show it; one that is watched is shown."""
        if asset not in self._desk.assets:
            self._set([*self._desk.assets, asset])
        self._desk.choose(asset, self._desk.interval)

    def show(self, assets: Sequence[str]) -> None:
        """Another start of Tracker named these coins: watch them, and show the first."""
        fresh = [one for one in assets if one not in self._desk.assets]
        if fresh:
            self._set([*self._desk.assets, *fresh])
        if assets:
            self._desk.choose(assets[0], self._desk.interval)

    def set_coins(self, assets: Sequence[str]) -> None:
        """Watch these, in this order."""
        self._set(list(assets))

    def take(self, assets: Sequence[str]) -> None:
        """Watch what the settings say, which keep it already."""
        if list(assets) != list(self._desk.assets):
            self._desk.set_assets(assets)
            if self._desk.asset not in assets:
                self._desk.choose(assets[0], self._desk.interval)

    def show_one(self, asset: str, interval: Interval | None) -> None:
        """A start of Tracker asked for the chart of a coin; it is watched from now on."""
        if asset not in self._desk.assets:
            self._set([*self._desk.assets, asset])
        self._desk.choose(asset, interval or self._desk.interval)

    def remove(self, asset: str) -> None:
        """Watch a coin no more; it can be taken back."""
        before, chosen = list(self._desk.assets), self._desk.asset
        if asset not in before:
            return
        if len(before) == 1:
            self._parts.banner.say(
                tr("{asset} is the last coin on the watchlist, so it stays.", asset=asset)
            )
            return

        def undo() -> None:
            now = [one for one in self._desk.assets if one != asset]
            now.insert(min(before.index(asset), len(now)), asset)
            self._set(now)
            if chosen == asset:
                self._desk.choose(asset, self._desk.interval)

        self._set([one for one in before if one != asset])
        self._parts.banner.offer(
            tr(
                "{asset} is not watched any more: nothing is asked about it, and its levels "
                "and rules rest. What is stored of it stays.",
                asset=asset,
            ),
            tr("Undo"),
            undo,
        )

    def move(self, asset: str, by: int) -> None:
        """Put a coin so many places further down, as far as there are any."""
        assets = list(self._desk.assets)
        if asset not in assets:
            return
        place = assets.index(asset)
        wanted = max(0, min(place + by, len(assets) - 1))
        if wanted != place:
            assets.insert(wanted, assets.pop(place))
            self._set(assets)

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        if self._search.made is not None:
            self._search.made.set_palette(palette)

    def _set(self, assets: list[str]) -> None:
        self._desk.set_assets(assets)
        try:
            self._parts.keep(assets)
        except TrackerError as error:
            self._parts.banner.say(
                tr("This holds until Tracker is closed. {sentence}", sentence=error.sentence),
                stays=True,
            )
