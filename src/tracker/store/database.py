"""Opening SQLite files: pragmas, numbered migrations, and what to do with a file that is broken."""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from tracker.domain.errors import TrackerError
from tracker.domain.translating import noted, tr

_BUSY_MS = 5_000
#: A file up to this size is looked through when it is opened (a third of a second); above it only its
#: head is.
_CHECKED_BYTES = 64 * 1024 * 1024
#: So many faults are looked at: files of old may show some that are none.
_MOST_FAULTS = 10_000

#: What SQLite raises; for those who must not import it.
SqlError = sqlite3.Error


class StoreError(TrackerError):
    """A database that cannot be used, and whose fault that is.

    Attributes:
        damaged: whether its content is broken, and not merely its circumstances.
    """

    def __init__(self, sentence: str, detail: str = "", *, damaged: bool = False) -> None:
        super().__init__(sentence, detail)
        self.damaged = damaged


def explained(error: sqlite3.Error) -> StoreError:
    """A sentence for what SQLite refused in the middle of the work."""
    return _refusal(noted("The store cannot go on: {why}."), None, error)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, beginning with the right to write.

    Within another one it is a part of that.
    """
    if _is_within(connection):
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some failures (a full disk) SQLite has rolled back by itself.
        if _is_within(connection):
            connection.execute("ROLLBACK")
        raise


def _is_within(connection: sqlite3.Connection) -> bool:
    """Whether a transaction is open; asked anew each time, for the type checker believes in one answer."""
    return connection.in_transaction


def open_writer(
    path: Path,
    migrations: Sequence[str],
    *,
    keep_copy: bool,
    before: Callable[[], None] | None = None,
) -> sqlite3.Connection:
    """Open a database for the one thread that writes it, bringing its schema up to date.

    Args:
        path: the file; made where it is absent.
        migrations: SQL scripts; number n brings version n - 1 to n; all that are due in one transaction.
        keep_copy: whether the file is copied before its schema changes.
        before: called before each statement, on the thread that writes.

    Raises:
        StoreError: where it is newer than this program, damaged, or cannot be written.
    """
    try:
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, factory=_kind(before)
        )
    except sqlite3.Error as error:
        raise StoreError(tr("{path} cannot be opened.", path=path), str(error)) from None
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        _refuse_newer(connection, path, migrations)
        _refuse_damaged(connection, path)
        if _version(connection) == 0:
            # Only a file that is made this way can give pages back to the disk later.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        _keep_in_wal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, path, migrations, keep_copy=keep_copy)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise _refusal(noted("{path} cannot be used: {why}."), path, error) from None
        raise
    return connection


def _keep_in_wal(connection: sqlite3.Connection) -> None:
    """Keep changes in a log beside the file, where they are not yet.

    Of several that make the switch at once SQLite refuses some without waiting, whatever the busy timeout
    is (https://www.sqlite.org/c3ref/busy_handler.html: it would be a deadlock); another look, once the
    first has gone through, finds the log there.
    """
    until_s = time.monotonic() + _BUSY_MS / 1_000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until_s:
                raise
            time.sleep(0.01)
        else:
            return


def make_shrinkable(connection: sqlite3.Connection, path: Path) -> None:
    """Let a file of an older program give free pages back; it is written anew, so only a small one.

    A larger one uses its free pages again and does not shrink.
    """
    (mode,) = connection.execute("PRAGMA auto_vacuum").fetchone()
    if mode == 2 or path.stat().st_size > _CHECKED_BYTES:
        return
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    with suppress(sqlite3.OperationalError):  # another process reads: next time
        connection.execute("VACUUM")


def open_reader(
    path: Path, migrations: Sequence[str], before: Callable[[], None] | None = None
) -> sqlite3.Connection | None:
    """Open a database for reading only; None where there is none yet.

    Args:
        path: the file.
        migrations: SQL scripts, as for a writer.
        before: called before each question, on the thread that asks it.

    Raises:
        StoreError: where it is damaged, or of another version than this program's.
    """
    if not path.exists():
        return None
    try:
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            factory=_kind(before),
        )
    except sqlite3.Error as error:
        raise _refusal(noted("{path} cannot be read: {why}."), path, error) from None
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        version = _version(connection)
    except sqlite3.Error as error:
        connection.close()
        raise _refusal(noted("{path} cannot be read: {why}."), path, error) from None
    if version == 0:
        connection.close()
        return None
    if version != len(migrations):
        connection.close()
        is_newer = version > len(migrations)
        raise StoreError(
            tr(
                "{path} was written by a newer Tracker; start the program once to adapt it.",
                path=path,
            )
            if is_newer
            else tr(
                "{path} was written by an older Tracker; start the program once to adapt it.",
                path=path,
            )
        )
    return connection


def _kind(before: Callable[[], None] | None) -> type[sqlite3.Connection]:
    """Connections that call something before each statement, if there is something to call."""
    if before is None:
        return sqlite3.Connection
    call = before

    class Asking(sqlite3.Connection):
        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            call()
            return super().execute(sql, parameters)

    return Asking


def set_aside(path: Path, stamp: str) -> Path:
    """Move a damaged database out of the way, with its side files; the data stays readable.

    Raises:
        StoreError: where it cannot be moved.
    """
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        try:
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
        except OSError as error:
            raise StoreError(
                tr(
                    "{path} is damaged and cannot be moved out of the way: {strerror}.",
                    path=part,
                    strerror=error.strerror,
                )
            ) from None
    return aside


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _refuse_newer(connection: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    version = _version(connection)
    if version > len(migrations):
        raise StoreError(
            tr(
                "{path} was written by a newer Tracker (version {version} of its format, this "
                "program knows {known}). It was not touched.",
                path=path,
                version=version,
                known=len(migrations),
            )
        )


def _refuse_damaged(connection: sqlite3.Connection, path: Path) -> None:
    if path.stat().st_size > _CHECKED_BYTES:
        return
    for (verdict,) in connection.execute(f"PRAGMA quick_check({_MOST_FAULTS})").fetchall():
        if verdict != "ok" and not _is_false(connection, verdict):
            sentence = tr("{path} cannot be used: {why}.", path=path, why=tr("it is damaged"))
            raise StoreError(sentence, verdict, damaged=True)


def _is_false(connection: sqlite3.Connection, verdict: str) -> bool:
    """Whether a check reports a NULL that is not there.

    SQLite 3.40 looks into the wrong column of tables without row ids whose key is not their first
    columns; files of earlier versions have two of these.
    """
    found = re.fullmatch(r"NULL value in (\w+)\.(\w+)", verdict)
    if found is None:
        return False
    table, column = found.groups()
    # Not `IS NULL`: of a column that must not be NULL that is false without a look.
    there = connection.execute(f"SELECT 1 FROM {table} WHERE typeof({column}) = 'null' LIMIT 1")
    return there.fetchone() is None


def _migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[str], *, keep_copy: bool
) -> None:
    version = _version(connection)
    if keep_copy and 0 < version < len(migrations):
        _copy(connection, path, version)
    if version == len(migrations):
        return
    # All of them at once: a reader beside us must never see a version in between.
    with transaction(connection):
        # Another process may have been faster; the version is read again under the lock.
        for script in migrations[_version(connection) :]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def _statements(script: str) -> list[str]:
    """The single statements of a script; executescript() would end the transaction."""
    statements: list[str] = []
    pending = ""
    for line in script.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    if pending.strip():
        raise ValueError("a migration ends in the middle of a statement")
    return statements


def _copy(connection: sqlite3.Connection, path: Path, version: int) -> None:
    copy = path.with_name(f"{path.name}.v{version}")
    partial = copy.with_name(copy.name + ".part")
    try:
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(partial)) as target:
            connection.backup(target)
        shutil.move(partial, copy)
    except OSError as error:
        sentence = tr(
            "{path} cannot be copied to {copy}: {strerror}.",
            path=path,
            copy=copy,
            strerror=error.strerror,
        )
        raise StoreError(sentence) from None


def _refusal(sentence: str, path: Path | None, error: sqlite3.Error) -> StoreError:
    """A sentence for people; who is to blame is told apart from what SQLite says.

    Args:
        sentence: the English one, with a place for `why` and perhaps for the `path`.
        path: the file; None where the sentence names none.
        error: what SQLite says.
    """
    text = str(error).lower()
    for sign, why, damaged in (
        ("not a database", noted("it is not a database, or damaged"), True),
        ("malformed", noted("it is damaged"), True),
        ("readonly", noted("it may not be written"), False),
        ("read-only", noted("it may not be written"), False),
        ("full", noted("the disk is full"), False),
        ("locked", noted("another program holds it"), False),
        ("unable to open", noted("it may not be opened"), False),
        ("disk i/o", noted("the disk reports an error"), False),
    ):
        if sign in text:
            return StoreError(tr(sentence, path=path, why=tr(why)), str(error), damaged=damaged)
    return StoreError(tr(sentence, path=path, why=tr("SQLite refused it")), str(error))
