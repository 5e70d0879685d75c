"""From time and value to device pixels: pure functions on arrays, no Qt.

A rectangle is a row of four int32, `x1, y1, x2, y2` with both ends inside it: how Qt keeps a QRect.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tracker.analysis.columns import Floats, Times

Rects = NDArray[np.int32]
Pixels = NDArray[np.int64]
NO_RECTS: Rects = np.empty((0, 4), np.int32)

#: A body takes this part of its candle's width, and never touches its neighbour.
BODY_SHARE = 0.75
#: Narrower than this many pixels, candles stand shoulder to shoulder.
DENSE_PX = 3.0
# How far outside the pane a rectangle may reach: enough to be cut off there, little for int32.
_OUTSIDE_PX = 16
# What takes the place of values that have no logarithm.
_LEAST = 1e-300


class TimeMap(Struct, frozen=True):
    """A stretch of time over a stretch of device pixels."""

    left_ms: int
    right_ms: int
    left_px: int
    width_px: int

    @property
    def px_per_ms(self) -> float:
        """Pixels a millisecond."""
        return self.width_px / (self.right_ms - self.left_ms)

    def x(self, at_ms: Times | Floats) -> Floats:
        """Pixels of many times."""
        since: Floats = np.subtract(at_ms, self.left_ms, dtype=np.float64)
        return self.left_px + since * self.px_per_ms

    def x_of(self, at_ms: float) -> float:
        """The pixel of one time."""
        return self.left_px + (at_ms - self.left_ms) * self.px_per_ms

    def ms_at(self, x: float) -> int:
        """The time at a pixel."""
        return round(self.left_ms + (x - self.left_px) / self.px_per_ms)


class ValueMap(Struct, frozen=True):
    """A range of values over a stretch of device pixels; `high` is at the top.

    Where it is logarithmic, equal factors are equally high, and `low` must be above zero. What is
    not above zero lies far below the pane then.
    """

    low: float
    high: float
    top_px: int
    height_px: int
    log: bool = False

    @property
    def px_per_unit(self) -> float:
        """Pixels a unit of value; of its natural logarithm where the map is logarithmic."""
        if self.log:
            return self.height_px / math.log(self.high / self.low)
        return self.height_px / (self.high - self.low)

    def y(self, values: Floats) -> Floats:
        """Pixels of many values; NaN stays NaN."""
        result: Floats
        if self.log:
            logs = math.log(self.high) - np.log(np.maximum(values, _LEAST))
            result = self.top_px + logs * self.px_per_unit
        else:
            result = self.top_px + (self.high - values) * self.px_per_unit
        return result

    def y_of(self, value: float) -> float:
        """The pixel of one value."""
        if self.log:
            return self.top_px + math.log(self.high / max(value, _LEAST)) * self.px_per_unit
        return self.top_px + (self.high - value) * self.px_per_unit

    def value_at(self, y: float) -> float:
        """The value at a pixel."""
        away = (y - self.top_px) / self.px_per_unit
        return self.high * math.exp(-away) if self.log else self.high - away

    def unit_at(self, value: float) -> float:
        """How much of value one pixel holds at a value."""
        return value / self.px_per_unit if self.log else 1 / self.px_per_unit

    def over(self, top_px: int, height_px: int) -> ValueMap:
        """The same values over other pixels."""
        return ValueMap(self.low, self.high, top_px, height_px, self.log)

    @property
    def bottom_px(self) -> int:
        """The first pixel below."""
        return self.top_px + self.height_px


class Frame(Struct, frozen=True):
    """Where a pane is painted: both maps in device pixels, and device pixels a logical one."""

    time: TimeMap
    value: ValueMap
    ratio: float

    @property
    def pen_px(self) -> int:
        """The width of a thin line: a whole number of device pixels, 1 up to a scale of 2."""
        return max(1, math.floor(self.ratio))


def nearest(pixels: Floats) -> Pixels:
    """Rounded to whole pixels, halves always upwards, so that a moving picture doesn't shiver."""
    return np.floor(pixels + 0.5).astype(np.int64)


def per_column(px_per_ms: float, step_ms: int) -> int:
    """How many candles share one column so that a column is at least a pixel wide: a power of 2."""
    width = px_per_ms * step_ms
    return 1 if width >= 1 else 1 << math.ceil(-math.log2(width) - 1e-9)


def body_px(step_px: float, pen_px: int) -> int:
    """The width of a body: centred on its wick to the pixel, so both are odd or both even."""
    width = min(math.floor(step_px) - pen_px, math.ceil(step_px * BODY_SHARE))
    if (width - pen_px) % 2:
        width -= 1
    return max(width, pen_px)


def slots(at_ms: Times, step_ms: int, time: TimeMap, pen_px: int) -> tuple[Pixels, Pixels]:
    """The first and the last pixel of the body of each candle or bar that opens at `at_ms`."""
    step_px = step_ms * time.px_per_ms
    if step_px < DENSE_PX * pen_px:
        left = nearest(time.x(at_ms))
        return left, np.maximum(left, nearest(time.x(at_ms + step_ms)) - 1)
    width = body_px(step_px, pen_px)
    left = wick_left(at_ms, step_ms, time, pen_px) - (width - pen_px) // 2
    return left, left + width - 1


