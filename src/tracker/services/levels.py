"""Making levels: which market judges an asset, and which side of price a level is on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.analysis import words
from tracker.analysis.levels import role_at
from tracker.domain.errors import TrackerError
from tracker.domain.level import DEFAULT_RULES, Level, parse_rule
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, H1, M1
from tracker.services.watch import base_interval, judge
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

#: A price older than this says nothing about which side of it a new level is on.
_FRESH_MS = DAY_MS


class BadLevel(TrackerError):
    """A level that cannot be made."""


class NoSuchLevel(TrackerError):
    """A level that is not on the list."""


@dataclass(frozen=True, slots=True)
class LevelWish:
    """What the user asked for."""

    asset: str
    price: float
    rules: tuple[str, ...] = DEFAULT_RULES
    note: str = ""


def reference_market(sources: Sequence[Source], asset: str) -> Market:
    """The one market that an asset's chart and levels use: the first declared one."""
    ranked = [source for source in sources if source.reference_rank is not None]
    if not ranked:
        raise BadLevel("No venue can serve as the reference market.")
    return min(ranked, key=lambda source: source.reference_rank or 0).market(asset)


def known_price(reader: MarketReader, market: Market) -> tuple[float, int] | None:
    """The newest price of a market in the cache, and when it was: (price, at_ms)."""
    found: list[tuple[int, float]] = []
    ticker = reader.ticker(market)
    if ticker is not None:
        found.append((ticker.at_ms, ticker.last))
    for interval in (M1, H1):
        candles = reader.candles(market, interval, newest=1)
        if len(candles):
            # A running candle is as young as the interval lets it be; its opening is certain.
            found.append((int(candles.open_ms[-1]), float(candles.close[-1])))
    if not found:
        return None
    at_ms, price = max(found)
    return price, at_ms


def make_level(
    reader: MarketReader | None,
    journal: Journal,
    sources: Sequence[Source],
    wish: LevelWish,
    now_ms: int,
) -> Level:
    """Keep a new level and place it on what the cache holds.

    Without a fresh price the side is decided by the first closed candle that arrives.

    Raises:
        TrackerError: where the level cannot be made; the sentence says why.
    """
    if not math.isfinite(wish.price) or wish.price <= 0:
        raise BadLevel("A level is a price above zero.")
    rules = tuple(dict.fromkeys(parse_rule(word).word for word in wish.rules)) or DEFAULT_RULES
    for known in journal.levels(wish.asset):
        if known.price == wish.price:
            raise BadLevel(
                f"There is already a level at {words.level(wish.price)} (number {known.id})."
            )
    market = reference_market(sources, wish.asset)
    newest = known_price(reader, market) if reader is not None else None
    role = None
    if newest is not None and now_ms - newest[1] <= _FRESH_MS:
        role = role_at(newest[0], wish.price)
    level = journal.add_level(
        Level(
            id=0,
            asset=wish.asset,
            venue=market.venue,
            price=wish.price,
            role=role,
            rules=rules,
            note=wish.note,
            created_ms=now_ms,
        )
    )
    if reader is not None:
        for interval in {base_interval(parse_rule(word).timeframe) for word in rules}:
            judge(reader, journal, market, interval, now_ms=now_ms, holes_ok=False)
    return next(one for one in journal.levels(wish.asset) if one.id == level.id)


def remove_level(journal: Journal, level_id: int, now_ms: int) -> None:
    """Take a level off the list; its history stays.

    Raises:
        NoSuchLevel: where there is none with this number.
    """
    if not journal.remove_level(level_id, now_ms):
        raise NoSuchLevel(f"There is no level with the number {level_id}.")
