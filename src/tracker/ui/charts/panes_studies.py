"""The panes of indicators that have a scale of their own: ATR and RSI."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

import numpy as np

from tracker.analysis.columns import Floats
from tracker.analysis.indicators import WILDER_LENGTH, Indicator, Kind
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import noted
from tracker.ui.charts.content import ChartContent, Drawn
from tracker.ui.charts.data_columns import DataColumn, indicator_columns, study_columns
from tracker.ui.charts.figures import fixed, price_decimals, step_decimals
from tracker.ui.charts.mapping import dash_rects, horizontal_rects
from tracker.ui.charts.names import NamesPainter
from tracker.ui.charts.painters import GapPainter, Painter
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.readout import Moment, Part
from tracker.ui.charts.scaling import Margins, Range, padded
from tracker.ui.charts.series import CandleSeries
from tracker.ui.charts.stage import Stage
from tracker.ui.charts.studies import StudiesPainter
from tracker.ui.charts.ticks import ValueTicks

#: Wilder's lines: below the first a market counts as oversold, above the second as overbought.
OVERSOLD, OVERBOUGHT = 30.0, 70.0
_TAIL = 200
_TONE = "interest"


class StudyPane(Pane):
    """All indicators of one kind; with its usual length where none is chosen."""

    KIND: ClassVar[Kind]
    MARGINS = Margins(26, 8)

    def __init__(self) -> None:
        super().__init__()
        series = CandleSeries(HOUR_MS)
        self.title = self.NAME
        self.decimals = 2
        self.gaps = GapPainter(series)
        self.studies = StudiesPainter(series, (self.KIND,), scaling=True)
        names = NamesPainter((self.studies.names,))
        self.painters = [self.grid, self.gaps, self.studies, names]

    def use(self, series: CandleSeries) -> None:
        """Work on these candles."""
        self.gaps.series = series
        self.studies.use(self.studies.drawn, series)
        self.refresh()

    def refresh(self) -> None:
        """Follow the candles."""
        self.studies.refresh()
        self.decimals = price_decimals(self.studies.series.closes(_TAIL))

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """The indicators of this kind that were chosen, or the usual one."""
        del mode
        return study_columns(content, [cls.KIND]) or indicator_columns(content, cls._usual())

    def take(self, content: ChartContent) -> None:
        """Show the indicators of this kind that were chosen."""
        mine = tuple(one for one in content.studies if one.indicator.kind is self.KIND)
        usual = Drawn(self._usual(), _TONE)
        self.studies.use(mine if any(one.shown for one in mine) else (usual,))

    @classmethod
    def _usual(cls) -> Indicator:
        return Indicator(cls.KIND, WILDER_LENGTH)

    def reach(self, reached_ms: int | None) -> None:
        """What is lacking until then is a gap."""
        self.gaps.until_ms = reached_ms

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """The value of each at the candle."""
        at_ms = moment.start_ms if moment.row is not None else None
        return self.studies.parts(at_ms, self.decimals)


class RangePane(StudyPane):
    """The average true range, in the unit of price."""

    KEY, NAME, KIND = "atr", noted("Average true range"), Kind.ATR

    def label(self, value: float, step: float) -> str:
        """A distance of prices."""
        return fixed(value, step_decimals(step))

    def say(self, value: float) -> str:
        """A distance with the decimals of its market."""
        return fixed(value, self.decimals)


class StrengthPane(StudyPane):
    """The relative strength index, with Wilder's lines at 30 and 70."""

    KEY, NAME, KIND = "rsi", noted("Relative strength index"), Kind.RSI

    def __init__(self) -> None:
        super().__init__()
        self.painters.insert(2, GuidesPainter(np.array([OVERSOLD, OVERBOUGHT])))

    def refresh(self) -> None:
        """Follow the candles; an index has one decimal."""
        super().refresh()
        self.decimals = 1

    def fit(self, span: Range, height_px: float) -> Range:
        """What is in view, and always both lines."""
        wide = (min(span[0], OVERSOLD - 5), max(span[1], OVERBOUGHT + 5))
        return padded(wide, self.MARGINS, height_px)

    def marks(self, most: int) -> ValueTicks:
        """The two lines and the middle, whatever is in view."""
        del most
        return ValueTicks(np.array([OVERSOLD, 50.0, OVERBOUGHT]), 10.0)

    def label(self, value: float, step: float) -> str:
        """A whole number."""
        del step
        return fixed(value, 0)

    def say(self, value: float) -> str:
        """A number with one decimal."""
        return fixed(value, 1)


class GuidesPainter(Painter):
    """Dashed lines at values that mean something by themselves."""

    def __init__(self, values: Floats) -> None:
        self._values = values

    def paint(self, stage: Stage) -> None:
        """Draw the lines."""
        dash = max(1, round(3 * stage.frame.ratio))
        lines = horizontal_rects(self._values, stage.frame)
        stage.fill(dash_rects(lines, dash, dash), stage.inks.faint)

    def state(self) -> Hashable:
        """They stay where they are."""
        return None
