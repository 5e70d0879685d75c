"""The command palette: type what you want, and Return does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from msgspec import Struct
from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from tracker.domain.translating import tr
from tracker.ui.offers import Offer, find
from tracker.ui.panels.rows import Brush, RowList
from tracker.ui.search_popover import SearchPopover
from tracker.ui.theme import SMALL_PX, Palette, text_width

_ROW_PX, _WIDTH_PX, _MOST_ROWS = 30, 560, 12
_KIND_PX, _BETWEEN_PX = 76, 14


class Search(Struct, frozen=True):
    """What is searched: its title, what can be typed, and all that can be found."""

    title: str
    hint: str
    offers: Sequence[Offer]


class CommandPalette(SearchPopover[Offer]):
    """A field and what it finds.

    Signals:
        taken: the offer that was chosen.
    """

    taken = Signal(object)  # Offer

    def __init__(self, parent: QWidget, palette: Palette) -> None:
        found = RowList[Offer](
            tr("What was found"), _ROW_PX, describe, _paint, palette, key=lambda one: one.name
        )
        title = tr("Find what to do")
        super().__init__(parent, title, found, width_px=_WIDTH_PX, most_rows=_MOST_ROWS)
        self._offers: list[Offer] = []
        self._recent: list[str] = []
        self.field.setAccessibleName(tr("What do you want to do?"))

    def open(self, search: Search, recent: Sequence[str], at: QPoint, text: str = "") -> None:
        """Offer something; at a place of the window, with what was typed so far.

        Args:
            search: what can be found.
            recent: names of what was chosen before, the last one first.
        """
        self.heading.setText(search.title)
        self.field.setPlaceholderText(search.hint)
        self._offers, self._recent = list(search.offers), list(recent)
        self._begin(at, text)

    def _chosen(self, row: Offer) -> None:
        self.taken.emit(row)

    def _find(self) -> None:
        typed = self.field.text().strip()
        found = find(self._offers, typed, self._recent)
        self._show_found(found, tr("Nothing here is called “{typed}”.", typed=typed))


def describe(offer: Offer, zone: tzinfo) -> str:
    """An offer in words."""
    del zone
    on = {True: tr(", on"), False: tr(", off"), None: ""}[offer.on]
    keys = f", {tr(' or ').join(offer.keys)}" if offer.keys else ""
    return f"{offer.text}, {offer.kind}{on}{keys}"


def _paint(brush: Brush, offer: Offer) -> None:
    inner = brush.rect.adjusted(8, 0, -8, 0)
    kind = QRect(inner.left(), inner.top(), _KIND_PX, inner.height())
    brush.text(offer.kind, kind, role="quiet", size=SMALL_PX)
    right = "   ".join(offer.keys[:2])
    if offer.on:
        right = tr("on   {right}", right=right) if right else tr("on")
    room = round(text_width(right, SMALL_PX)) + _BETWEEN_PX if right else 0
    brush.text(offer.text, inner.adjusted(_KIND_PX, 0, -room, 0))
    brush.text(right, inner, role="quiet", size=SMALL_PX, right=True)
