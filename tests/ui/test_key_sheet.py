"""The sheet of all keys: nothing is missing, everything fits, and it can be searched."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tracker.ui.key_sheet import KeySheet
from ui.bench import Bench, MakeBench


def opened(bench: Bench, qtbot: QtBot) -> KeySheet:
    qtbot.keyClick(bench.window.chart.canvas, "?")
    sheet = bench.window.finding.sheet
    assert sheet is not None
    assert sheet.isVisible()
    return sheet


def labels(sheet: KeySheet) -> list[str]:
    page = sheet._area.widget()
    return [one.text() for one in page.findChildren(QLabel)]


def test_every_key_of_the_list_is_on_it(bench: Bench, qtbot: QtBot) -> None:
    said = labels(opened(bench, qtbot))
    for one in bench.window.registry.entries:
        if one.keys and not one.keys[0].isdigit():
            assert "  ".join(one.keys) in said, one.name
            assert one.title.rstrip("…") in said
    assert "Interval: 1m to 1d" in said
    assert "1–6" in said
    assert "IN A LIST" in said
    assert "Shift and drag" in said


@pytest.mark.parametrize("size", [(1_600, 900), (960, 600)])
def test_it_fits_the_window_in_three_columns(
    make_bench: MakeBench, qtbot: QtBot, size: tuple[int, int]
) -> None:
    bench = make_bench(size=size)
    sheet = opened(bench, qtbot)
    assert bench.window.rect().contains(sheet.geometry())
    page = sheet._area.widget()
    found = [one for one in page.findChildren(QLabel) if one.objectName() == "quiet"]
    columns = {one.mapTo(page, QPoint(one.width(), 0)).x() for one in found}
    assert len(columns) == 3
    assert sheet._area.verticalScrollBar().maximum() == 0, "all of it is seen at once"
    for one in page.findChildren(QLabel):
        place = QRect(one.mapTo(page, QPoint(0, 0)), one.size())
        assert page.rect().contains(place), one.text()
        assert one.width() >= one.minimumSizeHint().width(), one.text()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("F9", "Is it over?"), ("ctrl+e", "Export the chart"), ("zoom", "Zoom in")],
)
def test_it_is_searched_by_key_and_by_words(
    bench: Bench, qtbot: QtBot, typed: str, expected: str
) -> None:
    sheet = opened(bench, qtbot)
    qtbot.keyClicks(sheet.field, typed)
    assert expected in labels(sheet)
    assert len(labels(sheet)) < 20


def test_what_no_key_does_is_said(bench: Bench, qtbot: QtBot) -> None:
    sheet = opened(bench, qtbot)
    qtbot.keyClicks(sheet.field, "zzz")
    assert labels(sheet) == ["No key does “zzz”."]
    qtbot.keyClick(sheet.field, Qt.Key.Key_Escape)
    assert sheet.isHidden()
    sheet.open()
    assert len(labels(sheet)) > 60
