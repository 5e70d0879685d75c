"""Budgets: never more than burst plus rate times time. Pauses: kept, and the longer one wins."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.sources.base import Budget
from tracker.sources.budget import Limiter, Pause, Pauses

ASKED = st.lists(
    st.tuples(
        st.floats(0, 5, allow_nan=False),  # seconds since the question before
        st.sampled_from([0.5, 1.0, 2.0, 5.0, 10.0, 40.0]),
    ),
    min_size=1,
    max_size=60,
)


def sent_at(budget: Budget, asked: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """When each question may be sent, and its weight."""
    limiter, now_s, sent = Limiter(), 1_000.0, []
    for pause_s, weight in asked:
        now_s += pause_s
        sent.append((now_s + limiter.reserve("venue", "b", budget, weight, now_s), weight))
    return sent


@given(
    asked=ASKED,
    per_s=st.sampled_from([0.04, 0.5, 1.0, 4.0, 16.0]),
    burst=st.sampled_from([1.0, 5.0, 20.0, 100.0]),
)
def test_in_no_stretch_of_time_is_more_sent_than_burst_plus_rate_times_time(
    asked: list[tuple[float, float]], per_s: float, burst: float
) -> None:
    sent = sent_at(Budget(per_s, burst), asked)
    times = [at for at, _ in sent]
    assert times == sorted(times)
    # One question that weighs more than the burst is sent alone, once it is paid for.
    most = max(burst, *(weight for _, weight in sent))
    for first, last in itertools.combinations_with_replacement(range(len(sent)), 2):
        weight = sum(one for _, one in sent[first : last + 1])
        allowed = most + per_s * (sent[last][0] - sent[first][0])
        assert weight <= allowed * (1 + 1e-9) + 1e-6


@given(asked=ASKED)
def test_what_stays_within_the_budget_never_waits(asked: list[tuple[float, float]]) -> None:
    now_s, limiter = 0.0, Limiter()
    for pause_s, weight in asked:
        now_s += pause_s + weight / 10
        assert limiter.reserve("venue", "b", Budget(10, 40), weight, now_s) <= 1e-9


def test_who_comes_later_waits_longer() -> None:
    waits = [at for at, _ in sent_at(Budget(2.0, 1.0), [(0.0, 1.0)] * 5)]
    assert [at - 1_000 for at in waits] == pytest.approx([0.0, 0.5, 1.0, 1.5, 2.0])


def test_an_idle_budget_saves_up_no_more_than_its_burst() -> None:
    limiter, budget = Limiter(), Budget(1.0, 3.0)
    assert limiter.reserve("v", "b", budget, 3, 0.0) == 0
    waits = [limiter.reserve("v", "b", budget, 1, 3_600.0) for _ in range(5)]
    assert waits == pytest.approx([0, 0, 0, 1, 2])


def test_a_clock_that_runs_backwards_gives_nothing_away() -> None:
    limiter, budget = Limiter(), Budget(1.0, 1.0)
    assert limiter.reserve("v", "b", budget, 1, 100.0) == 0
    assert limiter.reserve("v", "b", budget, 1, 50.0) == pytest.approx(1.0)


def test_venues_and_endpoint_groups_do_not_share_their_budgets() -> None:
    limiter, budget = Limiter(), Budget(0.1, 1.0)
    assert limiter.reserve("a", "x", budget, 1, 0.0) == 0
    assert limiter.reserve("a", "y", budget, 1, 0.0) == 0
    assert limiter.reserve("b", "x", budget, 1, 0.0) == 0
    assert limiter.reserve("a", "x", budget, 1, 0.0) == pytest.approx(10)


def test_what_has_no_declared_budget_is_not_limited() -> None:
    limiter = Limiter()
    assert [limiter.reserve("a", "x", None, 1_000, 0.0) for _ in range(3)] == [0, 0, 0]


# --- pauses ------------------------------------------------------------------------------------


def test_a_pause_holds_until_its_moment_and_for_its_host_only() -> None:
    pauses = Pauses()
    pauses.set(Pause("a", 1_000, "It asks to wait."))
    assert pauses.of("a", 999) == Pause("a", 1_000, "It asks to wait.")
    assert pauses.of("a", 1_000) is None
    assert pauses.of("b", 0) is None


@given(st.permutations([100, 200, 300, 400]))
def test_the_longer_pause_wins_whatever_came_first(ends: list[int]) -> None:
    pauses = Pauses()
    for end in ends:
        pauses.set(Pause("a", end, f"until {end}"))
    assert pauses.of("a", 0) == Pause("a", 400, "until 400")


def test_a_pause_that_is_longer_is_told_and_a_shorter_one_is_not() -> None:
    told: list[Pause] = []
    pauses = Pauses([Pause("a", 500, "known")], told.append)
    assert pauses.of("a", 0) == Pause("a", 500, "known")
    pauses.set(Pause("a", 400, "shorter"))
    pauses.set(Pause("a", 500, "as long"))
    assert told == []
    pauses.set(Pause("a", 600, "longer"))
    assert told == [Pause("a", 600, "longer")]


def test_a_refusal_of_the_region_is_not_kept_for_the_next_session() -> None:
    told: list[Pause] = []
    pauses = Pauses(on_change=told.append)
    pauses.set(Pause("a", 500, "not here", refused=True))
    assert pauses.of("a", 0) is not None
    assert told == []


def test_a_longer_ban_is_kept_although_the_host_also_refuses_the_region() -> None:
    told: list[Pause] = []
    pauses = Pauses(on_change=told.append)
    pauses.set(Pause("a", 500, "not here", refused=True))
    pauses.set(Pause("a", 900, "banned"))
    pauses.set(Pause("a", 700, "not here", refused=True))
    assert pauses.of("a", 600) == Pause("a", 900, "banned")
    assert told == [Pause("a", 900, "banned")]


def test_the_fullest_budget_of_a_venue_speaks_for_it() -> None:
    limiter = Limiter()
    assert limiter.used("alpha", 0.0) is None
    limiter.reserve("alpha", "slow", Budget(per_s=1.0, burst=10.0), 4.0, 0.0)
    limiter.reserve("alpha", "fast", Budget(per_s=10.0, burst=100.0), 10.0, 0.0)
    limiter.reserve("beta", "slow", Budget(per_s=1.0, burst=10.0), 30.0, 0.0)
    assert limiter.used("alpha", 0.0) == pytest.approx(0.4)
    assert limiter.used("alpha", 2.0) == pytest.approx(0.2)
    assert limiter.used("alpha", 60.0) == 0
    # More was promised than there is: requests wait, and it is full.
    assert limiter.used("beta", 0.0) == 1
