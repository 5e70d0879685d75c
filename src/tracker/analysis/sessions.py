"""When an equity index is computed: sessions by the exchange's own clock, daylight saving included.

Regular hours only (domain/context.py). Holidays and short days are not known here: whether an index
is open is decided together with what it last said (docs/methodology.md, section 10.2).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from tracker.analysis.words import weekday
from tracker.domain.context import Hours
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import tr

_SATURDAY = 5
#: A session without a quote for so long is a holiday, or the quotes do not come.
_QUIET_MS = HOUR_MS


class Session(Struct, frozen=True):
    """One day of an index, half-open in UTC ms."""

    day: date
    opens_ms: int
    closes_ms: int


class SessionState(Struct, frozen=True):
    """Whether an index is computed now, and the day that its newest value is of."""

    is_open: bool
    day: date

    @property
    def words(self) -> str:
        """What stands beside its change: open, or closed (Fri)."""
        return tr("open") if self.is_open else tr("closed ({day})", day=weekday(self.day))


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000


def session_of(hours: Hours, day: date) -> Session | None:
    """The session of a day; None on a Saturday or Sunday."""
    if day.weekday() >= _SATURDAY:
        return None
    midnight = datetime.combine(day, time(), _zone(hours.zone))
    # Wall-clock minutes: no session of these exchanges spans a change of clocks.
    opens = midnight.replace(hour=hours.opens_min // 60, minute=hours.opens_min % 60)
    closes = midnight.replace(hour=hours.closes_min // 60, minute=hours.closes_min % 60)
    return Session(day, _ms(opens.astimezone(UTC)), _ms(closes.astimezone(UTC)))


def local_day(hours: Hours, at_ms: int) -> date:
    """The day that it is at the exchange."""
    return datetime.fromtimestamp(at_ms / 1_000, _zone(hours.zone)).date()


def last_session(hours: Hours, now_ms: int) -> Session:
    """The session that runs now, or the last one that began."""
    day = local_day(hours, now_ms)
    while True:
        session = session_of(hours, day)
        if session is not None and session.opens_ms <= now_ms:
            return session
        day -= timedelta(days=1)


def sessions_since(hours: Hours, at_ms: int, now_ms: int) -> int:
    """How many sessions ended after a moment and up to now; of a holiday there is one too, by the clock."""
    day, last, count = local_day(hours, at_ms), local_day(hours, now_ms), 0
    while day <= last:
        session = session_of(hours, day)
        if session is not None and at_ms < session.closes_ms <= now_ms:
            count += 1
        day += timedelta(days=1)
    return count


def session_state(hours: Hours, quoted_ms: int, now_ms: int) -> SessionState:
    """Whether an index is open, by its hours and by when it was quoted last.

    Within its hours it counts as open where it was quoted in this session less than an hour ago;
    a delayed quote is one of it. Otherwise it is closed since the day of the quote: on a holiday
    there is none of today.

    Args:
        hours: of the index.
        quoted_ms: the moment of its newest value, in UTC ms.
        now_ms: the present, in UTC ms.
    """
    session = last_session(hours, now_ms)
    inside = session.opens_ms <= now_ms < session.closes_ms
    fresh = session.opens_ms <= quoted_ms < session.closes_ms and now_ms - quoted_ms <= _QUIET_MS
    return SessionState(inside and fresh, local_day(hours, quoted_ms))
