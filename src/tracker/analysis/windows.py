"""Trailing windows at many moments at once: what rules measure, live and over stored history alike.

Windows are half-open, `[moment - window, moment)`. Unknown is NaN. Reference: docs/methodology.md,
section 5.1.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import CandleColumns, Flags, Floats, Times
from tracker.analysis.liquidations import Flow, resolve, seen_ms
from tracker.analysis.open_interest import VenueInterest, as_of
from tracker.domain.coverage import COMPLETE_SHARE, Coverage, VenueCoverage
from tracker.domain.derivatives import FeedKind
from tracker.domain.market import Contract
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS

#: A venue that was not heard for so long is not waited for: it is blocked here, or given up.
EXPECTED_MS = DAY_MS
#: The longs' share says something only above so much (domain: the dominance floor), in USD and of OI.
_SHARE_FLOOR_USD, _SHARE_FLOOR_OF_OI = 1e6, 1e-5
#: Normal is the median of so long a past, and unknown with less of it than this.
NORMAL_MS, NORMAL_LEAST_MS = 30 * DAY_MS, 10 * DAY_MS


class Moves(Struct, frozen=True, eq=False):
    """How far price is from the extremes of each window, in percent.

    Attributes:
        fall: from the highest close down to the last one, zero or negative.
        rise: from the lowest close up to the last one, zero or positive.
        share: how much of the window is known.
    """

    fall: Floats
    rise: Floats
    share: Floats


def moves(candles: CandleColumns, moments: Times, window_ms: int) -> Moves:
    """The moves of every window; the close before a window counts as its beginning.

    Measured from the extremes of the closes, so that nothing fires because an old one leaves the
    window.

    Args:
        candles: closed ones.
        moments: on the grid of the candles' interval, evenly spaced by it.
        window_ms: a multiple of the interval.
    """
    step = candles.interval_ms
    if not len(moments):
        none = np.empty(0)
        return Moves(none, none, none)
    width = window_ms // step + 1
    first_ms = int(moments[0]) - window_ms
    closes = np.full(len(moments) + width - 1, np.nan)
    index = (candles.open_ms + step - first_ms) // step
    inside = (index >= 0) & (index < len(closes))
    closes[index[inside]] = candles.close[inside]
    last = closes[width - 1 :]
    known = np.isfinite(closes)
    high = rolling_max(np.where(known, closes, -np.inf), width)
    low = -rolling_max(np.where(known, -closes, -np.inf), width)
    count = np.cumsum(np.concatenate(([0], known)))
    share = (count[width:] - count[:-width]) / width
    return Moves((last / high - 1) * 100, (last / low - 1) * 100, share)


def rolling_max(values: Floats, width: int) -> Floats:
    """The maximum of every `width` neighbours, in log(width) passes."""
    result, reach = values, 1
    while reach * 2 <= width:
        result = np.maximum(result[:-reach], result[reach:])
        reach *= 2
    rest = width - reach
    return np.maximum(result[: len(result) - rest], result[rest:]) if rest else result


class _VenueSums(Struct, frozen=True, eq=False):
    """One venue's part: its share of each window, and whether it is waited for."""

    venue: str
    kind: FeedKind
    long_usd: Floats
    short_usd: Floats
    share: Floats
    heard: Flags


class Sums(Struct, frozen=True, eq=False):
    """Liquidations per window in USD over all venues; NaN where nobody is waited for.

    Attributes:
        complete: whether a window was seen by all that are waited for. A sampled feed counts as
            seen: what it leaves out is missing in every window alike.
    """

    long_usd: Floats
    short_usd: Floats
    complete: Flags
    parts: tuple[_VenueSums, ...]

    def side(self, side: str | None) -> Floats:
        """One side of the sums, or both."""
        if side is None:
            return self.long_usd + self.short_usd
        return self.long_usd if side == "long" else self.short_usd

    def part(self, part: slice) -> Sums:
        """Some of the windows."""
        parts = tuple(
            _VenueSums(
                one.venue,
                one.kind,
                one.long_usd[part],
                one.short_usd[part],
                one.share[part],
                one.heard[part],
            )
            for one in self.parts
        )
        return Sums(self.long_usd[part], self.short_usd[part], self.complete[part], parts)

    def of(self, venues: Collection[str]) -> Sums:
        """The same of these venues alone; complete where they saw it all, and all are waited for."""
        parts = tuple(one for one in self.parts if one.venue in venues)
        long_usd, short_usd, share = np.zeros((3, len(self.long_usd)))
        for one in parts:
            long_usd += one.long_usd
            short_usd += one.short_usd
            share += one.share
        if not parts:
            long_usd, short_usd = np.full((2, len(self.long_usd)), np.nan)
        complete = share >= COMPLETE_SHARE * len(parts) if parts else np.zeros(len(share), np.bool_)
        return Sums(long_usd, short_usd, complete, parts)

    def coverage(self, at: int) -> Coverage:
        """How complete one window is, over all venues that could contribute."""
        return Coverage(
            tuple(VenueCoverage(one.venue, float(one.share[at]), one.kind) for one in self.parts)
        )


