"""The pace of liquidations: the last 24 hours beside their own normal, and a fast read of the last one.

Reference: docs/methodology.md, sections 9.1 and 9.5.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import BarColumns, Floats, Times
from tracker.analysis.liquidations import Flow, resolve, seen_ms
from tracker.analysis.windows import NORMAL_LEAST_MS, NORMAL_MS, sums
from tracker.domain.derivatives import FeedKind, Side
from tracker.domain.times import DAY_MS, HOUR_MS

#: The base ends so long before the moment, so that an episode is not its own normal.
BASE_LAG_MS = DAY_MS
#: A sample of the past counts with at least this much of it seen.
_SEEN_SHARE = 0.9
#: After so long without a word a venue is dead; its own sums come later than events.
_SILENT_MS, _SUMS_SILENT_MS = HOUR_MS, 3 * HOUR_MS
#: The half-life of the fast read, and how far it looks back: the rest is a four-thousandth.
HALF_LIFE_MS, FAST_MS = HOUR_MS, 12 * HOUR_MS


class VenuePace(Struct, frozen=True, eq=False):
    """One venue's liquidations over the 24 hours before each moment, in USD.

    `share` is how much of them was observed, 0 to 1.
    """

    venue: str
    long_usd: Floats
    short_usd: Floats
    share: Floats

    def side(self, side: Side) -> Floats:
        """One side."""
        return self.long_usd if side is Side.LONG else self.short_usd


class PaceColumns(Struct, frozen=True, eq=False):
    """The pace of every venue at evenly spaced moments."""

    at_ms: Times
    venues: tuple[VenuePace, ...]

    def side(self, side: Side, venues: Collection[str]) -> Floats:
        """The sum of one side over these venues; over all that were heard where none is named.

        NaN where none of them was heard.
        """
        usd, heard = np.zeros(len(self.at_ms)), np.zeros(len(self.at_ms), np.bool_)
        for one in self.venues:
            if not venues or one.venue in venues:
                usd += one.side(side)
                heard |= one.share > 0
        return np.where(heard, usd, np.nan)

    @classmethod
    def joined(cls, parts: Sequence[PaceColumns]) -> PaceColumns:
        """Stretches one after the other; a venue that is not in one of them was not heard there."""
        names = dict.fromkeys(one.venue for part in parts for one in part.venues)
        columns = []
        for name in names:
            rows = [part.of(name) for part in parts]
            columns.append(
                VenuePace(
                    name,
                    np.concatenate([one.long_usd for one in rows]),
                    np.concatenate([one.short_usd for one in rows]),
                    np.concatenate([one.share for one in rows]),
                )
            )
        return cls(np.concatenate([part.at_ms for part in parts]), tuple(columns))

    def of(self, venue: str) -> VenuePace:
        """One venue's part."""
        nothing = np.zeros(len(self.at_ms))
        found = (one for one in self.venues if one.venue == venue)
        return next(found, VenuePace(venue, nothing, nothing, nothing))


class Usual(Struct, frozen=True):
    """What is normal: over which venues, and how much a day of each side, in USD.

    None where it is not known, or where the median day has nothing.
    """

    venues: tuple[str, ...] = ()
    long_usd: float | None = None
    short_usd: float | None = None


class Watch(Struct, frozen=True):
    """How well the 24 hours before a moment are known.

    Attributes:
        share: how much of them was observed, the mean over the venues; 0 where there are none.
        dead: the venues that have said nothing lately.
    """

    share: float
    dead: tuple[str, ...]


class Fast(Struct, frozen=True):
    """The fast read.

    Attributes:
        usd: liquidations per 24 hours at the rate of the last hour or so; None where unknown.
        coverage: how much of it was observed, with the same weights, 0 to 1.
    """

    usd: float | None
    coverage: float


def paces(flows: Sequence[Flow], moments: Times) -> PaceColumns:
    """The pace at each moment; the flows reach back `windows.reach_ms(DAY_MS)` before the first."""
    found = sums(flows, moments, DAY_MS)
    return PaceColumns(
        moments,
        tuple(VenuePace(one.venue, one.long_usd, one.short_usd, one.share) for one in found.parts),
    )