def wick_left(at_ms: Times, step_ms: int, time: TimeMap, pen_px: int) -> Pixels:
    """The first pixel of the wick in the middle of each candle."""
    return np.floor(time.x(at_ms) + step_ms * time.px_per_ms / 2 - (pen_px - 1) / 2).astype(
        np.int64
    )


def pack(x1: Pixels, y1: Pixels, x2: Pixels, y2: Pixels, value: ValueMap) -> Rects:
    """Rows of rectangles, cut off a little outside the pane so that they fit into int32."""
    top, bottom = value.top_px - _OUTSIDE_PX, value.bottom_px + _OUTSIDE_PX
    result = np.empty((len(x1), 4), np.int32)
    result[:, 0], result[:, 2] = x1, x2
    result[:, 1] = np.minimum(np.maximum(y1, top), bottom)  # np.clip costs five times as much
    result[:, 3] = np.minimum(np.maximum(y2, top), bottom)
    return result


def body_rects(at_ms: Times, step_ms: int, low: Floats, high: Floats, frame: Frame) -> Rects:
    """Bodies from the lower to the upper of open and close, each at least one thin line high."""
    left, right = slots(at_ms, step_ms, frame.time, frame.pen_px)
    return _span_rects(left, right, low, high, frame)


def wick_rects(at_ms: Times, step_ms: int, low: Floats, high: Floats, frame: Frame) -> Rects:
    """Wicks from low to high, one thin line wide; as wide as the body where candles are dense."""
    if is_dense(step_ms, frame):
        return body_rects(at_ms, step_ms, low, high, frame)
    left = wick_left(at_ms, step_ms, frame.time, frame.pen_px)
    return _span_rects(left, left + frame.pen_px - 1, low, high, frame)


def candle_rects(
    at_ms: Times,
    step_ms: int,
    spans: tuple[tuple[Floats, Floats], tuple[Floats, Floats]],
    frame: Frame,
) -> Rects:
    """Wicks and bodies of candles that are not dense, as `wick_rects` and `body_rects` have them.

    One array for both, because so few candles cost less than the calls that are made for them.

    Args:
        at_ms: when each opens.
        step_ms: how long each is.
        spans: the low and the high of each, then the lower and the upper end of its body.
        frame: the maps.

    Returns:
        Two layers, the wicks and the bodies, with a rectangle for each candle.
    """
    (low, high), (lower, upper) = spans
    pen, value = frame.pen_px, frame.value
    y = nearest(value.y(np.array((high, upper, low, lower))))
    top, bottom = value.top_px - _OUTSIDE_PX, value.bottom_px + _OUTSIDE_PX
    y[2:] = np.maximum(y[2:], y[:2] + pen) - 1
    y = np.minimum(np.maximum(y, top), bottom)
    stick = wick_left(at_ms, step_ms, frame.time, pen)
    width = body_px(step_ms * frame.time.px_per_ms, pen)
    left = stick - (width - pen) // 2
    result = np.empty((2, len(at_ms), 4), np.int32)
    result[0, :, 0], result[0, :, 2] = stick, stick + pen - 1
    result[1, :, 0], result[1, :, 2] = left, left + width - 1
    result[:, :, 1], result[:, :, 3] = y[:2], y[2:]
    return result


def stroke_rects(
    at_ms: Times, step_ms: int, low: Floats, high: Floats, frame: Frame, *, thick_px: int
) -> Rects:
    """Columns of a line so many pixels thick, from its lowest to its highest value in each."""
    left, right = slots(at_ms, step_ms, frame.time, frame.pen_px)
    top, bottom = nearest(frame.value.y(high)), nearest(frame.value.y(low))
    return pack(left, top, right, bottom + thick_px - 1, frame.value)


def is_dense(step_ms: int, frame: Frame) -> bool:
    """Whether candles are too narrow for a body wider than its wick and a space between."""
    return step_ms * frame.time.px_per_ms < DENSE_PX * frame.pen_px


def _span_rects(left: Pixels, right: Pixels, low: Floats, high: Floats, frame: Frame) -> Rects:
    top = nearest(frame.value.y(high))
    bottom = np.maximum(nearest(frame.value.y(low)), top + frame.pen_px) - 1
    return pack(left, top, right, bottom, frame.value)


def with_bars(
    at_ms: Times, values: Floats, side: NDArray[np.bool_]
) -> tuple[Times, Floats, NDArray[np.bool_]]:
    """The rows that have a bar: their times, their values, and on which side each is."""
    drawn = np.isfinite(values) & (values != 0)
    return (at_ms, values, side) if drawn.all() else (at_ms[drawn], values[drawn], side[drawn])