def sums(flows: Sequence[Flow], moments: Times, window_ms: int) -> Sums:
    """Liquidations of every window. The flows reach back `reach_ms` before the first moment.

    Where flows hold minutes, moments and window are whole minutes.
    """
    parts = tuple(_venue_sums(one.fitting(window_ms), moments, window_ms) for one in flows)
    long_usd, short_usd, share, heard = np.zeros((4, len(moments)))
    for one in parts:
        long_usd += one.long_usd
        short_usd += one.short_usd
        share += np.where(one.heard, one.share, 0.0)
        heard += one.heard
    known = heard > 0
    return Sums(
        np.where(known, long_usd, np.nan),
        np.where(known, short_usd, np.nan),
        known & (share >= COMPLETE_SHARE * heard),
        parts,
    )


def reach_ms(window_ms: int) -> int:
    """How far before a moment its window's flows must reach."""
    return max(window_ms, EXPECTED_MS) + HOUR_MS


def _venue_sums(flow: Flow, moments: Times, window_ms: int) -> _VenueSums:
    starts = moments - window_ms
    before = moments - max(window_ms, EXPECTED_MS)
    if flow.kind is not FeedKind.STATS:
        at, long_side, short_side = _sides(flow)
        longs = _summed(at, long_side, starts, moments)
        shorts = _summed(at, short_side, starts, moments)
        share = np.minimum(1.0, seen_ms(flow.observed, starts, moments) / window_ms)
        heard = seen_ms(flow.observed, before, moments) > 0
        return _VenueSums(flow.venue, flow.kind, longs, shorts, share, heard)
    at, widths, long_usd, short_usd = resolve(flow.buckets)
    if not len(at):
        nothing = np.zeros(len(moments))
        nobody = np.zeros(len(moments), np.bool_)
        return _VenueSums(flow.venue, flow.kind, nothing, nothing, nothing, nobody)
    # A bucket belongs to the window in which it ends (inclusive): before that it is not whole, and
    # in history it would tell of what comes after the moment.
    ends = at + widths - 1
    longs = _summed(ends, long_usd, starts, moments)
    shorts = _summed(ends, short_usd, starts, moments)
    # The one that has just ended may not be published yet, so it is not asked for.
    narrow = min(one.width_ms for one in flow.buckets)
    until = np.maximum(moments - narrow, starts + narrow)
    seen = seen_ms(list(zip(at.tolist(), (ends + 1).tolist(), strict=True)), starts, until)
    last = np.searchsorted(at, moments, "right") - 1
    runs = (last >= 0) & (ends[last] >= moments)
    seen -= np.where(runs, np.maximum(0, until - np.maximum(at[last], starts)), 0)
    share = seen / (until - starts)
    heard = _summed(ends, np.ones(len(ends)), before, moments) > 0
    return _VenueSums(flow.venue, flow.kind, longs, shorts, share, heard)


def _sides(flow: Flow) -> tuple[Times, Floats, Floats]:
    """Times, longs and shorts of a venue's events; by minute, where that is what is known."""
    if flow.minutes is not None:
        return flow.minutes.start_ms, flow.minutes.long_usd, flow.minutes.short_usd
    usd, is_long = flow.events.usd, flow.events.is_long
    return flow.events.at_ms, usd * is_long, usd * ~is_long


def _summed(at: Times, values: Floats, starts: Times, ends: Times) -> Floats:
    """The sums of the values whose times lie in the half-open windows."""
    before = np.concatenate(([0.0], np.cumsum(values)))
    inside = before[np.searchsorted(at, ends, "left")] - before[np.searchsorted(at, starts, "left")]
    # A difference of long sums leaves a crumb where nothing was; cents are enough.
    return np.round(inside, 2)


