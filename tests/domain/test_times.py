from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.times import (
    D1,
    DAY_MS,
    H1,
    H4,
    HOUR_MS,
    INTERVALS,
    M1,
    M5,
    M15,
    MINUTE_MS,
    BadTime,
    Interval,
    base_interval,
    epoch_ms,
    iso,
    parse_iso,
    parse_until,
    parse_when,
)

#: 2026-02-04T16:00:00Z, a Wednesday.
FEB_4 = 1_770_220_800_000
LATEST_MS = 253_402_300_799_999
MOMENTS = st.integers(0, LATEST_MS)


@pytest.mark.parametrize(
    ("text", "ms", "name"),
    [
        ("1m", MINUTE_MS, "1m"),
        ("5m", 5 * MINUTE_MS, "5m"),
        (" 4h ", 4 * HOUR_MS, "4h"),
        ("1d", DAY_MS, "1d"),
        ("1w", 7 * DAY_MS, "1w"),
        ("9999m", 9999 * MINUTE_MS, "9999m"),
    ],
)
def test_an_interval_is_a_whole_number_of_minutes_hours_days_or_weeks(
    text: str, ms: int, name: str
) -> None:
    interval = Interval.parse(text)
    assert (interval.ms, interval.name, str(interval)) == (ms, name, name)
    assert interval.seconds * 1_000 == ms


@pytest.mark.parametrize(
    "text",
    ["", "0m", "1", "h", "1M", "1s", "-1h", "1.5h", "01h", "10000m", "1 h", "1h1m", "\u0661h"],
)
def test_what_is_not_an_interval_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadTime, match=r"is not an interval; write for example 5m"):
        Interval.parse(text)


def test_intervals_sort_by_their_length() -> None:
    assert sorted([D1, M5, H4, M1, H1, M15]) == list(INTERVALS)


@pytest.mark.parametrize(
    ("interval", "moment", "opened"),
    [
        (M5, "2026-02-04T16:07:59.999Z", "2026-02-04T16:05:00Z"),
        (H1, "2026-02-04T16:00:00Z", "2026-02-04T16:00:00Z"),
        (H1, "2026-02-04T15:59:59.999Z", "2026-02-04T15:00:00Z"),
        (H4, "2026-02-04T03:59:00Z", "2026-02-04T00:00:00Z"),
        (D1, "2026-02-04T23:59:59.999Z", "2026-02-04T00:00:00Z"),
        (Interval.parse("1w"), "2026-02-04T16:00:00Z", "2026-02-02T00:00:00Z"),
        (Interval.parse("1w"), "2026-02-01T23:59:59.999Z", "2026-01-26T00:00:00Z"),
        (Interval.parse("1w"), "2026-02-02T00:00:00Z", "2026-02-02T00:00:00Z"),
    ],
)
def test_candles_open_on_utc_boundaries_and_weeks_on_monday(
    interval: Interval, moment: str, opened: str
) -> None:
    assert iso(interval.floor(parse_iso(moment))) == opened


@given(MOMENTS, st.sampled_from(["1m", "7m", "1h", "4h", "1d", "3d", "1w", "2w"]))
def test_the_floor_is_the_opening_of_the_candle_that_holds_the_moment(
    at_ms: int, name: str
) -> None:
    interval = Interval.parse(name)
    opened = interval.floor(at_ms)
    assert opened <= at_ms < opened + interval.ms
    assert interval.floor(opened) == opened
    assert interval.floor(opened + interval.ms) == opened + interval.ms


@given(MOMENTS)
def test_every_week_opens_on_a_monday(at_ms: int) -> None:
    opened = Interval.parse("1w").floor(at_ms)
    # The first days of 1970 belong to a week that opened before it.
    assert opened < 0 or datetime.fromtimestamp(opened / 1_000, UTC).weekday() == 0


def test_iso_writes_milliseconds_only_where_there_are_any() -> None:
    assert iso(FEB_4) == "2026-02-04T16:00:00Z"
    assert iso(FEB_4 + 7) == "2026-02-04T16:00:00.007Z"
    assert iso(0) == "1970-01-01T00:00:00Z"


