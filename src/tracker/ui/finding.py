"""Brings up what searches in a window: the palette, the coins, the sheet of keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from tracker.domain.translating import tr
from tracker.ui.key_sheet import KeySheet, key_groups
from tracker.ui.offers import Offer, all_offers, coins
from tracker.ui.palette import CommandPalette, Search
from tracker.ui.theme import Palette

if TYPE_CHECKING:
    from tracker.services.collector import Collector
    from tracker.ui.chart_host import ChartHost

_KEEPSAKE = "palette-recent"
#: So many are remembered.
_MOST_RECENT = 20
_TOP_PX = 56


class Finding(QObject):
    """Sheets are made when they are first opened; what was chosen is remembered in the journal."""

    def __init__(self, host: ChartHost, palette: Palette) -> None:
        super().__init__(host)
        self._host, self._palette = host, palette
        self.recent: list[str] = []
        self.palette: CommandPalette | None = None
        self.sheet: KeySheet | None = None
        host.desk_now.ask(
            _KEEPSAKE,
            lambda _, journal: journal.kept(_KEEPSAKE) if journal is not None else None,
            self._remember,
        )

    def open(self) -> None:
        """Search everything."""
        offers = all_offers(self._host)
        self._open(
            Search(tr("Find what to do"), tr("Action, coin, interval, level, pane…"), offers), ""
        )

    def open_coins(self, text: str) -> None:
        """Search the coins of the watchlist alone."""
        self._open(Search(tr("Show a coin"), tr("Name of a coin"), coins(self._host)), text)

    def open_keys(self) -> None:
        """Show every key."""
        if self.sheet is None:
            self.sheet = KeySheet(self._host, key_groups(self._host.registry))
        self.sheet.open()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        if self.palette is not None:
            self.palette.set_palette(palette)

    def _open(self, search: Search, text: str) -> None:
        if self.palette is None:
            self.palette = CommandPalette(self._host, self._palette)
            self.palette.taken.connect(self._do)
        left = (self._host.width() - self.palette.width()) // 2
        self.palette.open(search, self.recent, QPoint(left, _TOP_PX), text)

    def _do(self, offer: Offer) -> None:
        self.recent = [offer.name, *(one for one in self.recent if one != offer.name)]
        del self.recent[_MOST_RECENT:]
        self._keep()
        offer.do()

    # --- from one run to the next ----------------------------------------------------------------

    def _remember(self, raw: bytes | None) -> None:
        """What was chosen in earlier runs comes after what was chosen in this one."""
        try:
            found = json.loads(raw or b"[]")
        except ValueError:
            return  # damage costs this list and nothing else
        if isinstance(found, list):
            known = [one for one in found if isinstance(one, str) and one not in self.recent]
            self.recent = [*self.recent, *known][:_MOST_RECENT]

    def _keep(self) -> None:
        packed = json.dumps(self.recent).encode()

        async def keep(collector: Collector) -> None:
            await collector.storage.journal(lambda journal: journal.keep(_KEEPSAKE, packed))

        self._host.desk_now.submit(keep, failed=lambda _: None)
