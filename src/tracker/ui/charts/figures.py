"""Numbers as words: prices, compact amounts and changes, with true signs and thin spaces."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from tracker.analysis.columns import Floats
from tracker.analysis.numerals import kept, unit, written

MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"
UNKNOWN = "\N{EN DASH}"
#: Powers of 1000 that have a name, the largest first.
_UNITS = ((1e12, 4), (1e9, 3), (1e6, 2), (1e3, 1), (1.0, 0))
_MOST_DECIMALS = 12


# Axes and read-outs say the same few numbers on every frame, so what was said is kept; a chart
# that is dragged says many others once.
_said = kept(1024)


@_said
def fixed(value: float, decimals: int) -> str:
    """A number with thousands separators, so many decimals and a true minus sign.

    What rounds to zero has no sign.
    """
    text = f"{value:,.{decimals}f}"
    if text.startswith("-"):
        rest = text[1:]
        return written(rest) if not rest.strip("0.,") else MINUS + written(rest)
    return written(text)


def price_decimals(values: Floats) -> int:
    """How many decimals prices need so that none of `values` loses its last figure.

    At most eight significant figures, six below 1, so that a computed price doesn't show its
    rounding.
    """
    return _decimals(values.tobytes())[0]


def decimals_with(before: Floats, newest: float) -> int:
    """The same of prices that stay and of one that changes with every trade."""
    decimals, largest = _decimals(before.tobytes())
    size = abs(newest)
    if not (math.isfinite(size) and size > 0):
        return decimals
    if not largest:
        decimals = 0
    most = _most_decimals(max(largest, size))
    while decimals < most and not _is_whole(size * 10.0**decimals):
        decimals += 1
    return min(decimals, most)


# Of the same few hundred prices with every trade.
@lru_cache(maxsize=64)
def _decimals(prices: bytes) -> tuple[int, float]:
    """What prices need, and the largest of them; 2 and 0 where none is known."""
    values = np.frombuffer(prices, np.float64)
    known = np.abs(values[np.isfinite(values)])
    known = known[known > 0]
    if len(known) == 0:
        return 2, 0.0
    largest = float(known.max())
    most = _most_decimals(largest)
    for decimals in range(most):
        scaled = known * 10.0**decimals
        if np.all(np.abs(scaled - np.rint(scaled)) < 1e-9 * np.maximum(scaled, 1.0)):
            return decimals, largest
    return most, largest


def _is_whole(scaled: float) -> bool:
    return abs(scaled - round(scaled)) < 1e-9 * max(scaled, 1.0)


def _most_decimals(largest: float) -> int:
    power = math.floor(math.log10(largest))
    return min(_MOST_DECIMALS, max(0, (7 if power >= 0 else 5) - power))


@_said
def step_decimals(step: float) -> int:
    """How many decimals tell neighbours apart that lie `step` from each other (0.25 needs two)."""
    for decimals in range(_MOST_DECIMALS + 1):
        scaled = step * 10.0**decimals
        if scaled >= 1 - 1e-9 and abs(scaled - round(scaled)) < 1e-6:
            return decimals
    return _MOST_DECIMALS


@_said
def compact(value: float, digits: int = 3) -> str:
    """An amount with K, M, B or T and about so many significant figures: 1,240,000 is `1.24M`."""
    if not math.isfinite(value):
        return UNKNOWN
    size = abs(value)
    index = next(i for i, (limit, _) in enumerate(_UNITS) if size >= limit or limit == 1)
    text = _in_unit(size, index, digits)
    if index and float(text) >= 1000:  # 999,950 is 1.00M, not 1000K
        index -= 1
        text = _in_unit(size, index, digits)
    sign = MINUS if value < 0 and float(text) else ""
    return f"{sign}{written(text)}{unit(_UNITS[index][1])}"


def _in_unit(size: float, index: int, digits: int) -> str:
    limit = _UNITS[index][0]
    return _significant(size / limit, digits, small=limit == 1)


def _significant(size: float, digits: int, *, small: bool) -> str:
    """A size below 1000 with `digits` figures; a small whole one has nothing behind the point."""
    if size == 0:
        return "0"
    before = math.floor(math.log10(size)) + 1
    if not small:
        before = max(before, 1)  # 0.99995 million is about to be 1.00
    text = f"{size:.{min(_MOST_DECIMALS, max(0, digits - before))}f}"
    whole = text.rstrip("0").rstrip(".") if "." in text else text
    return whole if small and "." not in whole else text


@_said
def compact_step(value: float, step: float) -> str:
    """An axis label in K, M, B or T that tells ticks `step` apart: 612,500 by 2,500 is `612.5K`."""
    size = abs(value)
    if size < step / 2:
        return "0"
    limit, power = next((one for one in _UNITS if size >= one[0] or one[0] == 1.0), _UNITS[-1])
    sign = MINUS if value < 0 else ""
    text = f"{size / limit:,.{step_decimals(step / limit)}f}"
    return f"{sign}{written(text)}{unit(power)}"


def signed(value: float, digits: int = 3) -> str:
    """A compact amount with its sign: 1,240 is `+1.24K`."""
    text = compact(value, digits)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def percent(fraction: float, decimals: int = 2) -> str:
    """A signed change: 0.0123 is `+1.23 %` with a narrow space."""
    if not math.isfinite(fraction):
        return UNKNOWN
    text = fixed(fraction * 100, decimals)
    plus = "+" if fraction > 0 and text.strip("0.,") else ""
    return f"{plus}{text}{THIN}%"


def duration(ms: int) -> str:
    """A length of time in its two largest units: `35m`, `2h 15m`, `12d 4h`."""
    minutes = ms // 60_000
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "m"))
    first = next((place for place, (count, _) in enumerate(parts) if count), 2)
    told = [f"{count}{unit}" for count, unit in parts[first : first + 2] if count]
    return " ".join(told) or "0m"
