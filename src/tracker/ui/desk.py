"""What the main window shows now: its chart, and beside it what each panel needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal

from tracker.domain.candle import Candle
from tracker.domain.context import CONTEXT_CHANNELS, Context
from tracker.domain.derivatives import Liquidation, Mark, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, M1, Interval
from tracker.domain.translating import tr
from tracker.services.cascade_reading import CascadeView, cascade_view
from tracker.services.context_view import ContextView, context_view
from tracker.services.found import Found, in_order, read_found
from tracker.services.kept import Kept, read_kept
from tracker.services.lane import Haste
from tracker.services.notices import Notice
from tracker.services.tape import TapeFilter, read_tape
from tracker.services.update import Update
from tracker.services.views import AssetView, ChartView
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.sources.context import ContextSource
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.chart_desk import READY_MS, ChartDesk
from tracker.ui.engine import Engine
from tracker.ui.panels.alerts import MOST
from tracker.ui.panels.tape import MOST as TAPE_ROWS
from tracker.ui.reading import Cached

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.services.collector import Collector

#: How often the figures of all coins are read at most while they change. Prices do not wait for
#: that: they come with the candles.
_ASSETS_S = 3.0
#: How far back figures of the present go, with what they are compared with.
_SEEN_MS = 100 * DAY_MS
#: How often market context is read at most while something of it changes, and at least.
_CONTEXT_S, _CONTEXT_MS = 5.0, 60_000
#: The same for figures while no panel is seen: then they only stand under the mouse at the tray icon.
_TIP_S = 60.0
#: How often prices there follow the market: an icon is looked at now and then.
_TIP_PRICES_S = 5.0


class Desk(ChartDesk):
    """The main window's state; panels listen to its signals."""

    assets_shown = Signal(list)  # list[AssetView]
    cascade_shown = Signal(object)  # CascadeView of the chosen coin
    episodes_changed = Signal()
    context_shown = Signal(object)  # ContextView
    tape_begun = Signal(str, list)  # a coin, and its liquidations so far
    tape_grown = Signal(list)  # list[Liquidation]
    found_shown = Signal(list, object)  # list[Found], the names of those that were seen
    found_grown = Signal(list)  # list[Found]
    watched = Signal()  # other coins, or in another order
    beside_wanted = Signal()  # another coin is on the chart: what panels show of it may be read
    health_grown = Signal(list)  # list[Health]
    progress_grown = Signal(object)  # Progress
    kept_shown = Signal(object)  # Kept; None where there is no cache
    kept_unread = Signal(str)  # why it cannot be read
    context_unread = Signal(str)  # why it cannot be read
    notice_wanted = Signal(object)  # Notice
    muted = Signal(object)  # until when alerts are held, UTC ms; 0 for not at all
    paused = Signal(bool)  # nobody is asked

    def __init__(
        self,
        engine: Engine,
        sources: Sequence[Source],
        assets: Sequence[str],
        clock: Clock,
        cached: Cached,
        *,
        services: Sequence[ContextSource] = (),
    ) -> None:
        super().__init__(engine, sources, assets, clock, cached)
        self._begun_with = tuple(self.assets)
        self._assets: list[AssetView] = []
        self._assets_round = 0
        self._prices: dict[str, tuple[float, int]] = {}
        self._marks: dict[Market, Mark] = {}
        #: Which liquidations the tape lists.
        self.tape_filter = TapeFilter()
        self._reopened: dict[str, int] = {}
        self._services: Sequence[ContextSource] = services
        self._context_stale = False
        self._context: ContextView | None = None
        #: Whether panels still show the coin before, and whether what they show is still to be read.
        self._panels_owed = self._beside_owed = False

    def another(self) -> ChartDesk:
        """The desk of a further chart, over the same engine."""
        return ChartDesk(self._engine, self._sources, self.assets, self._clock, self._cached)

    def _come_back(self) -> None:
        """Panels are read anew, too.

        What must never wait went on: notices, what happened at levels, and the health of venues.
        """
        self.load_tape()
        super()._come_back()

    # --- what the user does --------------------------------------------------------------------

    def choose(self, asset: str, interval: Interval, *, at_ms: int | None = None) -> None:
        """Put another coin or interval on the chart, back to a moment where one is named.

        What is known of its figures is shown, and the coin selected, at once. Panels are about it as soon
        as its chart is painted, or cannot be; they are filled once the chart is whole.
        """
        changed = asset != self.asset
        if changed:
            self._panels_owed = self._beside_owed = True
        super().choose(asset, interval, at_ms=at_ms)
        if changed and self._assets:
            self.assets_shown.emit(self._assets)

    def show_chart(self, view: ChartView) -> None:
        """Show a chart that was read, then the panels."""
        super().show_chart(view)
        self._empty_panels()

    def _empty_panels(self) -> None:
        """Show nothing of the coin before any more."""
        if not self._panels_owed:
            return
        self._panels_owed = False
        self.tape_begun.emit(self.asset, [])
        self.cascade_shown.emit(None)
        self._want_context()

    def _tell_complete(self) -> None:
        super()._tell_complete()
        if self.is_complete:
            self._empty_panels()
            self._load_owed()

    def _load_owed(self) -> None:
        """Read what stands beside the chart of another coin; the chart comes first."""
        if self._beside_owed:
            self._beside_owed = False
            self.load_tape()
            self._load_cascade()
            self.beside_wanted.emit()

    def set_assets(self, assets: Sequence[str]) -> None:
        """Watch these coins: here at once, in the engine once the user is done."""
        known = {view.asset: view for view in self._assets}
        super().set_assets(assets)
        self._assets = [known[one] for one in assets if one in known]
        if self._assets:
            self.assets_shown.emit(self._assets)
        self._load_assets()
        self.watched.emit()
        if self._engine.is_running:
            self._tell_engine()
        else:
            self.said.emit(tr("This is asked about once this window runs the engine."))

    def _tell_engine(self) -> None:
        wanted = tuple(self.assets)
        self._engine.submit(lambda collector: collector.watch(wanted))

    def set_tape(self, wanted: TapeFilter) -> None:
        """List other liquidations on the tape."""
        if wanted != self.tape_filter:
            self.tape_filter = wanted
            self.tape_begun.emit(self.asset, [])
            self.load_tape()

    def take_reopened(self, asset: str) -> int | None:
        """Since when liquidations of a coin may be others than they were; None: as they were.

        Told once: whoever asks reads them again from there.
        """
        return self._reopened.pop(asset, None)

    @property
    def is_loading(self) -> bool:
        """Whether the engine runs and has not opened its store yet."""
        return self._engine.is_running and not self._engine.is_ready

    @property
    def is_working(self) -> bool:
        """Whether this window's own engine answers."""
        return self._engine.is_ready

    def stop_loading(self) -> None:
        """Do not wait for the rest of history."""

        async def drop(collector: Collector) -> None:
            collector.history.drop_pending()

        self._engine.submit(drop)

    def shown(self, notice: Notice) -> None:
        """A notice reached the user."""
        self._engine.submit(lambda collector: collector.stamp(notice))

    # --- what the engine tells -----------------------------------------------------------------

    def _take(self, update: Update) -> None:
        for notice in update.notices:  # before anything that only draws
            self.notice_wanted.emit(notice)
        super()._take(update)
        self._take_values(update)
        seen_ms = self._clock.now_ms() - _SEEN_MS
        for grown in update.grown:
            if not grown.reaches(seen_ms):
                continue
            if grown.channel is Channel.LIQUIDATIONS:
                self._reopened[grown.market.asset] = 0
            self._stale.assets = True
        if update.health:
            self._context_stale |= any(row.channel in CONTEXT_CHANNELS for row in update.health)
            self.health_grown.emit(update.health)
        if update.progress is not None:
            self.progress_grown.emit(update.progress)
        if update.transitions or update.alerts:
            self.found_grown.emit(in_order([*update.transitions, *update.alerts]))
        if update.episodes_changed:
            self.episodes_changed.emit()
        if update.muted_until_ms is not None:
            self.muted.emit(update.muted_until_ms)
        if update.paused is not None:
            self.paused.emit(update.paused)
        for sentence in update.said:
            self.said.emit(sentence)

    def _take_values(self, update: Update) -> None:
        prints: list[Liquidation] = []
        for value in update.values:
            if isinstance(value, Context):
                self._context_stale = True
                continue
            market = value if isinstance(value, Market) else value.market
            if isinstance(value, Candle):
                if value.interval == M1:
                    self._prices[market.asset] = (value.close, value.open_ms)
            elif isinstance(value, Mark):
                self._marks[market] = value
            elif not isinstance(value, Ticker):
                self._stale.assets = True
                if isinstance(value, Liquidation):
                    before_ms = self._reopened.get(market.asset, value.at_ms)
                    self._reopened[market.asset] = min(before_ms, value.at_ms)
                    if self.tape_filter.all_coins or market.asset == self.asset:
                        prints.append(value)
        if prints and self._on_screen and not self._panels_owed:
            self.tape_grown.emit(prints)

    # --- whole views ---------------------------------------------------------------------------

    def load_panels(self) -> None:
        """Read what stands beside the chart anew, where no engine tells of it."""
        self.tape_begun.emit(self.asset, [])
        self.load_beside()

    def load_beside(self) -> None:
        """Read what stands under the candles and beside the chart."""
        self.load_flows()
        self.load_tape()
        self.load_found()
        self._load_assets()
        self.load_context()

    def load_when_ready(self) -> None:
        """The engine was started: read everything as soon as its store is open."""
        if self._engine.is_ready:
            self._stale.chart = self._stale.assets = self._stale.levels = True
            self.load_tape()
            self.load_found()
            if tuple(self.assets) != self._begun_with:
                self._tell_engine()
            self._engine.submit(_warning, lambda text: self.warned.emit(text) if text else None)
            self._refresh()
        elif self._engine.is_running:
            QTimer.singleShot(READY_MS, self.load_when_ready)

    def _refresh(self) -> None:
        super()._refresh()
        self._empty_panels()  # the chart takes long
        if not self._engine.is_ready:
            return
        self._load_owed()
        if self._on_screen and self._is_context_due() and self._stale.is_due("context", _CONTEXT_S):
            self.load_context()
        # Where no coin has a price, the first candles are on their way.
        is_new = all(view.price is None for view in self._assets)
        every_s = _ASSETS_S if self._on_screen or is_new else _TIP_S
        if self._stale.assets and self._stale.is_due("assets", every_s):
            self._stale.assets = False
            self._load_assets()
        elif self._prices and (self._on_screen or self._stale.is_due("tip", _TIP_PRICES_S)):
            self.show_assets(self._assets)

    def _load_assets(self) -> None:
        """Read the figures of all coins.

        One by one while the engine runs: a chart that is chosen meanwhile waits for one of them only.
        """
        self._assets_round += 1
        self._load_cascade()
        at_once = 1 if self._engine.is_ready else len(self.assets)
        self._load_assets_of(self.assets, [], self._clock.now_ms(), at_once)

    def _load_cascade(self) -> None:
        """Read how severe forced selling of the chosen coin is."""
        asset, now_ms = self.asset, self._clock.now_ms()

        def read(reader: MarketReader | None, journal: Journal | None) -> CascadeView | None:
            if reader is None:
                return None
            return cascade_view(self._views(reader, journal), asset, now_ms)

        def show(view: CascadeView | None) -> None:
            if asset == self.asset:
                self.cascade_shown.emit(view)

        self._reading.ask("cascade", read, show, haste=Haste.SLOW)

    def _load_assets_of(
        self, waiting: list[str], read: list[AssetView], now_ms: int, at_once: int
    ) -> None:
        some, others, this_round = waiting[:at_once], waiting[at_once:], self._assets_round

        def query(reader: MarketReader | None, journal: Journal | None) -> list[AssetView]:
            views = self._views(reader, journal)
            return [views.asset(asset, now_ms) for asset in some]

        def then(views: list[AssetView]) -> None:
            if not others:
                self.show_assets([*read, *views])
            elif this_round == self._assets_round:
                self._load_assets_of(others, [*read, *views], now_ms, at_once)

        self._reading.ask("assets", query, then)

    def show_assets(self, views: list[AssetView]) -> None:
        """Show the figures of all coins, each with the newest price there is."""
        self._assets = [self._with_price(view) for view in views]
        self._prices.clear()
        if self._assets:
            self.assets_shown.emit(self._assets)

    def _with_price(self, view: AssetView) -> AssetView:
        mark = self._marks.get(view.mark.market) if view.mark is not None else None
        if mark is not None and view.mark is not None and mark.at_ms > view.mark.at_ms:
            view = replace(view, mark=mark)
        price, at_ms = self._prices.get(view.asset, (None, 0))
        if price is None or view.price is None or at_ms < (view.price_at_ms or 0) - M1.ms:
            return view
        change = view.change_24h
        if change is not None:
            change = (1 + change) * price / view.price - 1
        newest_ms = max(at_ms, view.price_at_ms or 0)
        return replace(view, price=price, price_at_ms=newest_ms, change_24h=change)

    def add_service(self, service: ContextSource) -> None:
        """Ask one more service of market context, from now on."""
        self._services = [*self._services, service]
        self._engine.submit(lambda collector: collector.add_service(service))

    def load_context(self) -> None:
        """Read what surrounds the coin of the chart."""
        asset, now_ms, services = self.asset, self._clock.now_ms(), self._services
        self._context_stale = False

        def show(view: ContextView) -> None:
            if asset == self.asset:
                self._context = view
                self.context_shown.emit(view)

        self._reading.ask(
            "context",
            lambda *store: context_view(self._views(*store), services, asset, now_ms),
            show,
            failed=self.context_unread.emit,
        )

    def _is_context_due(self) -> bool:
        """Whether something of it is new, or so much time went by that ages and sessions are others."""
        view = self._context
        aged = view is not None and self._clock.now_ms() - view.now_ms > _CONTEXT_MS
        return self._context_stale or aged

    def _want_context(self) -> None:
        """Another coin was chosen: its context is read with the next look at what is stale."""
        self._context, self._context_stale = None, True
        self._stale.read_s.pop("context", None)
        if not self._engine.is_ready:
            self.load_context()

    def load_found(self) -> None:
        """Read what happened at levels before, what rules found, and what of it was seen."""

        def read(
            _: MarketReader | None, journal: Journal | None
        ) -> tuple[list[Found], frozenset[str]]:
            if journal is None:
                return [], frozenset()
            return read_found(journal, MOST), journal.seen.ids()

        self._reading.ask("found", read, lambda both: self.found_shown.emit(*both))

    def load_kept(self) -> None:
        """Read how far the past is filled, and what each kind takes on disk."""

        def read(reader: MarketReader | None, _: Journal | None) -> Kept | None:
            return read_kept(reader) if reader is not None else None

        self._reading.ask("kept", read, self.kept_shown.emit, failed=self.kept_unread.emit)

    def load_tape(self) -> None:
        """Read the newest liquidations that the tape lists and were stored before."""
        asset, wanted = self.asset, self.tape_filter
        assets = list(self.assets) if wanted.all_coins else [asset]

        def read(reader: MarketReader | None, _: Journal | None) -> list[Liquidation]:
            return read_tape(reader, assets, wanted, TAPE_ROWS) if reader else []

        def show(events: list[Liquidation]) -> None:
            if (asset, wanted) == (self.asset, self.tape_filter):
                self.tape_grown.emit(events)

        self._reading.ask("tape", read, show)

    def selected(self, views: Sequence[AssetView]) -> AssetView | None:
        """The figures of the selected coin."""
        return next((view for view in views if view.asset == self.asset), None)


async def _warning(collector: Collector) -> str | None:
    """What was wrong with the store and could be mended."""
    return collector.storage.warning
