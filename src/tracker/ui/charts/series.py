"""The three series of a chart, each with its columns, their reductions and its holes."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tracker.analysis.columns import (
    BarColumns,
    CandleColumns,
    Floats,
    LineColumns,
    SignedColumns,
    Times,
    rows_from,
)
from tracker.analysis.volume_delta import volume_delta
from tracker.ui.charts.holes import Holes
from tracker.ui.charts.reduce import Pyramid, Rule
from tracker.ui.charts.table import Table, Touched

#: A bucket observed less than this is a lower bound and is shown as one.
WHOLE_SHARE = 0.98
# A value counts for what follows as long as the next one is not overdue by half a step.
_FRESH = 1.5
_CANDLE = ("open", "high", "low", "close", "volume")
_ANSWERS = 4  # as many questions as one frame asks
_REMEMBERED = 64  # changes, so that what is made of a series need not be made anew


class CandleSlice(Struct, frozen=True, eq=False):
    """Candles in view, or columns that stand for `step_ms` of them."""

    step_ms: int
    at_ms: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats


class BarSlice(Struct, frozen=True, eq=False):
    """Bars in view, USD. `unknown`: nobody looked; `partial`: a lower bound."""

    step_ms: int
    at_ms: Times
    long_usd: Floats
    short_usd: Floats
    unknown: NDArray[np.bool_]
    partial: NDArray[np.bool_]


class LineSlice(Struct, frozen=True, eq=False):
    """Points in view, or columns with the first, highest, lowest and last value of `step_ms`."""

    step_ms: int
    at_ms: Times
    first: Floats
    high: Floats
    low: Floats
    last: Floats


class SignedSlice(Struct, frozen=True, eq=False):
    """Values of either sign in view. `partial`: not the last word, or not of the whole column."""

    step_ms: int
    at_ms: Times
    value: Floats
    partial: NDArray[np.bool_]


class _Series:
    """What all series share: a table, its pyramid, and a number that rises with every change."""

    def __init__(
        self,
        interval_ms: int,
        rules: Mapping[str, Rule],
        *,
        beside: tuple[str, ...] = (),
        filled: bool = True,
    ) -> None:
        """A series without rows.

        Args:
            interval_ms: how long each is.
            rules: what stands for many rows, column by column.
            beside: columns that are never asked for many rows at once.
            filled: whether a row fills its interval.
        """
        self.interval_ms = interval_ms
        self.revision = 0
        self._changes: deque[Touched] = deque(maxlen=_REMEMBERED)
        self.touched: Touched | None = None  # what the last merge changed
        self._table = Table((*rules, *beside))
        self._pyramid = Pyramid(self._table, interval_ms, rules)
        self._holes = Holes(interval_ms, filled=filled)
        self._answers: dict[tuple[int, int, int], tuple[Times, dict[str, Floats]]] = {}

    def __len__(self) -> int:
        return len(self._table)

    @property
    def times(self) -> Times:
        """Opening times, oldest first, UTC ms; a view."""
        return self._table.times

    @property
    def first_ms(self) -> int | None:
        """The oldest known time."""
        return int(self.times[0]) if len(self) else None

    @property
    def end_ms(self) -> int | None:
        """The first moment after the newest row."""
        return int(self.times[-1]) + self.interval_ms if len(self) else None

    def holes(self, left_ms: int, right_ms: int) -> tuple[Times, Times]:
        """When holes in view begin and end."""
        return self._holes.between(left_ms, right_ms)

    def _merge(
        self, times: Times, columns: Mapping[str, Floats], from_ms: int | None = None
    ) -> None:
        """Add or replace rows; with a moment these rows instead of all that there are from it on."""
        gone_ms = self._table.cut(from_ms) if from_ms is not None else None
        if from_ms is not None and gone_ms is not None:
            self._pyramid.cut(from_ms)
            self._holes.cut(from_ms)
        touched = self._table.merge(times, columns)
        if touched is not None:
            self._holes.look(self._table.times, touched)
        if from_ms is not None and gone_ms is not None:
            touched = (from_ms, max(gone_ms, touched[1] if touched is not None else from_ms))
        self.touched = touched
        if touched is not None:
            self.revision += 1
            self._changes.append(touched)
            self._answers.clear()
            self._pyramid.touch(touched)

    def changed_since(self, revision: int) -> tuple[int, int] | None:
        """The rows, low to high without it, outside which all is as it was at a revision.

        None where nothing has changed; all rows where that is too long ago to be known.
        """
        count = self.revision - revision
        if count <= 0:
            return None
        if count > len(self._changes):
            return 0, len(self)
        recent = list(self._changes)[-count:]
        low = self.times.searchsorted(min(first for first, _ in recent))
        high = self.times.searchsorted(max(last for _, last in recent), side="right")
        return int(low), int(high)

    def _columns(self, left_ms: int, right_ms: int, per: int) -> tuple[Times, dict[str, Floats]]:
        """As the pyramid answers; the scale and every painter of a frame ask the same questions."""
        asked = (left_ms, right_ms, per)
        if asked not in self._answers:
            if len(self._answers) >= _ANSWERS:
                self._answers.clear()
            self._answers[asked] = self._pyramid.columns(left_ms, right_ms, per)
        return self._answers[asked]

    def row_at(self, at_ms: int) -> int | None:
        """The row whose interval holds a moment."""
        row = int(self.times.searchsorted(at_ms, side="right")) - 1
        return row if row >= 0 and at_ms - self.times[row] < self.interval_ms else None


class CandleSeries(_Series):
    """The candles of one market and interval."""

    def __init__(self, interval_ms: int) -> None:
        rules = {
            "open": Rule.FIRST,
            "high": Rule.MAX,
            "low": Rule.MIN,
            "close": Rule.LAST,
            "volume": Rule.SUM,
        }
        super().__init__(interval_ms, rules, beside=("delta",))
        self._newest_closed = True

    @property
    def reached_ms(self) -> int | None:
        """A moment that has certainly passed: the newest close, or open where it still runs."""
        end_ms = self.end_ms
        if end_ms is None or self._newest_closed:
            return end_ms
        return end_ms - self.interval_ms

    def merge(self, candles: CandleColumns) -> None:
        """Add newer or older candles, or replace known ones."""
        columns = {
            "open": candles.open,
            "high": candles.high,
            "low": candles.low,
            "close": candles.close,
            "volume": candles.volume,
            "delta": volume_delta(candles),
        }
        self._merge(candles.open_ms, columns)
        if len(candles) and candles.open_ms[-1] == self.times[-1]:
            self._newest_closed = bool(candles.closed[-1])

    def slice(self, left_ms: int, right_ms: int, per_column: int) -> CandleSlice:
        """What reaches into [left, right), `per_column` candles to a column."""
        at_ms, columns = self._columns(left_ms, right_ms, per_column)
        return CandleSlice(self.interval_ms * per_column, at_ms, **columns)

    def rows(self, low: int, high: int) -> CandleColumns:
        """Candles `low` to `high` (without it), each as if it had closed; views."""
        # Buyers' volume less sellers' is what is kept of who traded.
        taker_buy = (self.deltas[low:high] + self._table.column("volume")[low:high]) / 2
        return self._candles(low, high, taker_buy)

    def priced(self) -> CandleColumns:
        """All candles, each as if it had closed, without who traded; views, so it costs nothing."""
        return self._candles(0, len(self), np.broadcast_to(np.nan, len(self)))

    def _candles(self, low: int, high: int, taker_buy: Floats) -> CandleColumns:
        table = self._table
        return CandleColumns(
            self.interval_ms,
            table.times[low:high],
            table.column("open")[low:high],
            table.column("high")[low:high],
            table.column("low")[low:high],
            table.column("close")[low:high],
            table.column("volume")[low:high],
            np.broadcast_to(np.True_, len(taker_buy)),
            taker_buy,
        )

    def closes(self, count: int) -> Floats:
        """The newest closes, oldest first; a view."""
        return self._table.column("close")[-count:]

    @property
    def deltas(self) -> Floats:
        """The volume delta of every candle, NaN where it is unknown; a view."""
        return self._table.column("delta")

    def candle(self, row: int) -> tuple[int, float, float, float, float, float]:
        """One candle: opening time, open, high, low, close, volume."""
        table = self._table
        return (int(table.times[row]), *table.row(row, _CANDLE))  # type: ignore[return-value]


class BarSeries(_Series):
    """Liquidations per interval: longs and shorts, and how far they were observed."""

    def __init__(self, interval_ms: int, *, running: bool = False) -> None:
        """Bars of an interval.

        Args:
            interval_ms: how long each is.
            running: they are sums so far already, so that the last of a column stands for it.
        """
        rules = dict.fromkeys(("long_usd", "short_usd"), Rule.LAST if running else Rule.SUM)
        rules |= dict.fromkeys(("unknown", "partial", "rows"), Rule.SUM)
        super().__init__(interval_ms, rules)

    def merge(self, bars: BarColumns, *, from_ms: int | None = None) -> None:
        """Add or replace bars; with a moment all from it on are replaced, and those before it stay."""
        if from_ms is not None:
            bars = rows_from(bars, from_ms)
        unknown = np.isnan(bars.long_usd) & np.isnan(bars.short_usd)
        partial = ~unknown & (
            ~(bars.share >= WHOLE_SHARE) | np.isnan(bars.long_usd) | np.isnan(bars.short_usd)
        )
        columns = {
            "long_usd": np.nan_to_num(bars.long_usd, nan=0.0),
            "short_usd": np.nan_to_num(bars.short_usd, nan=0.0),
            "unknown": unknown.astype(np.float64),
            "partial": partial.astype(np.float64),
            "rows": np.ones(len(bars)),
        }
        self._merge(bars.start_ms, columns, from_ms)

    def slice(self, left_ms: int, right_ms: int, per_column: int) -> BarSlice:
        """What reaches into [left, right); a column is partial where one of its bars is."""
        at_ms, columns = self._columns(left_ms, right_ms, per_column)
        unknown = columns["unknown"] == columns["rows"]
        partial = ~unknown & (columns["unknown"] + columns["partial"] > 0)
        step_ms = self.interval_ms * per_column
        long_usd, short_usd = columns["long_usd"], columns["short_usd"]
        return BarSlice(step_ms, at_ms, long_usd, short_usd, unknown, partial)

    def sums(self, start_ms: int, end_ms: int) -> tuple[float, float, bool] | None:
        """Longs, shorts, and whether both are whole, over the bars that begin in [start, end).

        None where nobody looked.
        """
        low, high = (int(row) for row in self.times.searchsorted((start_ms, end_ms)))
        if low == high:
            row = self.row_at(start_ms)  # the bars may be longer than the candles
            if row is None:
                return None
            low, high = row, row + 1
        sums = {name: float(self._table.column(name)[low:high].sum()) for name in self._table.names}
        if sums["unknown"] == sums["rows"]:
            return None
        return sums["long_usd"], sums["short_usd"], sums["unknown"] + sums["partial"] == 0


class SignedSeries(_Series):
    """One value of either sign per interval; columns hold their sum, or their mean."""

    def __init__(self, interval_ms: int, *, mean: bool = False) -> None:
        super().__init__(interval_ms, dict.fromkeys(("value", "partial", "rows"), Rule.SUM))
        self._mean = mean

    def merge(self, columns: SignedColumns) -> None:
        """Add or replace values; what is not known is left out, which makes a hole."""
        known = np.isfinite(columns.value)
        values = {
            "value": columns.value[known],
            "partial": columns.provisional[known].astype(np.float64),
            "rows": np.ones(int(known.sum())),
        }
        self._merge(columns.start_ms[known], values)

    def slice(self, left_ms: int, right_ms: int, per_column: int) -> SignedSlice:
        """What reaches into [left, right)."""
        at_ms, columns = self._columns(left_ms, right_ms, per_column)
        value, rows = columns["value"], columns["rows"]
        partial = columns["partial"] > 0
        if self._mean:
            value = value / rows
        else:
            partial |= rows < per_column
        return SignedSlice(self.interval_ms * per_column, at_ms, value, partial)

    def value_in(self, start_ms: int, end_ms: int) -> tuple[float, bool] | None:
        """The sum or mean over what begins in [start, end), and whether it is the last word.

        None where nothing is known.
        """
        low, high = (int(row) for row in self.times.searchsorted((start_ms, end_ms)))
        if low == high:
            return None
        value, partial, rows = (
            float(self._table.column(name)[low:high].sum()) for name in self._table.names
        )
        return (value / rows if self._mean else value), partial == 0


class LineSeries(_Series):
    """One value per point in time; NaN, or nothing, where it is unknown."""

    def __init__(self, interval_ms: int) -> None:
        rules = {"first": Rule.FIRST, "high": Rule.MAX, "low": Rule.MIN, "last": Rule.LAST}
        super().__init__(interval_ms, rules, filled=False)

    def merge(self, line: LineColumns, *, from_ms: int | None = None) -> None:
        """Add or replace points; what is not known is left out, which makes a hole.

        With a moment all from it on are replaced, and those before it stay.
        """
        if from_ms is not None:
            line = rows_from(line, from_ms)
        known = np.isfinite(line.value)
        value = line.value[known]
        columns = dict.fromkeys(("first", "high", "low", "last"), value)
        self._merge(line.at_ms[known], columns, from_ms)

    def slice(self, left_ms: int, right_ms: int, per_column: int) -> LineSlice:
        """What reaches into [left, right), and the columns beyond it to which the line goes on."""
        step_ms = self.interval_ms * per_column
        at_ms, columns = self._columns(left_ms - 2 * step_ms, right_ms + 2 * step_ms, per_column)
        return LineSlice(step_ms, at_ms, **columns)

    def value_in(self, start_ms: int, end_ms: int) -> float | None:
        """The last value in [start, end), or one from just before where it has none."""
        row = int(self.times.searchsorted(end_ms)) - 1
        if row < 0 or start_ms - self.times[row] > self.interval_ms * _FRESH:
            return None
        return float(self._table.column("last")[row])

    def value_at(self, at_ms: int) -> float | None:
        """The value of exactly this time."""
        row = int(self.times.searchsorted(at_ms))
        if row == len(self) or self.times[row] != at_ms:
            return None
        return float(self._table.column("last")[row])

    def columns(self) -> LineColumns:
        """All that is known; copies."""
        value = self._table.column("last")
        return LineColumns(self.interval_ms, self.times.copy(), value.copy())
