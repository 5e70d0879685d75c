"""Round marks of a price axis that is logarithmic or in percent; pure, no Qt."""

from __future__ import annotations

import math

import numpy as np
from msgspec.structs import replace

from tracker.ui.charts.mapping import ValueMap
from tracker.ui.charts.ticks import ValueTicks, value_step, value_ticks

#: Up to this factor from the lowest to the highest price, even steps look even on a logarithmic
#: axis, too.
_EVEN = 1.5
#: Where a mark must be so many times the one below it, these of each power of ten are taken.
_FIGURES = ((2.0, (1, 2, 5)), (3.0, (1, 3)))


def log_ticks(value: ValueMap, apart_px: float) -> ValueTicks:
    """Round prices on a logarithmic axis, at least `apart_px` apart, in steps that grow upwards.

    They depend on the prices of a pixel alone, not on where the axis begins, so that they don't
    change while it is moved.
    """
    most = max(2, int(value.height_px // apart_px))
    if value.high / value.low < _EVEN:
        return _even(value, most)
    times = math.exp(apart_px / value.px_per_unit)
    if times > _EVEN:
        return _powers(value, times)
    values: list[float] = []
    at = _power(math.floor(math.log10(value.low)))
    while at <= value.high * (1 + 1e-12):
        if at >= value.low * (1 - 1e-12):
            values.append(at)
        step = value_step(at * (times - 1), 1)
        at = _multiple(math.ceil(at * times / step - 1e-9), step)
    return _uneven(values)


def percent_ticks(value: ValueMap, base: float, most: int) -> ValueTicks:
    """Prices that are a round percentage away from `base`, which is above zero."""
    low, high = (value.low / base - 1) * 100, (value.high / base - 1) * 100
    ticks = value_ticks(low, high, most)
    return replace(ticks, values=base * (1 + ticks.values / 100))


def _even(value: ValueMap, most: int) -> ValueTicks:
    """Even steps, as large as the closest pair needs, which is the one at the top."""
    span = math.log(value.high / value.low) * value.high
    if value.high - value.low < value.high * 1e-13:
        return ValueTicks(np.empty(0), 1.0)
    step = value_step(span, most)
    first, last = math.ceil(value.low / step - 1e-9), math.floor(value.high / step + 1e-9)
    return ValueTicks(np.array([_multiple(one, step) for one in range(first, last + 1)]), step)


def _powers(value: ValueMap, times: float) -> ValueTicks:
    """Powers of ten, or some figures of each, so that each mark is `times` the one below."""
    figures = next((some for most, some in _FIGURES if times <= most), (1,))
    every = 1 if len(figures) > 1 else math.ceil(math.log10(times) - 1e-9)
    first = math.floor(math.log10(value.low) / every)
    last = math.floor(math.log10(value.high) / every + 1e-9)
    candidates = [
        _multiple(figure, _power(number * every))
        for number in range(first, last + 1)
        for figure in figures
    ]
    low, high = value.low * (1 - 1e-12), value.high * (1 + 1e-12)
    return _uneven([one for one in candidates if low <= one <= high])


def _uneven(values: list[float]) -> ValueTicks:
    steps = [_written(one) for one in values]
    return ValueTicks(np.array(values, np.float64), min(steps, default=1.0), np.array(steps))


def _multiple(number: int, step: float) -> float:
    """A multiple of a round step. Dividing by a whole number is exact where multiplying is not."""
    parts = 1 / step
    return number / round(parts) if parts >= 1 else number * step


def _power(exponent: int) -> float:
    return 10.0**exponent if exponent >= 0 else 1 / 10.0**-exponent


def _written(value: float) -> float:
    """The place of the last figure of a round value, as a step: 0.25 needs hundredths."""
    text = f"{value:.10e}"
    figures, exponent = text.split("e")
    return _power(int(exponent) - len(figures.rstrip("0").replace(".", "")) + 1)
