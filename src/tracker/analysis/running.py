"""Sums that run from an anchor: liquidations so far, and the cumulative volume delta.

An anchor is a fixed moment in UTC and not the left edge of a view, so that a sum stays what it is
while one looks elsewhere. Reference: docs/methodology.md, section 2.4.
"""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import BarColumns, Floats, LineColumns, Times
from tracker.domain.times import D1, DAY_MS, HOUR_MS, W1


def anchor_name(interval_ms: int) -> str:
    """What a sum of rows of this length runs from: the UTC `day`, `week` (from Monday) or `year`."""
    if interval_ms < HOUR_MS:
        return "day"
    return "week" if interval_ms < DAY_MS else "year"


def anchors(times: Times, interval_ms: int) -> Times:
    """The anchor of each row, UTC ms."""
    name = anchor_name(interval_ms)
    if name == "year":
        years = times.astype("datetime64[ms]").astype("datetime64[Y]")
        return years.astype("datetime64[ms]").astype(np.int64)
    period = D1 if name == "day" else W1
    phase_ms = period.floor(0) % period.ms
    result: Times = (times - phase_ms) // period.ms * period.ms + phase_ms
    return result


def running(values: Floats, begins: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
    """The running sum that starts anew at every row of `begins`; the first row always does."""
    if not len(values):
        return values
    total = np.cumsum(values)
    starts = np.flatnonzero(begins)
    starts = starts if len(starts) and starts[0] == 0 else np.concatenate(([0], starts))
    lengths = np.diff(np.append(starts, len(values)))
    before = np.where(starts > 0, total[starts - 1], 0.0)
    result: Floats = total - np.repeat(before, lengths)
    return result


def cumulated(bars: BarColumns) -> BarColumns:
    """Long and short liquidations since the anchor, at the end of each bar.

    `share` is how much of the time since the anchor was observed, also of bars that are not there;
    a bar that nobody observed stays unknown, and the sums after it are lower bounds.
    """
    if not len(bars):
        return bars
    home = anchors(bars.start_ms, bars.interval_ms)
    begins = np.diff(home, prepend=home[0] - 1) != 0
    unknown = np.isnan(bars.long_usd) & np.isnan(bars.short_usd)
    longs, shorts, seen = (
        running(np.nan_to_num(values, nan=0.0), begins)
        for values in (bars.long_usd, bars.short_usd, bars.share)
    )
    longs[unknown] = shorts[unknown] = np.nan
    due = (bars.start_ms - home) // bars.interval_ms + 1
    return BarColumns(bars.interval_ms, bars.start_ms, longs, shorts, np.minimum(seen / due, 1.0))


def net(sums: BarColumns) -> LineColumns:
    """Shorts less longs of sums so far: below zero where more longs were closed; NaN where unknown."""
    return LineColumns(sums.interval_ms, sums.start_ms, sums.short_usd - sums.long_usd)


def cumulated_delta(times: Times, delta: Floats, interval_ms: int) -> Floats:
    """The volume delta since the anchor, at the close of each candle; NaN where it is unknown.

    A candle that is missing or whose delta is unknown ends a stretch: nobody knows how far the sum
    went there, so that it begins anew after it (docs/methodology.md, section 3.3).
    """
    known = np.isfinite(delta)
    home = anchors(times, interval_ms)
    apart = np.diff(times, prepend=times[:1] - interval_ms) != interval_ms
    after_unknown = np.concatenate(([False], ~known[:-1]))[: len(times)]
    anew = np.diff(home, prepend=home[:1]) != 0
    result = running(np.where(known, delta, 0.0), anew | apart | after_unknown)
    result[~known] = np.nan
    return result
