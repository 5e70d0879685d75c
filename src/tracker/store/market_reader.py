"""Reads market.db. Every call is one short transaction, so that the write-ahead log stays small."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import (
    BucketColumns,
    CandleColumns,
    EventColumns,
    FundingColumns,
    InterestColumns,
    PrintColumns,
    RatioColumns,
    Times,
)
from tracker.domain.context import Holding, Reading, Series
from tracker.domain.derivatives import Liquidation, Mark, Side, Ticker
from tracker.domain.health import Channel, Filled, Health, State
from tracker.domain.market import Contract, Market
from tracker.domain.retention import Kind
from tracker.domain.times import DAY_MS, Interval
from tracker.store.candle_chunks import read_candles
from tracker.store.cascades import CascadeRows
from tracker.store.context_rows import read_holdings, read_series
from tracker.store.database import open_reader
from tracker.store.liquidation_rolls import LiquidationRolls
from tracker.store.market_schema import MIGRATIONS
from tracker.store.request_windows import RequestWindows
from tracker.store.sizes import StoredSizes, measure, noted_sizes

#: The end of time, for windows without one.
FOREVER_MS = 1 << 62
#: An engine that has not said so for this long does not run any more.
ENGINE_GONE_MS = 10_000
#: Stands in `history` for a market that no list of its venue has told yet.
IMPORTED = "imported"


class EngineState(Struct, frozen=True):
    """The engine that last filled the cache."""

    pid: int
    started_ms: int
    beat_ms: int
    stopped_ms: int | None

    def is_at_work(self, now_ms: int) -> bool:
        """Whether it still runs: it neither said that it ended nor fell silent."""
        return self.stopped_ms is None and now_ms - self.beat_ms <= ENGINE_GONE_MS


class Near(Struct, frozen=True):
    """Rows that may stand for a point of a grid, or for the end of a window.

    Attributes:
        origin_ms: a point of the grid.
        width_ms: from one point to the next.
        near_ms: so long before its point a row may be at most.
    """

    origin_ms: int
    width_ms: int
    near_ms: int

    def sql(self, start_ms: int, end_ms: int) -> tuple[str, tuple[int, ...]]:
        """One more condition on `at_ms` in a half-open window, with its values."""
        left_out_ms = self.width_ms - self.near_ms - 1
        if left_out_ms < 1:
            return "", ()
        # A point before the window, so that what is left after dividing is never negative.
        first_ms = start_ms - (start_ms - self.origin_ms) % self.width_ms
        return (
            " AND ((at_ms - ?) % ? NOT BETWEEN 1 AND ? OR at_ms >= ?)",
            (first_ms, self.width_ms, left_out_ms, end_ms - 1 - self.near_ms),
        )


class MarketReader:
    """Holds one reading connection of market.db; usable by one thread at a time.

    Attributes:
        rolls: liquidations summed up by minute and hour.
        windows: the windows of the past that were asked for.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: dict[tuple[str, str], int] = {}
        #: What is learnt and measured of cascades.
        self.cascades = CascadeRows(connection)
        self.rolls = LiquidationRolls(connection, self._market_id)
        self.windows = RequestWindows(connection, self._market_id)

    @classmethod
    def open(cls, path: Path, before: Callable[[], None] | None = None) -> MarketReader | None:
        """Open the cache, with something to call before each question; None where there is none yet."""
        connection = open_reader(path, MIGRATIONS, before)
        return cls(connection) if connection is not None else None

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _rows(self, sql: str, args: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, args).fetchall()

    # --- markets -------------------------------------------------------------------------------

    def markets(self, asset: str | None = None) -> list[Market]:
        """The markets of an asset, or all, by venue and symbol."""
        return self._markets("WHERE asset = ?", (asset,)) if asset is not None else self._markets()

    def listed_markets(self) -> list[Market]:
        """Those that the engine knows, without those that are known from imported files alone."""
        return self._markets(
            "WHERE NOT EXISTS (SELECT 1 FROM history WHERE market_id = market.id AND channel = ?)",
            (IMPORTED,),
        )

    def _markets(self, where: str = "", args: Sequence[object] = ()) -> list[Market]:
        rows = self._connection.execute(
            "SELECT venue, symbol, asset, contract, multiplier, factor, funding_h FROM market "
            f"{where} ORDER BY venue, symbol",
            args,
        )
        return [Market(v, s, a, Contract(c), m, f, h) for v, s, a, c, m, f, h in rows]

    def _market_id(self, market: Market) -> int | None:
        name = market.venue, market.symbol
        market_id = self._ids.get(name)  # a market keeps its number for ever
        if market_id is None:
            row = self._connection.execute(
                "SELECT id FROM market WHERE venue = ? AND symbol = ?", name
            ).fetchone()
            if row is not None:
                market_id = self._ids[name] = int(row[0])
        return market_id

    # --- candles -------------------------------------------------------------------------------

    def candles(
        self,
        market: Market,
        interval: Interval,
        start_ms: int = 0,
        end_ms: int = FOREVER_MS,
        *,
        newest: int | None = None,
        closed_only: bool = False,
    ) -> CandleColumns:
        """Candles that open in the half-open window, oldest first; at most the `newest` of them."""
        market_id = self._market_id(market)
        if market_id is None:
            return CandleColumns.empty(interval.ms)
        return read_candles(
            self._connection,
            (market_id, interval),
            (start_ms, end_ms),
            newest=newest,
            closed_only=closed_only,
        )

    def newest_candle_ms(self, market: Market, interval: Interval) -> int | None:
        """When the newest closed candle opened."""
        return self._edge("max", market, interval)

    def oldest_candle_ms(self, market: Market, interval: Interval) -> int | None:
        """When the oldest closed candle opened."""
        return self._edge("min", market, interval)

    def _edge(self, which: str, market: Market, interval: Interval) -> int | None:
        market_id = self._market_id(market)
        order = "DESC" if which == "max" else "ASC"
        row = self._connection.execute(
            "SELECT open_ms FROM candle WHERE market_id = ? AND interval_s = ? AND closed "
            f"ORDER BY open_ms {order} LIMIT 1",
            (market_id, interval.seconds),
        ).fetchone()
        return int(row[0]) if row is not None else None

    def candle_times(self, market: Market, interval: Interval, start_ms: int, end_ms: int) -> Times:
        """Opening times of the closed candles in the half-open window."""
        return self.candles(market, interval, start_ms, end_ms, closed_only=True).open_ms

    # --- liquidations --------------------------------------------------------------------------

    def events(self, market: Market, start_ms: int, end_ms: int) -> EventColumns:
        """Single liquidations in the half-open window."""
        rows = self._connection.execute(
            "SELECT at_ms, notional_usd, side = 'long' FROM liquidation "
            "WHERE market_id = ? AND at_ms >= ? AND at_ms < ? ORDER BY at_ms",
            (self._market_id(market), start_ms, end_ms),
        )
        kind = np.dtype([("at", np.int64), ("usd", np.float64), ("is_long", np.bool_)])
        table = np.fromiter(rows, kind)
        return EventColumns(table["at"], table["usd"], table["is_long"])

    def newest_events(
        self,
        asset: str,
        most: int,
        *,
        venue: str | None = None,
        side: Side | None = None,
        least_usd: float = 0.0,
    ) -> list[Liquidation]:
        """The newest single liquidations of an asset, oldest first.

        Args:
            asset: the coin.
            most: how many at most.
            venue: of this one alone; None for all.
            side: of this one alone; None for both.
            least_usd: so large at least.
        """
        found: list[Liquidation] = []
        for market in self.markets(asset):
            if venue not in (None, market.venue):
                continue
            rows = self._connection.execute(
                "SELECT at_ms, side, price, quantity, notional_usd FROM liquidation "
                "WHERE market_id = ? AND notional_usd >= ? AND (? IS NULL OR side = ?) "
                "ORDER BY at_ms DESC LIMIT ?",
                (self._market_id(market), least_usd, side, side, most),
            )
            found += _liquidations(market, rows)
        return sorted(found, key=lambda one: one.at_ms)[-most:]

    def largest_events(
        self, asset: str, start_ms: int, end_ms: int, most: int
    ) -> list[Liquidation]:
        """The largest single liquidations of an asset in the half-open window, largest first."""
        found: list[Liquidation] = []
        for market in self.markets(asset):
            rows = self._connection.execute(
                "SELECT at_ms, side, price, quantity, notional_usd FROM liquidation "
                "WHERE market_id = ? AND at_ms >= ? AND at_ms < ? "
                "ORDER BY notional_usd DESC LIMIT ?",
                (self._market_id(market), start_ms, end_ms, most),
            )
            found += _liquidations(market, rows)
        return sorted(found, key=lambda one: -one.notional_usd)[:most]

    def largest_by_bar(
        self, market: Market, start_ms: int, end_ms: int, width_ms: int, most: int
    ) -> PrintColumns:
        """The largest single liquidation of each bar of the half-open window, at most so many.

        Bars are multiples of their width since 1970.
        """
        # SQLite takes the other columns from the row that has the maximum.
        rows = self._connection.execute(
            "SELECT at_ms, price, max(notional_usd), side = 'long' FROM liquidation "
            "WHERE market_id = ? AND at_ms >= ? AND at_ms < ? GROUP BY at_ms / ? "
            "ORDER BY max(notional_usd) DESC LIMIT ?",
            (self._market_id(market), start_ms, end_ms, width_ms, most),
        )
        kind = np.dtype(
            [("at", np.int64), ("price", np.float64), ("usd", np.float64), ("is_long", np.bool_)]
        )
        table = np.fromiter(rows, kind)
        return PrintColumns(table["at"], table["price"], table["usd"], table["is_long"])

    def buckets(self, market: Market, start_ms: int, end_ms: int) -> list[BucketColumns]:
        """The venue's sums that start in the half-open window, narrowest width first."""
        market_id = self._market_id(market)
        widths = self._connection.execute(
            "SELECT DISTINCT width_s FROM liquidation_bucket WHERE market_id = ? ORDER BY width_s",
            (market_id,),
        ).fetchall()
        kind = np.dtype([("at", np.int64), ("long", np.float64), ("short", np.float64)])
        result = []
        for (width_s,) in widths:
            rows = self._connection.execute(
                "SELECT start_ms, long_usd, short_usd FROM liquidation_bucket WHERE market_id = ? "
                "AND width_s = ? AND start_ms >= ? AND start_ms < ? ORDER BY start_ms",
                (market_id, width_s, start_ms, end_ms),
            )
            table = np.fromiter(rows, kind)
            result.append(
                BucketColumns(width_s * 1_000, table["at"], table["long"], table["short"])
            )
        return result

    # --- open interest, funding, ratios --------------------------------------------------------

    def interest(
        self, market: Market, start_ms: int, end_ms: int, near: Near | None = None
    ) -> InterestColumns:
        """Open interest in the half-open window, oldest first; of it only what is `near`."""
        only, args = near.sql(start_ms, end_ms) if near is not None else ("", ())
        rows = self._connection.execute(
            "SELECT at_ms, coalesce(coin, -1), coalesce(usd, -1) FROM open_interest "
            f"WHERE market_id = ? AND at_ms >= ? AND at_ms < ?{only} ORDER BY at_ms",
            (self._market_id(market), start_ms, end_ms, *args),
        )
        table = np.fromiter(
            rows, np.dtype([("at", np.int64), ("coin", np.float64), ("usd", np.float64)])
        )
        coin, usd = table["coin"].copy(), table["usd"].copy()
        coin[coin < 0] = np.nan
        usd[usd < 0] = np.nan
        return InterestColumns(table["at"].copy(), coin, usd)

    def funding(self, market: Market, start_ms: int, end_ms: int) -> FundingColumns:
        """Funding that is paid in the half-open window, settled or coming, oldest first."""
        rows = self._connection.execute(
            "SELECT settles_ms, rate, coalesce(interval_h, -1), settled FROM funding "
            "WHERE market_id = ? AND settles_ms >= ? AND settles_ms < ? ORDER BY settles_ms",
            (self._market_id(market), start_ms, end_ms),
        )
        kind = [("at", np.int64), ("rate", np.float64), ("h", np.float64), ("done", np.bool_)]
        table = np.fromiter(rows, np.dtype(kind))
        hours = table["h"].copy()
        hours[hours < 0] = np.nan
        return FundingColumns(table["at"].copy(), table["rate"].copy(), hours, table["done"].copy())

    def ratios(self, market: Market, start_ms: int, end_ms: int) -> RatioColumns:
        """The share of long accounts in the half-open window, oldest first."""
        rows = self._connection.execute(
            "SELECT at_ms, long_share FROM ratio "
            "WHERE market_id = ? AND at_ms >= ? AND at_ms < ? ORDER BY at_ms",
            (self._market_id(market), start_ms, end_ms),
        )
        table = np.fromiter(rows, np.dtype([("at", np.int64), ("share", np.float64)]))
        return RatioColumns(table["at"].copy(), table["share"].copy())

    def newest_funding(self, market: Market) -> tuple[int, float, float | None, bool] | None:
        """The funding that settles next or settled last: (settles_ms, rate, interval_h, settled)."""
        row = self._connection.execute(
            "SELECT settles_ms, rate, interval_h, settled FROM funding WHERE market_id = ? "
            "ORDER BY settles_ms DESC LIMIT 1",
            (self._market_id(market),),
        ).fetchone()
        return (row[0], row[1], row[2], bool(row[3])) if row is not None else None

    def newest_ratio(self, market: Market) -> tuple[int, float] | None:
        """The newest share of long accounts: (at_ms, share)."""
        row = self._connection.execute(
            "SELECT at_ms, long_share FROM ratio WHERE market_id = ? ORDER BY at_ms DESC LIMIT 1",
            (self._market_id(market),),
        ).fetchone()
        return (row[0], row[1]) if row is not None else None

    # --- the present ---------------------------------------------------------------------------

    def ticker(self, market: Market) -> Ticker | None:
        """The last known ticker."""
        row = self._connection.execute(
            "SELECT at_ms, last, open_24h, high_24h, low_24h, volume_24h, volume_24h_usd "
            "FROM ticker WHERE market_id = ?",
            (self._market_id(market),),
        ).fetchone()
        return Ticker(market, *row) if row is not None else None

    def volumes_24h(self) -> dict[str, float]:
        """What was traded in 24 hours, in USD, by asset, over the tickers that say it."""
        rows = self._connection.execute(
            "SELECT asset, sum(volume_24h_usd) FROM ticker JOIN market ON market.id = market_id "
            "WHERE volume_24h_usd IS NOT NULL GROUP BY asset"
        )
        return {str(asset): float(usd) for asset, usd in rows}

    def mark(self, market: Market) -> Mark | None:
        """The last known mark price."""
        row = self._connection.execute(
            "SELECT at_ms, price, index_price FROM mark WHERE market_id = ?",
            (self._market_id(market),),
        ).fetchone()
        return Mark(market, *row) if row is not None else None

    def newest_ms(self) -> int | None:
        """The time of the newest ticker, or of what was told of the present later than that."""
        row = self._connection.execute(
            "SELECT max(at_ms) FROM (SELECT at_ms FROM ticker UNION ALL SELECT at_ms FROM holding "
            "UNION ALL SELECT at_ms FROM context)"
        ).fetchone()
        return int(row[0]) if row[0] is not None else None

    # --- context -------------------------------------------------------------------------------

    def context(
        self, series: Series, asset: str, start_ms: int, until_ms: int = FOREVER_MS
    ) -> list[Reading]:
        """The readings of a series by period, of all sources."""
        return read_series(self._connection, series, asset, start_ms, until_ms)

    def holdings(self, asset: str, until_ms: int = FOREVER_MS) -> list[Holding]:
        """What companies hold of a coin as it was told last, largest first."""
        return read_holdings(self._connection, asset, until_ms)

    # --- rows as they are stored, for `show` -----------------------------------------------------

    def listed(self, table: str, asset: str, start_ms: int, end_ms: int) -> list[tuple[Any, ...]]:
        """Rows of liquidation, liquidation_bucket, open_interest, funding or ratio with their market.

        Each begins with (venue, symbol), then the table's own columns after market_id, ordered by
        time, venue and symbol.
        """
        columns = {
            "liquidation": "at_ms, side, price, quantity, notional_usd",
            "liquidation_bucket": "start_ms, width_s, long_usd, short_usd, closed",
            "open_interest": "at_ms, coin, usd",
            "funding": "settles_ms, rate, interval_h, settled",
            "ratio": "at_ms, long_share",
        }[table]
        at = columns.split(",", 1)[0]
        return self._rows(
            f"SELECT venue, symbol, {columns} FROM {table} JOIN market ON market.id = market_id "
            f"WHERE asset = ? AND {at} >= ? AND {at} < ? ORDER BY {at}, venue, symbol",
            (asset, start_ms, end_ms),
        )

    def span(
        self, table: str, asset: str, leaving_out: Collection[str] = ()
    ) -> tuple[int, int] | None:
        """The first and last time of an asset's rows in a table, without those of some venues."""
        at = {
            "liquidation_bucket": "start_ms",
            "liquidation_minute": "start_ms",
            "funding": "settles_ms",
        }.get(table, "at_ms")
        row = self._connection.execute(
            f"SELECT min(first), max(last) FROM (SELECT "
            f"(SELECT min({at}) FROM {table} WHERE market_id = market.id) AS first, "
            f"(SELECT max({at}) FROM {table} WHERE market_id = market.id) AS last "
            f"FROM market WHERE asset = ? AND venue NOT IN ({','.join('?' * len(leaving_out))}))",
            (asset, *leaving_out),
        ).fetchone()
        return (row[0], row[1]) if row is not None and row[0] is not None else None

    # --- what is known of the feeds ------------------------------------------------------------

    def observed(
        self, venue: str, channel: Channel, start_ms: int, end_ms: int
    ) -> list[tuple[int, int]]:
        """Stretches that overlap the window, in which the channel was proven alive."""
        rows = self._connection.execute(
            "SELECT from_ms, to_ms FROM observed WHERE venue = ? AND channel = ? "
            "AND to_ms > ? AND from_ms < ? ORDER BY from_ms",
            (venue, channel, start_ms, end_ms),
        )
        return [(a, b) for a, b in rows]

    def recorded_since_ms(self, venue: str, channel: Channel) -> int | None:
        """When the channel was first observed."""
        row = self._connection.execute(
            "SELECT min(from_ms) FROM observed WHERE venue = ? AND channel = ?", (venue, channel)
        ).fetchone()
        return int(row[0]) if row[0] is not None else None

    def oldest_bucket_ms(self, market: Market) -> int | None:
        """When the oldest stored sum of a venue's own begins."""
        return self._oldest("liquidation_bucket", "start_ms", market)

    def interest_at(self, market: Market, moments: Times) -> InterestColumns:
        """The newest row at or before each moment, each once: for few moments in a long past."""
        market_id = self._market_id(market)
        found: dict[int, tuple[float | None, float | None]] = {}
        for moment in moments.tolist():
            row = self._connection.execute(
                "SELECT at_ms, coin, usd FROM open_interest WHERE market_id = ? AND at_ms <= ? "
                "ORDER BY at_ms DESC LIMIT 1",
                (market_id, moment),
            ).fetchone()
            if row is not None:
                found[row[0]] = (row[1], row[2])
        rows = sorted(found.items())
        return InterestColumns(
            np.array([at_ms for at_ms, _ in rows], np.int64),
            np.array([coin for _, (coin, _) in rows], np.float64),
            np.array([usd for _, (_, usd) in rows], np.float64),
        )

    def oldest_interest_ms(self, market: Market) -> int | None:
        """When the oldest stored open interest was measured."""
        return self._oldest("open_interest", "at_ms", market)

    def _oldest(self, table: str, column: str, market: Market) -> int | None:
        row = self._connection.execute(
            f"SELECT min({column}) FROM {table} WHERE market_id = ?", (self._market_id(market),)
        ).fetchone()
        return int(row[0]) if row[0] is not None else None

    def health(self) -> list[Health]:
        """The last state of every channel, as the engine left it."""
        rows = self._connection.execute(
            "SELECT venue, channel, state, last_event_at_ms, expected_cadence_s, reason, "
            "retry_at_ms, http, failures, skew_ms, budget_used FROM health ORDER BY venue, channel"
        )
        return [Health(v, Channel(c), State(s), *rest) for v, c, s, *rest in rows]

    def listed_venues(self) -> set[str]:
        """The venues whose list of markets has been read."""
        rows = self._connection.execute(
            "SELECT venue FROM health WHERE channel = ? AND last_event_at_ms IS NOT NULL",
            (Channel.INSTRUMENTS,),
        )
        return {str(venue) for (venue,) in rows}

    def sizes(self) -> StoredSizes:
        """What each kind takes on disk, as it was last measured."""
        return noted_sizes(self._connection)

    def measured_sizes(self) -> dict[str, int]:
        """The same measured now: reads the whole file."""
        return measure(self._connection)

    def kept_since_ms(self, market: Market, kind: Kind | None) -> int:
        """Before this moment a series is not kept any more; 0 where nothing was removed yet."""
        row = self._connection.execute(
            "SELECT until_ms FROM pruned WHERE market_id = ? AND kind = ?",
            (self._market_id(market), kind),
        ).fetchone()
        return int(row[0]) if row is not None else 0

    def filled(self) -> list[Filled]:
        """How far the past of each venue is filled, as it was last noted."""
        rows = self._connection.execute("SELECT venue, stage, share FROM filling ORDER BY venue")
        return [Filled(*row) for row in rows]

    def engine(self) -> EngineState | None:
        """The engine that last filled the cache."""
        row = self._connection.execute(
            "SELECT pid, started_ms, beat_ms, stopped_ms FROM engine"
        ).fetchone()
        return EngineState(*row) if row is not None else None

    def pauses(self) -> list[tuple[str, int, str]]:
        """Hosts that asked for a pause: (host, until_ms, reason)."""
        return list(self._connection.execute("SELECT host, until_ms, reason FROM pause"))

    def spent(self) -> list[tuple[str, str, float, int]]:
        """What was used of request budgets: (host, bucket, used, at_ms)."""
        return list(self._connection.execute("SELECT host, bucket, used, at_ms FROM spent"))


def _liquidations(market: Market, rows: Iterable[tuple[Any, ...]]) -> list[Liquidation]:
    return [
        Liquidation(market, at_ms, Side(side), price, quantity, usd)
        for at_ms, side, price, quantity, usd in rows
    ]


def day_windows(start_ms: int, end_ms: int, width_ms: int = DAY_MS) -> list[tuple[int, int]]:
    """The half-open window cut into pieces, each small enough for one transaction."""
    return [(at, min(at + width_ms, end_ms)) for at in range(start_ms, end_ms, width_ms)]
