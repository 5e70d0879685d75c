"""The thread that does what it is given in the order of its urgency."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from tracker.services.lane import Lane, Turn

PATIENCE_S = 20.0


@pytest.fixture
def lane() -> Iterator[Lane]:
    made = Lane("test", notices=True)
    yield made
    made.shutdown()


class Gate:
    """Keeps a lane at work until it is opened, so that what is put meanwhile waits together."""

    def __init__(self, lane: Lane) -> None:
        self._open = threading.Event()
        self._begun = threading.Event()
        self.done = lane.put(Turn.USUAL, self._wait)
        assert self._begun.wait(PATIENCE_S)

    def _wait(self) -> None:
        self._begun.set()
        assert self._open.wait(PATIENCE_S)

    def open(self) -> None:
        self._open.set()


def test_what_waits_is_done_by_turn_and_then_in_order(lane: Lane) -> None:
    done: list[str] = []
    gate = Gate(lane)
    names = {
        "later": Turn.LATER,
        "usual": Turn.USUAL,
        "last": Turn.LAST,
        "urgent": Turn.URGENT,
        "usual too": Turn.USUAL,
        "urgent too": Turn.URGENT,
    }
    waiting = [lane.put(turn, lambda name=name: done.append(name)) for name, turn in names.items()]
    gate.open()
    for one in waiting:
        one.result(PATIENCE_S)
    assert done == ["urgent", "urgent too", "usual", "usual too", "later", "last"]


def test_urgent_work_overtakes_what_was_held_back_for_it(lane: Lane) -> None:
    done: list[str] = []
    lane.put(Turn.URGENT, lambda: done.append("candle")).result(PATIENCE_S)
    later = lane.put(Turn.LATER, lambda: done.append("the past"))
    lane.put(Turn.URGENT, lambda: done.append("notice")).result(PATIENCE_S)
    later.result(PATIENCE_S)
    assert done == ["candle", "notice", "the past"]


def test_an_error_belongs_to_who_asked_and_the_lane_goes_on(lane: Lane) -> None:
    failed: Future[float] = lane.put(Turn.USUAL, lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        failed.result(PATIENCE_S)
    assert lane.put(Turn.USUAL, lambda: 7).result(PATIENCE_S) == 7


def test_what_was_called_off_is_not_done(lane: Lane) -> None:
    done: list[str] = []
    gate = Gate(lane)
    called_off = lane.put(Turn.USUAL, lambda: done.append("no"))
    kept = lane.put(Turn.USUAL, lambda: done.append("yes"))
    assert called_off.cancel()
    gate.open()
    kept.result(PATIENCE_S)
    assert done == ["yes"]


def test_what_was_taken_is_done_before_it_is_shut_down() -> None:
    lane = Lane("test", notices=True)
    done: list[Turn] = []
    gate = Gate(lane)
    for turn in (Turn.LAST, Turn.LATER, Turn.URGENT):
        lane.put(turn, lambda turn=turn: done.append(turn))
    gate.open()
    lane.shutdown()
    assert done == [Turn.URGENT, Turn.LATER, Turn.LAST]
    with pytest.raises(RuntimeError, match="shut down"):
        lane.put(Turn.URGENT, lambda: None)


def test_a_lane_that_was_never_used_can_be_shut_down() -> None:
    lane = Lane("test", notices=True)
    lane.shutdown()
    assert not any(one.name == "test" for one in threading.enumerate())


def test_threads_take_turns_faster_while_urgent_work_is_done(lane: Lane) -> None:
    before_s = sys.getswitchinterval()
    during_s = lane.put(Turn.URGENT, sys.getswitchinterval).result(PATIENCE_S)
    after_s = lane.put(Turn.USUAL, sys.getswitchinterval).result(PATIENCE_S)
    assert during_s < before_s
    assert after_s == pytest.approx(before_s)


def test_a_lane_that_ends_in_a_hurry_leaves_the_turns_of_threads_as_they_were() -> None:
    before_s = sys.getswitchinterval()
    lane = Lane("test", notices=True)
    assert lane.put(Turn.URGENT, sys.getswitchinterval).result(PATIENCE_S) < before_s
    lane.shutdown()
    assert sys.getswitchinterval() == pytest.approx(before_s)


def test_a_lane_without_notices_is_in_no_hurry() -> None:
    before_s = sys.getswitchinterval()
    lane = Lane("test")
    during_s = lane.put(Turn.URGENT, sys.getswitchinterval).result(PATIENCE_S)
    lane.shutdown()
    assert during_s == pytest.approx(before_s)


def test_two_lanes_in_a_hurry_leave_the_turns_of_threads_as_they_were(lane: Lane) -> None:
    before_s = sys.getswitchinterval()
    other = Lane("other", notices=True)
    first_s = lane.put(Turn.URGENT, sys.getswitchinterval).result(PATIENCE_S)
    assert other.put(Turn.URGENT, sys.getswitchinterval).result(PATIENCE_S) == first_s
    assert lane.put(Turn.USUAL, sys.getswitchinterval).result(PATIENCE_S) == first_s
    after_s = other.put(Turn.USUAL, sys.getswitchinterval).result(PATIENCE_S)
    assert after_s == pytest.approx(before_s)
    other.shutdown(wait=True)
