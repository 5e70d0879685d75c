"""The pane of open interest: its line, candles, changes, venues, share of supply, and what positions did."""

from __future__ import annotations

from tracker.analysis.columns import CandleColumns, LineColumns
from tracker.analysis.interest_bars import interest_changes
from tracker.analysis.running import anchor_name
from tracker.domain.terms import term
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import noted, tr
from tracker.services.pane_views import Topic
from tracker.ui.charts.bar_painters import Layer, SignedPainter, StackedPainter
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.data_columns import DataColumn, line_column, signed_column, slug
from tracker.ui.charts.data_pane import DataPane, goes_on, line_series
from tracker.ui.charts.figures import THIN, UNKNOWN, compact, fixed, percent, signed, step_decimals
from tracker.ui.charts.painters import CandlePainter, LinePainter, ZeroLinePainter
from tracker.ui.charts.pane import Mode
from tracker.ui.charts.pane_data import InterestData
from tracker.ui.charts.readout import Moment, Part
from tracker.ui.charts.scaling import Range, diverging, padded
from tracker.ui.charts.series import BarSeries, CandleSeries, LineSeries, SignedSeries

_DOT = " \N{MIDDLE DOT} "
#: Modes around zero, and the topic of each mode that wants more than the line.
_AROUND_ZERO = ("change", "positions")
_TOPICS = {
    "candles": Topic.INTEREST_CANDLES,
    "venues": Topic.INTEREST_VENUES,
    "positions": Topic.POSITIONS,
    "supply": Topic.SUPPLY,
}


