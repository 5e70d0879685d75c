"""What surrounds the coins of a simulated market, at any moment: sentiment, indices, rates, treasuries."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from tracker.analysis.context import fear_band
from tracker.analysis.sessions import Session, last_session, local_day, session_of
from tracker.domain.context import CLOSE_HOURS, INDEX_HOURS, Hours, Series
from tracker.domain.times import D1, DAY_MS, H1, MINUTE_MS
from tracker.sources.simulation.noise import Knots, bell, seed_of
from tracker.sources.simulation.prices import SimulatedPrices
from tracker.sources.simulation.scenario import ContextScript, IndexScript

#: How many days of daily figures one answer holds.
_DAYS = 40
Row = dict[str, object]


class SimulatedContext:
    """Rows as the simulated service writes them."""

    def __init__(self, prices: SimulatedPrices, script: ContextScript) -> None:
        self._prices = prices
        self._scenario = prices.scenario
        self._script = script
        self._btc: dict[int, float] = {}

    def readings(self, now_ms: int) -> list[Row]:
        """All that holds now, with what of the past it is compared with."""
        return [
            *self._sentiment(now_ms),
            *self._rates(now_ms),
            *self._volatilities(now_ms),
            *self._caps(now_ms),
            *(row for series in self._script.indices for row in self._index(series, now_ms)),
        ]

    def holdings(self, now_ms: int) -> list[Row]:
        """What treasuries hold."""
        return [
            {
                "asset": one.asset,
                "holder": one.holder,
                "symbol": one.symbol,
                "at": now_ms,
                "coins": one.coins,
                "cost_usd": one.cost_usd,
            }
            for one in self._script.holders
        ]

    def _days(self, now_ms: int) -> range:
        """Midnights of the last days, today's included."""
        first_ms = max(D1.floor(now_ms) - _DAYS * DAY_MS, D1.floor(self._scenario.start_ms))
        return range(first_ms, now_ms + 1, DAY_MS)

    def _sentiment(self, now_ms: int) -> Iterator[Row]:
        for day_ms in self._days(now_ms):
            value = round(_at(self._script.fear_greed, day_ms))
            yield _row(Series.FEAR_GREED, "", day_ms, day_ms, value, words=fear_band(value).title())

    def _rates(self, now_ms: int) -> Iterator[Row]:
        for series, knots in self._script.rates.items():
            for day_ms in self._days(now_ms - DAY_MS):
                yield _row(series, "", day_ms, day_ms, round(_at(knots, day_ms), 4))

    def _volatilities(self, now_ms: int) -> Iterator[Row]:
        for asset, knots in self._script.volatility.items():
            if asset:
                for slot_ms in (H1.floor(now_ms) - DAY_MS, H1.floor(now_ms)):
                    at_ms, closed = min(slot_ms + H1.ms, now_ms), slot_ms + H1.ms <= now_ms
                    value = round(_at(knots, at_ms), 2)
                    yield _row(Series.DVOL, asset, slot_ms, at_ms, value, closed=closed)
                continue
            for session in self._sessions(CLOSE_HOURS[Series.VIX], now_ms):
                if session.closes_ms <= now_ms:
                    value = round(_at(knots, session.closes_ms), 2)
                    yield _row(Series.VIX, "", _slot(session.day), session.closes_ms, value)

    def _caps(self, now_ms: int) -> Iterator[Row]:
        for at_ms in (now_ms - DAY_MS, now_ms):
            slot_ms = H1.floor(at_ms)
            caps = {
                asset: coins * self._prices.price(asset, at_ms)
                for asset, coins in self._script.supplies.items()
            }
            total = sum(caps.values()) * (1 + self._script.others)
            yield _row(Series.TOTAL_CAP, "", slot_ms, at_ms, total, closed=False)
            for asset, cap in caps.items():
                supply = self._script.supplies[asset]
                yield _row(Series.MARKET_CAP, asset, slot_ms, at_ms, cap, closed=False)
                yield _row(Series.SUPPLY, asset, slot_ms, at_ms, supply, closed=False)
                yield _row(Series.DOMINANCE, asset, slot_ms, at_ms, cap / total, closed=False)

    # --- indices -------------------------------------------------------------------------------

    def _sessions(self, hours: Hours, now_ms: int) -> list[Session]:
        """All sessions since the scenario began, the running one included."""
        last = last_session(hours, now_ms).day
        day = local_day(hours, self._scenario.start_ms + DAY_MS)
        found = []
        while day <= last:
            session = session_of(hours, day)
            if session is not None:
                found.append(session)
            day += timedelta(days=1)
        return found

    def _index(self, series: Series, now_ms: int) -> Iterator[Row]:
        """Closes, and where the running session stands: a walk that follows BTC, through one close."""
        script, sessions = self._script.indices[series], self._sessions(INDEX_HOURS[series], now_ms)
        ends = [min(session.closes_ms, now_ms) for session in sessions]
        path, level = [0.0], 0.0
        for (before, session), end_ms in zip(pairwise(sessions), ends[1:], strict=True):
            level += self._move(series, script, before, session, end_ms)
            path.append(level)
        # The close that the file names is the last one before its now.
        known = [at for at, one in enumerate(sessions) if one.closes_ms <= self._scenario.now_ms]
        shift = path[known[-1]] if known else 0.0
        for session, end_ms, place in zip(sessions, ends, path, strict=True):
            value = round(script.close * math.exp(place - shift), 2)
            closed = session.closes_ms <= now_ms
            yield _row(series, "", _slot(session.day), end_ms, value, closed=closed)

    def _move(
        self, series: Series, script: IndexScript, before: Session, session: Session, end_ms: int
    ) -> float:
        """The log return from one close to the next, or to now."""
        day = session.day.isoformat()
        if day in script.own_moves:
            own = script.own_moves[day]
        else:
            seed = seed_of(self._scenario.seed, series, "day")
            noise = float(bell(seed, np.array([session.day.toordinal()]))[0])
            length = session.closes_ms - session.opens_ms
            own = script.own_noise * noise * (end_ms - session.opens_ms) / length
        return own + script.follows_btc * math.log(
            self._price(end_ms) / self._price(before.closes_ms)
        )

    def _price(self, at_ms: int) -> float:
        """BTC at a moment; that of a close is asked for again and again."""
        if at_ms not in self._btc:
            if len(self._btc) > 4_000:
                self._btc.clear()
            self._btc[at_ms] = self._prices.price("BTC", at_ms)
        return self._btc[at_ms]


def _at(knots: Knots, at_ms: int) -> float:
    return float(knots.line(np.array([at_ms // MINUTE_MS]))[0])


def _slot(day: date) -> int:
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * DAY_MS


def _row(
    series: Series,
    asset: str,
    slot_ms: int,
    at_ms: int,
    value: float,
    *,
    closed: bool = True,
    words: str = "",
) -> Row:
    return {
        "series": series,
        "asset": asset,
        "slot": slot_ms,
        "at": at_ms,
        "value": value,
        "closed": closed,
        "words": words,
    }
