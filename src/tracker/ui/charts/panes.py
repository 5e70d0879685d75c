"""The pane of the price: candles with levels, events and lines."""

from __future__ import annotations

from tracker.domain.times import HOUR_MS
from tracker.ui.charts.averages import AveragesPainter
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.drawings import DrawingsPainter, TintPainter
from tracker.ui.charts.figures import (
    fixed,
    price_decimals,
    step_decimals,
)
from tracker.ui.charts.levels import LevelsPainter
from tracker.ui.charts.markers import MarkerPainter
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

SIMULATED = "SIMULATED"
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
        self.candles, self.volume = CandlePainter(series), VolumePainter(series)
        self.gaps, self.levels = GapPainter(series), LevelsPainter(series)
        self.profile, self.markers = ProfilePainter(series), MarkerPainter(series)
        self.mark, self.averages = MarkPricePainter(), AveragesPainter()
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
            self.markers,
            self.mark,
            self.drawings,
            self.levels,
            self.note,
        ]

    def use(self, series: CandleSeries) -> None:
        """Show another series."""
        self.candles.series = self.volume.series = series
        self.gaps.series = self.levels.series = series
        self.profile.series = self.markers.series = series
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
        self.drawings.show(content.asset, content.drawings)
        self.watermark.text = SIMULATED if content.simulated else ""

    def refresh(self) -> None:
        """The series has grown: its newest price, its decimals, whether there is anything."""
        series = self.candles.series
        closes = series.closes(_TAIL)
        self.note.text = "" if len(series) else self.EMPTY
        self.levels.last_price = float(closes[-1]) if len(closes) else None
        self.decimals = price_decimals(closes)

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """The candle."""
        return candle_parts(moment, self.candles.series)

    def fit(self, span: Range, height_px: float) -> Range:
        """What is in view, and the levels that are near it."""
        span = with_levels(span, [level.price for level in self.levels.levels])
        return padded(span, self.MARGINS, height_px)

    def label(self, value: float, step: float) -> str:
        """A price with as many decimals as the marks need."""
        return fixed(value, step_decimals(step))

    def say(self, value: float) -> str:
        """A price with the decimals of its market."""
        return fixed(value, self.decimals)
