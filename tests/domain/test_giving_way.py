"""Other threads let the window paint, for a while, and not when something is urgent."""

from __future__ import annotations

import threading

import pytest

from tracker.domain.giving_way import Way
from tracker.services import lane as lanes
from tracker.services.lane import Lane, Turn

PATIENCE_S = 20.0
#: Whoever waits so long fails the test.
FOREVER_S = 600.0


def asking(way: Way) -> tuple[threading.Thread, threading.Event]:
    """A thread that asks for leave, and whether it has got it."""
    has_leave = threading.Event()

    def ask() -> None:
        way.give()
        has_leave.set()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    return thread, has_leave


def test_nobody_waits_where_nothing_is_painted() -> None:
    way = Way(FOREVER_S)
    way.give()
    with way:
        pass
    way.give()
    assert not way._urgent


def test_whoever_asks_while_a_frame_is_painted_waits_for_its_end() -> None:
    way = Way(FOREVER_S)
    with way:
        thread, has_leave = asking(way)
        with way:  # a frame within a frame
            pass
        assert not has_leave.wait(0.05)
    assert has_leave.wait(PATIENCE_S)
    thread.join(PATIENCE_S)


def test_a_frame_that_fails_is_over_too() -> None:
    way = Way(FOREVER_S)
    with pytest.raises(ZeroDivisionError), way:
        _ = 1 / 0
    _, has_leave = asking(way)
    assert has_leave.wait(PATIENCE_S)


def test_a_window_at_work_for_long_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    way = Way(0.01)
    with way:
        _, has_leave = asking(way)
        assert has_leave.wait(PATIENCE_S)
        way.give()
        with way:  # it paints while it asks somebody something
            monkeypatch.setattr(way, "_most_s", FOREVER_S)
            _, has_leave = asking(way)
            assert not has_leave.wait(0.05)
        assert has_leave.wait(PATIENCE_S)
        way.give()
    with way:
        _, has_leave = asking(way)
        assert not has_leave.wait(0.05)
    assert has_leave.wait(PATIENCE_S)


@pytest.fixture
def way(monkeypatch: pytest.MonkeyPatch) -> Way:
    made = Way(FOREVER_S)
    monkeypatch.setattr(lanes, "WAY", made)
    return made


def test_while_a_notice_is_on_its_way_nobody_waits_for_frames(way: Way) -> None:
    lane = Lane("test", notices=True)
    try:
        with way:
            assert lane.put(Turn.URGENT, way.give).result(PATIENCE_S) is None
            _, has_leave = asking(way)  # more of it follows
            assert has_leave.wait(PATIENCE_S)
            lane.put(Turn.USUAL, lambda: None).result(PATIENCE_S)
            _, has_leave = asking(way)
            assert not has_leave.wait(0.05)
        assert has_leave.wait(PATIENCE_S)
    finally:
        lane.shutdown()


def test_what_is_read_soon_waits_for_frames_as_all_else_does(way: Way) -> None:
    lane = Lane("test")
    try:
        with way:
            read = lane.put(Turn.URGENT, way.give)
            _, has_leave = asking(way)
            assert not has_leave.wait(0.05)
            assert not read.done()
        read.result(PATIENCE_S)
        assert has_leave.wait(PATIENCE_S)
    finally:
        lane.shutdown()
