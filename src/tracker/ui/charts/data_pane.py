"""A pane of one series beside the candles, with bands where nothing is known of it."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.analysis.columns import LineColumns, Times
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.painters import GapPainter, LinePainter
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.pane_data import NamedLine
from tracker.ui.charts.series import BarSeries, CandleSeries, LineSeries, SignedSeries


class DataPane(Pane):
    """What panes have in common that are not the price's."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps = GapPainter(LineSeries(HOUR_MS))

    def reach(self, reached_ms: int | None) -> None:
        """What is lacking until then is a gap."""
        self.gaps.until_ms = reached_ms

    def lack(self, series: CandleSeries | BarSeries | LineSeries | SignedSeries) -> None:
        """Draw the holes of this series."""
        self.gaps.series = series


def goes_on(before: Times, now: Times, since_ms: int | None) -> bool:
    """Whether data are those that were shown before, up to a moment, with other rows after it."""
    return since_ms is not None and len(before) > 0 < len(now) and before[0] == now[0] < since_ms


def line_series(line: LineColumns) -> LineSeries:
    """A line as a series of its own."""
    series = LineSeries(line.interval_ms)
    series.merge(line)
    return series


def line_painters(lines: Sequence[NamedLine]) -> list[LinePainter]:
    """A painter for each line in its own tone."""
    return [LinePainter(line_series(one.line), one.tone) for one in lines]
