"""The stabilisation tile and page, and the calculator for headlines: numbers, marks, nothing made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import numpy as np
import pytest
from PySide6.QtCore import Qt
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
    lines = plain(strip.stabilisation.text).splitlines()
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
    assert roles == ["up", "quiet", "warn", "quiet", "down", "quiet"]


def test_what_cannot_be_assessed_is_never_a_green_tick(strip: TileStrip) -> None:
    unknown = reading(coverage=0.0, lowest_close=None, positions=None)
    strip.show_monitor(monitor(unknown))
    assert MARKS[Outcome.PASS] not in strip.stabilisation.text
    assert strip.stabilisation.text.count(MARKS[Outcome.UNKNOWN]) >= 3
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
    with qtbot.waitSignal(tile.clicked):
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    tile.setFocus()
    with qtbot.waitSignal(tile.clicked):
        qtbot.keyClick(tile, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(strip.price.clicked):
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
    assert dialog.said.property("wrong") == "true"
    dialog.amount.setText("$4.5bn")
    assert "can belong together" in dialog.said.text()
    assert dialog.said.property("wrong") == "false"
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
    assert dialog.said.property("wrong") == "true"


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
    bench.window.recovering.refresh()
    answer(bench)
    assert "Easing" in bench.window.tiles.stabilisation.text
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
    bench.window.tiles.stabilisation.clicked.emit()
    answer(bench)
    page = bench.window.recovering.page
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
    bench.window.toolbar.headline_wanted.emit()
    dialog = bench.window.recovering.headline
    assert dialog is not None
    qtbot.waitExposed(dialog)
    assert dialog.coins.currentData() == ("BTC", "ETH", "SOL")
    dialog.amount.setText("26B")
    dialog.percent.setText("-4.4")
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


def test_the_pace_is_drawn_with_gaps_where_nobody_looked(page: RecoveryPage) -> None:
    page.show_monitor(monitor())
    whole = [100e6] * 300
    page.show_pace(pace(*whole))
    color = DARK.color("interest")
    drawn = np.abs(picture(page.chart).astype(int) - [98, 164, 245]).max(axis=-1) < 60
    columns = drawn.any(axis=0).sum()
    page.show_pace(pace(*whole[:100], *[float("nan")] * 100, *whole[:100]))
    gappy = np.abs(picture(page.chart).astype(int) - [98, 164, 245]).max(axis=-1) < 60
    assert columns > 300
    assert gappy.any(axis=0).sum() == pytest.approx(columns * 2 / 3, rel=0.05)
    assert "now $100M" in page.chart.accessibleName()
    page.show_pace(pace(*[float("nan")] * 300))
    assert not has_color(picture(page.chart), color)
    assert "now –" in page.chart.accessibleName()
