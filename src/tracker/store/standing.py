"""Where levels and their rules stand, read once and kept until someone writes.

SQLite gives Python's lock away with every row, and has to wait for it again: while a chart is moved
that is a millisecond or more. A candle that closes asks for the levels and states of every coin, so
that reading them anew would be most of an alert's delay.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec import Struct, field

from tracker.domain.level import Level, LevelState, Role
from tracker.store.database import transaction

_LEVEL = (
    "id, asset, venue, price, role, rules, note, created_ms, generation, color, expires_ms, "
    "snoozed_until_ms"
)


class Stood(Struct, frozen=True):
    """One rule of one level: its state, since when, and its machine as a JSON row."""

    state: LevelState
    since_ms: int | None
    fold: str


class _Memory(Struct):
    """What was read, and the version of the file that it was read from."""

    version: int
    levels: dict[int, Level]
    stood: dict[int, dict[str, Stood]] = field(default_factory=dict)


class Standing:
    """The watched levels and their rules, as the file says or as this connection wrote them.

    What another connection commits is noticed by the file's version. Whoever writes through this
    connection says so: `changed` for levels, `note` for a rule.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._memory: _Memory | None = None
        self._is_sure = False

    def levels(self) -> Iterable[Level]:
        """The levels that are watched, by asset and falling price."""
        return self._read().levels.values()

    def level(self, level_id: int) -> Level | None:
        """A level that is watched; None where there is none with this number."""
        return self._read().levels.get(level_id)

    def rules(self, level_id: int) -> Mapping[str, Stood]:
        """Where the rules of a level stand; those that were not placed yet are left out."""
        return self._read().stood.get(level_id, {})

    def note(self, level: Level, rule: str, stood: Stood) -> None:
        """A rule was written through this connection."""
        memory = self._memory
        if memory is not None:
            rules = memory.stood.setdefault(level.id, {})
            before = rules.get(rule)
            since_ms = stood.since_ms
            if since_ms is None and before is not None:
                since_ms = before.since_ms
            rules[rule] = Stood(stood.state, since_ms, stood.fold)

    def changed(self) -> None:
        """Levels were written through this connection, or what was written was taken back."""
        self._memory = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """As `database.transaction`; what is taken back is forgotten here as well."""
        was_sure = self._is_sure
        try:
            with transaction(self._connection):
                self._read()
                self._is_sure = True  # nobody else can write until this ends
                yield
        except BaseException:
            self.changed()
            raise
        finally:
            self._is_sure = was_sure

    @contextmanager
    def steady(self) -> Iterator[None]:
        """One look at whether others wrote for all that is asked within: it is of one moment."""
        was_sure = self._is_sure
        self._read()
        self._is_sure = True
        try:
            yield
        finally:
            self._is_sure = was_sure

    def _read(self) -> _Memory:
        memory = self._memory
        if memory is not None and self._is_sure:
            return memory
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if memory is None or memory.version != version:
            levels = {one.id: one for one in self._levels()}
            self._memory = memory = _Memory(int(version), levels)
            rows = self._connection.execute(
                "SELECT level_id, rule, state, since_ms, fold FROM level_state s "
                "JOIN level ON level.id = level_id WHERE removed_ms IS NULL ORDER BY level_id, rule"
            )
            for level_id, rule, state, since_ms, fold in rows:
                stood = Stood(LevelState(state), since_ms, fold)
                memory.stood.setdefault(level_id, {})[rule] = stood
        return memory

    def _levels(self) -> list[Level]:
        rows = self._connection.execute(
            f"SELECT {_LEVEL} FROM level WHERE removed_ms IS NULL ORDER BY asset, price DESC, id"
        )
        return [_level(row) for row in rows]


def _level(row: Sequence[Any]) -> Level:
    level_id, asset, venue, price, role, rules, note, created_ms, generation, *rest = row
    color, expires_ms, snoozed_until_ms = rest
    return Level(
        id=level_id,
        asset=asset,
        venue=venue,
        price=price,
        role=Role(role) if role is not None else None,
        rules=tuple(json.loads(rules)),
        note=note,
        created_ms=created_ms,
        generation=generation,
        color=color,
        expires_ms=expires_ms,
        snoozed_until_ms=snoozed_until_ms,
    )
