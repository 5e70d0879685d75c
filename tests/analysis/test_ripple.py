"""Lead and lag, beta and shares, with series whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from tracker.analysis.ripple import beta, lead_lag, share_of, sizes


def _leader(seed: int = 1, minutes: int = 600) -> np.ndarray:
    return np.random.default_rng(seed).standard_t(4, minutes) * 1e-3


def _noise(seed: int, minutes: int = 600) -> np.ndarray:
    return np.random.default_rng(seed).standard_t(4, minutes) * 1e-3


def test_a_coin_that_follows_two_minutes_later_is_led() -> None:
    leader = _leader()
    follower = 1.4 * np.roll(leader, 2) + 0.5 * _noise(2)
    found = lead_lag(leader, follower)
    assert found is not None
    assert (found.leads, found.lag) == (True, 2)
    mirrored = lead_lag(follower, leader)
    assert mirrored is not None
    assert (mirrored.leads, mirrored.lag) == (False, -2)


def test_what_happens_in_the_same_minute_has_no_leader() -> None:
    sure = 0
    for seed in range(40):
        leader = _leader(seed)
        found = lead_lag(leader, 1.2 * leader + 0.5 * _noise(seed + 100))
        assert found is not None
        assert found.lag == 0
        sure += found.leads is not None
    assert sure <= 6, "a 95 % interval is wrong one time in twenty"


def test_a_burst_does_not_look_sure() -> None:
    """One huge minute in each of two unrelated series, a minute apart, is one event and no rule."""
    leader, follower = _noise(3), _noise(4)
    leader[300], follower[301] = 0.2, 0.2
    found = lead_lag(leader, follower)
    assert found is not None
    assert found.leads is None


def test_beta_and_its_interval() -> None:
    leader = _leader()
    found = beta(leader, 1.7 * leader + _noise(5))
    assert found is not None
    assert found.low95 < 1.7 < found.high95
    assert found.high95 - found.low95 < 0.5


def test_minutes_that_one_of_them_lacks_are_left_out() -> None:
    leader = _leader()
    follower = 2.0 * leader
    leader[100:200] = np.nan
    found = beta(leader, follower)
    assert found is not None
    assert found.minutes == 500
    assert found.value == pytest.approx(2)
    assert lead_lag(leader[90:210], follower[90:210]) is None
    assert beta(np.zeros(600), follower) is None


def test_shares_and_sizes() -> None:
    assert share_of(3.0, 4.0) == 0.75
    assert share_of(None, 4.0) is None
    assert share_of(0.0, 0.0) is None
    assert sizes(np.array([0.0, 9.0])) == pytest.approx([0, 1])
