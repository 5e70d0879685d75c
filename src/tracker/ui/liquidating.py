"""Liquidations beside the chart: their pace for the tile, the sheet behind it, and the tape's wishes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QWidget

from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.times import HOUR_MS
from tracker.services.paces import AssetPace, Paces
from tracker.services.rule_wish import RuleWish
from tracker.services.tape import TapeFilter
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.desk import Desk
from tracker.ui.panels.tape import Tape
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.theme import Palette

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.ui.panels.liquidation_sheet import LiquidationSheet

#: How often the windows are read: they move on also while nothing happens.
_READ_MS = 5_000
#: How soon it is tried again while the engine opens its store.
_SOON_MS = 250
#: How often at most all of the past is read again while more of it arrives.
_AGAIN_S = 30
#: An answer that took so long does not come any more.
_LOST_S = 60.0


class LiquidationParts(Struct, frozen=True):
    """What it is given; `model` also shows the labelled estimate."""

    desk: Desk
    tiles: TileStrip
    tape: Tape
    sources: Sequence[Source]
    titles: dict[str, str]
    clock: Clock
    model: bool = False


def _single_feeds(sources: Sequence[Source]) -> frozenset[str]:
    """The venues that give single liquidations."""
    specs = ((one.venue, one.channels.get(Channel.LIQUIDATIONS)) for one in sources)
    kinds = (FeedKind.COMPLETE, FeedKind.SAMPLED)
    return frozenset(venue for venue, spec in specs if spec is not None and spec.feed in kinds)


class Liquidating(QObject):
    """Keeps the figures of the chosen coin fresh while anyone sees them.

    Signals:
        said: a sentence for the user.
        moment_wanted: a liquidation whose moment the chart shall show.
    """

    said = Signal(str)
    moment_wanted = Signal(object)  # Liquidation

    def __init__(self, parts: LiquidationParts, window: QWidget, palette: Palette) -> None:
        super().__init__(window)
        self._parts, self._window, self._palette = parts, window, palette
        self._zone: tzinfo = UTC
        self._paces = Paces(model=parts.model)
        self._pace: AssetPace | None = None
        self._begun = False
        self._asked_s: float | None = None
        #: Since when everything is to be read again, by coin, and when that was last done.
        self._owed: dict[str, int] = {}
        self._paid: dict[str, int] = {}
        self.sheet: LiquidationSheet | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_READ_MS)
        self._timer.timeout.connect(self.read)
        self._timer.start()
        parts.desk.assets_shown.connect(self._begin)
        parts.desk.chart_shown.connect(self._follow_first)
        parts.desk.beside_wanted.connect(self._follow)
        parts.tiles.liquidations.wanted.connect(self.open)
        tape = parts.tape
        tape.set_feeds(_single_feeds(parts.sources))
        tape.filter_changed.connect(self._filter)
        tape.rule_wanted.connect(self._add_rule)
        tape.chosen.connect(self.moment_wanted)

    # --- figures ---------------------------------------------------------------------------------

    def _begin(self) -> None:
        """The figures of all coins are there, which come first: now there is time."""
        if not self._begun:
            self._begun = True
            self.read()

    def _follow_first(self) -> None:
        """A chart is there before any figures were read."""
        if self._pace is None:
            self._follow()

    def _follow(self) -> None:
        """The chart of another coin is there, and what stands under it: it waits for nothing."""
        if self._begun and (self._pace is None or self._pace.asset != self._parts.desk.asset):
            self.read()

    def read(self) -> None:
        """Read the windows of the chosen coin, where anyone sees them."""
        desk = self._parts.desk
        if not desk.is_on_screen:
            return
        if desk.is_loading:
            QTimer.singleShot(_SOON_MS, self, self.read)
            return
        now_s = time.monotonic()
        if self._asked_s is not None and now_s - self._asked_s < _LOST_S:
            return  # the answer is on its way; what is new since comes with the next one
        self._asked_s = now_s
        asset, now_ms = desk.asset, self._parts.clock.now_ms()
        since_ms = self._since_ms(asset, now_ms)

        def query(reader: MarketReader | None, journal: Journal | None) -> AssetPace:
            views = Views(reader, journal, self._parts.sources)
            return self._paces.read(views, asset, now_ms, since_ms)

        desk.ask("pace", query, self._show, slow=True, failed=self._fail)

    def _since_ms(self, asset: str, now_ms: int) -> int | None:
        """Since when liquidations are to be read again. History comes in many parts: not at each."""
        told_ms = self._parts.desk.take_reopened(asset)
        known = (one for one in (told_ms, self._owed.pop(asset, None)) if one is not None)
        since_ms = min(known, default=None)
        if since_ms is None or since_ms > now_ms - HOUR_MS:
            return since_ms
        now_s = round(time.monotonic())
        if now_s - self._paid.get(asset, -_AGAIN_S) < _AGAIN_S:
            self._owed[asset] = since_ms
            return told_ms if told_ms is not None and told_ms > now_ms - HOUR_MS else None
        self._paid[asset] = now_s
        return since_ms

    def _show(self, pace: AssetPace) -> None:
        self._asked_s = None
        if pace.asset != self._parts.desk.asset:
            self.read()  # another coin was chosen meanwhile
            return
        self._pace = pace
        self._parts.tiles.show_pace(pace)
        if self.sheet is not None and self.sheet.isVisible():
            self.sheet.show_pace(pace)

    def _fail(self, sentence: str) -> None:
        """Said where the figures are, while they are looked at; the next reading comes by itself."""
        self._asked_s = None
        if self.sheet is not None and self.sheet.isVisible():
            self.sheet.fail(sentence)

    def open(self) -> None:
        """Show the sheet below the tile."""
        if self.sheet is None:
            from tracker.ui.panels.liquidation_sheet import LiquidationSheet

            self.sheet = LiquidationSheet(self._window, self._parts.titles, self._palette)
            self.sheet.set_zone(self._zone)
        known = self._pace is not None and self._pace.asset == self._parts.desk.asset
        self.sheet.show_pace(self._pace if known else None)
        tile = self._parts.tiles.liquidations
        below = tile.mapTo(self._window, QPoint(0, tile.height() + 4))
        self.sheet.show_at(below, self.sheet.windows)
        self.read()

    # --- the tape --------------------------------------------------------------------------------

    def _filter(self, wanted: TapeFilter) -> None:
        self._parts.desk.set_tape(wanted)

    def _add_rule(self, wish: RuleWish) -> None:
        tape = self._parts.tape
        self._parts.desk.submit(
            lambda collector: collector.rules.add(wish), lambda _: tape.added(), tape.refused
        )

    # --- looks -----------------------------------------------------------------------------------

    def tick(self) -> None:
        """Time went on: the tape says how long nothing has come."""
        self._parts.tape.tell(self._parts.clock.now_ms())

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        if self.sheet is not None:
            self.sheet.set_palette(palette)

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        if self.sheet is not None:
            self.sheet.set_zone(zone)
