"""What follows the mouse: the crosshair with its tags, and the line at the top that reads it out.

It is painted over a kept picture of the chart, so moving the mouse costs a few strips of pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import floor

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QRegion

from tracker.domain.translating import tr
from tracker.ui.charts.axes import BASELINE_PX, PAD_PX, TAG_PX, Tag, paint_tag, tag_rect
from tracker.ui.charts.ink import Inks
from tracker.ui.charts.mapping import Frame, Rects, TimeMap, ValueMap
from tracker.ui.charts.readout import Part
from tracker.ui.charts.stage import (
    Piece,
    Stage,
    device_ratio,
    is_plain,
    text_width,
    write_row,
)

_ON_PX, _OFF_PX = 2, 3
_HEADER_PX = 24
#: The height of a further line, and how many there may be.
_ROW_PX, _MOST_ROWS = 18, 3
_ROW_BASELINE = 18
#: From the first words of a title, where only these have room, to its values.
BRIEF_GAP_PX = 9
_GAP_PX, _LABEL_GAP_PX = 11, 4
_MARGIN = 3
_LABEL_PX = 14


class Cross(Struct, frozen=True):
    """Where the crosshair is, in the board's logical pixels, and what its tags say."""

    x: float
    y: float
    time_text: str
    value_text: str
    placing: bool = False


class Ghost(Struct, frozen=True):
    """Where the crosshair of another chart is in time: its place in the scene, and its words."""

    x: float
    time_text: str


class Row(Struct, frozen=True):
    """The values of a pane after its title.

    Attributes:
        name: what the values are of, where their labels are venues; else empty.
        rect: the pane.
        left: where they begin: after the legend, or in its place where they name it themselves.
        legend_end: where the legend ends.
        brief_left: where they begin instead if they have no room there.
        scope_left: where the words at the right end begin.
        parts: what they say.
    """

    name: str
    rect: QRectF
    left: float
    legend_end: float
    brief_left: float
    scope_left: float
    parts: tuple[Part, ...]


class Header(Struct, frozen=True):
    """The line at the top of the first pane, and below it what is drawn over the candles."""

    title: str
    scope: str
    parts: tuple[Part, ...]
    simulated: bool
    legend: tuple[Part, ...] = ()


