"""`tracker`: the real program from start to end, and what its window shows over a real exchange."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from loopback import Exchange, Reply
from loopback.venues import Market, serve_venues
from program import environment, run_tracker, running_tracker, until
from tracker.app import App, Options
from tracker.commands.window import Session, WindowRun
from tracker.domain.times import H1, H4
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_reader import EngineState, MarketReader
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home
from tracker.store.settings import Settings
from tracker.ui.charts.style import ChartStyle, Scale, Shape
from tracker.ui.layout import Layout, pack_layout, unpack_layout
from tracker.ui.theme import DARK, LIGHT
from tracker.ui.tray import Tray

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (propagateSizeHints|raise)")

_VENUES = ("binance-spot", "bybit")


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


def engine_of(home: Home) -> EngineState | None:
    """Which engine fills the cache, or did."""
    reader = MarketReader.open(home.market_file)
    if reader is None:
        return None
    try:
        return reader.engine()
    finally:
        reader.close()


# --- a process of its own -------------------------------------------------------------------------


def test_a_smoke_run_of_the_demo_leaves_a_picture_and_no_trace_elsewhere(
    tmp_path: Path, home: Home
) -> None:
    picture, user = tmp_path / "new" / "x.png", tmp_path / "user"
    user.mkdir()
    done = run_tracker(
        home.data,
        *("--demo", "--quit-after", 3, "--screenshot", picture),
        HOME=str(user),
        XDG_CACHE_HOME=str(user / "cache"),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    image = QImage(str(picture))
    assert image.width() >= 960
    assert image.height() >= 600
    colors = {image.pixel(x, y) for x in range(0, 960, 7) for y in range(0, 600, 7)}
    assert len(colors) > 10, "the window is blank"
    assert {path.name for path in home.data.iterdir()} == {"demo", "logs"}
    assert [path for path in user.rglob("*") if "tracker" in path.name.lower()] == []


def test_a_window_is_there_before_the_engine_and_the_network_are_loaded() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, tracker.app, tracker.commands.window; print(*sys.modules, sep='\\n')",
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    loaded = set(said.stdout.splitlines())
    assert "tracker.ui.main_window" in loaded
    later = {"httpx", "keyring", "apprise", "websockets", "pyqtgraph"}
    engine = {f"tracker.services.{name}" for name in ("collector", "storage", "runner", "rules")}
    assert not loaded & (later | engine)


_UNTIL_PAINTED = """
import sys
from tracker.cli import run
from tracker.ui.binding import load_binding
load_binding()
from PySide6 import QtCore, QtWidgets
from tracker.commands import window
class Session(window.Session):
    def _start(self):
        print(*QtCore.__dict__, *QtWidgets.__dict__)
        self.window.leave()
window.Session = Session
sys.exit(run([]))
"""


def test_enums_that_are_long_in_the_making_wait_for_the_first_paint(home: Home) -> None:
    said = subprocess.run(
        [sys.executable, "-c", _UNTIL_PAINTED],
        env=environment(home.data),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    made = set(said.stdout.split())
    assert {"Qt", "QMainWindow"} <= made  # Qt's classes appear when they are first used
    assert not made & {"QStyle", "QMessageBox", "QFileDialog", "QUrl", "QProcess"}


def test_a_picture_that_cannot_be_written_is_said_and_is_a_failure(
    tmp_path: Path, home: Home
) -> None:
    (tmp_path / "x.png").mkdir()
    done = run_tracker(home.data, "--demo", "--quit-after", 0, "--screenshot", tmp_path / "x.png")
    assert done.returncode == 1
    assert done.stderr.strip() == f"{tmp_path / 'x.png'} cannot be written."


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(
    tmp_path: Path, exchange: Exchange, home: Home, number: signal.Signals
) -> None:
    output = tmp_path / "output"
    env = environment(home.data)
    with running_tracker(output, env, "--gateway", exchange.url) as process:
        until(lambda: engine_of(home), "the engine has claimed the cache")
        until(lambda: exchange.sockets, "the sockets are up")
        process.send_signal(number)
        # Two seconds are promised; a busy machine may take longer.
        assert process.wait(2 * 5) == 0
        engine = engine_of(home)
        assert engine is not None
        assert engine.pid == process.pid
        assert engine.stopped_ms is not None
    assert output.read_text() == ""


# --- the window over an exchange ------------------------------------------------------------------


MakeSession = Callable[..., Session]


@pytest.fixture
def open_session(qapp: QApplication, qtbot: QtBot, home: Home) -> Iterator[MakeSession]:
    """Opens the window as the command does; a second one closes the first."""
    opened: list[Session] = []

    def close() -> None:
        while opened:
            session = opened.pop()
            session.window.leave()
            session.close()
            assert not session.engine.is_running
            for part in (session.window, session.desk, session.engine, session.tray):
                part.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def make(
        gateway: str,
        venues: tuple[str, ...] = _VENUES,
        run: WindowRun | None = None,
        assets: tuple[str, ...] | None = ("BTC", "ETH"),
    ) -> Session:
        close()
        app = App(Options(gateway=gateway, assets=assets), home, forgiving=True)
        app.__dict__["sources"] = [Source.registry[venue]() for venue in venues]
        app.begin()
        session = Session(app, run or WindowRun(), qapp)
        opened.append(session)
        session.open()
        if run is None:
            qtbot.waitExposed(session.window)
        return session

    yield make
    close()


def test_without_network_and_cache_the_window_says_so(
    open_session: MakeSession, qtbot: QtBot
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: refuses
        window = open_session(f"http://127.0.0.1:{closed.getsockname()[1]}").window
        page = window.offline
        assert page.isVisible()
        assert not window.chart.isVisible()
        titles = {Source.registry[venue].title for venue in _VENUES}
        assert {one for names, _, _ in page.lines() for one in names} == titles
        qtbot.waitUntil(lambda: "cannot be reached" in page._title.text(), timeout=20_000)
        ((names, what, when),) = page.lines()
        assert set(names) == titles
        assert what.endswith("the connection was refused.")
        assert when.startswith(("next try in", "trying now"))
        assert window.tiles.price.words == "BTC price\n\N{EN DASH}\nnothing received yet"


@pytest.fixture
def nowhere() -> Iterator[str]:
    """An address at which every connection is refused."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening
        yield f"http://127.0.0.1:{closed.getsockname()[1]}"


