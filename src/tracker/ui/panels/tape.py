"""The liquidation tape: single liquidations of one coin as they arrive, newest on top."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QRect

from tracker.analysis import words
from tracker.domain.derivatives import Liquidation, Side
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.theme import Palette

_ROW_PX = 25
MOST = 500


class Tape(Panel):
    """Liquidations of the selected coin."""

    def __init__(self, palette: Palette) -> None:
        self._titles: dict[str, str] = {}
        self._list = RowList[Liquidation](
            "Liquidation tape", _ROW_PX, describe, self._paint, palette
        )
        super().__init__("Liquidation tape", self._list, "No single liquidation was received yet.")

    def set_titles(self, titles: dict[str, str]) -> None:
        """How venues are called."""
        self._titles = titles

    def begin(self, asset: str, oldest_first: Sequence[Liquidation] = ()) -> None:
        """Begin anew with a coin and what is known of it."""
        self.set_scope(asset)
        self._list.show_rows(list(oldest_first)[::-1][:MOST])

    def add(self, oldest_first: Sequence[Liquidation]) -> None:
        """Put new ones on top."""
        self._list.push_rows(list(oldest_first)[::-1][:MOST], MOST)

    def _paint(self, brush: Brush, one: Liquidation, selected: bool) -> None:
        del selected
        rect = brush.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        # Figures keep their width; the venue's name takes what is left.
        widths = (60, 0, 40, 64, 52)
        edges = [rect.left()]
        for width in widths:
            edges.append(edges[-1] + (width or rect.width() - sum(widths)))

        def cell(at: int, pad: int = 4) -> QRect:
            return QRect(edges[at], rect.top(), edges[at + 1] - edges[at] - pad, rect.height())

        moment = datetime.fromtimestamp(one.at_ms / 1_000, UTC)
        brush.text(f"{moment:%H:%M:%S}", cell(0), role="quiet", size=12)
        title = self._titles.get(one.market.venue, one.market.venue)
        brush.text(title, cell(1), role="text", size=12)
        role = "down" if one.side is Side.LONG else "up"
        brush.text(str(one.side), cell(2), role=role, size=12, right=True)
        brush.text(words.price(one.price), cell(3, 2), size=12, right=True)
        brush.text(words.compact(one.notional_usd), cell(4, 0), size=12, bold=True, right=True)


def describe(one: Liquidation) -> str:
    """The row in words."""
    moment = datetime.fromtimestamp(one.at_ms / 1_000, UTC)
    return (
        f"{moment:%H:%M:%S} UTC {one.market.venue}: a {one.side} of "
        f"{words.usd(one.notional_usd)} at {words.price(one.price)}"
    )
