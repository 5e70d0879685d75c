"""The pane of the cascade index, with the marks at which the banner comes on and goes off."""

from __future__ import annotations

import numpy as np

from tracker.analysis.cascade import BANNER_LOW, BANNER_ON
from tracker.analysis.columns import LineColumns
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import noted, tr
from tracker.services.pane_views import Topic
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.data_columns import DataColumn, line_column
from tracker.ui.charts.data_pane import DataPane, line_series
from tracker.ui.charts.figures import UNKNOWN, fixed
from tracker.ui.charts.painters import LinePainter
from tracker.ui.charts.pane_data import CascadeData
from tracker.ui.charts.panes_studies import GuidesPainter
from tracker.ui.charts.readout import Moment, Part
from tracker.ui.charts.scaling import Margins, Range, padded
from tracker.ui.charts.series import LineSeries
from tracker.ui.charts.ticks import ValueTicks

_TONE = "cascade"
_NOTHING = LineColumns.empty(HOUR_MS)
#: The least that is in view: both marks and some more.
_TOP = 70.0


class CascadePane(DataPane):
    """The index of four hours, candle by candle."""

    KEY, NAME, WEIGHT = "cascade", noted("Cascade index"), 16
    SHOWS = CascadeData
    MARGINS = Margins(26, 6)

    def __init__(self) -> None:
        super().__init__()
        self.title = tr("Cascade index, 4 h")
        self.line = LinePainter(LineSeries(HOUR_MS), _TONE)
        self.parts: tuple[tuple[str, LineSeries], ...] = ()
        self._show(CascadeData(_NOTHING, _NOTHING, _NOTHING, _NOTHING))

    @classmethod
    def topics(cls, mode: str) -> frozenset[Topic]:
        """The index."""
        del mode
        return frozenset([Topic.CASCADE])

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """The index, 0 to 100, and its ingredients."""
        del mode
        data = content.find(CascadeData)
        if data is None:
            return ()
        return (
            line_column("cascade_index", data.index),
            line_column("cascade_pressure", data.pressure),
            line_column("cascade_positions", data.positions),
            line_column("cascade_impact", data.impact),
        )

    def take(self, content: ChartContent) -> None:
        """Show the index of a chart."""
        nothing = LineColumns.empty(content.interval.ms)
        blank = CascadeData(nothing, nothing, nothing, nothing)
        self._show(content.find(CascadeData) or blank)

    def _show(self, data: CascadeData) -> None:
        self.line = LinePainter(line_series(data.index), _TONE)
        self.parts = tuple(
            (name, line_series(line))
            for name, line in (
                ("P", data.pressure),
                ("F", data.positions),
                ("I", data.impact),
            )
        )
        self.lack(self.line.series)
        guides = GuidesPainter(np.array([BANNER_LOW, BANNER_ON]))
        self.painters = [self.grid, self.gaps, guides, self.line]
        known = bool(np.isfinite(data.index.value).any())
        self.scope = tr("banner at 60, over below 35") if known else tr("nothing known yet")

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """The index and its ingredients."""
        if moment.row is None:
            return (Part(tr("cascade"), UNKNOWN, "quiet"),)
        value = self.line.series.value_in(moment.start_ms, moment.end_ms)
        if value is None:
            return (Part(tr("cascade"), UNKNOWN, "quiet"),)
        parts = [Part(tr("cascade"), self.say(value), _TONE)]
        for name, series in self.parts:
            part = series.value_in(moment.start_ms, moment.end_ms)
            parts.append(Part(name, UNKNOWN if part is None else fixed(part, 1), "quiet"))
        return tuple(parts)

    def fit(self, span: Range, height_px: float) -> Range:
        """From zero to what is in view, and always both marks."""
        return padded((0.0, max(span[1], _TOP)), self.MARGINS, height_px)

    def marks(self, most: int) -> ValueTicks:
        """The two marks and the ends."""
        del most
        return ValueTicks(np.array([0.0, BANNER_LOW, BANNER_ON]), 10.0)

    def label(self, value: float, step: float) -> str:
        """A whole number."""
        del step
        return fixed(value, 0)

    def say(self, value: float) -> str:
        """A whole number: its tenths mean nothing."""
        return fixed(value, 0)
