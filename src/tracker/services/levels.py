"""Making and changing levels: which market judges an asset, and which side of price a level is on.

Everything here that changes the list is a step that `journal.steps` can undo, in one transaction.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis import words
from tracker.analysis.levels import role_at
from tracker.domain.errors import TrackerError
from tracker.domain.health import Channel, State
from tracker.domain.level import DEFAULT_RULES, Level, Role, parse_color, parse_rule
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, H1, M1, Interval, base_interval
from tracker.domain.translating import tr
from tracker.domain.wording import kept
from tracker.services.judging import Hole, judge
from tracker.services.markets import own_market
from tracker.services.reasons import said_reason
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

#: A price older than this says nothing about which side of it a new level is on.
_FRESH_MS = DAY_MS


class BadLevel(TrackerError):
    """A level that cannot be made."""


class NoSuchLevel(TrackerError):
    """A level that is not on the list."""


class LevelWish(Struct, frozen=True):
    """What the user asked for.

    Attributes:
        venue: whose market judges it; None for the asset's reference market.
        role: None for what price says.
    """

    asset: str
    price: float
    rules: tuple[str, ...] = DEFAULT_RULES
    note: str = ""
    color: str | None = None
    expires_ms: int | None = None
    snoozed_until_ms: int | None = None
    venue: str | None = None
    role: Role | None = None


class LevelEdit(Struct, frozen=True):
    """What is to be changed of a level; None leaves it.

    Attributes:
        clear: names of fields that are taken away: `color`, `expires_ms`, `snoozed_until_ms`.
    """

    rules: tuple[str, ...] | None = None
    note: str | None = None
    color: str | None = None
    expires_ms: int | None = None
    snoozed_until_ms: int | None = None
    clear: frozenset[str] = frozenset()


class Reference(Struct, frozen=True):
    """The market that judges an asset's levels, and why it is not the first declared one, if so."""

    market: Market
    reason: str = ""


def reference_market(
    sources: Sequence[Source], asset: str, reader: MarketReader | None = None
) -> Market:
    """The one market that an asset's chart and levels use: the first declared one.

    A venue whose list is known and does not have the asset is passed over.
    """
    ranked = _ranked(sources)
    if reader is None:
        return ranked[0].market(asset)
    read = reader.listed_venues()
    listed = reader.markets(asset)
    for source in ranked:
        market = source.find(asset, (one for one in listed if one.venue == source.venue))
        if market is not None:
            return market
        if source.venue not in read:
            return source.market(asset)
    return ranked[0].market(asset)


def choose_market(
    reader: MarketReader | None, sources: Sequence[Source], asset: str, venue: str | None = None
) -> Reference:
    """The market that a new level is judged on, for as long as it lives.

    The first declared venue, or the next one where that is known to be blocked or not to list the
    asset. A named venue is taken as it is.

    Raises:
        BadLevel: where the named venue cannot serve.
    """
    ranked = _ranked(sources)
    if venue is not None:
        for source in ranked:
            if source.venue == venue:
                return Reference(own_market(reader, source, asset))
        names = ", ".join(source.venue for source in ranked)
        raise BadLevel(
            tr(
                "“{venue}” cannot judge levels; the venues that can are {names}.",
                venue=venue,
                names=names,
            )
        )
    reasons: list[str] = []
    for source in ranked:
        fault = _fault(reader, source, asset) if reader is not None else None
        if fault is None:
            return Reference(own_market(reader, source, asset), " ".join(reasons))
        reasons.append(f"{source.title}: {fault}")
    # None is fit: then the first one, which is where the asset's chart looks too.
    return Reference(ranked[0].market(asset))


def _ranked(sources: Sequence[Source]) -> list[Source]:
    ranked = [source for source in sources if source.reference_rank is not None]
    if not ranked:
        raise BadLevel(tr("No venue can serve as the reference market."))
    return sorted(ranked, key=lambda source: source.reference_rank or 0)


