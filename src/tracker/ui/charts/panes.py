"""The panes of the first chart: price, liquidations, open interest."""

from __future__ import annotations

from tracker.analysis.columns import BarColumns, LineColumns
from tracker.analysis.indicators import ON_PRICES
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.averages import AveragesPainter
from tracker.ui.charts.compare import ComparePainter
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.figures import (
    THIN,
    UNKNOWN,
    compact,
    compact_step,
    fixed,
    percent,
    price_decimals,
    step_decimals,
)
from tracker.ui.charts.levels import LevelsPainter
from tracker.ui.charts.markers import MarkerPainter
from tracker.ui.charts.names import NamesPainter
from tracker.ui.charts.painters import (
    CandlePainter,
    DivergingPainter,
    GapPainter,
    LinePainter,
    MarkPricePainter,
    NotePainter,
    VolumePainter,
    WatermarkPainter,
    ZeroLinePainter,
)
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.pane_data import InterestData, LiquidationsData
from tracker.ui.charts.profile import ProfilePainter
from tracker.ui.charts.readout import Moment, Part, candle_parts
from tracker.ui.charts.scaling import Margins, Range, diverging, padded, with_levels
from tracker.ui.charts.series import BarSeries, CandleSeries, LineSeries
from tracker.ui.charts.studies import StudiesPainter
from tracker.ui.charts.ticks import ValueTicks, value_ticks

SIMULATED = "SIMULATED"
#: Logical pixels of a second line of the read-out.
_LEGEND_PX = 18
_TAIL = 200  # so many closes tell how many decimals a market's prices have


class PricePane(Pane):
    """Candles over faint volume, with the levels."""

    KEY, NAME, WEIGHT = "price", "Price", 62
    MARGINS = Margins(38, 26)
    EMPTY = "No candles yet"

    def __init__(self) -> None:
        super().__init__()
        series = CandleSeries(HOUR_MS)
        self.titled = False  # its title stands in the line that reads out the crosshair
        self.decimals = 2
        #: The price that is 0 %; None where the scale is not in percent.
        self.base: float | None = None
        self.candles, self.volume = CandlePainter(series), VolumePainter(series)
        self.gaps, self.levels = GapPainter(series), LevelsPainter(series)
        self.profile, self.markers = ProfilePainter(series), MarkerPainter(series)
        self.mark, self.averages = MarkPricePainter(), AveragesPainter()
        self.studies = StudiesPainter(series, ON_PRICES)
        self.compare = ComparePainter(series)
        self.names = NamesPainter(
            (self.compare.names, self.studies.names), taken=self.levels.labelled
        )
        self.watermark, self.note = WatermarkPainter(), NotePainter()
        self.painters = [
            self.grid,
            self.gaps,
            self.watermark,
            self.profile,
            self.volume,
            self.candles,
            self.averages,
            self.studies,
            self.compare,
            self.markers,
            self.mark,
            self.levels,
            self.names,
            self.note,
        ]

    def use(self, series: CandleSeries) -> None:
        """Show another series."""
        self.candles.series = self.volume.series = series
        self.gaps.series = self.levels.series = series
        self.profile.series = self.markers.series = series
        self.compare.series = series
        self.studies.use(self.studies.drawn, series)
        self.refresh()

    def take(self, content: ChartContent) -> None:
        """Show levels, markers and lines of the market."""
        self.levels.levels = content.levels
        self.levels.let_go()
        self.markers.markers, self.mark.mark = content.markers, content.mark
        self.profile.shown = content.profile
        self.averages.use(content.averages)
        self.studies.use(content.studies)
        self.compare.use(content.comparison)
        self.watermark.text = SIMULATED if content.simulated else ""

    def refresh(self) -> None:
        """The series has grown: its newest price, its decimals, whether there is anything."""
        series = self.candles.series
        closes = series.closes(_TAIL)
        self.note.text = "" if len(series) else self.EMPTY
        self.levels.last_price = float(closes[-1]) if len(closes) else None
        self.decimals = price_decimals(closes)
        self.studies.refresh()

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """The candle."""
        return candle_parts(moment, self.candles.series)

    def fit(self, span: Range, height_px: float) -> Range:
        """What is in view, and the levels that are near it."""
        span = with_levels(span, [level.price for level in self.levels.levels])
        return padded(span, self._margins(), height_px)

    def _margins(self) -> Margins:
        """More room at the top where a second line reads out what is over the candles."""
        more = _LEGEND_PX if self.compare.on or self.studies.lines else 0
        return Margins(self.MARGINS.top_px + more, self.MARGINS.bottom_px)

    def show(self, left_ms: int, right_ms: int) -> None:
        """Look at a stretch of time. While coins are compared, all begin with 0 %."""
        start = self.compare.start(left_ms) if self.compare.on else None
        self.base = start.close if start is not None else None
        super().show(left_ms, right_ms)

    def marks(self, most: int) -> ValueTicks:
        """Prices that are round as they are written: as prices, or in percent."""
        if self.base is None:
            return super().marks(most)
        low, high = (100 * (end / self.base - 1) for end in (self.value.low, self.value.high))
        ticks = value_ticks(low, high, most)
        return ValueTicks(self.base * (1 + ticks.values / 100), ticks.step)

    def label(self, value: float, step: float) -> str:
        """A price, or a change in percent, with as many decimals as the marks need."""
        if self.base is not None:
            return percent(value / self.base - 1, step_decimals(step))
        return fixed(value, step_decimals(step))

    def say(self, value: float) -> str:
        """What the axis says of a value: its price, or its change in percent."""
        return percent(value / self.base - 1) if self.base is not None else self.price_words(value)

    def price_words(self, value: float) -> str:
        """A price with the decimals of its market."""
        return fixed(value, self.decimals)


