"""Sessions by the exchange's own clock, with both changes of it, and what counts as open."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.analysis.sessions import (
    last_session,
    local_day,
    session_of,
    session_state,
    sessions_since,
)
from tracker.domain.context import CLOSE_HOURS, INDEX_HOURS, Series
from tracker.domain.times import MINUTE_MS, iso, parse_iso

DAX, FTSE, SPX = (INDEX_HOURS[one] for one in (Series.DAX, Series.FTSE_100, Series.SP_500))


@pytest.mark.parametrize(
    ("series", "day", "opens", "closes"),
    [
        # Winter in both.
        (Series.DAX, "2026-02-12", "08:00", "16:30"),
        (Series.SP_500, "2026-02-12", "14:30", "21:00"),
        # The US changes its clocks on 8 March 2026, Europe on 29 March.
        (Series.SP_500, "2026-03-09", "13:30", "20:00"),
        (Series.DAX, "2026-03-09", "08:00", "16:30"),
        (Series.DAX, "2026-03-30", "07:00", "15:30"),
        (Series.FTSE_100, "2026-03-27", "08:00", "16:30"),
        (Series.FTSE_100, "2026-03-30", "07:00", "15:30"),
        # Back: Europe on 25 October, the US on 1 November.
        (Series.STOXX_50, "2026-10-26", "08:00", "16:30"),
        (Series.NASDAQ, "2026-10-26", "13:30", "20:00"),
        (Series.NASDAQ, "2026-11-02", "14:30", "21:00"),
    ],
)
def test_hours_follow_the_exchanges_own_clock(
    series: Series, day: str, opens: str, closes: str
) -> None:
    session = session_of(INDEX_HOURS[series], date.fromisoformat(day))
    assert session is not None
    assert iso(session.opens_ms) == f"{day}T{opens}:00Z"
    assert iso(session.closes_ms) == f"{day}T{closes}:00Z"


def test_the_vix_closes_a_quarter_of_an_hour_after_the_index() -> None:
    session = session_of(CLOSE_HOURS[Series.VIX], date(2026, 2, 12))
    assert session is not None
    assert iso(session.closes_ms) == "2026-02-12T21:15:00Z"


def test_there_is_no_session_at_a_weekend() -> None:
    assert session_of(DAX, date(2026, 2, 14)) is None
    assert session_of(DAX, date(2026, 2, 15)) is None
    friday = last_session(DAX, parse_iso("2026-02-15T12:00Z"))
    assert friday.day == date(2026, 2, 13)
    # Monday before it opens is still Friday's.
    assert last_session(DAX, parse_iso("2026-02-16T07:59Z")).day == date(2026, 2, 13)
    assert last_session(DAX, parse_iso("2026-02-16T08:00Z")).day == date(2026, 2, 16)


def test_the_day_is_the_one_at_the_exchange() -> None:
    assert local_day(SPX, parse_iso("2026-02-12T03:00Z")) == date(2026, 2, 11)
    assert local_day(DAX, parse_iso("2026-02-11T23:30Z")) == date(2026, 2, 12)


@pytest.mark.parametrize(
    ("now", "quoted", "words"),
    [
        ("2026-02-12T09:30Z", "2026-02-12T09:15Z", "open"),
        ("2026-02-12T16:29Z", "2026-02-12T16:14Z", "open"),
        ("2026-02-12T16:30Z", "2026-02-12T16:29Z", "closed (Thu)"),
        ("2026-02-12T07:59Z", "2026-02-11T16:30Z", "closed (Wed)"),
        ("2026-02-15T12:00Z", "2026-02-13T16:30Z", "closed (Fri)"),
        # Within its hours, but nothing was quoted today: a holiday, or no quotes come.
        ("2026-02-12T09:30Z", "2026-02-11T16:30Z", "closed (Wed)"),
        # Quotes that stopped an hour ago are not those of an open market.
        ("2026-02-12T12:00Z", "2026-02-12T10:59Z", "closed (Thu)"),
    ],
)
def test_open_is_what_is_quoted_within_its_hours(now: str, quoted: str, words: str) -> None:
    assert session_state(DAX, parse_iso(quoted), parse_iso(now)).words == words


def test_sessions_are_counted_by_their_closes() -> None:
    friday = parse_iso("2026-02-13T16:30Z")
    assert sessions_since(DAX, friday, parse_iso("2026-02-16T16:29Z")) == 0
    assert sessions_since(DAX, friday, parse_iso("2026-02-16T16:30Z")) == 1
    assert sessions_since(DAX, friday - MINUTE_MS, friday) == 1
    assert sessions_since(DAX, friday, parse_iso("2026-02-20T18:00Z")) == 5
    assert sessions_since(DAX, friday, friday - 10 * MINUTE_MS) == 0
