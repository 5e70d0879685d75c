"""What the window shows now: turns the engine's updates into what each panel needs.

It knows which coin and interval are on screen, asks the store for whole views, and lets a late
answer for another coin or interval fall.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from tracker.analysis.columns import CandleColumns
from tracker.analysis.growing import GrowingCandles
from tracker.domain.candle import Candle
from tracker.domain.derivatives import Liquidation, Mark, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import H1, M1, Interval, base_interval
from tracker.services.comparison import Closes, read_closes
from tracker.services.found import Found, in_order, read_found
from tracker.services.levels import LevelWish
from tracker.services.notices import Notice
from tracker.services.pane_views import Topic
from tracker.services.update import Update
from tracker.services.views import CHART_BARS, AssetView, ChartView, LevelRow, Views
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.drawing_desk import DrawingDesk
from tracker.ui.engine import Engine
from tracker.ui.flows import columns_of, read_flows
from tracker.ui.level_desk import LevelDesk, Voice
from tracker.ui.panels.alerts import MOST
from tracker.ui.panels.tape import MOST as TAPE_ROWS
from tracker.ui.reading import Cached, Query, Reading, Stale

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.services.collector import Collector

T = TypeVar("T")
#: How often it is looked whether something must be read again, and how often the larger views are
#: read at most while they change. Prices do not wait for that: they come with the candles.
_LOOK_MS, _FLOWS_S, _ASSETS_S = 500, 1.5, 3.0
#: The same for figures while no panel is seen: then they only stand under the mouse at the tray icon.
_TIP_S = 60.0
_READY_MS = 50
#: What lies so many candles back may be more than a chart begins with; so many are read before it.
_NEAR_BARS, _BEFORE_BARS = 800, 300
#: So many candles come with one look back at most.
_MOST_OLDER = 256_000


class Desk(QObject):
    """The window's state; panels listen to its signals."""

    assets_shown = Signal(list)  # list[AssetView]
    chart_shown = Signal(object, bool)  # ChartView, whether the view is kept
    candles_grown = Signal(object)  # CandleColumns
    older_shown = Signal(object)  # CandleColumns
    beside_grown = Signal(list)  # list[Candle] of the coins in `beside`
    beside_changed = Signal()  # more of their past has come
    flows_grown = Signal(object)  # Flows
    levels_shown = Signal(list)  # list[LevelRow]
    tape_begun = Signal(str, list)  # a coin, and its liquidations so far
    tape_grown = Signal(list)  # list[Liquidation]
    found_shown = Signal(list, object)  # list[Found], the names of those that were seen
    found_grown = Signal(list)  # list[Found]
    health_grown = Signal(list)  # list[Health]
    progress_grown = Signal(object)  # Progress
    notice_wanted = Signal(object)  # Notice
    said = Signal(str)  # a sentence for the user
    warned = Signal(str)  # one that stays until it is read

    def __init__(
        self,
        engine: Engine,
        sources: Sequence[Source],
        assets: Sequence[str],
        clock: Clock,
        cached: Cached,
    ) -> None:
        super().__init__()
        self._engine = engine
        self._sources = sources
        self.assets = list(assets)
        self._clock = clock
        self.asset = self.assets[0]
        self.interval: Interval = H1
        #: Coins whose candles are wanted beside those of the chart.
        self.beside: frozenset[str] = frozenset()
        self.chart: ChartView | None = None
        self._on_screen = False
        self._stale = Stale()
        self._topics: frozenset[Topic] = frozenset()
        self._reading = Reading(engine, cached, self.said.emit)
        voice = Voice(self.said.emit, self.warned.emit, self._levels_unchanged)
        #: What the user does to levels, beside adding, moving and removing one.
        self.levels = LevelDesk(engine, self._reading, sources, voice)
        #: What the user draws.
        self.drawings = DrawingDesk(engine, self._reading, self.said.emit, self._asset_on_chart)
        self._older_wanted: int | None = None
        self._oldest_ms: int | None = None
        self._loaded = 0
        self._growing: GrowingCandles | None = None
        self._back_to_ms: int | None = None
        self._assets: list[AssetView] = []
        self._prices: dict[str, tuple[float, int]] = {}
        self._marks: dict[Market, Mark] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._refresh)
        self._timer.start()
        engine.updated.connect(self._take)

    def set_on_screen(self, on: bool) -> None:
        """Whether anyone sees the panels. While not they are left alone, and then read anew once.

        What must never wait goes on: notices, what happened at levels, and the health of venues.
        """
        if on == self._on_screen:
            return
        self._on_screen = on
        if on and self._engine.is_ready:
            self._stale = Stale(chart=True, levels=False)  # the chart brings its levels
            self.load_tape()
            self._refresh()

    def venue_now_ms(self) -> int:
        """The present time of the venue whose candles are on the chart, as far as it told."""
        ahead_ms = self._engine.ahead_ms(self.chart.market.venue) if self.chart is not None else 0
        return self._clock.now_ms() + ahead_ms

    def set_topics(self, topics: frozenset[Topic]) -> None:
        """What the panes of the chart want to know; what is lacking is read at once."""
        lacking = topics - self._topics
        self._topics = topics
        if lacking and self.chart is not None:
            self._load_flows(self.chart)

    # --- what the user does --------------------------------------------------------------------

    def choose(self, asset: str, interval: Interval, *, at_ms: int | None = None) -> None:
        """Put another coin or interval on the chart, back to a moment where one is named."""
        changed = asset != self.asset
        self.asset, self.interval = asset, interval
        self._older_wanted = None
        self._back_to_ms = None
        if at_ms is not None and at_ms < self._clock.now_ms() - _NEAR_BARS * interval.ms:
            self._back_to_ms = interval.floor(at_ms) - _BEFORE_BARS * interval.ms
        if changed:
            self.tape_begun.emit(asset, [])
            self.load_tape()
            if self._assets:
                self.assets_shown.emit(self._assets)
        self.load_chart()

    def add_level(self, price: float) -> None:
        """Make a level on the coin whose chart is on screen."""
        asset = self.chart.asset if self.chart is not None else self.asset
        wish = LevelWish(asset, price)
        self.levels.add(wish)

    def move_level(self, level_id: int, price: float) -> None:
        """Put a level elsewhere; it begins a new history."""

        def moved(_: object) -> None:
            self.said.emit("The level was moved: it begins a new history.")

        self._engine.submit(
            lambda collector: collector.levels.move(level_id, price), moved, self._failed_level
        )

    def remove_level(self, level_id: int) -> None:
        """Take a level off."""
        self._engine.submit(
            lambda collector: collector.levels.remove(level_id), failed=self._failed_level
        )

    def _failed_level(self, sentence: str) -> None:
        self.said.emit(sentence)
        self._levels_unchanged()

    def _levels_unchanged(self) -> None:
        """What was shown already did not come true: show what is."""
        self._stale.levels = True

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
        self._take_values(update)
        for grown in update.grown:
            mine = grown.market.asset == self.asset
            if grown.channel is Channel.CANDLES:
                here = grown.interval == base_interval(self.interval)
                self._stale.chart |= mine and here
                self._stale.beside |= grown.market.asset in self.beside and here
            self._stale.flows |= mine
            self._stale.assets = True
        self._stale.levels = self._stale.levels or update.levels_changed
        if update.health:
            self.health_grown.emit(update.health)
        if update.progress is not None:
            self.progress_grown.emit(update.progress)
        if update.transitions or update.alerts:
            self.found_grown.emit(in_order([*update.transitions, *update.alerts]))
        for notice in update.notices:
            self.notice_wanted.emit(notice)
        for sentence in update.said:
            self.said.emit(sentence)

    def _take_values(self, update: Update) -> None:
        candles: list[Candle] = []
        beside: list[Candle] = []
        prints: list[Liquidation] = []
        for value in update.values:
            market = value if isinstance(value, Market) else value.market
            if isinstance(value, Candle):
                if value.interval == M1:
                    self._prices[market.asset] = (value.close, value.open_ms)
                if self._is_on_screen(market, value.interval):
                    candles.append(value)
                elif self._is_beside(market, value.interval):
                    beside.append(value)
            elif isinstance(value, Mark):
                self._marks[market] = value
            elif not isinstance(value, Ticker):
                self._stale.assets = True
                self._stale.flows |= market.asset == self.asset
                if isinstance(value, Liquidation) and market.asset == self.asset:
                    prints.append(value)
        if not self._on_screen:
            return
        if candles:
            self._grow(columns_of(candles, base_interval(self.interval)))
        if beside:
            self.beside_grown.emit(beside)
        if prints:
            self.tape_grown.emit(prints)

    def _grow(self, candles: CandleColumns) -> None:
        """Tell what changed of the candles on the chart, which may be made of these."""
        if self._growing is not None:
            candles = self._growing.take(candles)
            self._stale.chart |= self._growing.lost
        if len(candles):
            self.candles_grown.emit(candles)

    def _is_on_screen(self, market: Market, interval: Interval) -> bool:
        """Whether the chart that is drawn, and not only chosen, is made of candles of this market."""
        chart = self.chart
        if chart is None or not self._is_chosen(chart):
            return False
        mine = chart.market
        return (market.venue, market.symbol) == (mine.venue, mine.symbol) and (
            interval == base_interval(chart.interval)
        )

    def _is_beside(self, market: Market, interval: Interval) -> bool:
        """Whether candles are of a coin that is looked at beside the chart's."""
        return market.asset in self.beside and interval == base_interval(self.interval)

    def _asset_on_chart(self) -> str | None:
        """The coin whose chart is on screen, where no other is on its way."""
        chart = self.chart
        return chart.asset if chart is not None and chart.asset == self.asset else None

    def _is_chosen(self, chart: ChartView) -> bool:
        return (chart.asset, chart.interval) == (self.asset, self.interval)

    # --- whole views ---------------------------------------------------------------------------

    def _views(self, reader: MarketReader | None, journal: Journal | None) -> Views:
        return Views(reader, journal, self._sources)

    def load_cached(self) -> None:
        """Read what the cache holds, before the engine runs."""
        self.load_chart()
        self.load_tape()
        self.load_found()
        self._load_assets()

    def load_when_ready(self) -> None:
        """The engine was started: read everything as soon as its store is open."""
        if self._engine.is_ready:
            self._stale.chart = self._stale.assets = self._stale.levels = True
            self.load_tape()
            self.load_found()
            self._engine.submit(_warning, lambda text: self.warned.emit(text) if text else None)
            self._refresh()
        elif self._engine.is_running:
            QTimer.singleShot(_READY_MS, self.load_when_ready)

    def load_chart(self) -> None:
        """Read the chart of the chosen coin and interval, as far back as it was looked at."""
        asset, interval, now_ms = self.asset, self.interval, self._clock.now_ms()
        topics = self._topics
        self._stale.chart = self._stale.flows = False
        wanted = [self._back_to_ms]
        if self.chart is not None and self._is_chosen(self.chart):
            wanted.append(self._oldest_ms)
        start_ms = min((one for one in wanted if one is not None), default=None)

        def show(view: ChartView) -> None:
            if (view.asset, view.interval) == (self.asset, self.interval):
                self.show_chart(view)

        self._reading.ask(
            "chart",
            lambda *store: self._views(*store).chart(
                asset, interval, now_ms, start_ms=start_ms, topics=topics
            ),
            show,
        )

    def show_chart(self, view: ChartView) -> None:
        """Show a chart that was read; the same one anew keeps the time in view."""
        before = self.chart
        same = before is not None and len(before.candles) > 0 and self._is_chosen(before)
        if not same:
            self._oldest_ms = None
        self.chart = view
        self._loaded = len(view.candles)
        self._growing = None
        if view.interval != base_interval(view.interval):
            self._growing = GrowingCandles(view.interval, view.parts)
        self.chart_shown.emit(view, same)
        self.levels_shown.emit(list(view.levels))

    def load_older(self, before_ms: int) -> None:
        """The user looks left of what is loaded: read more, and fetch it where the cache ends."""
        chart = self.chart
        if chart is None or not len(chart.candles) or self._older_wanted == before_ms:
            return
        self._older_wanted = before_ms
        self._read_older(chart, fetch=True)

    def _read_older(self, chart: ChartView, *, fetch: bool) -> None:
        market, interval, first_ms = chart.market, chart.interval, self.oldest_ms(chart)
        # Each page is as long as all before it together, so that years are a few of them.
        most = min(max(CHART_BARS, self._loaded), _MOST_OLDER)

        def show(older: CandleColumns) -> None:
            now = self.chart
            if now is None or (now.market, now.interval) != (market, interval):
                return
            if len(older):
                self._oldest_ms, self._older_wanted = int(older.open_ms[0]), None
                self._loaded += len(older)
                self._stale.flows = True
                self.older_shown.emit(older)
            elif fetch:
                self._engine.submit(
                    lambda collector: collector.plan.fetch_older(market, interval, first_ms),
                    lambda _: self._read_older(chart, fetch=False),
                )

        self._reading.ask(
            "older",
            lambda *store: self._views(*store).older_candles(market, interval, first_ms, most),
            show,
        )

    def oldest_ms(self, chart: ChartView) -> int:
        """The oldest candle on the chart."""
        if self._oldest_ms is not None:
            return self._oldest_ms
        if len(chart.candles):
            return int(chart.candles.open_ms[0])
        return chart.interval.floor(self._clock.now_ms())

    def _refresh(self) -> None:
        if not self._engine.is_ready:
            return
        if self._on_screen:
            self._refresh_chart()
        every_s = _ASSETS_S if self._on_screen else _TIP_S
        if self._stale.assets and self._stale.is_due("assets", every_s):
            self._stale.assets = False
            self._load_assets()
        elif self._prices and self._on_screen:
            self.show_assets(self._assets)

    def _refresh_chart(self) -> None:
        chart = self.chart
        if self._stale.chart:
            self.load_chart()
        elif self._stale.flows and chart is not None and self._stale.is_due("flows", _FLOWS_S):
            self._stale.flows = False
            self._load_flows(chart)
        if self._stale.beside and self._stale.is_due("beside", _FLOWS_S):
            self._stale.beside = False
            self.beside_changed.emit()
        if self._stale.levels and chart is not None and chart.asset == self.asset:
            self._stale.levels = False
            self._load_levels(self.asset)

    def _load_levels(self, asset: str) -> None:
        def show(rows: list[LevelRow]) -> None:
            if self.chart is not None and asset == self.asset == self.chart.asset:
                self.levels_shown.emit(rows)

        self._reading.ask("levels", lambda *store: self._views(*store).levels(asset), show)

    def _load_flows(self, chart: ChartView) -> None:
        first_ms, now_ms = self.oldest_ms(chart), self._clock.now_ms()
        topics = self._topics

        def show(flows: object) -> None:
            now = self.chart
            if now is not None and (now.asset, now.interval) == (chart.asset, chart.interval):
                self.flows_grown.emit(flows)

        self._reading.ask(
            "flows",
            lambda *store: read_flows(
                self._views(*store), chart.asset, chart.interval, (first_ms, now_ms), topics
            ),
            show,
        )

    def _load_assets(self) -> None:
        now_ms, assets = self._clock.now_ms(), list(self.assets)

        def read(reader: MarketReader | None, journal: Journal | None) -> list[AssetView]:
            views = self._views(reader, journal)
            return [views.asset(asset, now_ms) for asset in assets]

        self._reading.ask("assets", read, self.show_assets)

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
        return replace(view, price=price, change_24h=change)

    def load_found(self) -> None:
        """Read what happened at levels before, what rules found, and what of it was seen."""

        def read(
            _: MarketReader | None, journal: Journal | None
        ) -> tuple[list[Found], frozenset[str]]:
            if journal is None:
                return [], frozenset()
            return read_found(journal, MOST), journal.seen.ids()

        self._reading.ask("found", read, lambda both: self.found_shown.emit(*both))

    def load_tape(self) -> None:
        """Read the newest liquidations of the coin that were stored before."""
        asset = self.asset

        def read(reader: MarketReader | None, _: Journal | None) -> list[Liquidation]:
            return reader.newest_events(asset, TAPE_ROWS) if reader else []

        def show(events: list[Liquidation]) -> None:
            if asset == self.asset:
                self.tape_grown.emit(events)

        self._reading.ask("tape", read, show)

    def read_closes(
        self,
        coins: Sequence[str],
        interval: Interval,
        start_ms: int,
        then: Callable[[list[Closes]], None],
    ) -> None:
        """Read the closes of other coins from a moment on."""
        self._reading.ask(
            "closes",
            lambda reader, _: read_closes(
                reader, self._sources, coins, interval, start_ms=start_ms
            ),
            then,
        )

    def load_picture(self, start_ms: int, end_ms: int, then: Callable[[ChartView], None]) -> None:
        """Read exactly what a picture of this time shows, with the coverage of this time."""
        chart = self.chart
        if chart is None or not len(chart.candles):
            self.said.emit("There is no chart to save yet.")
            return
        self.load_stretch(chart.asset, chart.interval, (start_ms, end_ms), then)

    def load_stretch(
        self,
        asset: str,
        interval: Interval,
        stretch_ms: tuple[int, int],
        then: Callable[[ChartView], None],
    ) -> None:
        """Read a stretch of any chart, whatever is on screen."""
        now_ms, (start_ms, end_ms) = self._clock.now_ms(), stretch_ms
        topics = self._topics
        self._reading.ask(
            "picture",
            lambda *store: self._views(*store).chart(
                asset, interval, now_ms, start_ms=start_ms, end_ms=end_ms, topics=topics
            ),
            then,
        )

    def ask(self, kind: str, query: Query[T], then: Callable[[T], None]) -> None:
        """Read something else, for a dialog."""
        self._reading.ask(kind, query, then)

    def submit(
        self,
        work: Callable[[Collector], Coroutine[Any, Any, T]],
        then: Callable[[T], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Let the engine do something; where that fails, the sentence is said."""
        self._engine.submit(work, then, failed or self.said.emit)

    def selected(self, views: Sequence[AssetView]) -> AssetView | None:
        """The figures of the selected coin."""
        return next((view for view in views if view.asset == self.asset), None)


async def _warning(collector: Collector) -> str | None:
    """What was wrong with the store and could be mended."""
    return collector.storage.warning
