"""Suggested levels: what there is to see at which price, each to be taken with a click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLabel, QWidget

from tracker.analysis import words
from tracker.analysis.suggest import CAVEAT, Average, Suggestion
from tracker.services.suggestions import Suggested
from tracker.ui.panels.rows import Brush, RowList
from tracker.ui.popover import Popover
from tracker.ui.theme import SMALL_PX, Palette, font, text_width

_WIDTH_PX, _ROW_PX, _MOST_ROWS = 340, 40, 9
_BAR_PX = 64


@dataclass(frozen=True, slots=True)
class Offer:
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
        super().__init__(parent, "Suggested levels")
        self.setFixedWidth(_WIDTH_PX)
        caveat = _small(CAVEAT)
        self._averages = _small("")
        self._empty = _small("No closed candle is known yet, so there is nothing to suggest.")
        self.list = _Offers(
            "Suggested levels",
            _ROW_PX,
            describe,
            _paint,
            palette,
            key=lambda offer: offer.one.price,
        )
        self.list.setToolTip("Click or press Return to watch this level")
        self.list.clicked.connect(self._take)
        self.list.entered.connect(self._point)
        self.list.selectionModel().currentChanged.connect(lambda index, _: self._point(index))
        self.rows.addWidget(caveat)
        self.rows.addWidget(self._empty)
        self.rows.addWidget(self.list)
        self.rows.addWidget(self._averages)

    def show_found(self, asset: str, found: Suggested, left: list[Suggestion]) -> None:
        """Show what was found; `left` are those that are not watched yet."""
        self.heading.setText(f"Suggested levels, {asset}")
        price = found.price
        offers = [Offer(one, one.price / price - 1) for one in left] if price else []
        self.list.show_rows(offers)
        self.list.setFixedHeight(_ROW_PX * min(_MOST_ROWS, len(offers)))
        self.list.setVisible(bool(offers))
        self._empty.setVisible(not offers)
        if price and not offers:
            self._empty.setText("All that there is to see is on the list already.")
        averages = [text for one in found.found.averages if (text := _average(one))]
        self._averages.setText(" ".join(averages))
        self._averages.setVisible(bool(averages))
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(layout.totalHeightForWidth(_WIDTH_PX))
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


def describe(offer: Offer, zone: tzinfo) -> str:
    """A suggestion in words."""
    del zone
    one = offer.one
    touches = f", {one.touches} touch{'' if one.touches == 1 else 'es'}" if one.touches else ""
    return (
        f"{words.price(one.price)} {one.role}, {words.percent(offer.away, 1)}, "
        f"prominence {one.prominence:.0f}: {', '.join(one.sources)}{touches}. Click to watch it."
    )


def _average(one: Average) -> str:
    """An average in words: it moves, so it is no level."""
    known = one.line.value[np.isfinite(one.line.value)]
    return f"{one.name}: {words.price(float(known[-1]))}, a line that moves." if len(known) else ""


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
    brush.text(f"prominence {one.prominence:.0f}", figure, role="quiet", size=SMALL_PX, right=True)
    line = QRect(text.left(), text.top() + half, text.width(), text.height() - half)
    brush.text(f"{one.role} · {', '.join(one.sources)}", line, role="quiet", size=SMALL_PX)


def _small(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    label.setFont(font(SMALL_PX))
    return label
