"""Whether the first run is due: asked before the first paint, so that nothing else is loaded for it."""

from __future__ import annotations

from tracker.store.journal import Journal

#: What the journal remembers of a first run that was finished or skipped.
NAME = "first-run"


def is_untouched(journal: Journal | None) -> bool:
    """Whether nothing in it was made by a user: no level, no window that was ever closed."""
    return journal is None or not (journal.keepsakes() or journal.levels())
