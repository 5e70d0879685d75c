"""Liquidations summed up by minute and hour: the same sums as the events, whatever happens to them."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis.columns import LiquidationMinutes
from tracker.domain.derivatives import Liquidation, Side, Ticker
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, parse_iso
from tracker.store.database import open_writer
from tracker.store.market_reader import FOREVER_MS, MarketReader
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter

AT = parse_iso("2026-02-04T15:00:00Z")
DAY = AT // DAY_MS
PERP = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
OTHER = Market("okx", "BTC-USDT-SWAP", "BTC", Contract.LINEAR)


def event(
    at_ms: int, usd: float = 150_000, side: Side = Side.LONG, market: Market = PERP
) -> Liquidation:
    return Liquidation(market, at_ms, side, 75_000, usd / 75_000, usd)


def rows(sums: LiquidationMinutes) -> list[tuple[float, ...]]:
    columns = (
        *(sums.at_ms, sums.long_usd, sums.short_usd, sums.long_count, sums.short_count),
        *(sums.long_max_usd, sums.short_max_usd, sums.seconds_with_print),
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


def brute(events: Sequence[Liquidation], width_ms: int) -> list[tuple[float, ...]]:
    """The same by looking at every event."""
    result: list[tuple[float, ...]] = []
    for start in sorted({one.at_ms // width_ms * width_ms for one in events}):
        inside = [one for one in events if start <= one.at_ms < start + width_ms]
        longs = [one.notional_usd for one in inside if one.side is Side.LONG]
        shorts = [one.notional_usd for one in inside if one.side is Side.SHORT]
        seconds = len({one.at_ms // 1_000 for one in inside})
        largest = (max(longs, default=0), max(shorts, default=0))
        sums = (sum(longs), sum(shorts), len(longs), len(shorts))
        result.append((start, *sums, *largest, seconds))
    return result


def matches(reader: MarketReader, market: Market, events: Sequence[Liquidation]) -> bool:
    mine = [one for one in events if one.market == market]
    minutes = reader.rolls.minutes(market, 0, FOREVER_MS)
    seconds = sorted({one.at_ms // 1_000 * 1_000 for one in mine})
    return (
        rows(minutes) == brute(mine, MINUTE_MS)
        and rows(reader.rolls.hours(market, 0, FOREVER_MS)) == brute(mine, HOUR_MS)
        and minutes.printed_ms().tolist() == seconds
    )


def seal(path: Path, *days: int) -> None:
    """What pruning does: the day is marked, its events are gone."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for day in days:
            connection.execute(
                "INSERT OR IGNORE INTO liquidation_sealed "
                "SELECT DISTINCT market_id, ? FROM liquidation WHERE at_ms / 86400000 = ?",
                (day, day),
            )
            connection.execute("DELETE FROM liquidation WHERE at_ms / 86400000 = ?", (day,))