def _fault(reader: MarketReader, source: Source, asset: str) -> str | None:
    """Why a venue cannot judge an asset now, as far as the cache knows."""
    rows = {row.channel: row for row in reader.health() if row.venue == source.venue}
    candles = rows.get(Channel.CANDLES)
    if candles is not None and candles.state is State.BLOCKED:
        return said_reason(candles.reason) or tr("It is blocked.")
    listing = rows.get(Channel.INSTRUMENTS)
    if listing is None or listing.last_event_at_ms is None:
        return None
    listed = (one for one in reader.markets(asset) if one.venue == source.venue)
    return None if source.find(asset, listed) else tr("It does not list {asset}.", asset=asset)


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


# --- what users do -------------------------------------------------------------------------------


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
    with journal.steps.step(
        kept(lambda: tr("adding {name}", name=_name(wish.asset, wish.price))), now_ms
    ):
        return place_level(reader, journal, sources, wish, now_ms)


def place_level(
    reader: MarketReader | None,
    journal: Journal,
    sources: Sequence[Source],
    wish: LevelWish,
    now_ms: int,
) -> Level:
    """The same as a part of a step that is more than this.

    Raises:
        TrackerError: where the level cannot be made.
    """
    if not math.isfinite(wish.price) or wish.price <= 0:
        raise BadLevel(tr("A level is a price above zero."))
    for known in journal.levels(wish.asset):
        if known.price == wish.price:
            raise BadLevel(
                tr(
                    "There is already a level at {level} (number {id}).",
                    level=words.level(wish.price),
                    id=known.id,
                )
            )
    market = choose_market(reader, sources, wish.asset, wish.venue).market
    role = wish.role
    newest = known_price(reader, market) if reader is not None else None
    if role is None and newest is not None and now_ms - newest[1] <= _FRESH_MS:
        role = role_at(newest[0], wish.price)
    level = journal.add_level(
        Level(
            id=0,
            asset=wish.asset,
            venue=market.venue,
            price=wish.price,
            role=role,
            rules=_rules(wish.rules),
            note=wish.note,
            created_ms=now_ms,
            color=parse_color(wish.color) if wish.color is not None else None,
            expires_ms=wish.expires_ms,
            snoozed_until_ms=wish.snoozed_until_ms,
        )
    )
    if reader is not None:
        for interval in _intervals(level.rules):
            judge(reader, journal, market, interval, now_ms=now_ms, holes_ok=False)
    return _watched(journal, level.id)


def import_levels(
    reader: MarketReader | None,
    journal: Journal,
    sources: Sequence[Source],
    wishes: Sequence[LevelWish],
    now_ms: int,
) -> list[Level]:
    """Keep new levels, all of them or none; those that are on the list already are passed over.

    Raises:
        TrackerError: where one of them cannot be made.
    """
    made: list[Level] = []
    with journal.steps.step(
        kept(lambda: tr("importing {count} levels", count=len(wishes))), now_ms
    ):
        there = {(one.asset, one.price) for one in journal.levels()}
        for wish in wishes:
            if (wish.asset, wish.price) not in there:
                there.add((wish.asset, wish.price))
                made.append(place_level(reader, journal, sources, wish, now_ms))
    return made


def move_level(
    reader: MarketReader | None,
    journal: Journal,
    sources: Sequence[Source],
    level_id: int,
    *,
    price: float,
    now_ms: int,
    edit: LevelEdit | None = None,
) -> Level:
    """Put a level at another price: a new level with a history of its own takes its place.

    It stays on its market. What else is changed of it is part of the same step.

    Raises:
        TrackerError: where it cannot be made.
    """
    old = _edited(_watched(journal, level_id), edit or LevelEdit())
    wish = LevelWish(
        old.asset,
        price,
        old.rules,
        old.note,
        old.color,
        old.expires_ms,
        old.snoozed_until_ms,
        old.venue,
    )
    with journal.steps.step(
        kept(lambda: tr("moving {name}", name=_name(old.asset, old.price))), now_ms
    ):
        new = place_level(reader, journal, sources, wish, now_ms)
        journal.remove_level(level_id, now_ms)
    return new


