"""What a service of market context is to the rest of Tracker: sentiment, indices, rates, treasuries.

One file with one subclass of `ContextSource` and pure `parse_*` functions, as a venue is one of
`Source` (docs/add-a-source.md). It knows no markets and has no streams: what it says is polled, in
minutes or hours. Nothing outside its file names it.
"""

from __future__ import annotations

import csv
import io
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import ClassVar

from tracker.domain.context import Reading, Series
from tracker.domain.times import DAY_MS
from tracker.sources.base import Parsed, Poll, Service
from tracker.sources.errors import BadAnswer

#: How much of the past is read of daily figures: 60 sessions and the holidays between them.
DEPTH_MS = 130 * DAY_MS


class ContextSource(Service):
    """A service that tells what surrounds the coins.

    Class attributes beside those of every `Service`:
        tells: the series it may tell.
        rank: of two that tell the same, the one with the lower rank speaks; the other fills gaps.
        attribution: what it wants to be named with, wherever its figures are shown.
        by_asset: whether what it is asked depends on which coins are watched.
        terms: its terms in one sentence, where it may be asked only by who agreed to them: it is
            off until the user names it in `opt_in`.
    """

    tells: ClassVar[frozenset[Series]]
    rank: ClassVar[int] = 0
    by_asset: ClassVar[bool] = False
    attribution: ClassVar[str]
    terms: ClassVar[str] = ""

    context_registry: ClassVar[dict[str, type[ContextSource]]] = {}

    def __init_subclass__(cls) -> None:
        """Register a service."""
        if cls.venue in ContextSource.context_registry:
            raise TypeError(f"two services call themselves {cls.venue}")
        ContextSource.context_registry[cls.venue] = cls

    @abstractmethod
    def polls(self, assets: Sequence[str]) -> Sequence[Poll]:
        """What to ask again and again while these coins are watched."""


def start_day(now_ms: int) -> str:
    """The day from which daily figures are asked for."""
    return f"{datetime.fromtimestamp((now_ms - DEPTH_MS) / 1_000, UTC):%Y-%m-%d}"


def day_ms(text: str, *forms: str) -> int:
    """The UTC midnight of a day as a service writes it; ISO where no form is named.

    Raises:
        BadAnswer: where it is no day.
    """
    for form in forms or ("%Y-%m-%d",):
        try:
            return (
                int(datetime.strptime(text.strip(), form).replace(tzinfo=UTC).timestamp()) * 1_000
            )
        except ValueError:
            continue
    raise BadAnswer("It answered with something unexpected.", f"no day: {text[:40]!r}")


def read_day(at_ms: int) -> date:
    """The UTC day of a moment."""
    return datetime.fromtimestamp(at_ms / 1_000, UTC).date()


def table(body: bytes, *columns: str) -> Iterator[Mapping[str, str]]:
    """The rows of a CSV with a heading that has these columns; rows without any value are left out.

    Raises:
        BadAnswer: where it is a web page, nothing, or another table.
    """
    text = body.decode("utf-8-sig", errors="replace")
    head = text[:256].lstrip().lower()
    if not head:
        raise BadAnswer("It answered with nothing.")
    if head.startswith("<"):
        raise BadAnswer("It answered with a web page instead of data.", head[:80])
    reader = csv.DictReader(io.StringIO(text))
    try:
        names = reader.fieldnames or ()
        missing = [name for name in columns if name not in names]
        if missing:
            raise BadAnswer(
                "It answered with something unexpected.", f"no column {', '.join(missing)}"
            )
        rows = [row for row in reader if any(row.get(name) for name in columns)]
    except csv.Error as error:
        raise BadAnswer("It answered with broken or cut-off data.", str(error)) from None
    return iter(rows)


def read_rows(
    found: Iterator[Mapping[str, str]], build: Callable[[Mapping[str, str]], Reading | None]
) -> Parsed:
    """Read row by row, so that one bad row costs one row.

    Raises:
        BadAnswer: where there are rows and every one of them was refused, or none says anything.
    """
    parsed = Parsed()
    for row in found:
        try:
            value = build(row)
        except BadAnswer as error:
            parsed.faults.append(error.detail or error.sentence)
            continue
        if value is not None:
            parsed.values.append(value)
    if not parsed.values:
        detail = parsed.faults[0] if parsed.faults else "no rows"
        raise BadAnswer("It answered without a single figure.", detail)
    return parsed
