"""The pace of liquidations: the last 24 hours beside their own normal, and a fast read of the last one.

Reference: docs/methodology.md, sections 9.1 and 9.5.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tracker.analysis.columns import BarColumns, Flags, Floats, Times
from tracker.analysis.liquidations import Flow, resolve, seen_ms
from tracker.analysis.windows import EXPECTED_MS, NORMAL_LEAST_MS, NORMAL_MS, Sums, sums
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


@dataclass(frozen=True, slots=True, eq=False)
class PaceColumns:
    """Liquidations over the 24 hours before each moment, by side, in USD.

    `whole` says where enough of them was seen to be part of what is normal.
    """

    at_ms: Times
    long_usd: Floats
    short_usd: Floats
    whole: Flags

    def side(self, side: Side) -> Floats:
        """One side."""
        return self.long_usd if side is Side.LONG else self.short_usd


@dataclass(frozen=True, slots=True)
class Watch:
    """How well the 24 hours before a moment are known, over the venues that are waited for.

    Attributes:
        share: how much of them was observed, the mean over these venues; 0 where there are none.
        heard: the venues that were heard in them.
        dead: the venues that are waited for and have said nothing lately.
    """

    share: float
    heard: tuple[str, ...]
    dead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fast:
    """The fast read.

    Attributes:
        usd: liquidations per 24 hours at the rate of the last hour or so; None where unknown.
        coverage: how much of it was observed, with the same weights, 0 to 1.
    """

    usd: float | None
    coverage: float


def paces(flows: Sequence[Flow], moments: Times) -> PaceColumns:
    """The pace at each moment; the flows reach back `windows.reach_ms(DAY_MS)` before the first."""
    return pace_of(sums(flows, moments, DAY_MS), moments)


def pace_of(found: Sums, moments: Times) -> PaceColumns:
    """The pace of sums over 24 hours. Whether everybody waited for saw enough is `whole`."""
    heard, share = np.zeros((2, len(moments)))
    for one in found.parts:
        heard += one.heard
        share += np.where(one.heard, one.share, 0.0)
    whole = (heard > 0) & (share >= _SEEN_SHARE * heard)
    return PaceColumns(moments, found.long_usd, found.short_usd, whole)


def base(pace: PaceColumns, side: Side, at_ms: int) -> float | None:
    """The median pace of the 30 days that end 24 hours before a moment.

    None with less than ten days of moments that were seen well enough, or where it is zero.

    Args:
        pace: at evenly spaced moments.
        side: whose liquidations.
        at_ms: for an episode, when it began: from then on its base stays.
    """
    last_ms = at_ms - BASE_LAG_MS
    inside = (pace.at_ms > last_ms - NORMAL_MS) & (pace.at_ms <= last_ms) & pace.whole
    values = pace.side(side)[inside]
    values = values[np.isfinite(values)]
    step_ms = int(np.diff(pace.at_ms).min()) if len(pace.at_ms) > 1 else 0
    if not len(values) or len(values) * step_ms < NORMAL_LEAST_MS:
        return None
    median = float(np.median(values))
    return median if median > 0 else None


def watch(flows: Sequence[Flow], at_ms: int, expected: Iterable[str] = ()) -> Watch:
    """How well the 24 hours before a moment are known.

    Args:
        flows: of every venue that could contribute, from at least 24 hours before.
        at_ms: the moment.
        expected: venues that are waited for whether they were heard in these 24 hours or not: those
            of the episode, so that a feed that dies takes nobody's stress away.
    """
    wanted = frozenset(expected)
    shares, heard, dead = [], [], []
    for flow in flows:
        share = _seen(flow, at_ms - EXPECTED_MS, at_ms) / EXPECTED_MS
        if share > 0:
            heard.append(flow.venue)
        if share <= 0 and flow.venue not in wanted:
            continue
        shares.append(min(1.0, share))
        silent_ms = _SUMS_SILENT_MS if flow.kind is FeedKind.STATS else _SILENT_MS
        if _seen(flow, at_ms - silent_ms, at_ms) <= 0:
            dead.append(flow.venue)
    share = sum(shares) / len(shares) if shares else 0.0
    return Watch(share, tuple(heard), tuple(dead))


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
