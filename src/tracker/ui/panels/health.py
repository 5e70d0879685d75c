"""The page of health: which channel of which venue can be believed now, and why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from tracker.domain.health import Health
from tracker.ui.panels.choice import Choice
from tracker.ui.panels.elided import Elided
from tracker.ui.panels.health_table import HealthFilter, HealthModel, HealthTable
from tracker.ui.panels.health_words import HEADINGS, Column, counted
from tracker.ui.panels.rows import MARGIN
from tracker.ui.theme import SMALL_PX, Palette, font

_TICK_MS = 1_000
_NOTHING = "Nothing is known yet: the engine has not asked any venue."
_ALL_WELL = "Every channel is live or quiet."
_NOT_ASKED = "{title} has not been asked yet."
_ONE_WELL = "Every channel of {title} is live or quiet."


class HealthPage(QDialog):
    """A window beside the main one, which stays usable."""

    def __init__(
        self,
        titles: dict[str, str],
        now_ms: Callable[[], int],
        palette: Palette,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Health of the venues")
        self.resize(1180, 640)
        self.setMinimumSize(640, 320)
        self._titles = titles
        self._model = HealthModel(titles, now_ms)
        self._filter = HealthFilter(self._model)
        self.table = HealthTable(self._filter, titles.values(), palette)
        self.venue, self.sorting = Choice(), Choice()
        self.only_bad = QCheckBox("Only what is not well")
        self.copy = QPushButton("Copy as text")
        self._count = Elided()
        self._count.setObjectName("quiet")
        self._count.setFont(font(SMALL_PX))
        self._said = QLabel()
        self._said.setObjectName("quiet")
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._detail = QLabel()
        self._detail.setObjectName("message")
        self._detail.setFont(font(SMALL_PX))
        self._detail.setWordWrap(True)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._detail.setContentsMargins(MARGIN, 8, MARGIN, 8)
        self._detail.setMinimumHeight(2 * round(self._detail.fontMetrics().lineSpacing()) + 16)
        self._kept = QLabel()
        self._kept.setObjectName("quiet")
        self._kept.setFont(font(SMALL_PX))
        self._kept.setWordWrap(True)
        self._kept.setTextFormat(Qt.TextFormat.PlainText)
        self._kept.setContentsMargins(MARGIN, 8, MARGIN, 10)
        self._kept.setAccessibleName("History and cache")
        self._kept.hide()
        self._place()
        self._connect()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._model.tick)
        self.table.sortByColumn(Column.VENUE, Qt.SortOrder.AscendingOrder)
        self._choose()
        self.table.setFocus()

    # --- building ------------------------------------------------------------------------------

    def _place(self) -> None:
        self.venue.addItem("All venues", None)
        for venue, title in self._titles.items():
            self.venue.addItem(title, venue)
        for column in Column:
            self.sorting.addItem(HEADINGS[column].text, column)
        self.venue.setAccessibleName("Venue")
        self.sorting.setAccessibleName("Sorted by")
        self.copy.setToolTip("Put the rows that are shown on the clipboard (Ctrl+C)")
        self.copy.setAutoDefault(False)
        sorted_by = QLabel("sorted by")
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
        column_of_all.addLayout(bar)
        column_of_all.addLayout(self._body, 1)
        for label in (self._detail, self._kept):
            line = QWidget()
            line.setObjectName("hairline")
            line.setFixedHeight(1)
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
        copy = QAction("Copy as text", self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        copy.triggered.connect(self.copy_text)
        self.addAction(copy)

    # --- showing -------------------------------------------------------------------------------

    def show_health(self, rows: Sequence[Health]) -> None:
        """Take all rows over."""
        self._model.show(rows)
        self._tell()

    def show_kept(self, filled: str, size: str) -> None:
        """How far the past is filled, and what it takes on disk."""
        self._kept.setText("\n".join(filter(None, (f"History: {filled}." if filled else "", size))))
        self._kept.show()

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

    def showEvent(self, event: QShowEvent) -> None:
        """Ages grow while they are seen."""
        super().showEvent(event)
        self._model.tick()
        self._timer.start()

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
        self._count.setText(counted(rows))
        self.copy.setEnabled(bool(rows))
        if not rows:
            self._said.setText(self._why_empty())
        self._body.setCurrentWidget(self.table if rows else self._said)
        self._tell_row()

    def _tell_row(self) -> None:
        """All of the chosen row, for what has no room in the table."""
        index = self.table.currentIndex()
        row = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        text = self._model.wording().tip(row) if row is not None else ""
        self._detail.setText(text.replace("\n", " "))
        self.table.setAccessibleDescription(self._detail.text())

    def detail(self) -> str:
        """What is said of the chosen row."""
        return self._detail.text()

    def _why_empty(self) -> str:
        venue = self.venue.currentData()
        if not self._model.rows:
            return _NOTHING
        if venue is None:
            return _ALL_WELL
        asked = any(row.venue == venue for row in self._model.rows)
        return (_ONE_WELL if asked else _NOT_ASKED).format(title=self._titles[venue])
