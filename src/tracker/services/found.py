"""What was found, at levels and by the rules beside them: one list, as the public face writes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from tracker.domain.alert import Alert
from tracker.domain.errors import TrackerError
from tracker.domain.level import Event, Transition
from tracker.domain.times import iso
from tracker.domain.translating import tr
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS

Found = Transition | Alert
FoundRow = Mapping[str, str | int | float | bool | None]


class CannotWrite(TrackerError):
    """A list that cannot be written; the sentence says why."""


def read_found(journal: Journal, newest: int) -> list[Found]:
    """The newest of what was found, oldest first."""
    found: list[Found] = [
        *journal.transitions(None, 0, FOREVER_MS, newest=newest),
        *journal.alerts.found(None, 0, FOREVER_MS, newest=newest),
    ]
    return in_order(found)[-newest:]


def in_order(found: Iterable[Found]) -> list[Found]:
    """By time, oldest first."""
    return sorted(found, key=lambda one: one.at_ms)


def is_loud(one: Found) -> bool:
    """Whether it is news by itself: a broken level or an alert of a rule, not a line of the log."""
    return isinstance(one, Alert) or one.event is Event.BROKEN


def transition_row(one: Transition) -> FoundRow:
    """A transition as the public face prints it."""
    return {
        "at": iso(one.at_ms),
        "bar_open": iso(one.bar_open_ms),
        "symbol": one.asset,
        "level": one.level,
        "side": str(one.role),
        "rule": one.rule,
        "timeframe": one.timeframe,
        "cycle": one.cycle,
        "event": str(one.event),
        "reason": one.reason,
        "state": str(one.state),
        "price": one.price,
        "extreme": one.extreme,
        "gap": one.gap,
        "late": one.late,
        "id": one.id,
    }


def alert_row(one: Alert) -> FoundRow:
    """What a rule found, as the public face prints it: `condition` tells it from a transition."""
    return {
        "at": iso(one.at_ms),
        "symbol": one.asset or None,
        "condition": one.condition,
        "title": one.title,
        "body": one.body,
        "value": one.value,
        "coverage": round(one.coverage, 4) if one.coverage is not None else None,
        "priority": str(one.priority),
        "cycle": one.cycle,
        "late": one.late,
        "rule_id": one.rule_id,
        "id": one.id,
    }


def found_row(one: Found) -> FoundRow:
    """One of either."""
    return alert_row(one) if isinstance(one, Alert) else transition_row(one)


def write_found(path: Path, found: Iterable[Found]) -> None:
    """Write a list: as CSV where the file's ending says so, else one JSON object a line.

    Raises:
        CannotWrite: where the file cannot be written.
    """
    rows = [found_row(one) for one in found]
    text = _csv(rows) if path.suffix.lower() == ".csv" else _json_lines(rows)
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise CannotWrite(
            tr("{path} cannot be written: {strerror}.", path=path, strerror=error.strerror or error)
        ) from error


def _json_lines(rows: Iterable[FoundRow]) -> str:
    return "".join(msgspec.json.encode(row).decode() + "\n" for row in rows)


def _csv(rows: list[FoundRow]) -> str:
    """One set of columns: those of both kinds where there are both."""
    out = io.StringIO()
    names = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(out, list(names), restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _plain(value) for name, value in row.items()})
    return out.getvalue()


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value
