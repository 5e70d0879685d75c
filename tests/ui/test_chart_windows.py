"""Further windows with a chart: linked without loops, late answers fall, nothing stays when closed."""

from __future__ import annotations

import gc
import logging
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tracker.analysis.columns import LineColumns
from tracker.analysis.indicators import parse_indicator
from tracker.domain.health import Channel, State
from tracker.domain.times import H1, H4, HOUR_MS, M5, Interval
from tracker.services.comparison import Closes
from tracker.services.update import Update
from tracker.services.views import ChartView
from tracker.ui.chart_host import ChartHost
from tracker.ui.chart_keeping import KeptChart, KeptCharts, pack_charts, unpack_charts
from tracker.ui.chart_window import ChartWindow
from tracker.ui.charts.content import Drawn
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.charts.style import ChartStyle, Shape
from tracker.ui.charts.timeline import TimeSpan
from tracker.ui.chosen import Chosen
from tracker.ui.flows import flows_of
from tracker.ui.linking import Switches
from tracker.ui.on_screen import bring_onto_screen
from tracker.ui.picture import Sheet
from ui.bench import Bench
from ui.charts.samples import pane_of
from ui.samples import (
    NOW_MS,
    Asked,
    bare_view,
    candle,
    chart_view,
    health,
    level_row,
    market,
    notice,
    picture,
)


def answers(bench: Bench, kind: str) -> list[Asked]:
    """What was asked of this kind: where the question was put is in its name."""
    return [one for one in bench.engine.asked if f".{kind}." in one.query.__qualname__]


def serve(bench: Bench) -> int:
    """Answer all charts that were asked for, as the store would; how many there were."""
    count = 0
    while asked := answers(bench, "load_chart"):
        for one in asked:
            bench.engine.asked.remove(one)
            wanted = dict(zip(one.query.__code__.co_freevars, one.query.__closure__, strict=True))
            asset, interval = (wanted[name].cell_contents for name in ("asset", "interval"))
            one.then(chart_view(asset, interval, count=400))
            count += 1
    return count


def opened(bench: Bench, qtbot: QtBot, kept: KeptChart | None = None) -> ChartWindow:
    charts = bench.window.charts
    window = charts.open(kept) if kept is not None else charts.open_new()
    window.desk._timer.stop()
    qtbot.waitExposed(window)
    serve(bench)
    qtbot.waitUntil(lambda: not window.chart.canvas.pending)
    return window


def both(bench: Bench, qtbot: QtBot, *windows: ChartWindow) -> None:
    charts = [bench.window.chart, *(one.chart for one in windows)]
    qtbot.waitUntil(lambda: not any(one.canvas.pending for one in charts))


# --- linking --------------------------------------------------------------------------------------


def test_a_coin_chosen_in_one_window_is_shown_in_the_other_after_one_reading_each(
    bench: Bench, qtbot: QtBot
) -> None:
    window = opened(bench, qtbot)
    assert (window.desk.asset, window.member.group) == ("BTC", "A")
    bench.desk.choose("ETH", H1)
    assert serve(bench) == 2
    assert (window.chart.asset, bench.window.chart.asset) == ("ETH", "ETH")
    window.desk.choose("SOL", H1)
    assert serve(bench) == 2
    assert (window.chart.asset, bench.window.chart.asset) == ("SOL", "SOL")
    assert window.windowTitle().startswith("SOL 1h")


