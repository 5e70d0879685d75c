"""Every window at the scale factors that desktops have: no word is cut off, and wicks are sharp."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tracker.store.paths import bundled
from tracker.ui.language import speak
from tracker.ui.layout import Layout
from tracker.ui.main_window import MainWindow
from tracker.ui.theme import DARK, font
from ui.bench import Bench
from ui.places import PLACES
from ui.samples import pixels
from ui.test_fitting import _KINDS, is_cut, is_reachable

#: The scale is chosen as a process begins.
_SCRIPT = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from ui.test_scales import look_at_all
print(json.dumps(look_at_all(Path(sys.argv[2]))))
"""
#: A usual window, in points, and what is written above its candles.
_SIZE, _READ_OUT_PX = (1_100, 700), 40


def look_at_all(folder: Path) -> dict[str, Any]:
    """What there is to say of every window, panel and sheet at the scale of this process."""
    app = QApplication(["tracker"])
    app.setStyle("Fusion")
    app.setFont(font())
    assert speak(app, "de", bundled("resources") / "translations") == "de"
    faults, widths = [], []
    for place in PLACES:
        bench = Bench(folder, Layout())
        bench.window.resize(*_SIZE)
        bench.fill()
        bench.window.show()
        _settle()
        bench.engine.is_ready = True
        root = place(bench)
        _settle()
        faults += [f"{place.__name__}: {one}" for one in _faults(root)]
        if isinstance(root, MainWindow):
            widths = _candle_widths(root)
        bench.window.end()
        bench.window.deleteLater()
        _settle()
    return {"scale": app.primaryScreen().devicePixelRatio(), "faults": faults, "widths": widths}


def _settle() -> None:
    for _ in range(50):
        QApplication.processEvents()


def _faults(root: QWidget) -> list[str]:
    parts = [
        one
        for one in root.findChildren(QWidget)
        if isinstance(one, _KINDS) and one.isVisibleTo(root) and one.window() is root.window()
    ]
    cut = [f"{one} is cut: {one.property('text')}" for one in parts if is_cut(one)]
    away = [f"{one} is away: {one.property('text')}" for one in parts if not is_reachable(one)]
    return cut + away


def _candle_widths(window: MainWindow) -> list[int]:
    """The widths in device pixels of all that has exactly the colour of rising candles."""
    chart = window.chart
    ratio, plot = chart.devicePixelRatioF(), chart._board.price.rect
    shot = pixels(chart.canvas.grab().toImage())
    top = round((plot.top() + _READ_OUT_PX) * ratio)
    shot = shot[top : round(plot.bottom() * ratio), : round(plot.right() * ratio)]
    color = DARK.color("up")
    same = (shot == (color.red(), color.green(), color.blue())).all(axis=-1)
    edges = np.diff(np.pad(same.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    return sorted({int(one) for one in np.nonzero(edges == -1)[1] - np.nonzero(edges == 1)[1]})


@pytest.mark.parametrize("factor", [1.25, 1.5, 2.0])
def test_no_word_is_cut_off_and_wicks_are_sharp(tmp_path: Path, factor: float) -> None:
    tests = Path(__file__).parents[1]
    screen = {"QT_QPA_PLATFORM": f"offscreen:configfile={tests / 'screen.json'}"}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(tests), str(tmp_path)],
        env=os.environ | screen | {"QT_SCALE_FACTOR": str(factor)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (seen["scale"], seen["faults"]) == (factor, [])
    # A wick is one thin line, a body has another width, and nothing is between them or blurred.
    wick, body = seen["widths"]
    assert wick == math.floor(factor)
    assert body > 3 * wick
