"""The page of cascades: all that were found, what they did, and how they reached other coins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tracker.analysis import cascade_words, words
from tracker.domain.cascade import Episode, market_wide
from tracker.domain.times import HOUR_MS, MINUTE_MS
from tracker.services.ripple import LEADER, Ripple, RippleRow
from tracker.ui.panels.rows import MARGIN
from tracker.ui.theme import SMALL_PX, Palette, font

_HEADINGS = (
    "Coin",
    "From",
    "Length",
    "Peak",
    "Index",
    "Liquidated",
    "Longs",
    "Move",
    "Contracts",
    "B",
    "Seen",
    "Market",
)
_NOTHING = (
    "No cascade was found yet. It takes ten days of liquidations to know what is normal for a coin."
)
_CHOOSE = "Choose a cascade to see how it reached other coins."
_ROW_PX = 24
_LEFT_COLUMNS = (0, 1, 3, 11)
_MOVE_COLUMNS = (7, 8)


class CascadePage(QDialog):
    """A window beside the main one, which stays usable."""

    jump_wanted = Signal(object)  # Episode
    ripple_wanted = Signal(object)  # Episode

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Cascades")
        self.resize(980, 560)
        self.setMinimumSize(640, 320)
        self._palette = palette
        self._zone: tzinfo = UTC
        self._episodes: list[Episode] = []
        self._rippling: tuple[Episode, Ripple] | None = None
        self.table = QTableWidget(0, len(_HEADINGS))
        self.table.setAccessibleName("Cascades, newest first")
        self.jump = QPushButton("Show on the chart")
        self._said, self._detail = QLabel(_NOTHING), QLabel(_CHOOSE)
        self._place()
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.itemActivated.connect(lambda _: self._want_jump())
        self.jump.clicked.connect(self._want_jump)

    def _place(self) -> None:
        table = self.table
        for column, name in enumerate(_HEADINGS):
            heading = QTableWidgetItem(name)
            heading.setTextAlignment(_side(column))
            table.setHorizontalHeaderItem(column, heading)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setTabKeyNavigation(False)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        down = table.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(_ROW_PX)
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        self._place_words()
        self._place_rows()

    def _place_words(self) -> None:
        for label in (self._said, self._detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._said.setObjectName("quiet")
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._detail.setObjectName("message")
        self._detail.setFont(font(SMALL_PX))
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._detail.setContentsMargins(MARGIN, 8, MARGIN, 8)
        self._detail.setMinimumHeight(8 * round(self._detail.fontMetrics().lineSpacing()) + 16)

    def _place_rows(self) -> None:
        self.jump.setAutoDefault(False)
        self.jump.setEnabled(False)
        self._body = QStackedLayout()
        self._body.addWidget(self.table)
        self._body.addWidget(self._said)
        self._body.setCurrentWidget(self._said)
        bar = QHBoxLayout()
        bar.setContentsMargins(MARGIN, 8, MARGIN, 8)
        note = QLabel("Index of 4 h. Sums are what was seen: the least that was liquidated.")
        note.setObjectName("quiet")
        note.setFont(font(SMALL_PX))
        bar.addWidget(note, 1)
        bar.addWidget(self.jump)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(bar)
        rows.addLayout(self._body, 1)
        line = QWidget()
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        rows.addWidget(line)
        rows.addWidget(self._detail)

    # --- showing -------------------------------------------------------------------------------

    def show_episodes(self, episodes: Sequence[Episode]) -> None:
        """Show these, the newest first; the one that was chosen stays so."""
        chosen = self.chosen()
        self._episodes = sorted(episodes, key=lambda one: (-one.on_ms, one.asset))
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._episodes))
        for row, one in enumerate(self._episodes):
            for column, text in enumerate(self._cells(one)):
                self.table.setItem(row, column, self._item(one, column, text))
        keys = [_key(one) for one in self._episodes]
        if chosen is not None and _key(chosen) in keys:
            self.table.selectRow(keys.index(_key(chosen)))
        else:
            self.table.clearSelection()
        self.table.blockSignals(False)
        self._body.setCurrentWidget(self.table if episodes else self._said)
        if chosen is None or _key(chosen) not in keys:
            self._chosen()

    def chosen(self) -> Episode | None:
        """The cascade that is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self._episodes[rows[0].row()] if rows else None

    def _cells(self, one: Episode) -> list[str]:
        least = "\u2265\u202f" if one.lower_bound else ""
        wide = market_wide(one, self._episodes)
        longs = words.share(one.long_usd / one.usd) if one.usd else words.UNKNOWN
        return [
            one.asset,
            words.clock(one.start_ms, zone=self._zone),
            _length(one),
            words.clock(one.peak_ms, date=False, zone=self._zone),
            f"{one.index:.0f}",
            f"{least}{words.usd(one.usd)}",
            longs,
            words.percent(one.move, 1),
            words.percent(one.change, 1),
            cascade_words.signed(one.feedback) if one.feedback is not None else words.UNKNOWN,
            words.share(one.share),
            f"{len(wide)} coins" if wide else "",
        ]

    def _item(self, one: Episode, column: int, text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setTextAlignment(_side(column))
        item.setToolTip(self._tip(one))
        value = {7: one.move, 8: one.change}.get(column)
        if column in _MOVE_COLUMNS and value:
            item.setForeground(QBrush(self._palette.color("up" if value > 0 else "down")))
        return item

    def _tip(self, one: Episode) -> str:
        lines = [f"Seen by {', '.join(one.venues) or 'nobody'}."]
        wide = market_wide(one, self._episodes)
        if wide:
            lines.append(f"At the same time: {', '.join(wide)}.")
        if one.is_running:
            lines.append("It is not over.")
        return "\n".join(lines)

    def _chosen(self) -> None:
        one = self.chosen()
        self.jump.setEnabled(one is not None)
        if one is None:
            self._rippling = None
            self._detail.setText(_CHOOSE if self._episodes else "")
            return
        self._detail.setText("Reading the minutes around it …")
        self.ripple_wanted.emit(one)

    def _want_jump(self) -> None:
        one = self.chosen()
        if one is not None:
            self.jump_wanted.emit(one)

    def show_ripple(self, episode: Episode, ripple: Ripple) -> None:
        """Say how a cascade reached other coins, if it is still the chosen one."""
        one = self.chosen()
        if one is None or _key(one) != _key(episode):
            return
        self._rippling = (episode, ripple)
        self._detail.setText(ripple_text(ripple, self._zone))

    def detail(self) -> str:
        """What is said of the chosen one."""
        return self._detail.text()

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        self.show_episodes(list(self._episodes))
        if self._rippling is not None:
            self.show_ripple(*self._rippling)

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self.show_episodes(list(self._episodes))


def ripple_text(ripple: Ripple, zone: tzinfo = UTC) -> str:
    """The figures of a ripple as lines: the leader's shares, then a line a coin."""
    first = words.clock(ripple.start_ms, zone=zone)
    last = words.clock(ripple.end_ms, date=False, zone=zone)
    head = [f"Minutes from {first} to {last}, {len(ripple.coins)} coins."]
    for share, of in (
        (ripple.liquidations_share, "all liquidations"),
        (ripple.interest_share, "open interest"),
    ):
        known = f"{words.share(share)} of {of}" if share is not None else f"share of {of} not known"
        head.append(f"{LEADER} {known}.")
    return "\n".join([" ".join(head), *(_ripple_line(row) for row in ripple.rows)])


def _ripple_line(row: RippleRow) -> str:
    if row.beta is None or row.prices is None:
        return f"{row.asset}: the minutes of that time are not in the cache."
    one = row.beta
    parts = [
        f"{row.asset} {words.percent(row.move, 1)}",
        f"beta {one.value:.2f} (95\u202f%: {one.low95:.2f} to {one.high95:.2f})",
        f"prices: {_who(row.asset, row.prices.leads, row.prices.lag)}",
    ]
    if row.liquidations is not None:
        parts.append(
            f"liquidations: {_who(row.asset, row.liquidations.leads, row.liquidations.lag)}"
        )
    return " · ".join(parts)


def _who(asset: str, leads: bool | None, lag: int) -> str:
    """Which of the two comes first, where that is sure."""
    if leads is None:
        return "no leader within a minute" if lag == 0 else "no sure leader"
    if lag == 0:
        return f"{LEADER if leads else asset} first, by less than a minute"
    return f"{LEADER if leads else asset} first, by {abs(lag)} min"


def _key(one: Episode) -> tuple[str, int]:
    return one.asset, one.on_ms


def _length(one: Episode) -> str:
    minutes = round((one.end_ms - one.start_ms) / MINUTE_MS)
    if minutes < HOUR_MS // MINUTE_MS:
        return f"{minutes} min"
    hours, rest = divmod(minutes, HOUR_MS // MINUTE_MS)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in _LEFT_COLUMNS else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
