"""Says on stderr what was strange about a file of somebody else."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tracker.store.candle_file import CandleFile

#: So many refused rows are named one by one.
_MOST_LINES = 50


def report_rows(name: str, refused: Sequence[tuple[int, str]], what: str) -> None:
    """Name the rows that are none, by their lines; `what` is what they are not."""
    for line, why in refused[:_MOST_LINES]:
        note(f"{name} line {line}: not {what}, {why}.")
    if len(refused) > _MOST_LINES:
        note(f"{name}: {len(refused) - _MOST_LINES} more rows are not {what}.")


def report_candles(name: str, found: CandleFile) -> None:
    """What is strange about candles that are some."""
    if found.unsorted:
        note(f"{name}: the rows are not in order of time; they were sorted.")
    if found.repeated:
        other = f", {found.differing} of them with other prices" if found.differing else ""
        note(f"{name}: {_rows(found.repeated)} came again{other}; the first counts.")
    if found.off_grid:
        at = ", ".join(str(line) for line in found.off_grid[:5])
        more = "…" if len(found.off_grid) > 5 else ""
        note(
            f"{name}: {_rows(len(found.off_grid))} (line {at}{more}) open on no {found.interval} "
            "boundary in UTC and are left out."
        )
    if found.missing:
        are = "candle is" if found.missing == 1 else "candles are"
        note(f"{name}: {found.missing:,} {found.interval} {are} missing.")


def note(text: str) -> None:
    """A line on stderr."""
    print(text, file=sys.stderr)


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"
