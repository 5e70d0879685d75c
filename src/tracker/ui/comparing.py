"""Loads the closes of the coins that a chart is compared with, while it is compared with any."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from tracker.analysis.columns import LineColumns
from tracker.domain.candle import Candle
from tracker.domain.times import Interval
from tracker.services.comparison import Closes
from tracker.ui.chart_desk import ChartDesk


class Comparing(QObject):
    """Asks for closes as the chart changes; a late answer for another chart is dropped.

    Signals:
        shown: closes of all coins anew, as a list of Closes.
        grown: a coin and its newest close, as LineColumns.
    """

    shown = Signal(list)
    grown = Signal(str, object)

    def __init__(self, desk: ChartDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._coins: tuple[str, ...] = ()
        #: The market of each coin whose closes are shown: its venue and symbol.
        self._markets: dict[str, tuple[str, str]] = {}
        #: What was fetched already: a coin, an interval, and before which candle.
        self._fetched: set[tuple[str, str, int]] = set()
        desk.beside_grown.connect(self._grow)
        desk.beside_changed.connect(self.load)
        desk.older_shown.connect(self.load)

    def choose(self, coins: Sequence[str]) -> None:
        """Compare with these coins from now on, with none where the list is empty."""
        self._coins = tuple(coins)
        self._desk.beside = frozenset(coins)
        self.load()

    def load(self) -> None:
        """Read the closes of the time that the chart holds."""
        desk, chart = self._desk, self._desk.chart
        if chart is None:
            return
        coins = tuple(one for one in self._coins if one != chart.asset)
        if not coins:
            self.shown.emit([])
            return
        asset, interval, first_ms = chart.asset, chart.interval, desk.oldest_ms(chart)

        def show(found: list[Closes]) -> None:
            now = desk.chart
            wanted = tuple(one for one in self._coins if one != asset)
            if now is None or (now.asset, now.interval) != (asset, interval) or wanted != coins:
                return
            self._markets = {one.asset: (one.market.venue, one.market.symbol) for one in found}
            self.shown.emit(found)
            for one in found:
                self._fetch_older(one, interval, first_ms)

        desk.read_closes(coins, interval, first_ms, show)

    def _fetch_older(self, one: Closes, interval: Interval, wanted_ms: int) -> None:
        """Fetch the page before what the cache holds of a coin, once, where the chart begins earlier."""
        if not len(one.line) or one.line.at_ms[0] <= wanted_ms:
            return
        before_ms = int(one.line.at_ms[0])
        page = (one.asset, interval.name, before_ms)
        if page in self._fetched:
            return  # there is nothing older
        self._fetched.add(page)
        self._desk.submit(
            lambda collector: collector.plan.fetch_older(one.market, interval, before_ms),
            lambda _: self.load(),
            lambda _: None,  # a hole says as much
        )

    def _grow(self, candles: list[Candle]) -> None:
        """The newest close, also of a candle that is made of shorter ones."""
        chart = self._desk.chart
        if chart is None:
            return
        for one in candles:
            if self._markets.get(one.market.asset) == (one.market.venue, one.market.symbol):
                at_ms = np.array([chart.interval.floor(one.open_ms)], np.int64)
                line = LineColumns(chart.interval.ms, at_ms, np.array([one.close]))
                self.grown.emit(one.market.asset, line)
