"""Moving averages over the candles: thin lines, each with its name at its right end."""

from __future__ import annotations

from collections.abc import Hashable

from tracker.analysis.columns import LineColumns
from tracker.ui.charts.content import AverageLine
from tracker.ui.charts.mapping import TimeMap
from tracker.ui.charts.painters import LinePainter, Painter
from tracker.ui.charts.scaling import Range
from tracker.ui.charts.series import LineSeries
from tracker.ui.charts.stage import Stage, text_width

_ROLE = "cascade"
_RIGHT_PX, _UP_PX = 6, 5


class AveragesPainter(Painter):
    """All averages of a chart. They have no say in the scale: a far one must not flatten the candles."""

    def __init__(self) -> None:
        self.lines: tuple[AverageLine, ...] = ()
        self._painters: list[tuple[str, _Thin]] = []

    def use(self, lines: tuple[AverageLine, ...]) -> None:
        """Show these instead of those before."""
        self.lines = lines
        self._painters = [(one.name, _Thin(_series(one.line))) for one in lines]

    def state(self) -> Hashable:
        """The lines, which never grow in place."""
        return self.lines

    def paint(self, stage: Stage) -> None:
        """Draw the lines, then the names of those that end in view."""
        for name, painter in self._painters:
            painter.paint(stage)
            self._write(stage, name, painter.series)

    def _write(self, stage: Stage, name: str, series: LineSeries) -> None:
        frame, inks = stage.frame, stage.inks
        value = series.value_in(frame.time.left_ms, frame.time.right_ms)
        if value is None or not frame.value.low < value < frame.value.high:
            return
        end_ms = min(int(series.times[-1]), frame.time.right_ms)
        right = min(frame.time.x_of(end_ms) / frame.ratio, stage.area.right()) - _RIGHT_PX
        baseline = frame.value.y_of(value) / frame.ratio - _UP_PX
        left = max(right - text_width(name), stage.area.left() + _RIGHT_PX)
        stage.words(left, baseline, name, inks.roles[_ROLE], ground=inks.background)


class _Thin(LinePainter):
    WIDTH = 1.0
    ROLE = _ROLE

    def span(self, time: TimeMap) -> Range | None:
        """No say in the scale."""
        del time
        return None


def _series(line: LineColumns) -> LineSeries:
    """An average is known when its last candle closes, so that is where its point stands."""
    series = LineSeries(line.interval_ms)
    series.merge(LineColumns(line.interval_ms, line.at_ms + line.interval_ms, line.value))
    return series
