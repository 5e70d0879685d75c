"""How fast positions are closed by force, against what is normal for the coin: every figure of a window.

Reference: docs/methodology.md, sections 2.6 to 2.9.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis.liquidations import (
    Flow,
    Total,
    combined,
    largest_day,
    total_of,
    window_minutes,
)
from tracker.analysis.minutes import corrected_count
from tracker.analysis.windows import (
    NORMAL_LEAST_MS,
    NORMAL_MS,
    past_sums,
    reach_ms,
    settled,
    share_floor_usd,
    sums,
)
from tracker.domain.coverage import COMPLETE_SHARE
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS

#: The windows in which liquidations are summed, by name.
WINDOWS = {
    "5m": 5 * MINUTE_MS,
    "15m": 15 * MINUTE_MS,
    "1h": HOUR_MS,
    "4h": 4 * HOUR_MS,
    "24h": DAY_MS,
    "7d": 7 * DAY_MS,
    "30d": 30 * DAY_MS,
}
#: With less of a window observed, its figure is compared with nothing.
COMPARED_SHARE = 0.5
#: These are also compared with the same time of the week, over so many weeks, at least four.
_SEASONAL_MS = (HOUR_MS, 4 * HOUR_MS)
_WEEKS, _WEEKS_LEAST = 8, 4
#: From a normal distribution's median absolute deviation to its standard deviation.
_MAD_TO_SIGMA = 1.4826
_BP = 1e4


def history_ms(window_ms: int) -> int:
    """How far back flows must reach for the past of a window that ends now."""
    reach = NORMAL_MS + window_ms + reach_ms(window_ms)
    weeks = _WEEKS * WEEK_MS + reach_ms(window_ms) if window_ms in _SEASONAL_MS else 0
    # The past is looked at from the last full hour.
    return max(reach, weeks) + HOUR_MS


class Past(Struct, frozen=True, eq=False):
    """What windows of one length held before.

    Attributes:
        values: USD of the completely observed ones of 30 days, rising.
        known_ms: how much time they stand for.
        venues: whose liquidations these are; only theirs are compared with it.
    """

    values: Sequence[float]
    known_ms: int
    venues: tuple[str, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether a comparison means something: ten days."""
        return self.known_ms >= NORMAL_LEAST_MS

    @property
    def median(self) -> float | None:
        """The median in USD; None where too little is known."""
        if not self.is_enough:
            return None
        middle = len(self.values) // 2
        if len(self.values) % 2:
            return float(self.values[middle])
        return float(self.values[middle - 1] + self.values[middle]) / 2

    def multiple(self, usd: float) -> float | None:
        """How many medians a sum is; None where too little is known, or the median is zero."""
        median = self.median
        return usd / median if median else None

    def percentile(self, usd: float) -> float | None:
        """The share of past windows below a sum, 0 to 100; ties count half.

        A rank does not depend on the scale, so that it is that of the logarithms as well.
        """
        if not self.is_enough:
            return None
        below, upto = bisect_left(self.values, usd), bisect_right(self.values, usd)
        return (below + upto) / 2 / len(self.values) * 100

    def score(self, usd: float) -> float | None:
        """The robust z of the logarithm: (log₁₀ L − median) / (1.4826 MAD).

        None where too little is known, or half of the windows held nothing, or all the same.
        """
        if not self.is_enough or usd <= 0:
            return None
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log10(np.asarray(self.values))
            middle = float(np.median(logs))
            spread = float(np.median(np.abs(logs - middle))) if math.isfinite(middle) else math.nan
        if not math.isfinite(spread) or spread <= 0:
            return None
        return (math.log10(usd) - middle) / (_MAD_TO_SIGMA * spread)


def past_of(flows: Sequence[Flow], at_ms: int, window_ms: int) -> Past:
    """The past of the window that ends at a moment, without that window, over a matched universe.

    Only venues that saw ten days of windows whole are in it: with a venue that has just begun in the
    sum and not in the past, everything would look like a cascade.

    Args:
        flows: reaching back `history_ms`.
        at_ms: a whole minute where flows hold minutes.
        window_ms: the length.
    """
    fitting = [one.fitting(window_ms) for one in flows]
    past, step_ms = past_sums(fitting, at_ms, window_ms)
    known = settled(past, step_ms)
    if not known.parts:
        longest = max(((one.share >= COMPLETE_SHARE).sum() for one in past.parts), default=0)
        return Past((), int(longest) * step_ms)
    # A list takes four times as much.
    values = array("d", np.sort(known.side(None)[known.complete]).tobytes())
    return Past(values, len(values) * step_ms, tuple(one.venue for one in known.parts))


