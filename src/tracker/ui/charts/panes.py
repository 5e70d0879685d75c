"""The three panes of the first chart: price, liquidations, open interest."""

from __future__ import annotations

from tracker.ui.charts.averages import AveragesPainter
from tracker.ui.charts.compare import ComparePainter
from tracker.ui.charts.figures import (
    compact,
    compact_step,
    fixed,
    percent,
    price_decimals,
    step_decimals,
)
from tracker.ui.charts.levels import LevelsPainter
from tracker.ui.charts.markers import MarkerPainter
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
from tracker.ui.charts.profile import ProfilePainter
from tracker.ui.charts.scaling import Margins, Range, diverging, padded, with_levels
from tracker.ui.charts.series import BarSeries, CandleSeries, LineSeries
from tracker.ui.charts.studies import StudiesPainter
from tracker.ui.charts.ticks import ValueTicks, value_ticks

PRICE, LIQUIDATIONS, INTEREST = "price", "liquidations", "oi"
#: Logical pixels of a second line of the read-out.
_LEGEND_PX = 18
_TAIL = 200  # so many closes tell how many decimals a market's prices have


class PricePane(Pane):
    """Candles over faint volume, with the levels."""

    MARGINS = Margins(38, 26)
    EMPTY = "No candles yet"

    def __init__(self, series: CandleSeries) -> None:
        super().__init__(PRICE, weight=62)
        self.titled = False  # its title stands in the line that reads out the crosshair
        self.decimals = 2
        #: The price that is 0 %; None where the scale is not in percent.
        self.base: float | None = None
        self.candles, self.volume = CandlePainter(series), VolumePainter(series)
        self.gaps, self.levels = GapPainter(series), LevelsPainter(series)
        self.profile, self.markers = ProfilePainter(series), MarkerPainter(series)
        self.mark, self.averages = MarkPricePainter(), AveragesPainter()
        self.studies, self.compare = StudiesPainter(series), ComparePainter(series)
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
            self.note,
        ]

    def use(self, series: CandleSeries) -> None:
        """Show another series."""
        self.candles.series = self.volume.series = series
        self.gaps.series = self.levels.series = series
        self.profile.series = self.markers.series = series
        self.refresh()

    def refresh(self) -> None:
        """The series has grown: its newest price, its decimals, whether there is anything."""
        series = self.candles.series
        closes = series.closes(_TAIL)
        self.note.text = "" if len(series) else self.EMPTY
        self.levels.last_price = float(closes[-1]) if len(closes) else None
        self.decimals = price_decimals(closes)

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

    MARGINS = Margins(28, 8)

    def __init__(self, series: BarSeries) -> None:
        super().__init__(LIQUIDATIONS, weight=19)
        self.bars, self.gaps = DivergingPainter(series), GapPainter(series)
        self.painters = [self.grid, self.gaps, ZeroLinePainter(), self.bars]

    def use(self, series: BarSeries) -> None:
        """Show another series."""
        self.bars.series = self.gaps.series = series

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

    def __init__(self, series: LineSeries) -> None:
        super().__init__(INTEREST, weight=19)
        self.line, self.gaps = LinePainter(series), GapPainter(series)
        self.painters = [self.grid, self.gaps, self.line]

    def use(self, series: LineSeries) -> None:
        """Show another series."""
        self.line.series = self.gaps.series = series
