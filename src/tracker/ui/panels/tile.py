"""One answer of a strip or page: a large figure, a line that qualifies it, its scope at the right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton

from tracker.analysis import words
from tracker.ui.theme import FIGURE_PX, SMALL_PX, Palette, font, metrics, text_width

_HEIGHT = 82
_LEFT, _RIGHT, _GAP = 14, 12, 6
_UNIT_PX = 13
#: Where the baselines of title, figure and line stand; a bar between the last two moves the line.
_TITLE_Y, _FIGURE_Y, _LINE_Y, _BAR_Y, _LINE_BELOW_BAR_Y = 20, 44, 64, 53, 72
_BAR_PX = 4
_FOOT_PX = 17
#: Two lines stand where one does: the first so much higher, the second below it.
_UP_PX, _ROW_PX = 3, 14

#: Words with the colour role of each part.
Words = Sequence[tuple[str, str]]

_DOTS = "\N{HORIZONTAL ELLIPSIS}"


class Tile(QAbstractButton):
    """One answer.

    Args:
        has_foot: whether there is room for a second line, which says where the answer is from.

    Signals:
        wanted: the user wants to know more, where the tile leads somewhere.
    """

    wanted = Signal()

    def __init__(self, title: str, palette: Palette, *, has_foot: bool = False) -> None:
        super().__init__()
        self._foot: str | None = "" if has_foot else None
        self._leads = ""
        self._is_old = False
        self._palette = palette
        self._title = title
        self._scope = ""
        self._figure = words.UNKNOWN
        self._unit: Words = ()
        self._line: Words = ()
        self._share: float | None = None
        self.setFixedHeight(_HEIGHT + _FOOT_PX if has_foot else _HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def lead(self, tip: str) -> None:
        """Let a click lead somewhere; the tip says where."""
        self._leads = tip
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def hitButton(self, at: QPoint) -> bool:
        """A tile that leads nowhere cannot be pressed."""
        return bool(self._leads) and self.rect().contains(at)

    def nextCheckState(self) -> None:
        """It was pressed, by mouse, by the space bar or by a reader of the screen."""
        if self._leads:
            self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return does what the space bar does."""
        if self._leads and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def say(
        self,
        figure: str,
        *,
        unit: Words = (),
        line: Words = (),
        scope: str = "",
        title: str = "",
        share: float | None = None,
        foot: str = "",
        meaning: str = "",
        is_old: bool = False,
        is_thin: bool = False,
    ) -> None:
        """Show an answer; `share` draws a bar, its first part so long.

        `foot` is the second line of a tile that has room for it; `meaning` is in the tool tip alone.
        What `is_old` is no longer written as the present; what `is_thin` holds less than it should.
        """
        self._figure, self._unit, self._line, self._scope = figure, unit, line, scope
        self._title = title or self._title
        self._share, self._is_old = share, is_old or is_thin
        self.setAccessibleDescription(meaning)
        self._foot = foot if self._foot is not None else None
        unit_text, line_text = _plain(unit), _plain(line)
        self.setAccessibleName(f"{self._title}: {figure} {unit_text}. {line_text} {scope}".strip())
        lines = [f"{self._title}   {scope}".strip(), f"{figure} {unit_text}".strip(), line_text]
        lines += [one for one in (foot, meaning, self._leads) if one]
        self.setToolTip("\n".join(lines).strip())
        self.update()

    def set_title(self, title: str) -> None:
        """What it is about, from the next answer on."""
        self._title = title
        self.update()

    @property
    def words(self) -> str:
        """All that it says."""
        return self.toolTip()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self.update()

    def minimumSizeHint(self) -> QSize:
        """The title and the figure are always there whole."""
        wide = max(
            text_width(self._title, SMALL_PX), text_width(self._figure, FIGURE_PX, bold=True)
        )
        return QSize(round(wide) + _LEFT + _RIGHT, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title and scope, figure and unit, bar, line: what does not fit ends in an ellipsis."""
        del event
        painter = QPainter(self)
        palette, right = self._palette, self.width() - _RIGHT
        painter.fillRect(self.rect(), palette.color("panel"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), palette.color("hairline"))
        pen = _Pen(painter, palette, right)
        self._paint_head(pen)
        if self._share is not None:
            bar = QRect(_LEFT, _BAR_Y, right - _LEFT, _BAR_PX)
            first = round((bar.width() - 2) * self._share)
            painter.fillRect(bar.left(), bar.top(), first, bar.height(), palette.color("down"))
            painter.fillRect(bar.adjusted(first + 2, 0, 0, 0), palette.color("up"))
        self._paint_lines(pen)
        if self.hasFocus():
            painter.setPen(palette.color("interest"))
            painter.drawRect(self.rect().adjusted(1, 1, -3, -2))
        painter.end()

    def _paint_head(self, pen: _Pen) -> None:
        """Title, figure and unit; the scope beside the title or the figure, as much as has room."""
        title_end = pen.say([(self._title, "quiet")], _LEFT, _TITLE_Y, SMALL_PX) + _GAP
        figure = [(self._figure, "quiet" if self._is_old else "text")]
        end = pen.say(figure, _LEFT, _FIGURE_Y, FIGURE_PX, bold=True) + _GAP
        if end + text_width(_plain(self._unit), _UNIT_PX, bold=True) <= pen.right + 1:
            end = pen.say(self._unit, end, _FIGURE_Y, _UNIT_PX, bold=True) + _GAP
        for scope in _shorter(self._scope):
            left = pen.right - text_width(scope, SMALL_PX)
            places = [y for y, taken in ((_TITLE_Y, title_end), (_FIGURE_Y, end)) if taken <= left]
            if places:
                pen.say([(scope, "quiet")], left, places[0], SMALL_PX)
                break

    def _paint_lines(self, pen: _Pen) -> None:
        """What qualifies the figure, in two lines where one has no room for it."""
        y, room, below = _LINE_Y, pen.right - _LEFT, _FOOT_PX
        upper: Words = self._line
        lower: Words = [(self._foot or "", "quiet")]
        if self._share is not None and self._foot is None:
            y, upper = _LINE_BELOW_BAR_Y, shortened(self._line, room)
        elif not self._foot:
            upper, lower = broken(self._line, room)
            if lower and self._foot is None:
                y, below = y - _UP_PX, _ROW_PX
        pen.say(upper, _LEFT, y, SMALL_PX)
        pen.say(lower, _LEFT, y + below, SMALL_PX)


class _Pen(Struct, frozen=True):
    """Writes into a tile, up to its right margin."""

    painter: QPainter
    palette: Palette
    right: float

    def say(self, parts: Words, left: float, y: int, size: int, *, bold: bool = False) -> float:
        """Write parts beside each other; where they end."""
        painter = self.painter
        painter.setFont(font(size, bold=bold))
        dots = text_width(_DOTS, size, bold=bold)
        for at, (text, role) in enumerate(parts, start=1):
            room = self.right - left
            # Where nothing of the next part would be seen, this one says that there is more.
            cut = at < len(parts) and text_width(text, size, bold=bold) > room - dots
            shown = metrics(size, bold=bold).elidedText(
                f"{text} {_DOTS}" if cut else text, Qt.TextElideMode.ElideRight, room
            )
            painter.setPen(self.palette.color(role))
            painter.drawText(QPointF(left, y), shown)
            left += text_width(shown, size, bold=bold)
            if shown != text:
                break
        return left


def _shorter(scope: str) -> Iterator[str]:
    """A scope, and what is left of it without its last part, its last two and so on."""
    parts = re.split(r"(, | of | \u00b7 )", scope)
    for count in range(len(parts), 0, -2):
        yield "".join(parts[:count])


def broken(parts: Words, room: float) -> tuple[Words, Words]:
    """As many whole words as fit into a line, and the others; what parts them is not begun with."""
    if text_width(_plain(parts), SMALL_PX) <= room:
        return parts, ()
    # Parted at plain spaces alone: what a narrow or unbroken one holds together stays together.
    pieces = [(one, role) for text, role in parts for one in re.findall(r"[^ ]+ *| +", text)]
    count, upper = 0, ""
    for text, _ in pieces:
        if count and text_width((upper + text).rstrip(), SMALL_PX) > room:
            break
        upper += text
        count += 1
    rest = pieces[count:]
    while rest and rest[0][0].strip() in ("", "·"):
        del rest[0]
    return _joined(pieces[:count]), _joined(rest)


def _joined(pieces: Words) -> list[tuple[str, str]]:
    """Pieces of one role beside each other as one, without a space at the end."""
    joined: list[tuple[str, str]] = []
    for text, role in pieces:
        if joined and joined[-1][1] == role:
            joined[-1] = (joined[-1][0] + text, role)
        else:
            joined.append((text, role))
    if joined:
        joined[-1] = (joined[-1][0].rstrip(), joined[-1][1])
    return joined


def shortened(parts: Words, room: float) -> Words:
    """What stands between dots in a line goes as a whole where it does not fit; the first stays."""
    if len(parts) != 1:
        return parts
    text, role = parts[0]
    while text_width(text, SMALL_PX) > room and " · " in text:
        text = text.rpartition(" · ")[0]
    return [(text, role)]


def _plain(parts: Words) -> str:
    return "".join(text for text, _ in parts)
