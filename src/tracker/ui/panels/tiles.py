"""The strip of six answers: one large figure each, a line that qualifies it, its scope at the right.

Four of them answer already; the places of the others are kept, and say that they are empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tracker.analysis import words
from tracker.services.views import AssetView
from tracker.ui.theme import FIGURE_PX, SMALL_PX, Palette, font, metrics, text_width
from tracker.ui.zones import moment

_HEIGHT = 82
_LEFT, _RIGHT, _GAP = 14, 12, 6
_UNIT_PX = 13
#: Where the baselines of title, figure and line stand; a bar between the last two moves the line.
_TITLE_Y, _FIGURE_Y, _LINE_Y, _BAR_Y, _LINE_BELOW_BAR_Y = 20, 44, 64, 53, 72
_BAR_PX = 4
_FOOT_PX = 17

#: Words with the colour role of each part.
Words = Sequence[tuple[str, str]]


class Tile(QWidget):
    """One answer.

    Args:
        has_foot: whether there is room for a second line, which says where the answer is from.

    Signals:
        clicked: the user wants to know more, where the tile leads somewhere.
    """

    clicked = Signal()

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

    def lead(self, tip: str) -> None:
        """Let a click lead somewhere; the tip says where."""
        self._leads = tip
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click."""
        inside = self.rect().contains(event.position().toPoint())
        if self._leads and inside and event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()
        super().mouseReleaseEvent(event)

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
    ) -> None:
        """Show an answer; `share` draws a bar, its first part so long.

        `foot` is the second line of a tile that has room for it; `meaning` is in the tool tip alone.
        What `is_old` is no longer written as the present.
        """
        self._figure, self._unit, self._line, self._scope = figure, unit, line, scope
        self._title = title or self._title
        self._share, self._is_old = share, is_old
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
    def text(self) -> str:
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
        palette, width = self._palette, self.width() - _RIGHT
        painter.fillRect(self.rect(), palette.color("panel"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), palette.color("hairline"))

        def say(parts: Words, left: float, y: int, size: int, *, bold: bool = False) -> float:
            """Write parts up to the right margin; where they end."""
            painter.setFont(font(size, bold=bold))
            for text, role in parts:
                room = width - left
                shown = metrics(size, bold=bold).elidedText(text, Qt.TextElideMode.ElideRight, room)
                painter.setPen(palette.color(role))
                painter.drawText(QPointF(left, y), shown)
                left += text_width(shown, size, bold=bold)
                if shown != text:
                    break
            return left

        end = say([(self._title, "quiet")], _LEFT, _TITLE_Y, SMALL_PX)
        scope_left = max(end + _GAP, width - text_width(self._scope, SMALL_PX))
        say([(self._scope, "quiet")], scope_left, _TITLE_Y, SMALL_PX)
        end = (
            say(
                [(self._figure, "quiet" if self._is_old else "text")],
                _LEFT,
                _FIGURE_Y,
                FIGURE_PX,
                bold=True,
            )
            + _GAP
        )
        if end + text_width(_plain(self._unit), _UNIT_PX, bold=True) <= width + 1:
            say(self._unit, end, _FIGURE_Y, _UNIT_PX, bold=True)
        if self._share is not None:
            bar = QRect(_LEFT, _BAR_Y, width - _LEFT, _BAR_PX)
            first = round((bar.width() - 2) * self._share)
            painter.fillRect(bar.left(), bar.top(), first, bar.height(), palette.color("down"))
            painter.fillRect(bar.adjusted(first + 2, 0, 0, 0), palette.color("up"))
        line_y = _LINE_Y if self._share is None else _LINE_BELOW_BAR_Y
        line, foot = self._line, self._foot
        if foot == "" and len(line) == 1:
            upper, foot = _broken(line[0][0], width - _LEFT)
            line = [(upper, line[0][1])]
        say(line, _LEFT, line_y, SMALL_PX)
        if foot:
            say([(foot, "quiet")], _LEFT, line_y + _FOOT_PX, SMALL_PX)
        painter.end()


