"""Indicators on the chart: their lines to the pixel, their names, their values, and what a tick costs."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tracker.analysis.indicators import parse_indicator
from tracker.analysis.studies import Study
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.board import Board
from tracker.ui.charts.content import Drawn
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.charts.names import FARTHEST_PX, LineName, NamesPainter, spread
from tracker.ui.charts.readout import as_text
from tracker.ui.charts.stage import Stage
from tracker.ui.theme import LIGHT
from ui.charts.samples import (
    START_MS,
    MakeStack,
    boarded,
    candles,
    content,
    is_color,
    one_candle,
    painted,
    rows_of,
)

pytestmark = pytest.mark.usefixtures("qapp")

VIEW = (START_MS + 60 * HOUR_MS, START_MS + 120 * HOUR_MS)


def drawn(*words: str, tone: str = "#ff00ff") -> tuple[Drawn, ...]:
    return tuple(Drawn(parse_indicator(word), tone) for word in words)


def board_of(*words: str, view: tuple[int, int] = VIEW, **changes: Any) -> Board:
    return boarded(content(studies=drawn(*words), **changes), view=view)


def changed(board: Board, **changes: Any) -> np.ndarray:
    """Where a chart with indicators is another picture than one without, in the prices."""
    view = (board.timeline.left_ms, board.timeline.right_ms)
    plain = boarded(content(**changes), view=view)
    # The same scale: a second line of the read-out asks for more room at the top.
    plain.price.manual = (board.price.value.low, board.price.value.high)
    plain.refresh()
    rect = board.price.rect
    different = (painted(board) != painted(plain)).any(axis=-1)
    return different[: int(rect.bottom()), : int(rect.right())]


def test_a_line_goes_through_its_values_in_the_middle_of_the_candles() -> None:
    board = board_of("sma:10")
    study = Study(parse_indicator("sma:10"), HOUR_MS)
    study.follow(candles())
    where = changed(board)
    for row in range(62, 110, 7):
        x = round(board.price.time.x_of(START_MS + row * HOUR_MS + HOUR_MS / 2))
        y = board.price.value.y_of(float(study.line()[row]))
        found = np.flatnonzero(where[:, x])
        assert len(found)
        assert np.abs(found - y).min() <= 1.5


def test_zoomed_out_each_column_reaches_from_the_lowest_to_the_highest_value() -> None:
    many = candles(4_000)
    view = (START_MS, START_MS + 4_000 * HOUR_MS)
    board = board_of("sma:1", candles=many, view=view)
    (one,) = board.price.studies.lines
    (curve,) = one.curves
    part = curve._slice(board.price.time)
    assert len(part.at_ms) <= 2 * board.price.rect.width()
    column = len(part.at_ms) // 2
    rows = slice(
        int(np.searchsorted(many.open_ms, part.at_ms[column] - HOUR_MS // 2)),
        int(np.searchsorted(many.open_ms, part.at_ms[column] + part.step_ms - HOUR_MS // 2)),
    )
    assert part.low[column] == many.close[rows].min()
    assert part.high[column] == many.close[rows].max()


def test_a_hole_in_the_candles_is_a_hole_in_the_line() -> None:
    keep = np.ones(200, np.bool_)
    keep[80:90] = False
    holed = rows_of(candles(), keep)
    where = changed(board_of("sma:5", candles=holed), candles=holed)
    board = board_of("sma:5", candles=holed)

    def columns(first: int, last: int) -> np.ndarray:
        time = board.price.time
        ends = (round(time.x_of(START_MS + at * HOUR_MS)) for at in (first, last))
        return where[40:, slice(*ends)]

    # Unknown in the hole and until five candles are there again.
    assert columns(70, 79).any(axis=0).all()
    assert not columns(81, 94).any()
    assert columns(96, 105).any(axis=0).all()


def test_a_session_vwap_begins_anew_without_a_stroke_across() -> None:
    start = START_MS + 90 * HOUR_MS
    day = start // (24 * HOUR_MS) * 24 * HOUR_MS
    steep = candles()
    jump = np.where(steep.open_ms < day, 0.0, 900.0)
    steep = replace(
        steep,
        open=steep.open + jump,
        high=steep.high + jump,
        low=steep.low + jump,
        close=steep.close + jump,
    )
    board = board_of("vwap:day", candles=steep)
    (one,) = board.price.studies.lines
    (curve,) = one.curves
    part = curve._slice(board.price.time)
    apart = np.flatnonzero(~curve._joined(part))
    days = (part.at_ms[apart + 1] // (24 * HOUR_MS)) - (part.at_ms[apart] // (24 * HOUR_MS))
    assert len(apart) >= 2
    assert (days == 1).all()


def test_a_far_line_does_not_flatten_the_candles() -> None:
    flat = candles()
    lifted = replace(flat, close=flat.close.copy())
    lifted.close[:60] *= 5  # so that the average is far above what is in view
    board = board_of("sma:50", candles=lifted, view=(START_MS + 100 * HOUR_MS, VIEW[1]))
    plain = boarded(content(candles=lifted), view=(START_MS + 100 * HOUR_MS, VIEW[1]))
    assert board.price.value.low == pytest.approx(plain.price.value.low, rel=0.01)


def test_hidden_ones_are_not_drawn_or_read_out() -> None:
    shown = boarded(content(studies=(replace(drawn("sma:5")[0], shown=False),)), view=VIEW)
    assert np.array_equal(painted(shown), painted(boarded(content(), view=VIEW)))
    assert "SMA" not in as_text(shown.parts())


def test_names_stand_at_the_ends_in_the_colours_of_their_lines() -> None:
    end = START_MS + 220 * HOUR_MS
    board = boarded(
        content(studies=(*drawn("sma:40", tone="orange"), *drawn("ema:40", tone="blue"))),
        view=(START_MS + 150 * HOUR_MS, end),
    )
    picture = painted(board)
    right = round(board.price.time.x_of(START_MS + 200 * HOUR_MS)) + 3
    for tone in ("orange", "blue"):
        found = np.argwhere(is_color(picture, board.inks.of(tone))[:, right:])
        assert len(found) > 4  # letters, where there is no line any more


@given(
    st.lists(st.floats(0, 400), max_size=12).map(sorted),
    st.lists(st.floats(0, 400).map(lambda top: (top, top + 13)), max_size=4),
)
def test_names_never_stand_on_each_other(
    wanted: list[float], taken: list[tuple[float, float]]
) -> None:
    places = spread(wanted, 15.0, 380.0, taken)
    assert len(places) == len(wanted)
    assert all(b - a >= 15 - 1e-9 for a, b in pairwise(places))
    if len(wanted) <= 20:
        assert all(place <= 380 for place in places)


def test_a_name_moves_off_other_words_where_there_is_room() -> None:
    assert spread([100.0], 15, 400, [(92.0, 105.0)]) in ([89.0], [115.0])
    assert spread([100.0], 15, 400, [(60.0, 73.0)]) == [100.0]


def test_the_read_out_says_what_is_drawn() -> None:
    board = board_of("sma:10", "bollinger:10", "vwap:day")
    study = Study(parse_indicator("bollinger:10"), HOUR_MS)
    study.follow(candles())
    row = 119  # the newest in view
    middle, upper, lower = (f"{study.line(place)[row]:,.0f}" for place in range(3))
    text = as_text(board.parts())
    thin = "\N{NARROW NO-BREAK SPACE}"
    assert f"SMA 10{thin}{middle}" in text
    assert f"Bollinger 10, 2{thin}{middle} / {upper} / {lower}" in text
    # Warm-up is unknown, not zero.
    board.timeline.set(START_MS - 40 * HOUR_MS, START_MS + 4 * HOUR_MS)
    board.refresh()
    assert f"SMA 10{thin}\N{EN DASH}" in as_text(board.parts())


def test_a_tick_moves_the_newest_value_as_the_whole_would_have_it() -> None:
    words = ("sma:10", "ema:10", "wma:5", "vwap:week:1", "bollinger:20")
    board = board_of(*words)
    last_ms = START_MS + 199 * HOUR_MS
    for close in (74_100.0, 74_300.0):
        assert board.merge_candles(one_candle(last_ms, close))
    assert board.merge_candles(one_candle(last_ms + HOUR_MS, 74_200.0))
    whole = board.candles.rows(0, len(board.candles))
    for one in board.price.studies.lines:
        fresh = Study(one.drawn.indicator, HOUR_MS)
        fresh.follow(whole)
        for place, curve in enumerate(one.curves):
            known = fresh.line(place)[np.isfinite(fresh.line(place))]
            shown = curve.series.columns().value
            assert shown == pytest.approx(known)


def test_older_candles_complete_what_was_not_known() -> None:
    newer = rows_of(candles(), slice(100, None))
    board = board_of("sma:30", "vwap:month", candles=newer)
    first = board.price.studies.lines[0].curves[0].series.first_ms
    assert board.merge_candles(rows_of(candles(), slice(0, 100)))
    sma, vwap = board.price.studies.lines
    assert first == START_MS + 129 * HOUR_MS + HOUR_MS // 2
    assert sma.curves[0].series.first_ms == START_MS + 29 * HOUR_MS + HOUR_MS // 2
    # February begins with the first candle.
    assert vwap.curves[0].series.first_ms == START_MS + HOUR_MS // 2


def test_what_stays_is_not_worked_out_anew() -> None:
    board = board_of("sma:10")
    before = board.price.studies.lines[0]
    board.set_studies((*drawn("sma:10"), *drawn("ema:5")))
    assert board.price.studies.lines[0] is before
    assert len(board.price.studies.lines) == 2


def test_history_is_asked_for_as_far_as_is_looked_back(make_stack: MakeStack, qtbot: QtBot) -> None:
    stack = make_stack(content())
    stack.set_view(START_MS + 50 * HOUR_MS, START_MS + 90 * HOUR_MS)
    asked: list[int] = []
    stack.history_wanted.connect(asked.append)
    qtbot.waitUntil(lambda: not stack.canvas.pending)
    assert not asked
    stack.set_studies(drawn("sma:100"))
    qtbot.waitUntil(lambda: bool(asked))
    assert asked[0] < START_MS - 50 * HOUR_MS


# --- panes ---------------------------------------------------------------------------------------


def with_pane(key: str, *words: str) -> Board:
    board = board_of(*words)
    board.compose([PaneChoice("price"), PaneChoice(key)])
    board.refresh()
    return board


def test_the_rsi_has_its_lines_at_30_and_70() -> None:
    board = with_pane("rsi")
    pane = board.composition.find("rsi")
    assert pane is not None
    assert pane.axis.ticks.values.tolist() == [30, 50, 70]
    assert pane.value.low < 30
    assert pane.value.high > 70
    picture = painted(board)
    for value in (30.0, 70.0):
        y = round(pane.rect.top() + pane.value.y_of(value))
        row = is_color(picture, board.inks.faint)[y - 1 : y + 2, : int(pane.rect.right())]
        assert 0.3 < row.any(axis=0).mean() < 0.7  # dashed
    assert "RSI 14" in as_text(board.parts())


def test_a_pane_shows_all_indicators_of_its_kind() -> None:
    board = with_pane("atr", "atr:7", "atr:21", "rsi:14")
    text = as_text(board.parts())
    assert "ATR 7" in text
    assert "ATR 21" in text
    assert "RSI" not in text
    assert "ATR 14" not in text
    board.set_studies(())
    board.refresh()
    assert "ATR 14" in as_text(board.parts())  # the usual one where none is chosen


def test_the_atr_follows_a_tick() -> None:
    board = with_pane("atr")
    before = as_text(board.parts())
    board.merge_candles(one_candle(START_MS + 200 * HOUR_MS, 90_000.0))
    board.timeline.set(START_MS + 150 * HOUR_MS, START_MS + 202 * HOUR_MS)
    board.refresh()
    assert as_text(board.parts()) != before


def test_light_and_double_scale_show_the_same_lines() -> None:
    board = boarded(content(studies=drawn("sma:10", tone="blue")), view=VIEW, palette=LIGHT)
    once, twice = painted(board), painted(board, 2.0)
    color = board.inks.of("blue")
    assert is_color(twice, color).sum() > is_color(once, color).sum() > 0


def test_a_tick_costs_next_to_nothing_beside_the_whole() -> None:
    many = candles(150_000)
    words = ("sma:200", "ema:20", "wma:30", "vwap:week:2", "bollinger:20")
    board = board_of(*words, candles=many)
    last_ms = int(many.open_ms[-1])
    begun = time.process_time()
    for close in range(20):
        board.merge_candles(one_candle(last_ms, 74_000.0 + close))
    tick_s = (time.process_time() - begun) / 20
    begun = time.process_time()
    board_of(*words, candles=many)
    assert tick_s < (time.process_time() - begun) / 15


def test_a_value_that_is_not_known_any_more_leaves_the_line() -> None:
    board = board_of("sma:5")
    hole = one_candle(START_MS + 199 * HOUR_MS, float("nan"))
    (curve,) = board.price.studies.lines[0].curves
    assert curve.series.end_ms == START_MS + 200 * HOUR_MS + HOUR_MS // 2
    board.candles.merge(hole)
    board.price.studies.refresh()
    assert curve.series.end_ms == START_MS + 199 * HOUR_MS + HOUR_MS // 2
    assert len(curve.series) == 195


def test_a_name_that_finds_no_room_near_its_line_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    board = boarded(content(), panes=(PaneChoice("price"),))
    crowd = [LineName(300.0, 150.0, f"SMA {n}", board.inks.text) for n in range(12)]
    board.price.painters = [NamesPainter([lambda _: crowd])]
    said: list[float] = []
    monkeypatch.setattr(
        Stage, "words", lambda _self, _x, baseline, *_a, **_k: said.append(baseline)
    )
    painted(board)
    near = [one for one in said if abs(one - 150.0) <= FARTHEST_PX + 10]
    assert 2 <= len(near) < len(crowd)
    assert max(said) - min(said) <= 2 * FARTHEST_PX
