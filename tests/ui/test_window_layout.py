"""The window's room: what it remembers, that no word is clipped, and that it is sharp at every scale."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from datetime import UTC
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tracker.domain.health import State
from tracker.domain.times import H4
from tracker.services.update import Progress
from tracker.ui.layout import Layout, unpack_layout
from tracker.ui.main_window import MainWindow
from tracker.ui.panels.elided import Elided
from tracker.ui.placing import Arrangement
from tracker.ui.theme import DARK, LIGHT
from ui.bench import MakeBench
from ui.charts.samples import pixels
from ui.samples import (
    TITLES,
    chart_view,
    has_color,
    health,
)

# --- what is remembered ------------------------------------------------------------------------


def test_the_layout_is_remembered(make_bench: MakeBench, qtbot: QtBot) -> None:
    first = make_bench(size=(1_300, 800))
    first.window.placing.use_splits((300, 600, 400), (200, 400), (150, 450))
    first.window.toggle_theme()
    first.window.toggle_zone()
    first.desk.choose("ETH", H4)
    layout = first.window.layout_now()
    assert (layout.asset, layout.interval) == ("ETH", "4h")
    settings = first.book.settings
    assert (settings.theme, settings.time) == ("light", "local")
    second = make_bench(layout, book=first.book)
    qtbot.waitUntil(lambda: second.window.size() == first.window.size())
    assert second.window.palette_now is LIGHT
    assert second.window._look_now().zone is not UTC
    for name, dock in second.window.placing.docks.items():
        if not dock.isHidden():
            before = first.window.placing.docks[name].geometry()
            assert np.allclose(dock.geometry().getRect(), before.getRect(), atol=2), name


def test_sizes_that_were_kept_before_panels_could_be_moved_are_used(make_bench: MakeBench) -> None:
    old = b'{"columns":[300,700,340],"left":[200,500],"right":[250,450],"theme":"light"}'
    window = make_bench(unpack_layout(old), size=(1_400, 860)).window
    docks = window.placing.docks
    assert abs(docks["watchlist"].width() - 300) <= 2
    assert abs(docks["alerts"].width() - 340) <= 2
    assert docks["watchlist"].height() < docks["ladder"].height()


@pytest.mark.parametrize(
    "layout",
    [
        Layout(geometry=b"nonsense"),
        Layout(columns=(-5, 0), left=(0,), right=(10**9, 1, 2, 3)),
        Layout(panels=Arrangement(b"nonsense", 7, ("health",))),
        Layout(panels=Arrangement(b"nonsense", zlib.crc32(b"nonsense"), ("nobody",))),
        Layout(theme="neon", asset="DOGE", interval="7y"),
    ],
)
def test_a_layout_that_makes_no_sense_is_ignored(make_bench: MakeBench, layout: Layout) -> None:
    window = make_bench(layout).window
    assert window.palette_now is DARK
    assert window.width() >= 960
    QApplication.processEvents()
    seen = {name for name, dock in window.placing.docks.items() if dock.is_seen}
    assert seen == {"watchlist", "ladder", "alerts", "tape"}
    assert all(window.placing.docks[name].width() > 100 for name in seen)


def test_a_first_window_fits_the_screen(make_bench: MakeBench) -> None:
    window = make_bench().window
    room = window.screen().availableGeometry()
    assert window.width() <= room.width()
    assert window.height() <= max(room.height(), 600)


# --- reach and room ----------------------------------------------------------------------------


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
def test_no_word_is_clipped(make_bench: MakeBench, size: tuple[int, int], state: str) -> None:
    bench = make_bench(size=size, fill=state == "full", simulated=True)
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


def test_the_window_can_be_as_small_as_it_says(make_bench: MakeBench) -> None:
    window = make_bench(simulated=True).window
    central = window.centralWidget()
    assert central.minimumSizeHint().width() <= window.minimumWidth()
    assert central.minimumSizeHint().height() <= window.minimumHeight()
    assert window.chart.width() > 0


# --- scaling -----------------------------------------------------------------------------------

_SCALED = """
import sys
import zlib
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from PySide6.QtWidgets import QApplication
app = QApplication(["tracker"])
app.setStyle("Fusion")
from tracker.ui.theme import font
app.setFont(font())
from ui.bench import Bench
from ui.test_window_layout import clipped, overlapping
from tracker.ui.layout import Layout, unpack_layout
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


@pytest.mark.parametrize("factor", [1.0, 1.25, 1.5, 2.0])
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
