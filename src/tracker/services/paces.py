"""The windows of one asset's liquidations, kept up to date: history is read once, then what is new.

Minutes are kept per market; a late event reopens its minute and all after it, which are read again
from the cache, so that reading twice changes nothing. Reference: docs/methodology.md, section 2.6.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from tracker.analysis.columns import EventColumns
from tracker.analysis.liquidation_windows import (
    WINDOWS,
    Known,
    Past,
    WindowFigures,
    figures,
    history_ms,
    past_of,
)
from tracker.analysis.liquidations import Flow
from tracker.analysis.minutes import MinuteColumns
from tracker.analysis.open_interest import VenueInterest, as_of
from tracker.domain.derivatives import FeedKind, Liquidation
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.services.recorded import read_flow, read_minutes
from tracker.services.views import FRESH_MS, Views, newest_interest
from tracker.store.market_reader import MarketReader

#: Events may come so late without being told; what is later is named in `since_ms`.
_LATE_MS = 10 * MINUTE_MS
#: So many coins are kept; the one that was read longest ago goes first.
_MOST_KEPT = 8
#: The largest single liquidations of a day that are listed.
_PRINTS = 20
_LONGEST_MS = max(WINDOWS.values())
_HISTORY_MS = max(history_ms(one) for one in WINDOWS.values())


class AssetPace(Struct, frozen=True):
    """All windows of one asset's liquidations.

    Attributes:
        windows: shortest first.
        prints: the largest single ones of the last 24 hours, largest first.
        interest_usd: the open interest that basis points are of; None where it is unknown.
    """

    asset: str
    at_ms: int
    windows: tuple[WindowFigures, ...]
    prints: tuple[Liquidation, ...]
    interest_usd: float | None

    def window(self, name: str) -> WindowFigures:
        """The window of this name."""
        return next(one for one in self.windows if one.name == name)


class _Kept(Struct):
    """What is known of one asset: minutes of its markets up to a moment, and its past."""

    until_ms: int
    minutes: dict[Market, MinuteColumns] = field(default_factory=dict)
    past: dict[str, Past] = field(default_factory=dict)
    past_at_ms: int = -1


class Paces:
    """Reads windows; one reader thread at a time may ask."""

    def __init__(self, *, model: bool = False) -> None:
        """Begin with nothing; `model` also works out the labelled estimate."""
        self._model = model
        self._kept: dict[str, _Kept] = {}

    def read(self, views: Views, asset: str, now_ms: int, since_ms: int | None = None) -> AssetPace:
        """The windows that end now.

        Args:
            views: over the open cache.
            asset: the coin.
            now_ms: the end, exclusive.
            since_ms: the oldest liquidation that came since the last time, where that is known to be
                older than ten minutes; what was read from there on is read again.
        """
        kept = self._kept.pop(asset, None)
        if kept is None or kept.until_ms > now_ms:
            kept = _Kept(now_ms - _HISTORY_MS)
        elif since_ms is not None:
            kept.until_ms = min(kept.until_ms, since_ms + _LATE_MS)
            kept.past_at_ms = -1 if since_ms < kept.past_at_ms else kept.past_at_ms
        self._kept[asset] = kept
        if len(self._kept) > _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return self._read(views, asset, now_ms, kept)

    def _read(self, views: Views, asset: str, now_ms: int, kept: _Kept) -> AssetPace:
        hour_ms = now_ms // HOUR_MS * HOUR_MS
        is_due = kept.past_at_ms != hour_ms
        reach_ms = _HISTORY_MS if is_due else _LONGEST_MS

        def read(
            reader: MarketReader, market: Market, feed: FeedKind, window_ms: tuple[int, int]
        ) -> Flow:
            return _read_flow(kept, reader, market, feed, window_ms)

        flows = views.flows(asset, now_ms - reach_ms, now_ms, read=read)
        kept.until_ms = now_ms
        if is_due:
            kept.past = {name: past_of(flows, hour_ms, span) for name, span in WINDOWS.items()}
            kept.past_at_ms = hour_ms
        interest = views.interest(asset, now_ms - HOUR_MS, now_ms)
        known = Known(
            newest_interest(interest, now_ms)[1], _by_venue(interest, now_ms), self._model
        )
        windows = tuple(figures(name, flows, now_ms, kept.past[name], known) for name in WINDOWS)
        prints = _prints(views.reader, asset, now_ms)
        return AssetPace(asset, now_ms, windows, prints, known.interest_usd)


def _read_flow(
    kept: _Kept,
    reader: MarketReader,
    market: Market,
    feed: FeedKind,
    window_ms: tuple[int, int],
) -> Flow:
    """One market's flow: its minutes, brought up to date, and the events at the windows' edges."""
    if feed is FeedKind.STATS:
        return read_flow(reader, market, feed, window_ms)
    now_ms = window_ms[1]
    last_ms = now_ms // MINUTE_MS * MINUTE_MS
    since_ms = kept.until_ms - _LATE_MS if market in kept.minutes else now_ms - _HISTORY_MS
    since_ms = since_ms // MINUTE_MS * MINUTE_MS
    minutes = (
        kept.minutes.get(market, MinuteColumns.empty())
        .reopened(read_minutes(reader, market, since_ms, last_ms), since_ms)
        .between(now_ms - _HISTORY_MS, last_ms)
    )
    kept.minutes[market] = minutes
    newest = read_flow(reader, market, feed, (last_ms, now_ms))
    edges = [
        read_flow(reader, market, feed, (start_ms, end_ms)).events
        for start_ms, end_ms in _edges(now_ms)
    ]
    return replace(
        newest,
        events=EventColumns.joined([*edges, newest.events]),
        observed=tuple(reader.observed(market.venue, Channel.LIQUIDATIONS, *window_ms)),
        minutes=minutes,
    )


def _edges(now_ms: int) -> list[tuple[int, int]]:
    """The parts of the minutes in which the windows that end now begin, oldest first."""
    starts = [now_ms - span_ms for span_ms in sorted(WINDOWS.values(), reverse=True)]
    ends = [-(-start_ms // MINUTE_MS) * MINUTE_MS for start_ms in starts]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]


def _by_venue(interest: Sequence[VenueInterest], now_ms: int) -> dict[str, float]:
    """The open interest in USD of each venue whose figure is fresh."""
    moment = np.array([now_ms], np.int64)
    every = {one.venue: float(as_of(one.columns, moment, FRESH_MS)[1][0]) for one in interest}
    return {venue: usd for venue, usd in every.items() if np.isfinite(usd)}


def _prints(reader: MarketReader | None, asset: str, now_ms: int) -> tuple[Liquidation, ...]:
    if reader is None:
        return ()
    return tuple(reader.largest_events(asset, now_ms - DAY_MS, now_ms, _PRINTS))
