"""Pictures as they were when somebody last looked at them and found them right.

They have no words, which depend on the fonts of a machine. After a change that is meant to be seen,
look at what has changed and renew them:

    RENEW_GOLDEN=1 uv run pytest tests/ui/charts/test_golden.py
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tracker.analysis.columns import BarColumns, CandleColumns, LineColumns
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.content import ChartContent, LevelLine, MarkPrice
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.charts.png import encode
from tracker.ui.theme import DARK, LIGHT, Palette
from ui.charts.samples import START_MS, boarded, content, painted, pixels, rows_of

FOLDER = Path(__file__).parent / "golden"
MOST_BYTES = 20_000
#: How far a channel may be off where edges are smooth, and how many pixels may be further off.
NEAR, STRAYS = 24, 0.001
ROWS, SIZE = 3000, (420, 330)
PANES = tuple(PaneChoice(key) for key in ("price", "volume", "liquidations", "oi"))
END_MS = START_MS + ROWS * HOUR_MS
VIEWS = {"near": (END_MS - 40 * HOUR_MS, END_MS), "far": (END_MS - 240 * HOUR_MS, END_MS)}
VIEWS |= {"all": (START_MS, END_MS)}
CASES = [
    *((name, palette, 1.0) for name in VIEWS for palette in (DARK, LIGHT)),
    *(("near", DARK, scale) for scale in (1.25, 1.5, 2.0)),
    ("all", LIGHT, 2.0),
]


def shown() -> ChartContent:
    """A market by a formula, with a hole, bars seen in part and not at all, and levels."""
    rows = np.arange(ROWS)
    times = START_MS + rows.astype(np.int64) * HOUR_MS
    close = 70_000 + 900 * np.sin(rows / 37) + 260 * np.sin(rows / 5) + rows * 0.4
    opened = np.concatenate([close[:1], close[:-1]])
    wick = 40 + 30 * np.cos(rows / 3) ** 2
    high, low = np.maximum(opened, close) + wick, np.minimum(opened, close) - wick
    volume, closed = 20 + 15 * np.sin(rows / 7) ** 2, np.ones(ROWS, np.bool_)
    candles = CandleColumns(HOUR_MS, times, opened, high, low, close, volume, closed)
    share, longs = np.ones(ROWS), 1e6 * (1 + np.sin(rows / 11) ** 2)
    share[-30:-20] = 0.5
    longs[-12:-9] = np.nan
    bars = BarColumns(HOUR_MS, times, longs, longs[::-1] / 2, share)
    bars.short_usd[-12:-9] = np.nan
    interest = LineColumns(HOUR_MS, times, 6e5 + 900 * np.sin(rows / 20))
    keep = (rows < ROWS - 20) | (rows >= ROWS - 16)
    last = float(close[-1])
    levels = (
        LevelLine(1, last + 200, broken=False, text=""),
        LevelLine(2, last - 150, broken=True, text=""),
        LevelLine(3, last - 250, broken=False, text="", tone="blue", dim=True),
    )
    return content(
        candles=rows_of(candles, keep),
        liquidations=bars,
        interest=interest,
        levels=levels,
        mark=MarkPrice(last + 90, ""),
        profile=True,
    )


def picture(view: str, palette: Palette, scale: float) -> np.ndarray:
    board = boarded(shown(), size=SIZE, view=VIEWS[view], palette=palette, panes=PANES)
    return painted(board, scale)


@pytest.fixture(autouse=True)
def _no_words(monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    del qapp
    monkeypatch.setattr("tracker.ui.charts.stage.Stage.words", lambda *_, **__: None)
    monkeypatch.setattr("tracker.ui.charts.axes.write", lambda *_, **__: None)
    monkeypatch.setattr("tracker.ui.charts.axes.label", lambda *_, **__: None)
    monkeypatch.setattr("tracker.ui.charts.axes.labels", lambda *_, **__: None)
    monkeypatch.setattr("tracker.ui.charts.axes.ValueAxis.wanted_px", lambda _: 58.0)


def strays(one: np.ndarray, other: np.ndarray) -> float:
    """The share of pixels that are not alike."""
    away = np.abs(one.astype(np.int16) - other).max(axis=-1)
    return float((away > NEAR).mean())


def kept(file: Path) -> np.ndarray:
    return pixels(QImage(str(file)))


@pytest.mark.parametrize(("view", "palette", "scale"), CASES)
def test_the_picture_is_the_one_that_was_found_right(
    view: str, palette: Palette, scale: float
) -> None:
    theme = "dark" if palette is DARK else "light"
    file = FOLDER / f"{view}-{theme}-{scale:g}.png"
    drawn = picture(view, palette, scale)
    if os.environ.get("RENEW_GOLDEN"):
        height, width, _ = drawn.shape
        padded = np.ascontiguousarray(np.pad(drawn[:, :, ::-1], ((0, 0), (0, 0), (0, 1))))
        image = QImage(padded.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(encode(image))
    assert file.stat().st_size < MOST_BYTES
    golden = kept(file)
    assert golden.shape == drawn.shape
    assert strays(golden, drawn) <= STRAYS


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("shift", [(0, 1), (1, 0), (0, -1), (-1, 0)])
def test_a_picture_shifted_by_one_pixel_is_another(view: str, shift: tuple[int, int]) -> None:
    golden = kept(FOLDER / f"{view}-dark-1.png")
    assert strays(golden, np.roll(golden, shift, axis=(0, 1))) > 5 * STRAYS


def test_a_pane_that_is_one_pixel_higher_makes_another_picture() -> None:
    golden = kept(FOLDER / "near-dark-1.png")
    board = boarded(
        shown(), size=(SIZE[0], SIZE[1] + 1), view=VIEWS["near"], palette=DARK, panes=PANES
    )
    assert strays(golden, painted(board)[: SIZE[1]]) > STRAYS
