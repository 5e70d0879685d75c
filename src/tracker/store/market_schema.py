"""The schema of market.db, as numbered migrations. A released one is never edited."""

from __future__ import annotations

_V1 = """
-- Markets of the venues; everything else points here.
CREATE TABLE market (
    id INTEGER PRIMARY KEY,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    asset TEXT NOT NULL,
    contract TEXT NOT NULL,
    multiplier REAL,
    factor INTEGER NOT NULL,
    funding_h REAL,
    UNIQUE (venue, symbol)
) STRICT;
CREATE INDEX market_by_asset ON market (asset);

-- Times are UTC milliseconds, intervals seconds, prices USD, volumes base coin.
CREATE TABLE candle (
    market_id INTEGER NOT NULL REFERENCES market,
    interval_s INTEGER NOT NULL,
    open_ms INTEGER NOT NULL,
    open REAL NOT NULL,
    high REAL NOT NULL,
    low REAL NOT NULL,
    close REAL NOT NULL,
    volume REAL NOT NULL,
    closed INTEGER NOT NULL,
    PRIMARY KEY (market_id, interval_s, open_ms)
) STRICT, WITHOUT ROWID;

-- The key is the event itself, so that what is replayed or read again is stored once.
CREATE TABLE liquidation (
    market_id INTEGER NOT NULL REFERENCES market,
    at_ms INTEGER NOT NULL,
    side TEXT NOT NULL,
    price REAL NOT NULL,
    quantity REAL NOT NULL,
    notional_usd REAL NOT NULL,
    PRIMARY KEY (market_id, at_ms, side, price, quantity)
) STRICT, WITHOUT ROWID;

CREATE TABLE liquidation_bucket (
    market_id INTEGER NOT NULL REFERENCES market,
    width_s INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    long_usd REAL NOT NULL,
    short_usd REAL NOT NULL,
    closed INTEGER NOT NULL,
    PRIMARY KEY (market_id, width_s, start_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE open_interest (
    market_id INTEGER NOT NULL REFERENCES market,
    at_ms INTEGER NOT NULL,
    coin REAL,
    usd REAL,
    PRIMARY KEY (market_id, at_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE funding (
    market_id INTEGER NOT NULL REFERENCES market,
    settles_ms INTEGER NOT NULL,
    rate REAL NOT NULL,
    interval_h REAL,
    settled INTEGER NOT NULL,
    PRIMARY KEY (market_id, settles_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE ratio (
    market_id INTEGER NOT NULL REFERENCES market,
    at_ms INTEGER NOT NULL,
    long_share REAL NOT NULL,
    PRIMARY KEY (market_id, at_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticker (
    market_id INTEGER PRIMARY KEY REFERENCES market,
    at_ms INTEGER NOT NULL,
    last REAL NOT NULL,
    open_24h REAL,
    high_24h REAL,
    low_24h REAL,
    volume_24h REAL,
    volume_24h_usd REAL
) STRICT;

CREATE TABLE mark (
    market_id INTEGER PRIMARY KEY REFERENCES market,
    at_ms INTEGER NOT NULL,
    price REAL NOT NULL,
    index_price REAL
) STRICT;

-- Stretches over which a channel was proven alive.
CREATE TABLE observed (
    venue TEXT NOT NULL,
    channel TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    PRIMARY KEY (venue, channel, from_ms)
) STRICT, WITHOUT ROWID;

-- Windows of the past that were asked for: pending, complete, empty or failed.
CREATE TABLE history (
    market_id INTEGER NOT NULL REFERENCES market,
    channel TEXT NOT NULL,
    interval_s INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    asked_ms INTEGER NOT NULL,
    PRIMARY KEY (market_id, channel, interval_s, start_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE health (
    venue TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    last_event_at_ms INTEGER,
    expected_cadence_s REAL,
    reason TEXT,
    retry_at_ms INTEGER,
    PRIMARY KEY (venue, channel)
) STRICT, WITHOUT ROWID;

-- Hosts that asked to be left alone; remembered over a restart.
CREATE TABLE pause (
    host TEXT PRIMARY KEY,
    until_ms INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The engine that fills this cache, if one runs.
CREATE TABLE engine (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    pid INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    beat_ms INTEGER NOT NULL,
    stopped_ms INTEGER
) STRICT;
"""

_V2 = """
-- The part of the volume that buyers took, base coin; NULL where it is unknown.
ALTER TABLE candle ADD COLUMN taker_buy REAL;
"""