def test_the_first_start_asks_until_it_was_answered_or_skipped(
    open_session: MakeSession, home: Home, nowhere: str, qtbot: QtBot
) -> None:
    session = open_session(nowhere, assets=None)
    qtbot.waitUntil(lambda: session.first is not None)
    assert session.first is not None
    assert session.first.sheet.isVisible()
    qtbot.waitUntil(lambda: session.engine.is_ready, timeout=20_000)
    session.first.sheet.hide()
    again = open_session(nowhere, assets=None)
    qtbot.waitUntil(lambda: again.engine.is_running)
    assert again.first is None
    assert not home.config_file.exists()
    with closing(Journal.open(home.journal_file)) as journal:
        assert journal.kept("first-run") == b"1"


@pytest.mark.parametrize(
    ("run", "assets", "config"),
    [
        (WindowRun(minimized=True), None, ""),
        (WindowRun(quit_after_s=600), None, ""),
        (WindowRun(screenshot=Path("x.png")), None, ""),
        (WindowRun(), ("BTC",), ""),
        (WindowRun(), None, "sound = false\n"),
        (WindowRun(), None, "sound = \n"),
    ],
)
def test_nobody_is_asked_who_is_not_there_or_has_set_up_something(
    open_session: MakeSession,
    home: Home,
    nowhere: str,
    qtbot: QtBot,
    *,
    run: WindowRun,
    assets: tuple[str, ...] | None,
    config: str,
) -> None:
    home.config.mkdir(parents=True, exist_ok=True)
    if config:
        home.config_file.write_text(config)
    session = open_session(nowhere, run=run, assets=assets)
    qtbot.waitUntil(lambda: session.engine.is_running)
    assert session.first is None


def test_a_broken_file_of_settings_is_kept_aside_and_named_in_the_window(
    open_session: MakeSession, home: Home, nowhere: str
) -> None:
    home.config.mkdir(parents=True, exist_ok=True)
    home.config_file.write_text("theme = \n")
    session = open_session(nowhere)
    (kept,) = home.config.glob("config.broken-*Z.toml")
    assert kept.read_text() == "theme = \n"
    assert not home.config_file.exists()
    assert f"It was kept as {kept.name}." in session.window.banner.text
    session.window.toggle_theme()
    assert Settings.load(home.config_file).theme == "light"


def test_a_setting_that_cannot_be_used_costs_itself_alone(
    open_session: MakeSession, home: Home, nowhere: str
) -> None:
    home.config.mkdir(parents=True, exist_ok=True)
    text = 'theme = "light"\nquiet = "late"\nopt_in = ["nobody"]\n'
    home.config_file.write_text(text)
    session = open_session(nowhere)
    assert session.window.palette_now is LIGHT
    said = session.window.banner.text
    assert "“late” are no quiet hours" in said
    assert "opt_in names “nobody”" in said
    assert home.config_file.read_text() == text


