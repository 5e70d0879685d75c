"""`tracker`: the window, the tray icon and the engine behind them."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from tracker import __version__
from tracker.app import App
from tracker.domain.errors import TrackerError
from tracker.services.update import Update
from tracker.sources.clock import WallClock
from tracker.store.database import SqlError, explained
from tracker.store.journal import Journal
from tracker.store.market_reader import EngineState
from tracker.ui.chart_keeping import CHARTS_KEEPSAKE, KeptCharts, pack_charts, unpack_charts
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice
from tracker.ui.charts.style import ChartStyle, pack_style, unpack_style
from tracker.ui.chosen import NAME as CHOSEN
from tracker.ui.chosen import pack_chosen
from tracker.ui.desk import Desk
from tracker.ui.door import Call, Door, WindowRuns
from tracker.ui.engine import Engine
from tracker.ui.layout import Layout, pack_layout, unpack_layout
from tracker.ui.main_window import MainWindow, WindowParts
from tracker.ui.market_state import ContextParts
from tracker.ui.notifier import Notifier
from tracker.ui.onlooker import Onlooker
from tracker.ui.pane_keeping import PANES_KEEPSAKE, pack_panes, unpack_panes
from tracker.ui.reading import Query
from tracker.ui.sounds import make_sounds
from tracker.ui.theme import DARK, THEMES, font
from tracker.ui.tidying import Tidier
from tracker.ui.tray import Tray, app_icon

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.services.collector import Collector

log = logging.getLogger(__name__)
T = TypeVar("T")

#: What is kept in the journal under which name.
_LAYOUT, _STYLE = "window", "chart-style"
#: How long a thread may keep Python to itself. Every statement of SQLite gives it away and has to
#: wait for it; with the usual 5 ms a chart that is moved holds up an alert by tens of milliseconds.
_TURN_S = 0.0005


@dataclass(frozen=True, slots=True)
class WindowRun:
    """How to open the window; `quit_after_s` ends the program by itself."""

    minimized: bool = False
    quit_after_s: float | None = None
    screenshot: Path | None = None


def open_window(app: App, run: WindowRun) -> int:
    """Run the window until the user leaves; where one runs already, bring that to the front.

    Raises:
        TrackerError: where one runs and cannot be asked, or a file cannot be used.
    """
    sys.setswitchinterval(_TURN_S)
    app.home.make()
    qt = QApplication.instance() or QApplication(["tracker"])
    assert isinstance(qt, QApplication)
    qt.setApplicationName("tracker")
    door = Door(app.home.data)
    if not door.claim():
        return _hand_over(door, app, run)
    try:
        app.begin()
        app.start_logging()
        return _run_window(app, run, qt, door)
    finally:
        door.close()


def _hand_over(door: Door, app: App, run: WindowRun) -> int:
    """Let the window that runs do what this start was to do."""
    if run.screenshot is not None or run.quit_after_s is not None:
        raise WindowRuns(
            "A window of Tracker runs already on this folder. Close it before a trial."
        )
    pid = door.ring(Call(run.minimized, app.named_assets))
    done = "it stays as it is" if run.minimized else "its window is in front now"
    print(f"Tracker runs already (process {pid}); {done}.")
    return 0


def _run_window(app: App, run: WindowRun, qt: QApplication, door: Door) -> int:
    qt.setApplicationVersion(__version__)
    qt.setDesktopFileName("tracker")
    qt.setStyle("Fusion")
    qt.setFont(font())
    qt.setQuitOnLastWindowClosed(False)
    session = Session(app, run, qt)
    door.rung.connect(session.answer)
    return session.run()


class Session:
    """One run of the window: builds everything, and takes it down in order."""

    def __init__(self, app: App, run: WindowRun, qt: QApplication) -> None:
        self._app = app
        self._run = run
        self._qt = qt
        self._code = 0
        layout, style = self._remembered()
        palette = THEMES.get(layout.theme, DARK)
        qt.setWindowIcon(app_icon(palette))
        self.tray = Tray(palette)
        sounds = make_sounds(app.home.cache) if app.settings.sound else None
        self.notifier = Notifier(self.tray, sounds=sounds)

        def make(on_update: Callable[[Update], None]) -> Collector:
            from tracker.services.collector import Collector

            return Collector(app.storage(), app.setup(), on_update)

        self.engine = Engine(make)
        self.desk = Desk(
            self.engine,
            app.sources,
            app.settings.assets,
            app.clock,
            self._cached,
            services=app.services,
        )
        if layout.asset in self.desk.assets:
            self.desk.asset = layout.asset
        self.desk.interval = layout.chart_interval
        parts = WindowParts(
            desk=self.desk,
            tray=self.tray,
            notifier=self.notifier,
            titles={source.venue: source.title for source in app.sources},
            clock=app.clock,
            cache_bytes=self._cache_bytes,
            open_demo=_open_demo,
            exports=app.home.exports,
            simulated=app.simulated,
            sources=app.sources,
            keep_assets=app.keep_assets,
            aggregators={service.venue: service.title for service in app.aggregators},
            retention=app.settings.keep,
            liquidation_model=app.settings.liquidation_model,
            simulated_words=app.simulated_words,
            headlines=app.headlines,
            context=_context_parts(app),
        )
        self.window = MainWindow(parts, layout)
        self.window.use_style(style)
        self.window.chart.panes.compose(self._remembered_panes())
        self.window.charts.remember(self._remembered_charts())
        self.window.left.connect(qt.quit)
        self.engine.failed.connect(self.window.show_ended)
        self.engine.busy.connect(self._step_back)
        self._tidier = Tidier()
        self._onlooker = Onlooker(self.desk, self._cached, _runs_elsewhere, self._take_over)

    def run(self) -> int:
        """Show, work, and leave with an exit code."""
        with _Signals(self.window.leave):
            self.open()
            self._qt.exec()
            self.close()
        return self._code

    def open(self) -> None:
        """Show what the cache holds, and let the engine begin."""
        self.desk.load_cached()
        self.tray.appear()
        if self._run.minimized and self.tray.is_there:
            self.window.hide_or_stay()
            log.info("started in the tray")
        else:
            self.window.show()
        # After the first paint: the network's libraries must not delay it.
        QTimer.singleShot(0, self._start)
        if self._run.quit_after_s is not None:
            QTimer.singleShot(int(self._run.quit_after_s * 1_000), self._photograph)

    def answer(self, call: Call) -> None:
        """Another start of this home rang: it wants this window."""
        if not call.minimized:
            self.window.bring_up()
        self.window.watching.show(call.assets)

    def _start(self) -> None:
        self._tidier.start()
        other = self._other_engine()
        if other is None:
            self._begin()
            return
        self._look_on(other)

    def _step_back(self) -> None:
        """Another process became the engine at the same instant, or while this one was stopped."""
        self.engine.stop()
        other = self._other_engine()
        if other is None:  # it has ended meanwhile
            self._begin()
        else:
            self._look_on(other)

    def _look_on(self, other: EngineState) -> None:
        """Show what the engine of another process stores."""
        log.info("process %s fills the cache; this window looks on", other.pid)
        self.window.banner.say(
            f"Tracker collects without a window already (process {other.pid}): this one shows what "
            "that stores and changes nothing. It goes on by itself where that ends.",
            stays=True,
        )
        self._onlooker.start()
        self.window.charts.begin()

    def _begin(self) -> None:
        """Run the engine of this window."""
        self.engine.start()
        self.desk.load_when_ready()
        self.window.charts.begin()

    def _take_over(self) -> None:
        """The engine of the other process ended: this window's own one goes on."""
        self.window.banner.say("The other Tracker ended; this window collects now.")
        self._begin()

    def _other_engine(self) -> EngineState | None:
        """The engine of another process that fills this cache now."""
        try:
            engine = self._cached(lambda reader, _: reader.engine() if reader else None)
        except TrackerError:
            return None  # what is wrong is said by the engine, in the window
        return engine if engine is not None and _runs_elsewhere(engine) else None

    def _cached(self, query: Query[T]) -> T:
        """Read what the files hold, while no engine does.

        Raises:
            TrackerError: where one of them cannot be read.
        """
        _, reader, journal = self._app.views()
        try:
            return query(reader, journal)
        except SqlError as error:
            raise explained(error) from error
        finally:
            for part in (reader, journal):
                if part is not None:
                    part.close()

    def _photograph(self) -> None:
        """The end of a smoke run: keep the window as a picture, if one is wanted, and leave."""
        if self._run.screenshot is None or self.window.isVisible():
            self._keep_picture()
            return
        # Panels in the tray are not kept fresh: shown, they are read, and questions are answered
        # in the order in which they were asked.
        self.window.show()
        self.engine.ask(
            lambda *_: None, lambda _: self._keep_picture(), lambda _: self._keep_picture()
        )

    def _keep_picture(self) -> None:
        path = self._run.screenshot
        if path is not None:
            picture = self.window.grab()
            with suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
            if not picture.save(str(path)):
                print(f"{path} cannot be written.", file=sys.stderr)
                self._code = 1
        self.window.leave()

    def _cache_bytes(self) -> int:
        path = self._app.home.market_file
        parts = [path, path.with_name(path.name + "-wal")]
        return sum(part.stat().st_size for part in parts if part.exists())

    def _remembered(self) -> tuple[Layout, ChartStyle]:
        """Layout and style of last time."""
        try:
            layout, style = self._cached(
                lambda _, journal: (
                    (journal.kept(_LAYOUT), journal.kept(_STYLE)) if journal else (None, None)
                )
            )
        except TrackerError as error:
            log.warning("the layout cannot be read: %s", error)
            layout = style = None
        return unpack_layout(layout), unpack_style(style)

    def _remembered_panes(self) -> tuple[PaneChoice, ...]:
        try:
            return unpack_panes(
                self._cached(lambda _, journal: journal.kept(PANES_KEEPSAKE) if journal else None)
            )
        except TrackerError as error:
            log.warning("the panes cannot be read: %s", error)
            return DEFAULT_PANES

    def _remembered_charts(self) -> KeptCharts:
        try:
            return unpack_charts(
                self._cached(lambda _, journal: journal.kept(CHARTS_KEEPSAKE) if journal else None)
            )
        except TrackerError as error:
            log.warning("the chart windows cannot be read: %s", error)
            return KeptCharts()

    def close(self) -> None:
        """Let go of everything, and remember the layout."""
        layout = pack_layout(self.window.layout_now())
        chosen = pack_chosen(self.window.indicating.chosen)
        style = pack_style(self.window.chart.style_now)
        panes = pack_panes(self.window.chart.panes.choices)
        charts = pack_charts(self.window.charts.kept())
        self._onlooker.stop()
        self.tray.disappear()
        self.notifier.close()
        # A notice that was shown this very moment must be stamped, or it would be shown again.
        self._qt.processEvents()
        self.engine.stop()
        try:
            journal = Journal.open(self._app.home.journal_file)
            journal.keep(_LAYOUT, layout)
            journal.keep(CHOSEN, chosen)
            journal.keep(_STYLE, style)
            journal.keep(PANES_KEEPSAKE, panes)
            journal.keep(CHARTS_KEEPSAKE, charts)
            journal.close()
        except (TrackerError, SqlError) as error:
            log.warning("the layout cannot be kept: %s", error)


def _context_parts(app: App) -> ContextParts:
    """Who tells market context, and how everybody is called who may have told a figure."""
    optional = app.optional_services
    titles = {one.venue: one.title for one in (*app.sources, *app.services)}
    titles |= {one.venue: one.title for one in optional}
    return ContextParts(app.services, optional, app.agree, titles)


def _runs_elsewhere(engine: EngineState) -> bool:
    """Whether an engine is at work in another process."""
    from tracker.services.presence import engine_runs

    return engine.pid != os.getpid() and engine_runs(engine, WallClock().now_ms())


class _Signals:
    """Lets SIGINT and SIGTERM leave the program in order: Python's handlers wait for Qt otherwise."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave = leave
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._arrived)
        self._before: dict[int, object] = {}
        self._wakeup = -1

    def __enter__(self) -> None:
        self._wakeup = signal.set_wakeup_fd(self._write.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, lambda *_: None)

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()

    def _arrived(self) -> None:
        self._read.recv(64)
        self._leave()


def _open_demo() -> None:
    """Open the simulated market beside this window."""
    subprocess.Popen(
        [sys.executable, "-m", "tracker", "--demo"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
