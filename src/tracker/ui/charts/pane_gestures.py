"""Dragging panes: the line between two of them resizes, a title moves its pane up or down."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from tracker.ui.charts.board import Board
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.pane_control import PaneControl

_TITLE_PX = 24


class PaneGestures:
    """Holds a line or a title while the mouse is pressed."""

    def __init__(self, board: Board, control: PaneControl) -> None:
        self._board, self._control = board, control
        self._line: int | None = None
        self._key: str | None = None

    def press(self, at: QPointF) -> bool:
        """Take hold of what is here; False where that is neither a line nor a title."""
        self._line = self._board.composition.line_at(at.y())
        title = self._title_at(at)
        self._key = title.KEY if title is not None and self._line is None else None
        return self._line is not None or self._key is not None

    def drag(self, at: QPointF) -> None:
        """Bring what is held to the mouse."""
        if self._line is not None:
            self._control.drag_line(self._line, at.y())
        elif self._key is not None:
            self._move_to(self._key, at.y())

    def release(self) -> None:
        """Let go."""
        self._line = self._key = None

    def even_out(self, at: QPointF) -> bool:
        """A double click on a line makes the panes equally high; False where there is no line."""
        if self._board.composition.line_at(at.y()) is None:
            return False
        self._control.even_out()
        return True

    def shape(self, at: QPointF) -> Qt.CursorShape | None:
        """The cursor here; None where nothing can be taken hold of."""
        if self._line is not None or self._board.composition.line_at(at.y()) is not None:
            return Qt.CursorShape.SplitVCursor
        if self._key is not None:
            return Qt.CursorShape.ClosedHandCursor
        return Qt.CursorShape.OpenHandCursor if self._title_at(at) is not None else None

    def _title_at(self, at: QPointF) -> Pane | None:
        pane = self._board.pane_at(at.y())
        if pane is None or pane is self._board.price:
            return None
        high = at.y() - pane.rect.top() < _TITLE_PX
        return pane if high and pane.rect.left() <= at.x() < pane.title_end else None

    def _move_to(self, key: str, y: float) -> None:
        """Past the middle of a neighbour the two change places."""
        panes = self._board.panes
        at = next(place for place, pane in enumerate(panes) if key == pane.KEY)
        if at + 1 < len(panes) and y > panes[at + 1].rect.center().y():
            self._control.move(key, 1)
        elif at > 1 and y < panes[at - 1].rect.center().y():
            self._control.move(key, -1)
