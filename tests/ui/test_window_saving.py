"""Pictures of the chart that is on screen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tracker.ui.picture import Sheet
from tracker.ui.theme import DARK
from ui.bench import Bench, MakeBench
from ui.samples import (
    chart_view,
    click,
)


def answer(monkeypatch: pytest.MonkeyPatch, path: str) -> list[str]:
    asked: list[str] = []

    def ask(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(start)
        return path, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return asked


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store answers at once with what is on the chart."""
    monkeypatch.setattr(
        "tracker.ui.desk.Desk.load_picture",
        lambda desk, _left, _right, then: then(desk.chart),
    )


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("name", ["mine.png", "mine"])
def test_the_chart_is_saved_at_twice_its_size(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked = answer(monkeypatch, str(tmp_path / name))
    click(qtbot, bench.button("Export"))
    assert asked == [str(tmp_path / "exports" / "BTC_1h_2026-02-12T0930Z.png")]
    path = tmp_path / "mine.png"
    qtbot.waitUntil(lambda: bench.window.banner.text == f"Saved {path}.")
    assert QImage(str(path)).width() == 2 * bench.window.chart.width()


@pytest.mark.usefixtures("answered")
def test_the_file_is_made_beside_the_window(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    slow = threading.Event()

    def pack(_image: object) -> bytes:
        threads.append(threading.current_thread().name)
        slow.wait(5)
        return b"a picture"

    monkeypatch.setattr("tracker.ui.charts.export.png", pack)
    answer(monkeypatch, str(tmp_path / "mine.png"))
    bench.window.export()
    qtbot.waitUntil(lambda: threads == ["picture"])
    assert bench.window.banner.text == ""
    slow.set()
    qtbot.waitUntil(lambda: bench.window.banner.text.startswith("Saved"))
    assert (tmp_path / "mine.png").read_bytes() == b"a picture"


def test_a_picture_is_of_what_was_seen_when_it_was_asked_for(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets: list[Sheet] = []

    def paint(
        _path: Path, _view: object, _titles: object, sheet: Sheet, *_: object, **__: object
    ) -> Callable[[], str]:
        sheets.append(sheet)
        return lambda: "Nothing is painted."

    monkeypatch.setattr("tracker.ui.picture.paint_picture", paint)
    answer(monkeypatch, str(tmp_path / "a.png"))
    view = bench.window.chart.view()
    bench.window.export()
    bench.window.chart.pan(-2)
    bench.window.toggle_theme()
    bench.engine.asked[-1].then(bench.desk.chart)
    assert (sheets[0].view_ms, sheets[0].palette) == (view, DARK)
    qtbot.waitUntil(lambda: bench.window.banner.text == "Nothing is painted.")


def test_without_a_chart_nobody_is_asked(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, "never.png")
    empty = make_bench(fill=False)
    empty.window.export()
    assert empty.window.banner.text == "There is no chart to save yet."
    empty.window.banner._dismiss()
    empty.desk.show_chart(chart_view("BTC", count=0))
    empty.window.export()
    assert empty.window.banner.text == "There is no chart to save yet."
    assert asked == []


def test_saving_can_be_given_up_even_where_the_folder_cannot_be_made(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, "")
    (tmp_path / "exports").write_text("a file where the folder should be")
    bench.window.export()
    assert len(asked) == 1
    assert bench.engine.asked == []


@pytest.mark.usefixtures("answered")
def test_what_cannot_be_saved_is_said(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.png").mkdir()
    for name, words in (
        ("a.gif", "neither a .png nor a .svg"),
        ("folder.png", "cannot be written"),
    ):
        answer(monkeypatch, str(tmp_path / name))
        bench.window.export()
        qtbot.waitUntil(lambda words=words: words in bench.window.banner.text)


def test_a_candle_of_which_a_part_is_in_view_is_no_hole_in_the_picture(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "tracker.ui.desk.Desk.load_picture",
        lambda _desk, left, right, _then: asked.append((left, right)),
    )
    left_ms, right_ms = bench.window.chart.view()
    bench.window.saver.save(tmp_path / "mine.png", bench.window._look_now())
    assert asked == [(left_ms - 3_600_000, right_ms)]
