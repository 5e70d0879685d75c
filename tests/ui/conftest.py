"""A window that is up and painted, and nothing left behind."""

from __future__ import annotations

import gc
import itertools
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tracker.domain.translating import use_translator
from tracker.store.paths import bundled
from tracker.ui.language import speak
from tracker.ui.layout import Layout
from tracker.ui.theme import font
from ui.bench import Bench, MakeBench

#: Threads that only a running window has.
_OURS = ("engine", "store", "notify", "loopback", "picture", "export")
#: After so many tests what they have left is set aside.
_SET_ASIDE_AFTER = 20

_over = itertools.count(1)
#: Timers among what was set aside.
_aside: weakref.WeakSet[QTimer] = weakref.WeakSet()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            # The offscreen platform says so of every window.
            item.add_marker(
                pytest.mark.qt_log_ignore(
                    "This plugin does not support (propagateSizeHints|raise|grabbing)"
                )
            )


def _threads() -> set[str]:
    return {one.name for one in threading.enumerate() if one.name.startswith(_OURS)}


def _fresh() -> list[QTimer]:
    """Timers that were not set aside yet."""
    # By type(): isinstance() would follow a weak proxy, to an object that may be gone. Nothing here
    # is done in Python for each object, of which there are many.
    objects = gc.get_objects()
    kinds = {QTimer, *QTimer.__subclasses__()}
    timers = itertools.compress(objects, map(kinds.__contains__, map(type, objects)))
    return [one for one in timers if shiboken6.isValid(one)]


def _timers() -> list[QTimer]:
    """Those that run."""
    known = [one for one in _aside if shiboken6.isValid(one)]
    return [one for one in (*_fresh(), *known) if one.isActive()]


def _set_aside() -> None:
    """Look no more at what the tests so far have left, but at its timers.

    After thousands of tests there are a million objects; to look through them takes a second.
    """
    gc.collect()
    for one in _fresh():
        _aside.add(one)
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def settled() -> None:
    """Sets aside what the tests before these have left."""
    _set_aside()


def _let_go() -> None:
    """Release the mouse, which QTest holds after a double click, and which Alt would wait for."""
    if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
        somewhere = QWidget()
        somewhere.show()
        QTest.mouseRelease(somewhere, Qt.MouseButton.LeftButton)
        somewhere.close()


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a thread of ours or a running timer."""
    yield
    _let_go()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    deadline = time.monotonic() + 3
    while _threads() and time.monotonic() < deadline:
        qapp.processEvents()
    assert not _threads(), "the test left a thread of the engine behind"
    if _timers():
        gc.collect()
        timers = _timers()
        left = [(timer.parent(), timer.interval(), timer.isSingleShot()) for timer in timers]
        for timer in timers:
            timer.stop()
        assert not left, f"the test left a timer running: {left}"
    if next(_over) % _SET_ASIDE_AFTER == 0:
        _set_aside()


@pytest.fixture
def make_bench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MakeBench]:
    """A window that is up and painted, with all that may arrive or (`fill=False`) with nothing."""
    qapp.setStyle("Fusion")
    qapp.setFont(font())
    made: list[Bench] = []

    def make(
        layout: Layout | None = None,
        *,
        size: tuple[int, int] | None = None,
        fill: bool = True,
        **more: Any,
    ) -> Bench:
        bench = Bench(tmp_path, layout or Layout(), **more)
        made.append(bench)
        if size is not None:
            bench.window.resize(*size)
        if fill:
            bench.fill()
        bench.window.show()
        bench.window.activateWindow()
        qtbot.waitExposed(bench.window)
        if fill:
            qtbot.waitUntil(lambda: not bench.window.chart.canvas.pending)
        bench.engine.is_ready = True
        return bench

    yield make
    for bench in made:
        bench.window.end()
        bench.window.deleteLater()


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench()


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """All that is made in the test speaks German."""
    before = set(qapp.findChildren(QTranslator))
    assert speak(qapp, "de", bundled("resources") / "translations") == "de"
    yield
    use_translator(None)
    for one in set(qapp.findChildren(QTranslator)) - before:
        QCoreApplication.removeTranslator(one)
        one.deleteLater()
