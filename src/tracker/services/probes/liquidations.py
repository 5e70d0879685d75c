"""Measures forced closings: their sums, and the share of longs."""

from __future__ import annotations

import math

import numpy as np

from tracker.analysis import words
from tracker.analysis.columns import Flags, Floats, Times
from tracker.analysis.conditions import Condition
from tracker.analysis.triggers import Firing, Sample
from tracker.analysis.windows import (
    NORMAL_MS,
    Normal,
    Sums,
    interest_usd,
    normal,
    reach_ms,
    share_floor_usd,
    sums,
)
from tracker.domain.coverage import Coverage
from tracker.domain.health import Channel
from tracker.domain.times import (
    HOUR_MS,
    M5,
    MINUTE_MS,
    SECOND_MS,
)
from tracker.domain.translating import tr
from tracker.services.probe import Look, Probe, Told
from tracker.services.probes.parts import shares, window_of_ms


def _sum_step_ms(condition: Condition) -> int:
    wanted = window_of_ms(condition) // 60
    steps = (10 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS, M5.ms)
    return max((one for one in steps if one <= wanted), default=steps[0])


class LiquidationsProbe(Probe):
    """Liquidations over a window, in USD or in multiples of what is normal."""

    inputs = frozenset({Channel.LIQUIDATIONS})

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        return _sum_step_ms(condition)

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        window_ms = window_of_ms(condition)
        start_ms = int(moments[0]) - reach_ms(window_ms)
        flows = look.views.flows(asset, start_ms, int(moments[-1]))
        found = sums(flows, moments, window_ms)
        value, complete = found.side(condition.side), found.complete
        if condition.unit == "x":
            value, complete = self._multiples(look, asset, condition, moments, found)
        return [
            Sample(at_ms, one if math.isfinite(one) else None, at_least=not whole)
            for at_ms, one, whole in zip(
                moments.tolist(), value.tolist(), complete.tolist(), strict=True
            )
        ]

    def _multiples(
        self, look: Look, asset: str, condition: Condition, moments: Times, found: Sums
    ) -> tuple[Floats, Flags]:
        """Each window in multiples of what is normal, over the venues whose normal that is."""
        value = np.full(len(moments), np.nan)
        complete = np.zeros(len(moments), np.bool_)
        hours = moments // HOUR_MS * HOUR_MS
        for hour, usual in self._normals(look, asset, condition, hours).items():
            if usual is None:
                continue
            mine, here = found.of(usual.venues), hours == hour
            value[here] = mine.side(condition.side)[here] / usual.usd
            complete[here] = mine.complete[here]
        return value, complete

    def _normals(
        self, look: Look, asset: str, condition: Condition, hours: Times
    ) -> dict[int, Normal | None]:
        """What is normal at each full hour; it is worked out once."""
        window_ms, side = window_of_ms(condition), condition.side
        keys = {hour: ("normal", asset, window_ms, side, hour) for hour in set(hours.tolist())}
        missing = [hour for hour, key in keys.items() if key not in look.kept]
        if missing:
            start_ms = min(missing) - NORMAL_MS - window_ms - reach_ms(window_ms)
            flows = look.views.flows(asset, start_ms, max(missing), grain_ms=MINUTE_MS)
            older = [
                one
                for one in look.kept
                if isinstance(one, tuple) and one[:4] == ("normal", asset, window_ms, side)
            ]
            for one in older:
                del look.kept[one]
            for hour in missing:
                look.kept[keys[hour]] = normal(flows, hour, window_ms, side=side)
        kept = {hour: look.kept.get(key) for hour, key in keys.items()}
        return {hour: one if isinstance(one, Normal) else None for hour, one in kept.items()}

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        found = _found(look, asset, condition, firing.sample.at_ms)
        usd, coverage = float(found.side(condition.side)[0]), found.coverage(0)
        least = "≥\u202f" if coverage.lower_bound else ""
        of = tr(" of {side}s", side=condition.side) if condition.side is not None else ""
        title = tr(
            "{asset} {least}{usd}{of} liquidated in {window}",
            asset=asset,
            least=least,
            usd=words.usd(usd),
            of=of,
            window=condition.window,
        )
        body = ""
        value = firing.sample.value
        if condition.unit == "x" and value:
            at_ms = firing.sample.at_ms
            hour = np.array([at_ms // HOUR_MS * HOUR_MS], np.int64)
            (usual,) = self._normals(look, asset, condition, hour).values()
            body = tr(
                "{value} times the 30-day median{whose}. ",
                value=words.fixed(value, 1),
                whose=_whose(usual, coverage),
            )
        body += f"{_sides(found)}.{shares(coverage)}"
        return Told(title, body, value, coverage.share)


def _whose(usual: Normal | None, coverage: Coverage) -> str:
    """The median itself, and of which venues it is where more were seen."""
    if usual is None:
        return ""
    others = set(coverage.venues) - set(usual.venues)
    alone = tr(" of {venues} alone", venues=", ".join(usual.venues)) if others else ""
    return tr(" of {usd}{alone}", usd=words.usd(usual.usd), alone=alone)


def _found(look: Look, asset: str, condition: Condition, at_ms: int) -> Sums:
    """The one window that ends at a moment."""
    window_ms = window_of_ms(condition)
    flows = look.views.flows(asset, at_ms - reach_ms(window_ms), at_ms)
    return sums(flows, np.array([at_ms], np.int64), window_ms)


def _sides(found: Sums) -> str:
    longs, shorts = float(found.long_usd[0]), float(found.short_usd[0])
    return tr("Longs {usd}, shorts {usd_2}", usd=words.usd(longs), usd_2=words.usd(shorts))


class LongsProbe(Probe):
    """The longs' share of a window's liquidations, where there are enough of them to have one."""

    inputs = frozenset({Channel.LIQUIDATIONS, Channel.OI})

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        return _sum_step_ms(condition)

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        window_ms = window_of_ms(condition)
        first_ms, last_ms = int(moments[0]), int(moments[-1])
        flows = look.views.flows(asset, first_ms - reach_ms(window_ms), last_ms)
        found = sums(flows, moments, window_ms)
        interest = interest_usd(look.views.interest(asset, first_ms, last_ms), moments)
        usd = found.long_usd + found.short_usd
        enough = usd > share_floor_usd(interest)
        share = np.where(enough, found.long_usd, 0) / np.where(enough, usd, 1) * 100
        # A share of what was seen says nothing of the rest: in part it is unknown.
        return [
            Sample(at_ms, one if whole and much else None, calm=whole and not much)
            for at_ms, one, whole, much in zip(
                moments.tolist(),
                share.tolist(),
                found.complete.tolist(),
                enough.tolist(),
                strict=True,
            )
        ]

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        found = _found(look, asset, condition, firing.sample.at_ms)
        coverage = found.coverage(0)
        value = firing.sample.value or 0.0
        share = words.share(value / 100)
        title = tr(
            "{asset} longs are {share} of liquidations in {window}",
            asset=asset,
            share=share,
            window=condition.window,
        )
        body = f"{_sides(found)}.{shares(coverage)}"
        return Told(title, body, value, coverage.share)
