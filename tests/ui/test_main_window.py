"""The window: where everything stands, and what connects what."""

from __future__ import annotations

import gc
import weakref
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tracker.domain.health import State
from tracker.domain.level import LevelState
from tracker.domain.times import H1, H4, HOUR_MS, Interval
from tracker.services.flows import Flows
from tracker.services.update import Progress, Update
from tracker.ui.flows import flows_of
from tracker.ui.layout import Layout
from tracker.ui.theme import DARK, LIGHT
from ui.bench import Bench, MakeBench
from ui.charts.samples import pane_of
from ui.samples import (
    NOW_MS,
    bare_view,
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
)

# --- what is shown -----------------------------------------------------------------------------


def test_everything_that_arrived_is_in_its_place(bench: Bench) -> None:
    window = bench.window
    assert window.windowTitle() == "Tracker"
    assert [view.asset for view in window.watchlist.body.rows] == ["BTC", "ETH", "SOL"]
    assert window.tiles.price.words.startswith("BTC price")
    assert window.chart.isVisible()
    assert not window.offline.isVisible()
    assert "C\N{NARROW NO-BREAK SPACE}78,000" in window.chart.readout()
    assert len(window.tape.body.rows) == 30
    assert len(window.alerts.body.rows) == 8
    assert [rung.price for rung in window.ladder.body.rows] == [70_000.0, 67_450.0]
    assert window.status.chips["alpha"].state is State.DOWN
    assert bench.tray.tip.startswith("BTC 67,450 −1.37\u202f%\n")
    assert window.toolbar._subject.text() == "BTC · reference Spot"


def test_a_chart_of_nothing_is_the_page_that_says_why(bench: Bench) -> None:
    bench.desk.show_chart(chart_view("BTC", count=0))
    assert bench.window.offline.isVisible()
    assert not bench.window.chart.isVisible()
    assert (("Alpha",), "No.", "") in bench.window.offline.lines()
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
    qtbot.waitUntil(lambda: "C\N{NARROW NO-BREAK SPACE}99,999" in window.chart.readout())
    assert window.tape.body.rows[0].at_ms == NOW_MS + 5_000
    assert window.alerts.body.rows[0].found.id == "new"
    assert window.status.chips["alpha"].state is State.LIVE
    assert window.status._bar.isVisible()
    bench.desk.said.emit("Saved x.")
    assert window.banner.text == "Saved x."
    bench.desk.warned.emit("The market cache was damaged.")
    window.banner._dismiss()
    assert window.banner.text == "The market cache was damaged."


@pytest.mark.parametrize("to", [("ETH", H1), ("BTC", H4)])
def test_a_switch_paints_the_candles_at_once_and_fills_the_panes_after_them(
    bench: Bench, qtbot: QtBot, to: tuple[str, Interval]
) -> None:
    bench.engine.is_ready = True
    chart = bench.window.chart
    qtbot.waitUntil(lambda: not chart.canvas.pending)
    liquidations = pane_of(chart._board, "liquidations")
    frames = chart.canvas.frames
    bench.desk.choose(*to)
    assert (chart.asset, liquidations.waiting) == ("BTC", False)  # the old chart stays until then
    bench.engine.asked[-1].then(bare_view(*to, count=400))
    assert chart.canvas.frames == frames + 1  # painted before anything else had its turn
    assert chart.accessibleName() == f"Chart of {to[0]}, {to[1]}"
    assert liquidations.waiting
    view = chart.view()
    whole = chart_view(*to, count=400)
    bench.engine.asked[-1].then(flows_of(whole))
    qtbot.waitUntil(lambda: not chart.canvas.pending)
    assert not liquidations.waiting
    assert liquidations.scope == "covered 61\u202f% · Alpha, Beta"
    assert chart.view() == view


def test_panes_say_that_what_they_show_cannot_be_read(bench: Bench) -> None:
    bench.engine.is_ready = True
    bench.desk.choose("ETH", H1)
    bench.engine.asked[-1].then(bare_view("ETH"))
    failed = bench.engine.asked[-1].failed
    assert failed is not None
    failed("The disk is full.")
    waits = pane_of(bench.window.chart._board, "liquidations").waits
    assert waits.text == "This could not be read."
    assert bench.window.banner.text == "The disk is full."


def test_flows_grow_under_the_candles(bench: Bench, qtbot: QtBot) -> None:
    view = chart_view("BTC", count=400)
    flows = Flows(view.liquidations, view.coverage, view.interest)
    bench.desk.flows_grown.emit(flows)
    qtbot.waitUntil(lambda: not bench.window.chart.canvas.pending)
    assert (
        pane_of(bench.window.chart._board, "liquidations").scope
        == "covered 61\u202f% · Alpha, Beta"
    )


def test_an_engine_that_ended_is_said_and_no_venue_looks_alive(bench: Bench) -> None:
    bench.window.show_ended("Another Tracker (process 7) already fills this cache.")
    assert "process 7" in bench.window.banner.text
    assert {chip.state for chip in bench.window.status.chips.values()} == {State.OFF}


