"""Qt without a screen, the window over the loopback exchange, and nothing left behind."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# A screen of an ordinary size; that of the offscreen platform is smaller than the window may be.
if os.environ.setdefault("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = (
        f"offscreen:configfile={Path(__file__).with_name('screen.json')}"
    )

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from loopback import Exchange
from loopback.venues import Market, serve_venues
from tracker.app import App, Options
from tracker.commands.window import Session, WindowRun
from tracker.sources.base import Source
from tracker.store.paths import Home
from tracker.ui.layout import Layout
from tracker.ui.theme import font
from ui.bench import Bench, MakeBench

#: Threads that only a running window has.
_OURS = ("engine", "store", "notify", "loopback", "picture")


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
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, QTimer) and shiboken6.isValid(one) and one.isActive()
    ]


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
    left = [timer.parent() for timer in _timers()]
    for timer in _timers():
        timer.stop()
    assert not left, f"the test left a timer running: {left}"


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with Exchange() as running:
        yield running


@pytest.fixture
def market(exchange: Exchange) -> Market:
    return serve_venues(exchange)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.under(tmp_path / "home")


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


MakeApp = Callable[..., App]
MakeSession = Callable[..., Session]


@pytest.fixture
def make_app(exchange: Exchange, home: Home) -> MakeApp:
    """The program over the real sources behind the gateway."""

    def make(
        assets: tuple[str, ...] = ("BTC", "ETH"),
        venues: tuple[str, ...] | None = ("binance-spot",),
        **options: object,
    ) -> App:
        app = App(Options(gateway=exchange.url, assets=assets, **options), home)  # type: ignore[arg-type]
        if venues is not None and not app.simulated:
            app.__dict__["sources"] = [Source.registry[venue]() for venue in venues]
        return app

    return make


@pytest.fixture
def make_session(qapp: QApplication, qtbot: QtBot, make_app: MakeApp) -> Iterator[MakeSession]:
    """Opens the window as the command does; a second one closes the first."""
    opened: list[Session] = []

    def close() -> None:
        while opened:
            session = opened.pop()
            session.window.leave()
            session.close()
            dispose(session)

    def make(app: App | None = None, run: WindowRun | None = None) -> Session:
        close()
        app = app or make_app()
        app.begin()
        qapp.setFont(font())
        qapp.setStyle("Fusion")
        session = Session(app, run or WindowRun(), qapp)
        opened.append(session)
        session.open()
        if not (run and run.minimized):
            qtbot.waitExposed(session.window)
        return session

    yield make
    close()


def dispose(session: Session) -> None:
    """Delete what lives as long as the process otherwise."""
    for part in (session.window, session.desk, session.engine, session.notifier, session.tray):
        part.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