_V3 = """
-- Candles once more, packed for reading: 240 opening times of one series each, aligned to 1970. The
-- rows of `candle` are the truth; a chunk may be deleted at any time. `candles` is NULL until the chunk
-- is packed, and again when one of its rows changes; empty where its rows cannot be packed.
CREATE TABLE candle_chunk (
    market_id INTEGER NOT NULL REFERENCES market,
    interval_s INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    places BLOB,
    candles BLOB,
    PRIMARY KEY (market_id, interval_s, chunk)
) STRICT;
CREATE INDEX candle_chunk_due ON candle_chunk (interval_s, chunk) WHERE candles IS NULL;

-- Triggers, so that whoever changes a row, with whatever tool, leaves no stale chunk behind.
CREATE TRIGGER candle_added AFTER INSERT ON candle BEGIN
    INSERT INTO candle_chunk (market_id, interval_s, chunk)
    VALUES (new.market_id, new.interval_s, new.open_ms / (new.interval_s * 240000))
    ON CONFLICT (market_id, interval_s, chunk) DO UPDATE SET places = NULL, candles = NULL
    WHERE candles IS NOT NULL;
END;
CREATE TRIGGER candle_changed AFTER UPDATE ON candle BEGIN
    UPDATE candle_chunk SET places = NULL, candles = NULL
    WHERE market_id = old.market_id AND interval_s = old.interval_s
        AND chunk = old.open_ms / (old.interval_s * 240000) AND candles IS NOT NULL;
END;
CREATE TRIGGER candle_moved AFTER UPDATE OF market_id, interval_s, open_ms ON candle BEGIN
    INSERT INTO candle_chunk (market_id, interval_s, chunk)
    VALUES (new.market_id, new.interval_s, new.open_ms / (new.interval_s * 240000))
    ON CONFLICT (market_id, interval_s, chunk) DO UPDATE SET places = NULL, candles = NULL
    WHERE candles IS NOT NULL;
END;
CREATE TRIGGER candle_removed AFTER DELETE ON candle BEGIN
    UPDATE candle_chunk SET places = NULL, candles = NULL
    WHERE market_id = old.market_id AND interval_s = old.interval_s
        AND chunk = old.open_ms / (old.interval_s * 240000) AND candles IS NOT NULL;
END;

INSERT INTO candle_chunk (market_id, interval_s, chunk)
SELECT DISTINCT market_id, interval_s, open_ms / (interval_s * 240000) FROM candle;
"""

_V4 = """
-- What else is known of a channel: the status of the answer that failed, attempts that failed in a row,
-- how far the venue's clock is ahead, and the share of the request budget that is used.
ALTER TABLE health ADD COLUMN http INTEGER;
ALTER TABLE health ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE health ADD COLUMN skew_ms INTEGER;
ALTER TABLE health ADD COLUMN budget_used REAL;
"""

