"""Liquidations of several venues in one sum, with how much of it was really seen.

One kind of source per venue in a sum (docs/methodology.md, section 2.2): a venue contributes either its
events or its own statistics. Nothing is filled and nothing is scaled; windows are half-open.
Reference: docs/methodology.md, section 2.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from tracker.analysis.bursts import CAPPED_WINDOW_S, bursts
from tracker.analysis.columns import BarColumns, BucketColumns, EventColumns, Floats, Times
from tracker.analysis.minutes import MinuteColumns, capped_minutes, joined, minutes_of
from tracker.domain.coverage import Coverage, VenueCoverage, merged, observed_ms
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import DAY_MS, MINUTE_MS


class Flow(Struct, frozen=True):
    """What one venue delivered of one asset.

    Attributes:
        buckets: its own statistics, narrowest width first; used where `kind` is STATS.
        observed: stretches over which its events were truly received.
        recorded_since_ms: the first moment of which anything is known.
        minutes: its events as sums by minute; where they are given, `events` need to hold only those
            of the minutes that a window cuts. Sums and windows take them, bars of a chart do not.
    """

    venue: str
    kind: FeedKind
    events: EventColumns = field(default_factory=EventColumns.empty)
    buckets: tuple[BucketColumns, ...] = ()
    observed: tuple[tuple[int, int], ...] = ()
    recorded_since_ms: int | None = None
    minutes: MinuteColumns | None = None

    def fitting(self, interval_ms: int) -> Flow:
        """Without statistics that are too wide for bars of this interval to place them in time."""
        fine = tuple(one for one in self.buckets if interval_ms % one.width_ms == 0)
        return replace(self, buckets=fine)


class Total(Struct, frozen=True):
    """A sum over a window. `count` and `largest_usd` know only the venues that give single events."""

    long_usd: float
    short_usd: float
    count: int
    largest_usd: float | None
    coverage: Coverage

    @property
    def usd(self) -> float:
        """Both sides."""
        return self.long_usd + self.short_usd


def bars(flows: Sequence[Flow], interval_ms: int, start_ms: int, end_ms: int) -> BarColumns:
    """Sums per interval; the last one may still run and is judged up to `end_ms`.

    Args:
        flows: every venue that could contribute, also one that was never seen.
        interval_ms: the width of a bar.
        start_ms: on the grid of the interval.
        end_ms: the present, or the end of the window.
    """
    grid = np.arange(start_ms, end_ms, interval_ms, dtype=np.int64)
    if not len(grid):
        return BarColumns.empty(interval_ms)
    long_usd, short_usd, share = np.zeros((3, len(grid)))
    widths = np.minimum(grid + interval_ms, end_ms) - grid
    for flow in flows:
        longs, shorts, seen = _on_grid(flow, grid, interval_ms, end_ms)
        long_usd += longs
        short_usd += shorts
        share += np.minimum(1.0, seen / widths)
    share /= max(1, len(flows))
    # What is stored of a bar that nobody observed (imported samples) is the least that happened;
    # that a side has nothing there says nothing.
    unseen = share <= 0
    long_usd[unseen & (long_usd == 0)] = np.nan
    short_usd[unseen & (short_usd == 0)] = np.nan
    return BarColumns(interval_ms, grid, long_usd, short_usd, share)


def total(flows: Sequence[Flow], start_ms: int, end_ms: int) -> Total:
    """The sum over the half-open window, and how complete it is."""
    return combined([total_of(flow, start_ms, end_ms) for flow in flows])


def combined(parts: Sequence[Total]) -> Total:
    """The sum of several venues' own totals of one window."""
    largest = [one.largest_usd for one in parts if one.largest_usd is not None]
    return Total(
        sum(one.long_usd for one in parts),
        sum(one.short_usd for one in parts),
        sum(one.count for one in parts),
        max(largest, default=None),
        Coverage(tuple(venue for one in parts for venue in one.coverage.parts)),
    )


def total_of(flow: Flow, start_ms: int, end_ms: int) -> Total:
    """What one venue says of the half-open window."""
    if flow.kind is FeedKind.STATS:
        starts, _, longs, shorts = resolve(flow.buckets)
        inside = _between(starts, start_ms, end_ms)
        sides, count, largest = (longs[inside], shorts[inside]), 0, None
    else:
        sides, count, largest = _event_sums(flow, start_ms, end_ms)
    part = venue_coverage(flow, end_ms - start_ms, watched(flow, start_ms, end_ms))
    long_usd, short_usd = (float(side.sum()) for side in sides)
    return Total(long_usd, short_usd, count, largest, Coverage((part,)))


