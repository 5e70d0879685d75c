"""Charts of any interval: stored candles first, the rest made of whole shorter ones."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.samples import NOW_MS, SPOT, candle, candles
from tracker.analysis.columns import CandleColumns
from tracker.domain.candle import Candle
from tracker.domain.times import (
    CHART_INTERVALS,
    D1,
    DAY_MS,
    H1,
    H4,
    HOUR_MS,
    M1,
    M5,
    M15,
    W1,
    Interval,
    base_interval,
    iso,
    parse_iso,
    parts_of,
)
from tracker.services.chart_candles import chart_candles, live_parts, oldest_candle_ms
from tracker.sources import register_all
from tracker.store.database import open_writer
from tracker.store.market_reader import FOREVER_MS, MarketReader
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter

register_all()
H2, H6, H12 = (Interval.parse(name) for name in ("2h", "6h", "12h"))
M30 = Interval.parse("30m")


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[MarketWriter]:
    opened = MarketWriter(open_writer(tmp_path / "market.db", MIGRATIONS, keep_copy=False))
    yield opened
    opened.close()


@pytest.fixture
def reader(writer: MarketWriter) -> MarketReader:
    return writer.reader()


def rising(start_ms: int, count: int, interval: Interval) -> list[Candle]:
    return candles(start_ms, [1_000.0 + at for at in range(count)], interval=interval)


def seen(found: CandleColumns) -> list[tuple[str, float, bool]]:
    """When each opened, its close, and whether it is over."""
    times = [iso(at)[5:16] for at in found.open_ms.tolist()]
    return list(zip(times, found.close.tolist(), found.closed.tolist(), strict=True))


# --- made of shorter ones ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interval", "parts"),
    [("3m", "1m"), ("30m", "15m"), ("2h", "1h"), ("6h", "1h"), ("12h", "4h"), ("1w", "1d")],
)
def test_each_interval_is_made_of_the_longest_that_divides_it(interval: str, parts: str) -> None:
    wanted = Interval.parse(interval)
    assert wanted in CHART_INTERVALS
    assert base_interval(wanted).name == parts
    assert parts_of(wanted)[-1] == M1


def test_weeks_begin_on_monday_and_the_running_one_is_there(
    writer: MarketWriter, reader: MarketReader
) -> None:
    # NOW is Wednesday, 4 February 2026; the first days belong to a week that is not whole.
    writer.write(rising(parse_iso("2026-01-15T00:00:00Z"), 20, D1))
    writer.write([candle(D1.floor(NOW_MS), 2_000.0, interval=D1, closed=False)])
    found = chart_candles(reader, SPOT, W1, newest=10)
    assert seen(found) == [
        ("01-19T00:00", 1_010.0, True),
        ("01-26T00:00", 1_017.0, True),
        ("02-02T00:00", 2_000.0, False),
    ]


def test_the_newest_of_them_are_as_many_as_were_asked_for(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(rising(NOW_MS - 100 * HOUR_MS, 100, H1))
    newest = chart_candles(reader, SPOT, H2, newest=7)
    assert [row[0] for row in seen(newest)] == [
        iso(NOW_MS - back * H2.ms)[5:16] for back in range(7, 0, -1)
    ]
    older = chart_candles(reader, SPOT, H2, 0, int(newest.open_ms[0]), newest=7)
    assert older.open_ms.tolist() == [NOW_MS - back * H2.ms for back in range(14, 7, -1)]
    rest = chart_candles(reader, SPOT, H2, 0, int(older.open_ms[0]), newest=1_000)
    assert len(rest) == 50 - 14
    assert len(chart_candles(reader, SPOT, H2, 0, int(rest.open_ms[0]), newest=9)) == 0


def test_a_window_holds_what_opens_in_it_as_a_whole(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(rising(NOW_MS - 48 * HOUR_MS, 48, H1))
    # From the middle of one to the middle of another.
    found = chart_candles(reader, SPOT, H6, NOW_MS - 27 * HOUR_MS, NOW_MS - 11 * HOUR_MS)
    opens = [H6.floor(NOW_MS - 27 * HOUR_MS) + at * H6.ms for at in (1, 2, 3)]
    assert found.open_ms.tolist() == [at for at in opens if at < NOW_MS - 11 * HOUR_MS]
    assert found.closed.all()


def test_a_window_after_the_newest_candle_is_empty(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(rising(NOW_MS, 5, H1))
    for interval in (H1, H4):
        found = chart_candles(reader, SPOT, interval, NOW_MS + DAY_MS, NOW_MS + 2 * DAY_MS)
        assert seen(found) == []


def test_what_lacks_a_part_is_a_hole_and_not_a_shorter_candle(
    writer: MarketWriter, reader: MarketReader
) -> None:
    hours = rising(NOW_MS - 48 * HOUR_MS, 48, H1)
    writer.write([one for one in hours if one.open_ms != NOW_MS - 20 * HOUR_MS])
    found = chart_candles(reader, SPOT, H4)
    lost = H4.floor(NOW_MS - 20 * HOUR_MS)
    assert lost not in found.open_ms
    assert {lost - H4.ms, lost + H4.ms} <= set(found.open_ms.tolist())


def test_before_a_hole_nothing_is_shown_as_running(
    writer: MarketWriter, reader: MarketReader
) -> None:
    first = H12.floor(NOW_MS) - 4 * H12.ms
    writer.write([*rising(first, 5, H1), *rising(first + 2 * H12.ms, 2, H1)])
    assert seen(chart_candles(reader, SPOT, H12, 0, first + H12.ms, newest=5)) == []
    newest = chart_candles(reader, SPOT, H12, newest=5)
    assert seen(newest) == [(iso(first + 2 * H12.ms)[5:16], 1_001.0, False)]


# --- stored candles first ------------------------------------------------------------------------


def test_what_a_venue_says_itself_comes_before_what_is_made(
    writer: MarketWriter, reader: MarketReader
) -> None:
    start_ms = NOW_MS - 8 * HOUR_MS
    writer.write(rising(start_ms, 480, M1))
    own = [candle(NOW_MS - 2 * HOUR_MS, 5.0), candle(NOW_MS - HOUR_MS, 6.0)]
    writer.write(own)
    found = chart_candles(reader, SPOT, H1, newest=100)
    assert found.close.tolist() == [1_059, 1_119, 1_179, 1_239, 1_299, 1_359, 5, 6]
    assert found.closed.all()


def test_a_hole_is_filled_from_the_longest_parts_that_fill_it(
    writer: MarketWriter, reader: MarketReader
) -> None:
    start_ms = NOW_MS - 8 * HOUR_MS
    hours = rising(start_ms, 8, H1)
    del hours[3:6]
    writer.write(hours)
    writer.write(candles(start_ms + 4 * HOUR_MS, [50.0] * 8, interval=M15))
    writer.write(candles(start_ms + 3 * HOUR_MS, [40.0] * 24, interval=M5))
    found = chart_candles(reader, SPOT, H1, newest=8)
    assert found.close.tolist() == [1_000, 1_001, 1_002, 40, 50, 50, 1_006, 1_007]


def test_the_candle_that_just_began_is_made_of_minutes_until_it_is_sent(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(rising(NOW_MS - 8 * HOUR_MS, 8, H1))
    writer.write([candle(NOW_MS, 7.0, interval=M1), candle(NOW_MS + M1.ms, 8.0, interval=M1)])
    assert seen(chart_candles(reader, SPOT, H1, newest=2))[-1] == (iso(NOW_MS)[5:16], 8.0, False)


def test_the_running_candle_is_made_of_the_parts_that_reach_furthest(
    writer: MarketWriter, reader: MarketReader
) -> None:
    begin_ms = H12.floor(NOW_MS)
    writer.write([candle(begin_ms, 3.0, interval=H4, closed=False), *rising(begin_ms, 300, M1)])
    assert seen(chart_candles(reader, SPOT, H12)) == [(iso(begin_ms)[5:16], 1_299.0, False)]


def test_nothing_stored_is_nothing(reader: MarketReader) -> None:
    assert len(chart_candles(reader, SPOT, H2, newest=10)) == 0
    assert oldest_candle_ms(reader, SPOT, H2) is None
    assert len(live_parts(reader, SPOT, H2)) == 0


def test_the_parts_of_the_newest_two_are_at_hand_for_what_comes(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.write(rising(D1.floor(NOW_MS) - 30 * DAY_MS, 30, D1))
    parts = live_parts(reader, SPOT, W1)
    assert [iso(at)[:10] for at in parts.open_ms.tolist()[:2]] == ["2026-01-26", "2026-01-27"]
    assert (len(parts), parts.interval_ms) == (9, D1.ms)
    assert len(live_parts(reader, SPOT, D1)) == 0


# --- any cache ------------------------------------------------------------------------------------

_SPAN = 6 * M30.ms // M1.ms
_START_MS = M30.floor(NOW_MS)


def _rows(interval: Interval, places: Iterable[int]) -> list[Candle]:
    """Minutes that differ, and longer candles that can be told from what minutes make."""
    return [
        candle(_START_MS + at * interval.ms, 100.0 * interval.ms / M1.ms + at, interval=interval)
        for at in sorted(places)
    ]


def _expected(stored: Sequence[Candle]) -> dict[int, float]:
    """Closes of the half hours that are over, one by one."""
    closes = {}
    for open_ms in range(_START_MS, _START_MS + 6 * M30.ms, M30.ms):
        for part in parts_of(M30):
            inside = [
                one
                for one in stored
                if one.interval == part and open_ms <= one.open_ms < open_ms + M30.ms
            ]
            if len(inside) == M30.ms // part.ms:
                closes[open_ms] = inside[-1].close
                break
    return closes


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.integers(0, _SPAN - 1), max_size=_SPAN).map(
        lambda few: set(range(_SPAN)) - few if len(few) < 12 else few
    ),
    st.sets(st.integers(0, _SPAN // 5 - 1)).map(lambda few: set(range(_SPAN // 5)) - few),
    st.sets(st.integers(0, _SPAN // 15 - 1)),
    st.none() | st.integers(1, 8),
)
def test_any_cache_gives_what_its_longest_whole_parts_make(
    ones: set[int], fives: set[int], fifteens: set[int], newest: int | None
) -> None:
    stored = [*_rows(M1, ones), *_rows(M5, fives), *_rows(M15, fifteens)]
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_writer(Path(folder) / "m.db", MIGRATIONS, keep_copy=False)) as connection,
    ):
        connection.execute("PRAGMA synchronous = OFF")
        writer = MarketWriter(connection)
        writer.write([SPOT, *stored])
        found = chart_candles(writer.reader(), SPOT, M30, 0, FOREVER_MS, newest=newest)
    over = found.finished()
    expected = _expected(stored)
    if newest is not None and stored:
        last_ms = max(M30.floor(one.open_ms) for one in stored)
        expected = {at: close for at, close in expected.items() if at > last_ms - newest * M30.ms}
    assert dict(zip(over.open_ms.tolist(), over.close.tolist(), strict=True)) == expected
    assert found.closed[:-1].all()