class Overlay:
    """Paints a cross and a header over the panes between `plots` and their axes."""

    def __init__(self) -> None:
        self.cross: Cross | None = None
        self.ghost: Ghost | None = None
        self.header = Header("", "", (), simulated=False)
        #: The second line under the tag of the newest price, and where it goes.
        self.foot: Tag | None = None
        self.foot_place = QRectF()
        self.rows: list[Row] = []
        self.plots = QRectF()
        self.value_axis = QRectF()
        self.time_axis = QRectF()
        #: Where labels of the time axis begin and end, and how high those of the value axis are.
        self.time_labels: list[tuple[float, float]] = []
        self.value_labels: list[float] = []
        self._strips: list[tuple[object, list[QRectF]]] = []

    def changed(self) -> list[QRectF]:
        """The strips whose words or lines are others than at the last call."""
        before, self._strips = self._strips, self._pieces()
        rects: list[QRectF] = []
        for old, new in zip_longest(before, self._strips):
            if old != new:
                rects += [rect for piece in (old, new) if piece is not None for rect in piece[1]]
        return rects

    def _pieces(self) -> list[tuple[object, list[QRectF]]]:
        """What is shown, and the strips that it takes."""
        plots, cross = self.plots, self.cross
        across: list[QRectF] = []
        if cross is not None:
            across = [
                QRectF(cross.x - _MARGIN, plots.top(), 2 * _MARGIN, plots.height()),
                QRectF(plots.left(), cross.y - _MARGIN, plots.width(), 2 * _MARGIN),
                tag_rect(cross.y, self.value_axis).adjusted(-3, -_LABEL_PX, 3, _LABEL_PX),
                self.time_axis,
            ]
        ghost, down = self.ghost, []
        if ghost is not None:
            down = [
                QRectF(ghost.x - _MARGIN, plots.top(), 2 * _MARGIN, plots.height()),
                self.time_axis,
            ]
        height = _HEADER_PX + (_MOST_ROWS * _ROW_PX if self.header.legend else 0)
        head = QRectF(plots.left(), plots.top(), plots.width(), height)
        rows: list[tuple[object, list[QRectF]]] = [(one, [_strip(one, plots)]) for one in self.rows]
        foot = [] if self.foot is None else [self.foot_place.adjusted(-1, -1, 1, 1)]
        return [
            (cross, across),
            (ghost, down),
            (self.header, [head]),
            (self.foot, foot),
            *rows,
        ]

    def paint(
        self, painter: QPainter, inks: Inks, origin: QPointF, region: QRegion | None = None
    ) -> None:
        """Paint what there is; the chart's corner is at `origin`.

        Rows that have nothing in the region, in logical pixels from the corner, are left out.
        """
        plain = is_plain(painter)
        painter.save()
        painter.translate(origin)
        if self.ghost is not None:
            self._paint_ghost(painter, inks, self.ghost, plain=plain)
        if self.foot is not None:
            paint_tag(painter, self.foot_place, self.foot, plain=plain)
        if self.cross is not None:
            self._paint_cross(painter, inks, self.cross, plain=plain)
        self._paint_header(painter, inks, plain=plain)
        for row in self.rows:
            if region is None or region.intersects(_strip(row, self.plots).toAlignedRect()):
                self._paint_row(painter, row, inks, plain=plain)
        painter.restore()

    # -- the cross ---------------------------------------------------------------------------------

    def _paint_cross(self, painter: QPainter, inks: Inks, cross: Cross, *, plain: bool) -> None:
        frame = _frame_on(painter, self.plots)
        painter.save()
        stage = Stage(painter, frame, inks, plain=plain)
        ratio = frame.ratio
        x = self._column(cross.x, frame)
        y = floor(frame.value.top_px + (cross.y - self.plots.top()) * ratio)
        stage.fill(_dots_down(x, frame), inks.quiet)
        stage.fill(_dots_across(y, frame), inks.level if cross.placing else inks.quiet)
        painter.restore()
        ground, ink = (inks.level, inks.background) if cross.placing else (inks.raised, inks.text)
        value, place = (
            Tag(cross.y, cross.value_text, ground, ink),
            tag_rect(cross.y, self.value_axis),
        )
        if cross.value_text:  # nothing is said of a pane that waits for its values
            self._clear_value_labels(painter, inks, place)
            paint_tag(painter, place, value, plain=plain)
        self._paint_time(painter, inks, cross.x, cross.time_text, inks.text, plain=plain)

    def _paint_ghost(self, painter: QPainter, inks: Inks, ghost: Ghost, *, plain: bool) -> None:
        """A line and its time, fainter than the crosshair of this chart would be."""
        frame = _frame_on(painter, self.plots)
        painter.save()
        stage = Stage(painter, frame, inks, plain=plain)
        stage.fill(_dots_down(self._column(ghost.x, frame), frame), inks.quiet)
        painter.restore()
        self._paint_time(painter, inks, ghost.x, ghost.time_text, inks.quiet, plain=plain)

    def _column(self, x: float, frame: Frame) -> int:
        """Rounded as wicks are, so that a line runs through the middle of its candle."""
        across = (x - self.plots.left()) * frame.ratio
        return floor(frame.time.left_px + across - (frame.pen_px - 1) / 2)

    def _paint_time(
        self, painter: QPainter, inks: Inks, x: float, text: str, ink: QColor, *, plain: bool
    ) -> None:
        place = self._time_tag(x, text)
        self._clear_time_labels(painter, inks, place)
        paint_tag(painter, place, Tag(x, text, inks.raised, ink), plain=plain, centred=True)

    def _clear_value_labels(self, painter: QPainter, inks: Inks, place: QRectF) -> None:
        """Wipe labels that the tag would leave half visible."""
        for y in self.value_labels:
            label = QRectF(place.left(), y - _LABEL_PX / 2, place.width() + 3, _LABEL_PX)
            if label.intersects(place):
                painter.fillRect(label, inks.background)

    def _clear_time_labels(self, painter: QPainter, inks: Inks, place: QRectF) -> None:
        for left, right in self.time_labels:
            label = QRectF(left, self.time_axis.top(), right - left, self.time_axis.height())
            if label.intersects(place.adjusted(-6, 0, 6, 0)):
                painter.fillRect(label, inks.background)

    def _time_tag(self, x: float, text: str) -> QRectF:
        width = text_width(text, bold=True) + 2 * PAD_PX
        axis = self.time_axis
        left = min(max(x - width / 2, axis.left()), axis.right() - width)
        return QRectF(round(left), axis.center().y() - TAG_PX / 2, width, TAG_PX)

    # -- the header --------------------------------------------------------------------------------

    def _paint_header(self, painter: QPainter, inks: Inks, *, plain: bool) -> None:
        header, plots = self.header, self.plots
        left, right = plots.left() + 10, plots.right() - 8
        baseline = plots.top() + _HEADER_PX / 2 + BASELINE_PX + 2
        pieces = self._head_pieces(header, inks)
        room = right - left - _width(pieces)
        scope = text_width(header.scope) + 2 * _GAP_PX if header.scope else 0.0
        parts = fitting(header.parts, room - scope, inks)
        if scope and len(parts) != len(header.parts):
            scope, parts = 0.0, fitting(header.parts, room, inks)
        for part in parts:
            pieces += part
        _write(painter, pieces, (left, baseline), inks, plain=plain)
        for at, row in enumerate(_legend_rows(header.legend, right - left, inks), start=1):
            _write(painter, row, (left, baseline + at * _ROW_PX), inks, plain=plain)
        if scope:
            x = right - text_width(header.scope)
            _write(painter, [_piece(header.scope, inks.quiet)], (x, baseline), inks, plain=plain)

    def _paint_row(self, painter: QPainter, row: Row, inks: Inks, *, plain: bool) -> None:
        """A pane's values; the scope at its right end gives way to them as a whole."""
        right, left = self.plots.right(), row.left
        pieces = [piece for part in row.parts for piece in _part_pieces(part, inks)]
        if _width(pieces) > right - 8 - left:
            left = row.brief_left
            parts = fitting(row.parts, right - 8 - left, inks)
            pieces = [piece for part in parts for piece in part]
        if not pieces:
            return
        end = left + _width(pieces)
        hidden = None
        if left == row.brief_left:  # and with the rest of the title
            hidden = (left - BRIEF_GAP_PX, right)
        elif end > row.scope_left - _GAP_PX:
            hidden = (left, right)
        elif left < row.legend_end:
            hidden = (left, max(end, row.legend_end))
        _write(
            painter,
            pieces,
            (left, row.rect.top() + _ROW_BASELINE),
            inks,
            plain=plain,
            hidden=hidden,
        )

    @staticmethod
    def _head_pieces(header: Header, inks: Inks) -> list[Piece]:
        pieces = []
        if header.title:
            pieces.append(_piece(header.title, inks.text, bold=True, gap=_GAP_PX + 3))
        if header.simulated:
            pieces.append(_piece(tr("SIMULATED"), inks.warn, bold=True, gap=_GAP_PX + 3))
        return pieces


