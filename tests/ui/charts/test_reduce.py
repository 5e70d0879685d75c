"""Columns that stand for many rows, against loops."""

from __future__ import annotations

import math
import random as randoms

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.times import DAY_MS, WEEK_MS
from tracker.ui.charts.reduce import Pyramid, Rule, bucket_starts, fold
from tracker.ui.charts.table import Table

STEP = 60_000
RULES = {
    "first": Rule.FIRST,
    "last": Rule.LAST,
    "high": Rule.MAX,
    "low": Rule.MIN,
    "sum": Rule.SUM,
}


def brute(times: list[int], values: list[float], size: int, left: int, right: int) -> list:
    """What each bucket that reaches into [left, right) says, by a loop over the rows."""
    buckets = {}
    for time, value in zip(times, values, strict=True):
        buckets.setdefault(int(time) // size * size, []).append(float(value))
    result = []
    for start in sorted(buckets):
        if start + size > left // size * size and start <= (right - 1) // size * size:
            known = [value for value in buckets[start] if not math.isnan(value)]
            some = known or [math.nan]
            row = (some[0], some[-1], max(some), min(some), sum(known))
            result.append((start, row))
    return result


def asked(pyramid: Pyramid, left: int, right: int, per: int) -> list:
    times, columns = pyramid.columns(left, right, per)
    rows = zip(*(columns[name].tolist() for name in RULES), strict=True)
    return list(zip(times.tolist(), rows, strict=True))


def same(got: list, expected: list) -> None:
    assert [start for start, _ in got] == [start for start, _ in expected]
    for (_, one), (_, other) in zip(got, expected, strict=True):
        np.testing.assert_array_equal(one, other)


holed = st.sets(st.integers(0, 3000), min_size=1, max_size=300).map(sorted)


@given(
    st.lists(holed, min_size=1, max_size=5),
    st.integers(0, 10),
    st.integers(-100, 3000),
    st.integers(1, 3000),
    st.randoms(use_true_random=False),
)
@settings(max_examples=150, deadline=None)
def test_every_view_of_every_history_says_what_a_loop_says(
    pages: list[list[int]], power: int, begin: int, length: int, random: randoms.Random
) -> None:
    table, known = Table(tuple(RULES)), {}
    pyramid = Pyramid(table, STEP, RULES)
    left, right, per = begin * STEP, (begin + length) * STEP, 2**power
    for page in pages:
        at = np.array(page, np.int64) * STEP
        values = np.array([random.choice([math.nan, random.randint(0, 9)]) for _ in page])
        touched = table.merge(at, dict.fromkeys(RULES, values))
        pyramid.touch(touched)
        known |= dict(zip(at.tolist(), values.tolist(), strict=True))
        times = sorted(known)
        expected = brute(times, [known[time] for time in times], per * STEP, left, right)
        got = asked(pyramid, left, right, per)
        if per == 1:  # rows as they are
            same([(start, row[:4]) for start, row in got], [(s, r[:4]) for s, r in expected])
        else:
            same(got, expected)


@given(
    holed,
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 99)), max_size=12),
    st.integers(1, 10),
    st.sampled_from([16, 100, 1 << 15]),
)
@settings(max_examples=100, deadline=None)
def test_live_ticks_and_new_rows_say_what_a_loop_says(
    page: list[int], ticks: list[tuple[int, int]], power: int, block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.ui.charts.reduce._BLOCK", block)
        table, newest = Table(tuple(RULES)), page[-1]
        pyramid = Pyramid(table, STEP, RULES)
        known = {row * STEP: float(row % 13) for row in page}
        values = np.array(list(known.values()))
        pyramid.touch(table.merge(np.array(list(known)), dict.fromkeys(RULES, values)))
        for later, value in ticks:  # the newest row again, the next one, or one after a hole
            newest += later
            known[newest * STEP] = float(value)
            one = dict.fromkeys(RULES, np.array([float(value)]))
            pyramid.touch(table.merge(np.array([newest * STEP]), one))
            right, per = (newest + 1) * STEP, 2**power
            expected = brute(list(known), list(known.values()), per * STEP, 0, right)
            same(asked(pyramid, 0, right, per), expected)


@given(st.integers(1, 9), st.integers(0, 500), st.integers(0, 500))
@settings(max_examples=60, deadline=None)
def test_panning_never_changes_a_column(power: int, first: int, second: int) -> None:
    table = Table(tuple(RULES))
    at = np.arange(2000, dtype=np.int64) * STEP
    values = np.random.default_rng(3).random(2000)
    table.merge(at, dict.fromkeys(RULES, values))
    pyramid = Pyramid(table, STEP, RULES)
    one, other = (
        dict(asked(pyramid, begin * STEP, (begin + 800) * STEP, 2**power))
        for begin in (first, second)
    )
    shared = one.keys() & other.keys()
    assert shared
    assert all(one[start] == other[start] for start in shared)


def test_older_history_never_changes_a_column() -> None:
    table = Table(tuple(RULES))
    pyramid = Pyramid(table, STEP, RULES)
    newer = np.arange(1003, 3000, dtype=np.int64) * STEP
    pyramid.touch(table.merge(newer, dict.fromkeys(RULES, newer * 1.0)))
    before = dict(asked(pyramid, 1100 * STEP, 3000 * STEP, 16))
    older = np.arange(0, 1003, dtype=np.int64) * STEP
    pyramid.touch(table.merge(older, dict.fromkeys(RULES, older * 1.0)))
    after = dict(asked(pyramid, 1100 * STEP, 3000 * STEP, 16))
    assert before == after


@pytest.mark.parametrize(("per", "copies"), [(512, 3), (1024, 4), (256, 3), (32, 1)])
def test_a_tick_folds_only_what_it_touches(per: int, copies: int) -> None:
    table = Table(tuple(RULES))
    pyramid = Pyramid(table, STEP, RULES)
    at = np.arange(100_000, dtype=np.int64) * STEP
    pyramid.touch(table.merge(at, dict.fromkeys(RULES, np.ones(len(at)))))
    assert pyramid.columns(0, 100_000 * STEP, per)[1]["sum"].sum() == 100_000
    pyramid.touch(table.merge(at[-1:], dict.fromkeys(RULES, np.array([5.0]))))
    assert list(pyramid._pending.values()) == [(at[-1], at[-1])] * copies
    assert pyramid.columns(0, 100_000 * STEP, per)[1]["sum"].sum() == 100_004


def test_weeks_begin_on_mondays() -> None:
    table = Table(tuple(RULES))
    monday = 4 * DAY_MS
    at = monday + np.arange(40, dtype=np.int64) * WEEK_MS
    table.merge(at, dict.fromkeys(RULES, np.ones(40)))
    times, columns = Pyramid(table, WEEK_MS, RULES).columns(int(at[0]), int(at[-1]), 4)
    assert ((times - monday) % (4 * WEEK_MS) == 0).all()
    assert columns["sum"][:-1].tolist() == [4.0] * (len(times) - 1)


def test_nothing_folds_to_nothing() -> None:
    empty = np.empty(0)
    assert len(bucket_starts(np.empty(0, np.int64))) == 0
    assert len(fold(empty, np.empty(0, np.int64), Rule.SUM)) == 0
    times, columns = Pyramid(Table(tuple(RULES)), STEP, RULES).columns(0, 10, 4)
    assert len(times) == 0
    assert set(columns) == set(RULES)


@pytest.mark.parametrize("rule", [Rule.FIRST, Rule.LAST, Rule.MAX, Rule.MIN])
def test_a_bucket_of_unknowns_stays_unknown(rule: Rule) -> None:
    values = np.array([np.nan, np.nan, 3.0, np.nan])
    got = fold(values, np.array([0, 2]), rule)
    np.testing.assert_array_equal(got, [np.nan, 3.0])
