"""Indicators over the candles: thin lines that follow every tick, each with its name at its end."""

from __future__ import annotations

from collections.abc import Collection, Hashable

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
from tracker.ui.charts.mapping import TimeMap
from tracker.ui.charts.names import LineName, end_of
from tracker.ui.charts.painters import LinePainter, Painter
from tracker.ui.charts.readout import Part
from tracker.ui.charts.scaling import Range
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
        at_ms, changed = open_ms[row:] + step_ms // 2, values[row:]
        if row == 0 or self._has_any(at_ms[np.isnan(changed)]):
            self.series = LineSeries(step_ms)
            at_ms, changed = open_ms + step_ms // 2, values
        self.series.merge(LineColumns(step_ms, at_ms, changed))

    def _has_any(self, at_ms: Times) -> bool:
        """Whether one of these times has a value: one that is not known any more."""
        times = self.series.times
        place = times.searchsorted(at_ms)
        place, at_ms = place[place < len(times)], at_ms[place < len(times)]
        return bool((times[place] == at_ms).any())

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
        self._series, self._revision = series, 0
        self.refresh()

    def refresh(self) -> None:
        """Work out what the candles that changed since the last time have changed."""
        changed = self._series.changed_since(self._revision)
        if changed is None:
            return
        self._revision = self._series.revision
        candles = self._series.priced()
        row = min(changed[0], len(self.study))
        self.study.follow(candles, row)
        for place, curve in enumerate(self.curves):
            curve.follow(candles.open_ms, self.study.line(place), row)

    def values_at(self, row: int | None) -> list[float]:
        """The value of each line at a candle; NaN where it is not known."""
        if row is None:
            return [np.nan] * len(self.curves)
        return [float(self.study.line(place)[row]) for place in range(len(self.curves))]


class StudiesPainter(Painter):
    """All indicators of some kinds."""

    def __init__(
        self, series: CandleSeries, kinds: Collection[Kind], *, scaling: bool = False
    ) -> None:
        """None yet.

        Args:
            series: what they are made of.
            kinds: those that are drawn here.
            scaling: whether they have a say in the scale; over the prices they have none, since a
                far one must not flatten the candles.
        """
        self.series = series
        self.lines: list[StudyLines] = []
        self.drawn: tuple[Drawn, ...] = ()
        self._kinds, self._scaling = kinds, scaling

    def use(self, drawn: tuple[Drawn, ...], series: CandleSeries | None = None) -> None:
        """Show these, over another series where one is given; what stays is not worked out anew."""
        kept: dict[Drawn, StudyLines] = {}
        if series is None or series is self.series:
            kept = {one.drawn: one for one in self.lines}
        self.series = series or self.series
        self.drawn = drawn
        self.lines = [
            kept.get(one) or StudyLines(one, self.series)
            for one in drawn
            if one.shown and one.indicator.kind in self._kinds
        ]

    def span(self, time: TimeMap) -> Range | None:
        """The lowest and highest value in view, where they have a say."""
        if not self._scaling:
            return None
        curves = [curve for one in self.lines for curve in one.curves]
        spans = [span for curve in curves if (span := curve.span(time)) is not None]
        if not spans:
            return None
        return min(low for low, _ in spans), max(high for _, high in spans)

    def refresh(self) -> None:
        """The candles have grown, or some are other ones."""
        for one in self.lines:
            one.refresh()

    def lead_ms(self, at_ms: int, interval: Interval | None = None) -> int:
        """How far before a moment candles must be known for what is shown, at another interval too."""
        interval = interval or Interval.of(self.series.interval_ms)
        return max(
            (lead_ms(one.indicator, interval, at_ms) for one in self.drawn if one.shown), default=0
        )

    def paint(self, stage: Stage) -> None:
        """Draw the lines."""
        for one in self.lines:
            for curve in one.curves:
                curve.paint(stage)

    def state(self) -> Hashable:
        """The lines, and how far they have come."""
        return self.drawn, tuple(curve.state() for one in self.lines for curve in one.curves)

    def names(self, stage: Stage) -> list[LineName]:
        """The names of those that end in view."""
        return [name for one in self.lines for name in _names(one, stage)]

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
            names.append(LineName(end.x, end.y, name or one.drawn.indicator.short, color))
    return names


def _said(value: float, decimals: int) -> str:
    return fixed(value, decimals) if np.isfinite(value) else UNKNOWN
