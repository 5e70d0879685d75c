"""The stabilisation tile and page, and the calculator for headlines: numbers, marks, nothing made up."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta, timezone

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.analysis.columns import LineColumns
from tracker.analysis.episode import Defended, Memory, Pace, Phase, Reading, Turn
from tracker.analysis.pace import Fast
from tracker.analysis.recovery_checks import Outcome, check
from tracker.analysis.stabilisation_words import MARKS
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.services.monitor import Monitor
from tracker.services.observed_total import ObservedTotal
from tracker.ui.headline_dialog import HeadlineDialog, number
from tracker.ui.monitor_words import tile_words
from tracker.ui.panels.pace_chart import thresholds
from tracker.ui.panels.recovery import RecoveryPage
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.plots.pace import PacePlot
from tracker.ui.theme import DARK, LIGHT
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, has_color, picture

BASE = 10e6
TURNS = (
    Turn(1, NOW_MS - 40 * HOUR_MS, Phase.STRESS, Phase.CALM, "pace 5.6 times its base"),
    Turn(2, NOW_MS - 9 * HOUR_MS, Phase.EASING, Phase.STRESS, "pace at most half of its peak"),
)


def reading(**changes: object) -> Reading:
    known = Reading(
        at_ms=NOW_MS,
        longs=Pace(1.2 * BASE, BASE, BASE),
        shorts=Pace(0.4 * BASE, BASE, BASE),
        venues=("alpha",),
        coverage=1.0,
        low=65_000,
        high=66_000,
        lowest_close=65_000,
        highest_close=66_000,
        support=Defended(60_000, "next support"),
        positions=-0.004,
        positions_share=1.0,
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def monitor(now: Reading | None = None, **changes: object) -> Monitor:
    """An episode that eases; forty times the base at its peak, its low 30 hours ago."""
    now = now or reading()
    memory = Memory(
        phase=Phase.EASING,
        at_ms=NOW_MS - HOUR_MS,
        turns=2,
        since_ms=NOW_MS - 9 * HOUR_MS,
        episode=1,
        base_usd=BASE,
        peak_usd=40 * BASE,
        peak_ms=NOW_MS - 31 * HOUR_MS,
        extreme=60_500,
        extreme_ms=NOW_MS - 30 * HOUR_MS,
        timeline=TURNS,
    )
    memory = replace(memory, **changes)  # type: ignore[arg-type]
    return Monitor("BTC", memory, now, check(memory, now), Fast(8e6, 1.0), memory.at_ms)


def calm(now: Reading | None, at_ms: int = NOW_MS) -> Monitor:
    return Monitor("BTC", Memory(at_ms=at_ms), now, None, Fast(None, 0.0), at_ms)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


# --- the tile ------------------------------------------------------------------------------------


@pytest.fixture
def strip(qtbot: QtBot) -> TileStrip:
    made = TileStrip(DARK)
    qtbot.addWidget(made)
    made.resize(1_600, 82)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_tile_says_the_phase_and_each_check(strip: TileStrip) -> None:
    strip.show_monitor(monitor(reading(coverage=0.8, positions=-0.02)))
    lines = plain(strip.stabilisation.words).splitlines()
    assert lines[:3] == [
        "Stabilisation   since 12 Feb 00:30 UTC",
        "Easing",
        "✓ price   ? liquidations   ✕ positions",
    ]
    held = "no new extreme for 30 h, worst hourly close 65,000; level 60,000 (next support)"
    assert lines[3:] == [
        f"✓ Price holds: {held}",
        "? Liquidations fade: cannot assess: 80 % of 24 h seen, 90 % needed",
        "✕ Positions hold: contracts −2.0 % in 12 h",
        "Fast read, half-life 1 h: $8.00M a day, 0.8 times the base",
        "Click for the three checks with their numbers (F9)",
    ]
    roles = [role for _, role in tile_words(monitor(reading(coverage=0.8, positions=-0.02))).line]
    assert roles == ["good", "quiet", "warn", "quiet", "bad", "quiet"]


def test_what_cannot_be_assessed_is_never_a_green_tick(strip: TileStrip) -> None:
    unknown = reading(coverage=0.0, lowest_close=None, positions=None)
    strip.show_monitor(monitor(unknown))
    assert MARKS[Outcome.PASS] not in strip.stabilisation.words
    assert strip.stabilisation.words.count(MARKS[Outcome.UNKNOWN]) >= 3
    assert not has_color(picture(strip.stabilisation), DARK.color("up"))


@pytest.mark.parametrize(
    ("now", "at_ms", "figure", "said"),
    [
        (reading(), NOW_MS, "Calm", "longs 1.2×, shorts 0.4× of normal"),
        (reading(coverage=0.5), NOW_MS, "–", "cannot assess: 50 % of 24 h seen"),
        (reading(dead=("alpha",)), NOW_MS, "–", "cannot assess: alpha silent"),
        (reading(longs=Pace(5e6)), NOW_MS, "–", "cannot assess: normal takes 10 days of recording"),
        (reading(), NOW_MS - DAY_MS, "–", "the hours before are not judged yet"),
        (reading(), -1, "–", "the hours before are not judged yet"),
        (None, -1, "–", "nothing received yet"),
    ],
)
def test_silence_is_not_calm(now: Reading | None, at_ms: int, figure: str, said: str) -> None:
    words = tile_words(calm(now, at_ms))
    assert (words.figure, plain("".join(text for text, _ in words.line))) == (figure, said)


def test_an_episode_that_nobody_judges_any_more_says_so() -> None:
    words = tile_words(monitor(at_ms=NOW_MS - DAY_MS))
    assert words.line == [("judged up to 11 Feb 09:30 UTC", "quiet")]


def test_the_tile_opens_the_page_by_mouse_and_keys(qtbot: QtBot, strip: TileStrip) -> None:
    tile = strip.stabilisation
    with qtbot.waitSignal(tile.wanted):
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    tile.setFocus()
    with qtbot.waitSignal(tile.wanted):
        qtbot.keyClick(tile, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(strip.price.wanted):
        qtbot.mouseClick(strip.price, Qt.MouseButton.LeftButton)


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture
def page(qtbot: QtBot) -> RecoveryPage:
    made = RecoveryPage(DARK)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_page_shows_all_numbers_and_the_timeline(page: RecoveryPage) -> None:
    page.show_monitor(monitor())
    text = plain(page.text())
    assert "BTC · Easing since 12 Feb 00:30 UTC; long liquidations are the stress" in text
    assert "Peak $400M in 24 h 11 Feb 02:30 UTC · low 60,500 11 Feb 03:30 UTC" in text
    assert "base $10.0M in 24 h · counted over alpha" in text
    assert "Liquidations fade: pass\n$12.0M in 24 h, 3 % of the peak, 1.2 times the base" in text
    assert page.marks() == ("✓", "✓", "✓")
    assert text.splitlines()[-2:] == [
        "12 Feb 00:30 UTC easing pace at most half of its peak",
        "10 Feb 17:30 UTC stress pace 5.6 times its base",
    ]


def test_a_dead_feed_is_a_question_mark_on_the_page(page: RecoveryPage) -> None:
    page.show_monitor(monitor(reading(dead=("alpha",))))
    assert page.marks() == ("✓", "?", "✓")
    assert "cannot assess: alpha silent" in page.text()


def test_without_an_episode_nothing_is_ticked(page: RecoveryPage) -> None:
    page.show_monitor(calm(reading()))
    assert page.marks() == ("–", "–", "–")
    assert "Calm: no episode was seen" in page.text()
    page.show_monitor(calm(reading(coverage=0.2)))
    assert "Whether it is calm cannot be assessed" in page.text()
    assert not has_color(picture(page), DARK.color("up"))


def test_the_level_that_is_to_hold_is_chosen(qtbot: QtBot, page: RecoveryPage) -> None:
    page.show_levels([60_000, 70_000, 65_000], None)
    names = [page.level.itemText(at) for at in range(page.level.count())]
    assert names == ["the next one of the ladder", "70,000", "65,000", "60,000"]
    with qtbot.waitSignal(page.level_chosen) as found:
        page.level.setCurrentIndex(2)
        page.level.activated.emit(2)
    assert found.args == [65_000]
    page.show_levels([70_000], 64_000.0)
    assert page.level.currentText() == "64,000"
    page.show_levels([70_000], None)
    assert (page.level.currentIndex(), page.level.count()) == (0, 2)


def test_palette_and_zone_change_what_is_there(page: RecoveryPage) -> None:
    page.show_monitor(monitor())
    page.set_zone(timezone(timedelta(hours=2), "EET"))
    assert "since 12 Feb 02:30 EET" in page.text()
    page.set_palette(LIGHT)
    assert has_color(picture(page), LIGHT.color("up"))


# --- headlines -----------------------------------------------------------------------------------


@pytest.fixture
def dialog(qtbot: QtBot) -> HeadlineDialog:
    made = HeadlineDialog(["BTC", "ETH"])
    qtbot.addWidget(made)
    made.show_observed(ObservedTotal(103e9, ("BTC", "ETH"), ("a", "b"), NOW_MS))
    return made


def test_what_follows_is_said_while_it_is_typed(dialog: HeadlineDialog) -> None:
    assert dialog.said.text().startswith("For example")
    dialog.amount.setText("26B")
    dialog.percent.setText("−4.4 %")
    assert "5.7 times the $103B that is observed (BTC, ETH over 2 venues)" in dialog.said.text()
    assert dialog.said.property("wrong") is True
    dialog.amount.setText("$4.5bn")
    assert "can belong together" in dialog.said.text()
    assert dialog.said.property("wrong") is False
    dialog.price.setText("-9.5")
    assert "positions grew by 5.6" in dialog.said.text()


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("amount", "much", "“much” is not a number."),
        ("amount", "0", "Nothing follows"),
        ("price", "-100", "A price cannot fall"),
    ],
)
def test_what_is_no_headline_is_said(
    dialog: HeadlineDialog, field: str, text: str, said: str
) -> None:
    dialog.amount.setText("26B")
    dialog.percent.setText("-4.4")
    getattr(dialog, field).setText(text)
    assert dialog.said.text().startswith(said)
    assert dialog.said.property("wrong") is True


def test_other_coins_are_asked_for(qtbot: QtBot, dialog: HeadlineDialog) -> None:
    with qtbot.waitSignal(dialog.coins_wanted) as found:
        dialog.coins.setCurrentIndex(2)
    assert found.args == [("ETH",)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("26B", 26e9), ("$26bn", 26e9), ("1,200,000", 1.2e6), ("-4.4 %", -4.4), ("2.5t", 2.5e12)],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert number(text) == pytest.approx(value)


# --- in the window -------------------------------------------------------------------------------


def answer(bench: Bench) -> None:
    """Let the engine answer what this part asked of it, over a store that holds nothing."""
    waiting, bench.engine.studied = bench.engine.studied, []
    for asked in waiting:
        if asked.query.__qualname__.startswith("Recovering."):
            asked.then(asked.query(None, None))


def test_the_window_reads_the_chosen_coin_and_no_oftener_than_it_helps(
    qtbot: QtBot, make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []

    def read(_views: object, _journal: object, asset: str, _now_ms: int) -> Monitor:
        reads.append(asset)
        return replace(monitor(), asset=asset)

    monkeypatch.setattr("tracker.ui.recovering.read_monitor", read)
    bench = make_bench()
    bench.window.pages.recovering.refresh()
    answer(bench)
    assert "Easing" in bench.window.tiles.stabilisation.words
    so_far = len(reads)
    for _ in range(5):
        bench.desk.assets_shown.emit([])
    bench.desk.choose("ETH", bench.desk.interval)

    def is_read() -> bool:
        answer(bench)
        return "ETH" in reads

    qtbot.waitUntil(is_read)
    assert reads[so_far:] == ["ETH"]


def test_the_page_opens_beside_the_window_and_the_choice_reaches_the_engine(
    qtbot: QtBot, make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.ui.recovering.read_monitor", lambda *_: monitor())
    bench = make_bench()
    bench.window.tiles.stabilisation.wanted.emit()
    answer(bench)
    page = bench.window.pages.recovering.page
    assert page is not None
    qtbot.waitExposed(page)
    assert page.marks() == ("✓", "✓", "✓")
    before = len(bench.engine.submitted)
    page.level_chosen.emit(65_000.0)
    assert len(bench.engine.submitted) == before + 1
    bench.window.toggle_theme()
    bench.window.toggle_zone()
    page.close()


def test_the_calculator_opens_with_the_coins_of_the_watchlist(
    qtbot: QtBot, make_bench: MakeBench
) -> None:
    bench = make_bench()
    bench.window.pages.recovering.open_headline()
    dialog = bench.window.pages.recovering.headline
    assert dialog is not None
    qtbot.waitExposed(dialog)
    assert dialog.coins.currentData() == ("BTC", "ETH", "SOL")
    dialog.amount.setText("26B")
    dialog.percent.setText("-4.4")
    assert dialog.said.text().endswith("What is observed is being read…")
    asked = bench.engine.asked[-1]
    assert asked.failed is not None
    asked.failed("The cache cannot be read.")
    assert dialog.said.text().endswith("The cache cannot be read.")
    dialog.show_observed(ObservedTotal(None))
    assert "Nothing is observed" in dialog.said.text()
    dialog.close()


# --- the picture of the pace ---------------------------------------------------------------------


def pace(*usd: float) -> LineColumns:
    at_ms = NOW_MS + np.arange(-len(usd) + 1, 1, dtype=np.int64) * HOUR_MS
    return LineColumns(HOUR_MS, at_ms, np.array(usd))


def test_the_lines_that_decide_are_those_of_the_phase() -> None:
    episode = monitor().memory
    assert thresholds(episode, BASE) == [
        (200e6, "half the peak"),
        (100e6, "a quarter of it"),
        (15e6, "1.5 × base"),
    ]
    assert thresholds(Memory(), BASE) == [(50e6, "5 × base"), (15e6, "1.5 × base")]
    assert thresholds(Memory(), None) == []


def drawn_columns(page: RecoveryPage) -> int:
    """So many columns of pixels hold a part of the line."""
    assert page.chart.plot is not None
    shown = picture(page.chart.plot).astype(int)
    color = np.array(DARK.color("interest").getRgb()[:3])
    return int((np.abs(shown - color).max(axis=-1) < 60).any(axis=0).sum())


def plot_of(page: RecoveryPage, line: LineColumns) -> PacePlot:
    """The plot of a line, as it is when the page shows it."""
    page.show_monitor(monitor())
    page.show_pace(line)
    plot = page.chart.plot
    assert plot is not None
    picture(plot)  # its axes find their places
    return plot


def place_of(plot: PacePlot, row: int) -> QPoint:
    """Where an hour is on the plot."""
    at = plot.box.mapViewToScene(QPointF(float(plot.curve.xData[row]), 1e6))
    return plot.mapFromScene(at)


def turn_wheel(plot: PacePlot, at: QPoint, notches: int) -> None:
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    down = QPoint(0, 120 * notches)
    event = QWheelEvent(QPointF(at), QPointF(plot.mapToGlobal(at)), QPoint(), down, *none, False)
    QApplication.sendEvent(plot.viewport(), event)


def test_the_pace_is_drawn_with_gaps_where_nobody_looked(page: RecoveryPage) -> None:
    whole = [100e6] * 300
    plot_of(page, pace(*whole))
    columns = drawn_columns(page)
    page.show_pace(pace(*whole[:100], *[float("nan")] * 100, *whole[:100]))
    assert columns > 300
    assert drawn_columns(page) == pytest.approx(columns * 2 / 3, rel=0.05)
    assert "now $100M" in page.chart.accessibleName()
    page.show_pace(pace(*[float("nan")] * 300))
    assert page.chart.plot is not None
    assert not page.chart.plot.isVisible()
    assert not page.chart.said.isVisible()
    assert not has_color(picture(page.chart), DARK.color("interest"))
    assert "now –" in page.chart.accessibleName()


def test_an_hour_that_is_known_between_unknown_ones_is_a_dot(page: RecoveryPage) -> None:
    gap = [float("nan")] * 50
    plot = plot_of(page, pace(*gap, 100e6, *gap))
    assert [len(one) for one in plot.alone.getData()] == [1, 1]
    assert 1 <= drawn_columns(page) < 12


def test_the_hour_under_the_mouse_is_read_out(qtbot: QtBot, page: RecoveryPage) -> None:
    plot = plot_of(page, pace(*[100e6] * 100, float("nan"), *[200e6] * 99))
    page.chart.set_look(DARK, timezone(timedelta(hours=2), "EET"))
    said = page.chart.said
    assert said.text() == "$200M in the 24 hours to 12 Feb 11:30 EET"
    QTest.mouseMove(plot.viewport(), place_of(plot, 20))
    qtbot.waitUntil(lambda: said.text().startswith("$100M"))
    assert plot.cross.isVisible()
    QTest.mouseMove(plot.viewport(), place_of(plot, 100))
    unseen = "too little was seen of the 24 hours to 8 Feb 08:30 EET"
    qtbot.waitUntil(lambda: said.text() == unseen)
    assert len(plot.spot.getData()[0]) == 0
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert said.text().startswith("$200M")
    assert not plot.cross.isVisible()


def test_the_wheel_zooms_and_a_double_click_shows_all_again(page: RecoveryPage) -> None:
    plot = plot_of(page, pace(*[5e6] * 150, *[300e6] * 150))
    (left, right), (low, high) = plot.box.viewRange()
    assert (right - left) / HOUR_MS == pytest.approx(299)
    assert low == 0
    assert high > 300e6
    turn_wheel(plot, place_of(plot, 40), 12)
    (left, right), (low, high) = plot.box.viewRange()
    assert (right - left) / HOUR_MS < 80
    assert low == 0
    assert 15e6 < high < 20e6, "the height fits what is seen, and the line that is near it"
    page.show_pace(pace(*[5e6] * 150, *[300e6] * 150))
    assert plot.box.viewRange()[0] == [left, right], "what comes in does not move it"
    at = place_of(plot, 40)
    QTest.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert (plot.box.viewRange()[0][1] - plot.box.viewRange()[0][0]) / HOUR_MS == 299


def test_the_axes_of_the_pace_speak_as_the_program_does(page: RecoveryPage) -> None:
    plot = plot_of(page, pace(*[400e6] * 300))
    value, time, name = (plot.getAxis(side) for side in ("left", "bottom", "right"))
    ((step, values),) = value.tickValues(0, 400e6, 150)
    assert value.tickStrings(values, 1, step) == ["$0", "$100M", "$200M", "$300M", "$400M"]
    left, right = plot.box.viewRange()[0]
    ((_, times),) = time.tickValues(left, right, 400)
    assert all(time.tickStrings(times, 1, 1))
    heights = [y for y, _ in name.places()]
    assert [text for _, text in name.places()] == ["half the peak", "a quarter of it", "1.5 × base"]
    assert min(np.diff(heights)) >= 12
    assert name.foot == "UTC"


def test_plots_are_loaded_with_the_first_line_and_let_go_of_in_any_order() -> None:
    """A scene whose items Python takes down has ended the process before."""
    done = subprocess.run(
        [sys.executable, "-c", _OPENED_OFTEN],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.split()) == (0, ["False", "True", "50"]), done.stderr


_OPENED_OFTEN = """
import gc, sys
from tracker.ui.binding import load_binding
load_binding()
import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
app = QApplication(["tracker"])
from tracker.analysis.columns import LineColumns
from tracker.analysis.episode import Memory
from tracker.domain.times import HOUR_MS
from tracker.ui.panels.pace_chart import PaceChart
from tracker.ui.theme import DARK
times = 1_770_000_000_000 + np.arange(300) * HOUR_MS
def opened(value):
    chart = PaceChart(DARK)
    chart.show()
    chart.show_pace(LineColumns(HOUR_MS, times, np.full(300, value)), Memory(), 1e7)
    app.processEvents()
    return chart
opened(np.nan).close()
print("pyqtgraph" in sys.modules)
for count in range(50):
    chart = opened(1e8)
    if count % 3 == 0:
        chart.close()
    elif count % 3 == 1:
        chart.deleteLater()
        gc.collect()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    chart = None
    gc.collect()
print("pyqtgraph" in sys.modules, count + 1)
"""
