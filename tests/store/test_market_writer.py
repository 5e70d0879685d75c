"""What a batch changes in the cache: what is new, what grows, what is never overwritten."""

from __future__ import annotations

import math
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

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
from tracker.domain.health import Channel, Health, Observed, State
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, M5, MINUTE_MS, parse_iso
from tracker.store.database import open_writer
from tracker.store.market_reader import FOREVER_MS, EngineState, MarketReader
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter, Stored
from tracker.store.request_windows import SeriesKey

AT = parse_iso("2026-02-04T15:00:00Z")
SPOT = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
PERP = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
GATE = Market("gate", "BTC_USDT", "BTC", Contract.LINEAR, 0.0001)


def candle(close: float, *, closed: bool, open_ms: int = AT) -> Candle:
    return Candle(SPOT, H1, open_ms, 100, 120, 80, close, 5, closed=closed)


def liquidation(at_ms: int = AT, *, price: float = 75_000, side: Side = Side.LONG) -> Liquidation:
    return Liquidation(PERP, at_ms, side, price, 2, 2 * price)


def bucket(long_usd: float, *, closed: bool) -> LiquidationBucket:
    return LiquidationBucket(GATE, AT, M5.ms, long_usd, 10, closed=closed)


def closes(reader: MarketReader) -> list[tuple[float, bool]]:
    found = reader.candles(SPOT, H1)
    return list(zip(found.close.tolist(), found.closed.tolist(), strict=True))


# --- markets -----------------------------------------------------------------------------------


def test_a_market_is_kept_once_with_all_that_the_venue_says_of_it(
    writer: MarketWriter, reader: MarketReader
) -> None:
    pepe = Market("binance", "1000PEPEUSDT", "PEPE", Contract.LINEAR, None, 1_000, 4.0)
    assert writer.write([pepe, GATE]).fresh == [pepe, GATE]
    writer.write([pepe, GATE])
    assert reader.markets() == [pepe, GATE]
    assert reader.markets("PEPE") == [pepe]
    assert reader.markets("DOGE") == []


def test_what_a_venue_once_said_of_a_market_is_not_forgotten_when_it_says_less(
    writer: MarketWriter, reader: MarketReader
) -> None:
    full = replace(GATE, multiplier=0.0001, funding_h=8.0)
    writer.write([full, replace(GATE, multiplier=None, funding_h=None)])
    assert reader.markets() == [full]
    told_anew = replace(GATE, multiplier=0.001, funding_h=4.0)
    writer.write([told_anew])
    assert reader.markets() == [told_anew]


def test_a_market_that_changes_keeps_its_data(writer: MarketWriter, reader: MarketReader) -> None:
    writer.write([OpenInterest(GATE, AT, 10, None)])
    changed = replace(GATE, multiplier=0.001)
    writer.write([changed, OpenInterest(changed, AT + 1, 11, None)])
    assert reader.interest(GATE, AT, AT + 2).coin.tolist() == [10, 11]


# --- candles -----------------------------------------------------------------------------------


def test_a_running_candle_grows_until_it_is_over(
    writer: MarketWriter, reader: MarketReader
) -> None:
    first = writer.write([candle(101, closed=False)])
    assert len(first.fresh) == 1
    writer.write([candle(102, closed=False)])
    assert closes(reader) == [(102, False)]
    writer.write([candle(103, closed=True)])
    assert closes(reader) == [(103, True)]


def test_a_candle_that_is_over_is_not_replaced_by_one_that_still_runs(
    writer: MarketWriter, reader: MarketReader
) -> None:
    written = writer.write([candle(103, closed=True), candle(99, closed=False)])
    assert written.fresh == [candle(103, closed=True)]
    assert closes(reader) == [(103, True)]