def _piece(text: str, color: QColor, *, bold: bool = False, gap: float = 0.0) -> Piece:
    return Piece(text, color, bold, gap, text_width(text, bold=bold) + gap)


def _strip(row: Row, plots: QRectF) -> QRectF:
    """Where a row's values may be."""
    left = min(row.left, row.brief_left - BRIEF_GAP_PX) - _MARGIN - 1
    return QRectF(left, row.rect.top(), plots.right() - left, _HEADER_PX)


def fitting(parts: Sequence[Part], room: float, inks: Inks) -> list[list[Piece]]:
    """As many parts as there is room for, then an ellipsis; those that must be kept go last."""
    pieces = [(part, _part_pieces(part, inks)) for part in parts]
    wanted = sum(_width(some) for _, some in pieces)
    if wanted <= room:
        return [some for _, some in pieces]
    more = _piece("\N{HORIZONTAL ELLIPSIS}", inks.quiet)
    while pieces and wanted + more.width > room:
        extra = [place for place, (part, _) in enumerate(pieces) if not part.kept]
        _, some = pieces.pop(extra[-1] if extra else -1)
        wanted -= _width(some)
    return [*(some for _, some in pieces), [more]] if more.width <= room else []


def _part_pieces(part: Part, inks: Inks) -> list[Piece]:
    value = _piece(part.value, inks.of(part.tone), gap=_GAP_PX)
    if not part.label:
        return [value]
    return [_piece(part.label, inks.quiet, gap=_LABEL_GAP_PX), value]


