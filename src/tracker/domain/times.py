"""Times are UTC milliseconds since 1970; this module turns them into candles' boundaries and words."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from msgspec import Struct

from tracker.domain.translating import tr

SECOND_MS = 1_000
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS

_UNIT_MS = {"m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS, "w": WEEK_MS}
_INTERVAL = re.compile(r"^([1-9]\d{0,3})([mhdw])$", re.ASCII)
_RELATIVE = re.compile(r"^-?([1-9]\d{0,5})([mhdw])$", re.ASCII)
_EPOCH = re.compile(r"^\d{1,21}$", re.ASCII)
# 1970-01-01 was a Thursday; weeks begin on Monday, four days later.
_WEEK_ORIGIN_MS = 4 * DAY_MS
_LATEST_MS = 253_402_300_799_999  # the end of the year 9999


class BadTime(ValueError):
    """A text that is not a time or an interval; the message is a sentence for people."""


class Interval(Struct, frozen=True, order=True):
    """The length of a candle. `name` is the field's own notation: 1m, 5m, 15m, 1h, 4h, 1d, 1w."""

    ms: int
    name: str

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read `5m`, `1h`, `1d`, `1w`.

        Raises:
            BadTime: where the text is not a whole number of minutes, hours, days or weeks.
        """
        match = _INTERVAL.match(text.strip())
        if match is None:
            raise BadTime(
                tr("“{text}” is not an interval; write for example 5m, 1h, 4h or 1d.", text=text)
            )
        return cls.of(int(match[1]) * _UNIT_MS[match[2]])

    @classmethod
    def of(cls, ms: int) -> Interval:
        """The interval of so many milliseconds.

        Raises:
            BadTime: where that is not a whole number of minutes.
        """
        if ms <= 0 or ms % MINUTE_MS:
            raise BadTime(tr("{ms} ms is not a whole number of minutes.", ms=ms))
        # The largest unit that divides it: 60m is 1h, so that one length has one name.
        unit = next(name for name in "wdhm" if ms % _UNIT_MS[name] == 0)
        return cls(ms, f"{ms // _UNIT_MS[unit]}{unit}")

    @property
    def seconds(self) -> int:
        """The same length in seconds, as it is stored."""
        return self.ms // SECOND_MS

    def floor(self, at_ms: int) -> int:
        """The opening time of the candle that holds `at_ms`, on UTC boundaries (weeks on Monday)."""
        origin = _WEEK_ORIGIN_MS if self.ms % WEEK_MS == 0 else 0
        return (at_ms - origin) // self.ms * self.ms + origin

    def __str__(self) -> str:
        return self.name


M1 = Interval.parse("1m")
M5 = Interval.parse("5m")
M15 = Interval.parse("15m")
H1 = Interval.parse("1h")
H4 = Interval.parse("4h")
D1 = Interval.parse("1d")
W1 = Interval.parse("1w")
#: The intervals that are fetched from venues as they are, shortest first.
INTERVALS = (M1, M5, M15, H1, H4, D1)
#: The intervals that a chart can be drawn at; those that are not fetched are made of shorter candles.
CHART_INTERVALS = tuple(
    Interval.parse(name)
    for name in ("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d", "1w")
)


def parts_of(interval: Interval) -> tuple[Interval, ...]:
    """The fetched intervals that candles of this one can be made of, longest first; itself where it is."""
    return tuple(one for one in reversed(INTERVALS) if interval.ms % one.ms == 0)


def base_interval(timeframe: Interval) -> Interval:
    """The fetched interval that a timeframe is made of: itself, or the longest that divides it."""
    return parts_of(timeframe)[0]


def iso(at_ms: int) -> str:
    """ISO-8601 in UTC with `Z`; milliseconds only where there are any: `2026-02-04T16:00:00Z`."""
    text = datetime.fromtimestamp(at_ms // SECOND_MS, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    rest = at_ms % SECOND_MS
    return f"{text}.{rest:03d}Z" if rest else f"{text}Z"


def parse_iso(text: str) -> int:
    """Read an ISO-8601 date or time; without an offset it is UTC.

    Raises:
        BadTime: where the text is none.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadTime(
            tr("“{text}” is not a time; write for example 2026-02-04T16:00:00Z.", text=text)
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    whole = int(moment.replace(microsecond=0).timestamp())
    return whole * SECOND_MS + moment.microsecond // 1_000


def parse_when(text: str, now_ms: int) -> int:
    """Read what people write for a moment: ISO-8601, epoch seconds or milliseconds, or `24h` ago.

    Raises:
        BadTime: where the text is none of these.
    """
    text = text.strip()
    relative = _RELATIVE.match(text)
    if relative is not None:
        at_ms = now_ms - int(relative[1]) * _UNIT_MS[relative[2]]
        if at_ms < 0:
            raise BadTime(tr("“{text}” ago was before 1970.", text=text))
        return at_ms
    if _EPOCH.match(text):
        return epoch_ms(int(text))
    return parse_iso(text)


def parse_until(text: str, now_ms: int) -> int:
    """Read the end of something that lasts: `30d` from now, or what `parse_when` reads.

    Raises:
        BadTime: where the text is none of these, or the moment is not to come.
    """
    text = text.strip()
    relative = _RELATIVE.match(text.removeprefix("+"))
    if relative is not None and not text.startswith("-"):
        until_ms = now_ms + int(relative[1]) * _UNIT_MS[relative[2]]
    else:
        until_ms = parse_when(text, now_ms)
    if not now_ms < until_ms <= _LATEST_MS:
        raise BadTime(tr("“{text}” is not a time to come; write for example 30d or 2h.", text=text))
    return until_ms


def epoch_ms(value: float) -> int:
    """A point in time given in s, ms, µs or ns since 1970, told apart by its size, as ms.

    The limits tell the units apart: above 1e17 ns, 1e14 µs, 1e11 ms, else s.

    Raises:
        BadTime: where the value lies outside 1970 to 9999.
    """
    if not 0 <= value < 1e21:  # NaN compares false
        raise BadTime(tr("{value} is not a time between 1970 and 9999.", value=value))
    if value > 1e17:
        at_ms = int(value) // 1_000_000
    elif value > 1e14:
        at_ms = int(value) // 1_000
    elif value > 1e11:
        at_ms = int(value)
    else:
        at_ms = round(value * SECOND_MS)
    if at_ms > _LATEST_MS:
        raise BadTime(tr("{value} is not a time between 1970 and 9999.", value=value))
    return at_ms