_V5 = """
-- Single liquidations summed up by minute and hour, both sides of a market in a row; kept for ever.
-- `seconds` has a bit for each second of the minute with a print of either side (what the cap of a
-- sampled feed is told by), `seconds_with_print` is how many these are. `max` is 0 where nothing was.
CREATE TABLE liquidation_minute (
    market_id INTEGER NOT NULL REFERENCES market,
    start_ms INTEGER NOT NULL,
    long_usd REAL NOT NULL,
    short_usd REAL NOT NULL,
    long_count INTEGER NOT NULL,
    short_count INTEGER NOT NULL,
    long_max_usd REAL NOT NULL,
    short_max_usd REAL NOT NULL,
    seconds_with_print INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    PRIMARY KEY (market_id, start_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE liquidation_hour (
    market_id INTEGER NOT NULL REFERENCES market,
    start_ms INTEGER NOT NULL,
    long_usd REAL NOT NULL,
    short_usd REAL NOT NULL,
    long_count INTEGER NOT NULL,
    short_count INTEGER NOT NULL,
    long_max_usd REAL NOT NULL,
    short_max_usd REAL NOT NULL,
    seconds_with_print INTEGER NOT NULL,
    PRIMARY KEY (market_id, start_ms)
) STRICT, WITHOUT ROWID;

-- Days (since 1970, UTC) whose single liquidations are not kept any more: their sums are final.
CREATE TABLE liquidation_sealed (
    market_id INTEGER NOT NULL REFERENCES market,
    day INTEGER NOT NULL,
    PRIMARY KEY (market_id, day)
) STRICT, WITHOUT ROWID;

INSERT INTO liquidation_minute
SELECT market_id, second / 60 * 60000,
    sum(long_usd), sum(short_usd), sum(long_count), sum(short_count),
    max(long_max), max(short_max), count(*), sum(1 << (second % 60))
FROM (
    SELECT market_id, at_ms / 1000 AS second,
        sum(iif(side = 'long', notional_usd, 0.0)) AS long_usd,
        sum(iif(side = 'short', notional_usd, 0.0)) AS short_usd,
        sum(side = 'long') AS long_count, sum(side = 'short') AS short_count,
        max(iif(side = 'long', notional_usd, 0.0)) AS long_max,
        max(iif(side = 'short', notional_usd, 0.0)) AS short_max
    FROM liquidation GROUP BY market_id, at_ms / 1000
) GROUP BY market_id, second / 60;

INSERT INTO liquidation_hour
SELECT market_id, start_ms / 3600000 * 3600000,
    sum(long_usd), sum(short_usd), sum(long_count), sum(short_count),
    max(long_max_usd), max(short_max_usd), sum(seconds_with_print)
FROM liquidation_minute GROUP BY market_id, start_ms / 3600000;

-- Triggers, so that whoever stores an event, in whatever order, sums it up in the same transaction. An
-- event that is there already fires none, and one of a sealed day is in the sums already.
CREATE TRIGGER liquidation_refused BEFORE INSERT ON liquidation
WHEN EXISTS (
    SELECT 1 FROM liquidation_sealed WHERE market_id = new.market_id AND day = new.at_ms / 86400000
) BEGIN
    SELECT RAISE(IGNORE);
END;
CREATE TRIGGER liquidation_added AFTER INSERT ON liquidation BEGIN
    -- The hour first: whether the second is new is told by the minute as it was.
    INSERT INTO liquidation_hour VALUES (
        new.market_id, new.at_ms / 3600000 * 3600000,
        iif(new.side = 'long', new.notional_usd, 0.0), iif(new.side = 'long', 0.0, new.notional_usd),
        new.side = 'long', new.side != 'long',
        iif(new.side = 'long', new.notional_usd, 0.0), iif(new.side = 'long', 0.0, new.notional_usd),
        1 - coalesce((
            SELECT seconds >> (new.at_ms / 1000 % 60) & 1 FROM liquidation_minute
            WHERE market_id = new.market_id AND start_ms = new.at_ms / 60000 * 60000
        ), 0)
    ) ON CONFLICT (market_id, start_ms) DO UPDATE SET
        long_usd = long_usd + excluded.long_usd, short_usd = short_usd + excluded.short_usd,
        long_count = long_count + excluded.long_count,
        short_count = short_count + excluded.short_count,
        long_max_usd = max(long_max_usd, excluded.long_max_usd),
        short_max_usd = max(short_max_usd, excluded.short_max_usd),
        seconds_with_print = seconds_with_print + excluded.seconds_with_print;
    INSERT INTO liquidation_minute VALUES (
        new.market_id, new.at_ms / 60000 * 60000,
        iif(new.side = 'long', new.notional_usd, 0.0), iif(new.side = 'long', 0.0, new.notional_usd),
        new.side = 'long', new.side != 'long',
        iif(new.side = 'long', new.notional_usd, 0.0), iif(new.side = 'long', 0.0, new.notional_usd),
        1, 1 << (new.at_ms / 1000 % 60)
    ) ON CONFLICT (market_id, start_ms) DO UPDATE SET
        long_usd = long_usd + excluded.long_usd, short_usd = short_usd + excluded.short_usd,
        long_count = long_count + excluded.long_count,
        short_count = short_count + excluded.short_count,
        long_max_usd = max(long_max_usd, excluded.long_max_usd),
        short_max_usd = max(short_max_usd, excluded.short_max_usd),
        seconds_with_print = seconds_with_print + ((seconds & excluded.seconds) = 0),
        seconds = seconds | excluded.seconds;
END;
"""

_V6 = """
-- What was used of a host's request budgets, in their own weight, and when; so that a restart does not
-- refill them.
CREATE TABLE spent (
    host TEXT NOT NULL,
    bucket TEXT NOT NULL,
    used REAL NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (host, bucket)
) STRICT, WITHOUT ROWID;
"""