class Normal(Struct, frozen=True):
    """What is normal for a window: its median in USD, and the venues whose it is."""

    usd: float
    venues: tuple[str, ...]


def normal(flows: Sequence[Flow], at_ms: int, window_ms: int, *, side: str | None) -> Normal | None:
    """The median of what windows of this length held over the 30 days before the last one.

    Over a matched universe (`settled`), to which a window that is compared with it must be limited.
    None where no venue saw ten days of them completely, or where the median is zero.
    The flows reach back `NORMAL_MS`, a window and `reach_ms`.
    """
    past, step_ms = past_sums(flows, at_ms, window_ms)
    known = settled(past, step_ms)
    values = known.side(side)[known.complete]
    if len(values) * step_ms < NORMAL_LEAST_MS:
        return None
    median = float(np.median(values))
    return Normal(median, tuple(one.venue for one in known.parts)) if median > 0 else None


def settled(past: Sums, step_ms: int) -> Sums:
    """The same of those venues alone that saw ten days of windows completely.

    With a venue that has just begun in a sum and not in its past, everything would look like a
    cascade. Reference: docs/methodology.md, section 2.7.
    """
    venues = {
        one.venue
        for one in past.parts
        if (one.share >= COMPLETE_SHARE).sum() * step_ms >= NORMAL_LEAST_MS
    }
    return past.of(venues)


def past_sums(flows: Sequence[Flow], at_ms: int, window_ms: int) -> tuple[Sums, int]:
    """The windows of the 30 days before the one that ends at a moment, and how far apart they end.

    None of them overlaps that one. The flows reach back `NORMAL_MS`, a window and `reach_ms`.
    """
    step_ms = min(window_ms, HOUR_MS)
    last_ms = at_ms - window_ms
    ends = np.arange(last_ms - NORMAL_MS, last_ms + 1, step_ms, dtype=np.int64)
    return sums(flows, ends, window_ms), step_ms


def share_floor_usd(interest_usd: Floats) -> Floats:
    """Below this a window's long share says nothing (docs/methodology.md, section 5.1)."""
    return np.fmax(_SHARE_FLOOR_USD, _SHARE_FLOOR_OF_OI * interest_usd)


#: Fewer of the venues than this say nothing about a change over all of them.
MATCHED_SHARE = 0.5


class Positions(Struct, frozen=True, eq=False):
    """Change of the number of contracts over each window, in percent, over venues known at both ends.

    `matched` is the share of the venues, out of those known at either end.
    """

    change: Floats
    matched: Floats


def positions(venues: Sequence[VenueInterest], moments: Times, window_ms: int) -> Positions:
    """Contracts and not USD: when nobody trades, a fall in price changes nothing here.

    Each venue weighs by its USD where the window begins (docs/methodology.md, section 8.2).
    """
    near_ms = 10 * MINUTE_MS if window_ms < HOUR_MS else HOUR_MS + 10 * MINUTE_MS
    moved, weight = np.zeros((2, len(moments)))
    both, either = np.zeros((2, len(moments)))
    for one in venues:
        coin, usd = as_of(one.columns, moments - window_ms, near_ms)
        ends = as_of(one.columns, moments, 10 * MINUTE_MS)
        inverse = one.contract is Contract.INVERSE
        then, now = (usd, ends[1]) if inverse else (coin, ends[0])
        known = np.isfinite(then) & np.isfinite(now) & np.isfinite(usd) & (then > 0)
        moved += np.where(known, usd * (now / np.where(known, then, 1.0) - 1), 0.0)
        weight += np.where(known, usd, 0.0)
        both += known
        either += np.isfinite(then) | np.isfinite(now)
    there = (both > 0) & (weight > 0)
    change = np.where(there, moved / np.where(there, weight, 1.0), np.nan) * 100
    return Positions(change, both / np.maximum(either, 1))


def interest_usd(venues: Sequence[VenueInterest], moments: Times) -> Floats:
    """Open interest in USD at each moment over the venues known then; NaN where nobody is."""
    usd = np.zeros(len(moments))
    known = np.zeros(len(moments), np.bool_)
    for one in venues:
        dollars = as_of(one.columns, moments, HOUR_MS + 10 * MINUTE_MS)[1]
        there = np.isfinite(dollars)
        usd += np.where(there, dollars, 0.0)
        known |= there
    return np.where(known, usd, np.nan)
