"""What stands over and beside the candles: the volume profile, events, the mark price."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from tracker.analysis.columns import LineColumns
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.board import Board
from tracker.ui.charts.content import AverageLine, Marker, MarkPrice
from tracker.ui.charts.ink import mix
from tracker.ui.charts.profile import WIDTH_SHARE
from ui.charts.samples import START_MS, boarded, candles, content, is_color, painted

pytestmark = pytest.mark.usefixtures("qapp")

VIEW = (START_MS, START_MS + 60 * HOUR_MS)


def heavy(price: float, count: int = 60) -> object:
    """Candles of which one far right traded nearly everything, in a narrow range."""
    columns = candles(count)
    volume = np.full(count, 1.0)
    volume[5] = 5_000.0
    high, low = columns.high.copy(), columns.low.copy()
    high[5], low[5] = price + 5, price - 5
    return replace(columns, volume=volume, high=high, low=low)


def profile_bars(board: Board) -> np.ndarray:
    """Where bars of the value area are, in the price pane."""
    color = mix(board.inks.quiet, board.inks.background, 0.42)
    rect = board.price.rect
    return is_color(painted(board), color)[: int(rect.bottom()), : int(rect.right())]


def test_the_profile_is_shown_on_demand_and_widest_where_most_was_traded() -> None:
    shown = content(candles=heavy(70_400.0))
    board = boarded(shown, view=VIEW)
    assert not profile_bars(board).any()
    board.set_profile(shown=True)
    found = profile_bars(board)
    widths = found.sum(axis=1)
    assert widths.max() == pytest.approx(board.price.rect.width() * WIDTH_SHARE, abs=12)
    tallest = board.price.value_at(float(np.argmax(widths)))
    assert tallest == pytest.approx(70_400, abs=40)
    board.set_profile(shown=False)
    assert not profile_bars(board).any()


def test_a_profile_of_nothing_traded_is_nothing() -> None:
    silent = replace(candles(60), volume=np.zeros(60))
    board = boarded(content(candles=silent, profile=True), view=VIEW)
    plain = boarded(content(candles=silent), view=VIEW)
    assert np.array_equal(painted(board), painted(plain))
    beyond = (START_MS + 500 * HOUR_MS, START_MS + 560 * HOUR_MS)
    assert not profile_bars(boarded(content(profile=True), view=beyond)).any()


def marked(*markers: Marker) -> Board:
    return boarded(content(markers=markers), view=VIEW)


def test_events_stand_at_their_candle_on_their_side() -> None:
    at_ms = START_MS + 30 * HOUR_MS
    for above in (True, False):
        board = marked(Marker(at_ms, above, "cascade", ""))
        found = np.argwhere(is_color(painted(board), board.inks.roles["cascade"]))
        assert len(found) >= 9
        rows, columns = found[:, 0], found[:, 1]
        middle = board.price.time.x_of(at_ms + HOUR_MS / 2)
        assert abs(columns.mean() - middle) <= 1
        _, opened, high, low, _, _ = board.candles.candle(30)
        assert opened > 0
        edge = board.price.value.y_of(high if above else low)
        assert (rows < edge).all() if above else (rows > edge).all()
        # The tip, where the arrow is narrowest, points at the candle.
        tip = rows.max() if above else rows.min()
        assert (rows == tip).sum() == 1


def test_events_without_a_candle_in_view_are_not_drawn() -> None:
    plain = painted(marked())
    out_of_view = Marker(START_MS + 150 * HOUR_MS, True, "cascade", "broken")
    in_a_hole = Marker(START_MS - 5 * HOUR_MS, True, "cascade", "broken")
    assert np.array_equal(painted(marked(out_of_view, in_a_hole)), plain)


def test_words_of_events_do_not_cover_each_other() -> None:
    crowd = [Marker(START_MS + n * HOUR_MS, True, "cascade", "decisively broken") for n in (29, 30)]
    board, alone = marked(*crowd), marked(*crowd[1:])
    both = is_color(painted(board), mix(board.inks.roles["cascade"], board.inks.text, 0.8))
    one = is_color(painted(alone), mix(board.inks.roles["cascade"], board.inks.text, 0.8))
    # The newer event is named; the other one keeps its arrow and has no room for its word.
    assert both.sum() == one.sum() > 0
    board.set_markers(())
    assert np.array_equal(painted(board), painted(marked()))


def test_the_mark_price_is_a_dotted_line_at_its_price() -> None:
    board = boarded(content(mark=MarkPrice(70_600.0, "")), view=VIEW)
    found = np.argwhere(is_color(painted(board), board.inks.roles["cascade"]))
    assert len(set(found[:, 0])) == 1
    assert found[0, 0] == pytest.approx(board.price.value.y_of(70_600.0), abs=1)
    assert 0.2 < len(found) / board.price.rect.width() < 0.3
    for mark in (None, MarkPrice(1.0, "mark"), MarkPrice(1e9, "mark")):
        board.set_mark(mark)
        assert not is_color(painted(board), board.inks.roles["cascade"]).any()


def average(value: float, *, step_ms: int = HOUR_MS, count: int = 40) -> AverageLine:
    times = START_MS + np.arange(count, dtype=np.int64) * step_ms
    return AverageLine("200 d average", LineColumns(step_ms, times, np.full(count, value)))


def test_an_average_is_a_line_from_when_its_first_candle_closes() -> None:
    board = boarded(content(averages=(average(70_600.0),)), view=VIEW)
    plain = painted(boarded(content(), view=VIEW))
    drawn = np.argwhere((painted(board) != plain).any(axis=-1))
    line = drawn[np.abs(drawn[:, 0] - board.price.value.y_of(70_600.0)) <= 1]
    time = board.price.time
    assert line[:, 1].min() == pytest.approx(time.x_of(START_MS + HOUR_MS), abs=2)
    assert line[:, 1].max() == pytest.approx(time.x_of(START_MS + 40 * HOUR_MS), abs=2)
    # Its name stands above its end.
    assert is_color(painted(board), board.inks.roles["cascade"])[: line[:, 0].min() - 3].any()
    board.set_averages(())
    assert np.array_equal(painted(board), plain)


def test_an_average_far_away_does_not_flatten_the_candles() -> None:
    plain = boarded(content(), view=VIEW)
    for value in (1_000.0, 900_000.0):
        board = boarded(content(averages=(average(value),)), view=VIEW)
        assert (board.price.value.low, board.price.value.high) == (
            plain.price.value.low,
            plain.price.value.high,
        )
        assert np.array_equal(painted(board), painted(plain))
