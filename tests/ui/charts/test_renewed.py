"""Series of which the newest rows are replaced: they equal those made anew, and cost what is new."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis.columns import BarColumns, CandleColumns, LineColumns, spliced
from tracker.domain.times import M1
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.pane_data import InterestData, LiquidationsData
from tracker.ui.charts.panes_interest import InterestPane
from tracker.ui.charts.panes_liquidations import LiquidationsPane
from tracker.ui.charts.series import BarSeries, LineSeries

WIDTH_MS = M1.ms


def line(first: int, stop: int, seed: int, *, end: int = 0) -> LineColumns:
    """Points, some unknown, and one off the grid, as the present is."""
    dice = np.random.default_rng(seed)
    at_ms = np.arange(first, stop, dtype=np.int64) * WIDTH_MS
    at_ms = np.append(at_ms, stop * WIDTH_MS - WIDTH_MS + 1 + end)
    value = dice.random(len(at_ms))
    value[dice.random(len(at_ms)) < 0.2] = np.nan
    return LineColumns(WIDTH_MS, at_ms, value)


def bars(first: int, stop: int, seed: int) -> BarColumns:
    dice = np.random.default_rng(seed)
    at_ms = np.arange(first, stop, dtype=np.int64) * WIDTH_MS
    long_usd, short_usd, share = dice.random((3, len(at_ms)))
    long_usd[share < 0.2] = np.nan
    return BarColumns(WIDTH_MS, at_ms, long_usd, short_usd, share)


STEPS = st.lists(st.tuples(st.integers(1, 90), st.integers(0, 40)), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(STEPS, st.integers(60, 700))
def test_a_line_whose_end_is_renewed_equals_the_whole_line(
    steps: list[tuple[int, int]], count: int
) -> None:
    whole, series = line(0, count, 1), LineSeries(WIDTH_MS)
    series.merge(whole)
    for seed, (back, more) in enumerate(steps, start=2):
        _look(series)
        cut = max(count - back, 1)
        count += more
        whole = spliced(whole, line(cut, count, seed, end=seed), cut * WIDTH_MS)
        revision = series.revision
        series.merge(whole, from_ms=cut * WIDTH_MS)
        changed = series.changed_since(revision)
        if changed is not None and changed[1]:
            assert changed[1] == len(series)
    anew = LineSeries(WIDTH_MS)
    anew.merge(whole)
    for mine, yours in zip(_look(series), _look(anew), strict=True):
        np.testing.assert_array_equal(mine, yours)


@settings(max_examples=40, deadline=None)
@given(STEPS, st.integers(60, 700))
def test_bars_whose_end_is_renewed_equal_all_of_them(
    steps: list[tuple[int, int]], count: int
) -> None:
    whole, series = bars(0, count, 1), BarSeries(WIDTH_MS)
    series.merge(whole)
    for seed, (back, more) in enumerate(steps, start=2):
        _look(series)
        cut = max(count - back, 1)
        count += more
        whole = spliced(whole, bars(cut, count, seed), cut * WIDTH_MS)
        series.merge(whole, from_ms=cut * WIDTH_MS)
    anew = BarSeries(WIDTH_MS)
    anew.merge(whole)
    for mine, yours in zip(_look(series), _look(anew), strict=True):
        np.testing.assert_allclose(mine, yours, rtol=1e-9, atol=1e-12)


def _look(series: LineSeries | BarSeries) -> list[np.ndarray]:
    """What a chart asks at several zooms, and the holes."""
    found: list[np.ndarray] = [series.times.copy()]
    for per in (1, 2, 8, 16, 64, 128):
        part = series.slice(0, 2_000 * WIDTH_MS, per)
        found += [np.asarray(getattr(part, name)) for name in part.__slots__]
    return [*found, *series.holes(0, 2_000 * WIDTH_MS)]


def content(*data: LiquidationsData | InterestData) -> ChartContent:
    return ChartContent("BTC", M1, CandleColumns.empty(WIDTH_MS), data)


@pytest.mark.parametrize("since_ms", [None, 90 * WIDTH_MS])
def test_panes_take_over_what_is_newer_alone(since_ms: int | None) -> None:
    liquidations, interest = LiquidationsPane(), InterestPane()
    first = (LiquidationsData(bars(0, 100, 1)), InterestData(line(0, 100, 1), "BTC"))
    later = (
        LiquidationsData(
            spliced(first[0].bars, bars(90, 104, 2), 90 * WIDTH_MS), since_ms=since_ms
        ),
        InterestData(
            spliced(first[1].line, line(90, 104, 2), 90 * WIDTH_MS), "BTC", since_ms=since_ms
        ),
    )
    for pane in (liquidations, interest):
        pane.take(content(*first))
    before = liquidations.series, interest.series
    for pane in (liquidations, interest):
        pane.take(content(*later))
    now = liquidations.series, interest.series
    assert [one is other for one, other in zip(before, now, strict=True)] == [bool(since_ms)] * 2
    fresh = LiquidationsPane(), InterestPane()
    for one in fresh:
        one.take(content(*later))
    for mine, yours in zip(now, (fresh[0].series, fresh[1].series), strict=True):
        for have, want in zip(_look(mine), _look(yours), strict=True):
            np.testing.assert_allclose(have, want, rtol=1e-9, atol=1e-12)


def test_other_data_are_taken_whole() -> None:
    pane = LiquidationsPane()
    pane.take(content(LiquidationsData(bars(0, 100, 1))))
    before = pane.series
    pane.take(content(LiquidationsData(bars(10, 100, 1), since_ms=90 * WIDTH_MS)))
    assert pane.series is not before
    assert len(pane.series) == 90
    pane.mode = "cumulative"
    pane.turn()
    before = pane.series
    pane.take(content(LiquidationsData(bars(10, 100, 3), since_ms=90 * WIDTH_MS)))
    assert pane.series is not before
