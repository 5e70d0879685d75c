"""Measures funding rates, each brought to eight hours."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from tracker.analysis import words
from tracker.analysis.columns import Floats, Times
from tracker.analysis.conditions import Condition
from tracker.analysis.triggers import Firing, Sample
from tracker.analysis.windows import MATCHED_SHARE
from tracker.domain.health import Channel
from tracker.domain.terms import term
from tracker.domain.times import (
    HOUR_MS,
    MINUTE_MS,
)
from tracker.domain.translating import tr
from tracker.services.markets import own_market
from tracker.services.probe import Look, Probe, Told

_FUNDING_HOURS = 8.0
#: A settled rate is the present one until the next settlement, with room for a late one.
_FUNDING_VALID_MS = 9 * HOUR_MS
#: The rate of the coming settlement counts only at the present.
_PRESENT_MS = 2 * MINUTE_MS


class _Rates(Struct, frozen=True):
    """One venue's funding per eight hours, in percent, by settlement; `coming` still moves."""

    venue: str
    settles_ms: Times
    percent: Floats
    coming: float | None


class FundingProbe(Probe):
    """The mean funding of the venues per eight hours.

    At the present it is the rate that is being fixed for the next settlement; in history the one
    that was settled last, since the way there is not kept.
    """

    inputs = frozenset({Channel.FUNDING})

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        del condition
        return MINUTE_MS

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        del condition
        mean, known = _mean(self._at(look, asset, moments))
        value = np.where(known >= MATCHED_SHARE, mean, np.nan)
        return [
            Sample(at_ms, one if math.isfinite(one) else None)
            for at_ms, one in zip(moments.tolist(), value.tolist(), strict=True)
        ]

    def _at(self, look: Look, asset: str, moments: Times) -> dict[str, Floats]:
        """Every venue's rate at the moments; NaN where it is unknown."""
        bounds_ms = (int(moments[0]) - _FUNDING_VALID_MS, look.now_ms + _FUNDING_VALID_MS)
        found = {}
        for rates in _rates(look, asset, bounds_ms):
            index = np.searchsorted(rates.settles_ms, moments, "right") - 1
            safe = np.maximum(index, 0)
            line = np.full(len(moments), np.nan)
            if len(rates.settles_ms):
                valid = (index >= 0) & (moments - rates.settles_ms[safe] <= _FUNDING_VALID_MS)
                line[valid] = rates.percent[safe][valid]
            if rates.coming is not None:
                line[moments > look.now_ms - _PRESENT_MS] = rates.coming
            found[rates.venue] = line
        return found

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        at = self._at(look, asset, np.array([firing.sample.at_ms], np.int64))
        parts = [
            f"{venue} {words.percent(float(line[0]) / 100, 4)}"
            for venue, line in at.items()
            if math.isfinite(line[0])
        ]
        _, known = _mean(at)
        value = firing.sample.value or 0.0
        way = condition.trigger.direction
        limit = words.percent(condition.trigger.threshold / 100, 4)
        title = tr(
            "{asset} funding {percent} per 8 h, {way} {limit}",
            asset=asset,
            percent=words.percent(value / 100, 4),
            way=term(way),
            limit=limit,
        )
        body = tr("Mean of {parts}.", parts=", ".join(parts))
        return Told(title, body, value, float(known[0]))


def _rates(look: Look, asset: str, bounds_ms: tuple[int, int]) -> list[_Rates]:
    hours = {one.venue: one.funding_h for one in look.reader.markets(asset)}
    good = {
        row.venue
        for row in look.reader.health()
        if row.channel is Channel.FUNDING and row.state.is_good
    }
    rows = look.reader.listed("funding", asset, *bounds_ms)
    found = []
    for source in look.sources:
        if Channel.FUNDING not in source.channels:
            continue
        symbol = own_market(look.reader, source, asset).symbol
        settled, percent, coming = [], [], None
        for venue, name, settles_ms, rate, interval_h, is_settled in rows:
            every_h = interval_h or hours.get(source.venue)
            if venue != source.venue or name != symbol or not every_h:
                continue
            value = rate * _FUNDING_HOURS / every_h * 100
            if is_settled:
                settled.append(settles_ms)
                percent.append(value)
            elif settles_ms > look.now_ms and venue in good and coming is None:
                coming = value
        times = np.array(settled, np.int64)
        found.append(_Rates(source.venue, times, np.array(percent, np.float64), coming))
    return found


def _mean(at: dict[str, Floats]) -> tuple[Floats, Floats]:
    """The mean of the venues that are known at each moment, and their share."""
    if not at:
        return np.full(1, np.nan), np.zeros(1)
    table = np.array(list(at.values()))
    known = np.isfinite(table)
    count = known.sum(axis=0)
    mean = np.where(known, table, 0.0).sum(axis=0) / np.maximum(count, 1)
    return np.where(count > 0, mean, np.nan), count / len(table)
