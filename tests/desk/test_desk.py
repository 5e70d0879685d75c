"""The real program on a real little desktop: notifications, the tray, and a window that comes back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from signal import SIGABRT
from subprocess import Popen

import numpy as np
import pytest

from desk.desktop import NOTE_COLOR, Desktop
from loopback import Exchange
from loopback.venues import Market, kline_frame, serve_venues
from program import environment, run_tracker, running_tracker, until
from tracker.domain.level import Event, Level, LevelState, Role
from tracker.domain.quiet import Mute
from tracker.domain.times import H1, M1
from tracker.services.levels import LevelWish, make_level
from tracker.sources.binance_spot import BinanceSpot
from tracker.sources.clock import WallClock
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS
from tracker.store.paths import Home
from tracker.ui.layout import unpack_layout

pytestmark = pytest.mark.desk

_KLINES = "data-stream.binance.vision"
#: The window looks for its tray every three seconds; a busy machine takes longer.
_PATIENCE_S = 30


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
) -> Iterator[Run]:
    del market  # the exchange answers as it says
    output = tmp_path / "output"

    @contextmanager
    def run(*arguments: str) -> Iterator[Popen[bytes]]:
        env = environment(home.data, PYTHONFAULTHANDLER="1", **desktop.env)
        with running_tracker(output, env, "--gateway", exchange.url, *arguments) as process:
            try:
                yield process
            except BaseException:
                # Before the program ends: its windows go with it, and nobody could ask where it was.
                sys.stdout.write(
                    f"{desktop.described()}\n--- the program ended: {process.poll()}\n"
                )
                if process.poll() is None:
                    process.send_signal(SIGABRT)  # it writes where each of its threads is
                    process.wait(_PATIENCE_S)
                raise

    yield run
    # Shown where the test failed: what the program said, and what the desktop was shown.
    for said in (output, *sorted(home.logs.glob("*.log"))):
        if said.exists():
            sys.stdout.write(f"--- {said.name}\n{said.read_text()[-6_000:]}\n")
    sys.stdout.write(f"--- notifications that were closed\n{desktop.notes_so_far()}\n")


def put_level(home: Home, price: float, rule: str) -> None:
    """As the command does where nothing is stored yet, without a process of its own."""
    with closing(Journal.open(home.journal_file)) as journal:
        make_level(
            None, journal, [BinanceSpot()], LevelWish("BTC", price, (rule,)), WallClock().now_ms()
        )


def add_level(home: Home, price: int, rule: str) -> None:
    """By the command."""
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
        hour = kline_frame(market, "BTC", "1h", hour_ms, closed=True)
        # This hour is not over: where a socket that is being replaced loses it, no later question
        # would bring it. Told again it is the same candle, and never a second notification.
        until(lambda: shown_or_pushed(desktop, exchange, hour), "the notification is shown")
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


def shown_or_pushed(desktop: Desktop, exchange: Exchange, frame: object) -> bool:
    """Whether there is a notification; where there is none, the venue tells the candle once more."""
    if desktop.notes_on_screen() == 0:
        exchange.push(_KLINES, frame)
    return desktop.notes_on_screen() == 1


def break_level(exchange: Exchange, market: Market, close: float) -> None:
    """A minute closes."""
    minute_ms = M1.floor(market.now_ms())
    market.closes["BTC", "1m", minute_ms] = close
    exchange.push(_KLINES, kline_frame(market, "BTC", "1m", minute_ms, closed=True))


def test_a_click_on_the_notification_opens_the_chart_there(
    desktop: Desktop, tracker: Run, exchange: Exchange, market: Market, home: Home
) -> None:
    desktop.open_tray()
    put_level(home, 68_500, "close:1m")
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
    put_level(home, 68_500, "close:1m")
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


# --- the icon's state and its menu -----------------------------------------------------------------

#: Colours that one state alone has in its icon.
_CANDLE, _BARS, _TRIANGLE = (0x2F, 0xB3, 0x9A), (0xD9, 0xE0, 0xE8), (0xFF, 0x5A, 0x60)
#: Steps down in the menu: one coin, show or hide, mute, and while muted unmute; then pause or resume.
_MUTE, _PAUSE, _UNMUTE = 3, 4, 4


def shows(desktop: Desktop, color: tuple[int, int, int]) -> bool:
    """Whether the icon on the screen has this colour on more than a stray pixel."""
    icon = desktop.icon()
    if icon is None:
        return False
    # A panel may scale the picture, which shades its edges.
    near = np.abs(desktop.region(icon).astype(int) - color).max(axis=2) < 12
    return bool(near.sum() >= 8)


def choose_in_menu(desktop: Desktop, steps: int, *then: str) -> None:
    """Open the icon's menu, go down, and take what is there."""
    icon = desktop.icon()
    assert icon is not None
    desktop.click(icon.middle, button=3)
    until(desktop.menus, "the menu is open")
    desktop.keys(*["Down"] * steps, *then, "Return")
    until(lambda: desktop.menus() == 0, "the menu is closed")


def test_the_icon_shows_calm_paused_and_calm_again(
    desktop: Desktop, tracker: Run, exchange: Exchange
) -> None:
    desktop.open_tray()
    with tracker("--minimized"):
        until(lambda: shows(desktop, _CANDLE), "the icon is calm")
        assert not shows(desktop, _TRIANGLE)
        until(lambda: streaming(exchange), "the candles stream")
        choose_in_menu(desktop, _PAUSE)
        until(lambda: shows(desktop, _BARS), "the icon is paused")
        assert not shows(desktop, _CANDLE)
        until(lambda: not exchange.sockets, "nobody is listened to")
        choose_in_menu(desktop, _PAUSE)
        until(lambda: streaming(exchange), "the candles stream again")
        until(lambda: shows(desktop, _CANDLE), "the icon is calm again", _PATIENCE_S)


def test_muted_from_the_menu_a_break_turns_the_icon_and_pops_up_once_unmuted(
    desktop: Desktop, tracker: Run, exchange: Exchange, market: Market, home: Home
) -> None:
    desktop.open_tray()
    put_level(home, 68_500, "close:1m")
    with tracker("--minimized"):
        until(lambda: armed(home, 68_500), "the level is watched")
        until(lambda: streaming(exchange), "the candles stream")
        choose_in_menu(desktop, _MUTE, "Right")
        until(lambda: is_muted(home), "it is muted")
        break_level(exchange, market, 68_000.0)
        until(lambda: shows(desktop, _TRIANGLE), "the icon says that something broke")
        until(lambda: broken_waits(home), "the break is held")
        assert desktop.notes_on_screen() == 0
        choose_in_menu(desktop, _UNMUTE)
        until(lambda: desktop.notes_on_screen() == 1, "what was held is shown")
        until(lambda: undelivered(home) == 0, "it is stamped")
    ((summary, body),) = desktop.notes_so_far()
    assert "68,500" in summary + body


def is_muted(home: Home) -> bool:
    """Whether the journal says that alerts are held."""
    journal = Journal.read(home.journal_file)
    assert journal is not None
    try:
        return Mute.unpack(journal.kept("mute")) is not None
    finally:
        journal.close()
