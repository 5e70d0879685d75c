"""Drawings as pieces: cut off at the pane, rays to its edge, distances and dashes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.drawing import Anchor, Drawing, Shape
from tracker.ui.charts.mapping import Frame, TimeMap, ValueMap
from tracker.ui.charts.outlines import DrawingColumns, Outline, away, box_rects, dashed, outline

# A millisecond is a pixel from the left, a price a pixel from the bottom.
FRAME = Frame(TimeMap(1_000, 1_400, 0, 400), ValueMap(1_000.0, 1_300.0, 0, 300), 1.0)
OUTSIDE = 8
numbers = st.integers(500, 2_000)
points = st.builds(lambda t, p: Anchor(t, float(p)), numbers, numbers)


def drawing(shape: Shape, *anchors: Anchor, number: int = 1) -> Drawing:
    return Drawing(number, "BTC", shape, anchors[: shape.anchors])


def xy(anchor: Anchor) -> tuple[float, float]:
    return anchor.at_ms - 1_000.0, 1_300.0 - anchor.price


def samples(first: Anchor, second: Anchor, upto: float) -> np.ndarray:
    """Many points of a line, those in view."""
    a, b = np.array(xy(first)), np.array(xy(second))
    found = a + (b - a) * np.linspace(0, upto, 4_001)[:, None]
    inside = (found >= -OUTSIDE).all(1) & (found <= np.array([400, 300]) + OUTSIDE).all(1)
    return found[inside]


@given(points, points, st.booleans())
def test_what_is_in_view_of_a_line_is_its_piece(a: Anchor, b: Anchor, ray: bool) -> None:
    if a == b:
        return
    shape = Shape.RAY if ray else Shape.TREND
    shown = outline(DrawingColumns.of([drawing(shape, a, b)]), FRAME)
    seen = samples(a, b, 3_000.0 / max(np.hypot(*np.subtract(xy(b), xy(a))), 1) if ray else 1.0)
    assert len(shown.pieces) <= 1
    if not len(shown.pieces):
        assert len(seen) <= 1
        return
    for x, y in seen[:: max(1, len(seen) // 40)]:
        assert away(shown.pieces, float(x), float(y))[0] < 1e-6
    piece = shown.pieces[0]
    assert (piece >= -OUTSIDE - 1e-6).all()
    assert (piece <= np.array([400, 300, 400, 300]) + OUTSIDE + 1e-6).all()
    # As much as lies before the piece is what the dashes have behind them.
    assert shown.begun_px[0] == pytest.approx(np.hypot(*(piece[:2] - xy(a))), abs=1e-6)


@given(points, points, st.floats(-50, 450), st.floats(-50, 350))
def test_how_far_a_point_is_from_a_piece(a: Anchor, b: Anchor, x: float, y: float) -> None:
    pieces = np.array([[*xy(a), *xy(b)]])
    line = np.array(xy(a)) + (np.array(xy(b)) - xy(a)) * np.linspace(0, 1, 2_001)[:, None]
    nearest = np.hypot(*(line - (x, y)).T).min()
    assert away(pieces, x, y)[0] == pytest.approx(nearest, abs=1.0)
    assert away(pieces, x, y)[0] <= nearest + 1e-9


@given(
    st.lists(st.tuples(*[st.floats(0, 400)] * 4), max_size=8),
    st.floats(0, 100),
    st.floats(2, 20),
    st.floats(2, 20),
)
def test_dashes_are_on_and_off_by_turns(
    rows: list[tuple[float, ...]], begun: float, on: float, off: float
) -> None:
    pieces = np.array(rows).reshape(-1, 4)
    shown = Outline(pieces, np.arange(len(pieces)), np.full(len(pieces), begun))
    cut = dashed(shown, on, off)
    length = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    drawn = np.hypot(cut[:, 2] - cut[:, 0], cut[:, 3] - cut[:, 1])
    assert (drawn <= on + 1e-6).all()

    def inked(upto: float) -> float:
        whole, rest = divmod(upto, on + off)
        return whole * on + min(rest, on)

    wanted = sum(inked(begun + one) - inked(begun) for one in length)
    assert drawn.sum() == pytest.approx(wanted, abs=1e-5)


def test_boxes_have_four_sides_and_words_none() -> None:
    a, b = Anchor(1_050, 1_050.0), Anchor(1_150, 1_250.0)
    some = [drawing(shape, a, b) for shape in (Shape.TEXT, Shape.RECTANGLE, Shape.MEASURE)]
    shown = outline(DrawingColumns.of(some), FRAME)
    assert shown.owner.tolist() == [1] * 4 + [2] * 4
    rows, rects = box_rects(DrawingColumns.of(some), FRAME)
    assert rows.tolist() == [1, 2]
    assert rects.tolist() == [[50, 50, 149, 249]] * 2


def test_boxes_out_of_view_or_far_beyond_it_fit_into_integers() -> None:
    far = drawing(Shape.RECTANGLE, Anchor(0, 1.0), Anchor(1 << 45, 1e15))
    away_from_it = drawing(Shape.RECTANGLE, Anchor(0, 1_100.0), Anchor(10, 1_200.0))
    rows, rects = box_rects(DrawingColumns.of([far, away_from_it]), FRAME)
    assert rows.tolist() == [0]
    assert rects[0, 0] <= 0
    assert rects[0, 2] >= 399
    assert len(outline(DrawingColumns.of([far]), FRAME).pieces) == 0


@pytest.mark.parametrize(("pen", "middle"), [(1, 100.5), (2, 100.0), (3, 100.5)])
def test_level_lines_meet_whole_pixels(pen: int, middle: float) -> None:
    flat = drawing(Shape.TREND, Anchor(1_010, 1_199.7), Anchor(1_100, 1_199.7))
    slanted = drawing(Shape.TREND, Anchor(1_010, 1_199.7), Anchor(1_100, 1_150.0))
    shown = outline(DrawingColumns.of([flat, slanted]), FRAME, np.array([pen, pen]))
    assert shown.pieces[0, 1] == shown.pieces[0, 3]
    assert (shown.pieces[0, 1] - pen / 2) == round(shown.pieces[0, 1] - pen / 2)
    assert abs(shown.pieces[0, 1] - middle) <= 1
    assert shown.pieces[1, 1] == pytest.approx(100.3)


def test_no_drawings_are_no_pieces() -> None:
    nothing = DrawingColumns.of([])
    assert len(outline(nothing, FRAME, np.empty(0, np.int64)).pieces) == 0
    assert len(box_rects(nothing, FRAME)[1]) == 0
