"""Drawings as they are painted: where, how wide, in which colour, at every scale, and what they cost."""

from __future__ import annotations

import random

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from calls import calls_of
from tracker.domain.drawing import Anchor, Drawing, Shape, Style
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.board import Board
from tracker.ui.charts.drawings import GRASP_PX
from tracker.ui.charts.drawn import MOST_NOTES, DrawnRows, lines_of
from tracker.ui.charts.figures import duration
from tracker.ui.theme import LIGHT
from ui.charts.samples import (
    START_MS,
    boarded,
    candles,
    content,
    empty_content,
    is_color,
    painted,
)

VIEW = (START_MS, START_MS + 100 * HOUR_MS)


def anchor(hour: float, price: float) -> Anchor:
    return Anchor(round(START_MS + hour * HOUR_MS), price)


def drawing(shape: Shape, *ends: tuple[float, float], text: str = "", **style: object) -> Drawing:
    anchors = tuple(anchor(*one) for one in ends)
    return Drawing(1, "BTC", shape, anchors, text, Style(**style))  # type: ignore[arg-type]


FLAT = drawing(Shape.TREND, (20, 72_000.0), (60, 72_000.0), color="#ff00ff")


def empty(*drawings: Drawing) -> Board:
    """Prices from 70,000 to 74,000 with nothing on them but drawings."""
    board = boarded(empty_content(drawings=drawings), view=VIEW)
    board.price.manual = (70_000.0, 74_000.0)
    board.price.note.text = ""
    board.price.levels.levels = ()
    board.refresh()
    return board


def ink(board: Board, scale: float, color: str = "#ff00ff") -> np.ndarray:
    """Which device pixels of the prices have a colour."""
    picture = painted(board, scale)
    return is_color(picture, QColor(color))


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_level_line_is_crisp_and_as_wide_as_it_should_be(scale: float, width: int) -> None:
    board = empty(replace(FLAT, style=replace(FLAT.style, width=width)))
    found = ink(board, scale)
    rows, columns = np.flatnonzero(found.any(1)), np.flatnonzero(found.any(0))
    assert len(rows) == max(1, int(width * scale)), "whole pixels and no pale edge"
    frame = board.price.frame()
    assert abs((rows[0] + rows[-1] + 1) / 2 / scale - frame.value.y_of(72_000.0)) <= 1
    ends = [frame.time.x_of(one.at_ms) for one in FLAT.anchors]
    assert columns[0] / scale == pytest.approx(ends[0], abs=width + 1)
    assert columns[-1] / scale == pytest.approx(ends[1], abs=width + 1)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_slanted_line_goes_through_its_points_and_a_ray_to_the_edge(scale: float) -> None:
    ends = ((20.0, 71_000.0), (40.0, 71_800.0))
    for shape, last in ((Shape.TREND, 40.0), (Shape.RAY, 89.0)):
        board = empty(drawing(shape, *ends, color="#ff00ff", width=3))
        found, frame = ink(board, scale), board.price.frame()
        for hour in np.linspace(20.5, last, 12):
            price = 71_000.0 + (hour - 20) * 40
            x, y = frame.time.x_of(anchor(hour, 1).at_ms), frame.value.y_of(price)
            near = found[round(y * scale) - 3 : round(y * scale) + 4, round(x * scale)]
            assert near.any(), (shape, hour)
        columns = np.flatnonzero(found.any(0)) / scale
        assert columns[0] >= frame.time.x_of(anchor(20, 1).at_ms) - 3
        beyond = frame.time.x_of(anchor(41, 1).at_ms)
        assert (columns[-1] > beyond) == (shape is Shape.RAY)


def test_dashes_leave_spaces_and_stay_at_their_line_while_it_moves() -> None:
    board = empty(replace(FLAT, style=replace(FLAT.style, dashed=True)))
    row = int(np.flatnonzero(ink(board, 1.0).any(1))[0])
    before = ink(board, 1.0)[row]
    left = np.flatnonzero(before)[0]
    assert 0.3 < before[left : left + 110].mean() < 0.8
    px = round(1 / board.price.time.px_per_ms)  # a pixel of time
    board.timeline.set(VIEW[0] + 7 * px, VIEW[1] + 7 * px)
    board.refresh()
    after = ink(board, 1.0)[row]
    shift = left - np.flatnonzero(after)[0]
    assert shift == pytest.approx(7, abs=1)
    assert (after[left - shift : left - shift + 100] == before[left : left + 100]).mean() > 0.9


