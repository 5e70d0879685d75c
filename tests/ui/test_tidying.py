"""Garbage goes at calm moments alone, and what lives is not walked through again."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from tracker.ui.tidying import Tidier


class Knot:
    """Refers to itself, so that only a collection takes it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("qapp")
def test_around_the_end_of_a_minute_nothing_is_collected() -> None:
    now = [59.0]
    tidier = Tidier(now_s=lambda: now[0])
    tidier.start()
    gc.disable()
    knot = weakref.ref(Knot())
    for second in (59.0, 60.0, 63.0):
        now[0] = second
        tidier.tidy()
    assert knot() is not None
    now[0] = 75.0
    tidier.tidy()
    assert knot() is None
    assert tidier.rounds == 1


@pytest.mark.usefixtures("qapp")
def test_what_lives_is_laid_aside_and_found_when_it_dies() -> None:
    tidier = Tidier(now_s=lambda: 30.0)
    tidier.start()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    held = Knot()
    tidier.tidy()
    assert all(one is not held for one in gc.get_objects())
    seen = weakref.ref(held)
    del held
    tidier.tidy()
    assert seen() is not None  # aside until the next thorough round
    while tidier.rounds % 120:
        tidier.tidy()
    assert seen() is None
