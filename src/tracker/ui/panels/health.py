"""The page of health: which channel of which venue can be believed now, and why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from tracker.domain.health import Channel, Health
from tracker.domain.translating import noted, tr
from tracker.ui.panels.ages import length
from tracker.ui.panels.choice import Choice
from tracker.ui.panels.elided import Elided
from tracker.ui.panels.health_table import HealthFilter, HealthModel, HealthTable
from tracker.ui.panels.health_words import HEADINGS, Column, counted
from tracker.ui.panels.page_words import Hearing, Needs, Note, heard
from tracker.ui.panels.rows import MARGIN
from tracker.ui.panels.state_bar import StateBar
from tracker.ui.theme import SMALL_PX, Palette, font
from tracker.ui.tick_box import TickBox
from tracker.ui.zones import moment

_TICK_MS = 1_000
_NOTHING = noted(
    "Nothing is known yet: the engine has not asked any venue. It does so by itself as soon as it runs."
)
_CHOOSE = noted("Choose a channel to read all that is known of it.")
_READING = noted("How far the past is filled is being read…")
_NO_CACHE = noted("There is no cache yet: it begins with the first answer of a venue.")
_NEEDS = Needs(
    frozenset(Channel),
    noted("Sums over venues are of the others alone."),
    noted("the column Next try says when"),
    history=False,
)
_ALL_WELL = noted("Every channel is live or quiet.")
_NOT_ASKED = noted("{title} has not been asked yet.")
_ONE_WELL = noted("Every channel of {title} is live or quiet.")


class HealthPage(QWidget):
    """A panel that is made when it is first asked for."""

    def __init__(
        self,
        titles: Mapping[str, str],
        now_ms: Callable[[], int],
        palette: Palette,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(640, 320)
        self._titles, self._now_ms = titles, now_ms
        self.state = StateBar(palette)
        self._model = HealthModel(titles, now_ms)
        self._filter = HealthFilter(self._model)
        self.table = HealthTable(self._filter, titles.values(), palette)
        self.venue, self.sorting = Choice(), Choice()
        self.only_bad = TickBox(tr("Only what is not well"))
        self.copy = QPushButton(tr("Copy as text"))
        self._count = Elided()
        self._count.setObjectName("quiet")
        self._count.setFont(font(SMALL_PX))
        self._said = QLabel()
        self._said.setObjectName("quiet")
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said.setWordWrap(True)
        self._said.setContentsMargins(3 * MARGIN, 0, 3 * MARGIN, 0)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._detail = QLabel()
        self._detail.setObjectName("message")
        self._detail.setFont(font(SMALL_PX))
        self._detail.setWordWrap(True)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._detail.setContentsMargins(MARGIN, 8, MARGIN, 8)
        self._detail.setMinimumHeight(2 * round(self._detail.fontMetrics().lineSpacing()) + 16)
        self._kept = QLabel(tr(_READING))
        self._kept.setObjectName("quiet")
        self._kept.setFont(font(SMALL_PX))
        self._kept.setWordWrap(True)
        self._kept.setTextFormat(Qt.TextFormat.PlainText)
        self._kept.setContentsMargins(MARGIN, 8, MARGIN, 10)
        self._kept.setAccessibleName(tr("History and cache"))
        self._place()
        self._connect()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.table.sortByColumn(Column.VENUE, Qt.SortOrder.AscendingOrder)
        self._choose()
        self.table.setFocus()

    # --- building ------------------------------------------------------------------------------

    def _place(self) -> None:
        self.venue.addItem(tr("All venues"), None)
        for venue, title in self._titles.items():
            self.venue.addItem(title, venue)
        for column in Column:
            self.sorting.addItem(tr(HEADINGS[column].text), column)
        self.venue.setAccessibleName(tr("Venue"))
        self.sorting.setAccessibleName(tr("Sorted by"))
        self.copy.setToolTip(tr("Put the rows that are shown on the clipboard (Ctrl+C)"))
        sorted_by = QLabel(tr("sorted by"))
        sorted_by.setObjectName("quiet")
        bar = QHBoxLayout()
        bar.setContentsMargins(MARGIN, 10, MARGIN, 8)
        bar.setSpacing(8)
        for widget in (self.venue, sorted_by, self.sorting, self.only_bad):
            bar.addWidget(widget)
        bar.addSpacing(8)
        bar.addWidget(self._count, 1)
        bar.addWidget(self.copy)
        self._body = QStackedLayout()
        self._body.addWidget(self.table)
        self._body.addWidget(self._said)
        column_of_all = QVBoxLayout(self)
        column_of_all.setContentsMargins(0, 0, 0, 0)
        column_of_all.setSpacing(0)
        column_of_all.addWidget(self.state)
        column_of_all.addLayout(bar)
        column_of_all.addLayout(self._body, 1)
        for label in (self._detail, self._kept):
            line = QWidget()
            line.setObjectName("hairline")
            line.setFixedHeight(1)
            if label is self._detail:
                self._line = line
            column_of_all.addWidget(line)
            column_of_all.addWidget(label)

    def _connect(self) -> None:
        self.venue.currentIndexChanged.connect(self._choose)
        self.only_bad.toggled.connect(self._choose)
        self.sorting.currentIndexChanged.connect(self._sort)
        self.table.horizontalHeader().sortIndicatorChanged.connect(
            lambda section, _order: self.sorting.setCurrentIndex(section)
        )
        self.table.selectionModel().currentRowChanged.connect(self._tell_row)
        self.copy.clicked.connect(self.copy_text)
        copy = QAction(tr("Copy as text"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        copy.triggered.connect(self.copy_text)
        self.addAction(copy)

    # --- showing -------------------------------------------------------------------------------

    def show_health(self, rows: Sequence[Health]) -> None:
        """Take all rows over."""
        self._model.show(rows)
        self._tell()

    def hear(self, hearing: Hearing) -> None:
        """Who is heard, in a sentence."""
        # Where there is no row, a sentence stands in their place. States are never of before.
        said = bool(hearing.rows or hearing.ended)
        self.state.hear(heard(hearing, _NEEDS, is_empty=True) if said else Note())
        self._age()

    def _age(self) -> None:
        """Where nothing was told of any channel for long, its state is that of then."""
        told_ms = self._model.told_ms
        # How many were live then is no count of now.
        self._count.setText("" if self._model.is_old else counted(self.shown()))
        if told_ms is None or not self._model.is_old:
            self.state.age(Note())
            return
        self.state.age(
            Note(
                tr(
                    "Nothing was told of any channel since {when}, {length} ago: states are of then.",
                    when=moment(told_ms, self._model.zone),
                    length=length(self._now_ms() - told_ms),
                ),
                "warn",
            )
        )

    def show_kept(self, filled: str, size: str) -> None:
        """How far the past is filled, and what it takes on disk."""
        self._kept.setText(
            "\n".join(
                filter(None, (tr("History: {filled}.", filled=filled) if filled else "", size))
            )
        )

    def show_no_cache(self) -> None:
        """There is nothing yet that could be measured."""
        self._kept.setText(tr(_NO_CACHE))

    def show_unread(self, why: str) -> None:
        """The cache cannot be asked."""
        self._kept.setText(
            tr("How far the past is filled cannot be read: {why} It is tried again.", why=why)
        )

    def kept(self) -> str:
        """What is said of the past."""
        return self._kept.text()

    def show_venue(self, venue: str | None) -> None:
        """Show the channels of one venue, or of all (None), the well ones too."""
        if venue is not None:
            self.only_bad.setChecked(False)
        self.venue.setCurrentIndex(max(0, self.venue.findData(venue)))

    def shown(self) -> list[Health]:
        """The rows as they stand."""
        return self._filter.shown()

    def said(self) -> str:
        """What stands in the place of rows; empty where there are some."""
        return "" if self._body.currentWidget() is self.table else self._said.text()

    def text(self) -> str:
        """The rows that are shown, as text."""
        return self._model.wording().table(self.shown())

    def copy_text(self) -> None:
        """Put the rows that are shown on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._model.zone = zone

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self.table.set_palette(palette)
        self.state.set_palette(palette)

    def showEvent(self, event: QShowEvent) -> None:
        """Ages grow while they are seen."""
        super().showEvent(event)
        self._model.tick()
        self._timer.start()

    def _tick(self) -> None:
        self._model.tick()
        self._age()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    # --- what the user does --------------------------------------------------------------------

    def _choose(self) -> None:
        self._filter.choose(self.venue.currentData(), only_bad=self.only_bad.isChecked())
        self._tell()

    def _sort(self, section: int) -> None:
        head = self.table.horizontalHeader()
        if head.sortIndicatorSection() != section:
            self.table.sortByColumn(section, Qt.SortOrder.AscendingOrder)

    def _tell(self) -> None:
        """Count what is shown, or say why there is nothing."""
        rows = self.shown()
        self.copy.setEnabled(bool(rows))
        if not rows:
            self._said.setText(self._why_empty())
        self._body.setCurrentWidget(self.table if rows else self._said)
        for part in (self._line, self._detail):
            part.setVisible(bool(rows))
        self._tell_row()
        self._age()

    def _tell_row(self) -> None:
        """All of the chosen row, for what has no room in the table."""
        index = self.table.currentIndex()
        row = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        text = self._model.wording().tip(row) if row is not None else tr(_CHOOSE)
        self._detail.setText(text.replace("\n", " "))
        self.table.setAccessibleDescription(self._detail.text())

    def detail(self) -> str:
        """What is said of the chosen row."""
        return self._detail.text()

    def _why_empty(self) -> str:
        venue = self.venue.currentData()
        if not self._model.rows:
            return tr(_NOTHING)
        if venue is None:
            return tr(_ALL_WELL)
        asked = any(row.venue == venue for row in self._model.rows)
        return tr(_ONE_WELL if asked else _NOT_ASKED, title=self._titles[venue])
