"""What is not kept any more goes in small steps, leaves its sums, and is marked as not kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    OpenInterest,
    Side,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.retention import Kind
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M1, M5, MINUTE_MS, parse_iso
from tracker.store import pruning
from tracker.store.database import make_shrinkable, open_writer
from tracker.store.market_reader import FOREVER_MS, MarketReader
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter
from tracker.store.pruning import Cut
from tracker.store.request_windows import SeriesKey

AT = parse_iso("2026-02-04T00:00:00Z")
SPOT = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
PERP = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
ETH = Market("bybit", "ETHUSDT", "ETH", Contract.LINEAR)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "_MOST", 400)


def minutes(count: int, market: Market = SPOT) -> list[Candle]:
    return [
        Candle(market, M1, AT + at * M1.ms, 1.0, 1.0, 1.0, 1.0, 1.0, closed=True)
        for at in range(count)
    ]


def event(at_ms: int, market: Market = PERP) -> Liquidation:
    return Liquidation(market, at_ms, Side.LONG, 75_000, 2, 150_000)


def prune_all(writer: MarketWriter, cut: Cut) -> list[int]:
    """The rows of each step, until nothing is left of it."""
    steps = []
    while done := writer.prune(cut):
        steps.append(done)
    return steps


def count(writer: MarketWriter, table: str) -> int:
    (number,) = writer._connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


# --- candles -------------------------------------------------------------------------------------


def test_candles_go_by_whole_chunks_with_what_is_packed_of_them(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([*minutes(1_000), *minutes(10, ETH)])
    while writer.pack(AT + 10 * DAY_MS, 10):
        pass
    cut = Cut(Kind.CANDLES_1M, AT + 500 * MINUTE_MS)
    assert sorted(prune_all(writer, cut)) == [10, 240, 240]
    left = reader.candles(SPOT, M1)
    assert left.open_ms.tolist() == [AT + at * M1.ms for at in range(480, 1_000)]
    assert count(writer, "candle_chunk") == 3
    assert reader.kept_since_ms(SPOT, Kind.CANDLES_1M) == AT + 480 * MINUTE_MS
    assert reader.kept_since_ms(PERP, Kind.CANDLES_1M) == 0
    assert writer.oldest_ms(Kind.CANDLES_1M) == AT + 480 * MINUTE_MS


def test_other_intervals_stay(writer: MarketWriter, reader: MarketReader) -> None:
    hours = [
        Candle(SPOT, H1, AT - at * HOUR_MS, 1.0, 1.0, 1.0, 1.0, 1.0, closed=True)
        for at in range(300)
    ]
    writer.write([*hours, *minutes(240)])
    prune_all(writer, Cut(Kind.CANDLES_1M, AT + DAY_MS))
    assert len(reader.candles(SPOT, M1)) == 0
    assert len(reader.candles(SPOT, H1)) == 300


def test_a_window_that_was_fetched_is_forgotten_with_its_candles(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(minutes(480))
    ones, fives = (SeriesKey(SPOT, Channel.CANDLES, interval) for interval in (M1, M5))
    whole = (("complete", AT, AT + 100), ("empty", AT + 100, AT + 400 * M1.ms))
    for state, start_ms, end_ms in whole:
        writer.windows.note(ones, (start_ms, end_ms), state=state, asked_ms=AT)
    writer.windows.note(fives, (AT, AT + 100), state="complete", asked_ms=AT)
    prune_all(writer, Cut(Kind.CANDLES_1M, AT + 240 * M1.ms))
    states = ("complete", "empty")
    asked = reader.windows.in_states(ones, states)
    assert asked == [(AT + 240 * M1.ms, AT + 400 * M1.ms)]
    assert reader.windows.in_states(fives, states) == [(AT, AT + 100)]


# --- liquidations --------------------------------------------------------------------------------


def test_events_go_by_whole_days_and_their_sums_stay(
    writer: MarketWriter, reader: MarketReader
) -> None:
    events = [event(AT + at * 7 * MINUTE_MS) for at in range(500)]  # two days and a half
    writer.write([*events, event(AT + DAY_MS, ETH)])
    before = reader.rolls.hours(PERP, 0, FOREVER_MS)
    until_ms = AT + 2 * DAY_MS - 1  # the second day is not over by then
    steps = prune_all(writer, Cut(Kind.LIQUIDATIONS, until_ms))
    assert sum(steps) == 206
    assert int(reader.events(PERP, 0, FOREVER_MS).at_ms[0]) >= AT + DAY_MS
    after = reader.rolls.hours(PERP, 0, FOREVER_MS)
    assert after.long_usd.tolist() == before.long_usd.tolist()
    assert reader.rolls.sealed(PERP, 0, FOREVER_MS) == [(AT, AT + DAY_MS)]
    assert reader.kept_since_ms(PERP, Kind.LIQUIDATIONS) == AT + DAY_MS
    assert writer.write(events).fresh == []
    assert reader.rolls.hours(PERP, 0, FOREVER_MS).long_usd.tolist() == before.long_usd.tolist()


def test_a_day_in_the_middle_of_its_removal_is_read_from_its_sums(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([event(AT + at * 1_000) for at in range(1_000)])
    assert writer.prune(Cut(Kind.LIQUIDATIONS, AT + DAY_MS)) == 400
    assert reader.rolls.sealed(PERP, AT, AT + DAY_MS) == [(AT, AT + DAY_MS)]
    assert len(reader.events(PERP, 0, FOREVER_MS).at_ms) == 600
    assert float(reader.rolls.hours(PERP, AT, FOREVER_MS).long_usd.sum()) == 150_000_000


def test_many_events_of_one_moment_do_not_stop_it(writer: MarketWriter) -> None:
    same = [Liquidation(PERP, AT, Side.LONG, 1.0 + at, 1.0, 1.0) for at in range(900)]
    writer.write([*same, event(AT + 1)])
    assert prune_all(writer, Cut(Kind.LIQUIDATIONS, AT + DAY_MS)) == [900, 1]


# --- what lies beside them -----------------------------------------------------------------------


def test_open_interest_keeps_one_row_in_five_minutes(
    writer: MarketWriter, reader: MarketReader
) -> None:
    rows = [OpenInterest(PERP, AT + at * 15_000, at, None) for at in range(4_000)]
    writer.write([*rows, OpenInterest(ETH, AT + 3_000, 1.0, None)])
    until_ms = AT + 8 * HOUR_MS
    prune_all(writer, Cut(Kind.OPEN_INTEREST, until_ms))
    left = reader.interest(PERP, 0, FOREVER_MS).at_ms.tolist()
    fine = [at for at in left if at >= until_ms]
    assert left[: len(left) - len(fine)] == list(range(AT, until_ms, M5.ms))
    assert fine == [one.at_ms for one in rows if one.at_ms >= until_ms]
    assert len(reader.interest(ETH, 0, FOREVER_MS).at_ms) == 1
    assert prune_all(writer, Cut(Kind.OPEN_INTEREST, until_ms)) == []
    assert writer.oldest_ms(Kind.OPEN_INTEREST) == until_ms


def test_statistics_of_an_hour_and_funding_are_kept_for_ever(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(
        [
            *(
                LiquidationBucket(PERP, AT + at * M5.ms, M5.ms, 1, 2, closed=True)
                for at in range(500)
            ),
            LiquidationBucket(PERP, AT, HOUR_MS, 12, 24, closed=True),
            *(LongShortRatio(PERP, AT + at * M5.ms, 0.5) for at in range(500)),
        ]
    )
    until_ms = AT + 450 * M5.ms
    assert prune_all(writer, Cut(Kind.STATISTICS, until_ms)) == [400, 50]
    assert prune_all(writer, Cut(Kind.RATIOS, until_ms)) == [400, 50]
    assert [(one.width_ms, len(one.start_ms)) for one in reader.buckets(PERP, 0, FOREVER_MS)] == [
        (M5.ms, 50),
        (HOUR_MS, 1),
    ]
    assert len(reader.ratios(PERP, 0, FOREVER_MS).at_ms) == 50


@pytest.mark.parametrize("kind", list(Kind))
def test_of_an_empty_cache_nothing_goes(writer: MarketWriter, kind: Kind) -> None:
    assert writer.prune(Cut(kind, FOREVER_MS)) == 0
    assert writer.oldest_ms(kind) is None


def test_what_went_because_of_the_size_may_come_again_and_what_was_too_old_may_not(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([*minutes(480), event(AT)])
    prune_all(writer, Cut(Kind.CANDLES_1M, AT + DAY_MS, by_size=True))
    prune_all(writer, Cut(Kind.LIQUIDATIONS, AT + DAY_MS))
    writer.allow_again()
    assert reader.kept_since_ms(SPOT, Kind.CANDLES_1M) == 0
    assert reader.kept_since_ms(PERP, Kind.LIQUIDATIONS) == AT + DAY_MS


# --- the file ------------------------------------------------------------------------------------


def test_the_file_shrinks_a_few_pages_at_a_time(writer: MarketWriter, market_file: Path) -> None:
    writer.write(minutes(20_000))
    writer._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before, used = market_file.stat().st_size, writer.used_bytes()
    prune_all(writer, Cut(Kind.CANDLES_1M, AT + 30 * DAY_MS))
    assert writer.used_bytes() < used / 2
    steps = 0
    while writer.shrink(64, 16):
        steps += 1
    assert 1 < steps < 50
    writer._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert market_file.stat().st_size < before / 2
    assert not writer.shrink(64, 16)


def test_a_small_file_of_an_older_program_is_made_to_shrink(market_file: Path) -> None:
    with closing(sqlite3.connect(market_file)) as old:
        old.execute("CREATE TABLE x (y)")
        old.execute("DROP TABLE x")
    with closing(open_writer(market_file, MIGRATIONS, keep_copy=False)) as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (0,)
        writer = MarketWriter(connection)
        writer.write(minutes(1_000))
        assert not writer.shrink(64, 0)
        make_shrinkable(connection, market_file)
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
        assert len(writer.reader().candles(SPOT, M1)) == 1_000


@pytest.mark.parametrize("has_dbstat", [True, False])
def test_each_kind_has_its_size(
    writer: MarketWriter,
    reader: MarketReader,
    monkeypatch: pytest.MonkeyPatch,
    has_dbstat: bool,
) -> None:
    writer.write([*minutes(20_000), *(event(AT + at * 1_000) for at in range(5_000))])
    while writer.pack(AT + 90 * DAY_MS, 10):
        pass
    if not has_dbstat:

        def refuse(*_: object) -> int:
            raise sqlite3.OperationalError("no such table: dbstat")

        monkeypatch.setattr("tracker.store.sizes._pages_of", refuse)
    sizes = reader.measured_sizes()
    assert 1_000_000 < sizes[Kind.CANDLES_1M] < 1_700_000
    assert 100_000 < sizes[Kind.LIQUIDATIONS] < 300_000
    assert sizes["candles"] == 0
    used = sum(size for kind, size in sizes.items() if kind != "free")
    assert abs(used - writer.used_bytes()) < 10
    assert reader.sizes().measured_ms is None
    writer.note_sizes(sizes, AT)
    assert (reader.sizes().by_kind, reader.sizes().measured_ms) == (sizes, AT)
