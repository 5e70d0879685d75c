"""What the mouse means while it draws: a small state machine that the gestures leave drawings to."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPointF, Qt, Signal

from tracker.domain.drawing import Anchor, Drawing, Shape, Style
from tracker.ui.charts.board import Board
from tracker.ui.charts.drawings import DrawingsPainter

#: A press that ends no further away than this was a click; so far the magnet reaches, logical pixels.
_CLICK_PX, _MAGNET_PX = 4, 14


class _Doing(Enum):
    """What has been begun."""

    NOTHING = 0
    STRETCHING = 1  # the button is down, the second point follows
    PLACING = 2  # it was a click: the next one sets the second point
    HOLDING = 3  # a drawing is moved


class Hand(QObject):
    """Draws, selects and moves, in the board's logical pixels; others keep what came of it.

    Signals:
        tool_changed: the shape that the next press begins, or None.
        drawn: a new drawing, its number 0.
        changed: a drawing as it is now.
        removed: the number of one that is to go.
        text_wanted: a drawing whose words are to be typed; its number is 0 where it is new.
        menu_wanted: a drawing, its number 0 where it is a measurement that is not kept, and a place
            on the screen.
    """

    tool_changed = Signal(object)
    drawn = Signal(object)
    changed = Signal(object)
    removed = Signal(int)
    text_wanted = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, board: Board, mark: Callable[[], None]) -> None:
        super().__init__()
        self._board, self._mark = board, mark
        self.tool: Shape | None = None
        #: Whether points jump to the open, high, low or close that is near.
        self.magnet = False
        #: Whether lines are to be level, as long as Shift is down.
        self.level_out = False
        #: How the next drawing of a shape looks, where that is not as usual.
        self.styles: dict[Shape, Style] = {}
        self._doing = _Doing.NOTHING
        self._pressed = QPointF()
        self._first_press = True
        self._handle: int | None = None
        self._before: Drawing | None = None

    @property
    def _painter(self) -> DrawingsPainter:
        return self._board.price.drawings

    @property
    def is_placing(self) -> bool:
        """Whether a drawing waits for the click that ends it."""
        return self._doing is _Doing.PLACING and self._painter.draft is not None

    # -- tools -------------------------------------------------------------------------------------

    def set_tool(self, tool: Shape | None) -> None:
        """What the next press begins; None: it selects, moves and pans as ever."""
        if self._doing in (_Doing.STRETCHING, _Doing.PLACING):
            self._drop()
        if tool is not self.tool:
            self.tool = tool
            self.tool_changed.emit(tool)

    def select(self, drawing_id: int | None) -> None:
        """Show a drawing with its handles."""
        if drawing_id != self._painter.selected:
            self._painter.selected = drawing_id
            self._mark()

    def drop_draft(self) -> None:
        """Forget what is shown and was not kept."""
        if self._painter.draft is not None:
            self._painter.draft = None
            self._mark()

    def pin(self) -> bool:
        """Keep the measurement that is shown; False where there is none."""
        draft = self._painter.draft
        if draft is None or draft.shape is not Shape.MEASURE or self._doing is not _Doing.NOTHING:
            return False
        self._keep(draft)
        return True

    # -- mouse -------------------------------------------------------------------------------------

    def press(self, at: QPointF, *, measure: bool, over_level: bool) -> bool:
        """The left button went down; whether that is about drawings.

        Args:
            at: where.
            measure: Shift is down, which measures where no tool is chosen.
            over_level: a level is under the mouse; it comes before drawings that are not selected.
        """
        painter, frame = self._painter, self._board.price.frame()
        self._pressed = at
        if self.is_placing:
            self._stretch(at)
            self._doing, self._first_press = _Doing.STRETCHING, False
            return True
        self.drop_draft()
        if not self._board.price.rect.contains(at) or self._board.content is None:
            return False
        if self.tool is None:
            handle = painter.handle_at(at.x(), at.y(), frame)
            if handle is not None:
                return self._hold(painter.by_id(painter.selected), handle)
        tool = self.tool or (Shape.MEASURE if measure else None)
        if tool is not None:
            return self._begin(tool, at)
        found = None if over_level else painter.at(at.x(), at.y(), frame)
        if found is None:
            return False
        self.select(found.id)
        return self._hold(found, None)

    def move(self, at: QPointF) -> None:
        """The mouse goes on with what it began."""
        if self._doing is _Doing.HOLDING:
            self._drag(at)
        elif self._painter.draft is None:
            self._doing = _Doing.NOTHING  # another coin is on the chart by now
        elif self._doing is not _Doing.NOTHING:
            self._stretch(at)

    def release(self, at: QPointF) -> None:
        """The left button went up."""
        doing, draft = self._doing, self._painter.draft
        self._doing = _Doing.NOTHING
        if doing is _Doing.HOLDING:
            moved = self._painter.release()
            self._mark()
            if moved is not None:
                self.changed.emit(moved)
        elif doing is _Doing.STRETCHING and draft is not None:
            if draft.shape is Shape.TEXT:
                self.set_tool(None)
                self.text_wanted.emit(draft)
            elif self._first_press and _apart(at, self._pressed) < _CLICK_PX:
                self._doing = _Doing.PLACING
            else:
                self._finish(draft)

    def hover(self, at: QPointF, *, over_level: bool) -> None:
        """The mouse is here and holds nothing."""
        painter, board = self._painter, self._board
        found = None
        if self.tool is None and not over_level and board.price.rect.contains(at):
            found = painter.at(at.x(), at.y(), board.price.frame())
        number = found.id if found is not None else None
        if number != painter.hovered:
            painter.hovered = number
            self._mark()

    def shape_at(self, at: QPointF) -> Qt.CursorShape | None:
        """What the pointer looks like here; None where that is not for drawings to say."""
        painter = self._painter
        if self.tool is not None or self.is_placing:
            return Qt.CursorShape.CrossCursor
        if painter.handle_at(at.x(), at.y(), self._board.price.frame()) is not None:
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.SizeAllCursor if painter.hovered is not None else None

    def menu(self, at: QPointF, place: object) -> bool:
        """The other button was pressed; whether that is about a drawing."""
        painter, frame = self._painter, self._board.price.frame()
        if self._doing in (_Doing.STRETCHING, _Doing.PLACING):
            self._drop()
            return True
        draft = painter.draft
        if draft is not None and painter.on_draft(at.x(), at.y(), frame):
            self.menu_wanted.emit(draft, place)
            return True
        found = painter.by_id(painter.hovered)
        if found is None:
            return False
        self.select(found.id)
        self.menu_wanted.emit(found, place)
        return True

    # -- keys --------------------------------------------------------------------------------------

    def remove_selected(self) -> bool:
        """Ask to remove the selected drawing, or the one under the mouse; False where there is none."""
        painter = self._painter
        found = painter.by_id(painter.selected) or painter.by_id(painter.hovered)
        if found is None:
            return False
        self.removed.emit(found.id)
        return True

    def edit_selected(self) -> bool:
        """Keep the measurement that is shown, or ask for the words of the selected drawing."""
        if self.pin():
            return True
        found = self._painter.by_id(self._painter.selected)
        if found is None:
            return False
        self.text_wanted.emit(found)
        return True

    def cancel(self) -> bool:
        """Give up the newest of what was begun, chosen or selected; False where nothing was."""
        painter = self._painter
        if self._doing is _Doing.HOLDING:
            painter.let_go()
            self._doing = _Doing.NOTHING
            self._mark()
            return True
        if painter.draft is not None or self.tool is not None:
            self._drop()
            self.set_tool(None)
            return True
        if painter.selected is None:
            return False
        self.select(None)
        return True

    # -- one by one --------------------------------------------------------------------------------

    def _begin(self, shape: Shape, at: QPointF) -> bool:
        content = self._board.content
        assert content is not None
        point = self._anchor(at)
        style = self.styles.get(shape) or Style(width=2 if shape.is_line else 1)
        anchors = (point,) * shape.anchors
        self._painter.draft = Drawing(0, content.asset, shape, anchors, style=style)
        self._first_press = True
        self._painter.selected = None
        self._doing = _Doing.STRETCHING
        self._mark()
        return True

    def _stretch(self, at: QPointF) -> None:
        draft = self._painter.draft
        if draft is None or draft.shape is Shape.TEXT:
            return
        first = draft.anchors[0]
        second = self._leveled(draft, self._anchor(at), first)
        self._painter.draft = replace(draft, anchors=(first, second))
        self._mark()

    def _finish(self, draft: Drawing) -> None:
        if draft.anchors[0] == draft.anchors[1]:
            self.drop_draft()
        elif draft.shape is not Shape.MEASURE:
            self._keep(draft)
        self.set_tool(None)

    def _keep(self, draft: Drawing) -> None:
        self._painter.draft = None
        self._painter.put(draft)
        self._mark()
        self.drawn.emit(draft)

    def _drop(self) -> None:
        self._doing = _Doing.NOTHING
        self.drop_draft()

    def _hold(self, drawing: Drawing | None, handle: int | None) -> bool:
        self._before, self._handle = drawing, handle
        self._doing = _Doing.HOLDING
        return True

    def _drag(self, at: QPointF) -> None:
        before = self._before
        if before is None or (self._painter.held is None and _apart(at, self._pressed) < _CLICK_PX):
            return
        if self._painter.by_id(before.id) is None:
            return  # taken away meanwhile
        if self._handle is None:
            anchors = self._shifted(before, at)
        else:
            anchors = self._reshaped(before, self._handle, self._anchor(at))
        if all(one.price > 0 for one in anchors) and len(set(anchors)) == len(anchors):
            self._painter.hold(replace(before, anchors=anchors))
            self._mark()

    def _shifted(self, drawing: Drawing, at: QPointF) -> tuple[Anchor, ...]:
        """All points as many pixels higher or lower, and by whole candles of time."""
        board, step_ms = self._board, self._board.candles.interval_ms
        frame = board.price.frame()
        by_px = at.y() - self._pressed.y()
        candles = board.time_at(at.x()) // step_ms - board.time_at(self._pressed.x()) // step_ms
        return tuple(
            Anchor(
                one.at_ms + candles * step_ms,
                board.price_at(frame.value.y_of(one.price) + by_px) if by_px else one.price,
            )
            for one in drawing.anchors
        )

    def _reshaped(self, drawing: Drawing, handle: int, point: Anchor) -> tuple[Anchor, ...]:
        """One point elsewhere; the third and fourth corner of a box are made of both."""
        first, second = drawing.anchors
        if handle == 0:
            return self._leveled(drawing, point, second), second
        if handle == 1:
            return first, self._leveled(drawing, point, first)
        if handle == 2:
            return replace(first, at_ms=point.at_ms), replace(second, price=point.price)
        return replace(first, price=point.price), replace(second, at_ms=point.at_ms)

    def _leveled(self, drawing: Drawing, point: Anchor, other: Anchor) -> Anchor:
        if self.level_out and drawing.shape.is_line:
            return replace(point, price=other.price)
        return point

    def _anchor(self, at: QPointF) -> Anchor:
        """The middle of the candle under the mouse, and its price there or, drawn to it, of the candle."""
        board = self._board
        step_ms = board.candles.interval_ms
        at_ms = board.time_at(at.x()) // step_ms * step_ms
        price = board.price_at(at.y())
        row = board.candles.row_at(at_ms) if self.magnet else None
        if row is not None:
            value = board.price.frame().value
            quoted = board.candles.candle(row)[1:5]
            near = min(quoted, key=lambda one: abs(value.y_of(one) - at.y()))
            if abs(value.y_of(near) - at.y()) <= _MAGNET_PX:
                price = float(near)
        return Anchor(at_ms + step_ms // 2, price)


def _apart(one: QPointF, other: QPointF) -> float:
    return (one - other).manhattanLength()