def test_what_an_earlier_version_remembered_of_its_looks_still_holds(
    open_session: MakeSession, home: Home, nowhere: str
) -> None:
    home.make()
    with closing(Journal.open(home.journal_file)) as journal:
        journal.keep("window", pack_layout(Layout(theme="light", local_time=True)))
    home.config_file.write_text('time = "utc"  # mine\n')
    session = open_session(nowhere)
    assert session.window.palette_now is LIGHT
    assert home.config_file.read_text() == 'time = "utc"  # mine\ntheme = "light"\n'
    session.window.setting_up.set("theme", "dark")
    assert open_session(nowhere).window.palette_now is DARK


def test_the_first_chart_and_the_sound_are_as_the_settings_say(
    open_session: MakeSession, home: Home, nowhere: str
) -> None:
    home.config.mkdir(parents=True, exist_ok=True)
    home.config_file.write_text('interval = "4h"\nsound = false\n')
    session = open_session(nowhere)
    assert session.desk.interval == H4
    assert session.notifier._sounds is None
    session.window.setting_up.set("sound", True)
    assert session.notifier._sounds is not None


@pytest.mark.usefixtures("market")
def test_what_the_exchange_says_reaches_the_chart(
    open_session: MakeSession, exchange: Exchange, qtbot: QtBot
) -> None:
    window = open_session(exchange.url).window
    qtbot.waitUntil(window.chart.isVisible, timeout=30_000)
    assert not window.offline.isVisible()
    qtbot.waitUntil(lambda: "BTC price" in window.tiles.price.words, timeout=30_000)
    assert [view.asset for view in window.watchlist.body.rows] == ["BTC", "ETH"]
    qtbot.waitUntil(lambda: "OI" in window.chart.readout(), timeout=30_000)


@pytest.mark.usefixtures("market")
def test_the_next_run_begins_where_the_last_one_ended(
    open_session: MakeSession, exchange: Exchange, qtbot: QtBot
) -> None:
    first = open_session(exchange.url, ("binance-spot",))
    assert (first.desk.asset, first.desk.interval) == ("BTC", H1)
    first.desk.choose("ETH", H4)
    first.window.toggle_theme()
    first.window.use_style(ChartStyle(Shape.HOLLOW, Scale.LOG))
    first.window.chart.panes.add("volume")
    first.window.chart.panes.set_mode("oi", "change")
    panes = first.window.chart.panes.choices
    qtbot.waitUntil(
        lambda: first.desk.chart is not None and len(first.desk.chart.candles) > 0, timeout=30_000
    )
    exchange.set_fault("", Reply("Closed.", 503))  # what is shown now comes from the cache
    second = open_session(exchange.url, ("binance-spot",))
    assert (second.desk.asset, second.desk.interval) == ("ETH", H4)
    assert second.window.palette_now.name == "light"
    assert second.window.chart.style_now == ChartStyle(Shape.HOLLOW, Scale.LOG)
    assert second.window.chart.panes.choices == panes
    chart = second.desk.chart
    assert chart is not None
    assert (chart.asset, chart.interval) == ("ETH", H4)
    assert len(chart.candles) > 0


@pytest.mark.usefixtures("market")
def test_a_picture_of_a_window_in_the_tray_shows_what_came_meanwhile(
    open_session: MakeSession,
    exchange: Exchange,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Tray, "is_there", property(lambda _: True))
    run = WindowRun(minimized=True, screenshot=tmp_path / "x.png")
    session = open_session(exchange.url, ("binance-spot",), run)
    bitcoin = session.desk._sources[0].market("BTC")

    def stored() -> bool:
        return session.engine.is_ready and session._cached(
            lambda reader, _: (
                reader is not None and reader.newest_candle_ms(bitcoin, H1) is not None
            )
        )

    qtbot.waitUntil(stored, timeout=30_000)
    assert not session.window.isVisible()
    assert session.desk.chart is not None
    assert len(session.desk.chart.candles) == 0
    session._photograph()
    qtbot.waitUntil(lambda: QImage(str(run.screenshot)).width() >= 960, timeout=10_000)
    assert len(session.desk.chart.candles) > 0


def remembered(home: Home) -> Layout:
    """What the window left for the next one."""
    journal = Journal.read(home.journal_file)
    assert journal is not None
    try:
        return unpack_layout(journal.kept("window"))
    finally:
        journal.close()


# --- a second start -------------------------------------------------------------------------------


