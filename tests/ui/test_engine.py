"""The thread behind the window: calls in, answers out, an end in every state."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from tracker.domain.errors import TrackerError
from tracker.domain.giving_way import Way
from tracker.services.lane import Haste, Lane, Turn
from tracker.ui.engine import Engine


class Storage:
    """Runs a query on a thread of its own."""

    def __init__(self) -> None:
        self.lane = Lane("test-read")
        self.asked: list[Haste] = []

    def ask(self, query: Callable[[Any, Any], Any], haste: Haste) -> Future[Any]:
        self.asked.append(haste)
        return self.lane.put(Turn.USUAL, lambda: query("reader", "journal"))


class Collector:
    """An engine's work: opens, tells, runs until it is cancelled."""

    def __init__(self, on_update: Callable[[Any], None], error: Exception | None = None) -> None:
        self.storage = Storage()
        self.is_open = False
        self.ended = False
        self._on_update = on_update
        self._error = error

    async def run(self) -> None:
        self.is_open = True
        self._on_update(("opened", threading.current_thread().name))
        if self._error is not None:
            raise self._error
        try:
            await asyncio.Event().wait()
        finally:
            self.is_open = False
            self.ended = True

    async def echo(self, value: object) -> object:
        await asyncio.sleep(0)
        return value

    async def fail(self, error: BaseException) -> None:
        raise error


@pytest.fixture
def made() -> list[Collector]:
    return []


@pytest.fixture
def engine(made: list[Collector]) -> Iterator[Engine]:
    def make(on_update: Callable[[Any], None]) -> Any:
        made.append(Collector(on_update))
        return made[-1]

    engine = Engine(make)
    yield engine
    engine.stop()


def start(engine: Engine, qtbot: QtBot) -> None:
    engine.start()
    qtbot.waitUntil(lambda: engine.is_ready)


def test_what_the_engine_says_arrives_on_the_gui_thread(engine: Engine, qtbot: QtBot) -> None:
    heard: list[tuple[object, str]] = []
    engine.updated.connect(lambda one: heard.append((one, threading.current_thread().name)))
    start(engine, qtbot)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(("opened", "engine"), "MainThread")]


def test_a_call_in_is_run_there_and_answered_here(engine: Engine, qtbot: QtBot) -> None:
    start(engine, qtbot)
    got: list[tuple[object, str]] = []
    engine.submit(
        lambda one: one.echo(42),  # type: ignore[attr-defined]
        lambda value: got.append((value, threading.current_thread().name)),
    )
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(42, "MainThread")]


def test_a_call_without_interest_in_the_answer_is_run_too(
    engine: Engine, qtbot: QtBot, made: list[Collector]
) -> None:
    start(engine, qtbot)
    ran = threading.Event()

    async def work(_: object) -> None:
        ran.set()

    engine.submit(work)
    qtbot.waitUntil(ran.is_set)
    engine.submit(lambda one: one.fail(TrackerError("No.")))  # type: ignore[attr-defined]
    done: list[object] = []
    engine.submit(lambda one: one.echo(1), done.append)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(done))
    assert not made[0].ended


def test_a_query_runs_beside_and_its_answer_comes_here(
    engine: Engine, qtbot: QtBot, made: list[Collector]
) -> None:
    start(engine, qtbot)
    got: list[object] = []
    engine.ask(lambda reader, journal: (reader, journal), got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [("reader", "journal")]
    engine.ask(lambda *_: "first", got.append, haste=Haste.FIRST)
    qtbot.waitUntil(lambda: len(got) == 2)
    assert got[1] == "first"
    assert made[0].storage.asked == [Haste.USUAL, Haste.FIRST]


def test_what_was_asked_of_the_store_is_not_answered_once_the_engine_was_stopped(
    engine: Engine, qtbot: QtBot, made: list[Collector]
) -> None:
    start(engine, qtbot)
    got: list[object] = []
    begun, go_on = threading.Event(), threading.Event()

    def query(*_: object) -> str:
        begun.set()
        go_on.wait(10)
        return "late"

    engine.ask(query, got.append, got.append)
    assert begun.wait(10)
    engine.stop()
    go_on.set()
    made[0].storage.lane.shutdown(wait=True)
    engine.ask(query, got.append, got.append)
    QCoreApplication.processEvents()
    assert got == ["The engine does not run."]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (TrackerError("The disk is full."), "The disk is full."),
        (ValueError("oops"), "Tracker made a mistake; the log says more."),
    ],
)
def test_a_call_that_fails_says_so_in_a_sentence(
    engine: Engine, qtbot: QtBot, error: Exception, sentence: str
) -> None:
    start(engine, qtbot)
    said: list[str] = []
    engine.submit(lambda one: one.fail(error), failed=said.append)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(said))
    assert said == [sentence]


