"""A window that is up and painted, and nothing left behind."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.ui.layout import Layout
from tracker.ui.theme import font
from ui.bench import Bench, MakeBench

#: Threads that only a running window has.
_OURS = ("engine", "store", "notify", "loopback", "picture", "export")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            # The offscreen platform says so of every window.
            item.add_marker(
                pytest.mark.qt_log_ignore("This plugin does not support (propagateSizeHints|raise)")
            )


def _threads() -> set[str]:
    return {one.name for one in threading.enumerate() if one.name.startswith(_OURS)}


def _timers() -> list[QTimer]:
    # By type(): isinstance() would follow a weak proxy, to an object that may be gone.
    timers = [one for one in gc.get_objects() if issubclass(type(one), QTimer)]
    return [one for one in timers if shiboken6.isValid(one) and one.isActive()]


@pytest.fixture(scope="session", autouse=True)
def settled() -> None:
    """Sets aside what the tests before these have left, among which no timer of ours can be.

    After thousands of tests there are a million objects; to look through them takes a second.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a thread of ours or a running timer."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    deadline = time.monotonic() + 3
    while _threads() and time.monotonic() < deadline:
        qapp.processEvents()
    assert not _threads(), "the test left a thread of the engine behind"
    if _timers():
        gc.collect()
        timers = _timers()
        left = [timer.parent() for timer in timers]
        for timer in timers:
            timer.stop()
        assert not left, f"the test left a timer running: {left}"


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
        bench.window.leave()
        bench.window.deleteLater()


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench()