def test_a_second_start_brings_the_first_window_to_the_front_and_shows_its_coins(
    tmp_path: Path, exchange: Exchange, home: Home
) -> None:
    exchange.set_fault("", Reply("Closed.", 503))  # what venues say is of no matter here
    output, env = tmp_path / "output", environment(home.data)
    with running_tracker(output, env, "--minimized", "--gateway", exchange.url) as process:
        until(lambda: engine_of(home), "the engine has claimed the cache")
        again = run_tracker(home.data, "--symbols", "BTC,XRP,PEPE", "--gateway", exchange.url)
        assert (again.returncode, again.stderr) == (0, "")
        assert again.stdout == (
            f"Tracker runs already (process {process.pid}); its window is in front now.\n"
        )
        until(home.config_file.exists, "the coins were kept")
        assert Settings.load(home.config_file).assets[-1] == "PEPE"
        shown = run_tracker(home.data, "--show", "DOGE", "--interval", "4h", "--minimized")
        assert (shown.returncode, shown.stderr) == (0, "")
        until(lambda: Settings.load(home.config_file).assets[-1] == "DOGE", "it is watched")
        trial = run_tracker(home.data, "--quit-after", 0, "--gateway", exchange.url)
        assert trial.returncode != 0
        assert "A window of Tracker runs already" in trial.stderr
        engine = engine_of(home)
        assert engine is not None
        assert engine.pid == process.pid
    layout = remembered(home)
    assert (layout.asset, layout.interval) == ("DOGE", "4h")
    assert run_tracker(home.data, "--quit-after", 0, "--gateway", exchange.url).returncode == 0


@pytest.mark.usefixtures("market")
def test_beside_a_headless_engine_the_window_looks_on_and_goes_on_where_that_ends(
    open_session: MakeSession, exchange: Exchange, home: Home, qtbot: QtBot, tmp_path: Path
) -> None:
    env = environment(home.data)
    arguments = ("--gateway", exchange.url, "collect", "--symbols", "BTC,ETH")
    with running_tracker(tmp_path / "output", env, *arguments) as process:
        until(lambda: engine_of(home), "the engine has claimed the cache")
        session = open_session(exchange.url, ("binance-spot",))
        window = session.window
        qtbot.waitUntil(lambda: f"(process {process.pid})" in window.banner.text, timeout=10_000)
        assert not session.engine.is_running
        qtbot.waitUntil(window.chart.isVisible, timeout=30_000)
        qtbot.waitUntil(lambda: "BTC price" in window.tiles.price.words, timeout=30_000)
        engine = engine_of(home)
        assert engine is not None
        assert engine.pid == process.pid
    qtbot.waitUntil(lambda: session.engine.is_ready, timeout=20_000)
    assert window.banner.text == "The other Tracker ended; this window collects now."


@pytest.mark.usefixtures("market")
def test_where_another_process_is_faster_by_an_instant_the_window_looks_on(
    open_session: MakeSession,
    exchange: Exchange,
    home: Home,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home.make()
    with closing(MarketWriter.open(home.market_file)) as other:
        begin = Session._begin

        def too_late(session: Session) -> None:
            """Nobody was there when the window looked, and somebody is when its engine begins."""
            now_ms = int(time.time() * 1_000)
            assert other.beat(1, now_ms, now_ms) is None
            monkeypatch.setattr(Session, "_begin", begin)
            begin(session)

        monkeypatch.setattr(Session, "_begin", too_late)
        session = open_session(exchange.url, ("binance-spot",))
        banner = session.window.banner
        qtbot.waitUntil(lambda: "(process 1)" in banner.text, timeout=20_000)
        assert not session.engine.is_running
        other.stop(1, int(time.time() * 1_000))
        qtbot.waitUntil(lambda: session.engine.is_ready, timeout=20_000)


@pytest.mark.usefixtures("market")
def test_a_coin_is_found_added_and_charted_without_a_restart(
    open_session: MakeSession, exchange: Exchange, qtbot: QtBot
) -> None:
    session = open_session(exchange.url)
    window, search = session.window, session.window.watching.search
    qtbot.waitUntil(window.chart.isVisible, timeout=30_000)
    qtbot.waitUntil(lambda: bool(exchange.asked("data-api.binance.vision", "/api/v3/exchangeInfo")))

    def found() -> bool:
        window.watching.open()
        search.field.setText("sol")
        return [hit.coin.asset for hit in search.list.rows] == ["SOL"]

    qtbot.waitUntil(found, timeout=30_000)
    assert len(search.list.rows[0].titles) == 2
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: (
            session.desk.chart is not None
            and session.desk.chart.asset == "SOL"
            and len(session.desk.chart.candles) > 0
        ),
        timeout=30_000,
    )
    qtbot.waitUntil(
        lambda: [view.asset for view in window.watchlist.body.rows] == ["BTC", "ETH", "SOL"],
        timeout=30_000,
    )
    # This run's coins are those of its command line: the file stays as it is.
    assert not session._app.home.config_file.exists()