def test_what_the_program_costs_is_looked_up_now_and_then(bench: Bench) -> None:
    bench.window._look()
    assert "cache 412\u202fMB" in bench.window.status._cost.text()
    assert "recorded since 11 Feb 03:30" in bench.window.status._cost.text()
    assert bench.tray.appeared == 1


def test_a_window_without_any_data_costs_something_too(make_bench: MakeBench) -> None:
    window = make_bench(fill=False).window
    window._look()
    assert window.status._cost.text().startswith("cache 412\u202fMB")


def test_a_simulated_market_is_labelled(make_bench: MakeBench) -> None:
    assert make_bench(simulated=True).window.windowTitle() == "Tracker (simulated market)"


# --- keys and buttons --------------------------------------------------------------------------


def test_keys_choose_coins_and_intervals(bench: Bench, qtbot: QtBot) -> None:
    window, desk = bench.window, bench.desk
    qtbot.keyClick(window.chart.canvas, Qt.Key.Key_PageDown)
    assert desk.asset == "ETH"
    qtbot.keyClick(window.chart.canvas, Qt.Key.Key_PageUp)
    qtbot.keyClick(window.chart.canvas, Qt.Key.Key_PageUp)
    assert desk.asset == "SOL"
    qtbot.keyClick(window.chart.canvas, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: desk.interval is H4)
    click(qtbot, bench.button("1h"))
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
    qtbot.mouseMove(canvas, at)
    qtbot.waitUntil(lambda: bench.window.chart._board.mouse is not None)
    qtbot.keyClick(canvas, Qt.Key.Key_L)
    assert len(bench.engine.submitted) == 1


def test_the_level_button_and_a_click_add_one(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    canvas = window.chart.canvas
    click(qtbot, window.toolbar.level)
    assert window.toolbar.level.isChecked()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not window.toolbar.level.isChecked()
    click(qtbot, window.toolbar.level)
    click(qtbot, canvas, QPoint(canvas.width() // 2, 120))
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


# --- theme and zone ----------------------------------------------------------------------------


def test_the_theme_repaints_everything_and_back(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    dark = picture(window)
    click(qtbot, bench.button("Light"))
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
    click(qtbot, bench.button("Dark"))
    qtbot.waitUntil(lambda: not window.chart.canvas.pending)
    again = picture(window)
    assert (again != dark).any(axis=-1).mean() < 0.01


def test_the_page_and_the_banner_are_repainted_too(make_bench: MakeBench) -> None:
    bench = make_bench(fill=False)
    window = bench.window
    bench.desk.show_chart(chart_view("BTC", count=0))
    window.banner.say("The disk is full.", stays=True)
    window.toggle_theme()
    for part in (window.offline, window.banner):
        shot = picture(part)
        forgotten = shot.shape[0] * shot.shape[1] // 10  # words may be as dark as that
        for role in ("panel", "background", "raised"):
            assert not has_color(shot, DARK.color(role), least=forgotten), (part, role)


def test_the_zone_is_that_of_all_panels(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    east = timezone(timedelta(hours=9), "JST")
    monkeypatch.setattr("tracker.ui.setting_up.local_zone", lambda: east)
    window = bench.window
    bench.desk.levels_shown.emit([level_row(75_000.0, state=LevelState.BROKEN, since_ms=NOW_MS)])
    click(qtbot, bench.button("UTC"))
    assert "12 Feb 18:30 JST" in window.tiles.price.words
    assert "JST" in str(window.alerts.body.model().data(window.alerts.body.model().index(0, 0)))
    assert "JST" in str(window.tape.body.model().data(window.tape.body.model().index(0, 0)))
    ladder = window.ladder.body.model()
    assert "broken 12 Feb 18:30" in str(ladder.data(ladder.index(0, 0)))
    assert window.chart._board.price.levels.levels[0].text.endswith("12 Feb 18:30")
    assert window.chart._board.zone is east
    window._look()
    assert "since 11 Feb 12:30" in window.status._cost.text()
    click(qtbot, bench.button("Local"))
    assert "12 Feb 09:30 UTC" in window.tiles.price.words


# --- notices -----------------------------------------------------------------------------------


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


# --- leaving -----------------------------------------------------------------------------------


def closed(folder: Path, qtbot: QtBot) -> dict[str, weakref.ref[object]]:
    """A window that had the keyboard, was closed and deleted: weak references to what it was made of."""
    bench = Bench(folder, Layout())
    bench.fill()
    window = bench.window
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    canvas = window.chart.canvas
    qtbot.waitUntil(lambda: canvas.hasFocus() and not canvas.pending)
    window.end()
    QApplication.processEvents()  # what was put off is done
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    parts = (window, window.chart, window.charts, window.watchlist, bench.desk, bench.engine)
    return {type(one).__name__: weakref.ref(one) for one in parts}


def test_a_closed_window_leaves_nothing_of_itself(tmp_path: Path, qtbot: QtBot) -> None:
    parts = closed(tmp_path, qtbot)
    assert len(parts) == 6

    def check() -> None:
        gc.collect()
        assert [name for name, one in parts.items() if one() is not None] == []

    qtbot.waitUntil(check)