def bar_rects(at_ms: Times, step_ms: int, values: Floats, frame: Frame) -> Rects:
    """Bars from the zero line, upwards where positive. What is not zero is at least a line high.

    Zero and NaN have no bar: give rows without them where the order matters.
    """
    times, amounts, up = with_bars(at_ms, values, values > 0)
    pen = frame.pen_px
    zero = math.floor(frame.value.y_of(0.0) + 0.5)
    end = nearest(frame.value.y(amounts))
    top = np.where(up, np.minimum(end, zero - pen), zero)
    bottom = np.where(up, zero - 1, np.maximum(end, zero + pen) - 1)
    left, right = slots(times, step_ms, frame.time, pen)
    return pack(left, top, right, bottom, frame.value)


def foot_rects(
    at_ms: Times, step_ms: int, values: Floats, frame: Frame, *, most: float, height_px: int
) -> Rects:
    """Bars that stand on the pane's lower edge; `most` is `height_px` high."""
    times, amounts, _ = with_bars(at_ms, values, values > 0)
    if most <= 0 or len(times) == 0:
        return NO_RECTS
    bottom = frame.value.bottom_px
    tall = np.maximum(nearest(amounts / most * height_px), frame.pen_px)
    left, right = slots(times, step_ms, frame.time, frame.pen_px)
    return pack(left, bottom - tall, right, np.full(len(times), bottom - 1), frame.value)


def band_rects(start_ms: Times, end_ms: Times, frame: Frame) -> Rects:
    """Full-height bands over stretches of time, each at least one pixel wide."""
    time, value = frame.time, frame.value
    edges = (time.left_px - 1, time.left_px + time.width_px + 1)
    left = nearest(np.clip(time.x(start_ms), *edges))
    right = np.maximum(nearest(np.clip(time.x(end_ms), *edges)), left + 1) - 1
    tops = np.full(len(left), value.top_px, np.int64)
    return pack(left, tops, right, np.full(len(left), value.bottom_px - 1), value)


def mark_rects(at_ms: Times, step_ms: int, frame: Frame) -> Rects:
    """A low block on the zero line for each bar that nobody observed: three thin lines high."""
    pen = frame.pen_px
    zero = math.floor(frame.value.y_of(0.0) + 0.5)
    left, right = slots(at_ms, step_ms, frame.time, pen)
    top = np.full(len(left), zero - pen, np.int64)
    return pack(left, top, right, top + 3 * pen - 1, frame.value)


def inset(rects: Rects, px: int) -> Rects:
    """Rectangles smaller by `px` at each side; those too small for it are left out."""
    roomy = (rects[:, 2] - rects[:, 0] >= 2 * px) & (rects[:, 3] - rects[:, 1] >= 2 * px)
    result: Rects = rects[roomy] + np.array([px, px, -px, -px], np.int32)
    return result


def horizontal_rects(values: Floats, frame: Frame) -> Rects:
    """Thin lines across the pane, one for each value."""
    top = nearest(frame.value.y(values))
    left = np.full(len(top), frame.time.left_px, np.int64)
    right = left + frame.time.width_px - 1
    return pack(left, top, right, top + frame.pen_px - 1, frame.value)


def vertical_rects(at_ms: Times, frame: Frame) -> Rects:
    """Thin lines from top to bottom, one for each time."""
    left = nearest(frame.time.x(at_ms))
    tops = np.full(len(left), frame.value.top_px, np.int64)
    bottoms = np.full(len(left), frame.value.bottom_px - 1)
    return pack(left, tops, left + frame.pen_px - 1, bottoms, frame.value)


def grid_rects(values: Floats, at_ms: Times, frame: Frame) -> Rects:
    """Thin lines across the pane at values, then from top to bottom at times."""
    rows, pen = len(values), frame.pen_px - 1
    time, value = frame.time, frame.value
    result = np.empty((rows + len(at_ms), 4), np.int32)
    across, down = result[:rows], result[rows:]
    across[:, 0], across[:, 2] = time.left_px, time.left_px + time.width_px - 1
    across[:, 1] = np.floor(value.y(values) + 0.5)
    across[:, 3] = across[:, 1] + pen
    down[:, 0] = np.floor(time.x(at_ms) + 0.5)
    down[:, 2] = down[:, 0] + pen
    down[:, 1], down[:, 3] = value.top_px, value.bottom_px - 1
    return result


def dash_rects(rows: Rects, on_px: int, off_px: int) -> Rects:
    """Horizontal lines cut into dashes that begin at each line's left end."""
    if len(rows) == 0:
        return NO_RECTS
    dashes = _dashes(int(rows[0, 0]), int(rows[0, 2]), on_px, off_px)
    result = np.empty((len(rows), len(dashes), 4), np.int32)
    result[:] = dashes
    result[:, :, 1] = rows[:, 1:2]
    result[:, :, 3] = rows[:, 3:4]
    return result.reshape(-1, 4)


@lru_cache(maxsize=32)  # lines move up and down, seldom to the side
def _dashes(left_px: int, right_px: int, on_px: int, off_px: int) -> Rects:
    """The dashes of one line; how high they are is still to be filled in."""
    starts = np.arange(left_px, right_px + 1, on_px + off_px, dtype=np.int32)
    result = np.zeros((len(starts), 4), np.int32)
    result[:, 0] = starts
    result[:, 2] = np.minimum(starts + on_px - 1, right_px)
    result.flags.writeable = False
    return result
