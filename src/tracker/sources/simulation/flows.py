"""The forced orders of a simulated market, as sums and one by one.

They follow the price: a minute that lies far under the last quarter of an hour closes longs,
more so at a new low; how much in USD the scenario says. The same amounts are split over the venues
by fixed shares, whether a venue tells them as sums or one by one, so that all feeds agree.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.lib.stride_tricks import sliding_window_view

from tracker.analysis.columns import Flags, Floats, Times
from tracker.domain.derivatives import Side
from tracker.domain.times import MINUTE_MS, SECOND_MS
from tracker.sources.simulation.curve import DAY_MINUTES, rounded
from tracker.sources.simulation.noise import bell, seed_of, uniform
from tracker.sources.simulation.prices import MINUTE_SECONDS, SimulatedPrices
from tracker.sources.simulation.scenario import Totals

SIDES = (Side.LONG, Side.SHORT)
# A position is forced when price has gone far within so many minutes, more so at the far end of the
# hours before.
_FALL_MINUTES, _FRESH_MINUTES = 15, 240
# What counts as far: so many times the reach of a calm market; and how much more far means.
_USUAL, _POWER, _FRESH = 5.0, 1.5, 2.0
_MOST_A_MINUTE = 900
# The part of a minute's orders that come just before the falls within it: enough for what one
# liquidation adds to the next to be measurable over the two hours of a cascade.
_PUSHES = 0.25
# Times of one side are even or odd milliseconds, so that no two events share one.
_SLOTS = 30_000
_KEPT_DAYS = 40


class Forced(Struct, frozen=True, eq=False):
    """Liquidations, oldest first: UTC ms, long or not, USD, and base coin; no two share a time."""

    at_ms: Times
    is_long: Flags
    price: Floats
    quantity: Floats

    def cut(self, part: slice | Times | Flags) -> Forced:
        """Some of them."""
        return Forced(self.at_ms[part], self.is_long[part], self.price[part], self.quantity[part])

    def rows(self) -> Iterator[tuple[int, bool, float, float]]:
        """One tuple per order: UTC ms, long or not, price, quantity."""
        columns = (self.at_ms, self.is_long, self.price, self.quantity)
        return zip(*(column.tolist() for column in columns), strict=True)

    @classmethod
    def joined(cls, parts: Sequence[Forced]) -> Forced:
        """Stretches that follow on each other."""
        return cls(
            np.concatenate([part.at_ms for part in parts]),
            np.concatenate([part.is_long for part in parts]),
            np.concatenate([part.price for part in parts]),
            np.concatenate([part.quantity for part in parts]),
        )


class SimulatedLiquidations:
    """The forced orders of every coin of a scenario."""

    def __init__(self, prices: SimulatedPrices) -> None:
        self._prices = prices
        self._scenario = prices.scenario
        self._scales: dict[tuple[str, Side, int], float] = {}
        self._days: OrderedDict[tuple[str, str, int], Forced] = OrderedDict()

    def weights(self, asset: str, side: Side, first: int, last: int) -> Floats:
        """How strongly each minute forces this side, without unit; shape (last - first,)."""
        minutes = self._prices.minutes(asset, first - _FRESH_MINUTES, last)
        count = last - first
        if side is Side.LONG:
            opened, reached = minutes.open, minutes.low
        else:
            # Shorts are forced by the mirror image.
            opened, reached = -minutes.open, -minutes.high
        recent = opened[_FRESH_MINUTES + 1 - _FALL_MINUTES :]
        peak = sliding_window_view(recent, _FALL_MINUTES).max(axis=1)
        before = sliding_window_view(reached[:-1], _FRESH_MINUTES).min(axis=1)
        now = reached[_FRESH_MINUTES:]
        usual = self._prices.calm(asset) * _USUAL * _FALL_MINUTES**0.5
        far = (peak - now) / np.abs(now) / usual
        minute = np.arange(first, last)
        seed = seed_of(self._scenario.seed, asset, "forced", side)
        luck = np.exp(0.8 * bell(seed, minute))
        gate = -0.12 * np.log(uniform(seed + 1, minute))
        fresh = np.where(now <= before, _FRESH, 1.0)
        weight = np.where(far > gate, far**_POWER * fresh * luck, 0.0)
        return np.asarray(weight[:count], np.float64)

    def _scale(self, asset: str, side: Side, stretch: int) -> float:
        """USD per weight in one stretch of the scenario's totals."""
        key = (asset, side, stretch)
        if key not in self._scales:
            totals = self._totals(asset, side)
            first, last = totals.edge[stretch], totals.edge[stretch + 1]
            weight = sum(
                float(self.weights(asset, side, start, min(start + DAY_MINUTES, last)).sum())
                for start in range(first, last, DAY_MINUTES)
            )
            self._scales[key] = totals.usd[stretch] / weight
        return self._scales[key]

    def _totals(self, asset: str, side: Side) -> Totals:
        script = self._scenario.scripts[asset]
        return script.longs if side is Side.LONG else script.shorts

    def usd(self, asset: str, side: Side, first: int, last: int) -> Floats:
        """USD liquidated on all venues in each minute; shape (last - first,)."""
        totals = self._totals(asset, side)
        minute = np.arange(first, last)
        # After what the scenario tells, the last stretch's scale stays.
        stretch = np.searchsorted(totals.edge, minute, side="right") - 1
        stretch = np.clip(stretch, 0, len(totals.usd) - 1)
        scale = np.zeros(len(minute))
        for number in np.unique(stretch):
            scale[stretch == number] = self._scale(asset, side, int(number))
        return self.weights(asset, side, first, last) * scale

    def sums(self, asset: str, venue: str, edges: Times) -> tuple[Floats, Floats]:
        """What a venue adds up: USD of longs and of shorts between neighbouring minutes of `edges`.

        Returns:
            Two arrays, one shorter than `edges`, which rise evenly.
        """
        share = self._scenario.liquidation_shares[venue]
        first, last = int(edges[0]), int(edges[-1])
        longs, shorts = (
            np.add.reduceat(self.usd(asset, side, first, last) * share, edges[:-1] - first)
            for side in SIDES
        )
        return rounded(longs, 0.01), rounded(shorts, 0.01)

    def events(self, asset: str, venue: str, start_ms: int, end_ms: int) -> Forced:
        """A venue's forced orders from `start_ms` on and before `end_ms`, oldest first."""
        first, last = (at_ms // MINUTE_MS // DAY_MINUTES for at_ms in (start_ms, end_ms - 1))
        found = Forced.joined([self._day(asset, venue, day) for day in range(first, last + 1)])
        low, high = np.searchsorted(found.at_ms, (start_ms, end_ms))
        return found.cut(slice(low, high))

    def _day(self, asset: str, venue: str, day: int) -> Forced:
        key = (asset, venue, day)
        if key not in self._days:
            first = day * DAY_MINUTES
            minutes = self._prices.minutes(asset, first, first + DAY_MINUTES)
            path = self._prices.seconds(asset, minutes)
            sides = [self._one_side(asset, venue, first, path, side) for side in SIDES]
            both = Forced.joined(sides)
            self._days[key] = both.cut(np.argsort(both.at_ms))
        self._days.move_to_end(key)
        while len(self._days) > _KEPT_DAYS:
            self._days.popitem(last=False)
        return self._days[key]

    def _one_side(self, asset: str, venue: str, first: int, path: Floats, side: Side) -> Forced:
        """The orders of one side of one day; those of a minute add up to the venue's share of it."""
        script = self._scenario.scripts[asset]
        seed = seed_of(self._scenario.seed, asset, venue, side)
        count = len(path)
        minute = np.arange(count)
        usd = self.usd(asset, side, first, first + count)
        usd = usd * self._scenario.liquidation_shares[venue]
        usual = (usd / script.order_usd) ** 0.9 * (0.5 + uniform(seed, first + minute))
        orders = np.where(usd > 0, np.minimum(1 + usual.astype(np.int64), _MOST_A_MINUTE), 0)
        # One row per order: the minute it is in, and its number there.
        within = np.repeat(minute, orders)
        rank = np.arange(len(within)) - np.repeat(np.cumsum(orders) - orders, orders)
        keys = (first + within) * 1_024 + rank
        size = np.exp(1.1 * bell(seed + 1, keys))
        total = np.bincount(within, size, count)
        size *= usd[within] / total[within]
        second = _seconds(path, side, within, uniform(seed + 2, keys))
        slot = second * 500 + (uniform(seed + 3, keys) * 500).astype(np.int64)
        # By time within each minute; the rank makes room for equal times.
        order = np.argsort(within * _SLOTS + slot, kind="stable")
        slot = slot[order] * (_SLOTS - orders[within]) // _SLOTS + rank
        odd = 0 if side is Side.LONG else 1
        # A forced order is filled at the bankruptcy price, a little beyond the market.
        slip = 0.0005 + 0.002 * uniform(seed + 4, keys)
        beyond = 1.0 - slip if side is Side.LONG else 1.0 + slip
        price = rounded(path[within, second] * beyond, script.tick)[order]
        quantity = np.maximum(rounded(size[order] / price, script.lot), script.lot)
        return Forced(
            at_ms=(first + within) * MINUTE_MS + slot * 2 + odd,
            is_long=np.full(len(within), side is Side.LONG),
            price=price,
            quantity=quantity,
        )


def _seconds(path: Floats, side: Side, within: Times, luck: Floats) -> Times:
    """The second of each order: some just before price gives way, since they are what pushes it.

    Args:
        path: prices at the seconds of each minute, shape (minutes, 61).
        within: the row of `path` each order belongs to, shape (n,).
        luck: evenly spread over (0, 1), shape (n,).
    """
    later = np.minimum(np.arange(MINUTE_SECONDS) + 2, MINUTE_SECONDS)
    push = path[:, :MINUTE_SECONDS] - path[:, later]
    push = np.maximum(push if side is Side.LONG else -push, 0.0)
    whole = push.sum(axis=1, keepdims=True)
    share = np.divide(push, whole, out=np.zeros_like(push), where=whole > 0)
    rate = (1.0 - _PUSHES) / MINUTE_SECONDS + _PUSHES * share
    cumulative = np.cumsum(rate, axis=1) / rate.sum(axis=1, keepdims=True)
    # Rows follow on each other along one line, so that one search finds them all.
    line = (cumulative + np.arange(len(path))[:, None]).ravel()
    found = np.searchsorted(line, within + luck) - within * MINUTE_SECONDS
    return np.asarray(np.clip(found, 0, MINUTE_SECONDS - 1), np.int64)


def sampled(events: Forced) -> Forced:
    """At most one order a second, the latest of it, as venues that throttle their feeds do."""
    second = events.at_ms // SECOND_MS
    last = np.append(second[1:] != second[:-1], np.ones(min(1, len(second)), np.bool_))
    return events.cut(last)
