"""A small table of figures: as high as its rows, right-aligned, whole for keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from tracker.domain.translating import tr
from tracker.ui.focus_frame import FocusFramed
from tracker.ui.theme import SMALL_PX, Palette, font

_Index = QModelIndex | QPersistentModelIndex
_ROW_PX, _HEAD_PX = 22, 26
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class Cell(Struct, frozen=True):
    """One figure: its words, their colour role, and what is said when it is pointed at."""

    text: str
    role: str = "text"
    bold: bool = False
    tip: str = ""


class Column(Struct, frozen=True):
    """A column.

    Attributes:
        name: its heading.
        tip: what it means.
        words: it holds words, which begin at its left.
        wide: it takes the room that the others leave; without such a one, figures share it.
        whole: it is as wide as its figures, whatever the others get.
    """

    name: str
    tip: str = ""
    words: bool = False
    wide: bool = False
    whole: bool = False


class _Cells(QStyledItemDelegate):
    """A selected row has another ground and keeps the colours of its figures."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.palette = palette

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """What Qt's own painting goes by."""
        from PySide6.QtWidgets import QStyle  # its many enums take long to make, once

        super().initStyleOption(option, index)
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            option.backgroundBrush = QBrush(self.palette.color("raised"))
        option.state = state & ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)


class FigureTable(FocusFramed, QTableWidget):
    """Rows of cells; the selected row stays selected while figures change."""

    def __init__(
        self, name: str, columns: Sequence[Column], palette: Palette, *, most: int | None = None
    ) -> None:
        """A table without rows; from `most` rows on it scrolls."""
        super().__init__(0, len(columns))
        self._most = most
        self._columns = tuple(columns)
        self._colors = palette
        self._rows: list[Sequence[Cell]] = []
        self._cells = _Cells(palette)
        self.setObjectName("figures")
        self.setItemDelegate(self._cells)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels([tr(one.name) for one in columns])
        for at, one in enumerate(columns):
            heading = self.horizontalHeaderItem(at)
            assert heading is not None
            heading.setToolTip(tr(one.tip))
            heading.setTextAlignment(self._side(at))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if most is None:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        down, head = self.verticalHeader(), self.horizontalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(_ROW_PX)
        head.setFont(font(SMALL_PX))
        head.setFixedHeight(_HEAD_PX)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(24)
        is_one_wide = any(one.wide for one in columns)
        for at, one in enumerate(columns):
            takes = one.wide or not (is_one_wide or one.words or one.whole)
            mode = QHeaderView.ResizeMode
            head.setSectionResizeMode(at, mode.Stretch if takes else mode.ResizeToContents)
        self._fit()

    def show_rows(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Replace all figures."""
        self._rows = list(rows)
        if self.rowCount() != len(rows):
            self.setRowCount(len(rows))
            self._fit()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                self._put(at, column, cell)

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._colors = self._cells.palette = palette
        self.show_rows(self._rows)

    def as_text(self) -> str:
        """The table as it is pasted elsewhere: a line a row, tabs between."""
        lines = [[one.name for one in self._columns]]
        lines += [[cell.text for cell in row] for row in self._rows]
        return "\n".join("\t".join(line) for line in lines)

    def event(self, event: QEvent) -> bool:
        """Arrows move within it, also where the window has another use for them."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in _MOVES
        ):
            event.accept()
            return True
        return super().event(event)

    def _put(self, row: int, column: int, cell: Cell) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(self._side(column))
            self.setItem(row, column, item)
        item.setText(cell.text)
        item.setToolTip(cell.tip)
        item.setForeground(self._colors.color(cell.role))
        item.setFont(font(12, bold=cell.bold))
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole, f"{self._columns[column].name}: {cell.text}"
        )

    def _side(self, column: int) -> Qt.AlignmentFlag:
        side = (
            Qt.AlignmentFlag.AlignLeft
            if self._columns[column].words
            else Qt.AlignmentFlag.AlignRight
        )
        return side | Qt.AlignmentFlag.AlignVCenter

    def _fit(self) -> None:
        rows = self.rowCount() if self._most is None else min(self.rowCount(), self._most)
        self.setFixedHeight(_HEAD_PX + rows * _ROW_PX)