class TileStrip(QWidget):
    """The six answers side by side."""

    def __init__(self, palette: Palette, zone: tzinfo = UTC) -> None:
        super().__init__()
        self._zone = zone
        self._view: AssetView | None = None
        self.price = Tile("Price", palette)
        self.liquidations = Tile("Liquidations 24 h", palette)
        self.interest = Tile("Open interest", palette)
        self.empty = [Tile(name, palette) for name in ("Cascade", "Stabilisation")]
        self.context = Tile("Context", palette)
        self.context.lead("Click for the state of the market (F7)")
        self.tiles = [self.price, self.liquidations, self.interest, *self.empty, self.context]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for tile in self.tiles:
            layout.addWidget(tile, 1)
            tile.say(words.UNKNOWN, line=_quiet("nothing received yet"))
        for tile in self.empty:
            tile.say(words.UNKNOWN, line=_quiet("not measured yet"))

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        for tile in self.tiles:
            tile.set_palette(palette)

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        if self._view is not None:
            self.show_asset(self._view)

    def show_asset(self, view: AssetView) -> None:
        """Show the answers for one coin."""
        self._view = view
        self._show_price(view)
        self._show_liquidations(view)
        self._show_interest(view)

    def _show_price(self, view: AssetView) -> None:
        title = f"{view.asset} price"
        if view.price is None:
            self.price.say(words.UNKNOWN, title=title, line=_quiet("nothing received yet"))
            return
        line = "no level on the list"
        if view.nearest is not None:
            gap = words.percent(view.nearest.level.price / view.price - 1, 1)
            line = f"nearest level {words.level(view.nearest.level.price)}, {gap}"
        if view.mark is not None and view.mark_away is not None:
            line += f" · mark {words.price(view.mark.price)}"
        self.price.say(
            words.price(view.price),
            title=title,
            unit=[_signed(view.change_24h)],
            line=_quiet(line),
            scope=moment(view.price_at_ms, self._zone) if view.price_at_ms is not None else "",
        )

    def _show_liquidations(self, view: AssetView) -> None:
        total = view.liquidations_24h
        coverage = total.coverage
        scope = f"{words.share(coverage.share)} seen{', capped' if coverage.capped else ''}"
        if coverage.share <= 0:
            line = "no feed was observed in the last 24 h"
            self.liquidations.say(words.UNKNOWN, line=_quiet(line), scope=scope)
            return
        bound = "\u2265\u202f" if coverage.lower_bound else ""
        line, share = "none reported", None
        if total.usd > 0:
            share = total.long_usd / total.usd
            seen = f"{len(coverage.venues)} of {len(coverage.parts)} venues"
            line = f"longs {words.share(share)} · {seen}"
        self.liquidations.say(
            f"{bound}{words.usd(total.usd)}", line=_quiet(line), scope=scope, share=share
        )

    def _show_interest(self, view: AssetView) -> None:
        if view.interest_coin is None:
            self.interest.say(words.UNKNOWN, line=_quiet("no venue has said yet"))
            return
        count = len(view.interest_venues)
        change = view.interest_24h
        line = [*_quiet("change in 24 h unknown yet")]
        if change.coin is not None:
            missing = f" · without {', '.join(change.missing)}" if change.missing else ""
            line = [_signed(change.coin), *_quiet(f" in coins in 24 h{missing}")]
        self.interest.say(
            f"{words.compact(view.interest_coin)} {view.asset}",
            unit=_quiet(words.usd(view.interest_usd)),
            line=line,
            scope=f"{count} {'venue' if count == 1 else 'venues'}, one-sided",
        )


def _broken(text: str, room: float) -> tuple[str, str]:
    """As many whole words as fit into a line, and the others."""
    fits, rest = "", text
    while rest:
        word, _, after = rest.partition(" ")
        longer = f"{fits} {word}".strip()
        if fits and text_width(longer, SMALL_PX) > room:
            break
        fits, rest = longer, after
    return fits, rest


def _quiet(text: str) -> list[tuple[str, str]]:
    return [(text, "quiet")]


def _signed(fraction: float | None) -> tuple[str, str]:
    """A percentage in the colour of its sign."""
    role = "quiet"
    if fraction:
        role = "up" if fraction > 0 else "down"
    return words.percent(fraction), role


def _plain(parts: Words) -> str:
    return "".join(text for text, _ in parts)