class LiquidationsPane(Pane):
    """Longs down, shorts up, in USD."""

    KEY, NAME = "liquidations", "Liquidations"
    MARGINS = Margins(28, 8)

    def __init__(self) -> None:
        super().__init__()
        self.data = LiquidationsData(BarColumns.empty(HOUR_MS))
        self.series = BarSeries(HOUR_MS)
        self.bars, self.gaps = DivergingPainter(self.series), GapPainter(self.series)
        self.painters = [self.grid, self.gaps, ZeroLinePainter(), self.bars]

    def take(self, content: ChartContent) -> None:
        """Show the liquidations of a chart."""
        nothing = LiquidationsData(BarColumns.empty(content.interval.ms))
        self.data = content.find(LiquidationsData) or nothing
        self.series = BarSeries(self.data.bars.interval_ms)
        self.series.merge(self.data.bars)
        self.bars.series = self.gaps.series = self.series
        self.scope = self.data.scope
        self.turn()

    def turn(self) -> None:
        """Say what is shown."""
        per = f" per {self.data.per}" if self.data.per else ""
        self.title = f"Liquidations, USD{per} \N{MIDDLE DOT} longs down, shorts up"

    def reach(self, reached_ms: int | None) -> None:
        """What is lacking until then is a gap."""
        self.gaps.until_ms = reached_ms

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """Longs and shorts of the candle's time."""
        sums = None
        if moment.row is not None:
            sums = self.series.sums(moment.start_ms, moment.end_ms)
        if sums is None:
            return Part("long", UNKNOWN, "quiet"), Part("short", UNKNOWN, "quiet")
        least = "" if sums[2] else "\N{GREATER-THAN OR EQUAL TO}" + THIN
        return (
            Part("long", f"{least}${compact(sums[0])}", "down"),
            Part("short", f"{least}${compact(sums[1])}", "up"),
        )

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


class InterestPane(Pane):
    """Open interest as a line."""

    KEY, NAME = "oi", "Open interest"

    def __init__(self) -> None:
        super().__init__()
        self.data = InterestData(LineColumns.empty(HOUR_MS), "")
        self.series = LineSeries(HOUR_MS)
        self.line, self.gaps = LinePainter(self.series), GapPainter(self.series)
        self.painters = [self.grid, self.gaps, self.line]

    def take(self, content: ChartContent) -> None:
        """Show the open interest of a chart."""
        nothing = InterestData(LineColumns.empty(content.interval.ms), content.asset)
        self.data = content.find(InterestData) or nothing
        self.series = LineSeries(self.data.line.interval_ms)
        self.series.merge(self.data.line)
        self.line.series = self.gaps.series = self.series
        self.scope = self.data.scope
        self.turn()

    def turn(self) -> None:
        """Say what is shown."""
        self.title = f"Open interest, {self.data.unit}"

    def reach(self, reached_ms: int | None) -> None:
        """What is lacking until then is a gap."""
        self.gaps.until_ms = reached_ms

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """Coins at the end of the candle's time."""
        value = None
        if moment.row is not None:
            value = self.series.value_in(moment.start_ms, moment.end_ms)
        if value is None:
            return (Part("OI", UNKNOWN, "quiet"),)
        return (Part("OI", f"{compact(value, 4)} {self.data.unit}", "interest"),)
