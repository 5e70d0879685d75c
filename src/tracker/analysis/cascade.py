"""How severe forced selling or buying is: the cascade index and what it is made of, at many moments at once.

Three things must come together: liquidations beyond the coin's own normal, positions that vanish, and a move
against the liquidated side. Unknown is NaN and makes the index NaN. Reference: docs/methodology.md,
section 11.1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import fields

from tracker.analysis.columns import CandleColumns, Flags, Floats, Times
from tracker.analysis.windows import Sums, rolling_max
from tracker.domain.coverage import COMPLETE_SHARE
from tracker.domain.derivatives import Side
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS

#: The windows over which cascades are measured; the last one is what alerts go by.
WINDOWS_MS = (15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS)
MAIN_MS = WINDOWS_MS[-1]
#: What is normal is learnt from so long a past, and unknown with less of it than this.
LEARN_MS, LEARN_LEAST_MS = 30 * DAY_MS, 10 * DAY_MS
#: Below so much of a window even a lower bound says nothing.
LEAST_SHARE = 0.5
#: Fewer windows with liquidations than this have no 99th percentile.
_LEAST_WINDOWS = 100
#: A venue belongs to what is compared with its past where it is known for so much of the best known one's.
_BASIS_SHARE = 0.8
#: Powers of ten between the median and the 99th percentile, at the least.
_LEAST_SPREAD = 0.5
#: The fall of contracts over four hours that counts one, and the floor of liquidations in bp of OI; both
#: go with the square root of the window.
_FALL_4H, _FLOOR_BP_4H = 0.02, 1.0
#: What was learnt of positions moves that fall by no more than this factor either way.
_FALL_FACTOR = 2.0
#: A part has learnt enough of positions with so much of the thirty days.
_LEARNT_SHARE = 0.9
_SIGMAS = 4.0
#: The banner comes on here, or lower where feedback was measured; it goes off below that lower mark.
BANNER_ON, BANNER_LOW = 60.0, 35.0
#: How sure feedback must be for the lower mark to be enough: the lower end of its 90 % interval.
BANNER_FEEDBACK = 0.3
#: One more word for each so many points above what was told.
BANNER_AGAIN = 15.0
#: Positions and price never take the whole index to zero: they only weigh that little.
_FLOOR = 0.05
#: Fewer positions than this vanished: what was closed was opened anew.
_REBUILT = 0.1


class Reference(Struct, frozen=True):
    """What is normal for one coin and window, learnt from its own past. None: not known yet.

    Attributes:
        at_ms: the past that it was learnt from ended a window before this.
        median: of the log10 of USD liquidated a window, of the windows in which anything was.
        high: their 99th percentile.
        sigma: the standard deviation of log returns over a window.
        fall95: the 95th percentile of the share of contracts that a window lost.
        days: how much past there was, in days.
        venues: whose liquidations are compared with their past.
    """

    window_ms: int
    at_ms: int
    median: float | None = None
    high: float | None = None
    sigma: float | None = None
    fall95: float | None = None
    days: float = 0.0
    venues: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether an index can be measured by it."""
        return None not in (self.median, self.high, self.sigma)

    @property
    def fall(self) -> float:
        """The fall of contracts that counts one: the default, or what was learnt, near it."""
        default = default_fall(self.window_ms)
        if self.fall95 is None:
            return default
        return min(max(self.fall95, default / _FALL_FACTOR), default * _FALL_FACTOR)


def default_fall(window_ms: int) -> float:
    """The fall of contracts that counts one until 30 days were learnt from; a fraction."""
    return _FALL_4H * math.sqrt(window_ms / MAIN_MS)


def floor_bp(window_ms: int) -> float:
    """Below so many basis points of open interest, liquidations weigh less, however rare they are."""
    return _FLOOR_BP_4H * math.sqrt(window_ms / MAIN_MS)


def banner_off(threshold: float) -> float:
    """Where a cascade is over that began at this threshold: 35 of 60."""
    return threshold * BANNER_LOW / BANNER_ON


def fed(index: float, low90: float | None, threshold: float = BANNER_ON) -> bool:
    """Whether the lower mark is enough, since liquidations were measured to feed themselves."""
    return low90 is not None and low90 > BANNER_FEEDBACK and index >= banner_off(threshold)


class Moved(Struct, frozen=True, eq=False):
    """How far price went in each window, as positive log moves from where the window began.

    Attributes:
        fall: to the lowest low; NaN where a candle of the window is missing.
        rise: to the highest high.
        change: to the last close, signed.
    """

    fall: Floats
    rise: Floats
    change: Floats


