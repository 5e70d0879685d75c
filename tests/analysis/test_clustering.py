"""The clustering ratio against processes whose ratio is known (docs/methodology.md, section 11.4)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tracker.analysis.clustering import LEAST_EVENTS, Clustering, NotComplete, clustering
from tracker.domain.derivatives import FeedKind

DAY_S = 86_400


def _process(ratio: float, seed: int, events: int = 1_000, span_s: int = DAY_S) -> np.ndarray:
    """A Hawkes process by its clusters (Hawkes & Oakes 1974), half-life 10 s, in ms."""
    rng = np.random.default_rng(seed)
    born = rng.uniform(0, span_s, rng.poisson(events * (1 - ratio)))
    every = [born]
    while len(born):
        children = rng.poisson(ratio, len(born))
        born = np.repeat(born, children) + rng.exponential(10 / math.log(2), children.sum())
        born = born[born < span_s]
        every.append(born)
    return np.sort(np.round(np.concatenate(every) * 1_000).astype(np.int64))


def _measured(at_ms: np.ndarray, span_s: int = DAY_S) -> Clustering:
    return clustering(at_ms, FeedKind.COMPLETE, [(0, span_s * 1_000)])


@pytest.mark.parametrize("truth", [0.3, 0.6, 0.9])
def test_a_thousand_prints_give_the_true_ratio_back(truth: float) -> None:
    found = [_measured(_process(truth, seed, 1_100)).ratio for seed in range(15)]
    off = np.array([one for one in found if one is not None]) - truth
    assert len(off) >= 14
    assert abs(off.mean()) < 0.05
    assert math.sqrt((off**2).mean()) < 0.06


def test_prints_at_random_are_not_clustered() -> None:
    found = _measured(_process(0.0, 1))
    assert found.ratio is not None
    assert found.ratio < 0.05


def test_a_rate_that_rises_is_not_taken_for_clusters() -> None:
    rng = np.random.default_rng(2)
    at = np.sort(np.round(3_600_000 * np.sqrt(rng.uniform(0, 1, 2_000))).astype(np.int64))
    found = _measured(at, 3_600)
    assert found.ratio is not None
    assert found.ratio < 0.2


def test_an_order_in_three_parts_is_one() -> None:
    whole = _process(0.0, 3)
    parts = np.sort(np.concatenate((whole, whole + 300, whole + 600)))
    found = _measured(parts)
    assert found.events <= len(whole)
    assert found.ratio is not None
    assert found.ratio < 0.05


def test_an_outage_that_is_declared_does_not_matter() -> None:
    at = _process(0.6, 4, 2_000)
    out_ms = (20_000_000, 42_000_000)
    seen = at[(at < out_ms[0]) | (at >= out_ms[1])]
    stretches = [(0, out_ms[0]), (out_ms[1], DAY_S * 1_000)]
    declared = clustering(seen, FeedKind.COMPLETE, stretches)
    assert declared.ratio == pytest.approx(0.6, abs=0.1)
    assert declared.low95 is not None
    assert declared.high95 is not None
    assert declared.low95 < declared.ratio < declared.high95


def test_a_sampled_feed_is_refused() -> None:
    for kind in (FeedKind.SAMPLED, FeedKind.STATS):
        with pytest.raises(NotComplete):
            clustering(_process(0.5, 5), kind, [(0, DAY_S * 1_000)])


def test_too_few_prints_are_unknown() -> None:
    few = _process(0.0, 6)[: LEAST_EVENTS - 1]
    assert _measured(few).ratio is None
    assert clustering(few, FeedKind.COMPLETE, []) == Clustering(None, None, None, 0)


def test_the_same_prints_give_the_same_answer() -> None:
    at = _process(0.7, 7)
    assert _measured(at) == _measured(at.copy())
