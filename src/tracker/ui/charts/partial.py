"""What must be painted again after a tick: the columns that changed, and the strips around lines."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF

from tracker.analysis.columns import Times
from tracker.ui.charts.mapping import Frame, per_column

#: Logical pixels beside what changed: wide lines and smooth edges reach over it.
_MARGIN_PX = 2


class Rows(Protocol):
    """A series that knows what a merge has changed."""

    interval_ms: int

    @property
    def times(self) -> Times:
        """Opening times, oldest first."""
        ...

    def changed_since(self, revision: int) -> tuple[int, int] | None:
        """The rows that are others than at a revision."""
        ...


def area_of(frame: Frame) -> QRectF:
    """A pane, in logical pixels of the board."""
    time, value = frame.time, frame.value
    return QRectF(time.left_px, value.top_px, time.width_px, value.height_px)


def newest_of(series: Rows, revision: int, frame: Frame) -> list[QRectF] | None:
    """From before the first row that changed to the right edge: lines and gaps begin at the last one.

    Args:
        series: whose rows are drawn, each in the columns of its own time.
        revision: what the series was at.
        frame: in logical pixels of the board.

    Returns:
        None where all may have changed; nothing where nothing has.
    """
    rows = series.changed_since(revision)
    if rows is None:
        return []
    if rows[0] == 0:
        return None
    area, time = area_of(frame), frame.time
    # A column begins up to its whole length before the row.
    step_ms = per_column(time.px_per_ms, series.interval_ms) * series.interval_ms
    left = max(time.x_of(int(series.times[rows[0] - 1]) - step_ms) - _MARGIN_PX, area.left())
    if left >= area.right():
        return []
    return [QRectF(left, area.top(), area.right() - left, area.height())]


def around_line(value: float | None, frame: Frame) -> list[QRectF]:
    """The strip around a line across the pane; nothing where it is not in view."""
    if value is None or not frame.value.low <= value <= frame.value.high:
        return []
    area, y = area_of(frame), frame.value.y_of(value)
    return [QRectF(area.left(), y - _MARGIN_PX, area.width(), 2 * _MARGIN_PX + 1)]
