"""Drawings as arrays: their straight pieces in pixels, how near a point is, and dashes. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tracker.analysis.columns import Floats, Times
from tracker.domain.drawing import Drawing, Shape
from tracker.ui.charts.mapping import Frame, Rects, nearest, pack

#: Rows of `x1, y1, x2, y2`, not rounded.
Pieces = NDArray[np.float64]
Indices = NDArray[np.int64]
# How far outside the pane a piece may reach, so that its end is not seen.
_OUTSIDE_PX = 8


class DrawingColumns(Struct, frozen=True, eq=False):
    """Drawings, a row each. Words have their one point twice.

    Attributes:
        at_ms: (n, 2), UTC ms.
        price: (n, 2).
        line: whether it is one straight line; `ray`: it goes on beyond the second point.
        box: whether its points are corners; `measure`: it is a box that measures.
        word: whether it is only words.
    """

    at_ms: Times
    price: Floats
    line: NDArray[np.bool_]
    ray: NDArray[np.bool_]
    box: NDArray[np.bool_]
    measure: NDArray[np.bool_]
    word: NDArray[np.bool_]

    @classmethod
    def of(cls, drawings: Sequence[Drawing]) -> DrawingColumns:
        """The rows of these drawings."""
        ends = [(one.anchors[0], one.anchors[-1]) for one in drawings]
        shapes = [one.shape for one in drawings]
        return cls(
            np.array([[a.at_ms, b.at_ms] for a, b in ends], np.int64).reshape(-1, 2),
            np.array([[a.price, b.price] for a, b in ends], np.float64).reshape(-1, 2),
            np.array([one.is_line for one in shapes], np.bool_),
            np.array([one is Shape.RAY for one in shapes], np.bool_),
            np.array([one in (Shape.RECTANGLE, Shape.MEASURE) for one in shapes], np.bool_),
            np.array([one is Shape.MEASURE for one in shapes], np.bool_),
            np.array([one is Shape.TEXT for one in shapes], np.bool_),
        )


class Outline(Struct, frozen=True, eq=False):
    """Straight pieces in view.

    Attributes:
        pieces: (m, 4), pixels of the frame.
        owner: which drawing each belongs to.
        begun_px: how much of the whole line lies before its first pixel in view.
    """

    pieces: Pieces
    owner: Indices
    begun_px: Floats


def points(columns: DrawingColumns, frame: Frame) -> tuple[Floats, Floats]:
    """The pixels of both points of each: x and y, each (n, 2)."""
    return frame.time.x(columns.at_ms), frame.value.y(columns.price)


def outline(columns: DrawingColumns, frame: Frame, pen_px: Indices | None = None) -> Outline:
    """The pieces of all drawings that are in view, as straight as they are on the screen.

    Args:
        columns: the drawings.
        frame: where they are.
        pen_px: how wide each is drawn, in whole pixels; level and upright pieces are then put where
            such a pen meets whole pixels.
    """
    x, y = points(columns, frame)
    lines, boxes = np.flatnonzero(columns.line), np.flatnonzero(columns.box)
    straight = _lines(x[lines], y[lines], columns.ray[lines], frame)
    pieces = np.concatenate([straight, _sides(x[boxes], y[boxes])])
    owner = np.concatenate([lines, np.repeat(boxes, 4)])
    if pen_px is not None:
        _snap(pieces, pen_px[owner])
    kept, pieces, begun = _clip(pieces, frame)
    return Outline(pieces, owner[kept], begun)


def _lines(x: Floats, y: Floats, ray: NDArray[np.bool_], frame: Frame) -> Pieces:
    """From point to point; a ray until it is certainly out of view."""
    dx, dy = x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]
    time, value = frame.time, frame.value
    away = np.abs(x[:, 0] - time.left_px) + np.abs(y[:, 0] - value.top_px)
    length = np.hypot(dx, dy)
    reach = (away + time.width_px + value.height_px) * 2 / np.where(length > 0, length, 1.0)
    times = np.where(ray, np.maximum(reach, 1.0), 1.0)
    return np.stack([x[:, 0], y[:, 0], x[:, 0] + dx * times, y[:, 0] + dy * times], axis=1)


def _sides(x: Floats, y: Floats) -> Pieces:
    """Top or bottom, the other, left or right, the other of boxes."""
    x1, x2, y1, y2 = x[:, 0], x[:, 1], y[:, 0], y[:, 1]
    sides = np.stack([x1, y1, x2, y1, x1, y2, x2, y2, x1, y1, x1, y2, x2, y1, x2, y2], axis=1)
    return sides.reshape(-1, 4)


def _snap(pieces: Pieces, pen_px: Indices) -> None:
    half = pen_px / 2
    for one, other in ((1, 3), (0, 2)):
        even = pieces[:, one] == pieces[:, other]
        place = nearest(pieces[even, one] - half[even] + 0.5) + half[even]
        pieces[even, one] = pieces[even, other] = place


def _clip(pieces: Pieces, frame: Frame) -> tuple[NDArray[np.bool_], Pieces, Floats]:
    """Liang and Barsky's way to cut lines off at a rectangle, for all of them at once.

    Reference: Y.-D. Liang, B. A. Barsky, A New Concept and Method for Line Clipping, 1984.
    """
    time, value = frame.time, frame.value
    left, top = time.left_px - _OUTSIDE_PX, value.top_px - _OUTSIDE_PX
    right = time.left_px + time.width_px + _OUTSIDE_PX
    bottom = value.bottom_px + _OUTSIDE_PX
    x, y = pieces[:, 0], pieces[:, 1]
    dx, dy = pieces[:, 2] - x, pieces[:, 3] - y
    first, last = np.zeros(len(pieces)), np.ones(len(pieces))
    inside = np.isfinite(pieces).all(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        for p, q in ((-dx, x - left), (dx, right - x), (-dy, y - top), (dy, bottom - y)):
            ratio = q / p
            first = np.where(p < 0, np.maximum(first, ratio), first)
            last = np.where(p > 0, np.minimum(last, ratio), last)
            inside &= (p != 0) | (q >= 0)
    kept = inside & (first <= last)
    x, y, dx, dy, first, last = (one[kept] for one in (x, y, dx, dy, first, last))
    cut = np.stack([x + dx * first, y + dy * first, x + dx * last, y + dy * last], axis=1)
    return kept, np.ascontiguousarray(cut), first * np.hypot(dx, dy)


def away(pieces: Pieces, x: float, y: float) -> Floats:
    """How far each piece is from a point."""
    x1, y1 = pieces[:, 0], pieces[:, 1]
    dx, dy = pieces[:, 2] - x1, pieces[:, 3] - y1
    square = dx * dx + dy * dy
    along = ((x - x1) * dx + (y - y1) * dy) / np.where(square > 0, square, 1.0)
    part = np.clip(along, 0.0, 1.0)
    result: Floats = np.hypot(x1 + part * dx - x, y1 + part * dy - y)
    return result


def dashed(shown: Outline, on_px: float, off_px: float) -> Pieces:
    """Pieces cut into dashes that stay at their line while it moves through the view."""
    pieces, begun = shown.pieces, shown.begun_px
    length = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    period = on_px + off_px
    first = np.floor(begun / period)
    count = np.maximum(np.ceil((begun + length) / period) - first, 0).astype(np.int64)
    row = np.repeat(np.arange(len(pieces)), count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    start = (first[row] + nth) * period - begun[row]
    whole = np.where(length > 0, length, 1.0)[row]
    begin = np.clip(start, 0.0, length[row]) / whole
    end = np.clip(start + on_px, 0.0, length[row]) / whole
    row, begin, end = row[end > begin], begin[end > begin], end[end > begin]
    x, y = pieces[row, 0], pieces[row, 1]
    dx, dy = pieces[row, 2] - x, pieces[row, 3] - y
    cut = np.stack([x + dx * begin, y + dy * begin, x + dx * end, y + dy * end], axis=1)
    return np.ascontiguousarray(cut)


def box_rects(columns: DrawingColumns, frame: Frame) -> tuple[Indices, Rects]:
    """What boxes cover, cut off at the pane: which drawings they are of, and their rectangles."""
    x, y = points(columns, frame)
    time, value = frame.time, frame.value
    edges = (time.left_px - _OUTSIDE_PX, time.left_px + time.width_px + _OUTSIDE_PX)
    left, right = np.clip(x.min(axis=1), *edges), np.clip(x.max(axis=1), *edges)
    top, bottom = y.min(axis=1), y.max(axis=1)
    seen = columns.box & (right > left) & (bottom > value.top_px) & (top < value.bottom_px)
    rows = np.flatnonzero(seen)
    edges = (value.top_px - _OUTSIDE_PX, value.bottom_px + _OUTSIDE_PX)
    top, bottom = np.clip(top[rows], *edges), np.clip(bottom[rows], *edges)
    return rows, pack(
        nearest(left[rows]), nearest(top), nearest(right[rows]) - 1, nearest(bottom) - 1, value
    )
