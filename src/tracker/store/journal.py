"""Reads and writes journal.db: the user's levels, what happened at them, and what was delivered."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis.levels import Fold
from tracker.domain.level import Event, Level, LevelState, Role, Transition, transition_id
from tracker.store.alert_book import AlertBook
from tracker.store.database import open_reader, open_writer, transaction
from tracker.store.drawings import DrawingRows
from tracker.store.episodes import EpisodeBook
from tracker.store.journal_schema import MIGRATIONS
from tracker.store.level_steps import LevelSteps
from tracker.store.outbox import OutboxBook
from tracker.store.seen import SeenBook
from tracker.store.standing import Standing, Stood

_TRANSITION = (
    "t.id, level.asset, level.price, level.role, t.rule, t.timeframe, t.cycle, t.event, t.reason, "
    "t.state, t.bar_open_ms, t.at_ms, t.price, t.extreme, t.gap, t.late"
)


class RuleState(Struct, frozen=True):
    """Where one rule of one level stands, and since when."""

    rule: str
    state: LevelState
    since_ms: int | None


class Undelivered(Struct, frozen=True):
    """A transition that nobody has shown yet."""

    level_id: int
    transition: Transition


class Journal:
    """Holds a connection of journal.db."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._standing = Standing(connection)
        #: Rules beside levels.
        self.alerts = AlertBook(connection)
        #: What the user drew on charts.
        self.drawings = DrawingRows(connection)
        #: What the user did to levels and drawings.
        self.steps = LevelSteps(connection, self._standing, self.drawings)
        #: Cascades that happened.
        self.episodes = EpisodeBook(connection)
        #: Messages for services outside this machine.
        self.outbox = OutboxBook(connection)
        #: What the user has seen in the list of alerts.
        self.seen = SeenBook(connection)

    @classmethod
    def open(cls, path: Path) -> Journal:
        """Open for writing, making the file where it is absent."""
        return cls(open_writer(path, MIGRATIONS, keep_copy=True))

    @classmethod
    def read(cls, path: Path) -> Journal | None:
        """Open for reading; None where there is no journal yet."""
        connection = open_reader(path, MIGRATIONS)
        return cls(connection) if connection is not None else None

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def version(self) -> int:
        """A number that changes when another connection has written."""
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def transaction(self) -> AbstractContextManager[None]:
        """Everything that is written within is kept as a whole or not at all."""
        return self._standing.transaction()

    def steady(self) -> AbstractContextManager[None]:
        """Levels and their states are of one moment within, and nobody asks whether they changed."""
        return self._standing.steady()

    # --- levels --------------------------------------------------------------------------------

    def add_level(self, level: Level) -> Level:
        """Keep a new level; gives it its id and generation."""
        with self.transaction():
            (earlier,) = self._connection.execute(
                "SELECT count(*) FROM level WHERE asset = ? AND price = ?",
                (level.asset, level.price),
            ).fetchone()
            cursor = self._connection.execute(
                "INSERT INTO level (asset, venue, price, role, rules, note, created_ms, "
                "generation, color, expires_ms, snoozed_until_ms) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    level.asset,
                    level.venue,
                    level.price,
                    level.role,
                    json.dumps(level.rules),
                    level.note,
                    level.created_ms,
                    earlier + 1,
                    level.color,
                    level.expires_ms,
                    level.snoozed_until_ms,
                ),
            )
            self._standing.changed()
        return replace(level, id=int(cursor.lastrowid or 0), generation=earlier + 1)

    def remove_level(self, level_id: int, now_ms: int) -> bool:
        """Take a level off the chart; its history stays. False where there is no such level."""
        cursor = self._connection.execute(
            "UPDATE level SET removed_ms = ? WHERE id = ? AND removed_ms IS NULL",
            (now_ms, level_id),
        )
        self._standing.changed()
        return cursor.rowcount > 0

    def set_level(self, level: Level) -> bool:
        """Keep rules, note, colour, expiry and snooze of a level; False where there is no such level.

        Price, market and what happened stay as they are.
        """
        cursor = self._connection.execute(
            "UPDATE level SET rules = ?, note = ?, color = ?, expires_ms = ?, snoozed_until_ms = ? "
            "WHERE id = ? AND removed_ms IS NULL",
            (
                json.dumps(level.rules),
                level.note,
                level.color,
                level.expires_ms,
                level.snoozed_until_ms,
                level.id,
            ),
        )
        self._standing.changed()
        return cursor.rowcount > 0

    def unfold_level(self, level_id: int, now_ms: int) -> bool:
        """Forget where a level stands, so that it is judged anew from when it was made.

        What happened so far stays readable, under a removed copy of the level; what happens from now
        on has names of its own. False where there is no such level.
        """
        with self.transaction():
            self._standing.changed()
            copied = self._connection.execute(
                "INSERT INTO level (asset, venue, price, role, rules, note, created_ms, "
                "generation, removed_ms, color, expires_ms, snoozed_until_ms) "
                "SELECT asset, venue, price, role, rules, note, created_ms, generation, ?, color, "
                "expires_ms, snoozed_until_ms FROM level WHERE id = ? AND removed_ms IS NULL",
                (now_ms, level_id),
            )
            if not copied.rowcount:
                return False
            for table in ("transition", "revision"):
                self._connection.execute(
                    f"UPDATE {table} SET level_id = ? WHERE level_id = ?",
                    (copied.lastrowid, level_id),
                )
            self._connection.execute("DELETE FROM level_state WHERE level_id = ?", (level_id,))
            self._connection.execute(
                "UPDATE level SET generation = (SELECT count(*) FROM level other "
                "WHERE other.asset = level.asset AND other.price = level.price) WHERE id = ?",
                (level_id,),
            )
        return True

    def level(self, level_id: int) -> Level | None:
        """A level that is watched; None where there is none with this number."""
        return self._standing.level(level_id)

    def levels(self, asset: str | None = None) -> list[Level]:
        """The levels that are watched, by asset and falling price."""
        return [one for one in self._standing.levels() if asset in (None, one.asset)]

    def states(self, level_id: int) -> list[RuleState]:
        """Where each rule of a level stands."""
        rules = self._standing.rules(level_id)
        return [RuleState(rule, rules[rule].state, rules[rule].since_ms) for rule in sorted(rules)]

    def states_of(self, asset: str) -> dict[int, dict[str, LevelState]]:
        """Where the rules of all watched levels of an asset stand, by level id and rule."""
        return {
            level.id: {rule: stood.state for rule, stood in rules.items()}
            for level in self.levels(asset)
            if (rules := self._standing.rules(level.id))
        }

    def fold(self, level_id: int, rule: str) -> Fold | None:
        """The stored state machine of a rule; None where it was not placed yet."""
        stood = self._standing.rules(level_id).get(rule)
        return Fold.from_row(json.loads(stood.fold)) if stood is not None else None

    def keep_fold(
        self,
        level: Level,
        rule: str,
        fold: Fold,
        transitions: Sequence[Transition],
        *,
        found_ms: int,
    ) -> list[Transition]:
        """Write state and events in one transaction; returns the events that were new.

        The pair (level, rule, cycle, event) is unique, so that an event is kept once however often
        the same candles are folded.
        """
        named = [replace(one, id=transition_id(one, level.generation)) for one in transitions]
        new: list[Transition] = []
        with self.transaction():
            known = self.level(level.id)
            if level.role is not None and known is not None and known.role is None:
                self._connection.execute(
                    "UPDATE level SET role = ? WHERE id = ? AND role IS NULL",
                    (level.role, level.id),
                )
                self._standing.changed()
            for one in named:
                cursor = self._connection.execute(
                    "INSERT OR IGNORE INTO transition VALUES "
                    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                    _transition_row(level.id, one, found_ms),
                )
                if cursor.rowcount:
                    new.append(one)
            since = named[-1].at_ms if named else None
            row = json.dumps(fold.to_row())
            self._connection.execute(
                "INSERT INTO level_state VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (level_id, rule) DO UPDATE SET state = excluded.state, "
                "since_ms = coalesce(excluded.since_ms, since_ms), fold = excluded.fold",
                (level.id, rule, fold.state, since, row),
            )
            self._standing.note(level, rule, Stood(fold.state, since, row))
        return new

    # --- revisions -----------------------------------------------------------------------------

    def note_revision(
        self,
        level_id: int,
        rule: str,
        bar_open_ms: int,
        closes: tuple[float, float],
        *,
        found_ms: int,
    ) -> None:
        """Say that a candle a rule was judged on was changed later; `closes` are (old, new)."""
        self._connection.execute(
            "INSERT OR IGNORE INTO revision "
            "(level_id, rule, bar_open_ms, old_close, new_close, found_ms) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (level_id, rule, bar_open_ms, *closes, found_ms),
        )

    def revised(self, level_id: int) -> int:
        """How many candles a level was judged on were changed later."""
        (count,) = self._connection.execute(
            "SELECT count(DISTINCT bar_open_ms) FROM revision WHERE level_id = ?", (level_id,)
        ).fetchone()
        return int(count)

    # --- transitions ---------------------------------------------------------------------------

    def transitions(
        self, asset: str | None, start_ms: int, end_ms: int, *, newest: int | None = None
    ) -> list[Transition]:
        """What happened in the half-open window, oldest first; removed levels included."""
        where, args = ("AND level.asset = ?", (asset,)) if asset is not None else ("", ())
        rows = self._connection.execute(
            f"SELECT {_TRANSITION} FROM transition t JOIN level ON level.id = t.level_id "
            f"WHERE t.at_ms >= ? AND t.at_ms < ? {where} "
            "ORDER BY t.at_ms DESC, t.rowid DESC LIMIT ?",
            (start_ms, end_ms, *args, -1 if newest is None else newest),
        ).fetchall()
        return [_transition(row) for row in reversed(rows)]

    def last_event_ms(self, level_id: int, rule: str, event: Event) -> int | None:
        """When an event last happened to a rule of a level."""
        row = self._connection.execute(
            "SELECT max(at_ms) FROM transition WHERE level_id = ? AND rule = ? AND event = ?",
            (level_id, rule, event),
        ).fetchone()
        return int(row[0]) if row[0] is not None else None

    def undelivered(self) -> list[Undelivered]:
        """Transitions that were found but not shown, oldest first."""
        rows = self._connection.execute(
            f"SELECT t.level_id, {_TRANSITION} FROM transition t "
            "JOIN level ON level.id = t.level_id "
            "WHERE t.delivered_ms IS NULL ORDER BY t.at_ms, t.rowid"
        )
        return [Undelivered(row[0], _transition(row[1:])) for row in rows]

    def stamp(self, ids: Iterable[str], now_ms: int) -> None:
        """Say that these were shown: transitions, and what rules beside levels found."""
        done = list(ids)
        with transaction(self._connection):
            for table in ("transition", "alert"):
                self._connection.executemany(
                    f"UPDATE {table} SET delivered_ms = ? WHERE id = ? AND delivered_ms IS NULL",
                    [(now_ms, one) for one in done],
                )
            self._connection.executemany(
                "DELETE FROM posted WHERE id = ?", [(one,) for one in done]
            )

    def snoozed(self) -> dict[int, int]:
        """Until when levels are snoozed: level id to time."""
        rows = self._connection.execute(
            "SELECT id, snoozed_until_ms FROM level WHERE snoozed_until_ms IS NOT NULL"
        )
        return dict(rows.fetchall())

    # --- keepsakes -----------------------------------------------------------------------------

    def keep(self, name: str, value: bytes) -> None:
        """Remember something small, such as the window's layout."""
        self._connection.execute("INSERT OR REPLACE INTO keepsake VALUES (?, ?)", (name, value))

    def keepsakes(self) -> dict[str, bytes]:
        """Everything that `keep` remembered."""
        return {
            name: bytes(value)
            for name, value in self._connection.execute("SELECT name, value FROM keepsake")
        }

    def kept(self, name: str) -> bytes | None:
        """What `keep` remembered."""
        row = self._connection.execute(
            "SELECT value FROM keepsake WHERE name = ?", (name,)
        ).fetchone()
        return bytes(row[0]) if row is not None else None


def _transition_row(level_id: int, one: Transition, found_ms: int) -> tuple[object, ...]:
    return (
        one.id,
        level_id,
        one.rule,
        one.timeframe,
        one.cycle,
        one.event,
        one.reason,
        one.state,
        one.bar_open_ms,
        one.at_ms,
        one.price,
        one.extreme,
        int(one.gap),
        int(one.late),
        found_ms,
    )


def _transition(row: Sequence[Any]) -> Transition:
    name, asset, level, role, rule, timeframe, cycle, event, reason, state, *rest = row
    bar_open_ms, at_ms, price, extreme, gap, late = rest
    return Transition(
        asset=asset,
        level=level,
        role=Role(role),
        rule=rule,
        timeframe=timeframe,
        cycle=cycle,
        event=Event(event),
        reason=reason,
        state=LevelState(state),
        bar_open_ms=bar_open_ms,
        at_ms=at_ms,
        price=price,
        extreme=extreme,
        gap=bool(gap),
        late=bool(late),
        id=name,
    )
