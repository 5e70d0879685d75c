"""Candles and prices of a simulated market at any moment: minutes kept by the day, and their seconds.

Every longer candle is exactly the sum of its minutes, and the running one grows into the one that
history shows later.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import CandleColumns, Floats, Times
from tracker.domain.times import DAY_MS, MINUTE_MS, SECOND_MS, Interval
from tracker.sources.simulation.curve import DAY_MINUTES, Minutes, PriceCurve, rounded
from tracker.sources.simulation.noise import bell, seed_of, uniform
from tracker.sources.simulation.scenario import Scenario

#: Days of minutes that are kept over all coins, about 70 kB each.
_KEPT_DAYS = 340
# So many days are computed in one go; more do not fit into the processor's cache.
_BATCH_DAYS = 8
MINUTE_SECONDS = 60
# How far from one half the buyers' part of a minute is that went all its range one way.
_TAKERS_LEAN = 0.3


class Day(Struct, frozen=True):
    """The 24 hours before a moment: prices in USD, volume in the base coin and in USD."""

    last: float
    open: float
    high: float
    low: float
    volume: float
    volume_usd: float


class SimulatedPrices:
    """The prices of every coin of a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        btc = PriceCurve(scenario, scenario.scripts["BTC"], None)
        leader = (btc, partial(self.minutes, "BTC"))
        self._curves = {
            asset: btc if asset == "BTC" else PriceCurve(scenario, script, leader)
            for asset, script in scenario.scripts.items()
        }
        self._days: OrderedDict[tuple[str, int], Minutes] = OrderedDict()

    def calm(self, asset: str) -> float:
        """How rough a calm minute of this coin is: deviation relative to the price."""
        return self._curves[asset].calm

    def minutes(self, asset: str, first: int, last: int) -> Minutes:
        """The minutes from `first` up to and without `last` (minutes since 1970), at least one."""
        days = range(first // DAY_MINUTES, (last - 1) // DAY_MINUTES + 1)
        parts = self._kept(asset, days)
        start = days[0] * DAY_MINUTES
        cut = slice(first - start, last - start)
        if len(parts) == 1:
            return parts[0].cut(cut)
        return Minutes.joined(parts).cut(cut)

    def _kept(self, asset: str, days: range) -> list[Minutes]:
        missing = [day for day in days if (asset, day) not in self._days]
        found = {day: self._days[asset, day] for day in days if (asset, day) in self._days}
        while missing:
            batch = [day for day in missing if day - missing[0] < _BATCH_DAYS]
            missing = missing[len(batch) :]
            first, last = batch[0] * DAY_MINUTES, (batch[-1] + 1) * DAY_MINUTES
            whole = self._curves[asset].minutes(first, last)
            for day in batch:
                start = (day - batch[0]) * DAY_MINUTES
                found[day] = Minutes.joined([whole.cut(slice(start, start + DAY_MINUTES))])
        for day in days:
            self._days[asset, day] = found[day]
            self._days.move_to_end((asset, day))
        while len(self._days) > _KEPT_DAYS:
            self._days.popitem(last=False)
        return [found[day] for day in days]

    def seconds(self, asset: str, minutes: Minutes) -> Floats:
        """The price at the beginning of every second, through the high and the low of each minute.

        Returns:
            Shape (number of minutes, 61); the last column is the close.
        """
        script = self.scenario.scripts[asset]
        seed = seed_of(self.scenario.seed, asset, "seconds")
        minute = minutes.first + np.arange(len(minutes.open))
        opened, closed = minutes.open[:, None], minutes.close[:, None]
        rises = minutes.close > minutes.open
        # Most minutes that rise see their low first.
        low_first = (rises == (uniform(seed, minute) < 0.75))[:, None]
        low, high = minutes.low[:, None], minutes.high[:, None]
        one, two = np.where(low_first, low, high), np.where(low_first, high, low)
        second = np.arange(MINUTE_SECONDS + 1)[None, :]
        at_one = np.floor(4 + 22 * uniform(seed + 1, minute))[:, None]
        at_two = np.floor(32 + 24 * uniform(seed + 2, minute))[:, None]
        before = second / at_one
        between = (second - at_one) / (at_two - at_one)
        after = (second - at_two) / (MINUTE_SECONDS - at_two)
        share = np.where(second <= at_one, before, np.where(second <= at_two, between, after))
        start = np.where(second <= at_one, opened, np.where(second <= at_two, one, two))
        end = np.where(second <= at_one, one, np.where(second <= at_two, two, closed))
        keys = (minute[:, None] * 64 + second).ravel()
        noise = bell(seed + 3, keys).reshape(len(minute), -1) * 0.25 * (high - low)
        price = start + (end - start) * share + noise * np.sqrt(share * (1.0 - share))
        price = np.minimum(np.maximum(price, low), high)
        return rounded(price, script.tick)

    def price(self, asset: str, at_ms: int) -> float:
        """The last price at this moment."""
        minute = at_ms // MINUTE_MS
        path = self.seconds(asset, self.minutes(asset, minute, minute + 1))
        return float(path[0, at_ms % MINUTE_MS // SECOND_MS])

    def _until(self, asset: str, first: int, now_ms: int) -> Minutes:
        """The minutes from `first` up to now; the last one is the running one, as far as it is."""
        running = now_ms // MINUTE_MS
        whole = self.minutes(asset, first, running + 1)
        count = now_ms % MINUTE_MS // SECOND_MS
        path = self.seconds(asset, whole.cut(slice(-1, None)))[0, : count + 1]
        lot = self.scenario.scripts[asset].lot
        volume = rounded(whole.volume[-1:] * (count / MINUTE_SECONDS), lot)
        return Minutes(
            first,
            whole.open,
            np.append(whole.high[:-1], path.max()),
            np.append(whole.low[:-1], path.min()),
            np.append(whole.close[:-1], path[-1]),
            np.append(whole.volume[:-1], volume),
            whole.rough,
        )

    def candles(
        self, asset: str, interval: Interval, start_ms: int, end_ms: int, now_ms: int
    ) -> CandleColumns:
        """The candles that open from `start_ms` on and before `end_ms`; the running one as it is.

        Nothing opens before the scenario's start or later than now.
        """
        start_ms = max(interval.floor(start_ms - 1) + interval.ms, self.scenario.start_ms)
        end_ms = min(end_ms, now_ms + 1)
        if start_ms >= end_ms:
            return CandleColumns.empty(interval.ms)
        stop_ms = interval.floor(end_ms - 1) + interval.ms
        first, stop = start_ms // MINUTE_MS, stop_ms // MINUTE_MS
        running = stop_ms > now_ms
        parts = self._until(asset, first, now_ms) if running else self.minutes(asset, first, stop)
        opens = np.arange(start_ms, stop_ms, interval.ms, dtype=np.int64)
        return _summed(parts, opens, interval, now_ms, self.scenario.scripts[asset].lot)

    def changed(
        self, asset: str, intervals: Sequence[Interval], last_ms: int, now_ms: int
    ) -> list[tuple[Interval, CandleColumns]]:
        """Of each interval (up to a day) the candles that ran at `last_ms` or opened since."""
        first_ms = min(interval.floor(last_ms) for interval in intervals)
        parts = self._until(asset, first_ms // MINUTE_MS, now_ms)
        lot = self.scenario.scripts[asset].lot
        result = []
        for interval in intervals:
            opens = np.arange(interval.floor(last_ms), now_ms + 1, interval.ms, dtype=np.int64)
            result.append((interval, _summed(parts, opens, interval, now_ms, lot)))
        return result

    def day(self, asset: str, now_ms: int) -> Day:
        """The 24 hours before now: where they began, their extremes and what was traded."""
        parts = self._until(asset, (now_ms - DAY_MS) // MINUTE_MS + 1, now_ms)
        return Day(
            last=float(parts.close[-1]),
            open=self.price(asset, now_ms - DAY_MS),
            high=float(parts.high.max()),
            low=float(parts.low.min()),
            volume=float(parts.volume.sum()),
            volume_usd=float((parts.volume * (parts.high + parts.low) / 2.0).sum()),
        )


def _summed(
    parts: Minutes, opens: Times, interval: Interval, now_ms: int, lot: float
) -> CandleColumns:
    """Minutes as candles that open at these times."""
    index = opens // MINUTE_MS - parts.first
    ends = np.append(index[1:], len(parts.open)) - 1
    return CandleColumns(
        interval_ms=interval.ms,
        open_ms=opens,
        open=parts.open[index],
        high=np.maximum.reduceat(parts.high, index),
        low=np.minimum.reduceat(parts.low, index),
        close=parts.close[ends],
        volume=rounded(np.add.reduceat(parts.volume, index), lot),
        closed=opens + interval.ms <= now_ms,
        taker_buy=rounded(np.add.reduceat(_bought(parts, lot), index), lot),
    )


def _bought(parts: Minutes, lot: float) -> Floats:
    """What buyers took of each minute's volume: more, the further it rose within its range."""
    span = parts.high - parts.low
    rise = np.divide(parts.close - parts.open, span, out=np.zeros(len(span)), where=span > 0)
    return rounded(parts.volume * (0.5 + _TAKERS_LEAN * rise), lot)
