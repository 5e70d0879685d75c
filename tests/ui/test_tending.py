"""The tray icon in a real window: its state, its words, and what its menu does."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from tracker.domain.health import State
from tracker.domain.quiet import next_morning
from tracker.domain.times import HOUR_MS, MINUTE_MS
from tracker.services.update import Update
from tracker.ui.tending import PAUSED
from tracker.ui.tray_state import TrayState
from tracker.ui.zones import local_zone
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, asset_view, click, health, transition


def test_words_of_the_icon_begin_with_the_chosen_coin_and_end_with_the_others(
    bench: Bench,
) -> None:
    assert bench.tray.tip.splitlines() == [
        "BTC 67,450 −1.37\u202f%",
        "BTC 70,000 broken (hourly), not seen yet.",
        "8 unread alerts",
        "ETH 1,956.2 −1.37\u202f%",
        "SOL – –",
    ]
    bench.desk.choose("ETH", bench.desk.interval)
    assert bench.tray.tip.startswith("ETH 1,956.2")


def test_the_icon_goes_from_unread_to_calm_to_stale(bench: Bench) -> None:
    assert bench.tray.state is TrayState.BREAK
    bench.window.alerts.mark_all_read()
    bench.desk.show_assets([asset_view("BTC"), asset_view("ETH", 69_900.0, daily_atr=2_000.0)])
    assert bench.tray.state is TrayState.WATCH
    bench.desk.show_assets([asset_view("BTC")])
    assert bench.tray.state is TrayState.CALM
    assert "unread" not in bench.tray.tip
    bench.engine.updated.emit(Update(health=[health("spot", state=State.DOWN, reason="No.")]))
    assert bench.tray.state is TrayState.STALE
    bench.engine.updated.emit(Update(health=[health("spot")]))
    assert bench.tray.state is TrayState.CALM
    bench.engine.updated.emit(Update(transitions=[transition(id="new")]))
    assert bench.tray.state is TrayState.BREAK


def test_an_engine_that_ended_is_no_calm(bench: Bench) -> None:
    bench.window.alerts.mark_all_read()
    bench.window.show_ended("The disk is full.")
    assert bench.tray.state is TrayState.STALE


def asked_of(bench: Bench, action: QAction) -> list[tuple[str, Any]]:
    """What of the engine a menu entry asks for."""
    calls: list[tuple[str, Any]] = []

    def note(name: str) -> Any:
        async def call(*arguments: Any) -> None:
            calls.append((name, arguments))

        return call

    collector = SimpleNamespace(
        muting=SimpleNamespace(mute=note("mute"), unmute=note("unmute")),
        pause=note("pause"),
        resume=note("resume"),
    )
    before = len(bench.engine.submitted)
    action.trigger()
    for work, _, _ in bench.engine.submitted[before:]:
        asyncio.run(work(collector))
    return calls


def test_the_menu_mutes_pauses_and_takes_it_back(bench: Bench) -> None:
    menu = bench.tray.menu
    bench.window.tending.tell()
    half, one, four, morning = menu.mute.actions()
    for action, span_ms in ((half, 30 * MINUTE_MS), (one, HOUR_MS), (four, 4 * HOUR_MS)):
        assert asked_of(bench, action) == [("mute", (NOW_MS + span_ms,))]
    assert asked_of(bench, morning) == [("mute", (next_morning(NOW_MS, local_zone()),))]
    assert asked_of(bench, menu.pause) == [("pause", ())]
    bench.engine.updated.emit(Update(muted_until_ms=NOW_MS + HOUR_MS, paused=True))
    assert asked_of(bench, menu.unmute) == [("unmute", ())]
    assert asked_of(bench, menu.resume) == [("resume", ())]


def test_muted_is_said_until_it_is_over(bench: Bench) -> None:
    tending, menu = bench.window.tending, bench.tray.menu
    tending.set_zone(UTC)
    bench.engine.updated.emit(Update(muted_until_ms=NOW_MS + 30 * HOUR_MS))
    dated = tending.muted_words
    assert len(dated.split()) == 3  # with its day: 5 Feb 21:00
    bench.engine.updated.emit(Update(muted_until_ms=NOW_MS + HOUR_MS))
    until = tending.muted_words
    assert f"Muted until {until}." in bench.tray.tip
    assert menu.mute.title() == f"Muted until {until}"
    tending.set_zone(timezone(timedelta(hours=3)))
    assert tending.muted_words != until
    bench.clock.at_ms = NOW_MS + HOUR_MS
    bench.window._look()
    assert "Muted" not in bench.tray.tip
    assert menu.mute.title() == "Mute alerts"


def test_paused_is_said_above_the_chart_until_it_is_resumed(bench: Bench, qtbot: QtBot) -> None:
    banner = bench.window.banner
    bench.engine.updated.emit(Update(paused=True))
    assert bench.tray.state is TrayState.PAUSED
    assert banner.text == PAUSED
    assert banner._open.text() == "Resume"
    before = len(bench.engine.submitted)
    click(qtbot, banner._open)
    assert len(bench.engine.submitted) == before + 1
    assert banner.text == PAUSED  # until the engine says so
    banner.say("Saved.")
    assert not banner._open.isVisible()
    banner._passed()
    assert banner._open.text() == "Resume"
    bench.engine.updated.emit(Update(paused=False))
    assert banner.text == ""
    assert bench.tray.state is not TrayState.PAUSED


def test_a_coin_of_the_menu_brings_the_window_up_with_its_chart(bench: Bench, qtbot: QtBot) -> None:
    bench.tray.is_there = True
    bench.window.hide_or_stay()
    bench.tray.menu.asset_chosen.emit("ETH")
    qtbot.waitUntil(bench.window.isVisible)
    assert bench.desk.asset == "ETH"


@pytest.mark.parametrize("ready", [True, False])
def test_only_this_windows_own_engine_can_be_muted(make_bench: MakeBench, ready: bool) -> None:
    bench = make_bench()
    bench.engine.is_ready = ready
    bench.window._look()
    assert bench.tray.menu.pause.isEnabled() is ready
