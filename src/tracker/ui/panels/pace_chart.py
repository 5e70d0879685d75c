"""The pace of two weeks as a small picture: where it must fall to, and when the phase turned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from tracker.analysis import words
from tracker.analysis.columns import LineColumns
from tracker.analysis.episode import Memory, Phase
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.ui.theme import SMALL_PX, Palette, font, text_width

_HEIGHT, _FOOT, _HEAD, _RIGHT = 132, 18, 8, 96
_LABEL_PX = 12
#: A date stands at every second midnight.
_DAYS = 2
_ROLES = {Phase.STRESS: "down", Phase.EASING: "warn", Phase.STABILISED: "up", Phase.CALM: "quiet"}


def thresholds(memory: Memory, base_usd: float | None) -> list[tuple[float, str]]:
    """The lines that decide, with their names, highest first."""
    found: list[tuple[float, str]] = []
    if memory.in_episode and memory.peak_usd > 0:
        found += [(memory.peak_usd / 2, "half the peak"), (memory.peak_usd / 4, "a quarter of it")]
    if base_usd is not None:
        found.append((1.5 * base_usd, "1.5 × base"))
        if not memory.in_episode:
            found.append((5 * base_usd, "5 × base"))
    return sorted(found, reverse=True)


class PaceChart(QWidget):
    """Liquidations over 24 hours, hour by hour; a gap where too little was seen."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._zone: tzinfo = UTC
        self._line = LineColumns.empty(HOUR_MS)
        self._marks: list[tuple[float, str]] = []
        self._turns: list[tuple[int, str]] = []
        self.setMinimumHeight(_HEIGHT)
        self.setFixedHeight(_HEIGHT)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(520, _HEIGHT)

    def show_pace(self, line: LineColumns, memory: Memory, base_usd: float | None) -> None:
        """Show a line in USD, with the lines that decide and the turns of the episode."""
        self._line = line
        self._marks = thresholds(memory, base_usd)
        self._turns = [(one.at_ms, _ROLES[one.phase]) for one in memory.timeline]
        known = line.value[np.isfinite(line.value)]
        last = words.usd(float(known[-1])) if len(known) else words.UNKNOWN
        lines = ", ".join(f"{name} {words.usd(value)}" for value, name in self._marks)
        self.setAccessibleName(f"Pace of two weeks, now {last}; {lines}")
        self.update()

    def set_look(self, palette: Palette, zone: tzinfo) -> None:
        """Use other colours and another zone."""
        self._palette, self._zone = palette, zone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Thresholds, turns, the line."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._palette.color("panel"))
        known = np.isfinite(self._line.value)
        if not known.any():
            painter.setPen(self._palette.color("quiet"))
            painter.setFont(font(SMALL_PX))
            text = "too little was seen to draw the pace"
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            painter.end()
            return
        area = QRectF(0, _HEAD, self.width() - _RIGHT, self.height() - _HEAD - _FOOT)
        top = max([float(self._line.value[known].max()), *(value for value, _ in self._marks)])
        first, last = int(self._line.at_ms[0]), int(self._line.at_ms[-1])

        def point(at_ms: int, usd: float) -> QPointF:
            x = area.left() + area.width() * (at_ms - first) / max(1, last - first)
            return QPointF(x, area.bottom() - area.height() * usd / (top or 1.0))

        self._paint_grid(
            painter, area, point(first, 0).y(), [point(first, v).y() for v, _ in self._marks]
        )
        self._paint_times(painter, area, first, last)
        for at_ms, role in self._turns:
            if first <= at_ms <= last:
                x = point(at_ms, 0).x()
                painter.setPen(QPen(self._palette.color(role), 1, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._palette.color("interest"), 1.5))
        for run in _runs(known):
            points = [point(int(self._line.at_ms[at]), float(self._line.value[at])) for at in run]
            painter.drawPolyline(QPolygonF(points))
        painter.end()

    def _paint_grid(
        self, painter: QPainter, area: QRectF, zero: float, heights: Sequence[float]
    ) -> None:
        """The lines that decide, each with its name where there is room for it."""
        palette = self._palette
        painter.setPen(palette.color("hairline"))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        painter.setFont(font(SMALL_PX))
        below = -_LABEL_PX * 2.0
        for (_, name), y in zip(self._marks, heights, strict=True):
            painter.setPen(QPen(palette.color("quiet"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            below = max(y, below + _LABEL_PX)
            painter.setPen(palette.color("quiet"))
            painter.drawText(QPointF(area.right() + 8, below + 4), name)

    def _paint_times(self, painter: QPainter, area: QRectF, first: int, last: int) -> None:
        painter.setPen(self._palette.color("quiet"))
        free = area.left()
        day = -(-first // DAY_MS) * DAY_MS
        for at_ms in range(day, last, _DAYS * DAY_MS):
            moment = datetime.fromtimestamp(at_ms / 1_000, self._zone)
            text = f"{moment.day} {moment:%b}"
            x = area.left() + area.width() * (at_ms - first) / max(1, last - first)
            width = text_width(text, SMALL_PX)
            left = x - width / 2
            if left >= free and left + width <= area.right():
                painter.drawText(QPointF(left, self.height() - 4), text)
                free = left + width + 8


def _runs(known: np.ndarray) -> list[range]:
    """The stretches without a gap."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], known.astype(np.int8), [0]))))
    return [range(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
