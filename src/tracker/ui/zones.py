"""Times in words, in UTC or in the zone of this machine."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimeZone

from tracker.analysis import words


def local_zone() -> tzinfo:
    """The machine's zone with its summer times; its present distance from UTC where it has no name."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return datetime.now().astimezone().tzinfo or UTC


def moment(at_ms: int, zone: tzinfo) -> str:
    """A time that says its zone: 4 Feb 15:00 UTC."""
    name = datetime.fromtimestamp(at_ms / 1_000, zone).tzname()
    return f"{words.clock(at_ms, zone=zone)} {name}"


def seconds(at_ms: int, zone: tzinfo) -> str:
    """A time of day to the second: 15:00:07."""
    return f"{datetime.fromtimestamp(at_ms / 1_000, zone):%H:%M:%S}"
