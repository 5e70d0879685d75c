"""The liquidation tape: single liquidations as they arrive, newest on top, filtered and held at will."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from datetime import tzinfo

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from tracker.analysis import words
from tracker.analysis.numerals import unit
from tracker.domain.derivatives import Liquidation, Side
from tracker.domain.health import Channel, Health
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr
from tracker.services.tape import TapeFilter
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.panels.tape_bars import AlertBar, FilterBar, StateLine
from tracker.ui.panels.tape_words import said_of_feeds
from tracker.ui.theme import SMALL_PX, Palette, font, text_width
from tracker.ui.zones import moment, seconds

_ROW_PX, _TEXT_PX = 25, 12
#: Figures keep their width; the venue's name takes what is left.
_TIME_PX, _SIDE_PX, _PRICE_PX, _SUM_PX = 60, 40, 64, 52
MOST = 500
_LOADING = noted("Being read from the cache…")
_NONE, _NONE_LIKE = (
    noted("No single liquidation was received yet."),
    noted("No liquidation is like that."),
)


class Tape(Panel):
    """Liquidations of the selected coin, or of all that are watched.

    While the top is in view new ones appear there. Further down, what is being read does not move.

    Signals:
        filter_changed: other ones are wanted, as a TapeFilter.
        rule_wanted: an alert, as a RuleWish.
        chosen: a liquidation whose moment is to be shown on the chart.
    """

    filter_changed = Signal(object)
    rule_wanted = Signal(object)
    chosen = Signal(object)

    def __init__(self, palette: Palette) -> None:
        self._titles: dict[str, str] = {}
        self._feeds: frozenset[str] = frozenset()
        self._health: list[Health] = []
        self._waiting: list[Liquidation] = []
        self._unseen, self._newest_ms, self._now_ms = 0, 0, 0
        self._loading = True
        self._list = RowList[Liquidation](
            tr("Liquidation tape"), _ROW_PX, self._describe, self._paint, palette, key=_key
        )
        self.filters, self.alert, self.state = FilterBar(), AlertBar(), StateLine()
        super().__init__(tr("Liquidation tape"), self._list, tr(_LOADING), bar=self._bar())
        self.pause = self._tool(tr("Pause"), tr("Hold the tape (Space)"))
        self.bell = self._tool(tr("Alert…"), tr("Tell me when this much is liquidated"))
        self.pause.toggled.connect(self._hold)
        self.bell.toggled.connect(self._show_alert)
        self.filters.changed.connect(self._refilter)
        self.alert.wanted.connect(self.rule_wanted)
        self.alert.left.connect(lambda: self.bell.setChecked(False))
        self.state.newest.clicked.connect(self.to_newest)
        self._list.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._list.activated.connect(lambda: self._with_current(self.chosen.emit))
        self._add_actions()

    def _bar(self) -> QWidget:
        bar = QWidget()
        bar.setObjectName("tape-bar")
        bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(bar)
        column.setContentsMargins(MARGIN, 0, MARGIN, 4)
        column.setSpacing(4)
        for one in (self.filters, self.alert, self.state):
            column.addWidget(one)
        self.alert.hide()
        self.state.hide()
        return bar

    def _tool(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("panel-tool")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(text.removesuffix("…"))
        button.setAccessibleDescription(tip)
        button.setCheckable(True)
        button.setFont(font(SMALL_PX))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.head.addWidget(button)
        return button

    def _add_actions(self) -> None:
        """The menu of a row, whose keys work while the list has the focus."""
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, keys, call in (
            (tr("Show on chart"), "", lambda: self._with_current(self.chosen.emit)),
            (tr("Copy"), QKeySequence.StandardKey.Copy, lambda: self._with_current(self._copy)),
            (tr("Pause or go on"), "Space", self.pause.toggle),
            (tr("To the newest"), "Home", self.to_newest),
        ):
            action = QAction(text, self._list)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(call)
            self._list.addAction(action)

    # --- what is listed --------------------------------------------------------------------------

    def set_titles(self, titles: dict[str, str]) -> None:
        """How venues are called."""
        self._titles = titles
        self._name_venues()

    def set_feeds(self, venues: Collection[str]) -> None:
        """The venues that give single liquidations; without any, all are taken for such."""
        self._feeds = frozenset(venues)
        self._name_venues()

    def _name_venues(self) -> None:
        feeds = self._feeds
        self.filters.set_venues(
            {venue: name for venue, name in self._titles.items() if not feeds or venue in feeds}
        )

    def begin(self, asset: str, events: Sequence[Liquidation] = ()) -> None:
        """Begin anew with a coin and what is known of it."""
        self.filters.set_asset(asset)
        self.alert.set_terms(asset, self.filters.wanted.side)
        self._waiting, self._unseen, self._newest_ms = [], 0, 0
        self._loading = True
        self._list.show_rows([])
        if events:
            self.add(events)
        self._tell()

    def add(self, events: Sequence[Liquidation]) -> None:
        """Put new ones where their time puts them: venues are not equally fast."""
        self._loading = False
        self._newest_ms = max([self._newest_ms, *(one.at_ms for one in events)])
        wanted = [one for one in events if self.filters.wanted.wants(one)]
        if self.pause.isChecked() and self._list.rows:
            self._waiting = sorted({*self._waiting, *wanted}, key=_age)[:MOST]
        else:
            self._insert(wanted)
        self._tell()

    def _insert(self, events: Sequence[Liquidation]) -> None:
        rows = self._list.rows
        known = {_key(row) for row in rows}
        new = sorted(
            {_key(one): one for one in events if _key(one) not in known}.values(), key=_age
        )[:MOST]
        if not rows:
            self._list.show_rows(new)
            return
        newest, follows = rows[0].at_ms, self.follows
        for one in reversed(new):
            place = bisect_left(rows, _age(one), key=_age)
            if place < MOST:
                self._list.insert_rows(place, [one], MOST)
        if not follows:
            self._unseen += sum(one.at_ms >= newest for one in new)

    def _refilter(self) -> None:
        """What is listed and not wanted goes at once; what is lacking comes from the cache."""
        wanted = self.filters.wanted
        self.alert.set_terms(self.filters.asset, wanted.side)
        self.filter_changed.emit(wanted)

    # --- following -------------------------------------------------------------------------------

    @property
    def follows(self) -> bool:
        """Whether the newest is in view and new ones appear there."""
        return self._list.verticalScrollBar().value() == 0 and not self.pause.isChecked()

    def to_newest(self) -> None:
        """Go on, at the top."""
        self.pause.setChecked(False)
        self._list.scrollToTop()
        if self._list.rows:
            self._list.setCurrentIndex(self._list.model().index(0, 0))
        self._scrolled()

    def _hold(self, on: bool) -> None:
        self.pause.setText(tr("Go on") if on else tr("Pause"))
        if not on:
            waiting, self._waiting = self._waiting, []
            self._insert(waiting)
        self._tell()

    def _scrolled(self) -> None:
        if self._list.verticalScrollBar().value() == 0:
            self._unseen = 0
        self._tell()

    # --- what is said of it ----------------------------------------------------------------------

    def show_health(self, rows: Sequence[Health]) -> None:
        """Whether the feeds can be believed."""
        self._health = [
            row
            for row in rows
            if row.channel is Channel.LIQUIDATIONS and (not self._feeds or row.venue in self._feeds)
        ]
        self._tell()

    def tell(self, now_ms: int) -> None:
        """Time went on."""
        self._now_ms = now_ms
        self._tell()

    def _tell(self) -> None:
        of_feeds = said_of_feeds(self._health, self._titles, self._newest_ms, self._now_ms)
        if self.pause.isChecked():
            self.state.say(tr("paused · {count} waiting", count=len(self._waiting)), "warn")
        elif self._unseen:
            self.state.say(of_feeds.text, of_feeds.role, tr("{unseen} new ↑", unseen=self._unseen))
        else:
            self.state.say(of_feeds.text, of_feeds.role)
        if self._loading:
            self.set_empty(tr(_LOADING))
        elif of_feeds.role == "bad":
            self.set_empty(of_feeds.empty)
        elif self.filters.wanted != TapeFilter(all_coins=self.filters.wanted.all_coins):
            self.set_empty(tr(_NONE_LIKE))
        else:
            self.set_empty(of_feeds.empty or tr(_NONE))

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        super().set_palette(palette)
        self.state.set_palette(palette)

    # --- alerts ----------------------------------------------------------------------------------

    def _show_alert(self, on: bool) -> None:
        self.alert.setVisible(on)
        if on:
            self.alert.set_terms(self.filters.asset, self.filters.wanted.side)
            self.alert.amount.setFocus()

    def added(self) -> None:
        """The rule is on the list."""
        self.alert.added()

    def refused(self, sentence: str) -> None:
        """What was wanted cannot be."""
        self.alert.refused(sentence)

    # --- rows ------------------------------------------------------------------------------------

    def _with_current(self, call: Callable[[Liquidation], object]) -> None:
        one = self._list.row_at(self._list.currentIndex())
        if one is not None:
            call(one)

    def _copy(self, one: Liquidation) -> None:
        QGuiApplication.clipboard().setText(self._describe(one, self._list.zone))

    def _describe(self, one: Liquidation, zone: tzinfo) -> str:
        """The row in words."""
        coin = f" {one.market.asset}" if self.filters.wanted.all_coins else ""
        return tr(
            "{when}, {named}: a{coin} {side} of {usd} was closed by force at {price}",
            when=moment(one.at_ms, zone),
            named=self._named(one),
            coin=coin,
            side=term(one.side),
            usd=words.usd(one.notional_usd),
            price=words.price(one.price),
        )

    def _named(self, one: Liquidation) -> str:
        return self._titles.get(one.market.venue, one.market.venue)

    def _paint(self, brush: Brush, one: Liquidation) -> None:
        rect = brush.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        sum_px = _sum_px()
        figures = _SIDE_PX + _PRICE_PX + sum_px
        widths = (_TIME_PX, rect.width() - _TIME_PX - figures, _SIDE_PX, _PRICE_PX, sum_px)
        edges = [rect.left()]
        for width in widths:
            edges.append(edges[-1] + width)

        def cell(at: int, pad: int = 4) -> QRect:
            return QRect(edges[at], rect.top(), edges[at + 1] - edges[at] - pad, rect.height())

        named = self._named(one)
        if self.filters.wanted.all_coins:
            named = f"{one.market.asset} {named}"
        brush.text(seconds(one.at_ms, brush.zone), cell(0), role="quiet", size=_TEXT_PX)
        brush.text(named, cell(1), size=_TEXT_PX)
        role = "down" if one.side is Side.LONG else "up"
        brush.text(term(one.side), cell(2), role=role, size=_TEXT_PX, right=True)
        brush.text(words.price(one.price), cell(3, 2), size=_TEXT_PX, right=True)
        total = words.compact(one.notional_usd)
        brush.text(total, cell(4, 0), size=_TEXT_PX, bold=True, right=True)


def _sum_px() -> int:
    """How wide the sums are, in the words that numbers have here."""
    widest = max(text_width(f"88.8{unit(power)}", _TEXT_PX, bold=True) for power in (1, 2))
    return max(_SUM_PX, round(widest) + 8)


def _age(one: Liquidation) -> int:
    return -one.at_ms


def _key(one: Liquidation) -> tuple[str, str, int, Side, float, float]:
    """What makes it one and the same, from a stream or from the store."""
    return (
        one.market.venue,
        one.market.symbol,
        one.at_ms,
        one.side,
        one.price,
        one.quantity,
    )
