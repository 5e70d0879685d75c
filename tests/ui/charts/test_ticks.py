"""Marks of the axes: round prices; round local times, also where clocks are changed."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, parse_iso
from tracker.ui.charts.ticks import (
    local,
    moment,
    round_to_step,
    time_ticks,
    value_step,
    value_ticks,
)

ZONES = [
    UTC,
    timezone(timedelta(hours=-3, minutes=-30)),
    *(
        ZoneInfo(name)
        for name in (
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kolkata",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "America/Sao_Paulo",
            "Asia/Beirut",
        )
    ),
]


@settings(deadline=None)
@given(st.floats(1e-9, 1e9), st.floats(1e-4, 2), st.integers(2, 30))
def test_value_ticks_are_round_even_and_inside(low: float, share: float, most: int) -> None:
    high = low * (1 + share)
    ticks = value_ticks(low, high, most)
    values, step = ticks.values, ticks.step
    assert len(values) <= most + 1
    assert ((values >= low - step * 1e-6) & (values <= high + step * 1e-6)).all()
    assert all(math.isclose(value / step, round(value / step), abs_tol=1e-6) for value in values)
    mantissa = step / 10.0 ** math.floor(math.log10(step) + 1e-9)
    assert any(math.isclose(mantissa, good, rel_tol=1e-9) for good in (1, 2, 2.5, 5))
    # The next smaller step would be too many.
    assert (high - low) / step <= most * (1 + 1e-6)


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (67_000, 77_500, 5, [67_500, 70_000, 72_500, 75_000, 77_500]),
        (0.00001234, 0.00001278, 5, [1.24e-5, 1.25e-5, 1.26e-5, 1.27e-5]),
        (1_234_567.8, 1_234_569.1, 4, [1_234_568.0, 1_234_568.5, 1_234_569.0]),
        (-1, 1, 4, [-1, -0.5, 0, 0.5, 1]),
    ],
)
def test_value_ticks_by_hand(low: float, high: float, most: int, expected: list[float]) -> None:
    assert value_ticks(low, high, most).values.tolist() == expected


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0)])
def test_no_ticks_without_a_span(low: float, high: float) -> None:
    assert len(value_ticks(low, high, 5).values) == 0


def test_no_ticks_where_a_double_cannot_tell_them_apart() -> None:
    assert len(value_ticks(1e15, 1e15 + 0.25, 5).values) == 0


@settings(deadline=None)
@given(st.floats(1e-8, 1e7), st.floats(1e-6, 0.05))
def test_a_dragged_level_lands_on_a_round_price_within_a_pixel(price: float, share: float) -> None:
    resolution = price * share
    rounded = round_to_step(price, resolution)
    assert abs(rounded - price) <= resolution * 0.51
    figures = f"{rounded:.12e}".split("e")[0].replace(".", "").strip("0")
    assert len(figures) <= 7


def test_a_resolution_that_is_none_rounds_nothing() -> None:
    assert round_to_step(69_998.2173, 13.4) == 70_000.0
    assert round_to_step(69_998.2173, 0.0) == 69_998.2173
    assert round_to_step(69_998.2173, math.inf) == 69_998.2173
    assert value_step(9.9, 10) == 1.0


@given(
    st.sampled_from(ZONES),
    st.integers(parse_iso("1999-01-01"), parse_iso("2035-01-01")),
    st.floats(math.log(3 * MINUTE_MS), math.log(30 * 365 * DAY_MS)),
    st.integers(2, 20),
)
@settings(max_examples=400, deadline=None)
def test_time_ticks_are_round_on_the_wall_clock(
    zone: tzinfo, left: int, log_span: float, most: int
) -> None:
    span = round(math.exp(log_span))
    right = left + span
    marks = time_ticks(left, right, zone, most)
    times = [tick.at_ms for tick in marks.ticks]
    assert times == sorted(set(times))
    assert all(left <= time <= right for time in times)
    assert len(times) <= most * 1.3 + 3
    for tick in marks.ticks:
        at = local(tick.at_ms, zone)
        assert at.second == 0
        if ":" in tick.text:
            assert tick.text == f"{at.hour:02d}:{at.minute:02d}"
        elif zone not in ZONES[-2:]:  # where clocks jump over midnight, a day begins at one
            assert (at.hour, at.minute) == (0, 0)
        if tick.text.isdigit():
            assert (at.year, at.month, at.day) == (int(tick.text), 1, 1)


def texts(left: str, right: str, zone: tzinfo, most: int = 9) -> list[str]:
    marks = time_ticks(parse_iso(left), parse_iso(right), zone, most)
    return [tick.text for tick in marks.ticks]


def test_from_minutes_to_years() -> None:
    assert texts("2026-02-05T12:58Z", "2026-02-05T13:02Z", UTC) == [
        "12:58",
        "12:59",
        "13:00",
        "13:01",
        "13:02",
    ]
    assert texts("2026-02-05T21:00Z", "2026-02-06T01:00Z", UTC, 5) == [
        "21:00",
        "22:00",
        "23:00",
        "6 Feb",
        "01:00",
    ]
    assert texts("2026-02-03", "2026-02-05", UTC, 5) == [
        "3 Feb",
        "12:00",
        "4 Feb",
        "12:00",
        "5 Feb",
    ]
    assert texts("2025-12-30", "2026-01-03", UTC, 6) == [
        "30 Dec",
        "31 Dec",
        "2026",
        "2 Jan",
        "3 Jan",
    ]
    assert texts("2026-02-03", "2026-03-03", UTC, 5) == ["9 Feb", "16 Feb", "23 Feb", "Mar"]
    assert texts("2025-10-20", "2026-03-20", UTC, 6) == ["Nov", "Dec", "2026", "Feb", "Mar"]
    assert texts("2024-01-01", "2026-01-01", UTC, 5) == ["2024", "Jul", "2025", "Jul", "2026"]
    assert texts("2009-01-03", "2026-01-03", UTC, 5) == ["2010", "2015", "2020", "2025"]
    assert texts("1905-01-01", "2195-01-01", UTC, 3) == ["2000", "2100"]


def test_the_hour_that_comes_twice_is_marked_twice() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert texts("2026-10-24T23:00Z", "2026-10-25T03:00Z", berlin) == [
        "01:00",
        "01:30",
        "02:00",
        "02:30",
        "02:00",
        "02:30",
        "03:00",
        "03:30",
        "04:00",
    ]


def test_the_hour_that_never_comes_is_not_marked() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    got = texts("2026-03-28T23:00Z", "2026-03-29T05:00Z", berlin)
    assert got == ["29 Mar", "01:00", "03:00", "04:00", "05:00", "06:00", "07:00"]


def test_marks_never_crowd_where_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    marks = time_ticks(parse_iso("2026-10-24T12:00Z"), parse_iso("2026-10-25T12:00Z"), berlin, 13)
    apart = [b.at_ms - a.at_ms for a, b in pairwise(marks.ticks)]
    assert min(apart) >= 2 * HOUR_MS * 0.55


def test_half_and_quarter_hours() -> None:
    assert texts("2026-02-05T10:00Z", "2026-02-05T12:00Z", ZoneInfo("Asia/Kolkata"), 4) == [
        "15:30",
        "16:00",
        "16:30",
        "17:00",
        "17:30",
    ]
    kathmandu = time_ticks(
        parse_iso("2026-02-05T00:00Z"),
        parse_iso("2026-02-07T00:00Z"),
        ZoneInfo("Asia/Kathmandu"),
        3,
    )
    assert [tick.text for tick in kathmandu.ticks] == ["6 Feb", "7 Feb"]
    assert kathmandu.ticks[0].at_ms == parse_iso("2026-02-05T18:15Z")


def test_a_day_whose_midnight_is_jumped_over_begins_with_the_jump() -> None:
    beirut = ZoneInfo("Asia/Beirut")  # on 29 March 2026 00:00 became 01:00
    marks = time_ticks(parse_iso("2026-03-27T12:00Z"), parse_iso("2026-03-30T12:00Z"), beirut, 4)
    day = next(tick for tick in marks.ticks if tick.text == "29 Mar")
    assert local(day.at_ms, beirut).hour == 1
    assert local(day.at_ms - 1, beirut).day == 28


def test_the_context_says_what_all_marks_share() -> None:
    assert time_ticks(
        parse_iso("2026-02-05T10:00Z"), parse_iso("2026-02-05T12:00Z"), UTC, 5
    ).context == ("5 Feb 2026")
    assert time_ticks(parse_iso("2026-02-05"), parse_iso("2026-03-05"), UTC, 5).context == "2026"
    assert time_ticks(parse_iso("2016-02-05"), parse_iso("2026-03-05"), UTC, 5).context == ""
    assert time_ticks(5, 5, UTC, 5).ticks == ()


def test_moments_in_words() -> None:
    at_ms = parse_iso("2026-02-07T23:45:00Z")
    assert moment(at_ms, UTC) == "7 Feb 23:45"
    assert moment(at_ms, ZoneInfo("Asia/Kolkata"), year=True) == "8 Feb 2026 05:15"
    assert moment(at_ms, UTC, clock=False, year=True) == "7 Feb 2026"
    assert local(-1, UTC) == datetime(1969, 12, 31, 23, 59, 59, 999000, UTC)
