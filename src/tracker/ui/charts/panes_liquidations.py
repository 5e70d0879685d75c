"""The pane of liquidations: around zero, as sums so far, or venue by venue."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from tracker.analysis.columns import BarColumns
from tracker.analysis.running import anchor_name, anchors, cumulated, net
from tracker.domain.terms import term
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import noted, tr
from tracker.services.pane_views import Topic
from tracker.ui.charts.bar_painters import Layer, StackedPainter
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.data_columns import DataColumn, bar_columns, slug
from tracker.ui.charts.data_pane import DataPane, goes_on, line_series
from tracker.ui.charts.figures import THIN, UNKNOWN, compact, compact_step
from tracker.ui.charts.painters import DivergingPainter, OwnScalePainter, ZeroLinePainter
from tracker.ui.charts.pane import Mode
from tracker.ui.charts.pane_data import LiquidationsData, PaneData
from tracker.ui.charts.readout import Moment, Part
from tracker.ui.charts.scaling import Margins, Range, diverging, padded
from tracker.ui.charts.series import BarSeries, LineSeries

_SIDES = noted("longs down, shorts up")


class LiquidationsPane(DataPane):
    """Longs down, shorts up, in USD."""

    KEY, NAME = "liquidations", noted("Liquidations")
    SHOWS: ClassVar[type[PaneData] | None] = LiquidationsData
    MODES: ClassVar[tuple[Mode, ...]] = (
        Mode("bars", noted("Longs and shorts")),
        Mode("net", noted("Longs and shorts, with the net sum as a line")),
        Mode("cumulative", noted("Cumulative")),
        Mode("venues", noted("By venue")),
    )
    MARGINS = Margins(28, 8)

    def __init__(self) -> None:
        super().__init__()
        self.data = LiquidationsData(BarColumns.empty(HOUR_MS))
        self.series = BarSeries(HOUR_MS)
        self.bars = DivergingPainter(self.series)
        self.stacked = StackedPainter(self.series)
        self.line = OwnScalePainter(LineSeries(HOUR_MS), "interest")
        self.turn()

    @classmethod
    def topics(cls, mode: str) -> frozenset[Topic]:
        """The venues, where they are told apart."""
        return frozenset([Topic.VENUE_LIQUIDATIONS] if mode == "venues" else [])

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """Both sides with what was observed of them, and venue by venue where they are told apart."""
        data = content.find(LiquidationsData)
        if data is None:
            return ()
        found = bar_columns("liquidations", data.bars, content.interval)
        for one in data.venues if mode == "venues" else ():
            found += bar_columns(f"liquidations_{slug(one.name)}", one.bars, content.interval)
        return found

    def take(self, content: ChartContent) -> None:
        """Show the liquidations of a chart."""
        per = str(content.interval) if content.asset else ""
        nothing = LiquidationsData(BarColumns.empty(content.interval.ms), per)
        before, self.data = self.data, content.find(LiquidationsData) or nothing
        self.scope = self.data.scope
        if not self._grow(before):
            self.turn()

    def _grow(self, before: LiquidationsData) -> bool:
        """Take over what is newer than what is shown, where that is all; False where it is not."""
        bars, since_ms = self.data.bars, self.data.since_ms
        names = [[one.name for one in data.venues] for data in (before, self.data)]
        if self.mode not in ("bars", "venues") or names[0] != names[1]:
            return False
        if not goes_on(before.bars.start_ms, bars.start_ms, since_ms):
            return False
        self.series.merge(bars, from_ms=since_ms)
        for layer, one in zip(self.stacked.layers, self.data.venues, strict=True):
            layer.series.merge(one.bars, from_ms=since_ms)
        return True

    @property
    def is_split(self) -> bool:
        """Venue by venue."""
        return self.mode == "venues"

    def turn(self) -> None:
        """Arrange painters and title for the mode."""
        bars, venues = self.data.bars, self.data.venues
        summed = self.mode == "cumulative"
        self.series = BarSeries(bars.interval_ms, running=summed)
        self.series.merge(cumulated(bars) if summed else bars)
        self.bars.series = self.series
        self.lack(self.series)
        by_venue = self.is_split
        layers = [Layer(BarSeries(one.bars.interval_ms), one.tone) for one in venues]
        for layer, one in zip(layers, venues, strict=True):
            layer.series.merge(one.bars)
        self.stacked.use(self.series, layers)
        shown = self.stacked if by_venue else self.bars
        self.painters = [self.grid, self.gaps, ZeroLinePainter(), shown]
        if self.mode == "net":
            home = anchors(bars.start_ms, bars.interval_ms)
            begins = bars.start_ms[1:][np.diff(home) != 0]
            self.line.use(line_series(net(cumulated(bars))), begins)
            self.painters.append(self.line)
        self.legend = tuple((one.name, one.tone) for one in venues) if by_venue else ()
        if self.mode == "net":
            self.legend = (
                (
                    tr(
                        "net this UTC {anchor_name}",
                        anchor_name=term(anchor_name(bars.interval_ms)),
                    ),
                    "interest",
                ),
            )
        self.title = tr("Liquidations, USD {per} · {sides}", per=self._per(), sides=tr(_SIDES))

    def _per(self) -> str:
        if self.mode == "cumulative":
            return tr(
                "since the start of the UTC {anchor_name}",
                anchor_name=term(anchor_name(self.data.bars.interval_ms)),
            )
        return tr("per {per}", per=self.data.per) if self.data.per else tr("per bar")

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """Longs and shorts of the candle's time, or so far."""
        sums = None
        if moment.row is not None:
            sums = self.series.sums(moment.start_ms, moment.end_ms)
        if sums is None:
            return Part(tr("long"), UNKNOWN, "quiet"), Part(tr("short"), UNKNOWN, "quiet")
        least = "" if sums[2] else "\N{GREATER-THAN OR EQUAL TO}" + THIN
        parts = (
            Part(tr("long"), f"{least}${compact(sums[0])}", "down"),
            Part(tr("short"), f"{least}${compact(sums[1])}", "up"),
        )
        net_usd = self.line.series.value_at(moment.start_ms) if self.mode == "net" else None
        if net_usd is None:
            return parts
        name = tr("longs ahead by") if net_usd < 0 else tr("shorts ahead by")
        return (*parts, Part(name, f"${compact(abs(net_usd))}", "interest"))

    def fit(self, span: Range, height_px: float) -> Range:
        """Zero, and room for both sides."""
        return padded(diverging(span), self.MARGINS, height_px)

    @property
    def anchor(self) -> float:
        """The zero line stays where it is."""
        return 0.0

    def label(self, value: float, step: float) -> str:
        """An amount: below zero lie longs, not negative dollars."""
        text = compact_step(abs(value), step)
        return text if text == "0" else f"${text}"

    def say(self, value: float) -> str:
        """An amount."""
        return f"${compact(abs(value))}"
