"""What panes show beside candles, liquidations and the line of open interest, read where wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from tracker.analysis.columns import BarColumns, CandleColumns, PrintColumns, SignedColumns
from tracker.analysis.funding import VenueFunding, median, on_grid
from tracker.analysis.interest_bars import interest_candles
from tracker.analysis.liquidations import Flow, bars
from tracker.analysis.open_interest import InterestLine, VenueInterest
from tracker.analysis.ratios import VenueLine, best_known_first, ratio_line
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.services.beside import ServiceBars, read_service_bars
from tracker.sources.aggregator import Aggregator
from tracker.sources.base import Source
from tracker.store.market_reader import MarketReader

#: So many single liquidations are read for one chart, the largest of each candle and venue.
MOST_PRINTS = 4_000
# The longest interval of funding, and the furthest settlement that is told.
_FUNDING_MS = DAY_MS


class Topic(StrEnum):
    """What a pane may want to know."""

    VENUE_LIQUIDATIONS = "liquidations by venue"
    INTEREST_CANDLES = "candles of open interest"
    FUNDING = "funding"
    RATIO = "long accounts"
    PRINTS = "largest liquidations"
    BESIDE = "liquidations as services have them"


@dataclass(frozen=True, slots=True)
class VenueBars:
    """The liquidations of one venue."""

    venue: str
    columns: BarColumns


@dataclass(frozen=True, slots=True, eq=False)
class PaneViews:
    """What was read. A topic that nobody wanted is None, one of which nothing is known is empty.

    Attributes:
        funding: of every venue that has any, on one grid; `median` is over all of them.
        ratios: of every venue that has any, the best known first.
        prints: the largest single liquidation of each candle and venue, largest first.
        beside: of the first service beside the venues that has any.
    """

    venues: tuple[VenueBars, ...] | None = None
    interest_candles: CandleColumns | None = None
    funding: tuple[VenueFunding, ...] | None = None
    median: SignedColumns | None = None
    ratios: tuple[VenueLine, ...] | None = None
    prints: PrintColumns | None = None
    beside: ServiceBars | None = None


#: For a chart without such panes.
NO_PANES = PaneViews()


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which coin, at which interval, from when (on its grid) to when, and what of it."""

    asset: str
    interval_ms: int
    start_ms: int
    end_ms: int
    topics: frozenset[Topic]


class Rooms(Protocol):
    """What is asked for the parts."""

    @property
    def reader(self) -> MarketReader | None:
        """The open cache."""

    @property
    def sources(self) -> Sequence[Source]:
        """The venues, in the program's order."""

    def markets(self, asset: str) -> Mapping[str, Market]:
        """The asset's market of each venue that the cache knows."""


def read_panes(
    rooms: Rooms,
    asked: Asked,
    flows: Sequence[Flow],
    interest: tuple[Sequence[VenueInterest], InterestLine],
) -> PaneViews:
    """What is wanted; liquidations and open interest have been read already."""
    topics, width_ms = asked.topics, asked.interval_ms
    window = (asked.start_ms, asked.end_ms)
    venues = candles = funding = ratios = None
    if Topic.VENUE_LIQUIDATIONS in topics:
        every = (VenueBars(one.venue, bars([one], width_ms, *window)) for one in flows)
        venues = tuple(one for one in every if (one.columns.share > 0).any())
    if Topic.INTEREST_CANDLES in topics:
        samples, line = interest
        candles = interest_candles(samples, line.included, width_ms, *window)
    if Topic.FUNDING in topics:
        funding = _funding(rooms, asked)
    if Topic.RATIO in topics:
        ratios = _ratios(rooms, asked)
    prints = _prints(rooms, asked) if Topic.PRINTS in topics else None
    middle = median(funding, width_ms) if funding is not None else None
    beside = None
    if Topic.BESIDE in topics and rooms.reader is not None:
        services = [kind() for kind in Aggregator.services.values()]
        beside = read_service_bars(rooms.reader, services, asked.asset, window, width_ms)
    return PaneViews(venues, candles, funding, middle, ratios, prints, beside)


def _funding(rooms: Rooms, asked: Asked) -> tuple[VenueFunding, ...]:
    found = []
    for venue, market, reader in _having(rooms, asked.asset, Channel.FUNDING):
        columns = reader.funding(market, asked.start_ms - _FUNDING_MS, asked.end_ms + _FUNDING_MS)
        cells = on_grid(columns, asked.interval_ms, asked.start_ms, asked.end_ms)
        if np.isfinite(cells.value).any():
            found.append(VenueFunding(venue, cells))
    return tuple(found)


def _prints(rooms: Rooms, asked: Asked) -> PrintColumns:
    every = [
        reader.largest_by_bar(market, asked.start_ms, asked.end_ms, asked.interval_ms, MOST_PRINTS)
        for _, market, reader in _having(rooms, asked.asset, Channel.LIQUIDATIONS)
    ]
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


def _ratios(rooms: Rooms, asked: Asked) -> tuple[VenueLine, ...]:
    lines: list[VenueLine] = []
    for venue, market, reader in _having(rooms, asked.asset, Channel.RATIOS):
        before_ms = asked.start_ms - 2 * HOUR_MS
        columns = reader.ratios(market, before_ms, asked.end_ms + 1)
        line = ratio_line(columns, asked.interval_ms, asked.start_ms, asked.end_ms)
        lines.append(VenueLine(venue, line))
    return best_known_first(lines)


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
