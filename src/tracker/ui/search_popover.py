"""A field and what it finds below it: typed into, walked through with the arrows, taken with Return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from tracker.ui.panels.rows import RowList
from tracker.ui.popover import Popover
from tracker.ui.theme import SMALL_PX, Palette, font

R = TypeVar("R")

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class SearchPopover(Popover, Generic[R]):
    """What every such sheet has; whoever derives from it finds, and says what is taken."""

    def __init__(
        self, parent: QWidget, title: str, found: RowList[R], *, width_px: int, most_rows: int
    ) -> None:
        super().__init__(parent, title)
        self._width_px, self._most_rows = width_px, most_rows
        self.setFixedWidth(width_px)
        self.field = QLineEdit()
        self.field.setFont(font())
        self.field.textChanged.connect(self._find)
        self.list = found
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._take)
        self._said = QLabel()
        self._said.setObjectName("quiet")
        self._said.setWordWrap(True)
        self._said.setFont(font(SMALL_PX))
        for widget in (self.field, self._said, self.list):
            self.rows.addWidget(widget)

    @property
    def sentence(self) -> str:
        """What is said where nothing is found."""
        return self._said.text() if not self._said.isHidden() else ""

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self.list.set_palette(palette)

    def accept(self) -> None:
        """Take the selected one."""
        self._take(self.list.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows walk through what was found while the field is typed in."""
        if event.key() in _MOVES:
            self.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _begin(self, at: QPoint, text: str) -> None:
        """Show the sheet at a place of the window, with what was typed so far."""
        self.field.setText(text)
        self._find()
        self.show_at(at, self.field)
        self._fit()

    def _find(self) -> None:
        """Show what is found by what is typed now."""
        raise NotImplementedError

    def _chosen(self, row: R) -> None:
        """Say that this was taken."""
        raise NotImplementedError

    def _take(self, index: QModelIndex) -> None:
        row = self.list.row_at(index)
        if row is not None:
            self.hide()
            self._chosen(row)

    def _show_found(self, found: Sequence[R], nothing: str) -> None:
        """Show these, the first one selected; `nothing` is said where there are none."""
        self.list.show_rows(list(found))
        if found:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
            self.list.scrollToTop()
        self._said.setText(nothing)
        self._fit()

    def _fit(self) -> None:
        rows = min(self._most_rows, len(self.list.rows))
        self.list.setFixedHeight(self.list.row_px * max(rows, 1))
        self.list.setVisible(rows > 0)
        self._said.setVisible(rows == 0)
        layout = self.layout()
        if layout is not None:
            layout.activate()
            # Without a sentence no part's height depends on the width.
            by_width = 0
            if layout.hasHeightForWidth():
                by_width = layout.totalHeightForWidth(self._width_px)
            self.setFixedHeight(by_width or layout.totalSizeHint().height())
        self._stay_inside()
