"""Longer candles from complete shorter ones, and series as columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from series import columns
from tracker.analysis.candles import aggregate, lacking, merged
from tracker.analysis.columns import (
    BarColumns,
    CandleColumns,
    EventColumns,
    LineColumns,
)
from tracker.domain.candle import Candle
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, DAY_MS, H1, H4, HOUR_MS, M5, M15, Interval, iso, parse_iso

BTC = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
MIDNIGHT = parse_iso("2026-02-04T00:00:00Z")
WEEK = Interval.parse("1w")


def candle(
    open_ms: int, price: float = 100, *, interval: Interval = H1, closed: bool = True
) -> Candle:
    return Candle(BTC, interval, open_ms, price, price + 2, price - 2, price + 1, 10, closed=closed)


def hours(*numbers: int) -> list[Candle]:
    return [candle(MIDNIGHT + at * HOUR_MS, 100 + at) for at in numbers]


def starts(found: CandleColumns) -> list[str]:
    return [iso(at)[5:16] for at in found.open_ms.tolist()]


# --- aggregation -------------------------------------------------------------------------------


def test_four_hours_become_one_candle() -> None:
    found = aggregate(columns(hours(4, 5, 6, 7)), H4)
    assert found.interval_ms == H4.ms
    row = (found.open, found.high, found.low, found.close, found.volume)
    assert [column.tolist() for column in row] == [[104], [109], [102], [108], [40]]
    assert (starts(found), found.closed.tolist()) == (["02-04T04:00"], [True])


@pytest.mark.parametrize("missing", range(4))
def test_a_candle_that_lacks_a_part_is_a_hole(missing: int) -> None:
    there = [at for at in range(12) if at != 4 + missing]
    assert starts(aggregate(columns(hours(*there)), H4)) == ["02-04T00:00", "02-04T08:00"]


def test_a_part_that_still_runs_makes_no_candle() -> None:
    rows = [*hours(0, 1, 2), candle(MIDNIGHT + 3 * HOUR_MS, closed=False)]
    assert len(aggregate(columns(rows), H4)) == 0


def test_weeks_begin_on_monday() -> None:
    days = [candle(MIDNIGHT + at * DAY_MS, interval=D1) for at in range(14)]
    # 4 February 2026 is a Wednesday; only the week of the 9th is whole.
    assert starts(aggregate(columns(days), WEEK)) == ["02-09T00:00"]
    assert len(aggregate(columns(days[:11]), WEEK)) == 0


def test_the_same_interval_leaves_out_what_runs_and_nothing_else() -> None:
    rows = [*hours(0, 1, 5), candle(MIDNIGHT + 6 * HOUR_MS, closed=False)]
    found = aggregate(columns(rows), H1)
    assert found.close.tolist() == [101, 102, 106]


@pytest.mark.parametrize(("own", "wanted"), [(M15, Interval.parse("20m")), (H4, H1)])
def test_an_interval_that_does_not_fit_is_refused(own: Interval, wanted: Interval) -> None:
    with pytest.raises(ValueError, match=rf"{wanted} is no multiple of {own.ms} ms"):
        aggregate(CandleColumns.empty(own.ms), wanted)


def test_no_candles_make_no_candles() -> None:
    found = aggregate(CandleColumns.empty(H1.ms), H4)
    assert (len(found), found.interval_ms) == (0, H4.ms)


@st.composite
def five_minutes(draw: st.DrawFn) -> list[Candle]:
    """An hour or so of candles with holes, some of which still run."""
    rows = []
    for at in sorted(draw(st.sets(st.integers(0, 23)))):
        low, one, other, high = sorted(draw(st.lists(st.integers(1, 50), min_size=4, max_size=4)))
        opened, close = draw(st.permutations((one, other)))
        volume = draw(st.integers(0, 9))
        closed = draw(st.sampled_from((True, True, True, True, False)))
        taken = draw(st.none() | st.integers(0, volume))
        prices = (opened, high, low, close)
        rows.append(Candle(BTC, M5, MIDNIGHT + at * M5.ms, *prices, volume, closed, taken))
    return rows


@given(five_minutes())
def test_aggregation_equals_doing_it_by_hand(rows: list[Candle]) -> None:
    expected = []
    for start_ms in range(MIDNIGHT, MIDNIGHT + 2 * HOUR_MS, M15.ms):
        parts = [one for one in rows if start_ms <= one.open_ms < start_ms + M15.ms and one.closed]
        if len(parts) == 3:
            expected.append(
                (
                    start_ms,
                    parts[0].open,
                    max(one.high for one in parts),
                    min(one.low for one in parts),
                    parts[-1].close,
                    sum(one.volume for one in parts),
                    _sum_of_known([one.taker_buy for one in parts]),
                )
            )
    assert _rows(aggregate(_five(rows), M15)) == expected


@given(five_minutes())
def test_aggregating_in_two_steps_is_the_same_as_in_one(rows: list[Candle]) -> None:
    in_two = aggregate(aggregate(_five(rows), M15), H1)
    assert _rows(in_two) == _rows(aggregate(_five(rows), H1))


def test_the_newest_candle_may_still_run_where_that_is_wanted() -> None:
    rows = [*hours(0, 1, 2, 3, 4, 5), candle(MIDNIGHT + 6 * HOUR_MS, 200, closed=False)]
    found = aggregate(columns(rows), H4, running=True)
    assert (starts(found), found.closed.tolist()) == (["02-04T00:00", "02-04T04:00"], [True, False])
    assert _rows(found.tail(1)) == [(MIDNIGHT + 4 * HOUR_MS, 104, 202, 102, 201, 30, -1)]
    # All its parts are there, and the last of them runs.
    last = [*hours(0, 1, 2), candle(MIDNIGHT + 3 * HOUR_MS, closed=False)]
    assert aggregate(columns(last), H4, running=True).closed.tolist() == [False]


@pytest.mark.parametrize("there", [(0, 1, 2, 3, 5, 6), (0, 1, 2, 3, 4, 6), (1, 2)])
def test_a_running_candle_that_lacks_a_part_is_a_hole_too(there: tuple[int, ...]) -> None:
    found = aggregate(columns(hours(*there)), H4, running=True)
    assert found.closed.all()
    assert len(found) == (0 in there)


@given(five_minutes())
def test_what_is_over_is_the_same_whether_the_running_one_is_wanted_or_not(
    rows: list[Candle],
) -> None:
    found = aggregate(_five(rows), M15, running=True)
    assert _rows(found.finished()) == _rows(aggregate(_five(rows), M15))
    assert found.closed[:-1].all()


@given(five_minutes(), five_minutes())
def test_two_series_become_one_and_the_first_has_the_say(
    known: list[Candle], more: list[Candle]
) -> None:
    both = {one.open_ms: one for one in more} | {one.open_ms: one for one in known}
    expected = _five([both[at] for at in sorted(both)])
    found = merged(_five(known), _five(more))
    assert _rows(found) == _rows(expected)
    assert found.closed.tolist() == expected.closed.tolist()


@given(five_minutes(), st.integers(0, 24), st.integers(0, 24))
def test_what_is_lacking_is_found(rows: list[Candle], one: int, other: int) -> None:
    window_ms = tuple(MIDNIGHT + at * M5.ms for at in sorted((one, other)))
    there = {row.open_ms for row in rows}
    holes = lacking(_five(rows), (window_ms[0], window_ms[1]))
    inside = [at for start, end in holes for at in range(start, end, M5.ms)]
    assert inside == [at for at in range(*window_ms, M5.ms) if at not in there]
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(holes))


def _five(rows: Sequence[Candle]) -> CandleColumns:
    return columns(rows) if rows else CandleColumns.empty(M5.ms)


def _sum_of_known(parts: list[float | None]) -> float:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else -1


def _rows(found: CandleColumns) -> list[tuple[float, ...]]:
    """Without `closed`; what buyers took is -1 where it is unknown."""
    parts = (found.open_ms, found.open, found.high, found.low, found.close, found.volume)
    taken = np.nan_to_num(found.taker_buy, nan=-1.0)
    return list(zip(*(part.tolist() for part in (*parts, taken)), strict=True))


# --- columns -----------------------------------------------------------------------------------


def test_a_part_of_a_series_is_cut_from_every_column() -> None:
    series = columns([*hours(0, 1, 2), candle(MIDNIGHT + 3 * HOUR_MS, 103, closed=False)])
    assert _rows(series.tail(1)) == [(MIDNIGHT + 3 * HOUR_MS, 103, 105, 101, 104, 10, -1)]
    assert series.tail(1).closed.tolist() == [False]
    assert _rows(series.head(1)) == [(MIDNIGHT, 100, 102, 98, 101, 10, -1)]
    assert series.head(1).interval_ms == H1.ms


@given(st.integers(0, 5), st.integers(0, 7))
def test_head_and_tail_put_together_are_the_series(length: int, count: int) -> None:
    series = columns(hours(*range(length)))
    tail = series.tail(count)
    assert len(tail) == min(length, count)
    assert len(series.head(count)) == min(length, count)
    head = series.head(length - len(tail))
    together = np.concatenate((head.open_ms, tail.open_ms))
    assert together.tolist() == series.open_ms.tolist()


def test_all_but_the_newest_may_be_asked_for() -> None:
    assert columns(hours(0, 1, 2)).head(-1).close.tolist() == [101, 102]


def test_what_is_empty_knows_its_interval_and_has_no_length() -> None:
    for kind in (CandleColumns, BarColumns, LineColumns):
        none = kind.empty(H1.ms)
        assert (len(none), none.interval_ms) == (0, H1.ms)
    assert EventColumns.empty().usd.tolist() == []


def test_the_length_of_a_series_is_that_of_its_times() -> None:
    times, values = np.array([MIDNIGHT, MIDNIGHT + 1]), np.array([1.0, np.nan])
    assert len(LineColumns(H1.ms, times, values)) == 2
    assert len(BarColumns(H1.ms, times, values, values, values)) == 2
