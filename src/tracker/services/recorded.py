"""What the cache holds of one venue's liquidations, with when it was recorded."""

from __future__ import annotations

from collections.abc import Callable

from tracker.analysis.liquidations import Flow
from tracker.analysis.minutes import MinuteColumns, joined, minutes_of
from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.store.market_reader import MarketReader, day_windows

#: Reads the liquidations of one market in a half-open window: reader, market, feed, start, end.
ReadFlow = Callable[[MarketReader, Market, FeedKind, int, int], Flow]


def read_flow(
    reader: MarketReader, market: Market, feed: FeedKind, start_ms: int, end_ms: int
) -> Flow:
    """Its events, or its own statistics, of a half-open window in UTC ms."""
    if feed is FeedKind.STATS:
        return Flow(
            market.venue,
            feed,
            buckets=tuple(reader.buckets(market, start_ms, end_ms)),
            recorded_since_ms=reader.oldest_bucket_ms(market),
        )
    return Flow(
        market.venue,
        feed,
        reader.events(market, start_ms, end_ms),
        observed=tuple(reader.observed(market.venue, Channel.LIQUIDATIONS, start_ms, end_ms)),
        recorded_since_ms=reader.recorded_since_ms(market.venue, Channel.LIQUIDATIONS),
    )


def read_minutes(reader: MarketReader, market: Market, start_ms: int, end_ms: int) -> MinuteColumns:
    """A market's events by minute in a half-open window of whole minutes, a day at a time."""
    return joined(
        [minutes_of(reader.events(market, *window)) for window in day_windows(start_ms, end_ms)]
    )
