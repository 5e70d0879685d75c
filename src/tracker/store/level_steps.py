"""What the user did to levels and drawings, kept in journal.db so that any process can undo and redo it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tracker.domain.wording import say
from tracker.store.drawings import DrawingRows
from tracker.store.standing import Standing

#: So many steps are remembered.
MOST_STEPS = 100
#: What a step can change of a level that is on the list. Price and market never change: a level that
#: is moved is another one. Where its rules stand is not the user's doing and is left alone.
_FIELDS = ("rules", "note", "color", "expires_ms", "snoozed_until_ms")
#: What a change says it is of; one that says nothing is of a level.
_DRAWING = "drawing"

_Fields = dict[str, Any]


class LevelSteps:
    """The part of the journal that remembers steps: one order for levels and drawings."""

    def __init__(
        self, connection: sqlite3.Connection, standing: Standing, drawings: DrawingRows
    ) -> None:
        self._connection = connection
        self._standing = standing
        self._drawings = drawings

    @contextmanager
    def step(self, words: str, now_ms: int) -> Iterator[None]:
        """One transaction; what it changed of levels and drawings becomes a step that can be undone.

        Args:
            words: what is done, to follow “Undone:”, for example “adding BTC 75,000”; as `kept` of
                `domain/wording` gives them, they are said in the language of whoever undoes it.
        """
        with self._standing.transaction():
            before, drawn_before = self._listed(), self._drawings.rows()
            yield
            changes = _between(before, self._listed())
            changes += [
                {"of": _DRAWING, **one} for one in _between(drawn_before, self._drawings.rows())
            ]
            if not changes:
                return
            self._connection.execute("DELETE FROM level_step WHERE undone")
            cursor = self._connection.execute(
                "INSERT INTO level_step (at_ms, words, changes) VALUES (?, ?, ?)",
                (now_ms, words, json.dumps(changes)),
            )
            self._connection.execute(
                "DELETE FROM level_step WHERE id <= ?", (int(cursor.lastrowid or 0) - MOST_STEPS,)
            )

    def undo(self, now_ms: int) -> str | None:
        """Take back the newest step; its words, None where there is none."""
        return self._turn("undone = 0 ORDER BY id DESC", "before", 1, now_ms)

    def redo(self, now_ms: int) -> str | None:
        """Do again what was taken back last; its words, None where there is nothing."""
        return self._turn("undone = 1 ORDER BY id", "after", 0, now_ms)

    def forget(self) -> None:
        """Remember no step: what was done so far cannot be undone."""
        self._connection.execute("DELETE FROM level_step")

    def _turn(self, which: str, side: str, undone: int, now_ms: int) -> str | None:
        with self._standing.transaction():
            row = self._connection.execute(
                f"SELECT id, words, changes FROM level_step WHERE {which} LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            step_id, words, changes = row
            self._standing.changed()
            for change in json.loads(changes):
                if change.get("of") == _DRAWING:
                    self._drawings.put_row(change["id"], change[side])
                else:
                    self._put(change["id"], change[side], now_ms)
            self._connection.execute(
                "UPDATE level_step SET undone = ? WHERE id = ?", (undone, step_id)
            )
        return say(str(words))

    def _put(self, level_id: int, fields: _Fields | None, now_ms: int) -> None:
        if fields is None:
            self._connection.execute(
                "UPDATE level SET removed_ms = ? WHERE id = ? AND removed_ms IS NULL",
                (now_ms, level_id),
            )
            return
        values = ", ".join(f"{name} = :{name}" for name in _FIELDS)
        self._connection.execute(
            f"UPDATE level SET removed_ms = NULL, {values} WHERE id = :id",
            {**fields, "id": level_id},
        )

    def _listed(self) -> dict[int, _Fields]:
        rows = self._connection.execute(
            f"SELECT id, {', '.join(_FIELDS)} FROM level WHERE removed_ms IS NULL"
        )
        return {level_id: dict(zip(_FIELDS, fields, strict=True)) for level_id, *fields in rows}


def _between(before: dict[int, _Fields], after: dict[int, _Fields]) -> list[_Fields]:
    """What of two lists differs, by number."""
    return [
        {"id": one, "before": before.get(one), "after": after.get(one)}
        for one in sorted(before.keys() | after.keys())
        if before.get(one) != after.get(one)
    ]
