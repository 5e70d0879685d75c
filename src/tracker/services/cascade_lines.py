"""What charts show of cascades: the index candle by candle, and the estimated liquidation map."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Floats, LineColumns, Times
from tracker.analysis.liquidation_map import LiquidationMap, liquidation_map
from tracker.analysis.open_interest import as_of
from tracker.domain.times import DAY_MS, H1, M1, M5, M15, MINUTE_MS, Interval
from tracker.services.cascade_reading import Cached, history, lately, present_ms

#: The finest grids on which the past is measured, by the candles there are.
_STEPS = (H1, M15, M5, M1)
#: What is opened longer ago than this weighs little on a map.
_MAP_MS = 28 * DAY_MS
#: The share of candles at which a venue's open interest is known that goes into a map.
_THROUGHOUT = 0.9


class CascadeLines(Struct, frozen=True, eq=False):
    """The index at the end of each candle, and its ingredients; NaN where unknown.

    A candle of more than an hour has the highest of its hours.
    """

    index: LineColumns
    pressure: LineColumns
    positions: LineColumns
    impact: LineColumns


def cascade_lines(
    views: Cached, asset: str, interval_ms: int, window_ms: tuple[int, int]
) -> CascadeLines:
    """The lines of a chart from the opening of its first candle to now."""
    start_ms, end_ms = window_ms
    step = next(one for one in _STEPS if one.ms <= interval_ms and interval_ms % one.ms == 0)
    last_ms = min(end_ms, present_ms(views, asset, end_ms))
    if last_ms < start_ms + step.ms:
        nothing = LineColumns.empty(interval_ms)
        return CascadeLines(nothing, nothing, nothing, nothing)
    found = history(views, asset, (start_ms + 1, last_ms), step)
    at_ms = found.at_ms
    lines = np.array([found.index, found.pressure, found.positions, found.impact])
    if last_ms > (int(at_ms[-1]) if len(at_ms) else 0):
        # The candle that runs has the index of the newest minute.
        now = lately(views, asset, np.array([last_ms], np.int64))
        newest = np.array([now.index, now.pressure, now.positions, now.impact])
        at_ms, lines = np.append(at_ms, last_ms), np.concatenate((lines, newest), axis=1)
    return _by_candle(at_ms, lines, interval_ms, start_ms)


def _by_candle(at_ms: Times, lines: Floats, interval_ms: int, start_ms: int) -> CascadeLines:
    """Of each candle the moment with the highest index; a moment belongs to the candle it ends in."""
    opens = (at_ms - 1 - start_ms) // interval_ms * interval_ms + start_ms
    # Rising index within each candle, unknown first: the last row of each is its highest.
    order = np.lexsort((np.nan_to_num(lines[0], nan=-1.0), opens))
    last = np.append(np.flatnonzero(np.diff(opens[order])), len(order) - 1)
    rows = order[last]
    index, pressure, positions, impact = (
        LineColumns(interval_ms, opens[rows], line[rows]) for line in lines
    )
    return CascadeLines(index, pressure, positions, impact)


def read_map(views: Cached, asset: str, now_ms: int) -> LiquidationMap:
    """The map of today: hours long ago, five minutes lately, where there are candles of them."""
    if views.reader is None:
        return LiquidationMap.empty()
    step = _map_step(views, asset, now_ms)
    market = views.chart_market(asset, step)
    candles = views.reader.candles(market, step, now_ms - _MAP_MS, now_ms, closed_only=True)
    if not len(candles):
        return LiquidationMap.empty()
    ends = candles.open_ms + step.ms
    contracts = np.zeros(len(ends))
    known = np.zeros(len(ends), np.bool_)
    for one in views.interest(asset, int(candles.open_ms[0]), now_ms):
        coin = as_of(one.columns, ends, max(step.ms, 10 * MINUTE_MS))[0]
        # A venue that is not known throughout would look like positions that open or close.
        if np.isfinite(coin).mean() >= _THROUGHOUT:
            contracts += np.nan_to_num(coin)
            known |= True
            contracts[np.isnan(coin)] = np.nan
    newest = views.reader.candles(views.chart_market(asset, M1), M1, int(ends[-1]), now_ms)
    since = (float(newest.low.min()), float(newest.high.max())) if len(newest) else None
    return liquidation_map(candles, np.where(known, contracts, np.nan), since)


def _map_step(views: Cached, asset: str, now_ms: int) -> Interval:
    """Five minutes where they reach back far enough, else hours."""
    if views.reader is None:
        return H1
    oldest = views.reader.oldest_candle_ms(views.chart_market(asset, M5), M5)
    return M5 if oldest is not None and oldest <= now_ms - _MAP_MS else H1
