"""The words around a picture of a chart: in two narrow bands, or as large as a post wants them."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from tracker.domain.translating import noted, tr
from tracker.ui.charts.content import ExportHeading
from tracker.ui.charts.ink import Inks
from tracker.ui.charts.stage import metrics, text_width, type_of
from tracker.ui.theme import BODY_PX, FIGURE_PX, SMALL_PX

#: Logical pixels: the narrow bands above and below the panes, and the room beside their words.
HEAD_PX, FOOT_PX, SIDE_PX = 48, 46, 14
#: What is said of a market that is not real.
SIMULATED_WORDS = noted("SIMULATED MARKET")

_POST_SIDE_PX, _TITLE_PX, _NOTE_PX = 16, 24, 15
#: Lines of a note, and of each list of venues, in a tall picture and in one that is not.
_NOTE_LINES, _FOOT_LINES, _FEW_NOTE_LINES = 3, 2, 2
#: Baselines from the top of the band, and from one line to the next.
_TITLE_Y, _RANGE_Y, _NOTE_STEP, _FOOT_STEP = 38, 62, 21, 16
_BADGE_HEIGHT, _BADGE_SIDE, _GAP_PX = 18, 8, 14
#: From this height on a picture has room for all of them.
_TALL_PX = 600


class Bands(Protocol):
    """What stands above and below the panes, in logical pixels."""

    def heights(self, heading: ExportHeading, size: tuple[int, int]) -> tuple[int, int]:
        """How high the upper and the lower band of a picture of this size are."""

    def paint(
        self, painter: QPainter, heading: ExportHeading, size: tuple[int, int], inks: Inks
    ) -> None:
        """Write into both."""


class NarrowBands:
    """One line above, two below: the chart as it is on the screen."""

    def heights(self, heading: ExportHeading, size: tuple[int, int]) -> tuple[int, int]:
        """They are always the same."""
        del heading, size
        return HEAD_PX, FOOT_PX

    def paint(
        self, painter: QPainter, heading: ExportHeading, size: tuple[int, int], inks: Inks
    ) -> None:
        """Write into both."""
        _rules(painter, size, (HEAD_PX, FOOT_PX), inks)
        self.paint_head(painter, heading, size[0], inks)
        self._paint_foot(painter, heading, size, inks)

    @staticmethod
    def range_px(width: int) -> float:
        """How wide the words at the right end of the upper band may be."""
        return width * 0.6

    @staticmethod
    def paint_head(painter: QPainter, heading: ExportHeading, width: int, inks: Inks) -> None:
        """Write the title, the range of time right of it, and whether the market is real."""
        at = QPointF(SIDE_PX, 31)
        range_text = elided(heading.range_text, NarrowBands.range_px(width), BODY_PX)
        end = _say_right(painter, range_text, width, at.y(), color=inks.quiet, size_px=BODY_PX)
        badge = tr(SIMULATED_WORDS) if heading.simulated else ""
        # What must not be mistaken for a real market says so before the title has all its room.
        badge_px = text_width(badge, BODY_PX, bold=True) + _GAP_PX if badge else 0
        room = max(end - 2 * SIDE_PX - badge_px, 0)
        text, size_px = heading.title, FIGURE_PX
        title_px = _say(painter, text, at, room, color=inks.text, size_px=size_px, bold=True)
        at.setX(at.x() + _GAP_PX + title_px)
        room = end - at.x()
        _say(painter, badge, at, room, color=inks.warn, size_px=BODY_PX, bold=True)

    @staticmethod
    def _paint_foot(
        painter: QPainter, heading: ExportHeading, size: tuple[int, int], inks: Inks
    ) -> None:
        """Which venues and how much of them was seen; when the picture was made; a note."""
        width, height = size
        lines = ((heading.venues, heading.stamp, 27), (heading.coverage, heading.note, 10))
        for text, right_text, up in lines:
            baseline = height - up
            # However long a note is, half of the line is left to what was seen.
            fitting = elided(right_text, width / 2)
            end = _say_right(painter, fitting, width, baseline, color=inks.quiet, size_px=SMALL_PX)
            at, room = QPointF(SIDE_PX, baseline), end - 2 * SIDE_PX
            _say(painter, text, at, room, color=inks.quiet, size_px=SMALL_PX)


class PostBands:
    """Words to be read on a telephone: title and price, the note, and below what was seen of it."""

    def heights(self, heading: ExportHeading, size: tuple[int, int]) -> tuple[int, int]:
        """As high as the note, and the lists of venues, need."""
        notes, (venues, coverage) = self._notes(heading, size), self._foot(heading, size)
        head = _RANGE_Y + 16 + (len(notes) * _NOTE_STEP + 4 if notes else 0)
        return head, (len(venues) + len(coverage)) * _FOOT_STEP + 18

    def paint(
        self, painter: QPainter, heading: ExportHeading, size: tuple[int, int], inks: Inks
    ) -> None:
        """Write into both."""
        head, foot = self.heights(heading, size)
        _rules(painter, size, (head, foot), inks)
        self._paint_title(painter, heading, size[0], inks)
        y = _RANGE_Y + 4 + _NOTE_STEP
        for line in self._notes(heading, size):
            _say(painter, line, QPointF(_POST_SIDE_PX, y), size[0], color=inks.text, size_px=15)
            y += _NOTE_STEP
        self._paint_foot(painter, heading, size, inks)

    @staticmethod
    def _paint_title(painter: QPainter, heading: ExportHeading, width: int, inks: Inks) -> None:
        """What it is and when, left; what it costs and how far it went, right."""
        side, tone = _POST_SIDE_PX, inks.up if heading.rising else inks.down
        right = _say_right(
            painter,
            heading.price,
            width,
            _TITLE_Y,
            color=inks.text,
            size_px=_TITLE_PX,
            bold=True,
            side=side,
        )
        room = right - 2 * side
        at = QPointF(side, _TITLE_Y)
        _say(painter, heading.title, at, room, color=inks.text, size_px=_TITLE_PX, bold=True)
        right = _say_right(
            painter, heading.change, width, _RANGE_Y, color=tone, size_px=BODY_PX, side=side
        )
        left = float(side)
        if heading.simulated:
            left += _badge(painter, QPointF(left, _RANGE_Y), inks) + 10
        room = right - left - side
        at = QPointF(left, _RANGE_Y)
        _say(painter, heading.range_text, at, room, color=inks.quiet, size_px=BODY_PX)

    def _paint_foot(
        self, painter: QPainter, heading: ExportHeading, size: tuple[int, int], inks: Inks
    ) -> None:
        width, height = size
        venues, coverage = self._foot(heading, size)
        lines, side = [*venues, *coverage], _POST_SIDE_PX
        y = height - 14 - (len(lines) - 1) * _FOOT_STEP
        _say_right(painter, heading.stamp, width, y, color=inks.quiet, size_px=SMALL_PX, side=side)
        for line in lines:
            _say(painter, line, QPointF(side, y), width, color=inks.quiet, size_px=SMALL_PX)
            y += _FOOT_STEP

    @staticmethod
    def _notes(heading: ExportHeading, size: tuple[int, int]) -> list[str]:
        most = _NOTE_LINES if size[1] >= _TALL_PX else _FEW_NOTE_LINES
        return wrapped(heading.note, size[0] - 2 * _POST_SIDE_PX, most, _NOTE_PX)

    @staticmethod
    def _foot(heading: ExportHeading, size: tuple[int, int]) -> tuple[list[str], list[str]]:
        """The venues, beside which the stamp stands, and what was observed of them."""
        room = size[0] - 2 * _POST_SIDE_PX
        beside = room - text_width(heading.stamp) - _POST_SIDE_PX
        most = _FOOT_LINES if size[1] >= _TALL_PX else 1
        venues = wrapped(heading.venues, beside, most) or [""]
        return venues, wrapped(heading.coverage, room, most)


NARROW, POST = NarrowBands(), PostBands()


def one_line(text: str) -> str:
    """Words as they can stand in a picture: without line ends, tabs and what cannot be seen."""
    return " ".join("".join(c for c in part if c.isprintable()) for part in text.split()).strip()


def elided(text: str, room: float, size_px: int = SMALL_PX, *, bold: bool = False) -> str:
    """Words as far as there is room for them, with an ellipsis where it is too little."""
    lines = metrics(size_px, bold=bold)
    return lines.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0.0))


def wrapped(text: str, room: float, most: int, size_px: int = SMALL_PX) -> list[str]:
    """Words in lines of a width, at most so many; the last one ends with an ellipsis if need be."""
    words, lines = text.split(" ") if text else [], list[str]()
    while words and len(lines) < most - 1:
        count = 1
        while count < len(words) and text_width(" ".join(words[: count + 1]), size_px) <= room:
            count += 1
        lines.append(elided(" ".join(words[:count]), room, size_px))
        words = words[count:]
    if words:
        lines.append(elided(" ".join(words), room, size_px))
    return lines


def _rules(painter: QPainter, size: tuple[int, int], bands: tuple[int, int], inks: Inks) -> None:
    """The lines between words and panes."""
    width, height = size
    painter.fillRect(QRectF(0, bands[0] - 1, width, 1), inks.hairline)
    painter.fillRect(QRectF(0, height - bands[1], width, 1), inks.hairline)


def _badge(painter: QPainter, at: QPointF, inks: Inks) -> float:
    """The words about a market that is not real on a ground of their own; their width."""
    width = text_width(tr(SIMULATED_WORDS), SMALL_PX, bold=True) + 2 * _BADGE_SIDE
    painter.fillRect(QRectF(at.x(), at.y() - 13, width, _BADGE_HEIGHT), inks.of("cascade"))
    place = QPointF(at.x() + _BADGE_SIDE, at.y())
    _say(
        painter,
        tr(SIMULATED_WORDS),
        place,
        width,
        color=inks.background,
        size_px=SMALL_PX,
        bold=True,
    )
    return width


def _say(
    painter: QPainter,
    text: str,
    at: QPointF,
    room: float,
    *,
    color: QColor,
    size_px: int,
    bold: bool = False,
) -> float:
    """Write words in the room there is, with an ellipsis where it is too little; their width."""
    fitting = elided(text, room, size_px, bold=bold)
    painter.setFont(type_of(size_px, bold=bold))
    painter.setPen(color)
    painter.drawText(at, fitting)
    return text_width(fitting, size_px, bold=bold)


def _say_right(
    painter: QPainter,
    text: str,
    width: int,
    baseline: float,
    *,
    color: QColor,
    size_px: int,
    bold: bool = False,
    side: int = SIDE_PX,
) -> float:
    """Write words up to the right margin; where they begin."""
    left = max(width - side - text_width(text, size_px, bold=bold), float(side))
    room = width - side - left
    _say(painter, text, QPointF(left, baseline), room, color=color, size_px=size_px, bold=bold)
    return left
