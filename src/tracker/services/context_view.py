"""What surrounds a coin now, read from the cache and put together by the formulas. Used by all faces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from tracker.analysis.context import (
    Correlation,
    TreasuryResult,
    change,
    correlation,
    interest_to_cap,
    is_risk_off,
    is_stale,
    merged,
    sampled,
    treasury_result,
)
from tracker.analysis.sessions import SessionState, session_state, sessions_since
from tracker.domain.context import (
    CHANNEL_OF,
    CONTEXT_CHANNELS,
    HOLDINGS_STALE_AFTER_MS,
    INDEX_HOURS,
    Holding,
    Reading,
    Series,
)
from tracker.domain.health import Channel, Health
from tracker.domain.times import DAY_MS, H1, M15
from tracker.domain.translating import tr
from tracker.services.levels import known_price, reference_market
from tracker.services.views import Views, newest_interest
from tracker.sources.context import ContextSource
from tracker.store.market_reader import MarketReader

#: Equities are compared with this coin, whatever is looked at: it leads the others.
CORRELATED = "BTC"
#: Its price is sampled from candles of this length: every close of an index is at one's end.
SAMPLED = M15
#: 60 sessions with the weekends and holidays between them.
SAMPLED_DEEP_MS = 95 * DAY_MS
#: How far back a series is read for what stands now and what stood before.
_RECENT_MS = 40 * DAY_MS
#: The same of what is told hour by hour: a weekend without Tracker is still shown, with its age.
_SNAPSHOT_MS = 7 * DAY_MS
#: A snapshot is compared with the one of a day before, if there is one about that time.
_DAY_SLACK_MS = 2 * H1.ms

#: Why a series is unknown that somebody may tell, of whom nothing is known.
UNTOLD = "Nobody has told it yet."
#: A venue's channel is about what it says it is.
_ANY = frozenset(Series)

#: What stands once, whatever coin is looked at.
MARKET_WIDE = (
    Series.FEAR_GREED,
    Series.VIX,
    Series.ECB_DEPOSIT,
    Series.FED_FUNDS,
    Series.US_10Y,
    Series.DOLLAR,
    Series.EUR_USD,
    Series.TOTAL_CAP,
)
#: What stands for each coin.
OF_A_COIN = (Series.DOMINANCE, Series.MARKET_CAP, Series.SUPPLY, Series.DVOL)
_SNAPSHOTS = frozenset(
    {Series.DOMINANCE, Series.MARKET_CAP, Series.SUPPLY, Series.DVOL, Series.TOTAL_CAP}
)


class Standing(Struct, frozen=True):
    """Where a series stands: its newest reading, the one before it, and whether it is too old.

    `before` is the last value of another period: the day before, or about 24 hours before for what
    is told all the time.
    """

    reading: Reading
    before: Reading | None
    is_stale: bool

    @property
    def change(self) -> float | None:
        """The change since `before` as a fraction."""
        return change(self.reading.value, self.before.value if self.before else None)

    @property
    def step(self) -> float | None:
        """The change since `before` in the series' own unit."""
        return self.reading.value - self.before.value if self.before else None


class IndexStanding(Struct, frozen=True):
    """An equity index: where it stands, whether it is open, and how the leading coin moves with it.

    `risk_off` is None where it cannot be assessed; what another session may have undone is old news.
    """

    series: Series
    standing: Standing
    session: SessionState
    correlation: Correlation | None
    risk_off: bool | None


class TreasuryStanding(Struct, frozen=True):
    """A holder at the present price; `result` is None where there is no price."""

    holding: Holding
    result: TreasuryResult | None
    is_stale: bool