def same_hour_median(flows: Sequence[Flow], at_ms: int, window_ms: int) -> float | None:
    """The median of the same window in the eight weeks before, at the same time of the week.

    None for windows that are not compared like that, and where fewer than four weeks were observed
    completely. Reference: docs/methodology.md, section 2.7.

    Args:
        flows: those that are compared, reaching back `history_ms`.
        at_ms: a whole minute where flows hold minutes.
        window_ms: the length.
    """
    if window_ms not in _SEASONAL_MS:
        return None
    ends = at_ms - np.arange(_WEEKS, 0, -1, dtype=np.int64) * WEEK_MS
    found = sums([one.fitting(window_ms) for one in flows], ends, window_ms)
    found = found.of({one.venue for one in flows})  # all of them are waited for
    values = found.side(None)[found.complete]
    return float(np.median(values)) if len(values) >= _WEEKS_LEAST else None


class WindowFigures(Struct, frozen=True):
    """Everything that is said of the liquidations of one window. None is unknown.

    Attributes:
        parts: every venue's own total, seen or not.
        largest_day: start of the UTC day with most of the sum, and its USD; for days and longer.
        known_ms: how much of the 30 days before was observed completely.
        compared: the venues that are compared with their past, those with ten days of it.
        median_usd: of the 30 days before; `multiple` is the sum of these venues divided by it.
        percentile: among the windows of the 30 days before, 0 to 100.
        score: the robust z of the logarithm.
        seasonal_multiple: their sum divided by the median of the same time of the week.
        bp_of_oi: basis points of the open interest.
        dominance: the longs' share, where there is enough of it to have one.
        corrected_count: how many liquidations the sampled feeds stand for, at least.
        model_usd: an ESTIMATE with the venues that publish a part; None where it is not wanted.
    """

    name: str
    window_ms: int
    total: Total
    parts: tuple[Total, ...]
    largest_day: tuple[int, float] | None = None
    known_ms: int = 0
    compared: tuple[str, ...] = ()
    median_usd: float | None = None
    multiple: float | None = None
    percentile: float | None = None
    score: float | None = None
    seasonal_multiple: float | None = None
    bp_of_oi: float | None = None
    dominance: float | None = None
    corrected_count: float | None = None
    model_usd: float | None = None

    @property
    def is_seen(self) -> bool:
        """Whether anybody observed a part of it."""
        return self.total.coverage.share > 0

    @property
    def is_thin(self) -> bool:
        """Less than half of it was observed: the figure is shown pale and compared with nothing."""
        return self.total.coverage.share < COMPARED_SHARE

    @property
    def saturated(self) -> bool:
        """Whether a sampled feed was at its cap for a part of it."""
        return bool(self.total.coverage.capped)

    @property
    def seasonally_adjusted(self) -> bool | None:
        """Whether the same time of the week is known; None for windows that have no such time."""
        if self.window_ms >= DAY_MS:
            return None
        return self.seasonal_multiple is not None


class Known(Struct, frozen=True):
    """What is known beside the flows when a window is judged.

    Attributes:
        interest_usd: open interest in USD, None where unknown.
        interest_by_venue: of single venues, for the model.
        model: whether the estimate is wanted.
    """

    interest_usd: float | None = None
    interest_by_venue: Mapping[str, float] | None = None
    model: bool = False


NOTHING_KNOWN = Known()


def figures(
    name: str,
    flows: Sequence[Flow],
    at_ms: int,
    past: Past | None,
    known: Known = NOTHING_KNOWN,
) -> WindowFigures:
    """The window of this name that ends at a moment.

    Args:
        name: one of `WINDOWS`.
        flows: every venue that could contribute, over the window.
        at_ms: the end, exclusive.
        past: of the same window; None where none was looked at.
        known: what else is known.
    """
    window_ms = WINDOWS[name]
    start_ms = at_ms - window_ms
    parts = tuple(total_of(flow, start_ms, at_ms) for flow in flows)
    whole = combined(parts)
    if whole.coverage.share <= 0:
        return WindowFigures(name, window_ms, whole, parts)
    found = WindowFigures(
        name,
        window_ms,
        whole,
        parts,
        largest_day=largest_day(flows, start_ms, at_ms) if window_ms > DAY_MS else None,
        known_ms=past.known_ms if past is not None else 0,
        bp_of_oi=basis_points(whole.usd, known.interest_usd),
        dominance=dominance(whole, known.interest_usd),
        corrected_count=expected_count(flows, start_ms, at_ms),
        model_usd=estimate(parts, known.interest_by_venue or {}) if known.model else None,
    )
    return _compared(found, flows, past, at_ms) if past is not None else found


