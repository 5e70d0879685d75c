"""One reading of a kind at a time, the newest wish next, the files where no engine runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tracker.domain.errors import TrackerError
from tracker.ui.reading import Reading, Stale
from ui.samples import FakeEngine


@pytest.fixture
def engine(qapp: object) -> FakeEngine:
    del qapp
    return FakeEngine()


@pytest.fixture
def said() -> list[str]:
    return []


def reading(
    engine: FakeEngine,
    said: list[str],
    cached: Callable[..., Any] = lambda query: query(None, None),
) -> Reading:
    return Reading(engine, cached, said.append)  # type: ignore[arg-type]


def test_an_answer_reaches_who_asked(engine: FakeEngine, said: list[str]) -> None:
    got: list[object] = []
    reading(engine, said).ask("chart", lambda r, j: (r, j), got.append)
    assert got == []
    asked = engine.asked[0]
    asked.then(asked.query("reader", "journal"))
    assert got == [("reader", "journal")]


def test_of_many_wishes_of_one_kind_only_the_newest_waits(
    engine: FakeEngine, said: list[str]
) -> None:
    one, got = reading(engine, said), []
    for number in range(50):
        one.ask("chart", lambda _r, _j, n=number: n, got.append)  # type: ignore[misc]
    one.ask("tape", lambda _r, _j: "tape", got.append)
    assert len(engine.asked) == 2
    for at in (0, 1, 2):
        asked = engine.asked[at]
        asked.then(asked.query(None, None))
    assert got == [0, "tape", 49]
    assert len(engine.asked) == 3


def test_a_failure_is_said_and_does_not_block_its_kind(engine: FakeEngine, said: list[str]) -> None:
    one, got = reading(engine, said), []
    one.ask("chart", lambda _r, _j: 1, got.append)
    engine.asked[0].failed("The store cannot go on.")  # type: ignore[misc]
    assert said == ["The store cannot go on."]
    one.ask("chart", lambda _r, _j: 2, got.append)
    engine.asked[1].then(2)
    assert got == [2]


def test_who_shows_it_says_itself_why_there_is_nothing(engine: FakeEngine, said: list[str]) -> None:
    one, here = reading(engine, said), list[str]()
    for _ in range(2):  # the second one waits for its turn
        one.ask("rules", lambda _r, _j: 1, lambda _: None, failed=here.append)
    for at in range(2):
        engine.asked[at].failed("The store cannot go on.")  # type: ignore[misc]
    assert (said, here) == ([], ["The store cannot go on."] * 2)
    engine.is_ready = False

    def broken(_query: object) -> object:
        raise TrackerError("The file cannot be read.")

    reading(engine, said, broken).ask("rules", lambda _r, _j: 1, print, failed=here.append)
    assert (said, here[2:]) == ([], ["The file cannot be read."])


def test_without_an_engine_the_files_are_read_on_the_spot(
    engine: FakeEngine, said: list[str]
) -> None:
    one, got = reading(engine, said, lambda query: query("file", None)), []
    one.ask("chart", lambda r, _j: r, got.append)
    engine.is_ready = False
    # What was asked of the engine that is gone holds nothing up.
    one.ask("chart", lambda r, _j: r, got.append)
    assert got == ["file"]
    assert said == []


def test_files_that_cannot_be_read_are_said(engine: FakeEngine, said: list[str]) -> None:
    def broken(_query: object) -> object:
        raise TrackerError("journal.db cannot be read: it is damaged.")

    engine.is_ready = False
    reading(engine, said, broken).ask("chart", lambda _r, _j: 1, lambda _: None)
    assert said == ["journal.db cannot be read: it is damaged."]


def test_a_view_is_due_once_in_a_while() -> None:
    stale = Stale()
    assert stale.is_due("flows", 60)
    assert not stale.is_due("flows", 60)
    assert stale.is_due("flows", 0)
    assert stale.is_due("assets", 60)
