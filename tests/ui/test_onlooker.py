"""A window beside another process's engine: what it reads, when not, and when it goes on by itself."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.domain.errors import TrackerError
from tracker.store.market_reader import EngineState
from tracker.ui.onlooker import Onlooker
from ui.bench import Bench
from ui.samples import health

ENGINE = EngineState(pid=1, started_ms=0, beat_ms=0, stopped_ms=None)


class Other:
    """The other engine, and the store it fills."""

    def __init__(self, bench: Bench) -> None:
        bench.engine.is_ready = bench.engine.is_running = False
        self.desk = bench.desk
        self.runs, self.broken, self.freed = True, False, 0
        self.read: list[str] = []
        bench.desk.load_chart = lambda: self.read.append("chart")  # type: ignore[method-assign]
        bench.desk.load_panels = lambda: self.read.append("panels")  # type: ignore[method-assign]
        self.onlooker = Onlooker(bench.desk, self.cached, lambda _: self.runs, self.end)

    def cached(self, _query: Any) -> Any:
        if self.broken:
            raise TrackerError("It is locked.")
        return ENGINE, [health("spot")]

    def end(self) -> None:
        self.freed += 1


@pytest.fixture
def other(bench: Bench) -> Other:
    return Other(bench)


def test_the_chart_is_read_at_each_look_and_the_panels_at_each_third(other: Other) -> None:
    told: list[object] = []
    other.desk.health_grown.connect(told.append)
    for _ in range(4):
        other.onlooker.look()
    assert other.read == ["chart", "panels", "chart", "chart", "chart", "panels"]
    assert told == [[health("spot")]] * 2


def test_what_nobody_sees_is_not_read(other: Other) -> None:
    other.desk.set_on_screen(False)
    other.onlooker.look()
    assert other.read == []


def test_a_store_that_cannot_be_read_now_is_read_later(other: Other) -> None:
    other.broken = True
    other.onlooker.start()
    assert (other.read, other.freed) == ([], 0)
    other.broken = False
    other.onlooker.look()
    assert other.read == ["chart", "panels"]
    other.onlooker.stop()


def test_the_end_of_the_other_is_told_once(other: Other) -> None:
    other.onlooker.start()
    other.runs = False
    other.onlooker.look()
    assert other.freed == 1
    assert not other.onlooker._timer.isActive()


def test_a_change_of_the_watchlist_says_when_it_will_be_asked_about(
    other: Other, bench: Bench
) -> None:
    said: list[str] = []
    other.desk.said.connect(said.append)
    bench.window.watching.add("PEPE")
    assert other.desk.assets[-1] == "PEPE"
    assert "This is asked about once this window runs the engine." in said
    assert bench.engine.submitted == []
