"""Gathers the figures of a brief from the cache and the journal, for now or for a moment in the past.

Nothing waits for the network, and what came after the moment is left out. Reference:
docs/methodology.md, section 12.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from tracker.analysis import context_words, stabilisation_words, words
from tracker.analysis.brief import compose
from tracker.analysis.brief_facts import (
    CascadeFact,
    CheckFact,
    ContextFact,
    EpisodeFact,
    Facts,
    FeedbackFact,
    FundingFact,
    HeadlineFact,
    InterestFact,
    Origin,
    PriceFact,
    RatioFact,
    RecoveryFact,
    RippleFact,
    RiskFact,
    ShareFact,
    StandingFact,
    TreasuryFact,
    WindowFact,
)
from tracker.analysis.brief_parts import Brief
from tracker.analysis.implied_total import implied_total
from tracker.analysis.leverage import Quadrant, quadrant, weighted_rate
from tracker.analysis.open_interest import VenueInterest
from tracker.analysis.open_interest_split import split, window_start
from tracker.domain.cascade import market_wide
from tracker.domain.context import INDEX_HOURS, Series
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M1, M5, M15
from tracker.domain.translating import tr
from tracker.services.brief_levels import level_facts
from tracker.services.brief_wish import BriefWish
from tracker.services.cascade_reading import CascadeView, cascade_view
from tracker.services.context_view import ContextView, Standing, context_view
from tracker.services.markets import own_market
from tracker.services.monitor import Monitor, read_monitor
from tracker.services.paces import Paces
from tracker.services.ripple import LEADER, around, read_ripple
from tracker.services.views import Views, newest_interest
from tracker.sources.context import ContextSource
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

#: The windows of which a brief speaks, and those of open interest with their names.
_WINDOWS = {"1h": "1 h", "24h": "24 h", "7d": "7 d", "30d": "30 d"}
_INTEREST = {"24 h": DAY_MS, "4 weeks": 28 * DAY_MS}
#: Episodes of so long before are told, and at most so many.
_EPISODES_MS, _MOST_EPISODES = 7 * DAY_MS, 3
#: A candle may have closed so long before the moment whose price it gives.
_NEAR_MS = 2 * HOUR_MS
_FUNDING_HOURS = 8.0
_NEXT_FUNDING_MS = 12 * HOUR_MS
_CONTEXT = (
    Series.FEAR_GREED,
    *INDEX_HOURS,
    Series.VIX,
    Series.DVOL,
    Series.ECB_DEPOSIT,
    Series.FED_FUNDS,
    Series.US_10Y,
    Series.DOLLAR,
    Series.DOMINANCE,
)


def read_brief(
    views: Views,
    journal: Journal | None,
    services: Sequence[ContextSource],
    titles: Mapping[str, str],
    wish: BriefWish,
) -> Brief:
    """Gather the figures and write the page."""
    return compose(_Gatherer(views, journal, services, titles, wish).facts())


class _Gatherer:
    """Reads one brief's figures."""

    def __init__(
        self,
        views: Views,
        journal: Journal | None,
        services: Sequence[ContextSource],
        titles: Mapping[str, str],
        wish: BriefWish,
    ) -> None:
        self._views, self._journal, self._services = views, journal, services
        self._titles, self._wish = titles, wish
        self._asset, self._at_ms = wish.asset, wish.at_ms

    def facts(self) -> Facts:
        """Everything that the cache knows of the moment."""
        wish, reader = self._wish, self._views.reader
        if reader is None:
            return Facts(wish.asset, wish.at_ms, wish.simulated)
        every = tuple(dict.fromkeys([wish.asset, *wish.assets]))
        prices = {asset: self._price(reader, asset) for asset in every}
        price = prices[wish.asset]
        interest = {asset: self._interest_of(asset) for asset in every}
        context = context_view(self._views, self._services, wish.asset, wish.at_ms)
        if price is not None:
            context = context.at_price(price.price, wish.at_ms)
        cascade = cascade_view(self._views, wish.asset, wish.at_ms)
        episodes = self._episodes()
        ripple, share = self._ripple(episodes)
        return Facts(
            asset=wish.asset,
            at_ms=wish.at_ms,
            simulated=wish.simulated,
            price=price,
            beside=tuple(
                one for asset, one in prices.items() if one is not None and asset != wish.asset
            ),
            unpriced=tuple(asset for asset, one in prices.items() if one is None),
            levels=level_facts(
                self._views,
                self._journal,
                wish.asset,
                price.price if price is not None else None,
                wish.at_ms if wish.is_past else None,
            ),
            windows=self._windows(),
            standing=self._standing(interest[wish.asset]),
            interest=self._changes(interest),
            headlines=self._headlines(interest),
            funding=self._funding(reader, interest[wish.asset]),
            ratios=self._ratios(reader),
            cascade=self._cascade(cascade),
            feedback=_feedback(cascade),
            episodes=episodes,
            ripple=ripple,
            share=share,
            context=self._context(context),
            risk=_risk(context),
            treasuries=self._treasuries(context),
            recovery=self._recovery(),
        )

    def _title(self, venue: str) -> str:
        return self._titles.get(venue, venue)

    # --- price ---------------------------------------------------------------------------------

    def _price(self, reader: MarketReader, asset: str) -> PriceFact | None:
        """By the newest candle that had begun, and the close nearest to a day before."""
        market = self._views.chart_market(asset, H1)
        now = self._close(reader, market, self._at_ms)
        if now is None:
            return None
        before = self._close(reader, market, self._at_ms - DAY_MS)
        change = now[0] / before[0] - 1 if before is not None else None
        origin = Origin((self._title(market.venue),), now[1])
        return PriceFact(asset, now[0], change, origin)

    def _close(self, reader: MarketReader, market: Market, at_ms: int) -> tuple[float, int] | None:
        """The price at a moment by the finest candles there are, and when it was."""
        best: tuple[float, int] | None = None
        for interval in (M1, M5, M15, H1):
            first_ms = at_ms - _NEAR_MS - interval.ms
            candles = reader.candles(market, interval, first_ms, at_ms)
            is_now = not self._wish.is_past and at_ms == self._at_ms
            whole = np.flatnonzero(candles.open_ms + interval.ms <= at_ms)
            rows = [len(candles) - 1] if is_now and len(candles) else whole[-1:].tolist()
            for row in rows:
                ended_ms = min(at_ms, int(candles.open_ms[row]) + interval.ms)
                if best is None or ended_ms > best[1]:
                    best = float(candles.close[row]), ended_ms
        return best

    # --- liquidations --------------------------------------------------------------------------

    def _windows(self) -> tuple[WindowFact, ...]:
        pace = Paces().read(self._views, self._asset, self._at_ms)
        found = []
        for name, said in _WINDOWS.items():
            one = pace.window(name)
            if not one.is_seen:
                continue
            coverage = one.total.coverage
            seen = [part.venue for part in coverage.parts if part.share > 0]
            day = None
            if one.largest_day is not None and one.total.usd > 0:
                day = (
                    words.clock(one.largest_day[0]).rpartition(" ")[0],
                    one.largest_day[1] / one.total.usd,
                )
            found.append(
                WindowFact(
                    said,
                    one.window_ms / DAY_MS,
                    one.total.long_usd,
                    one.total.short_usd,
                    one.total.count or None,
                    coverage.lower_bound,
                    Origin(tuple(map(self._title, seen)), self._at_ms, coverage.share),
                    one.multiple,
                    one.percentile,
                    one.bp_of_oi,
                    day,
                )
            )
        return tuple(found)

    # --- open interest -------------------------------------------------------------------------

    def _interest_of(self, asset: str) -> list[VenueInterest]:
        longest = max(_INTEREST.values())
        return self._views.interest(asset, self._at_ms - longest - HOUR_MS, self._at_ms)

    def _standing(self, venues: Sequence[VenueInterest]) -> StandingFact | None:
        coin, usd, names = newest_interest(venues, self._at_ms)
        if coin is None or usd is None:
            return None
        return StandingFact(usd, coin, Origin(tuple(map(self._title, names)), self._at_ms))

    def _changes(self, interest: Mapping[str, list[VenueInterest]]) -> tuple[InterestFact, ...]:
        every = [one for venues in interest.values() for one in venues]
        scopes = [(self._asset, interest[self._asset])]
        if len(interest) > 1:
            scopes.append((", ".join(interest), every))
        return tuple(
            self._changed(name, span_ms, scope, venues)
            for name, span_ms in _INTEREST.items()
            for scope, venues in scopes
        )

    def _changed(
        self, name: str, span_ms: int, scope: str, venues: Sequence[VenueInterest]
    ) -> InterestFact:
        found = split(venues, window_start(self._at_ms, span_ms), self._at_ms)
        label = quadrant(found.price_change, found.contracts)
        said = str(label) if label is not None and label is not Quadrant.NEUTRAL else ""
        return InterestFact(name, scope, found, said, tuple(self._titles.items()))

    def _headlines(self, interest: Mapping[str, list[VenueInterest]]) -> tuple[HeadlineFact, ...]:
        every = [one for venues in interest.values() for one in venues]
        found = []
        for one in self._wish.headlines:
            now = split(every, window_start(self._at_ms, one.window_ms), self._at_ms)
            observed = now.then_usd if now.is_known else None
            names = dict.fromkeys(map(self._title, now.venues))
            what = tr("{interest} over %n venue(s)", "", len(names), interest=", ".join(interest))
            made = implied_total(one.amount_usd, one.change, observed)
            found.append(HeadlineFact(one.text, made, what, now.price_change))
        return tuple(found)

    def _funding(
        self, reader: MarketReader, interest: Sequence[VenueInterest]
    ) -> FundingFact | None:
        sizes = {one.venue: float(one.columns.usd[-1]) for one in interest if len(one.columns.usd)}
        rates: dict[str, float] = {}
        as_of_ms = 0
        for source in self._views.sources:
            market = own_market(reader, source, self._asset)
            # The one that settles next was known already, as it was then foreseen.
            rows = reader.funding(market, self._at_ms - DAY_MS, self._at_ms + _NEXT_FUNDING_MS)
            told = np.flatnonzero(np.isfinite(rows.interval_h) & (rows.interval_h > 0))
            if self._wish.is_past:
                told = told[rows.settles_ms[told] <= self._at_ms]
            if len(told):
                row = int(told[-1])
                rates[source.venue] = float(rows.rate[row] / rows.interval_h[row]) * _FUNDING_HOURS
                as_of_ms = max(as_of_ms, int(rows.settles_ms[row]))
        mean = weighted_rate((rate, sizes.get(venue)) for venue, rate in rates.items())
        if mean is None:
            return None
        names = tuple(self._title(venue) for venue in rates if math.isfinite(sizes.get(venue, 0)))
        return FundingFact(mean, min(rates.values()), max(rates.values()), Origin(names, as_of_ms))

    def _ratios(self, reader: MarketReader) -> tuple[RatioFact, ...]:
        found = []
        for source in self._views.sources:
            if Channel.RATIOS not in source.channels:
                continue
            market = own_market(reader, source, self._asset)
            rows = reader.ratios(market, self._at_ms - DAY_MS, self._at_ms + 1)
            if len(rows.at_ms):
                origin = Origin((source.title,), int(rows.at_ms[-1]))
                found.append(RatioFact(source.title, float(rows.long_share[-1]), origin))
        return tuple(found)

    # --- cascades ------------------------------------------------------------------------------

    def _cascade(self, view: CascadeView) -> CascadeFact | None:
        one = view.main
        seen = tuple(self._title(part.venue) for part in view.coverage.parts if part.share > 0)
        return CascadeFact(
            f"{one.window_ms // HOUR_MS} h",
            one.index,
            one.pressure,
            one.positions,
            one.impact,
            one.side,
            one.at_least,
            view.learnt_days,
            Origin(seen or ("nobody",), one.at_ms, one.share),
        )

    def _episodes(self) -> tuple[EpisodeFact, ...]:
        every = [one for one in self._views.episodes() if one.start_ms <= self._at_ms]
        mine = [
            one
            for one in every
            if one.asset == self._asset and one.end_ms > self._at_ms - _EPISODES_MS
        ]
        return tuple(
            EpisodeFact(
                one.start_ms,
                min(one.end_ms, self._at_ms),
                one.is_running or one.end_ms > self._at_ms,
                one.index,
                one.usd,
                one.side,
                one.lower_bound,
                one.move,
                one.change,
                market_wide(one, every),
                Origin(tuple(map(self._title, one.venues)), one.end_ms, one.share),
            )
            for one in mine[-_MOST_EPISODES:]
        )

    def _ripple(
        self, episodes: Sequence[EpisodeFact]
    ) -> tuple[tuple[RippleFact, ...], ShareFact | None]:
        """Around the last episode, or over the last day where there is none."""
        if self._asset != LEADER or not self._wish.assets:
            return (), None
        day = "24 h", (M1.floor(self._at_ms - DAY_MS), M1.floor(self._at_ms))
        window, span = day
        if episodes:
            start_ms, end_ms = around(episodes[-1].start_ms, episodes[-1].end_ms)
            window, span = tr("the last cascade"), (start_ms, min(end_ms, M1.floor(self._at_ms)))
        found = read_ripple(self._views, self._wish.assets, span)
        if all(one.beta is None for one in found.rows):  # minutes are not kept for ever
            window, span = day
            found = read_ripple(self._views, self._wish.assets, span)
        rows = tuple(
            RippleFact(
                one.asset,
                (one.beta.value, one.beta.low95, one.beta.high95) if one.beta else None,
                one.prices.leads if one.prices is not None else None,
                abs(one.prices.lag) if one.prices is not None else 0,
                one.beta.minutes if one.beta is not None else 0,
            )
            for one in found.rows
        )
        share = ShareFact(
            ", ".join(found.coins), window, found.liquidations_share, found.interest_share
        )
        return rows, share

    # --- context and recovery ------------------------------------------------------------------

    def _context(self, view: ContextView) -> tuple[ContextFact, ...]:
        sessions = {one.series: one.session.words for one in view.indices}
        facts = []
        for series in _CONTEXT:
            now = view.standings.get(series)
            if now is None:
                now = next((o.standing for o in view.indices if o.series is series), None)
            if now is not None:
                facts.append(self._told(series, now, sessions.get(series, "")))
        return tuple(facts)

    def _told(self, series: Series, now: Standing, session: str) -> ContextFact:
        reading = now.reading
        notes = []
        if series is Series.FEAR_GREED:
            notes.append(context_words.mood(reading))
        before = now.before.value if now.before is not None else None
        step = context_words.step(series, reading.value, before)
        name = context_words.TITLES[series]
        if series is Series.DOMINANCE:
            name = f"{reading.asset} {name}"
        notes += [one for one in (step, session) if one]
        return ContextFact(
            str(series),
            name,
            context_words.value(series, reading.value),
            reading.value,
            context_words.unit(series),
            ", ".join(notes),
            now.is_stale,
            Origin((self._title(reading.source),), reading.at_ms),
        )

    def _treasuries(self, view: ContextView) -> tuple[TreasuryFact, ...]:
        facts = []
        for one in view.treasuries:
            if one.result is None:
                continue
            holding, result = one.holding, one.result
            facts.append(
                TreasuryFact(
                    holding.holder,
                    holding.coins,
                    result.break_even,
                    result.profit_usd,
                    result.profit_share,
                    result.per_percent_usd,
                    one.is_stale,
                    Origin((self._title(holding.source),), holding.at_ms),
                )
            )
        return tuple(sorted(facts, key=lambda one: -one.coins)[:1])

    def _recovery(self) -> RecoveryFact | None:
        journal = None if self._wish.is_past else self._journal
        found = read_monitor(self._views, journal, self._asset, self._at_ms, whole=True)
        if found.reading is None and found.judged_ms is None:
            return None
        memory = found.memory
        checks: tuple[CheckFact, ...] = ()
        if found.checks is not None:
            lines = stabilisation_words.check_lines(found.checks)
            checks = tuple(CheckFact(one.name, one.outcome, one.text) for one in lines)
        base = found.base_usd
        return RecoveryFact(
            stabilisation_words.phase_name(memory, found.reading),
            memory.since_ms,
            memory.peak_usd / base if memory.in_episode and base else None,
            _fast(found),
            checks,
            "" if memory.in_episode else stabilisation_words.calm_text(memory, found.reading),
        )


def _fast(found: Monitor) -> str:
    return stabilisation_words.fast_text(found.fast, found.base_usd)


def _feedback(view: CascadeView) -> FeedbackFact | None:
    one = view.feedback
    if one is None:
        return None
    return FeedbackFact(one.word, one.ratio, one.low90, one.high90, one.events, one.why)


def _risk(view: ContextView) -> RiskFact | None:
    off = view.risk_off
    if off is None:
        return RiskFact(None, "")
    named = {one.series: one for one in view.indices}
    correlated = [context_words.together(named[one].correlation) for one in off]
    names = tuple(context_words.TITLES[one] for one in off)
    return RiskFact(names, ", ".join(correlated))
