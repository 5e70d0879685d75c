"""What panes show beside candles, liquidations and the line of open interest, read where wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from tracker.analysis.columns import BarColumns, CandleColumns, SignedColumns
from tracker.analysis.funding import VenueFunding, median, on_grid
from tracker.analysis.interest_bars import interest_candles
from tracker.analysis.liquidation_map import LiquidationMap
from tracker.analysis.liquidations import Flow, bars
from tracker.analysis.open_interest import InterestLine, VenueInterest
from tracker.analysis.ratios import VenueLine, best_known_first, ratio_line
from tracker.domain.cascade import Episode
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.services.cascade_lines import CascadeLines, cascade_lines, read_map
from tracker.services.cascade_reading import Cached
from tracker.store.market_reader import MarketReader

# The longest interval of funding, and the furthest settlement that is told.
_FUNDING_MS = DAY_MS


class Topic(StrEnum):
    """What a pane may want to know."""

    VENUE_LIQUIDATIONS = "liquidations by venue"
    INTEREST_CANDLES = "candles of open interest"
    FUNDING = "funding"
    RATIO = "long accounts"
    EPISODES = "cascades"
    CASCADE = "cascade index"
    LIQUIDATION_MAP = "liquidation map"


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
        episodes: the cascades of the coin, oldest first.
        cascade: the index with its ingredients, a value a candle.
        map: where positions might be liquidated, an estimate.
    """

    venues: tuple[VenueBars, ...] | None = None
    interest_candles: CandleColumns | None = None
    funding: tuple[VenueFunding, ...] | None = None
    median: SignedColumns | None = None
    ratios: tuple[VenueLine, ...] | None = None
    episodes: tuple[Episode, ...] | None = None
    cascade: CascadeLines | None = None
    map: LiquidationMap | None = None


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
    venues = candles = funding = ratios = episodes = None
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
    if Topic.EPISODES in topics:
        episodes = tuple(rooms.episodes(asked.asset))
    middle = median(funding, width_ms) if funding is not None else None
    return PaneViews(
        venues,
        candles,
        funding,
        middle,
        ratios,
        episodes,
        cascade_lines(rooms, asked.asset, width_ms, window) if Topic.CASCADE in topics else None,
        read_map(rooms, asked.asset, asked.end_ms) if Topic.LIQUIDATION_MAP in topics else None,
    )


def _funding(rooms: Rooms, asked: Asked) -> tuple[VenueFunding, ...]:
    found = []
    for venue, market, reader in _having(rooms, asked.asset, Channel.FUNDING):
        columns = reader.funding(market, asked.start_ms - _FUNDING_MS, asked.end_ms + _FUNDING_MS)
        cells = on_grid(columns, asked.interval_ms, asked.start_ms, asked.end_ms)
        if np.isfinite(cells.value).any():
            found.append(VenueFunding(venue, cells))
    return tuple(found)


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