def test_the_interval_is_linked_only_where_its_switch_is_on(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    links = bench.window.charts.links
    window.desk.choose("BTC", H4)
    assert bench.desk.interval == H1
    links.set_switches("A", Switches(interval=True))
    assert bench.desk.interval == H4  # as where it was chosen last
    bench.desk.choose("BTC", M5)
    assert window.desk.interval == M5
    links.set_switches("A", Switches(symbol=False))
    bench.desk.choose("ETH", H1)
    assert (window.desk.asset, window.desk.interval) == ("BTC", M5)


def test_the_time_follows_in_both_directions_and_comes_to_rest(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    moves: list[str] = []
    bench.window.chart.view_moved.connect(lambda: moves.append("main"))
    window.chart.view_moved.connect(lambda: moves.append("other"))
    bench.window.chart.pan(-0.5)
    assert window.chart.view() == bench.window.chart.view()
    assert not window.chart.at_now()
    window.chart.zoom(1.5)
    assert window.chart.view() == bench.window.chart.view()
    both(bench, qtbot, window)
    assert moves == ["other", "main", "main", "other"]  # the one that follows is told of first
    window.chart.back_to_now()
    assert bench.window.chart.at_now()


def test_new_candles_move_no_other_window(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    window.desk.choose("BTC", H4)
    serve(bench)
    both(bench, qtbot, window)
    before = window.chart.view()
    late = candle(67_000.0, at_ms=NOW_MS + HOUR_MS)
    bench.engine.updated.emit(Update(values=[late]))
    both(bench, qtbot, window)
    assert bench.window.chart.span.end_ms == H1.floor(NOW_MS) + 2 * HOUR_MS  # type: ignore[union-attr]
    assert window.chart.view() == before


def test_another_interval_shows_as_many_candles_up_to_the_same_moment(
    bench: Bench, qtbot: QtBot
) -> None:
    window = opened(bench, qtbot)
    window.desk.choose("BTC", H4)
    serve(bench)
    end_ms = H1.floor(NOW_MS)
    bench.window.chart.set_view(end_ms - 100 * HOUR_MS, end_ms - 20 * HOUR_MS)
    left_ms, right_ms = window.chart.view()
    assert right_ms == end_ms - 20 * HOUR_MS
    assert right_ms - left_ms == 80 * H4.ms


def test_a_window_in_no_group_is_left_alone_and_leaves_others_alone(bench: Bench) -> None:
    window = bench.window.charts.open_asset("ETH")
    window.desk._timer.stop()
    serve(bench)
    bench.desk.choose("SOL", H1)
    window.chart.pan(-0.5)
    assert (window.desk.asset, window.member.group) == ("ETH", "")
    assert bench.window.chart.at_now()
    bench.window.charts.links.set_group(window.member, "A")
    assert window.desk.asset == "SOL"
    bench.window.charts.links.set_group(window.member, "B")
    bench.desk.choose("BTC", H1)
    assert window.desk.asset == "SOL"
    serve(bench)


def test_a_chart_that_arrives_later_comes_to_the_time_of_its_group(
    bench: Bench, qtbot: QtBot
) -> None:
    window = opened(bench, qtbot)
    bench.window.chart.pan(-0.5)
    window.bar.interval_chosen.emit(H4)  # who chooses leads: its chart begins at now
    serve(bench)
    assert bench.window.chart.at_now()
    bench.window.chart.pan(-0.5)
    bench.window.charts.links.set_switches("A", Switches(interval=True))
    assert window.desk.interval == H1
    serve(bench)
    assert window.chart.view() == bench.window.chart.view()
    assert not window.chart.at_now()


@pytest.mark.parametrize("leader", [H1, H4, M5])
@pytest.mark.parametrize("follower", [H1, H4, M5])
def test_the_room_right_of_the_newest_candle_is_counted_in_candles(
    leader: Interval, follower: Interval
) -> None:
    def span(interval: Interval, bars: int, after: int) -> TimeSpan:
        end_ms = interval.floor(NOW_MS) + interval.ms
        right_ms = end_ms + after * interval.ms
        first_ms = end_ms - 500 * interval.ms
        return TimeSpan(interval.ms, right_ms - bars * interval.ms, right_ms, first_ms, end_ms)

    view = span(follower, 90, 3).beside(span(leader, 120, 9))
    assert view is not None
    assert view[1] == span(follower, 120, 9).right_ms
    assert view[1] - view[0] == 120 * follower.ms


def test_a_chart_whose_candles_are_years_away_stays_where_it_is() -> None:
    day, minute = 24 * HOUR_MS, 60_000
    daily = TimeSpan(day, NOW_MS - 900 * day, NOW_MS - 700 * day, NOW_MS - 2_000 * day, NOW_MS)
    fine = TimeSpan(minute, NOW_MS - 100 * minute, NOW_MS, NOW_MS - 600 * minute, NOW_MS)
    assert fine.beside(daily) is None
    assert daily.beside(fine) is not None


# --- the ghost ------------------------------------------------------------------------------------


def test_the_crosshair_of_one_is_a_ghost_at_the_same_time_in_the_other(
    bench: Bench, qtbot: QtBot
) -> None:
    window = opened(bench, qtbot)
    both(bench, qtbot, window)
    calm, readout = picture(window.chart), window.chart.readout()
    canvas = bench.window.chart.canvas
    at = QPointF(canvas.board.plots.width() / 2, canvas.board.price.rect.center().y())
    canvas.gestures.move(at, Qt.MouseButton.NoButton)
    qtbot.waitUntil(lambda: window.chart.canvas.board.overlay.ghost is not None)
    both(bench, qtbot, window)
    board = window.chart.canvas.board
    ghost = board.overlay.ghost
    assert ghost is not None
    assert board.candles.row_at(board.time_at(ghost.x)) == canvas.board.candles.row_at(
        canvas.board.time_at(at.x())
    )
    haunted = picture(window.chart)
    column = (haunted != calm).any(axis=-1)[:, round(ghost.x) - 1 : round(ghost.x) + 2].any(1)
    assert column.sum() > board.plots.height() * 0.25  # dots of two in five
    assert window.chart.readout() != readout  # and it says that candle
    canvas.gestures.leave()
    qtbot.waitUntil(lambda: board.overlay.ghost is None)
    both(bench, qtbot, window)
    assert (picture(window.chart) == calm).all()


def test_without_the_time_switch_there_is_no_ghost(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    bench.window.chart.pointed.emit(NOW_MS - 5 * HOUR_MS)
    assert window.chart.canvas.board.ghost_ms == NOW_MS - 5 * HOUR_MS
    bench.window.charts.links.set_switches("A", Switches(time=False))
    assert window.chart.canvas.board.ghost_ms is None
    bench.window.chart.pointed.emit(NOW_MS)
    assert window.chart.canvas.board.ghost_ms is None
    both(bench, qtbot, window)


# --- one window -----------------------------------------------------------------------------------


def test_a_late_answer_lands_on_no_chart(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot, KeptChart("ETH"))
    window.desk.choose("SOL", H1)
    window.desk.choose("BTC", H1)
    late = answers(bench, "load_chart")[0]
    bench.engine.asked.remove(late)
    late.then(chart_view("SOL"))
    assert window.chart.asset == "ETH"
    serve(bench)
    assert (window.chart.asset, bench.window.chart.asset) == ("BTC", "BTC")


def test_linked_windows_show_their_candles_first_and_each_fills_its_own_panes(
    bench: Bench, qtbot: QtBot
) -> None:
    window = opened(bench, qtbot)
    for member in (bench.window.charts.main, window.member):
        bench.window.charts.links.set_group(member, "A")
    serve(bench)
    both(bench, qtbot, window)
    bench.engine.is_ready = True
    bench.desk.choose("ETH", H1)
    asked = answers(bench, "load_chart")
    assert len(asked) == 2
    charts = (bench.window.chart, window.chart)
    for one in asked:
        one.then(bare_view("ETH", count=400))
    assert [one.asset for one in charts] == ["ETH", "ETH"]
    waiting = [pane_of(one.canvas.board, "liquidations") for one in charts]
    assert [pane.waiting for pane in waiting] == [True, True]
    answers(bench, "_load_flows")[0].then(flows_of(chart_view("ETH", count=400)))
    assert [pane.waiting for pane in waiting] == [False, True]
    answers(bench, "_load_flows")[1].then(flows_of(chart_view("ETH", count=400)))
    assert [pane.waiting for pane in waiting] == [False, False]


def test_an_answer_for_a_closed_window_falls(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot, KeptChart("ETH"))
    window.desk.choose("SOL", H1)
    late = answers(bench, "load_chart")[0]
    window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    late.then(chart_view("SOL"))
    assert bench.window.chart.asset == "BTC"
    assert not shiboken6.isValid(window)


def test_closing_frees_the_window_and_its_desk(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    refs = [weakref.ref(one) for one in (window, window.desk, window.chart)]
    qtbot.keyClick(window.chart, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert bench.window.charts.windows == []
    assert [one.desk for one in bench.window.charts.links.members] == [bench.desk]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    bench.engine.asked.clear()
    bench.engine.submitted.clear()
    del window
    gc.collect()
    assert [ref() for ref in refs] == [None, None, None]
    bench.desk.choose("ETH", H1)
    assert serve(bench) == 1


def test_levels_made_in_one_window_are_read_by_all_that_show_the_coin(
    bench: Bench, qtbot: QtBot
) -> None:
    window = opened(bench, qtbot)
    other = opened(bench, qtbot, KeptChart("ETH"))
    window.chart.level_added.emit(66_000.0)
    assert len(bench.engine.submitted) == 1
    bench.engine.asked.clear()
    bench.engine.updated.emit(Update(levels_changed=True, drawings_changed=True))
    for desk in (bench.desk, window.desk, other.desk):
        desk._refresh()
    assert len(answers(bench, "_load_levels")) == 3
    assert len(answers(bench, "load")) == 3  # drawings
    rows = [level_row(66_000.0, level_id=9)]
    answers(bench, "_load_levels")[1].then(rows)
    assert window.chart.canvas.board.price.levels.by_id(9) is not None
    assert other.chart.canvas.board.price.levels.by_id(9) is None


def test_a_level_is_edited_in_the_window_where_it_was_clicked(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    window.levels.show_levels([level_row(66_000.0, level_id=9)])
    window.chart.level_edit_wanted.emit(9)
    assert window.levels.editor.isVisible()
    assert not bench.window.levelling.editor.isVisible()
    window.levels.editor.note.setText("why")
    window.levels.editor.save.click()
    assert len(bench.engine.submitted) == 1


def test_a_notice_is_shown_once(bench: Bench, qtbot: QtBot) -> None:
    opened(bench, qtbot)
    opened(bench, qtbot)
    bench.engine.updated.emit(Update(notices=[notice()]))
    assert len(bench.notifier.asked) == 1


def test_a_window_that_is_not_seen_neither_paints_nor_asks(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    for away, back in (
        (window.hide, window.show),
        (window.showMinimized, window.showNormal),
    ):
        away()
        frames = window.chart.canvas.frames
        bench.engine.asked.clear()
        bench.window.chart.pan(-0.1)
        bench.window.chart.pointed.emit(NOW_MS - 5 * HOUR_MS)
        bench.engine.updated.emit(Update(values=[candle(67_000.0)]))
        window.desk._refresh()
        window.chart.canvas.settle()
        assert window.chart.canvas.frames == frames
        assert bench.engine.asked == []
        back()
        serve(bench)
        qtbot.waitUntil(lambda: not window.chart.canvas.pending)
        assert window.chart.canvas.frames > frames
        assert window.chart.view() == bench.window.chart.view()


def test_three_streaming_windows_paint_at_most_a_frame_each(bench: Bench, qtbot: QtBot) -> None:
    windows = [opened(bench, qtbot), opened(bench, qtbot)]
    charts = [bench.window.chart, *(one.chart for one in windows)]
    both(bench, qtbot, *windows)
    frames = [one.canvas.frames for one in charts]
    bench.engine.asked.clear()
    for step in range(50):
        bench.engine.updated.emit(Update(values=[candle(67_000.0 + step)]))
    both(bench, qtbot, *windows)
    assert [one.canvas.frames - before for one, before in zip(charts, frames, strict=True)] == [
        1,
        1,
        1,
    ]
    assert bench.engine.asked == []


def test_what_is_wrong_with_its_candles_is_said(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    assert window.status.isHidden()
    bad = health("spot", Channel.CANDLES, State.DOWN, "The venue refused.")
    bench.engine.updated.emit(Update(health=[bad]))
    assert window.status.text() == "Spot: candles down. The venue refused."
    assert window.status.isVisible()
    later = opened(bench, qtbot)
    assert later.status.isVisible()
    bench.engine.updated.emit(Update(health=[health("spot")]))
    assert window.status.isHidden()
    window.show_chart(chart_view("BTC", count=0), keep_view=False)
    assert window.chart.isHidden()


def test_theme_and_zone_are_those_of_all_windows(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    bench.window.toggle_theme()
    assert window.styleSheet() == bench.window.styleSheet()
    inks = window.chart.canvas.board.inks
    assert inks.background == bench.window.chart.canvas.board.inks.background
    bench.window.toggle_zone()
    assert window.chart.canvas.board.zone == bench.window.chart.canvas.board.zone
    both(bench, qtbot, window)


def test_what_a_narrow_window_has_no_room_for_is_left_out_whole(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    bar = window.bar
    for width, shown in ((window.minimumSizeHint().width(), False), (940, True)):
        window.resize(width, 400)
        qtbot.waitUntil(lambda: all(one.width() >= one.sizeHint().width() for one in _seen(bar)))
        assert bar.width() == width
        assert bar.level.isVisible() is shown


def _seen(bar: QWidget) -> list[QToolButton]:
    return [one for one in bar.findChildren(QToolButton) if one.isVisible()]


def test_the_chart_keys_work_there(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.chart, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: window.desk.interval == H4)
    qtbot.keyClick(window.chart, Qt.Key.Key_PageDown)
    assert (window.desk.asset, bench.desk.asset) == ("ETH", "ETH")
    serve(bench)
    qtbot.keyClick(window.chart.canvas, Qt.Key.Key_Left)
    assert not window.chart.at_now()
    qtbot.keyClick(window.chart, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert len(bench.window.charts.windows) == 2
    bench.window.charts.windows[1].desk._timer.stop()
    serve(bench)


# --- what is on its chart -------------------------------------------------------------------------


def studies(window: ChartHost) -> list[str]:
    return [one.drawn.indicator.word for one in window.chart._board.price.studies.lines]


def coins(window: ChartHost) -> list[str]:
    return [one.asset for one in window.chart._board.price.compare.now().others]


def drawn(*words: str) -> tuple[Drawn, ...]:
    tones = ("orange", "blue", "teal")
    return tuple(map(Drawn, map(parse_indicator, words), tones))


def compare(bench: Bench, window: ChartHost) -> None:
    """The store answers what closes were asked for."""
    view = window._chart_desk.chart
    assert view is not None
    line = LineColumns(view.interval.ms, view.candles.open_ms, view.candles.close / 30)
    for one in answers(bench, "read_closes"):
        bench.engine.asked.remove(one)
        one.then([Closes("SOL", market("SOL"), line)])


def test_it_has_indicators_and_a_comparison_of_its_own(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot, KeptChart("ETH"))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.chart, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    sheet = window.indicating.sheet
    qtbot.waitUntil(sheet.isVisible)
    assert not bench.window.indicating.sheet.isVisible()
    sheet.add.click()
    sheet.boxes["SOL"].setChecked(True)
    compare(bench, window)
    assert (studies(window), coins(window)) == (["sma:50"], ["SOL"])
    assert (studies(bench.window), coins(bench.window)) == ([], [])
    assert (window.desk.beside, bench.desk.beside) == ({"SOL"}, frozenset())
    newest = candle(2_500.0, asset="SOL")
    before = window.chart._board.price.compare.now().others[0].closes.value[-1]
    bench.engine.updated.emit(Update(values=[newest]))
    after = window.chart._board.price.compare.now().others[0].closes.value[-1]
    assert before != after == 2_500.0
    window.chart.panes.compose((PaneChoice("price"),))
    window.indicating.choose(Chosen(drawn("rsi:14")))
    assert [one.key for one in window.chart.panes.choices] == ["price", "rsi"]
    window.set_assets(["ETH", "BTC", "XRP"])
    assert "XRP" in sheet.boxes


def test_what_is_on_it_is_kept_at_once_and_comes_back(
    make_bench: Callable[..., Bench], qtbot: QtBot
) -> None:
    bench = make_bench()
    window = opened(bench, qtbot, KeptChart("ETH"))
    bench.engine.submitted.clear()
    window.indicating.choose(Chosen(drawn("ema:20", "bollinger:20:2"), ("SOL",), NOW_MS))
    assert len(bench.engine.submitted) == 1  # the journal
    window.tools.profile.setChecked(True)
    window.tools.draw.magnet.setChecked(True)
    raw = pack_charts(bench.window.charts.kept())
    again = make_bench()
    again.window.charts.remember(unpack_charts(raw))
    again.window.charts.begin()
    (back,) = again.window.charts.windows
    back.desk._timer.stop()
    serve(again)
    compare(again, back)
    assert studies(back) == ["ema:20", "bollinger:20:2"]
    assert coins(back) == ["SOL"]
    assert back.indicating.chosen == window.indicating.chosen
    assert back.chart.canvas.board.price.profile.shown
    assert back.sketching.magnet
    assert studies(again.window) == []


def test_an_indicator_that_is_not_known_leaves_the_window(
    bench: Bench, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    raw = (
        b'{"version":1,"charts":{"windows":[{"asset":"ETH",'
        b'"chosen":{"studies":[{"word":"moon:3","tone":"blue"}],"coins":["SOL"]}}]}}'
    )
    (kept,) = unpack_charts(raw).windows
    with caplog.at_level(logging.WARNING):
        window = opened(bench, qtbot, kept)
    assert "indicators" in caplog.text
    assert (window.chart.asset, window.indicating.chosen) == ("ETH", Chosen())


def test_its_own_chart_is_what_is_saved_and_copied(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(bench, qtbot, KeptChart("ETH", panes=(PaneChoice("price"), PaneChoice("rsi"))))
    window.use_style(ChartStyle(shape=Shape.BARS))
    window.indicating.draw(Chosen(drawn("ema:20"), ("SOL",)))
    compare(bench, window)
    window.tools.profile.setChecked(True)
    sheets: list[tuple[str, Sheet]] = []

    def paint(
        _path: Path, view: ChartView, _titles: object, sheet: Sheet, *_: object, **__: object
    ) -> Callable[[], None]:
        sheets.append((view.asset, sheet))
        return lambda: None

    monkeypatch.setattr("tracker.ui.export_subject.paint_picture", paint)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine.svg"), ""))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.chart, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(answers(bench, "load_stretch")))
    (asked,) = answers(bench, "load_stretch")
    bench.engine.asked.remove(asked)
    asked.then(window.desk.chart)
    assert window.saver.dialog is not None
    window.saver.dialog.ask()
    ((asset, sheet),) = sheets
    assert (asset, sheet.view_ms) == ("ETH", window.chart.view())
    assert [one.key for one in sheet.panes] == ["price", "rsi"]
    assert sheet.style.shape is Shape.BARS
    assert [one.indicator.word for one in sheet.over.studies] == ["ema:20"]
    assert [one.asset for one in sheet.over.comparison.others] == ["SOL"]
    assert sheet.over.profile
    qtbot.waitUntil(lambda: window.banner.text == f"Saved {tmp_path / 'mine.svg'}.")
    assert bench.window.banner.text == ""
    window.copy()
    answers(bench, "load_stretch")[0].then(window.desk.chart)
    image = QGuiApplication.clipboard().image()
    assert image.width() == 2 * window.chart.width()
    assert window.banner.text == "The picture is on the clipboard."


def test_theme_and_zone_can_be_changed_from_there(bench: Bench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    palette = bench.window.palette_now
    zone = bench.window.chart.canvas.board.zone
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.chart, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bench.window.palette_now is not palette)
    qtbot.keyClick(window.chart, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.chart.canvas.board.zone != zone)
    assert bench.window.chart.canvas.board.zone == window.chart.canvas.board.zone
    both(bench, qtbot, window)


def test_the_bar_of_menus_is_one_setting_of_all_windows(bench: Bench, qtbot: QtBot) -> None:
    window, main = opened(bench, qtbot), bench.window
    assert not window.menus.bar.isVisible()
    window.registry.entry("keep-menus").action.setChecked(True)
    assert main.setting_up.settings.menu_bar
    assert window.menus.bar.isVisible()
    assert main.menus.bar.isVisible()
    later = opened(bench, qtbot)
    assert later.menus.bar.isVisible()
    assert later.registry.entry("keep-menus").action.isChecked()
    main.setting_up.set("menu_bar", False)
    for one in (window, later, main):
        assert not one.menus.bar.isVisible()
        assert not one.registry.entry("keep-menus").action.isChecked()


# --- the main window ------------------------------------------------------------------------------


def test_the_dot_is_there_while_there_are_others(bench: Bench, qtbot: QtBot) -> None:
    button = bench.window._link
    assert button.isHidden()
    window = opened(bench, qtbot)
    assert button.isVisible()
    button.fill()
    words = [action.text() for action in button.menu().actions() if action.text()]
    assert words == [
        "Not linked",
        "Group A (1 other)",
        "Group B",
        "Group C",
        "Same coin",
        "Same interval",
        "Same time and crosshair",
    ]
    next(one for one in button.menu().actions() if one.text() == "Same interval").trigger()
    assert bench.window.charts.links.switches("A").interval
    next(one for one in button.menu().actions() if one.text() == "Not linked").trigger()
    assert (bench.window.charts.main.group, button.accessibleName()) == ("", "Not linked")
    window.close()
    assert button.isHidden()


def test_the_watchlist_opens_a_coin_in_a_window(bench: Bench) -> None:
    bench.window.watchlist.window_wanted.emit("ETH")
    (window,) = bench.window.charts.windows
    window.desk._timer.stop()
    serve(bench)
    assert (window.chart.asset, bench.window.chart.asset) == ("ETH", "BTC")


def test_leaving_closes_all_and_still_remembers_them(bench: Bench, qtbot: QtBot) -> None:
    opened(bench, qtbot, KeptChart("ETH", "4h", "B"))
    bench.window.leave()
    assert bench.window.charts.windows == []
    (kept,) = bench.window.charts.kept().windows
    assert (kept.asset, kept.interval, kept.group) == ("ETH", "4h", "B")


# --- from run to run ------------------------------------------------------------------------------


def test_windows_come_back_as_they_were(make_bench: Callable[..., Bench], qtbot: QtBot) -> None:
    bench = make_bench()
    panes = (PaneChoice("price"), PaneChoice("volume"))
    window = opened(bench, qtbot, KeptChart("ETH", "30m", "B", panes))
    window.setGeometry(40, 50, 700, 400)
    window.use_style(ChartStyle(shape=Shape.BARS))
    bench.window.charts.links.set_switches("B", Switches(interval=True))
    bench.window.charts.links.set_group(bench.window.charts.main, "C")
    raw = pack_charts(bench.window.charts.kept())
    again = make_bench()
    charts = again.window.charts
    charts.remember(unpack_charts(raw))
    assert charts.windows == []  # the engine does not run yet
    charts.begin()
    (back,) = charts.windows
    back.desk._timer.stop()
    serve(again)
    assert (back.chart.asset, back.desk.interval.name, back.member.group) == ("ETH", "30m", "B")
    assert [one.key for one in back.chart.panes.choices] == ["price", "volume"]
    assert back.geometry() == QRect(40, 50, 700, 400)
    assert back.chart.style_now == ChartStyle(shape=Shape.BARS)
    assert charts.main.group == "C"
    assert charts.links.switches("B") == Switches(interval=True)


def test_windows_wait_in_the_tray_with_the_main_one(bench: Bench) -> None:
    charts = bench.window.charts
    bench.window.hide()
    charts.remember(KeptCharts((KeptChart("ETH"),)))
    charts.begin()
    assert charts.windows == []
    assert len(charts.kept().windows) == 1
    bench.window.show()
    assert len(charts.windows) == 1
    charts.windows[0].desk._timer.stop()
    serve(bench)


def test_a_window_from_a_screen_that_is_gone_comes_onto_one_that_is_there(
    qapp: Any, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    room = qapp.primaryScreen().availableGeometry()
    window.setGeometry(QRect(QPoint(room.right() + 4_000, -3_000), room.size() * 2))
    bring_onto_screen(window)
    assert room.contains(window.geometry())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"version":2,"charts":{}}',
        b'{"version":1,"charts":{"windows":[{"interval":"1h"}]}}',
        b'{"version":1,"charts":{"windows":[{"asset":"BTC","group":"Z"}]}}',
        b'{"version":1,"charts":{"windows":[{"asset":"BTC","panes":[{"key":"moon"}]}]}}',
        b'{"version":1,"charts":{"windows":[{"asset":"BTC","panes":[{"key":"price","weight":-1}]}]}}',
        b'{"version":1,"charts":{"main_group":"Q"}}',
        b'{"version":1,"charts":{"switches":[["Q",{}]]}}',
    ],
)
def test_what_is_broken_is_ignored_with_a_line_in_the_log(
    raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert unpack_charts(raw) == KeptCharts()
    assert len(caplog.records) == 1
    assert "chart windows" in caplog.text
