"""Opening databases: migrations, copies, and files that are damaged, newer, held or read-only."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.store import database, journal_schema, market_schema
from tracker.store.database import (
    StoreError,
    explained,
    open_reader,
    open_writer,
    set_aside,
    transaction,
)

V1 = """
-- People; a semicolon in words does not end a statement.
CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL DEFAULT 'a; b'
) STRICT;
CREATE INDEX person_by_name ON person (name);
"""
V2 = """
ALTER TABLE person ADD COLUMN age INTEGER;
CREATE TRIGGER grown AFTER INSERT ON person BEGIN
    UPDATE person SET age = 1 WHERE id = new.id;
END;
"""
V3 = "INSERT INTO person (name) VALUES ('third');"
ALL = (V1, V2, V3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data.db"


def made(path: Path, migrations: Sequence[str], *names: str) -> None:
    """A file as that version of the program left it."""
    with closing(open_writer(path, migrations, keep_copy=False)) as connection:
        connection.executemany("INSERT INTO person (name) VALUES (?)", [(one,) for one in names])


def rows(path: Path, sql: str = "SELECT name FROM person ORDER BY id") -> list[object]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(sql)]


def version(path: Path) -> object:
    return rows(path, "PRAGMA user_version")[0]


def beside(path: Path) -> set[str]:
    return {one.name for one in path.parent.iterdir()}


# --- migrations --------------------------------------------------------------------------------


def test_a_fresh_file_gets_every_migration(path: Path) -> None:
    open_writer(path, ALL, keep_copy=True).close()
    assert version(path) == 3
    assert rows(path) == ["third"]
    assert rows(path, "SELECT age FROM person") == [1]
    assert beside(path) == {"data.db"}


@pytest.mark.parametrize("old", [1, 2, 3])
def test_a_file_of_each_older_version_is_brought_up_to_date_and_keeps_its_content(
    path: Path, old: int
) -> None:
    made(path, ALL[:old], "ann", "bob")
    before = rows(path)
    open_writer(path, ALL, keep_copy=False).close()
    assert version(path) == 3
    assert rows(path) == [*before, *(["third"] if old < 3 else [])]
    assert rows(path, "SELECT name FROM sqlite_master WHERE type = 'trigger'") == ["grown"]


def test_opening_again_changes_nothing(path: Path) -> None:
    made(path, ALL)
    before = path.read_bytes()
    open_writer(path, ALL, keep_copy=True).close()
    assert path.read_bytes() == before
    assert beside(path) == {"data.db"}


@pytest.mark.parametrize("old", [1, 2])
def test_a_copy_is_kept_before_the_schema_changes(path: Path, old: int) -> None:
    made(path, ALL[:old], "ann")
    open_writer(path, ALL, keep_copy=True).close()
    copy = path.with_name(f"data.db.v{old}")
    assert beside(path) == {"data.db", copy.name}
    assert version(copy) == old
    assert rows(copy) == ["ann"]


def test_the_copy_holds_what_is_still_in_the_write_ahead_log(path: Path) -> None:
    made(path, ALL[:1])
    with closing(open_writer(path, ALL[:1], keep_copy=False)) as other:
        other.execute("INSERT INTO person (name) VALUES ('late')")
        assert path.with_name("data.db-wal").stat().st_size > 0
        open_writer(path, ALL[:2], keep_copy=True).close()
    assert rows(path.with_name("data.db.v1")) == ["late"]


def test_a_copy_that_was_left_half_made_is_made_anew(path: Path) -> None:
    made(path, ALL[:1], "ann")
    path.with_name("data.db.v1.part").write_bytes(b"half of somethi")
    open_writer(path, ALL, keep_copy=True).close()
    assert rows(path.with_name("data.db.v1")) == ["ann"]
    assert beside(path) == {"data.db", "data.db.v1"}


def test_without_its_copy_nothing_is_changed(path: Path) -> None:
    made(path, ALL[:1], "ann")
    path.with_name("data.db.v1.part").mkdir()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"cannot be copied to .*data\.db\.v1: "):
        open_writer(path, ALL, keep_copy=True)
    assert path.read_bytes() == before
    assert version(path) == 1


@pytest.mark.parametrize(
    "broken",
    [
        "ALTER TABLE person ADD COLUMN age INTEGER;\nCREATE TABLE person (id INTEGER);",
        "UPDATE person SET name = 'lost';\nSELECT * FROM nowhere;",
        "DROP TABLE person;\nnonsense;",
    ],
)
def test_an_interrupted_migration_leaves_nothing(path: Path, broken: str) -> None:
    made(path, ALL[:1], "ann")
    schema = rows(path, "SELECT sql FROM sqlite_master ORDER BY name")
    with pytest.raises(StoreError, match="cannot be used"):
        open_writer(path, (V1, broken), keep_copy=False)
    assert version(path) == 1
    assert rows(path) == ["ann"]
    assert rows(path, "SELECT sql FROM sqlite_master ORDER BY name") == schema


def test_nobody_sees_a_version_in_between(path: Path) -> None:
    with pytest.raises(StoreError):
        open_writer(path, (V1, V2, "nonsense;"), keep_copy=False)
    assert version(path) == 0
    open_writer(path, ALL, keep_copy=False).close()
    assert rows(path) == ["third"]


def test_a_migration_that_ends_in_the_middle_of_a_statement_is_our_own_mistake(path: Path) -> None:
    with pytest.raises(ValueError, match="middle of a statement"):
        open_writer(path, ("CREATE TABLE a (b INTEGER)",), keep_copy=False)
    with pytest.raises(ValueError, match="middle of a statement"):
        open_writer(path, ("CREATE TABLE a (b INTEGER);\nCREATE TABLE",), keep_copy=False)
    assert version(path) == 0


@given(st.lists(st.sampled_from([s for one in ALL for s in database._statements(one)])))
def test_a_script_is_split_into_the_statements_it_was_made_of(statements: list[str]) -> None:
    script = "".join(statements)
    assert database._statements(script) == statements


def test_two_programs_that_start_at_once_migrate_once(path: Path) -> None:
    made(path, ALL[:1], "ann")
    barrier, errors = threading.Barrier(4), []

    def start() -> None:
        barrier.wait()
        try:
            open_writer(path, ALL, keep_copy=False).close()
        except StoreError as error:
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert rows(path) == ["ann", "third"]


def test_one_that_comes_while_another_makes_the_file_waits_for_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite refuses the switch to a log at once there, busy timeout or not."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE begun (id INTEGER)")
        other.execute("BEGIN IMMEDIATE")
        waits = []

        def wait(seconds: float) -> None:
            waits.append(seconds)
            other.execute("COMMIT")

        monkeypatch.setattr("time.sleep", wait)
        open_writer(path, ALL, keep_copy=False).close()
    assert len(waits) == 1
    assert rows(path) == ["third"]


def test_one_that_waits_for_a_file_too_long_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program holds it"):
            open_writer(path, ALL, keep_copy=False)
        other.execute("ROLLBACK")
    assert version(path) == 0


@pytest.mark.parametrize("schema", [market_schema, journal_schema])
def test_the_real_schemas_are_made_in_one_go(path: Path, schema: object) -> None:
    migrations = schema.MIGRATIONS
    open_writer(path, migrations, keep_copy=True).close()
    assert version(path) == len(migrations)
    strict = rows(
        path,
        "SELECT strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
    )
    assert strict
    assert all(strict)


# --- newer -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_file_of_a_newer_program_is_refused_and_not_touched(path: Path, mode: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("CREATE TABLE future (a)")
        connection.execute("PRAGMA user_version = 4")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="written by a newer Tracker") as caught:
        open_writer(path, ALL, keep_copy=True)
    assert not caught.value.damaged
    assert beside(path) == {"data.db"}
    with pytest.raises(StoreError, match="a newer Tracker"):
        open_reader(path, ALL)
    assert path.read_bytes() == before


def test_a_file_of_an_older_program_can_only_be_read_once_it_was_adapted(path: Path) -> None:
    made(path, ALL[:2])
    with pytest.raises(StoreError, match=r"an older Tracker; start the program once to adapt it\."):
        open_reader(path, ALL)
    open_writer(path, ALL, keep_copy=False).close()
    reader = open_reader(path, ALL)
    assert reader is not None
    reader.close()


def test_a_file_that_is_not_there_or_holds_nothing_yet_cannot_be_read(path: Path) -> None:
    assert open_reader(path, ALL) is None
    assert not path.exists()
    path.touch()
    assert open_reader(path, ALL) is None


def test_a_reader_says_before_each_question_that_it_comes(path: Path) -> None:
    made(path, ALL[:2], "ann")
    said: list[str] = []
    connection = open_reader(path, ALL[:2], lambda: said.append("a question"))
    assert connection is not None
    said.clear()  # of the pragmas
    with closing(connection):
        row = connection.execute("SELECT name FROM person WHERE id = ?", (1,)).fetchone()
        assert row == ("ann",)
        connection.execute("SELECT 1")
    assert said == ["a question"] * 2


def test_a_reader_cannot_write(path: Path) -> None:
    made(path, ALL)
    reader = open_reader(path, ALL)
    assert reader is not None
    with closing(reader), pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM person")


# --- damaged -----------------------------------------------------------------------------------


@pytest.fixture
def large(path: Path) -> bytes:
    """The bytes of a sound file of many pages."""
    made(path, ALL, *(f"somebody number {n}" for n in range(2_000)))
    return path.read_bytes()


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def overwritten(data: bytes) -> bytes:
    return data[: 4096 * 5] + b"\xa5" * 4096 + data[4096 * 6 :]


DAMAGES = {
    "text": lambda _: b"hello world " * 400,
    "cut in half": half,
    "cut after the first page": lambda data: data[:4096],
    "cut in the head": lambda data: data[:50],
    "a page overwritten": overwritten,
    "the head overwritten": lambda data: b"x" * 100 + data[100:],
    "the root page overwritten": lambda data: data[:100] + b"\xff" * 40 + data[140:],
}


@pytest.mark.parametrize("name", list(DAMAGES))
def test_a_damaged_file_is_told_as_such_and_not_touched(
    path: Path, large: bytes, name: str
) -> None:
    path.write_bytes(DAMAGES[name](large))
    before = path.read_bytes()
    with pytest.raises(StoreError, match="damaged") as caught:
        open_writer(path, ALL, keep_copy=True)
    assert caught.value.damaged
    assert caught.value.sentence.endswith(".")
    assert path.read_bytes() == before
    assert beside(path) == {"data.db"}


def test_a_large_file_is_not_looked_through_at_every_start(
    path: Path, large: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_CHECKED_BYTES", len(large) - 1)
    path.write_bytes(overwritten(large))
    open_writer(path, ALL, keep_copy=True).close()


@pytest.mark.parametrize("name", ["text", "the head overwritten"])
def test_reading_a_damaged_file_says_so(path: Path, large: bytes, name: str) -> None:
    path.write_bytes(DAMAGES[name](large))
    with pytest.raises(StoreError, match=r"cannot be read: it is .*damaged"):
        open_reader(path, ALL)


def test_a_damaged_file_is_set_aside_with_its_side_files(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(f"data.db{suffix}").write_text(f"content{suffix}")
    aside = set_aside(path, "2026-02-04T160000Z")
    assert aside.name == "data.db.damaged-2026-02-04T160000Z"
    assert beside(path) == {aside.name, f"{aside.name}-wal", f"{aside.name}-shm"}
    assert aside.with_name(f"{aside.name}-wal").read_text() == "content-wal"


def test_side_files_that_are_not_there_are_not_missed(path: Path) -> None:
    path.write_text("content")
    aside = set_aside(path, "now")
    assert beside(path) == {aside.name}


def test_what_cannot_be_set_aside_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(_self: Path, _target: Path) -> Path:
        raise OSError(13, "Permission denied")

    path.write_text("x")
    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(StoreError, match="cannot be moved out of the way: Permission denied"):
        set_aside(path, "now")


# --- circumstances -----------------------------------------------------------------------------


def test_a_folder_in_the_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir()
    for opening in (open_reader, lambda *args: open_writer(*args, keep_copy=False)):
        with pytest.raises(StoreError, match=r"cannot be (opened|read)") as caught:
            opening(path, ALL)
        assert not caught.value.damaged


def test_a_file_that_may_not_be_written_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(path, ALL[:1])
    real = sqlite3.connect

    def read_only(_path: Path, **options: object) -> sqlite3.Connection:
        return real(f"{path.as_uri()}?mode=ro", uri=True, **options)

    monkeypatch.setattr(sqlite3, "connect", read_only)
    with pytest.raises(StoreError, match="it may not be written") as caught:
        open_writer(path, ALL, keep_copy=False)
    assert not caught.value.damaged


def test_a_file_that_another_program_holds_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 50)
    made(path, ALL[:1])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="another program holds it") as caught:
            open_writer(path, ALL, keep_copy=False)
        other.execute("ROLLBACK")
    assert not caught.value.damaged
    assert version(path) == 1


@pytest.mark.parametrize(
    ("text", "words", "damaged"),
    [
        ("database or disk is full", "the disk is full", False),
        ("disk I/O error", "the disk reports an error", False),
        ("database is locked", "another program holds it", False),
        ("attempt to write a readonly database", "it may not be written", False),
        ("unable to open database file", "it may not be opened", False),
        ("file is not a database", "it is not a database, or damaged", True),
        ("database disk image is malformed", "it is damaged", True),
        ("no such table: person", "SQLite refused it", False),
    ],
)
def test_what_sqlite_refuses_in_the_middle_of_the_work_is_said_in_words(
    text: str, words: str, damaged: bool
) -> None:
    error = explained(sqlite3.OperationalError(text))
    assert error.sentence == f"The store cannot go on: {words}."
    assert error.detail == text
    assert error.damaged == damaged


def test_a_folder_whose_name_says_damaged_damages_nothing(tmp_path: Path) -> None:
    path = tmp_path / "damaged disk" / "data.db"
    path.parent.mkdir()
    made(path, ALL)
    with pytest.raises(StoreError, match="newer") as caught:
        open_writer(path, ALL[:1], keep_copy=False)
    assert not caught.value.damaged


# --- transactions ------------------------------------------------------------------------------


def test_a_transaction_is_kept_as_a_whole_or_not_at_all(path: Path) -> None:
    made(path, ALL[:1])
    with closing(open_writer(path, ALL[:1], keep_copy=False)) as connection:
        with transaction(connection):
            connection.execute("INSERT INTO person (name) VALUES ('kept')")
        with pytest.raises(sqlite3.OperationalError), transaction(connection):
            connection.execute("INSERT INTO person (name) VALUES ('lost')").execute("nonsense")
        with transaction(connection):
            connection.execute("INSERT INTO person (name) VALUES ('kept too')")
    assert rows(path) == ["kept", "kept too"]


class FullDisk:
    """A connection to a disk that is full at the commit; SQLite has rolled back by itself then."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.in_transaction = False

    def execute(self, sql: str) -> None:
        self.said.append(sql)
        if sql == "ROLLBACK" and not self.in_transaction:
            raise sqlite3.OperationalError("cannot rollback - no transaction is active")
        self.in_transaction = sql == "BEGIN IMMEDIATE"
        if sql == "COMMIT":
            raise sqlite3.OperationalError("database or disk is full")


