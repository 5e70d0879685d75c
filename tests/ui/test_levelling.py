"""Levels in the window: what mouse, keys and menus do to them, and what is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from tracker.analysis.columns import LineColumns
from tracker.analysis.dry_run import DryRun, RuleRun
from tracker.analysis.suggest import Average, Suggestion, Suggestions
from tracker.domain.derivatives import Mark
from tracker.domain.level import HOURLY, Event, Role
from tracker.domain.times import D1, H1, H4, HOUR_MS
from tracker.services.levels import LevelEdit, LevelWish
from tracker.services.suggestions import Suggested
from tracker.services.update import Update
from tracker.services.views import LevelRow
from tracker.ui.layout import Layout
from tracker.ui.level_form import Entry
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, asset_view, chart_view, level_row, market, transition

ROWS = [level_row(67_900.0, level_id=7), level_row(66_000.0, level_id=8)]


class Calls:
    """A collector that notes what it is asked for about levels."""

    def __init__(self) -> None:
        self.made: list[tuple[Any, ...]] = []
        self.reason = ""

    @property
    def levels(self) -> Calls:
        return self

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def call(*args: object) -> object:
            self.made.append((name, *args))
            level = replace(ROWS[0].level, id=70)
            return (level, self.reason) if name == "add" else level

        return call


def answer(
    bench: Bench, result: object = None, *, failed: str = "", reason: str = ""
) -> list[tuple[Any, ...]]:
    """Do what was submitted last; what the collector was asked for."""
    work, then, refuse = bench.engine.submitted.pop()
    calls = Calls()
    calls.reason = reason
    value = asyncio.run(work(calls))
    if failed:
        refuse(failed)
    elif then is not None:
        then(value if result is None else result)
    return calls.made


def settle(bench: Bench, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not bench.window.chart.canvas.pending)


@pytest.fixture
def levels(bench: Bench, qtbot: QtBot) -> Bench:
    bench.desk.levels_shown.emit(ROWS)
    settle(bench, qtbot)
    return bench


def lines(bench: Bench) -> list[tuple[int, float]]:
    return [(one.id, one.price) for one in bench.window.chart.canvas.board.price.levels.levels]


def line_of(bench: Bench, level_id: int) -> Any:
    line = bench.window.chart.canvas.board.price.levels.by_id(level_id)
    assert line is not None
    return line


# --- editing -------------------------------------------------------------------------------------


def test_a_double_click_in_the_ladder_edits_and_saving_moves(levels: Bench) -> None:
    editor = levels.window.levelling.editor
    levels.window.ladder.edit_wanted.emit(8)
    assert editor.isVisible()
    assert editor.heading.text() == "BTC 66,000"
    editor.price.setText("65,500")
    editor.note.setText("low")
    editor.accept()
    assert answer(levels) == [
        ("move", 8, 65_500.0, LevelEdit(note="low")),
    ]
    assert not editor.isVisible()
    assert levels.window.banner.text == ("Moved from 66,000 to 65,500: it begins a new history.")


def test_what_was_not_changed_is_not_sent(levels: Bench) -> None:
    levels.window.levelling.edit(8)
    levels.window.levelling.editor.accept()
    assert levels.engine.submitted == []
    assert not levels.window.levelling.editor.isVisible()


def test_a_refused_change_stays_in_the_editor(levels: Bench) -> None:
    editor = levels.window.levelling.editor
    levels.window.levelling.edit(8)
    editor.note.setText("low")
    editor.accept()
    answer(levels, failed="There is no level with the number 8.")
    assert editor.isVisible()
    assert editor.message.text() == "There is no level with the number 8."
    editor.hide()


def test_a_level_is_typed(levels: Bench, qtbot: QtBot) -> None:
    editor = levels.window.levelling.editor
    qtbot.keyClick(levels.window.chart.canvas, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(editor.isVisible)
    assert "price: support" not in editor.message.text()
    editor.price.setText("66,500")
    assert editor.message.text().endswith("from the price: support.")
    editor.accept()
    assert answer(levels) == [("add", Entry(66_500.0).wish("BTC"))]
    assert not editor.isVisible()


def test_a_level_that_another_market_judges_says_so_and_why(levels: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(levels.desk.warned) as said:
        levels.desk.add_level(61_000.0)
        answer(levels, reason="It does not list BTC.")
    assert said.args is not None
    assert said.args[0].startswith("BTC 67,900 is judged on ")
    assert said.args[0].endswith(". It does not list BTC.")


def test_a_level_that_is_gone_has_no_editor(levels: Bench) -> None:
    levels.window.levelling.edit(99)
    assert not levels.window.levelling.editor.isVisible()


# --- steps ---------------------------------------------------------------------------------------


def test_undo_and_redo_say_what_they_did(levels: Bench, qtbot: QtBot) -> None:
    canvas, control = levels.window.chart.canvas, Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(canvas, Qt.Key.Key_Z, control)
    assert answer(levels, "adding BTC 70,000") == [("undo",)]
    assert levels.window.banner.text == "Undone: adding BTC 70,000."
    qtbot.keyClick(canvas, Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert answer(levels, "adding BTC 70,000") == [("redo",)]
    assert levels.window.banner.text == "Done again: adding BTC 70,000."
    for key, sentence in (("undo", "Nothing to undo."), ("redo", "Nothing to redo.")):
        getattr(levels.desk.levels, key)()
        answer(levels, "")
        assert levels.window.banner.text == sentence


# --- menus ---------------------------------------------------------------------------------------


@pytest.fixture
def menus(monkeypatch: pytest.MonkeyPatch) -> list[QMenu]:
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu))
    return shown


def action(menu: QMenu, text: str) -> QAction:
    return next(one for one in menu.actions() if one.text().startswith(text))


def test_the_menu_of_a_level(levels: Bench, menus: list[QMenu]) -> None:
    levels.window.ladder.menu_wanted.emit(8, QPoint())
    menu = menus[-1]
    texts = [one.text() for one in menu.actions() if one.text()]
    assert texts == ["Edit 66,000…", "Snooze", "Try this rule on history", "Remove 66,000"]
    snooze = action(menu, "Snooze").menu()
    assert isinstance(snooze, QMenu)
    action(snooze, "4 hours").trigger()
    assert answer(levels) == [("edit", 8, LevelEdit(snoozed_until_ms=NOW_MS + 4 * HOUR_MS))]
    assert levels.window.banner.text.startswith("66,000 is snoozed until 12 Feb 13:30")
    action(menu, "Edit").trigger()
    assert levels.window.levelling.editor.isVisible()
    levels.window.levelling.editor.hide()
    action(menu, "Remove").trigger()
    assert answer(levels) == [("remove", 8)]


def test_a_snoozed_level_is_dim_and_can_be_woken(
    levels: Bench, menus: list[QMenu], qtbot: QtBot
) -> None:
    sleeping = replace(ROWS[1].level, snoozed_until_ms=NOW_MS + HOUR_MS, color="teal")
    levels.desk.levels_shown.emit([ROWS[0], replace(ROWS[1], level=sleeping)])
    line = line_of(levels, 8)
    assert (line.dim, line.tone) == (True, "teal")
    assert line.text == "support · snoozed until 12 Feb 10:30"
    levels.window.ladder.menu_wanted.emit(8, QPoint())
    action(menus[-1], "Wake up").trigger()
    assert answer(levels) == [("edit", 8, LevelEdit(clear=frozenset({"snoozed_until_ms"})))]
    assert levels.window.banner.text == "66,000 alerts again."
    # It wakes by itself, without anything that has changed in the store.
    levels.clock.at_ms = NOW_MS + HOUR_MS
    levels.desk.show_assets([asset_view("BTC")])
    settle(levels, qtbot)
    assert not line_of(levels, 8).dim


def test_the_menu_of_a_price(levels: Bench, menus: list[QMenu], qtbot: QtBot) -> None:
    chart = levels.window.chart
    rect = chart.canvas.board.price.rect
    chart.menu_wanted.emit(None, QPoint())
    assert menus == [], "the mouse is not on the prices"
    qtbot.mouseMove(chart.canvas, rect.center().toPoint())
    qtbot.waitUntil(lambda: chart.price_at_cursor() is not None)
    chart.menu_wanted.emit(None, QPoint())
    price = chart.price_at_cursor()
    assert price is not None
    action(menus[-1], "Watch").trigger()
    assert answer(levels) == [("add", LevelWish("BTC", price))]


# --- profile and suggestions ---------------------------------------------------------------------


def test_the_profile_is_a_key_and_is_remembered(
    levels: Bench, make_bench: MakeBench, qtbot: QtBot
) -> None:
    profile = levels.window.chart.canvas.board.price.profile
    assert not profile.shown
    qtbot.keyClick(levels.window.chart.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    assert profile.shown
    levels.desk.show_chart(chart_view("BTC", count=300))
    assert profile.shown, "a chart that is read anew keeps it"
    layout = levels.window.layout_now()
    assert layout == replace(layout, profile=True)
    assert make_bench(layout).window.chart.canvas.board.price.profile.shown
    assert not make_bench(Layout()).window.chart.canvas.board.price.profile.shown


def suggested(asset: str = "BTC") -> Suggested:
    found = (
        Suggestion(68_600.123, Role.RESISTANCE, ("pivots",), 3, 53.0),
        Suggestion(66_000.2, Role.SUPPORT, ("round number",), 0, 90.0),
        Suggestion(67_000.0, Role.SUPPORT, ("prior day low",), 1, 35.0),
    )
    days = LineColumns(D1.ms, np.array([NOW_MS - D1.ms]), np.array([74_300.0]))
    averages = (Average("200 d average", days),)
    return Suggested(market(asset), H1, 67_450.0, 900, Suggestions(found, averages))


def suggest(bench: Bench, qtbot: QtBot, found: Suggested) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(bench.window.chart.canvas, Qt.Key.Key_L, keys)
    bench.engine.asked.pop().then(found)


def test_suggestions_are_lines_until_they_are_taken(levels: Bench, qtbot: QtBot) -> None:
    window = levels.window
    suggest(levels, qtbot, suggested())
    assert window.levelling.suggestions.isVisible()
    # The nearest first; what is watched already is not offered, and no price has digits to spare.
    assert lines(levels) == [(7, 67_900.0), (8, 66_000.0), (-1, 67_000.0), (-2, 68_600.0)]
    assert line_of(levels, -2).text == "pivots · prominence 53"
    assert line_of(levels, -2).suggested
    averages = window.chart.canvas.board.price.averages
    assert [one.name for one in averages.lines] == ["200 d average"]
    window.levelling.suggestions.pointed.emit(1)
    assert window.chart.canvas.board.price.levels.hovered == -2
    window.chart.level_edit_wanted.emit(-1)  # a double click on its line
    assert answer(levels) == [("add", LevelWish("BTC", 67_000.0))]
    levels.desk.levels_shown.emit([*ROWS, level_row(67_000.0, level_id=9)])
    assert [one for one, _ in lines(levels)] == [7, 8, 9, -1]
    window.levelling.suggestions.taken.emit(68_600.0)
    assert answer(levels) == [("add", LevelWish("BTC", 68_600.0))]
    qtbot.keyClick(window.levelling.suggestions.list, Qt.Key.Key_Escape)
    assert not window.toolbar.suggest.isChecked()
    assert averages.lines == ()
    assert [one for one, _ in lines(levels)] == [7, 8, 9]


def test_suggestions_for_another_coin_are_dropped(levels: Bench, qtbot: QtBot) -> None:
    suggest(levels, qtbot, suggested("ETH"))
    assert not levels.window.levelling.suggestions.isVisible()
    levels.window.toolbar.suggest.setChecked(False)
    suggest(levels, qtbot, suggested())
    levels.desk.choose("ETH", H1)
    levels.desk.show_chart(chart_view("ETH", count=100))
    assert not levels.window.levelling.suggestions.isVisible()
    assert all(one > 0 for one, _ in lines(levels))


def test_the_sheets_of_levels_know_how_old_the_price_is(levels: Bench, qtbot: QtBot) -> None:
    window = levels.window
    at_ms = NOW_MS - 3 * HOUR_MS
    suggest(levels, qtbot, replace(suggested(), price_at_ms=at_ms))
    assert "up to 3 h old" in window.levelling.suggestions._age.text()
    window.toolbar.suggest.setChecked(False)
    levels.desk.show_assets([asset_view(price_at_ms=at_ms)])
    window.levelling.edit(7)
    window.levelling.editor.price.setText("66,500")
    assert "from the price 3 h ago" in window.levelling.editor.message.text()
    window.levelling.editor.hide()


def test_while_they_are_read_the_sheet_is_there_and_says_so(levels: Bench, qtbot: QtBot) -> None:
    window, sheet = levels.window, levels.window.levelling.suggestions
    window.toolbar.suggest.setChecked(True)
    assert sheet.isVisible()
    assert sheet._empty.text() == "Being read…"
    asked = levels.engine.asked.pop()
    assert asked.failed is not None
    asked.failed("The disk is broken.")
    assert sheet._empty.text() == "The disk is broken."
    assert window.banner.text == ""
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not window.toolbar.suggest.isChecked()
    window.toolbar.suggest.setChecked(True)
    levels.desk.choose("ETH", H1)
    levels.desk.show_chart(chart_view("ETH", count=100))
    assert not sheet.isVisible()  # nobody waits for those of the coin before


# --- dry runs ------------------------------------------------------------------------------------


def dry_run() -> DryRun:
    at_ms = NOW_MS // HOUR_MS * HOUR_MS - 20 * HOUR_MS
    broken = transition(Event.BROKEN, at_ms=at_ms, bar_open_ms=at_ms - HOUR_MS)
    run = RuleRun(HOURLY, (broken,), 900, 1, 0, 0, (HOUR_MS,), HOUR_MS)
    return DryRun("BTC", 66_000.0, Role.SUPPORT, (run,), ())


def test_a_dry_run_is_marked_on_the_chart_until_it_is_dismissed(
    levels: Bench, menus: list[QMenu], qtbot: QtBot
) -> None:
    window, painter = levels.window, levels.window.chart.canvas.board.price.markers
    levels.window.ladder.menu_wanted.emit(8, QPoint())
    action(menus[-1], "Try this rule").trigger()
    levels.engine.studied.pop().then(dry_run())
    assert window.trial.isVisible()
    assert "hourly fired 1 in 900 candles" in window.trial.text
    (marker,) = painter.markers
    assert marker.text == "broken, hourly"
    levels.desk.choose("BTC", H4)
    levels.desk.show_chart(chart_view("BTC", H4, count=100))
    assert painter.markers[0].bar_open_ms == H4.floor(marker.bar_open_ms)
    window.chart.set_view(0, 100 * HOUR_MS)
    window.trial.shown_last.emit()
    left_ms, right_ms = window.chart.view()
    assert left_ms < marker.bar_open_ms < right_ms
    window.trial.dismissed.emit()
    assert not window.trial.isVisible()
    assert painter.markers == ()
    settle(levels, qtbot)


def test_a_dry_run_belongs_to_its_coin(levels: Bench) -> None:
    levels.window.levelling.try_rules("BTC", 66_000.0, ("hourly",))
    asked = levels.engine.studied.pop()
    asked.then(dry_run())
    levels.desk.choose("ETH", H1)
    levels.desk.show_chart(chart_view("ETH", count=100))
    assert not levels.window.trial.isVisible()
    levels.window.levelling.try_rules("BTC", 66_000.0, ("hourly",))
    levels.engine.studied.pop().then(dry_run())
    assert not levels.window.trial.isVisible()


# --- mark price ----------------------------------------------------------------------------------


def test_the_mark_price_is_drawn_where_it_differs(levels: Bench) -> None:
    mark = levels.window.chart.canvas.board.price.mark
    far = Mark(market(venue="alpha"), NOW_MS, 67_370.0)
    levels.desk.show_assets([asset_view("BTC", mark=far)])
    assert mark.mark is not None
    assert mark.mark.text == "mark 67,370 −0.12\u202f% · Alpha"
    levels.desk.show_chart(chart_view("BTC", count=100))
    assert mark.mark is not None, "a chart that is read anew keeps it"
    # A newer one comes with the stream, and is about the same as the price.
    levels.engine.updated.emit(Update(values=[replace(far, at_ms=NOW_MS + 1, price=67_449.0)]))
    levels.desk.show_assets([asset_view("BTC", mark=far)])
    assert mark.mark is None


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mine.json", "mine"])
def test_levels_go_to_a_file_and_come_back(
    levels: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = tmp_path / name
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    levels.window.registry.entry("levels-export").action.trigger()
    written = path if path.suffix else path.with_name("mine.csv")
    rows: list[LevelRow] = ROWS
    from tracker.services.level_files import format_levels

    text = format_levels([row.level for row in rows], "json" if path.suffix else "csv")
    levels.engine.asked.pop().then((text, len(rows)))
    assert written.read_text(encoding="utf-8") == text
    assert levels.window.banner.text == f"2 levels saved to {written}."
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(written), ""))
    # The bench has no venue that judges levels, so the venue must not be named.
    written.write_text(text.replace(",spot", ",").replace('"venue": "spot"', '"venue": null'))
    levels.window.registry.entry("levels-import").action.trigger()
    ((name_of_call, wishes),) = answer(levels, [rows[0].level])
    assert name_of_call == "import_all"
    assert [(one.asset, one.price) for one in wishes] == [("BTC", 67_900.0), ("BTC", 66_000.0)]
    assert levels.window.banner.text == (
        f"1 level imported from {written.name}. 1 was there already."
    )


def test_a_file_that_cannot_be_used_is_said(levels: Bench, tmp_path: Path) -> None:
    desk = levels.desk.levels
    desk.load_file(tmp_path / "none.csv")
    assert "none.csv cannot be read: No such file" in levels.window.banner.text
    levels.window.banner._dismiss()
    for content, words in ((b"\xff\xfe\x00", "not UTF-8"), (b"a,b\n", "names no column")):
        path = tmp_path / "bad.csv"
        path.write_bytes(content)
        desk.load_file(path)
        assert words in levels.window.banner.text
        levels.window.banner._dismiss()
    desk.save_file(tmp_path / "no" / "folder.csv")
    levels.engine.asked.pop().then(("", 0))
    assert "cannot be written" in levels.window.banner.text
    assert levels.engine.submitted == []
