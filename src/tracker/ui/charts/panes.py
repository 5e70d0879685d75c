"""The pane of the price: candles with levels, events and lines."""

from __future__ import annotations

from tracker.analysis.indicators import ON_PRICES
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import noted, tr
from tracker.services.pane_views import Topic
from tracker.ui.charts.averages import AveragesPainter
from tracker.ui.charts.candle_styles import AreaPainter, PricePainter
from tracker.ui.charts.compare import ComparePainter
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.data_columns import DataColumn, line_column, slug, study_columns
from tracker.ui.charts.drawings import DrawingsPainter, TintPainter
from tracker.ui.charts.episodes import EpisodesPainter
from tracker.ui.charts.figures import decimals_with, fixed, percent, step_decimals
from tracker.ui.charts.last_price import LastPricePainter
from tracker.ui.charts.levels import LevelsPainter
from tracker.ui.charts.liquidation_map import MapPainter
from tracker.ui.charts.markers import MarkerPainter
from tracker.ui.charts.names import NamesPainter
from tracker.ui.charts.painters import (
    GapPainter,
    MarkPricePainter,
    NotePainter,
    VolumePainter,
    WatermarkPainter,
)
from tracker.ui.charts.pane import Mode, Pane
from tracker.ui.charts.pane_data import EpisodesData, MapData, PrintsData
from tracker.ui.charts.price_ticks import log_ticks, percent_ticks
from tracker.ui.charts.prints import PrintsPainter
from tracker.ui.charts.profile import ProfilePainter
from tracker.ui.charts.readout import Moment, Part, candle_parts
from tracker.ui.charts.scaling import Margins, Range, fitted
from tracker.ui.charts.series import CandleSeries
from tracker.ui.charts.studies import StudiesPainter
from tracker.ui.charts.style import ChartStyle, Scale
from tracker.ui.charts.ticks import ValueTicks

SIMULATED = noted("SIMULATED")
#: Logical pixels of a second line of the read-out.
_LEGEND_PX = 18
_TAIL = 200  # so many closes tell how many decimals a market's prices have


