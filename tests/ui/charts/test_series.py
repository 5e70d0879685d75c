"""What a chart knows: holes, bars seen in part, values at a time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tracker.analysis.columns import BarColumns, LineColumns
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.holes import Holes
from tracker.ui.charts.series import BarSeries, CandleSeries, LineSeries
from tracker.ui.charts.table import Table
from ui.charts.samples import START_MS, candles, line, one_candle, rows_of

NAN = float("nan")
pages = st.lists(
    st.sets(st.integers(0, 200), min_size=1, max_size=40).map(sorted), min_size=1, max_size=6
)


@given(pages, st.booleans(), st.integers(-5, 205), st.integers(1, 200))
@settings(max_examples=150, deadline=None)
def test_holes_are_where_a_loop_finds_them(
    page_list: list[list[int]], filled: bool, begin: int, length: int
) -> None:
    table, holes = Table(("a",)), Holes(10, filled=filled)
    for page in page_list:
        at = np.array(page, np.int64) * 10
        touched = table.merge(at, {"a": at * 1.0})
        holes.look(table.times, touched)
    times = table.times.tolist()
    left, right = begin * 10, (begin + length) * 10
    lead = 10 if filled else 0
    expected = [
        (one + lead, other)
        for one, other in pairwise(times)
        if other - one > 15 and other > left and one + lead < right
    ]
    got = holes.between(left, right)
    assert list(zip(*(side.tolist() for side in got), strict=True)) == expected


def test_a_jittered_line_has_no_holes_and_a_missing_point_is_one() -> None:
    series = LineSeries(100)
    at = np.array([0, 95, 210, 300, 500, 600])
    series.merge(LineColumns(100, at, np.ones(6)))
    starts, ends = series.holes(0, 1000)
    assert (starts.tolist(), ends.tolist()) == ([300], [500])


def test_an_unknown_point_is_a_hole() -> None:
    columns = line(10)
    columns.value[4:6] = NAN
    series = LineSeries(HOUR_MS)
    series.merge(columns)
    starts, ends = series.holes(START_MS, START_MS + 100 * HOUR_MS)
    assert starts.tolist() == [START_MS + 3 * HOUR_MS]
    assert ends.tolist() == [START_MS + 6 * HOUR_MS]
    assert series.value_in(START_MS + 5 * HOUR_MS, START_MS + 6 * HOUR_MS) is None


def test_a_value_is_that_of_its_candle_or_from_just_before() -> None:
    series = LineSeries(100)
    series.merge(LineColumns(100, np.array([1000, 1100, 1190]), np.array([1.0, 2.0, 3.0])))
    assert series.value_in(1000, 1100) == 1.0
    assert series.value_in(1100, 1200) == 3.0
    assert series.value_in(1300, 1400) == 3.0
    assert series.value_in(1400, 1500) is None
    assert series.value_in(800, 900) is None
    assert series.value_in(1000, 5000) == 3.0


def test_bars_know_what_was_seen_of_them() -> None:
    series = BarSeries(HOUR_MS)
    at = START_MS + np.arange(6) * HOUR_MS
    longs = np.array([1.0, NAN, 0.0, 4.0, NAN, 5.0])
    shorts = np.array([1.0, NAN, 0.0, 4.0, 2.0, 5.0])
    share = np.array([1.0, 0.0, 1.0, 0.61, 1.0, NAN])
    series.merge(BarColumns(HOUR_MS, at, longs, shorts, share))
    part = series.slice(START_MS, START_MS + 6 * HOUR_MS, 1)
    assert part.unknown.tolist() == [False, True, False, False, False, False]
    assert part.partial.tolist() == [False, False, False, True, True, True]
    assert series.sums(int(at[0]), int(at[1])) == (1.0, 1.0, True)
    assert series.sums(int(at[1]), int(at[2])) is None
    assert series.sums(int(at[2]), int(at[4])) == (4.0, 4.0, False)
    assert series.sums(int(at[0]), int(at[3])) == (1.0, 1.0, False)


def test_a_bar_longer_than_a_candle_speaks_for_it() -> None:
    series = BarSeries(4 * HOUR_MS)
    bar = (np.array([1e6]), np.array([2e6]), np.ones(1))
    series.merge(BarColumns(4 * HOUR_MS, np.array([START_MS]), *bar))
    assert series.sums(START_MS + HOUR_MS, START_MS + 2 * HOUR_MS) == (1e6, 2e6, True)
    assert series.sums(START_MS + 5 * HOUR_MS, START_MS + 6 * HOUR_MS) is None


def test_columns_of_bars_are_exact_sums_and_keep_what_is_unknown() -> None:
    series = BarSeries(HOUR_MS)
    at = np.arange(64, dtype=np.int64) * HOUR_MS
    longs, share = np.arange(64.0), np.ones(64)
    longs[8:16] = NAN
    share[40] = 0.5
    series.merge(BarColumns(HOUR_MS, at, longs, longs, share))
    part = series.slice(0, 64 * HOUR_MS, 8)
    assert part.long_usd.tolist() == [float(np.nansum(longs[n : n + 8])) for n in range(0, 64, 8)]
    assert part.unknown.tolist() == [False, True] + [False] * 6
    assert part.partial.tolist() == [False] * 5 + [True] + [False] * 2


def test_candles_know_how_far_they_reach() -> None:
    series = CandleSeries(HOUR_MS)
    assert (series.first_ms, series.end_ms, series.reached_ms) == (None, None, None)
    series.merge(candles(3))
    end_ms = START_MS + 3 * HOUR_MS
    assert (series.first_ms, series.end_ms, series.reached_ms) == (START_MS, end_ms, end_ms)
    series.merge(one_candle(end_ms, 100.0))
    assert series.reached_ms == end_ms
    series.merge(rows_of(candles(3), slice(0, 1)))  # an older page says nothing of the newest
    assert series.reached_ms == end_ms
    series.merge(one_candle(end_ms, 100.0, closed=True))
    assert series.reached_ms == end_ms + HOUR_MS


def test_the_row_of_a_moment() -> None:
    series = CandleSeries(HOUR_MS)
    series.merge(rows_of(candles(5), np.array([True, True, False, True, True])))
    assert series.row_at(START_MS) == 0
    assert series.row_at(START_MS + HOUR_MS - 1) == 0
    assert series.row_at(START_MS + 2 * HOUR_MS) is None
    assert series.row_at(START_MS - 1) is None
    assert series.row_at(START_MS + 3 * HOUR_MS) == 2


def test_answers_are_remembered_until_something_changes() -> None:
    series = CandleSeries(HOUR_MS)
    series.merge(candles(100))
    asked = (START_MS, START_MS + 50 * HOUR_MS, 4)
    first = series.slice(*asked)
    assert series.slice(*asked).high is first.high
    series.merge(one_candle(START_MS + 10 * HOUR_MS, 99_999.0))
    assert series.slice(*asked).high.max() == 100_004.0
    for width in range(51, 60):
        series.slice(START_MS, START_MS + width * HOUR_MS, 4)
    assert len(series._answers) <= 4


def test_rows_are_the_candles_with_who_traded() -> None:
    data = replace(candles(30), taker_buy=np.linspace(0.0, 10.0, 30))
    series = CandleSeries(HOUR_MS)
    series.merge(data)
    part, whole = series.rows(3, 9), series.priced()
    for name in ("open_ms", "open", "high", "low", "close", "volume", "taker_buy"):
        assert getattr(part, name).tolist() == pytest.approx(getattr(data, name)[3:9].tolist())
    assert len(whole) == 30
    assert whole.closed.all()
    assert np.isnan(whole.taker_buy).all()
    again = data.between(int(data.open_ms[9]), int(data.open_ms[-1])).after(part)
    assert again.taker_buy[:6] == pytest.approx(data.taker_buy[3:9])
