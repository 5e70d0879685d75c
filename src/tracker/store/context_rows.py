"""Market context in market.db: the SQL of readings and holdings, for the writer and the reader."""

from __future__ import annotations

import sqlite3

from tracker.domain.context import Holding, Reading, Series
from tracker.domain.times import D1

# A value that stays is never replaced by one that still moves; what says nothing new changes nothing.
_READING = """
INSERT INTO context (source, series, asset, slot_ms, at_ms, value, closed, words)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (series, asset, source, slot_ms) DO UPDATE SET
    at_ms = excluded.at_ms, value = excluded.value, closed = excluded.closed,
    words = excluded.words
WHERE excluded.closed >= closed AND excluded.at_ms >= at_ms
    AND (excluded.at_ms, excluded.value, excluded.closed, excluded.words)
        IS NOT (at_ms, value, closed, words)
"""
_HOLDING = """
INSERT INTO holding (source, asset, holder, symbol, day_ms, at_ms, coins, cost_usd)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (asset, source, day_ms, holder) DO UPDATE SET
    symbol = excluded.symbol, at_ms = excluded.at_ms, coins = excluded.coins,
    cost_usd = excluded.cost_usd
WHERE excluded.at_ms >= at_ms
"""


def store_context(connection: sqlite3.Connection, value: Reading | Holding) -> bool:
    """Store one value within the open transaction; whether it said anything new."""
    row: tuple[object, ...]
    if isinstance(value, Reading):
        sql, row = (
            _READING,
            (
                value.source,
                value.series,
                value.asset,
                value.slot_ms,
                value.at_ms,
                value.value,
                int(value.closed),
                value.words,
            ),
        )
    else:
        sql, row = (
            _HOLDING,
            (
                value.source,
                value.asset,
                value.holder,
                value.symbol,
                D1.floor(value.at_ms),
                value.at_ms,
                value.coins,
                value.cost_usd,
            ),
        )
    return connection.execute(sql, row).rowcount > 0


def read_series(
    connection: sqlite3.Connection, series: Series, asset: str, start_ms: int, until_ms: int
) -> list[Reading]:
    """The readings of a series from `start_ms` up to and with `until_ms`, of all sources, by period."""
    rows = connection.execute(
        "SELECT source, slot_ms, at_ms, value, closed, words FROM context "
        "WHERE series = ? AND asset = ? AND slot_ms >= ? AND at_ms <= ? ORDER BY slot_ms, source",
        (series, asset, start_ms, until_ms),
    )
    return [
        Reading(source, series, asset, slot_ms, at_ms, value, bool(closed), words)
        for source, slot_ms, at_ms, value, closed, words in rows
    ]


def read_holdings(connection: sqlite3.Connection, asset: str, until_ms: int) -> list[Holding]:
    """What each source told last of the holders of a coin, in one answer each; largest first."""
    rows = connection.execute(
        "SELECT source, asset, holder, symbol, at_ms, coins, cost_usd FROM holding AS one "
        "WHERE asset = ? AND at_ms = (SELECT max(at_ms) FROM holding "
        "WHERE asset = one.asset AND source = one.source AND at_ms <= ?) ORDER BY coins DESC",
        (asset, until_ms),
    )
    return [Holding(*row) for row in rows]
