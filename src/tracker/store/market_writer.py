"""Writes market.db: one batch of values, one transaction. Used by the store thread alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from tracker.analysis.columns import CandleColumns
from tracker.domain.candle import Candle, Revision
from tracker.domain.context import Holding, Reading
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    Mark,
    OpenInterest,
    Ticker,
)
from tracker.domain.health import Filled, Health, Observed
from tracker.domain.market import Market
from tracker.domain.retention import Kind
from tracker.store.candle_chunks import pack_chunks
from tracker.store.candle_import import ImportedCandles, store_candles
from tracker.store.cascades import CascadeRows
from tracker.store.context_rows import store_context
from tracker.store.database import open_writer, transaction
from tracker.store.market_reader import IMPORTED, EngineState, MarketReader
from tracker.store.market_schema import MIGRATIONS
from tracker.store.pruning import Cut, oldest_ms, prune, shrink, used_bytes
from tracker.store.request_windows import RequestWindows
from tracker.store.sizes import note_sizes

Stored = (
    Candle
    | Ticker
    | Mark
    | OpenInterest
    | Funding
    | LongShortRatio
    | Liquidation
    | LiquidationBucket
    | Market
    | Reading
    | Holding
)

_MARKET = """
INSERT INTO market (venue, symbol, asset, contract, multiplier, factor, funding_h)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (venue, symbol) DO UPDATE SET
    asset = excluded.asset,
    contract = excluded.contract,
    multiplier = coalesce(excluded.multiplier, multiplier),
    factor = excluded.factor,
    funding_h = coalesce(excluded.funding_h, funding_h)
RETURNING id
"""
# A candle that is over is never replaced by one that still runs. What buyers took stays known where
# the same volume comes again without it.
_NEW_CANDLE = "INSERT INTO candle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_CANDLE = """
INSERT INTO candle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (market_id, interval_s, open_ms) DO UPDATE SET
    open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
    volume = excluded.volume, closed = excluded.closed,
    taker_buy = CASE WHEN excluded.volume = volume
        THEN coalesce(excluded.taker_buy, taker_buy) ELSE excluded.taker_buy END
WHERE excluded.closed >= candle.closed
"""
_LIQUIDATION = "INSERT OR IGNORE INTO liquidation VALUES (?, ?, ?, ?, ?, ?)"
_BUCKET = """
INSERT INTO liquidation_bucket VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (market_id, width_s, start_ms) DO UPDATE SET
    long_usd = excluded.long_usd, short_usd = excluded.short_usd, closed = excluded.closed
WHERE excluded.closed >= liquidation_bucket.closed
"""
_INTEREST = """
INSERT INTO open_interest VALUES (?, ?, ?, ?)
ON CONFLICT (market_id, at_ms) DO UPDATE SET
    coin = coalesce(excluded.coin, coin), usd = coalesce(excluded.usd, usd)
"""
_FUNDING = """
INSERT INTO funding VALUES (?, ?, ?, ?, ?)
ON CONFLICT (market_id, settles_ms) DO UPDATE SET
    rate = excluded.rate, interval_h = coalesce(excluded.interval_h, interval_h),
    settled = excluded.settled
WHERE excluded.settled >= funding.settled
"""
_RATIO = "INSERT OR REPLACE INTO ratio VALUES (?, ?, ?)"
_TICKER = """
INSERT INTO ticker VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (market_id) DO UPDATE SET
    at_ms = excluded.at_ms, last = excluded.last, open_24h = excluded.open_24h,
    high_24h = excluded.high_24h, low_24h = excluded.low_24h,
    volume_24h = excluded.volume_24h, volume_24h_usd = excluded.volume_24h_usd
WHERE excluded.at_ms >= ticker.at_ms
"""
_MARK = """
INSERT INTO mark VALUES (?, ?, ?, ?)
ON CONFLICT (market_id) DO UPDATE SET
    at_ms = excluded.at_ms, price = excluded.price,
    index_price = coalesce(excluded.index_price, index_price)
