"""What the window shows now: turns the engine's updates into what each panel needs.

It knows which coin and interval are on screen, asks the store for whole views, and lets a late
answer for another coin or interval fall.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from tracker.analysis.columns import BarColumns, CandleColumns
from tracker.analysis.liquidations import bars, total
from tracker.analysis.open_interest import InterestLine, line
from tracker.domain.candle import Candle
from tracker.domain.coverage import Coverage
from tracker.domain.derivatives import Liquidation, Mark, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import H1, M1, Interval
from tracker.services.alerts import Notice
from tracker.services.collector import Collector, Update
from tracker.services.levels import LevelWish
from tracker.services.views import AssetView, ChartView, LevelRow, Views
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS, MarketReader
from tracker.ui.engine import Engine
from tracker.ui.panels.alerts import MOST
from tracker.ui.panels.tape import MOST as TAPE_ROWS

T = TypeVar("T")

#: How often it is looked whether something must be read again, and how often the larger views are
#: read at most while they change. Prices do not wait for that: they come with the candles.
_LOOK_MS, _FLOWS_S, _ASSETS_S = 500, 1.5, 3.0


@dataclass(frozen=True, slots=True)
class Flows:
    """Liquidations and open interest under one chart."""

    liquidations: BarColumns
    coverage: Coverage
    interest: InterestLine


@dataclass(slots=True)
class _Stale:
    """What must be read again."""

    chart: bool = False
    flows: bool = False
    assets: bool = True
    levels: bool = True
    busy: set[str] = field(default_factory=set)
    read_s: dict[str, float] = field(default_factory=dict)

    def is_due(self, name: str, every_s: float) -> bool:
        """Whether a view was last read long enough ago; if so, it counts as read now."""
        now_s = time.monotonic()
        if now_s - self.read_s.get(name, -every_s) < every_s:
            return False
        self.read_s[name] = now_s
        return True


class Desk(QObject):
    """The window's state; panels listen to its signals."""

    assets_shown = Signal(list)  # list[AssetView]
    chart_shown = Signal(object, bool)  # ChartView, whether the view is kept
    candles_grown = Signal(object)  # CandleColumns
    older_shown = Signal(object)  # CandleColumns
    flows_grown = Signal(object)  # Flows
    levels_shown = Signal(list)  # list[LevelRow]
    tape_begun = Signal(str, list)  # another coin, and its liquidations so far
    tape_grown = Signal(list)  # list[Liquidation], oldest first
    transitions_shown = Signal(list)
    transitions_grown = Signal(list)
    health_grown = Signal(list)  # list[Health]
    progress_grown = Signal(object)  # Progress
    notice_wanted = Signal(object)  # Notice
    said = Signal(str)  # a sentence for the user

    def __init__(
        self, engine: Engine, sources: Sequence[Source], assets: Sequence[str], clock: Clock
    ) -> None:
        super().__init__()
        self._engine = engine
        self._sources = sources
        self.assets = list(assets)
        self._clock = clock
        self.asset = self.assets[0]
        self.interval: Interval = H1
        self.chart: ChartView | None = None
        self._stale = _Stale()
        self._older_wanted: int | None = None
        self._assets: list[AssetView] = []
        self._prices: dict[str, tuple[float, int]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._refresh)
        self._timer.start()
        engine.updated.connect(self._take)

    # --- what the user does --------------------------------------------------------------------

    def choose(self, asset: str, interval: Interval) -> None:
        """Put another coin or interval on the chart."""
        changed = asset != self.asset
        self.asset, self.interval = asset, interval
        self._older_wanted = None
        if changed:
            self.tape_begun.emit(asset, [])
            self.load_tape()
            self._stale.levels = True
            if self._assets:
                self.assets_shown.emit(self._assets)
        self.load_chart(keep_view=False)

    def add_level(self, price: float) -> None:
        """Make a level on the selected coin."""
        wish = LevelWish(self.asset, price)
        self._engine.submit(lambda collector: collector.add_level(wish), failed=self.said.emit)

    def move_level(self, level_id: int, price: float) -> None:
        """Put a level elsewhere; it begins a new history."""

        def moved(_: object) -> None:
            self.said.emit("The level was moved: it begins a new history.")

        self._engine.submit(
            lambda collector: collector.move_level(level_id, price), moved, self._failed_level
        )

    def remove_level(self, level_id: int) -> None:
        """Take a level off."""
        self._engine.submit(
            lambda collector: collector.remove_level(level_id), failed=self._failed_level
        )

    def _failed_level(self, sentence: str) -> None:
        self.said.emit(sentence)
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
            if grown.interval is not None and grown.channel is Channel.CANDLES:
                self._stale.chart |= self._is_on_chart(grown.market, grown.interval)
            self._stale.flows |= grown.market.asset == self.asset
            self._stale.assets = True
        self._stale.levels = self._stale.levels or update.levels_changed
        if update.health:
            self.health_grown.emit(update.health)
        if update.progress is not None:
            self.progress_grown.emit(update.progress)
        if update.transitions:
            self.transitions_grown.emit(update.transitions)
        for notice in update.notices:
            self.notice_wanted.emit(notice)

    def _take_values(self, update: Update) -> None:
        if not update.values:
            return
        for value in update.values:
            if isinstance(value, Candle):
                if value.interval == M1:
                    self._prices[value.market.asset] = (value.close, value.open_ms)
            elif not isinstance(value, Mark | Ticker):
                self._stale.assets = True
                market = value if isinstance(value, Market) else value.market
                self._stale.flows |= market.asset == self.asset
        candles = [
            value
            for value in update.values
            if isinstance(value, Candle) and self._is_on_chart(value.market, value.interval)
        ]
        prints = [
            value
            for value in update.values
            if isinstance(value, Liquidation) and value.market.asset == self.asset
        ]
        if candles:
            self.candles_grown.emit(columns_of(candles, self.interval))
        if prints:
            self.tape_grown.emit(sorted(prints, key=lambda one: one.at_ms))

    def _is_on_chart(self, market: Market, interval: Interval) -> bool:
        if market.asset != self.asset or interval != self.interval:
            return False
        return self.chart is None or self.chart.market.venue == market.venue

    # --- whole views ---------------------------------------------------------------------------

    def _views(self, reader: MarketReader, journal: Journal) -> Views:
        return Views(reader, journal, self._sources)

    def _ask(self, name: str, query: Callable[[Views], T], then: Callable[[T], None]) -> None:
        """Read a view; not again while the same one is being read."""
        if name in self._stale.busy:
            return
        if not self._engine.is_ready:
            return
        self._stale.busy.add(name)

        def answer(result: T) -> None:
            self._stale.busy.discard(name)
            then(result)

        self._engine.ask(lambda reader, journal: query(self._views(reader, journal)), answer)

    def load_chart(self, *, keep_view: bool) -> None:
        """Read the chart of the chosen coin and interval."""
        asset, interval, now_ms = self.asset, self.interval, self._clock.now_ms()
        self._stale.chart = self._stale.flows = False

        def show(view: ChartView) -> None:
            if (view.asset, view.interval) != (self.asset, self.interval):
                return
            self.show_chart(view, keep_view=keep_view)

        name = f"chart {asset} {interval}"
        self._ask(name, lambda views: views.chart(asset, interval, now_ms), show)

    def load_when_ready(self) -> None:
        """The engine was started: read everything as soon as its store is open."""
        if not self._engine.is_ready:
            QTimer.singleShot(50, self.load_when_ready)
            return
        self.load_transitions()
        self.load_tape()
        self.load_chart(keep_view=True)
        self._stale.assets = self._stale.levels = True

    def show_chart(self, view: ChartView, *, keep_view: bool) -> None:
        """Show a chart that was read."""
        self.chart = view
        self.chart_shown.emit(view, keep_view)
        self.levels_shown.emit(list(view.levels))

    def load_older(self, before_ms: int) -> None:
        """The user looks left of what is loaded: read more, and fetch it where the cache ends."""
        chart = self.chart
        if chart is None or not len(chart.candles) or self._older_wanted == before_ms:
            return
        first_ms = int(chart.candles.open_ms[0])
        self._older_wanted = before_ms
        market, interval = chart.market, chart.interval

        def show(older: CandleColumns) -> None:
            if self.chart is None or (market, interval) != (self.chart.market, self.chart.interval):
                return
            if len(older):
                self.older_shown.emit(older)
                self._older_wanted = None

        def read(_: object = None) -> None:
            self._ask("older", lambda views: views.older_candles(market, interval, first_ms), show)

        self._engine.submit(
            lambda collector: collector.fetch_older(market, interval, first_ms), read
        )

    def _refresh(self) -> None:
        if self._stale.chart:
            self.load_chart(keep_view=True)
        elif self._stale.flows and self.chart is not None and self._stale.is_due("flows", _FLOWS_S):
            self._stale.flows = False
            self._load_flows(self.chart)
        if self._stale.levels:
            self._stale.levels = False
            asset = self.asset
            self._ask(f"levels {asset}", lambda views: views.levels(asset), self._show_levels)
        if self._stale.assets and self._stale.is_due("assets", _ASSETS_S):
            self._stale.assets = False
            self._load_assets()
        elif self._prices:
            self.show_assets(self._assets)

    def _show_levels(self, rows: list[LevelRow]) -> None:
        if not rows or rows[0].level.asset == self.asset:
            self.levels_shown.emit(rows)

    def _load_flows(self, chart: ChartView) -> None:
        now_ms = self._clock.now_ms()
        first_ms = chart.interval.floor(now_ms)
        if len(chart.candles):
            first_ms = int(chart.candles.open_ms[0])

        def query(views: Views) -> Flows:
            flows = views.flows(chart.asset, first_ms, now_ms)
            return Flows(
                bars(flows, chart.interval.ms, first_ms, now_ms),
                total(flows, first_ms, max(now_ms, first_ms + 1)).coverage,
                line(
                    views.interest(chart.asset, first_ms, now_ms),
                    chart.interval.ms,
                    first_ms,
                    now_ms,
                ),
            )

        def show(flows: Flows) -> None:
            now = self.chart
            if now is not None and (now.asset, now.interval) == (chart.asset, chart.interval):
                self.flows_grown.emit(flows)

        self._ask("flows", query, show)

    def _load_assets(self) -> None:
        now_ms, assets = self._clock.now_ms(), list(self.assets)
        self._ask(
            "assets",
            lambda views: [views.asset(asset, now_ms) for asset in assets],
            self.show_assets,
        )

    def show_assets(self, views: list[AssetView]) -> None:
        """Show the figures of all coins, each with the newest price there is."""
        self._assets = [self._with_price(view) for view in views]
        self._prices.clear()
        if self._assets:
            self.assets_shown.emit(self._assets)

    def _with_price(self, view: AssetView) -> AssetView:
        price, at_ms = self._prices.get(view.asset, (None, 0))
        if price is None or view.price is None or at_ms < (view.price_at_ms or 0) - M1.ms:
            return view
        change = view.change_24h
        if change is not None:
            change = (1 + change) * price / view.price - 1
        return replace(view, price=price, change_24h=change)

    def load_transitions(self) -> None:
        """Read what happened at levels before."""
        self._engine.ask(
            lambda _, journal: journal.transitions(None, 0, FOREVER_MS, newest=MOST),
            self.transitions_shown.emit,
        )

    def load_tape(self) -> None:
        """Read the newest liquidations of the coin that were stored before."""
        asset = self.asset

        def show(events: list[Liquidation]) -> None:
            if asset == self.asset:
                self.tape_begun.emit(asset, events)

        self._engine.ask(lambda reader, _: reader.newest_events(asset, TAPE_ROWS), show)

    def load_picture(self, start_ms: int, end_ms: int, then: Callable[[ChartView], None]) -> None:
        """Read exactly what a picture of this time shows, with the coverage of this time."""
        asset, interval, now_ms = self.asset, self.interval, self._clock.now_ms()
        self._ask(
            "picture",
            lambda views: views.chart(asset, interval, now_ms, start_ms=start_ms, end_ms=end_ms),
            then,
        )

    def selected(self, views: Sequence[AssetView]) -> AssetView | None:
        """The figures of the selected coin."""
        return next((view for view in views if view.asset == self.asset), None)


def columns_of(candles: Sequence[Candle], interval: Interval) -> CandleColumns:
    """Candles of one series as columns, oldest first, the last word on each kept."""
    newest = {candle.open_ms: candle for candle in candles}
    ordered = [newest[at] for at in sorted(newest)]
    return CandleColumns(
        interval.ms,
        np.array([one.open_ms for one in ordered], np.int64),
        np.array([one.open for one in ordered]),
        np.array([one.high for one in ordered]),
        np.array([one.low for one in ordered]),
        np.array([one.close for one in ordered]),
        np.array([one.volume for one in ordered]),
        np.array([one.closed for one in ordered], np.bool_),
    )
