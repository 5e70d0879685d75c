"""Lines and cells of CSV files that others wrote: bounded in length, each line on its own.

A line that is not CSV costs that line alone, and a file that never ends a line is refused before it
fills the memory.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from tracker.domain.errors import TrackerError
from tracker.domain.times import BadTime, epoch_ms, parse_iso

#: Characters read at a time, about 15,000 candles: a million rows at once would need a gigabyte.
_CHARACTERS = 2_000_000
#: No exchange writes a line longer than this.
_LONGEST = 16_384


class CandleFileError(TrackerError):
    """A file that no candle, or nothing else, can be read from."""


def pieces(file: TextIO, name: str) -> Iterator[list[str]]:
    """The lines of a text without their ends, some thousands at a time; never an empty list.

    Raises:
        CandleFileError: where a line does not end.
    """
    rest = ""
    while text := file.read(_CHARACTERS):
        lines = (rest + text).split("\n")
        rest = lines.pop()
        if len(rest) > _LONGEST:
            raise CandleFileError(f"{name} has a line that does not end; it is not a CSV file.")
        if lines:
            yield lines
    if rest:
        yield [rest]


def split(line: str, delimiter: str = ",") -> list[str]:
    """The cells of one line, without the spaces around them; none of an empty line.

    Raises:
        ValueError: where it is not CSV; the message says why.
    """
    if len(line) > _LONGEST:
        raise ValueError("the line is too long")
    try:
        rows = list(csv.reader((line,), delimiter=delimiter))
    except csv.Error as error:
        raise ValueError(str(error)) from None
    return [cell.strip() for cell in rows[0]] if rows else []


def time_ms(text: str) -> int:
    """A time in s, ms, µs or ns since 1970, or ISO-8601 in UTC, as ms.

    Raises:
        ValueError: where it is none; the message says so.
    """
    try:
        if is_number(text):
            return epoch_ms(float(text) if "." in text or "e" in text.lower() else int(text))
        return parse_iso(text.removesuffix("UTC").removesuffix("GMT"))
    except BadTime as error:
        raise ValueError(str(error).rstrip(".")) from None


def is_number(text: str) -> bool:
    """Whether this is how a number is written."""
    try:
        float(text)
    except ValueError:
        return False
    return True