@pytest.mark.skipif(sys.platform == "win32", reason="loops that poll nothing ask nobody")
def test_the_engine_lets_a_frame_be_painted_first(
    engine: Engine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Way(600.0)  # whoever waits so long fails the test
    monkeypatch.setattr("tracker.ui.engine.WAY", way)
    start(engine, qtbot)
    was_run = threading.Event()

    async def run(_: object) -> None:
        was_run.set()

    with way:
        engine.submit(run)
        assert not was_run.wait(0.05)
    assert was_run.wait(20)


def test_an_answer_is_shown_before_other_threads_go_on(
    engine: Engine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Way()
    monkeypatch.setattr("tracker.ui.engine.WAY", way)
    start(engine, qtbot)
    free: list[bool] = []
    engine.submit(lambda it: it.echo(1), lambda _: free.append(way._free.is_set()))
    qtbot.waitUntil(lambda: len(free) == 1)
    assert free == [False]
    assert way._free.is_set()


def test_a_query_that_fails_says_so_too(engine: Engine, qtbot: QtBot) -> None:
    start(engine, qtbot)
    said: list[str] = []

    def query(_reader: object, _journal: object) -> None:
        raise TrackerError("The store cannot go on.")

    engine.ask(query, lambda _: None, said.append)
    qtbot.waitUntil(lambda: said == ["The store cannot go on."])


def test_before_the_start_a_call_is_refused_with_a_sentence(engine: Engine) -> None:
    said: list[str] = []
    engine.submit(lambda one: one.echo(1), failed=said.append)  # type: ignore[attr-defined]
    engine.submit(lambda one: one.echo(1))  # type: ignore[attr-defined]
    assert said == ["The engine does not run."]
    assert not engine.is_running
    assert not engine.is_ready


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (TrackerError("Another Tracker fills this cache."), "Another Tracker fills this cache."),
        (
            ZeroDivisionError("x"),
            "The engine ended by a mistake of Tracker; the log says more.",
        ),
    ],
)
def test_an_engine_that_ends_by_itself_says_why_once(
    qtbot: QtBot, error: Exception, sentence: str
) -> None:
    engine = Engine(lambda on_update: Collector(on_update, error))  # type: ignore[arg-type,return-value]
    with qtbot.waitSignal(engine.failed) as heard:
        engine.start()
    assert heard.args == [sentence]
    qtbot.waitUntil(lambda: not engine.is_running)
    assert not engine.is_ready
    engine.stop()


def test_stopping_ends_the_work_in_order_and_twice_is_fine(
    engine: Engine, qtbot: QtBot, made: list[Collector]
) -> None:
    start(engine, qtbot)
    engine.stop()
    assert made[0].ended
    assert not engine.is_running
    engine.stop()


def test_stopping_at_once_after_the_start_ends_too(engine: Engine, made: list[Collector]) -> None:
    began = time.monotonic()
    engine.start()
    engine.stop()
    assert time.monotonic() - began < 2
    assert not engine.is_running
    assert len(made) == 1


class Ending(threading.Thread):
    """A thread whose loop is over, and which is alive until it is waited for."""

    def __init__(self) -> None:
        self.release = threading.Event()
        super().__init__(target=self.release.wait)

    def join(self, timeout: float | None = None) -> None:
        self.release.set()
        super().join(timeout)


def test_a_call_into_a_loop_that_just_ended_falls(
    engine: Engine, qtbot: QtBot, made: list[Collector]
) -> None:
    start(engine, qtbot)
    engine.stop()
    # As if the end came between the look whether it runs and the call.
    engine._thread = ending = Ending()
    ending.start()
    made[0].is_open = True
    said: list[str] = []
    engine.submit(lambda one: one.echo(1), failed=said.append)  # type: ignore[attr-defined]
    engine.submit(lambda one: one.echo(1))  # type: ignore[attr-defined]
    assert said == ["The engine does not run."]
    engine.stop()
    assert not ending.is_alive()


def test_an_engine_that_does_not_end_is_left_behind_with_a_line_in_the_log(
    engine: Engine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tracker.ui.engine._STOP_S", 0.05)
    start(engine, qtbot)
    let_go = threading.Event()

    async def hang(_: object) -> None:
        let_go.wait(5)

    engine.submit(hang)
    thread = engine._thread
    assert thread is not None
    engine.stop()
    assert "did not end" in caplog.text
    let_go.set()
    thread.join(5)


def test_what_was_asked_when_the_engine_ended_is_not_answered(engine: Engine, qtbot: QtBot) -> None:
    start(engine, qtbot)
    got: list[object] = []
    begun = threading.Event()

    async def wait(_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    engine.submit(wait, got.append, got.append)
    qtbot.waitUntil(begun.is_set)
    engine.stop()
    assert got == []
