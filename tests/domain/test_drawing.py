"""Drawings as values: what can be one, and what lies between two points."""

from __future__ import annotations

from math import inf, nan

import pytest
from msgspec.structs import replace

from tracker.domain.drawing import (
    MOST_TEXT,
    Anchor,
    BadDrawing,
    Drawing,
    Shape,
    Style,
    checked,
    measured,
)
from tracker.domain.times import HOUR_MS

A, B = Anchor(10 * HOUR_MS, 100.0), Anchor(30 * HOUR_MS, 90.0)
LINE = Drawing(1, "BTC", Shape.TREND, (A, B))


@pytest.mark.parametrize("shape", list(Shape))
def test_every_shape_has_its_number_of_points(shape: Shape) -> None:
    words = "words" if shape is Shape.TEXT else ""
    assert checked(Drawing(0, "BTC", shape, (A, B)[: shape.anchors], words)).shape is shape
    with pytest.raises(BadDrawing):
        checked(Drawing(0, "BTC", shape, (A, B, B)[: shape.anchors + 1], words))


def test_words_lose_the_spaces_around_and_the_ends_of_lines() -> None:
    assert checked(replace(LINE, text="  two\n words ")).text == "two words"


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (replace(LINE, anchors=(A, A)), "A trend line needs two different points."),
        (replace(LINE, anchors=(A, replace(B, price=0.0))), "at prices above zero"),
        (replace(LINE, anchors=(A, replace(B, price=nan))), "at prices above zero"),
        (replace(LINE, anchors=(A, replace(B, price=inf))), "at prices above zero"),
        (replace(LINE, anchors=(A, replace(B, at_ms=-1))), "between the years"),
        (replace(LINE, anchors=(A, replace(B, at_ms=10**18))), "between the years"),
        (replace(LINE, style=Style(width=4)), "pixels wide"),
        (replace(LINE, style=Style(color="mud")), "“mud” is not a colour"),
        (replace(LINE, text="x" * (MOST_TEXT + 1)), "There is room for 200 characters."),
        (Drawing(0, "BTC", Shape.TEXT, (A,), "  "), "There are no words to write."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(bad: Drawing, words: str) -> None:
    with pytest.raises(BadDrawing, match=words):
        checked(bad)


def test_a_line_of_one_price_could_be_a_level() -> None:
    assert not LINE.is_flat
    assert replace(LINE, anchors=(A, replace(B, price=A.price))).is_flat
    box = replace(LINE, shape=Shape.RECTANGLE, anchors=(A, replace(B, price=A.price)))
    assert not box.is_flat


def test_what_lies_between_two_points() -> None:
    found = measured(A, B, HOUR_MS)
    assert (found.price, found.bars, found.span_ms) == (-10.0, 20, 20 * HOUR_MS)
    assert found.fraction == pytest.approx(-0.1)
    back = measured(B, A, 4 * HOUR_MS)
    assert (back.price, back.bars) == (10.0, -5)
    assert back.fraction == pytest.approx(1 / 9)
