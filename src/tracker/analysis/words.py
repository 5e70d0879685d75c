"""Figures as people read them: one place for prices, percentages, sums and times.

True minus signs, a narrow space before %, thousands separators, K/M/B; separators and units as
`numerals` has them.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, tzinfo

from tracker.analysis.numerals import plainly, unit, written
from tracker.domain.translating import noted, tr

MINUS = "\u2212"
NARROW = "\u202f"
UNKNOWN = "\u2013"
_MONTHS = (
    noted("Jan"),
    noted("Feb"),
    noted("Mar"),
    noted("Apr"),
    noted("May"),
    noted("Jun"),
    noted("Jul"),
    noted("Aug"),
    noted("Sep"),
    noted("Oct"),
    noted("Nov"),
    noted("Dec"),
)
_WEEKDAYS = (
    noted("Mon"),
    noted("Tue"),
    noted("Wed"),
    noted("Thu"),
    noted("Fri"),
    noted("Sat"),
    noted("Sun"),
)
_SUM = re.compile(r"\$?(\d{1,15}(?:\.\d{1,6})?)\s?([kmb]?)", re.ASCII)


def _signed(text: str) -> str:
    return written(text.replace("-", MINUS))


def fixed(value: float, digits: int) -> str:
    """A number with so many decimals and thousands separated: 1.4, 1,234.50."""
    return _signed(f"{value:,.{digits}f}")


def count(value: int) -> str:
    """A whole number: 12,345."""
    return _signed(f"{value:,}")


def price(value: float | None) -> str:
    """A price as it is quoted, always as many decimals: 67,450 · 1,956.2 · 609.6 · 79.45 · 1.3731."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return _signed(f"{value:,.{decimals(value)}f}")


def level(value: float) -> str:
    """A price that somebody chose: no decimals that say nothing: 75,000 · 600 · 1.3."""
    if not math.isfinite(value):
        return UNKNOWN
    text = f"{value:,.{max(decimals(value), 8)}f}"
    return written(text.rstrip("0").rstrip("."))


def decimals(value: float) -> int:
    """Decimals of a price of this size: about five significant digits."""
    size = abs(value)
    for least, digits in ((10_000, 0), (100, 1), (10, 2), (1, 4)):
        if size >= least:
            return digits
    return min(4 - math.floor(math.log10(size)), 12) if size > 0 else 0


def figure(value: float) -> str:
    """Any number in a table: up to eight significant digits, no exponent, thousands separated."""
    if not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    digits = max(0, 7 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(digits, 12)}f}"
    return _signed(text.rstrip("0").rstrip(".") if "." in text else text)


def percent(fraction: float | None, digits: int = 2, *, sign: bool = True) -> str:
    """A fraction as a signed percentage: -0.0137 is −1.37 %."""
    if fraction is None or not math.isfinite(fraction):
        return UNKNOWN
    value = round(fraction * 100, digits) + 0.0
    text = f"{value:+.{digits}f}" if sign and value else f"{value:.{digits}f}"
    return f"{_signed(text)}{NARROW}%"


def distance(fraction: float | None, daily_atrs: float | None) -> str:
    """How far a level is from price: −5.4 %, 2.1 daily ATR; only what is known."""
    ranges = (
        ", " + tr("{atrs} daily ATR", atrs=fixed(daily_atrs, 1)) if daily_atrs is not None else ""
    )
    return percent(fraction, 1) + ranges


def compact(value: float | None) -> str:
    """A large number in K, M, B or T with three significant digits: 612K, 237M, 2.16B."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    text, power = _thousands(abs(value))
    return f"{MINUS if value < 0 and float(text) else ''}{written(text)}{unit(power)}"


def _thousands(size: float) -> tuple[str, int]:
    """Three significant digits, as Python reads them, and of which power of 1000."""
    power = 0
    for one in (4, 3, 2, 1):
        # 999,600 would round to 1000K.
        if size >= 1_000**one * 0.9995:
            size, power = size / 1_000**one, one
            break
    # What rounds up to the next power of ten must not keep a digit too many.
    if size >= 99.95 or (not power and size == int(size)):
        return f"{size:.0f}", power
    return (f"{size:.1f}" if size >= 9.995 else f"{size:.2f}"), power


def usd(value: float | None) -> str:
    """A sum in USD: $237M."""
    text = compact(value)
    if text == UNKNOWN:
        return text
    return f"{MINUS}${text[1:]}" if text.startswith(MINUS) else f"${text}"


def read_usd(text: str) -> float | None:
    """A sum as people write it: 50000, 50K, $1.5M, 1,000,000; None where it is none."""
    match = _SUM.fullmatch(plainly(text).strip().replace(",", "").lower())
    if match is None:
        return None
    return float(match[1]) * {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9}[match[2]]


def clock(at_ms: int, *, date: bool = True, zone: tzinfo = UTC) -> str:
    """A time for a sentence, in UTC or another zone: 4 Feb 15:00."""
    moment = datetime.fromtimestamp(at_ms / 1_000, zone)
    time = f"{moment:%H:%M}"
    return f"{_day(moment)} {time}" if date else time


def size(byte_count: int) -> str:
    """Bytes in decimal units with at most three significant digits: 812 MB, 1.24 GB, 4 GB."""
    number, power = _thousands(float(byte_count))
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return f"{written(number)}{NARROW}{('B', 'kB', 'MB', 'GB', 'TB')[power]}"


def day(at_ms: int) -> str:
    """A UTC day for a sentence: 4 Feb."""
    moment = datetime.fromtimestamp(at_ms / 1_000, UTC)
    return _day(moment)


def _day(moment: datetime) -> str:
    return tr("{day} {month}", day=moment.day, month=month(moment.month))


def month(number: int) -> str:
    """The short name of a month, 1 to 12."""
    return tr(_MONTHS[number - 1])


def weekday(one: date) -> str:
    """The short name of a day of the week."""
    return tr(_WEEKDAYS[one.weekday()])


def share(fraction: float) -> str:
    """A share in whole percent: 61 %. Only all is 100 %, only nothing 0 %."""
    value = round(fraction * 100)
    if 0 < fraction < 1:
        value = min(99, max(1, value))
    return f"{value}{NARROW}%"
