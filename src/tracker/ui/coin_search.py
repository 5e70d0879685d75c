"""The sheet in which a coin is searched among all that a venue lists, to be watched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import tzinfo

from msgspec import Struct
from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from tracker.analysis import words
from tracker.domain.translating import tr
from tracker.services.coins import Coin, search
from tracker.ui.panels.rows import Brush, RowList
from tracker.ui.search_popover import SearchPopover
from tracker.ui.theme import SMALL_PX, Palette, text_width

_ROW_PX, _WIDTH_PX, _MOST_ROWS = 38, 320, 8
#: More than these nobody reads; a longer word finds the rest.
_MOST_FOUND = 100


class Hit(Struct, frozen=True):
    """A coin that was found, the titles of its venues, and whether it is watched already."""

    coin: Coin
    titles: tuple[str, ...]
    watched: bool


class CoinSearch(SearchPopover[Hit]):
    """A field and what it finds; Return takes the selected one.

    Signals:
        taken: the coin to watch, or to go to where it is watched.
    """

    taken = Signal(str)

    def __init__(self, parent: QWidget, palette: Palette, titles: dict[str, str]) -> None:
        found = RowList[Hit](
            tr("Coins found"), _ROW_PX, describe, _paint, palette, key=lambda hit: hit.coin.asset
        )
        title = tr("Add a coin")
        super().__init__(parent, title, found, width_px=_WIDTH_PX, most_rows=_MOST_ROWS)
        self._titles = titles
        self._coins: list[Coin] = []
        self._watched: Collection[str] = ()
        self.field.setPlaceholderText(tr("Name of a coin, for example PEPE"))
        self.field.setAccessibleName(tr("Search for a coin"))

    def open(self, at: QPoint, watched: Collection[str], text: str = "") -> None:
        """Show the field with what was typed so far; what can be found is told by `show_coins`."""
        self._watched = watched
        self._begin(at, text)

    def show_coins(self, coins: Sequence[Coin]) -> None:
        """All coins that any venue lists, the best known first."""
        self._coins = list(coins)
        self._find()

    def _chosen(self, row: Hit) -> None:
        self.taken.emit(row.coin.asset)

    def _find(self) -> None:
        text = self.field.text().strip()
        found = search(self._coins, text)[:_MOST_FOUND]
        self._show_found([self._hit(coin) for coin in found], self._nothing(text))

    def _hit(self, coin: Coin) -> Hit:
        titles = tuple(self._titles.get(venue, venue) for venue in coin.venues)
        return Hit(coin, titles, coin.asset in self._watched)

    def _nothing(self, text: str) -> str:
        if not self._coins:
            return tr(
                "No venue's list of markets is known yet. It is read when Tracker has a network."
            )
        return tr("No venue lists a coin called {text}.", text=text)


def describe(hit: Hit, zone: tzinfo) -> str:
    """A coin in words."""
    del zone
    watched = tr(", watched already") if hit.watched else ""
    return tr(
        "{asset}, on {titles}{watched}",
        asset=hit.coin.asset,
        titles=", ".join(hit.titles),
        watched=watched,
    )


def _paint(brush: Brush, hit: Hit) -> None:
    inner = brush.rect.adjusted(6, 3, -6, -3)
    half = inner.height() // 2
    first = QRect(inner.left(), inner.top(), inner.width(), half)
    second = QRect(inner.left(), inner.top() + half, inner.width(), inner.height() - half)
    count = len(hit.titles)
    right = tr("watched") if hit.watched else tr("%n venue(s)", "", count)
    room = round(text_width(right, SMALL_PX)) + 8
    brush.text(hit.coin.asset, first.adjusted(0, 0, -room, 0), bold=True)
    brush.text(right, first, role="quiet", size=SMALL_PX, right=True)
    usd = hit.coin.volume_usd
    volume = tr("{usd} in 24 h", usd=words.usd(usd)) if usd is not None else ""
    room = round(text_width(volume, SMALL_PX)) + 8 if volume else 0
    titles = second.adjusted(0, 0, -room, 0)
    brush.text(", ".join(hit.titles), titles, role="quiet", size=SMALL_PX)
    brush.text(volume, second, role="quiet", size=SMALL_PX, right=True)
