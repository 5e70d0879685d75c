"""Prices that many traders may be looking at, offered as levels.

Pivots and their clusters, the volume profile, prior extremes and round numbers; the 200-day and
200-week averages as lines. Reference: docs/methodology.md, section 1.7.

`prominence` says how much there is to see at a price. It does not say that price turns there: see
`CAVEAT`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from tracker.analysis.atr import last_atr
from tracker.analysis.averages import moving_average
from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns, Floats, LineColumns
from tracker.analysis.levels import role_at
from tracker.analysis.pivots import swing_highs, swing_lows
from tracker.analysis.profile import VolumeProfile, volume_profile
from tracker.domain.level import Role
from tracker.domain.times import D1, DAY_MS, H1, SECOND_MS, W1
from tracker.domain.translating import noted, tr

#: What whoever shows suggestions has to say with them.
CAVEAT = noted(
    "Suggested levels are prices that others may be looking at. In measurement, no "
    "kind of them held more often than levels drawn at random; prominence is how "
    "much there is to see at a price, not how likely it is to hold."
)

_HALF_LIFE_MS = 30 * DAY_MS
#: Older ones weigh as little as these: next to nothing, yet above what a float can hold.
_OLDEST_HALF_LIVES = 500.0
#: The step between round numbers is at most this share of the price.
_ROUND_SHARE = Decimal("0.08")
_ROUNDS_EACH_SIDE = 3
_AVERAGE_LENGTH = 200


class Suggestion(Struct, frozen=True):
    """A price to watch.

    Attributes:
        role: support where the present price is above it, else resistance.
        sources: what is there, in words, the most telling first.
        touches: swing highs and lows within half an ATR.
        prominence: 0 to 100.
    """

    price: float
    role: Role
    sources: tuple[str, ...]
    touches: int
    prominence: float


class Average(Struct, frozen=True, eq=False):
    """A moving average that many look at; a line and not a level, since it moves."""

    name: str
    line: LineColumns


class Suggestions(Struct, frozen=True, eq=False):
    """What there is to see around a price.

    Attributes:
        levels: the most prominent first.
        averages: those that are known by now.
        profile: None where nothing was traded; prominence then lacks its part.
        atr: of the candles that the pivots are from; None without a candle.
    """

    levels: tuple[Suggestion, ...] = ()
    averages: tuple[Average, ...] = ()
    profile: VolumeProfile | None = None
    atr: float | None = None


def suggest(
    candles: CandleColumns, price: float, *, days: CandleColumns | None = None, limit: int = 10
) -> Suggestions:
    """Levels around the present price, from closed candles. O(n log n) in the pivots, else O(n).

    Pivots are those of hours where the candles are shorter. “Now” is the end of the newest candle.

    Args:
        candles: of one market; they divide a day, and an hour where they are shorter than one.
        price: the present one, above zero.
        days: a longer history of days, for averages and prior extremes; else made of `candles`.
        limit: so many levels on each side of the price.

    Raises:
        ValueError: where the candles do not divide what they should.
    """
    candles = candles.finished()
    hours = aggregate(candles, H1) if candles.interval_ms < H1.ms else candles
    days = aggregate(candles, D1) if days is None else days.finished()
    averages = tuple(_averages(days))
    atr = last_atr(hours)
    if atr is None:
        return Suggestions(averages=averages)
    profile = volume_profile(candles)
    pivots = _Pivots.of(hours)
    step = round_step(price)
    found = [
        *_prior_extremes(candles, days),
        *(_Candidate(_ROUND, one, tr("round number")) for one in _rounds(price, step)),
        *_traded(profile),
        *_clusters(pivots, atr),
    ]
    levels = []
    for candidates in _merged(found, atr / 2):
        at = candidates[0].price
        touches, weight = pivots.near(at, atr / 2)
        rank = profile.rank(at) if profile is not None else 0.0
        is_round = abs(at - round(at / float(step)) * float(step)) <= atr / 2
        sources = tuple(dict.fromkeys(one.source for one in candidates))
        score = prominence(weight, rank, is_round=is_round)
        levels.append(Suggestion(at, role_at(price, at), sources, touches, score))
    return Suggestions(tuple(_foremost(levels, limit)), averages, profile, atr)


def prominence(touch_weight: float, volume_rank: float, *, is_round: bool) -> float:
    """How much there is to see at a price, 0 to 100; never a probability.

    Args:
        touch_weight: the sum of 2^(-age / 30 days) over its pivots.
        volume_rank: of its bin in the volume profile, 0 to 1.
        is_round: a round number lies within half an ATR.
    """
    score = 50 * math.log1p(touch_weight) / math.log(6) + 30 * volume_rank + 20 * is_round
    return min(100.0, score)


def round_step(price: float) -> Decimal:
    """The step between round numbers: the largest 1, 2 or 5 times a power of ten within 8 %.

    At 67,450 it is 5,000. Decimal, since a tenth has no exact float.
    """
    largest = Decimal(price) * _ROUND_SHARE
    power = Decimal(1).scaleb(largest.adjusted())
    return next(factor * power for factor in (5, 2, 1) if factor * power <= largest)


def groups(prices: Floats, width: float) -> Iterator[slice]:
    """Rising prices in groups: from the lowest not yet taken, all up to `width` above it."""
    first = 0
    while first < len(prices):
        end = int(np.searchsorted(prices, prices[first] + width, "right"))
        yield slice(first, end)
        first = end


class _Candidate(NamedTuple):
    """`rank` decides whose price a merged level takes: the lower, the more exact the price is."""

    rank: int
    price: float
    source: str


_MONTH, _WEEK, _DAY, _ROUND, _CONTROL, _AREA, _NODE, _CLUSTER = range(8)


class _Pivots(Struct, frozen=True, eq=False):
    """Swing highs and lows together, since a level is tested from either side; by rising price."""

    price: Floats
    weight: Floats
    weight_below: Floats

    @classmethod
    def of(cls, candles: CandleColumns) -> _Pivots:
        lows, highs = swing_lows(candles.low), swing_highs(candles.high)
        price = np.concatenate((candles.low[lows], candles.high[highs]))
        opened = candles.open_ms[np.concatenate((lows, highs))]
        now_ms = candles.open_ms[-1] + candles.interval_ms
        weight = np.exp2(-np.minimum((now_ms - opened) / _HALF_LIFE_MS, _OLDEST_HALF_LIVES))
        order = np.argsort(price, kind="stable")
        price, weight = price[order], weight[order]
        return cls(price, weight, np.concatenate(([0.0], np.cumsum(weight))))

    def near(self, price: float, reach: float) -> tuple[int, float]:
        """How many lie within the reach of a price, and their weight."""
        first = int(np.searchsorted(self.price, price - reach, "left"))
        end = int(np.searchsorted(self.price, price + reach, "right"))
        return end - first, float(self.weight_below[end] - self.weight_below[first])


def _clusters(pivots: _Pivots, atr: float) -> Iterator[_Candidate]:
    for part in groups(pivots.price, atr):
        at = float(np.average(pivots.price[part], weights=pivots.weight[part]))
        yield _Candidate(_CLUSTER, at, tr("pivots") if part.stop - part.start > 1 else tr("pivot"))


def _traded(profile: VolumeProfile | None) -> Iterator[_Candidate]:
    if profile is None:
        return
    low, high = profile.value_area()
    yield _Candidate(_CONTROL, profile.point_of_control, tr("point of control"))
    yield _Candidate(_AREA, low, tr("value area low"))
    yield _Candidate(_AREA, high, tr("value area high"))
    for node in profile.high_volume_nodes():
        yield _Candidate(_NODE, node, tr("high volume node"))


def _rounds(price: float, step: Decimal) -> list[float]:
    """The round numbers next to the price, three on each side."""
    below = int(Decimal(price) / step)
    return [
        float(step * number)
        for number in range(below - _ROUNDS_EACH_SIDE + 1, below + _ROUNDS_EACH_SIDE + 1)
    ]


def _prior_extremes(candles: CandleColumns, days: CandleColumns) -> Iterator[_Candidate]:
    """Low and high of the last whole UTC month, week (from Monday) and day.

    A period that is not known from its first to its last candle is left out rather than guessed.
    """
    now_ms = int(candles.open_ms[-1]) + candles.interval_ms
    for rank, name, start_ms, end_ms in _prior_periods(now_ms):
        for series in (candles, days):
            part = series.between(start_ms, end_ms)
            if len(part) * series.interval_ms == end_ms - start_ms:
                yield _Candidate(rank, float(part.low.min()), tr("prior {name} low", name=name))
                yield _Candidate(rank, float(part.high.max()), tr("prior {name} high", name=name))
                break


def _prior_periods(now_ms: int) -> Iterator[tuple[int, str, int, int]]:
    first = datetime.fromtimestamp(now_ms / SECOND_MS, UTC).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    before = (first - timedelta(days=1)).replace(day=1)
    month_ms = [int(one.timestamp()) * SECOND_MS for one in (before, first)]
    yield _MONTH, tr("month"), month_ms[0], month_ms[1]
    for rank, name, interval in ((_WEEK, tr("week"), W1), (_DAY, tr("day"), D1)):
        end_ms = interval.floor(now_ms)
        yield rank, name, end_ms - interval.ms, end_ms


def _merged(found: list[_Candidate], width: float) -> Iterator[list[_Candidate]]:
    """Candidates that are one level, the one whose price it takes first."""
    found = sorted(found, key=lambda one: one.price)
    for part in groups(np.array([one.price for one in found]), width):
        yield sorted(found[part])


def _foremost(levels: list[Suggestion], limit: int) -> Iterator[Suggestion]:
    """The most prominent of each side, together by prominence."""
    left = dict.fromkeys(Role, limit)
    for one in sorted(levels, key=lambda one: (-one.prominence, one.price)):
        if left[one.role]:
            left[one.role] -= 1
            yield one


def _averages(days: CandleColumns) -> Iterator[Average]:
    for name, candles in (
        (tr("200-day average"), days),
        (tr("200-week average"), aggregate(days, W1)),
    ):
        line = moving_average(candles, _AVERAGE_LENGTH)
        if np.isfinite(line.value).any():
            yield Average(name, line)
