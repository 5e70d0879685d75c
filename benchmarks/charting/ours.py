"""Tracker's own chart widget: prices over volume, and what else a trader may have open."""

from __future__ import annotations

import numpy as np
from market import STEP_MS, Market
from painted import count_frames
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tracker.analysis.columns import BarColumns, CandleColumns, LineColumns, SignedColumns
from tracker.domain.times import HOUR_MS, M1, M5
from tracker.ui.charts import export
from tracker.ui.charts.content import ChartContent, ExportHeading, LevelLine
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.charts.pane_data import FundingData, InterestData, LiquidationsData, PaneData
from tracker.ui.charts.stack import ChartStack
from tracker.ui.charts.view import ChartView
from tracker.ui.theme import DARK


def candles(market: Market, begin: int, end: int) -> CandleColumns:
    """Rows of a market as the program's columns."""
    rows = slice(begin, end)
    names = (market.open, market.high, market.low, market.close, market.volume)
    columns = (column[rows] for column in names)
    return CandleColumns(M1.ms, market.at_ms[rows], *columns, np.ones(end - begin, np.bool_))


#: Its own count is of the frames that it prepared.
_painted = count_frames(ChartView)


class Chart(QWidget):
    def __init__(self, market: Market, size: tuple[int, int], charts: int = 1) -> None:
        super().__init__()
        self.resize(*size)
        self._market, self._count = market, market.rows
        self._begin_ms = int(market.at_ms[0])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.stacks = [ChartStack(DARK) for _ in range(charts)]
        content = self.content(market)
        for stack in self.stacks:
            layout.addWidget(stack)
            stack.canvas.board.compose(self.panes)
            stack.show_content(content)
        #: What a picture of the newest candles is made of.
        self._newest = content if market.rows <= 1000 else None

    @property
    def panes(self) -> tuple[PaneChoice, ...]:
        """Prices over volume, as the other contenders have it."""
        return PaneChoice("price", "plain"), PaneChoice("volume")

    def content(self, market: Market) -> ChartContent:
        """Candles, and whatever else the panes show."""
        shown = candles(market, 0, market.rows)
        return ChartContent("BTC", M1, shown, self.data(market))

    def data(self, market: Market) -> tuple[PaneData, ...]:
        """What panes show beside the candles: nothing here."""
        del market
        return ()

    @property
    def frames(self) -> int:
        """Frames that were painted."""
        return _painted()

    def view(self, left: float, right: float) -> None:
        for stack in self.stacks:
            stack.set_view(*(int(self._begin_ms + candle * STEP_MS) for candle in (left, right)))

    def tick(self, number: int) -> None:
        self._put(self._count - 1, number)

    def append(self, number: int) -> None:
        self._count += 1
        self._put(self._count - 1, number)

    def _put(self, row: int, number: int) -> None:
        values = (np.array([value]) for value in self._market.tick(row, number))
        times = np.array([self._begin_ms + row * STEP_MS])
        columns = CandleColumns(M1.ms, times, *values, np.zeros(1, np.bool_))
        for stack in self.stacks:
            stack.update_candles(columns)

    def settle(self) -> None:
        """Do not wait for the rest of the 16 ms."""
        for stack in self.stacks:
            stack.canvas.settle()

    def png(self, scale: float) -> bytes:
        """The picture as the program exports it, of the same panes, size and candles."""
        stack = self.stacks[0]
        assert self._newest is not None
        picture = export.Picture(
            self._newest,
            (self.width(), self.height()),
            DARK,
            ExportHeading("BTC, 1m", "", "", "", ""),
            stack.view(),
            panes=self.panes,
        )
        return export.png(export.render(picture, scale))


class Six(Chart):
    """Six panes under one time, which all change with a tick or are moved by it."""

    @property
    def panes(self) -> tuple[PaneChoice, ...]:
        """Every pane but the one of ratios."""
        keys = ("price", "volume", "cvd", "liquidations", "oi", "funding")
        return tuple(PaneChoice(key) for key in keys)

    def data(self, market: Market) -> tuple[PaneData, ...]:
        """Liquidations, open interest, funding."""
        times, amounts = market.at_ms[: market.rows : 5], market.volume[: market.rows : 5] * 1e5
        bars = BarColumns(M5.ms, times, amounts, amounts[::-1].copy(), np.ones(len(times)))
        line = LineColumns(M5.ms, times, 6e5 + np.cumsum(amounts / 1e5 - 20))
        eighths = market.at_ms[: market.rows : 480]
        rates = (market.volume[: market.rows : 480] - 20) * 1e-5
        median = SignedColumns(8 * HOUR_MS, eighths, rates, np.zeros(len(rates), np.bool_))
        return LiquidationsData(bars), InterestData(line, "BTC"), FundingData(median)


class Whole(Six):
    """What a trader may have open: five panes, 20 levels in view, the crosshair moving."""

    @property
    def panes(self) -> tuple[PaneChoice, ...]:
        """Prices over volume, liquidations, open interest and funding."""
        keys = ("price", "volume", "liquidations", "oi", "funding")
        return tuple(PaneChoice(key) for key in keys)

    def content(self, market: Market) -> ChartContent:
        """What all have; levels come with what is looked at."""
        whole = super().content(market)
        self._candles = whole.candles
        return whole

    def spread_levels(self, begin: int, end: int) -> None:
        """20 levels over the prices of these candles."""
        rows = slice(begin, end)
        low, high = self._candles.low[rows].min(), self._candles.high[rows].max()
        self.stacks[0].set_levels(
            tuple(
                LevelLine(n, float(price), n % 4 == 0, "support, noted by hand")
                for n, price in enumerate(np.linspace(low, high, 20))
            )
        )

    def cross(self, number: int) -> None:
        """The mouse goes to another place."""
        at = QPointF(300 + number * 7 % 900, 100 + number * 5 % 300)
        self.stacks[0].canvas.gestures.move(at, Qt.MouseButton.NoButton)