WHERE excluded.at_ms >= mark.at_ms
"""
_OBSERVED = """
INSERT INTO observed VALUES (?, ?, ?, ?)
ON CONFLICT (venue, channel, from_ms) DO UPDATE SET to_ms = max(to_ms, excluded.to_ms)
"""
_HEALTH = """
INSERT OR REPLACE INTO health (
    venue, channel, state, last_event_at_ms, expected_cadence_s, reason, retry_at_ms,
    http, failures, skew_ms, budget_used
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_WHOLE = """
INSERT INTO history (market_id, channel, interval_s, start_ms, end_ms, state, asked_ms)
VALUES (?, ?, ?, ?, ?, 'complete', ?)
ON CONFLICT (market_id, channel, interval_s, start_ms) DO UPDATE SET
    end_ms = CASE WHEN state IN ('complete', 'empty')
        THEN max(end_ms, excluded.end_ms) ELSE excluded.end_ms END,
    state = 'complete', asked_ms = excluded.asked_ms
"""
_LISTED = "DELETE FROM history WHERE market_id = ? AND channel = ?"


class Written(Struct):
    """What a batch changed.

    Attributes:
        fresh: the values that were not known before, in order; candles and sums always, since they
            grow.
        revised: closed candles whose prices were others before.
    """

    fresh: list[Stored] = field(default_factory=list)
    revised: list[Revision] = field(default_factory=list)


class MarketWriter:
    """Holds the writing connection of market.db.

    Attributes:
        windows: the windows of the past that were asked for.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: dict[Market, int] = {}
        self._reader = MarketReader(connection)
        #: What is learnt and measured of cascades.
        self.cascades = CascadeRows(connection)
        self.windows = RequestWindows(connection, self._market_id)

    @classmethod
    def open(cls, path: Path) -> MarketWriter:
        """Open the cache for writing, bringing its schema up to date; made where it is absent.

        Raises:
            StoreError: where it cannot be used.
        """
        return cls(open_writer(path, MIGRATIONS, keep_copy=False))

    def close(self) -> None:
        """Let go of the file."""
        try:
            self._connection.execute("PRAGMA optimize")
        finally:
            self._connection.close()

    def version(self) -> int:
        """A number that changes when another connection has written."""
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def reader(self) -> MarketReader:
        """Reads through the writing connection: sees all that was written."""
        return self._reader

    def write(
        self,
        values: Sequence[Stored],
        observed: Iterable[Observed] = (),
        health: Iterable[Health] = (),
    ) -> Written:
        """Store one batch in one transaction."""
        written = Written()
        try:
            with transaction(self._connection):
                for value in values:
                    if isinstance(value, Candle) and value.closed:
                        self._store_closed(value, written)
                    elif self._store(value):
                        written.fresh.append(value)
                stretches = [(one.venue, one.channel, one.from_ms, one.to_ms) for one in observed]
                self._connection.executemany(_OBSERVED, stretches)
                self._connection.executemany(_HEALTH, [_health_row(one) for one in health])
        except BaseException:
            self._ids.clear()
            raise
        return written

    def _store_closed(self, candle: Candle, written: Written) -> None:
        """Most candles that are over are new; only of one that is there it matters what changes."""
        _, row = _statement(self._market_id(candle.market), candle)
        if not self._connection.execute(_NEW_CANDLE, row).rowcount:
            written.revised += self._revision(candle)
            self._connection.execute(_CANDLE, row)
        written.fresh.append(candle)

    def _revision(self, candle: Candle) -> list[Revision]:
        """What a closed candle changes of the one that is stored; nothing where they agree."""
        row = self._connection.execute(
            "SELECT close FROM candle WHERE market_id = ? AND interval_s = ? AND open_ms = ? "
            "AND closed AND (high, low, close) != (?, ?, ?)",
            (
                self._market_id(candle.market),
                candle.interval.seconds,
                candle.open_ms,
                candle.high,
                candle.low,
                candle.close,
            ),
        ).fetchone()
        if row is None:
            return []
        return [Revision(candle.market, candle.interval, candle.open_ms, row[0], candle.close)]

    def _store(self, value: Stored) -> bool:
        if isinstance(value, Market):
            self._ids.pop(value, None)
            self._connection.execute(_LISTED, (self._market_id(value), IMPORTED))
            return True
        if isinstance(value, Reading | Holding):
            return store_context(self._connection, value)
        sql, row = _statement(self._market_id(value.market), value)
        return self._connection.execute(sql, row).rowcount > 0

    def _market_id(self, market: Market) -> int:
        market_id = self._ids.get(market)
        if market_id is None:
            row = (
                market.venue,
                market.symbol,
                market.asset,
                market.contract,
                market.multiplier,
                market.factor,
                market.funding_h,
            )
            (market_id,) = self._connection.execute(_MARKET, row).fetchone()
            self._ids[market] = market_id
        return market_id

    def pack(self, now_ms: int, most: int) -> int:
        """Pack chunks of candles that are over, at most so many; how many were due."""
        return pack_chunks(self._connection, now_ms, most)

    def prune(self, cut: Cut) -> int:
        """Remove a little of what is not kept any more; how many rows were looked at."""
        return prune(self._connection, cut)

    def oldest_ms(self, kind: Kind) -> int | None:
        """The oldest moment of which a kind is still kept in full."""
        return oldest_ms(self._connection, kind)

    def used_bytes(self) -> int:
        """What the cache holds, without pages that are free."""
        return used_bytes(self._connection)

    def shrink(self, pages: int, spare: int) -> bool:
        """Give a few free pages back to the disk; whether there were any to give."""
        return shrink(self._connection, pages, spare)

    def note_sizes(self, sizes: Mapping[str, int], now_ms: int) -> None:
        """Keep what each kind takes on disk for whoever asks."""
        note_sizes(self._connection, sizes, now_ms)

    def allow_again(self) -> None:
        """There is room again: what went because the cache was full may be fetched again."""
        self._connection.execute("UPDATE pruned SET until_ms = 0 WHERE by_size AND until_ms > 0")

    def import_candles(self, market: Market, candles: CandleColumns) -> Iterator[ImportedCandles]:
        """Store candles that are over by the ten thousand, one short transaction a step."""
        with transaction(self._connection):
            market_id = self._market_id(market)
        yield from store_candles(self._connection, market, market_id, candles)

    def note_unlisted(self, market: Market, now_ms: int) -> None:
        """Remember that a market is known from a file alone, and not from a list of its venue."""
        self.note_imported(market, IMPORTED, 0, [(0, now_ms)], now_ms)

    def note_imported(
        self,
        market: Market,
        channel: str,
        interval_s: int,
        windows_ms: Iterable[tuple[int, int]],
        asked_ms: int,
    ) -> None:
        """Remember windows of the past that are whole without having been asked for.

        One that is known to reach further stays as it is.
        """
        with transaction(self._connection):
            market_id = self._market_id(market)
            rows = [(market_id, channel, interval_s, *one, asked_ms) for one in windows_ms]
            self._connection.executemany(_WHOLE, rows)

    def note_pause(self, host: str, until_ms: int, reason: str) -> None:
        """Remember that a host is not to be asked before then."""
        self._connection.execute(
            "INSERT OR REPLACE INTO pause VALUES (?, ?, ?)", (host, until_ms, reason)
        )

    def note_filled(self, filled: Filled, now_ms: int) -> None:
        """Remember how far the past of a venue is filled."""
        self._connection.execute(
            "INSERT OR REPLACE INTO filling VALUES (?, ?, ?, ?)",
            (filled.venue, filled.stage, filled.share, now_ms),
        )

    def note_spent(self, rows: Iterable[tuple[str, str, float, int]]) -> None:
        """Remember what is used of request budgets: (host, bucket, used, at_ms)."""
        with transaction(self._connection):
            self._connection.executemany("INSERT OR REPLACE INTO spent VALUES (?, ?, ?, ?)", rows)

    def beat(self, pid: int, started_ms: int, now_ms: int) -> EngineState | None:
        """Say that the engine with this process id is alive, unless another one is.

        Read and written in one transaction: of two that begin at the same instant one is the engine.

        Returns:
            The other engine, where one is at work; nothing is changed then.
        """
        with transaction(self._connection):
            there = self.reader().engine()
            if there is not None and there.pid != pid and there.is_at_work(now_ms):
                return there
            self._connection.execute(
                "INSERT OR REPLACE INTO engine VALUES (1, ?, ?, ?, NULL)", (pid, started_ms, now_ms)
            )
        return None

    def stop(self, pid: int, now_ms: int) -> None:
        """Say that this engine ended in order."""
        self._connection.execute("UPDATE engine SET stopped_ms = ? WHERE pid = ?", (now_ms, pid))


def _statement(market_id: int, value: Stored) -> tuple[str, tuple[object, ...]]:
    """The SQL and the row of one value."""
    match value:
        case Candle():
            return _CANDLE, (
                market_id,
                value.interval.seconds,
                value.open_ms,
                value.open,
                value.high,
                value.low,
                value.close,
                value.volume,
                int(value.closed),
                value.taker_buy,
            )
        case Liquidation():
            return _LIQUIDATION, (
                market_id,
                value.at_ms,
                value.side,
                value.price,
                value.quantity,
                value.notional_usd,
            )
        case LiquidationBucket():
            return _BUCKET, (
                market_id,
                value.width_ms // 1_000,
                value.start_ms,
                value.long_usd,
                value.short_usd,
                int(value.closed),
            )
        case OpenInterest():
            return _INTEREST, (market_id, value.at_ms, value.coin, value.usd)
        case Funding():
            return _FUNDING, (
                market_id,
                value.settles_ms,
                value.rate,
                value.interval_h,
                int(value.settled),
            )
        case LongShortRatio():
            return _RATIO, (market_id, value.at_ms, value.long_share)
        case Mark():
            return _MARK, (market_id, value.at_ms, value.price, value.index)
        case Ticker():
            return _TICKER, (
                market_id,
                value.at_ms,
                value.last,
                value.open_24h,
                value.high_24h,
                value.low_24h,
                value.volume_24h,
                value.volume_24h_usd,
            )
        case _:
            raise TypeError(f"{type(value).__name__} is not stored")


def _health_row(health: Health) -> tuple[object, ...]:
    return (
        health.venue,
        health.channel,
        health.state,
        health.last_event_at_ms,
        health.expected_cadence_s,
        health.reason,
        health.retry_at_ms,
        health.http,
        health.failures,
        health.skew_ms,
        health.budget_used,
    )
