"""Open interest, funding, long/short accounts and marks of a simulated market at any moment."""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import Floats, Times
from tracker.domain.times import HOUR_MS, MINUTE_MS
from tracker.sources.simulation.curve import DAY_MINUTES, rounded
from tracker.sources.simulation.noise import CELL_MINUTES, Knots, Roughness, bridge, seed_of, wander
from tracker.sources.simulation.prices import SimulatedPrices
from tracker.sources.simulation.scenario import AssetScript

#: Hours between two settlements of funding.
FUNDING_H = 8
FUNDING_MS = FUNDING_H * HOUR_MS
# Between the scenario's points open interest makes this part of the price's moves (who is forced out
# sells) and wavers by so much per square root of a minute; after them it wanders by these parts of
# itself over these days.
_FOLLOWS_PRICE = 0.55
_ROUGH = 0.0003
_AFTER_WAVES = ((0.5, 0.006), (2.0, 0.012), (11.0, 0.04))


class SimulatedInterest:
    """Positions and their costs, for every coin of a scenario."""

    def __init__(self, prices: SimulatedPrices) -> None:
        self._prices = prices
        self._scenario = prices.scenario

    def _script(self, asset: str) -> AssetScript:
        return self._scenario.scripts[asset]

    def _seed(self, asset: str, what: str) -> int:
        return seed_of(self._scenario.seed, asset, what)

    def coins(self, asset: str, venue: str, minute: Times) -> Floats:
        """Open interest in the base coin, one-sided, at these minutes (rising); shape (n,)."""
        script = self._script(asset)
        told, seed = script.open_interest, self._seed(asset, "interest")
        first, end = int(told.minute[0]), int(told.minute[-1])
        inside = np.clip(minute, first, end)
        knots = told.cut(int(inside[0]), int(inside[-1]), 0)
        base = int(knots.minute[0])
        price = self._prices.minutes(asset, base, int(knots.minute[-1]) + 1).open
        line = Knots(knots.minute, price[knots.minute - base]).line(inside)
        waves = _FOLLOWS_PRICE * (price[inside - base] / line - 1.0)
        waves += bridge(seed, inside, knots, Roughness(base // CELL_MINUTES, np.array([_ROUGH])))
        days = np.maximum(minute - end, 0) / DAY_MINUTES
        for number, (period, size) in enumerate(_AFTER_WAVES, start=1):
            begin = wander(seed + number, np.zeros(1), period)
            waves += size * (wander(seed + number, days, period) - begin)
        share = self._scenario.interest_shares[venue]
        return rounded(told.line(inside) * (1.0 + waves) * share, script.lot)

    def usd(self, asset: str, coins: Floats, minute: Times) -> Floats:
        """The same in USD at the price of the time; shape (n,)."""
        first = int(minute[0])
        minutes = self._prices.minutes(asset, first, int(minute[-1]) + 1)
        return rounded(coins * minutes.open[minute - first], 0.01)

    def funding(self, asset: str, venue: str, settles_ms: Times) -> Floats:
        """The rate of these settlements: a fraction per 8 hours; shape (n,)."""
        minute = settles_ms // MINUTE_MS
        days = minute / DAY_MINUTES
        noise = 1e-5 * wander(self._seed(asset, f"funding {venue}"), days, 0.4)
        return rounded(self._script(asset).funding.line(minute) + noise, 1e-8)

    def long_share(self, asset: str, minute: Times) -> Floats:
        """The share of accounts that are long, 0 to 1; shape (n,)."""
        noise = 0.005 * wander(self._seed(asset, "accounts"), minute.astype(np.float64), 75.0)
        return rounded(self._script(asset).long_share.line(minute) + noise, 1e-4)

    def mark(self, asset: str, venue: str, at_ms: int) -> tuple[float, float]:
        """The mark price of a venue and the index it follows, in USD."""
        index = self._prices.price(asset, at_ms)
        minutes = np.array([at_ms / MINUTE_MS])
        basis = 1.5e-4 * wander(self._seed(asset, f"mark {venue}"), minutes, 7.0) - 2e-4
        mark = rounded(index * (1.0 + basis), self._script(asset).tick)
        return float(mark[0]), index


def next_settlement(at_ms: int) -> int:
    """When funding is settled next, UTC ms."""
    return (at_ms // FUNDING_MS + 1) * FUNDING_MS
