"""What is shown of one asset: read from the cache, put together by the formulas. Used by all faces."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, tzinfo

import numpy as np
from msgspec import Struct, field

from tracker.analysis import words
from tracker.analysis.atr import last_atr
from tracker.analysis.columns import BarColumns, CandleColumns, LineColumns
from tracker.analysis.leverage import DEAD_ZONE, dead_zone
from tracker.analysis.liquidations import Flow, Total, total
from tracker.analysis.open_interest import (
    InterestLine,
    VenueInterest,
    as_of,
    near_ms_of,
    priced,
)
from tracker.analysis.open_interest_split import InterestSplit, split, window_start
from tracker.domain.cascade import Episode
from tracker.domain.coverage import Coverage
from tracker.domain.derivatives import Mark
from tracker.domain.drawing import Drawing
from tracker.domain.health import Channel
from tracker.domain.level import Event, Level, LevelState, Role
from tracker.domain.market import Market
from tracker.domain.retention import Kind
from tracker.domain.terms import term
from tracker.domain.times import (
    D1,
    DAY_MS,
    H1,
    HOUR_MS,
    M1,
    MINUTE_MS,
    Interval,
    base_interval,
    parts_of,
)
from tracker.domain.translating import tr
from tracker.services.chart_candles import chart_candles, live_parts
from tracker.services.flows import Flows, Tally, read_flows
from tracker.services.levels import known_price, reference_market
from tracker.services.notices import speaking
from tracker.services.pane_views import NO_PANES, Asked, PaneViews, Topic
from tracker.services.recorded import ReadFlow, read_flow
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS, MarketReader, Near

#: A figure older than this is not the present.
FRESH_MS = 10 * MINUTE_MS
#: A mark price nearer than this to the reference price is not worth a word.
_MARK_AWAY = 0.001
#: Days that go into the daily ATR: Wilder's average forgets what is older.
_ATR_DAYS = 200
#: Days whose changes say how much is none.
_DEAD_DAYS = 30
#: Candles that a chart begins with.
CHART_BARS = 1000


class LevelRow(Struct, frozen=True):
    """A level with where it stands, in words."""

    level: Level
    state: LevelState
    since_ms: int | None
    words: str

    @property
    def broken(self) -> bool:
        """Whether it no longer plays the role it was made for."""
        return not self.state.holds

    def words_in(self, zone: tzinfo) -> str:
        """The same words with their time in another zone than UTC."""
        return level_words(self.level, self.state, self.since_ms, zone)


class ChartView(Struct, frozen=True, eq=False):
    """Everything one chart shows.

    Attributes:
        parts: the shorter candles that the newest ones are made of; none where they are stored as
            they are.
        kept_ms: before this moment the candles are not kept any more; 0 where none were removed.
        tally: what a later reading of what stands under the candles goes on from.
        is_whole: whether what stands under the candles was read with them; where not, nothing is said
            of it.
    """

    asset: str
    market: Market
    interval: Interval
    candles: CandleColumns
    liquidations: BarColumns
    coverage: Coverage
    interest: InterestLine
    levels: tuple[LevelRow, ...]
    drawings: tuple[Drawing, ...] = ()
    parts: CandleColumns = field(default_factory=lambda: CandleColumns.empty(M1.ms))
    panes: PaneViews = NO_PANES
    kept_ms: int = 0
    tally: Tally | None = None
    is_whole: bool = True


class AssetView(Struct, frozen=True, eq=False):
    """The figures of one asset for watchlist and tiles. None is unknown.

    Attributes:
        mark: of the derivatives venue with the most open interest.
        daily_atr: of the reference market, in the unit of price.
        price_dead_24h: up to this a day's change of price is none.
    """

    asset: str
    market: Market
    price: float | None
    price_at_ms: int | None
    change_24h: float | None
    mark: Mark | None
    daily_atr: float | None
    spark: LineColumns
    nearest: LevelRow | None
    liquidations_24h: Total
    interest_coin: float | None
    interest_usd: float | None
    interest_venues: tuple[str, ...]
    interest_24h: InterestSplit
    recorded_since_ms: int | None
    price_dead_24h: float = DEAD_ZONE

    @property
    def mark_away(self) -> float | None:
        """How far the mark price is from the reference price; None where it is about the same."""
        if self.mark is None or not self.price:
            return None
        away = self.mark.price / self.price - 1
        return away if abs(away) > _MARK_AWAY else None


class Views:
    """Puts views together from an open cache and journal."""

    def __init__(
        self, reader: MarketReader | None, journal: Journal | None, sources: Sequence[Source]
    ) -> None:
        self._reader = reader
        self._journal = journal
        self._sources = sources

    @property
    def reader(self) -> MarketReader | None:
        """The open cache."""
        return self._reader

    @property
    def sources(self) -> Sequence[Source]:
        """The venues, in the program's order."""
        return self._sources

    # --- charts --------------------------------------------------------------------------------

    def chart(
        self,
        asset: str,
        interval: Interval,
        now_ms: int,
        *,
        start_ms: int | None = None,
        end_ms: int | None = None,
        topics: frozenset[Topic] = frozenset(),
        whole: bool = True,
    ) -> ChartView:
        """A chart of the newest candles, or of a window, with what its panes want to know.

        Not `whole`, it is read in a hundredth of the time: without anything under the candles.
        """
        market = self.chart_market(asset, interval)
        candles = CandleColumns.empty(interval.ms)
        parts = CandleColumns.empty(base_interval(interval).ms)
        if self._reader is not None:
            until = FOREVER_MS if end_ms is None else end_ms
            newest = CHART_BARS if start_ms is None else None
            candles = chart_candles(
                self._reader, market, interval, start_ms or 0, until, newest=newest
            )
            parts = live_parts(self._reader, market, interval)
        first_ms = interval.floor(start_ms if start_ms is not None else now_ms - DAY_MS)
        if start_ms is None and len(candles):
            first_ms = int(candles.open_ms[0])
        last_ms = min(now_ms, end_ms) if end_ms is not None else now_ms
        kept_ms = 0
        if self._reader is not None:
            kept_ms = self._reader.kept_since_ms(market, Kind.of_candles(base_interval(interval)))
        asked = Asked(asset, interval.ms, first_ms, last_ms, topics)
        below = read_flows(self, asked) if whole else Flows.none(interval.ms)
        return ChartView(
            asset=asset,
            market=market,
            interval=interval,
            candles=candles,
            liquidations=below.liquidations,
            coverage=below.coverage,
            interest=below.interest,
            levels=tuple(self.levels(asset)),
            drawings=tuple(self.drawings(asset)),
            parts=parts,
            panes=below.panes,
            tally=below.tally,
            kept_ms=kept_ms,
            is_whole=whole,
        )

    def chart_market(self, asset: str, interval: Interval) -> Market:
        """The asset's reference market; where the cache has none of it, the next declared one."""
        reference = reference_market(self._sources, asset, self._reader)
        if self._reader is None:
            return reference
        ranked = [one for one in self._sources if one.reference_rank is not None]
        ranked.sort(key=lambda one: one.reference_rank or 0)
        own = self.markets(asset)
        markets = [reference, *(own[one.venue] for one in ranked if one.venue in own)]
        # Candles made of few short ones of the reference are less than another venue's own.
        for part in parts_of(interval):
            for market in markets:
                if self._reader.newest_candle_ms(market, part) is not None:
                    return market
        return reference

    def older_candles(
        self, market: Market, interval: Interval, before_ms: int, most: int = CHART_BARS
    ) -> CandleColumns:
        """The candles just before a moment, at most so many."""
        if self._reader is None:
            return CandleColumns.empty(interval.ms)
        return chart_candles(self._reader, market, interval, 0, before_ms, newest=most)

    # --- parts ---------------------------------------------------------------------------------

    def flows(
        self,
        asset: str,
        start_ms: int,
        end_ms: int,
        *,
        grain_ms: int | None = None,
        read: ReadFlow | None = None,
    ) -> list[Flow]:
        """The liquidations of every venue that has a feed of them, seen or not.

        A venue whose list of markets is known and does not have the asset is none of them. With a
        grain (`recorded.read_flow`) long windows are read summed up; `read` reads each market in
        another way.
        """
        flows = []
        markets = self.markets(asset)
        listed = self.listed()
        for source in self._sources:
            spec = source.channels.get(Channel.LIQUIDATIONS)
            if spec is None or spec.feed is None:
                continue
            market = markets.get(source.venue)
            if market is None or self._reader is None:
                if source.venue not in listed:
                    flows.append(Flow(source.venue, spec.feed))
            else:
                window_ms = (start_ms, end_ms)
                flows.append(
                    read(self._reader, market, spec.feed, window_ms)
                    if read is not None
                    else read_flow(self._reader, market, spec.feed, window_ms, grain_ms)
                )
        return flows

    def interest(
        self, asset: str, start_ms: int, end_ms: int, *, grid_ms: int | None = None
    ) -> list[VenueInterest]:
        """The open interest of every venue that has any, with an hour before for what came first.

        With a grid only what may stand for one of its points, from the start on, or for the end: that
        changes no line of it, and over years it is a small part.
        """
        if self._reader is None:
            return []
        near = Near(start_ms, grid_ms, near_ms_of(grid_ms)) if grid_ms is not None else None
        first_ms, last_ms = start_ms - 2 * H1.ms, end_ms + 1
        found = []
        markets = self.markets(asset)
        candles = CandleColumns.empty(H1.ms)
        if any(one.reference_rank is not None for one in self._sources):
            reference = reference_market(self._sources, asset, self._reader)
            candles = self._reader.candles(reference, H1, start_ms - 2 * H1.ms, end_ms)
        for source in self._sources:
            market = markets.get(source.venue)
            if market is None or Channel.OI not in source.channels:
                continue
            columns = self._reader.interest(market, first_ms, last_ms, near)
            if near is not None and not len(columns.at_ms):
                # A venue that is known at no point of the grid is told from one that has nothing.
                columns = self._reader.interest(market, first_ms, last_ms)
            if len(columns.at_ms):
                known = priced(columns, candles)
                found.append(VenueInterest(source.venue, known, market.contract))
        return found

    def markets(self, asset: str) -> dict[str, Market]:
        """The asset's own market of each venue, where the cache knows it has one."""
        if self._reader is None:
            return {}
        listed: dict[str, list[Market]] = {}
        for one in self._reader.markets(asset):
            listed.setdefault(one.venue, []).append(one)
        return {
            source.venue: market
            for source in self._sources
            if (market := source.find(asset, listed.get(source.venue, ()))) is not None
        }

    def listed(self) -> set[str]:
        """The venues whose list of markets has been read."""
        return self._reader.listed_venues() if self._reader is not None else set()

    def levels(self, asset: str | None = None) -> list[LevelRow]:
        """The watched levels, by asset and falling price."""
        if self._journal is None:
            return []
        return [self._level_row(self._journal, level) for level in self._journal.levels(asset)]

    def drawings(self, asset: str) -> list[Drawing]:
        """What the user drew on an asset's charts."""
        return self._journal.drawings.of(asset) if self._journal is not None else []

    def episodes(self, asset: str | None = None) -> list[Episode]:
        """The cascades of a coin, or of all, oldest first."""
        return self._journal.episodes.listed(asset) if self._journal is not None else []

    @staticmethod
    def _level_row(journal: Journal, level: Level) -> LevelRow:
        rule, state = speaking(journal, level)
        since_ms = None
        if not state.holds:
            since_ms = journal.last_event_ms(level.id, rule, Event.BROKEN)
        return LevelRow(level, state, since_ms, level_words(level, state, since_ms))

    # --- the present ---------------------------------------------------------------------------

    def asset(self, asset: str, now_ms: int) -> AssetView:
        """The figures of one asset."""
        market = self.chart_market(asset, H1)
        price, price_at_ms, change_24h = self._price(market)
        flows = self.flows(asset, now_ms - DAY_MS, now_ms, grain_ms=HOUR_MS)
        interest = self.interest(asset, now_ms - DAY_MS, now_ms)
        coin, usd, venues = newest_interest(interest, now_ms)
        spark = LineColumns.empty(H1.ms)
        since = mark = atr = None
        dead = DEAD_ZONE
        if self._reader is not None:
            candles = chart_candles(self._reader, market, H1, newest=48)
            spark = LineColumns(H1.ms, candles.open_ms, candles.close)
            known = [
                self._reader.recorded_since_ms(source.venue, Channel.LIQUIDATIONS)
                for source in self._sources
            ]
            since = min((one for one in known if one is not None), default=None)
            mark = self._mark(self._reader, asset, interest, now_ms)
            days = self._reader.candles(market, D1, newest=_ATR_DAYS, closed_only=True)
            atr = last_atr(days)
            closes = days.close[-_DEAD_DAYS - 1 :]
            dead = dead_zone(closes[1:] / closes[:-1] - 1)
        return AssetView(
            asset=asset,
            market=market,
            price=price,
            price_at_ms=price_at_ms,
            change_24h=change_24h,
            mark=mark,
            daily_atr=atr,
            spark=spark,
            nearest=_nearest(self.levels(asset), price, now_ms),
            liquidations_24h=total(flows, now_ms - DAY_MS, now_ms),
            interest_coin=coin,
            interest_usd=usd,
            interest_venues=venues,
            interest_24h=split(interest, window_start(now_ms, DAY_MS), now_ms),
            recorded_since_ms=since,
            price_dead_24h=dead,
        )

    def _price(self, market: Market) -> tuple[float | None, int | None, float | None]:
        """The newest price of a market, when it was, and how far it is from 24 hours ago."""
        if self._reader is None:
            return None, None, None
        newest = known_price(self._reader, market)
        if newest is None:
            return None, None, None
        ticker = self._reader.ticker(market)
        change_24h = None
        if ticker is not None and ticker.open_24h:
            change_24h = newest[0] / ticker.open_24h - 1
        return *newest, change_24h

    def _mark(
        self, reader: MarketReader, asset: str, interest: Sequence[VenueInterest], now_ms: int
    ) -> Mark | None:
        """The mark price of the largest derivatives venue: where most positions are valued."""
        moment = np.array([now_ms], np.int64)
        size = {one.venue: float(as_of(one.columns, moment, FRESH_MS)[0][0]) for one in interest}
        found = [
            mark
            for market in self.markets(asset).values()
            if (mark := reader.mark(market)) is not None and now_ms - mark.at_ms <= FRESH_MS
        ]
        return max(
            found,
            key=lambda one: (np.nan_to_num(size.get(one.market.venue, 0.0)), one.at_ms),
            default=None,
        )


