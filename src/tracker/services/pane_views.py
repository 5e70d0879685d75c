"""What panes show beside candles, liquidations and the line of open interest, read where wanted."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import (
    BarColumns,
    CandleColumns,
    LineColumns,
    PrintColumns,
    SignedColumns,
)
from tracker.analysis.funding import VenueFunding, median, on_grid
from tracker.analysis.interest_bars import interest_candles
from tracker.analysis.interest_effects import (
    VenueLevel,
    interest_usd_on,
    position_effect,
    stacked,
    supply_line,
)
from tracker.analysis.leverage import weighted_funding
from tracker.analysis.liquidation_map import LiquidationMap
from tracker.analysis.liquidations import Flow, bars
from tracker.analysis.open_interest import InterestLine, VenueInterest
from tracker.analysis.ratios import VenueLine, best_known_first, ratio_line
from tracker.analysis.running import anchors
from tracker.domain.cascade import Episode
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.services.beside import ServiceBars, read_service_bars
from tracker.services.cascade_lines import CascadeLines, cascade_lines, read_map
from tracker.services.cascade_reading import Cached
from tracker.services.supply import circulating
from tracker.sources.aggregator import Aggregator
from tracker.store.market_reader import MarketReader

#: So many single liquidations are read for one chart, the largest of each candle and venue.
MOST_PRINTS = 4_000
# The longest interval of funding, and the furthest settlement that is told.
_FUNDING_MS = DAY_MS


class Topic(StrEnum):
    """What a pane may want to know."""

    VENUE_LIQUIDATIONS = "liquidations by venue"
    INTEREST_CANDLES = "candles of open interest"
    INTEREST_VENUES = "open interest by venue"
    POSITIONS = "what positions did"
    SUPPLY = "open interest against supply"
    FUNDING_WEIGHTED = "funding by open interest"
    FUNDING = "funding"
    RATIO = "long accounts"
    EPISODES = "cascades"
    CASCADE = "cascade index"
    LIQUIDATION_MAP = "liquidation map"
    PRINTS = "largest liquidations"
    BESIDE = "liquidations as services have them"


class VenueBars(Struct, frozen=True):
    """The liquidations of one venue."""

    venue: str
    columns: BarColumns

    @property
    def is_seen(self) -> bool:
        """Whether any of it was observed."""
        return bool((self.columns.share > 0).any())


class PaneViews(Struct, frozen=True, eq=False):
    """What was read. A topic that nobody wanted is None, one of which nothing is known is empty.

    Attributes:
        interest_venues: the venues of the line, as layers.
        positions: what positions did since the anchor, in USD.
        supply: open interest as a share of the coins there are; empty where their number is unknown.
        funding: of every venue that has any, on one grid; `median` is over all of them, `weighted` by
            their open interest over those of whom it is known.
        ratios: of every venue that has any, the best known first.
        episodes: the cascades of the coin, oldest first.
        cascade: the index with its ingredients, a value a candle.
        map: where positions might be liquidated, an estimate.
        prints: the largest single liquidation of each candle and venue, largest first.
        beside: of the first service beside the venues that has any.
    """

    venues: tuple[VenueBars, ...] | None = None
    interest_candles: CandleColumns | None = None
    interest_venues: tuple[VenueLevel, ...] | None = None
    positions: LineColumns | None = None
    supply: LineColumns | None = None
    weighted: SignedColumns | None = None
    funding: tuple[VenueFunding, ...] | None = None
    median: SignedColumns | None = None
    ratios: tuple[VenueLine, ...] | None = None
    episodes: tuple[Episode, ...] | None = None
    cascade: CascadeLines | None = None
    map: LiquidationMap | None = None
    prints: PrintColumns | None = None
    beside: ServiceBars | None = None


#: For a chart without such panes.
NO_PANES = PaneViews()


class Asked(Struct, frozen=True):
    """Of which coin, at which interval, from when (on its grid) to when, and what of it."""

    asset: str
    interval_ms: int
    start_ms: int
    end_ms: int
    topics: frozenset[Topic]


class Rooms(Cached, Protocol):
    """What is asked for the parts."""

    def episodes(self, asset: str) -> list[Episode]:
        """The cascades of a coin."""


def read_panes(
    rooms: Rooms,
    asked: Asked,
    flows: Sequence[Flow],
    interest: tuple[Sequence[VenueInterest], InterestLine],
) -> PaneViews:
    """What is wanted; liquidations and open interest have been read already."""
    topics, width_ms = asked.topics, asked.interval_ms
    window = (asked.start_ms, asked.end_ms)
    venues = funding = ratios = weighted = None
    samples, line = interest
    if Topic.VENUE_LIQUIDATIONS in topics:
        venues = tuple(one for one in venue_bars(asked, flows) if one.is_seen)
    if topics & {Topic.FUNDING, Topic.FUNDING_WEIGHTED}:
        funding = tuple(one for one in venue_funding(rooms, asked) if one.is_known)
    if funding is not None and Topic.FUNDING_WEIGHTED in topics:
        weighted = weighted_of(funding, samples, width_ms)
    if Topic.RATIO in topics:
        ratios = best_known_first(venue_ratios(rooms, asked))
    return PaneViews(
        venues=venues,
        interest_candles=(
            interest_candles(samples, line.included, width_ms, *window)
            if Topic.INTEREST_CANDLES in topics
            else None
        ),
        interest_venues=(
            stacked(samples, line.included, width_ms, *window)
            if Topic.INTEREST_VENUES in topics
            else None
        ),
        positions=(_positions(rooms, asked) if Topic.POSITIONS in topics else None),
        supply=supply_of(rooms, asked, line) if Topic.SUPPLY in topics else None,
        weighted=weighted,
        funding=funding,
        median=median(funding, width_ms) if funding is not None else None,
        ratios=ratios,
        episodes=(tuple(rooms.episodes(asked.asset)) if Topic.EPISODES in topics else None),
        cascade=(
            cascade_lines(rooms, asked.asset, width_ms, window) if Topic.CASCADE in topics else None
        ),
        map=(
            read_map(rooms, asked.asset, asked.end_ms) if Topic.LIQUIDATION_MAP in topics else None
        ),
        prints=largest_prints(venue_prints(rooms, asked)) if Topic.PRINTS in topics else None,
        beside=beside_of(rooms, asked) if Topic.BESIDE in topics else None,
    )


def beside_of(rooms: Rooms, asked: Asked) -> ServiceBars | None:
    """What a service beside the venues has of the window; None where none has anything."""
    if rooms.reader is None:
        return None
    services = [kind() for kind in Aggregator.services.values()]
    window = (asked.start_ms, asked.end_ms)
    return read_service_bars(rooms.reader, services, asked.asset, window, asked.interval_ms)


def supply_of(rooms: Rooms, asked: Asked, line: InterestLine) -> LineColumns:
    """The line against the coins that there are now."""
    coins = circulating(rooms.reader, asked.asset, asked.end_ms)
    return supply_line(line.columns, coins)


def _positions(rooms: Rooms, asked: Asked) -> LineColumns:
    """What positions did, from the anchor before the window on."""
    first = np.array([asked.start_ms], np.int64)
    begin_ms = int(anchors(first, asked.interval_ms)[0])
    samples = rooms.interest(asked.asset, begin_ms, asked.end_ms)
    line = position_effect(samples, asked.interval_ms, begin_ms, asked.end_ms)
    inside = line.at_ms > asked.start_ms
    return LineColumns(line.interval_ms, line.at_ms[inside], line.value[inside])


def weighted_of(
    funding: Sequence[VenueFunding], samples: Sequence[VenueInterest], width_ms: int
) -> SignedColumns:
    """The mean by open interest; a venue of whom that is not known is not in it."""
    known = {one.venue: one for one in samples}
    both = [one for one in funding if one.venue in known]
    usd = [interest_usd_on(known[one.venue], one.columns.start_ms, width_ms) for one in both]
    return weighted_funding(both, usd, width_ms)


def venue_bars(asked: Asked, flows: Sequence[Flow]) -> list[VenueBars]:
    """The liquidations of every venue by itself."""
    window = (asked.interval_ms, asked.start_ms, asked.end_ms)
    return [VenueBars(one.venue, bars([one], *window)) for one in flows]


def venue_funding(rooms: Rooms, asked: Asked) -> list[VenueFunding]:
    """The funding of every venue that may have any."""
    found = []
    for venue, market, reader in _having(rooms, asked.asset, Channel.FUNDING):
        columns = reader.funding(market, asked.start_ms - _FUNDING_MS, asked.end_ms + _FUNDING_MS)
        cells = on_grid(columns, asked.interval_ms, asked.start_ms, asked.end_ms)
        found.append(VenueFunding(venue, cells))
    return found


def venue_prints(rooms: Rooms, asked: Asked) -> list[PrintColumns]:
    """The largest liquidations of every venue."""
    return [
        reader.largest_by_bar(market, asked.start_ms, asked.end_ms, asked.interval_ms, MOST_PRINTS)
        for _, market, reader in _having(rooms, asked.asset, Channel.LIQUIDATIONS)
    ]


def largest_prints(every: Sequence[PrintColumns]) -> PrintColumns:
    """The largest of all of them."""
    if not every:
        return PrintColumns.empty()
    usd = np.concatenate([one.usd for one in every])
    order = np.argsort(-usd, kind="stable")[:MOST_PRINTS]
    return PrintColumns(
        np.concatenate([one.at_ms for one in every])[order],
        np.concatenate([one.price for one in every])[order],
        usd[order],
        np.concatenate([one.is_long for one in every])[order],
    )


def venue_ratios(rooms: Rooms, asked: Asked) -> list[VenueLine]:
    """The share of long accounts of every venue that may tell any."""
    lines = []
    for venue, market, reader in _having(rooms, asked.asset, Channel.RATIOS):
        before_ms = asked.start_ms - 2 * HOUR_MS
        columns = reader.ratios(market, before_ms, asked.end_ms + 1)
        line = ratio_line(columns, asked.interval_ms, asked.start_ms, asked.end_ms)
        lines.append(VenueLine(venue, line))
    return lines


def _having(rooms: Rooms, asset: str, channel: Channel) -> list[tuple[str, Market, MarketReader]]:
    """Every venue that has a channel, with its market of the asset."""
    reader = rooms.reader
    if reader is None:
        return []
    markets = rooms.markets(asset)
    return [
        (source.venue, markets[source.venue], reader)
        for source in rooms.sources
        if source.venue in markets and channel in source.channels
    ]
