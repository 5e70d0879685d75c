"""How numbers are written: the mark of decimals, that between thousands, and words for large ones.

The window chooses once, and again when the user does; commands never do, so that what they print is
the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import ParamSpec, TypeVar

from msgspec import Struct

from tracker.domain.wording import add_kind, is_keeping, record

P = ParamSpec("P")
T = TypeVar("T")

#: Numbers and what follows large ones, in words that are stored.
_NUMBER, _UNIT = "n", "u"


class Numerals(Struct, frozen=True):
    """One way to write numbers.

    Attributes:
        decimal: between the whole and the rest.
        group: between thousands.
        units: what follows a number of thousands, millions, billions (10^9) and trillions (10^12).
    """

    decimal: str = "."
    group: str = ","
    units: tuple[str, str, str, str] = ("K", "M", "B", "T")


PLAIN = Numerals()


class _Choice:
    """What holds now, and what was written with it and is kept."""

    def __init__(self) -> None:
        self.numerals = PLAIN
        self.table: dict[int, str] = {}
        self.forget: list[Callable[[], None]] = []


_choice = _Choice()


def use(numerals: Numerals) -> None:
    """Write all numbers like this from now on."""
    if numerals == _choice.numerals:
        return
    _choice.numerals = numerals
    same = (numerals.decimal, numerals.group) == (PLAIN.decimal, PLAIN.group)
    _choice.table = {} if same else {ord("."): numerals.decimal, ord(","): numerals.group}
    for forget in _choice.forget:
        forget()


def in_use() -> Numerals:
    """How numbers are written now."""
    return _choice.numerals


def written(plain: str) -> str:
    """A number that Python wrote, such as `1,234.5`, as it is to be read."""
    if is_keeping():
        return record(_NUMBER, plain)
    return plain.translate(_choice.table) if _choice.table else plain


def unit(power: int) -> str:
    """What follows a number of 1000^power: nothing, K, M, B, T."""
    if power and is_keeping():
        return record(_UNIT, str(power))
    return _choice.numerals.units[power - 1] if power else ""


def _written(fields: Sequence[str]) -> str:
    return written(fields[0])


def _unit(fields: Sequence[str]) -> str:
    return unit(int(fields[0]))


add_kind(_NUMBER, _written)
add_kind(_UNIT, _unit)


def kept(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function answered, as `lru_cache` does, while numbers are written as they were."""

    def wrap(function: Callable[P, T]) -> Callable[P, T]:
        cached = lru_cache(maxsize=most)(function)
        _choice.forget.append(cached.cache_clear)
        return cached  # type: ignore[return-value]

    return wrap


def plainly(typed: str) -> str:
    """What a person typed, with its numbers as Python reads them: 1.234,5 is 1234.5 in German.

    A mark that cannot stand between thousands where it stands is left: 1.5 stays 1.5 everywhere.
    """
    now = _choice.numerals
    if (now.decimal, now.group) == (PLAIN.decimal, PLAIN.group):
        return typed
    group, decimal = re.escape(now.group), re.escape(now.decimal)
    if now.group.isspace():  # people type the space of the keyboard
        group = r"[ \u00a0\u202f]"
    number = re.compile(
        rf"(?<![\d.,])(\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{decimal}(\d+))?(?![\d.,])"
    )

    def plain(match: re.Match[str]) -> str:
        whole = re.sub(group, "", match[1])
        return whole if match[2] is None else f"{whole}.{match[2]}"

    return number.sub(plain, typed)
