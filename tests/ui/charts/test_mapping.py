"""Pixels of candles, bars and bands, against arithmetic done one at a time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tracker.ui.charts.mapping import (
    Frame,
    TimeMap,
    ValueMap,
    band_rects,
    bar_rects,
    body_px,
    body_rects,
    candle_rects,
    dash_rects,
    foot_rects,
    horizontal_rects,
    inset,
    is_dense,
    mark_rects,
    per_column,
    vertical_rects,
    wick_rects,
)

STEP = 60_000
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0, 3.0])


def frame(
    ratio: float = 1.0,
    *,
    candles: float = 50.0,
    width: int = 1000,
    low: float = 0.0,
    high: float = 100.0,
    height: int = 400,
    left: int = 0,
    top: int = 0,
) -> Frame:
    time = TimeMap(0, round(candles * STEP), left, width)
    return Frame(time, ValueMap(low, high, top, height), ratio)


frames = st.builds(
    frame,
    ratios,
    candles=st.floats(3, 3000),
    width=st.integers(50, 4000),
    left=st.integers(0, 300),
    top=st.integers(0, 300),
    height=st.integers(20, 1500),
)


def up(value: float) -> int:
    return math.floor(value + 0.5)


@settings(deadline=None)
@given(frames, st.lists(st.tuples(st.integers(-5, 3005), st.floats(-50, 150), st.floats(0, 60))))
def test_bodies_and_wicks_are_where_arithmetic_puts_them(where: Frame, rows: list) -> None:
    rows.sort()
    at = np.array([row[0] for row in rows], np.int64) * STEP
    low = np.array([row[1] for row in rows])
    high = low + np.array([row[2] for row in rows])
    wicks = wick_rects(at, STEP, low, high, where)
    bodies = body_rects(at, STEP, low, high, where)
    assert wicks.dtype == bodies.dtype == np.int32
    pen = max(1, math.floor(where.ratio))
    px = where.time.width_px / (where.time.right_ms - where.time.left_ms)
    unit = where.value.height_px / (where.value.high - where.value.low)
    bounds = (where.value.top_px - 16, where.value.bottom_px + 16)
    for n in range(len(rows)):
        x = where.time.left_px + (int(at[n]) - where.time.left_ms) * px
        y1 = up(where.value.top_px + (where.value.high - high[n]) * unit)
        y2 = max(up(where.value.top_px + (where.value.high - low[n]) * unit), y1 + pen) - 1
        clamped = [min(max(y, bounds[0]), bounds[1]) for y in (y1, y2)]
        for rects in (wicks, bodies):
            assert rects[n, [1, 3]].tolist() == clamped
        if STEP * px < 3 * pen:
            assert abs(bodies[n, 0] - x) <= 1
            assert bodies[n].tolist() == wicks[n].tolist()
        else:
            assert wicks[n, 2] - wicks[n, 0] + 1 == pen
            assert abs((wicks[n, 0] + wicks[n, 2] + 1) / 2 - (x + STEP * px / 2)) <= 1
            # The body is centred on its wick to the pixel.
            assert wicks[n, 0] - bodies[n, 0] == bodies[n, 2] - wicks[n, 2] >= 0


@settings(deadline=None)
@given(
    frames,
    st.lists(st.tuples(*[st.floats(-50, 150)] * 4), min_size=1, max_size=30),
    st.integers(0, 40),
)
def test_candles_at_once_are_their_wicks_and_bodies(
    where: Frame, rows: list[tuple[float, ...]], first: int
) -> None:
    assume(not is_dense(STEP, where))
    times = (first + np.arange(len(rows))) * STEP
    low, lower, upper, high = np.sort(np.array(rows), axis=1).T.copy()
    both = candle_rects(times, STEP, ((low, high), (lower, upper)), where)
    assert (both[0] == wick_rects(times, STEP, low, high, where)).all()
    assert (both[1] == body_rects(times, STEP, lower, upper, where)).all()


@settings(deadline=None)
@given(frames, st.integers(0, 2000))
def test_wide_candles_never_touch_and_narrow_ones_leave_no_hole(where: Frame, first: int) -> None:
    at = (first + np.arange(40, dtype=np.int64)) * STEP
    ones = np.ones(40)
    bodies = body_rects(at, STEP, ones, ones * 2, where)
    space = bodies[1:, 0] - bodies[:-1, 2] - 1
    if is_dense(STEP, where):
        assume(STEP * where.time.px_per_ms >= 1)
        assert (space == 0).all()
    else:
        assert (space >= 1).all()
        assert len(set((bodies[:, 2] - bodies[:, 0]).tolist())) == 1


@settings(deadline=None)
@given(st.floats(1e-9, 1), st.integers(1, 10**9))
def test_a_column_is_at_least_a_pixel_and_less_than_two(px_per_ms: float, step_ms: int) -> None:
    per = per_column(px_per_ms, step_ms)
    assert per & (per - 1) == 0
    width = per * step_ms * px_per_ms
    assert width >= 1 - 1e-6
    assert per == 1 or width < 2 + 1e-6


@pytest.mark.parametrize(
    ("step", "pen", "width"),
    [(3, 1, 1), (4, 1, 3), (5, 1, 3), (6, 1, 5), (8, 1, 5), (10, 1, 7), (6, 2, 4), (16, 2, 12)],
)
def test_body_widths(step: int, pen: int, width: int) -> None:
    assert body_px(step, pen) == width


@settings(deadline=None)
@given(frames, st.lists(st.one_of(st.just(0.0), st.just(math.nan), st.floats(-100, 100))))
def test_bars_stand_on_zero(where: Frame, values: list[float]) -> None:
    where = Frame(where.time, ValueMap(-100, 100, where.value.top_px, where.value.height_px), 1.0)
    values = [value if math.isnan(value) or abs(value) > 1e-9 else 0.0 for value in values]
    at = np.arange(len(values), dtype=np.int64) * STEP
    rects = bar_rects(at, STEP, np.array(values, np.float64), where)
    drawn = [value for value in values if not math.isnan(value) and value != 0]
    assert len(rects) == len(drawn)
    zero = up(where.value.y_of(0.0))
    for (_, top, _, bottom), value in zip(rects.tolist(), drawn, strict=True):
        end = up(where.value.y_of(value))
        if value > 0:
            assert (top, bottom) == (min(end, zero - 1), zero - 1)
        else:
            assert (top, bottom) == (zero, max(end, zero + 1) - 1)


def test_volume_stands_on_the_foot() -> None:
    at = np.arange(4, dtype=np.int64) * STEP
    values = np.array([10.0, 0.0, 5.0, 0.001])
    rects = foot_rects(at, STEP, values, frame(), most=10, height_px=50)
    assert rects[:, 3].tolist() == [399] * 3
    assert (rects[:, 3] - rects[:, 1] + 1).tolist() == [50, 25, 1]
    assert len(foot_rects(at, STEP, values * 0, frame(), most=0, height_px=50)) == 0


def test_bands_are_at_least_a_pixel_and_stay_inside() -> None:
    starts, ends = (
        np.array([-(10**12), 5 * STEP, 45 * STEP]),
        np.array([STEP, 5 * STEP + 1, 10**12]),
    )
    rects = band_rects(starts, ends, frame(left=7, top=3))
    assert rects.tolist() == [[6, 3, 26, 402], [107, 3, 107, 402], [907, 3, 1007, 402]]


def test_marks_sit_on_the_zero_line() -> None:
    rects = mark_rects(np.array([0]), STEP, frame(2.0, low=-50, high=50))
    assert (rects[0, 1], rects[0, 3]) == (198, 203)


def test_insets_leave_out_what_is_too_small() -> None:
    rects = np.array([[0, 0, 9, 9], [0, 0, 1, 9], [0, 0, 2, 2]], np.int32)
    assert inset(rects, 1).tolist() == [[1, 1, 8, 8], [1, 1, 1, 1]]
    assert inset(rects, 0).tolist() == rects.tolist()


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(1, 900), st.integers(1, 9), st.integers(1, 9))
def test_dashes_fill_their_part_of_the_line(left: int, width: int, on: int, off: int) -> None:
    row = np.array([[left, 5, left + width - 1, 5], [left, 9, left + width - 1, 9]], np.int32)
    dashes = dash_rects(row, on, off)
    shown = {x for x1, y, x2, _ in dashes.tolist() if y == 9 for x in range(x1, x2 + 1)}
    expected = {left + n for n in range(width) if n % (on + off) < on}
    assert shown == expected
    assert len(dash_rects(row[:0], on, off)) == 0


@settings(deadline=None)
@given(frames, st.floats(-1000, 5000))
def test_there_and_back(where: Frame, x: float) -> None:
    assert abs(where.time.x_of(where.time.ms_at(x)) - x) <= where.time.px_per_ms
    value = where.value.value_at(x)
    assert math.isclose(where.value.y_of(value), x, abs_tol=1e-6)


def test_thin_lines_are_whole_pixels_at_every_scale() -> None:
    for ratio, pen in ((1.0, 1), (1.25, 1), (1.5, 1), (2.0, 2), (3.0, 3)):
        across = horizontal_rects(np.array([50.0]), frame(ratio))
        down = vertical_rects(np.array([STEP]), frame(ratio))
        assert across[0, 3] - across[0, 1] + 1 == pen
        assert down[0, 2] - down[0, 0] + 1 == pen
