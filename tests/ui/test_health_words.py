"""What the page of health says of a channel, column by column."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from msgspec.structs import replace

from tracker.domain.health import Channel, Health, State
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.ui.panels.health_words import (
    Column,
    Wording,
    channel_name,
    counted,
    deserves_a_look,
    why,
)
from ui.samples import NOW_MS, TITLES

NARROW = "\N{NARROW NO-BREAK SPACE}"
LIVE = Health("alpha", Channel.OI, State.LIVE, NOW_MS - 4_000, 30.0)
DOWN = replace(
    LIVE,
    state=State.DOWN,
    reason="It asks to wait.",
    retry_at_ms=NOW_MS + 47_000,
    http=429,
    failures=4,
    skew_ms=3_400,
    budget_used=0.93,
)


def cell(row: Health, column: Column) -> str:
    return Wording(TITLES, NOW_MS).cell(row, column)


def test_a_row_that_is_well_says_little() -> None:
    assert [cell(LIVE, one) for one in Column] == [
        "Alpha",
        "open interest",
        "live",
        "4 s ago",
        "every 30 s",
        "",
        "–",
        "–",
        "",
    ]


def test_a_row_that_failed_says_why_and_when_next() -> None:
    assert [cell(DOWN, one) for one in Column][4:] == [
        "every 30 s",
        "in 47 s · 4×",
        "+3.4 s",
        f"93{NARROW}%",
        "HTTP 429: It asks to wait.",
    ]
    assert cell(replace(DOWN, retry_at_ms=NOW_MS - 1, failures=1), Column.RETRY) == "now"


def test_a_status_that_the_sentence_names_is_not_said_twice() -> None:
    assert why(replace(DOWN, reason="A fault of its own (HTTP 429).")) == (
        "A fault of its own (HTTP 429)."
    )
    assert why(replace(DOWN, reason=None)) == "HTTP 429"
    assert why(LIVE) == ""


@pytest.mark.parametrize(
    ("ago_ms", "said"),
    [
        (-500, "0 s ago"),
        (119_000, "119 s ago"),
        (2 * MINUTE_MS, "2 min ago"),
        (119 * MINUTE_MS, "119 min ago"),
        (47 * HOUR_MS, "47 h ago"),
        (3 * DAY_MS, "3 d ago"),
    ],
)
def test_ages_are_in_the_unit_that_fits(ago_ms: int, said: str) -> None:
    assert cell(replace(LIVE, last_event_at_ms=NOW_MS - ago_ms), Column.LAST) == said


def test_what_is_unknown_is_a_dash_and_never_zero() -> None:
    unknown = Health("alpha", Channel.OI, State.OFF)
    assert cell(unknown, Column.LAST) == "–"
    assert cell(unknown, Column.CLOCK) == "–"
    assert cell(unknown, Column.BUDGET) == "–"
    assert cell(unknown, Column.EXPECTED) == "as it comes"


@pytest.mark.parametrize(
    ("cadence_s", "said"),
    [(1.5, "every 2 s"), (60.0, "every 1 min"), (3_600.0, "every 1 h"), (86_400.0, "every 1 d")],
)
def test_a_rhythm_is_said_in_whole_units(cadence_s: float, said: str) -> None:
    assert cell(replace(LIVE, expected_cadence_s=cadence_s), Column.EXPECTED) == said


@pytest.mark.parametrize(
    ("skew_ms", "said"),
    [(0, "< 0.5 s"), (-499, "< 0.5 s"), (-1_300, "−1.3 s"), (3 * HOUR_MS, "+3 h")],
)
def test_a_clock_says_how_far_it_is_off(skew_ms: int, said: str) -> None:
    assert cell(replace(LIVE, skew_ms=skew_ms), Column.CLOCK) == said


def test_a_clock_far_off_and_a_full_budget_deserve_a_look() -> None:
    assert deserves_a_look(DOWN, Column.CLOCK)
    assert deserves_a_look(DOWN, Column.BUDGET)
    assert not deserves_a_look(LIVE, Column.CLOCK)
    assert not deserves_a_look(replace(LIVE, skew_ms=-400, budget_used=0.5), Column.BUDGET)
    assert not deserves_a_look(DOWN, Column.WHY)


def test_the_tip_says_all_in_the_zone_of_the_window() -> None:
    zone = timezone(timedelta(hours=2))
    assert Wording(TITLES, NOW_MS, zone).tip(DOWN).splitlines() == [
        "Alpha open interest: down.",
        "HTTP 429: It asks to wait.",
        "The last event came at 11:29:56.",
        "It is tried again at 11:30:47.",
        "It failed 4 times in a row.",
        "Its clock is 3.4 s ahead of this computer's.",
        f"93{NARROW}% of the requests we allow ourselves there are used.",
    ]
    quiet = Health("alpha", Channel.OI, State.OFF, skew_ms=-2_000)
    assert Wording(TITLES, NOW_MS).tip(quiet).splitlines()[1:] == [
        "Nothing has come yet.",
        "Its clock is 2.0 s behind this computer's.",
    ]


def test_the_unknown_is_sorted_last_and_the_worst_first() -> None:
    wording = Wording(TITLES, NOW_MS)
    unknown = Health("elsewhere", Channel.OI, State.OFF)
    for column in (Column.VENUE, Column.LAST, Column.RETRY, Column.CLOCK, Column.BUDGET):
        assert wording.key(DOWN, column) < wording.key(unknown, column), column
    assert wording.key(DOWN, Column.STATE) < wording.key(LIVE, Column.STATE)
    assert wording.key(DOWN, Column.WHY) < wording.key(LIVE, Column.WHY)
    assert wording.key(LIVE, Column.EXPECTED) < wording.key(unknown, Column.EXPECTED)
    newer = replace(LIVE, last_event_at_ms=NOW_MS)
    assert wording.key(newer, Column.LAST) < wording.key(LIVE, Column.LAST)


def test_channels_are_counted_by_state() -> None:
    assert counted([]) == ""
    assert counted([LIVE]) == "1 channel: 1 live"
    assert counted([LIVE, DOWN, LIVE]) == "3 channels: 2 live, 1 down"
    assert channel_name(Channel.FUNDING) == "funding"


def test_the_text_is_a_table_with_its_time() -> None:
    lines = Wording(TITLES, NOW_MS).table([LIVE, DOWN]).splitlines()
    assert lines[0] == "Tracker, health of the venues at 2026-02-12T09:30:00Z"
    heading, first, second = lines[2:]
    assert heading.split()[:3] == ["Venue", "Channel", "State"]
    at = heading.index("Why")
    assert second[at:] == "HTTP 429: It asks to wait."
    assert first.startswith("Alpha  open interest  live")
