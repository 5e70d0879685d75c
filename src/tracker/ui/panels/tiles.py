"""The strip of six answers: one large figure each, a line that qualifies it, its scope at the right.

What is not known is said so, and a tile that leads somewhere says where.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tracker.analysis import cascade_words, words
from tracker.analysis.cascade import BANNER_LOW, LEARN_LEAST_MS
from tracker.analysis.leverage import CAVEAT, DEAD_ZONE, quadrant
from tracker.analysis.liquidation_windows import COMPARED_SHARE, WindowFigures
from tracker.analysis.open_interest_split import InterestSplit
from tracker.domain.times import DAY_MS
from tracker.services.cascade_reading import CascadeView
from tracker.services.monitor import Monitor
from tracker.services.paces import AssetPace
from tracker.services.views import AssetView
from tracker.ui.monitor_words import tile_words
from tracker.ui.panels.pace_words import amount, compared, not_compared, observed
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

_DOTS = "\N{HORIZONTAL ELLIPSIS}"


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
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click."""
        inside = self.rect().contains(event.position().toPoint())
        if self._leads and inside and event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and the space bar are a click."""
        if self._leads and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
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
            dots = text_width(_DOTS, size, bold=bold)
            for at, (text, role) in enumerate(parts, start=1):
                room = width - left
                # Where nothing of the next part would be seen, this one says that there is more.
                cut = at < len(parts) and text_width(text, size, bold=bold) > room - dots
                shown = metrics(size, bold=bold).elidedText(
                    f"{text} {_DOTS}" if cut else text, Qt.TextElideMode.ElideRight, room
                )
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
        if self.hasFocus():
            painter.setPen(palette.color("interest"))
            painter.drawRect(self.rect().adjusted(1, 1, -3, -2))
        painter.end()


def _details(window: WindowFigures) -> list[str]:
    """What the tile of liquidations has no room for."""
    more = [one for one in (not_compared(window),) if one]
    if window.total.largest_usd is not None:
        more.append(f"largest single one {words.usd(window.total.largest_usd)}")
    if window.bp_of_oi is not None:
        more.append(f"{window.bp_of_oi:.2f} basis points of open interest")
    if window.compared:
        more.append(f"normal: the median day of 30, {words.usd(window.median_usd)}")
    return more


class TileStrip(QWidget):
    """The six answers side by side."""

    def __init__(self, palette: Palette, zone: tzinfo = UTC) -> None:
        super().__init__()
        self._zone = zone
        self._view: AssetView | None = None
        self._pace: AssetPace | None = None
        self.price = Tile("Price", palette)
        self.liquidations = Tile("Liquidations 24 h", palette)
        self.liquidations.lead("Click for all windows and venues")
        self.interest = Tile("Open interest", palette)
        self.cascade = Tile("Cascade", palette)
        self.cascade.lead("Click for all cascades (F6)")
        self.stabilisation = Tile("Stabilisation", palette)
        self.stabilisation.lead("Click for the three checks with their numbers (F9)")
        self.context = Tile("Context", palette)
        self.context.lead("Click for the state of the market (F7)")
        self.tiles = [self.price, self.liquidations, self.interest, self.cascade]
        self.tiles += [self.stabilisation, self.context]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for tile in self.tiles:
            layout.addWidget(tile, 1)
            tile.say(words.UNKNOWN, line=_quiet("nothing received yet"))

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

    def show_cascade(self, view: CascadeView | None) -> None:
        """Show how severe forced selling or buying is."""
        if view is None:
            self.cascade.say(words.UNKNOWN, line=_quiet("nothing received yet"))
            return
        one, share = view.main, view.coverage.share
        scope = f"4 h · {words.share(share)} seen" if view.coverage.parts else "4 h"
        least = "\u2265\u202f" if one.index is not None and one.at_least else ""
        figure = words.UNKNOWN if one.index is None else f"{least}{one.index:.0f}"
        word = cascade_words.level_word(one.index)
        unit: Words = ()
        if one.index is not None:
            calm = one.index < BANNER_LOW
            # What was not seen as a whole is not called calm.
            unit = _quiet("not seen as a whole" if calm and one.at_least else word)
            unit = unit if calm else [(word, "cascade")]
        self.cascade.say(figure, unit=unit, line=_quiet(_cascade_line(view)), scope=scope)

    def show_pace(self, pace: AssetPace) -> None:
        """Say how large the liquidations of a coin are against what is normal for it."""
        self._pace = pace
        if self._view is not None:
            self._show_liquidations(self._view)

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
        window = None
        if self._pace is not None and self._pace.asset == view.asset:
            window = self._pace.window("24h")
        line, share = "none reported", None
        if total.usd > 0:
            share = total.long_usd / total.usd
            line = f"longs {words.share(share)}"
        said = compared(window) if window is not None else ""
        if said:
            scope = observed(total)
            line = f"{line} · {said}"
        elif total.usd > 0:
            line += f" · {len(coverage.venues)} of {len(coverage.parts)} venues"
        self.liquidations.say(
            amount(total),
            line=_quiet(line),
            scope=scope,
            share=share,
            meaning="\n".join(_details(window)) if window is not None else "",
            is_thin=coverage.share < COMPARED_SHARE,
        )

    def _show_interest(self, view: AssetView) -> None:
        if view.interest_coin is None:
            self.interest.say(words.UNKNOWN, line=_quiet("no venue has said yet"))
            return
        count = len(view.interest_venues)
        split = view.interest_24h
        line = [*_quiet("change in 24 h unknown yet")]
        if split.contracts is not None:
            line = [
                *_quiet("positions "),
                _signed(split.contracts),
                *_quiet(", price "),
                _signed(split.price),
                *_quiet(" in 24 h"),
            ]
            if split.missing:
                line += _quiet(f" · without {', '.join(one.venue for one in split.missing)}")
        self.interest.say(
            f"{words.compact(view.interest_coin)} {view.asset}",
            unit=_quiet(words.usd(view.interest_usd)),
            line=line,
            scope=f"{count} {'venue' if count == 1 else 'venues'}, one-sided",
            meaning=split_words(split, view.price_dead_24h),
        )

    def show_monitor(self, monitor: Monitor) -> None:
        """Show whether a sell-off is over."""
        said = tile_words(monitor, self._zone)
        self.stabilisation.say(said.figure, line=said.line, scope=said.scope, meaning=said.more)


def split_words(split: InterestSplit, price_dead: float = DEAD_ZONE) -> str:
    """What did the change of open interest, in sentences; empty where it is not known."""
    if split.contracts is None:
        return ""
    said = (
        f"USD {words.percent(split.change)} in 24 h: price did {words.percent(split.price)} of it, "
        f"positions {words.percent(split.position)}; contracts {words.percent(split.contracts)}."
    )
    lines = [said]
    label = quadrant(split.price_change, split.contracts, price_dead=price_dead)
    if label is not None:
        lines.append(f"Called {label}. {CAVEAT}")
    for one in split.missing:
        last = f", last {words.usd(one.last_usd)}" if one.last_usd is not None else ""
        lines.append(f"Without {one.venue}{last}: it is not known at both ends.")
    return "\n".join(lines)


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


def _cascade_line(view: CascadeView) -> str:
    """The three ingredients and feedback, or what is lacking."""
    one = view.main
    if one.index is None:
        if view.learnt_days < LEARN_LEAST_MS / DAY_MS:
            least = LEARN_LEAST_MS // DAY_MS
            return f"learning what is normal: {view.learnt_days:.0f} of {least} days"
        lacking = (
            ("liquidations", one.pressure),
            ("contracts", one.positions),
            ("price", one.impact),
        )
        names = " and ".join(name for name, value in lacking if value is None)
        return f"{names or 'normal'} not known over 4 h"
    parts = " · ".join(
        f"{name} {words.UNKNOWN if value is None else f'{value:.1f}'}"
        for name, value in (("P", one.pressure), ("F", one.positions), ("I", one.impact))
    )
    found = view.feedback
    if found is None or found.ratio is None:
        return f"{parts} · B unknown"
    return f"{parts} · B {cascade_words.signed(found.ratio)} {found.word}"


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
