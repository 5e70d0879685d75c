"""The real program on a real little desktop: notifications, the tray, and a window that comes back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import Popen

import pytest

from desk.desktop import NOTE_COLOR, Desktop, missing_programs
from loopback import Exchange
from loopback.venues import Market, kline_frame, serve_venues
from program import environment, run_tracker, running_tracker, until
from tracker.domain.level import Event, Level, LevelState, Role
from tracker.domain.times import H1, M1
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS
from tracker.store.paths import Home
from tracker.ui.layout import unpack_layout

pytestmark = pytest.mark.desk

_KLINES = "data-stream.binance.vision"
#: The window looks for its tray every three seconds; a busy machine takes longer.
_PATIENCE_S = 30


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    if not sys.platform.startswith("linux"):
        pytest.skip("a desktop of X11 is for Linux")
    if missing := missing_programs():
        pytest.skip(f"these programs of a little desktop are not installed: {', '.join(missing)}")
    folder = tmp_path / "desktop"
    folder.mkdir()
    made = Desktop(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with Exchange() as running:
        yield running


@pytest.fixture
def market(exchange: Exchange) -> Market:
    return serve_venues(exchange)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home.under(tmp_path / "home")
    home.make()
    home.config_file.write_text('assets = ["BTC"]\n')
    return home


Run = Callable[..., AbstractContextManager[Popen[bytes]]]


@pytest.fixture
def tracker(
    desktop: Desktop, exchange: Exchange, market: Market, home: Home, tmp_path: Path
) -> Run:
    del market  # the exchange answers as it says

    def run(*arguments: str) -> AbstractContextManager[Popen[bytes]]:
        env = environment(home.data, **desktop.env)
        return running_tracker(tmp_path / "output", env, "--gateway", exchange.url, *arguments)

    return run


def add_level(home: Home, price: int, rule: str) -> None:
    done = run_tracker(home.data, "level", "add", "BTC", price, "--rule", rule)
    assert done.returncode == 0, done.stderr


def armed(home: Home, price: float) -> bool:
    """Whether a level is watched: all of its past is judged."""
    journal = Journal.read(home.journal_file)
    if journal is None:
        return False
    try:
        levels = [level for level in journal.levels("BTC") if level.price == price]
        states = [one.state for level in levels for one in journal.states(level.id)]
        return states == [LevelState.ARMED]
    finally:
        journal.close()


def undelivered(home: Home) -> int:
    journal = Journal.read(home.journal_file)
    assert journal is not None
    try:
        return len(journal.undelivered())
    finally:
        journal.close()


def streaming(exchange: Exchange) -> bool:
    """Whether the program listens to the candles."""
    return any(socket.host == _KLINES for socket in list(exchange.sockets))


def test_a_break_is_one_notification_on_the_screen_and_never_a_second(
    desktop: Desktop, tracker: Run, exchange: Exchange, market: Market, home: Home
) -> None:
    add_level(home, 69_000, "hourly")
    with tracker():
        until(lambda: armed(home, 69_000), "the level is watched")
        until(lambda: streaming(exchange), "the candles stream")
        assert desktop.pixels(NOTE_COLOR) == 0
        hour_ms = H1.floor(market.now_ms())
        market.closes["BTC", "1h", hour_ms] = 67_500.0
        exchange.push(_KLINES, kline_frame(market, "BTC", "1h", hour_ms, closed=True))
        until(lambda: desktop.notes_on_screen() == 1, "the notification is shown")
        until(lambda: desktop.pixels(NOTE_COLOR) > 500, "it can be seen")
        until(lambda: undelivered(home) == 0, "it is stamped")
        assert desktop.notes_on_screen() == 1
    desktop.close_notes()
    until(lambda: desktop.pixels(NOTE_COLOR) == 0, "the screen is clear")
    until(lambda: not streaming(exchange), "the first run is over")
    # Another level breaks in the second run: once that is shown, the first one would be, too.
    add_level(home, 68_500, "close:1m")
    with tracker():
        until(lambda: armed(home, 68_500), "the second level is watched")
        until(lambda: streaming(exchange), "the candles stream again")
        exchange.push(_KLINES, kline_frame(market, "BTC", "1h", hour_ms, closed=True))
        minute_ms = M1.floor(market.now_ms())
        market.closes["BTC", "1m", minute_ms] = 68_000.0
        exchange.push(_KLINES, kline_frame(market, "BTC", "1m", minute_ms, closed=True))
        until(lambda: desktop.notes_on_screen() == 1, "the second notification is shown")
        until(lambda: undelivered(home) == 0, "it is stamped, too")
    notes = desktop.notes_so_far()
    assert [summary for summary, _ in notes] == [
        "BTC 69,000 broken (hourly)",
        "BTC 68,500 broken (close:1m)",
    ]
    assert "67,500" in notes[0][1]
    assert "68,000" in notes[1][1]


def break_level(exchange: Exchange, market: Market, close: float) -> None:
    """A minute closes."""
    minute_ms = M1.floor(market.now_ms())
    market.closes["BTC", "1m", minute_ms] = close
    exchange.push(_KLINES, kline_frame(market, "BTC", "1m", minute_ms, closed=True))


def test_a_click_on_the_notification_opens_the_chart_there(
    desktop: Desktop, tracker: Run, exchange: Exchange, market: Market, home: Home
) -> None:
    desktop.open_tray()
    add_level(home, 68_500, "close:1m")
    with tracker() as process:
        window = until(desktop.window, "the window is there")
        until(desktop.icon, "the icon is in the tray")
        until(lambda: armed(home, 68_500), "the level is watched")
        until(lambda: streaming(exchange), "the candles stream")
        desktop.click(window.close_button)
        until(lambda: desktop.window() is None, "the window is hidden")
        break_level(exchange, market, 68_000.0)
        until(lambda: desktop.notes_on_screen() == 1, "the notification is shown")
        desktop.open_note()
        until(desktop.window, "the window is back")
        until(lambda: seen(home), "the alert counts as read")
        process.terminate()
        assert process.wait(10) == 0
    journal = Journal.read(home.journal_file)
    assert journal is not None
    layout = unpack_layout(journal.kept("window"))
    (broken,) = (one for one in journal.transitions("BTC", 0, FOREVER_MS) if one.event == "broken")
    assert journal.seen.ids() == {broken.id}
    journal.close()
    # It was on hourly candles before: the rule's own show the break.
    assert (layout.asset, layout.interval) == ("BTC", "1m")


def seen(home: Home) -> frozenset[str]:
    """What was seen in the list of alerts."""
    journal = Journal.read(home.journal_file)
    assert journal is not None
    try:
        return journal.seen.ids()
    finally:
        journal.close()


def test_what_broke_while_the_program_was_off_is_one_digest(
    desktop: Desktop, tracker: Run, market: Market, home: Home
) -> None:
    hour_ms = H1.floor(market.now_ms())
    journal = Journal.open(home.journal_file)
    for price in (69_000.0, 68_500.0):
        made_ms = hour_ms - 12 * H1.ms
        journal.add_level(
            Level(0, "BTC", "binance-spot", price, Role.SUPPORT, ("hourly",), "", made_ms)
        )
    journal.close()
    for hours in (5, 4):
        market.closes["BTC", "1h", hour_ms - hours * H1.ms] = 67_500.0
    with tracker():
        until(lambda: desktop.notes_on_screen() == 1, "the digest is shown")
        until(lambda: undelivered(home) == 0, "all of it is stamped")
        assert desktop.notes_on_screen() == 1
    ((summary, body),) = desktop.notes_so_far()
    assert summary == "While Tracker was away"
    assert "BTC 69,000 broken (hourly)" in body
    assert "BTC 68,500 broken (hourly)" in body


def test_quiet_hours_hold_an_alert_and_deliver_it_after_them(
    desktop: Desktop, tracker: Run, exchange: Exchange, market: Market, home: Home
) -> None:
    awake = home.config_file.read_text()
    now = datetime.now().astimezone()
    quiet = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=2):%H:%M}"
    home.config_file.write_text(f'{awake}quiet = "{quiet}"\n')
    add_level(home, 68_500, "close:1m")
    with tracker() as process:
        until(lambda: armed(home, 68_500), "the level is watched")
        until(lambda: streaming(exchange), "the candles stream")
        break_level(exchange, market, 68_000.0)
        # What is only listed is stamped in the same round in which the break is held.
        until(lambda: broken_waits(home), "the break is held, and all else was looked at")
        process.terminate()
        assert process.wait(10) == 0
    assert desktop.notes_so_far() == []
    home.config_file.write_text(awake)
    with tracker():
        until(lambda: desktop.notes_on_screen() == 1, "the notification is shown")
        until(lambda: undelivered(home) == 0, "it is stamped")
    ((summary, body),) = desktop.notes_so_far()
    assert "68,500" in summary + body


def broken_waits(home: Home) -> bool:
    journal = Journal.read(home.journal_file)
    assert journal is not None
    try:
        return [one.transition.event for one in journal.undelivered()] == [Event.BROKEN]
    finally:
        journal.close()


def test_the_close_button_hides_into_the_tray_and_its_icon_brings_the_window_back(
    desktop: Desktop, tracker: Run
) -> None:
    desktop.open_tray()
    with tracker() as process:
        window = until(desktop.window, "the window is there")
        icon = until(desktop.icon, "the icon is in the tray")
        assert min(icon.width, icon.height) >= 16
        desktop.click(window.close_button)
        until(lambda: desktop.window() is None, "the window is hidden")
        assert desktop.icon() == icon
        desktop.click(icon.middle)
        again = until(desktop.window, "the window is back")
        assert (again.width, again.height) == (window.width, window.height)
        desktop.click(icon.middle)
        until(lambda: desktop.window() is None, "a second click hides it")
        assert process.poll() is None
        process.terminate()
        assert process.wait(10) == 0
    until(lambda: desktop.icon() is None, "the icon is gone")


def test_a_window_in_the_tray_comes_back_when_the_tray_goes(desktop: Desktop, tracker: Run) -> None:
    desktop.open_tray()
    with tracker("--minimized") as process:
        until(desktop.icon, "the icon is in the tray")
        assert desktop.window() is None
        before = desktop.windows_of_the_user()
        assert len(before) == 1  # the tray's own
        desktop.close_tray()
        until(lambda: desktop.windows_of_the_user() - before, "ours is in the list", _PATIENCE_S)
        assert process.poll() is None


def test_without_a_tray_the_window_stays_and_its_close_button_leaves(
    desktop: Desktop, tracker: Run
) -> None:
    with tracker("--minimized") as process:
        window = until(desktop.window, "the window is there, for there is no tray")
        assert desktop.icon() is None
        desktop.click(window.close_button)
        assert process.wait(_PATIENCE_S) == 0
