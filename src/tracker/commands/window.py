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
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from tracker import __version__
from tracker.analysis import numerals
from tracker.app import App
from tracker.domain.errors import TrackerError
from tracker.domain.times import CHART_INTERVALS, H1, Interval
from tracker.domain.translating import noted, tr
from tracker.services.update import Update
from tracker.sources.clock import WallClock
from tracker.store.database import SqlError, explained
from tracker.store.journal import Journal
from tracker.store.market_reader import EngineState
from tracker.store.paths import bundled, own_command
from tracker.store.settings import BadSettings
from tracker.ui.chart_keeping import CHARTS_KEEPSAKE, KeptCharts, pack_charts, unpack_charts
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.charts.style import ChartStyle, pack_style, unpack_style
from tracker.ui.chosen import NAME as CHOSEN
from tracker.ui.chosen import pack_chosen
from tracker.ui.desk import Desk
from tracker.ui.door import Call, Door, WindowRuns
from tracker.ui.engine import Engine
from tracker.ui.first_due import is_untouched
from tracker.ui.first_paint import FirstPaint
from tracker.ui.language import speak
from tracker.ui.layout import Layout, pack_layout, unpack_layout
from tracker.ui.layouts import LAYOUTS_KEEPSAKE
from tracker.ui.main_window import MainWindow
from tracker.ui.market_state import ContextParts
from tracker.ui.notifier import Notifier
from tracker.ui.onlooker import Onlooker
from tracker.ui.pane_keeping import PANES_KEEPSAKE, pack_panes, unpack_panes
from tracker.ui.reading import Query
from tracker.ui.regions import numerals_of
from tracker.ui.releasing import Releasing
from tracker.ui.sounds import Sounds, make_sounds
from tracker.ui.theme import THEMES, font
from tracker.ui.tidying import Tidier, share_arenas
from tracker.ui.tray import Tray
from tracker.ui.tray_icon import app_icon
from tracker.ui.window_parts import WindowParts

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.services.autostart import Autostart
    from tracker.services.collector import Collector
    from tracker.ui.first_running import FirstRunning
    from tracker.ui.network import Network

log = logging.getLogger(__name__)
T = TypeVar("T")

_OTHER_GATEWAY = noted(
    "Another start of Tracker named another gateway; the one of this start is used until it is closed."
)
_NETWORK_GONE = noted("The network is gone; the venues are tried until it is back.")
#: What is kept in the journal under which name.
_LAYOUT, _STYLE = "window", "chart-style"
#: How long a thread may keep Python to itself. Every statement of SQLite gives it away and has to
#: wait for it; with the usual 5 ms a chart that is moved holds up an alert by tens of milliseconds.
_TURN_S = 0.0005


class WindowRun(Struct, frozen=True):
    """How to open the window; `quit_after_s` ends the program by itself.

    Attributes:
        shown: the coin to show; empty for that of last time.
        interval: on candles of this length; None for those of last time.
        first_steps: whether the first run is shown; None where that is for the journal to say.
    """

    minimized: bool = False
    shown: str = ""
    interval: Interval | None = None
    quit_after_s: float | None = None
    screenshot: Path | None = None
    first_steps: bool | None = None

    @property
    def greets(self) -> bool:
        """Whether somebody sits before the window who may be asked something."""
        return not self.minimized and self.quit_after_s is None and self.screenshot is None


class Remembered(Struct, frozen=True):
    """What was on the window the last time."""

    layout: Layout
    style: ChartStyle
    panes: tuple[PaneChoice, ...]
    charts: KeptCharts


def open_window(app: App, run: WindowRun) -> int:
    """Run the window until the user leaves; where one runs already, bring that to the front.

    Raises:
        TrackerError: where one runs and cannot be asked, or a file cannot be used.
    """
    sys.setswitchinterval(_TURN_S)
    share_arenas()
    app.home.make()
    qt = QApplication.instance() or QApplication(["tracker", "-style", "Fusion"])
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
    interval = run.interval.name if run.interval is not None else ""
    call = Call(run.minimized, app.named_assets, run.shown, interval, app.named_gateway)
    pid = door.ring(call)
    done = "it stays as it is" if run.minimized else "its window is in front now"
    print(f"Tracker runs already (process {pid}); {done}.")
    return 0


def _run_window(app: App, run: WindowRun, qt: QApplication, door: Door) -> int:
    qt.setApplicationVersion(__version__)
    # Flatpak names the desktop entry after the application.
    qt.setDesktopFileName(os.environ.get("FLATPAK_ID", "tracker"))
    qt.setFont(font())
    qt.setQuitOnLastWindowClosed(False)
    speak(qt, app.settings.language, bundled("resources") / "translations")
    session = Session(app, run, qt, door.answer)
    door.rung.connect(session.answer)
    return session.run()


