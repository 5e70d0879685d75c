"""Axes of a plot in the words of the program: round sums with K, M and B, times of one zone, names of lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from tracker.ui.charts.ticks import TimeTicks, time_ticks, value_ticks, zone_name
from tracker.ui.theme import SMALL_PX, Palette, font, text_width

#: What paints the plots.
PAINTED_BY = f"pyqtgraph {pg.__version__}"

#: Logical pixels: from one mark to the next, from a line to its words, and the height of words.
_VALUE_PX, _TIME_PX, _GAP_PX, _LABEL_PX = 34, 60, 8, 13
#: From the middle of words to their baseline.
_BASELINE_PX = 4


def dress(axis: pg.AxisItem, palette: Palette) -> None:
    """Give an axis the colours and the type of a theme."""
    axis.setPen(pg.mkPen(palette.color("hairline")))
    axis.setTextPen(pg.mkPen(palette.color("quiet")))
    axis.setStyle(tickFont=font(SMALL_PX), tickLength=0, autoExpandTextSpace=False)


class ValueAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Round values at the left."""

    def __init__(self, say: Callable[[float], str], width_px: int) -> None:
        """An axis.

        Args:
            say: turns a value into a label.
            width_px: how wide the axis is, so that the plot does not breathe.
        """
        super().__init__("left")
        self._say = say
        self.setWidth(width_px)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Round values, as many as there is room for."""
        ticks = value_ticks(low, high, max(2, int(size // _VALUE_PX)))
        return [(ticks.step, ticks.values.tolist())]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Their words."""
        del scale, spacing
        return [self._say(value) for value in values]


class TimeAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Round local times of one zone below a plot, whose values are UTC ms."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self._zone: tzinfo = UTC
        self._ticks = TimeTicks((), "")
        self.setHeight(_LABEL_PX + 6)

    def use(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        self.picture = None
        self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[int]]]:
        """Round times, as many as there is room for."""
        self._ticks = time_ticks(int(low), int(high), self._zone, max(2, int(size // _TIME_PX)))
        return [(1.0, [tick.at_ms for tick in self._ticks.ticks])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Their words."""
        del scale, spacing
        words = {tick.at_ms: tick.text for tick in self._ticks.ticks}
        return [words.get(round(value), "") for value in values]

    def zone_name(self, at_ms: int) -> str:
        """What the zone is called at a moment."""
        return zone_name(at_ms, self._zone)


class NameAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """At the right, the name of each line across the plot, beside it or as near as there is room."""

    def __init__(self, width_px: int) -> None:
        super().__init__("right")
        self._names: Sequence[tuple[float, str]] = ()
        self.foot = ""
        self.setWidth(width_px)

    def use(self, names: Sequence[tuple[float, str]], foot: str) -> None:
        """Show these, highest first, and a word at the lower end: the zone of the times."""
        self._names, self.foot = names, foot
        self.update()

    def places(self) -> list[tuple[float, str]]:
        """How high each name is, logical pixels from above; what is out of view has none."""
        box = self.linkedView()
        found: list[tuple[float, str]] = []
        below = -2.0 * _LABEL_PX
        for value, name in self._names:
            y = box.mapFromViewToItem(self, QPointF(0, value)).y()
            if -1 <= y <= self.height() + 1:
                below = max(y, below + _LABEL_PX)
                found.append((below, name))
        return found

    def boundingRect(self) -> QRectF:
        """The names and the word below, which stands in line with the times."""
        return QRectF(0, 0, self.width(), self.height() + _LABEL_PX + 6)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Write them."""
        painter.setFont(font(SMALL_PX))
        painter.setPen(self.textPen())
        for y, name in self.places():
            painter.drawText(QPointF(_GAP_PX, y + _BASELINE_PX), name)
        if self.foot:
            x = self.width() - text_width(self.foot, SMALL_PX) - 2
            painter.drawText(QPointF(max(x, 0), self.height() + _LABEL_PX + 2), self.foot)
