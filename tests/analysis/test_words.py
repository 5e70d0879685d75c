"""Figures as people read them, at the places where rounding changes what is said."""

from __future__ import annotations

import math
import re
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis import words
from tracker.domain.times import parse_iso

NARROW = "\u202f"
MINUS = "\u2212"
UNKNOWN = "\u2013"
NOT_NUMBERS = (math.nan, math.inf, -math.inf)
UNITS = {"": 1.0, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
AMOUNTS = st.floats(1e-3, 1e13) | st.integers(1, 10**13).map(float)


def number(text: str) -> float:
    """What somebody who reads the text takes it for."""
    match = re.fullmatch(rf"({MINUS}?)([\d,]*\.?\d+)([KMBT]?)", text)
    assert match is not None, text
    value = float(match[2].replace(",", "")) * UNITS[match[3]]
    return -value if match[1] else value


@pytest.mark.parametrize("value", [None, *NOT_NUMBERS])
def test_what_is_unknown_is_a_dash_and_never_zero(value: float | None) -> None:
    assert words.price(value) == UNKNOWN
    assert words.percent(value) == UNKNOWN
    assert words.compact(value) == UNKNOWN
    assert words.usd(value) == UNKNOWN
    if value is not None:
        assert words.level(value) == UNKNOWN
        assert words.figure(value) == UNKNOWN


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (67_450, "67,450"),
        (67_450.6, "67,451"),
        (10_000, "10,000"),
        (1_956.24, "1,956.2"),
        (609.6, "609.6"),
        (100, "100.0"),
        (79.451, "79.45"),
        (10, "10.00"),
        (1.37312, "1.3731"),
        (0.12345678, "0.12346"),
        (0.000012345678, "0.000012346"),
        (1e-11, "0.000000000010"),
        (0, "0"),
        (-37.5, f"{MINUS}37.50"),
    ],
)
def test_a_price_has_about_five_significant_digits(value: float, text: str) -> None:
    assert words.price(value) == text


@given(st.floats(1e-7, 1e7))
def test_a_price_is_right_to_half_its_last_digit(value: float) -> None:
    assert number(words.price(value)) == pytest.approx(value, rel=5.1e-4)
    assert number(words.price(value)) == pytest.approx(
        value, abs=0.5001 * 10 ** -words.decimals(value)
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (75_000.0, "75,000"),
        (67_450.5, "67,450.5"),
        (600.0, "600"),
        (1.3, "1.3"),
        (0.00001234, "0.00001234"),
        (1e-11, "0.00000000001"),
    ],
)
def test_a_level_has_no_decimals_that_say_nothing(value: float, text: str) -> None:
    assert words.level(value) == text


@given(st.integers(1, 10**12))
def test_a_level_is_said_exactly(hundred_millionths: int) -> None:
    value = hundred_millionths / 1e8
    assert number(words.level(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1_234.5, "1,234.5"),
        (12_345_678.9, "12,345,679"),
        (123_456_789_012.0, "123,456,789,012"),
        (0.1, "0.1"),
        (0.0000123, "0.0000123"),
        (-2.5, f"{MINUS}2.5"),
        (100.0, "100"),
    ],
)
def test_a_figure_in_a_table_has_up_to_eight_digits_and_no_exponent(
    value: float, text: str
) -> None:
    assert words.figure(value) == text


@pytest.mark.parametrize(
    ("fraction", "options", "text"),
    [
        (-0.0137, {}, f"{MINUS}1.37{NARROW}%"),
        (0.0137, {}, f"+1.37{NARROW}%"),
        (0.0137, {"sign": False}, f"1.37{NARROW}%"),
        (-0.0137, {"sign": False}, f"{MINUS}1.37{NARROW}%"),
        (0.0, {}, f"0.00{NARROW}%"),
        (0.00004, {}, f"0.00{NARROW}%"),
        (-0.00004, {}, f"0.00{NARROW}%"),
        (0.00006, {}, f"+0.01{NARROW}%"),
        (0.2, {"digits": 0}, f"+20{NARROW}%"),
        (0.0001, {"digits": 4}, f"+0.0100{NARROW}%"),
    ],
)
def test_a_percentage_has_a_sign_unless_it_is_nothing(
    fraction: float, options: dict[str, int], text: str
) -> None:
    assert words.percent(fraction, **options) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (7, "7"),
        (7.5, "7.50"),
        (12, "12"),
        (12.34, "12.3"),
        (237, "237"),
        (999, "999"),
        (1_000, "1.00K"),
        (612_400, "612K"),
        (237e6, "237M"),
        (2.16e9, "2.16B"),
        (41.3e9, "41.3B"),
        (1.5e12, "1.50T"),
        (999.96e9, "1.00T"),
        (-26e9, f"{MINUS}26.0B"),
    ],
)
def test_a_large_number_has_three_significant_digits(value: float, text: str) -> None:
    assert words.compact(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (999.4, "999"),
        (999.5, "1.00K"),
        (999_499, "999K"),
        (999_600, "1.00M"),
        (999.6e6, "1.00B"),
        (9_994, "9.99K"),
        (9_996, "10.0K"),
        (99_940, "99.9K"),
        (99_960, "100K"),
        (9.996, "10.0"),
    ],
)
def test_rounding_up_never_gives_a_digit_too_many(value: float, text: str) -> None:
    assert words.compact(value) == text


@given(AMOUNTS)
def test_a_large_number_is_right_to_half_a_percent_and_reads_the_same_with_a_minus(
    value: float,
) -> None:
    text = words.compact(value)
    assert number(text) == pytest.approx(value, rel=0.00501, abs=0.00501)
    digits = sum(character.isdigit() for character in text)
    assert digits == 3 or value < 1_000 or value >= 999.5e9
    if number(text):
        assert words.compact(-value) == MINUS + text


@given(AMOUNTS, AMOUNTS)
def test_the_larger_number_never_reads_as_the_smaller(one: float, other: float) -> None:
    small, large = sorted((one, other))
    assert number(words.compact(small)) <= number(words.compact(large))


@pytest.mark.parametrize("value", [-0.0, -0.001, -0.004])
def test_what_rounds_to_nothing_has_no_sign(value: float) -> None:
    assert MINUS not in words.compact(value)
    assert words.usd(value) in ("$0", "$0.00")


def test_a_sum_carries_its_currency_behind_the_sign() -> None:
    assert words.usd(237e6) == "$237M"
    assert words.usd(-26e9) == f"{MINUS}$26.0B"
    assert words.usd(0) == "$0"


def test_a_time_is_utc_unless_another_zone_is_named() -> None:
    at_ms = parse_iso("2026-02-04T15:07:59.999Z")
    tokyo = timezone(timedelta(hours=9))
    assert words.clock(at_ms) == "4 Feb 15:07"
    assert words.clock(at_ms, date=False) == "15:07"
    assert words.clock(at_ms, zone=tokyo) == "5 Feb 00:07"


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0, "0"), (0.0001, "1"), (0.5, "50"), (0.606, "61"), (0.9999, "99"), (1, "100")],
)
def test_only_all_is_a_hundred_percent_and_only_nothing_zero(fraction: float, text: str) -> None:
    assert words.share(fraction) == f"{text}{NARROW}%"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (41_000, "41 kB"), (812e6, "812 MB"), (4e9, "4 GB")],
)
def test_sizes_are_decimal(count: float, text: str) -> None:
    assert words.size(int(count)) == text.replace(" ", "\u202f")
