"""What happened at which candle: small arrows above and below the candles, each with a word."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from PySide6.QtGui import QColor

from tracker.analysis.columns import Floats
from tracker.ui.charts.content import Marker
from tracker.ui.charts.ink import mix
from tracker.ui.charts.mapping import NO_RECTS, Frame, Rects, nearest, pack
from tracker.ui.charts.painters import Kept, Painter
from tracker.ui.charts.series import CandleSeries
from tracker.ui.charts.stage import Stage, text_width

#: Half the width of an arrow and its distance from the candle, logical pixels.
_ARROW_PX, _AWAY_PX = 4, 5
_WORD_PX = 12


class MarkerPainter(Painter):
    """All markers of a chart; words only where they stand clear of each other."""

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self.markers: tuple[Marker, ...] = ()
        self._shapes: Kept[list[tuple[str, Rects]]] = Kept()

    def state(self) -> Hashable:
        """The markers, and what the candles have that they stand at."""
        return (self.markers, self.series, self.series.revision) if self.markers else None

    def paint(self, stage: Stage) -> None:
        """Draw the arrows in view, then the words there is room for, newest first."""
        frame, inks = stage.frame, stage.inks
        shown = [
            one
            for one in self.markers
            if frame.time.left_ms - self.series.interval_ms < one.bar_open_ms < frame.time.right_ms
            and self.series.row_at(one.bar_open_ms) is not None
        ]
        if not shown:
            return
        key = (frame, self.series, self.series.revision, self.markers)
        for role, rects in self._shapes.get(key, lambda: self._make(shown, frame)):
            stage.fill(rects, inks.of(role))
        self._write(shown, stage)

    def _tips(self, markers: Sequence[Marker], frame: Frame) -> tuple[Floats, Floats]:
        """Where the arrows' tips are, device pixels."""
        x = np.empty(len(markers))
        y = np.empty(len(markers))
        away = _AWAY_PX * frame.ratio
        for at, one in enumerate(markers):
            row = self.series.row_at(one.bar_open_ms)
            assert row is not None
            opened, _, high, low, _, _ = self.series.candle(row)
            x[at] = frame.time.x_of(opened + self.series.interval_ms / 2)
            y[at] = frame.value.y_of(high) - away if one.above else frame.value.y_of(low) + away
        return x, y

    def _make(self, shown: Sequence[Marker], frame: Frame) -> list[tuple[str, Rects]]:
        x, y = self._tips(shown, frame)
        roles = np.array([one.tone for one in shown])
        above = np.array([one.above for one in shown])
        return [
            (str(role), _arrows(x[roles == role], y[roles == role], above[roles == role], frame))
            for role in np.unique(roles)
        ]

    def _write(self, shown: Sequence[Marker], stage: Stage) -> None:
        frame = stage.frame
        x, y = self._tips(shown, frame)
        taken: list[tuple[float, float, float]] = []
        ground = QColor(stage.inks.background)
        ground.setAlpha(150)
        for at in sorted(range(len(shown)), key=lambda one: -shown[one].bar_open_ms):
            one = shown[at]
            if not one.text:
                continue
            width = text_width(one.text)
            left = x[at] / frame.ratio - width / 2
            foot = y[at] / frame.ratio + (-2 * _ARROW_PX if one.above else 2 * _ARROW_PX + 9)
            clear = all(
                left > other[1] or left + width < other[0] or abs(foot - other[2]) > _WORD_PX
                for other in taken
            )
            if clear:
                taken.append((left - 4, left + width + 4, foot))
                color = mix(stage.inks.of(one.tone), stage.inks.text, 0.8)
                stage.words(left, foot, one.text, color, ground=ground)


def _arrows(
    x: Floats, y: Floats, above: np.ndarray[tuple[int], np.dtype[np.bool_]], frame: Frame
) -> Rects:
    """Triangles of pixel rows, the tip at (x, y), growing away from the candle."""
    if not len(x):
        return NO_RECTS
    rows = max(2, round(_ARROW_PX * frame.ratio))
    step = np.arange(rows)
    middle, tip = nearest(x)[:, None], nearest(y)[:, None]
    top = np.where(above[:, None], tip - step, tip + step).ravel()
    left, right = (middle - step).ravel(), (middle + step).ravel()
    return pack(left, top, right, top, frame.value)