_V7 = """
-- What surrounds the coins: one row a series and period, replaced while the period runs. Fractions are
-- fractions, sums USD; `asset` is empty where a series is about no single coin.
CREATE TABLE context (
    source TEXT NOT NULL,
    series TEXT NOT NULL,
    asset TEXT NOT NULL,
    slot_ms INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    value REAL NOT NULL,
    closed INTEGER NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (series, asset, source, slot_ms)
) STRICT, WITHOUT ROWID;

-- What companies hold of a coin, as it was told on a day; cost_usd NULL is unknown.
CREATE TABLE holding (
    source TEXT NOT NULL,
    asset TEXT NOT NULL,
    holder TEXT NOT NULL,
    symbol TEXT NOT NULL,
    day_ms INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    coins REAL NOT NULL,
    cost_usd REAL,
    PRIMARY KEY (asset, source, day_ms, holder)
) STRICT, WITHOUT ROWID;
"""

_V8 = """
-- Before when a series is not kept any more; of open interest one row in five minutes stays.
-- `by_size`: it went because the cache was full, and not because it was old.
CREATE TABLE pruned (
    market_id INTEGER NOT NULL REFERENCES market,
    kind TEXT NOT NULL,
    until_ms INTEGER NOT NULL,
    by_size INTEGER NOT NULL,
    PRIMARY KEY (market_id, kind)
) STRICT, WITHOUT ROWID;

-- What each kind of data takes on disk, as it was last measured.
CREATE TABLE stored_size (
    kind TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    measured_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far the past of each venue is filled, in the words of the page of health.
CREATE TABLE filling (
    venue TEXT PRIMARY KEY,
    stage TEXT NOT NULL,
    share REAL NOT NULL,
    noted_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A window that failed is tried again later, each time after a longer while, and then no more.
ALTER TABLE history ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE history ADD COLUMN retry_ms INTEGER;
"""

_V9 = """
-- What is normal for a coin, learnt from its own past: the newest for each window of the cascade index.
CREATE TABLE cascade_reference (
    asset TEXT NOT NULL,
    window_ms INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    median REAL,
    high REAL,
    sigma REAL,
    fall95 REAL,
    days REAL NOT NULL,
    venues TEXT NOT NULL,
    PRIMARY KEY (asset, window_ms)
) STRICT, WITHOUT ROWID;

-- One market's price at the end of every second: 60 doubles a minute, NaN where it is not known. They
-- live for a day, so that the feedback ratio goes on after a restart.
CREATE TABLE price_second (
    asset TEXT NOT NULL,
    minute_ms INTEGER NOT NULL,
    venue TEXT NOT NULL,
    prices BLOB NOT NULL,
    PRIMARY KEY (asset, minute_ms)
) STRICT, WITHOUT ROWID;

-- The feedback ratio as it was measured once a minute; NULL where it could not be.
CREATE TABLE feedback (
    asset TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    side TEXT NOT NULL,
    ratio REAL,
    low90 REAL,
    high90 REAL,
    events INTEGER NOT NULL,
    swept REAL NOT NULL,
    seconds INTEGER NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (asset, at_ms)
) STRICT, WITHOUT ROWID;
"""

_V10 = """
-- Key columns first: SQLite 3.40's check of a table without row ids calls any other order damaged.
ALTER TABLE holding RENAME TO holding_before;
CREATE TABLE holding (
    asset TEXT NOT NULL,
    source TEXT NOT NULL,
    day_ms INTEGER NOT NULL,
    holder TEXT NOT NULL,
    symbol TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    coins REAL NOT NULL,
    cost_usd REAL,
    PRIMARY KEY (asset, source, day_ms, holder)
) STRICT, WITHOUT ROWID;
INSERT INTO holding
    SELECT asset, source, day_ms, holder, symbol, at_ms, coins, cost_usd FROM holding_before;
DROP TABLE holding_before;

ALTER TABLE context RENAME TO context_before;
CREATE TABLE context (
    series TEXT NOT NULL,
    asset TEXT NOT NULL,
    source TEXT NOT NULL,
    slot_ms INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    value REAL NOT NULL,
    closed INTEGER NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (series, asset, source, slot_ms)
) STRICT, WITHOUT ROWID;
INSERT INTO context
    SELECT series, asset, source, slot_ms, at_ms, value, closed, words FROM context_before;
DROP TABLE context_before;
"""

MIGRATIONS = (_V1, _V2, _V3, _V4, _V5, _V6, _V7, _V8, _V9, _V10)
