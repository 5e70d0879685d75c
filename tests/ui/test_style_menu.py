"""The menu of styles: what it says, its keys, and what the window remembers and saves."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from tracker.domain.times import H1, H4
from tracker.ui.charts.style import PLAIN, ChartStyle, Scale, Shape
from tracker.ui.style_menu import StyleMenu
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, chart_view


@pytest.fixture
def menu(qtbot: QtBot) -> StyleMenu:
    made = StyleMenu()
    qtbot.addWidget(made)
    return made


_LARGEST = "Largest liquidations"


def actions(menu: StyleMenu) -> dict[str, QAction]:
    return {one.text(): one for one in menu.menu().actions() if not one.isSeparator()}


def checked(menu: StyleMenu) -> list[str]:
    return [text for text, one in actions(menu).items() if one.isChecked()]


def test_every_choice_is_told_as_a_whole_style(menu: StyleMenu) -> None:
    heard: list[ChartStyle] = []
    menu.chosen.connect(heard.append)
    shown = actions(menu)
    assert checked(menu) == ["Candles", "Auto: linear, fits what is in view", "Volume", _LARGEST]
    for text in ("Hollow candles", "Logarithmic", "Lines between days"):
        shown[text].trigger()
    assert heard[-1] == ChartStyle(Shape.HOLLOW, Scale.LOG, breaks=True)
    assert checked(menu) == [
        "Hollow candles",
        "Logarithmic",
        "Volume",
        "Lines between days",
        _LARGEST,
    ]
    for text, shape in (
        ("Candles", Shape.CANDLES),
        ("Heikin-Ashi", Shape.HEIKIN_ASHI),
        ("Bars", Shape.BARS),
        ("Line of closes", Shape.LINE),
        ("Area under the closes", Shape.AREA),
    ):
        shown[text].trigger()
        assert heard[-1].shape is shape
        assert heard[-1].scale is Scale.LOG


def test_showing_a_style_tells_nobody(menu: StyleMenu) -> None:
    heard: list[object] = []
    menu.chosen.connect(heard.append)
    menu.show_style(ChartStyle(Shape.BARS, Scale.PERCENT))
    assert heard == []
    assert checked(menu) == ["Bars", "Percent since the start of the view", "Volume", _LARGEST]
    menu.show_style(ChartStyle(prints=False))
    assert _LARGEST not in checked(menu)


def test_volume_is_a_mode_of_the_pane_and_both_menus_agree(bench: Bench) -> None:
    menu, panes = bench.window.toolbar.style_menu, bench.window.chart.panes
    price = bench.window.chart.canvas.board.price
    actions(menu)["Volume"].trigger()
    assert not price.volume.shown
    assert panes.choices[0].mode == "plain"
    panes.set_mode("price", "volume")
    assert "Volume" in checked(menu)
    assert price.volume.shown


def test_keys_change_the_scale_and_auto_fits_again(bench: Bench, qtbot: QtBot) -> None:
    window, chart = bench.window, bench.window.chart
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for key, scale in (
        (Qt.Key.Key_L, Scale.LOG),
        (Qt.Key.Key_P, Scale.PERCENT),
        (Qt.Key.Key_A, Scale.LINEAR),
    ):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda one=scale: chart.style_now.scale is one)  # type: ignore[misc]
    pane = chart.canvas.board.price
    pane.manual = (1.0, 2.0)
    qtbot.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: pane.manual is None)


def test_keys_work_where_the_button_has_no_room(make_bench: MakeBench, qtbot: QtBot) -> None:
    bench = make_bench(size=(960, 600), simulated=True)
    window, chart = bench.window, bench.window.chart
    assert not window.toolbar.style_menu.isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: chart.style_now.scale is Scale.LOG)
    (chart_menu,) = (one for one in window.menus.shown if one.accessibleName() == "Chart")
    assert chart_menu.menuAction() in bench.button("More").menu().actions()
    assert "Candles" in [one.text() for one in chart_menu.actions()]


def test_the_window_draws_as_it_did_last_time(bench: Bench) -> None:
    style = ChartStyle(Shape.HEIKIN_ASHI, Scale.LOG, breaks=True)
    bench.window.use_style(style)
    assert bench.window.chart.style_now == style
    assert "Heikin-Ashi" in checked(bench.window.toolbar.style_menu)
    bench.window.chart.canvas.settle()
    assert "Heikin-Ashi" in bench.window.chart.canvas.board.overlay.header.title


def test_what_is_saved_from_the_window_has_its_style(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tracker.ui.desk.Desk.load_picture",
        lambda desk, _left, _right, then: then(desk.chart),
    )
    pictures: list[bytes] = []
    for style in (PLAIN, ChartStyle(Shape.HEIKIN_ASHI, Scale.PERCENT)):
        bench.window.use_style(style)
        path = tmp_path / f"{style.shape.value}.svg"
        bench.window.saver.save(path, bench.window._look_now())
        qtbot.waitUntil(lambda one=path: bench.window.banner.text == f"Saved {one}.")  # type: ignore[misc]
        pictures.append(path.read_bytes())
    assert b"Heikin-Ashi" not in pictures[0]
    assert b"Heikin-Ashi" in pictures[1]


def test_another_interval_keeps_the_moment_that_is_looked_at(bench: Bench, qtbot: QtBot) -> None:
    window, desk = bench.window, bench.desk
    chart = window.chart
    chart.pan(-0.8)
    middle_ms, candles = chart.looked_at_ms(), (chart.view()[1] - chart.view()[0])
    assert middle_ms is not None
    desk.choose("BTC", H4, at_ms=middle_ms)
    desk.show_chart(chart_view("BTC", H4, count=400))
    qtbot.waitUntil(lambda: not chart.canvas.pending)
    left, right = chart.view()
    assert right - left == pytest.approx(4 * candles, rel=0.01)  # as many candles as before
    assert left <= middle_ms <= right
    # At now it stays at now.
    chart.back_to_now()
    assert chart.looked_at_ms() is None
    desk.choose("BTC", H1, at_ms=chart.looked_at_ms())
    desk.show_chart(chart_view("BTC", count=400))
    assert chart.at_now()


def test_the_countdown_goes_by_the_venues_clock(bench: Bench) -> None:
    desk = bench.desk
    assert desk.chart is not None
    assert desk.venue_now_ms() == NOW_MS
    bench.engine.ahead[desk.chart.market.venue] = 2_500
    assert desk.venue_now_ms() == NOW_MS + 2_500
    assert bench.window.chart.canvas.board.now_ms == desk.venue_now_ms
