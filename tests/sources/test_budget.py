"""Budgets: never more than burst plus rate times time, less where the server says so, kept over restarts.

Pauses: kept, and the longer one wins.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.sources.base import Budget
from tracker.sources.budget import Bucket, Limiter, Pause, Pauses, Spent
from tracker.sources.limits import Gauge, Limit

ASKED = st.lists(
    st.tuples(
        st.floats(0, 5, allow_nan=False),  # seconds since the question before
        st.sampled_from([0.5, 1.0, 2.0, 5.0, 10.0, 40.0]),
    ),
    min_size=1,
    max_size=60,
)


def limiter_of(budget: Budget) -> Bucket:
    return Limiter().of("host", "b", budget, 0.0, 0)


def send(bucket: Bucket, weight: float, now_s: float) -> float:
    """Wait as the wire does, and send; when that is."""
    while (wait_s := bucket.wait(weight, now_s)) > 0:
        now_s += wait_s
    bucket.take(weight, now_s)
    return now_s


def sent_at(budget: Budget, asked: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """When each question is sent, and its weight; who asks waits for those who asked before."""
    bucket, now_s, sent_s, sent = limiter_of(budget), 1_000.0, 0.0, []
    for pause_s, weight in asked:
        now_s += pause_s
        sent_s = send(bucket, weight, max(now_s, sent_s))
        sent.append((sent_s, weight))
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
    # One question that weighs more than the burst is sent alone, once the budget is full.
    most = max(burst, *(weight for _, weight in sent))
    for first, last in itertools.combinations_with_replacement(range(len(sent)), 2):
        weight = sum(one for _, one in sent[first : last + 1])
        allowed = most + per_s * (sent[last][0] - sent[first][0])
        assert weight <= allowed * (1 + 1e-9) + 1e-6


@given(asked=ASKED)
def test_what_stays_within_the_budget_never_waits(asked: list[tuple[float, float]]) -> None:
    now_s, bucket = 0.0, limiter_of(Budget(10, 40))
    for pause_s, weight in asked:
        now_s += pause_s + weight / 10
        assert bucket.wait(weight, now_s) <= 1e-9
        bucket.take(weight, now_s)


def test_who_comes_later_waits_longer() -> None:
    waits = [at for at, _ in sent_at(Budget(2.0, 1.0), [(0.0, 1.0)] * 5)]
    assert [at - 1_000 for at in waits] == pytest.approx([0.0, 0.5, 1.0, 1.5, 2.0])


def test_an_idle_budget_saves_up_no_more_than_its_burst() -> None:
    bucket = limiter_of(Budget(1.0, 3.0))
    assert send(bucket, 3, 0.0) == 0
    now_s, waits = 3_600.0, []
    for _ in range(5):
        now_s = send(bucket, 1, now_s)
        waits.append(now_s - 3_600)
    assert waits == pytest.approx([0, 0, 0, 1, 2])


def test_a_clock_that_runs_backwards_gives_nothing_away() -> None:
    bucket = limiter_of(Budget(1.0, 1.0))
    assert send(bucket, 1, 100.0) == 100
    assert bucket.wait(1, 50.0) == pytest.approx(1.0)


def test_hosts_and_endpoint_groups_do_not_share_their_budgets() -> None:
    limiter, budget = Limiter(), Budget(0.1, 1.0)
    for host, name in (("a", "x"), ("a", "y"), ("b", "x")):
        assert send(limiter.of(host, name, budget, 0.0, 0), 1, 0.0) == 0
    assert limiter.of("a", "x", budget, 0.0, 0).wait(1, 0.0) == pytest.approx(10)


def test_the_fullest_budget_of_a_host_speaks_for_it() -> None:
    limiter = Limiter()
    assert limiter.used("alpha", 0.0) is None
    limiter.of("alpha", "slow", Budget(per_s=1.0, burst=10.0), 0.0, 0).take(4.0, 0.0)
    limiter.of("alpha", "fast", Budget(per_s=10.0, burst=100.0), 0.0, 0).take(10.0, 0.0)
    limiter.of("beta", "slow", Budget(per_s=1.0, burst=10.0), 0.0, 0).take(30.0, 0.0)
    assert limiter.used("alpha", 0.0) == pytest.approx(0.4)
    assert limiter.used("alpha", 2.0) == pytest.approx(0.2)
    assert limiter.used("alpha", 60.0) == 0
    # More was sent than there is: requests wait, and it is full.
    assert limiter.used("beta", 0.0) == 1


# --- what servers count ------------------------------------------------------------------------

COUNTED = Budget(12, 240, Limit(2_400, 60), Gauge(used="x-used", resets="x-resets"))


def told(used: float, **more: str) -> tuple[Limiter, Bucket]:
    """A limiter that was told at 0 s, which is 1 000 000 000 000 ms, how much is used."""
    limiter = Limiter()
    bucket = limiter.of("host", "b", COUNTED, 0.0, 10**12)
    limiter.read("host", "b", {"x-used": f"{used:g}", **more}, 0.0, 10**12)
    return limiter, bucket


def most_in(bucket: Bucket, seconds: float) -> int:
    """How many questions of weight 1 are sent in so many seconds by somebody who never stops."""
    now_s, count = 0.0, 0
    while (now_s := send(bucket, 1, now_s)) < seconds:
        count += 1
    return count


def test_what_we_may_use_alone_slows_nothing() -> None:
    _, free = told(0.4 * 2_400)
    assert most_in(free, 60) == pytest.approx(960, abs=2)


@pytest.mark.parametrize(("used", "most"), [(0.7, 480), (0.9, 160), (0.99, 16), (1.0, 0)])
def test_what_others_use_slows_us_in_step_with_what_is_left(used: float, most: int) -> None:
    _, bucket = told(used * 2_400)
    sent = most_in(bucket, 60)
    assert sent == pytest.approx(most, abs=2)
    assert sent <= (1 - used) * 2_400 + 1


def test_the_pace_returns_when_the_server_counts_anew() -> None:
    _, bucket = told(2_400, **{"x-resets": f"{10**9 + 20}"})
    assert send(bucket, 1, 0.0) == pytest.approx(20 + 1 / 12)
    assert bucket.wait(100, 40.0) == 0
    _, bucket = told(2_400)
    assert send(bucket, 1, 0.0) == pytest.approx(60 + 1 / 12)


@pytest.mark.parametrize("resets", ["0", "-5", "soon", "99999999999", f"{10**9 - 1}", "nan", "inf"])
def test_a_moment_that_cannot_be_is_not_believed(resets: str) -> None:
    _, bucket = told(2_400, **{"x-resets": resets})
    assert send(bucket, 1, 0.0) == pytest.approx(60 + 1 / 12)


def test_a_newer_answer_replaces_an_older_one() -> None:
    limiter, bucket = told(2_400)
    limiter.read("host", "b", {"x-used": "100"}, 5.0, 10**12)
    assert bucket.wait(1, 6.0) == 0


def test_a_slowed_budget_refills_by_both_paces() -> None:
    _, bucket = told(0.9 * 2_400)  # a sixth is left: bursts of 40, 2 a second
    bucket.take(40, 0.0)
    assert bucket.wait(10, 0.0) == pytest.approx(5)
    assert bucket.used(59.0) == pytest.approx(1 - 40 / 240)
    # One second more of the slow pace, which adds nothing to a full bucket, then five of the other.
    assert bucket.used(65.0) == pytest.approx(1 - (40 + 2 + 60) / 240)
    assert bucket.wait(240, 200.0) == 0


def test_an_answer_without_the_header_says_nothing() -> None:
    limiter = Limiter()
    bucket = limiter.of("host", "b", COUNTED, 0.0, 0)
    for headers in ({}, {"x-used": ""}, {"x-used": "many"}, {"x-used": "-1"}, {"x-used": "nan"}):
        limiter.read("host", "b", headers, 0.0, 0)
    limiter.read("host", "unknown", {"x-used": "2400"}, 0.0, 0)
    assert bucket.pace == 1


# --- restarts ----------------------------------------------------------------------------------


def test_a_restart_does_not_refill_a_budget() -> None:
    budget = Budget(1.0, 10.0)
    before = Limiter()
    before.of("host", "b", budget, 500.0, 0).take(8, 500.0)
    kept = before.spent(502.0, 1_000_000)
    assert kept == [Spent("host", "b", 6.0, 1_000_000)]
    # Three seconds later, by the wall clock, another process begins; its steady clock is another.
    after = Limiter(kept).of("host", "b", budget, 7.0, 1_003_000)
    assert after.wait(7, 7.0) == 0
    assert after.wait(10, 7.0) == pytest.approx(3)
    assert Limiter(kept).of("host", "b", budget, 7.0, 9_000_000).wait(10, 7.0) == 0


def test_a_wall_clock_that_was_set_back_gives_nothing_away() -> None:
    kept = [Spent("host", "b", 6.0, 1_000_000)]
    after = Limiter(kept).of("host", "b", Budget(1.0, 10.0), 0.0, 10)
    assert after.wait(10, 0.0) == pytest.approx(6)


def test_only_what_changed_is_written_down_and_a_full_budget_once() -> None:
    limiter = Limiter()
    bucket = limiter.of("host", "b", Budget(1.0, 10.0), 0.0, 0)
    assert limiter.spent(0.0, 0) == []
    bucket.take(1, 0.0)
    assert [one.used for one in limiter.spent(0.5, 500)] == [0.5]
    assert [one.used for one in limiter.spent(5.0, 5_000)] == [0.0]
    assert limiter.spent(6.0, 6_000) == []


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
