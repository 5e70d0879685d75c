"""The schema of journal.db, as numbered migrations. A released one is never edited."""

from __future__ import annotations

_V1 = """
-- Levels are never deleted: what happened at them stays readable.
CREATE TABLE level (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asset TEXT NOT NULL,
    venue TEXT NOT NULL,
    price REAL NOT NULL,
    role TEXT,
    rules TEXT NOT NULL,
    note TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    removed_ms INTEGER
) STRICT;
CREATE INDEX level_by_asset ON level (asset, price);

-- One row a rule: the whole state machine as JSON.
CREATE TABLE level_state (
    level_id INTEGER NOT NULL REFERENCES level,
    rule TEXT NOT NULL,
    state TEXT NOT NULL,
    since_ms INTEGER,
    fold TEXT NOT NULL,
    PRIMARY KEY (level_id, rule)
) STRICT, WITHOUT ROWID;

-- What happened, exactly once; delivery is a stamp.
CREATE TABLE transition (
    id TEXT PRIMARY KEY,
    level_id INTEGER NOT NULL REFERENCES level,
    rule TEXT NOT NULL,
    timeframe TEXT NOT NULL,
    cycle INTEGER NOT NULL,
    event TEXT NOT NULL,
    reason TEXT,
    state TEXT NOT NULL,
    bar_open_ms INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    price REAL NOT NULL,
    extreme REAL,
    gap INTEGER NOT NULL,
    late INTEGER NOT NULL,
    found_ms INTEGER NOT NULL,
    delivered_ms INTEGER,
    UNIQUE (level_id, rule, cycle, event)
) STRICT;
CREATE INDEX transition_by_time ON transition (at_ms);
CREATE INDEX transition_undelivered ON transition (delivered_ms) WHERE delivered_ms IS NULL;

-- The window's layout and other small things that are the user's own.
CREATE TABLE keepsake (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
"""

MIGRATIONS = (_V1,)
