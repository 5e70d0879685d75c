"""Reads and writes the messages of journal.db that go to services outside this machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from tracker.domain.times import DAY_MS
from tracker.store.database import transaction

#: What was sent or given up is kept for so long, to be looked at.
_KEPT_MS = 7 * DAY_MS
_MESSAGE = "id, service, title, body, urgent, made_ms, tries"


class Message(Struct, frozen=True):
    """One message for one service.

    Attributes:
        tries: how often it was tried and failed.
    """

    id: int
    service: str
    title: str
    body: str
    urgent: bool
    made_ms: int
    tries: int = 0


class Post(Struct, frozen=True):
    """What happened to the messages for one service in the last days.

    Attributes:
        error: why the newest try failed; None where it did not.
    """

    service: str
    sent: int = 0
    waiting: int = 0
    given_up: int = 0
    error: str | None = None


class OutboxBook:
    """The part of the journal that is about messages."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def post(
        self,
        ids: Sequence[str],
        services: Sequence[str],
        title: str,
        body: str,
        *,
        urgent: bool,
        now_ms: int,
    ) -> bool:
        """Keep one message a service about these events; False where all were posted before."""
        with transaction(self._connection):
            cursor = self._connection.executemany(
                "INSERT OR IGNORE INTO posted VALUES (?, ?)", [(one, now_ms) for one in ids]
            )
            if cursor.rowcount < 1:
                return False
            self._connection.executemany(
                "INSERT INTO outbox (service, title, body, urgent, made_ms, next_try_ms) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [(one, title, body, int(urgent), now_ms, now_ms) for one in services],
            )
        return True

    def due(self, now_ms: int) -> list[Message]:
        """Messages to be tried now, oldest first."""
        rows = self._connection.execute(
            f"SELECT {_MESSAGE} FROM outbox WHERE sent_ms IS NULL AND given_up_ms IS NULL "
            "AND next_try_ms <= ? ORDER BY id",
            (now_ms,),
        )
        return [
            Message(number, service, title, body, bool(urgent), made_ms, tries)
            for number, service, title, body, urgent, made_ms, tries in rows
        ]

    def sent(self, message_id: int, now_ms: int) -> None:
        """A message has arrived; old ones are forgotten."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE outbox SET sent_ms = ?, error = NULL WHERE id = ?", (now_ms, message_id)
            )
            self._connection.execute(
                "DELETE FROM outbox WHERE coalesce(sent_ms, given_up_ms) < ?", (now_ms - _KEPT_MS,)
            )

    def failed(self, message_id: int, error: str, next_try_ms: int | None, now_ms: int) -> None:
        """A message could not be sent; without a next try it is given up."""
        self._connection.execute(
            "UPDATE outbox SET tries = tries + 1, error = ?, "
            "next_try_ms = coalesce(?, next_try_ms), given_up_ms = ? WHERE id = ?",
            (error, next_try_ms, now_ms if next_try_ms is None else None, message_id),
        )

    def posts(self) -> list[Post]:
        """How the messages for each service fared, by name."""
        rows = self._connection.execute(
            "SELECT service, count(sent_ms), count(*) - count(sent_ms) - count(given_up_ms), "
            "count(given_up_ms), (SELECT last.error FROM outbox last "
            "WHERE last.service = outbox.service AND (last.tries > 0 OR last.sent_ms IS NOT NULL) "
            "ORDER BY last.id DESC LIMIT 1) FROM outbox GROUP BY service ORDER BY service"
        )
        return [Post(*row) for row in rows]
