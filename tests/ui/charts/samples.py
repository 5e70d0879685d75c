"""Small markets whose every number a test can foresee, and pictures as arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from tracker.analysis.columns import BarColumns, CandleColumns, LineColumns
from tracker.domain.times import H1, HOUR_MS, parse_iso
from tracker.ui.charts.board import Board
from tracker.ui.charts.content import ChartContent, ExportHeading
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.pane_data import InterestData, LiquidationsData, PaneData
from tracker.ui.charts.stack import ChartStack
from tracker.ui.theme import DARK, Palette

MakeStack = Callable[..., ChartStack]
START_MS = parse_iso("2026-02-01T00:00:00Z")
COUNT = 200
HEADING = ExportHeading(
    "BTC, 1h",
    "1 Feb 2026 to 9 Feb 2026 UTC",
    "2026-02-09T08:00:00Z",
    "Binance, Bybit",
    "Liquidations covered 61 %",
    "A note",
)


def candles(
    count: int = COUNT, *, start_ms: int = START_MS, step_ms: int = HOUR_MS, base: float = 70_000.0
) -> CandleColumns:
    """Up and down by turns: even candles rise by 100, odd ones fall by 60; wicks of 50."""
    rows = np.arange(count)
    opened = base + 40.0 * (rows // 2) + np.where(rows % 2, 100.0, 0.0)
    close = opened + np.where(rows % 2, -60.0, 100.0)
    times = start_ms + rows.astype(np.int64) * step_ms
    high, low = np.maximum(opened, close) + 50, np.minimum(opened, close) - 50
    volume = 10.0 + rows % 5
    return CandleColumns(step_ms, times, opened, high, low, close, volume, np.ones(count, np.bool_))


def rows_of(columns: CandleColumns, keep: slice | NDArray[np.bool_]) -> CandleColumns:
    """Some rows of candles: a slice or a mask."""
    names = ("open_ms", "open", "high", "low", "close", "volume", "closed")
    return replace(columns, **{name: getattr(columns, name)[keep] for name in names})


def one_candle(
    at_ms: int, close: float, *, closed: bool = False, step_ms: int = HOUR_MS
) -> CandleColumns:
    """A candle that rises by 10 to `close`."""
    numbers = (np.array([v], np.float64) for v in (close - 10, close + 5, close - 15, close, 3))
    return CandleColumns(step_ms, np.array([at_ms]), *numbers, np.array([closed]))


def bars(count: int = COUNT, *, start_ms: int = START_MS) -> BarColumns:
    """Longs of 1 to 5 million, shorts of half as much, all observed."""
    longs = 1e6 * (1.0 + np.arange(count) % 5)
    times = start_ms + np.arange(count, dtype=np.int64) * HOUR_MS
    return BarColumns(HOUR_MS, times, longs, longs / 2, np.ones(count))


def line(count: int = COUNT, *, start_ms: int = START_MS) -> LineColumns:
    """Slowly rising open interest."""
    times = start_ms + np.arange(count, dtype=np.int64) * HOUR_MS
    return LineColumns(HOUR_MS, times, 600_000.0 + 100.0 * np.arange(count))


def content(
    *,
    liquidations: BarColumns | LiquidationsData | None = None,
    interest: LineColumns | InterestData | None = None,
    data: tuple[PaneData, ...] = (),
    **changes: Any,
) -> ChartContent:
    """A chart of candles, liquidations, open interest, and further data."""
    bar = liquidations if liquidations is not None else bars()
    rise = interest if interest is not None else line()
    shown = (
        bar if isinstance(bar, LiquidationsData) else LiquidationsData(bar),
        rise if isinstance(rise, InterestData) else InterestData(rise, "BTC"),
        *data,
    )
    return replace(ChartContent("BTC", H1, candles(), shown), **changes)


def empty_content(**changes: Any) -> ChartContent:
    """A chart of nothing."""
    return replace(ChartContent("BTC", H1, CandleColumns.empty(H1.ms)), **changes)


def pane_of(board: Board, key: str) -> Pane:
    """A pane that is shown."""
    pane = board.composition.find(key)
    assert pane is not None
    return pane


def boarded(
    shown: ChartContent,
    *,
    size: tuple[int, int] = (600, 420),
    view: tuple[int, int] | None = None,
    palette: Palette = DARK,
    panes: Sequence[PaneChoice] = DEFAULT_PANES,
) -> Board:
    """A board without a window, looked at."""
    board = Board(palette, UTC)
    board.compose(panes)
    board.arrange(*size)
    board.show(shown, keep_view=False)
    if view is not None:
        board.timeline.set(*view)
    board.refresh()
    return board


def painted(board: Board, scale: float = 1.0, *, overlay: bool = False) -> np.ndarray:
    """The board as an array of rows of `(red, green, blue)`, in device pixels."""
    width, height = board._size
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(board.inks.background)
    painter = QPainter(image)
    board.paint(painter, QPointF())
    if overlay:
        board.overlay.paint(painter, board.inks, QPointF())
    painter.end()
    return pixels(image)


def pixels(image: QImage) -> np.ndarray:
    """An image as rows of `(red, green, blue)`."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return flat[:, : image.width(), 2::-1].copy()


def rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


def is_color(picture: np.ndarray, color: QColor) -> np.ndarray:
    """Where a picture has exactly this colour."""
    return (picture == np.array(rgb(color), np.uint8)).all(axis=-1)
