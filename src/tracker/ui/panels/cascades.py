"""The page of cascades: all that were found, what they did, and how they reached other coins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QAbstractItemView,
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
from tracker.analysis.cascade import LEARN_LEAST_MS
from tracker.domain.cascade import Episode, market_wide
from tracker.domain.health import Channel
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.domain.translating import noted, tr
from tracker.services.ripple import Ripple
from tracker.ui.focus_frame import FocusFramed
from tracker.ui.panels.ages import length
from tracker.ui.panels.page_words import Hearing, Needs, Note, heard
from tracker.ui.panels.ripple_words import ripple_text
from tracker.ui.panels.rows import MARGIN
from tracker.ui.panels.state_bar import StateBar
from tracker.ui.theme import SMALL_PX, Palette, font
from tracker.ui.zones import moment

_HEADINGS = (
    noted("Coin"),
    noted("From"),
    noted("Length"),
    noted("Peak"),
    noted("Index"),
    noted("Liquidated"),
    noted("Longs"),
    noted("Move"),
    noted("Contracts"),
    "B",
    noted("Seen"),
    noted("Market"),
)
_NOTHING = noted(
    "No cascade was found yet. It takes ten days of liquidations to know what is normal for a coin."
)
_READING = noted("Reading the list…")
_UNREAD = noted("The list of cascades could not be read yet.")
_RULE = noted("Index of 4 h. Sums are what was seen: the least that was liquidated.")
_NEEDS = Needs(
    frozenset({Channel.LIQUIDATIONS}),
    noted(
        "What is liquidated there is missing: a cascade may be found late, and sums are too low."
    ),
)
#: A search that is this far behind may have missed what happened since.
_BEHIND_MS = HOUR_MS
_CHOOSE = noted("Choose a cascade to see how it reached other coins.")
_ROW_PX = 24
_LEFT_COLUMNS = (0, 1, 3, 11)
_MOVE_COLUMNS = (7, 8)


class _Table(FocusFramed, QTableWidget):
    """Where the keyboard is is seen around it."""


class CascadePage(QWidget):
    """A panel that is made when it is first asked for."""

    jump_wanted = Signal(object)  # Episode
    ripple_wanted = Signal(object)  # Episode

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(640, 320)
        self._palette = palette
        self._zone: tzinfo = UTC
        self._episodes: list[Episode] = []
        self._rippling: tuple[Episode, Ripple] | None = None
        self._is_read = False
        self._looked_ms: dict[str, int] = {}
        self._learnt: tuple[str, float] | None = None
        self._now_ms = 0
        self.state = StateBar(palette)
        self.table = _Table(0, len(_HEADINGS))
        self.table.setAccessibleName(tr("Cascades, newest first"))
        self.jump = QPushButton(tr("Show on the chart"))
        self._said, self._detail = QLabel(tr(_READING)), QLabel(tr(_CHOOSE))
        self._note = QLabel(tr(_RULE))
        self._place()
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.itemActivated.connect(lambda _: self._want_jump())
        self.jump.clicked.connect(self._want_jump)

    def _place(self) -> None:
        table = self.table
        for column, name in enumerate(_HEADINGS):
            heading = QTableWidgetItem(tr(name))
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
        self._said.setContentsMargins(3 * MARGIN, 0, 3 * MARGIN, 0)
        self._detail.setObjectName("message")
        self._detail.setFont(font(SMALL_PX))
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._detail.setContentsMargins(MARGIN, 8, MARGIN, 8)
        self._detail.setMinimumHeight(8 * round(self._detail.fontMetrics().lineSpacing()) + 16)

    def _place_rows(self) -> None:
        self.jump.setEnabled(False)
        self._body = QStackedLayout()
        self._body.addWidget(self.table)
        self._body.addWidget(self._said)
        self._body.setCurrentWidget(self._said)
        bar = QHBoxLayout()
        bar.setContentsMargins(MARGIN, 8, MARGIN, 8)
        self._note.setObjectName("quiet")
        self._note.setFont(font(SMALL_PX))
        self._note.setWordWrap(True)
        bar.addWidget(self._note, 1)
        bar.addWidget(self.jump)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.state)
        rows.addLayout(bar)
        rows.addLayout(self._body, 1)
        self._line = QWidget()
        self._line.setObjectName("hairline")
        self._line.setFixedHeight(1)
        rows.addWidget(self._line)
        rows.addWidget(self._detail)
        self._show_parts()

    # --- showing -------------------------------------------------------------------------------

    def show_episodes(
        self, episodes: Sequence[Episode], looked_ms: Mapping[str, int] | None = None
    ) -> None:
        """Show these, the newest first; the one that was chosen stays so.

        Args:
            episodes: all that were found.
            looked_ms: up to when each coin was looked through, UTC ms.
        """
        self._is_read, self._looked_ms = True, dict(looked_ms or {})
        self.state.mend()
        self._list(episodes)
        self._tell()

    def _list(self, episodes: Sequence[Episode]) -> None:
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
        self._show_parts()
        if chosen is None or _key(chosen) not in keys:
            self._chosen()

    def show_unread(self, why: str) -> None:
        """The list cannot be read; what was read before stays."""
        self.state.fail(why, is_empty=not self._is_read)
        if not self._is_read:
            self._said.setText(tr(_UNREAD))

    def show_learnt(self, asset: str, days: float) -> None:
        """Of how many days it is known what is normal for the chosen coin."""
        self._learnt = asset, days
        self._tell()

    def hear(self, hearing: Hearing) -> None:
        """Who is heard, and time went on."""
        self._now_ms = hearing.now_ms
        self.state.hear(heard(hearing, _NEEDS, is_empty=not self._episodes))
        self._tell()

    def _tell(self) -> None:
        """How far the search is; where nothing was found, what it takes."""
        newest_ms = max(self._looked_ms.values(), default=None)
        looked = ""
        if newest_ms is not None:
            looked = tr("Looked through up to {when}.", when=moment(newest_ms, self._zone))
        behind = self._behind()
        self.state.age(behind)
        # Where the search is behind, the line over the page says since when.
        self._note.setText(tr(_RULE) if behind.text or not looked else f"{tr(_RULE)} {looked}")
        if not self._is_read:
            return
        said = [tr(_NOTHING)]
        least = LEARN_LEAST_MS // DAY_MS
        if self._learnt is not None and self._learnt[1] < least:
            asset, days = self._learnt
            said.append(
                tr(
                    "Of {asset} {days:.0f} of {least} are known.",
                    asset=asset,
                    days=days,
                    least=least,
                )
            )
        self._said.setText("\n".join(filter(None, (*said, looked))))

    def _behind(self) -> Note:
        """Of which coins what happened lately is not on the list."""
        old = {
            asset: at_ms
            for asset, at_ms in self._looked_ms.items()
            if self._now_ms - at_ms > _BEHIND_MS
        }
        if not old or not self._now_ms:
            return Note()
        oldest_ms = min(old.values())
        return Note(
            tr(
                "Not looked through since {when}, {length} ago: {assets}. A cascade since then is "
                "not on this list yet.",
                when=moment(oldest_ms, self._zone),
                length=length(self._now_ms - oldest_ms),
                assets=", ".join(sorted(old)),
            ),
            "warn",
        )

    def show_unread_ripple(self, episode: Episode, why: str) -> None:
        """The minutes around a cascade cannot be read."""
        one = self.chosen()
        if one is not None and _key(one) == _key(episode):
            self._detail.setText(
                tr("The minutes around it cannot be read: {why} Choose it again to retry.", why=why)
            )

    def _show_parts(self) -> None:
        """Where there is no cascade, a sentence stands in the middle and nothing around it."""
        there = bool(self._episodes)
        self._body.setCurrentWidget(self.table if there else self._said)
        for part in (self._note, self.jump, self._line, self._detail):
            part.setVisible(there)

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
            tr("{length} so far", length=_length(one)) if one.is_running else _length(one),
            words.clock(one.peak_ms, date=False, zone=self._zone),
            f"{one.index:.0f}",
            f"{least}{words.usd(one.usd)}",
            longs,
            words.percent(one.move, 1),
            words.percent(one.change, 1),
            cascade_words.signed(one.feedback) if one.feedback is not None else words.UNKNOWN,
            words.share(one.share),
            tr("{count} coins", count=len(wide)) if wide else "",
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
        lines = [tr("Seen by {venues}.", venues=", ".join(one.venues) or tr("nobody"))]
        wide = market_wide(one, self._episodes)
        if wide:
            lines.append(tr("At the same time: {wide}.", wide=", ".join(wide)))
        if one.is_running:
            lines.append(tr("It is not over."))
        return "\n".join(lines)

    def _chosen(self) -> None:
        one = self.chosen()
        self.jump.setEnabled(one is not None)
        if one is None:
            self._rippling = None
            self._detail.setText(tr(_CHOOSE) if self._episodes else "")
            return
        self._detail.setText(tr("Reading the minutes around it …"))
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
        self._list(list(self._episodes))
        self._tell()
        if self._rippling is not None:
            self.show_ripple(*self._rippling)

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self.state.set_palette(palette)
        self._list(list(self._episodes))


def _key(one: Episode) -> tuple[str, int]:
    return one.asset, one.on_ms


def _length(one: Episode) -> str:
    minutes = round((one.end_ms - one.start_ms) / MINUTE_MS)
    if minutes < HOUR_MS // MINUTE_MS:
        return tr("{minutes} min", minutes=minutes)
    hours, rest = divmod(minutes, HOUR_MS // MINUTE_MS)
    return tr("{hours} h {rest} min", hours=hours, rest=rest) if rest else f"{hours} h"


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in _LEFT_COLUMNS else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
