"""A list of painted rows: one widget for watchlist, ladder, alerts and tape.

Qt's list view brings scrolling, keyboard and accessibility; a row is painted by one function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from typing import Any, Generic, TypeVar

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from tracker.ui.focus_frame import FocusFramed
from tracker.ui.panels.elided import Elided
from tracker.ui.theme import SMALL_PX, Palette, font, metrics, text_width

T = TypeVar("T")
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
#: Space between a panel's edge and its text.
MARGIN = 14
#: Keys that move within a list, whatever the window does with them elsewhere.
_LIST_KEYS = (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
#: With these held a key is no letter.
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class Brush(Struct, frozen=True):
    """What a row is painted with."""

    painter: QPainter
    rect: QRect
    palette: Palette
    zone: tzinfo = UTC

    def text(
        self,
        text: str,
        area: QRect,
        *,
        role: str = "text",
        size: int = 13,
        bold: bool = False,
        right: bool = False,
    ) -> None:
        """One line of text, cut off with an ellipsis where it does not fit."""
        if text_width(text, size, bold=bold) > area.width():
            words = metrics(size, bold=bold)
            text = words.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self.painter.setFont(font(size, bold=bold))
        self.painter.setPen(self.palette.color(role))
        self.painter.drawText(QRectF(area), text, side | Qt.AlignmentFlag.AlignVCenter)


#: Paints one row.
Paint = Callable[[Brush, Any], None]
#: Says one row in words, with times in a zone.
Describe = Callable[[Any, tzinfo], str]


class RowModel(QAbstractListModel, Generic[T]):
    """Rows of any kind, with the words a screen reader says."""

    def __init__(self, describe: Describe) -> None:
        super().__init__()
        self._describe = describe
        self.zone: tzinfo = UTC
        self.rows: list[T] = []

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself for the painter, its words for everybody else."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return self._describe(row, self.zone)
        return None

    def show(self, rows: Sequence[T]) -> None:
        """Replace all rows; where their number stays, selection and scrolling stay too."""
        if len(rows) == len(self.rows):
            self.rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def insert(self, place: int, rows: Sequence[T], most: int) -> None:
        """Put new rows where they belong and let the last ones go."""
        self.beginInsertRows(_ROOT, place, place + len(rows) - 1)
        self.rows[place:place] = rows
        self.endInsertRows()
        if len(self.rows) > most:
            self.beginRemoveRows(_ROOT, most, len(self.rows) - 1)
            del self.rows[most:]
            self.endRemoveRows()


class _Delegate(QStyledItemDelegate):
    def __init__(self, height: int, paint: Paint, palette: Palette) -> None:
        super().__init__()
        self._height = height
        self._paint = paint
        self.palette = palette
        self.zone: tzinfo = UTC

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Every row is as high as every other."""
        del option, index
        return QSize(0, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Background, hairline, and what the panel paints."""
        from PySide6.QtWidgets import QStyle  # its many enums take long to make, once

        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, self.palette.color("raised"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self.palette.color("raised", 110))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(
                QRect(rect.left(), rect.top(), 2, rect.height()), self.palette.color("interest")
            )
        brush = Brush(painter, rect, self.palette, self.zone)
        self._paint(brush, index.data(Qt.ItemDataRole.UserRole))
        painter.restore()


class RowList(FocusFramed, QListView, Generic[T]):
    """The list itself."""

    def __init__(
        self,
        name: str,
        height: int,
        describe: Describe,
        paint: Paint,
        palette: Palette,
        *,
        key: Callable[[T], object],
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._key = key
        self._height = height
        self._model = RowModel[T](describe)
        self._delegate = _Delegate(height, paint, palette)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)

    @property
    def row_px(self) -> int:
        """How high a row is."""
        return self._height

    @property
    def rows(self) -> list[T]:
        """What is shown."""
        return self._model.rows

    def show_rows(self, rows: Sequence[T]) -> None:
        """Replace all rows; what was selected stays so, wherever it is now."""
        before = self.row_at(self.currentIndex())
        self._model.show(rows)
        if before is None:
            return
        wanted = self._key(before)
        place = next((n for n, row in enumerate(rows) if self._key(row) == wanted), -1)
        if place != self.currentIndex().row() or place < 0:
            self.setCurrentIndex(self._model.index(place, 0) if place >= 0 else _ROOT)

    def insert_rows(self, place: int, rows: Sequence[T], most: int) -> None:
        """Put new rows where they belong; what is being read further down does not move."""
        if not rows:
            return
        self._model.insert(place, rows, most)
        bar = self.verticalScrollBar()
        if bar.value() > place * self._height:
            self.executeDelayedItemsLayout()
            bar.setValue(bar.value() + len(rows) * self._height)

    def row_at(self, index: _Index) -> T | None:
        """The row behind an index."""
        return self._model.rows[index.row()] if index.isValid() else None

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._delegate.palette = palette
        self._paint_anew()

    @property
    def zone(self) -> tzinfo:
        """The zone in which times are said."""
        return self._model.zone

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._delegate.zone = self._model.zone = zone
        self._paint_anew()

    def _paint_anew(self) -> None:
        # Before there is something to paint, the window starts: it need not wait for a viewport.
        if self._model.rows:
            self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Keys of the list are its own, also where the window has another use for them."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (event.key() in _LIST_KEYS or self._own(event) is not None)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; a letter is for the window, which searches more than a list can."""
        own = self._own(event)
        if own is not None:
            own.trigger()
        elif event.text().isalpha() and not event.modifiers() & _COMMANDS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _own(self, event: QKeyEvent) -> QAction | None:
        """What a key does with the selected row."""
        keys = QKeySequence(event.keyCombination())
        return next((one for one in self.actions() if keys in one.shortcuts()), None)


class Panel(QWidget):
    """A title line with a scope at its right, a list below, and a sentence where it is empty."""

    def __init__(
        self, title: str, body: RowList[Any], empty: str, *, bar: QWidget | None = None
    ) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = body
        self._title = Elided(title.upper())
        self._title.setObjectName("panel-title")
        self._title.setFont(font(SMALL_PX))
        self._scope = Elided(right=True)
        self._scope.setObjectName("panel-scope")
        self._scope.setFont(font(SMALL_PX))
        self._empty = QLabel(empty)
        self._empty.setObjectName("panel-empty")
        self._empty.setWordWrap(True)
        self._empty.setFont(font(SMALL_PX))
        self._empty.setContentsMargins(MARGIN, 4, MARGIN, 8)
        #: The title's line, which a dock may take as its own, and what is in it; what is added
        #: stands at its right end.
        self.heading = QWidget()
        self.head = QHBoxLayout(self.heading)
        self.head.setContentsMargins(MARGIN, 12, MARGIN, 6)
        self.head.addWidget(self._title)
        self.head.addWidget(self._scope, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        if bar is not None:
            layout.addWidget(bar)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._empty, 1)
        layout.addWidget(body, 1)
        body.model().modelReset.connect(self._show_empty)
        body.model().rowsInserted.connect(self._show_empty)
        self._show_empty()

    def set_title(self, text: str) -> None:
        """What the list is."""
        self._title.setText(text.upper())

    def set_empty(self, sentence: str) -> None:
        """What is said where the list has no rows."""
        self._empty.setText(sentence)

    def set_scope(self, text: str) -> None:
        """What the list is about, at the right of its title."""
        self._scope.setText(text)

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self.body.set_palette(palette)

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self.body.set_zone(zone)

    def _show_empty(self) -> None:
        is_empty = not self.body.rows
        self._empty.setVisible(is_empty)
        self.body.setVisible(not is_empty)
