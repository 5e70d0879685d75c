"""Open interest of several venues as one line, one-sided, over venues that are there throughout.

A venue that is missing at one end must not look like deleveraging (docs/methodology.md, section 3.2):
only venues known over the whole stretch are summed, and the others are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import CandleColumns, Floats, InterestColumns, LineColumns, Times
from tracker.domain.market import Contract
from tracker.domain.times import HOUR_MS, MINUTE_MS

#: A venue with fewer of the points than this is left out of the line.
_PRESENT_SHARE = 0.8
#: Samples this far from where they are wanted do not count (docs/methodology.md, section 3.2).
_NEAR_MS = 10 * MINUTE_MS


class VenueInterest(Struct, frozen=True):
    """One venue's open interest of one asset; `contract` says what its traders hold: coins or USD."""

    venue: str
    columns: InterestColumns
    contract: Contract = Contract.LINEAR


class InterestLine(Struct, frozen=True):
    """The sum over the included venues, and who is left out."""

    columns: LineColumns
    included: tuple[str, ...]
    excluded: tuple[str, ...]


class InterestChange(Struct, frozen=True):
    """A change between two moments over the venues known at both; fractions, None where unknown."""

    usd: float | None
    coin: float | None
    venues: tuple[str, ...]
    missing: tuple[str, ...]


def line(
    venues: Sequence[VenueInterest], interval_ms: int, start_ms: int, end_ms: int
) -> InterestLine:
    """Coins at every point of the interval's grid and at the end; NaN where a venue is missing."""
    samples = sampled(venues, interval_ms, start_ms, end_ms)
    first = samples.first
    if first is None:
        return InterestLine(LineColumns.empty(interval_ms), (), tuple(samples.values))
    counts = {venue: int(np.isfinite(one).sum()) for venue, one in samples.values.items()}
    included = included_of(counts, len(samples.at_ms) - first)
    columns = LineColumns(interval_ms, samples.at_ms[first:], samples.sum_of(included)[first:])
    return InterestLine(columns, included, excluded_of(counts, included))


class Sampled(Struct, frozen=True, eq=False):
    """The coins of each venue at the same points in time; NaN where they are unknown."""

    at_ms: Times
    values: dict[str, Floats]

    @property
    def first(self) -> int | None:
        """The first point at which any venue is known."""
        anybody = np.zeros(len(self.at_ms), np.bool_)
        for one in self.values.values():
            anybody |= np.isfinite(one)
        return int(np.argmax(anybody)) if anybody.any() else None

    def sum_of(self, venues: Sequence[str]) -> Floats:
        """The sum over these venues; NaN where one of them is unknown."""
        unknown = np.full(len(self.at_ms), np.nan)
        result: Floats = np.sum([self.values.get(venue, unknown) for venue in venues], axis=0)
        return result


def sampled(
    venues: Sequence[VenueInterest], interval_ms: int, start_ms: int, end_ms: int
) -> Sampled:
    """What is known at every point of the interval's grid and at the end."""
    grid = np.append(np.arange(start_ms, end_ms, interval_ms, dtype=np.int64), end_ms)
    near_ms = near_ms_of(interval_ms)
    return Sampled(grid, {one.venue: as_of(one.columns, grid, near_ms)[0] for one in venues})


def included_of(counts: Mapping[str, int], points: int) -> tuple[str, ...]:
    """The venues that go into the sum, where each knows so many of these points."""
    there = tuple(venue for venue, count in counts.items() if count / points >= _PRESENT_SHARE)
    return there or (max(counts, key=lambda venue: counts[venue]),)


def excluded_of(venues: Iterable[str], included: Collection[str]) -> tuple[str, ...]:
    """The venues that are left out."""
    return tuple(venue for venue in venues if venue not in included)


def near_ms_of(interval_ms: int) -> int:
    """How old a sample may be that stands for a moment of a chart of this interval."""
    return HOUR_MS + _NEAR_MS if interval_ms >= HOUR_MS else _NEAR_MS


def observed_share(columns: InterestColumns, start_ms: int, end_ms: int) -> float:
    """The share of a half-open window over which a figure stands that was fresh enough, 0 to 1.

    Reference: docs/methodology.md, section 2.3.
    """
    near_ms = _NEAR_MS if end_ms - start_ms <= HOUR_MS else HOUR_MS + _NEAR_MS
    at_ms = columns.at_ms[np.isfinite(columns.coin) | np.isfinite(columns.usd)]
    until_ms = np.minimum(at_ms + near_ms, np.append(at_ms[1:], end_ms))
    seen_ms = np.minimum(until_ms, end_ms) - np.maximum(at_ms, start_ms)
    return float(np.maximum(seen_ms, 0).sum()) / (end_ms - start_ms)


def change(venues: Sequence[VenueInterest], from_ms: int, to_ms: int) -> InterestChange:
    """The relative change between two moments, over the venues that are known at both."""
    moments = np.array([from_ms, to_ms], np.int64)
    near_ms = _NEAR_MS if to_ms - from_ms < HOUR_MS else HOUR_MS + _NEAR_MS
    usd = np.zeros(2)
    coin = np.zeros(2)
    matched, missing = [], []
    for one in venues:
        coins, dollars = as_of(one.columns, moments, near_ms)
        if np.isfinite(coins).all():
            matched.append(one.venue)
            coin += coins
            usd += dollars
        else:
            missing.append(one.venue)
    return InterestChange(
        usd=_relative(usd), coin=_relative(coin), venues=tuple(matched), missing=tuple(missing)
    )


def priced(columns: InterestColumns, candles: CandleColumns) -> InterestColumns:
    """Coins and USD where a venue's history gives one of them, at the reference market's price.

    Args:
        columns: open interest of one market.
        candles: closed candles of the reference market that cover it.
    """
    blank = np.isnan(columns.usd) != np.isnan(columns.coin)
    if not blank.any() or not len(candles):
        return columns
    index = np.searchsorted(candles.open_ms, columns.at_ms, "right") - 1
    safe = np.maximum(index, 0)
    near = (index >= 0) & (columns.at_ms - candles.open_ms[safe] <= 2 * candles.interval_ms)
    # History is stamped on the boundary, so the candle's opening price is that of the moment.
    price = candles.open[safe]
    no_usd, no_coin = (blank & near & np.isnan(one) for one in (columns.usd, columns.coin))
    usd = np.where(no_usd, columns.coin * price, columns.usd)
    coin = np.where(no_coin, columns.usd / price, columns.coin)
    return InterestColumns(columns.at_ms, coin, usd)


def _relative(ends: Floats) -> float | None:
    return float(ends[1] / ends[0] - 1) if ends[0] > 0 and np.isfinite(ends).all() else None


def as_of(columns: InterestColumns, moments: Times, near_ms: int) -> tuple[Floats, Floats]:
    """The newest coins and USD known at each moment, NaN where that is older than `near_ms`."""
    if not len(columns.at_ms):
        unknown = np.full(len(moments), np.nan)
        return unknown, unknown
    index = np.searchsorted(columns.at_ms, moments, "right") - 1
    safe = np.maximum(index, 0)
    there = (index >= 0) & (moments - columns.at_ms[safe] <= near_ms)
    return (
        np.where(there, columns.coin[safe], np.nan),
        np.where(there, columns.usd[safe], np.nan),
    )
