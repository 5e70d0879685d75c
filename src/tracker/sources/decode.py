"""Bytes to typed rows, or `BadAnswer` with a sentence; the one place that knows how answers break.

Venues mix strings and numbers, write "" or null for what they do not know, and now and then answer
with a web page. Decoding and validating happen in one go (msgspec), leniently for numbers in
strings and strictly for everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from tracker.domain.decoding import decoder_of
from tracker.domain.giving_way import WAY
from tracker.domain.times import BadTime, epoch_ms
from tracker.sources.errors import BadAnswer

#: A number as venues write it; None, "" and missing are absent.
Number = float | str | None

#: Beyond every price, quantity and sum of any market.
_LARGEST = 1e30
_SMALLEST = 1e-30

T = TypeVar("T")
V = TypeVar("V")


def decode(body: bytes | str, kind: type[T]) -> T:
    """Decode a whole answer.

    Raises:
        BadAnswer: where the body is empty, a web page, broken JSON, or of another shape.
    """
    raw = body.encode(errors="replace") if isinstance(body, str) else body
    try:
        return decoder_of(kind, strict=False).decode(raw)
    except msgspec.ValidationError as error:
        raise BadAnswer("It answered with something unexpected.", str(error)) from None
    except msgspec.DecodeError as error:
        raise BadAnswer(_broken(raw), str(error)) from None
    except (RecursionError, UnicodeDecodeError) as error:
        raise BadAnswer("It answered with broken data.", repr(error)) from None


def _broken(raw: bytes) -> str:
    head = raw[:256].lstrip().lower()
    if not head:
        return "It answered with nothing."
    if head.startswith(b"<"):
        return "It answered with a web page instead of data."
    return "It answered with broken or cut-off data."


def rows(
    raws: Sequence[msgspec.Raw], kind: type[T], build: Callable[[T], V | None]
) -> tuple[list[V], list[str]]:
    """Decode row by row, so that one bad row costs one row.

    Args:
        raws: the rows, still undecoded.
        kind: what a row must be.
        build: makes the value; returns None where the row is of no interest and raises BadAnswer
            where its values cannot be true.

    Returns:
        The values, and why each refused row was refused.

    Raises:
        BadAnswer: where there are rows and every one of them was refused: that is no answer.
    """
    values: list[V] = []
    faults: list[str] = []
    for raw in raws:
        WAY.give()  # there may be thousands, and a frame waits for each
        try:
            value = build(decode(bytes(raw), kind))
        except BadAnswer as error:
            faults.append(error.detail or error.sentence)
            continue
        if value is not None:
            values.append(value)
    if faults and len(faults) == len(raws):
        raise BadAnswer("It answered with nothing that can be true.", faults[0])
    return values, faults


def optional(value: Number) -> float | None:
    """A number that may be absent: None, "" and "." are None.

    Raises:
        BadAnswer: where it is neither absent nor a number of a possible size.
    """
    if value is None or value in ("", "."):
        return None
    try:
        # float() would also read "1_000", " 5" and the digits of other scripts.
        number = msgspec.convert(value, float, strict=False)
    except msgspec.ValidationError:
        raise BadAnswer(
            "It answered with something unexpected.", f"{value!r} is no number"
        ) from None
    # NaN compares false. The bounds keep products and quotients of such numbers finite and not 0.
    if not (number == 0 or _SMALLEST <= abs(number) <= _LARGEST):
        raise BadAnswer("It answered with something unexpected.", f"{value!r} is out of range")
    return number


def required(value: Number, name: str) -> float:
    """A number that must be there.

    Raises:
        BadAnswer: where it is not.
    """
    number = optional(value)
    if number is None:
        raise BadAnswer("It answered with something unexpected.", f"{name} is absent")
    return number


def positive(value: Number, name: str) -> float:
    """A number that must be above zero: a price, a quantity.

    Raises:
        BadAnswer: where it is not.
    """
    number = required(value, name)
    if number <= 0:
        raise BadAnswer("It answered with something unexpected.", f"{name} is {number}")
    return number


def not_negative(value: Number, name: str) -> float:
    """A number that must not be below zero: open interest, a sum.

    Raises:
        BadAnswer: where it is.
    """
    number = required(value, name)
    if number < 0:
        raise BadAnswer("It answered with something unexpected.", f"{name} is {number}")
    return number


def optional_amount(value: Number, name: str) -> float | None:
    """A number that may be absent and must not be below zero: a volume, a sum.

    Raises:
        BadAnswer: where it is below zero or no number.
    """
    number = optional(value)
    return None if number is None else not_negative(number, name)


def optional_price(value: Number, name: str) -> float | None:
    """A price that may be absent; 0 is how venues write a price they do not have.

    Raises:
        BadAnswer: where it is below zero or no number.
    """
    return optional_amount(value, name) or None


def share(value: Number, name: str) -> float:
    """A part of a whole, 0 to 1.

    Raises:
        BadAnswer: where it is not.
    """
    number = not_negative(value, name)
    if number > 1:
        raise BadAnswer("It answered with something unexpected.", f"{name} is {number}")
    return number


def moment(value: Number, name: str = "time") -> int:
    """A venue's time in whatever unit, as UTC ms.

    Raises:
        BadAnswer: where it is no time.
    """
    number = positive(value, name)
    try:
        return epoch_ms(number)
    except BadTime as error:
        raise BadAnswer("It answered with something unexpected.", str(error)) from None
