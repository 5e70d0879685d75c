"""Open interest on a chart beyond its line: each venue's part, what positions did, the share of supply.

A venue that is missing for a while takes nothing away: its level is unknown there, and what its
positions did meanwhile is told when it is back. Reference: docs/methodology.md, sections 8.2 and 8.8.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import BarColumns, Flags, Floats, LineColumns, Times
from tracker.analysis.open_interest import VenueInterest, as_of, near_ms_of
from tracker.analysis.running import anchors, running
from tracker.domain.market import Contract


class VenueLevel(Struct, frozen=True, eq=False):
    """One venue's open interest in coins at the end of each interval, as a part of a stack.

    Unknown wherever one of the stack is: a stack that lacks a part would look like a fall.
    """

    venue: str
    columns: BarColumns


def stacked(
    venues: Sequence[VenueInterest],
    included: Collection[str],
    interval_ms: int,
    start_ms: int,
    end_ms: int,
) -> tuple[VenueLevel, ...]:
    """The included venues as layers that add up to the line.

    They lie on the upper side of the bars (`short_usd`), in coins; the other side is empty.
    """
    grid = np.arange(start_ms, end_ms, interval_ms, dtype=np.int64)
    ends = np.minimum(grid + interval_ms, end_ms)
    parts = [one for one in venues if one.venue in included]
    if not parts or not len(grid):
        return ()
    near_ms = near_ms_of(interval_ms)
    coins = [as_of(one.columns, ends, near_ms)[0] for one in parts]
    whole = np.isfinite(np.sum(coins, axis=0))
    nothing = np.where(whole, 0.0, np.nan)
    return tuple(
        VenueLevel(
            one.venue,
            BarColumns(
                interval_ms,
                grid,
                nothing,
                np.where(whole, coin, np.nan),
                np.where(whole, 1.0, 0.0),
            ),
        )
        for one, coin in zip(parts, coins, strict=True)
    )


def position_effect(
    venues: Sequence[VenueInterest], interval_ms: int, start_ms: int, end_ms: int
) -> LineColumns:
    """What positions did since the anchor in USD, at the end of each interval, price taken out.

    The sum of the midpoint position effects of all venues, interval by interval. Where a venue was
    missing, its whole effect lies in the interval in which it is back, and in none before. Where nobody
    is known the line has no value, nor where its anchor lies before the window: a sum from the edge of
    what is loaded says nothing. Sums begin anew at the anchors of docs/methodology.md, section 2.4.
    """
    grid = np.arange(start_ms, end_ms, interval_ms, dtype=np.int64)
    if not len(grid):
        return LineColumns.empty(interval_ms)
    ends = np.minimum(grid + interval_ms, end_ms)
    points = np.concatenate((grid[:1], ends))
    near_ms = near_ms_of(interval_ms)
    effect = np.zeros(len(grid))
    known = np.zeros(len(grid), np.bool_)
    for one in venues:
        there, moved = _venue_effect(one, points, near_ms)
        effect += moved[1:]
        known |= there[1:]
    home = anchors(grid, interval_ms)
    begins = np.diff(home, prepend=home[0] - 1) != 0
    total = running(effect, begins)
    return LineColumns(interval_ms, ends, np.where(known & (home >= start_ms), total, np.nan))


def _venue_effect(one: VenueInterest, points: Times, near_ms: int) -> tuple[Flags, Floats]:
    """Where a venue is known, and its position effect since the last point at which it was."""
    coin, usd = as_of(one.columns, points, near_ms)
    there = np.isfinite(coin) & np.isfinite(usd) & (coin > 0)
    moved = np.zeros(len(points))
    rows = np.flatnonzero(there)
    if len(rows) < 2:
        return there, moved
    size = usd if one.contract is Contract.INVERSE else coin
    price = usd[rows] / size[rows]
    moved[rows[1:]] = np.diff(size[rows]) * (price[1:] + price[:-1]) / 2
    return there, moved


def supply_line(line: LineColumns, circulating: float | None) -> LineColumns:
    """Open interest in coins as a share of the coins there are; empty where that is not known."""
    if circulating is None or circulating <= 0:
        return LineColumns.empty(line.interval_ms)
    return LineColumns(line.interval_ms, line.at_ms, line.value / circulating)


def interest_usd_on(one: VenueInterest, grid: Times, interval_ms: int) -> Floats:
    """A venue's USD open interest at each point of a grid; NaN where it is unknown."""
    return as_of(one.columns, grid, near_ms_of(interval_ms))[1]
