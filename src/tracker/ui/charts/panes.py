"""The pane of the price: candles with levels, events and lines."""

from __future__ import annotations

from tracker.analysis.indicators import ON_PRICES
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.averages import AveragesPainter
from tracker.ui.charts.compare import ComparePainter
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.drawings import DrawingsPainter, TintPainter
from tracker.ui.charts.figures import (
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
    GapPainter,
    MarkPricePainter,
    NotePainter,
    VolumePainter,
    WatermarkPainter,
)
from tracker.ui.charts.pane import Mode, Pane
from tracker.ui.charts.profile import ProfilePainter
from tracker.ui.charts.readout import Moment, Part, candle_parts
from tracker.ui.charts.scaling import Margins, Range, padded, with_levels
from tracker.ui.charts.series import CandleSeries
from tracker.ui.charts.studies import StudiesPainter
from tracker.ui.charts.ticks import ValueTicks, value_ticks

SIMULATED = "SIMULATED"
#: Logical pixels of a second line of the read-out.
_LEGEND_PX = 18
_TAIL = 200  # so many closes tell how many decimals a market's prices have


class PricePane(Pane):
    """Candles over faint volume, with the levels."""

    KEY, NAME, WEIGHT = "price", "Price", 62
    MODES = (Mode("volume", "Volume at the foot"), Mode("plain", "Without volume"))
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
        self.drawings = DrawingsPainter()
        self.painters = [
            self.grid,
            self.gaps,
            self.watermark,
            TintPainter(self.drawings),
            self.profile,
            self.volume,
            self.candles,
            self.averages,
            self.studies,
            self.compare,
            self.markers,
            self.mark,
            self.drawings,
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
        self.drawings.interval_ms = series.interval_ms
        self.refresh()

    def turn(self) -> None:
        """With or without the volume at the foot."""
        self.volume.shown = self.mode != "plain"

    def take(self, content: ChartContent) -> None:
        """Show levels, markers and lines of the market."""
        self.levels.levels = content.levels
        self.levels.let_go()
        self.markers.markers, self.mark.mark = content.markers, content.mark
        self.profile.shown = content.profile
        self.averages.use(content.averages)
        self.studies.use(content.studies)
        self.compare.use(content.comparison)
        self.drawings.show(content.asset, content.drawings)
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