def newest_interest(
    venues: Sequence[VenueInterest], now_ms: int
) -> tuple[float | None, float | None, tuple[str, ...]]:
    """Coins and USD now over the venues whose figure is fresh, and which these are."""
    moment = np.array([now_ms], np.int64)
    coin = usd = 0.0
    names = []
    for one in venues:
        coins, dollars = as_of(one.columns, moment, FRESH_MS)
        if np.isfinite(coins[0]):
            names.append(one.venue)
            coin += float(coins[0])
            usd += float(dollars[0])
    if not names:
        return None, None, ()
    return coin, usd if math.isfinite(usd) else None, tuple(names)


def _nearest(rows: Sequence[LevelRow], price: float | None, now_ms: int) -> LevelRow | None:
    if price is None:
        return None
    watched = (row for row in rows if not row.level.is_expired(now_ms))
    return min(watched, key=lambda row: abs(row.level.price - price), default=None)


def level_words(level: Level, state: LevelState, broken_ms: int | None, zone: tzinfo = UTC) -> str:
    """What stands beside a level's price: its role, and since when it has another one."""
    role = term(level.role) if level.role is not None else tr("not placed yet")
    if level.role is None or state is LevelState.NEW:
        return role if level.role is None else tr("{role}, not judged yet", role=role)
    if state.holds:
        return {
            LevelState.TESTING: tr("{role}, being tested", role=role),
            LevelState.PIERCED: tr("{role}, pierced", role=role),
        }.get(state, role)
    now = Role.RESISTANCE if level.role is Role.SUPPORT else Role.SUPPORT
    if broken_ms is None:
        return tr("{now}, beyond when made", now=term(now))
    return tr("was {role}, broken {when}", role=role, when=words.clock(broken_ms, zone=zone))
