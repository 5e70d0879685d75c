"""When nothing pops up: in the quiet hours of each day, and for as long as the user muted it."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, tzinfo

from msgspec import Struct

from tracker.domain.errors import TrackerError
from tracker.domain.translating import tr

_DAY_MINUTES = 1_440
#: What “until the morning” means.
_MORNING_HOUR = 8
_WORDS = re.compile(r"^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$")


class BadQuietHours(TrackerError):
    """Words that are no quiet hours."""


class QuietHours(Struct, frozen=True):
    """From one minute of the day to another, on the wall clock; may span midnight.

    Attributes:
        start_minute: the first minute that is quiet, counted from midnight.
        end_minute: the first one that no longer is.
    """

    start_minute: int
    end_minute: int

    @classmethod
    def parse(cls, text: str) -> QuietHours | None:
        """Read `22:00-07:00`; None where nothing is written.

        Raises:
            BadQuietHours: where it is something else.
        """
        if not text.strip():
            return None
        match = _WORDS.match(text)
        minutes = []
        if match is not None:
            hours = (int(match[1]), int(match[3]))
            minutes = [
                60 * hour + int(minute)
                for hour, minute in zip(hours, (match[2], match[4]), strict=True)
                if hour < 24 and int(minute) < 60
            ]
        if len(minutes) != 2 or minutes[0] == minutes[1]:
            raise BadQuietHours(
                tr("“{text}” are no quiet hours; write for example 22:00-07:00.", text=text)
            )
        return cls(*minutes)

    def cover(self, at_ms: int, zone: tzinfo | None = None) -> bool:
        """Whether a moment is quiet, in a zone or on this machine's wall clock."""
        moment = datetime.fromtimestamp(at_ms / 1_000, zone)
        since = (60 * moment.hour + moment.minute - self.start_minute) % _DAY_MINUTES
        return since < (self.end_minute - self.start_minute) % _DAY_MINUTES

    def __str__(self) -> str:
        """As it is read: 22:00-07:00."""
        start, end = (divmod(one, 60) for one in (self.start_minute, self.end_minute))
        return f"{start[0]:02}:{start[1]:02}-{end[0]:02}:{end[1]:02}"


class Mute(Struct, frozen=True):
    """A stretch that the user muted, half-open in UTC ms."""

    from_ms: int
    until_ms: int

    def covers(self, at_ms: int) -> bool:
        """Whether a moment lies in it."""
        return self.from_ms <= at_ms < self.until_ms

    def pack(self) -> bytes:
        """For the journal."""
        return json.dumps([self.from_ms, self.until_ms]).encode()

    @classmethod
    def unpack(cls, packed: bytes | None) -> Mute | None:
        """What the journal kept; None for nothing, and for what makes no sense."""
        try:
            from_ms, until_ms = json.loads(packed or b"null")
            return cls(int(from_ms), int(until_ms))
        except (TypeError, ValueError):
            return None


def next_morning(now_ms: int, zone: tzinfo) -> int:
    """The next eight o'clock in the morning on a zone's wall clock, UTC ms."""
    now = datetime.fromtimestamp(now_ms / 1_000, zone)
    morning = now.replace(hour=_MORNING_HOUR, minute=0, second=0, microsecond=0)
    if morning <= now:
        morning += timedelta(days=1)
    return int(morning.timestamp() * 1_000)
