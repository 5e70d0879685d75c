"""The value axis right of a pane and the time axis below all panes: labels and tags, no more."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from tracker.ui.charts.ink import Inks
from tracker.ui.charts.mapping import TimeMap, ValueMap
from tracker.ui.charts.stage import label, labels, text_width, write
from tracker.ui.charts.ticks import TimeTicks, ValueTicks

#: Logical pixels: room before and after a label, the height of a tag and of the time axis.
PAD_PX, TAG_PX, TIME_AXIS_PX = 9, 18, 26
#: The height of the second line of a tag, and how far labels stay away from a tag.
FOOT_PX, _ROUND_PX, _CLEAR_PX = 18, 3, 5
#: From the middle of a line of words to its baseline.
BASELINE_PX = 4
#: A value nearer to the edge of its pane has no label: it would stand against the one beyond.
EDGE_PX = 9
#: Words of an axis that are further apart than this do not touch.
_APART_PX = 14
NO_VALUES = ValueTicks(np.empty(0), 1.0)


class Tag(Struct, frozen=True):
    """A coloured label on an axis: where (logical pixels along the axis), its words and colours."""

    at: float
    text: str
    ground: QColor
    ink: QColor


class Area:
    """A rectangle of the chart that paints itself, in its own logical pixels from its corner.

    No item of a scene: a scene with an item for every pane and axis costs more than they paint, and
    items whose scene is gone are taken down by Python in any order, which ends the process.
    """

    def __init__(self) -> None:
        self._corner = QPointF()
        self._bounds = QRectF()

    @property
    def corner(self) -> QPointF:
        """Where it is on the board."""
        return self._corner

    @property
    def bounds(self) -> QRectF:
        """The whole rectangle, from its own corner."""
        return self._bounds

    def paint(self, painter: QPainter, *, plain: bool) -> None:
        """Paint with the painter's origin at the corner.

        Args:
            painter: what paints; its pen and brush may be left as they are.
            plain: what `is_plain` says of it.
        """
        raise NotImplementedError

    def place(self, rect: QRectF) -> None:
        """Move to a rectangle of the board."""
        self._corner = rect.topLeft()
        self._bounds = QRectF(0, 0, rect.width(), rect.height())


def paint_tag(
    painter: QPainter, rect: QRectF, tag: Tag, *, plain: bool, centred: bool = False
) -> None:
    """Words on a patch of colour with slightly rounded corners."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tag.ground)
    painter.drawRoundedRect(rect, 2, 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(tag.ink)
    width = text_width(tag.text, bold=True)
    left = rect.center().x() - width / 2 if centred else rect.left() + PAD_PX - 3
    baseline = rect.center().y() + BASELINE_PX
    write(painter, left, baseline, tag.text, bold=True, plain=plain)


def tag_rect(at: float, axis: QRectF) -> QRectF:
    """Where the tag of a value axis goes; it stays within its pane's height."""
    middle = min(max(at, axis.top() + TAG_PX / 2), axis.bottom() - TAG_PX / 2)
    return QRectF(axis.left() + 3, round(middle - TAG_PX / 2), axis.width() - 6, TAG_PX)


def foot_rect(tag: QRectF, axis: QRectF) -> QRectF:
    """Where the second line of a tag goes: below it, or above where there is no room below."""
    # They overlap where the tag is round, so that both look like one.
    below = QRectF(tag.left(), tag.bottom() - _ROUND_PX, tag.width(), FOOT_PX)
    if below.bottom() <= axis.bottom():
        return below
    return below.translated(0, 2 * _ROUND_PX - TAG_PX - FOOT_PX)


class ValueAxis(Area):
    """Round values beside a pane, and the tag of its newest value."""

    def __init__(self, words: Callable[[float, float], str]) -> None:
        """An axis.

        Args:
            words: turns a value and the step between marks into a label.
        """
        super().__init__()
        self.words = words
        self.ticks = NO_VALUES
        self._named: tuple[ValueTicks, list[tuple[float, str]]] = NO_VALUES, []
        self.map = ValueMap(0.0, 1.0, 0, 1)
        self.tag: Tag | None = None
        #: A second line under the tag; painted by whoever changes it, here it only has its room.
        self.foot = ""
        #: What else must fit, bold: tags of the crosshair.
        self.spoken: tuple[str, ...] = ()
        self.inks: Inks | None = None
        self.written: list[float] = []  # the middle of each label

    @property
    def marks(self) -> list[tuple[float, str]]:
        """Each value with its words, which are those of the marks: found once for a frame."""
        if self._named[0] is not self.ticks:
            words = self.words
            self._named = self.ticks, [(at, words(at, step)) for at, step in self.ticks.each()]
        return self._named[1]

    def wanted_px(self) -> float:
        """The width that its labels and tags need, in logical pixels."""
        widths = [text_width(text) for _, text in self.marks]
        widths += [text_width(text, bold=True) for text in (*self.spoken, self.foot)]
        if self.tag is not None:
            widths.append(text_width(self.tag.text, bold=True))
        return max(widths, default=0.0) + 2 * PAD_PX

    def paint(self, painter: QPainter, *, plain: bool) -> None:
        """Write the labels for which there is room, then the tag."""
        inks, bounds = self.inks, self.bounds
        if inks is None:
            return
        ground, taken = inks.background, self._taken(bounds)
        self.written = []
        marks = [(self.map.y_of(value), text) for value, text in self.marks]
        # The picture of a word has a ground, which must not cover a neighbour.
        apart = plain and all(abs(one[0] - other[0]) >= _APART_PX for one, other in pairwise(marks))
        first, last = bounds.top() + EDGE_PX, bounds.bottom() - EDGE_PX
        found: list[tuple[int, int, str]] = []
        for y, text in marks:
            hidden = taken is not None and taken[0] < y < taken[1]
            if not hidden and first <= y <= last:
                middle = round(y)
                found.append((PAD_PX, middle + BASELINE_PX, text))
                self.written.append(middle)
        labels(painter, found, inks.quiet, ground=ground, plain=apart)
        if self.tag is not None and 0 <= self.tag.at <= bounds.height():
            paint_tag(painter, tag_rect(self.tag.at, bounds), self.tag, plain=plain)

    def _taken(self, bounds: QRectF) -> tuple[float, float] | None:
        """Between which heights no label's middle may be, for the tag and its second line."""
        if self.tag is None:
            return None
        if self.foot and 0 <= self.tag.at <= bounds.height():
            place = tag_rect(self.tag.at, bounds)
            place = place.united(foot_rect(place, bounds))
        else:
            place = QRectF(0, self.tag.at - TAG_PX / 2, 1, TAG_PX)
        return place.top() - _CLEAR_PX, place.bottom() + _CLEAR_PX


class TimeAxis(Area):
    """Times below all panes; the day or year that they share stands at the left, the zone right."""

    def __init__(self) -> None:
        super().__init__()
        self.ticks = TimeTicks((), "")
        self.map = TimeMap(0, 1, 0, 1)
        self.zone = ""
        self.written: list[tuple[float, float]] = []  # where labels begin and end
        self.inks: Inks | None = None

    def paint(self, painter: QPainter, *, plain: bool) -> None:
        """Write the labels that don't run into one another or over the ends."""
        inks, bounds = self.inks, self.bounds
        if inks is None:
            return
        end = self.map.left_px + self.map.width_px
        baseline = round(bounds.center().y()) + BASELINE_PX
        ground = inks.background
        taken = self._paint_context(painter, inks, baseline, plain=plain)
        self.written = [(0.0, taken)]
        weak: list[tuple[int, int, str]] = []
        strong: list[tuple[int, int, str]] = []
        x_of = self.map.x_of
        for tick in self.ticks.ticks:
            width = text_width(tick.text, bold=tick.strong)
            left = round(x_of(tick.at_ms) - width / 2)
            if left < max(taken, 2) or left + width > end:
                continue
            (strong if tick.strong else weak).append((left, baseline, tick.text))
            self.written.append((left, left + width))
            taken = left + width + 8
        labels(painter, weak, inks.quiet, ground=ground, plain=plain)
        labels(painter, strong, inks.text, ground=ground, bold=True, plain=plain)
        label(painter, end + PAD_PX, baseline, self.zone, inks.quiet, ground=ground, plain=plain)

    def _paint_context(self, painter: QPainter, inks: Inks, baseline: int, *, plain: bool) -> float:
        """The day or year at the left end, unless a strong mark there says it; its right end."""
        text = self.ticks.context
        width = text_width(text)
        room = PAD_PX + width + 10
        strong = (
            self.map.x_of(tick.at_ms) - text_width(tick.text, bold=True) / 2
            for tick in self.ticks.ticks
            if tick.strong
        )
        if not text or any(2 <= left < room for left in strong):
            return 0.0
        label(painter, PAD_PX, baseline, text, inks.quiet, ground=inks.background, plain=plain)
        return room
