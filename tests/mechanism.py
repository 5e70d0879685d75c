"""A market with known feedback: positions below the price, each forced sale moves it, second by second.

The structural ratio is impact × density. Reference: docs/methodology.md, section 11.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.columns import Floats
from tracker.analysis.feedback import Feedback, feedback

#: A forced sale moves price over the seconds that follow: half at once, then fading.
_KERNEL = 0.5 ** np.arange(1, 8)
_KERNEL = _KERNEL / _KERNEL.sum()
#: Units of positions per unit of log price: 1 % holds 400.
_DENSITY = 40_000.0
_SIGMA, _DRIFT = 1.6e-4, -3.0e-6


@dataclass(frozen=True, slots=True)
class Worlds:
    """Prices, flow and events by the second, one row a world."""

    prices: Floats
    flow: Floats
    events: Floats

    def measured(self) -> list[Feedback]:
        """The ratio of each world."""
        return [
            feedback(price, flow, np.zeros(len(flow)), (int(count.sum()), 0))
            for price, flow, count in zip(self.prices, self.flow, self.events, strict=True)
        ]

    def throttled(self) -> Worlds:
        """As a feed tells it that gives one order a second."""
        seen = np.minimum(self.events, 1)
        share = np.divide(seen, self.events, out=np.zeros_like(seen), where=self.events > 0)
        return Worlds(self.prices, self.flow * share, seen)

    def shuffled(self, seed: int = 0) -> Worlds:
        """The same liquidations at random seconds."""
        rng = np.random.default_rng(seed)
        places = np.argsort(rng.random(self.flow.shape), axis=1)
        rows = np.arange(len(places))[:, None]
        return Worlds(self.prices, self.flow[rows, places], self.events[rows, places])


def worlds(ratio: float, *, count: int = 20, seconds: int = 7_200, seed: int = 0) -> Worlds:
    """Worlds with this structural feedback ratio."""
    rng = np.random.default_rng(seed)
    impact = ratio / _DENSITY
    driver = rng.normal(_DRIFT, _SIGMA, (seconds, count))
    level = np.zeros((seconds + 1, count))
    flow, events = np.zeros((2, seconds + 1, count))
    lowest = np.zeros(count)
    pending = np.zeros((len(_KERNEL), count))
    for second in range(1, seconds + 1):
        level[second] = level[second - 1] + driver[second - 1] - impact * pending[0]
        pending = np.vstack((pending[1:], np.zeros((1, count))))
        swept = np.maximum(0.0, lowest - level[second])
        lowest = np.minimum(lowest, level[second])
        # Whole positions: many small ones, of one unit on average.
        events[second] = rng.poisson(_DENSITY * swept)
        flow[second] = rng.gamma(np.maximum(events[second], 1e-9), 1.0) * (events[second] > 0)
        pending += _KERNEL[:, None] * flow[second]
    return Worlds(60_000 * np.exp(level.T[:, 1:]), flow.T[:, 1:], events.T[:, 1:])
