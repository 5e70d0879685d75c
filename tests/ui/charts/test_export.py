"""Pictures of charts: exact sizes, the same layout at every scale, words that say what was seen."""

from __future__ import annotations

from datetime import timedelta, timezone
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtSvg import QSvgRenderer

from tracker.domain.times import HOUR_MS
from tracker.ui.charts.bands import FOOT_PX, HEAD_PX
from tracker.ui.charts.content import LevelLine
from tracker.ui.charts.export import CannotExport, Picture, paint, svg
from tracker.ui.charts.export import render as rendered
from tracker.ui.charts.ink import inks_of
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.theme import DARK, LIGHT, Palette
from ui.charts.samples import HEADING, START_MS, candles, content, empty_content, is_color, pixels

pytestmark = pytest.mark.usefixtures("qapp")

LEVELS = (LevelLine(1, 73_500.0, False, "support"), LevelLine(2, 72_000.0, True, "was support"))
VIEW = (START_MS + 100 * HOUR_MS, START_MS + 200 * HOUR_MS)


def sheet(**changes: Any) -> Picture:
    return replace(Picture(content(levels=LEVELS), (960, 540), DARK, HEADING, VIEW), **changes)


def choices(*keys: str) -> tuple[PaneChoice, ...]:
    return tuple(PaneChoice(key) for key in keys)


def render(scale: float = 1.0, **changes: Any) -> QImage:
    return rendered(sheet(**changes), scale)


@pytest.mark.parametrize(
    ("size", "scale", "expected"),
    [
        ((1920, 1080), 2.0, (3840, 2160)),
        ((1920, 1080), 1.0, (1920, 1080)),
        ((800, 600), 1.5, (1200, 900)),
        ((333, 222), 1.25, (416, 278)),
    ],
)
def test_sizes_are_exact(size: tuple[int, int], scale: float, expected: tuple[int, int]) -> None:
    image = render(size=size, scale=scale)
    assert (image.width(), image.height()) == expected


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_a_scale_changes_sharpness_not_layout(palette: Palette) -> None:
    one = pixels(render(palette=palette)).astype(float)
    two = pixels(render(palette=palette, scale=2.0)).astype(float)
    halved = two.reshape(540, 2, 960, 2, 3).mean(axis=(1, 3))
    difference = np.abs(one - halved).mean(axis=2)
    assert difference.mean() < 3
    # Wherever words or candles are dense in one, they are in the other: in blocks of 12 pixels.
    blocks = [
        np.abs(picture - picture[0, 0]).mean(axis=2).reshape(45, 12, 80, 12).mean(axis=(1, 3))
        for picture in (one, halved)
    ]
    assert np.abs(blocks[0] - blocks[1]).max() < 24
    assert np.corrcoef(blocks[0].ravel(), blocks[1].ravel())[0, 1] > 0.99


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_both_bands_say_something(palette: Palette) -> None:
    picture = pixels(render(palette=palette))
    ground = palette.color("background")
    for band in (picture[: HEAD_PX - 2], picture[-FOOT_PX + 2 :]):
        assert 0.002 < 1 - is_color(band, ground).mean() < 0.2
    inks = inks_of(palette)
    middle = picture[HEAD_PX:-FOOT_PX]
    assert is_color(middle, inks.up).sum() > 500
    assert is_color(middle, inks.down).sum() > 500
    assert is_color(picture, inks.watermark).sum() < 100  # edges of letters


@pytest.mark.parametrize("by_heading", [True, False])
def test_a_simulated_market_is_labelled(by_heading: bool) -> None:
    heading = replace(HEADING, simulated=by_heading)
    shown = content(simulated=not by_heading)
    picture = pixels(render(content=shown, heading=heading))
    assert is_color(picture[:HEAD_PX], inks_of(DARK).warn).sum() > 20
    marked = svg(Picture(shown, (960, 540), DARK, heading)).decode()
    assert marked.count("SIMULATED") >= 1


