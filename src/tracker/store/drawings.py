"""Keeps the user's drawings in journal.db."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Sequence
from typing import Any

from tracker.domain.drawing import Anchor, BadDrawing, Drawing, Shape, Style, checked

log = logging.getLogger(__name__)

_FIELDS = ("asset", "shape", "anchors", "text", "color", "width", "dashed")


class DrawingRows:
    """The part of the journal that holds drawings."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._told: set[int] = set()

    def add(self, drawing: Drawing) -> int:
        """Keep a new drawing; its number, which no other ever has."""
        cursor = self._connection.execute(
            f"INSERT INTO drawing ({', '.join(_FIELDS)}) "
            f"VALUES ({', '.join('?' for _ in _FIELDS)})",
            _row(drawing),
        )
        return int(cursor.lastrowid or 0)

    def put(self, drawing: Drawing) -> bool:
        """Keep what a drawing is now; False where there is none of its number."""
        names = ", ".join(f"{name} = ?" for name in _FIELDS)
        cursor = self._connection.execute(
            f"UPDATE drawing SET {names} WHERE id = ?", (*_row(drawing), drawing.id)
        )
        return cursor.rowcount > 0

    def remove(self, drawing_id: int) -> bool:
        """Take a drawing away; False where there is none of this number."""
        cursor = self._connection.execute("DELETE FROM drawing WHERE id = ?", (drawing_id,))
        return cursor.rowcount > 0

    def remove_all(self, asset: str) -> int:
        """Take all drawings of a coin away; how many there were."""
        return self._connection.execute("DELETE FROM drawing WHERE asset = ?", (asset,)).rowcount

    def one(self, drawing_id: int) -> Drawing | None:
        """The drawing of this number; None where there is none that can be read."""
        found = self._read("id = ?", drawing_id)
        return found[0] if found else None

    def of(self, asset: str) -> list[Drawing]:
        """The drawings of a coin, the oldest first. A row that makes no sense costs only itself."""
        return self._read("asset = ?", asset)

    def _read(self, where: str, value: object) -> list[Drawing]:
        rows = self._connection.execute(
            f"SELECT id, {', '.join(_FIELDS)} FROM drawing WHERE {where} ORDER BY id", (value,)
        )
        found = []
        for row in rows:
            try:
                found.append(_drawing(row))
            except (ValueError, TypeError, OverflowError, BadDrawing) as error:
                if row[0] not in self._told:
                    self._told.add(row[0])
                    log.warning("drawing %s cannot be read and is left out: %s", row[0], error)
        return found

    # --- for steps, which know rows and not what they mean ---------------------------------------

    def rows(self) -> dict[int, dict[str, Any]]:
        """Every row there is, by its number."""
        found = self._connection.execute(f"SELECT id, {', '.join(_FIELDS)} FROM drawing")
        return {number: dict(zip(_FIELDS, row, strict=True)) for number, *row in found}

    def put_row(self, drawing_id: int, fields: dict[str, Any] | None) -> None:
        """Make a row what it was; None takes it away."""
        if fields is None:
            self.remove(drawing_id)
            return
        self._connection.execute(
            f"INSERT OR REPLACE INTO drawing (id, {', '.join(_FIELDS)}) "
            f"VALUES (:id, {', '.join(f':{name}' for name in _FIELDS)})",
            {**fields, "id": drawing_id},
        )


def _row(drawing: Drawing) -> tuple[object, ...]:
    style = drawing.style
    return (
        drawing.asset,
        drawing.shape.value,
        json.dumps([[one.at_ms, one.price] for one in drawing.anchors]),
        drawing.text,
        style.color,
        style.width,
        int(style.dashed),
    )


def _drawing(row: Sequence[Any]) -> Drawing:
    number, asset, shape, anchors, text, color, width, dashed = row
    points = tuple(Anchor(int(at_ms), float(price)) for at_ms, price in json.loads(anchors))
    style = Style(color, width, bool(dashed))
    return checked(Drawing(number, asset, Shape(shape), points, text, style))
