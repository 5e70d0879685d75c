"""The mark of the keyboard's focus on what Qt leaves unmarked: a thin frame inside its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    _Widget = QWidget
else:
    # A class has one widget of Qt among its ancestors.
    _Widget = object

FRAME_PX = 1
#: The focus comes back to where it was: what was to be seen before is to be seen again.
_RETURNS = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def is_marked(reason: Qt.FocusReason, before: bool, *, by_itself: bool) -> bool:
    """Whether the focus is marked: keys brought it, not the mouse.

    `before` is how it was when the focus was here last, `by_itself` how it is where the program moved
    the focus.
    """
    if reason in _RETURNS:
        return before
    if reason is Qt.FocusReason.MouseFocusReason:
        return False
    return reason in _KEYS or by_itself


def edge_of(area: QRect) -> QRegion:
    """The pixels of the frame of an area."""
    inner = area.adjusted(FRAME_PX, FRAME_PX, -FRAME_PX, -FRAME_PX)
    return QRegion(area) - QRegion(inner)


class FocusFramed(_Widget):
    """Frames a list, a table or a scrolled page while it has the focus; to be mixed into its class.

    The frame lies over the widget and takes no room, so that nothing moves. It is made when it is
    first needed: most widgets never are where the keyboard is. No event filter does this: while a
    widget goes, Qt tells it of its focus, and a filter in Python would be given half of a widget.
    """

    _edge: QWidget | None = None
    _is_focus_marked = True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame, unless the mouse brought the focus."""
        super().focusInEvent(event)
        before = self._is_focus_marked
        self._is_focus_marked = is_marked(event.reason(), before, by_itself=True)
        if self._is_focus_marked and self._edge is None:
            self._edge = QWidget(self)
            self._edge.setObjectName("focus-frame")
            self._edge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if self._edge is not None:
            self._fit_edge(self._edge)
            self._edge.setVisible(self._is_focus_marked)
            self._edge.raise_()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame goes with the focus."""
        super().focusOutEvent(event)
        if self._edge is not None:
            self._edge.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The frame stays at the edge."""
        super().resizeEvent(event)
        if self._edge is not None:
            self._fit_edge(self._edge)

    def _fit_edge(self, edge: QWidget) -> None:
        edge.setGeometry(self.rect())
        edge.setMask(edge_of(edge.rect()))
