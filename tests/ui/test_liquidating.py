"""The tile of liquidations with its pace, the sheet behind it, and what the tape wishes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tracker.analysis.liquidation_windows import WINDOWS, WindowFigures
from tracker.analysis.liquidations import Total, combined
from tracker.domain.coverage import Coverage, VenueCoverage
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import DAY_MS
from tracker.services.paces import AssetPace
from tracker.services.rule_wish import RuleWish
from tracker.services.tape import TapeFilter
from tracker.ui.layout import Layout
from tracker.ui.panels.liquidation_sheet import LiquidationSheet, venue_cells, window_cells
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.theme import DARK, LIGHT
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, TITLES, asset_view, coverage, liquidation, picture


def venue_total(venue: str, share: float, kind: FeedKind, capped: float | None = 0.0) -> Total:
    part = VenueCoverage(venue, share, kind, capped, NOW_MS - 30 * DAY_MS)
    return Total(90e6, 28e6, 40, 2e6, Coverage((part,)))


PARTS = (
    venue_total("alpha", 1.0, FeedKind.COMPLETE),
    venue_total("beta", 0.2, FeedKind.SAMPLED, 0.5),
)


def window(name: str, **changes: object) -> WindowFigures:
    made = WindowFigures(
        name,
        WINDOWS[name],
        combined(PARTS),
        PARTS,
        known_ms=30 * DAY_MS,
        compared=("alpha",),
        median_usd=75e6,
        multiple=1.57,
        percentile=84.3,
        bp_of_oi=57.5,
        dominance=0.76,
        corrected_count=96.0,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def pace(asset: str = "BTC", **changes: object) -> AssetPace:
    windows = [window(name) for name in WINDOWS]
    windows[-1] = window("30d", largest_day=(NOW_MS - 3 * DAY_MS, 118e6))
    made = AssetPace(asset, NOW_MS, tuple(windows), (liquidation(),), 41.3e9)
    return replace(made, **changes)  # type: ignore[arg-type]


# --- the tile ----------------------------------------------------------------------------------


@pytest.fixture
def strip(qtbot: QtBot) -> TileStrip:
    made = TileStrip(DARK)
    qtbot.addWidget(made)
    made.resize(1_600, 82)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_tile_says_how_large_it_is_against_normal(strip: TileStrip) -> None:
    strip.show_asset(asset_view())
    strip.show_pace(pace())
    lines = strip.liquidations.words.splitlines()
    assert lines[0] == "Liquidations 24 h   61\u202f% of 2 venues"
    assert lines[2] == "longs 76\u202f% · 1.6× normal · 84th pct"
    assert "largest single one $2.00M" in lines
    assert "57.50 basis points of open interest" in lines
    assert "normal: the median day of 30, $75.0M" in lines
    assert "84th pct" in strip.liquidations.accessibleName()
    assert "normal: the median day" in strip.liquidations.accessibleDescription()
    # Figures of another coin are none of this one's.
    strip.show_asset(asset_view("ETH"))
    assert "normal" not in strip.liquidations.words


def test_less_than_half_observed_is_pale_and_not_compared(strip: TileStrip) -> None:
    thin = window("24h", percentile=None, multiple=None, compared=())
    thin = replace(thin, total=replace(thin.total, coverage=coverage(0.4, 0.2)))
    view = asset_view(liquidations_24h=Total(1e6, 1e6, 2, 1e6, coverage(0.4, 0.2)))
    strip.show_asset(asset_view())
    before = picture(strip.liquidations)
    strip.show_asset(view)
    strip.show_pace(pace(windows=tuple(replace(thin, name=name) for name in WINDOWS)))
    assert "less than half observed: not compared" in strip.liquidations.words
    assert "normal" not in strip.liquidations.words.splitlines()[2]
    assert (picture(strip.liquidations) != before).any()


def test_the_tile_opens_by_mouse_and_keyboard(strip: TileStrip) -> None:
    opened: list[bool] = []
    strip.liquidations.wanted.connect(lambda: opened.append(True))
    QTest.mouseClick(strip.liquidations, Qt.MouseButton.LeftButton)
    strip.liquidations.setFocus()
    QTest.keyClick(strip.liquidations, Qt.Key.Key_Return)
    QTest.keyClick(strip.liquidations, Qt.Key.Key_Space)
    QTest.mouseClick(strip.liquidations, Qt.MouseButton.RightButton)
    assert len(opened) == 3
    QTest.mouseClick(strip.price, Qt.MouseButton.LeftButton)
    assert strip.price.focusPolicy() is Qt.FocusPolicy.NoFocus


# --- the sheet ---------------------------------------------------------------------------------


def test_a_window_and_a_venue_as_rows() -> None:
    texts = [cell.text for cell in window_cells(pace().windows[-1])]
    assert texts == [
        "30d",
        "≥\u202f$236M",
        "$180M",
        "$56.0M",
        "76\u202f%",
        "80",
        "$2.00M",
        "1.6×",
        "84th",
        "57.5",
        "60\u202f%",
    ]
    tip = window_cells(pace().windows[-1])[0].tip
    assert "largest day 9 Feb: $118M, 50\u202f% of it" in tip
    assert "at least about 96 liquidations, corrected for the cap" in tip
    assert "the median window held $75.0M" in tip
    hour = window_cells(window("1h"))[0].tip
    assert "not seasonally adjusted" in hour
    from datetime import UTC

    cells = [cell.text for cell in venue_cells(PARTS[1], TITLES, UTC)]
    assert cells[:4] == ["Beta", "sampled, one a second at most", "20\u202f%", "50\u202f%"]
    unseen = venue_total("beta", 0.0, FeedKind.COMPLETE, None)
    assert [cell.text for cell in venue_cells(unseen, {}, UTC)][2:6] == ["0\u202f%", "", "–", "–"]
    thin = replace(window("1h"), total=replace(combined(PARTS), coverage=coverage(0.1, 0.2)))
    assert {cell.role for cell in window_cells(thin)} == {"quiet", "warn"}


def test_the_sheet_shows_windows_venues_and_the_largest(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    window_widget = QWidget()
    qtbot.addWidget(window_widget)
    window_widget.resize(1_000, 800)
    window_widget.show()
    sheet = LiquidationSheet(window_widget, TITLES, DARK)
    assert sheet.scope.text() == "Being read…"
    sheet.show_pace(pace())
    sheet.show()
    assert sheet.heading.text() == "BTC liquidations"
    assert "open interest $41.3B" in sheet.scope.text()
    assert sheet.windows.rowCount() == len(WINDOWS)
    assert sheet.windows.currentRow() == 4
    assert sheet._by_venue.text() == "By venue, 24h"
    sheet.windows.selectRow(0)
    assert sheet._by_venue.text() == "By venue, 5m"
    sheet.show_pace(pace())  # fresh figures leave the choice alone
    assert sheet.windows.currentRow() == 0
    item = sheet.windows.item(0, 7)
    assert item is not None
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "× normal: 1.6×"
    assert "those with ten days" not in sheet.note.text()
    assert "ten days of their own: Alpha" in sheet.note.text()
    sheet.copy()
    assert "24h\t≥\u202f$236M" in QGuiApplication.clipboard().text()
    sheet.set_palette(LIGHT)
    assert item.foreground().color() == LIGHT.color("text")
    sheet.show_pace(pace(prints=(), windows=tuple(window(n, model_usd=1e9) for n in WINDOWS)))
    assert sheet.prints.isHidden()
    assert "MODEL, no measurement: $1.00B in 24h" in sheet.note.text()


# --- in the window -----------------------------------------------------------------------------


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    made = make_bench(Layout())
    made.fill()
    return made


def test_the_window_reads_the_pace_and_opens_the_sheet(bench: Bench) -> None:
    window_, engine = bench.window, bench.engine
    asked = engine.studied[-1]  # as soon as the first chart was there
    window_.hide()
    window_.liquidating.read()
    assert engine.studied[-1] is asked  # nobody sees it
    window_.show()
    found = asked.query(None, None)
    assert isinstance(found, AssetPace)
    assert found.asset == "BTC"
    window_.tiles.liquidations.wanted.emit()
    sheet = window_.liquidating.sheet
    assert sheet is not None
    assert sheet.isVisible()
    assert sheet.scope.text() == "Being read…"
    asked.then(pace())
    assert sheet.heading.text() == "BTC liquidations"
    assert "84th pct" in window_.tiles.liquidations.words
    asked.then(pace("ETH"))  # an answer that came late
    assert sheet.heading.text() == "BTC liquidations"
    window_.toggle_theme()
    window_.toggle_zone()


def test_what_the_tape_wishes_reaches_the_desk(bench: Bench) -> None:
    window_, desk = bench.window, bench.desk
    window_.tape.filter_changed.emit(TapeFilter(all_coins=True))
    assert desk.tape_filter.all_coins
    bench.engine.is_ready = True
    before = len(bench.engine.submitted)
    window_.tape.rule_wanted.emit(RuleWish("BTC", "liquidations:5m>5M"))
    assert len(bench.engine.submitted) == before + 1
    window_.tape.chosen.emit(liquidation(asset="ETH"))
    assert desk.asset == "ETH"


def test_history_that_comes_in_parts_is_read_again_now_and_then_and_never_forgotten(
    bench: Bench,
) -> None:
    desk, beside = bench.desk, bench.window.liquidating
    desk._reopened["BTC"] = 0
    assert beside._since_ms("BTC", NOW_MS) == 0
    desk._reopened["BTC"] = 0
    assert beside._since_ms("BTC", NOW_MS) is None  # it was read a moment ago
    desk._reopened["BTC"] = NOW_MS - 1
    assert beside._since_ms("BTC", NOW_MS) == NOW_MS - 1
    beside._paid.clear()
    assert beside._since_ms("BTC", NOW_MS) == 0
    assert beside._since_ms("BTC", NOW_MS) is None


def test_one_answer_is_waited_for_at_a_time(bench: Bench) -> None:
    beside, engine = bench.window.liquidating, bench.engine
    engine.is_ready = True
    before = [one for one in engine.studied if "Liquidating" in one.query.__qualname__]
    beside.read()
    beside.read()
    after = [one for one in engine.studied if "Liquidating" in one.query.__qualname__]
    assert len(after) == max(1, len(before))
    after[-1].then(pace())
    beside.read()
    again = [one for one in engine.studied if "Liquidating" in one.query.__qualname__]
    assert len(again) == len(after) + 1


def test_why_there_are_no_figures_is_said_on_the_sheet(bench: Bench) -> None:
    bench.window.liquidating.open()
    sheet = bench.window.liquidating.sheet
    assert sheet is not None
    asked = [one for one in bench.engine.studied if "Liquidating" in one.query.__qualname__][-1]
    assert asked.failed is not None
    asked.failed("The disk is broken.")
    assert sheet.scope.text() == "The disk is broken. It is tried again every few seconds."
    assert not sheet.windows.isVisible()
    bench.window.liquidating.read()  # a failure is no answer that is waited for
    assert bench.engine.studied[-1] is not asked
    asked.then(pace())
    assert sheet.windows.isVisible()
    asked.failed("The disk is broken.")  # the figures stay, with the moment they are of
    assert sheet.windows.isVisible()
    assert sheet.scope.text().startswith("These figures are of 12 Feb 09:30")
    asked.then(pace())
    assert sheet.scope.text().startswith("until 12 Feb 09:30")
    unseen = tuple(replace(one, parts=()) for one in pace().windows)
    asked.then(pace(windows=unseen, prints=()))
    assert not sheet.venues.isVisible()  # no head without a row
    sheet.show_pace(None)
    assert sheet.heading.text() == "Liquidations"  # of no coin until its figures are there
    sheet.hide()
