"""Levels are read once and kept, and what is kept is what the file says, whoever writes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from tracker.analysis.levels import Fold
from tracker.domain.level import Level, LevelState, Role
from tracker.store.journal import Journal, RuleState

AT_MS = 1_770_217_200_000


def level(price: float, **changes: object) -> Level:
    made = Level(0, "BTC", "binance-spot", price, None, ("hourly", "decisive"), "", AT_MS)
    return replace(made, **changes)


def kept(journal: Journal, one: Level, state: LevelState = LevelState.ARMED) -> None:
    journal.keep_fold(one, "hourly", Fold(state=state), [], found_ms=AT_MS)


@contextmanager
def statements(journal: Journal) -> Iterator[list[str]]:
    """What SQLite is asked meanwhile."""
    asked: list[str] = []
    journal._connection.set_trace_callback(asked.append)
    yield asked
    journal._connection.set_trace_callback(None)


def test_what_was_read_is_not_read_again(journal: Journal) -> None:
    made = journal.add_level(level(75_000))
    kept(journal, made)
    journal.levels()
    with statements(journal) as asked:
        assert [one.price for one in journal.levels("BTC")] == [75_000]
        assert journal.levels("ETH") == []
        assert journal.states_of("BTC") == {made.id: {"hourly": LevelState.ARMED}}
        assert journal.fold(made.id, "hourly") == Fold(state=LevelState.ARMED)
    assert set(asked) == {"PRAGMA data_version"}


def test_within_a_transaction_even_the_version_is_asked_once(journal: Journal) -> None:
    made = journal.add_level(level(75_000))
    with journal.transaction():
        journal.levels()
        with statements(journal) as asked:
            assert journal.level(made.id) is not None
            assert journal.fold(made.id, "hourly") is None
    assert asked == []


def test_what_another_process_writes_is_noticed(journal: Journal, journal_file: Path) -> None:
    first = journal.add_level(level(75_000))
    assert len(journal.levels()) == 1
    other = Journal.open(journal_file)
    other.add_level(level(70_000))
    kept(other, first, LevelState.BROKEN)
    other.close()
    assert [one.price for one in journal.levels()] == [75_000, 70_000]
    assert journal.states(first.id) == [RuleState("hourly", LevelState.BROKEN, None)]


def test_what_is_taken_back_is_forgotten(journal: Journal) -> None:
    made = journal.add_level(level(75_000))
    kept(journal, made)

    def fail() -> None:
        with journal.transaction():
            kept(journal, replace(made, role=Role.SUPPORT), LevelState.BROKEN)
            journal.add_level(level(60_000))
            journal.remove_level(made.id, AT_MS)
            assert [one.price for one in journal.levels()] == [60_000]
            raise sqlite3.OperationalError("the disk is full")

    with pytest.raises(sqlite3.OperationalError):
        fail()
    assert journal.levels() == [made]
    assert journal.states_of("BTC") == {made.id: {"hourly": LevelState.ARMED}}


def test_undo_and_redo_are_seen_at_once(journal: Journal) -> None:
    with journal.steps.step("adding BTC 75,000", AT_MS):
        journal.add_level(level(75_000))
    assert len(journal.levels()) == 1
    journal.steps.undo(AT_MS)
    assert journal.levels() == []
    journal.steps.redo(AT_MS)
    assert len(journal.levels()) == 1


def test_a_role_is_written_once_and_seen(journal: Journal) -> None:
    made = journal.add_level(level(75_000))
    kept(journal, replace(made, role=Role.SUPPORT))
    kept(journal, replace(made, role=Role.RESISTANCE))
    assert [one.role for one in journal.levels()] == [Role.SUPPORT]


def test_since_when_a_rule_stands_is_kept_until_it_moves(
    journal: Journal, journal_file: Path
) -> None:
    made = journal.add_level(level(75_000))
    kept(journal, made)
    journal._connection.execute("UPDATE level_state SET since_ms = ?", (AT_MS,))
    journal._standing.changed()
    assert journal.states(made.id)[0].since_ms == AT_MS
    kept(journal, made, LevelState.TESTING)
    reader = Journal.read(journal_file)
    assert reader is not None
    assert journal.states(made.id) == reader.states(made.id)
    assert journal.states(made.id)[0].since_ms == AT_MS
    reader.close()
