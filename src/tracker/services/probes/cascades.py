"""Watches the cascade index: on at its mark, or lower where liquidations were measured to feed themselves."""

from __future__ import annotations

import math

import numpy as np

from tracker.analysis import cascade_words, words
from tracker.analysis.cascade import Readings, Reference, fed, measure, reading_at
from tracker.analysis.columns import Times
from tracker.analysis.conditions import Condition
from tracker.analysis.triggers import Firing, Sample
from tracker.analysis.windows import Sums
from tracker.domain.times import HOUR_MS, M1, MINUTE_MS
from tracker.domain.translating import tr
from tracker.services.cascade_reading import (
    FEEDBACK_MS,
    low90_at,
    newest_feedback,
    reference,
    windows,
)
from tracker.services.probe import Look, Probe, Told
from tracker.services.probes.parts import shares, window_of_ms


class CascadeProbe(Probe):
    """The cascade index of a window, every minute."""

    # No inputs: every coin has this rule, and the first digest would wait for all history there is. A
    # moment that is not known yet waits by itself.
    waits = True

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        del condition
        return MINUTE_MS

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        normal = self._reference(look, asset, condition, int(moments[0]))
        if not normal.known or not _may_know(look, asset, int(moments[-1])):
            # Nothing can be measured yet: nothing is read for it either.
            return [Sample(at_ms, None) for at_ms in moments.tolist()]
        found, _ = _measured(look, asset, condition, moments, normal)
        low90 = low90_at(look.views, asset, moments)
        return [
            _sample(condition, at_ms, index, least, low)
            for at_ms, index, least, low in zip(
                moments.tolist(),
                found.index.tolist(),
                found.at_least.tolist(),
                low90.tolist(),
                strict=True,
            )
        ]

    @staticmethod
    def _reference(look: Look, asset: str, condition: Condition, at_ms: int) -> Reference:
        """What is normal; it is taken anew every hour."""
        window_ms, hour = window_of_ms(condition), at_ms // HOUR_MS
        key = ("cascade", asset, window_ms)
        kept = look.kept.get(key)
        if isinstance(kept, tuple) and kept[0] == hour:
            normal = kept[1]
            assert isinstance(normal, Reference)
            return normal
        normal = reference(look.views, asset, at_ms, window_ms)
        look.kept[key] = (hour, normal)
        return normal

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        at_ms, window_ms = firing.sample.at_ms, window_of_ms(condition)
        normal = self._reference(look, asset, condition, at_ms)
        found, liquidated = _measured(look, asset, condition, np.array([at_ms], np.int64), normal)
        reading, coverage = reading_at(found, 0, window_ms), liquidated.coverage(0)
        value = firing.sample.value or 0.0
        title = tr(
            "{asset} cascade index {value:.0f}: {what}",
            asset=asset,
            value=value,
            what=cascade_words.what(reading),
        )
        feedback = newest_feedback(look.views, asset, at_ms)
        body = tr(
            "{figures} in {window}; {feedback_words}.{shares}",
            figures=cascade_words.figures(reading, lower_bound=coverage.lower_bound),
            window=condition.window,
            feedback_words=cascade_words.feedback_words(feedback),
            shares=shares(coverage),
        )
        if firing.since_ms < at_ms:
            body += tr(" High since {when} UTC.", when=words.clock(firing.since_ms))
        return Told(title, body, value, coverage.share)


def _measured(
    look: Look, asset: str, condition: Condition, moments: Times, normal: Reference
) -> tuple[Readings, Sums]:
    made, _ = windows(look.views, asset, moments, M1, window_of_ms(condition))
    return measure(made, normal), made.found


def _may_know(look: Look, asset: str, at_ms: int) -> bool:
    """Whether the candle that ends at a moment can be there: looking again costs one row."""
    opened = look.reader.newest_candle_ms(look.views.chart_market(asset, M1), M1)
    return opened is not None and opened + FEEDBACK_MS >= at_ms


def _sample(condition: Condition, at_ms: int, index: float, least: object, low90: float) -> Sample:
    if not math.isfinite(index):
        return Sample(at_ms, None)
    low = low90 if math.isfinite(low90) else None
    beyond = fed(index, low, condition.trigger.threshold)
    return Sample(at_ms, index, at_least=bool(least), beyond=beyond)