def test_a_full_disk_is_told_as_such_although_sqlite_rolled_back_by_itself() -> None:
    disk = FullDisk()
    with pytest.raises(sqlite3.OperationalError, match="disk is full"), transaction(disk):
        pass
    assert disk.said == ["BEGIN IMMEDIATE", "COMMIT"]


# --- what a check of a file says -----------------------------------------------------------------


@pytest.mark.parametrize("migrations", [market_schema.MIGRATIONS, journal_schema.MIGRATIONS])
def test_tables_without_row_ids_begin_with_their_key(path: Path, migrations: Sequence[str]) -> None:
    # SQLite 3.40's check calls any other order damaged once there are rows in it.
    open_writer(path, migrations, keep_copy=False).close()
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'"
        ).fetchall()
        assert tables
        for (table,) in tables:
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            key = [place for *_, place in columns if place]
            assert key == list(range(1, len(key) + 1)), table
            assert all(place for *_, place in columns[: len(key)]), table


def test_a_journal_with_a_revision_of_an_earlier_version_is_not_called_damaged(path: Path) -> None:
    with closing(open_writer(path, journal_schema.MIGRATIONS[:7], keep_copy=False)) as connection:
        connection.execute(
            "INSERT INTO level (asset, venue, price, rules, note, created_ms, generation) "
            "VALUES ('BTC', 'binance_spot', 75000.0, 'hourly', '', 1, 1)"
        )
        connection.execute("INSERT INTO revision VALUES (1, 'hourly', 3600000, 1.5, 2.5, 9)")
    with closing(open_writer(path, journal_schema.MIGRATIONS, keep_copy=False)) as connection:
        assert connection.execute(
            "SELECT level_id, rule, bar_open_ms, found_ms, old_close, new_close FROM revision"
        ).fetchall() == [(1, "hourly", 3_600_000, 9, 1.5, 2.5)]
    open_writer(path, journal_schema.MIGRATIONS, keep_copy=False).close()


