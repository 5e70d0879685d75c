"""The page of the market's state: mood, coins, equities, money and treasuries, each with source and age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tracker.analysis import context_words as said
from tracker.analysis import words
from tracker.domain.context import INDEX_HOURS, Series
from tracker.services.context_view import ContextView
from tracker.ui.panels.context_tiles import (
    holder_cells,
    say_index,
    say_interest,
    say_risk,
    say_series,
)
from tracker.ui.panels.rows import MARGIN, Brush
from tracker.ui.panels.tiles import Tile
from tracker.ui.theme import SMALL_PX, Palette, font

_COLUMNS = 5
_ROW_PX, _HEAD_PX = 26, 24
_HEADINGS = ("Holder", "Coins", "Average cost", "Unrealised", "", "Per 1\u202f%", "Source")
#: Where each column of the holders ends, as a part of the width; the first and last are flush left.
_ENDS = (0.25, 0.36, 0.48, 0.60, 0.70, 0.79, 1.0)
_NO_HOLDER = "Nobody has told what companies hold of this coin."


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that is off until the user agrees to its terms."""

    venue: str
    title: str
    terms: str


class Holders(QWidget):
    """Treasuries as rows: holdings, cost, result and what a percent is worth."""

    def __init__(self, palette: Palette, titles: Mapping[str, str]) -> None:
        super().__init__()
        self._palette, self._titles = palette, titles
        self._rows: list[Sequence[tuple[str, str]]] = []
        self._why = _NO_HOLDER
        self.setToolTip(said.TREASURY_MEANING)

    def show_context(self, view: ContextView) -> None:
        """Take all rows over."""
        self._rows = [holder_cells(one, view.now_ms, self._titles) for one in view.treasuries]
        text = ["  ".join(cell for cell, _ in row if cell) for row in self._rows]
        self.setAccessibleName("Treasuries")
        self.setAccessibleDescription("\n".join(text) or self._why)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """All that it says."""
        return self.accessibleDescription()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(600, _HEAD_PX + _ROW_PX * max(1, len(self._rows)) + 6)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return QSize(400, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Headings, hairline, rows."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._palette.color("panel"))
        if not self._rows:
            area = QRect(MARGIN, 0, self.width() - 2 * MARGIN, _HEAD_PX + _ROW_PX)
            Brush(painter, area, self._palette).text(self._why, area, role="quiet", size=SMALL_PX)
            painter.end()
            return
        self._row(painter, 0, _HEAD_PX, [(one, "quiet") for one in _HEADINGS], SMALL_PX)
        for at, row in enumerate(self._rows):
            top = _HEAD_PX + at * _ROW_PX
            painter.fillRect(0, top, self.width(), 1, self._palette.color("hairline"))
            self._row(painter, top, _ROW_PX, row, 12)
        painter.end()

    def _row(
        self, painter: QPainter, top: int, high: int, cells: Sequence[tuple[str, str]], size: int
    ) -> None:
        width, left = self.width() - 2 * MARGIN, MARGIN
        for at, ((text, role), end) in enumerate(zip(cells, _ENDS, strict=True)):
            right = MARGIN + round(width * end)
            flush_left = at in (0, len(cells) - 1)
            area = QRect(left + (24 if at == len(cells) - 1 else 0), top, 0, high)
            area.setRight(right)
            brush = Brush(painter, QRect(0, top, self.width(), high), self._palette)
            brush.text(text, area, role=role, size=size, right=not flush_left)
            left = right + 8


class MarketStatePage(QDialog):
    """A window beside the main one, which stays usable.

    Signals:
        agreed: the user agreed to the terms of a service that was off.
    """

    agreed = Signal(str)

    def __init__(
        self,
        titles: Mapping[str, str],
        attributions: Sequence[str],
        offers: Sequence[Offer],
        palette: Palette,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("State of the market")
        self.resize(1120, 760)
        self.setMinimumSize(880, 360)
        self._titles, self._palette = titles, palette
        self._view: ContextView | None = None
        self._heads: list[QLabel] = []
        self.risk = self._tile("Risk-off")
        self.interest = self._tile("Open interest / market cap")
        self.series = {
            series: self._tile(said.TITLES[series])
            for series in Series
            if series not in INDEX_HOURS and series is not Series.SUPPLY
        }
        self.indices = {series: self._tile(said.TITLES[series]) for series in INDEX_HOURS}
        self.holders = Holders(palette, titles)
        self.offers: dict[str, QWidget] = {}
        self._consent = ""
        self._place(attributions, offers)

    def _tile(self, title: str) -> Tile:
        return Tile(title, self._palette, has_foot=True)

    # --- building ------------------------------------------------------------------------------

    def _place(self, attributions: Sequence[str], offers: Sequence[Offer]) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        one = self.series
        self._section(
            column,
            "MOOD AND VOLATILITY",
            [one[Series.FEAR_GREED], self.risk, one[Series.VIX], one[Series.DVOL]],
        )
        self._section(
            column,
            "COINS",
            [
                one[Series.DOMINANCE],
                one[Series.MARKET_CAP],
                self.interest,
                one[Series.TOTAL_CAP],
            ],
        )
        self._section(column, "EQUITIES", list(self.indices.values()))
        for offer in offers:
            self.offers[offer.venue] = self._offer(offer)
            self._consent = "asked only with your consent, see below"
            column.addWidget(self.offers[offer.venue])
        self._section(
            column,
            "MONEY",
            [
                one[Series.US_10Y],
                one[Series.FED_FUNDS],
                one[Series.ECB_DEPOSIT],
                one[Series.DOLLAR],
                one[Series.EUR_USD],
            ],
        )
        self._treasuries = self._head(column, "TREASURIES")
        column.addWidget(self.holders)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        foot = self._foot = QLabel("  ·  ".join([*attributions, "Information, not advice."]))
        foot.setObjectName("message")
        foot.setFont(font(SMALL_PX))
        foot.setWordWrap(True)
        foot.setContentsMargins(MARGIN, 7, MARGIN, 8)
        line = QWidget()
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(scroll, 1)
        rows.addWidget(line)
        rows.addWidget(foot)

    def _head(self, column: QVBoxLayout, title: str) -> QLabel:
        label = QLabel(title)
        label.setObjectName("panel-title")
        label.setFont(font(SMALL_PX))
        label.setContentsMargins(MARGIN, 12, MARGIN, 4)
        column.addWidget(label)
        return label

    def _section(self, column: QVBoxLayout, title: str, tiles: Sequence[Tile]) -> None:
        self._head(column, title)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for at, tile in enumerate(tiles):
            grid.addWidget(tile, 0, at)
        for at in range(_COLUMNS):
            grid.setColumnStretch(at, 1)
            grid.setColumnMinimumWidth(at, 10)
        column.addLayout(grid)
        line = QWidget()
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        column.addWidget(line)

    def _offer(self, offer: Offer) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(MARGIN, 8, MARGIN, 8)
        layout.setSpacing(12)
        terms = QLabel(f"{offer.title} can tell more of the indices. {offer.terms}")
        terms.setObjectName("quiet")
        terms.setFont(font(SMALL_PX))
        terms.setWordWrap(True)
        button = QPushButton("Agree and switch on")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.agreed.emit(offer.venue))
        layout.addWidget(terms, 1)
        layout.addWidget(button)
        return row

    # --- showing -------------------------------------------------------------------------------

    def show_context(self, view: ContextView) -> None:
        """Show all of it for one coin."""
        self._view = view
        titles, indices = self._titles, {one.series: one for one in view.indices}
        for series in (Series.DOMINANCE, Series.MARKET_CAP, Series.DVOL):
            self.series[series].set_title(f"{view.asset} {said.TITLES[series]}")
        for series, tile in self.series.items():
            say_series(tile, view, series, titles)
        for series, tile in self.indices.items():
            say_index(tile, view, series, indices.get(series), titles, why=self._consent)
        say_risk(self.risk, view)
        say_interest(self.interest, view)
        at_price = ""
        if view.price is not None:
            venue = titles.get(view.price_venue, view.price_venue)
            at_price = f"  ·  at {words.price(view.price)}, {venue}"
        self._treasuries.setText(f"TREASURIES THAT HOLD {view.asset}{at_price}")
        self.holders.show_context(view)

    def hide_offer(self, venue: str, attribution: str) -> None:
        """The service is on, and named with the others."""
        offer = self.offers.get(venue)
        if offer is not None:
            offer.hide()
        if all(one.isHidden() for one in self.offers.values()):
            self._consent = ""
        self._foot.setText(f"{attribution}  ·  {self._foot.text()}")

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        for tile in (self.risk, self.interest, *self.series.values(), *self.indices.values()):
            tile.set_palette(palette)
        self.holders.set_palette(palette)

    def texts(self) -> list[str]:
        """All that the tiles and rows say."""
        tiles = (*self.series.values(), self.risk, self.interest, *self.indices.values())
        return [*(one.text for one in tiles), self.holders.text]
