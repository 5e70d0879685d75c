"""Rows for people and for programs: an aligned table, CSV, or one JSON object a line."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

import msgspec

from tracker.analysis import words

Cell = str | int | float | bool | None | Sequence[object] | Mapping[str, object]
Row = Mapping[str, Cell]
#: A table is written in pieces of so many rows, each with its own column widths.
_TABLE_ROWS = 500


def write_rows(rows: Iterable[Row], form: str, out: TextIO | None = None) -> None:
    """Write rows of one kind; `form` is table, csv or json."""
    target = out or sys.stdout
    if form == "json":
        for row in rows:
            target.write(json_line(row))
    elif form == "csv":
        _write_csv(rows, target)
    else:
        _write_table(rows, target)
    target.flush()


def json_line(row: object) -> str:
    """One JSON object and a line end."""
    return msgspec.json.encode(row).decode() + "\n"


def _write_csv(rows: Iterable[Row], out: TextIO) -> None:
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(out, list(row), restval="", extrasaction="ignore")
            writer.writeheader()
        writer.writerow({name: _plain(value) for name, value in row.items()})


def _plain(value: Cell) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return " ".join(f"{name}={one}" for name, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(str(one) for one in value)
    return value


def _write_table(rows: Iterable[Row], out: TextIO) -> None:
    names: list[str] = []
    piece: list[Row] = []
    for row in rows:
        piece.append(row)
        if len(piece) == _TABLE_ROWS:
            names = _write_piece(piece, names, out)
            piece = []
    if piece:
        _write_piece(piece, names, out)


def _write_piece(rows: Sequence[Row], heading: list[str], out: TextIO) -> list[str]:
    names = heading or list(rows[0])
    table = [[_readable(row.get(name)) for name in names] for row in rows]
    widths = [max(len(name), *(len(line[at]) for line in table)) for at, name in enumerate(names)]
    right = [
        any(
            isinstance(row.get(name), int | float) and not isinstance(row.get(name), bool)
            for row in rows
        )
        for name in names
    ]
    lines = table if heading else [names, *table]
    for line in lines:
        cells = [
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(line, widths, right, strict=True)
        ]
        out.write("  ".join(cells).rstrip() + "\n")
    return names


def _readable(value: Cell) -> str:
    if value is None:
        return words.UNKNOWN
    if isinstance(value, float):
        return words.figure(value)
    return str(_plain(value))
