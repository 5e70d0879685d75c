"""What stands under the candles of a chart: read whole once, and from then on only what is newer.

A cell of liquidations, open interest, funding or ratios is made of what lies in it and shortly before
it. So the cells before a cut, an hour or more before whatever changed, stay as they are. What is
told of the whole time (coverage, which venues are in a sum) is carried on in a `Tally` of what lies
before the cut. Where that does not suffice, as after history was filled, all is read anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from tracker.analysis.columns import (
    BarColumns,
    CandleColumns,
    LineColumns,
    PrintColumns,
    SignedColumns,
    spliced,
)
from tracker.analysis.funding import VenueFunding, median
from tracker.analysis.interest_bars import interest_candles
from tracker.analysis.interest_effects import VenueLevel, stacked
from tracker.analysis.liquidations import Flow, Watched, bars, total, venue_coverage, watched
from tracker.analysis.open_interest import (
    InterestLine,
    Sampled,
    VenueInterest,
    excluded_of,
    included_of,
    line,
    sampled,
)
from tracker.analysis.ratios import VenueLine, best_known_first
from tracker.domain.coverage import Coverage
from tracker.domain.times import HOUR_MS, MINUTE_MS
from tracker.services.cascade_lines import read_map
from tracker.services.pane_views import (
    NO_PANES,
    Asked,
    PaneViews,
    Rooms,
    Topic,
    VenueBars,
    beside_of,
    largest_prints,
    read_panes,
    supply_of,
    venue_bars,
    venue_funding,
    venue_prints,
    venue_ratios,
    weighted_of,
)
from tracker.services.recorded import grain_of

#: Funding is paid for up to a day before its settlement, and a coming one changes until then.
_FUNDING_MS = 25 * HOUR_MS
#: What is made of open interest between the points of a chart's grid, too.
_BETWEEN = frozenset({Topic.INTEREST_CANDLES, Topic.INTEREST_VENUES, Topic.FUNDING_WEIGHTED})
#: Before a cut so much is read too: a burst of a sampled feed may reach over it.
_LEAD_MS = 2 * MINUTE_MS


class FlowRooms(Rooms, Protocol):
    """What is asked for the parts."""

    def flows(
        self, asset: str, start_ms: int, end_ms: int, *, grain_ms: int | None = None
    ) -> list[Flow]:
        """The liquidations of every venue that has a feed of them."""

    def interest(
        self, asset: str, start_ms: int, end_ms: int, *, grid_ms: int | None = None
    ) -> list[VenueInterest]:
        """The open interest of every venue that has any; with a grid what a line on it needs."""


class Tally(Struct, frozen=True):
    """What has been counted of the cells before a cut, which lies on the grid and on a whole hour.

    Attributes:
        asked: what was read.
        watched: of every venue that could contribute liquidations.
        points: of the line of open interest, from the first known one on.
        interest: how many of them each venue knows.
        ratios: how many points of its line each venue knows.
    """

    asked: Asked
    cut_ms: int
    watched: Mapping[str, Watched]
    points: int
    interest: Mapping[str, int]
    ratios: Mapping[str, int] = field(default_factory=dict)


class Flows(Struct, frozen=True):
    """Liquidations, open interest and what else panes want to know, under one chart.

    Attributes:
        tally: what a later reading goes on from; None where it must begin anew.
        since_ms: liquidations and the line of open interest are what they were in the reading that
            this one goes on from, up to this moment; None where all was read.
    """

    liquidations: BarColumns
    coverage: Coverage
    interest: InterestLine
    panes: PaneViews = NO_PANES
    tally: Tally | None = None
    since_ms: int | None = None

    @classmethod
    def none(cls, interval_ms: int) -> Flows:
        """Of a chart of which nothing under the candles was read yet."""
        line = InterestLine(LineColumns.empty(interval_ms), (), ())
        return cls(BarColumns.empty(interval_ms), Coverage(()), line)


def cut_of(asked: Asked, changed_ms: int) -> int:
    """Before which cells stay as they are, where nothing older than a moment changes any more."""
    hour_ms = changed_ms // HOUR_MS * HOUR_MS - HOUR_MS
    return _on_grid(asked, hour_ms)


def _on_grid(asked: Asked, at_ms: int) -> int:
    # Intervals shorter than an hour divide it, so a cut on their grid stays on a whole hour.
    return at_ms - (at_ms - asked.start_ms) % asked.interval_ms


def read_flows(rooms: FlowRooms, asked: Asked) -> Flows:
    """All of what is asked for."""
    asset, width_ms = asked.asset, asked.interval_ms
    window = start_ms, end_ms = asked.start_ms, asked.end_ms
    flows = rooms.flows(asset, *window, grain_ms=grain_of(width_ms))
    grid_ms = width_ms if not asked.topics & _BETWEEN else None
    samples = rooms.interest(asset, *window, grid_ms=grid_ms)
    interest = line(samples, width_ms, *window)
    found = Flows(
        bars(flows, width_ms, *window),
        total(flows, start_ms, max(end_ms, start_ms + 1)).coverage,
        interest,
        read_panes(rooms, asked, flows, (samples, interest)),
    )
    cut_ms = cut_of(asked, end_ms)
    if cut_ms <= start_ms:
        return found
    settled = sampled(samples, width_ms, start_ms, cut_ms)
    first = settled.first
    ratios = {one.venue: _known(one.columns, start_ms, cut_ms) for one in found.panes.ratios or ()}
    tally = Tally(
        asked,
        cut_ms,
        {one.venue: watched(one, start_ms, cut_ms) for one in flows},
        # The last of them is the cut itself, which is read again.
        len(settled.at_ms) - 1 - first if first is not None else 0,
        _counts(settled, cut_ms),
        ratios,
    )
    return replace(found, tally=tally)


def read_newer(rooms: FlowRooms, asked: Asked, before: Flows, changed_ms: int) -> Flows | None:
    """The same as `read_flows` at less cost: cells before the cut are taken from what was read.

    Args:
        rooms: where to read.
        asked: what is wanted now.
        before: what was read last.
        changed_ms: the oldest moment that has changed since.

    Returns:
        None where all must be read anew.
    """
    tally = before.tally
    if tally is None or replace(tally.asked, end_ms=asked.end_ms) != asked:
        return None
    if changed_ms < tally.cut_ms or asked.end_ms <= tally.cut_ms:
        return None
    newer = _Newer(rooms, asked, before, tally)
    if not newer.fits:
        return None
    panes = newer.panes()
    return None if panes is None else newer.flows(panes)


class _Newer:
    """One reading of what lies behind the cut."""

    def __init__(self, rooms: FlowRooms, asked: Asked, before: Flows, tally: Tally) -> None:
        self._rooms, self._before, self._tally = rooms, before, tally
        self._all = asked
        self._asked = replace(asked, start_ms=tally.cut_ms)
        asset, width_ms = asked.asset, asked.interval_ms
        self._window = cut_ms, end_ms = tally.cut_ms, asked.end_ms
        self._read = rooms.flows(asset, cut_ms - _LEAD_MS, end_ms, grain_ms=grain_of(width_ms))
        self._samples = rooms.interest(asset, cut_ms, end_ms)
        self._fresh = sampled(self._samples, width_ms, cut_ms, end_ms)
        self._known: dict[str, int] = {
            venue: tally.interest.get(venue, 0) + count
            for venue, count in _in_order(rooms, tally.interest, _counts(self._fresh)).items()
        }

    @property
    def fits(self) -> bool:
        """Whether the same venues are in the sums as before."""
        if [one.venue for one in self._read] != list(self._tally.watched):
            return False
        if not self._tally.points:
            return True  # nothing is known before the cut: the line is that of what is newer
        points = self._tally.points + len(self._fresh.at_ms)
        return included_of(self._known, points) == self._before.interest.included

    def flows(self, panes: PaneViews) -> Flows:
        """What was read before with what is newer."""
        before, (cut_ms, end_ms) = self._before, self._window
        width_ms, start_ms = self._all.interval_ms, self._all.start_ms
        parts = [
            venue_coverage(
                one,
                end_ms - start_ms,
                self._tally.watched[one.venue] + watched(one, cut_ms, end_ms),
            )
            for one in self._read
        ]
        return Flows(
            spliced(before.liquidations, bars(self._read, width_ms, cut_ms, end_ms), cut_ms),
            Coverage(tuple(parts)),
            self._line,
            panes,
            self._carried(panes),
            cut_ms if self._tally.points else None,
        )

    @cached_property
    def _line(self) -> InterestLine:
        before, fresh, width_ms = self._before.interest, self._fresh, self._all.interval_ms
        if not self._tally.points:
            found = line(self._samples, width_ms, *self._window)
            return replace(found, excluded=excluded_of(self._known, found.included))
        newer = LineColumns(width_ms, fresh.at_ms, fresh.sum_of(before.included))
        columns = spliced(before.columns, newer, self._tally.cut_ms)
        return InterestLine(columns, before.included, excluded_of(self._known, before.included))

    # --- panes ---------------------------------------------------------------------------------

    def panes(self) -> PaneViews | None:
        """What panes want besides; None where a venue came that was not there before."""
        before, rooms, asset = self._before.panes, self._rooms, self._all.asset
        if before.positions is not None or before.cascade is not None:
            # What a venue missed lies where it is back, however long it was away; and what is
            # normal for a coin is a matter of months.
            return None
        venues = candles = layers = supply = weighted = None
        funding = middle = ratios = prints = None
        if before.venues is not None:
            venues = self._venues(before.venues)
        if before.interest_candles is not None:
            candles = self._candles(before.interest_candles)
        if before.interest_venues is not None:
            layers = self._layers(before.interest_venues)
        if before.supply is not None:
            supply = supply_of(rooms, self._all, self._line)
        if before.funding is not None and before.median is not None:
            funding, middle, weighted = self._funding(before.funding, before)
        if before.ratios is not None:
            ratios = self._ratios(before.ratios)
        if before.prints is not None:
            prints = self._prints(before.prints)
        found = PaneViews(
            venues=venues,
            interest_candles=candles,
            interest_venues=layers,
            supply=supply,
            weighted=weighted,
            funding=funding,
            median=middle,
            ratios=ratios,
            prints=prints,
            # Neither depends on where the chart begins.
            episodes=tuple(rooms.episodes(asset)) if before.episodes is not None else None,
            map=read_map(rooms, asset, self._all.end_ms) if before.map is not None else None,
            # A service tells sums by the hour: few, and any of them may be told anew.
            beside=beside_of(rooms, self._all) if Topic.BESIDE in self._all.topics else None,
        )
        lost = any(
            getattr(found, one) is None is not getattr(before, one)
            for one in PaneViews.__struct_fields__
        )
        return None if lost else found

    def _venues(self, before: Sequence[VenueBars]) -> tuple[VenueBars, ...] | None:
        newer = {one.venue: one for one in venue_bars(self._asked, self._read)}
        known = {one.venue for one in before}
        if any(one.is_seen and one.venue not in known for one in newer.values()):
            return None
        cut_ms = self._tally.cut_ms
        return tuple(
            VenueBars(one.venue, spliced(one.columns, newer[one.venue].columns, cut_ms))
            for one in before
        )

    def _candles(self, before: CandleColumns) -> CandleColumns:
        included, width_ms = self._line.included, self._all.interval_ms
        newer = interest_candles(self._samples, included, width_ms, *self._window)
        return spliced(before, newer, self._tally.cut_ms)

    def _layers(self, before: Sequence[VenueLevel]) -> tuple[VenueLevel, ...] | None:
        included, width_ms = self._line.included, self._all.interval_ms
        newer = stacked(self._samples, included, width_ms, *self._window)
        if [one.venue for one in newer] != [one.venue for one in before]:
            return None
        return tuple(
            replace(one, columns=spliced(one.columns, other.columns, self._tally.cut_ms))
            for one, other in zip(before, newer, strict=True)
        )

    def _funding(
        self, before: Sequence[VenueFunding], panes: PaneViews
    ) -> tuple[tuple[VenueFunding, ...] | None, SignedColumns | None, SignedColumns | None]:
        from_ms = max(self._all.start_ms, _on_grid(self._all, self._tally.cut_ms - _FUNDING_MS))
        asked = replace(self._asked, start_ms=from_ms)
        newer = {one.venue: one for one in venue_funding(self._rooms, asked)}
        known = {one.venue for one in before}
        came = any(one.is_known and one.venue not in known for one in newer.values())
        if came or not known <= newer.keys():
            return None, None, None
        found = tuple(
            VenueFunding(one.venue, spliced(one.columns, newer[one.venue].columns, from_ms))
            for one in before
        )
        mine, width_ms = [newer[one.venue] for one in before], self._all.interval_ms
        middle = weighted = None
        if panes.median is not None:
            middle = spliced(panes.median, median(mine, width_ms), from_ms)
        if panes.weighted is not None:
            samples = self._rooms.interest(asked.asset, from_ms, asked.end_ms)
            newest = weighted_of(mine, samples, width_ms)
            if bool(len(newest)) == bool(len(panes.weighted)):
                weighted = spliced(panes.weighted, newest, from_ms)
        return found, middle, weighted

    def _ratios(self, before: Sequence[VenueLine]) -> tuple[VenueLine, ...] | None:
        lines, counts = {one.venue: one for one in before}, self._tally.ratios
        found, known = [], []
        for one in venue_ratios(self._rooms, self._asked):
            count = _known(one.columns, *self._window, last=True)
            if one.venue in lines:
                whole = spliced(lines[one.venue].columns, one.columns, self._tally.cut_ms)
                found.append(VenueLine(one.venue, whole))
                known.append(counts.get(one.venue, 0) + count)
            elif count:
                return None
        return best_known_first(found, known) if len(found) == len(lines) else None

    def _prints(self, before: PrintColumns) -> PrintColumns:
        """The largest of each bar; what was too small for the list before is so now."""
        from_ms = self._tally.cut_ms // self._all.interval_ms * self._all.interval_ms
        old = before.at_ms < from_ms
        kept = PrintColumns(
            before.at_ms[old], before.price[old], before.usd[old], before.is_long[old]
        )
        asked = replace(self._asked, start_ms=from_ms)
        return largest_prints([kept, *venue_prints(self._rooms, asked)])

    # --- what the next reading goes on from ----------------------------------------------------

    def _carried(self, panes: PaneViews) -> Tally:
        tally, cut_ms = self._tally, cut_of(self._all, self._all.end_ms)
        if cut_ms <= tally.cut_ms:
            return tally
        before_ms = tally.cut_ms
        counts = _in_order(self._rooms, tally.interest, _counts(self._fresh, cut_ms))
        first = 0 if tally.points else self._fresh.first
        stop = int(self._fresh.at_ms.searchsorted(cut_ms))
        points = max(stop - first, 0) if first is not None else 0
        return Tally(
            tally.asked,
            cut_ms,
            {
                one.venue: tally.watched[one.venue] + watched(one, before_ms, cut_ms)
                for one in self._read
            },
            tally.points + points,
            {venue: tally.interest.get(venue, 0) + count for venue, count in counts.items()},
            {
                one.venue: tally.ratios.get(one.venue, 0) + _known(one.columns, before_ms, cut_ms)
                for one in panes.ratios or ()
            },
        )


def _counts(samples: Sampled, end_ms: int | None = None) -> dict[str, int]:
    """How many points each venue knows, before a moment where one is named."""
    stop = None if end_ms is None else int(samples.at_ms.searchsorted(end_ms))
    return {venue: int(np.isfinite(one[:stop]).sum()) for venue, one in samples.values.items()}


def _known(line: LineColumns, start_ms: int, end_ms: int, *, last: bool = False) -> int:
    """How many points of a line are known in a half-open window; with `last` also that at its end."""
    low, high = line.at_ms.searchsorted((start_ms, end_ms + last))
    return int(np.isfinite(line.value[low:high]).sum())


def _in_order(rooms: FlowRooms, some: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """The counts of `more`, of every venue that is in one of them, in the program's order."""
    names = (source.venue for source in rooms.sources)
    return {one: more.get(one, 0) for one in names if one in some or one in more}