class InterestPane(DataPane):
    """Open interest, one-sided, in coins; what positions did is in USD."""

    KEY, NAME = "oi", noted("Open interest")
    SHOWS = InterestData
    MODES = (
        Mode("line", noted("Line")),
        Mode("candles", noted("Candles")),
        Mode("change", noted("Change")),
        Mode("positions", noted("What positions did")),
        Mode("venues", noted("By venue")),
        Mode("supply", noted("Share of supply")),
    )

    def __init__(self) -> None:
        super().__init__()
        self.data = InterestData(LineColumns.empty(HOUR_MS), "")
        self.series = LineSeries(HOUR_MS)
        self.candles, self.changes = CandleSeries(HOUR_MS), SignedSeries(HOUR_MS)
        self.line = LinePainter(self.series)
        self.stacked = StackedPainter(BarSeries(HOUR_MS))
        self.layers: list[tuple[str, Layer]] = []
        self.turn()

    @classmethod
    def topics(cls, mode: str) -> frozenset[Topic]:
        """What the mode shows beside the line."""
        return frozenset([_TOPICS[mode]] if mode in _TOPICS else [])

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """The line at the beginning of each interval, and what the mode shows beside it."""
        data = content.find(InterestData)
        if data is None:
            return ()
        unit, at_ms = slug(data.unit), data.line.at_ms
        found = [line_column(f"open_interest_{unit}", data.line)]
        if mode == "candles" and data.candles is not None:
            for part in ("open", "high", "low", "close"):
                values = getattr(data.candles, part)
                name = f"open_interest_{part}_{unit}"
                found.append(DataColumn(name, data.candles.open_ms, values))
        elif mode == "change":
            name = f"open_interest_change_{unit}"
            found.append(signed_column(name, interest_changes(data.line)))
        elif mode == "positions" and data.positions is not None:
            since = anchor_name(data.line.interval_ms)
            found.append(line_column(f"positions_since_{since}_start_usd", data.positions))
        elif mode == "supply" and data.supply is not None:
            found.append(line_column("open_interest_share_of_supply", data.supply))
        elif mode == "venues":
            for one in data.venues:
                name = f"open_interest_{slug(one.name)}_{unit}"
                found.append(DataColumn(name, one.bars.start_ms, one.bars.short_usd))
        return tuple(found) if len(at_ms) else ()

    def take(self, content: ChartContent) -> None:
        """Show the open interest of a chart."""
        per = str(content.interval) if content.asset else ""
        nothing = InterestData(LineColumns.empty(content.interval.ms), content.asset, per=per)
        before, self.data = self.data, content.find(InterestData) or nothing
        self.scope = self.data.scope
        line, since_ms = self.data.line, self.data.since_ms
        if self.mode == "line" and goes_on(before.line.at_ms, line.at_ms, since_ms):
            self.series.merge(line, from_ms=since_ms)
        else:
            self.turn()

    def turn(self) -> None:
        """Arrange painters and title for the mode."""
        line, unit = self._shown_line(), self.data.unit
        per = tr(" per {per}", per=self.data.per) if self.data.per else ""
        self.series = line_series(line)
        self.line.series = self.series
        self.legend, self.scope = (), self.data.scope
        self.lack(self.series)
        self.painters = [self.grid, self.gaps, self.line]
        self.title = tr("Open interest, {unit}", unit=unit)
        if self.mode == "candles":
            columns = self.data.candles or CandleColumns.empty(line.interval_ms)
            self.candles = CandleSeries(columns.interval_ms)
            self.candles.merge(columns)
            self.lack(self.candles)
            self.painters = [self.grid, self.gaps, CandlePainter(self.candles)]
            self.title = tr(
                "Open interest, {unit}{dot}open, high, low, close{per}",
                unit=unit,
                dot=_DOT,
                per=per,
            )
        elif self.mode == "change":
            self.changes = SignedSeries(line.interval_ms)
            self.changes.merge(interest_changes(line))
            self.lack(self.changes)
            painter = SignedPainter(self.changes)
            self.painters = [self.grid, self.gaps, ZeroLinePainter(), painter]
            self.title = tr("Change of open interest, {unit}{per}", unit=unit, per=per)
        elif self.mode == "positions":
            since = term(anchor_name(line.interval_ms))
            self.painters = [self.grid, self.gaps, ZeroLinePainter(), self.line]
            self.title = tr(
                "What positions did, USD since the start of the UTC {since}{dot}without price",
                since=since,
                dot=_DOT,
            )
        elif self.mode == "supply":
            self.title = tr("Open interest, % of all coins there are")
            self.scope = (
                self.data.scope if len(line) else tr("how many coins there are is not known")
            )
        elif self.mode == "venues":
            self._stack()

    def _shown_line(self) -> LineColumns:
        data = self.data
        others = {"positions": data.positions, "supply": data.supply}
        if self.mode in others:
            return others[self.mode] or LineColumns.empty(data.line.interval_ms)
        return data.line

    def _stack(self) -> None:
        """Venue on venue; no layer stands where one of them is unknown."""
        self.layers = []
        for one in self.data.venues:
            layer = Layer(BarSeries(one.bars.interval_ms), one.tone)
            layer.series.merge(one.bars)
            self.layers.append((one.name, layer))
        whole = self.layers[0][1].series if self.layers else BarSeries(HOUR_MS)
        self.stacked.use(whole, [layer for _, layer in self.layers])
        self.painters = [self.grid, self.gaps, self.stacked]
        self.legend = tuple((name, layer.tone) for name, layer in self.layers)

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """Coins at the end of the candle's time, the candle of them, or by how much they changed."""
        if moment.row is None:
            return (Part("OI", UNKNOWN, "quiet"),)
        if self.mode == "candles":
            return self._candle(moment)
        if self.mode == "change":
            return self._change(moment)
        if self.mode == "venues" and self.layers:
            return self._venues(moment)
        value = self.series.value_in(moment.start_ms, moment.end_ms)
        if value is None:
            return (Part("OI", UNKNOWN, "quiet"),)
        if self.mode == "positions":
            return (Part(tr("positions"), self.say(value), "up" if value >= 0 else "down"),)
        text = self.say(value) if self.mode == "supply" else f"{compact(value, 4)} {self.data.unit}"
        return (Part("OI", text, "interest"),)

    def _venues(self, moment: Moment) -> tuple[Part, ...]:
        parts = []
        for name, layer in self.layers:
            sums = layer.series.sums(moment.start_ms, moment.end_ms)
            known = sums is not None
            parts.append(Part(name, compact(sums[1], 4) if known and sums else UNKNOWN, layer.tone))
        return tuple(parts)

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
        """What is in view; around zero with room at both sides of it, a stack from zero."""
        if self.mode in _AROUND_ZERO:
            span = diverging(span)
        return padded(span, self.MARGINS, height_px)

    @property
    def anchor(self) -> float:
        """Of what lies around zero the zero line stays where it is."""
        return 0.0 if self.mode in (*_AROUND_ZERO, "venues") else super().anchor

    def label(self, value: float, step: float) -> str:
        """A mark of the axis: a share in percent, USD with their sign."""
        if self.mode == "supply":
            return f"{fixed(value * 100, step_decimals(step * 100))}{THIN}%"
        return super().label(value, step)

    def say(self, value: float) -> str:
        """Coins, with their sign where they are a change; USD of positions; a share in percent."""
        if self.mode == "supply":
            return f"{fixed(value * 100, 2)}{THIN}%"
        if self.mode == "positions":
            return tr("{signed} USD", signed=signed(value))
        return signed(value) if self.mode == "change" else super().say(value)
