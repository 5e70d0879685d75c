"""The leanest way we know to draw candles, volume, grid and axes; what `floor` and `inside` share.

Columns come from a pyramid of factor 8 (first, highest, lowest, last) and from prefix sums for the
volume, rectangles are int32 rows given to Qt in one call a colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from market import STEP_MS, Floats, Market
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from shiboken6 import wrapInstance

Rects = NDArray[np.int32]

FACTOR = 8
AXIS_PX, FOOT_PX, HEAD_PX = 72, 26, 24
GROUND, GRID, TEXT = QColor("#131722"), QColor("#1f2430"), QColor("#9aa4b5")
UP, DOWN = QColor("#26a69a"), QColor("#ef5350")


class Columns:
    """Candles with their pyramid; grows by a candle and follows the newest one."""

    def __init__(self, market: Market) -> None:
        self.count = market.rows
        self.at_ms = market.at_ms
        self.levels = [[market.open, market.high, market.low, market.close]]
        self.sums = np.zeros(len(market.open) + 1)
        np.cumsum(market.volume, out=self.sums[1:])
        while len(self.levels[-1][0]) > FACTOR:
            first, high, low, last = self.levels[-1]
            starts = np.arange(0, len(first), FACTOR)
            ends = np.minimum(starts + FACTOR, len(first)) - 1
            tops, feet = np.maximum.reduceat(high, starts), np.minimum.reduceat(low, starts)
            self.levels.append([first[starts], tops, feet, last[ends]])

    def put(self, row: int, values: tuple[float, float, float, float, float]) -> None:
        """Set the newest candle, which may be a new one."""
        for column, value in zip(self.levels[0], values[:4], strict=True):
            column[row] = value
        self.sums[row + 1] = self.sums[row] + values[4]
        self.count = max(self.count, row + 1)
        end = self.count
        for finer, level in zip(self.levels, self.levels[1:], strict=False):
            begin, row = row // FACTOR * FACTOR, row // FACTOR
            stop = min(begin + FACTOR, end)
            level[0][row] = finer[0][begin]
            level[1][row] = finer[1][begin:stop].max()
            level[2][row] = finer[2][begin:stop].min()
            level[3][row] = finer[3][stop - 1]
            end = (end + FACTOR - 1) // FACTOR

    def part(self, left: float, right: float, per: int) -> tuple[Floats, ...]:
        """Columns of `per` candles from left to right: first candle, open, high, low, close, sum."""
        begin = max(math.floor(left), 0) // per * per
        stop = min(-(-math.ceil(right) // per) * per, self.count)
        fine, level = 1, 0
        while fine * FACTOR <= per:
            fine, level = fine * FACTOR, level + 1
        low, high = begin // fine, -(-stop // fine)
        columns = [column[low:high] for column in self.levels[level]]
        starts = np.arange(begin, stop, per)
        if per != fine and len(starts):
            steps = np.arange(0, high - low, per // fine)
            ends = np.minimum(steps + per // fine, high - low) - 1
            columns = [
                columns[0][steps],
                np.maximum.reduceat(columns[1], steps),
                np.minimum.reduceat(columns[2], steps),
                columns[3][ends],
            ]
        volume = self.sums[np.minimum(starts + per, self.count)] - self.sums[starts]
        return (starts, *columns, volume)


@dataclass
class Shapes:
    """What is filled: colour after colour, for the prices and for the volume."""

    prices: list[tuple[Rects, QColor]] = field(default_factory=list)
    volume: list[tuple[Rects, QColor]] = field(default_factory=list)


@dataclass
class Scene:
    """Two panes of one chart: where they are, which candles are in view, which values."""

    columns: Columns
    price: QRect
    below: QRect
    left: float = 0.0
    right: float = 1.0
    low: float = 0.0
    high: float = 1.0
    most: float = 1.0

    @property
    def per(self) -> int:
        """Candles a column."""
        width = self.price.width() / (self.right - self.left)
        return 1 if width >= 1 else 1 << math.ceil(-math.log2(width) - 1e-9)

    def fit(self) -> bool:
        """Fit the values to what is in view; whether anything has changed."""
        _, _, high, low, _, volume = self.columns.part(self.left, self.right, self.per)
        bottom, top, most = float(low.min()), float(high.max()), float(volume.max())
        room = (top - bottom) * 0.06
        before = (self.low, self.high, self.most)
        self.low, self.high, self.most = bottom - room, top + room, most * 1.1
        return before != (self.low, self.high, self.most)

    def x(self, candle: float) -> float:
        """The pixel at which a candle begins."""
        return (candle - self.left) * self.price.width() / (self.right - self.left)

    def shapes(self, price: QRect, below: QRect, left: float, right: float) -> Shapes:
        """Rectangles of the candles from left to right, for panes at these places."""
        per = self.per
        starts, opened, high, low, close, volume = self.columns.part(left, right, per)
        width = price.width() / (self.right - self.left)
        x = np.floor((starts - self.left) * width + price.left()).astype(np.int32)
        thick = max(int(width * per * 0.75) | 1, 1) if width * per >= 3 else 1
        left_px = x + max((int(width * per) - thick) // 2, 0) if thick > 1 else x
        scale = price.height() / (self.high - self.low)
        rising = close >= opened
        spans = [(left_px + thick // 2, left_px + thick // 2, low, high)]
        if thick > 1:
            bodies = (np.minimum(opened, close), np.maximum(opened, close))
            spans.append((left_px, left_px + thick - 1, *bodies))
        result = Shapes()
        for x1, x2, foot, top in spans:
            rects = np.empty((len(x1), 4), np.int32)
            rects[:, 0], rects[:, 2] = x1, x2
            rects[:, 1] = price.top() + (self.high - top) * scale
            rects[:, 3] = np.maximum(price.top() + (self.high - foot) * scale, rects[:, 1])
            result.prices += [(rects[rising], UP), (rects[~rising], DOWN)]
        rects = np.empty((len(x), 4), np.int32)
        rects[:, 0], rects[:, 2] = left_px, left_px + thick - 1
        rects[:, 1] = below.bottom() + 1 - volume * (below.height() / self.most)
        rects[:, 3] = below.bottom()
        result.volume = [(rects[rising], UP), (rects[~rising], DOWN)]
        return result

    def price_marks(self) -> list[tuple[int, str]]:
        """Heights within the price pane and words of the price axis."""
        step = round_step((self.high - self.low) / 12)
        first = math.ceil(self.low / step)
        scale = self.price.height() / (self.high - self.low)
        count = math.floor(self.high / step) - first + 1
        values = [(first + number) * step for number in range(count)]
        return [(int((self.high - value) * scale), f"{value:,.0f}") for value in values]

    def volume_marks(self) -> list[tuple[int, str]]:
        """Heights within the volume pane and words of its axis."""
        step = round_step(self.most / 4)
        scale = self.below.height() / self.most
        values = [step * number for number in range(1, math.floor(self.most / step) + 1)]
        return [(int((self.most - value) * scale), f"{value:,.0f}") for value in values]

    def time_marks(self) -> list[tuple[int, str]]:
        """Places and words of the time axis."""
        step = 1
        while step * self.price.width() / (self.right - self.left) < 88:
            step *= 2
        begin, stop = math.ceil(self.left / step) * step, math.floor(self.right)
        first_ms = int(self.columns.at_ms[0])
        return [
            (int(self.x(candle)), clock(first_ms + candle * STEP_MS))
            for candle in range(begin, stop + 1, step)
        ]


@lru_cache(maxsize=4096)
def clock(at_ms: int) -> str:
    """The time of day, UTC."""
    minutes = at_ms // 60_000
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def round_step(rough: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * part for part in (1, 2, 5, 10) if power * part >= rough)


@lru_cache(maxsize=1)
def face() -> QFont:
    """The font of all labels."""
    font = QFont()
    font.setPixelSize(12)
    return font


@lru_cache(maxsize=4096)
def wide(text: str) -> float:
    """The width of a label."""
    return QFontMetricsF(face()).horizontalAdvance(text)


def fill(painter: QPainter, rects: Rects, color: QColor) -> None:
    """Rectangles of one colour in one call."""
    if len(rects):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRects(wrapInstance(rects.ctypes.data, QRect), len(rects))


def grid(rows: list[tuple[int, str]], columns: list[tuple[int, str]], pane: QRect) -> Rects:
    """Lines at the marks, within a pane."""
    left, top, right, bottom = pane.getCoords()
    across = [(left, top + y, right, top + y) for y, _ in rows]
    down = [(left + x, top, left + x, bottom) for x, _ in columns]
    return np.array(across + down, np.int32).reshape(-1, 4)


def write(painter: QPainter, marks: list[tuple[int, str]], left: int, top: int) -> None:
    """Labels of a value axis whose pane begins at `top`."""
    painter.setFont(face())
    painter.setPen(TEXT)
    for y, text in marks:
        painter.drawText(QPointF(left + 8, top + y + 4), text)


def write_times(painter: QPainter, marks: list[tuple[int, str]], left: int, baseline: int) -> None:
    """Labels of the time axis."""
    painter.setFont(face())
    painter.setPen(TEXT)
    for x, text in marks:
        painter.drawText(QPointF(left + x - wide(text) / 2, baseline), text)


def write_tag(painter: QPainter, scene: Scene, left: int, top: int) -> None:
    """The newest price on a patch of colour."""
    opened, _, _, close = (column[scene.columns.count - 1] for column in scene.columns.levels[0])
    y = top + (scene.high - close) * scene.price.height() / (scene.high - scene.low)
    painter.fillRect(tag_rect(left, y), UP if close >= opened else DOWN)
    painter.setFont(face())
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(QPointF(left + 8, y + 4), f"{close:,.2f}")


def write_head(painter: QPainter, scene: Scene, left: int, top: int) -> None:
    """What the prices are of, and the last candle in view read out, on a patch of ground."""
    row = max(min(math.ceil(scene.right) - 1, scene.columns.count - 1), 0)
    opened, high, low, close = (float(column[row]) for column in scene.columns.levels[0])
    volume = scene.columns.sums[row + 1] - scene.columns.sums[row]
    color = UP if close >= opened else DOWN
    at_ms = int(scene.columns.at_ms[0]) + row * STEP_MS
    pieces = [("BTC \N{MIDDLE DOT} 1m", TEXT, 14), (f"{clock(at_ms)}", TEXT, 11)]
    for label, value in zip("OHLC", (opened, high, low, close), strict=True):
        pieces += [(label, TEXT, 4), (f"{value:,.2f}", color, 11)]
    pieces += [
        (f"{close / opened - 1:+.2%}", color, 11),
        ("V", TEXT, 4),
        (f"{volume:,.2f}", TEXT, 0),
    ]
    _write_pieces(painter, pieces, left, top)


def write_title(painter: QPainter, scene: Scene, left: int, top: int) -> None:
    """What the volume is of, and that of the last candle in view."""
    row = max(min(math.ceil(scene.right) - 1, scene.columns.count - 1), 0)
    volume = scene.columns.sums[row + 1] - scene.columns.sums[row]
    _write_pieces(painter, [("Volume BTC", TEXT, 10), (f"{volume:,.2f}", TEXT, 0)], left, top)


def _write_pieces(
    painter: QPainter, pieces: list[tuple[str, QColor, int]], left: int, top: int
) -> None:
    widths = [wide(text) + gap for text, _, gap in pieces]
    painter.fillRect(QRectF(left + 6, top + 4, sum(widths) + 8, HEAD_PX - 5), GROUND)
    painter.setFont(face())
    x = left + 10.0
    for (text, color, _), width in zip(pieces, widths, strict=True):
        painter.setPen(color)
        painter.drawText(QPointF(x, top + 18), text)
        x += width


def tag_rect(left: int, y: float) -> QRectF:
    """Where the newest price stands."""
    return QRectF(left + 2, round(y) - 9, AXIS_PX - 4, 18)


def panes(width: int, height: int) -> tuple[QRect, QRect]:
    """Prices over volume, without the axes."""
    room, plot = height - FOOT_PX, width - AXIS_PX
    cut = room * 3 // 4
    return QRect(0, 0, plot, cut), QRect(0, cut, plot, room - cut)
