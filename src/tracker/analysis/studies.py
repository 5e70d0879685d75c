"""One indicator over a series that grows: keeps its lines, and works out anew only what changed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import CandleColumns, Floats, Times
from tracker.analysis.indicators import Indicator, Kind, Session
from tracker.analysis.rolling import deviation, simple_average, weighted_average
from tracker.analysis.smoothing import exponential_average, wilder_range, wilder_strength
from tracker.analysis.vwap import anchored_starts, session_starts, weighted_price
from tracker.domain.times import DAY_MS, Interval

#: Columns from a row on: of candles, the row, and the columns' values one row before it.
Formula = Callable[[CandleColumns, int, tuple[float, ...] | None], tuple[Floats, ...]]
_FIRST_ROOM = 1_024
#: After so many times its length an average has forgotten what it began with, to 1 in 10⁸.
_FORGETS, _WILDER_FORGETS = 10, 20
_LONGEST_MS = {Session.DAY: DAY_MS, Session.WEEK: 7 * DAY_MS, Session.MONTH: 31 * DAY_MS}


class _Recipe(Struct, frozen=True):
    """How an indicator is made.

    Attributes:
        names: of its lines, which are its first columns; the first one's is empty.
        columns: how many there are with what the formula goes on from.
    """

    names: tuple[str, ...]
    columns: int
    formula: Formula


class Study:
    """The lines of one indicator over the candles of one series."""

    def __init__(self, indicator: Indicator, interval_ms: int) -> None:
        self.indicator = indicator
        self._recipe = _recipe(indicator, interval_ms)
        self._room: Floats = np.empty((self._recipe.columns, _FIRST_ROOM))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its lines beside the indicator's own: the first is empty."""
        return self._recipe.names

    def line(self, place: int = 0) -> Floats:
        """One of its lines, a value for each candle, NaN where it is not known; a view."""
        return self._room[place, : self._count]

    def follow(self, candles: CandleColumns, row: int = 0) -> None:
        """The candles from `row` on are new or other ones than before; those before it are not."""
        row = min(row, self._count, len(candles))
        before = tuple(self._room[:, row - 1].tolist()) if row else None
        self._reserve(len(candles), row)
        self._count = len(candles)
        if row < self._count:
            for column, values in enumerate(self._recipe.formula(candles, row, before)):
                self._room[column, row : self._count] = values

    def _reserve(self, count: int, kept: int) -> None:
        if count > self._room.shape[1]:
            room = np.empty((len(self._room), max(count + _FIRST_ROOM, count + count // 2)))
            room[:, :kept] = self._room[:, :kept]
            self._room = room


def lead_ms(indicator: Indicator, interval: Interval, at_ms: int) -> int:
    """How far before a moment candles must be known, so that the indicator is right there."""
    if indicator.kind is Kind.VWAP:
        if indicator.anchor_ms is not None:
            return max(at_ms - interval.floor(indicator.anchor_ms), 0)
        assert indicator.session is not None
        return at_ms - int(session_starts(np.array([at_ms], np.int64), indicator.session)[0])
    times = {Kind.EMA: _FORGETS, Kind.ATR: _WILDER_FORGETS, Kind.RSI: _WILDER_FORGETS}
    return (indicator.length * times.get(indicator.kind, 1) + 1) * interval.ms


def _recipe(indicator: Indicator, interval_ms: int) -> _Recipe:
    makers = {
        Kind.SMA: _simple,
        Kind.EMA: _exponential,
        Kind.WMA: _weighted,
        Kind.VWAP: _vwap,
        Kind.BOLLINGER: _bollinger,
        Kind.ATR: _range,
        Kind.RSI: _strength,
    }
    return makers[indicator.kind](indicator, interval_ms)


def _simple(indicator: Indicator, _: int) -> _Recipe:
    length = indicator.length
    return _Recipe(("",), 1, lambda candles, row, _: (simple_average(candles, length, row),))


def _weighted(indicator: Indicator, _: int) -> _Recipe:
    length = indicator.length
    return _Recipe(("",), 1, lambda candles, row, _: (weighted_average(candles, length, row),))


def _exponential(indicator: Indicator, _: int) -> _Recipe:
    def make(
        candles: CandleColumns, row: int, before: tuple[float, ...] | None
    ) -> tuple[Floats, ...]:
        return (exponential_average(candles, indicator.length, row, _first(before)),)

    return _Recipe(("",), 1, make)


def _range(indicator: Indicator, _: int) -> _Recipe:
    def make(
        candles: CandleColumns, row: int, before: tuple[float, ...] | None
    ) -> tuple[Floats, ...]:
        return (wilder_range(candles, indicator.length, row, _first(before)),)

    return _Recipe(("",), 1, make)


def _strength(indicator: Indicator, _: int) -> _Recipe:
    def make(
        candles: CandleColumns, row: int, before: tuple[float, ...] | None
    ) -> tuple[Floats, ...]:
        means = (before[1], before[2]) if before is not None else None
        return wilder_strength(candles, indicator.length, row, means)

    return _Recipe(("",), 3, make)


def _bollinger(indicator: Indicator, _: int) -> _Recipe:
    """Average and two bands (J. Bollinger, Bollinger on Bollinger Bands, 2001)."""

    def make(candles: CandleColumns, row: int, _: tuple[float, ...] | None) -> tuple[Floats, ...]:
        middle = simple_average(candles, indicator.length, row)
        away = indicator.width * deviation(candles, indicator.length, row)
        return middle, middle + away, middle - away

    return _Recipe(("", "upper", "lower"), 3, make)


def _vwap(indicator: Indicator, interval_ms: int) -> _Recipe:
    bands = range(1, indicator.bands + 1)
    names = ("", *(f"{sign}{count}σ" for count in bands for sign in "+−"))
    lines = len(names)

    def starts(open_ms: Times) -> Times:
        if indicator.anchor_ms is not None:
            return anchored_starts(open_ms, indicator.anchor_ms, interval_ms)
        assert indicator.session is not None
        return session_starts(open_ms, indicator.session)

    def make(
        candles: CandleColumns, row: int, before: tuple[float, ...] | None
    ) -> tuple[Floats, ...]:
        kept = (before[0], *before[lines:]) if before is not None else None
        found = weighted_price(candles, starts(candles.open_ms[max(row - 1, 0) :]), row, kept)
        sides = (found.mean + sign * count * found.deviation for count in bands for sign in (1, -1))
        return (found.mean, *sides, *found.columns[1:])

    return _Recipe(names, lines + 5, make)


def _first(before: tuple[float, ...] | None) -> float:
    return before[0] if before is not None else np.nan