def test_a_box_is_tinted_behind_the_candles() -> None:
    first, last = candles().low[10], candles().high[60]
    shown = content(drawings=(drawing(Shape.RECTANGLE, (10, first), (60, last), color="#ff00ff"),))
    board = boarded(shown, view=VIEW)
    bare = painted(boarded(content(), view=VIEW))
    picture = painted(board)
    body = is_color(bare, board.inks.up) & is_color(picture, board.inks.up)
    assert body.sum() > 0.97 * is_color(bare, board.inks.up).sum(), "candles keep their colour"
    frame = board.price.frame()
    x = round(frame.time.x_of(anchor(11, 1).at_ms))
    y = round(frame.value.y_of(float(last))) + 30
    tinted, ground = picture[y, x].astype(int), bare[y, x].astype(int)
    assert tinted[0] > ground[0] + 10
    assert tinted[2] > ground[2] + 10


def test_a_measurement_says_what_lies_between_its_points() -> None:
    found = drawing(Shape.MEASURE, (10.5, 70_000.0), (34.5, 71_400.0), text="note")
    assert lines_of(found, HOUR_MS) == (
        "+1,400  (+2.00\N{NARROW NO-BREAK SPACE}%)",
        "24 bars \N{MIDDLE DOT} 1d",
        "note",
    )
    back = drawing(Shape.MEASURE, (34.5, 71_400.0), (33.5, 70_000.0))
    assert lines_of(back, HOUR_MS)[0].startswith("\N{MINUS SIGN}1,400  (\N{MINUS SIGN}1.96")
    assert lines_of(back, HOUR_MS)[1] == "\N{MINUS SIGN}1 bar \N{MIDDLE DOT} 1h"
    assert lines_of(found, 4 * HOUR_MS)[1] == "6 bars \N{MIDDLE DOT} 1d"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0m"), (35, "35m"), (135, "2h 15m"), (1_440, "1d"), (1_500, "1d 1h"), (1_441, "1d")],
)
def test_a_length_of_time_in_its_two_largest_units(minutes: int, words: str) -> None:
    assert duration(minutes * 60_000) == words


def test_the_words_of_a_measurement_stay_in_view_while_its_box_is() -> None:
    high = drawing(Shape.MEASURE, (20, 71_000.0), (60, 80_000.0))
    board = empty(high)
    (words,) = board.price.drawings.rows.words(board.price.frame(), HOUR_MS)
    assert board.price.rect.contains(words.rect)


def test_words_are_where_their_point_is_and_can_be_read_in_both_themes() -> None:
    for palette in (None, LIGHT):
        words = drawing(Shape.TEXT, (30, 72_000.0), text="halving")
        board = empty(words)
        if palette is not None:
            board.set_palette(palette)
            board.refresh()
        picture, frame = painted(board), board.price.frame()
        x, y = frame.time.x_of(words.anchors[0].at_ms), frame.value.y_of(72_000.0)
        (found,) = board.price.drawings.rows.words(frame, HOUR_MS)
        assert (found.rect.left(), found.rect.center().y()) == pytest.approx((x, y))
        patch = picture[round(y) - 6 : round(y) + 6, round(x) : round(found.rect.right())]
        ground = np.array(board.inks.background.getRgb()[:3])
        assert (np.abs(patch.astype(int) - ground).sum(-1) > 150).mean() > 0.05


def test_what_is_under_the_mouse_and_selected_is_wider_and_has_handles() -> None:
    board = empty(FLAT)
    painter = board.price.drawings
    one = int(ink(board, 1.0).any(1).sum())
    painter.hovered = 1
    assert ink(board, 1.0).any(1).sum() > one
    painter.hovered, painter.selected = None, 1
    found = ink(board, 1.0)
    x, y = (
        round(board.price.frame().time.x_of(FLAT.anchors[0].at_ms)),
        round(board.price.frame().value.y_of(72_000.0)),
    )
    corner = found[y - 4 : y + 5, x - 4 : x + 5]
    assert corner[0].all()
    assert corner[-1].all()
    assert not corner[1:6, 1:6].all()


def test_a_line_far_beyond_the_view_is_drawn_where_it_crosses_it() -> None:
    first, last = Anchor(START_MS - 10**12, 1.0), Anchor(START_MS + 10**12, 144_000.0)
    board = empty(Drawing(1, "BTC", Shape.TREND, (first, last), "", Style("#ff00ff", 3)))
    assert ink(board, 1.0).sum() > 500
    board.price.drawings.selected = 1
    assert ink(board, 1.0).sum() > 500


