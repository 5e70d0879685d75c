"""Which market of a venue is an asset's own, as the cache knows the venue's list."""

from __future__ import annotations

from tracker.domain.market import Market
from tracker.sources.base import Source
from tracker.store.market_reader import MarketReader


def own_market(reader: MarketReader | None, source: Source, asset: str) -> Market:
    """The venue's market of an asset; by its naming rule where the cache knows of none."""
    if reader is None:
        return source.market(asset)
    listed = [one for one in reader.markets(asset) if one.venue == source.venue]
    return source.find(asset, listed) or source.market(asset)
