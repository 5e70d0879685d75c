"""Quiet hours: the part of each day in which nothing pops up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from tracker.domain.errors import TrackerError

_DAY_MINUTES = 1_440
_WORDS = re.compile(r"^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$")


class BadQuietHours(TrackerError):
    """Words that are no quiet hours."""


@dataclass(frozen=True, slots=True)
class QuietHours:
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
            raise BadQuietHours(f"“{text}” are no quiet hours; write for example 22:00-07:00.")
        return cls(*minutes)

    def cover(self, at_ms: int, zone: tzinfo | None = None) -> bool:
        """Whether a moment is quiet, in a zone or on this machine's wall clock."""
        moment = datetime.fromtimestamp(at_ms / 1_000, zone)
        since = (60 * moment.hour + moment.minute - self.start_minute) % _DAY_MINUTES
        return since < (self.end_minute - self.start_minute) % _DAY_MINUTES
