"""How clustered the times of liquidations are: the branching ratio of a Hawkes process with a moving baseline.

An expert's diagnostic and no measure of feedback: where price is a random walk it is near one without any
(docs/methodology.md, section 11.4). Complete feeds alone. The likelihood is concave with its decays fixed;
it is climbed by expectation and maximisation, squared as in Varadhan and Roland, Scandinavian Journal of
Statistics 35 (2), 2008. The process is Hawkes's (Biometrika 58 (1), 1971), its recursion Ozaki's (1979).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Floats, Times
from tracker.domain.coverage import merged
from tracker.domain.derivatives import FeedKind
from tracker.domain.errors import TrackerError

HALF_LIVES_S = (2.0, 10.0, 60.0)
#: The baseline is constant over so long.
BASELINE_S = 600.0
#: Prints nearer than this are one liquidation in parts.
MERGE_MS = 500
LEAST_EVENTS = 500
_STEPS, _TOLERANCE = 1_000, 1e-6
#: So many prints of the mean baseline stand in every stretch of it, or it would take the clusters for itself.
_PRIOR = 4.0
#: A share of a baseline that is none: keeps the logarithm finite.
_TINY = 1e-12
_SECOND_MS = 1_000.0
_Z95 = 1.96

_DECAYS = math.log(2) / np.array(HALF_LIVES_S)


class NotComplete(TrackerError):
    """A feed that leaves prints out: what is left looks less clustered than it is."""


class Clustering(Struct, frozen=True):
    """The clustering ratio of one feed; None where there are too few prints.

    Attributes:
        ratio: the share of prints that follow another one, 0 to about 1.
        low95: the lower end of its interval.
        high95: the upper end.
        events: prints after merging.
    """

    ratio: float | None
    low95: float | None
    high95: float | None
    events: int


def clustering(at_ms: Times, kind: FeedKind, observed: Sequence[tuple[int, int]]) -> Clustering:
    """Measure one feed over the stretches in which it was observed.

    Args:
        at_ms: exchange times of its prints, oldest first.
        kind: what the feed carries.
        observed: half-open stretches; prints outside of them are left out.

    Raises:
        NotComplete: where the feed is not complete.
    """
    if kind is not FeedKind.COMPLETE:
        raise NotComplete("The clustering ratio takes a feed that gives every liquidation.")
    stretches = merged(observed)
    inside = [at_ms[(at_ms >= begin) & (at_ms < end)] for begin, end in stretches]
    prints = [_merged(one) for one in inside]
    count = sum(len(one) for one in prints)
    if count < LEAST_EVENTS:
        return Clustering(None, None, None, count)
    origin = stretches[0][0]
    times = (np.concatenate(prints) - origin) / _SECOND_MS
    spans = [
        ((begin - origin) / _SECOND_MS, (end - origin) / _SECOND_MS) for begin, end in stretches
    ]
    model = _Model(times, spans)
    ratio, error = model.fitted()
    return Clustering(ratio, max(0.0, ratio - _Z95 * error), ratio + _Z95 * error, count)


def _merged(at_ms: Times) -> Times:
    """The first print of each group whose neighbours are nearer than `MERGE_MS`."""
    return at_ms[np.diff(at_ms, prepend=at_ms[:1] - MERGE_MS) >= MERGE_MS]


class _Model:
    """The likelihood's parts that do not depend on its parameters."""

    def __init__(self, times: Floats, spans: Sequence[tuple[float, float]]) -> None:
        self.excited = _excitement(times)
        block = (times // BASELINE_S).astype(np.int64)
        blocks = int(spans[-1][1] // BASELINE_S) + 1
        edges = np.arange(blocks + 1) * BASELINE_S
        length = np.zeros(blocks)
        reach = np.zeros(len(_DECAYS))
        for begin, end in spans:
            length += np.clip(np.minimum(edges[1:], end) - np.maximum(edges[:-1], begin), 0, None)
            # What each print was to bring about while somebody watched.
            start = np.maximum(begin - times, 0.0)[:, None]
            stop = np.maximum(end - times, 0.0)[:, None]
            reach += (np.exp(-_DECAYS * start) - np.exp(-_DECAYS * stop)).sum(axis=0)
        # Nothing nearer than that to a print is counted, so that time is not observed either.
        deaf_s = MERGE_MS / _SECOND_MS
        length = length - np.bincount(block, minlength=blocks) * deaf_s
        reach += len(times) * np.expm1(-_DECAYS * deaf_s)
        kept = length > 0
        self.block = np.cumsum(kept)[block] - 1
        self.length = length[kept]
        self.reach = reach

    def fitted(self) -> tuple[float, float]:
        """The ratio and its standard error."""
        counts = np.bincount(self.block, minlength=len(self.length))
        base = np.maximum(0.5 * counts / self.length, _TINY)
        state = np.concatenate((base, np.full(len(_DECAYS), 0.5 / len(_DECAYS))))
        for _ in range(_STEPS):
            before = state[-len(_DECAYS) :].sum()
            state = self._leap(state)
            if abs(state[-len(_DECAYS) :].sum() - before) < _TOLERANCE:
                break
        return float(state[-len(_DECAYS) :].sum()), self._error(state)

    def _leap(self, state: Floats) -> Floats:
        """Two steps, and the leap that they point to where it climbs."""
        first = self._step(state)
        second = self._step(first)
        change, bend = first - state, second - 2 * first + state
        size = math.sqrt(float(bend @ bend))
        if size <= 0:
            return second
        length = -max(1.0, math.sqrt(float(change @ change)) / size)
        leapt = state - 2 * length * change + length * length * bend
        leapt = self._step(np.maximum(leapt, _TINY))
        return leapt if self._likelihood(leapt) > self._likelihood(second) else second

    def _rate(self, state: Floats) -> Floats:
        alphas = state[-len(_DECAYS) :]
        result: Floats = state[self.block] + self.excited @ alphas
        return result

    def _likelihood(self, state: Floats) -> float:
        alphas, base = state[-len(_DECAYS) :], state[: -len(_DECAYS)]
        expected = float(base @ self.length) + float(alphas @ self.reach)
        return float(np.log(self._rate(state)).sum()) - expected

    def _step(self, state: Floats) -> Floats:
        rate = self._rate(state)
        base = np.bincount(self.block, state[self.block] / rate, len(self.length))
        mean = base.sum() / self.length.sum()
        base = (base + _PRIOR) / (self.length + _PRIOR / max(mean, _TINY))
        alphas = state[-len(_DECAYS) :] * (self.excited / rate[:, None]).sum(axis=0) / self.reach
        result: Floats = np.maximum(np.concatenate((base, alphas)), _TINY)
        return result

    def _error(self, state: Floats) -> float:
        """From the observed information, the baselines taken out (Ogata 1978)."""
        rate = self._rate(state)
        shares = self.excited / rate[:, None]
        own = np.bincount(self.block, 1 / rate**2, len(self.length))
        cross = np.array(
            [np.bincount(self.block, one / rate, len(self.length)) for one in shares.T]
        )
        information = shares.T @ shares - (cross / np.maximum(own, _TINY)) @ cross.T
        # A part that is not there has no slope; the others say how sure the sum is.
        present = state[-len(_DECAYS) :] > 1e-6
        if not present.any():
            present[:] = True
        inverse = np.linalg.pinv(information[np.ix_(present, present)])
        return math.sqrt(max(0.0, float(inverse.sum())))


def _excitement(times: Floats) -> Floats:
    """For each print and decay, the sum over those before it of b exp(−b t): Ozaki's recursion."""
    rows = np.zeros((len(times), len(_DECAYS)))
    fading = np.exp(-np.diff(times)[:, None] * _DECAYS).tolist()
    now = [0.0] * len(_DECAYS)
    for at, fade in enumerate(fading, start=1):
        now = [(one + 1.0) * left for one, left in zip(now, fade, strict=True)]
        rows[at] = now
    result: Floats = rows * _DECAYS
    return result
