"""Quiet hours on the wall clock, over midnight too."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.quiet import BadQuietHours, QuietHours
from tracker.domain.times import MINUTE_MS, parse_iso

NIGHT = QuietHours(22 * 60, 7 * 60)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("22:00-07:00", NIGHT),
        (" 22:00 – 7:00 ", NIGHT),
        ("0:00-23:59", QuietHours(0, 1_439)),
        ("", None),
        ("  ", None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, hours: QuietHours | None) -> None:
    assert QuietHours.parse(text) == hours


@pytest.mark.parametrize(
    "text", ["22:00", "24:00-07:00", "22:60-07:00", "8:00-8:00", "22-7", "a", "22:00-07:00-08:00"]
)
def test_what_are_no_hours_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadQuietHours, match="write for example 22:00-07:00"):
        QuietHours.parse(text)


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("21:59", False), ("22:00", True), ("00:00", True), ("06:59", True), ("07:00", False)],
)
def test_a_night_spans_midnight_and_its_end_is_not_quiet(clock: str, quiet: bool) -> None:
    assert NIGHT.cover(parse_iso(f"2026-02-04T{clock}:00Z"), UTC) is quiet


def test_the_hours_are_those_of_the_wall_clock() -> None:
    zone = ZoneInfo("America/New_York")
    assert NIGHT.cover(parse_iso("2026-02-05T03:00:00Z"), zone)  # 22:00 there
    assert not NIGHT.cover(parse_iso("2026-02-04T22:00:00Z"), zone)  # 17:00 there


@given(
    st.integers(0, 1_439), st.integers(0, 1_439), st.integers(0, 10**6).map(lambda at: at * 61_007)
)
def test_a_moment_is_quiet_or_it_is_not_by_its_minute(start: int, end: int, at_ms: int) -> None:
    moment = datetime.fromtimestamp(at_ms / 1_000, UTC)
    minute = 60 * moment.hour + moment.minute
    inside = start <= minute < end if start <= end else minute >= start or minute < end
    assert QuietHours(start, end).cover(at_ms, UTC) is inside
    assert QuietHours(start, end).cover(at_ms + 1_440 * MINUTE_MS, UTC) is inside
