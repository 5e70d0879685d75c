"""Numbers as a region writes them; plain unless the window says otherwise, and read as they are written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis import numerals, words
from tracker.analysis.numerals import PLAIN, Numerals, plainly
from tracker.ui.charts import figures
from tracker.ui.level_form import parse_price

GERMAN = Numerals(",", ".", ("\u202fTsd.", "\u202fMio.", "\u202fMrd.", "\u202fBio."))
FRENCH = Numerals(",", "\u202f", ("\u202fk", "\u202fM", "\u202fMd", "\u202fBn"))


@pytest.fixture(autouse=True)
def plain_afterwards() -> Iterator[None]:
    yield
    numerals.use(PLAIN)


def said() -> list[str]:
    return [
        words.price(67_450.4),
        words.price(1_956.25),
        words.level(75_000.5),
        words.figure(-1_234.5),
        words.percent(-0.0137),
        words.distance(-0.054, 2.14),
        words.usd(2_160_000_000),
        words.compact(999_600),
        words.compact(-612_400),
        words.size(1_240_000_000),
        words.count(12_345),
        words.fixed(-1_234.5, 2),
        figures.fixed(-1_234.5, 1),
        figures.compact(1_240_000),
        figures.compact_step(612_500, 2_500),
    ]


def test_nothing_is_localised_unless_it_is_asked_for() -> None:
    assert said() == [
        "67,450",
        "1,956.2",
        "75,000.5",
        "−1,234.5",
        "−1.37\u202f%",
        "−5.4\u202f%, 2.1 daily ATR",
        "$2.16B",
        "1.00M",
        "−612K",
        "1.24\u202fGB",
        "12,345",
        "−1,234.50",
        "−1,234.5",
        "1.24M",
        "612.5K",
    ]


def test_a_region_has_its_marks_and_its_words_in_every_number() -> None:
    said()  # what was kept must not be told again
    numerals.use(GERMAN)
    assert said() == [
        "67.450",
        "1.956,2",
        "75.000,5",
        "−1.234,5",
        "−1,37\u202f%",
        "−5,4\u202f%, 2,1 daily ATR",
        "$2,16\u202fMrd.",
        "1,00\u202fMio.",
        "−612\u202fTsd.",
        "1,24\u202fGB",
        "12.345",
        "−1.234,50",
        "−1.234,5",
        "1,24\u202fMio.",
        "612,5\u202fTsd.",
    ]
    numerals.use(PLAIN)
    assert said()[0] == "67,450"


@pytest.mark.parametrize(
    ("style", "typed", "meant"),
    [
        (PLAIN, "70,000.5", 70_000.5),
        (GERMAN, "70.000,5", 70_000.5),
        (GERMAN, "70000,5", 70_000.5),
        (GERMAN, "1.234.567", 1_234_567),
        (GERMAN, "0,5", 0.5),
        (GERMAN, "1.5", 1.5),  # no thousands can be meant
        (GERMAN, "70k", 70_000),
        (FRENCH, "70 000,5", 70_000.5),
        (FRENCH, "70\u202f000", 70_000),
    ],
)
def test_a_price_is_read_as_its_region_writes_it(style: Numerals, typed: str, meant: float) -> None:
    numerals.use(style)
    assert parse_price(typed) == meant


def test_sums_are_read_as_their_region_writes_them() -> None:
    numerals.use(GERMAN)
    assert words.read_usd("$1,5M") == 1_500_000
    assert words.read_usd("1.000.000") == 1_000_000
    assert words.read_usd("50K") == 50_000


@given(st.sampled_from([PLAIN, GERMAN, FRENCH]), st.floats(1, 9e8))
def test_what_is_written_of_a_level_is_read_as_that_level(style: Numerals, price: float) -> None:
    numerals.use(PLAIN)
    plain = words.level(price)
    numerals.use(style)
    assert parse_price(words.level(price)) == float(plain.replace(",", ""))


def test_words_around_numbers_stay() -> None:
    numerals.use(GERMAN)
    assert plainly("1.234,5 and 7,25 bp.") == "1234.5 and 7.25 bp."
