"""What the cache gives back: half-open windows, the newest and the oldest, unknown as unknown."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    Mark,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel, Observed
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M5, parse_iso
from tracker.store.market_reader import FOREVER_MS, MarketReader, day_windows
from tracker.store.market_writer import MarketWriter

AT = parse_iso("2026-02-04T15:00:00Z")
SPOT = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
PERP = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
GATE = Market("gate", "BTC_USDT", "BTC", Contract.LINEAR, 0.0001)
ETH = Market("bybit", "ETHUSDT", "ETH", Contract.LINEAR)
NOWHERE = Market("okx", "BTC-USDT-SWAP", "BTC", Contract.LINEAR)


def hour(number: int) -> int:
    return AT + number * HOUR_MS


def candle(number: int, *, closed: bool = True) -> Candle:
    return Candle(SPOT, H1, hour(number), 100, 120, 80, 100 + number, 5, closed=closed)


def liquidation(at_ms: int, market: Market = PERP, side: Side = Side.LONG) -> Liquidation:
    return Liquidation(market, at_ms, side, 75_000, 2, 150_000)


# --- without anything ----------------------------------------------------------------------------


def test_without_a_cache_there_is_no_reader(market_file: Path) -> None:
    assert MarketReader.open(market_file) is None
    assert not market_file.exists()


def test_of_a_market_that_nobody_knows_everything_is_empty_and_nothing_is_zero(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([candle(0), liquidation(AT)])
    assert len(reader.candles(NOWHERE, H1)) == 0
    assert reader.candles(NOWHERE, H1).interval_ms == H1.ms
    assert reader.newest_candle_ms(NOWHERE, H1) is None
    assert reader.oldest_candle_ms(NOWHERE, H1) is None
    assert reader.candle_times(NOWHERE, H1, 0, FOREVER_MS).tolist() == []
    assert reader.events(NOWHERE, 0, FOREVER_MS).usd.tolist() == []
    assert reader.buckets(NOWHERE, 0, FOREVER_MS) == []
    assert reader.interest(NOWHERE, 0, FOREVER_MS).at_ms.tolist() == []
    assert reader.newest_funding(NOWHERE) is None
    assert reader.newest_ratio(NOWHERE) is None
    assert reader.ticker(NOWHERE) is None
    assert reader.mark(NOWHERE) is None


def test_a_fresh_cache_knows_no_time(writer: MarketWriter, reader: MarketReader) -> None:
    writer.write([SPOT])
    assert reader.newest_ms() is None
    assert reader.span("liquidation", "BTC") is None
    assert reader.recorded_since_ms("bybit", Channel.LIQUIDATIONS) is None
    assert reader.newest_events("BTC", 9) == []
    assert reader.pauses() == []
    assert reader.spent() == []


def test_reading_writes_nothing(writer: MarketWriter, reader: MarketReader) -> None:
    writer.write([candle(0)])
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._connection.execute("DELETE FROM candle")


def test_a_closed_reader_says_so(market_file: Path, writer: MarketWriter) -> None:
    writer.write([SPOT])
    other = MarketReader.open(market_file)
    assert other is not None
    other.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        other.markets()


# --- candles -----------------------------------------------------------------------------------


@pytest.fixture
def hours(writer: MarketWriter, reader: MarketReader) -> MarketReader:
    """Hours 0, 1, 2, then a hole, then 4 and the running 5."""
    rows = [candle(4), candle(0), candle(2), candle(5, closed=False), candle(1)]
    writer.write(rows)
    return reader


def test_candles_come_oldest_first_in_a_half_open_window(hours: MarketReader) -> None:
    found = hours.candles(SPOT, H1)
    assert found.open_ms.tolist() == [hour(at) for at in (0, 1, 2, 4, 5)]
    assert found.close.tolist() == [100, 101, 102, 104, 105]
    assert found.closed.tolist() == [True, True, True, True, False]
    part = hours.candles(SPOT, H1, hour(1), hour(4))
    assert part.open_ms.tolist() == [hour(1), hour(2)]
    assert len(hours.candles(SPOT, H1, hour(3), hour(4))) == 0


def test_the_newest_candles_are_counted_from_the_end_of_the_window(hours: MarketReader) -> None:
    assert hours.candles(SPOT, H1, newest=2).close.tolist() == [104, 105]
    assert hours.candles(SPOT, H1, newest=2, closed_only=True).close.tolist() == [102, 104]
    assert hours.candles(SPOT, H1, 0, hour(2), newest=1).close.tolist() == [101]
    assert len(hours.candles(SPOT, H1, newest=0)) == 0
    assert len(hours.candles(SPOT, H1, newest=99)) == 5


def test_the_ends_of_a_series_are_closed_candles(hours: MarketReader) -> None:
    assert hours.oldest_candle_ms(SPOT, H1) == hour(0)
    assert hours.newest_candle_ms(SPOT, H1) == hour(4)
    assert hours.newest_candle_ms(SPOT, M5) is None


def test_the_times_of_closed_candles_show_the_holes(hours: MarketReader) -> None:
    assert hours.candle_times(SPOT, H1, hour(1), hour(6)).tolist() == [hour(1), hour(2), hour(4)]
    assert hours.candle_times(SPOT, H1, hour(1), hour(2)).tolist() == [hour(1)]


def test_columns_stand_alone_and_in_order(hours: MarketReader) -> None:
    found = hours.candles(SPOT, H1)
    assert found.close.flags.c_contiguous
    assert found.open_ms.dtype == np.int64
    assert found.closed.dtype == np.bool_


# --- liquidations ------------------------------------------------------------------------------


def test_single_liquidations_come_with_time_size_and_side(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([liquidation(AT + 5), liquidation(AT, side=Side.SHORT), liquidation(AT + 9)])
    found = reader.events(PERP, AT, AT + 9)
    assert found.at_ms.tolist() == [AT, AT + 5]
    assert found.usd.tolist() == [150_000, 150_000]
    assert found.is_long.tolist() == [False, True]


def test_the_newest_liquidations_are_those_of_all_venues_of_one_coin(
    writer: MarketWriter, reader: MarketReader
) -> None:
    ours = [liquidation(AT + at, (PERP, GATE)[at % 2]) for at in range(6)]
    writer.write([*ours, liquidation(AT + 99, ETH)])
    assert reader.newest_events("BTC", 3) == ours[-3:]
    assert reader.newest_events("BTC", 99) == ours
    assert reader.newest_events("ETH", 1) == [liquidation(AT + 99, ETH)]


def test_newest_events_are_those_of_a_venue_side_and_size(
    writer: MarketWriter, reader: MarketReader
) -> None:
    rows = [
        replace(liquidation(AT + at, market, side), notional_usd=1_000.0 * at)
        for at, (market, side) in enumerate(
            [(PERP, Side.LONG), (GATE, Side.LONG), (PERP, Side.SHORT), (GATE, Side.SHORT)]
        )
    ]
    writer.write(rows)
    assert reader.newest_events("BTC", 9, venue=GATE.venue) == [rows[1], rows[3]]
    assert reader.newest_events("BTC", 9, side=Side.SHORT) == rows[2:]
    assert reader.newest_events("BTC", 9, least_usd=2_000.0) == rows[2:]
    assert reader.newest_events("BTC", 9, venue="nobody") == []
    assert reader.largest_events("BTC", AT, AT + 3, 2) == [rows[2], rows[1]]


def test_the_largest_event_of_each_bar(writer: MarketWriter, reader: MarketReader) -> None:
    rows = [
        replace(liquidation(hour(at // 3) + at, PERP, side), price=100.0 + at, notional_usd=usd)
        for at, (side, usd) in enumerate(
            [
                (Side.LONG, 5.0),
                (Side.SHORT, 9.0),
                (Side.LONG, 2.0),
                (Side.LONG, 7.0),
                (Side.SHORT, 1.0),
            ]
        )
    ]
    writer.write(rows)
    found = reader.largest_by_bar(PERP, hour(0), hour(2), H1.ms, 9)
    assert found.usd.tolist() == [9.0, 7.0]
    assert found.at_ms.tolist() == [rows[1].at_ms, rows[3].at_ms]
    assert (found.price.tolist(), found.is_long.tolist()) == ([101.0, 103.0], [False, True])
    assert reader.largest_by_bar(PERP, hour(0), hour(2), H1.ms, 1).usd.tolist() == [9.0]
    assert len(reader.largest_by_bar(GATE, hour(0), hour(2), H1.ms, 9).usd) == 0


def test_sums_come_apart_by_width_narrowest_first(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(
        [
            LiquidationBucket(GATE, hour(0), H1.ms, 100, 10, closed=True),
            LiquidationBucket(GATE, hour(1), H1.ms, 200, 20, closed=False),
            LiquidationBucket(GATE, hour(0) + M5.ms, M5.ms, 7, 1, closed=True),
            LiquidationBucket(GATE, hour(0), M5.ms, 3, 0, closed=True),
        ]
    )
    narrow, wide = reader.buckets(GATE, hour(0), hour(1))
    assert (narrow.width_ms, wide.width_ms) == (M5.ms, H1.ms)
    assert narrow.start_ms.tolist() == [hour(0), hour(0) + M5.ms]
    assert (narrow.long_usd.tolist(), narrow.short_usd.tolist()) == ([3, 7], [0, 1])
    assert (wide.start_ms.tolist(), wide.long_usd.tolist()) == ([hour(0)], [100])


# --- open interest, funding, ratios, the present -------------------------------------------------


def test_open_interest_that_is_unknown_is_not_zero(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(
        [
            OpenInterest(PERP, AT, 10, None),
            OpenInterest(PERP, AT + 1, None, 5.0),
            OpenInterest(PERP, AT + 2, 0, 0),
            OpenInterest(PERP, AT + 3, 1, 1),
        ]
    )
    found = reader.interest(PERP, AT, AT + 3)
    assert found.at_ms.tolist() == [AT, AT + 1, AT + 2]
    np.testing.assert_array_equal(found.coin, [10, np.nan, 0])
    np.testing.assert_array_equal(found.usd, [np.nan, 5, 0])


def test_the_newest_funding_is_the_one_that_settles_last(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(
        [
            Funding(PERP, hour(8), 0.0002, None, settled=False),
            Funding(PERP, hour(0), 0.0001, 8.0, settled=True),
        ]
    )
    assert reader.newest_funding(PERP) == (hour(8), 0.0002, None, False)


def test_the_newest_ratio_is_the_latest_one(writer: MarketWriter, reader: MarketReader) -> None:
    writer.write([LongShortRatio(PERP, AT + 5, 0.6), LongShortRatio(PERP, AT, 0.7)])
    assert reader.newest_ratio(PERP) == (AT + 5, 0.6)


def test_the_present_is_that_of_the_market_and_the_newest_time_that_of_all(
    writer: MarketWriter, reader: MarketReader
) -> None:
    spot = Ticker(SPOT, AT, 74_136, 76_000, 76_500, 73_000, 1_000, 75e6)
    perp = Ticker(PERP, AT + 7, 74_100, None, None, None, None, None)
    writer.write([spot, perp, Mark(PERP, AT, 74_120, None)])
    assert (reader.ticker(SPOT), reader.ticker(PERP)) == (spot, perp)
    assert (reader.mark(PERP), reader.mark(SPOT)) == (Mark(PERP, AT, 74_120, None), None)
    assert reader.newest_ms() == AT + 7


# --- rows for `show` ---------------------------------------------------------------------------


def test_rows_are_listed_as_they_are_stored_with_their_market(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(
        [
            liquidation(AT, GATE),
            liquidation(AT),
            liquidation(AT + 1),
            liquidation(AT + 2),
            liquidation(AT, ETH),
            LiquidationBucket(GATE, AT, M5.ms, 3, 1, closed=False),
            OpenInterest(PERP, AT, None, 5),
            Funding(PERP, AT, 0.0001, None, settled=True),
            LongShortRatio(PERP, AT, 0.6),
        ]
    )

    def listed(table: str) -> list[tuple[object, ...]]:
        return reader.listed(table, "BTC", AT, AT + 2)

    assert listed("liquidation") == [
        ("bybit", "BTCUSDT", AT, "long", 75_000, 2, 150_000),
        ("gate", "BTC_USDT", AT, "long", 75_000, 2, 150_000),
        ("bybit", "BTCUSDT", AT + 1, "long", 75_000, 2, 150_000),
    ]
    assert listed("liquidation_bucket") == [("gate", "BTC_USDT", AT, 300, 3, 1, 0)]
    assert listed("open_interest") == [("bybit", "BTCUSDT", AT, None, 5)]
    assert listed("funding") == [("bybit", "BTCUSDT", AT, 0.0001, None, 1)]
    assert listed("ratio") == [("bybit", "BTCUSDT", AT, 0.6)]


def test_the_span_of_a_coin_reaches_over_all_its_markets(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(
        [
            liquidation(AT + 4),
            liquidation(AT + 9, GATE),
            liquidation(AT + 2, GATE),
            liquidation(AT, ETH),
            LiquidationBucket(GATE, hour(1), M5.ms, 3, 1, closed=False),
            Funding(PERP, hour(2), 0.0001, None, settled=True),
            Funding(PERP, hour(9), 0.0001, None, settled=False),
            SPOT,
        ]
    )
    assert reader.span("liquidation", "BTC") == (AT + 2, AT + 9)
    assert reader.span("liquidation", "ETH") == (AT, AT)
    assert reader.span("liquidation_bucket", "BTC") == (hour(1), hour(1))
    assert reader.span("funding", "BTC") == (hour(2), hour(9))
    assert reader.span("open_interest", "BTC") is None
    assert reader.span("liquidation", "DOGE") is None


# --- what is known of the feeds ------------------------------------------------------------------


def test_stretches_that_touch_the_window_are_given_whole(
    writer: MarketWriter, reader: MarketReader
) -> None:
    alive = Observed("bybit", Channel.LIQUIDATIONS, AT + 50, AT + 80)
    earlier = replace(alive, from_ms=AT, to_ms=AT + 10)
    writer.write([], [alive, earlier, replace(alive, channel=Channel.CANDLES, from_ms=AT - 9)])
    writer.write([], [replace(alive, venue="okx", from_ms=AT - 5)])

    def observed(start_ms: int, end_ms: int) -> list[tuple[int, int]]:
        return reader.observed("bybit", Channel.LIQUIDATIONS, start_ms, end_ms)

    first, second = (AT, AT + 10), (AT + 50, AT + 80)
    assert observed(0, FOREVER_MS) == [first, second]
    assert observed(AT + 5, AT + 51) == [first, second]
    # Half-open on both sides: what ends where the window begins is outside it.
    assert observed(AT + 10, AT + 50) == []
    assert observed(AT + 79, AT + 80) == [second]
    assert reader.recorded_since_ms("bybit", Channel.LIQUIDATIONS) == AT
    assert reader.recorded_since_ms("okx", Channel.LIQUIDATIONS) == AT - 5
    assert reader.recorded_since_ms("okx", Channel.CANDLES) is None


# --- windows -----------------------------------------------------------------------------------


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 100))
def test_the_pieces_of_a_window_hold_each_moment_once_and_none_is_too_wide(
    start: int, length: int, width: int
) -> None:
    pieces = day_windows(start, start + length, width)
    moments = [at for begin, finish in pieces for at in range(begin, finish)]
    assert moments == list(range(start, start + length))
    assert all(0 < finish - begin <= width for begin, finish in pieces)


def test_a_window_is_cut_into_days() -> None:
    end_ms = AT + DAY_MS + 1
    assert day_windows(AT, end_ms) == [(AT, AT + DAY_MS), (AT + DAY_MS, end_ms)]


# --- series of funding and ratios ----------------------------------------------------------------


def test_funding_is_read_in_its_half_open_window(
    writer: MarketWriter, reader: MarketReader
) -> None:
    rows = [
        Funding(PERP, hour(0), 1e-4, 8.0, settled=True),
        Funding(PERP, hour(8), 2e-4, None, settled=False),
        Funding(PERP, hour(16), 3e-4, 8.0, settled=False),
    ]
    writer.write([PERP, *reversed(rows)])
    columns = reader.funding(PERP, hour(0), hour(16))
    assert columns.settles_ms.tolist() == [hour(0), hour(8)]
    assert columns.rate.tolist() == [1e-4, 2e-4]
    assert columns.interval_h[0] == 8.0
    assert np.isnan(columns.interval_h[1])
    assert columns.settled.tolist() == [True, False]
    assert len(reader.funding(NOWHERE, 0, FOREVER_MS).rate) == 0


def test_ratios_are_read_in_their_half_open_window(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([PERP, *(LongShortRatio(PERP, hour(n), 0.5 + n / 10) for n in (2, 0, 1))])
    columns = reader.ratios(PERP, hour(0), hour(2))
    assert columns.at_ms.tolist() == [hour(0), hour(1)]
    assert columns.long_share.tolist() == [0.5, 0.6]
    assert len(reader.ratios(NOWHERE, 0, FOREVER_MS).at_ms) == 0