def test_a_cache_with_holdings_of_an_earlier_version_is_not_called_damaged(path: Path) -> None:
    with closing(open_writer(path, market_schema.MIGRATIONS[:9], keep_copy=False)) as connection:
        connection.execute(
            "INSERT INTO holding VALUES ('coingecko', 'BTC', 'Strategy', 'MSTR', 5, 6, 7.5, NULL)"
        )
        connection.execute("INSERT INTO context VALUES ('ecb', 'usd_eur', '', 5, 6, 1.1, 1, '')")
    with closing(open_writer(path, market_schema.MIGRATIONS, keep_copy=False)) as connection:
        assert connection.execute(
            "SELECT source, asset, holder, symbol, day_ms, at_ms, coins, cost_usd FROM holding"
        ).fetchall() == [("coingecko", "BTC", "Strategy", "MSTR", 5, 6, 7.5, None)]
        assert connection.execute(
            "SELECT source, series, slot_ms, value FROM context"
        ).fetchall() == [("ecb", "usd_eur", 5, 1.1)]


def test_a_null_that_is_there_is_a_fault(path: Path) -> None:
    table = "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
    made(path, (table,), "one")
    allowed = ("name TEXT NOT NULL", "name TEXT")
    reschemed(path, *allowed)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE person SET name = NULL")
        connection.commit()
    reschemed(path, *reversed(allowed))
    with pytest.raises(StoreError, match="damaged"):
        open_writer(path, (table,), keep_copy=False)


def reschemed(path: Path, before: str, after: str) -> None:
    """Change what a file says of its tables, and nothing in them."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ?, ?)", (before, after))
        connection.commit()
