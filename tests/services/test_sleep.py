"""What a machine did between two looks at its clocks: nothing, slept, or had its clock set."""

from __future__ import annotations

import asyncio

import pytest

from services.conftest import until
from tracker.services import sleep
from tracker.services.sleep import Clocks, Jump, jump_between, keep_awake

BEFORE = Clocks(1_000.0, 500.0, 500.0)


def after(wall_s: float, steady_s: float, awake_s: float | None = None) -> Clocks:
    awake_s = steady_s if awake_s is None else awake_s
    return Clocks(1_000.0 + wall_s, 500.0 + steady_s, 500.0 + awake_s)


@pytest.mark.parametrize(
    ("now", "jump"),
    [
        (after(2, 2), None),
        (after(2.5, 2), None),  # put right, as clocks are all day
        (after(7_202, 2, 7_202), Jump(slept_s=7_200.0)),
        (after(7_202, 7_202), Jump(slept_s=7_200.0)),  # a steady clock that runs on
        (after(-298, 2), Jump(set_s=-300.0)),
        (after(-7_000, 202, 202), Jump(slept_s=200.0)),  # slept, and set as well
    ],
)
def test_sleep_and_a_set_clock_are_told_apart(now: Clocks, jump: Jump | None) -> None:
    assert jump_between(BEFORE, now) == jump


@pytest.mark.parametrize(("knows", "jump"), [(True, Jump(set_s=300.0)), (False, Jump(300.0))])
def test_without_a_clock_that_runs_through_sleep_ahead_means_slept(
    monkeypatch: pytest.MonkeyPatch, knows: bool, jump: Jump
) -> None:
    monkeypatch.setattr(sleep.time, "CLOCK_BOOTTIME", 7, raising=False)
    if not knows:
        monkeypatch.delattr(sleep.time, "CLOCK_BOOTTIME")
    assert jump_between(BEFORE, after(302, 2)) == jump


def test_it_is_said_in_one_line() -> None:
    assert Jump(slept_s=45).sentence == ("The machine slept for 45 s; what was missed is fetched.")
    assert Jump(slept_s=7_810).sentence.startswith("The machine slept for 2 h 10 min;")
    assert Jump(slept_s=7_200).sentence.startswith("The machine slept for 2 h;")
    assert Jump(set_s=-720).sentence == (
        "The clock of this machine was set back by 12 min; everything is asked anew."
    )
    assert "set forward by 12 min" in Jump(set_s=720).sentence


async def test_each_jump_is_told_once() -> None:
    looks = iter([after(0, 0), after(2, 2), after(3_602, 4, 3_604)])
    last = after(3_604, 6, 3_606)
    told: list[Jump] = []
    task = asyncio.create_task(keep_awake(told.append, lambda: next(looks, last), look_s=0.001))
    await until(lambda: told)
    for _ in range(20):
        await asyncio.sleep(0.001)
    task.cancel()
    assert told == [Jump(slept_s=3_600.0)]
