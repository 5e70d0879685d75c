"""Pictures as PNG files: what any reader gets back is what was painted."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tracker.ui.charts.png import encode
from ui.charts.samples import pixels


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 2), (65, 7), (31, 256), (17, 600)])
def test_every_pixel_comes_back(width: int, height: int) -> None:
    drawn = np.random.default_rng(width).integers(0, 256, (height, width, 4), np.uint8)
    image = QImage(drawn.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32)
    back = QImage.fromData(encode(image), "PNG")
    assert back.format() is QImage.Format.Format_RGB32
    assert (pixels(back) == drawn[:, :, 2::-1]).all()


def test_even_areas_take_little_room() -> None:
    image = QImage(1600, 900, QImage.Format.Format_RGB32)
    image.fill(0xFF101316)
    assert len(encode(image)) < 30_000
