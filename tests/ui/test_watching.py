"""The watchlist as the user changes it in the window: add, remove, undo, move, and what is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracker.store.settings import BadSettings
from ui.bench import Bench, MakeBench
from ui.samples import click


class Calls:
    """A collector that notes the watchlists it is told."""

    def __init__(self) -> None:
        self.watched: list[tuple[str, ...]] = []

    async def watch(self, assets: Sequence[str]) -> None:
        self.watched.append(tuple(assets))


def told(bench: Bench) -> list[tuple[str, ...]]:
    """The watchlists that the engine was told."""
    calls = Calls()
    for work, _, _ in bench.engine.submitted:
        coroutine = work(calls) if "_tell_engine" in work.__qualname__ else None
        if coroutine is not None:
            asyncio.run(coroutine)
    return calls.watched


@pytest.fixture
def kept(make_bench: MakeBench) -> tuple[Bench, list[list[str]]]:
    lists: list[list[str]] = []
    return make_bench(keep_assets=lambda assets: lists.append(list(assets))), lists


def test_the_plus_and_the_slash_open_the_search(bench: Bench, qtbot: QtBot) -> None:
    search = bench.window.watching.search
    click(qtbot, bench.window.watchlist.add)
    assert search.isVisible()
    assert search.field.hasFocus()
    search.hide()
    qtbot.keyClick(bench.window.chart, Qt.Key.Key_Slash)
    assert search.isVisible()


def test_a_coin_taken_is_watched_shown_told_and_kept(kept: tuple[Bench, list[list[str]]]) -> None:
    bench, lists = kept
    charts = bench.window.charts.open_new()
    bench.window.watching.search.taken.emit("PEPE")
    assert bench.desk.assets == ["BTC", "ETH", "SOL", "PEPE"]
    assert bench.desk.asset == "PEPE"
    assert told(bench) == [("BTC", "ETH", "SOL", "PEPE")]
    assert lists == [["BTC", "ETH", "SOL", "PEPE"]]
    assert charts.desk.assets == bench.desk.assets
    assert list(charts.bar._coins) == bench.desk.assets
    assert list(bench.window.indicating.sheet.boxes) == bench.desk.assets
    bench.window.watching.add("BTC")  # one that is watched is only shown
    assert bench.desk.asset == "BTC"
    assert len(lists) == 1


def test_delete_removes_and_undo_brings_it_back_where_it_was(
    kept: tuple[Bench, list[list[str]]], qtbot: QtBot
) -> None:
    bench, lists = kept
    window = bench.window
    bench.desk.choose("ETH", bench.desk.interval)
    qtbot.keyClick(window.watchlist.body, Qt.Key.Key_Delete)
    assert bench.desk.assets == ["BTC", "SOL"]
    assert bench.desk.asset == "SOL"
    assert [view.asset for view in window.watchlist.body.rows] == ["BTC", "SOL"]
    assert window.banner.text.startswith("ETH is not watched any more")
    assert window.banner._open.text() == "Undo"
    click(qtbot, window.banner._open)
    assert bench.desk.assets == ["BTC", "ETH", "SOL"]
    assert bench.desk.asset == "ETH"
    assert window.banner.text == ""
    assert lists == [["BTC", "SOL"], ["BTC", "ETH", "SOL"]]


def test_the_last_coin_stays(bench: Bench) -> None:
    watching = bench.window.watching
    watching.remove("ETH")
    watching.remove("SOL")
    watching.remove("SOL")
    watching.remove("BTC")
    assert bench.desk.assets == ["BTC"]
    assert bench.window.banner.text == "BTC is the last coin on the watchlist, so it stays."


def test_alt_and_an_arrow_move_a_coin(kept: tuple[Bench, list[list[str]]], qtbot: QtBot) -> None:
    bench, lists = kept
    body = bench.window.watchlist.body
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(body, Qt.Key.Key_Up, alt)  # it is the first already
    assert lists == []
    qtbot.keyClick(body, Qt.Key.Key_Down, alt)
    assert bench.desk.assets == ["ETH", "BTC", "SOL"]
    assert [view.asset for view in body.rows] == ["ETH", "BTC", "SOL"]
    assert bench.desk.asset == "BTC"
    qtbot.keyClick(body, Qt.Key.Key_Up, alt)
    assert lists == [["ETH", "BTC", "SOL"], ["BTC", "ETH", "SOL"]]


def test_what_cannot_be_remembered_is_said_and_holds_for_now(make_bench: MakeBench) -> None:
    def refuse(_: Sequence[str]) -> None:
        raise BadSettings("config.toml cannot be written: Permission denied.")

    bench = make_bench(keep_assets=refuse)
    bench.window.watching.add("PEPE")
    assert "PEPE" in bench.desk.assets
    assert bench.window.banner.text == (
        "This holds until Tracker is closed. config.toml cannot be written: Permission denied."
    )


def test_coins_that_another_start_names_are_watched_and_shown(bench: Bench) -> None:
    bench.window.watching.show(("ETH", "PEPE"))
    assert bench.desk.assets == ["BTC", "ETH", "SOL", "PEPE"]
    assert bench.desk.asset == "ETH"
    bench.window.watching.show(())
    assert bench.desk.asset == "ETH"
