"""What is decided once a process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracker.app import App, DemoRuns, Options
from tracker.domain.errors import TrackerError
from tracker.sources.clock import WallClock
from tracker.store.database import open_writer
from tracker.store.journal import Journal
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.under(tmp_path / "home")


def test_a_demo_begins_anew_with_the_levels_of_its_scenario(home: Home) -> None:
    demo = App(Options(demo=""), home)
    demo.begin()
    first = Journal.open(demo.home.journal_file)
    levels = first.levels()
    assert levels
    first.remove_level(levels[0].id, 1)
    first.keep("window", b"layout")
    first.close()
    demo.begin()
    second = Journal.open(demo.home.journal_file)
    assert [one.price for one in second.levels()] == [one.price for one in levels]
    assert second.kept("window") == b"layout"
    second.close()


def test_a_demo_that_runs_is_not_taken_away(home: Home) -> None:
    demo = App(Options(demo=""), home)
    demo.begin()
    writer = MarketWriter(open_writer(demo.home.market_file, MIGRATIONS, keep_copy=False))
    now_ms = WallClock().now_ms()
    writer.beat(os.getpid(), now_ms, now_ms)
    with pytest.raises(DemoRuns, match=f"process {os.getpid()}"):
        App(Options(demo=""), home).begin()
    writer.stop(os.getpid(), now_ms)
    writer.close()
    demo.begin()
    assert not demo.home.market_file.exists()


def test_an_unknown_scenario_is_named_with_those_there_are(home: Home) -> None:
    with pytest.raises(TrackerError, match="no scenario “nonsense”"):
        App(Options(demo="nonsense"), home).begin()


def test_a_damaged_journal_is_left_to_the_engine_to_tell(home: Home) -> None:
    home.make()
    home.journal_file.write_bytes(b"this is no database" * 100)
    App(Options(), home).begin()
    assert home.journal_file.read_bytes().startswith(b"this is no database")
