"""The pane of open interest: as a line, as candles of its samples, or as its changes."""

from __future__ import annotations

from tracker.analysis.columns import CandleColumns, LineColumns
from tracker.analysis.interest_bars import interest_changes
from tracker.domain.times import HOUR_MS
from tracker.services.pane_views import Topic
from tracker.ui.charts.bar_painters import SignedPainter
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.data_pane import DataPane, line_series
from tracker.ui.charts.figures import UNKNOWN, compact, percent, signed
from tracker.ui.charts.painters import CandlePainter, LinePainter, ZeroLinePainter
from tracker.ui.charts.pane import Mode
from tracker.ui.charts.pane_data import InterestData
from tracker.ui.charts.readout import Moment, Part
from tracker.ui.charts.scaling import Range, diverging, padded
from tracker.ui.charts.series import CandleSeries, LineSeries, SignedSeries


class InterestPane(DataPane):
    """Open interest, one-sided, in coins."""

    KEY, NAME = "oi", "Open interest"
    MODES = (Mode("line", "Line"), Mode("candles", "Candles"), Mode("change", "Change"))

    def __init__(self) -> None:
        super().__init__()
        self.data = InterestData(LineColumns.empty(HOUR_MS), "")
        self.series = LineSeries(HOUR_MS)
        self.candles, self.changes = CandleSeries(HOUR_MS), SignedSeries(HOUR_MS)
        self.line = LinePainter(self.series)
        self.turn()

    @classmethod
    def topics(cls, mode: str) -> frozenset[Topic]:
        """Candles, where they are shown."""
        return frozenset([Topic.INTEREST_CANDLES] if mode == "candles" else [])

    def take(self, content: ChartContent) -> None:
        """Show the open interest of a chart."""
        nothing = InterestData(LineColumns.empty(content.interval.ms), content.asset)
        self.data = content.find(InterestData) or nothing
        self.scope = self.data.scope
        self.turn()

    def turn(self) -> None:
        """Arrange painters and title for the mode."""
        line, unit = self.data.line, self.data.unit
        per = f" per {self.data.per}" if self.data.per else ""
        self.series = line_series(line)
        self.line.series = self.series
        if self.mode == "candles":
            columns = self.data.candles or CandleColumns.empty(line.interval_ms)
            self.candles = CandleSeries(columns.interval_ms)
            self.candles.merge(columns)
            self.lack(self.candles)
            self.painters = [self.grid, self.gaps, CandlePainter(self.candles)]
            self.title = f"Open interest, {unit} \N{MIDDLE DOT} open, high, low, close{per}"
        elif self.mode == "change":
            self.changes = SignedSeries(line.interval_ms)
            self.changes.merge(interest_changes(line))
            self.lack(self.changes)
            painter = SignedPainter(self.changes)
            self.painters = [self.grid, self.gaps, ZeroLinePainter(), painter]
            self.title = f"Change of open interest, {unit}{per}"
        else:
            self.lack(self.series)
            self.painters = [self.grid, self.gaps, self.line]
            self.title = f"Open interest, {unit}"

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """Coins at the end of the candle's time, the candle of them, or by how much they changed."""
        if moment.row is None:
            return (Part("OI", UNKNOWN, "quiet"),)
        if self.mode == "candles":
            return self._candle(moment)
        if self.mode == "change":
            return self._change(moment)
        value = self.series.value_in(moment.start_ms, moment.end_ms)
        if value is None:
            return (Part("OI", UNKNOWN, "quiet"),)
        return (Part("OI", f"{compact(value, 4)} {self.data.unit}", "interest"),)

    def _candle(self, moment: Moment) -> tuple[Part, ...]:
        row = self.candles.row_at(moment.start_ms)
        if row is None:
            return (Part("OI", UNKNOWN, "quiet"),)
        values = self.candles.candle(row)[1:5]
        tone = "up" if values[3] >= values[0] else "down"
        labels = ("OI O", "H", "L", "C")
        return tuple(
            Part(label, compact(value, 5), tone)
            for label, value in zip(labels, values, strict=True)
        )

    def _change(self, moment: Moment) -> tuple[Part, ...]:
        found = self.changes.value_in(moment.start_ms, moment.end_ms)
        if found is None:
            return (Part("OI", UNKNOWN, "quiet"),)
        before = self.series.value_in(moment.start_ms, moment.start_ms + 1)
        share = found[0] / before if before else float("nan")
        tone = "up" if found[0] >= 0 else "down"
        return (
            Part("OI", f"{signed(found[0])} {self.data.unit}", tone),
            Part("", percent(share), tone),
        )

    def fit(self, span: Range, height_px: float) -> Range:
        """What is in view; of changes with room at both sides of zero."""
        return padded(diverging(span) if self.mode == "change" else span, self.MARGINS, height_px)

    @property
    def anchor(self) -> float:
        """Of changes the zero line stays where it is."""
        return 0.0 if self.mode == "change" else super().anchor

    def say(self, value: float) -> str:
        """Coins, with their sign where they are a change."""
        return signed(value) if self.mode == "change" else super().say(value)
