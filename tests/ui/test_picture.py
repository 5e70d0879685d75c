"""A chart as a picture for others: what stands around it, and where it cannot be written."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tracker.domain.times import H1, HOUR_MS
from tracker.ui.picture import Sheet, heading_of, save_picture
from tracker.ui.theme import DARK, LIGHT
from ui.charts.samples import pixels
from ui.samples import NOW_MS, TITLES, chart_view, has_color

pytestmark = pytest.mark.usefixtures("qapp")
SEEN = (NOW_MS - 50 * HOUR_MS, NOW_MS - 10 * HOUR_MS)


def sheet(**changes: object) -> Sheet:
    return Sheet(**{"size": (960, 540), "scale": 1.0, "palette": DARK, "view_ms": SEEN} | changes)  # type: ignore[arg-type]


def test_the_heading_says_the_time_that_is_seen() -> None:
    heading = heading_of(chart_view(), TITLES, sheet(), NOW_MS, simulated=False)
    assert heading.title == "BTC 1h · Spot"
    assert heading.range_text == "10 Feb 2026 07:30 to 11 Feb 2026 23:30 UTC"
    assert heading.stamp == "Made 12 Feb 2026 09:30 UTC with Tracker"
    assert heading.venues == "Venues: Spot, Alpha, Beta"
    assert heading.coverage == "Liquidations observed: Alpha 60\u202f%, Beta 62\u202f%"
    assert not heading.simulated


def test_a_view_past_now_ends_now() -> None:
    late = sheet(view_ms=(NOW_MS - HOUR_MS, NOW_MS + 9 * HOUR_MS))
    heading = heading_of(chart_view(), TITLES, late, NOW_MS, simulated=True)
    assert heading.range_text.endswith("to 12 Feb 2026 09:30 UTC")
    assert heading.simulated


def test_without_a_view_it_is_that_of_the_candles() -> None:
    view = chart_view(count=10)
    heading = heading_of(view, TITLES, sheet(view_ms=None), NOW_MS, simulated=False)
    assert heading.range_text == "12 Feb 2026 00:00 to 12 Feb 2026 09:30 UTC"
    nothing = heading_of(chart_view(count=0), TITLES, sheet(view_ms=None), NOW_MS, simulated=False)
    assert nothing.range_text == "12 Feb 2026 09:30 to 12 Feb 2026 09:30 UTC"


def test_a_png_has_the_asked_size_and_the_three_panes(tmp_path: Path) -> None:
    path = tmp_path / "new" / "chart.png"
    wide = sheet(scale=2.0, view_ms=None)
    assert save_picture(path, chart_view(), TITLES, wide, NOW_MS, simulated=False) is None
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1_920, 1_080)
    shot = pixels(image)
    assert has_color(shot, DARK.color("interest"), least=50)
    assert has_color(shot, DARK.color("up"), least=500)


def test_the_theme_and_the_zone_are_those_of_the_sheet(tmp_path: Path) -> None:
    shots = []
    for number, zone in enumerate((UTC, timezone(timedelta(hours=5)))):
        path = tmp_path / f"{number}.png"
        light = sheet(palette=LIGHT, zone=zone, view_ms=None)
        assert save_picture(path, chart_view(), TITLES, light, NOW_MS, simulated=True) is None
        shots.append(pixels(QImage(str(path))))
    assert has_color(shots[0], LIGHT.color("background"), least=10_000)
    assert not np.array_equal(*shots)


def test_an_svg_is_written_too(tmp_path: Path) -> None:
    path = tmp_path / "chart.svg"
    assert save_picture(path, chart_view(), TITLES, sheet(), NOW_MS, simulated=False) is None
    assert b"<svg" in path.read_bytes()[:400]


def test_what_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    QApplication.processEvents()

    def saved(path: Path, one: Sheet) -> str | None:
        return save_picture(path, chart_view(interval=H1), TITLES, one, NOW_MS, simulated=False)

    assert saved(tmp_path / "a.gif", sheet()) == "“a.gif” is neither a .png nor a .svg file."
    assert "make no picture" in str(saved(tmp_path / "a.png", sheet(size=(0, 5))))
    blocker = tmp_path / "file"
    blocker.write_text("x")
    assert str(saved(blocker / "a.png", sheet())).endswith("cannot be written: File exists.")
    folder = tmp_path / "folder.png"
    folder.mkdir()
    assert str(saved(folder, sheet())).endswith("cannot be written: Is a directory.")
