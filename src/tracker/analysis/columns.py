"""Series as columns: numpy arrays of equal length, oldest first. The charts and formulas use these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from msgspec import Struct, field
from msgspec.structs import fields, force_setattr
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Times = NDArray[np.int64]
Flags = NDArray[np.bool_]


class CandleColumns(Struct, frozen=True, eq=False):
    """Candles of one market and interval; times are opening times in UTC ms, strictly rising.

    A hole in the series is simply absent: two neighbours further apart than the interval.

    Attributes:
        taker_buy: the part of the volume that buyers took, in the base coin; NaN where it is unknown,
            everywhere where it is not given.
    """

    interval_ms: int
    open_ms: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    closed: Flags
    taker_buy: Floats = field(default_factory=lambda: np.empty(0, np.float64))

    def __post_init__(self) -> None:
        if len(self.taker_buy) != len(self.open_ms):
            force_setattr(self, "taker_buy", np.full(len(self.open_ms), np.nan))

    def __len__(self) -> int:
        return len(self.open_ms)

    def head(self, count: int) -> CandleColumns:
        """The oldest `count` candles; negative: all but the newest ones."""
        return self._part(slice(None, count))

    def tail(self, count: int) -> CandleColumns:
        """The newest `count` candles."""
        return self._part(slice(len(self) - min(count, len(self)), None))

    def between(self, start_ms: int, end_ms: int) -> CandleColumns:
        """The candles that open in the half-open window."""
        first, end = np.searchsorted(self.open_ms, (start_ms, end_ms)).tolist()
        return self._part(slice(first, end))

    def finished(self) -> CandleColumns:
        """The closed candles."""
        return self if self.closed.all() else self._part(self.closed)

    def after(self, older: CandleColumns) -> CandleColumns:
        """These candles with those of the same series that opened before them."""
        lead = older.between(0, int(self.open_ms[0])) if len(self) else older
        return CandleColumns(
            self.interval_ms,
            np.concatenate((lead.open_ms, self.open_ms)),
            np.concatenate((lead.open, self.open)),
            np.concatenate((lead.high, self.high)),
            np.concatenate((lead.low, self.low)),
            np.concatenate((lead.close, self.close)),
            np.concatenate((lead.volume, self.volume)),
            np.concatenate((lead.closed, self.closed)),
            np.concatenate((lead.taker_buy, self.taker_buy)),
        )

    def _part(self, part: slice | Flags) -> CandleColumns:
        return CandleColumns(
            self.interval_ms,
            self.open_ms[part],
            self.open[part],
            self.high[part],
            self.low[part],
            self.close[part],
            self.volume[part],
            self.closed[part],
            self.taker_buy[part],
        )

    @classmethod
    def empty(cls, interval_ms: int) -> CandleColumns:
        """No candles yet."""
        none = np.empty(0, np.float64)
        times = np.empty(0, np.int64)
        return cls(interval_ms, times, none, none, none, none, none, np.empty(0, np.bool_))


class BarColumns(Struct, frozen=True, eq=False):
    """Liquidations per interval in USD, both sides positive; NaN where it is not known.

    That is where nobody observed the bucket and nothing of the side is stored.

    `share` is how much of the bucket was observed over all venues that could contribute, 0 to 1.
    """

    interval_ms: int
    start_ms: Times
    long_usd: Floats
    short_usd: Floats
    share: Floats

    def __len__(self) -> int:
        return len(self.start_ms)

    @classmethod
    def empty(cls, interval_ms: int) -> BarColumns:
        """No buckets yet."""
        none = np.empty(0, np.float64)
        return cls(interval_ms, np.empty(0, np.int64), none, none, none)


class LineColumns(Struct, frozen=True, eq=False):
    """One value per point in time; NaN where it is unknown, so that a line breaks there."""

    interval_ms: int
    at_ms: Times
    value: Floats

    def __len__(self) -> int:
        return len(self.at_ms)

    @classmethod
    def empty(cls, interval_ms: int) -> LineColumns:
        """No points yet."""
        return cls(interval_ms, np.empty(0, np.int64), np.empty(0, np.float64))


class EventColumns(Struct, frozen=True, eq=False):
    """Liquidations of one market: UTC ms, USD, and whether the position was long; oldest first.

    Where single events are not kept, or not needed, a row is all of one side in a minute or an hour,
    at the beginning of it.

    Attributes:
        count: how many events a row is.
        largest_usd: the largest event of a row.
        printed_ms: when something was told, at least to the second, in UTC ms.
    """

    at_ms: Times
    usd: Floats
    is_long: Flags
    count: Times = field(default_factory=lambda: np.empty(0, np.int64))
    largest_usd: Floats = field(default_factory=lambda: np.empty(0, np.float64))
    printed_ms: Times = field(default_factory=lambda: np.empty(0, np.int64))

    def __post_init__(self) -> None:
        if len(self.count) != len(self.at_ms):
            force_setattr(self, "count", np.ones(len(self.at_ms), np.int64))
            force_setattr(self, "largest_usd", self.usd)
            force_setattr(self, "printed_ms", self.at_ms)

    @classmethod
    def empty(cls) -> EventColumns:
        """No events."""
        return cls(np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.bool_))

    @classmethod
    def joined(cls, parts: Sequence[EventColumns]) -> EventColumns:
        """Parts of one market that follow each other, oldest first."""
        if len(parts) == 1:
            return parts[0]
        none = cls.empty()
        every = (none, *parts)
        return cls(
            np.concatenate([one.at_ms for one in every]),
            np.concatenate([one.usd for one in every]),
            np.concatenate([one.is_long for one in every]),
            np.concatenate([one.count for one in every]),
            np.concatenate([one.largest_usd for one in every]),
            np.concatenate([one.printed_ms for one in every]),
        )


class LiquidationMinutes(Struct, frozen=True, eq=False):
    """Single liquidations of one market summed up by minute or hour; what has no row had no event.

    Whether it was observed at all, the recorded stretches tell.

    Attributes:
        width_ms: a minute or an hour.
        at_ms: where each begins, UTC ms, strictly rising.
        long_max_usd: the largest event; 0 where the side had none. So `short_max_usd`.
        seconds_with_print: in how many of its seconds something was told, of either side.
        seconds: of minutes, a bit for each of these seconds, the lowest for the first; empty for hours.
    """

    width_ms: int
    at_ms: Times
    long_usd: Floats
    short_usd: Floats
    long_count: Times
    short_count: Times
    long_max_usd: Floats
    short_max_usd: Floats
    seconds_with_print: Times
    seconds: Times

    def __len__(self) -> int:
        return len(self.at_ms)

    @property
    def max_usd(self) -> Floats:
        """The largest event of either side."""
        return np.maximum(self.long_max_usd, self.short_max_usd)

    def printed_ms(self) -> Times:
        """The seconds in which something was told, in UTC ms; none of hours."""
        if not len(self.seconds):
            return self.seconds
        bits = (self.seconds[:, None] >> np.arange(60)) & 1
        rows, places = np.nonzero(bits)
        printed: Times = self.at_ms[rows] + places * 1_000
        return printed

    def as_events(self) -> EventColumns:
        """The same as columns of events: a row for each side that had any."""
        at_ms = np.repeat(self.at_ms, 2)
        count = np.stack((self.long_count, self.short_count), axis=1).ravel()
        there = count > 0
        is_long = np.tile(np.array([True, False]), len(self))
        usd = np.stack((self.long_usd, self.short_usd), axis=1).ravel()
        largest = np.stack((self.long_max_usd, self.short_max_usd), axis=1).ravel()
        columns = (at_ms[there], usd[there], is_long[there], count[there], largest[there])
        # Of hours the seconds are not known: a sampled feed is never read by them.
        return EventColumns(*columns, self.printed_ms())


class PrintColumns(Struct, frozen=True, eq=False):
    """Single liquidations with their price, largest first; prices and sums in USD."""

    at_ms: Times
    price: Floats
    usd: Floats
    is_long: Flags

    @classmethod
    def empty(cls) -> PrintColumns:
        """None."""
        none = np.empty(0, np.float64)
        return cls(np.empty(0, np.int64), none, none, np.empty(0, np.bool_))


class BucketColumns(Struct, frozen=True, eq=False):
    """A venue's own liquidation sums of one width, by the bucket's start."""

    width_ms: int
    start_ms: Times
    long_usd: Floats
    short_usd: Floats


class InterestColumns(Struct, frozen=True, eq=False):
    """Open interest of one market, one-sided; NaN where unknown."""

    at_ms: Times
    coin: Floats
    usd: Floats


class FundingColumns(Struct, frozen=True, eq=False):
    """Funding of one market by the moment at which it is paid, a fraction per its own interval.

    `interval_h` is NaN where the venue does not say; what is not settled is the venue's prediction.
    """

    settles_ms: Times
    rate: Floats
    interval_h: Floats
    settled: Flags


class RatioColumns(Struct, frozen=True, eq=False):
    """The share of accounts that are net long, 0 to 1, of one market."""

    at_ms: Times
    long_share: Floats


class SignedColumns(Struct, frozen=True, eq=False):
    """One value of either sign per interval, by its start; NaN where it is unknown.

    `provisional` is true where the value is not the last word: predicted, or over a part alone.
    """

    interval_ms: int
    start_ms: Times
    value: Floats
    provisional: Flags

    def __len__(self) -> int:
        return len(self.start_ms)

    @classmethod
    def empty(cls, interval_ms: int) -> SignedColumns:
        """No intervals yet."""
        return cls(
            interval_ms, np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.bool_)
        )


Series = TypeVar("Series", BarColumns, CandleColumns, LineColumns, SignedColumns)


def rows_from(columns: Series, from_ms: int) -> Series:
    """The rows of a series from a moment on."""
    names = _names(columns)
    first = int(getattr(columns, names[0]).searchsorted(from_ms))
    return type(columns)(columns.interval_ms, *(getattr(columns, one)[first:] for one in names))


def spliced(old: Series, new: Series, cut_ms: int) -> Series:
    """The rows of a series before a moment, and from there on those of another reading of it."""
    names = _names(old)
    keep = int(getattr(old, names[0]).searchsorted(cut_ms))
    parts = (np.concatenate((getattr(old, one)[:keep], getattr(new, one))) for one in names)
    return type(old)(old.interval_ms, *parts)


def _names(columns: Series) -> list[str]:
    return [one.name for one in fields(columns)][1:]  # after the interval