def _event_sums(
    flow: Flow, start_ms: int, end_ms: int
) -> tuple[tuple[Floats, Floats], int, float | None]:
    """Longs and shorts of a venue's events in a window, how many there were, and the largest."""
    if flow.minutes is not None:
        part = window_minutes(flow, start_ms, end_ms)
        count = int(part.long_count.sum() + part.short_count.sum())
        largest = float(part.max_usd.max()) if count else None
        return (part.long_usd, part.short_usd), count, largest
    inside = _between(flow.events.at_ms, start_ms, end_ms)
    usd, is_long = flow.events.usd[inside], flow.events.is_long[inside]
    largest = float(flow.events.largest_usd[inside].max()) if len(usd) else None
    return (usd[is_long], usd[~is_long]), int(flow.events.count[inside].sum()), largest


def window_minutes(flow: Flow, start_ms: int, end_ms: int) -> MinuteColumns:
    """The minutes of a venue's events within a half-open window: of those at its edges, its part."""
    first_ms = -(-start_ms // MINUTE_MS) * MINUTE_MS
    last_ms = end_ms // MINUTE_MS * MINUTE_MS
    if flow.minutes is None or last_ms < first_ms:
        return minutes_of(_events_between(flow.events, start_ms, end_ms))
    return joined(
        (
            minutes_of(_events_between(flow.events, start_ms, first_ms)),
            flow.minutes.between(first_ms, last_ms),
            minutes_of(_events_between(flow.events, last_ms, end_ms)),
        )
    )


def _events_between(events: EventColumns, start_ms: int, end_ms: int) -> EventColumns:
    part = _between(events.at_ms, start_ms, end_ms)
    return EventColumns(
        events.at_ms[part],
        events.usd[part],
        events.is_long[part],
        events.count[part],
        events.largest_usd[part],
        events.printed_ms[_between(events.printed_ms, start_ms, end_ms)],
    )


def largest_day(flows: Sequence[Flow], start_ms: int, end_ms: int) -> tuple[int, float] | None:
    """The UTC day that holds most of a window, and how much of the window's sum, in USD.

    Days at the edges count with what lies within. One day can be most of a sum over a month, and
    stays in it for as long. None where nothing happened.
    """
    first = start_ms // DAY_MS
    days = np.zeros((end_ms - 1) // DAY_MS - first + 1)
    for flow in flows:
        if flow.kind is FeedKind.STATS:
            starts, _, longs, shorts = resolve(flow.buckets)
            inside = _between(starts, start_ms, end_ms)
            starts, usd = starts[inside], longs[inside] + shorts[inside]
        else:
            part = window_minutes(flow, start_ms, end_ms)
            starts, usd = part.start_ms, part.long_usd + part.short_usd
        days += np.bincount(starts // DAY_MS - first, usd, len(days))
    most = int(days.argmax())
    return ((first + most) * DAY_MS, float(days[most])) if days[most] > 0 else None


class Watched(Struct, frozen=True):
    """How much of a window was observed of a venue, in ms, and how much of that at its cap.

    What is watched of windows that follow each other adds up.
    """

    observed_ms: float = 0.0
    capped_ms: float = 0.0

    def __add__(self, other: Watched) -> Watched:
        return Watched(self.observed_ms + other.observed_ms, self.capped_ms + other.capped_ms)


def watched(flow: Flow, start_ms: int, end_ms: int) -> Watched:
    """How a half-open window was observed.

    Reference: docs/methodology.md, section 2.3. A burst over an edge of the window counts up to it.
    """
    if flow.kind is FeedKind.STATS:
        starts, widths, _, _ = resolve(flow.buckets)
        inside = _between(starts, start_ms, end_ms)
        # The bucket that runs has seen what there was up to now.
        return Watched(float(np.minimum(widths[inside], end_ms - starts[inside]).sum()))
    seen = float(seen_ms(flow.observed, np.array([start_ms]), np.array([end_ms]))[0])
    if flow.kind is not FeedKind.SAMPLED:
        return Watched(seen)
    around_ms = CAPPED_WINDOW_S * 1_000
    if flow.minutes is not None:
        capped = capped_minutes(window_minutes(flow, start_ms, end_ms))
    else:
        printed = flow.events.printed_ms
        near = _between(printed, start_ms - around_ms, end_ms + around_ms)
        capped = bursts(printed[near])
    observed = merged(flow.observed)
    # Imported samples of a time that nobody observed say nothing about what was observed.
    capped_ms = sum(
        observed_ms(observed, max(begin_ms, start_ms), min(finish_ms, end_ms))
        for begin_ms, finish_ms in capped
        if begin_ms < end_ms and finish_ms > start_ms
    )
    return Watched(seen, float(capped_ms))


def venue_coverage(flow: Flow, width_ms: int, seen: Watched) -> VenueCoverage:
    """What was observed of a venue as shares of a window of this width."""
    return VenueCoverage(
        flow.venue,
        min(1.0, seen.observed_ms / width_ms),
        flow.kind,
        _capped_share(flow, seen),
        flow.recorded_since_ms,
    )


def _capped_share(flow: Flow, seen: Watched) -> float | None:
    """How much of what was observed a sampled feed spent at its cap; None where that is nothing."""
    if seen.observed_ms <= 0:
        return None
    if flow.kind is not FeedKind.SAMPLED:
        return 0.0
    return min(1.0, seen.capped_ms / seen.observed_ms)


def resolve(buckets: Sequence[BucketColumns]) -> tuple[Times, Times, Floats, Floats]:
    """Statistics of several widths as one set without overlap: (start, width, long, short).

    Where the narrow buckets fill a wide one they are used, since they also place it in time;
    elsewhere the wide one counts, because it is whole.
    """
    starts, widths = np.empty(0, np.int64), np.empty(0, np.int64)
    longs, shorts = np.empty(0), np.empty(0)
    for wide in sorted(buckets, key=lambda one: one.width_ms):
        if not len(starts):
            starts, longs, shorts = wide.start_ms, wide.long_usd, wide.short_usd
            widths = np.full(len(starts), wide.width_ms, np.int64)
            continue
        home = starts // wide.width_ms * wide.width_ms
        cells, inverse = np.unique(home, return_inverse=True)
        filled = np.bincount(inverse, weights=widths.astype(np.float64))
        whole = cells[filled >= wide.width_ms]
        # The newest wide bucket may lag behind the narrow ones that are already in it.
        lagging = (wide.start_ms == home[-1]) & (wide.start_ms == wide.start_ms.max(initial=0))
        take = ~np.isin(wide.start_ms, whole) & ~lagging
        keep = ~np.isin(home, wide.start_ms[take])
        starts = np.concatenate((starts[keep], wide.start_ms[take]))
        order = np.argsort(starts, kind="stable")
        wide_widths = np.full(int(take.sum()), wide.width_ms, np.int64)
        widths = np.concatenate((widths[keep], wide_widths))[order]
        longs = np.concatenate((longs[keep], wide.long_usd[take]))[order]
        shorts = np.concatenate((shorts[keep], wide.short_usd[take]))[order]
        starts = starts[order]
    return starts, widths, longs, shorts


def _on_grid(
    flow: Flow, grid: Times, interval_ms: int, end_ms: int
) -> tuple[Floats, Floats, Floats]:
    """One venue's longs, shorts and observed ms per cell of the grid."""
    if flow.kind is not FeedKind.STATS:
        inside = _between(flow.events.at_ms, int(grid[0]), end_ms)
        cells = (flow.events.at_ms[inside] - grid[0]) // interval_ms
        usd, is_long = flow.events.usd[inside], flow.events.is_long[inside]
        longs = _by_cell(cells, usd * is_long, len(grid))
        shorts = _by_cell(cells, usd * ~is_long, len(grid))
        ends = np.minimum(grid + interval_ms, end_ms)
        return longs, shorts, seen_ms(flow.observed, grid, ends)
    starts, widths, long_usd, short_usd = resolve(flow.fitting(interval_ms).buckets)
    inside = _between(starts, int(grid[0]), end_ms)
    cells = (starts[inside] - grid[0]) // interval_ms
    seen = np.minimum(widths[inside], end_ms - starts[inside])
    return (
        _by_cell(cells, long_usd[inside], len(grid)),
        _by_cell(cells, short_usd[inside], len(grid)),
        _by_cell(cells, seen.astype(np.float64), len(grid)),
    )


def _between(times: Times, start_ms: int, end_ms: int) -> slice:
    """The part of sorted times in the half-open window."""
    return slice(
        int(np.searchsorted(times, start_ms, "left")), int(np.searchsorted(times, end_ms, "left"))
    )


def _by_cell(cells: Times, values: Floats, count: int) -> Floats:
    return np.bincount(cells, values, count).astype(np.float64)


def seen_ms(stretches: Sequence[tuple[int, int]], starts: Times, ends: Times) -> Floats:
    """How many ms of each half-open cell lie in the union of the stretches."""
    union = merged(stretches)
    if not union:
        return np.zeros(len(starts))
    begin, finish = np.array(union, np.int64).T
    before = np.concatenate(([0], np.cumsum(finish - begin)))

    def seen_until(moments: Times) -> Times:
        index = np.searchsorted(begin, moments, "right") - 1
        last = np.maximum(index, 0)
        inside = np.clip(moments - begin[last], 0, finish[last] - begin[last])
        return np.where(index < 0, 0, before[last] + inside)

    return (seen_until(ends) - seen_until(starts)).astype(np.float64)