class ContextView(Struct, frozen=True):
    """All of it. What nobody told is not in it.

    Attributes:
        asset: the coin that figures of a coin are about.
        price: of that coin, with its venue and time.
        interest_to_cap: its open interest by its market cap, over these venues.
        feeds: how those are who tell it, in the words of the health page.
        tells: what each of these may tell, by short name; venues are not in it.
        offers: how the user can have a series that nobody is asked for.
    """

    asset: str
    now_ms: int
    price: float | None
    price_venue: str
    price_at_ms: int | None
    standings: Mapping[Series, Standing]
    indices: tuple[IndexStanding, ...]
    treasuries: tuple[TreasuryStanding, ...]
    interest_to_cap: float | None
    interest_venues: tuple[str, ...]
    feeds: tuple[Health, ...]
    tells: Mapping[str, frozenset[Series]] = field(default_factory=dict)
    offers: Mapping[Series, str] = field(default_factory=dict)

    def at_price(self, price: float, at_ms: int) -> ContextView:
        """The same with a newer price of the coin."""
        treasuries = tuple(
            replace(one, result=treasury_result(one.holding.coins, one.holding.cost_usd, price))
            for one in self.treasuries
        )
        return replace(self, price=price, price_at_ms=at_ms, treasuries=treasuries)

    @property
    def is_known(self) -> bool:
        """Whether anything of it was ever asked or told."""
        return bool(self.standings or self.indices or self.treasuries or self.feeds)

    def why_unknown(self, series: Series, otherwise: str = "") -> str:
        """Why nobody told a series: what is wrong with those who could, `otherwise` without any."""
        mine = [
            row
            for row in self.feeds
            if row.channel is CHANNEL_OF[series] and series in self.tells.get(row.venue, _ANY)
        ]
        if not mine and any(series in told for told in self.tells.values()):
            return UNTOLD
        if not mine:
            return otherwise or self.offers.get(series, "Nobody is asked for it.")
        bad = [row for row in mine if not row.state.is_good and row.reason]
        if len(bad) < len(mine) or not bad:
            return tr("Those who are asked do not tell it.")
        return bad[0].reason or ""

    def why_no_holder(self) -> str:
        """Why nobody told what companies hold; empty where those who are asked may know of none."""
        mine = [row for row in self.feeds if row.channel is Channel.TREASURIES]
        if any(row.state.is_good for row in mine):
            return ""
        return next((row.reason for row in mine if row.reason), "")

    def at_time(self, now_ms: int) -> ContextView:
        """The same at a later moment, where nothing was read since: it is older, and sessions ended."""
        standings = {series: _aged(one, now_ms) for series, one in self.standings.items()}
        cap = standings.get(Series.MARKET_CAP)
        return replace(
            self,
            now_ms=now_ms,
            standings=standings,
            interest_to_cap=None if cap is None or cap.is_stale else self.interest_to_cap,
            indices=tuple(_aged_index(one, now_ms) for one in self.indices),
            treasuries=tuple(
                replace(one, is_stale=now_ms - one.holding.at_ms > HOLDINGS_STALE_AFTER_MS)
                for one in self.treasuries
            ),
        )

    @property
    def risk_off(self) -> tuple[Series, ...] | None:
        """The indices that say risk-off; None where none of them can be assessed."""
        known = [one for one in self.indices if one.risk_off is not None]
        if not known:
            return None
        return tuple(one.series for one in known if one.risk_off)


def context_view(
    views: Views,
    services: Sequence[ContextSource],
    asset: str,
    now_ms: int,
    optional: Sequence[type[ContextSource]] = (),
) -> ContextView:
    """Read it; what came later than `now_ms` is left out.

    Args:
        views: over the open cache.
        services: who is asked.
        asset: the coin that figures of a coin are about.
        now_ms: the present, UTC ms.
        optional: services that are off until the user agrees to their terms.
    """
    reader = views.reader
    market = reference_market(views.sources, asset, reader)
    tells = {one.venue: one.tells for one in services}
    if reader is None:
        return ContextView(
            asset, now_ms, None, market.venue, None, {}, (), (), None, (), (), tells=tells
        )
    ranks = {one.venue: one.rank for one in services}
    asked = {one.venue for one in (*services, *views.sources)}
    known = known_price(reader, market)
    price, price_at_ms = known if known is not None else (None, None)
    standings = _standings(reader, ranks, asset, now_ms)
    _, interest_usd, venues = newest_interest(
        views.interest(asset, now_ms - DAY_MS, now_ms), now_ms
    )
    cap = standings.get(Series.MARKET_CAP)
    cap_usd = cap.reading.value if cap is not None and not cap.is_stale else None
    treasuries = tuple(
        TreasuryStanding(
            one,
            treasury_result(one.coins, one.cost_usd, price) if price is not None else None,
            now_ms - one.at_ms > HOLDINGS_STALE_AFTER_MS,
        )
        for one in reader.holdings(asset, now_ms)
    )
    return ContextView(
        asset=asset,
        now_ms=now_ms,
        price=price,
        price_venue=market.venue,
        price_at_ms=price_at_ms,
        standings=standings,
        indices=tuple(_indices(views, reader, ranks, now_ms)),
        treasuries=treasuries,
        interest_to_cap=interest_to_cap(interest_usd, cap_usd),
        interest_venues=venues,
        tells=tells,
        offers={
            series: tr('Asked once you agree to its terms: opt_in = ["{venue}"].', venue=kind.venue)
            for kind in optional
            for series in kind.tells
        },
        feeds=tuple(
            row for row in reader.health() if row.channel in CONTEXT_CHANNELS and row.venue in asked
        ),
    )