class PricePane(Pane):
    """Candles over faint volume, with the levels."""

    KEY, NAME, WEIGHT = "price", noted("Price"), 62
    MODES = (
        Mode("volume", noted("Volume at the foot")),
        Mode("plain", noted("Without volume")),
        Mode("map", noted("With an estimated liquidation map")),
    )
    MARGINS = Margins(38, 26)
    EMPTY = noted("No candles yet")

    def __init__(self) -> None:
        super().__init__()
        series = CandleSeries(HOUR_MS)
        self.titled = False  # its title stands in the line that reads out the crosshair
        self.decimals = 2
        self.scale = Scale.LINEAR
        #: The price that is 0 %; None where the scale is not in percent.
        self.base: float | None = None
        self.candles, self.volume = PricePainter(series), VolumePainter(series)
        self.area, self.last = AreaPainter(self.candles), LastPricePainter()
        self.gaps, self.levels = GapPainter(series), LevelsPainter(series)
        self.prints = PrintsPainter()
        self.profile, self.markers = ProfilePainter(series), MarkerPainter(series)
        self.episodes, self.map = EpisodesPainter(), MapPainter()
        self.mark, self.averages = MarkPricePainter(), AveragesPainter()
        self.studies = StudiesPainter(series, ON_PRICES)
        self.compare = ComparePainter(series)
        self.names = NamesPainter(
            (self.compare.names, self.studies.names), taken=self.levels.labelled
        )
        self.watermark, self.note = WatermarkPainter(), NotePainter()
        self.drawings = DrawingsPainter()
        self.painters = [
            self.area,
            self.grid,
            self.gaps,
            self.episodes,
            self.watermark,
            TintPainter(self.drawings),
            self.profile,
            self.map,
            self.volume,
            self.prints,
            self.last,
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
        """With or without the volume at the foot, and the estimated map."""
        self.volume.shown = self.mode != "plain"
        self.map.shown = self.mode == "map"

    @classmethod
    def topics(cls, mode: str) -> frozenset[Topic]:
        """Cascades, and the map where it is wanted."""
        wanted = (Topic.EPISODES, Topic.LIQUIDATION_MAP) if mode == "map" else (Topic.EPISODES,)
        return frozenset(wanted)

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """The candles as they were traded, whatever they are drawn as, with what stands over them."""
        del mode
        candles, coin = content.candles, slug(content.asset)
        at_ms = candles.open_ms
        others = (
            line_column(f"close_{slug(one.asset)}_usd", one.closes)
            for one in content.comparison.others
        )
        return (
            DataColumn("open_usd", at_ms, candles.open),
            DataColumn("high_usd", at_ms, candles.high),
            DataColumn("low_usd", at_ms, candles.low),
            DataColumn("close_usd", at_ms, candles.close),
            DataColumn(f"volume_{coin}", at_ms, candles.volume),
            DataColumn("closed", at_ms, candles.closed),
            *study_columns(content, ON_PRICES),
            *others,
        )

    def take(self, content: ChartContent) -> None:
        """Show levels, markers and lines of the market."""
        self.gaps.kept_ms = content.kept_ms
        self.levels.levels = content.levels
        self.levels.let_go()
        self.markers.markers, self.mark.mark = content.markers, content.mark
        self.profile.shown = content.profile
        self.take_data(content)
        self.averages.use(content.averages)
        self.studies.use(content.studies)
        self.compare.use(content.comparison)
        self.drawings.show(content.asset, content.drawings)
        words = (tr(SIMULATED) if content.simulated else "", content.watermark)
        self.watermark.words = tuple(one for one in words if one)

    def take_data(self, content: ChartContent) -> None:
        """Show the largest single liquidations that a chart has, its cascades, and the map."""
        data = content.find(PrintsData)
        self.prints.use(data.prints if data is not None else None)
        episodes = content.find(EpisodesData)
        self.episodes.bands = episodes.bands if episodes is not None else ()
        self.map.data = content.find(MapData)

    def refresh(self) -> None:
        """The series has grown: its newest price, its decimals, whether there is anything."""
        series = self.candles.series
        closes = series.closes(_TAIL)
        self.note.text = "" if len(series) else tr(self.EMPTY)
        last = float(closes[-1]) if len(closes) else None
        self.levels.last_price = self.last.price = last
        self.last.rising = len(series) == 0 or is_rising(series, len(series) - 1)
        self.decimals = decimals_with(closes[:-1], last) if last is not None else 2
        self.studies.refresh()

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """The candle, and the largest liquidation within it."""
        largest = self.prints.read(moment.start_ms, moment.end_ms)
        return (*candle_parts(moment, self.candles.series), *largest)

    def wear(self, style: ChartStyle) -> None:
        """Draw in another style. A range set by hand stays where it means something on the scale."""
        self.candles.use(style.shape)
        self.scale = style.scale
        self.prints.shown = style.prints
        if style.scale is Scale.LOG and self.manual is not None and self.manual[0] <= 0:
            self.manual = None

    def show(self, left_ms: int, right_ms: int) -> None:
        """Look at a stretch of time. In percent, the first candle in view closed at 0 %.

        While coins are compared the scale is in percent, and all begin with 0 %.
        """
        if self.compare.on:
            start = self.compare.start(left_ms)
            self.base = start.close if start is not None else None
        else:
            self.base = self._base(left_ms) if self.scale is Scale.PERCENT else None
        super().show(left_ms, right_ms)

    def _base(self, left_ms: int) -> float | None:
        """The first close in view; None where there is none above zero."""
        series = self.candles.series
        row = int(series.times.searchsorted(left_ms - series.interval_ms, side="right"))
        if row == len(series):
            return None
        close = series.candle(row)[4]
        return close if close > 0 else None

    @property
    def scale_words(self) -> str:
        """What the chart says of its scale; nothing where it is linear by choice."""
        if self.compare.on:
            return ""  # the coins beside it say so
        if self.scale is Scale.LOG:
            return "log" if self.value.log else tr("linear, as prices reach zero")
        if self.scale is Scale.PERCENT:
            return "%" if self.base is not None else tr("linear, as no price is in view")
        return ""

    def is_log(self, low: float) -> bool:
        """Where it is wished, and all that is shown is above zero."""
        return self._wants_log and low > 0

    @property
    def _wants_log(self) -> bool:
        return self.scale is Scale.LOG and not self.compare.on

    def fit(self, span: Range, height_px: float) -> Range:
        """What is in view, and the levels that are near it."""
        levels = [level.price for level in self.levels.levels]
        return fitted(span, levels, self._margins(), height_px, log=self._wants_log)

    def _margins(self) -> Margins:
        """More room at the top where a second line reads out what is over the candles."""
        more = _LEGEND_PX if self.compare.on or self.studies.lines else 0
        return Margins(self.MARGINS.top_px + more, self.MARGINS.bottom_px)

    def marks(self, most: int) -> ValueTicks:
        """Prices that are round as they are written: as prices, or in percent."""
        if self.value.log:
            return log_ticks(self.value, self.value.height_px / most)
        if self.base is not None:
            return percent_ticks(self.value, self.base, most)
        return super().marks(most)

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


def is_rising(series: CandleSeries, row: int) -> bool:
    """Whether a candle closed at or above its open."""
    _, opened, _, _, close, _ = series.candle(row)
    return close >= opened
