"""Series as columns: numpy arrays of equal length, oldest first. The charts and formulas use these."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Times = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class CandleColumns:
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
            object.__setattr__(self, "taker_buy", np.full(len(self.open_ms), np.nan))

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


@dataclass(frozen=True, slots=True, eq=False)
class BarColumns:
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


@dataclass(frozen=True, slots=True, eq=False)
class LineColumns:
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


@dataclass(frozen=True, slots=True, eq=False)
class EventColumns:
    """Liquidations of one market: UTC ms, USD, and whether the position was long; oldest first."""

    at_ms: Times
    usd: Floats
    is_long: Flags

    @classmethod
    def empty(cls) -> EventColumns:
        """No events."""
        return cls(np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.bool_))


@dataclass(frozen=True, slots=True, eq=False)
class PrintColumns:
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


@dataclass(frozen=True, slots=True, eq=False)
class BucketColumns:
    """A venue's own liquidation sums of one width, by the bucket's start."""

    width_ms: int
    start_ms: Times
    long_usd: Floats
    short_usd: Floats


@dataclass(frozen=True, slots=True, eq=False)
class InterestColumns:
    """Open interest of one market, one-sided; NaN where unknown."""

    at_ms: Times
    coin: Floats
    usd: Floats


@dataclass(frozen=True, slots=True, eq=False)
class FundingColumns:
    """Funding of one market by the moment at which it is paid, a fraction per its own interval.

    `interval_h` is NaN where the venue does not say; what is not settled is the venue's prediction.
    """

    settles_ms: Times
    rate: Floats
    interval_h: Floats
    settled: Flags


@dataclass(frozen=True, slots=True, eq=False)
class RatioColumns:
    """The share of accounts that are net long, 0 to 1, of one market."""

    at_ms: Times
    long_share: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SignedColumns:
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