def test_a_minute_has_both_sides_their_largest_and_its_seconds_with_a_print(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(
        [
            event(AT, 100),
            event(AT + 900, 300),  # the same second
            event(AT + 59_999, 50, Side.SHORT),
            event(AT + MINUTE_MS, 7),
        ]
    )
    minutes = reader.rolls.minutes(PERP, AT, FOREVER_MS)
    assert rows(minutes) == [
        (AT, 400, 50, 2, 1, 300, 50, 2),
        (AT + MINUTE_MS, 7, 0, 1, 0, 7, 0, 1),
    ]
    assert minutes.max_usd.tolist() == [300, 7]
    assert minutes.printed_ms().tolist() == [AT, AT + 59_000, AT + MINUTE_MS]
    assert rows(reader.rolls.hours(PERP, AT, FOREVER_MS)) == [(AT, 407, 50, 3, 1, 300, 50, 3)]
    assert reader.rolls.oldest_ms(PERP) == AT


def test_windows_are_half_open_and_markets_apart(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([event(AT), event(AT + HOUR_MS), event(AT, market=OTHER)])
    assert len(reader.rolls.minutes(PERP, AT, AT + HOUR_MS)) == 1
    assert len(reader.rolls.hours(PERP, AT, AT + HOUR_MS + 1)) == 2
    assert len(reader.rolls.hours(OTHER, 0, FOREVER_MS)) == 1
    nowhere = Market("gate", "BTC_USDT", "BTC", Contract.LINEAR)
    assert len(reader.rolls.minutes(nowhere, 0, FOREVER_MS)) == 0
    assert reader.rolls.oldest_ms(nowhere) is None


def test_sums_are_stored_with_their_events_or_not_at_all(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write([event(AT)])
    broken = Ticker(PERP, AT, float("nan"), None, None, None, None, None)  # NaN is NULL to SQLite
    with pytest.raises(sqlite3.IntegrityError):
        writer.write([event(AT + 2), broken])
    assert rows(reader.rolls.hours(PERP, 0, FOREVER_MS)) == brute([event(AT)], HOUR_MS)


def test_a_cache_of_before_gets_its_sums_from_its_events(market_file: Path) -> None:
    events = [
        event(AT + 977 * number, 1 + number % 13, [Side.LONG, Side.SHORT][number % 2])
        for number in range(5_000)
    ]
    with closing(open_writer(market_file, MIGRATIONS[:4], keep_copy=False)) as old:
        MarketWriter(old).write([*events, event(AT, market=OTHER)])
    with closing(MarketWriter.open(market_file)) as writer:
        assert matches(writer.reader(), PERP, events)
        late = event(AT + 1, 3)
        writer.write([late, *events])
        assert matches(writer.reader(), PERP, [*events, late])


def test_what_comes_again_of_a_sealed_day_is_in_the_sums_already(
    writer: MarketWriter, reader: MarketReader, market_file: Path
) -> None:
    day = [event(AT + number * MINUTE_MS) for number in range(30)]
    writer.write(day)
    before = rows(reader.rolls.minutes(PERP, 0, FOREVER_MS))
    seal(market_file, DAY)
    assert writer.write([*day, event(AT + 5)]).fresh == []
    assert rows(reader.rolls.minutes(PERP, 0, FOREVER_MS)) == before
    assert len(reader.events(PERP, 0, FOREVER_MS).at_ms) == 0
    window = (AT, AT + HOUR_MS)
    assert reader.rolls.sealed(PERP, *window) == [window]
    assert reader.rolls.sealed(OTHER, *window) == []
    # Of another market of that day nothing was ever known, so it is open.
    assert len(writer.write([event(AT, market=OTHER)]).fresh) == 1


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Batches of events by number, and days that are sealed, in any order."""
    step = st.one_of(
        st.tuples(st.just("event"), st.integers(0, 59)),
        st.tuples(st.just("seal"), st.integers(0, 1)),
    )
    return draw(st.lists(step, max_size=60))


_STEPS_MS = (0, 1, 999, 1_000, 59_999, 60_000, 3_599_999, 3_600_000)


def numbered(number: int) -> Liquidation:
    """Whole dollars, so that sums are exact in any order; two days, both sides, two markets."""
    at_ms = DAY * DAY_MS + number % 2 * DAY_MS + _STEPS_MS[number % 8] + number % 5 * MINUTE_MS
    side = Side.LONG if number % 3 else Side.SHORT
    return event(at_ms, 1 + number, side, PERP if number % 7 else OTHER)


@settings(deadline=None, max_examples=60)
@given(steps())
def test_sums_equal_the_events_late_again_out_of_order_and_after_their_deletion(
    plan: list[tuple[str, int]],
) -> None:
    counted: dict[Liquidation, None] = {}
    sealed: set[tuple[Market, int]] = set()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "market.db"
        with closing(MarketWriter.open(path)) as writer:
            for what, number in plan:
                if what == "seal":
                    known = [one for one in counted if one.at_ms // DAY_MS == DAY + number]
                    sealed |= {(one.market, DAY + number) for one in known}
                    seal(path, DAY + number)
                    continue
                one = numbered(number)
                fresh = writer.write([one]).fresh
                is_new = one not in counted and (one.market, one.at_ms // DAY_MS) not in sealed
                assert bool(fresh) == is_new
                if is_new:
                    counted[one] = None
            for market in (PERP, OTHER):
                assert matches(writer.reader(), market, list(counted))
                sums = writer.reader().rolls.minutes(market, 0, FOREVER_MS).as_events()
                mine = [one for one in counted if one.market == market]
                assert int(sums.count.sum()) == len(mine)
                longs = sum(one.notional_usd for one in mine if one.side is Side.LONG)
                assert float(sums.usd[sums.is_long].sum()) == longs


def test_hours_do_not_tell_their_seconds(writer: MarketWriter, reader: MarketReader) -> None:
    writer.write([event(AT)])
    assert reader.rolls.hours(PERP, 0, FOREVER_MS).printed_ms().tolist() == []
    assert np.array_equal(reader.rolls.hours(PERP, 0, FOREVER_MS).as_events().count, [1])