def _compared(found: WindowFigures, flows: Sequence[Flow], past: Past, at_ms: int) -> WindowFigures:
    """The same with its comparisons; without where less than half was observed."""
    mine = combined([one for one in found.parts if one.coverage.parts[0].venue in past.venues])
    if found.is_thin or mine.coverage.share < COMPARED_SHARE or not past.is_enough:
        return found
    same = [one for one in flows if one.venue in past.venues]
    seasonal = same_hour_median(same, _minute(at_ms), found.window_ms)
    return replace(
        found,
        compared=past.venues,
        median_usd=past.median,
        multiple=past.multiple(mine.usd),
        percentile=past.percentile(mine.usd),
        score=past.score(mine.usd),
        seasonal_multiple=mine.usd / seasonal if seasonal else None,
    )


def _minute(at_ms: int) -> int:
    return at_ms // MINUTE_MS * MINUTE_MS


def basis_points(usd: float, interest_usd: float | None) -> float | None:
    """A sum in basis points of the open interest."""
    return _BP * usd / interest_usd if interest_usd else None


def dominance(whole: Total, interest_usd: float | None) -> float | None:
    """The longs' share, 0 to 1; None up to max($1M, 0.1 basis points of open interest).

    It says which side was closed, not how severe that was. Reference: docs/methodology.md, 2.6.
    """
    floor = float(share_floor_usd(np.array([interest_usd or math.nan]))[0])
    return whole.long_usd / whole.usd if whole.usd > floor else None


def expected_count(flows: Sequence[Flow], start_ms: int, end_ms: int) -> float | None:
    """How many single liquidations there were at least; None where no venue gives single ones.

    Those of a sampled feed are corrected for the ones it cannot print.
    """
    single = [one for one in flows if one.kind is not FeedKind.STATS]
    count, known = 0.0, False
    for flow in single:
        part = window_minutes(flow, start_ms, end_ms)
        known |= bool(len(part)) or bool(flow.observed)
        if flow.kind is FeedKind.SAMPLED:
            count += corrected_count(part)
        else:
            count += float(part.long_count.sum() + part.short_count.sum())
    return count if known else None


def estimate(parts: Sequence[Total], interest_by_venue: Mapping[str, float]) -> float | None:
    """MODEL: Σ over venues of max(L, rho × OI), rho being the median of L / OI where all is published.

    An estimate and no measurement: that leverage is closed at the same rate everywhere is assumed.
    None where no venue that publishes everything saw the window, or its open interest is unknown.
    Reference: docs/methodology.md, section 2.9.
    """
    rates = []
    for one in parts:
        venue = one.coverage.parts[0]
        interest = interest_by_venue.get(venue.venue, 0.0)
        if venue.kind is not FeedKind.SAMPLED and venue.share >= COMPLETE_SHARE and interest > 0:
            rates.append(one.usd / interest)
    if not rates:
        return None
    rate = float(np.median(rates))
    return sum(
        max(one.usd, rate * interest_by_venue.get(one.coverage.parts[0].venue, 0.0))
        for one in parts
    )


class Trailing:
    """The past of one bar after another: the complete bars of the 30 days before each.

    For rows in the order of their time, each of one width.
    """

    def __init__(self, width_ms: int) -> None:
        self._width_ms = width_ms
        self._sorted: list[float] = []
        self._times: list[tuple[int, float]] = []
        self._first = 0

    def add(self, start_ms: int, usd: float) -> None:
        """A bar that was observed completely."""
        self._times.append((start_ms, usd))
        insort(self._sorted, usd)

    def past(self, start_ms: int) -> Past:
        """What was before the bar that starts then; what is older than 30 days is forgotten.

        It holds until the next one is added or asked for.
        """
        while self._first < len(self._times) and self._times[self._first][0] < start_ms - NORMAL_MS:
            usd = self._times[self._first][1]
            del self._sorted[bisect_left(self._sorted, usd)]
            self._first += 1
        return Past(self._sorted, len(self._sorted) * self._width_ms)
