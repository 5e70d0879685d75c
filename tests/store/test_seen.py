"""What the user has seen in the list of alerts is kept, each name once."""

from __future__ import annotations

from pathlib import Path

from tracker.store.journal import Journal


def test_what_was_seen_stays_seen(journal: Journal, journal_file: Path) -> None:
    assert journal.seen.ids() == frozenset()
    journal.seen.mark(["a", "b"], 1_000)
    journal.seen.mark(["b", "c"], 2_000)
    other = Journal.read(journal_file)
    assert other is not None
    assert other.seen.ids() == {"a", "b", "c"}
    other.close()
