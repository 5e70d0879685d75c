"""The first run of the real program, done with a real keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.desktop import Desktop
from loopback import Exchange
from loopback.venues import serve_venues
from program import environment, running_tracker, until
from tracker.store.journal import Journal
from tracker.store.paths import Home
from tracker.store.settings import Settings
from tracker.ui.first_due import NAME

pytestmark = pytest.mark.desk

_PATIENCE_S = 30


def kept(home: Home) -> bytes | None:
    journal = Journal.read(home.journal_file)
    if journal is None:
        return None
    try:
        return journal.kept(NAME)
    finally:
        journal.close()


def test_three_steps_with_the_keyboard_and_never_again(desktop: Desktop, tmp_path: Path) -> None:
    home = Home.under(tmp_path / "home")
    env = environment(home.data, **desktop.env)

    def assets() -> tuple[str, ...]:
        return Settings.load(home.config_file).assets

    with Exchange() as exchange:
        serve_venues(exchange)
        with running_tracker(tmp_path / "output", env, "--gateway", exchange.url) as process:
            until(desktop.window, "the window is there")
            until(lambda: list(exchange.sockets), "the engine works, so the first step is shown")
            before = assets()
            desktop.type("XRP")
            desktop.press("Return")  # it is watched, so this takes it off
            until(home.config_file.exists, "the choice is kept at once", _PATIENCE_S)
            assert assets() == tuple(one for one in before if one != "XRP")
            desktop.press("alt+Right", "alt+Right", "space")  # on to the test of notifications
            until(lambda: desktop.notes_on_screen() == 1, "the test is shown", _PATIENCE_S)
            assert kept(home) is None
            desktop.press("Escape")
            until(lambda: kept(home) is not None, "it is remembered", _PATIENCE_S)
            assert [title for title, _ in desktop.notes_so_far()] == ["A test of notifications"]
            process.terminate()
            assert process.wait(_PATIENCE_S) == 0
        home.config_file.unlink()
        until(lambda: not list(exchange.sockets), "the first run is over")
        with running_tracker(tmp_path / "output", env, "--gateway", exchange.url) as process:
            until(desktop.window, "the window is there again")
            until(lambda: list(exchange.sockets), "the engine works")
            desktop.type("XRP")
            desktop.press("Return", "Escape")
            process.terminate()
            assert process.wait(_PATIENCE_S) == 0
        assert not home.config_file.exists()  # nothing took a coin off: there was no first step