def _standings(
    reader: MarketReader, ranks: Mapping[str, int], asset: str, now_ms: int
) -> dict[Series, Standing]:
    asked = [*((one, "") for one in MARKET_WIDE), *((one, asset) for one in OF_A_COIN)]
    found = {}
    for series, coin in asked:
        span_ms = _SNAPSHOT_MS if series in _SNAPSHOTS else _RECENT_MS
        rows = merged(reader.context(series, coin, now_ms - span_ms, now_ms), ranks)
        if rows:
            found[series] = standing(rows, now_ms)
    return found


def standing(rows: Sequence[Reading], now_ms: int) -> Standing:
    """Where a series with at least one reading stands."""
    newest = rows[-1]
    before = rows[-2] if len(rows) > 1 else None
    if newest.series in _SNAPSHOTS:
        wanted_ms = newest.at_ms - DAY_MS
        near = [one for one in rows if abs(one.at_ms - wanted_ms) <= _DAY_SLACK_MS]
        before = min(near, key=lambda one: abs(one.at_ms - wanted_ms), default=None)
    return Standing(newest, before, is_stale(newest.series, newest.at_ms, now_ms))


def _aged(one: Standing, now_ms: int) -> Standing:
    reading = one.reading
    return replace(one, is_stale=is_stale(reading.series, reading.at_ms, now_ms))


def _aged_index(one: IndexStanding, now_ms: int) -> IndexStanding:
    """What another session may have undone is no news any more."""
    hours, at_ms = INDEX_HOURS[one.series], one.standing.reading.at_ms
    return replace(
        one,
        standing=_aged(one.standing, now_ms),
        session=session_state(hours, at_ms, now_ms),
        risk_off=one.risk_off if sessions_since(hours, at_ms, now_ms) <= 1 else None,
    )


def _indices(
    views: Views, reader: MarketReader, ranks: Mapping[str, int], now_ms: int
) -> list[IndexStanding]:
    since_ms = now_ms - SAMPLED_DEEP_MS
    rows_of = {
        series: rows
        for series in INDEX_HOURS
        if (rows := merged(reader.context(series, "", since_ms, now_ms), ranks))
    }
    if not rows_of:
        return []
    market = views.chart_market(CORRELATED, SAMPLED)
    candles = reader.candles(market, SAMPLED, since_ms, now_ms, closed_only=True)
    found = []
    for series, rows in rows_of.items():
        closes = [one for one in rows if one.closed]
        at_ms = np.array([one.at_ms for one in closes], np.int64)
        values = np.array([one.value for one in closes], np.float64)
        correlated = correlation(at_ms, values, sampled(candles, at_ms))
        now = standing(rows, now_ms)
        session = session_state(INDEX_HOURS[series], now.reading.at_ms, now_ms)
        missed = sessions_since(INDEX_HOURS[series], now.reading.at_ms, now_ms)
        risk_off = is_risk_off(now.change if missed <= 1 else None, correlated)
        found.append(IndexStanding(series, now, session, correlated, risk_off))
    return found
