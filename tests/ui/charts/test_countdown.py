"""How long the newest candle still runs, under the tag of its price."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.ui.charts.axes import TAG_PX, tag_rect
from tracker.ui.charts.last_price import countdown
from tracker.ui.charts.stack import ChartStack
from ui.charts.samples import (
    COUNT,
    START_MS,
    MakeStack,
    boarded,
    content,
    is_color,
    one_candle,
    painted,
    pixels,
)

pytestmark = pytest.mark.usefixtures("qapp")
END_MS = START_MS + COUNT * HOUR_MS


class Clock:
    """The venue's time, as the test sets it."""

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms


@pytest.mark.parametrize(
    ("left_ms", "interval_ms", "words"),
    [
        (1, HOUR_MS, "00:01"),
        (1_000, HOUR_MS, "00:01"),
        (1_001, HOUR_MS, "00:02"),
        (7 * MINUTE_MS + 31_000, HOUR_MS, "07:31"),
        (HOUR_MS - 1_000, HOUR_MS, "59:59"),
        (HOUR_MS, HOUR_MS, "1h 00m"),
        (3 * HOUR_MS + 7 * MINUTE_MS + 59_000, 4 * HOUR_MS, "3h 07m"),
        (DAY_MS, DAY_MS, "24h 00m"),
        (MINUTE_MS, MINUTE_MS, "01:00"),
        (0, HOUR_MS, ""),
        (-5_000, HOUR_MS, ""),
        (HOUR_MS + 1, HOUR_MS, ""),
    ],
)
def test_words(left_ms: int, interval_ms: int, words: str) -> None:
    assert countdown(END_MS, interval_ms, END_MS - left_ms) == words


def test_no_candle_no_countdown() -> None:
    assert countdown(None, HOUR_MS, END_MS) == ""


@given(st.integers(1, DAY_MS))
def test_it_never_says_less_than_is_left(left_ms: int) -> None:
    words = countdown(END_MS, DAY_MS, END_MS - left_ms)
    if "h" in words:
        hours, minutes = (int(part[:-1]) for part in words.split())
        said = hours * HOUR_MS + minutes * MINUTE_MS
        assert said <= left_ms + 1_000 < said + MINUTE_MS + 2_000
    else:
        minutes, seconds = (int(part) for part in words.split(":"))
        assert 0 <= minutes * MINUTE_MS + seconds * 1_000 - left_ms < 1_000


@pytest.fixture
def clock() -> Clock:
    return Clock(END_MS - 10 * MINUTE_MS)


@pytest.fixture
def told(make_stack: MakeStack, clock: Clock, qtbot: QtBot) -> ChartStack:
    stack = make_stack(content())
    stack.set_clock(clock)
    qtbot.waitUntil(lambda: not stack.canvas.pending)
    return stack


def words_on(stack: ChartStack) -> str:
    foot = stack.canvas.board.overlay.foot
    return foot.text if foot is not None else ""


def test_it_stands_under_the_tag_and_runs(told: ChartStack, clock: Clock, qtbot: QtBot) -> None:
    board = told.canvas.board
    assert words_on(told) == "10:00"
    assert board.price.axis.tag is not None
    tag = tag_rect(board.price.axis.tag.at, board.price.axis.bounds)
    assert board.overlay.foot_place.top() == pytest.approx(tag.bottom(), abs=4)
    clock.now_ms += 1_000
    qtbot.waitUntil(lambda: words_on(told) == "09:59", timeout=3_000)


def test_a_second_paints_nothing_but_itself(told: ChartStack, clock: Clock) -> None:
    before = pixels(told.grab().toImage())
    frames = told.canvas.frames
    clock.now_ms += 61_000
    told._tell_time()
    assert told.canvas.frames == frames
    assert not told.canvas.pending
    after = pixels(told.grab().toImage())
    rows, columns = np.nonzero((before != after).any(axis=-1))
    place = told.canvas.board.overlay.foot_place
    assert len(rows)
    assert place.top() - 1 <= rows.min()
    assert rows.max() <= place.bottom() + 1
    assert place.left() - 1 <= columns.min()
    assert columns.max() <= place.right() + 1
    # And what is painted so is what a whole frame gives.
    told.canvas.mark()
    told.canvas.settle()
    assert (pixels(told.grab().toImage()) == after).all()


def test_it_ends_with_the_candle_and_begins_with_the_next(
    told: ChartStack, clock: Clock, qtbot: QtBot
) -> None:
    clock.now_ms = END_MS + 3_000
    told._tell_time()
    qtbot.waitUntil(lambda: words_on(told) == "")
    told.update_candles(one_candle(END_MS, 74_100.0))
    qtbot.waitUntil(lambda: words_on(told) == "59:57")


def test_a_hidden_chart_counts_nothing(told: ChartStack) -> None:
    assert told._second.isActive()
    told.hide()
    assert not told._second.isActive()
    told.show()
    assert told._second.isActive()


def test_without_a_clock_there_is_none_as_in_pictures() -> None:
    board = boarded(content())
    assert board.overlay.foot is None
    assert board.price.axis.foot == ""


@pytest.mark.parametrize("close", [75_600.0, 74_000.0, 60_000.0])
@pytest.mark.parametrize("ratio", [1.0, 1.5])
def test_labels_give_way_to_it_and_it_stays_in_its_pane(close: float, ratio: float) -> None:
    board = boarded(content(), size=(600, 300))
    board.candles.merge(one_candle(END_MS - HOUR_MS, close))
    board.price.refresh()
    board.price.manual = (60_000.0, 76_000.0)  # its ends are where the newest price is, too
    board.now_ms = lambda: END_MS - 1_000
    board.refresh()
    painted(board, ratio, overlay=True)
    foot, place = board.overlay.foot, board.overlay.foot_place
    assert foot is not None
    assert board.price.axis.tag is not None
    axis = board.price.axis.bounds.translated(board.price.axis.corner)
    assert axis.contains(place)
    tag = tag_rect(board.price.axis.tag.at, board.price.axis.bounds).translated(axis.topLeft())
    assert tag.intersected(place).height() <= TAG_PX / 4
    both = tag.united(place)
    for y in board.price.axis.written:
        label = QRectF(axis.left(), axis.top() + y - 4, 10, 8)
        assert not label.intersects(both)


def test_no_tag_in_view_no_countdown() -> None:
    board = boarded(content(), view=(START_MS, START_MS + 40 * HOUR_MS))
    board.now_ms = lambda: END_MS - 1_000
    board.refresh()
    assert board.price.value.high < 74_000
    assert board.overlay.foot is None
    picture = painted(board, overlay=True)
    right = picture[: int(board.price.rect.bottom()), int(board.plots.right()) + 4 :]
    assert not is_color(right, board.inks.up).any()
    assert not is_color(right, board.inks.down).any()
