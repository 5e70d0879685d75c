"""Where files are kept, with and without TRACKER_HOME, and where those lie that ship with Tracker."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from tracker.domain.errors import TrackerError
from tracker.store import paths
from tracker.store.paths import Home, bundled


def test_one_folder_holds_everything_where_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_HOME", f" {tmp_path / 'all'} ")
    home = Home.find()
    assert home.config_file == tmp_path / "all/config.toml"
    assert home.journal_file == tmp_path / "all/journal.db"
    assert home.market_file == tmp_path / "all/market.db"
    assert (home.logs, home.exports) == (tmp_path / "all/logs", tmp_path / "all/exports")
    assert not (tmp_path / "all").exists()


def test_the_named_folder_may_be_relative_or_begin_with_a_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_HOME", "here")
    assert Home.find().data == tmp_path / "here"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("TRACKER_HOME", "~/there")
    assert Home.find().data == tmp_path / "there"


@pytest.mark.parametrize("named", [None, "", "  "])
def test_without_a_name_they_are_the_folders_of_the_user(
    monkeypatch: pytest.MonkeyPatch, named: str | None
) -> None:
    if named is None:
        monkeypatch.delenv("TRACKER_HOME", raising=False)
    else:
        monkeypatch.setenv("TRACKER_HOME", named)
    home = Home.find()
    assert home.config == platformdirs.user_config_path("tracker", appauthor=False)
    assert home.data == platformdirs.user_data_path("tracker", appauthor=False)
    assert home.cache == platformdirs.user_cache_path("tracker", appauthor=False)
    assert home.logs == platformdirs.user_log_path("tracker", appauthor=False)
    assert home.exports == platformdirs.user_pictures_path() / "Tracker"


def test_the_simulated_market_touches_no_real_data(tmp_path: Path) -> None:
    home = Home.under(tmp_path)
    demo = home.demo()
    assert demo.journal_file == tmp_path / "demo/journal.db"
    assert demo.market_file == tmp_path / "demo/market.db"
    assert demo.config_file == home.config_file
    assert (demo.logs, demo.exports) == (home.logs, home.exports)


def test_the_folders_are_made_and_made_again(tmp_path: Path) -> None:
    home = Home.under(tmp_path / "a/b").demo()
    home.make()
    home.make()
    assert {one.name for one in (tmp_path / "a/b").iterdir()} == {"demo", "logs"}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(TrackerError, match=r"The folder .*taken cannot be made: .+\."):
        Home.under(tmp_path / "taken").make()


def test_what_ships_with_the_program_is_found_in_a_checkout() -> None:
    assert (bundled("seeds") / "README.md").is_file()
    assert (bundled("resources") / "tracker.desktop").is_file()


def test_what_ships_with_the_program_is_found_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "site-packages/tracker"
    (installed / "bundled/seeds").mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(installed / "store/paths.py"))
    assert bundled("seeds") == installed / "bundled/seeds"
    assert bundled("resources") == tmp_path / "resources"
