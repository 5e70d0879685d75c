"""The dialog of exports: its preview follows, its fields fit, and what is wrong is said at once."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tracker.ui.export_dialog import ExportDialog
from tracker.ui.export_form import ExportForm
from tracker.ui.export_wish import What
from ui.bench import Bench
from ui.charts.samples import pixels


@pytest.fixture
def dialog(bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ExportDialog:
    """It is open, and the chart has been read."""
    monkeypatch.setattr(
        "tracker.ui.desk.Desk.load_picture", lambda desk, _left, _right, then: then(desk.chart)
    )
    bench.window.export()
    made = bench.window.saver.dialog
    assert made is not None
    qtbot.waitExposed(made)
    return made


def choose(form: ExportForm, what: What = What.CHART, shape: str = "") -> None:
    form.what.setCurrentIndex(form.what.findData(what))
    form.shape.setCurrentIndex(form.shape.findData(shape))


def shown(dialog: ExportDialog) -> np.ndarray:
    """The picture in the preview, once it is that of the fields."""
    dialog._paint()
    return pixels(dialog.preview._image)


def where(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_the_preview_follows_the_note(dialog: ExportDialog, qtbot: QtBot) -> None:
    choose(dialog.form, shape="square")
    before = shown(dialog)
    assert dialog.figures.text() == "2160 × 2160 pixels"
    qtbot.keyClicks(dialog.form.note, "Third leg down")
    qtbot.waitUntil(lambda: not dialog._timer.isActive())
    after = pixels(dialog.preview._image)
    assert after.shape == before.shape
    assert not np.array_equal(after, before)


def test_a_preset_begins_with_the_pixels_of_its_name(dialog: ExportDialog) -> None:
    form = dialog.form
    for shape, scale in (("wide", 1.0), ("", 2.0)):
        place = form.shape.findData(shape)
        form.shape.setCurrentIndex(place)
        form.shape.activated.emit(place)
        assert form.wish().scale == scale


def test_only_what_means_something_is_shown(dialog: ExportDialog) -> None:
    form = dialog.form
    fields: dict[str, QWidget] = {
        "shape": form.shape,
        "own": form.own,
        "scale": form.scale,
        "note": form.note,
        "watermark": form.watermark,
        "bar": form.bar,
    }

    def there() -> set[str]:
        return {name for name, field in fields.items() if field.isVisible()}

    assert there() == {"shape", "scale", "note", "watermark"}
    choose(form, shape="own")
    assert there() == {"shape", "own", "scale", "note", "watermark"}
    choose(form, What.WINDOW)
    assert there() == {"scale", "note", "bar"}
    choose(form, What.DATA)
    assert there() == set()


def test_a_size_that_is_none_is_said_while_it_is_typed(dialog: ExportDialog) -> None:
    choose(dialog.form, shape="own")
    dialog.form.own.setText("12x")
    dialog._paint()
    assert dialog.message.text() == "“12x” is no size; write for example 1600x900."
    assert dialog.message.property("wrong") is True
    dialog.copy_it()
    assert dialog.message.text().startswith("“12x” is no size")
    dialog.form.own.setText("800 × 600")
    dialog._paint()
    assert (dialog.figures.text(), dialog.message.text()) == ("1600 × 1200 pixels", "")


def test_copying_says_so(dialog: ExportDialog, qtbot: QtBot) -> None:
    choose(dialog.form, shape="small")
    qtbot.keyClick(dialog, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert dialog.message.text() == "Copied: 2400 × 1350 pixels."
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (2400, 1350)
    choose(dialog.form, What.DATA)
    dialog.copy_it()
    assert QGuiApplication.clipboard().text().startswith("at_utc,asset,interval,venue,open_usd,")
    assert dialog.message.text() == "Copied: the table, as text."


def test_the_table_says_what_it_holds(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(dialog.form, What.DATA)
    dialog._paint()
    assert "liquidations_lower_bound" in dialog.table.text().splitlines()
    where(monkeypatch, tmp_path / "mine")
    dialog.ask()
    path = tmp_path / "mine.csv"
    qtbot.waitUntil(lambda: not dialog.isVisible())
    rows = path.read_text().splitlines()
    assert dialog.table.text().startswith(f"{len(rows) - 1} rows, 2026-02-")


def test_a_window_is_only_a_png(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(dialog.form, What.WINDOW)
    where(monkeypatch, tmp_path / "a.svg")
    dialog.ask()
    qtbot.waitUntil(lambda: dialog.message.text() == "“a.svg” is not a .png file.")
    where(monkeypatch, tmp_path / "a.png")
    dialog.ask()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    window = dialog.parentWidget()
    assert QImage(str(tmp_path / "a.png")).width() == 2 * window.width()


@pytest.mark.parametrize(("answer", "written"), [("No", False), ("Yes", True)])
def test_a_file_that_is_there_is_asked_about(
    dialog: ExportDialog,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    *,
    written: bool,
) -> None:
    path = tmp_path / "mine.png"
    path.write_bytes(b"what was there")
    asked: list[str] = []

    def question(_parent: object, _title: str, text: str, *_: object) -> object:
        asked.append(text)
        return getattr(QMessageBox.StandardButton, answer)

    monkeypatch.setattr(QMessageBox, "question", question)
    where(monkeypatch, tmp_path / "mine")
    dialog.ask()
    assert asked == ["mine.png is there already. Replace it?"]
    if written:
        qtbot.waitUntil(lambda: not dialog.isVisible())
    assert (path.read_bytes() != b"what was there") is written


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_full_or_closed_disk_is_a_sentence_and_the_old_file_stays(
    dialog: ExportDialog,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
) -> None:
    path, words = tmp_path / "mine.png", os.strerror(code)
    path.write_bytes(b"what was there")

    def fail(_path: object, _data: object) -> None:
        raise OSError(code, words)

    monkeypatch.setattr("tracker.ui.charts.export.write_whole", fail)
    where(monkeypatch, path)
    dialog.ask()
    qtbot.waitUntil(lambda: dialog.message.text() == f"{path} cannot be written: {words}.")
    assert dialog.isVisible()
    assert dialog.save.isEnabled()
    assert path.read_bytes() == b"what was there"


def test_everything_has_a_name_and_the_keyboard_reaches_it(
    dialog: ExportDialog, qtbot: QtBot
) -> None:
    form = dialog.form
    choose(form, shape="own")
    fields = [form.what, form.shape, form.own, form.scale, form.theme, form.note, form.watermark]
    controls = [*fields, dialog.save, dialog.copy, dialog.out]
    for one in controls:
        assert one.accessibleName()
        assert one.toolTip()
    form.what.setFocus()
    reached = []
    for _ in controls:
        reached.append(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert reached == controls
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_in_the_place_of_the_picture_it_says_why_there_is_none(bench: Bench, qtbot: QtBot) -> None:
    bench.window.export()
    made = bench.window.saver.dialog
    assert made is not None
    qtbot.waitExposed(made)
    reading = pixels(made.preview.grab().toImage())
    assert made.preview._words == "Reading the cache…"
    failed = bench.engine.asked[-1].failed
    assert failed is not None
    failed("The disk is broken.")
    assert made.message.text() == "The disk is broken."
    assert made.preview._words == "There is no picture."
    other = pixels(made.preview.grab().toImage())
    assert (reading != other).any()
    assert not made.save.isEnabled()
    made.close()
