"""Layouts by name: saved, chosen, renamed, deleted, and kept."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from tracker.store.journal import Journal
from tracker.ui.actions import Entry, Place
from tracker.ui.chart_keeping import KeptChart
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.layouts import (
    LAYOUTS_KEEPSAKE,
    Layouts,
    NamedLayout,
    pack_layouts,
    unpack_layouts,
)
from tracker.ui.linking import Switches
from tracker.ui.main_window import MainWindow
from tracker.ui.name_dialog import NameDialog
from tracker.ui.placing import Arrangement
from ui.bench import Bench, MakeBench


def entry(layouts: Layouts, text: str) -> QAction:
    """One line of the menu."""
    return next(one for one in layouts.menu.actions() if one.text() == text)


def marked(layouts: Layouts) -> list[str]:
    """The lines of the menu that have the mark."""
    return [one.text() for one in layouts.menu.actions() if one.isChecked()]


def answered(window: MainWindow, name: str) -> NameDialog:
    """The dialog that asks for a name, with a name typed."""
    dialog = window.findChildren(NameDialog)[-1]
    dialog.edit.setText(name)
    return dialog


def seen(window: MainWindow) -> set[str]:
    QApplication.processEvents()
    return {name for name, dock in window.placing.docks.items() if dock.is_seen}


def reload(bench: Bench, monkeypatch: pytest.MonkeyPatch, raw: bytes | None) -> None:
    """Let the window read what was kept."""

    asks = bench.desk.ask

    def ask(kind: str, query: Any, then: Any, **more: Any) -> None:
        if kind != LAYOUTS_KEEPSAKE:
            asks(kind, query, then, **more)
            return

        class Kept:
            def kept(self, name: str) -> bytes | None:
                assert name == LAYOUTS_KEEPSAKE
                return raw

        then(query(None, Kept()))

    monkeypatch.setattr(bench.desk, "ask", ask)
    bench.window.layouts.load()


def test_a_layout_is_saved_by_name_and_chosen_again(bench: Bench, qtbot: QtBot) -> None:
    window, layouts = bench.window, bench.window.layouts
    docks = window.placing.docks
    assert marked(layouts) == ["Default"]
    docks["tape"].hide()
    docks["ladder"].setFloating(True)
    docks["ladder"].setGeometry(120, 130, 320, 400)
    entry(layouts, "Save layout as…").trigger()
    answered(window, "  Evening ").go.click()
    assert layouts.names == ["Evening"]
    assert marked(layouts) == ["Evening"]
    entry(layouts, "Default").trigger()
    qtbot.waitUntil(lambda: seen(window) == {"watchlist", "ladder", "alerts", "tape"})
    assert not docks["ladder"].isFloating()
    assert docks["watchlist"].width() == 246
    entry(layouts, "Evening").trigger()
    qtbot.waitUntil(lambda: seen(window) == {"watchlist", "ladder", "alerts"})
    assert docks["ladder"].geometry().getRect() == (120, 130, 320, 400)
    assert window.layout_now().named == "Evening"


def test_a_layout_brings_its_chart_windows_back(bench: Bench) -> None:
    window, layouts, charts = bench.window, bench.window.layouts, bench.window.charts
    charts.begin()
    panes = (PaneChoice("price"), PaneChoice("volume"))
    first = charts.open(KeptChart("ETH", "4h", "B", panes))
    first.setGeometry(140, 150, 700, 420)
    charts.open(KeptChart("SOL", "30m"))
    charts.links.set_group(charts.main, "C")
    charts.links.set_switches("B", Switches(interval=True))
    layouts.save("Two charts")
    first.close()
    charts.links.set_group(charts.main, "A")
    charts.links.set_switches("B", Switches())
    layouts.save("One chart")

    layouts.use("Two charts")
    assert [(one.desk.asset, one.desk.interval.name) for one in charts.windows] == [
        ("ETH", "4h"),
        ("SOL", "30m"),
    ]
    back, other = charts.windows
    assert (back.member.group, other.member.group, charts.main.group) == ("B", "", "C")
    assert charts.links.switches("B") == Switches(interval=True)
    assert back.geometry() == QRect(140, 150, 700, 420)
    assert [one.key for one in back.chart.panes.choices] == ["price", "volume"]

    layouts.use("")  # the default knows nothing of them
    assert charts.windows == [back, other]
    layouts.use("One chart")
    (left,) = charts.windows
    assert (left.desk.asset, charts.main.group) == ("SOL", "A")
    assert len(charts.links.members) == 2
    assert [one.asset for one in charts.kept().windows] == ["SOL"]  # and so it is remembered
    assert window.banner.text == ""


def asked(window: MainWindow) -> QMessageBox | None:
    """The question that is open."""
    boxes = [one for one in window.findChildren(QMessageBox) if one.isVisible()]
    return boxes[-1] if boxes else None


def click(box: QMessageBox, words: str) -> None:
    named = {one.text().replace("&", ""): one for one in box.findChildren(QPushButton)}
    named[words].click()
    QApplication.processEvents()


def test_a_chart_window_that_no_layout_keeps_is_not_closed_unasked(bench: Bench) -> None:
    window, layouts, charts = bench.window, bench.window.layouts, bench.window.charts
    charts.begin()
    layouts.save("Bare")
    made = charts.open(KeptChart("ETH", "4h"))
    for answer, left in (("Cancel", [made]), ("Use the layout", [])):
        entry(layouts, "Bare").trigger()
        box = asked(window)
        assert box is not None
        assert box.text() == "The layout “Bare” closes 1 chart window that is in no layout."
        assert charts.windows == [made]
        click(box, answer)
        assert charts.windows == left
        assert marked(layouts) == ["Bare"]


def test_the_mark_stays_where_it_was_after_a_layout_was_refused(bench: Bench) -> None:
    window, layouts, charts = bench.window, bench.window.layouts, bench.window.charts
    charts.begin()
    layouts.save("Bare")
    layouts.choose("")
    charts.open(KeptChart("ETH"))
    charts.open(KeptChart("SOL"))
    entry(layouts, "Bare").trigger()
    box = asked(window)
    assert box is not None
    assert "closes 2 chart windows that are in no layout" in box.text()
    click(box, "Cancel")
    assert (marked(layouts), layouts.current, len(charts.windows)) == (["Default"], "", 2)


def test_nothing_is_asked_where_no_chart_window_would_be_lost(bench: Bench) -> None:
    window, layouts, charts = bench.window, bench.window.layouts, bench.window.charts
    charts.begin()
    layouts.save("Bare")
    first = charts.open(KeptChart("ETH", "4h"))
    linked = charts.open(KeptChart("BTC", "1h", "A"))
    layouts.save("Two")
    first.setGeometry(200, 210, 640, 480)  # where it is can be had again
    linked.desk.choose(
        "SOL", linked.desk.interval
    )  # and what its group looks at is what the main window does
    layouts.choose("")
    assert charts.windows == [first, linked]
    entry(layouts, "Bare").trigger()
    assert (asked(window), charts.windows, layouts.current) == (None, [], "Bare")
    entry(layouts, "Two").trigger()
    assert (asked(window), len(charts.windows)) == (None, 2)


def test_a_chart_window_that_was_changed_since_is_one_that_no_layout_keeps(bench: Bench) -> None:
    window, layouts, charts = bench.window, bench.window.layouts, bench.window.charts
    charts.begin()
    layouts.save("Bare")
    made = charts.open(KeptChart("ETH", "4h"))
    layouts.save("One")
    made.chart.panes.compose([PaneChoice("price"), PaneChoice("volume")])
    entry(layouts, "Bare").trigger()
    box = asked(window)
    assert box is not None
    click(box, "Cancel")
    assert charts.windows == [made]


def test_what_was_saved_without_chart_windows_leaves_them(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    charts, layouts = bench.window.charts, bench.window.layouts
    charts.begin()
    layouts.save("Old")
    saved = json.loads(pack_layouts(layouts._layouts))
    del saved["layouts"][0]["charts"]  # as versions wrote it that knew nothing of them
    layouts._layouts = []
    reload(bench, monkeypatch, json.dumps(saved).encode())
    window = charts.open(KeptChart("ETH"))
    layouts.use("Old")
    assert layouts.current == "Old"
    assert charts.windows == [window]


def test_chart_windows_that_cannot_be_read_stay_and_it_is_said(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    charts, layouts = bench.window.charts, bench.window.layouts
    charts.begin()
    layouts.save("Later")
    layouts._layouts = [replace(layouts._layouts[0], charts=b'{"version":9,"charts":{}}')]
    window = charts.open(KeptChart("ETH"))
    with caplog.at_level(logging.WARNING):
        layouts.use("Later")
    assert "another version" in caplog.text
    assert charts.windows == [window]
    assert bench.window.banner.text == (
        "The chart windows of the layout “Later” cannot be read; they stay as they are."
    )


def test_a_chart_window_from_a_screen_that_is_gone_comes_onto_one_that_is_there(
    bench: Bench, qapp: QApplication
) -> None:
    charts, layouts = bench.window.charts, bench.window.layouts
    charts.begin()
    window = charts.open(KeptChart("ETH"))
    room = qapp.primaryScreen().availableGeometry()
    window.setGeometry(room.right() + 900, 100, 700, 420)
    layouts.save("Two screens")
    layouts.use("Two screens")
    (back,) = charts.windows
    assert back is not window
    assert room.contains(back.geometry())
    assert back.size() == QSize(700, 420)


def test_a_layout_of_the_same_name_is_replaced(bench: Bench, qtbot: QtBot) -> None:
    window, layouts = bench.window, bench.window.layouts
    layouts.save("Two")
    window.placing.docks["alerts"].hide()
    layouts.save("Two")
    assert layouts.names == ["Two"]
    layouts.use("")
    layouts.use("Two")
    qtbot.waitUntil(lambda: "alerts" not in seen(window))


def test_names_that_cannot_be_are_said_and_nothing_is_lost(bench: Bench) -> None:
    window, layouts = bench.window, bench.window.layouts
    for name in ("A", "B"):
        layouts.save(name)
    layouts.ask_save()
    dialog = answered(window, " ")
    assert not dialog.go.isEnabled()
    dialog.edit.setText("default")
    assert not dialog.go.isEnabled()
    assert dialog.message.text() == "Default is the layout that is always there."
    dialog.edit.setText("B")
    assert dialog.go.isEnabled()
    dialog.reject()
    layouts.ask_rename()
    dialog = answered(window, "A")
    assert dialog.message.text() == "There is a layout “A” already."
    assert not dialog.go.isEnabled()
    dialog.edit.setText("Night & day")
    dialog.go.click()
    assert layouts.names == ["A", "Night & day"]
    assert layouts.current == "Night & day"
    assert "Night && day" in marked(layouts)


def test_a_layout_is_deleted_once_the_user_said_yes(bench: Bench) -> None:
    window, layouts = bench.window, bench.window.layouts
    assert not entry(layouts, "Delete layout…").isEnabled()
    window.placing.docks["tape"].hide()
    layouts.save("Old")
    for answer, left in (("Cancel", ["Old"]), ("Delete", [])):
        entry(layouts, "Delete layout…").trigger()
        box = window.findChildren(QMessageBox)[-1]
        assert "“Old”" in box.text()
        next(
            one for one in box.findChildren(QPushButton) if one.text().replace("&", "") == answer
        ).click()
        QApplication.processEvents()
        assert layouts.names == left
    assert "tape" not in seen(window)  # the panels stay where they are
    assert marked(layouts) == ["Default"]


def test_layouts_are_kept_at_once_and_there_in_the_next_run(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    first = make_bench()
    assert first.window.layouts.unkept is None
    first.window.placing.docks["watchlist"].hide()
    before = len(first.engine.submitted)
    first.window.layouts.save("Wide")
    assert len(first.engine.submitted) == before + 1
    raw = first.window.layouts.unkept
    assert raw is not None
    second = make_bench(first.window.layout_now())
    reload(second, monkeypatch, raw)
    layouts = second.window.layouts
    assert (layouts.names, layouts.current, layouts.unkept) == (["Wide"], "Wide", None)
    layouts.use("")
    layouts.use("Wide")
    qtbot.waitUntil(lambda: "watchlist" not in seen(second.window))


def test_what_is_damaged_costs_no_more_than_itself(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench()
    bench.window.layouts.save("Good")
    good = bench.window.layouts._layouts[0]
    bad = NamedLayout("Bad", Arrangement(good.panels.state[:-3] + b"xyz", good.panels.check))
    assert [one.name for one in unpack_layouts(pack_layouts([good, bad]))] == ["Good"]
    for raw in (None, b"", b"\xff\xfe", b"[]", b'{"version":99,"layouts":[]}'):
        assert unpack_layouts(raw) == []
        other = make_bench()
        reload(other, monkeypatch, raw)
        assert other.window.layouts.names == []


def test_one_that_was_saved_before_the_others_were_read_stays_beside_them(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench()
    bench.window.layouts.save("Early")
    raw = pack_layouts([NamedLayout("Late", bench.window.placing.arrangement())])
    reload(bench, monkeypatch, raw)
    assert bench.window.layouts.names == ["Early", "Late"]
    kept = bench.window.layouts.unkept
    assert [one.name for one in unpack_layouts(kept)] == ["Early", "Late"]


def test_the_menus_have_every_panel_and_all_layouts(bench: Bench) -> None:
    rows = bench.window.registry.rows(Place.PANELS)
    assert bench.window.layouts.menu in rows
    names = {one.name for one in rows if isinstance(one, Entry)}
    assert {"panel-watchlist", "panel-ladder", "panel-alerts", "panel-tape"} <= names
    assert {"cascades", "state", "health", "recovery", "panel-next", "panel-before"} <= names
    assert len(bench.window.panel_actions()) == 8


def test_the_journal_keeps_layouts(tmp_path: Any) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    made = [NamedLayout("One", Arrangement(b"abc", 891568578))]
    journal.keep(LAYOUTS_KEEPSAKE, pack_layouts(made))
    assert unpack_layouts(journal.kept(LAYOUTS_KEEPSAKE)) == made
    journal.close()
