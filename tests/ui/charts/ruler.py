"""Where values are on a picture, by plain arithmetic and without the code under test."""

from __future__ import annotations

import math

from tracker.domain.times import HOUR_MS
from tracker.ui.charts.board import Board
from tracker.ui.charts.pane import Pane


class Ruler:
    """Where a pane's times and values are on a picture, by plain arithmetic."""

    def __init__(self, board: Board, pane: Pane, scale: float) -> None:
        self.scale = scale
        self.pen = max(1, math.floor(scale))
        self.left, self.right = board.timeline.left_ms, board.timeline.right_ms
        self.width = math.floor(pane.rect.width() * scale + 0.5)
        self.top = math.floor(pane.rect.top() * scale + 0.5)
        self.bottom = math.floor(pane.rect.bottom() * scale + 0.5)
        self.low, self.high = pane.value.low, pane.value.high

    def x(self, at_ms: float) -> float:
        return (at_ms - self.left) * self.width / (self.right - self.left)

    def wick(self, at_ms: int) -> int:
        return math.floor(self.x(at_ms + HOUR_MS / 2) - (self.pen - 1) / 2)

    def y(self, value: float) -> int:
        height = self.bottom - self.top
        return math.floor(self.top + (self.high - value) * height / (self.high - self.low) + 0.5)
