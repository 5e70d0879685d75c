"""Other coins over the candles, in percent from a common start: how a move ripples through them.

A coin's close c stands where the first coin would be had it moved as much: at b × c / c₀, where b and
c₀ are both coins' closes at the start. So it is drawn on the scale of the prices, whatever that is
(docs/methodology.md, section 6.3).
"""

from __future__ import annotations

from collections.abc import Hashable

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtGui import QColor

from tracker.analysis.columns import LineColumns
from tracker.domain.translating import tr
from tracker.ui.charts.content import Compared, Comparison
from tracker.ui.charts.figures import UNKNOWN, percent
from tracker.ui.charts.ink import Inks
from tracker.ui.charts.mapping import TimeMap
from tracker.ui.charts.names import LineName, end_of
from tracker.ui.charts.painters import Kept, LinePainter, Painter
from tracker.ui.charts.readout import Part
from tracker.ui.charts.scaling import Range
from tracker.ui.charts.series import CandleSeries, LineSeries, LineSlice
from tracker.ui.charts.stage import Stage


class Start(Struct, frozen=True):
    """Where 0 % is: the candle's opening time and the first coin's close there."""

    at_ms: int
    close: float


class ComparePainter(Painter):
    """The lines of the other coins; none of them where no coin is compared with."""

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self._others: list[_Other] = []
        self._from_ms: int | None = None

    @property
    def on(self) -> bool:
        """Whether there is anything to compare with."""
        return bool(self._others)

    def use(self, comparison: Comparison, series: CandleSeries | None = None) -> None:
        """Compare with these coins, beside another series where one is given."""
        self.series = series or self.series
        self._from_ms = comparison.start_ms
        self._others = [_Other(one, self.series.interval_ms) for one in comparison.others]

    def now(self) -> Comparison:
        """What is shown, with all that came since it was given."""
        return Comparison(tuple(one.now() for one in self._others), self._from_ms)

    def follow(self, asset: str, closes: LineColumns) -> None:
        """More closes of one of the coins."""
        for one in self._others:
            if one.asset == asset and closes.interval_ms == one.series.interval_ms:
                one.merge(closes)

    def start(self, left_ms: int) -> Start | None:
        """Where 0 % is: at the chosen candle, else at the first one in view; None without one."""
        times = self.series.times
        if not len(times):
            return None
        if self._from_ms is not None:
            row = int(times.searchsorted(self._from_ms, side="right")) - 1
        else:
            first_ms = left_ms - self.series.interval_ms
            row = min(int(times.searchsorted(first_ms, side="right")), len(times) - 1)
        at_ms, *_, close, _ = self.series.candle(max(row, 0))
        return Start(at_ms, close) if close > 0 else None

    def span(self, time: TimeMap) -> Range | None:
        """From the furthest down to the furthest up, on the scale of the prices."""
        if not self._others:
            return None
        start = self.start(time.left_ms)
        spans = [span for one in self._others if (span := one.span_from(start, time)) is not None]
        if not spans:
            return None
        return min(low for low, _ in spans), max(high for _, high in spans)

    def paint(self, stage: Stage) -> None:
        """Draw the lines."""
        if not self._others:
            return
        start = self.start(stage.frame.time.left_ms)
        for one in self._others:
            one.begin(start)
            one.paint(stage)

    def state(self) -> Hashable:
        """The lines, and from where they begin."""
        return self._from_ms, tuple((one.state(), one.factor) for one in self._others)

    def names(self, stage: Stage) -> list[LineName]:
        """The names of those that end in view, with how far they are there."""
        if not self._others:
            return []
        start = self.start(stage.frame.time.left_ms)
        names = []
        for one in self._others:
            one.begin(start)
            end = end_of(one.series, stage, one.factor) if one.factor is not None else None
            if end is not None and start is not None:
                text = f"{one.asset} {percent(end.value / start.close - 1, 1)}"
                names.append(LineName(end.x, end.y, text, one.ink(stage.inks)))
        return names

    def parts(self, name: str, at_ms: int | None, left_ms: int) -> tuple[Part, ...]:
        """What the read-out says of every coin at a candle, the first one by its name first."""
        if not self._others:
            return ()
        start = self.start(left_ms)
        row = self.series.row_at(at_ms) if at_ms is not None else None
        own = UNKNOWN
        if start is not None and row is not None:
            own = percent(self.series.candle(row)[4] / start.close - 1)
        parts = [Part(name, own, "text")]
        for one in self._others:
            one.begin(start)
            open_ms = int(self.series.times[row]) if row is not None else None
            parts.append(Part(one.name, one.said_at(open_ms), one.tone))
        return tuple(parts)


class _Other(LinePainter):
    """One coin's closes, multiplied so that they meet the first coin at the start."""

    def __init__(self, compared: Compared, interval_ms: int) -> None:
        super().__init__(LineSeries(interval_ms))
        self._compared = compared
        self.asset, self.tone = compared.asset, compared.tone
        self.name = f"{compared.asset} ({compared.note})" if compared.note else compared.asset
        self.factor: float | None = None
        self._first: float | None = None
        self._half_ms = interval_ms // 2
        self.merge(compared.closes)

    def merge(self, closes: LineColumns) -> None:
        """More closes; each stands in the middle of its candle."""
        at_ms = closes.at_ms + self._half_ms
        self.series.merge(LineColumns(closes.interval_ms, at_ms, closes.value))

    def now(self) -> Compared:
        """The coin with all its closes."""
        line = self.series.columns()
        opens = LineColumns(line.interval_ms, line.at_ms - self._half_ms, line.value)
        return replace(self._compared, closes=opens)

    def close_at(self, open_ms: int) -> float | None:
        """The close of the candle that opens then."""
        return self.series.value_at(open_ms + self._half_ms)

    def begin(self, start: Start | None) -> None:
        """Meet the first coin at a start; without a candle there, there is nothing to begin from."""
        first = self.close_at(start.at_ms) if start is not None else None
        factor = start.close / first if start is not None and first else None
        if factor != self.factor:
            self.factor = factor
            self._first = first
            self._shapes = Kept()

    def said_at(self, open_ms: int | None) -> str:
        """How far it is from the start at a candle, in words."""
        if self._first is None:
            return tr("{unknown} no candle at the start", unknown=UNKNOWN)
        close = self.close_at(open_ms) if open_ms is not None else None
        return percent(close / self._first - 1) if close is not None else UNKNOWN

    def span_from(self, start: Start | None, time: TimeMap) -> Range | None:
        """The lowest and the highest value in view, as it is drawn."""
        self.begin(start)
        return super().span(time) if self.factor is not None else None

    def ink(self, inks: Inks) -> QColor:
        """The coin's colour."""
        return inks.of(self.tone)

    def _slice(self, time: TimeMap) -> LineSlice:
        part = super()._slice(time)
        if self.factor is None:
            return replace(part, at_ms=part.at_ms[:0])
        by = self.factor
        return LineSlice(
            part.step_ms,
            part.at_ms,
            part.first * by,
            part.high * by,
            part.low * by,
            part.last * by,
        )
