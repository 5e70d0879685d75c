"""The table of venues and channels: its rows, what of them is shown, in which order, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from tracker.domain.health import Health, State
from tracker.domain.terms import term
from tracker.domain.translating import tr
from tracker.ui.focus_frame import FocusFramed
from tracker.ui.panels.ages import old_ms
from tracker.ui.panels.health_words import HEADINGS, Column, Wording, deserves_a_look
from tracker.ui.panels.rows import MARGIN, Brush
from tracker.ui.panels.state_mark import MARK_PX, paint_state
from tracker.ui.theme import SMALL_PX, Palette, font, text_width

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROW_PX = 24
_PAD_PX = 10
#: Widths for the longest words that a column usually holds; the reason takes the rest.
_WIDTHS = {
    Column.CHANNEL: "open interest x",
    Column.LAST: "119 min ago x",
    Column.EXPECTED: "every 119 min",
    Column.RETRY: "in 119 min · 99×",
    Column.CLOCK: "+119.9 s",
    Column.BUDGET: "Budget xx",
}
_WELL = (State.LIVE, State.QUIET)
_GOOD = tuple(state for state in State if state.is_good)
_MARK_GAP_PX = 7
#: What the arrow beside the heading that is sorted by takes.
_ARROW_PX = 12
_SORT = Qt.ItemDataRole.UserRole + 1


class HealthModel(QAbstractTableModel):
    """One row a venue and channel; ages are of the moment that the clock says."""

    def __init__(self, titles: Mapping[str, str], now_ms: Callable[[], int]) -> None:
        super().__init__()
        self._titles = titles
        self._now_ms = now_ms
        self.zone: tzinfo = UTC
        self.rows: list[Health] = []
        #: When something was last told of any channel, UTC ms; None where nothing ever was.
        self.told_ms: int | None = None

    def wording(self) -> Wording:
        """How rows are said now."""
        return Wording(self._titles, self._now_ms(), self.zone, is_old=self.is_old)

    @property
    def is_old(self) -> bool:
        """Whether states are of a while ago: somewhere something always comes within minutes."""
        return old_ms(self.told_ms, self._now_ms()) is not None

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many channels there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What stands over a column."""
        if orientation is Qt.Orientation.Horizontal:
            heading = HEADINGS[Column(section)]
            if role == Qt.ItemDataRole.DisplayRole:
                return tr(heading.text)
            if role == Qt.ItemDataRole.ToolTipRole:
                return tr("{tip}. Click to sort by it.", tip=tr(heading.tip))
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for everybody, the row for the painter, and what a column is sorted by."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row, column = self.rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role == _SORT:
            return self.wording().key(row, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.wording().cell(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (
                f"{tr(HEADINGS[column].text)}: {self.wording().cell(row, column) or tr('nothing')}"
            )
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.wording().tip(row)
        return None

    def show(self, rows: Sequence[Health]) -> None:
        """Replace all rows; where they are of the same channels, selection and scrolling stay."""
        order = list(self._titles)
        known = sorted(
            (row for row in rows if row.venue in self._titles),
            key=lambda row: order.index(row.venue),
        )
        self.told_ms = max((row.last_event_at_ms or 0 for row in known), default=0) or None
        same = [(one.venue, one.channel) for one in known] == [
            (one.venue, one.channel) for one in self.rows
        ]
        if same:
            self.rows = known
            self._tell(Column.VENUE, Column.BUDGET)
        else:
            self.beginResetModel()
            self.rows = known
            self.endResetModel()

    def tick(self) -> None:
        """Time went on."""
        self._tell(Column.LAST, Column.RETRY)

    def _tell(self, first: Column, last: Column) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, first), self.index(len(self.rows) - 1, last))


