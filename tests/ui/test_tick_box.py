"""A ticked box differs by its mark, not by its colour alone, in every theme and at every scale."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.ui.theme import DARK, PALETTES, Palette, style_sheet
from tracker.ui.tick_box import TickBox
from ui.test_theme import contrast, name_of

EMPTY, PARTLY, TICKED = (
    Qt.CheckState.Unchecked,
    Qt.CheckState.PartiallyChecked,
    Qt.CheckState.Checked,
)


@pytest.fixture
def box(qtbot: QtBot, qapp: QApplication) -> TickBox:
    qapp.setStyle("Fusion")
    made = TickBox("Sound")
    qtbot.addWidget(made)
    made.setTristate(True)
    return made


def square(box: TickBox, ratio: float = 1.0) -> list[list[QColor]]:
    """The colours inside its border, by rows of device pixels."""
    box.resize(box.sizeHint())
    picture = QImage(box.size() * ratio, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    box.render(picture, QPoint(0, 0))
    inside = box.indicator().adjusted(2, 2, -2, -2)
    return [
        [picture.pixelColor(x, y) for x in range(*_span(inside.left(), inside.right(), ratio))]
        for y in range(*_span(inside.top(), inside.bottom(), ratio))
    ]


def _span(first: int, last: int, ratio: float) -> tuple[int, int]:
    return round(first * ratio), round((last + 1) * ratio)


@pytest.mark.parametrize("on", [True, False], ids=["enabled", "disabled"])
@pytest.mark.parametrize("palette", PALETTES.values(), ids=name_of)
def test_the_mark_can_be_seen_on_its_ground(box: TickBox, palette: Palette, on: bool) -> None:
    box.setStyleSheet(style_sheet(palette))
    box.setEnabled(on)
    box.setCheckState(EMPTY)
    assert len({pixel.rgb() for row in square(box) for pixel in row}) == 1
    for state in (PARTLY, TICKED):
        box.setCheckState(state)
        pixels = [pixel.name() for row in square(box) for pixel in row]
        ground = max(pixels, key=pixels.count)
        assert max(contrast(one, ground) for one in set(pixels)) >= 4.5


def marked(box: TickBox, ratio: float) -> list[list[int]]:
    """By columns, the rows in which the mark clearly is."""
    rows = [[pixel.name() for pixel in row] for row in square(box, ratio)]
    pixels = [pixel for row in rows for pixel in row]
    ground = max(pixels, key=pixels.count)
    return [
        [y for y, one in enumerate(column) if contrast(one, ground) >= 3]
        for column in zip(*rows, strict=True)
    ]


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_the_tick_falls_and_then_rises_at_every_scale(box: TickBox, ratio: float) -> None:
    box.setStyleSheet(style_sheet(DARK))
    box.setCheckState(TICKED)
    columns = marked(box, ratio)
    lowest = [max(rows) for rows in columns if rows]
    turn = lowest.index(max(lowest))
    assert lowest[: turn + 1] == sorted(lowest[: turn + 1])
    assert lowest[turn:] == sorted(lowest[turn:], reverse=True)
    # The long arm is the right one, and no column is filled.
    assert 0 < turn < len(lowest) / 2
    assert lowest[turn] - lowest[-1] >= len(columns) * 0.3
    assert max(map(len, columns)) <= len(columns) * 0.5


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_the_dash_is_level_at_every_scale(box: TickBox, ratio: float) -> None:
    box.setStyleSheet(style_sheet(DARK))
    box.setCheckState(PARTLY)
    columns = [tuple(rows) for rows in marked(box, ratio) if rows]
    assert len(columns) >= 5 * ratio
    assert len(set(columns[1:-1])) == 1  # its ends may lie within a device pixel