def usual(pace: PaceColumns, at_ms: int) -> Usual:
    """The median pace of the 30 days that end 24 hours before a moment, and over which venues.

    A venue that was heard today and not before has no normal: it would make a storm of every day. So
    only venues count that were seen well for at least ten days, as many as were so together, and the
    pace that is compared is theirs alone.

    Args:
        pace: at evenly spaced moments.
        at_ms: for an episode, when it began: from then on its normal stays.
    """
    last_ms = at_ms - BASE_LAG_MS
    inside = (pace.at_ms > last_ms - NORMAL_MS) & (pace.at_ms <= last_ms)
    step_ms = int(np.diff(pace.at_ms).min()) if len(pace.at_ms) > 1 else NORMAL_LEAST_MS
    least = -(-NORMAL_LEAST_MS // step_ms)
    seen = {one.venue: inside & (one.share >= _SEEN_SHARE) for one in pace.venues}
    together, venues = inside, []
    for venue in sorted(seen, key=lambda one: -int(seen[one].sum())):
        joined = together & seen[venue]
        if joined.sum() >= least:
            together = joined
            venues.append(venue)
    if not venues:
        return Usual()
    medians = [float(np.median(pace.side(side, venues)[together])) for side in Side]
    return Usual(tuple(sorted(venues)), *(one if one > 0 else None for one in medians))


def watch(flows: Sequence[Flow], at_ms: int, venues: Collection[str] = ()) -> Watch:
    """How well the 24 hours before a moment are known.

    Args:
        flows: of every venue that could contribute, from at least 24 hours before.
        at_ms: the moment.
        venues: those that count, heard or not: a feed that dies takes nobody's stress away. Where
            none is named, those that were heard.
    """
    shares, dead = [], []
    for flow in flows:
        share = _seen(flow, at_ms - DAY_MS, at_ms) / DAY_MS
        if (flow.venue not in venues) if venues else share <= 0:
            continue
        shares.append(min(1.0, share))
        silent_ms = _SUMS_SILENT_MS if flow.kind is FeedKind.STATS else _SILENT_MS
        if _seen(flow, at_ms - silent_ms, at_ms) <= 0:
            dead.append(flow.venue)
    gone = [one for one in venues if all(one != flow.venue for flow in flows)]
    shares += [0.0] * len(gone)
    return Watch(sum(shares) / len(shares) if shares else 0.0, (*dead, *gone))


def _seen(flow: Flow, start_ms: int, end_ms: int) -> float:
    """How many ms of a stretch a venue was heard."""
    bounds = np.array([start_ms], np.int64), np.array([end_ms], np.int64)
    if flow.kind is not FeedKind.STATS:
        return float(seen_ms(flow.observed, *bounds)[0])
    starts, widths, _, _ = resolve(flow.buckets)
    if not len(starts):
        return 0.0
    stretches = zip(starts.tolist(), (starts + widths).tolist(), strict=True)
    # Its newest sum is published after it has ended: until then nothing is missing.
    late_ms = min(one.width_ms for one in flow.buckets)
    seen = float(seen_ms(list(stretches), *bounds)[0])
    unheard = end_ms - int(min(starts[-1] + widths[-1], end_ms))
    return seen + max(0, unheard if unheard <= 2 * late_ms else 0)


def fast_pace(bars: BarColumns, side: Side, at_ms: int) -> Fast:
    """The rate now, with weights that halve every hour, as USD per 24 hours.

    Args:
        bars: liquidations of short intervals over the last `FAST_MS`, observed or not.
        side: whose liquidations.
        at_ms: the moment.
    """
    ends = np.minimum(bars.start_ms + bars.interval_ms, at_ms)
    inside = (bars.start_ms >= at_ms - FAST_MS) & (bars.start_ms < at_ms)
    usd = bars.long_usd if side is Side.LONG else bars.short_usd
    share = np.where(inside, bars.share, 0.0)
    # What falls into a bar counts with the mean weight of its time.
    weight = np.where(inside, _decay(at_ms - ends) - _decay(at_ms - bars.start_ms), 0.0)
    whole = 1.0 - _decay(np.array([FAST_MS]))[0]
    seen = float((weight * share).sum() / whole)
    if seen <= 0:
        return Fast(None, 0.0)
    width = np.maximum(1, ends - bars.start_ms)
    rate = np.nansum(np.where(weight > 0, usd / width * weight, 0.0)) / whole
    return Fast(float(rate) * DAY_MS, min(1.0, seen))


def _decay(age_ms: Times) -> Floats:
    result: Floats = np.exp(-math.log(2) * age_ms / HALF_LIFE_MS)
    return result
