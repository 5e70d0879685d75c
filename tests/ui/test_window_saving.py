"""Pictures of the chart that is on screen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tracker.domain.times import H1
from tracker.ui.export_dialog import ExportDialog
from tracker.ui.export_wish import EXPORT_KEEPSAKE, unpack_wish
from tracker.ui.flows import flows_of
from tracker.ui.theme import DARK, PALETTES
from ui.bench import Bench, MakeBench
from ui.samples import (
    bare_view,
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


def opened(bench: Bench, qtbot: QtBot) -> ExportDialog:
    """The dialog, with the picture of what is on screen."""
    click(qtbot, bench.button("Export"))
    dialog = bench.window.saver.dialog
    assert dialog is not None
    qtbot.waitExposed(dialog)
    return dialog


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("name", ["mine.png", "mine"])
def test_the_chart_is_saved_at_twice_its_size(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked = answer(monkeypatch, str(tmp_path / name))
    dialog = opened(bench, qtbot)
    click(qtbot, dialog.save)
    assert asked == [str(tmp_path / "exports" / "BTC_1h_2026-02-12T0930Z.png")]
    path = tmp_path / "mine.png"
    qtbot.waitUntil(lambda: bench.window.banner.text == f"Saved {path}.")
    assert QImage(str(path)).width() == 2 * bench.window.chart.width()
    assert not dialog.isVisible()


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
    dialog = opened(bench, qtbot)
    dialog.ask()
    qtbot.waitUntil(lambda: threads == ["picture"])
    assert bench.window.banner.text == ""
    assert dialog.message.text() == "Saving mine.png…"
    assert not dialog.save.isEnabled()
    slow.set()
    qtbot.waitUntil(lambda: bench.window.banner.text.startswith("Saved"))
    assert (tmp_path / "mine.png").read_bytes() == b"a picture"


def test_a_picture_is_of_what_was_seen_when_it_was_asked_for(bench: Bench, qtbot: QtBot) -> None:
    view = bench.window.chart.view()
    dialog = opened(bench, qtbot)
    assert dialog.message.text() == "Reading the cache…"
    assert not dialog.copy.isEnabled()
    bench.window.chart.pan(-2)
    bench.window.toggle_theme()
    bench.engine.asked[-1].then(bench.desk.chart)
    assert dialog.subject is not None
    sheet = dialog.subject.sheet
    assert (sheet.view_ms, sheet.palette) == (view, DARK)


def test_what_cannot_be_read_is_said_in_the_dialog(bench: Bench, qtbot: QtBot) -> None:
    dialog = opened(bench, qtbot)
    bench.engine.asked[-1].failed("The cache is damaged.")
    assert dialog.message.text() == "The cache is damaged."
    assert not dialog.save.isEnabled()


def test_without_a_chart_nobody_is_asked(make_bench: MakeBench) -> None:
    empty = make_bench(fill=False)
    empty.window.export()
    assert empty.window.banner.text == "There is no chart to save yet."
    empty.window.banner._dismiss()
    empty.desk.show_chart(chart_view("BTC", count=0))
    empty.window.export()
    assert empty.window.banner.text == "There is no chart to save yet."
    assert empty.window.saver.dialog is None


@pytest.mark.usefixtures("answered")
def test_saving_can_be_given_up_even_where_the_folder_cannot_be_made(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, "")
    (tmp_path / "exports").write_text("a file where the folder should be")
    dialog = opened(bench, qtbot)
    dialog.ask()
    assert len(asked) == 1
    assert dialog.isVisible()
    assert dialog.save.isEnabled()


@pytest.mark.usefixtures("answered")
def test_what_cannot_be_saved_is_said_and_nothing_is_lost(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.png").mkdir()
    dialog = opened(bench, qtbot)
    dialog.form.note.setText("Typed with care")
    for name, words in (
        ("a.gif", "neither a .png nor a .svg"),
        ("folder.png", "cannot be written"),
    ):
        answer(monkeypatch, str(tmp_path / name))
        dialog.ask()
        qtbot.waitUntil(lambda words=words: words in dialog.message.text())
        assert dialog.isVisible()
        assert dialog.save.isEnabled()
    assert dialog.form.note.text() == "Typed with care"


@pytest.mark.usefixtures("answered")
def test_how_it_was_exported_is_remembered_without_the_note(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, str(tmp_path / "elsewhere" / "mine.png"))
    dialog = opened(bench, qtbot)
    dialog.form.shape.setCurrentIndex(dialog.form.shape.findData("square"))
    dialog.form.note.setText("Only once")
    dialog.ask()
    qtbot.waitUntil(lambda: bench.window.banner.text.startswith("Saved"))
    work = bench.engine.submitted[-1][0]
    kept: dict[str, bytes] = {}

    class Store:
        async def journal(self, call: Callable[[object], object]) -> None:
            call(self)

        def keep(self, name: str, raw: bytes) -> None:
            kept[name] = raw

    class Collector:
        storage = Store()

    asyncio.run(work(Collector()))
    found = unpack_wish(kept[EXPORT_KEEPSAKE])
    assert (found.folder, found.wish.shape, found.wish.note) == (
        str(tmp_path / "elsewhere"),
        "square",
        "",
    )
    dialog.remember(found)
    asked = answer(monkeypatch, "")
    dialog.ask()
    name = "BTC_1h_2026-02-12T0930Z_square.png"
    assert asked == [str(tmp_path / "elsewhere" / name)]


def test_a_picture_waits_until_all_of_the_chart_that_was_chosen_is_there(
    bench: Bench, tmp_path: Path
) -> None:
    bench.engine.is_ready = True
    bench.desk.choose("ETH", H1)
    (candles,) = bench.engine.asked
    bench.window.saver.save(tmp_path / "mine.png", bench.window._look_now())
    candles.then(bare_view("ETH"))
    assert "_load_flows" in bench.engine.asked[-1].query.__qualname__
    bench.engine.asked[-1].then(flows_of(chart_view("ETH")))
    (asked,) = [one for one in bench.engine.asked if "load_stretch" in one.query.__qualname__]
    wanted: list[tuple[str, bool]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "tracker.services.views.Views.chart",
            lambda _views, asset, *_, whole=True, **__: wanted.append((asset, whole)),
        )
        asked.query(None, None)
    assert wanted == [("ETH", True)]


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


@pytest.mark.usefixtures("answered")
def test_exports_begin_with_the_words_of_the_settings(bench: Bench) -> None:
    up = bench.window.setting_up
    up.set("note", "Mine.")
    up.set("watermark", "@desk")
    bench.window.export()
    dialog = bench.window.saver.dialog
    assert dialog is not None
    assert dialog.subject is not None
    assert dialog.form.note.text() == "Mine."
    wish = dialog.form.wish()
    assert dialog.subject.sheet_for(replace(wish, watermark=True)).watermark == "@desk"
    assert dialog.subject.sheet_for(replace(wish, watermark=False)).watermark == ""
    up.set("note", "Ours.")
    up.reset("watermark")
    bench.window.export()
    assert dialog.form.note.text() == "Ours."
    assert not dialog.form.watermark.isChecked()
    assert dialog.subject.sheet_for(replace(wish, watermark=True)).watermark == "Tracker"
    dialog.form.note.setText("This one alone.")
    up.set("note", "Nobody's.")
    bench.window.export()
    assert dialog.form.note.text() == "This one alone."


@pytest.mark.usefixtures("answered")
def test_a_picture_has_the_colours_of_up_and_down_that_were_chosen(bench: Bench) -> None:
    bench.window.setting_up.set("colors", "blue-orange")
    bench.window.export()
    dialog = bench.window.saver.dialog
    assert dialog is not None
    assert dialog.subject is not None
    wish = dialog.form.wish()
    for theme, name in (("", "dark"), ("dark", "dark"), ("light", "light")):
        sheet = dialog.subject.sheet_for(replace(wish, theme=theme))
        assert sheet.palette is PALETTES[name, "blue-orange"]
