"""The price of a simulated coin: any minute of it on its own, without all that came before.

A price is the line between the scenario's points plus a random walk that is zero at each of them, as
rough as those points are far apart (so that no point shows). The other coins follow BTC with a lag
and add a walk of their own. Highs and lows are those of a walk between the open and the close.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Floats, Times
from tracker.sources.simulation.noise import (
    CELL_MINUTES,
    Knots,
    Roughness,
    bell,
    bridge,
    seed_of,
    uniform,
    wander,
)
from tracker.sources.simulation.scenario import AssetScript, Scenario

DAY_MINUTES = 1_440
_CELLS_A_DAY = DAY_MINUTES // CELL_MINUTES
#: After the script a point every four hours, wandering by these parts of the price over these days:
#: as a random walk would, but within bounds.
_AFTER_STEP = 240
_AFTER_WAVES = (
    (0.33, 0.009),
    (0.9, 0.013),
    (2.3, 0.018),
    (6.0, 0.025),
    (15.0, 0.035),
    (40.0, 0.055),
)
# Other coins make these parts of BTC's moves so many minutes later.
_ECHO = ((0, 0.85), (3, 0.15))
_LAG_MINUTES = max(lag for lag, _ in _ECHO)
# The points next to a stretch tell how rough it is; those of a day or two around it, how much of that
# stays when they stand still.
_NEAR = (1.0, 2.0, 3.0, 2.0, 1.0)
_WIDE = (1.0,) * 13
_REACH = len(_WIDE) // 2
_STAYS = 0.4
# Volatility comes in clusters of these many minutes (in logarithms; hourly, daily and longer
# clusters are in the points themselves).
_CLUSTERS = ((10.0, 0.27), (45.0, 0.27), (240.0, 0.2))
# The median range of an hour over the day's median, BTC perpetual, Dec 2025 to Feb 2026, UTC,
# square root taken because the hourly points carry a part of it.
_BY_HOUR = np.sqrt(
    np.array(
        [
            *(1.04, 1.08, 0.95, 0.98, 0.92, 0.7, 0.85, 0.75, 1.02, 0.82, 0.7, 0.75),
            *(0.8, 0.95, 2.2, 2.0, 1.65, 1.5, 1.5, 1.2, 1.25, 0.95, 1.0, 0.96),
        ]
    )
)


class Minutes(Struct, frozen=True, eq=False):
    """Consecutive minutes from `first` (minutes since 1970): USD, and volume in the base coin.

    `rough` is the deviation per square root of a minute, relative to the price.
    """

    first: int
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    rough: Floats

    def cut(self, part: slice) -> Minutes:
        """A stretch of them."""
        first = self.first + part.indices(len(self.open))[0]
        return Minutes(first, *(column[part] for column in self.columns()))

    def columns(self) -> tuple[Floats, ...]:
        """Open, high, low, close, volume and roughness."""
        return (self.open, self.high, self.low, self.close, self.volume, self.rough)

    @classmethod
    def joined(cls, parts: Sequence[Minutes]) -> Minutes:
        """Stretches that follow on each other, in memory of their own."""
        columns = zip(*(part.columns() for part in parts), strict=True)
        return cls(parts[0].first, *(np.concatenate(column) for column in columns))


#: Gives the minutes of BTC from one up to and without another.
Lead = Callable[[int, int], Minutes]


class PriceCurve:
    """The price of one coin at every minute for ever.

    Args:
        leader: BTC's curve, and the minutes of it that were computed; None for BTC itself.
    """

    def __init__(
        self, scenario: Scenario, script: AssetScript, leader: tuple[PriceCurve, Lead] | None
    ) -> None:
        self.script = script
        self._leader = leader
        self._seed = seed_of(scenario.seed, script.asset, "price")
        #: The roughness of a calm minute.
        self.calm = script.own_noise
        if leader is not None:
            self.calm = leader[0].calm * math.hypot(script.follows_btc, script.own_noise)

    def _knots(self, first: int, last: int, margin: int = 0) -> Knots:
        """The points around these minutes: the script's, then ones that are made for ever."""
        told = self.script.prices
        if np.searchsorted(told.minute, last, side="right") + margin < len(told.minute):
            return told.cut(first, last, margin)
        end = int(told.minute[-1])
        low = max(1, (first - end) // _AFTER_STEP - margin)
        high = (last - end) // _AFTER_STEP + margin + 2
        later = np.arange(low, max(low, high) + 1) * _AFTER_STEP
        minute = np.concatenate([told.minute, end + later])
        value = np.concatenate([told.value, self.after(later.astype(np.float64) / DAY_MINUTES)])
        return Knots(minute, value).cut(first, last, margin)

    def after(self, days: Floats) -> Floats:
        """The price so many days after the script: around its end, within bounds, for ever."""
        waves = np.zeros(len(days))
        for number, (period, size) in enumerate(_AFTER_WAVES):
            seed = self._seed + number + 1
            waves += size * (wander(seed, days, period) - wander(seed, np.zeros(1), period))
        if self._leader is not None:
            curve = self._leader[0]
            lead = curve.after(days) / curve.script.prices.value[-1] - 1.0
            waves = self.script.follows_btc * lead + 0.6 * waves
        end = float(self.script.prices.value[-1])
        return np.maximum(1.0 + waves, 0.3) * end

    def _roughness(self, knots: Knots) -> Roughness:
        """How rough BTC is between these points."""
        low, high = knots.minute[0] // CELL_MINUTES, knots.minute[-1] // CELL_MINUTES + 1
        cells = np.arange(low, high)
        middle = (cells.astype(np.float64) + 0.5) * CELL_MINUTES
        around = self._knots(int(knots.minute[0]), int(knots.minute[-1]), _REACH)
        length = np.diff(around.minute).astype(np.float64)
        square = (np.diff(around.value) / around.value[:-1]) ** 2
        # The variance per minute that the moves from point to point show.
        near = _spread(square, _NEAR) / _spread(length, _NEAR)
        wide = _spread(square, _WIDE) / _spread(length, _WIDE)
        variance = np.maximum(near, _STAYS * wide)
        shown = variance[around.segment(middle.astype(np.int64))]
        calm = self.calm * _BY_HOUR[cells % _CELLS_A_DAY * CELL_MINUTES // 60]
        cluster = np.zeros(len(cells))
        for number, (period, size) in enumerate(_CLUSTERS):
            cluster += size * wander(self._seed + 11 + number, middle, period)
        return Roughness(int(low), np.sqrt(calm**2 + shown) * np.exp(cluster))

    def _walk(self, minute: Times) -> tuple[Floats, Roughness]:
        """The price at the beginning of these minutes (rising), not yet on the tick, and how rough."""
        # Before the script the price stands still.
        minute = np.maximum(minute, self.script.prices.minute[0])
        knots = self._knots(int(minute[0]), int(minute[-1]))
        if self._leader is None:
            rough = self._roughness(knots)
            moved = bridge(self._seed, minute, knots, rough)
        else:
            lead, rough = self._led(knots, self._leader[1])
            place = knots.minute - knots.minute[0]
            line = Knots(knots.minute, lead[place]).line(minute)
            own = bridge(self._seed, minute, knots, rough)
            moved = own + self.script.follows_btc * (lead[minute - knots.minute[0]] / line - 1.0)
        return knots.line(minute) * (1.0 + moved), rough

    def _led(self, knots: Knots, lead: Lead) -> tuple[Floats, Roughness]:
        """BTC as it is followed, minute for minute between these points, and the own roughness."""
        first, last = int(knots.minute[0]), int(knots.minute[-1])
        minutes = lead(first - _LAG_MINUTES, last + CELL_MINUTES)
        count = last + 1 - first
        followed = np.zeros(count)
        for lag, part in _ECHO:
            followed += part * minutes.open[_LAG_MINUTES - lag :][:count]
        low = first // CELL_MINUTES
        middles = np.arange(low, last // CELL_MINUTES + 1) * CELL_MINUTES + CELL_MINUTES // 2
        cells = minutes.rough[middles - minutes.first] * self.script.own_noise
        return followed, Roughness(low, cells)

    def minutes(self, first: int, last: int) -> Minutes:
        """The minutes from `first` up to and without `last`, at least one of them."""
        script = self.script
        edge = np.arange(first, last + 1)
        exact, roughness = self._walk(edge)
        for wall in script.walls:
            under = (edge >= wall.first) & (edge < wall.last) & (exact < wall.low)
            exact = np.where(under, 2.0 * wall.low - exact, exact)
        price, minute = rounded(exact, script.tick), edge[:-1]
        opened, closed = price[:-1], price[1:]
        rough = roughness.at(minute.astype(np.float64) + 0.5)
        if self._leader is not None:
            # What it does by itself and what it takes from BTC.
            rough = rough * math.hypot(1.0, script.follows_btc / script.own_noise)
        middle, gone = (opened + closed) / 2.0, (closed - opened) ** 2
        reach = 2.0 * (0.7 * rough * middle) ** 2
        # The highest point of a walk from open to close (W. Feller, vol. II, X.5): hashed twice.
        up = np.sqrt(gone - reach * np.log(uniform(self._seed + 101, minute))) / 2.0
        down = np.sqrt(gone - reach * np.log(uniform(self._seed + 102, minute))) / 2.0
        high = np.maximum(rounded(middle + up, script.tick), price_max(price))
        low = np.minimum(rounded(middle - down, script.tick), price_min(price))
        for wall in script.walls:
            low = np.where(
                (minute >= wall.first) & (minute < wall.last), np.maximum(low, wall.low), low
            )
        volume = self._volume(minute, rough, (high - low) / middle)
        return Minutes(first, opened, high, low, closed, volume, rough)

    def _volume(self, minute: Times, rough: Floats, span: Floats) -> Floats:
        """More is traded where it is rough and where the minute went far; spread as measured."""
        script = self.script
        busy = (rough / self.calm) ** 1.35 * (span / rough + 0.1) ** 0.6
        luck = np.exp(0.6 * bell(self._seed + 103, minute))
        return rounded(script.volume_day / DAY_MINUTES * 0.3 * busy * luck, script.lot)


def _spread(values: Floats, weights: tuple[float, ...]) -> Floats:
    """Each value with its neighbours, weighted; shape (n,) to (n,)."""
    padded = np.pad(values, len(weights) // 2)
    result = np.zeros(len(values))
    for place, weight in enumerate(weights):
        result += weight * padded[place : place + len(values)]
    return result


def price_max(price: Floats) -> Floats:
    """The higher of every two neighbours, shape (n,) to (n - 1,)."""
    return np.maximum(price[:-1], price[1:])


def price_min(price: Floats) -> Floats:
    """The lower of every two neighbours, shape (n,) to (n - 1,)."""
    return np.minimum(price[:-1], price[1:])


def rounded(values: Floats, step: float) -> Floats:
    """The nearest whole multiples of a step such as 0.001, in as few digits as they can be written."""
    digits = len(f"{step:.12f}".rstrip("0").partition(".")[2])
    return np.asarray(np.round(np.round(values / step) * step, digits), np.float64)
