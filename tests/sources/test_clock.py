"""The one source of "now"."""

from __future__ import annotations

import asyncio
import time

import pytest

from tracker.sources import clock as clock_module
from tracker.sources.clock import ScaledClock, WallClock, header_ms

START_MS = 1_765_000_000_000


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The steady clock under the scaled one; the test turns its only hand."""
    hand = [100.0]

    class Time:
        monotonic = staticmethod(lambda: hand[0])
        time_ns = staticmethod(time.time_ns)

    monkeypatch.setattr(clock_module, "time", Time)
    return hand


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    seconds: list[float] = []

    async def sleep(for_s: float) -> None:
        seconds.append(for_s)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return seconds


def test_the_wall_clock_tells_utc_milliseconds() -> None:
    before = int(time.time() * 1_000)
    now_ms = WallClock().now_ms()
    assert before <= now_ms <= int(time.time() * 1_000) + 1


async def test_the_wall_clock_sleeps_real_seconds(slept: list[float]) -> None:
    await WallClock().sleep(1.5)
    assert slept == [1.5]


@pytest.mark.parametrize("speed", [1.0, 60.0, 0.5])
def test_a_scaled_clock_starts_where_it_was_told_and_runs_at_its_speed(
    steady: list[float], speed: float
) -> None:
    clock = ScaledClock(START_MS, speed)
    assert clock.now_ms() == START_MS
    steady[0] += 2
    assert clock.now_ms() == START_MS + int(2_000 * speed)


async def test_a_scaled_clock_sleeps_its_own_seconds(slept: list[float]) -> None:
    await ScaledClock(START_MS, 60.0).sleep(30)
    assert slept == [0.5]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"date": "Thu, 12 Feb 2026 09:30:15 GMT"}, 1_770_888_615_500),
        ({"date": "Thu, 12 Feb 2026 09:30:15 GMT", "age": "0"}, 1_770_888_615_500),
        ({"date": "Thu, 12 Feb 2026 09:30:15 GMT", "age": "12"}, None),
        ({"date": "yesterday"}, None),
        ({"date": "Thu, 99 Feb 2026 09:30:15 GMT"}, None),
        ({}, None),
    ],
)
def test_a_server_says_when_it_answered(headers: dict[str, str], expected: int | None) -> None:
    assert header_ms(headers) == expected
