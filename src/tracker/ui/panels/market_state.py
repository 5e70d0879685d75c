"""The page of the market's state: mood, coins, equities, money and treasuries, each with source and age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tracker.analysis import context_words as said
from tracker.analysis import words
from tracker.domain.context import CONTEXT_CHANNELS, INDEX_HOURS, Series
from tracker.domain.translating import noted, tr
from tracker.services.context_view import ContextView
from tracker.services.reasons import said_reason
from tracker.ui.page_area import PageArea
from tracker.ui.panels.ages import length, old_ms
from tracker.ui.panels.context_tiles import (
    holder_cells,
    is_price_old,
    say_index,
    say_interest,
    say_risk,
    say_series,
)
from tracker.ui.panels.page_words import Hearing, Needs, heard
from tracker.ui.panels.rows import MARGIN, Brush
from tracker.ui.panels.state_bar import StateBar
from tracker.ui.panels.tile import Tile
from tracker.ui.theme import SMALL_PX, Palette, font

_COLUMNS = 5
_ROW_PX, _HEAD_PX = 26, 24
_HEADINGS = (
    noted("Holder"),
    noted("Coins"),
    noted("Average cost"),
    noted("Unrealised"),
    "",
    noted("Per 1\u202f%"),
    noted("Source"),
)
#: Where each column of the holders ends, as a part of the width; the first and last are flush left.
_ENDS = (0.25, 0.36, 0.48, 0.60, 0.70, 0.79, 1.0)
_NO_HOLDER = noted("Nobody has told what companies hold of this coin.")
_READING = noted("being read from the cache…")
_UNREAD = noted("cannot be read now")
_OF_A_COIN = (Series.DOMINANCE, Series.MARKET_CAP, Series.DVOL)
_NEEDS = Needs(
    CONTEXT_CHANNELS,
    noted("What only they tell stands as it was told last, with its age."),
    history=False,
)


class Offer(Struct, frozen=True):
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
        self._why = tr(_READING)
        self.setToolTip(tr(said.TREASURY_MEANING))

    def show_context(self, view: ContextView) -> None:
        """Take all rows over."""
        is_old = is_price_old(view)
        self._rows = [
            holder_cells(one, view.now_ms, self._titles, is_old=is_old) for one in view.treasuries
        ]
        self._why = " ".join(filter(None, (tr(_NO_HOLDER), said_reason(view.why_no_holder()))))
        text = ["  ".join(cell for cell, _ in row if cell) for row in self._rows]
        self.setAccessibleName(tr("Treasuries"))
        self.setAccessibleDescription("\n".join(text) or self._why)
        self.updateGeometry()
        self.update()

    def say(self, sentence: str) -> None:
        """Stand empty for a reason."""
        self._why = sentence
        self.setAccessibleDescription(sentence)
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
        self._row(
            painter, 0, _HEAD_PX, [(tr(one) if one else "", "quiet") for one in _HEADINGS], SMALL_PX
        )
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


class MarketStatePage(QWidget):
    """A panel that is made when it is first asked for.

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
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(880, 360)
        self._titles, self._palette = titles, palette
        self._view: ContextView | None = None
        self._heads: list[QLabel] = []
        self.risk = self._tile(tr("Risk-off"))
        self.interest = self._tile(tr("Open interest / market cap"))
        self.series: dict[Series, Tile] = {
            series: self._tile(tr(said.TITLES[series]))
            for series in Series
            if series not in INDEX_HOURS and series is not Series.SUPPLY
        }
        self.indices = {series: self._tile(tr(said.TITLES[series])) for series in INDEX_HOURS}
        self.holders = Holders(palette, titles)
        self.offers: dict[str, QWidget] = {}
        self._consent = ""
        self.state = StateBar(palette)
        self._place(attributions, offers)
        self._say_all(tr(_READING))

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
            tr("MOOD AND VOLATILITY"),
            [one[Series.FEAR_GREED], self.risk, one[Series.VIX], one[Series.DVOL]],
        )
        self._section(
            column,
            tr("COINS"),
            [
                one[Series.DOMINANCE],
                one[Series.MARKET_CAP],
                self.interest,
                one[Series.TOTAL_CAP],
            ],
        )
        self._section(column, tr("EQUITIES"), list(self.indices.values()))
        for offer in offers:
            self.offers[offer.venue] = self._offer(offer)
            self._consent = tr("asked only with your consent, see below")
            column.addWidget(self.offers[offer.venue])
        self._section(
            column,
            tr("MONEY"),
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
        scroll = PageArea(tr("Figures of the market"))
        scroll.hold(body)
        foot = self._foot = QLabel("  ·  ".join([*attributions, tr("Information, not advice.")]))
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
        rows.addWidget(self.state)
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
        terms = QLabel(
            tr(
                "{title} can tell more of the indices. {terms}",
                title=offer.title,
                terms=offer.terms,
            )
        )
        terms.setObjectName("quiet")
        terms.setFont(font(SMALL_PX))
        terms.setWordWrap(True)
        button = QPushButton(tr("Agree and switch on"))
        button.clicked.connect(lambda: self.agreed.emit(offer.venue))
        layout.addWidget(terms, 1)
        layout.addWidget(button)
        return row

    # --- showing -------------------------------------------------------------------------------

    def begin(self, asset: str) -> None:
        """Say which coin it will be about."""
        self._name(asset)

    def _name(self, asset: str, at_price: str = "") -> None:
        for series in _OF_A_COIN:
            self.series[series].set_title(f"{asset} {tr(said.TITLES[series])}")
        self._treasuries.setText(
            tr("TREASURIES THAT HOLD {asset}{at_price}", asset=asset, at_price=at_price)
        )

    def show_context(self, view: ContextView) -> None:
        """Show all of it for one coin."""
        self._view = view
        self.state.mend()
        titles, indices = self._titles, {one.series: one for one in view.indices}
        at_price = ""
        if view.price is not None:
            venue = titles.get(view.price_venue, view.price_venue)
            at_price = tr("  ·  at {price}, {venue}", price=words.price(view.price), venue=venue)
            age_ms = old_ms(view.price_at_ms, view.now_ms)
            if age_ms is not None:
                at_price += tr(", {length} ago", length=length(age_ms))
        self._name(view.asset, at_price)
        for series, tile in self.series.items():
            say_series(tile, view, series, titles)
        for series, tile in self.indices.items():
            say_index(tile, view, series, indices.get(series), titles, why=self._consent)
        say_risk(self.risk, view)
        say_interest(self.interest, view)
        self.holders.show_context(view)

    def show_unread(self, why: str) -> None:
        """It cannot be read; what was read before stays, with its age."""
        self.state.fail(why, is_empty=self._view is None)
        if self._view is None:
            self._say_all(tr(_UNREAD))

    def hear(self, hearing: Hearing) -> None:
        """Who is heard."""
        view = self._view
        is_empty = view is None or not (view.standings or view.indices or view.treasuries)
        self.state.hear(heard(hearing, _NEEDS, is_empty=is_empty))

    def _say_all(self, why: str) -> None:
        """Nothing is known: why, in each tile and in the place of the rows."""
        for tile in self._tiles():
            tile.say(words.UNKNOWN, line=[(why, "quiet")])
        self.holders.say(why)

    def _tiles(self) -> Sequence[Tile]:
        return (*self.series.values(), self.risk, self.interest, *self.indices.values())

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
        self.state.set_palette(palette)
        for tile in self._tiles():
            tile.set_palette(palette)
        self.holders.set_palette(palette)

    def texts(self) -> list[str]:
        """All that the tiles and rows say."""
        return [*(one.words for one in self._tiles()), self.holders.text]