class Windows(Struct, frozen=True, eq=False):
    """All that the index is measured from, one value a moment; NaN where unknown.

    Attributes:
        at_ms: the ends of the windows.
        found: liquidations.
        interest_usd: open interest at the end.
        change: of contracts, a fraction (docs/methodology.md, section 11.1).
        prices: the moves.
    """

    window_ms: int
    at_ms: Times
    found: Sums
    interest_usd: Floats
    change: Floats
    prices: Moved

    def part(self, part: slice) -> Windows:
        """Some of the moments."""
        prices = Moved(self.prices.fall[part], self.prices.rise[part], self.prices.change[part])
        return Windows(
            self.window_ms,
            self.at_ms[part],
            self.found.part(part),
            self.interest_usd[part],
            self.change[part],
            prices,
        )


class Readings(Struct, frozen=True, eq=False):
    """The index at each moment with its three ingredients; NaN where unknown.

    Attributes:
        index: 0 to 100; 50 where each ingredient is one, 75 where each is two.
        pressure: liquidations against their own normal (P).
        positions: contracts closed (F).
        impact: the move against the liquidated side (I).
        longs: whether more longs than shorts were liquidated.
        at_least: part of the liquidations was not seen, so that the truth is this or more.
        usd: liquidated over all venues that were seen.
        share: how much of the window's liquidations was observed, by the venues compared.
        change: of contracts, a fraction.
        move: the adverse move, a fraction of price, signed.
    """

    at_ms: Times
    index: Floats
    pressure: Floats
    positions: Floats
    impact: Floats
    longs: Flags
    at_least: Flags
    usd: Floats
    share: Floats
    change: Floats
    move: Floats


class Reading(Struct, frozen=True):
    """One moment of `Readings`; None is unknown."""

    at_ms: int
    window_ms: int
    index: float | None
    pressure: float | None
    positions: float | None
    impact: float | None
    side: Side
    at_least: bool
    usd: float | None
    share: float
    change: float | None
    move: float | None

    @property
    def rebuilt(self) -> bool:
        """Heavy forced closing without fewer contracts: what was closed was opened anew."""
        known = None not in (self.pressure, self.impact, self.positions)
        heavy = min(self.pressure or 0.0, self.impact or 0.0) >= 1
        return known and heavy and (self.positions or 0.0) < _REBUILT


def severity(pressure: Floats, positions: Floats, impact: Floats) -> Floats:
    """The index of its ingredients: 100 (1 − 2^−G), G their geometric mean. NaN where one is unknown.

    Without abnormal liquidations it is zero, whatever else is known.
    """
    mean = np.cbrt(pressure * np.maximum(positions, _FLOOR) * np.maximum(impact, _FLOOR))
    result: Floats = np.where(pressure == 0, 0.0, 100 * (1 - np.exp2(-mean)))
    return result


def moved(candles: CandleColumns, moments: Times, window_ms: int) -> Moved:
    """The excursions of every window.

    Args:
        candles: closed ones of the reference market.
        moments: on the grid of the candles' interval, rising.
        window_ms: a multiple of the interval.
    """
    step, width = candles.interval_ms, window_ms // candles.interval_ms
    if not len(moments):
        none = np.empty(0)
        return Moved(none, none, none)
    first_ms = int(moments[0]) - window_ms - step
    places = (moments - moments[0]) // step
    count = int(places[-1]) + 1
    low, high, close = np.full((3, count + width), np.nan)
    index = (candles.open_ms - first_ms) // step
    inside = (index >= 0) & (index < len(close))
    for line, values in ((low, candles.low), (high, candles.high), (close, candles.close)):
        line[index[inside]] = values[inside]
    # The close of the candle before the window is where it begins. A hole makes the extremes NaN.
    begin, end = close[:count][places], close[width:][places]
    lows = -rolling_max(-low[1:], width)[places]
    highs = rolling_max(high[1:], width)[places]
    fall, rise = np.log(begin / lows), np.log(highs / begin)
    return Moved(np.maximum(fall, 0.0), np.maximum(rise, 0.0), np.log(end / begin))


def learn(windows: Windows, *, at_ms: int, step_ms: int) -> Reference:
    """What is normal, from evenly spaced windows of the past.

    Only venues that were recorded through most of it are compared, or a venue that is new would look
    like a cascade; only windows that all of them saw are counted.

    Args:
        windows: of the past; the last one ends a window before `at_ms`.
        at_ms: the moment for which it is normal.
        step_ms: how far apart they are.
    """
    found, change, returns = windows.found, windows.change, windows.prices.change
    days = step_ms / DAY_MS
    least = LEARN_LEAST_MS / step_ms
    seen = {part.venue: part.share >= COMPLETE_SHARE for part in found.parts}
    most = max((int(one.sum()) for one in seen.values()), default=0)
    venues = tuple(v for v, one in seen.items() if one.sum() >= max(least, _BASIS_SHARE * most))
    median = high = sigma = fall95 = None
    known_days = 0.0
    if venues:
        known = np.logical_and.reduce([seen[venue] for venue in venues])
        usd = _over(found, venues)[known]
        known_days = len(usd) * days
        usd = usd[usd > 0]
        if len(usd) >= _LEAST_WINDOWS and known_days * DAY_MS >= LEARN_LEAST_MS:
            median, high = (float(one) for one in np.quantile(np.log10(usd), (0.5, 0.99)))
    steps = returns[np.isfinite(returns)]
    if len(steps) >= least:
        deviation = float(steps.std())
        sigma = deviation if deviation > 0 else None
    lost = np.maximum(0.0, -change[np.isfinite(change)])
    if len(lost) * step_ms >= _LEARNT_SHARE * LEARN_MS:
        fall95 = float(np.quantile(lost, 0.95))
    return Reference(windows.window_ms, at_ms, median, high, sigma, fall95, known_days, venues)