@given(MOMENTS)
def test_iso_and_parse_iso_undo_each_other(at_ms: int) -> None:
    assert parse_iso(iso(at_ms)) == at_ms


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-04T16:00:00Z",
        "2026-02-04T16:00",
        "2026-02-04 16:00:00",
        "2026-02-04T17:00:00+01:00",
        "20260204T160000Z",
        " 2026-02-04T16:00:00.000999Z ",
    ],
)
def test_a_time_without_an_offset_is_utc_and_digits_below_the_millisecond_are_cut(
    text: str,
) -> None:
    assert parse_iso(text) == FEB_4


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "2026-02-30", "16:00", "1e9"])
def test_what_is_not_a_time_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadTime, match=r"is not a time; write for example 2026"):
        parse_iso(text)


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [
        ("24h", FEB_4 - DAY_MS),
        ("-24h", FEB_4 - DAY_MS),
        ("90m", FEB_4 - 90 * MINUTE_MS),
        (" 2w ", FEB_4 - 14 * DAY_MS),
        ("1770220800", FEB_4),
        ("1770220800000", FEB_4),
        ("1770220800000000", FEB_4),
        ("1770220800000000000", FEB_4),
        ("2026-02-04T16:00:00Z", FEB_4),
        ("2026-02-04", FEB_4 - 16 * HOUR_MS),
        ("0", 0),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, at_ms: int) -> None:
    assert parse_when(text, FEB_4) == at_ms


@pytest.mark.parametrize(
    "text",
    ["", "now", "²", "\u0661\u0662", "9" * 5_000, "9" * 21, "999999w", "+5h", "5 h", "-1770220800"],
)
def test_what_is_no_moment_is_refused_in_words_and_nothing_else(text: str) -> None:
    with pytest.raises(BadTime, match=r"\w+ \w+"):
        parse_when(text, FEB_4)


def test_a_moment_ago_does_not_lie_before_1970() -> None:
    assert parse_when("1m", MINUTE_MS) == 0
    with pytest.raises(BadTime, match=r"“1m” ago was before 1970"):
        parse_when("1m", MINUTE_MS - 1)


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_is_refused(text: str) -> None:
    try:
        at_ms = parse_when(text, FEB_4)
    except BadTime:
        return
    assert isinstance(at_ms, int)


@given(st.integers(100_000_000_001, 99_999_999_999_999))
def test_the_unit_of_a_time_is_told_by_its_size(at_ms: int) -> None:
    """From March 1973 to the year 5138, which is what telling units apart by size leaves."""
    assert epoch_ms(at_ms) == at_ms
    assert epoch_ms(at_ms * 1_000 + 999) == at_ms
    assert epoch_ms(at_ms * 1_000_000 + 999_999) == at_ms
    assert epoch_ms(at_ms // 1_000) == at_ms // 1_000 * 1_000


@pytest.mark.parametrize(
    ("value", "at_ms"),
    [
        (1_770_220_800.25, FEB_4 + 250),
        (0, 0),
        (1e11, 100_000_000_000_000),
        (1e11 + 1, 100_000_000_001),
        (1e14, 100_000_000_000_000),
        (100_000_000_000_001, 100_000_000_000),
        (1e14 + 1_000, 100_000_000_001),
        (100_000_000_000_000_001, 100_000_000_000),
        (LATEST_MS * 1_000_000, LATEST_MS),
        (1e17, 100_000_000_000_000),
    ],
)
def test_the_limits_between_the_units(value: float, at_ms: int) -> None:
    assert epoch_ms(value) == at_ms


@pytest.mark.parametrize(
    "value",
    [
        -1,
        -1e18,
        (LATEST_MS + 1) * 1_000_000,
        2.6e20,
        1e21,
        1e300,
        float("inf"),
        float("-inf"),
        float("nan"),
        10**400,
    ],
)
def test_an_absurd_time_is_refused_in_words(value: float) -> None:
    with pytest.raises(BadTime, match="is not a time between 1970 and 9999"):
        epoch_ms(value)


@pytest.mark.parametrize(
    ("text", "until_ms"),
    [
        ("2h", FEB_4 + 2 * HOUR_MS),
        (" +30d ", FEB_4 + 30 * DAY_MS),
        ("2026-02-05", FEB_4 + 8 * HOUR_MS),
        ("1770220800001", FEB_4 + 1),
    ],
)
def test_the_end_of_something_lies_ahead(text: str, until_ms: int) -> None:
    assert parse_until(text, FEB_4) == until_ms


@pytest.mark.parametrize("text", ["", "never", "-2h", "0h", "2026-02-04", str(FEB_4), "9999999w"])
def test_what_is_over_or_no_time_is_no_end(text: str) -> None:
    with pytest.raises(BadTime):
        parse_until(text, FEB_4)


@given(st.integers(1, 9_999), st.sampled_from("mhdw"))
def test_an_interval_is_the_same_by_its_word_and_by_its_length(count: int, unit: str) -> None:
    one = Interval.parse(f"{count}{unit}")
    assert Interval.of(one.ms) == one
    base = base_interval(one)
    assert one.ms % base.ms == 0
    assert all(one.ms % longer.ms for longer in INTERVALS if longer.ms > base.ms)


@pytest.mark.parametrize("ms", [0, -MINUTE_MS, 1_000, MINUTE_MS + 1])
def test_what_is_no_number_of_minutes_is_no_interval(ms: int) -> None:
    with pytest.raises(BadTime):
        Interval.of(ms)