def _legend_rows(parts: tuple[Part, ...], room: float, inks: Inks) -> list[list[Piece]]:
    """Names in the colours of their lines with their values, in as many rows as they need."""
    rows: list[list[Piece]] = []
    for part in parts:
        pieces = [
            _piece(part.label, inks.of(part.tone), bold=True, gap=_LABEL_GAP_PX),
            _piece(part.value, inks.text, gap=_GAP_PX),
        ]
        if not rows or _width(rows[-1]) + _width(pieces) - _GAP_PX > room:
            rows.append([])
        rows[-1] += pieces
    return rows[:_MOST_ROWS]


def _width(pieces: list[Piece]) -> float:
    return sum([piece.width for piece in pieces])


def _write(
    painter: QPainter,
    pieces: list[Piece],
    at: tuple[float, float],
    inks: Inks,
    *,
    plain: bool,
    hidden: tuple[float, float] | None = None,
) -> None:
    """Write pieces one after the other, on a patch that keeps them readable over candles.

    What is `hidden`, from its left to its right end, is not to be seen through the patch.
    """
    if not pieces:
        return
    left, baseline = at
    wide = _width(pieces) - pieces[-1].gap + 8
    painter.fillRect(QRectF(left - 4, baseline - 14, wide, 19), inks.patch)
    if hidden is not None:
        width = hidden[1] - hidden[0]
        painter.fillRect(QRectF(hidden[0], baseline - 14, width, 19), inks.background)
    write_row(painter, left, baseline, pieces, plain=plain)


def _frame_on(painter: QPainter, rect: QRectF) -> Frame:
    """A rectangle in device pixels; times and values have no meaning here."""
    transform, device = painter.worldTransform(), device_ratio(painter)
    ratio = transform.m11() * device
    left = round((transform.dx() + rect.left() * transform.m11()) * device)
    top = round((transform.dy() + rect.top() * transform.m11()) * device)
    time = TimeMap(0, 1, left, max(1, round(rect.width() * ratio)))
    return Frame(time, ValueMap(0.0, 1.0, top, max(1, round(rect.height() * ratio))), ratio)


def _dots_down(x: int, frame: Frame) -> Rects:
    pen, top, bottom = frame.pen_px, frame.value.top_px, frame.value.bottom_px
    on, off = (round(size * frame.ratio) for size in (_ON_PX, _OFF_PX))
    starts = np.arange(top, bottom, on + off, dtype=np.int32)
    left = np.full(len(starts), x, np.int32)
    ends = np.minimum(starts + on, bottom) - 1
    return np.column_stack([left, starts, left + pen - 1, ends]).astype(np.int32)


def _dots_across(y: int, frame: Frame) -> Rects:
    pen, left = frame.pen_px, frame.time.left_px
    right = left + frame.time.width_px
    on, off = (round(size * frame.ratio) for size in (_ON_PX, _OFF_PX))
    starts = np.arange(left, right, on + off, dtype=np.int32)
    top = np.full(len(starts), y, np.int32)
    ends = np.minimum(starts + on, right) - 1
    return np.column_stack([starts, top, ends, top + pen - 1]).astype(np.int32)
