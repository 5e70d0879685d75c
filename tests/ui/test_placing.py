"""Panels that are moved, taken out, put behind each other, hidden, and put back by another run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from tracker.domain.health import Channel
from tracker.ui.layout import pack_layout, unpack_layout
from tracker.ui.main_window import MainWindow
from tracker.ui.on_screen import placed_on
from tracker.ui.panel_dock import PanelDock
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, health, liquidation

ALWAYS = {"watchlist", "ladder", "alerts", "tape"}
PAGES = {"F6": "cascades", "F7": "market-state", "F8": "health", "F9": "recovery"}


def seen(window: MainWindow) -> set[str]:
    """The panels that somebody sees."""
    QApplication.processEvents()
    return {name for name, dock in window.placing.docks.items() if dock.is_seen}


def head_button(dock: PanelDock, name: str) -> QToolButton:
    """A button of a panel's head, by its accessible name."""
    head = dock.titleBarWidget()
    return next(one for one in head.findChildren(QToolButton) if one.accessibleName() == name)


# --- by default ---------------------------------------------------------------------------------


def test_four_panels_stand_around_the_chart_and_the_pages_are_not_made(bench: Bench) -> None:
    window = bench.window
    assert seen(window) == ALWAYS
    docks = window.placing.docks
    assert set(docks) == ALWAYS | set(PAGES.values())
    assert [docks[name].widget() for name in PAGES.values()] == [None] * 4
    chart = window.chart.mapTo(window, QPoint(0, 0)).x()
    assert docks["watchlist"].width() == 246
    assert docks["alerts"].width() == 314
    assert docks["watchlist"].mapTo(window, QPoint(0, 0)).x() < chart
    assert docks["ladder"].y() > docks["watchlist"].y()
    assert docks["tape"].y() > docks["alerts"].y()


def test_every_head_says_whose_it_is(bench: Bench) -> None:
    for name in ALWAYS:
        dock = bench.window.placing.docks[name]
        head = dock.titleBarWidget()
        assert head.accessibleName() == dock.accessibleName() == dock.title
        buttons = {one.accessibleName() for one in head.findChildren(QToolButton)}
        assert {f"Take {dock.title} out", f"Hide {dock.title}"} <= buttons
        assert all(one.toolTip() for one in head.findChildren(QToolButton))


# --- hiding, taking out, putting back -------------------------------------------------------------


def test_a_hidden_panel_gives_its_room_to_the_others_and_comes_back(
    bench: Bench, qtbot: QtBot
) -> None:
    window = bench.window
    watchlist, ladder = window.placing.docks["watchlist"], window.placing.docks["ladder"]
    before = ladder.height()
    head_button(watchlist, "Hide Watchlist").click()
    qtbot.waitUntil(lambda: ladder.height() > before + 100)
    assert seen(window) == ALWAYS - {"watchlist"}
    toggle = next(one for one in window.panel_actions() if one.text() == "Watchlist")
    assert not toggle.isChecked()
    toggle.trigger()
    qtbot.waitUntil(lambda: watchlist.is_seen)


