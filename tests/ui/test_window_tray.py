"""How the window comes and goes, with a tray and without."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.services.update import Update
from ui.bench import Bench
from ui.samples import NOW_MS, liquidation, transition


def test_the_close_button_hides_into_a_tray_that_is_there(bench: Bench, qtbot: QtBot) -> None:
    left: list[bool] = []
    bench.window.left.connect(lambda: left.append(True))
    bench.tray.is_there = True
    bench.window.close()
    assert not bench.window.isVisible()
    assert left == []
    bench.tray.toggled.emit()
    qtbot.waitUntil(bench.window.isVisible)
    bench.tray.toggled.emit()
    assert not bench.window.isVisible()
    bench.tray.quit_wanted.emit()
    assert left == [True]


def test_without_a_tray_the_close_button_leaves(bench: Bench) -> None:
    left: list[bool] = []
    bench.window.left.connect(lambda: left.append(True))
    bench.window.close()
    assert left == [True]
    assert not bench.window.isVisible()


def test_without_a_tray_the_window_never_hides(bench: Bench, qtbot: QtBot) -> None:
    bench.tray.toggled.emit()
    assert bench.window.isVisible()
    assert bench.window.isMinimized()
    bench.tray.toggled.emit()
    qtbot.waitUntil(lambda: not bench.window.isMinimized())


def test_a_window_whose_tray_went_away_comes_back(bench: Bench) -> None:
    bench.tray.is_there = True
    bench.window.close()
    bench.window._look()
    assert not bench.window.isVisible()
    bench.tray.is_there = False
    bench.window._look()
    assert bench.window.isVisible()


def test_a_maximised_window_comes_back_maximised(bench: Bench, qtbot: QtBot) -> None:
    bench.tray.is_there = True
    bench.window.showMaximized()
    qtbot.waitUntil(bench.window.isMaximized)
    bench.window.toggle()
    bench.window.toggle()
    qtbot.waitUntil(bench.window.isVisible)
    assert bench.window.isMaximized()


def test_the_end_of_the_session_is_not_held_up(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[bool] = []
    bench.window.left.connect(lambda: left.append(True))
    bench.tray.is_there = True
    monkeypatch.setattr(QApplication, "isSavingSession", lambda _: True)
    bench.window.close()
    assert left == [True]


def test_ctrl_q_leaves(bench: Bench, qtbot: QtBot) -> None:
    bench.tray.is_there = True
    with qtbot.waitSignal(bench.window.left):
        qtbot.keySequence(bench.window.chart.canvas, "Ctrl+Q")


@pytest.mark.parametrize("tray", [True, False])
def test_panels_are_left_alone_while_hidden_or_minimised_and_read_anew_after(
    bench: Bench, qtbot: QtBot, tray: bool
) -> None:
    bench.tray.is_there = tray
    news = Update(values=[liquidation(NOW_MS + 5_000)], transitions=[transition(id="new")])
    bench.tray.toggled.emit()
    bench.engine.updated.emit(news)
    assert bench.window.tape.body.rows[0].at_ms == NOW_MS
    assert bench.window.alerts.body.rows[0].found.id == "new"
    assert bench.engine.asked == []
    bench.tray.toggled.emit()
    qtbot.waitUntil(lambda: bool(bench.engine.asked))
    bench.engine.updated.emit(news)
    assert bench.window.tape.body.rows[0].at_ms == NOW_MS + 5_000
