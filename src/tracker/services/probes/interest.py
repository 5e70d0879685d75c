"""Measures positions: the number of contracts over the venues that are known at both ends."""

from __future__ import annotations

import math

import numpy as np

from tracker.analysis import words
from tracker.analysis.columns import Times
from tracker.analysis.conditions import Condition
from tracker.analysis.triggers import Firing, Sample
from tracker.analysis.windows import (
    MATCHED_SHARE,
    positions,
)
from tracker.domain.health import Channel
from tracker.domain.times import (
    MINUTE_MS,
)
from tracker.domain.translating import tr
from tracker.services.probe import Look, Probe, Told
from tracker.services.probes.parts import window_of_ms


class PositionsProbe(Probe):
    """The change of the number of contracts over the venues that are known at both ends."""

    inputs = frozenset({Channel.OI})

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        del condition
        return MINUTE_MS

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        window_ms = window_of_ms(condition)
        venues = look.views.interest(asset, int(moments[0]) - window_ms, int(moments[-1]))
        found = positions(venues, moments, window_ms)
        value = np.where(found.matched >= MATCHED_SHARE, found.change, np.nan)
        return [
            Sample(at_ms, one if math.isfinite(one) else None)
            for at_ms, one in zip(moments.tolist(), value.tolist(), strict=True)
        ]

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        at_ms, window_ms = firing.sample.at_ms, window_of_ms(condition)
        moment = np.array([at_ms], np.int64)
        venues = look.views.interest(asset, at_ms - window_ms, at_ms)
        apart = {one.venue: positions([one], moment, window_ms).change[0] for one in venues}
        known = {venue: one for venue, one in apart.items() if math.isfinite(one)}
        value = firing.sample.value or 0.0
        each = ", ".join(f"{venue} {words.percent(one / 100, 1)}" for venue, one in known.items())
        body = tr("Positions, counted in contracts: {each}.", each=each)
        left_out = [venue for venue in apart if venue not in known]
        if left_out:
            body += tr(
                " Left out, since not known at both ends: {left_out}.", left_out=", ".join(left_out)
            )
        title = tr(
            "{asset} open interest {percent} in {window}",
            asset=asset,
            percent=words.percent(value / 100, 1),
            window=condition.window,
        )
        return Told(title, body, value, len(known) / max(1, len(apart)))
