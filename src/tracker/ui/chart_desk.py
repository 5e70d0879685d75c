"""What one chart shows now: turns the engine's updates into what it needs.

It knows which coin and interval are chosen, asks the store for whole views, and lets a late answer
for another coin or interval fall. Each window with a chart has one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal

from tracker.analysis.columns import CandleColumns
from tracker.analysis.growing import GrowingCandles
from tracker.domain.candle import Candle
from tracker.domain.context import Context
from tracker.domain.derivatives import Mark, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, H1, Interval, base_interval
from tracker.domain.translating import tr
from tracker.services.flows import Flows
from tracker.services.lane import Haste
from tracker.services.levels import LevelWish
from tracker.services.pane_views import Asked, Topic
from tracker.services.update import Update
from tracker.services.views import CHART_BARS, ChartView, LevelRow
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.drawing_desk import DrawingDesk
from tracker.ui.engine import Engine
from tracker.ui.flows import columns_of, flows_of, with_flows
from tracker.ui.level_desk import LevelDesk, Voice
from tracker.ui.live_flows import LiveFlows, changed_from
from tracker.ui.reading import Cached, Stale
from tracker.ui.store_desk import StoreDesk

#: How often it is looked whether something must be read again, and how often what stands under the
#: candles is read at most while it changes.
_LOOK_MS, FLOWS_S = 500, 1.5
#: How soon it is asked again whether the engine has opened its store.
READY_MS = 50
#: What lies so many candles back may be more than a chart begins with; so many are read before it.
_NEAR_BARS, _BEFORE_BARS = 800, 300
#: So many candles come with one look back at most.
_MOST_OLDER = 256_000
#: Sums under the candles may begin so long before them.
_LEAD_MS = 8 * DAY_MS


class ChartDesk(StoreDesk):
    """The state of one chart; what draws it listens to its signals."""

    chosen = Signal()  # another coin or interval was chosen; its chart is on its way
    chart_shown = Signal(object, bool)  # ChartView, whether the view is kept
    chart_placed = Signal()  # another chart is at its time in view: paint it before all else
    candles_grown = Signal(object)  # CandleColumns
    older_shown = Signal(object)  # CandleColumns
    flows_grown = Signal(object)  # Flows
    flows_unread = Signal()  # what stands under the candles of a chart could not be read
    levels_shown = Signal(list)  # list[LevelRow]
    beside_grown = Signal(list)  # list[Candle] of the coins in `beside`
    beside_changed = Signal()  # more of their past has come

    def __init__(
        self,
        engine: Engine,
        sources: Sequence[Source],
        assets: Sequence[str],
        clock: Clock,
        cached: Cached,
    ) -> None:
        super().__init__(engine, sources, clock, cached)
        self.assets = list(assets)
        self.asset = self.assets[0]
        self.interval: Interval = H1
        self.chart: ChartView | None = None
        self._on_screen = self._closed = False
        #: Coins whose candles are wanted beside those of the chart.
        self.beside: frozenset[str] = frozenset()
        self._stale, self._live = Stale(), LiveFlows()
        #: How many charts were shown: what is read for one of them is for no other.
        self._shown = 0
        #: Whether a chart was asked for, and whether what stands under that on screen was.
        self._coming = self._awaited = self._holds_flows = False
        self._when_complete: list[Callable[[], None]] = []
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
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._refresh)
        self._timer.start()
        engine.updated.connect(self._take)

    def set_assets(self, assets: Sequence[str]) -> None:
        """Watch these coins; where that of the chart is none of them, its neighbour is shown."""
        before, self.assets = self.assets, list(assets)
        if self.asset not in self.assets:
            place = before.index(self.asset) if self.asset in before else 0
            self.choose(self.assets[min(place, len(self.assets) - 1)], self.interval)

    def close(self) -> None:
        """Hear nothing any more, and let answers that are on their way fall."""
        self._closed = True
        self._timer.stop()
        self._engine.updated.disconnect(self._take)
        self._when_complete.clear()
        self.drawings.close()
        self._reading.close()

    def set_on_screen(self, on: bool) -> None:
        """Whether anyone sees the chart. While not it is left alone, and then read anew once."""
        if on == self._on_screen:
            return
        self._on_screen = on
        if on and self._engine.is_ready:
            self._come_back()

    @property
    def is_on_screen(self) -> bool:
        """Whether anyone sees the chart."""
        return self._on_screen

    def _come_back(self) -> None:
        self._stale = Stale(chart=True, levels=False)  # the chart brings its levels
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
            self._load_flows(self.chart, Haste.SOON)

    # --- what the user does --------------------------------------------------------------------

    def choose(self, asset: str, interval: Interval, *, at_ms: int | None = None) -> None:
        """Put another coin or interval on the chart, back to a moment where one is named."""
        self.asset, self.interval = asset, interval
        self._older_wanted = None
        self._back_to_ms = None
        if at_ms is not None and at_ms < self._clock.now_ms() - _NEAR_BARS * interval.ms:
            self._back_to_ms = interval.floor(at_ms) - _BEFORE_BARS * interval.ms
        self.load_chart()  # before what others read because of it
        self.chosen.emit()

    def add_level(self, price: float) -> None:
        """Make a level on the coin whose chart is on screen."""
        asset = self.chart.asset if self.chart is not None else self.asset
        wish = LevelWish(asset, price)
        self.levels.add(wish)

    def move_level(self, level_id: int, price: float) -> None:
        """Put a level elsewhere; it begins a new history."""

        def moved(_: object) -> None:
            self.said.emit(tr("The level was moved: it begins a new history."))

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

    # --- what the engine tells -----------------------------------------------------------------

    def _take(self, update: Update) -> None:
        candles: list[Candle] = []
        beside: list[Candle] = []
        for value in update.values:
            if isinstance(value, Candle):
                if self._is_on_screen(value.market, value.interval):
                    candles.append(value)
                elif self._is_beside(value.market.asset, value.interval):
                    beside.append(value)
            elif not isinstance(value, Mark | Ticker | Context):
                market = value if isinstance(value, Market) else value.market
                if market.asset == self.asset:
                    self._stale.flows_since(changed_from(value))
        seen_ms = self._seen_ms()
        for grown in (one for one in update.grown if one.reaches(seen_ms)):
            mine = grown.market.asset == self.asset
            if grown.channel is Channel.CANDLES and grown.interval is not None:
                self._stale.chart |= mine and grown.interval == base_interval(self.interval)
                self._stale.beside |= self._is_beside(grown.market.asset, grown.interval)
            if mine:
                self._stale.flows_since(0)
        self._stale.levels |= update.levels_changed
        if update.episodes_changed:
            self._stale.flows_since(self._clock.now_ms())
        if candles and self._on_screen:
            self._grow(columns_of(candles, base_interval(self.interval)))
        if beside and self._on_screen:
            self.beside_grown.emit(beside)

    def _seen_ms(self) -> int:
        """From when on the past concerns the chart: what is loaded, and what its sums begin with."""
        return self.oldest_ms(self.chart) - _LEAD_MS if self.chart is not None else 0

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

    def _is_beside(self, asset: str, interval: Interval) -> bool:
        """Whether candles are of a coin that is looked at beside the chart's."""
        return asset in self.beside and interval == base_interval(self.interval)

    def _asset_on_chart(self) -> str | None:
        """The coin whose chart is on screen, where no other is on its way."""
        chart = self.chart
        return chart.asset if chart is not None and chart.asset == self.asset else None

    def _is_chosen(self, chart: ChartView) -> bool:
        return (chart.asset, chart.interval) == (self.asset, self.interval)

    # --- whole views ---------------------------------------------------------------------------

    def load_when_ready(self) -> None:
        """Read the chart as soon as the engine's store is open; from the files where none will be."""
        if self._engine.is_ready or not self._engine.is_running:
            self.load_chart()
        elif not self._closed:
            QTimer.singleShot(READY_MS, self.load_when_ready)

    def load_chart(self, *, alone: bool = False) -> None:
        """Read the chart of the chosen coin and interval, as far back as it was looked at.

        Its candles come first, by themselves: what stands under them takes many times as long. Where
        nobody sees what is read on the spot, all is read at one go. `alone`, the candles are all,
        until `load_flows`.
        """
        self._holds_flows = alone
        asset, interval, now_ms = self.asset, self.interval, self._clock.now_ms()
        topics, seen = self._topics, self._engine.is_ready or self._on_screen
        whole = not (alone or seen)
        self._stale.chart, self._coming = False, True
        wanted = [self._back_to_ms]
        if self.chart is not None and self._is_chosen(self.chart):
            wanted.append(self._oldest_ms)
        start_ms = min((one for one in wanted if one is not None), default=None)

        def show(view: ChartView) -> None:
            if (view.asset, view.interval) == (self.asset, self.interval):
                self.show_chart(view)

        def fail(sentence: str) -> None:
            self.said.emit(sentence)
            if (asset, interval) == (self.asset, self.interval):
                self._coming = False
                self._tell_complete()

        self._reading.ask(
            "chart",
            lambda *store: self._views(*store).chart(
                asset, interval, now_ms, start_ms=start_ms, topics=topics, whole=whole
            ),
            show,
            haste=Haste.FIRST,
            failed=fail,
        )

    def show_chart(self, view: ChartView) -> None:
        """Show a chart that was read; the same one anew keeps the time in view."""
        before = self.chart
        same = before is not None and len(before.candles) > 0 and self._is_chosen(before)
        if not same:
            self._oldest_ms = None
            self._shown += 1
        read_alone, known = not view.is_whole, self._live.known
        if not read_alone:
            self._live.begin(flows_of(view))
            self._stale.flows_ms, self._awaited = None, False
        elif same and known is not None:
            view = with_flows(view, known)  # stays until it is read anew
        else:
            self._live.begin(None)
            self._awaited = True
        self.chart, self._coming = view, False
        self._loaded = len(view.candles)
        self._growing = None
        if view.interval != base_interval(view.interval):
            self._growing = GrowingCandles(view.interval, view.parts)
        self.chart_shown.emit(view, same)
        if not same:
            self.chart_placed.emit()
        self.levels_shown.emit(list(view.levels))
        if read_alone and not self._holds_flows:
            self._load_all_flows(view)
        self._tell_complete()

    def load_flows(self) -> None:
        """Read what stands under candles that were read by themselves."""
        held, self._holds_flows = self._holds_flows, False
        if held and self.chart is not None:
            self._load_all_flows(self.chart)

    def _load_all_flows(self, chart: ChartView) -> None:
        self._stale.flows_since(0)
        self._load_flows(chart, Haste.SOON)

    @property
    def is_complete(self) -> bool:
        """Whether nothing of the chart is on its way: neither another one nor what stands under it."""
        return not (self._coming or self._awaited)

    def when_complete(self, then: Callable[[], None]) -> None:
        """Do something with a whole chart: now, or once what is on its way has come or failed."""
        self._when_complete.append(then)
        self._tell_complete()

    def _tell_complete(self) -> None:
        # Where the engine ended, nothing is on its way any more.
        if self.is_complete or not self._engine.is_ready:
            waiting, self._when_complete = self._when_complete, []
            for then in waiting:
                then()

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
                self._stale.flows_since(0)
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
        """Read anew what has changed, where anyone sees it."""
        if self._awaited and self.chart is not None and not self._engine.is_ready:
            self._load_flows(self.chart, Haste.SOON)  # who was asked has ended
        self._tell_complete()
        if self._engine.is_ready and self._on_screen:
            self._refresh_chart()

    def _refresh_chart(self) -> None:
        chart = self.chart
        if self._stale.chart:
            self.load_chart()
        elif (
            self._stale.flows_ms is not None
            and chart is not None
            and self._is_chosen(chart)
            and not self._awaited
            and self._stale.is_due("flows", FLOWS_S)
        ):
            self._load_flows(chart)
        if self._stale.beside and self._stale.is_due("beside", FLOWS_S):
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

    def _load_flows(self, chart: ChartView, haste: Haste = Haste.USUAL) -> None:
        """Read what stands under the candles of a chart, or what of it is newer.

        Nothing is read of a chart that is not wanted any more once its turn comes, and no answer for
        one lands on another.
        """
        number, now_ms = self._shown, self._clock.now_ms()
        changed_ms = now_ms if self._stale.flows_ms is None else self._stale.flows_ms
        self._stale.flows_ms = None
        window_ms = (self.oldest_ms(chart), now_ms)
        asked = Asked(chart.asset, chart.interval.ms, *window_ms, self._topics)
        read, answered = self._live.question(asked, changed_ms)

        def is_wanted() -> bool:
            return number == self._shown and self._is_chosen(chart)

        def query(reader: MarketReader | None, journal: Journal | None) -> Flows | None:
            return read(self._views(reader, journal)) if is_wanted() else None

        def show(flows: Flows | None) -> None:
            if flows is not None and number == self._shown:
                answered(flows)
                self._awaited = False
                self.flows_grown.emit(flows)
                self._tell_complete()

        def fail(sentence: str) -> None:
            self.said.emit(sentence)
            if number == self._shown:
                self._awaited = False
                self.flows_unread.emit()
                self._tell_complete()

        # The first ones of a chart need not wait for the answer to what is not wanted any more.
        kind = "flows" if haste is Haste.USUAL else "first flows"
        self._reading.ask(kind, query, show, haste=haste, failed=fail)

    def load_picture(self, start_ms: int, end_ms: int, then: Callable[[ChartView], None]) -> None:
        """Read exactly what a picture of this time shows, with the coverage of this time."""
        chart = self.chart
        if chart is None or not len(chart.candles):
            self.said.emit(tr("There is no chart to save yet."))
            return
        self.load_stretch(chart.asset, chart.interval, (start_ms, end_ms), then)
