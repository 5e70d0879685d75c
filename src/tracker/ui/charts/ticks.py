"""Where an axis has its marks: round prices, and times that read well in any zone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Floats
from tracker.analysis.words import month
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS

_MANTISSAS = (1.0, 2.0, 2.5, 5.0)
_CLOCK_STEPS = tuple(minutes * MINUTE_MS for minutes in (1, 2, 5, 10, 15, 30)) + tuple(
    hours * HOUR_MS for hours in (1, 2, 3, 6, 12)
)
_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 3, 6)
_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100)
_MONTH_MS, _YEAR_MS = 30.44 * DAY_MS, 365.25 * DAY_MS
# A mark nearer to another one than this part of a step has no room.
_CROWDED = 0.55
#: Clocks are put forward and back at full quarters of an hour.
_QUARTER_MS = 15 * MINUTE_MS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ValueTicks(Struct, frozen=True):
    """Round values between two ends, rising, `step` apart.

    Where they are not even, `steps` says for each down to which step it must be written.
    """

    values: Floats
    step: float
    steps: Floats | None = None

    def each(self) -> Iterator[tuple[float, float]]:
        """Each value, and the step down to which it must be written."""
        steps = [self.step] * len(self.values) if self.steps is None else self.steps.tolist()
        return zip(self.values.tolist(), steps, strict=True)


class TimeTick(Struct, frozen=True):
    """One mark of the time axis; `strong` where a day (or, among days and months, a month or a year) begins."""

    at_ms: int
    text: str
    strong: bool = False


class TimeTicks(Struct, frozen=True):
    """The marks of a time axis, and what all of them share (the day, the year) as `context`."""

    ticks: tuple[TimeTick, ...]
    context: str


def value_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that cuts `span` into at most `most`."""
    rough = span / max(1, most)
    exponent = math.floor(math.log10(rough))
    for power in (exponent, exponent + 1):
        for mantissa in _MANTISSAS:
            step = _scaled(mantissa, power)
            if step >= rough * (1 - 1e-9):
                return step
    raise AssertionError("ten times a power of ten is above what lies below it")


