"""The window: where everything stands, what connects what, what it remembers, how it comes and goes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

import tracker.ui
from tracker.domain.health import State
from tracker.domain.times import H1, H4, HOUR_MS
from tracker.services.history import Progress
from tracker.services.notices import Notice
from tracker.services.update import Update
from tracker.ui.desk import Desk
from tracker.ui.layout import Layout
from tracker.ui.main_window import MainWindow, WindowParts
from tracker.ui.panels.elided import Elided
from tracker.ui.theme import DARK, LIGHT, font
from ui.charts.samples import pixels
from ui.samples import (
    NOW_MS,
    TITLES,
    FakeEngine,
    FixedClock,
    asset_view,
    candle,
    chart_view,
    click,
    has_color,
    health,
    level_row,
    liquidation,
    notice,
    picture,
    transition,
    unknown_view,
)


class FakeTray(QObject):
    toggled = Signal()
    quit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_there = False
        self.tip = ""
        self.appeared = 0

    def appear(self) -> None:
        self.appeared += 1

    def set_tip(self, text: str) -> None:
        self.tip = text


class FakeNotifier(QObject):
    shown = Signal(object)
    inside = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Notice] = []

    def show(self, one: Notice) -> None:
        self.asked.append(one)


class Bench:
    """A window over an engine that answers when the test says so."""

    def __init__(self, folder: Path, layout: Layout, *, simulated: bool = False) -> None:
        self.engine, self.clock = FakeEngine(), FixedClock()
        self.tray, self.notifier = FakeTray(), FakeNotifier()
        self.desk = Desk(
            self.engine,  # type: ignore[arg-type]
            [],
            ["BTC", "ETH", "SOL"],
            self.clock,  # type: ignore[arg-type]
            lambda query: query(None, None),
        )
        self.desk._timer.stop()
        self.demos = 0
        parts = WindowParts(
            desk=self.desk,
            tray=self.tray,  # type: ignore[arg-type]
            notifier=self.notifier,  # type: ignore[arg-type]
            titles=TITLES,
            clock=self.clock,  # type: ignore[arg-type]
            cache_bytes=lambda: 412_000_000,
            open_demo=self._count_demo,
            exports=folder / "exports",
            simulated=simulated,
        )
        self.window = MainWindow(parts, layout)

    def _count_demo(self) -> None:
        self.demos += 1

    def fill(self) -> None:
        """As it is when all has arrived."""
        self.desk.show_assets([asset_view("BTC"), asset_view("ETH", 1_956.2), unknown_view("SOL")])
        self.desk.show_chart(chart_view("BTC", count=400))
        self.desk.tape_grown.emit([liquidation(NOW_MS - n * 1_000) for n in range(30)])
        self.desk.transitions_shown.emit([transition(id=str(n)) for n in range(8)])
        self.desk.health_grown.emit(
            [health("spot"), health("alpha", state=State.DOWN, reason="No."), health("beta")]
        )


Make = Callable[..., Bench]


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Make]:
    qapp.setStyle("Fusion")
    qapp.setFont(font())
    made: list[Bench] = []

    def build(
        layout: Layout | None = None,
        *,
        size: tuple[int, int] | None = None,
        fill: bool = True,
        **more: Any,
    ) -> Bench:
        bench = Bench(tmp_path, layout or Layout(), **more)
        made.append(bench)
        if size is not None:
            bench.window.resize(*size)
        if fill:
            bench.fill()
        bench.window.show()
        bench.window.activateWindow()
        qtbot.waitExposed(bench.window)
        qtbot.waitUntil(lambda: not bench.window.chart.canvas.pending)
        return bench

    yield build
    for bench in made:
        bench.window._leaving = True
        bench.window.close()
        bench.window.deleteLater()


@pytest.fixture
def bench(make: Make) -> Bench:
    return make()


def button(window: MainWindow, text: str) -> QToolButton:
    return next(one for one in window.toolbar.findChildren(QToolButton) if one.text() == text)


# --- what is shown --------------------------------------------------------------------------------


def test_everything_that_arrived_is_in_its_place(bench: Bench) -> None:
    window = bench.window
    assert window.windowTitle() == "Tracker"
    assert [view.asset for view in window.watchlist.body.rows] == ["BTC", "ETH", "SOL"]
    assert window.tiles.price.text.startswith("BTC price")
    assert window.chart.isVisible()
    assert not window.offline.isVisible()
    assert "C 77,9" in window.chart.readout() or "C " in window.chart.readout()
    assert len(window.tape.body.rows) == 30
    assert len(window.alerts.body.rows) == 8
    assert [rung.price for rung in window.ladder.body.rows] == [70_000.0, 67_450.0]
    assert window.status.chips["alpha"].state is State.DOWN
    assert bench.tray.tip == "BTC 67,450 −1.37\u202f%\nTracker"
    assert window.toolbar._subject.text() == "BTC · reference Spot"


def test_a_chart_of_nothing_is_the_page_that_says_why(bench: Bench) -> None:
    bench.desk.show_chart(chart_view("BTC", count=0))
    assert bench.window.offline.isVisible()
    assert not bench.window.chart.isVisible()
    assert bench.window.offline.lines()["alpha"][0] == "No."
    bench.window.offline._demo.click()
    assert bench.demos == 1


def test_live_news_reach_their_panels(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    bench.engine.updated.emit(
        Update(
            values=[candle(99_999.0), liquidation(NOW_MS + 5_000)],
            transitions=[transition(id="new")],
            health=[health("alpha")],
            progress=Progress(1, 100),
        )
    )
    qtbot.waitUntil(lambda: "C 99,999" in window.chart.readout())
    assert window.tape.body.rows[0].at_ms == NOW_MS + 5_000
    assert window.alerts.body.rows[0].id == "new"
    assert window.status.chips["alpha"].state is State.LIVE
    assert window.status._bar.isVisible()
    bench.desk.said.emit("Saved x.")
    assert window.banner.text == "Saved x."
    bench.desk.warned.emit("The market cache was damaged.")
    window.banner._dismiss()
    assert window.banner.text == "The market cache was damaged."


def test_flows_grow_under_the_candles(bench: Bench, qtbot: QtBot) -> None:
    from tracker.ui.flows import Flows

    view = chart_view("BTC", count=400)
    flows = Flows(view.liquidations, view.coverage, view.interest)
    bench.desk.flows_grown.emit(flows)
    qtbot.waitUntil(lambda: not bench.window.chart.canvas.pending)
    assert bench.window.chart._board.liquidations.scope == "covered 61\u202f% · Alpha, Beta"


def test_an_engine_that_ended_is_said_and_no_venue_looks_alive(bench: Bench) -> None:
    bench.window.show_ended("Another Tracker (process 7) already fills this cache.")
    assert "process 7" in bench.window.banner.text
    assert {chip.state for chip in bench.window.status.chips.values()} == {State.OFF}


def test_what_the_program_costs_is_looked_up_now_and_then(bench: Bench) -> None:
    bench.window._look()
    assert "cache 412MB" in bench.window.status._cost.text()
    assert "recorded since 11 Feb 03:30" in bench.window.status._cost.text()
    assert bench.tray.appeared == 1


def test_a_window_without_any_data_costs_something_too(make: Make) -> None:
    window = make(fill=False).window
    window._look()
    assert window.status._cost.text().startswith("cache 412MB")


def test_a_simulated_market_is_labelled(make: Make) -> None:
    assert make(simulated=True).window.windowTitle() == "Tracker (simulated market)"


# --- keys and buttons -----------------------------------------------------------------------------


def test_keys_choose_coins_and_intervals(bench: Bench, qtbot: QtBot) -> None:
    window, desk = bench.window, bench.desk
    qtbot.keyClick(window.chart.canvas, Qt.Key.Key_PageDown)
    assert desk.asset == "ETH"
    qtbot.keyClick(window.chart.canvas, Qt.Key.Key_PageUp)
    qtbot.keyClick(window.chart.canvas, Qt.Key.Key_PageUp)
    assert desk.asset == "SOL"
    qtbot.keyClick(window.chart.canvas, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: desk.interval is H4)
    click(qtbot, button(window, "1h"))
    assert desk.interval is H1
    click(qtbot, window.watchlist.body.viewport(), QPoint(60, 70))
    assert desk.asset == "ETH"


def test_keys_move_the_view(bench: Bench, qtbot: QtBot) -> None:
    chart = bench.window.chart
    before = chart.view()
    for key, differs in (
        (Qt.Key.Key_Left, lambda: chart.view()[1] < before[1]),
        (Qt.Key.Key_End, chart.at_now),
        (Qt.Key.Key_Plus, lambda: span(chart.view()) < span(before)),
        (Qt.Key.Key_Minus, lambda: abs(span(chart.view()) - span(before)) < HOUR_MS),
        (Qt.Key.Key_Equal, lambda: span(chart.view()) < span(before)),
    ):
        qtbot.keyClick(chart.canvas, key)
        qtbot.waitUntil(differs)
    right = chart.view()[1]
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Left)
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: abs(chart.view()[1] - right) < HOUR_MS)


def span(view: tuple[int, int]) -> int:
    return view[1] - view[0]


def test_l_adds_a_level_at_the_cursor(bench: Bench, qtbot: QtBot) -> None:
    canvas = bench.window.chart.canvas
    at = QPoint(canvas.width() // 2, 120)
    qtbot.mouseMove(canvas.viewport() if hasattr(canvas, "viewport") else canvas, at)
    qtbot.waitUntil(lambda: bench.window.chart._board.mouse is not None)
    qtbot.keyClick(canvas, Qt.Key.Key_L)
    assert len(bench.engine.submitted) == 1


def test_the_level_button_and_a_click_add_one(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    canvas = window.chart.canvas
    target = canvas.viewport() if hasattr(canvas, "viewport") else canvas
    click(qtbot, window.toolbar.level)
    assert window.toolbar.level.isChecked()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not window.toolbar.level.isChecked()
    click(qtbot, window.toolbar.level)
    click(qtbot, target, QPoint(canvas.width() // 2, 120))
    assert not window.toolbar.level.isChecked()
    assert len(bench.engine.submitted) == 1


def test_what_is_removed_in_the_ladder_is_removed(bench: Bench) -> None:
    bench.window.ladder.removed.emit(1)
    bench.window.chart.level_removed.emit(1)
    bench.window.chart.level_moved.emit(1, 71_000.0)
    bench.window.status.cancelled.emit()
    assert len(bench.engine.submitted) == 4


def test_older_candles_are_asked_for_where_the_user_looks(bench: Bench, qtbot: QtBot) -> None:
    first_ms = int(bench.desk.chart.candles.open_ms[0])  # type: ignore[union-attr]
    bench.window.chart.set_view(first_ms - 50 * HOUR_MS, first_ms + 50 * HOUR_MS)
    qtbot.waitUntil(lambda: len(bench.engine.asked) == 1)


# --- theme and zone -------------------------------------------------------------------------------


def test_the_theme_repaints_everything_and_back(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    dark = picture(window)
    click(qtbot, button(window, "Light"))
    qtbot.waitUntil(lambda: not window.chart.canvas.pending)
    light = picture(window)
    # Each part of the window is light: no panel was forgotten.
    for part in (window.tiles, window.watchlist, window.ladder, window.chart, window.alerts):
        shot = picture(part)
        assert not has_color(shot, DARK.color("panel"), least=50), part
        assert not has_color(shot, DARK.color("background"), least=50), part
    for part in (window.tape, window.status, window.toolbar):
        assert not has_color(picture(part), DARK.color("panel"), least=50), part
    assert window.palette_now is LIGHT
    assert (dark != light).any(axis=-1).mean() > 0.95
    click(qtbot, button(window, "Dark"))
    qtbot.waitUntil(lambda: not window.chart.canvas.pending)
    again = picture(window)
    assert (again != dark).any(axis=-1).mean() < 0.01


def test_the_page_and_the_banner_are_repainted_too(make: Make) -> None:
    bench = make(fill=False)
    window = bench.window
    bench.desk.show_chart(chart_view("BTC", count=0))
    window.banner.say("The disk is full.", stays=True)
    window.toggle_theme()
    for part in (window.offline, window.banner):
        shot = picture(part)
        for role in ("panel", "background", "raised"):
            assert not has_color(shot, DARK.color(role), least=20), (part, role)


def test_the_zone_is_that_of_all_panels(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    east = timezone(timedelta(hours=9), "JST")
    monkeypatch.setattr("tracker.ui.main_window.local_zone", lambda: east)
    window = bench.window
    bench.desk.levels_shown.emit([level_row(75_000.0, state=_broken(), since_ms=NOW_MS)])
    click(qtbot, button(window, "UTC"))
    assert "12 Feb 18:30 JST" in window.tiles.price.text
    assert "JST" in str(window.alerts.body.model().data(window.alerts.body.model().index(0, 0)))
    assert "JST" in str(window.tape.body.model().data(window.tape.body.model().index(0, 0)))
    ladder = window.ladder.body.model()
    assert "broken 12 Feb 18:30" in str(ladder.data(ladder.index(0, 0)))
    assert window.chart._board.price.levels.levels[0].text.endswith("12 Feb 18:30")
    assert window.chart._board.zone is east
    window._look()
    assert "since 11 Feb 12:30" in window.status._cost.text()
    click(qtbot, button(window, "Local"))
    assert "12 Feb 09:30 UTC" in window.tiles.price.text


def _broken() -> Any:
    from tracker.domain.level import LevelState

    return LevelState.BROKEN


# --- what is remembered ---------------------------------------------------------------------------


def test_the_layout_is_remembered(make: Make, qtbot: QtBot) -> None:
    first = make(size=(1_300, 800))
    first.window._columns.setSizes([300, 600, 400])
    first.window._left.setSizes([200, 400])
    first.window._right.setSizes([150, 450])
    first.window.toggle_theme()
    first.window.toggle_zone()
    first.desk.choose("ETH", H4)
    layout = first.window.layout_now()
    assert (layout.theme, layout.local_time, layout.asset, layout.interval) == (
        "light",
        True,
        "ETH",
        "4h",
    )
    second = make(layout)
    qtbot.waitUntil(lambda: second.window.size() == first.window.size())
    assert second.window.palette_now is LIGHT
    again = second.window.layout_now()
    assert np.allclose(again.columns, layout.columns, atol=2)
    assert np.allclose(again.left, layout.left, atol=2)
    assert np.allclose(again.right, layout.right, atol=2)
    assert again.local_time


@pytest.mark.parametrize(
    "layout",
    [
        Layout(geometry=b"nonsense"),
        Layout(columns=(-5, 0), left=(0,), right=(10**9, 1, 2, 3)),
        Layout(theme="neon", asset="DOGE", interval="7y"),
    ],
)
def test_a_layout_that_makes_no_sense_is_ignored(make: Make, layout: Layout) -> None:
    window = make(layout).window
    assert window.palette_now is DARK
    assert window.width() >= 960
    assert all(size > 0 for size in window._columns.sizes())
    assert all(size > 0 for size in window._left.sizes() + window._right.sizes())


def test_a_first_window_fits_the_screen(make: Make) -> None:
    window = make().window
    room = window.screen().availableGeometry()
    assert window.width() <= room.width()
    assert window.height() <= max(room.height(), 600)


# --- pictures -------------------------------------------------------------------------------------


def answer(monkeypatch: pytest.MonkeyPatch, path: str) -> list[str]:
    asked: list[str] = []

    def ask(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(start)
        return path, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return asked


@pytest.mark.parametrize("name", ["mine.png", "mine"])
def test_the_chart_is_saved_as_it_is_seen(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    seen: list[tuple[int, int]] = []
    asked = answer(monkeypatch, str(tmp_path / name))
    monkeypatch.setattr(
        "tracker.ui.desk.Desk.load_picture",
        lambda desk, left, right, then: (seen.append((left, right)), then(desk.chart)),
    )
    view = bench.window.chart.view()
    click(qtbot, button(bench.window, "Export"))
    assert asked == [str(tmp_path / "exports" / "BTC_1h_2026-02-12T0930Z.png")]
    assert seen == [view]
    path = tmp_path / "mine.png"
    assert bench.window.banner.text == f"Saved {path}."
    assert QImage(str(path)).width() == 2 * bench.window.chart.width()


def test_a_picture_is_of_the_time_that_was_seen_when_it_was_asked_for(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets: list[Any] = []

    def save(
        _path: Path, _view: object, _titles: object, sheet: object, *_: object, **__: object
    ) -> None:
        sheets.append(sheet)

    monkeypatch.setattr("tracker.ui.picture.save_picture", save)
    view = bench.window.chart.view()
    bench.window.save_chart(tmp_path / "a.png")
    bench.window.chart.pan(-2)
    bench.engine.asked[-1].then(bench.desk.chart)
    assert sheets[0].view_ms == view


def test_saving_can_fail_be_given_up_or_be_too_early(
    make: Make, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, "")
    empty = make(fill=False)
    click(qtbot, button(empty.window, "Export"))
    assert empty.window.banner.text == "There is no chart to save yet."
    empty.desk.show_chart(chart_view("BTC", count=0))
    empty.window.export()
    assert asked == []
    bench = make()
    (tmp_path / "blocked").write_text("x")
    monkeypatch.setattr(
        bench.window, "_parts", replace(bench.window._parts, exports=tmp_path / "blocked" / "x")
    )
    bench.window.export()
    assert len(asked) == 1
    assert bench.engine.asked == []
    monkeypatch.setattr(
        "tracker.ui.desk.Desk.load_picture", lambda desk, *args: args[-1](desk.chart)
    )
    bench.window.save_chart(tmp_path / "a.gif")
    assert "neither a .png nor a .svg" in bench.window.banner.text


# --- notices --------------------------------------------------------------------------------------


def test_a_notice_goes_the_way_that_works_and_is_stamped_once_when_seen(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerted: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", alerted.append)
    one, two = notice("one"), notice("two")
    bench.engine.updated.emit(Update(notices=[one, two]))
    assert bench.notifier.asked == [one, two]
    assert bench.engine.submitted == []
    bench.notifier.shown.emit(one)
    assert len(bench.engine.submitted) == 1
    bench.notifier.inside.emit(two)
    assert len(bench.engine.submitted) == 2
    assert bench.window.banner.text.startswith("BTC two")
    assert alerted == [bench.window]


# --- coming and going -----------------------------------------------------------------------------


def test_the_close_button_hides_into_a_tray_that_is_there(bench: Bench, qtbot: QtBot) -> None:
    left: list[bool] = []
    bench.window.left.connect(lambda: left.append(True))
    bench.tray.is_there = True
    bench.window.close()
    assert not bench.window.isVisible()
    assert left == []
    bench.tray.toggled.emit()
    qtbot.waitUntil(bench.window.isVisible)
    bench.tray.toggled.emit()
    assert not bench.window.isVisible()
    bench.tray.quit_wanted.emit()
    assert left == [True]


def test_without_a_tray_the_close_button_leaves(bench: Bench) -> None:
    left: list[bool] = []
    bench.window.left.connect(lambda: left.append(True))
    bench.window.close()
    assert left == [True]
    assert not bench.window.isVisible()


def test_without_a_tray_the_window_never_hides(bench: Bench, qtbot: QtBot) -> None:
    bench.tray.toggled.emit()
    assert bench.window.isVisible()
    assert bench.window.isMinimized()
    bench.tray.toggled.emit()
    qtbot.waitUntil(lambda: not bench.window.isMinimized())


def test_a_window_whose_tray_went_away_comes_back(bench: Bench) -> None:
    bench.tray.is_there = True
    bench.window.close()
    bench.window._look()
    assert not bench.window.isVisible()
    bench.tray.is_there = False
    bench.window._look()
    assert bench.window.isVisible()


def test_a_maximised_window_comes_back_maximised(bench: Bench, qtbot: QtBot) -> None:
    bench.tray.is_there = True
    bench.window.showMaximized()
    qtbot.waitUntil(bench.window.isMaximized)
    bench.window.toggle()
    bench.window.toggle()
    qtbot.waitUntil(bench.window.isVisible)
    assert bench.window.isMaximized()


def test_the_end_of_the_session_is_not_held_up(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[bool] = []
    bench.window.left.connect(lambda: left.append(True))
    bench.tray.is_there = True
    monkeypatch.setattr(QApplication, "isSavingSession", lambda _: True)
    bench.window.close()
    assert left == [True]


def test_ctrl_q_leaves(bench: Bench, qtbot: QtBot) -> None:
    bench.tray.is_there = True
    with qtbot.waitSignal(bench.window.left):
        qtbot.keySequence(bench.window.chart.canvas, "Ctrl+Q")


# --- reach and room -------------------------------------------------------------------------------


def controls(window: MainWindow) -> list[QWidget]:
    return [
        one
        for one in window.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled()
    ]


def test_every_control_has_a_name(bench: Bench) -> None:
    bench.window.banner.say("The disk is full.", stays=True)
    bench.window.status.show_progress(Progress(1, 100))
    names = {one.accessibleName() for one in controls(bench.window)}
    assert "" not in names
    assert {"Level", "Export", "Watchlist", "Ladder of levels", "Alerts", "Dismiss"} <= names
    for tile in bench.window.tiles.tiles:
        assert tile.accessibleName()
    for chip in bench.window.status.chips.values():
        assert chip.accessibleName()


def test_tab_reaches_every_control_and_comes_back(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    window.banner.say("The disk is full.", stays=True)
    window.status.show_progress(Progress(1, 100))
    wanted = {one.accessibleName() for one in controls(window)}
    window.chart.canvas.setFocus()
    qtbot.waitUntil(window.chart.canvas.hasFocus)
    reached: list[str] = []
    for _ in range(3 * len(wanted)):
        focus = QApplication.focusWidget()
        reached.append(focus.accessibleName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert wanted <= set(reached), wanted - set(reached)


def test_focus_can_be_seen_on_every_button(bench: Bench, qtbot: QtBot) -> None:
    for one in bench.window.toolbar.findChildren(QToolButton):
        one.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(one.hasFocus)
        assert has_color(picture(one), DARK.color("interest"), least=20), one.text()
        one.clearFocus()
        assert not has_color(picture(one), DARK.color("interest"), least=20)


def clipped(window: MainWindow) -> dict[str, str]:
    """Words that have not the room they need, and do not end in an ellipsis instead."""
    found = {}
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text() or isinstance(label, Elided):
            continue
        need = label.fontMetrics().boundingRect(
            label.contentsRect(), int(label.alignment()) | _flags(label), label.text()
        )
        if need.width() > label.contentsRect().width() + 1:
            found[label.text()] = "too narrow"
        if need.height() > label.contentsRect().height() + 1:
            found[label.text()] = "too low"
    for one in window.findChildren(QToolButton):
        if one.isVisible() and one.width() < one.sizeHint().width():
            found[one.text()] = "too narrow"
    return found


def _flags(label: QLabel) -> int:
    return int(Qt.TextFlag.TextWordWrap) if label.wordWrap() else 0


def overlapping(window: MainWindow) -> list[tuple[str, str]]:
    """Pairs of things in one row that stand on each other."""
    found = []
    for row in (window.toolbar, window.status, window.tiles):
        parts = [
            one
            for one in row.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if one.isVisible() and one.width()
        ]
        for at, one in enumerate(parts):
            found += [
                (_name(one), _name(other))
                for other in parts[at + 1 :]
                if one.geometry().intersects(other.geometry())
            ]
        found += [
            (_name(one), "the edge") for one in parts if not row.rect().contains(one.geometry())
        ]
    return found


def _name(one: QWidget) -> str:
    return getattr(one, "text", lambda: "")() if isinstance(one, QLabel) else one.accessibleName()


@pytest.mark.parametrize("state", ["full", "empty", "wrong"])
@pytest.mark.parametrize("size", [(960, 600), (1_280, 760)])
def test_no_word_is_clipped(make: Make, size: tuple[int, int], state: str) -> None:
    bench = make(size=size, fill=state == "full", simulated=True)
    window = bench.window
    if state != "full":
        bench.desk.show_chart(chart_view("BTC", count=0))
    if state == "wrong":
        bench.desk.health_grown.emit(
            [
                health(name, state=State.DOWN, reason="No connection to api.example.com.")
                for name in TITLES
            ]
        )
        window.banner.say(
            "Another Tracker (process 4711) already fills this cache. " * 3, stays=True
        )
        window.status.show_progress(Progress(10, 200))
    window._look()
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    assert clipped(window) == {}
    assert overlapping(window) == []


def test_the_window_can_be_as_small_as_it_says(make: Make) -> None:
    window = make(simulated=True).window
    central = window.centralWidget()
    assert central.minimumSizeHint().width() <= window.minimumWidth()
    assert central.minimumSizeHint().height() <= window.minimumHeight()
    assert window.chart.width() > 0


# --- scaling --------------------------------------------------------------------------------------

_SCALED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from PySide6.QtWidgets import QApplication
app = QApplication(["tracker"])
app.setStyle("Fusion")
from tracker.ui.theme import font
app.setFont(font())
from ui.test_main_window import Bench, clipped, overlapping
from tracker.ui.layout import Layout
bench = Bench(Path("."), Layout(), simulated=True)
bench.window.resize(1_100, 700)
bench.fill()
bench.window.show()
for _ in range(50):
    app.processEvents()
picture = bench.window.grab()
assert picture.save(sys.argv[1])
print(picture.devicePixelRatio(), clipped(bench.window), overlapping(bench.window))
"""


@pytest.mark.parametrize("factor", [1.0, 1.5, 2.0])
def test_the_window_is_sharp_and_whole_at_every_scale(tmp_path: Path, factor: float) -> None:
    path = tmp_path / "window.png"
    tests = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", _SCALED, str(path), tests],
        env=os.environ | {"QT_SCALE_FACTOR": str(factor), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == f"{factor} {{}} []", done.stderr
    image = QImage(str(path))
    assert (image.width(), image.height()) == (round(1_100 * factor), round(700 * factor))
    shot = pixels(image)
    assert has_color(shot, DARK.color("interest"), least=50)
    # A hairline is one device pixel or two, and never a smear.
    assert has_color(shot, DARK.color("hairline"), least=round(600 * factor))


# --- the house ------------------------------------------------------------------------------------


def test_no_file_of_the_window_has_400_lines() -> None:
    folder = Path(tracker.ui.__file__).parent
    lengths = {
        str(path.relative_to(folder)): len(path.read_text(encoding="utf-8").splitlines())
        for path in folder.rglob("*.py")
    }
    assert len(lengths) > 30
    assert {name: count for name, count in lengths.items() if count >= 400} == {}
