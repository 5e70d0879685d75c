"""What the cache holds of one venue's liquidations, with when it was recorded."""

from __future__ import annotations

from tracker.analysis.liquidations import Flow
from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.store.market_reader import MarketReader


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
