"""The cascade index of one coin from what is stored: now, over history, and what is normal for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from msgspec import Struct

from tracker.analysis.cascade import (
    LEARN_MS,
    MAIN_MS,
    WINDOWS_MS,
    Moved,
    Reading,
    Readings,
    Reference,
    Windows,
    learn,
    measure,
    moved,
    reading_at,
    trailing,
)
from tracker.analysis.columns import CandleColumns, Floats, Times
from tracker.analysis.feedback import Feedback
from tracker.analysis.liquidations import Flow
from tracker.analysis.open_interest import VenueInterest, priced
from tracker.analysis.windows import MATCHED_SHARE, interest_usd, positions, reach_ms, sums
from tracker.domain.coverage import Coverage
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M1, M15, MINUTE_MS, Interval
from tracker.sources.base import Source
from tracker.store.market_reader import MarketReader


class Cached(Protocol):
    """What is asked for what is stored; `Views` is one."""

    @property
    def reader(self) -> MarketReader | None:
        """The open cache."""

    @property
    def sources(self) -> Sequence[Source]:
        """The venues, in the program's order."""

    def flows(
        self, asset: str, start_ms: int, end_ms: int, *, grain_ms: int | None = None
    ) -> list[Flow]:
        """Liquidations of every venue that has a feed of them; with a grain summed up."""

    def interest(self, asset: str, start_ms: int, end_ms: int) -> list[VenueInterest]:
        """Open interest of every venue that has any."""

    def markets(self, asset: str) -> Mapping[str, Market]:
        """The asset's market of each venue that the cache knows."""

    def chart_market(self, asset: str, interval: Interval) -> Market:
        """The asset's reference market for candles of a length."""


#: A reference learnt longer ago than this is learnt anew where it is needed.
_REFERENCE_MS = 3 * HOUR_MS
#: A candle that closed longer ago than this is not the present.
_PRESENT_MS = 3 * MINUTE_MS
#: A feedback ratio measured longer ago than this is not the present.
FEEDBACK_MS = 3 * MINUTE_MS
#: Open interest is read row by row only where its rows are fewer than the moments.
_FEW = 200


class CascadeView(Struct, frozen=True):
    """What is known of one coin's cascade now.

    Attributes:
        readings: of the windows, the shortest first.
        feedback: the newest ratio; None where none was measured lately.
        learnt_days: how much past the main window's normal was learnt from.
        coverage: of the main window's liquidations, over all venues.
    """

    readings: tuple[Reading, ...]
    feedback: Feedback | None
    learnt_days: float
    coverage: Coverage

    @property
    def main(self) -> Reading:
        """What alerts go by."""
        return self.readings[-1]


def step_of(window_ms: int) -> Interval:
    """The grid on which a window's past is learnt from."""
    return H1 if window_ms >= H1.ms else M15


def grid(start_ms: int, end_ms: int, step: Interval) -> Times:
    """The moments of a step from the first at or after the start to the end, inclusive."""
    return np.arange(step.floor(start_ms + step.ms - 1), end_ms + 1, step.ms, dtype=np.int64)


def windows(
    views: Cached, asset: str, moments: Times, step: Interval, window_ms: int
) -> tuple[Windows, list[Flow]]:
    """All that the index is measured from at moments of a grid, and the flows it was made of."""
    start_ms, end_ms = int(moments[0]), int(moments[-1])
    # Windows on full hours or minutes are read summed up, or a month would be every single event.
    hourly = window_ms % HOUR_MS == 0 and not (moments % HOUR_MS).any()
    grain_ms = HOUR_MS if hourly else MINUTE_MS
    flows = views.flows(asset, start_ms - reach_ms(window_ms), end_ms, grain_ms=grain_ms)
    found = sums(flows, moments, window_ms)
    venues = contracts_of(views, asset, moments, window_ms)
    changed = positions(venues, moments, window_ms)
    made = Windows(
        window_ms,
        moments,
        found,
        interest_usd(venues, moments),
        np.where(changed.matched >= MATCHED_SHARE, changed.change / 100, np.nan),
        _prices(views, asset, moments, step, window_ms),
    )
    return made, flows


def _prices(views: Cached, asset: str, moments: Times, step: Interval, window_ms: int) -> Moved:
    """The moves by candles of the step; of full hours that these lack, by those of an hour."""
    found = moved(_candles(views, asset, moments, step, window_ms), moments, window_ms)
    lacking = np.flatnonzero(np.isnan(found.fall) & (moments % H1.ms == 0))
    if step.ms < H1.ms <= window_ms and len(lacking):
        hours = moments[lacking]
        instead = moved(_candles(views, asset, hours, H1, window_ms), hours, window_ms)
        for line, values in (
            (found.fall, instead.fall),
            (found.rise, instead.rise),
            (found.change, instead.change),
        ):
            line[lacking] = values
    return found


def _candles(
    views: Cached, asset: str, moments: Times, step: Interval, window_ms: int
) -> CandleColumns:
    if views.reader is None:
        return CandleColumns.empty(step.ms)
    first_ms = int(moments[0]) - window_ms - step.ms
    market = views.chart_market(asset, step)
    return views.reader.candles(market, step, first_ms, int(moments[-1]), closed_only=True)


