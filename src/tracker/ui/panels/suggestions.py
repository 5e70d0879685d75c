"""Suggested levels: what there is to see at which price, each to be taken with a click."""

from __future__ import annotations

from datetime import tzinfo

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLabel, QWidget

from tracker.analysis import words
from tracker.analysis.suggest import CAVEAT, Average, Suggestion
from tracker.domain.terms import term
from tracker.domain.translating import tr
from tracker.services.suggestions import Suggested
from tracker.ui.panels.ages import length
from tracker.ui.panels.rows import Brush, RowList
from tracker.ui.popover import Popover
from tracker.ui.theme import SMALL_PX, Palette, font, text_width

_WIDTH_PX, _ROW_PX, _MOST_ROWS = 340, 40, 9
_BAR_PX = 64


class Offer(Struct, frozen=True):
    """A suggestion, and how far it is from the price."""

    one: Suggestion
    away: float


class SuggestionsPanel(Popover):
    """The sheet over the chart.

    Signals:
        taken: carries a price.
        pointed: the place of a suggestion in the list; -1 for none.
    """

    taken = Signal(float)
    pointed = Signal(int)

    def __init__(self, parent: QWidget, palette: Palette) -> None:
        super().__init__(parent, tr("Suggested levels"))
        self.setFixedWidth(_WIDTH_PX)
        #: The coin that it is about.
        self.asset = ""
        caveat = _small(tr(CAVEAT))
        self._averages, self._age = _small(""), _small("")
        self._age.hide()
        self._empty = _small(tr("Being read…"))
        self.list = _Offers(
            tr("Suggested levels"),
            _ROW_PX,
            describe,
            _paint,
            palette,
            key=lambda offer: offer.one.price,
        )
        self.list.setToolTip(tr("Click or press Return to watch this level"))
        self.list.clicked.connect(self._take)
        self.list.entered.connect(self._point)
        self.list.selectionModel().currentChanged.connect(lambda index, _: self._point(index))
        self.rows.addWidget(caveat)
        self.rows.addWidget(self._age)
        self.rows.addWidget(self._empty)
        self.rows.addWidget(self.list)
        self.rows.addWidget(self._averages)

    def wait(self, asset: str) -> None:
        """The history of a coin is being read."""
        self._show_none(asset, tr("Being read…"))

    def fail(self, sentence: str) -> None:
        """The history cannot be read."""
        self._empty.setText(sentence)
        self._resize(0)

    def _show_none(self, asset: str, why: str) -> None:
        self.asset = asset
        self.heading.setText(tr("Suggested levels, {asset}", asset=asset))
        self.list.show_rows([])
        self._averages.hide()
        self._age.hide()
        self._empty.setText(why)
        self._resize(0)

    def show_found(
        self, asset: str, found: Suggested, left: list[Suggestion], age_ms: int | None = None
    ) -> None:
        """Show what was found; `left` are those that are not watched yet.

        `age_ms` is how old the price is that distances are from, once it is not the present any more.
        """
        self.asset = asset
        self.heading.setText(tr("Suggested levels, {asset}", asset=asset))
        price = found.price
        offers = [Offer(one, one.price / price - 1) for one in left] if price else []
        self.list.show_rows(offers)
        self._empty.setText(_why_none(found))
        self._age.setVisible(bool(offers) and age_ms is not None)
        if age_ms is not None:
            age = length(age_ms)
            self._age.setText(tr("Distances are from a price that is up to {age} old.", age=age))
        averages = [text for one in found.found.averages if (text := _average(one))]
        self._averages.setText(" ".join(averages))
        self._averages.setVisible(bool(averages))
        self._resize(len(offers))

    def fit(self) -> None:
        """As many rows as the window has room for; the others are scrolled to."""
        self._resize(len(self.list.rows))

    def _resize(self, count: int) -> None:
        layout = self.layout()
        assert layout is not None
        self.list.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        for rows in range(min(_MOST_ROWS, count), -1, -1):
            self.list.setFixedHeight(_ROW_PX * max(rows, 1))
            layout.activate()
            height = layout.totalHeightForWidth(_WIDTH_PX)
            if height <= self._room_px():
                break
        self.setFixedHeight(height)
        self._stay_inside()

    def accept(self) -> None:
        """Take the selected one."""
        self._take(self.list.currentIndex())

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self.list.set_palette(palette)

    def _take(self, index: QModelIndex) -> None:
        offer = self.list.row_at(index)
        if offer is not None:
            self.taken.emit(offer.one.price)

    def _point(self, index: QModelIndex) -> None:
        self.pointed.emit(index.row())


class _Offers(RowList[Offer]):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and Escape are for the sheet, the rest for the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _why_none(found: Suggested) -> str:
    """Why nothing is offered."""
    if not found.price:
        return tr("No closed candle is known yet, so there is nothing to suggest.")
    if not found.found.levels:
        count = words.count(found.candles)
        return tr("Nothing stands out in the {count} hours of history so far.", count=count)
    return tr("All that there is to see is on the list already.")


def describe(offer: Offer, zone: tzinfo) -> str:
    """A suggestion in words."""
    del zone
    one = offer.one
    touches = tr(", %n touch(|es)", "", one.touches) if one.touches else ""
    return tr(
        "{price} {role}, {percent}, prominence {prominence:.0f}: {sources}{touches}. "
        "Click to watch it.",
        price=words.price(one.price),
        role=term(one.role),
        percent=words.percent(offer.away, 1),
        prominence=one.prominence,
        sources=", ".join(one.sources),
        touches=touches,
    )


def _average(one: Average) -> str:
    """An average in words: it moves, so it is no level."""
    known = one.line.value[np.isfinite(one.line.value)]
    return (
        tr(
            "{name}: {price}, a line that moves.",
            name=one.name,
            price=words.price(float(known[-1])),
        )
        if len(known)
        else ""
    )


def _paint(brush: Brush, offer: Offer) -> None:
    one, painter = offer.one, brush.painter
    inner = brush.rect.adjusted(4, 3, -4, -3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(brush.palette.color("quiet"), 1.4))
    x, y = inner.left() + 5, inner.top() + 9
    painter.drawLine(x - 4, y, x + 4, y)
    painter.drawLine(x, y - 4, x, y + 4)
    text = inner.adjusted(18, 0, 0, 0)
    half = text.height() // 2
    first = QRect(text.left(), text.top(), text.width(), half)
    price = words.price(one.price)
    brush.text(price, first, bold=True)
    away = first.adjusted(round(text_width(price, bold=True)) + 8, 0, 0, 0)
    brush.text(words.percent(offer.away, 1), away, role="quiet", size=SMALL_PX)
    # How much there is to see, as a bar and in figures; not how likely it is to hold.
    bar = QRect(first.right() - _BAR_PX, first.top() + half // 2, _BAR_PX, 3)
    painter.fillRect(bar, brush.palette.color("hairline"))
    bar.setWidth(max(1, round(_BAR_PX * one.prominence / 100)))
    painter.fillRect(bar, brush.palette.color("quiet"))
    figure = first.adjusted(0, 0, -_BAR_PX - 6, 0)
    brush.text(
        tr("prominence {prominence:.0f}", prominence=one.prominence),
        figure,
        role="quiet",
        size=SMALL_PX,
        right=True,
    )
    line = QRect(text.left(), text.top() + half, text.width(), text.height() - half)
    brush.text(f"{term(one.role)} · {', '.join(one.sources)}", line, role="quiet", size=SMALL_PX)


def _small(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    label.setFont(font(SMALL_PX))
    return label
