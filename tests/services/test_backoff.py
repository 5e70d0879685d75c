"""When to try again: counted from attempt to attempt, sooner in the first ten minutes."""

from __future__ import annotations

import itertools

import pytest

from tracker.services.backoff import Backoff
from tracker.sources.errors import (
    BadAnswer,
    Blocked,
    HostPaused,
    RateLimited,
    Refused,
    SourceError,
    Unreachable,
)

DOWN = Unreachable("It cannot be reached.")


def test_the_first_ten_minutes_it_is_tried_every_ten_seconds_then_every_minute() -> None:
    backoff = Backoff()
    attempts = [0.0]
    while attempts[-1] < 1_000:
        # Each attempt takes two seconds to fail.
        failed_s = attempts[-1] + 2
        attempts.append(failed_s + backoff.failed(DOWN, attempts[-1], failed_s))
    gaps = {at: later - at for at, later in itertools.pairwise(attempts)}
    assert {gap for at, gap in gaps.items() if at < 600} == {10.0}
    assert {gap for at, gap in gaps.items() if at >= 600} == {60.0}


def test_an_attempt_that_took_longer_than_the_pause_is_repeated_almost_at_once() -> None:
    backoff = Backoff()
    assert backoff.failed(DOWN, attempted_s=0.0, now_s=9.0) == 1.0
    # A connection that lived for an hour and broke.
    assert Backoff().failed(DOWN, attempted_s=0.0, now_s=3_600.0) == 0.5


def test_an_outage_after_a_success_begins_anew() -> None:
    backoff = Backoff()
    backoff.failed(DOWN, 0.0, 0.0)
    assert backoff.failed(DOWN, 700.0, 700.0) == 60.0
    backoff.succeeded()
    assert backoff.failed(DOWN, 701.0, 701.0) == 10.0


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (RateLimited("It asks to wait.", retry_after_s=7.0), 7.05),
        (HostPaused("It asks to wait.", retry_after_s=0.2), 0.25),
        (Blocked("Not here."), 86_400.0),
        (Refused("Unknown symbol."), 300.0),
        (BadAnswer("A web page."), 10.0),
        (SourceError("Something."), 10.0),
    ],
)
def test_each_kind_of_failure_has_its_own_pause(error: SourceError, seconds: float) -> None:
    assert Backoff().failed(error, 100.0, 100.0) == pytest.approx(seconds)
