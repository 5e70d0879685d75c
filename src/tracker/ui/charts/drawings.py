"""All drawings of a chart: painters for what lies behind and before the candles, and what is hit."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from tracker.domain.drawing import Drawing, Shape
from tracker.ui.charts.drawn import (
    LINE_PX,
    MOST_NOTES,
    DrawnRows,
    Pen,
    Words,
    handles,
    pen_of,
    pen_px,
)
from tracker.ui.charts.ink import mix
from tracker.ui.charts.mapping import Frame, Rects
from tracker.ui.charts.outlines import Indices, Outline, away, box_rects, dashed
from tracker.ui.charts.painters import Painter
from tracker.ui.charts.stage import Stage, text_width

#: How near the mouse must be to a drawing and to one of its handles, logical pixels.
GRASP_PX, HANDLE_PX = 5, 7
_DASH, _SPACE = 6, 5
_HANDLE, _PAD_PX = 9, 4
# More lines than this are not smoothed, and have dashes so many times as long.
_MANY, _LONGER = 80, 4
# Of more boxes in view than this each is tinted less, since their tints add up; of many more, none.
_PALE_FROM, _TINTED = 12, 60
_TINT, _PALE = 28, 9
_GROUND = 225  # how opaque the ground under words is


class DrawingsPainter(Painter):
    """Every drawing of the chart but the tint of boxes; the one that is begun or held as well."""

    def __init__(self) -> None:
        self.asset = ""
        self.interval_ms = 1
        self.hovered: int | None = None
        self.selected: int | None = None
        #: The one that is being drawn, or a measurement that nobody has kept.
        self.draft: Drawing | None = None
        self._held: Drawing | None = None
        self.rows = DrawnRows(())

    # -- what there is -----------------------------------------------------------------------------

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """All that are shown, whoever holds one; 0 is the number of one that is not kept yet."""
        return self.rows.drawings

    def show(self, asset: str, drawings: Sequence[Drawing]) -> None:
        """Show the drawings of a coin; where it is another one, nothing is begun, held or chosen."""
        if asset != self.asset:
            self.asset = asset
            self.draft = self._held = self.selected = self.hovered = None
        self.use(drawings)

    def use(self, drawings: Sequence[Drawing]) -> None:
        """Show other drawings; one that the mouse holds stays where it is.

        Those of another coin are a late answer, and are left out.
        """
        self.rows = DrawnRows([one for one in drawings if one.asset == self.asset])
        if self._held is not None and self.by_id(self._held.id) is None:
            self._held = None
        if self.by_id(self.selected) is None:
            self.selected = None
        if self.by_id(self.hovered) is None:
            self.hovered = None

    def by_id(self, drawing_id: int | None) -> Drawing | None:
        """The drawing of this number, where it is kept already."""
        if not drawing_id:
            return None
        return next((one for one in self.drawings if one.id == drawing_id), None)

    def put(self, drawing: Drawing) -> None:
        """Show a drawing as it will be kept, instead of the one of its number or of none yet."""
        others = [one for one in self.drawings if one.id not in (0, drawing.id)]
        self.use((*others, drawing))

    # -- what the mouse does with one --------------------------------------------------------------

    @property
    def held(self) -> Drawing | None:
        """The drawing that the mouse holds, as it is now."""
        return self._held

    def hold(self, drawing: Drawing) -> None:
        """Show a drawing as the mouse has it; nothing else knows yet."""
        self._held = drawing

    def release(self) -> Drawing | None:
        """Let go; the drawing as it is now, or None where it is as it was."""
        held, self._held = self._held, None
        if held is None or self.by_id(held.id) in (None, held):
            return None
        self.put(held)
        return held

    def let_go(self) -> None:
        """Forget the drag: the drawing springs back."""
        self._held = None

    def at(self, x: float, y: float, frame: Frame) -> Drawing | None:
        """The drawing at a place (logical pixels): its words, or the nearest of several lines."""
        for words in reversed(self.rows.words(frame, self.interval_ms)):
            if words.drawing.id and _reach(words.rect).contains(x, y):
                return words.drawing
        shown = self.rows.hit_outline(frame)
        if len(shown.pieces) == 0:
            return None
        distance = away(shown.pieces, x, y)
        row = int(np.argmin(distance))
        found = self.drawings[int(shown.owner[row])]
        return found if distance[row] <= GRASP_PX and found.id else None

    def handle_at(self, x: float, y: float, frame: Frame) -> int | None:
        """Which handle of the selected drawing is at a place; words are only moved as a whole."""
        chosen = self.by_id(self.selected)
        if chosen is None or chosen.shape is Shape.TEXT:
            return None
        for number, (hx, hy) in enumerate(handles(chosen, frame)):
            if abs(hx - x) <= HANDLE_PX and abs(hy - y) <= HANDLE_PX:
                return number
        return None

    def on_draft(self, x: float, y: float, frame: Frame) -> bool:
        """Whether a place is on the measurement that nobody has kept."""
        if self.draft is None or self.draft.shape is not Shape.MEASURE:
            return False
        (x1, y1), (x2, y2) = handles(self.draft, frame)[:2]
        box = QRectF(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))
        return _reach(box).contains(x, y)

    # -- painting ----------------------------------------------------------------------------------

    def state(self) -> Hashable:
        """What is drawn, and what the mouse is at."""
        return self.rows, self.hovered, self.selected, self._held, self.draft

    def paint(self, stage: Stage) -> None:
        """Draw the outlines, then the words, then what the mouse is at on top."""
        if not self.drawings and self.draft is None:
            return
        rows = self.rows
        shown = rows.outline(stage.frame)
        resting = np.ones(len(shown.owner), np.bool_)
        if self._held is not None:
            resting = rows.numbers[shown.owner] != self._held.id
        smooth = len(shown.owner) <= _MANY
        pens = rows.pen[shown.owner]
        for place in np.unique(pens):
            _stroke(stage, shown, resting & (pens == place), rows.pens[place], smooth=smooth)
        held = self._held.id if self._held is not None else None
        found = rows.words(stage.frame, self.interval_ms)
        _write(stage, [words for words in found if words.drawing.id != held or held is None])
        for drawing in self._lively():
            self._paint_lively(stage, drawing)

    def _lively(self) -> list[Drawing]:
        """What the mouse is at, the most important last."""
        found: list[Drawing] = []
        if self._held is not None:
            found.append(self._held)
        else:
            ids = dict.fromkeys((self.hovered, self.selected))
            found += [one for number in ids if (one := self.by_id(number)) is not None]
        return [*found, self.draft] if self.draft is not None else found

    def _paint_lively(self, stage: Stage, drawing: Drawing) -> None:
        """Wider than the others, and with its handles where it is chosen or new."""
        new = drawing is self.draft
        pen = pen_of(drawing)
        wide = pen if new else replace(pen, width=pen.width + 1)
        alone = DrawnRows([replace(drawing, style=replace(drawing.style, width=wide.width))])
        shown = alone.outline(stage.frame)
        _stroke(stage, shown, np.ones(len(shown.owner), np.bool_), wide, smooth=True)
        _write(stage, alone.words(stage.frame, self.interval_ms), lively=not new)
        if new or drawing is self._held or drawing.id == self.selected:
            outer, inner = _handle_rects(drawing, stage.frame)
            stage.fill(outer, stage.inks.of(pen.tone))
            stage.fill(inner, stage.inks.background)


class TintPainter(Painter):
    """The pale ground of boxes, behind the candles."""

    def __init__(self, drawings: DrawingsPainter) -> None:
        self._drawings = drawings

    def state(self) -> Hashable:
        """That of the drawings."""
        return self._drawings.state()

    def paint(self, stage: Stage) -> None:
        """Tint them, those of one colour together; in a thicket only what the mouse is at."""
        painter = self._drawings
        if not painter.drawings and painter.draft is None:
            return
        held = painter.held
        numbers, rects = box_rects(painter.rows.columns, stage.frame)
        if held is not None:
            resting = painter.rows.numbers[numbers] != held.id
            numbers, rects = numbers[resting], rects[resting]
        if len(rects) <= _TINTED:
            pale = len(rects) > _PALE_FROM
            self._tint(stage, painter.rows, numbers, rects, _PALE if pale else _TINT)
        for one in (held, painter.draft):
            if one is not None:
                alone = DrawnRows([one])
                self._tint(stage, alone, *box_rects(alone.columns, stage.frame), _TINT)

    @staticmethod
    def _tint(stage: Stage, rows: DrawnRows, numbers: Indices, rects: Rects, alpha: int) -> None:
        pens = rows.pen[numbers]
        for place in np.unique(pens):
            color = QColor(stage.inks.of(rows.pens[place].tone))
            color.setAlpha(alpha)
            stage.fill(np.ascontiguousarray(rects[pens == place]), color)


def _stroke(
    stage: Stage, shown: Outline, part: NDArray[np.bool_], pen: Pen, *, smooth: bool
) -> None:
    """One pen's lines. Without smoothing a line costs a tenth, and fewer dashes less than many."""
    if not part.any():
        return
    some = Outline(shown.pieces[part], shown.owner[part], shown.begun_px[part])
    ratio = stage.frame.ratio
    width_px = pen_px(pen.width, ratio)
    pieces = np.ascontiguousarray(some.pieces)
    if pen.dashed:
        # The ends of a stroke reach half its width further, so the spaces must be as much longer.
        times = 1 if smooth else _LONGER
        pieces = dashed(some, _DASH * ratio * times, _SPACE * ratio * times + width_px)
    # Qt's own way for the thinnest lines is slower than the one for those just wider.
    width = width_px if smooth else width_px + 0.01
    stage.lines(pieces, stage.inks.of(pen.tone), width / ratio, smooth=smooth)


