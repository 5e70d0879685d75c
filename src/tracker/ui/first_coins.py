"""The first step of the first run: which coins are watched, searched among all that a venue lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from tracker.analysis import words
from tracker.domain.market import DEFAULT_ASSETS
from tracker.domain.translating import noted, tr
from tracker.services.coins import Coin, search
from tracker.store.settings import is_asset
from tracker.ui.first_steps import Step, TickList, paint_box, quiet_label
from tracker.ui.panels.rows import Brush
from tracker.ui.theme import SMALL_PX, Palette, font, text_width

_ROW_PX = 30
#: More than these nobody reads; a longer word finds the rest.
_MOST = 100
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_SAID = noted(
    "Prices, liquidations and open interest are collected for the coins that you "
    "watch, and for no others. The usual ones are chosen already."
)
_NO_LISTS = noted(
    "No venue's list of coins is known yet: each is read as soon as the venue can "
    "be reached. Until then the name of a coin is taken as you write it."
)


class CoinRow(Struct, frozen=True):
    """A coin that can be watched; where it is listed, in words."""

    asset: str
    listed: str
    watched: bool
    volume_usd: float | None = None


class CoinsStep(Step):
    """A field, and what it finds with a box before each; the watched ones first.

    Signals:
        changed: the coins to watch from now on, as a list.
    """

    changed = Signal(list)

    def __init__(self, palette: Palette, titles: Mapping[str, str]) -> None:
        super().__init__(tr("Coins"), tr(_SAID))
        self._titles = titles
        self._coins: list[Coin] = []
        self._watched: list[str] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search, for example PEPE"))
        self.field.setAccessibleName(tr("Search for a coin"))
        self.field.setToolTip(tr("Type a part of the name; Return ticks the first that is found"))
        self.field.setFont(font())
        self.field.textChanged.connect(self._find)
        self.list = TickList(
            tr("Coins to watch"), _ROW_PX, describe, _paint, palette, key=lambda row: row.asset
        )
        self.list.setToolTip(tr("Click, or press space: watched or not"))
        self.list.ticked.connect(self._tick)
        self.said = quiet_label()
        self.column.addWidget(self.field)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.said)

    @property
    def first(self) -> QWidget:
        """The search."""
        return self.field

    def show_watched(self, assets: Sequence[str]) -> None:
        """The coins that are watched, in their order."""
        self._watched = list(assets)
        self._find()

    def show_coins(self, coins: Sequence[Coin]) -> None:
        """All coins that any venue lists, the best known first."""
        if list(coins) != self._coins:
            self._coins = list(coins)
            self._find()

    def accept(self) -> None:
        """Tick the row that the keyboard is on; from the field that is the first one found."""
        self.list.tick_current()
        if self.field.hasFocus() and self.field.text():
            self.field.clear()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self.list.set_palette(palette)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows walk through what was found while the field is typed in."""
        if event.key() in _MOVES and self.field.hasFocus():
            self.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _tick(self, row: CoinRow) -> None:
        if not row.watched:
            self._watched.append(row.asset)
        elif len(self._watched) == 1:
            self.said.setText(
                tr("{asset} is the last coin on the list, so it stays.", asset=row.asset)
            )
            return
        else:
            self._watched.remove(row.asset)
        self.changed.emit(list(self._watched))
        self._find()

    def _find(self) -> None:
        text = self.field.text().strip()
        rows = self._found(text) if text else self._usual()
        self.list.show_rows(rows)
        if rows and (text or not self.list.currentIndex().isValid()):
            self.list.setCurrentIndex(self.list.model().index(0, 0))
            self.list.scrollToTop()
        if text and not rows:
            self.said.setText(tr("No venue lists a coin called {text}.", text=text.upper()))
        elif not self._lists_known:
            self.said.setText(tr(_NO_LISTS))
        else:
            count = len(self._watched)
            self.said.setText(
                tr(
                    "%n coin(s) watched: {watched}. Later: + above the watchlist, or the / key.",
                    "",
                    count,
                    watched=", ".join(self._watched),
                )
            )

    def _usual(self) -> list[CoinRow]:
        """The watched ones, the usual ones, and then as many known ones as fit."""
        known = [one.asset for one in self._coins[:_MOST]]
        order = dict.fromkeys([*self._watched, *DEFAULT_ASSETS, *known])
        coins = {one.asset: one for one in self._coins}
        return [self._row(asset, coins.get(asset)) for asset in order]

    @property
    def _lists_known(self) -> bool:
        """Whether any venue said more than the markets that every cache begins with."""
        return any(one.volume_usd is not None for one in self._coins) or len(self._coins) > len(
            {*DEFAULT_ASSETS, *self._watched}
        )

    def _found(self, text: str) -> list[CoinRow]:
        rows = [self._row(one.asset, one) for one in search(self._coins, text)[:_MOST]]
        name = text.upper()
        if not rows and not self._lists_known and is_asset(name):
            rows = [self._row(name, None)]
        return rows

    def _row(self, asset: str, coin: Coin | None) -> CoinRow:
        watched = asset in self._watched
        if coin is None or not self._lists_known:
            return CoinRow(asset, tr("lists not read yet"), watched)
        titles = [self._titles.get(venue, venue) for venue in coin.venues]
        listed = tr("{count} venues", count=len(titles)) if len(titles) > 1 else "".join(titles)
        return CoinRow(asset, listed, watched, coin.volume_usd)


def describe(row: CoinRow, zone: tzinfo) -> str:
    """A coin in words."""
    del zone
    volume = (
        tr(", {usd} traded in 24 h", usd=words.usd(row.volume_usd))
        if row.volume_usd is not None
        else ""
    )
    return f"{row.asset}, {('watched' if row.watched else tr('not watched'))}, {row.listed}{volume}"


def _paint(brush: Brush, row: CoinRow) -> None:
    inner = paint_box(brush, brush.rect.adjusted(8, 0, -10, 0), ticked=row.watched)
    said = row.listed
    if row.volume_usd is not None:
        said = tr("{usd} in 24 h · {said}", usd=words.usd(row.volume_usd), said=said)
    brush.text(said, inner, role="quiet", size=SMALL_PX, right=True)
    room = round(text_width(said, SMALL_PX)) + 8
    brush.text(row.asset, inner.adjusted(0, 0, -room, 0), bold=row.watched)
