"""Liquidations of one market by minute: what windows of days are summed from.

A minute is a bucket of exchange time, `[start, start + 60 s)`. What comes late reopens its minute.
Reference: docs/methodology.md, section 2.6.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.bursts import CAPPED_WINDOW_S, LEAST_PRINTS
from tracker.analysis.columns import EventColumns, Floats, Times
from tracker.domain.coverage import merged
from tracker.domain.times import MINUTE_MS, SECOND_MS

#: A second is as good as full here, so that a minute full of prints has a finite estimate.
_ALMOST_FULL = (CAPPED_WINDOW_S - 0.5) / CAPPED_WINDOW_S


class MinuteColumns(Struct, frozen=True, eq=False):
    """Sums by minute, oldest first; a minute without a liquidation is absent.

    Attributes:
        start_ms: the minute's start in UTC ms, strictly rising.
        long_usd, short_usd: sums in USD.
        long_count, short_count: how many there were.
        max_usd: the largest single one in USD.
        seconds: how many of the minute's seconds had a print, 1 to 60.
    """

    start_ms: Times
    long_usd: Floats
    short_usd: Floats
    long_count: Times
    short_count: Times
    max_usd: Floats
    seconds: Times

    def __len__(self) -> int:
        return len(self.start_ms)

    @classmethod
    def empty(cls) -> MinuteColumns:
        """No minutes yet."""
        times, none = np.empty(0, np.int64), np.empty(0, np.float64)
        return cls(times, none, none, times, times, none, times)

    def between(self, start_ms: int, end_ms: int) -> MinuteColumns:
        """The minutes that start in the half-open window."""
        first, end = np.searchsorted(self.start_ms, (start_ms, end_ms)).tolist()
        return self._part(slice(first, end))

    def reopened(self, newer: MinuteColumns, from_ms: int) -> MinuteColumns:
        """These minutes before a moment, and those of `newer` from it on.

        So a late event costs as much as the time it is late, and asking twice changes nothing.

        Args:
            newer: all minutes from `from_ms` on.
            from_ms: the start of a minute.
        """
        kept = self._part(slice(0, int(np.searchsorted(self.start_ms, from_ms))))
        return joined((kept, newer.between(from_ms, np.iinfo(np.int64).max)))

    def _part(self, part: slice) -> MinuteColumns:
        return MinuteColumns(
            self.start_ms[part],
            self.long_usd[part],
            self.short_usd[part],
            self.long_count[part],
            self.short_count[part],
            self.max_usd[part],
            self.seconds[part],
        )


def joined(parts: Sequence[MinuteColumns]) -> MinuteColumns:
    """Stretches that follow each other as one."""
    there = [one for one in parts if len(one)]
    if len(there) == 1:
        return there[0]
    if not there:
        return MinuteColumns.empty()
    return MinuteColumns(
        np.concatenate([one.start_ms for one in there]),
        np.concatenate([one.long_usd for one in there]),
        np.concatenate([one.short_usd for one in there]),
        np.concatenate([one.long_count for one in there]),
        np.concatenate([one.short_count for one in there]),
        np.concatenate([one.max_usd for one in there]),
        np.concatenate([one.seconds for one in there]),
    )


def minutes_of(events: EventColumns) -> MinuteColumns:
    """The minutes of single liquidations, in any order."""
    if not len(events.at_ms):
        return MinuteColumns.empty()
    at_ms, usd, is_long = events.at_ms, events.usd, events.is_long
    count, largest = events.count, events.largest_usd
    if (np.diff(at_ms) < 0).any():
        by_time = np.argsort(at_ms, kind="stable")
        at_ms, usd, is_long = at_ms[by_time], usd[by_time], is_long[by_time]
        count, largest = count[by_time], largest[by_time]
    minute = at_ms // MINUTE_MS
    first = np.concatenate(([0], np.flatnonzero(np.diff(minute)) + 1))
    starts = minute[first] * MINUTE_MS
    return MinuteColumns(
        starts,
        np.add.reduceat(np.where(is_long, usd, 0.0), first),
        np.add.reduceat(np.where(is_long, 0.0, usd), first),
        np.add.reduceat(np.where(is_long, count, 0), first),
        np.add.reduceat(np.where(is_long, 0, count), first),
        np.maximum.reduceat(largest, first),
        _seconds(events.printed_ms, starts),
    )


def _seconds(printed_ms: Times, starts: Times) -> Times:
    """In how many of its seconds each minute had a print."""
    seconds = np.unique(printed_ms // SECOND_MS) * SECOND_MS
    ends: Times = np.searchsorted(seconds, starts + MINUTE_MS)
    return ends - np.searchsorted(seconds, starts)


def capped_minutes(minutes: MinuteColumns) -> list[tuple[int, int]]:
    """The minutes in which a sampled feed was at its cap, as half-open stretches in UTC ms.

    Reference: docs/methodology.md, section 2.3; looked at minute by minute on the clock.
    """
    starts = minutes.start_ms[minutes.seconds >= LEAST_PRINTS].tolist()
    return merged((start, start + MINUTE_MS) for start in starts)


def corrected_count(minutes: MinuteColumns) -> float:
    """How many liquidations a feed of at most one print a second stands for, at least.

    The rate of a Poisson stream of which the share f of seconds has a print is −ln(1 − f) a second.
    Forced orders come in clusters, so that this stays too low. Reference: docs/methodology.md,
    section 2.8.
    """
    seen = minutes.long_count + minutes.short_count
    share = np.minimum(minutes.seconds / CAPPED_WINDOW_S, _ALMOST_FULL)
    return float(np.maximum(seen, -np.log1p(-share) * CAPPED_WINDOW_S).sum())
