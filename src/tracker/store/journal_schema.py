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

_V2 = """
-- What the user may say of a level beside its price.
ALTER TABLE level ADD COLUMN color TEXT;
ALTER TABLE level ADD COLUMN expires_ms INTEGER;
ALTER TABLE level ADD COLUMN snoozed_until_ms INTEGER;

-- Rules beside levels. Like levels they are never deleted.
CREATE TABLE alert_rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asset TEXT NOT NULL,
    condition TEXT NOT NULL,
    priority TEXT NOT NULL,
    cooldown_ms INTEGER NOT NULL,
    expires_ms INTEGER,
    snoozed_until_ms INTEGER,
    note TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    removed_ms INTEGER,
    memory TEXT
) STRICT;

-- What a rule found, exactly once a cycle; delivery is a stamp, as it is for transitions.
CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    rule_id INTEGER NOT NULL REFERENCES alert_rule,
    cycle INTEGER NOT NULL,
    asset TEXT NOT NULL,
    condition TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    priority TEXT NOT NULL,
    value REAL,
    coverage REAL,
    late INTEGER NOT NULL,
    found_ms INTEGER NOT NULL,
    delivered_ms INTEGER,
    UNIQUE (rule_id, cycle)
) STRICT;
CREATE INDEX alert_by_time ON alert (at_ms);
CREATE INDEX alert_undelivered ON alert (delivered_ms) WHERE delivered_ms IS NULL;

-- Candles that a venue changed after a level was judged on them: said, never decided again.
CREATE TABLE revision (
    level_id INTEGER NOT NULL REFERENCES level,
    rule TEXT NOT NULL,
    bar_open_ms INTEGER NOT NULL,
    old_close REAL NOT NULL,
    new_close REAL NOT NULL,
    found_ms INTEGER NOT NULL,
    PRIMARY KEY (level_id, rule, bar_open_ms, found_ms)
) STRICT, WITHOUT ROWID;

-- Which transitions and alerts the user has seen in the list.
CREATE TABLE seen (
    id TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Messages for services outside this machine: one row a message and service, kept until it is sent.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    service TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    urgent INTEGER NOT NULL,
    made_ms INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_ms INTEGER NOT NULL,
    error TEXT,
    sent_ms INTEGER,
    given_up_ms INTEGER
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_try_ms) WHERE sent_ms IS NULL AND given_up_ms IS NULL;
"""

_V3 = """
-- What the user did to levels, newest last, so that it can be undone and redone by any process.
-- changes: JSON, [{"id", "before", "after"}], each the level's fields, null where it was not there.
CREATE TABLE level_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    words TEXT NOT NULL,
    changes TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT;
"""

_V4 = """
-- Transitions and alerts that were put into the outbox but not shown here yet, so that a restart in
-- between does not send them twice.
CREATE TABLE posted (
    id TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

_V5 = """
-- What the user drew on the prices of a coin. One that is taken away is gone: the step that took it
-- knows it. anchors: JSON, [[at_ms, price], ...].
CREATE TABLE drawing (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asset TEXT NOT NULL,
    shape TEXT NOT NULL,
    anchors TEXT NOT NULL,
    text TEXT NOT NULL,
    color TEXT,
    width INTEGER NOT NULL,
    dashed INTEGER NOT NULL
) STRICT;
CREATE INDEX drawing_by_asset ON drawing (asset);
"""

_V6 = """
-- What Tracker watches by itself: such a rule keeps its memory and its alerts as the others do, one a
-- coin and condition, and is on no list of the user's rules.
ALTER TABLE alert_rule ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX alert_rule_own ON alert_rule (asset, condition) WHERE own = 1;
"""

_V7 = """
-- Cascades that happened: the user was told of them. figures: JSON, the fields of an episode.
CREATE TABLE episode (
    asset TEXT NOT NULL,
    window_ms INTEGER NOT NULL,
    on_ms INTEGER NOT NULL,
    off_ms INTEGER,
    figures TEXT NOT NULL,
    PRIMARY KEY (asset, window_ms, on_ms)
) STRICT, WITHOUT ROWID;

-- Where the search for them goes on after a restart: JSON.
CREATE TABLE episode_fold (
    asset TEXT NOT NULL,
    window_ms INTEGER NOT NULL,
    fold TEXT NOT NULL,
    PRIMARY KEY (asset, window_ms)
) STRICT, WITHOUT ROWID;
"""

_V8 = """
-- Key columns first: SQLite 3.40's check of a table without row ids calls any other order damaged.
ALTER TABLE revision RENAME TO revision_before;
CREATE TABLE revision (
    level_id INTEGER NOT NULL REFERENCES level,
    rule TEXT NOT NULL,
    bar_open_ms INTEGER NOT NULL,
    found_ms INTEGER NOT NULL,
    old_close REAL NOT NULL,
    new_close REAL NOT NULL,
    PRIMARY KEY (level_id, rule, bar_open_ms, found_ms)
) STRICT, WITHOUT ROWID;
INSERT INTO revision SELECT level_id, rule, bar_open_ms, found_ms, old_close, new_close FROM revision_before;
DROP TABLE revision_before;
"""

MIGRATIONS = (_V1, _V2, _V3, _V4, _V5, _V6, _V7, _V8)
