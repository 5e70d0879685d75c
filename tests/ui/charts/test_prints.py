"""Discs at the largest liquidations: which are drawn, where, how large, and what they cost a frame."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from tracker.analysis.columns import PrintColumns
from tracker.ui.charts.ink import inks_of
from tracker.ui.charts.mapping import Frame, TimeMap, ValueMap
from tracker.ui.charts.prints import MOST, PrintsPainter
from tracker.ui.charts.stage import Stage
from tracker.ui.theme import DARK
from ui.charts.samples import pixels

INKS = inks_of(DARK)


def prints(*rows: tuple[int, float, float, bool]) -> PrintColumns:
    """Rows of time, price, USD and whether it was a long; largest first."""
    ordered = sorted(rows, key=lambda row: -row[2])
    return PrintColumns(
        np.array([row[0] for row in ordered], np.int64),
        np.array([row[1] for row in ordered]),
        np.array([row[2] for row in ordered]),
        np.array([row[3] for row in ordered], np.bool_),
    )


def painted(painter: PrintsPainter, *, ratio: float = 1.0, left_ms: int = 0) -> np.ndarray:
    """What it paints on 200 x 100 logical pixels of one second and price 0 to 100."""
    image = QImage(round(200 * ratio), round(100 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(INKS.background)
    frame = Frame(
        TimeMap(left_ms, left_ms + 1_000, 0, image.width()),
        ValueMap(0.0, 100.0, 0, image.height()),
        ratio,
    )
    brush = QPainter(image)
    painter.paint(Stage(brush, frame, INKS))
    brush.end()
    return pixels(image)


def has(shot: np.ndarray, color: QColor) -> np.ndarray:
    """Where a colour is, give or take what antialiasing does."""
    wanted = np.array([color.red(), color.green(), color.blue()], np.int16)
    return np.argwhere(np.abs(shot.astype(np.int16) - wanted).max(axis=-1) <= 40)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_disc_stands_at_its_time_and_price(ratio: float) -> None:
    painter = PrintsPainter()
    painter.use(prints((500, 70.0, 1e6, True)))
    rim = has(painted(painter, ratio=ratio), INKS.down)
    assert len(rim)
    middle = (rim.max(axis=0) + rim.min(axis=0)) / 2 / ratio
    assert middle == pytest.approx((30, 100), abs=1)
    assert not len(has(painted(painter, ratio=ratio, left_ms=600), INKS.down))


def test_areas_are_as_the_sums_and_small_ones_are_left_out() -> None:
    rows = [(at * 60, 50.0, 1e6, True) for at in range(5)]
    painter = PrintsPainter()
    painter.use(prints(*rows, (700, 50.0, 0.25e6, True), (800, 50.0, 1e3, True)))
    shot = painted(painter)
    quarter = has(shot[:, 120:150], INKS.down)
    assert np.ptp(quarter[:, 0]) == pytest.approx(12, abs=2)
    assert not len(has(shot[:, 155:], INKS.down))


def test_longs_and_shorts_differ_and_none_is_painted_when_off() -> None:
    painter = PrintsPainter()
    assert painter.state() is None
    painter.use(prints((500, 50.0, 1e6, False)))
    shot = painted(painter)
    assert len(has(shot, INKS.up))
    assert not len(has(shot, INKS.down))
    assert painter.state() is not None
    painter.shown = False
    assert painter.state() is None
    assert not len(has(painted(painter), INKS.up))
    assert painter.read(0, 1_000) == ()
    painter.use(None)
    assert painter.read(0, 1_000) == ()


def test_the_read_out_says_the_largest_within_a_candle() -> None:
    painter = PrintsPainter()
    painter.use(prints((10, 1.0, 5e5, True), (20, 1.0, 2e6, False), (200, 1.0, 9e6, True)))
    (part,) = painter.read(0, 100)
    assert (part.label, part.value, part.tone) == ("largest short", "$2.00M", "up")
    assert painter.read(300, 400) == ()


def test_of_thousands_only_the_largest_in_view_are_painted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(1)
    rows = [(int(at), 50.0, 1e6 + at, True) for at in rng.integers(0, 1_000, 4_000)]
    painter = PrintsPainter()
    painter.use(prints(*rows))
    counted: list[int] = []
    monkeypatch.setattr(Stage, "discs", lambda _self, x, *_: counted.append(len(x)))
    painted(painter)
    assert sum(counted) == MOST


def test_in_a_document_a_disc_is_a_disc() -> None:
    from PySide6.QtCore import QBuffer, QSize
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    svg = QSvgGenerator()
    svg.setOutputDevice(buffer)
    svg.setSize(QSize(200, 100))
    brush = QPainter(svg)
    frame = Frame(TimeMap(0, 1_000, 0, 200), ValueMap(0.0, 100.0, 0, 100), 1.0)
    painter = PrintsPainter()
    painter.use(prints((500, 50.0, 1e6, True)))
    painter.paint(Stage(brush, frame, INKS))
    brush.end()
    text = bytes(buffer.data().data()).decode()
    assert "<image" not in text
    assert "<circle" in text or "<path" in text or "<ellipse" in text
