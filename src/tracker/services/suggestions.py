"""Suggested levels over the stored candles of an asset's reference market."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tracker.analysis.suggest import Suggestions, suggest
from tracker.domain.market import Market
from tracker.domain.times import D1, Interval
from tracker.services.levels import choose_market, known_price
from tracker.sources.base import Source
from tracker.store.market_reader import MarketReader

#: Candles looked at: three quarters of a year of hours.
_MOST = 6_500
#: Days looked at: enough for the 200-week average.
_MOST_DAYS = 1_500


class Suggested(Struct, frozen=True, eq=False):
    """What there is to see around the price of a market.

    Attributes:
        price: the newest one known; None without a candle, and then nothing is suggested.
        candles: how many were looked at.
        price_at_ms: when that price was, at the earliest.
    """

    market: Market
    interval: Interval
    price: float | None
    candles: int
    found: Suggestions
    price_at_ms: int | None = None


def suggest_levels(
    reader: MarketReader | None, sources: Sequence[Source], asset: str, interval: Interval
) -> Suggested:
    """Levels around the newest price, from the closed candles of an interval that divides a day."""
    market = choose_market(reader, sources, asset).market
    if reader is None:
        return Suggested(market, interval, None, 0, Suggestions())
    candles = reader.candles(market, interval, newest=_MOST, closed_only=True)
    newest = known_price(reader, market)
    if newest is None and len(candles):
        newest = float(candles.close[-1]), int(candles.open_ms[-1])
    if newest is None:
        return Suggested(market, interval, None, 0, Suggestions())
    days = reader.candles(market, D1, newest=_MOST_DAYS, closed_only=True)
    found = suggest(candles, newest[0], days=days if len(days) else None)
    return Suggested(market, interval, newest[0], len(candles), found, newest[1])