class Session:
    """One run of the window: builds everything, and takes it down in order.

    Args:
        hear_others: called once the window can be seen, to hear other starts.
    """

    def __init__(
        self,
        app: App,
        run: WindowRun,
        qt: QApplication,
        hear_others: Callable[[], None] = lambda: None,
    ) -> None:
        self._hear_others = hear_others
        self._app = app
        self._run = run
        self._qt = qt
        self._code = 0
        self._greets = self._is_first()  # before anything of this run is kept
        self.first: FirstRunning | None = None
        remembered = self._remembered()
        layout = remembered.layout
        self._adopt(layout)
        settings = app.book.settings
        numerals.use(numerals_of(settings.numbers))
        self.tray = Tray()
        self.notifier = Notifier(self.tray, sounds=self._sounds())

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
        self.desk.interval = self._first_interval(layout)
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
            notify=() if app.simulated else app.settings.notify,
            find_autostart=None if app.simulated else _find_autostart,
            book=app.book,
            home=app.home,
        )
        self.window = MainWindow(parts, layout)
        self.window.use_style(remembered.style)
        self.window.chart.panes.compose(remembered.panes)
        self.window.charts.remember(remembered.charts)
        self.window.left.connect(qt.quit)
        self.window.setting_up.changed.connect(self._follow)
        self.engine.failed.connect(self.window.show_ended)
        self.engine.busy.connect(self._step_back)
        self._network: Network | None = None
        self._tidier = Tidier()
        self._releasing = Releasing(self.desk, self.window, self._wants_news)
        self._onlooker = Onlooker(self.desk, self._cached, _runs_elsewhere, self._take_over)

    def run(self) -> int:
        """Show, work, and leave with an exit code."""
        with _Signals(self.window.end):
            self.open()
            self._qt.exec()
            self.close()
        return self._code

    def open(self) -> None:
        """Show the chart that the cache holds, then the rest, and let the engine begin."""
        self.desk.load_chart(alone=True)
        if self._run.minimized:
            self.tray.appear()
        if self._run.minimized and self.tray.is_there:
            self.window.hide_or_stay()
            log.info("started in the tray")
            QTimer.singleShot(0, self._start)
        else:
            # Neither other figures nor the network's libraries may delay it.
            self._first_paint = FirstPaint(self.window.chart.canvas, self._start)
            self.window.show()
        if self._app.book.notice:
            self.window.banner.say(self._app.book.notice, stays=True)
        if self._run.quit_after_s is not None:
            QTimer.singleShot(int(self._run.quit_after_s * 1_000), self._photograph)

    def answer(self, call: Call) -> None:
        """Another start of this home rang: it wants this window."""
        if not call.minimized:
            self.window.bring_up()
        self.window.watching.show(call.assets)
        interval = next((one for one in CHART_INTERVALS if one.name == call.interval), None)
        self._show(call.shown, interval)
        if call.gateway and call.gateway != self._app.named_gateway:
            self.window.banner.say(tr(_OTHER_GATEWAY))

    def _show(self, asset: str, interval: Interval | None) -> None:
        """The chart that a start of Tracker asked for, if it did."""
        if asset or interval is not None:
            self.window.watching.show_one(asset or self.desk.asset, interval)

    def _follow(self, name: str) -> None:
        """A setting is another now: what is beside the window follows."""
        if name == "sound":
            self.notifier.set_sounds(self._sounds())
        elif name == "look_for_updates":
            self._releasing.look()

    def _wants_news(self) -> bool:
        """Whether to look for a newer release; never on a simulated market, whose time is not ours."""
        return self._app.book.settings.look_for_updates and not self._app.simulated

    def _sounds(self) -> Sounds | None:
        return make_sounds(self._app.home.cache) if self._app.book.settings.sound else None

    def _adopt(self, layout: Layout) -> None:
        """What the window of an earlier version remembered holds, unless the file says something."""
        book = self._app.book
        if layout.theme not in THEMES:
            return
        old = {"theme": layout.theme, "time": "local" if layout.local_time else "utc"}
        for name, value in old.items():
            if name not in book.given:
                try:
                    # What a demo remembered is no wish for the real market.
                    (book.hold if self._app.simulated else book.set)(name, value)
                except BadSettings as error:
                    log.warning("the %s of the last version cannot be kept: %s", name, error)

    def _first_interval(self, layout: Layout) -> Interval:
        """The interval that was on the chart, or the setting's where there was none."""
        name = layout.interval or self._app.book.settings.interval
        return next((one for one in CHART_INTERVALS if one.name == name), H1)

    def _start(self) -> None:
        self._qt.setWindowIcon(app_icon())
        self.tray.appear()
        self._hear_others()
        self._show(self._run.shown, self._run.interval)
        self.desk.load_beside()
        self.window.notifying.adopt_login()
        self._tidier.start()
        self.window.layouts.load()
        self._releasing.start()
        self.window.setting_up.watch_file()
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
            tr(
                "Tracker collects without a window already (process {pid}): this one shows what "
                "that stores and changes nothing. It goes on by itself where that ends.",
                pid=other.pid,
            ),
            stays=True,
        )
        self._onlooker.start()
        self.window.charts.begin()

    def _begin(self) -> None:
        """Run the engine of this window."""
        self.engine.start()
        if not self._app.simulated:
            self._heed_network()
        self.desk.load_when_ready()
        self.window.charts.begin()
        if self._greets:
            self._greets = False
            self._greet()

    def _heed_network(self) -> None:
        from tracker.ui.network import Network

        if self._network is not None:
            return
        network = self._network = Network()
        network.gone.connect(lambda: self.window.banner.say(tr(_NETWORK_GONE)))
        network.changed.connect(self._network_changed)
        network.start()

    def _is_first(self) -> bool:
        """Whether somebody sits before a window in which nobody has set up anything yet."""
        if self._run.first_steps is not None:
            return self._run.first_steps
        app = self._app
        if app.simulated or app.named_assets or not self._run.greets:
            return False
        if app.home.config_file.exists() or app.book.notice:  # which says that one was set aside
            return False
        try:
            return self._cached(lambda _, journal: is_untouched(journal))
        except TrackerError:
            return False  # what is wrong is said by the engine, in the window

    def _greet(self) -> None:
        """The first run, over the window."""
        from tracker.ui.first_running import FirstParts, FirstRunning

        app = self._app
        titles = {source.venue: source.title for source in app.sources}
        parts = FirstParts(self.desk, app.sources, titles, self.notifier, app.clock.now_ms)
        self.first = FirstRunning(parts, self.window)
        self.first.open()

    def _network_changed(self) -> None:
        self.engine.submit(lambda collector: collector.network_changed())

    def _take_over(self) -> None:
        """The engine of the other process ended: this window's own one goes on."""
        self.window.banner.say(tr("The other Tracker ended; this window collects now."))
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
            self.desk.when_complete(self._keep_picture)
            return
        # Panels in the tray are not kept fresh: shown, they are read, and questions are answered
        # in the order in which they were asked, but for the chart's.
        self.window.show()

        def answered(_: object) -> None:
            self.desk.when_complete(self._keep_picture)

        self.engine.ask(lambda *_: None, answered, answered)

    def _keep_picture(self) -> None:
        path = self._run.screenshot
        if path is not None:
            picture = self.window.grab()
            with suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
            if not picture.save(str(path)):
                print(f"{path} cannot be written.", file=sys.stderr)
                self._code = 1
        self.window.end()

    def _cache_bytes(self) -> int:
        path = self._app.home.market_file
        parts = [path, path.with_name(path.name + "-wal")]
        return sum(part.stat().st_size for part in parts if part.exists())

    def _remembered(self) -> Remembered:
        """What was on the window the last time."""
        names = (_LAYOUT, _STYLE, PANES_KEEPSAKE, CHARTS_KEEPSAKE)
        try:
            kept = self._cached(
                lambda _, journal: {name: journal.kept(name) for name in names} if journal else {}
            )
        except TrackerError as error:
            log.warning("what was on the window cannot be read: %s", error)
            kept = {}
        return Remembered(
            unpack_layout(kept.get(_LAYOUT)),
            unpack_style(kept.get(_STYLE)),
            unpack_panes(kept.get(PANES_KEEPSAKE)),
            unpack_charts(kept.get(CHARTS_KEEPSAKE)),
        )

    def close(self) -> None:
        """Let go of everything, and remember the layout."""
        layout = pack_layout(self.window.layout_now())
        chosen = pack_chosen(self.window.indicating.chosen)
        style = pack_style(self.window.chart.style_now)
        panes = pack_panes(self.window.chart.panes.choices)
        charts = pack_charts(self.window.charts.kept())
        layouts = self.window.layouts.unkept
        self._tidier.stop()
        self._onlooker.stop()
        if self._network is not None:
            self._network.stop()
        self._releasing.stop()
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
            if layouts is not None:
                journal.keep(LAYOUTS_KEEPSAKE, layouts)
            journal.close()
        except (TrackerError, SqlError) as error:
            log.warning("the layout cannot be kept: %s", error)


def _context_parts(app: App) -> ContextParts:
    """Who tells market context, and how everybody is called who may have told a figure."""
    optional = app.optional_services
    titles = {one.venue: one.title for one in (*app.sources, *app.services)}
    titles |= {one.venue: one.title for one in optional}
    return ContextParts(app.services, optional, app.agree, titles)


def _find_autostart() -> Autostart:
    from tracker.services.autostart import find_autostart

    return find_autostart()


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
    subprocess.Popen(  # noqa: S603 - this very program
        [*own_command(), "--demo"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