def value_ticks(low: float, high: float, most: int) -> ValueTicks:
    """At most about `most` round values from low to high; none where the span is empty."""
    span = high - low
    if not math.isfinite(span) or span <= 0 or span < abs(high) * 1e-13:
        return ValueTicks(np.empty(0), 1.0)
    step = value_step(span, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    numbers = np.arange(first, last + 1, dtype=np.float64)
    # Dividing by a whole number is exact where multiplying by 0.01 is not.
    values = numbers / round(1 / step) if _whole(1 / step) else numbers * step
    return ValueTicks(values, step)


def round_to_step(value: float, resolution: float) -> float:
    """The round value nearest to `value` that is no further than `resolution` away.

    A line dragged with the mouse lands on 70,000 rather than on 69,998.2173.
    """
    if not (math.isfinite(resolution) and resolution > 0):
        return value
    power = math.floor(math.log10(resolution))
    step = max(
        _scaled(mantissa, power)
        for mantissa in (1.0, 2.0, 5.0)
        if _scaled(mantissa, power) <= resolution * 1.0001
    )
    number = round(value / step)
    return number / round(1 / step) if _whole(1 / step) else number * step


def _scaled(mantissa: float, power: int) -> float:
    return mantissa * 10.0**power if power >= 0 else mantissa / 10.0**-power


def _whole(value: float) -> bool:
    return value >= 1 and abs(value - round(value)) < 1e-9 * value


def local(at_ms: int, zone: tzinfo) -> datetime:
    """A time on the wall clock of a zone; also before 1970, unlike `fromtimestamp`."""
    return (_EPOCH + timedelta(milliseconds=at_ms)).astimezone(zone)


@lru_cache(maxsize=1024)
def moment(at_ms: int, zone: tzinfo, *, clock: bool = True, year: bool = False) -> str:
    """A time as people write it: `7 Feb 11:00`, `7 Feb 2026 11:00`, `7 Feb 2026`."""
    at = local(at_ms, zone)
    text = f"{at.day} {month(at.month)}"
    if year:
        text += f" {at.year}"
    if clock:
        text += f" {at.hour:02d}:{at.minute:02d}"
    return text


@lru_cache(maxsize=16)  # a tick leaves the view as it is
def time_ticks(left_ms: int, right_ms: int, zone: tzinfo, most: int) -> TimeTicks:
    """Marks from left to right on round local times, at most about `most` of them.

    Minutes and hours are round on the wall clock of the zone, days begin at its midnight. Where the
    clock is put back, the hour that comes twice is marked twice.
    """
    rough = (right_ms - left_ms) / max(1, most)
    if rough <= 0:
        return TimeTicks((), "")
    for step_ms in _CLOCK_STEPS:
        if step_ms >= rough:
            stretches = _stretches(left_ms, right_ms, zone)
            ticks = tuple(_clock_ticks(stretches, zone, step_ms))
            start_ms, _, offset_ms = stretches[0]
            return TimeTicks(ticks, _day_words((start_ms + offset_ms) // DAY_MS))
    ticks = tuple(_date_ticks(left_ms, right_ms, zone, rough))
    year = local(left_ms, zone).year
    return TimeTicks(ticks, "" if rough > _MONTH_MS * _MONTH_STEPS[-1] else str(year))


def _clock_ticks(
    stretches: list[tuple[int, int, int]], zone: tzinfo, step_ms: int
) -> Iterator[TimeTick]:
    before: int | None = None
    for start_ms, end_ms, offset_ms in stretches:
        local = -(-(start_ms + offset_ms) // step_ms) * step_ms
        while (at_ms := local - offset_ms) < end_ms:
            midnight = local % DAY_MS == 0
            crowded = before is not None and at_ms - before < step_ms * _CROWDED
            if not crowded or midnight:
                yield _clock_tick(at_ms, zone, midnight)
                before = at_ms
            local += step_ms


@lru_cache(maxsize=64)  # a chart that moves begins in the same day for many frames
def _day_words(day: int) -> str:
    """A day of a wall clock, counted from 1970: `7 Feb 2026`."""
    return moment(day * DAY_MS, UTC, clock=False, year=True)


@lru_cache(maxsize=512)  # a chart that moves has nearly the same marks with every frame
def _clock_tick(at_ms: int, zone: tzinfo, midnight: bool) -> TimeTick:
    text = moment(at_ms, zone, clock=not midnight)
    return TimeTick(at_ms, text if midnight else text[-5:], midnight)


def _date_ticks(left_ms: int, right_ms: int, zone: tzinfo, rough_ms: float) -> Iterator[TimeTick]:
    for day, text, strong in _dates(left_ms, right_ms, zone, rough_ms):
        at_ms = _midnight(day, zone)
        if left_ms <= at_ms <= right_ms:
            yield TimeTick(at_ms, text, strong)


def _dates(
    left_ms: int, right_ms: int, zone: tzinfo, rough_ms: float
) -> Iterator[tuple[date, str, bool]]:
    """Candidate dates from a little before the left end to the right end, with their labels."""
    first = local(left_ms, zone).date()
    last = local(right_ms, zone).date()
    for days in _DAY_STEPS:
        if days * DAY_MS >= rough_ms:
            yield from _days(first, last, days)
            return
    for months in _MONTH_STEPS:
        if months * _MONTH_MS >= rough_ms:
            begin = (first.year * 12 + first.month - 1) // months * months
            for number in range(begin, last.year * 12 + last.month, months):
                day = date(number // 12, number % 12 + 1, 1)
                january = day.month == 1
                yield day, str(day.year) if january else month(day.month), january
            return
    years = next((step for step in _YEAR_STEPS if step * _YEAR_MS >= rough_ms), _YEAR_STEPS[-1])
    for year in range(max(1, first.year // years * years), last.year + 1, years):
        yield date(year, 1, 1), str(year), True


def _days(first: date, last: date, days: int) -> Iterator[tuple[date, str, bool]]:
    """Every so many days, and the first of each month, near which other days give way."""
    # Counted from a Monday, so that weeks begin on Mondays and marks don't move in panning.
    begin = (first.toordinal() - 1) // days * days + 1
    for ordinal in range(begin, last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if day.day == 1:
            january = day.month == 1
            yield day, str(day.year) if january else month(day.month), True
        elif (ordinal - 1) % days == 0 and _is_clear_of_months(day, days):
            yield day, f"{day.day} {month(day.month)}", False


def _is_clear_of_months(day: date, days: int) -> bool:
    """Whether the first of this month and of the next one are far enough away for a mark."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    away = min(day.day - 1, following.toordinal() - day.toordinal())
    return away > days * _CROWDED


def midnights(left_ms: int, right_ms: int, zone: tzinfo) -> list[int]:
    """When the days of a zone begin that begin in view, UTC ms."""
    first, last = (local(one, zone).date().toordinal() for one in (left_ms, right_ms))
    times = (_midnight(date.fromordinal(number), zone) for number in range(first, last + 1))
    return [at_ms for at_ms in times if left_ms <= at_ms <= right_ms]


def zone_name(at_ms: int, zone: tzinfo) -> str:
    """What a zone is called at a moment: `UTC`, `CEST`, or `UTC+5:45` where it has no letters."""
    return _quarter_name(at_ms // _QUARTER_MS, zone)


@lru_cache(maxsize=64)
def _quarter_name(quarter: int, zone: tzinfo) -> str:
    at = local(quarter * _QUARTER_MS, zone)
    name, offset = at.tzname() or "", at.utcoffset()
    if offset is None or (name.isalpha() and name):
        return name
    minutes = round(offset.total_seconds() / 60)
    sign = "+" if minutes >= 0 else "\N{MINUS SIGN}"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def _midnight(day: date, zone: tzinfo) -> int:
    """When the day begins, UTC ms. Where the clock jumps over midnight, the moment it jumps."""
    return round(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)


def _offset_ms(at_ms: int, zone: tzinfo) -> int:
    offset = local(at_ms, zone).utcoffset()
    return round(offset.total_seconds() * 1000) if offset is not None else 0


def _stretches(left_ms: int, right_ms: int, zone: tzinfo) -> list[tuple[int, int, int]]:
    """The view cut where the zone's offset changes: (start, end without it, offset), all ms."""
    days = _day_stretches(left_ms // DAY_MS, right_ms // DAY_MS + 1, zone)
    cut = ((max(start, left_ms), min(end, right_ms + 1), offset) for start, end, offset in days)
    return [stretch for stretch in cut if stretch[0] < stretch[1]]


@lru_cache(maxsize=64)
def _day_stretches(first_day: int, last_day: int, zone: tzinfo) -> list[tuple[int, int, int]]:
    """Stretches of one offset over whole UTC days; panning asks for the same days many times."""
    start, offset = first_day * DAY_MS, _offset_ms(first_day * DAY_MS, zone)
    result: list[tuple[int, int, int]] = []
    for day in range(first_day + 1, last_day + 1):
        following = _offset_ms(day * DAY_MS, zone)
        if following != offset:
            change = _change_ms((day - 1) * DAY_MS, day * DAY_MS, zone)
            result.append((start, change, offset))
            start, offset = change, following
    result.append((start, last_day * DAY_MS, offset))
    return result


def _change_ms(low_ms: int, high_ms: int, zone: tzinfo) -> int:
    """The moment in (low, high] at which the zone's offset changes, to the second."""
    before = _offset_ms(low_ms, zone)
    low, high = low_ms // 1000, high_ms // 1000
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_ms(middle * 1000, zone) == before:
            low = middle
        else:
            high = middle
    return high * 1000
