"""Which values a pane shows: ranges that fit what is in view, with room for words; pure, no Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable

from msgspec import Struct

Range = tuple[float, float]

#: A level widens the range by at most this part of it at each side; further ones stay outside.
LEVEL_REACH = 0.22
# A range stretched by hand is never narrower than this part of its values.
_NARROWEST = 1e-11
# As logarithms: the furthest ends of a range, what counts as flat, and the band around that.
_FURTHEST, _FLAT, _AROUND = 600.0, 1e-12, 0.005


class Margins(Struct, frozen=True):
    """Empty room above and below what is in view, in logical pixels."""

    top_px: float
    bottom_px: float


def padded(span: Range, margins: Margins, height_px: float) -> Range:
    """A range with room above and below; a flat one becomes a little band around its value."""
    low, high = span
    if high - low <= abs(high) * 1e-12:
        around = abs(low) * 0.005 or 1.0
        low, high = low - around, high + around
    # In a pane of a few pixels the margins give way to the values.
    top = min(margins.top_px / max(height_px, 1), 0.35)
    bottom = min(margins.bottom_px / max(height_px, 1), 0.35)
    whole = (high - low) / (1 - top - bottom)
    return low - whole * bottom, high + whole * top


def with_levels(span: Range, levels: Iterable[float]) -> Range:
    """A range widened to the levels near it, never so far that what is in it is squashed."""
    low, high = span
    reach = (high - low) * LEVEL_REACH
    near = [price for price in levels if low - reach <= price <= high + reach]
    return min([low, *near]), max([high, *near])


def diverging(span: Range, least_share: float = 0.16) -> Range:
    """A range with zero in it, and at least a part of the height at either side of zero."""
    low, high = min(span[0], 0.0), max(span[1], 0.0)
    if low == high:
        return -1.0, 1.0
    whole = high - low
    return min(low, -whole * least_share), max(high, whole * least_share)


def stretched(span: Range, factor: float, around: float, *, log: bool = False) -> Range:
    """A range `factor` times as high; the value `around` keeps its place.

    The same range where it would become too narrow to tell values apart, or too wide to be one.
    """
    low, high, middle = (math.log(one) for one in (*span, around)) if log else (*span, around)
    ends = middle - (middle - low) * factor, middle + (high - middle) * factor
    if log:
        ends = logarithmic(ends)
    narrow = ends[1] - ends[0] <= max(abs(ends[0]), abs(ends[1])) * _NARROWEST
    return span if narrow or not math.isfinite(ends[1] - ends[0]) else ends


def logarithmic(logs: Range) -> Range:
    """The range whose ends have these natural logarithms, as far as there are such numbers."""
    low, high = (math.exp(min(max(one, -_FURTHEST), _FURTHEST)) for one in logs)
    return low, high


def fitted(
    span: Range, levels: Iterable[float], margins: Margins, height_px: float, *, log: bool
) -> Range:
    """A range for a span and the levels near it, with room; on a logarithmic scale if wished.

    Linear where the span reaches zero, which has no logarithm.
    """
    if not log or span[0] <= 0:
        return padded(with_levels(span, levels), margins, height_px)
    logs = math.log(span[0]), math.log(span[1])
    if logs[1] - logs[0] <= _FLAT:
        logs = logs[0] - _AROUND, logs[1] + _AROUND
    near = with_levels(logs, [math.log(price) for price in levels if price > 0])
    return logarithmic(padded(near, margins, height_px))