def test_a_revised_candle_takes_the_place_of_the_first_one(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([candle(103, closed=True)])
    revised = Candle(SPOT, H1, AT, 101, 125, 79, 104, 6, closed=True)
    assert writer.write([revised]).fresh == [revised]
    found = reader.candles(SPOT, H1)
    row = (found.open, found.high, found.low, found.close, found.volume)
    assert [column.tolist() for column in row] == [[101], [125], [79], [104], [6]]


@pytest.mark.parametrize(
    ("volume", "taken", "expected"), [(5, None, 3), (5, 4, 4), (6, None, None), (6, 2, 2)]
)
def test_what_buyers_took_is_kept_while_it_is_of_this_volume(
    writer: MarketWriter,
    reader: MarketReader,
    volume: float,
    taken: float | None,
    expected: float | None,
) -> None:
    writer.write([replace(candle(103, closed=True), taker_buy=3)])
    writer.write([replace(candle(103, closed=True), volume=volume, taker_buy=taken)])
    (found,) = reader.candles(SPOT, H1).taker_buy.tolist()
    assert found == expected or (math.isnan(found) and expected is None)


def test_candles_of_other_intervals_and_markets_are_apart(
    writer: MarketWriter, reader: MarketReader
) -> None:
    hour = candle(103, closed=True)
    writer.write(
        [hour, replace(hour, interval=M5, close=104), replace(hour, market=PERP, close=90)]
    )
    assert closes(reader) == [(103, True)]
    assert reader.candles(SPOT, M5).close.tolist() == [104]
    assert reader.candles(PERP, H1).close.tolist() == [90]


CANDLES = st.lists(
    st.builds(
        lambda hour, close, closed: candle(close, closed=closed, open_ms=AT + hour * HOUR_MS),
        st.integers(0, 5),
        st.integers(80, 120).map(float),
        st.booleans(),
    ),
    max_size=30,
)


@given(CANDLES, st.integers(1, 10))
def test_candles_in_any_order_and_in_any_batches_leave_the_last_word_on_each(
    candles: list[Candle], size: int
) -> None:
    """Against a dictionary: the last closed candle, or the last one where none was closed."""
    expected: dict[int, Candle] = {}
    for one in candles:
        if one.closed or not (one.open_ms in expected and expected[one.open_ms].closed):
            expected[one.open_ms] = one
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "market.db"
        with closing(MarketWriter(open_writer(path, MIGRATIONS, keep_copy=False))) as writer:
            for at in range(0, len(candles), size):
                writer.write(candles[at : at + size])
            found = writer.reader().candles(SPOT, H1)
    kept = [expected[at] for at in sorted(expected)]
    assert found.open_ms.tolist() == [one.open_ms for one in kept]
    assert found.close.tolist() == [one.close for one in kept]
    assert found.closed.tolist() == [one.closed for one in kept]


# --- liquidations ------------------------------------------------------------------------------


def test_a_liquidation_is_kept_once_however_often_it_is_received(
    writer: MarketWriter, reader: MarketReader
) -> None:
    one, other = liquidation(), liquidation(AT + 1)
    assert writer.write([one, one]).fresh == [one]
    assert writer.write([other, one]).fresh == [other]
    assert reader.events(PERP, AT, AT + 2).usd.tolist() == [150_000, 150_000]


@pytest.mark.parametrize(
    "change",
    [{"at_ms": AT + 1}, {"side": Side.SHORT}, {"price": 74_999.0}, {"quantity": 2.1}],
    ids=lambda change: next(iter(change)),
)
def test_what_differs_in_time_side_price_or_size_is_another_liquidation(
    writer: MarketWriter, reader: MarketReader, change: dict[str, object]
) -> None:
    one = liquidation()
    other = replace(one, **change)
    assert writer.write([one, other]).fresh == [one, other]
    assert len(reader.events(PERP, AT, AT + 2).at_ms) == 2


def test_the_same_figures_on_another_market_are_another_liquidation(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([liquidation(), replace(liquidation(), market=GATE)])
    assert len(reader.newest_events("BTC", 9)) == 2


def test_a_sum_grows_until_it_is_over_and_never_shrinks_back(
    writer: MarketWriter, reader: MarketReader
) -> None:
    for one in (bucket(5, closed=False), bucket(7, closed=False), bucket(9, closed=True)):
        assert writer.write([one]).fresh == [one]
    assert writer.write([bucket(5, closed=False)]).fresh == []
    (columns,) = reader.buckets(GATE, AT, AT + 1)
    assert (columns.long_usd.tolist(), columns.short_usd.tolist()) == ([9], [10])
    writer.write([bucket(11, closed=True)])
    assert reader.buckets(GATE, AT, AT + 1)[0].long_usd.tolist() == [11]


# --- open interest, funding, ratios, the present -------------------------------------------------


def test_open_interest_that_comes_in_two_parts_becomes_one_row(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([OpenInterest(PERP, AT, 10, None), OpenInterest(PERP, AT, None, 750_000)])
    found = reader.interest(PERP, AT, AT + 1)
    assert (found.coin.tolist(), found.usd.tolist()) == ([10], [750_000])
    writer.write([OpenInterest(PERP, AT, 11, None)])
    found = reader.interest(PERP, AT, AT + 1)
    assert (found.coin.tolist(), found.usd.tolist()) == ([11], [750_000])


def test_funding_moves_until_it_is_settled(writer: MarketWriter, reader: MarketReader) -> None:
    running = Funding(PERP, AT, 0.0001, 8.0, settled=False)
    writer.write([running, replace(running, rate=0.0002, interval_h=None)])
    assert reader.newest_funding(PERP) == (AT, 0.0002, 8.0, False)
    paid = replace(running, rate=0.0003, settled=True)
    assert writer.write([paid, replace(running, rate=0.0009)]).fresh == [paid]
    assert reader.newest_funding(PERP) == (AT, 0.0003, 8.0, True)


def test_a_ratio_is_replaced_by_what_the_venue_says_later_of_the_same_moment(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([LongShortRatio(PERP, AT, 0.6), LongShortRatio(PERP, AT, 0.55)])
    assert reader.newest_ratio(PERP) == (AT, 0.55)


def test_an_older_ticker_does_not_replace_a_newer_one(
    writer: MarketWriter, reader: MarketReader
) -> None:
    newer = Ticker(SPOT, AT, 74_136, 76_000, None, None, 1_000, None)
    older = Ticker(SPOT, AT - 1, 75_000, 76_000, None, None, 1_000, None)
    assert writer.write([newer, older]).fresh == [newer]
    assert reader.ticker(SPOT) == newer
    unknown = Ticker(SPOT, AT + 1, 74_000, None, None, None, None, None)
    writer.write([unknown])
    assert reader.ticker(SPOT) == unknown


def test_an_older_mark_does_not_replace_a_newer_one_and_the_index_stays_known(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([Mark(PERP, AT, 74_136, 74_130), Mark(PERP, AT + 5, 74_200)])
    assert writer.write([Mark(PERP, AT + 1, 70_000, 70_000)]).fresh == []
    assert reader.mark(PERP) == Mark(PERP, AT + 5, 74_200, 74_130)


# --- a batch as a whole ------------------------------------------------------------------------


def test_a_batch_says_in_order_what_it_changed(writer: MarketWriter) -> None:
    known = liquidation()
    writer.write([known])
    values: list[Stored] = [
        candle(103, closed=True),
        candle(104, closed=False, open_ms=AT + HOUR_MS),
        known,
        OpenInterest(PERP, AT, 10, None),
    ]
    written = writer.write(values)
    assert written.fresh == [values[0], values[1], values[3]]
    assert writer.write([]).fresh == []


def test_a_batch_that_fails_leaves_nothing_behind_and_the_next_one_works(
    writer: MarketWriter, reader: MarketReader
) -> None:
    stranger = SimpleNamespace(market=SPOT)
    with pytest.raises(TypeError, match="SimpleNamespace is not stored"):
        writer.write([liquidation(), stranger])  # type: ignore[list-item]  # that is the point
    assert reader.markets() == []
    # The market's number was rolled back with the batch, so it must be asked for again.
    assert writer.write([liquidation()]).fresh == [liquidation()]
    assert reader.markets() == [PERP]
    assert len(reader.events(PERP, AT, AT + 1).at_ms) == 1


def test_a_price_that_is_no_number_is_refused_by_the_file_itself(
    writer: MarketWriter, reader: MarketReader
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        writer.write([candle(float("nan"), closed=True)])
    assert len(reader.candles(SPOT, H1)) == 0


def test_stretches_health_and_values_are_of_one_transaction(
    writer: MarketWriter, reader: MarketReader
) -> None:
    alive = Observed("bybit", Channel.LIQUIDATIONS, AT, AT + MINUTE_MS)
    live = Health("bybit", Channel.LIQUIDATIONS, State.LIVE, AT, 1.5, None, None)
    broken = Health("okx", None, State.DOWN)  # type: ignore[arg-type]  # refused by the file
    with pytest.raises(sqlite3.IntegrityError):
        writer.write([liquidation()], [alive], [live, broken])
    assert reader.observed("bybit", Channel.LIQUIDATIONS, 0, FOREVER_MS) == []
    assert (reader.health(), reader.markets()) == ([], [])
    writer.write([liquidation()], [alive], [live])
    assert reader.observed("bybit", Channel.LIQUIDATIONS, 0, FOREVER_MS) == [(AT, AT + MINUTE_MS)]
    assert (reader.health(), reader.markets()) == ([live], [PERP])


def test_a_stretch_grows_in_place_and_never_shrinks(
    writer: MarketWriter, reader: MarketReader
) -> None:
    for to_ms in (AT + 10, AT + 30, AT + 20):
        writer.write([], [Observed("bybit", Channel.CANDLES, AT, to_ms)])
    writer.write([], [Observed("bybit", Channel.CANDLES, AT + 50, AT + 60)])
    found = reader.observed("bybit", Channel.CANDLES, 0, FOREVER_MS)
    assert found == [(AT, AT + 30), (AT + 50, AT + 60)]


def test_the_last_word_on_a_channel_stands(writer: MarketWriter, reader: MarketReader) -> None:
    down = Health("gate", Channel.OI, State.DOWN, AT, 60.0, "It does not answer.", AT + 5)
    live = Health("gate", Channel.OI, State.LIVE, AT + 9, 60.0)
    okx = Health("okx", Channel.CANDLES, State.OFF)
    writer.write([], health=[okx, down])
    assert reader.health() == [down, okx]
    writer.write([], health=[live])
    assert reader.health() == [live, okx]


# --- what the engine remembers -------------------------------------------------------------------


def test_windows_of_the_past_are_remembered_with_what_came_of_them(
    writer: MarketWriter, reader: MarketReader
) -> None:
    def note(start_ms: int, state: str) -> None:
        window = (start_ms, start_ms + HOUR_MS)
        writer.windows.note(hours, window, state=state, asked_ms=AT)

    hours = SeriesKey(PERP, Channel.CANDLES, H1)
    note(AT + HOUR_MS, "complete")
    note(AT, "failed")
    done = ("complete", "empty")
    assert reader.windows.in_states(hours, done) == [(AT + HOUR_MS, AT + 2 * HOUR_MS)]
    assert reader.windows.in_states(hours, ("failed",)) == [(AT, AT + HOUR_MS)]
    note(AT, "empty")
    assert [start for start, _ in reader.windows.in_states(hours, done)] == [
        AT,
        AT + HOUR_MS,
    ]
    assert reader.windows.in_states(hours, ("failed",)) == []
    assert reader.windows.in_states(SeriesKey(PERP, Channel.CANDLES, M5), done) == []
    assert reader.windows.in_states(SeriesKey(PERP, Channel.OI, None), done) == []
    assert reader.windows.in_states(SeriesKey(SPOT, Channel.CANDLES, H1), done) == []


def test_a_window_of_a_channel_without_intervals_is_remembered(
    writer: MarketWriter, reader: MarketReader
) -> None:
    series = SeriesKey(PERP, Channel.OI, None)
    writer.windows.note(series, (AT, AT + 1), state="complete", asked_ms=AT)
    assert reader.windows.in_states(series, ("complete",)) == [(AT, AT + 1)]


def test_a_host_that_asked_for_a_pause_is_remembered_over_a_restart(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.note_pause("fapi.binance.com", AT, "It asked for fewer requests.")
    writer.note_pause("fapi.binance.com", AT + 60, "It asked again.")
    assert reader.pauses() == [("fapi.binance.com", AT + 60, "It asked again.")]


def test_what_was_used_of_budgets_is_remembered_over_a_restart(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.note_spent([("a.example", "rest", 12.5, AT), ("a.example", "past", 1.0, AT)])
    writer.note_spent([("a.example", "rest", 0.0, AT + 9)])
    assert sorted(reader.spent()) == [
        ("a.example", "past", 1.0, AT),
        ("a.example", "rest", 0.0, AT + 9),
    ]


def test_the_engine_says_that_it_lives_and_that_it_ended(
    writer: MarketWriter, reader: MarketReader
) -> None:
    assert reader.engine() is None
    writer.beat(4711, AT, AT + 1)
    writer.beat(4711, AT, AT + 2)
    assert reader.engine() == EngineState(4711, AT, AT + 2, None)
    assert writer.beat(4712, AT + 3, AT + 3) == EngineState(4711, AT, AT + 2, None)
    writer.stop(4712, AT + 3)
    assert reader.engine() == EngineState(4711, AT, AT + 2, None)
    writer.stop(4711, AT + 3)
    assert reader.engine() == EngineState(4711, AT, AT + 2, AT + 3)
    writer.beat(4712, AT + 10, AT + 10)
    assert reader.engine() == EngineState(4712, AT + 10, AT + 10, None)
    assert writer.beat(4711, AT, AT + 20_011) is None  # the other one fell silent


def test_closing_lets_go_of_the_file(market_file: Path) -> None:
    writer = MarketWriter(open_writer(market_file, MIGRATIONS, keep_copy=False))
    writer.write([liquidation()])
    writer.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        writer.write([])
    # The log is folded back into the file when the last connection closes.
    assert [one.name for one in market_file.parent.iterdir()] == ["market.db"]


def test_the_writers_own_reader_sees_what_was_just_written(writer: MarketWriter) -> None:
    writer.write([candle(103, closed=True)])
    assert np.array_equal(writer.reader().candles(SPOT, H1).close, [103])