def _write(stage: Stage, found: Sequence[Words], *, lively: bool = False) -> None:
    """Words, each on a patch of ground that covers older ones; of many, all patches come first."""
    if len(found) > MOST_NOTES:
        _write_some(stage, found, lively=lively)
    else:
        for words in found:
            _write_some(stage, [words], lively=lively)


def _write_some(stage: Stage, found: Sequence[Words], *, lively: bool) -> None:
    inks, ratio = stage.inks, stage.frame.ratio
    ground = QColor(inks.raised if lively else inks.background)
    ground.setAlpha(_GROUND)
    rects = [_edges(words.rect, ratio) for words in found]
    stage.fill(np.array(rects, np.int32).reshape(-1, 4), ground)
    tones = {words.pen.tone: mix(inks.of(words.pen.tone), inks.text, 0.85) for words in found}
    for words in found:
        left, top, width = words.rect.left(), words.rect.top(), words.rect.width()
        for number, text in enumerate(words.lines):
            x = left + (width - text_width(text)) / 2
            stage.words(x, top + 11 + number * LINE_PX, text, tones[words.pen.tone])


def _edges(rect: QRectF, ratio: float) -> tuple[int, int, int, int]:
    """The patch under words, in device pixels."""
    return (
        round((rect.left() - _PAD_PX) * ratio),
        round((rect.top() - 1) * ratio),
        round((rect.right() + _PAD_PX) * ratio),
        round((rect.bottom() + 1) * ratio),
    )


def _handle_rects(drawing: Drawing, frame: Frame) -> tuple[Rects, Rects]:
    """Small squares, and what lies inside their edge."""
    half, edge = int(_HANDLE * frame.ratio / 2), frame.pen_px
    rows = [
        (x - half, y - half, x + half, y + half)
        for x, y in ((round(hx), round(hy)) for hx, hy in handles(drawing, frame))
        if abs(x) < 1e6 and abs(y) < 1e6  # what is further away does not fit and is not seen
    ]
    outer = np.array(rows, np.int32).reshape(-1, 4)
    return outer, outer + np.array([edge, edge, -edge, -edge], np.int32)


def _reach(rect: QRectF) -> QRectF:
    return rect.adjusted(-GRASP_PX, -GRASP_PX, GRASP_PX, GRASP_PX)
