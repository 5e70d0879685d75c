"""Which time is in view: what moves it, and what must not."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.times import HOUR_MS
from tracker.ui.charts.timeline import Timeline

FIRST, END = 1000 * HOUR_MS, 3000 * HOUR_MS


def at_now(span: int = 100) -> Timeline:
    timeline = Timeline(HOUR_MS, first_ms=FIRST, end_ms=END)
    timeline.show_newest(800, span_ms=span * HOUR_MS)
    return timeline


def test_the_newest_candles_come_first_with_room_right_of_them() -> None:
    timeline = Timeline(HOUR_MS, first_ms=FIRST, end_ms=END)
    timeline.show_newest(800)
    assert timeline.span_ms == 100 * HOUR_MS
    assert timeline.right_ms - END == 9 * HOUR_MS
    assert timeline.following


def test_a_new_candle_moves_a_view_that_follows() -> None:
    timeline = at_now()
    left, right = timeline.left_ms, timeline.right_ms
    timeline.know(FIRST, END + 3 * HOUR_MS)
    assert (timeline.left_ms, timeline.right_ms) == (left + 3 * HOUR_MS, right + 3 * HOUR_MS)


def test_nothing_moves_a_view_of_history() -> None:
    timeline = at_now()
    timeline.pan(-500 * HOUR_MS)
    view = (timeline.left_ms, timeline.right_ms)
    assert not timeline.following
    timeline.know(FIRST, END + HOUR_MS)
    timeline.know(FIRST - 500 * HOUR_MS, END + HOUR_MS)
    assert (timeline.left_ms, timeline.right_ms) == view


def test_nothing_moves_a_view_that_is_held() -> None:
    timeline = at_now()
    view = (timeline.left_ms, timeline.right_ms)
    timeline.held = True
    timeline.know(FIRST, END + HOUR_MS)
    assert (timeline.left_ms, timeline.right_ms) == view


def test_it_follows_again_once_the_newest_candle_is_in_view() -> None:
    timeline = at_now()
    timeline.pan(-200 * HOUR_MS)
    assert not timeline.following
    timeline.pan(200 * HOUR_MS)
    assert timeline.following


@settings(deadline=None)
@given(st.lists(st.integers(-5000, 5000), max_size=20), st.floats(0.05, 20))
def test_nobody_gets_lost(moves: list[int], factor: float) -> None:
    timeline = at_now()
    for hours in moves:
        timeline.pan(hours * HOUR_MS)
        timeline.zoom(factor, timeline.left_ms + timeline.span_ms // 3)
        shown = min(timeline.right_ms, END) - max(timeline.left_ms, FIRST)
        assert shown >= timeline.span_ms * 0.149
        assert timeline.span_ms >= 8 * HOUR_MS


@settings(deadline=None)
@given(st.floats(0.3, 3), st.floats(0, 1))
def test_zoom_keeps_the_place_under_the_mouse(factor: float, share: float) -> None:
    timeline = at_now(200)
    timeline.pan(-800 * HOUR_MS)
    around = timeline.left_ms + round(timeline.span_ms * share)
    timeline.zoom(factor, around)
    assert abs((around - timeline.left_ms) / timeline.span_ms - share) < 1e-6


def test_zoom_ends_at_the_series() -> None:
    timeline = at_now()
    timeline.zoom(1e-9, END)
    assert timeline.span_ms == 2500 * HOUR_MS
    timeline.zoom(1e9, END)
    assert timeline.span_ms == 8 * HOUR_MS


def test_a_given_view_is_exact_and_stays_within_the_calendar() -> None:
    timeline = at_now()
    timeline.set(5, 17)
    assert (timeline.left_ms, timeline.right_ms) == (5, 17)
    assert not timeline.following
    timeline.set(17, 5)
    assert timeline.right_ms == timeline.left_ms + 1
    timeline.set(-(10**18), 10**18)
    assert timeline.left_ms < 0 < timeline.right_ms < 10**13


def test_without_candles_everything_is_allowed() -> None:
    timeline = Timeline(HOUR_MS)
    timeline.show_newest(0)
    assert timeline.newest_in_view
    timeline.pan(HOUR_MS)
    timeline.zoom(2, timeline.left_ms)
    timeline.know(FIRST, END)
    assert timeline.span_ms > 0


def around(middle: int, candles: int, interval_ms: int) -> Timeline:
    timeline = Timeline(interval_ms)
    timeline.know(0, 10_000 * HOUR_MS)
    timeline.set(middle - candles * interval_ms // 2, middle + candles * interval_ms // 2)
    return timeline


def test_another_interval_shows_as_many_candles_around_the_same_moment() -> None:
    middle = 5_000 * HOUR_MS
    before = around(middle, 200, HOUR_MS)
    finer = Timeline(HOUR_MS // 4)
    finer.know(0, 10_000 * HOUR_MS)
    finer.show_like(before, 1_600)
    assert (finer.left_ms + finer.right_ms) // 2 == middle
    assert finer.span_ms == 200 * finer.interval_ms
    assert not finer.following


def test_where_that_reaches_beyond_now_it_is_now() -> None:
    before = around(9_500 * HOUR_MS, 200, HOUR_MS)
    coarser = Timeline(24 * HOUR_MS)
    coarser.know(0, 10_000 * HOUR_MS)
    coarser.show_like(before, 1_600)
    assert coarser.following
    assert coarser.span_ms == 200 * 24 * HOUR_MS
    assert 10_000 * HOUR_MS < coarser.right_ms < 10_400 * HOUR_MS


def test_a_moment_before_all_that_is_known_leaves_some_candles_in_view() -> None:
    before = around(500 * HOUR_MS, 200, HOUR_MS)
    finer = Timeline(HOUR_MS // 60)
    finer.know(9_000 * HOUR_MS, 10_000 * HOUR_MS)
    finer.show_like(before, 1_600)
    assert finer.left_ms < 9_000 * HOUR_MS < finer.right_ms
