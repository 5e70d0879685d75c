"""The alerts panel: what happened at levels and what rules found, newest first, filtered and searched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import tzinfo
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from tracker.analysis import words
from tracker.analysis.numerals import in_use
from tracker.domain.alert import Alert
from tracker.domain.level import Event
from tracker.domain.translating import noted, tr
from tracker.services.found import Found, is_loud
from tracker.ui.happened import describe, headline, qualifier, tone
from tracker.ui.panels.choice import Choice
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.theme import SMALL_PX, Palette, font, text_width

_ROW_PX = 47
#: What the panel keeps; `tracker show alerts` has all of them.
MOST = 2_000
_EMPTY = noted(
    "Nothing has happened yet. Here is listed what breaks a level and what a rule "
    "finds, also what happened while Tracker was off."
)
_DOT_PX = 6


class Filter(StrEnum):
    """What of the list is shown."""

    ALL = noted("All")
    BROKEN = noted("Broken only")
    LEVELS = noted("Levels")
    RULES = noted("Rules")
    THIS_COIN = noted("This coin")


class Line(Struct, frozen=True):
    """One row: what was found, and whether it is news that was not seen yet."""

    found: Found
    unread: bool


class AlertsPanel(Panel):
    """Everything that was found.

    Signals:
        chosen: a row that is to be shown on the chart.
        picture_wanted: a row of whose moment a picture is wanted.
        export_wanted: the rows of the list as it is filtered, newest first.
        rules_wanted: the list of rules.
        seen: names of what was seen just now.
        unread_changed: how many are unread.
    """

    chosen = Signal(object)
    picture_wanted = Signal(object)
    export_wanted = Signal(list)
    rules_wanted = Signal()
    seen = Signal(list)
    unread_changed = Signal(int)

    def __init__(self, palette: Palette) -> None:
        self._list = RowList[Line](
            tr("Alerts"), _ROW_PX, _described, _paint, palette, key=lambda one: one.found.id
        )
        self.filter = Choice()
        self.search = QLineEdit()
        self._found: list[Found] = []
        self._seen: set[str] = set()
        self._unread = 0
        self._asset = ""
        super().__init__(tr("Alerts"), self._list, tr(_EMPTY), bar=self._bar())
        self.read_all = self._tool(tr("Read all"), tr("Mark all as read"))
        self.rules = self._tool(tr("Rules…"), tr("Alerts beside levels"))
        self.read_all.clicked.connect(self.mark_all_read)
        self.rules.clicked.connect(self.rules_wanted)
        self.filter.currentIndexChanged.connect(self._show)
        self.search.textChanged.connect(self._show)
        self.search.installEventFilter(self)
        self._add_actions()
        self._list.activated.connect(self._activated)
        self._list.selectionModel().selectionChanged.connect(self._selected)
        self._tell_unread()

    def _bar(self) -> QWidget:
        """What chooses the rows."""
        for one in Filter:
            self.filter.addItem(tr(one), one)
        self.filter.setAccessibleName(tr("Which alerts are listed"))
        self.filter.setFont(font(SMALL_PX))
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search the alerts"))
        self.search.setClearButtonEnabled(True)
        self.search.setFont(font(SMALL_PX))
        bar = QWidget()
        bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(bar)
        row.setContentsMargins(MARGIN, 0, MARGIN, 6)
        row.setSpacing(6)
        row.addWidget(self.filter)
        row.addWidget(self.search, 1)
        return bar

    def _tool(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("panel-tool")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFont(font(SMALL_PX))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.head.addWidget(button)
        return button

    def _add_actions(self) -> None:
        """The menu of a row, whose keys work while the list has the focus."""
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, keys, call in (
            (tr("Show on chart"), "", lambda: self._with_current(self.chosen.emit)),
            (
                tr("Picture of that moment…"),
                "Ctrl+P",
                lambda: self._with_current(self.picture_wanted.emit),
            ),
            (tr("Copy"), QKeySequence.StandardKey.Copy, lambda: self._with_current(self._copy)),
            (
                tr("Export list…"),
                "Ctrl+Shift+E",
                lambda: self.export_wanted.emit([line.found for line in self._list.rows]),
            ),
        ):
            action = QAction(text, self._list)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(call)
            self._list.addAction(action)

    # --- what is listed ------------------------------------------------------------------------

    @property
    def found(self) -> list[Found]:
        """Everything there is, newest first, whatever the filter shows."""
        return self._found

    @property
    def unread(self) -> int:
        """How many are news that was not seen."""
        return self._unread

    @property
    def unread_found(self) -> list[Found]:
        """These, newest first."""
        return [one for one in self._found if is_loud(one) and one.id not in self._seen]

    def show_found(self, oldest_first: Sequence[Found], seen: Collection[str]) -> None:
        """Replace the list."""
        self._found = list(oldest_first[::-1][:MOST])
        self._seen |= set(seen)
        self._show()

    def add(self, oldest_first: Sequence[Found]) -> None:
        """Put what was just found on top, each once."""
        known = {one.id for one in self._found}
        new = [one for one in oldest_first[::-1] if one.id not in known]
        self._found = (new + self._found)[:MOST]
        self._count()
        lines = [self._line(one) for one in new if self._is_wanted(one)]
        self._list.insert_rows(0, lines, MOST)

    def set_asset(self, asset: str) -> None:
        """Which coin `This coin` means."""
        if asset != self._asset:
            self._asset = asset
            if self.filter.currentData() == Filter.THIS_COIN:
                self._show()

    def mark_seen(self, ids: Collection[str]) -> None:
        """These were seen."""
        known = {one.id for one in self._found if is_loud(one)}
        new = [one for one in ids if one in known and one not in self._seen]
        if new:
            self._seen.update(new)
            self._show()
            self.seen.emit(new)

    def mark_all_read(self) -> None:
        """Everything was seen, also what the filter hides."""
        self.mark_seen([one.id for one in self._found])

    def _line(self, one: Found) -> Line:
        return Line(one, is_loud(one) and one.id not in self._seen)

    def _show(self) -> None:
        self._count()
        lines = [self._line(one) for one in self._found if self._is_wanted(one)]
        self.set_empty(
            tr("No alert is like that; Escape in the search, or “All”, shows the others.")
            if self._found
            else tr(_EMPTY)
        )
        self._list.show_rows(lines)

    def _is_wanted(self, one: Found) -> bool:
        wanted = Filter(self.filter.currentData())
        is_rule = isinstance(one, Alert)
        if wanted is Filter.BROKEN and (isinstance(one, Alert) or one.event is not Event.BROKEN):
            return False
        if wanted in (Filter.LEVELS, Filter.RULES) and is_rule != (wanted is Filter.RULES):
            return False
        if wanted is Filter.THIS_COIN and one.asset != self._asset:
            return False
        text = self.search.text().casefold().split()
        if not text:
            return True
        said = describe(one, self._list.zone).casefold()
        # Also without the thousands' separators: people type 70000.
        return all(part in said or part in said.replace(in_use().group, "") for part in text)

    def _count(self) -> None:
        unread = sum(is_loud(one) and one.id not in self._seen for one in self._found)
        if unread != self._unread:
            self._unread = unread
            self._tell_unread()
            self.unread_changed.emit(unread)

    def _tell_unread(self) -> None:
        self.set_title(
            tr("Alerts · {unread} unread", unread=self._unread) if self._unread else tr("Alerts")
        )
        self.read_all.setVisible(self._unread > 0)

    # --- what the user does --------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search down into the list, and Escape empties it."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            key = event.key()
            if key == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._list.rows:
                self._list.setFocus()
                if not self._list.currentIndex().isValid():
                    self._list.setCurrentIndex(self._list.model().index(0, 0))
                return True
        return super().eventFilter(watched, event)

    def _activated(self) -> None:
        self._with_current(self.chosen.emit)

    def _selected(self) -> None:
        # What is selected, not what is current: the first row is that as soon as the list is entered.
        lines = [self._list.row_at(index) for index in self._list.selectedIndexes()]
        self.mark_seen([line.found.id for line in lines if line is not None])

    def _with_current(self, call: Callable[[Found], object]) -> None:
        line = self._list.row_at(self._list.currentIndex())
        if line is not None:
            call(line.found)

    def _copy(self, one: Found) -> None:
        QGuiApplication.clipboard().setText(describe(one, self._list.zone))


def _described(line: Line, zone: tzinfo) -> str:
    text = describe(line.found, zone)
    return tr("Unread: {text}", text=text) if line.unread else text


def _paint(brush: Brush, line: Line) -> None:
    one = line.found
    rect = brush.rect.adjusted(MARGIN, 5, -MARGIN, -5)
    brush.painter.fillRect(
        QRect(rect.left(), rect.top() + 1, 3, rect.height() - 2), brush.palette.color(tone(one))
    )
    inner = rect.adjusted(11, 0, 0, 0)
    half = inner.height() // 2
    top = QRect(inner.left(), inner.top(), inner.width(), half)
    below = QRect(inner.left(), inner.top() + half, inner.width(), inner.height() - half)
    when, title = words.clock(one.at_ms, zone=brush.zone), headline(one)
    time_px = round(text_width(when, SMALL_PX)) + 2
    dot_px = _DOT_PX + 8 if line.unread else 0
    # The time stands beside what happened, or below it where that is long.
    room_px = top.width() - time_px - dot_px - 8
    beside = top if text_width(title, bold=is_loud(one)) <= room_px else below
    brush.text(when, beside, role="quiet", size=SMALL_PX, right=True)
    beside.setRight(beside.right() - time_px - 8)
    if line.unread:
        _paint_dot(brush, top)
        top.setRight(top.right() - dot_px)
    brush.text(title, top, bold=is_loud(one))
    brush.text(qualifier(one), below, role="quiet", size=SMALL_PX)


def _paint_dot(brush: Brush, line: QRect) -> None:
    """What is unread has a dot at the end of its line."""
    middle = line.center().y() + 1.5
    painter = brush.painter
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush.palette.color("interest"))
    painter.drawEllipse(QRectF(line.right() - _DOT_PX, middle - _DOT_PX / 2, _DOT_PX, _DOT_PX))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
