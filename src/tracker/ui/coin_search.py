"""The sheet in which a coin is searched among all that a venue lists, to be watched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from tracker.analysis import words
from tracker.services.coins import Coin, search
from tracker.ui.panels.rows import Brush, RowList
from tracker.ui.popover import Popover
from tracker.ui.theme import SMALL_PX, Palette, font, text_width

_ROW_PX, _WIDTH_PX, _MOST_ROWS = 38, 320, 8
#: More than these nobody reads; a longer word finds the rest.
_MOST_FOUND = 100
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Hit:
    """A coin that was found, the titles of its venues, and whether it is watched already."""

    coin: Coin
    titles: tuple[str, ...]
    watched: bool


class CoinSearch(Popover):
    """A field and what it finds; Return takes the selected one.

    Signals:
        taken: the coin to watch, or to go to where it is watched.
    """

    taken = Signal(str)

    def __init__(self, parent: QWidget, palette: Palette, titles: dict[str, str]) -> None:
        super().__init__(parent, "Add a coin")
        self._titles = titles
        self._coins: list[Coin] = []
        self._watched: Collection[str] = ()
        self.setFixedWidth(_WIDTH_PX)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Name of a coin, for example PEPE")
        self.field.setAccessibleName("Search for a coin")
        self.field.setFont(font())
        self.field.textChanged.connect(self._find)
        self.list = RowList[Hit](
            "Coins found", _ROW_PX, describe, _paint, palette, key=lambda hit: hit.coin.asset
        )
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._take)
        self._said = QLabel()
        self._said.setObjectName("quiet")
        self._said.setWordWrap(True)
        self._said.setFont(font(SMALL_PX))
        for widget in (self.field, self._said, self.list):
            self.rows.addWidget(widget)

    @property
    def sentence(self) -> str:
        """What is said where nothing is found."""
        return self._said.text() if not self._said.isHidden() else ""

    def open(self, at: QPoint, watched: Collection[str]) -> None:
        """Show an empty field; what can be found is told by `show_coins`."""
        self._watched = watched
        self.field.clear()
        self._find()
        self.show_at(at, self.field)
        self._fit()

    def show_coins(self, coins: Sequence[Coin]) -> None:
        """All coins that any venue lists, the best known first."""
        self._coins = list(coins)
        self._find()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self.list.set_palette(palette)

    def accept(self) -> None:
        """Take the selected one."""
        self._take(self.list.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows walk through what was found while the field is typed in."""
        if event.key() in _MOVES:
            self.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _take(self, index: QModelIndex) -> None:
        hit = self.list.row_at(index)
        if hit is not None:
            self.hide()
            self.taken.emit(hit.coin.asset)

    def _find(self) -> None:
        text = self.field.text().strip()
        found = search(self._coins, text)[:_MOST_FOUND]
        self.list.show_rows([self._hit(coin) for coin in found])
        if found:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
            self.list.scrollToTop()
        self._said.setText(self._nothing(text))
        self._fit()

    def _hit(self, coin: Coin) -> Hit:
        titles = tuple(self._titles.get(venue, venue) for venue in coin.venues)
        return Hit(coin, titles, coin.asset in self._watched)

    def _nothing(self, text: str) -> str:
        if not self._coins:
            return "No venue's list of markets is known yet. It is read when Tracker has a network."
        return f"No venue lists a coin called {text}."

    def _fit(self) -> None:
        rows = min(_MOST_ROWS, len(self.list.rows))
        self.list.setFixedHeight(_ROW_PX * max(rows, 1))
        self.list.setVisible(rows > 0)
        self._said.setVisible(rows == 0)
        layout = self.layout()
        if layout is not None:
            layout.activate()
            # Without a sentence no part's height depends on the width.
            by_width = layout.totalHeightForWidth(_WIDTH_PX) if layout.hasHeightForWidth() else 0
            self.setFixedHeight(by_width or layout.totalSizeHint().height())
        self._stay_inside()


def describe(hit: Hit, zone: tzinfo) -> str:
    """A coin in words."""
    del zone
    watched = ", watched already" if hit.watched else ""
    return f"{hit.coin.asset}, on {', '.join(hit.titles)}{watched}"


def _paint(brush: Brush, hit: Hit) -> None:
    inner = brush.rect.adjusted(6, 3, -6, -3)
    half = inner.height() // 2
    first = QRect(inner.left(), inner.top(), inner.width(), half)
    second = QRect(inner.left(), inner.top() + half, inner.width(), inner.height() - half)
    count = len(hit.titles)
    right = "watched" if hit.watched else f"{count} venue{'' if count == 1 else 's'}"
    room = round(text_width(right, SMALL_PX)) + 8
    brush.text(hit.coin.asset, first.adjusted(0, 0, -room, 0), bold=True)
    brush.text(right, first, role="quiet", size=SMALL_PX, right=True)
    usd = hit.coin.volume_usd
    volume = f"{words.usd(usd)} in 24 h" if usd is not None else ""
    room = round(text_width(volume, SMALL_PX)) + 8 if volume else 0
    titles = second.adjusted(0, 0, -room, 0)
    brush.text(", ".join(hit.titles), titles, role="quiet", size=SMALL_PX)
    brush.text(volume, second, role="quiet", size=SMALL_PX, right=True)