# -- hits ------------------------------------------------------------------------------------------


def test_the_nearest_within_five_pixels_is_hit() -> None:
    near = replace(FLAT, id=2, anchors=(anchor(20, 72_030.0), anchor(60, 72_030.0)))
    board = empty(FLAT, near)
    painter, frame = board.price.drawings, board.price.frame()
    x, y = frame.time.x_of(anchor(40, 1).at_ms), frame.value.y_of(72_000.0)
    assert painter.at(x, y + GRASP_PX, frame) == FLAT
    assert painter.at(x, y + GRASP_PX + 1, frame) is None
    assert painter.at(x, frame.value.y_of(72_030.0) - 1, frame) == near
    assert painter.at(frame.time.x_of(anchor(61, 1).at_ms) + GRASP_PX, y, frame) is None


def test_one_that_is_not_kept_yet_cannot_be_hit() -> None:
    board = empty(replace(FLAT, id=0))
    painter, frame = board.price.drawings, board.price.frame()
    x, y = frame.time.x_of(anchor(40, 1).at_ms), frame.value.y_of(72_000.0)
    assert painter.at(x, y, frame) is None
    painter.put(replace(FLAT, id=9))
    assert painter.drawings == (replace(FLAT, id=9),)
    assert painter.at(x, y, frame) == replace(FLAT, id=9)


# -- many ------------------------------------------------------------------------------------------


def many(count: int, hours: int) -> tuple[Drawing, ...]:
    chance = random.Random(1)
    found = []
    for number in range(1, count + 1):
        shape = list(Shape)[number % 5]
        start = chance.uniform(0, hours)
        first = anchor(start, chance.uniform(70_000, 74_000))
        second = anchor(start + chance.uniform(1, 20), chance.uniform(70_000, 74_000))
        style = Style(chance.choice([None, "red", "teal"]), 1 + number % 3, number % 4 == 0)
        text = "note" if shape is Shape.TEXT or number % 7 == 0 else ""
        ends = (first, second)[: shape.anchors]
        found.append(Drawing(number, "BTC", shape, ends, text, style))
    return tuple(found)


def frame_of(board: Board, number: int) -> None:
    """One frame of a view that moves."""
    board.timeline.set(VIEW[0] + number * 1_000_000, VIEW[1] + number * 1_000_000)
    board.refresh()
    picture = QImage(1400, 800, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    board.paint(painter, QPointF())
    painter.end()


def calls_of_frame(board: Board) -> int:
    """What a frame calls once everything is known."""
    frame_of(board, 0)
    return calls_of(lambda: frame_of(board, 1))


@pytest.mark.parametrize(("hours", "most"), [(3_000, 8), (100, 20)], ids=["history", "in view"])
def test_hundreds_of_drawings_do_not_slow_the_chart(hours: int, most: int) -> None:
    """Calls of a frame for each drawing: those in view cost some, others next to nothing."""
    bare = boarded(content(), size=(1400, 800), view=VIEW)
    full = boarded(content(drawings=many(400, hours)), size=(1400, 800), view=VIEW)
    assert (calls_of_frame(full) - calls_of_frame(bare)) / 400 < most


def test_what_is_under_the_mouse_is_found_at_once_among_hundreds() -> None:
    few, full = (
        boarded(content(drawings=many(count, 100)), size=(1400, 800), view=VIEW)
        for count in (4, 400)
    )
    counts = []
    for board in (few, full):
        frame, painter = board.price.frame(), board.price.drawings
        painter.at(100.0, 100.0, frame)
        counts.append(calls_of(lambda p=painter, f=frame: p.at(300.0, 100.0, f)))
    assert counts[1] - counts[0] < 400  # less than a call for each further one


def test_in_a_thicket_words_that_are_drawings_stay_and_the_newest_notes() -> None:
    board = empty(*many(400, 80))
    rows: DrawnRows = board.price.drawings.rows
    words = rows.words(board.price.frame(), HOUR_MS)
    notes = [one.drawing.id for one in words if one.drawing.shape is not Shape.TEXT]
    assert len(notes) == MOST_NOTES
    assert min(notes) > 200
    texts = [one for one in words if one.drawing.shape is Shape.TEXT]
    assert len(texts) > 60
