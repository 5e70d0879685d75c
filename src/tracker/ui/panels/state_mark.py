"""The shape of a state, beside its word: a dot is well, a square is less than the truth, a ring is nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from tracker.domain.health import State
from tracker.ui.theme import Palette

#: Where one word must speak for several channels, the first of these that one of them is in.
WORST_FIRST = (
    State.BLOCKED,
    State.DOWN,
    State.STALE,
    State.CAPPED,
    State.OFF,
    State.QUIET,
    State.LIVE,
)
#: How wide and high a mark is.
MARK_PX = 8


def paint_state(
    painter: QPainter, left: float, middle: float, state: State, palette: Palette
) -> None:
    """Paint the mark of a state, from its left edge around a middle line."""
    shape = QRectF(left, middle - MARK_PX / 2, MARK_PX, MARK_PX)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state in (State.LIVE, State.QUIET):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("good"))
        painter.drawEllipse(shape)
    elif state in (State.STALE, State.CAPPED):
        painter.fillRect(shape, palette.color("warn"))
    else:
        role = "quiet" if state is State.OFF else "bad"
        painter.setPen(QPen(palette.color(role), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(shape.adjusted(0.5, 0.5, -0.5, -0.5))
