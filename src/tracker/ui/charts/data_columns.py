"""What a pane knows as columns of a table: a name with its unit, times, values."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import BarColumns, Flags, Floats, LineColumns, SignedColumns, Times
from tracker.analysis.indicators import Indicator, Kind
from tracker.analysis.studies import Study
from tracker.domain.times import Interval
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.series import WHOLE_SHARE

#: What the lines of Bollinger's bands are called beside their middle, by their place.
_BANDS = ("", "upper", "lower")

#: Significant figures: all that anything was told with, and none that sums of it make up.
_FIGURES = 12


class DataColumn(Struct, frozen=True, eq=False):
    """One column; where a number is NaN nothing is known.

    Attributes:
        name: with its unit, in small letters, digits and underlines.
        at_ms: strictly rising, UTC ms; beginnings of intervals, or the moments of a line.
        values: as many numbers or flags.
        known: of flags, where there is one; everywhere where it is not given.
        of_others: it only says how much of other columns was seen.
    """

    name: str
    at_ms: Times
    values: Floats | Flags
    known: Flags | None = None
    of_others: bool = False


def slug(text: str) -> str:
    """Words as a part of a column's name: `Binance spot` is `binance_spot`."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def line_column(name: str, line: LineColumns) -> DataColumn:
    """A line."""
    return DataColumn(name, line.at_ms, line.value)


def signed_column(name: str, columns: SignedColumns) -> DataColumn:
    """Values of either sign."""
    return DataColumn(name, columns.start_ms, columns.value)


def bar_columns(name: str, bars: BarColumns, interval: Interval) -> tuple[DataColumn, ...]:
    """Liquidations of both sides, which share of each bar was observed, and whether they are least sums.

    Bars of another length than the chart's candles say so in their names.
    """
    if len(bars) and bars.interval_ms != interval.ms:
        name = f"{name}_per_{Interval.of(bars.interval_ms)}"
    at_ms = bars.start_ms
    known = np.isfinite(bars.long_usd) | np.isfinite(bars.short_usd)
    least = ~(bars.share >= WHOLE_SHARE) | ~np.isfinite(bars.long_usd + bars.short_usd)
    return (
        DataColumn(f"long_{name}_usd", at_ms, bars.long_usd),
        DataColumn(f"short_{name}_usd", at_ms, bars.short_usd),
        DataColumn(f"{name}_observed_share", at_ms, bars.share, of_others=True),
        DataColumn(f"{name}_lower_bound", at_ms, least, known),
    )


def study_columns(content: ChartContent, kinds: Iterable[Kind]) -> tuple[DataColumn, ...]:
    """The indicators of some kinds that are shown, over the candles of the chart."""
    wanted = set(kinds)
    shown = (one.indicator for one in content.studies if one.shown)
    return tuple(
        column for one in shown if one.kind in wanted for column in indicator_columns(content, one)
    )


def indicator_columns(content: ChartContent, indicator: Indicator) -> tuple[DataColumn, ...]:
    """The lines of one indicator."""
    candles = content.candles
    study = Study(indicator, candles.interval_ms)
    study.follow(candles)
    unit = "" if indicator.kind is Kind.RSI else "_usd"
    found = []
    for place, line in enumerate(study.names):
        part = _BANDS[place] if indicator.kind is Kind.BOLLINGER else line
        name = slug(f"{indicator.name} {_spoken(part)}")
        found.append(DataColumn(f"{name}{unit}", candles.open_ms, study.line(place)))
    return tuple(found)


def _spoken(line: str) -> str:
    return line.replace("+", "plus ").replace("\N{MINUS SIGN}", "minus ").replace("σ", " sigma")


def texts_of(column: DataColumn, times: Times) -> list[str]:
    """The column at rows of these times, as they stand in a file; empty where nothing is known."""
    found = [""] * len(times)
    places = times.searchsorted(column.at_ms)
    for place, at_ms, row in zip(
        places.tolist(), column.at_ms.tolist(), range(len(column.at_ms)), strict=True
    ):
        if place < len(times) and times[place] == at_ms:
            found[place] = _text(column, row)
    return found


def _text(column: DataColumn, row: int) -> str:
    value = column.values[row]
    if isinstance(value, np.bool_):
        known = column.known is None or column.known[row]
        return ("true" if value else "false") if known else ""
    if not np.isfinite(value):
        return ""
    return np.format_float_positional(float(f"{value:.{_FIGURES}g}"), trim="-")


def rows_between(
    columns: Iterable[DataColumn], interval: Interval, view_ms: tuple[int, int]
) -> Times:
    """The times of a table: the beginning of every interval of a stretch for which a column has a row."""
    first_ms, end_ms = interval.floor(view_ms[0]), view_ms[1]
    every = [np.empty(0, np.int64), *(one.at_ms for one in columns)]
    times: Times = np.unique(np.concatenate(every))
    begins = (times - first_ms) % interval.ms == 0
    found: Times = times[begins & (times >= first_ms) & (times < end_ms)]
    return found