def test_words_that_are_too_long_are_cut_not_laid_over_others() -> None:
    wordy = replace(HEADING, title="A " * 300, venues="venue " * 300, coverage="seen " * 300)
    picture = pixels(render(heading=wordy, size=(500, 400)))
    ground = DARK.color("background")
    assert is_color(picture[: HEAD_PX - 2, -10:], ground).all()
    assert is_color(picture[-FOOT_PX + 2 :, -10:], ground).all()


def test_only_the_asked_panes() -> None:
    everything, less = render(), render(panes=choices("price", "oi"))
    hairline = inks_of(DARK).hairline
    rows = [is_color(pixels(image), hairline).all(axis=1).sum() for image in (everything, less)]
    assert rows[0] == rows[1] + 1


def test_without_a_view_the_newest_candles_are_shown() -> None:
    assert is_color(pixels(render(view=None)), inks_of(DARK).up).sum() > 500


def test_an_empty_chart_is_a_picture_too() -> None:
    image = render(content=empty_content(), view=None)
    assert is_color(pixels(image), inks_of(DARK).text).any()


@pytest.mark.parametrize("panes", [("price",), ("liquidations",), ("oi", "liquidations")])
def test_any_choice_of_panes_is_a_picture(panes: tuple[str, ...]) -> None:
    assert render(panes=choices(*panes)).width() == 960


@pytest.mark.parametrize("size", [(1, 1), (60, 40), (200, 90), (90, 400), (320, 240)])
def test_small_sizes_are_pictures_too(size: tuple[int, int]) -> None:
    assert render(size=size, scale=2.0).width() == size[0] * 2


@pytest.mark.parametrize(
    "changes",
    [
        {"scale": 0.0},
        {"scale": -1.0},
        {"size": (0, 100)},
        {"size": (900_000, 900_000)},
        {"panes": ()},
        {"panes": choices("price", "nothing")},
        {"scale": float("nan")},
    ],
)
def test_what_is_no_picture_is_refused(changes: dict) -> None:
    with pytest.raises(CannotExport):
        render(**changes)


def test_a_png_file(tmp_path: Path) -> None:
    path = tmp_path / "chart.PNG"
    paint(path, sheet(), 2.0)()
    assert QImageReader(str(path)).size() == QSize(1920, 1080)
    assert (pixels(QImage(str(path))) == pixels(render(scale=2.0))).all()


def test_an_svg_file_looks_like_the_png(tmp_path: Path) -> None:
    path = tmp_path / "chart.svg"
    paint(path, sheet(), 2.0)()
    text = path.read_text()
    ET.fromstring(text)
    for words in ("BTC, 1h", "Liquidations covered 61 %", "A note", "72,000"):
        assert words in text
    renderer = QSvgRenderer(str(path))
    assert renderer.viewBox().size() == QSize(960, 540)
    image = QImage(960, 540, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    one, other = pixels(image), pixels(render())
    inks = inks_of(DARK)
    for color in (inks.up, inks.down):
        drawn = [is_color(picture, color) for picture in (one, other)]
        assert (drawn[0] & drawn[1]).sum() / drawn[1].sum() > 0.9


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotExport, match="neither"):
        paint(tmp_path / "chart.jpg", sheet(), 1.0)


def test_a_folder_that_is_not_there_is_an_error_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="chart"):
        paint(tmp_path / "nowhere" / "chart.png", sheet(), 1.0)()


def test_a_picture_does_not_depend_on_those_made_before() -> None:
    first = pixels(render())
    wide = content(candles=candles(base=123_456_789.0))
    others = [
        {"palette": LIGHT, "zone": timezone(timedelta(hours=5))},
        {"panes": choices("oi"), "size": (400, 900)},
        {"content": empty_content(), "view": None},
        {"content": wide, "view": None},
    ]
    for changes in others:
        assert not np.array_equal(pixels(render(**changes)), first)
        assert np.array_equal(pixels(render()), first), changes
