"""The liquidation tape: single liquidations of one coin as they arrive, newest on top."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QRect

from tracker.analysis import words
from tracker.domain.derivatives import Liquidation, Side
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.theme import Palette
from tracker.ui.zones import moment, seconds

_ROW_PX, _TEXT_PX = 25, 12
#: Figures keep their width; the venue's name takes what is left.
_TIME_PX, _SIDE_PX, _PRICE_PX, _SUM_PX = 60, 40, 64, 52
MOST = 500


class Tape(Panel):
    """Liquidations of the selected coin."""

    def __init__(self, palette: Palette) -> None:
        self._titles: dict[str, str] = {}
        self._list = RowList[Liquidation](
            "Liquidation tape", _ROW_PX, self._describe, self._paint, palette, key=_key
        )
        super().__init__("Liquidation tape", self._list, "No single liquidation was received yet.")

    def set_titles(self, titles: dict[str, str]) -> None:
        """How venues are called."""
        self._titles = titles

    def begin(self, asset: str, events: Sequence[Liquidation] = ()) -> None:
        """Begin anew with a coin and what is known of it."""
        self.set_scope(asset)
        self._list.show_rows([])
        self.add(events)

    def add(self, events: Sequence[Liquidation]) -> None:
        """Put new ones where their time puts them: venues are not equally fast."""
        rows = self._list.rows
        known = {_key(row) for row in rows}
        new = sorted(
            {_key(one): one for one in events if _key(one) not in known}.values(), key=_age
        )[:MOST]
        if not rows:
            self._list.show_rows(new)
            return
        for one in reversed(new):
            place = bisect_left(rows, _age(one), key=_age)
            if place < MOST:
                self._list.insert_rows(place, [one], MOST)

    def _describe(self, one: Liquidation, zone: tzinfo) -> str:
        """The row in words."""
        return (
            f"{moment(one.at_ms, zone)}, {self._named(one)}: a {one.side} of "
            f"{words.usd(one.notional_usd)} was closed by force at {words.price(one.price)}"
        )

    def _named(self, one: Liquidation) -> str:
        return self._titles.get(one.market.venue, one.market.venue)

    def _paint(self, brush: Brush, one: Liquidation) -> None:
        rect = brush.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        figures = _SIDE_PX + _PRICE_PX + _SUM_PX
        widths = (_TIME_PX, rect.width() - _TIME_PX - figures, _SIDE_PX, _PRICE_PX, _SUM_PX)
        edges = [rect.left()]
        for width in widths:
            edges.append(edges[-1] + width)

        def cell(at: int, pad: int = 4) -> QRect:
            return QRect(edges[at], rect.top(), edges[at + 1] - edges[at] - pad, rect.height())

        brush.text(seconds(one.at_ms, brush.zone), cell(0), role="quiet", size=_TEXT_PX)
        brush.text(self._named(one), cell(1), size=_TEXT_PX)
        role = "down" if one.side is Side.LONG else "up"
        brush.text(str(one.side), cell(2), role=role, size=_TEXT_PX, right=True)
        brush.text(words.price(one.price), cell(3, 2), size=_TEXT_PX, right=True)
        total = words.compact(one.notional_usd)
        brush.text(total, cell(4, 0), size=_TEXT_PX, bold=True, right=True)


def _age(one: Liquidation) -> int:
    return -one.at_ms


def _key(one: Liquidation) -> tuple[str, str, int, Side, float, float]:
    """What makes it one and the same, from a stream or from the store."""
    return (
        one.market.venue,
        one.market.symbol,
        one.at_ms,
        one.side,
        one.price,
        one.quantity,
    )
