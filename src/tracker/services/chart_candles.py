"""Candles of any interval for charts: the stored ones, and where these lack, made of shorter ones."""

from __future__ import annotations

from tracker.analysis.candles import aggregate, lacking, merged
from tracker.analysis.columns import CandleColumns
from tracker.domain.market import Market
from tracker.domain.times import INTERVALS, Interval, base_interval, parts_of
from tracker.store.market_reader import FOREVER_MS, MarketReader

#: Of shorter candles so many are read for one view, the newest: years of minutes would delay it.
_MOST_PARTS = 600_000
#: So many holes of one view are looked for in shorter candles, the newest.
_MOST_HOLES = 12


def chart_candles(
    reader: MarketReader,
    market: Market,
    interval: Interval,
    start_ms: int = 0,
    end_ms: int = FOREVER_MS,
    *,
    newest: int | None = None,
) -> CandleColumns:
    """Candles that open in the half-open window, oldest first; at most the `newest` of them.

    What is stored as it is comes first; what that lacks is made of the longest shorter candles that
    have all parts of it. The newest candle of all may be unfinished; any other that lacks a part is
    left out.
    """
    known = CandleColumns.empty(interval.ms)
    if interval in INTERVALS:
        known = reader.candles(market, interval, start_ms, end_ms, newest=newest)
    last_ms = _newest_ms(reader, market, interval, end_ms)
    if last_ms is None:
        return known
    first_ms = interval.floor(start_ms - 1) + interval.ms
    if newest is not None:
        first_ms = max(first_ms, last_ms - (newest - 1) * interval.ms)
    oldest_ms = oldest_candle_ms(reader, market, interval)
    if oldest_ms is not None:
        first_ms = max(first_ms, interval.floor(oldest_ms))
    window_ms = (first_ms, last_ms + interval.ms)
    for part in parts_of(interval):
        if part == interval:
            continue
        for hole_ms in lacking(known, window_ms)[-_MOST_HOLES:]:
            pieces = reader.candles(market, part, *hole_ms, newest=_MOST_PARTS)
            known = merged(known, aggregate(pieces, interval))
    is_lacking = first_ms <= last_ms and last_ms not in known.open_ms[-1:]
    if is_lacking and last_ms == _newest_ms(reader, market, interval):
        known = merged(known, _running(reader, market, interval, last_ms))
    return known if newest is None else known.tail(newest)


def _running(
    reader: MarketReader, market: Market, interval: Interval, open_ms: int
) -> CandleColumns:
    """The candle that runs, made of the parts that reach furthest; none where each lacks one."""
    best, reached_ms = CandleColumns.empty(interval.ms), open_ms
    for part in parts_of(interval):
        pieces = reader.candles(market, part, open_ms)
        found = aggregate(pieces, interval, running=True)
        if len(found) and (end_ms := int(pieces.open_ms[-1]) + part.ms) > reached_ms:
            best, reached_ms = found, end_ms
    return best


def _newest_ms(
    reader: MarketReader, market: Market, interval: Interval, end_ms: int = FOREVER_MS
) -> int | None:
    """When the newest candle before a moment opens that anything is known of."""
    found = [
        int(newest.open_ms[0])
        for part in parts_of(interval)
        if len(newest := reader.candles(market, part, 0, end_ms, newest=1))
    ]
    return interval.floor(max(found)) if found else None


def oldest_candle_ms(reader: MarketReader, market: Market, interval: Interval) -> int | None:
    """When the oldest closed candle opens that candles of this interval can be made of."""
    found = [reader.oldest_candle_ms(market, part) for part in parts_of(interval)]
    return min((one for one in found if one is not None), default=None)


def live_parts(reader: MarketReader, market: Market, interval: Interval) -> CandleColumns:
    """The candles that the newest two of a longer interval are made of; none where it is stored itself."""
    base = base_interval(interval)
    newest = reader.candles(market, base, newest=1)
    if base == interval or not len(newest):
        return CandleColumns.empty(base.ms)
    since_ms = interval.floor(int(newest.open_ms[0])) - interval.ms
    return reader.candles(market, base, since_ms)
