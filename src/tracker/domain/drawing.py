"""What the user draws on the prices of a coin: lines, boxes and words, each at times and prices."""

from __future__ import annotations

import math
from enum import StrEnum

from msgspec import Struct, field

from tracker.domain.errors import TrackerError
from tracker.domain.level import BadColor, parse_color
from tracker.domain.translating import tr

#: The widths a line can have, logical pixels.
WIDTHS = (1, 2, 3)
#: So much can be written at one drawing.
MOST_TEXT = 200
_LAST_MS = 253_402_300_799_000  # the end of the year 9999


class Shape(StrEnum):
    """What kind of drawing it is."""

    TREND = "trend"
    RAY = "ray"
    RECTANGLE = "rectangle"
    TEXT = "text"
    MEASURE = "measure"

    @property
    def anchors(self) -> int:
        """How many points make one."""
        return 1 if self is Shape.TEXT else 2

    @property
    def is_line(self) -> bool:
        """Whether it is one straight line."""
        return self in (Shape.TREND, Shape.RAY)

    @property
    def called(self) -> str:
        """What people call it."""
        return {
            Shape.TREND: tr("trend line"),
            Shape.MEASURE: tr("measurement"),
            Shape.RAY: tr("ray"),
            Shape.RECTANGLE: tr("rectangle"),
            Shape.TEXT: tr("text"),
        }[self]


class BadDrawing(TrackerError):
    """A drawing that cannot be."""


class Anchor(Struct, frozen=True):
    """A point of a drawing: a moment, be it one that is still to come, and a price."""

    at_ms: int
    price: float


class Style(Struct, frozen=True):
    """How it is drawn. `color`: one of the level colours or `#rrggbb`; None for the usual one."""

    color: str | None = None
    width: int = 1
    dashed: bool = False


class Drawing(Struct, frozen=True):
    """One drawing. It lies on its coin, so every interval and scale shows it at the same place.

    Attributes:
        id: the journal's number; 0 where it is not kept yet.
        anchors: one point for words, two for everything else. A line goes through both, a ray begins
            at the first, a box has them at opposite corners.
        text: what is written at it; words that are a drawing of their own are not empty.
    """

    id: int
    asset: str
    shape: Shape
    anchors: tuple[Anchor, ...]
    text: str = ""
    style: Style = field(default_factory=Style)

    @property
    def is_flat(self) -> bool:
        """Whether it is a line of one price, and so could be a level."""
        return self.shape.is_line and self.anchors[0].price == self.anchors[1].price


def checked(drawing: Drawing) -> Drawing:
    """The same drawing, its words without spaces around them.

    Raises:
        BadDrawing: where it cannot be; the sentence says why.
    """
    if len(drawing.anchors) != drawing.shape.anchors:
        raise BadDrawing(
            tr(
                "A {called} has {anchors} points.",
                called=drawing.shape.called,
                anchors=drawing.shape.anchors,
            )
        )
    for one in drawing.anchors:
        if not (math.isfinite(one.price) and one.price > 0):
            raise BadDrawing(tr("A drawing lies at prices above zero."))
        if not 0 <= one.at_ms <= _LAST_MS:
            raise BadDrawing(tr("A drawing lies between the years 1970 and 9999."))
    if len(set(drawing.anchors)) < drawing.shape.anchors:
        raise BadDrawing(tr("A {called} needs two different points.", called=drawing.shape.called))
    if drawing.style.width not in WIDTHS:
        raise BadDrawing(tr("A line is {widths} pixels wide.", widths=", ".join(map(str, WIDTHS))))
    if drawing.style.color is not None:
        try:
            parse_color(drawing.style.color)
        except BadColor as error:
            raise BadDrawing(error.sentence) from None
    text = " ".join(drawing.text.split())
    if len(text) > MOST_TEXT:
        raise BadDrawing(tr("There is room for {most_text} characters.", most_text=MOST_TEXT))
    if drawing.shape is Shape.TEXT and not text:
        raise BadDrawing(tr("There are no words to write."))
    return Drawing(drawing.id, drawing.asset, drawing.shape, drawing.anchors, text, drawing.style)


class Measured(Struct, frozen=True):
    """What lies between two points.

    Attributes:
        price: the difference, signed.
        fraction: the same as a share of the first price.
        bars: candles from the one to the other, signed.
        span_ms: the time, signed.
    """

    price: float
    fraction: float
    bars: int
    span_ms: int


def measured(first: Anchor, second: Anchor, interval_ms: int) -> Measured:
    """What lies between two points, counted in candles of `interval_ms`."""
    span_ms = second.at_ms - first.at_ms
    return Measured(
        price=second.price - first.price,
        fraction=second.price / first.price - 1,
        bars=second.at_ms // interval_ms - first.at_ms // interval_ms,
        span_ms=span_ms,
    )
