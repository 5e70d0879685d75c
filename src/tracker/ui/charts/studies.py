"""Indicators over the candles: thin lines that follow every tick, each with its name at its end."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from tracker.analysis.columns import Flags, Floats, LineColumns, Times
from tracker.analysis.indicators import Kind
from tracker.analysis.studies import Study, lead_ms
from tracker.analysis.vwap import session_starts
from tracker.domain.times import Interval
from tracker.ui.charts.content import Drawn
from tracker.ui.charts.figures import UNKNOWN, fixed
from tracker.ui.charts.ink import Inks
from tracker.ui.charts.names import LineName, end_of, write_names
from tracker.ui.charts.painters import LinePainter, Painter
from tracker.ui.charts.readout import Part
from tracker.ui.charts.series import CandleSeries, LineSeries, LineSlice
from tracker.ui.charts.stage import Stage

_WIDTH, _THIN = 1.5, 1.0


class Curve(LinePainter):
    """One line of an indicator, drawn through the middle of its candles."""

    def __init__(self, drawn: Drawn, interval_ms: int, *, width: float) -> None:
        super().__init__(LineSeries(interval_ms))
        self.WIDTH = width
        self._tone = drawn.tone
        self._session = drawn.indicator.session

    def follow(self, open_ms: Times, values: Floats, row: int) -> None:
        """Draw these values, of which those from `row` on are new or other ones."""
        step_ms = self.series.interval_ms
        at_ms = open_ms + step_ms // 2
        lost = at_ms[row:][np.isnan(values[row:])]
        if row == 0 or np.isin(lost, self.series.times).any():
            self.series, row = LineSeries(step_ms), 0
        self.series.merge(LineColumns(step_ms, at_ms[row:], values[row:]))

    def ink(self, inks: Inks) -> QColor:
        """The colour that the user chose."""
        return inks.of(self._tone)

    def _joined(self, part: LineSlice) -> Flags:
        joined = super()._joined(part)
        if self._session is not None:
            # What begins anew does not go on from what was before.
            joined &= np.diff(session_starts(part.at_ms, self._session)) == 0
        return joined


class StudyLines:
    """One indicator on the candles of the chart: its study, and a curve for each of its lines."""

    def __init__(self, drawn: Drawn, series: CandleSeries) -> None:
        self.drawn = drawn
        self.study = Study(drawn.indicator, series.interval_ms)
        plain = drawn.indicator.kind is not Kind.BOLLINGER
        self.curves = [
            Curve(drawn, series.interval_ms, width=_WIDTH if plain and not place else _THIN)
            for place in range(len(self.study.names))
        ]
        self._series = series
        self.follow(0)

    def follow(self, row: int) -> None:
        """The candles from `row` on have changed."""
        candles = self._series.columns()
        row = min(row, len(self.study))
        self.study.follow(candles, row)
        for place, curve in enumerate(self.curves):
            curve.follow(candles.open_ms, self.study.line(place), row)

    def values_at(self, row: int | None) -> list[float]:
        """The value of each line at a candle; NaN where it is not known."""
        if row is None:
            return [np.nan] * len(self.curves)
        return [float(self.study.line(place)[row]) for place in range(len(self.curves))]


class StudiesPainter(Painter):
    """All indicators over the prices. They have no say in the scale: a far one must not flatten it."""

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self.lines: list[StudyLines] = []
        self._drawn: tuple[Drawn, ...] = ()

    def use(self, drawn: tuple[Drawn, ...], series: CandleSeries | None = None) -> None:
        """Show these, over another series where one is given; what stays is not worked out anew."""
        kept: dict[Drawn, StudyLines] = {}
        if series is None or series is self.series:
            kept = {one.drawn: one for one in self.lines}
        self.series = series or self.series
        self._drawn = drawn
        self.lines = [
            kept.get(one) or StudyLines(one, self.series)
            for one in drawn
            if one.shown and not one.indicator.in_pane
        ]

    def follow(self, from_ms: int) -> None:
        """The candles from a moment on are new or other ones."""
        row = int(np.searchsorted(self.series.times, from_ms))
        for one in self.lines:
            one.follow(row)

    def lead_ms(self, at_ms: int) -> int:
        """How far before a moment candles must be known for what is shown."""
        interval = Interval.of(self.series.interval_ms)
        return max(
            (lead_ms(one.indicator, interval, at_ms) for one in self._drawn if one.shown), default=0
        )

    def paint(self, stage: Stage) -> None:
        """Draw the lines, then the names of those that end in view."""
        for one in self.lines:
            for curve in one.curves:
                curve.paint(stage)
        write_names(stage, [name for one in self.lines for name in _names(one, stage)])

    def parts(self, at_ms: int | None, decimals: int) -> tuple[Part, ...]:
        """What the read-out says of each at the candle that holds a moment."""
        row = self.series.row_at(at_ms) if at_ms is not None else None
        return tuple(
            Part(
                one.drawn.indicator.name,
                " / ".join(_said(value, decimals) for value in one.values_at(row)),
                one.drawn.tone,
            )
            for one in self.lines
        )


def _names(one: StudyLines, stage: Stage) -> list[LineName]:
    color = stage.inks.of(one.drawn.tone)
    # Bollinger's bands are told by their middle; of a VWAP's each is named.
    words = one.study.names if one.drawn.indicator.kind is Kind.VWAP else ("",)
    names = []
    for curve, name in zip(one.curves, words, strict=False):
        end = end_of(curve.series, stage)
        if end is not None:
            names.append(LineName(end.x, end.y, name or one.drawn.indicator.name, color))
    return names


def _said(value: float, decimals: int) -> str:
    return fixed(value, decimals) if np.isfinite(value) else UNKNOWN