def low90_at(views: Cached, asset: str, moments: Times) -> Floats:
    """The lower end of the feedback ratio that was known at each moment; NaN where none was."""
    result = np.full(len(moments), np.nan)
    if views.reader is None:
        return result
    rows = views.reader.cascades.feedback(
        asset, int(moments[0]) - FEEDBACK_MS, int(moments[-1]) + 1
    )
    if not rows:
        return result
    at_ms = np.array([at for at, _ in rows], np.int64)
    low90 = np.array([one.low90 if one.low90 is not None else np.nan for _, one in rows])
    index = np.searchsorted(at_ms, moments, "right") - 1
    safe = np.maximum(index, 0)
    known = (index >= 0) & (moments - at_ms[safe] <= FEEDBACK_MS)
    result[known] = low90[safe][known]
    return result


def contracts_of(views: Cached, asset: str, moments: Times, window_ms: int) -> list[VenueInterest]:
    """Every venue's open interest around the moments and a window before them."""
    start_ms, end_ms = int(moments[0]) - window_ms, int(moments[-1])
    if len(moments) < _FEW or views.reader is None:
        return views.interest(asset, start_ms, end_ms)
    markets = views.markets(asset)
    both = np.union1d(moments - window_ms, moments)
    candles = _hours(views, views.reader, asset, start_ms, end_ms)
    found = []
    for source in views.sources:
        market = markets.get(source.venue)
        if market is None or Channel.OI not in source.channels:
            continue
        columns = views.reader.interest_at(market, both)
        if len(columns.at_ms):
            named = priced(columns, candles)
            found.append(VenueInterest(source.venue, named, market.contract))
    return found


def _hours(
    views: Cached, reader: MarketReader, asset: str, start_ms: int, end_ms: int
) -> CandleColumns:
    return reader.candles(views.chart_market(asset, H1), H1, start_ms - 2 * H1.ms, end_ms)


def learnt(views: Cached, asset: str, at_ms: int, window_ms: int) -> Reference:
    """What is normal at a moment, from the thirty days before."""
    step = step_of(window_ms)
    last_ms = step.floor(at_ms - window_ms)
    made, _ = windows(views, asset, grid(last_ms - LEARN_MS, last_ms, step), step, window_ms)
    return learn(made, at_ms=at_ms, step_ms=step.ms)


def reference(views: Cached, asset: str, at_ms: int, window_ms: int) -> Reference:
    """The stored reference where one was learnt lately, else one learnt now."""
    kept = views.reader.cascades.reference(asset, window_ms) if views.reader is not None else None
    if kept is not None and abs(at_ms - kept.at_ms) <= _REFERENCE_MS:
        return kept
    return learnt(views, asset, at_ms, window_ms)


def present_ms(views: Cached, asset: str, now_ms: int) -> int:
    """The end of the newest minute that is over, by its candle where one came lately."""
    last_ms = M1.floor(now_ms)
    if views.reader is not None:
        opened = views.reader.newest_candle_ms(views.chart_market(asset, M1), M1)
        if opened is not None and last_ms - _PRESENT_MS <= opened + M1.ms < last_ms:
            return opened + M1.ms
    return last_ms


def cascade_view(views: Cached, asset: str, now_ms: int) -> CascadeView:
    """What is known now."""
    at_ms = present_ms(views, asset, now_ms)
    moments = np.array([at_ms], np.int64)
    readings, days, coverage = [], 0.0, Coverage()
    for window_ms in WINDOWS_MS:
        normal = reference(views, asset, at_ms, window_ms)
        made, _ = windows(views, asset, moments, M1, window_ms)
        readings.append(reading_at(measure(made, normal), 0, window_ms))
        days, coverage = normal.days, made.found.coverage(0)
    return CascadeView(tuple(readings), newest_feedback(views, asset, at_ms), days, coverage)


def newest_feedback(views: Cached, asset: str, at_ms: int) -> Feedback | None:
    """The feedback ratio that was measured last before a moment, if that was lately."""
    if views.reader is None:
        return None
    rows = views.reader.cascades.feedback(asset, at_ms - FEEDBACK_MS, at_ms + MINUTE_MS)
    return rows[-1][1] if rows else None


def lately(views: Cached, asset: str, moments: Times, window_ms: int = MAIN_MS) -> Readings:
    """The index at minutes that are near the present, by what is normal now."""
    normal = reference(views, asset, int(moments[-1]), window_ms)
    return measure(windows(views, asset, moments, M1, window_ms)[0], normal)


def history(
    views: Cached, asset: str, bounds_ms: tuple[int, int], step: Interval, window_ms: int = MAIN_MS
) -> Readings:
    """The index at every step from the first bound to the last, each by what was normal that day."""
    start_ms, end_ms = bounds_ms
    coarse = step_of(window_ms)
    wanted, _ = windows(views, asset, grid(start_ms, end_ms, step), step, window_ms)
    first_ms = start_ms - LEARN_MS - DAY_MS
    past, _ = windows(views, asset, grid(first_ms, end_ms, coarse), coarse, window_ms)
    return trailing(past, coarse.ms, wanted)