class HealthFilter(QSortFilterProxyModel):
    """Those rows that the user wants to see, in the order that was asked for."""

    def __init__(self, model: HealthModel) -> None:
        super().__init__()
        self._venue: str | None = None
        self._only_bad = False
        self.setSortRole(_SORT)
        self.setSourceModel(model)
        self.model = model

    def choose(self, venue: str | None, *, only_bad: bool) -> None:
        """Show one venue or all (None), and of it all channels or those that are not well."""
        self._venue, self._only_bad = venue, only_bad
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:
        """Whether a row is wanted."""
        del source_parent
        row = self.model.rows[source_row]
        if self._venue is not None and row.venue != self._venue:
            return False
        return not (self._only_bad and row.state in _WELL)

    def shown(self) -> list[Health]:
        """The rows as they stand."""
        return [
            self.model.rows[self.mapToSource(self.index(at, 0)).row()]
            for at in range(self.rowCount())
        ]


class _Cells(QStyledItemDelegate):
    def __init__(self, palette: Palette, model: HealthModel) -> None:
        super().__init__()
        self.palette, self.model = palette, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The ground of a row, the mark of a state, and words that matter the more the darker."""
        from PySide6.QtWidgets import QStyle  # its many enums take long to make, once

        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        row: Health = index.data(Qt.ItemDataRole.UserRole)
        column = Column(index.column())
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self.palette.color("raised"))
        # Qt says only of one cell that the keyboard is there; it is the row that arrows go on from.
        table: QTableView = option.widget  # type: ignore[assignment]  # it is all this paints
        is_here = table.hasFocus() and table.currentIndex().row() == index.row()
        if column is Column.VENUE and is_here:
            bar = QRect(rect.left(), rect.top(), 2, rect.height())
            painter.fillRect(bar, self.palette.color("interest"))
        left = MARGIN if column is Column.VENUE else _PAD_PX
        area = rect.adjusted(left, 0, -_PAD_PX // 2, 0)
        if column is Column.STATE:
            was_good = self.model.is_old and row.state.is_good
            shape = State.OFF if was_good else row.state
            paint_state(painter, area.left(), rect.center().y() + 0.5, shape, self.palette)
            area = area.adjusted(MARK_PX + _MARK_GAP_PX, 0, 0, 0)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        role = self._role(row, column, index)
        Brush(painter, rect, self.palette).text(text, area, role=role, size=12)
        painter.restore()

    def _role(self, row: Health, column: Column, index: _Index) -> str:
        if column is Column.VENUE:
            # The name of a venue is read once, however many of its channels follow.
            above: Health | None = index.sibling(index.row() - 1, column).data(
                Qt.ItemDataRole.UserRole
            )
            return "quiet" if above is not None and above.venue == row.venue else "text"
        if deserves_a_look(row, column):
            return "warn"
        if column is Column.STATE and self.model.is_old:
            return "quiet"
        speaks = column in (Column.CHANNEL, Column.STATE, Column.WHY, Column.RETRY)
        return "text" if speaks and row.state is not State.OFF else "quiet"


class HealthTable(FocusFramed, QTableView):
    """The table itself."""

    def __init__(self, filtered: HealthFilter, titles: Iterable[str], palette: Palette) -> None:
        super().__init__()
        self.setAccessibleName(tr("Health of every channel"))
        self._cells = _Cells(palette, filtered.model)
        self.setModel(filtered)
        self.setItemDelegate(self._cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setSortingEnabled(True)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(_ROW_PX)
        head = self.horizontalHeader()
        head.setFont(font(SMALL_PX))
        head.setHighlightSections(False)
        head.setSectionResizeMode(Column.WHY, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(48)
        widest = max(titles, key=lambda one: text_width(one, 12), default="")
        for column, longest in {**_WIDTHS, Column.VENUE: f"{widest} x"}.items():
            heading = text_width(tr(HEADINGS[column].text), SMALL_PX) + _ARROW_PX
            wide = max(text_width(longest, 12), heading)
            self.setColumnWidth(column, round(wide) + 2 * _PAD_PX)
        said = [*map(term, State), *(tr("was {state}", state=term(one)) for one in _GOOD)]
        words_px = max(text_width(one, 12) for one in said)
        self.setColumnWidth(Column.STATE, round(words_px) + MARK_PX + _MARK_GAP_PX + 2 * _PAD_PX)

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._cells.palette = palette
        self.viewport().update()