def trailing(past: Windows, step_ms: int, wanted: Windows) -> Readings:
    """The index over a stretch of history: every day by what was normal before it, nothing ahead.

    Args:
        past: what is learnt from, on a grid of `step_ms`.
        step_ms: how far apart those are.
        wanted: of the same window; on any grid.
    """
    days = np.unique(wanted.at_ms // DAY_MS) * DAY_MS
    parts = []
    for day in days.tolist():
        first, until = np.searchsorted(past.at_ms, (day - LEARN_MS, day - past.window_ms + 1))
        begin, end = np.searchsorted(wanted.at_ms, (day, day + DAY_MS))
        reference = learn(past.part(slice(int(first), int(until))), at_ms=day, step_ms=step_ms)
        parts.append(measure(wanted.part(slice(int(begin), int(end))), reference))
    if not parts:
        return measure(wanted, Reference(wanted.window_ms, 0))
    return Readings(
        *(np.concatenate([getattr(one, field.name) for one in parts]) for field in fields(Readings))
    )


def measure(windows: Windows, reference: Reference) -> Readings:
    """The index at every moment; NaN where something is unknown, the reference included."""
    found, prices, change = windows.found, windows.prices, windows.change
    longs = ~(found.short_usd > found.long_usd)
    against = np.where(longs, prices.fall, prices.rise)
    share = _share(found, reference.venues)
    pressure = _pressure(found, windows.interest_usd, reference)
    pressure[~(share >= LEAST_SHARE)] = np.nan
    lost = np.maximum(0.0, -change) / reference.fall
    sigma = reference.sigma if reference.sigma is not None else math.nan
    impact = against / (_SIGMAS * sigma)
    return Readings(
        at_ms=windows.at_ms,
        index=severity(pressure, lost, impact),
        pressure=pressure,
        positions=lost,
        impact=impact,
        longs=longs,
        at_least=share < COMPLETE_SHARE,
        usd=found.long_usd + found.short_usd,
        share=share,
        change=change,
        move=np.where(longs, np.expm1(-prices.fall), np.expm1(prices.rise)),
    )


def reading_at(readings: Readings, at: int, window_ms: int) -> Reading:
    """One moment."""

    def known(values: Floats) -> float | None:
        value = float(values[at])
        return value if math.isfinite(value) else None

    return Reading(
        at_ms=int(readings.at_ms[at]),
        window_ms=window_ms,
        index=known(readings.index),
        pressure=known(readings.pressure),
        positions=known(readings.positions),
        impact=known(readings.impact),
        side=Side.LONG if readings.longs[at] else Side.SHORT,
        at_least=bool(readings.at_least[at]),
        usd=known(readings.usd),
        share=float(readings.share[at]),
        change=known(readings.change),
        move=known(readings.move),
    )


def _pressure(found: Sums, interest_usd: Floats, reference: Reference) -> Floats:
    if reference.median is None or reference.high is None:
        return np.full(len(interest_usd), np.nan)
    compared = _over(found, reference.venues)
    every = found.long_usd + found.short_usd
    with np.errstate(divide="ignore"):
        above = np.log10(compared) - reference.median
    spread = max(reference.high - reference.median, _LEAST_SPREAD)
    basis_points = 1e4 * every / interest_usd
    weight = np.minimum(1.0, basis_points / floor_bp(reference.window_ms))
    # Nothing liquidated is nothing, whether open interest is known or not.
    result: Floats = np.where(compared > 0, np.maximum(0.0, above) / spread * weight, 0.0)
    return result


def _over(found: Sums, venues: Sequence[str]) -> Floats:
    """USD of both sides, of these venues alone."""
    parts = [one.long_usd + one.short_usd for one in found.parts if one.venue in venues]
    return np.sum(parts, axis=0) if parts else np.full(len(found.long_usd), np.nan)


def _share(found: Sums, venues: Sequence[str]) -> Floats:
    """How much of each window was observed by these venues, 0 to 1."""
    parts = [one.share for one in found.parts if one.venue in venues]
    return np.mean(parts, axis=0) if parts else np.zeros(len(found.long_usd))
