from __future__ import annotations

import msgspec
import pytest

from tracker.domain.times import parse_iso
from tracker.sources.decode import (
    Number,
    decode,
    moment,
    not_negative,
    optional,
    optional_amount,
    optional_price,
    positive,
    required,
    rows,
    share,
)
from tracker.sources.errors import BadAnswer


class Row(msgspec.Struct):
    name: str
    price: float
    size: Number = None


NOT_ANSWERS = [
    (b"", "It answered with nothing."),
    (b"  \r\n\t", "It answered with nothing."),
    (b"<!DOCTYPE html><html>", "It answered with a web page instead of data."),
    (b"\n <html><title>403 Forbidden</title></html>", "It answered with a web page"),
    (b'{"name":"BTC","price":1', "It answered with broken or cut-off data."),
    (b'{"name":"BTC","price":1}}', "It answered with broken or cut-off data."),
    (b"pong", "It answered with broken or cut-off data."),
    (b'{"name":"\xff\xfe","price":1}', "It answered with broken data."),
    (b'{"name":"BTC","price":1e999}', "It answered with something unexpected."),
    (b'{"name":"BTC","price":null}', "It answered with something unexpected."),
    (b'{"name":"BTC","price":true}', "It answered with something unexpected."),
    (b'{"name":"BTC","price":""}', "It answered with something unexpected."),
    (b'{"name":7,"price":1}', "It answered with something unexpected."),
    (b"[]", "It answered with something unexpected."),
    (b"null", "It answered with something unexpected."),
    (b"12", "It answered with something unexpected."),
    (b'"text"', "It answered with something unexpected."),
    (b"{}", "It answered with something unexpected."),
]


@pytest.mark.parametrize(("body", "sentence"), NOT_ANSWERS)
def test_what_is_no_answer_is_refused_in_words(body: bytes, sentence: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        decode(body, Row)
    assert caught.value.sentence.startswith(sentence)


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_a_deeply_nested_bomb_is_refused(depth: int) -> None:
    for bomb in (b"[" * depth, b"[" * depth + b"]" * depth, b'{"name":' * depth):
        with pytest.raises(BadAnswer):
            decode(bomb, list[msgspec.Raw])
        with pytest.raises(BadAnswer):
            decode(bomb, Row)


def test_a_text_frame_with_half_a_surrogate_is_refused_and_nothing_worse() -> None:
    with pytest.raises(BadAnswer):
        decode("\ud800", Row)


@pytest.mark.parametrize("body", [b'{"name":"BTC","price":"1.5"}', '{"name":"BTC","price":1.5}'])
def test_numbers_may_stand_in_strings(body: bytes | str) -> None:
    assert decode(body, Row) == Row("BTC", 1.5)


def raws(*texts: bytes) -> list[msgspec.Raw]:
    return [msgspec.Raw(text) for text in texts]


def test_one_bad_row_costs_one_row() -> None:
    def build(row: Row) -> str | None:
        if row.price < 0:
            raise BadAnswer("It sent a price that cannot be true.", f"{row.name}: {row.price}")
        if row.price > 1e6:
            raise BadAnswer("It sent too much.")
        return None if row.name == "other" else row.name

    values, faults = rows(
        raws(
            b'{"name":"BTC","price":1}',
            b'{"name":"ETH","price":-1}',
            b'{"name":"XRP"}',
            b"[]",
            b'{"name":"\xff","price":1}',
            b'{"name":"other","price":1}',
            b'{"name":"SOL","price":9e9}',
            b'{"name":"BNB","price":"2"}',
        ),
        Row,
        build,
    )
    assert values == ["BTC", "BNB"]
    assert len(faults) == 5
    assert faults[0] == "ETH: -1.0"
    assert "price" in faults[1]
    assert faults[4] == "It sent too much."
    assert all(faults)


def test_rows_that_are_all_refused_are_no_answer() -> None:
    with pytest.raises(BadAnswer, match=r"nothing that can be true.*missing required"):
        rows(raws(b"{}", b"{}"), Row, lambda row: row)


def test_no_rows_and_rows_of_no_interest_are_an_answer() -> None:
    assert rows([], Row, lambda row: row) == ([], [])
    assert rows(raws(b'{"name":"X","price":1}'), Row, lambda _row: None) == ([], [])
    half = rows(raws(b'{"name":"X","price":1}', b"{}"), Row, lambda _row: None)
    assert half[0] == []
    assert len(half[1]) == 1


@pytest.mark.parametrize("value", [None, "", "."])
def test_absent_is_never_zero(value: Number) -> None:
    assert optional(value) is None
    assert optional_amount(value, "volume") is None
    assert optional_price(value, "mark") is None
    for reader in (required, positive, not_negative, share, moment):
        with pytest.raises(BadAnswer) as caught:
            reader(value, "open interest")
        assert "open interest is absent" in caught.value.detail


@pytest.mark.parametrize(
    ("value", "number"), [(0, 0.0), ("0", 0.0), ("-1.5", -1.5), ("1e3", 1_000.0), (7, 7.0)]
)
def test_a_number_is_read_from_a_number_or_a_string(value: Number, number: float) -> None:
    assert optional(value) == number
    assert required(value, "rate") == number


@pytest.mark.parametrize(
    "value",
    [
        *(
            "NaN",
            "nan",
            "Infinity",
            "-inf",
            "1e999",
            1e31,
            "-1e31",
            5e-324,
            "-1e-31",
            float("nan"),
            float("inf"),
        ),
        *("1_000", " 5", "5 ", "1,5", "0x1f", "\u0661", "none", "null", "true", "--1", "1.2.3"),
    ],
)
def test_what_is_no_number_of_a_possible_size_is_refused(value: Number) -> None:
    with pytest.raises(BadAnswer) as caught:
        optional(value)
    assert "is no number" in caught.value.detail or "is out of range" in caught.value.detail


def test_prices_and_quantities_are_above_zero() -> None:
    assert positive("0.5", "price") == 0.5
    for value in (0, "0", -1, "-0.0"):
        with pytest.raises(BadAnswer, match=r"price is -?[01]"):
            positive(value, "price")


def test_amounts_are_not_below_zero() -> None:
    assert not_negative("0", "sum") == 0
    assert optional_amount("0", "sum") == 0
    assert optional_amount("2.5", "sum") == 2.5
    for reader in (not_negative, optional_amount, optional_price):
        with pytest.raises(BadAnswer, match=r"sum is -1\.0"):
            reader("-1", "sum")


def test_a_price_of_zero_is_how_venues_say_that_they_have_none() -> None:
    assert optional_price("0.00000000", "index") is None
    assert optional_price("26798.25", "index") == 26_798.25


def test_a_share_lies_between_nothing_and_all() -> None:
    assert [share(value, "longs") for value in ("0", "0.49", 1)] == [0, 0.49, 1]
    for value in ("1.01", 57.4, "-0.1"):
        with pytest.raises(BadAnswer, match="longs is"):
            share(value, "longs")


@pytest.mark.parametrize(
    "value",
    [
        *(1_770_220_800, "1770220800", "1770220800.000"),
        *(1_770_220_800_000, "1770220800000"),
        *(1_770_220_800_000_000, 1_770_220_800_000_000_000),
    ],
)
def test_a_time_is_read_in_whatever_unit_it_comes(value: Number) -> None:
    assert moment(value) == parse_iso("2026-02-04T16:00:00Z")


@pytest.mark.parametrize("value", [0, -1, "-1770220800000", 1e25, 3e20, "soon", 10**400])
def test_what_is_no_time_is_refused(value: Number) -> None:
    with pytest.raises(BadAnswer):
        moment(value)
