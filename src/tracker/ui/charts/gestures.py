"""What mouse and keys mean on a chart: pan, zoom, scale an axis, place, move and remove levels.

What they mean to drawings, the `Hand` knows.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal

from tracker.domain.drawing import Shape
from tracker.ui.charts.board import Board
from tracker.ui.charts.hand import Hand
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.pane_control import PaneControl
from tracker.ui.charts.pane_gestures import PaneGestures

_NOTCH = 120
_ZOOM_A_NOTCH = 1.18
_PAN_A_NOTCH = 0.08
_STRETCH_A_PX = 1.006
_KEY_PAN, _KEY_ZOOM = 0.1, 1.25
_CLICK_PX = 4
_NO_KEYS = Qt.KeyboardModifier.NoModifier


class _Hold(Enum):
    """What the pressed mouse holds."""

    NOTHING = 0
    TIME = 1
    VALUE_AXIS = 2
    TIME_AXIS = 3
    LEVEL = 4
    PLACE = 5
    PANES = 6
    DRAWING = 7
    PICK = 8


class Gestures(QObject):
    """Turns events, in the board's logical pixels, into changes of the board."""

    level_moved = Signal(int, float)
    level_removed = Signal(int)
    level_added = Signal(float)
    level_mode_changed = Signal(bool)
    level_edit_wanted = Signal(int)
    view_moved = Signal()  # another time was chosen
    candle_picked = Signal(object)  # its opening time, UTC ms
    pick_mode_changed = Signal(bool)

    def __init__(
        self,
        board: Board,
        mark: Callable[[], None],
        mark_part: Callable[[], None],
        point: Callable[[QPointF | None], None],
    ) -> None:
        """Gestures on a board.

        Args:
            board: what they change.
            mark: tells that the board has changed.
            mark_part: tells that something on the prices has changed.
            point: tells where the crosshair belongs.
        """
        super().__init__()
        self.cursor = Qt.CursorShape.CrossCursor
        self._board, self._mark, self._point = board, mark, point
        self._mark_part = mark_part
        self._hold = _Hold.NOTHING
        self.control = PaneControl(board, mark)
        self._panes = PaneGestures(board, self.control)
        self._pane: Pane | None = None
        self._last: QPointF | None = None
        self._picking = False
        self._pressed = QPointF()
        #: Draws.
        self.hand = Hand(board, mark)

    # -- mouse -------------------------------------------------------------------------------------

    def press(
        self, at: QPointF, button: Qt.MouseButton, keys: Qt.KeyboardModifier = _NO_KEYS
    ) -> None:
        """Take hold of what is under the mouse."""
        if button != Qt.MouseButton.LeftButton:
            return
        board, levels = self._board, self._board.price.levels
        self._last = self._pressed = at
        self._pane = board.pane_at(at.y())
        shift = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        over_level = levels.hovered is not None
        if at.y() >= board.plots.bottom():
            self._hold = _Hold.TIME_AXIS
        elif self._panes.press(at):
            self._hold = _Hold.PANES
        elif at.x() >= board.plots.right():
            self._hold = _Hold.VALUE_AXIS
        elif self._picking:
            self._hold = _Hold.PICK
        elif board.placing and self._pane is board.price:
            self._hold = _Hold.PLACE
        elif self.hand.press(at, measure=shift, over_level=over_level):
            self._hold = _Hold.DRAWING
        elif levels.on_cross(at.x(), at.y()) and levels.hovered is not None:
            self._remove(levels.hovered)
        elif levels.hovered is not None and levels.grasp(levels.hovered):
            self._hold = _Hold.LEVEL
        else:
            self._hold = _Hold.TIME
            board.timeline.held = True

    def move(
        self, at: QPointF, buttons: Qt.MouseButton, keys: Qt.KeyboardModifier = _NO_KEYS
    ) -> None:
        """Drag what is held; otherwise look what is under the mouse."""
        self.hand.level_out = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        if self._hold is not _Hold.NOTHING and not buttons & Qt.MouseButton.LeftButton:
            self.release(at, Qt.MouseButton.LeftButton)  # let go where nobody saw it
        if self._last is not None and self._hold is not _Hold.NOTHING:
            self._drag(at, at - self._last)
            self._last = at
        else:
            self._hover(at)
        self._point(at)

    def release(self, at: QPointF, button: Qt.MouseButton) -> None:
        """Let go."""
        if button != Qt.MouseButton.LeftButton:
            return
        hold, self._hold = self._hold, _Hold.NOTHING
        self._last = None
        board = self._board
        board.timeline.held = False
        self._panes.release()
        if hold is _Hold.LEVEL:
            moved = board.price.levels.release()
            self._mark()
            if moved is not None:
                self.level_moved.emit(moved.id, moved.price)
        elif hold is _Hold.DRAWING:
            self.hand.release(at)
        elif hold is _Hold.TIME and (at - self._pressed).manhattanLength() < _CLICK_PX:
            self.hand.select(None)
        elif hold is _Hold.PLACE:
            self.set_placing(on=False)
            if board.price.rect.contains(at) and board.timeline.end_ms is not None:
                self.level_added.emit(board.price_at(at.y()))
        elif hold is _Hold.PICK:
            self._pick(at)
        self._hover(at)

    def double(self, at: QPointF, button: Qt.MouseButton) -> None:
        """On an axis: fit by itself again. On a level: edit it. Elsewhere it is a second press."""
        board = self._board
        if button != Qt.MouseButton.LeftButton:
            return
        pane = board.pane_at(at.y())
        if at.y() < board.plots.bottom() and self._panes.even_out(at):
            return
        if at.x() >= board.plots.right() and pane is not None:
            pane.fit_again()
            self._mark()
        elif at.y() >= board.plots.bottom():
            self.back_to_now()
        elif not board.price.levels.on_cross(at.x(), at.y()) and not self._edit_at(at):
            self.press(at, button)

    def wheel(self, at: QPointF, delta: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        """Vertical: zoom; horizontal or with Shift: pan."""
        board = self._board
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        # Alt turns the wheel sideways on some systems, so the larger of both directions counts.
        across = delta.x() if abs(delta.x()) > abs(delta.y()) else 0
        if shift and not across:
            across = delta.y()
        if across:
            self.pan(-across / _NOTCH * _PAN_A_NOTCH)
        elif delta.y():
            always = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
            timeline = board.timeline
            newest = timeline.end_ms if timeline.following and not always else None
            around = newest if newest is not None else board.time_at(at.x())
            self._zoom(_ZOOM_A_NOTCH ** (delta.y() / _NOTCH), around)
        self._point(at)

    def leave(self) -> None:
        """The mouse is gone."""
        if self._hold is _Hold.NOTHING:
            self._set_hovered(None)
            self._point(None)

    # -- keys --------------------------------------------------------------------------------------

    def key(self, key: int) -> bool:
        """A key was pressed; whether it means something here."""
        keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Left: lambda: self.pan(-_KEY_PAN),
            Qt.Key.Key_Right: lambda: self.pan(_KEY_PAN),
            Qt.Key.Key_Plus: lambda: self.zoom(_KEY_ZOOM),
            Qt.Key.Key_Equal: lambda: self.zoom(_KEY_ZOOM),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / _KEY_ZOOM),
            Qt.Key.Key_End: self.back_to_now,
            Qt.Key.Key_L: self.add_level_at_cursor,
            Qt.Key.Key_Escape: self.cancel,
            Qt.Key.Key_Delete: self.remove,
            Qt.Key.Key_Backspace: self.remove,
            Qt.Key.Key_Return: self.edit,
            Qt.Key.Key_Enter: self.edit,
        }
        action = keys.get(key)
        return action is not None and action() is not False

    # -- what gestures do --------------------------------------------------------------------------

    def pan(self, fraction: float) -> None:
        """Move the view by a part of its width; positive: towards now."""
        timeline = self._board.timeline
        self._pan_ms(round(timeline.span_ms * fraction))

    def zoom(self, factor: float) -> None:
        """Show `factor` times less time around the middle, or the newest candle while following."""
        timeline = self._board.timeline
        middle = (timeline.left_ms + timeline.right_ms) // 2
        newest = timeline.end_ms if timeline.following else None
        self._zoom(factor, newest if newest is not None else middle)

    def back_to_now(self) -> None:
        """Show the newest candles, as many as are in view now."""
        board = self._board
        board.touch()
        board.timeline.show_newest(board.plots.width(), span_ms=board.timeline.span_ms)
        self._tell_view()

    def set_placing(self, *, on: bool) -> None:
        """Whether the next click places a level."""
        if on != self._board.placing:
            if on:
                self.hand.set_tool(None)
            self._board.placing = on
            self._board.price.levels.hovered = None
            self.cursor = self._shape_at(self._board.mouse)
            self._mark()
            self.level_mode_changed.emit(on)

    def set_picking(self, *, on: bool) -> None:
        """Whether the next click chooses a candle."""
        if on != self._picking:
            self._picking = on
            self.set_placing(on=False)
            self.pick_mode_changed.emit(on)

    def _pick(self, at: QPointF) -> None:
        """Choose the candle at a place; where there is none, go on waiting for one."""
        candles = self._board.candles
        row = candles.row_at(self._board.time_at(at.x()))
        if row is not None and self._board.plots.contains(at):
            self.set_picking(on=False)
            self.candle_picked.emit(int(candles.times[row]))

    def add_level_at_cursor(self) -> bool:
        """Place a level where the crosshair is; False where it is not on the prices."""
        at, board = self._board.mouse, self._board
        if at is None or board.timeline.end_ms is None or not board.price.rect.contains(at):
            return False
        self.level_added.emit(self._board.price_at(at.y()))
        return True

    def choose_tool(self, shape: Shape | None) -> None:
        """What the next press draws; None ends that."""
        self.set_placing(on=False)
        self.hand.set_tool(shape)
        self.cursor = self._shape_at(self._board.mouse)
        self._mark()

    def remove(self) -> bool:
        """Remove the level under the mouse, or else a drawing; False where there is neither."""
        return self.remove_hovered() or self.hand.remove_selected()

    def edit(self) -> bool:
        """Edit the level under the mouse, or else a drawing; False where there is neither."""
        return self.edit_hovered() or self.hand.edit_selected()

    def remove_hovered(self) -> bool:
        """Remove the level under the mouse; False where there is none."""
        levels = self._board.price.levels
        level = levels.by_id(levels.hovered)
        if level is None or level.suggested:
            return False
        self._remove(level.id)
        return True

    def edit_hovered(self) -> bool:
        """Ask for the editor of the level under the mouse; False where there is none."""
        hovered = self._board.price.levels.hovered
        if hovered is None:
            return False
        self.level_edit_wanted.emit(hovered)
        return True

    def cancel(self) -> bool:
        """Give up what has been begun; False where nothing was."""
        if self._hold is _Hold.LEVEL:
            self._board.price.levels.let_go()
            self._hold = _Hold.NOTHING
            self._mark()
            return True
        if self.hand.cancel():
            self._hold = _Hold.NOTHING if self._hold is _Hold.DRAWING else self._hold
            return True
        begun = self._board.placing or self._picking
        self.set_placing(on=False)
        self.set_picking(on=False)
        return begun

    # -- one by one --------------------------------------------------------------------------------

    def _edit_at(self, at: QPointF) -> bool:
        """Edit what was clicked twice: a level, or a drawing, which the first click has selected."""
        if self.edit_hovered():
            return True
        hand, drawings = self.hand, self._board.price.drawings
        hand.hover(at, over_level=False)
        return drawings.hovered is not None and hand.edit_selected()

    def _drag(self, at: QPointF, by: QPointF) -> None:
        board, pane = self._board, self._pane
        if self._hold is _Hold.PANES:
            self._panes.drag(at)
        elif self._hold is _Hold.TIME:
            if pane is not None:
                pane.shift(by.y())
            self._pan_ms(-round(by.x() / board.panes[0].time.px_per_ms))
        elif self._hold is _Hold.TIME_AXIS:
            self._zoom(_STRETCH_A_PX ** by.x(), board.timeline.right_ms)
        elif self._hold is _Hold.VALUE_AXIS and pane is not None:
            pane.stretch(_STRETCH_A_PX ** by.y(), pane.anchor)
            self._mark()
        elif self._hold is _Hold.LEVEL:
            board.price.levels.drag_to(board.price_at(at.y()))
            self._mark()
        elif self._hold is _Hold.DRAWING:
            self.hand.move(at)

    def _pan_ms(self, by_ms: int) -> None:
        if self._board.timeline.end_ms is None:
            return  # there is nothing to look for yet
        self._board.touch()
        self._board.timeline.pan(by_ms)
        self._tell_view()

    def _zoom(self, factor: float, around_ms: int) -> None:
        if self._board.timeline.end_ms is None:
            return
        self._board.touch()
        self._board.timeline.zoom(factor, around_ms)
        self._tell_view()

    def _tell_view(self) -> None:
        self._mark()
        self.view_moved.emit()

    def _remove(self, level_id: int) -> None:
        self._set_hovered(None)
        self.level_removed.emit(level_id)

    def _hover(self, at: QPointF) -> None:
        board = self._board
        levels = board.price.levels
        found = None
        if self.hand.is_placing:
            self.hand.move(at)
        elif board.price.rect.contains(at) and not board.placing and self.hand.tool is None:
            if levels.on_cross(at.x(), at.y()):
                found = levels.hovered
            else:
                level = levels.at(at.y(), board.price.frame())
                found = level.id if level is not None else None
        self._set_hovered(found)
        self.hand.hover(at, over_level=found is not None or board.placing)
        self.cursor = self._shape_at(at)

    def _set_hovered(self, level_id: int | None) -> None:
        if level_id != self._board.price.levels.hovered:
            self._board.price.levels.hovered = level_id
            self._mark_part()

    def _shape_at(self, at: QPointF | None) -> Qt.CursorShape:
        board, levels = self._board, self._board.price.levels
        if at is None:
            return Qt.CursorShape.CrossCursor
        if at.y() >= board.plots.bottom():
            return Qt.CursorShape.SizeHorCursor
        held = self._panes.shape(at)
        if held is not None:
            return held
        if at.x() >= board.plots.right():
            return Qt.CursorShape.SizeVerCursor
        if levels.on_cross(at.x(), at.y()):
            return Qt.CursorShape.PointingHandCursor
        drawing = self.hand.shape_at(at) if not board.placing else None
        if drawing is not None:
            return drawing
        level = levels.by_id(levels.hovered)
        if level is not None and level.suggested:
            return Qt.CursorShape.PointingHandCursor
        if level is not None and level.movable:
            return Qt.CursorShape.SizeVerCursor
        return Qt.CursorShape.CrossCursor