def test_a_panel_that_is_out_goes_on_and_is_put_back(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    tape = window.placing.docks["tape"]
    head_button(tape, "Take Liquidation tape out").click()
    assert tape.isFloating()
    assert tape.isWindow()
    rows = len(window.tape.body.rows)
    bench.desk.tape_grown.emit([liquidation(NOW_MS + 60_000)])
    assert len(window.tape.body.rows) == rows + 1
    QTest.keyClick(tape, Qt.Key.Key_Escape)
    assert tape.is_seen  # it is no page that one only looks into
    head_button(tape, "Put Liquidation tape back").click()
    assert not tape.isFloating()
    qtbot.waitUntil(lambda: seen(window) == ALWAYS)


@pytest.mark.parametrize(("key", "name"), PAGES.items())
def test_a_key_opens_its_page_and_esc_closes_it(bench: Bench, key: str, name: str) -> None:
    window = bench.window
    dock = window.placing.docks[name]
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{key}"))
    assert dock.is_seen
    assert dock.isFloating()
    inside = window.frameGeometry().center()
    assert (dock.frameGeometry().center() - inside).manhattanLength() < 40
    QTest.keyClick(dock, Qt.Key.Key_Escape)
    assert not dock.is_seen
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{key}"))
    assert dock.is_seen


def test_a_page_put_back_is_a_tab_at_the_right_and_its_key_raises_it(
    bench: Bench, qtbot: QtBot
) -> None:
    window = bench.window
    docks = window.placing.docks
    for key, name in (("F8", "health"), ("F6", "cascades")):
        QTest.keyClick(window, getattr(Qt.Key, f"Key_{key}"))
        head_button(docks[name], f"Put {docks[name].title} back").click()
    tabbed = window.placing.tabifiedDockWidgets(docks["alerts"])
    assert {one.objectName() for one in tabbed} == {"health", "cascades"}
    qtbot.waitUntil(lambda: seen(window) == {"watchlist", "ladder", "tape", "cascades"})
    bar = next(one for one in window.placing.findChildren(QTabBar) if one.isVisible())
    assert bar.accessibleName()
    assert bar.count() == 3
    assert docks["watchlist"].width() == 246  # the chart gave the room
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert "health" in seen(window)
    docks["alerts"].raise_()
    assert "alerts" in seen(window)


def test_a_page_behind_another_is_not_read(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    docks = window.placing.docks
    QTest.keyClick(window, Qt.Key.Key_F8)
    head_button(docks["health"], "Put Health of the venues back").click()
    page = window.pages.feeds.page
    assert page is not None
    docks["alerts"].raise_()
    qtbot.waitUntil(lambda: not docks["health"].is_seen)
    before = len(page.shown())
    bench.desk.health_grown.emit([health("alpha", Channel.OI)])
    assert len(page.shown()) == before
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert len(page.shown()) > before


def test_what_is_out_goes_into_the_tray_with_the_window(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    ladder = window.placing.docks["ladder"]
    ladder.setFloating(True)
    before = window.layout_now().panels
    window.hide()
    assert not ladder.isVisible()
    assert window.layout_now().panels == before
    window.show()
    qtbot.waitUntil(lambda: ladder.is_seen)
    assert ladder.isFloating()


# --- the keyboard -------------------------------------------------------------------------------


def test_the_keyboard_goes_from_panel_to_panel_and_around(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    window.chart.canvas.setFocus()
    qtbot.waitUntil(window.chart.canvas.hasFocus)

    def where() -> str:
        focus = QApplication.focusWidget()
        docks = window.placing.docks.items()
        return next((name for name, dock in docks if dock.isAncestorOf(focus)), "chart")

    forth, back = [], []
    for _ in range(5):
        QTest.keySequence(window, "Ctrl+F6")
        forth.append(where())
    assert forth == ["alerts", "tape", "watchlist", "ladder", "chart"]
    for _ in range(5):
        QTest.keySequence(window, "Ctrl+Shift+F6")
        back.append(where())
    assert back == ["ladder", "watchlist", "tape", "alerts", "chart"]


# --- the next run -------------------------------------------------------------------------------


def test_the_next_run_puts_everything_where_it_was(make_bench: MakeBench, qtbot: QtBot) -> None:
    first = make_bench(size=(1_400, 860)).window
    docks = first.placing.docks
    docks["ladder"].setFloating(True)
    docks["ladder"].setGeometry(140, 160, 300, 420)
    docks["tape"].hide()
    first.placing.tabifyDockWidget(docks["alerts"], docks["watchlist"])
    QTest.keyClick(first, Qt.Key.Key_F9)
    docks["recovery"].move(210, 90)
    docks["alerts"].raise_()
    assert seen(first) == {"alerts", "ladder", "recovery"}
    packed = pack_layout(first.layout_now())
    again = make_bench(unpack_layout(packed)).window
    qtbot.waitUntil(lambda: seen(again) == {"alerts", "ladder", "recovery"})
    there = again.placing.docks
    assert there["ladder"].isFloating()
    assert there["ladder"].geometry() == docks["ladder"].geometry()
    assert there["recovery"].pos() == docks["recovery"].pos()
    assert again.placing.tabifiedDockWidgets(there["alerts"]) == [there["watchlist"]]
    assert again.pages.recovering.page is not None
    assert again.pages.feeds.page is None


def test_what_is_out_waits_until_the_window_is_shown(
    make_bench: MakeBench, qtbot: QtBot, tmp_path: Path
) -> None:
    first = make_bench().window
    first.placing.docks["ladder"].setFloating(True)
    layout = first.layout_now()
    second = Bench(tmp_path, layout).window  # it starts in the tray
    qtbot.addWidget(second)
    QApplication.processEvents()
    ladder = second.placing.docks["ladder"]
    assert not ladder.isVisible()
    assert second.layout_now().panels == layout.panels
    second.show()
    qtbot.waitUntil(lambda: ladder.is_seen)


def test_a_window_is_moved_onto_a_screen_that_is_there() -> None:
    laptop, beside = QRect(0, 0, 1_366, 728), QRect(1_366, 0, 1_920, 1_040)
    on_both = [laptop, beside]
    place = QRect(2_900, 900, 640, 480)
    assert placed_on(place, on_both) == QRect(1_366 + 1_920 - 640, 560, 640, 480)
    assert placed_on(place, [laptop]) == QRect(1_366 - 640, 248, 640, 480)
    assert placed_on(QRect(-500, -90, 640, 480), on_both) == QRect(0, 0, 640, 480)
    assert placed_on(QRect(10, 10, 4_000, 3_000), [laptop]) == laptop
    fits = QRect(1_500, 100, 600, 400)
    assert placed_on(fits, on_both) == fits


_SCREENS = """
import base64, json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from PySide6.QtWidgets import QApplication
app = QApplication(["tracker"])
app.setStyle("Fusion")
from tracker.ui.layout import Layout, pack_layout, unpack_layout
from ui.bench import Bench
kept = sys.argv[2]
window = Bench(Path("."), unpack_layout(base64.b64decode(kept)) if kept else Layout()).window
ladder = window.placing.docks["ladder"]
if not kept:
    window.setGeometry(1_500, 80, 1_200, 800)
window.show()
def work():
    for _ in range(50):
        app.processEvents()
work()
if not kept:
    ladder.setFloating(True)
    ladder.setGeometry(2_700, 600, 300, 400)
    window.placing.open(window.placing.docks["health"])
work()
print(json.dumps({
    "kept": base64.b64encode(pack_layout(window.layout_now())).decode(),
    "window": window.geometry().getRect(),
    "ladder": ladder.geometry().getRect(),
    "health": window.placing.docks["health"].geometry().getRect(),
    "out": ladder.isFloating() and ladder.isVisible(),
}))
window.leave()
work()
"""


def _on_screens(folder: Path, screens: list[QRect], kept: str) -> dict[str, object]:
    """What a run of the window with these screens says of its places."""
    config = folder / "screens.json"
    described = [
        {
            "name": f"screen {number}",
            "x": one.x(),
            "y": one.y(),
            "width": one.width(),
            "height": one.height(),
            "logicalDpi": 96,
            "logicalBaseDpi": 96,
            "dpr": 1,
        }
        for number, one in enumerate(screens)
    ]
    config.write_text(json.dumps({"screens": described}))
    done = subprocess.run(
        [sys.executable, "-c", _SCREENS, str(Path(__file__).parents[1]), kept],
        env=os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_windows_come_back_on_their_screen_or_on_one_that_is_there(tmp_path: Path) -> None:
    laptop, beside = QRect(0, 0, 1_366, 768), QRect(1_366, 0, 1_920, 1_080)
    first = _on_screens(tmp_path, [laptop, beside], "")
    kept = str(first["kept"])
    assert unpack_layout(b64decode(kept)).panels.is_whole
    same = _on_screens(tmp_path, [laptop, beside], kept)
    assert same["out"]
    assert {**same, "kept": ""} == {**first, "kept": ""}
    gone = _on_screens(tmp_path, [laptop], kept)
    assert gone["out"]
    for name in ("window", "ladder", "health"):
        place = QRect(*gone[name])  # type: ignore[misc]
        assert laptop.contains(place), name
