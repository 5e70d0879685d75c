"""What the cache holds of one venue's liquidations, with when it was recorded."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tracker.analysis.columns import EventColumns
from tracker.analysis.liquidations import Flow
from tracker.analysis.minutes import MinuteColumns
from tracker.domain.coverage import merged
from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import HOUR_MS, MINUTE_MS
from tracker.store.market_reader import MarketReader

#: Reads the liquidations of one market in a half-open window: reader, market, feed, (start, end).
ReadFlow = Callable[[MarketReader, Market, FeedKind, tuple[int, int]], Flow]

#: Shorter windows are read event by event: summed up there would be hardly fewer rows.
_LONG_MS = 6 * HOUR_MS


def grain_of(interval_ms: int) -> int:
    """What bars of this interval are whole multiples of: an hour or a minute."""
    return HOUR_MS if interval_ms % HOUR_MS == 0 else MINUTE_MS


def read_flow(
    reader: MarketReader,
    market: Market,
    feed: FeedKind,
    window_ms: tuple[int, int],
    grain_ms: int | None = None,
) -> Flow:
    """Its events, or its own statistics, of a half-open window in UTC ms.

    Args:
        grain_ms: a minute or an hour where the sums asked for have no edge within one, apart from
            those of the window itself: a long window is then read summed up, which changes no sum.
    """
    if feed is FeedKind.STATS:
        return Flow(
            market.venue,
            feed,
            buckets=tuple(reader.buckets(market, *window_ms)),
            recorded_since_ms=reader.oldest_bucket_ms(market),
        )
    return Flow(
        market.venue,
        feed,
        _read_events(reader, market, feed, window_ms, grain_ms),
        observed=tuple(reader.observed(market.venue, Channel.LIQUIDATIONS, *window_ms)),
        recorded_since_ms=reader.recorded_since_ms(market.venue, Channel.LIQUIDATIONS),
    )


def read_minutes(reader: MarketReader, market: Market, start_ms: int, end_ms: int) -> MinuteColumns:
    """A market's events by minute in a half-open window of whole minutes."""
    rows = reader.rolls.minutes(market, start_ms, end_ms)
    return MinuteColumns(
        rows.at_ms,
        rows.long_usd,
        rows.short_usd,
        rows.long_count,
        rows.short_count,
        np.maximum(rows.long_max_usd, rows.short_max_usd),
        rows.seconds_with_print,
    )


def _read_events(
    reader: MarketReader,
    market: Market,
    feed: FeedKind,
    window_ms: tuple[int, int],
    grain_ms: int | None,
) -> EventColumns:
    """Single events, and sums where they serve as well or where no events are kept."""
    start_ms, end_ms = window_ms
    summed = reader.rolls.sealed(market, start_ms, end_ms)
    if grain_ms is not None and end_ms - start_ms > _LONG_MS:
        summed.append((-(-start_ms // grain_ms) * grain_ms, end_ms // grain_ms * grain_ms))
    # Hours do not tell the seconds by which a sampled feed shows that it was at its cap.
    by_hour = grain_ms == HOUR_MS and feed is FeedKind.COMPLETE
    parts = []
    at_ms = start_ms
    for begin_ms, finish_ms in merged(summed):
        parts.append(reader.events(market, at_ms, begin_ms))
        parts += _read_sums(reader, market, (begin_ms, finish_ms), by_hour=by_hour)
        at_ms = finish_ms
    parts.append(reader.events(market, at_ms, end_ms))
    return EventColumns.joined(parts)


def _read_sums(
    reader: MarketReader, market: Market, window_ms: tuple[int, int], *, by_hour: bool
) -> list[EventColumns]:
    """A window in minutes, or in hours with minutes at its edges."""
    start_ms, end_ms = window_ms
    first_ms, last_ms = -(-start_ms // HOUR_MS) * HOUR_MS, end_ms // HOUR_MS * HOUR_MS
    if not by_hour or first_ms >= last_ms:
        return [reader.rolls.minutes(market, start_ms, end_ms).as_events()]
    found = (
        reader.rolls.minutes(market, start_ms, first_ms),
        reader.rolls.hours(market, first_ms, last_ms),
        reader.rolls.minutes(market, last_ms, end_ms),
    )
    return [one.as_events() for one in found]