def edit_level(journal: Journal, level_id: int, edit: LevelEdit, now_ms: int) -> Level:
    """Change what a user may say of a level; its price, market and history stay.

    A rule that is new is judged from when the level was made.

    Raises:
        TrackerError: where there is no such level, or it cannot be so.
    """
    old = _watched(journal, level_id)
    new = _edited(old, edit)
    with journal.steps.step(
        kept(lambda: tr("changing {name}", name=_name(old.asset, old.price))), now_ms
    ):
        journal.set_level(new)
    return new


def _edited(old: Level, edit: LevelEdit) -> Level:
    new = replace(
        old,
        rules=_rules(edit.rules) if edit.rules is not None else old.rules,
        note=edit.note if edit.note is not None else old.note,
        color=parse_color(edit.color) if edit.color is not None else old.color,
        expires_ms=edit.expires_ms if edit.expires_ms is not None else old.expires_ms,
        snoozed_until_ms=(
            edit.snoozed_until_ms if edit.snoozed_until_ms is not None else old.snoozed_until_ms
        ),
    )
    if "color" in edit.clear:
        new = replace(new, color=None)
    if "expires_ms" in edit.clear:
        new = replace(new, expires_ms=None)
    if "snoozed_until_ms" in edit.clear:
        new = replace(new, snoozed_until_ms=None)
    return new


def remove_level(journal: Journal, level_id: int, now_ms: int) -> None:
    """Take a level off the list; its history stays.

    Raises:
        NoSuchLevel: where there is none with this number.
    """
    old = _watched(journal, level_id)
    with journal.steps.step(
        kept(lambda: tr("removing {name}", name=_name(old.asset, old.price))), now_ms
    ):
        journal.remove_level(level_id, now_ms)


def rebuild_level(
    reader: MarketReader,
    journal: Journal,
    sources: Sequence[Source],
    level_id: int,
    now_ms: int,
) -> tuple[Level, Hole | None]:
    """Judge a level anew from when it was made, on the candles as they are stored now.

    What was decided before stays readable. What is decided now is history: nobody is alerted of it.

    Returns:
        The level, and the hole that the fold waits at, if there is one.

    Raises:
        NoSuchLevel: where there is none with this number.
    """
    level = _watched(journal, level_id)
    hole: Hole | None = None
    with journal.transaction():
        journal.unfold_level(level_id, now_ms)
        market = _market_of(reader, sources, level)
        for interval in _intervals(level.rules):
            verdict = judge(reader, journal, market, interval, now_ms=now_ms, holes_ok=False)
            hole = hole or verdict.hole
        ids = [one.transition.id for one in journal.undelivered() if one.level_id == level_id]
        journal.stamp(ids, now_ms)
    return _watched(journal, level_id), hole


# --- parts ---------------------------------------------------------------------------------------


def _watched(journal: Journal, level_id: int) -> Level:
    level = journal.level(level_id)
    if level is None:
        raise NoSuchLevel(tr("There is no level with the number {level_id}.", level_id=level_id))
    return level


def _market_of(reader: MarketReader, sources: Sequence[Source], level: Level) -> Market:
    for source in sources:
        if source.venue == level.venue:
            return own_market(reader, source, level.asset)
    raise BadLevel(
        tr("The venue {venue}, which judges this level, is not known any more.", venue=level.venue)
    )


def _rules(given: Sequence[str]) -> tuple[str, ...]:
    """Each rule once and in its one spelling; the default ones where none is given."""
    return tuple(dict.fromkeys(parse_rule(word).word for word in given)) or DEFAULT_RULES


def _intervals(rules: Sequence[str]) -> set[Interval]:
    return {base_interval(parse_rule(word).timeframe) for word in rules}


def _name(asset: str, price: float) -> str:
    return f"{asset} {words.level(price)}"
