"""A panel that can be moved, taken out of the window, put behind another as a tab, and hidden."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QSizeGrip,
    QWidget,
)

from tracker.domain.translating import tr
from tracker.ui.marking import mark
from tracker.ui.on_screen import bring_onto_screen
from tracker.ui.page_area import PageArea
from tracker.ui.panels.elided import Elided
from tracker.ui.panels.rows import MARGIN, Panel
from tracker.ui.theme import SMALL_PX, font
from tracker.ui.tool_button import tool_button

#: A page can be made as small as this.
_LEAST_PX = (240, 120)
_GRIP_PX = 14
_OUT, _BACK, _CLOSE = (
    "\N{NORTH EAST ARROW}",
    "\N{SOUTH WEST ARROW}",
    "\N{MULTIPLICATION SIGN}",
)


class PanelDock(QDockWidget):
    """One panel with its head: what it is, its scope, and two small buttons.

    Signals:
        seen: from now on somebody sees it.
        back_wanted: it is out of the window, and the user wants it back.
    """

    seen = Signal()
    back_wanted = Signal()

    def __init__(self, name: str, title: str, size_px: tuple[int, int]) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title, self._size = title, QSize(*size_px)
        self._is_seen = False
        self._make: Callable[[], QWidget] | None = None
        self._float = tool_button(_OUT, "")
        self._close = tool_button(_CLOSE, "")
        self._float.clicked.connect(self._toggle_floating)
        self._close.clicked.connect(self.close)
        for button in (self._float, self._close):
            button.setObjectName("dock-tool")
        words = tr("Hide {title}", title=title)
        self._close.setAccessibleName(words)
        self._close.setToolTip(tr("{words}; the menu More, Panels brings it back", words=words))
        #: Nothing frames a window with a head of its own: its corner is what makes it larger.
        self._grip = QSizeGrip(self)
        self._grip.setFixedSize(_GRIP_PX, _GRIP_PX)
        self._grip.setToolTip(tr("Drag to make the panel larger or smaller"))
        self._say_floating()
        self.toggleViewAction().setToolTip(tr("Show or hide {title}", title=title))
        self.topLevelChanged.connect(self._say_floating)
        self.dockLocationChanged.connect(self._say_floating)
        self.visibilityChanged.connect(self._show_seen)

    # --- what is in it -------------------------------------------------------------------------

    def hold(self, panel: Panel) -> None:
        """Show a panel whose own title line becomes the head."""
        self._place_head(panel.heading, panel.head)
        self.setWidget(panel)

    def fill_with(self, make: Callable[[], QWidget]) -> None:
        """What makes the panel when it is first shown: one that nobody opens costs nothing."""
        self._make = make

    @property
    def is_late(self) -> bool:
        """Whether it is made when it is first shown; until somebody asks for it, it is hidden."""
        return self._make is not None

    def _fill(self) -> None:
        if self._make is None or self.widget() is not None:
            return
        page = self._make()
        heading = QWidget()
        row = QHBoxLayout(heading)
        row.setContentsMargins(MARGIN, 8, MARGIN, 8)
        label = Elided(self.title.upper())
        label.setObjectName("panel-title")
        label.setFont(font(SMALL_PX))
        row.addWidget(label, 1)
        self._place_head(heading, row)
        # Where it has less room than it needs, it is moved behind the edges and never squeezed.
        area = PageArea(self.title)
        area.setWidget(page)
        area.setMinimumSize(*_LEAST_PX)
        self.setWidget(area)

    def _place_head(self, heading: QWidget, row: QHBoxLayout) -> None:
        heading.setAccessibleName(self.title)
        row.addSpacing(2)
        row.addWidget(self._float)
        row.addWidget(self._close)
        edges = row.contentsMargins()
        edges.setRight(6)
        row.setContentsMargins(edges)
        row.setSpacing(2)
        self.setTitleBarWidget(heading)

    # --- showing and hiding --------------------------------------------------------------------

    def setVisible(self, visible: bool) -> None:
        """Show or hide it; it is filled before it is seen."""
        if visible:
            self._fill()
        super().setVisible(visible)

    @property
    def is_seen(self) -> bool:
        """Whether somebody sees it: it is neither hidden nor a tab behind another."""
        return self._is_seen and self.isVisible()

    def _show_seen(self, seen: bool) -> None:
        self._is_seen = seen
        if seen and self.widget() is not None:
            self.seen.emit()

    def bring_up(self) -> None:
        """Show it in front, wherever it is."""
        self.show()
        self.raise_()
        if self.isFloating():
            self.activateWindow()
        self.take_focus()

    def float_over(self, window: QWidget) -> None:
        """Take it out, in the middle of a window, as large as what is in it likes to be."""
        self.setFloating(True)
        self.resize(self._size)
        middle = window.frameGeometry().center()
        self.move(middle - QPoint(self.width() // 2, self.height() // 2))
        bring_onto_screen(self)

    def take_focus(self) -> None:
        """Put the keyboard into what is in it: where it was last, else at its beginning."""
        content: QWidget | None = self.widget()
        if content is None:
            return
        if self.isFloating():
            self.activateWindow()
        last: QWidget | None = content.focusWidget()
        wanted = last if last is not None and _takes_keys(last) else None
        if wanted is None and isinstance(content, Panel) and _takes_keys(content.body):
            wanted = content.body
        for one in (*content.findChildren(QWidget), content) if wanted is None else ():
            if _takes_keys(one):
                wanted = one
                break
        (wanted or self._close).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def has_focus_within(self) -> bool:
        """Whether the keyboard is in it."""
        focus = self.window().focusWidget() if self.isActiveWindow() else None
        return focus is not None and self.isAncestorOf(focus)

    def _toggle_floating(self) -> None:
        if self.isFloating():
            self.back_wanted.emit()
            return
        self.setFloating(True)
        bring_onto_screen(self)
        self.bring_up()

    def _say_floating(self) -> None:
        out = self.isFloating()
        self._grip.setVisible(out)
        self._grip.raise_()
        self._float.setText(_BACK if out else _OUT)
        words = (
            tr("Put {title} back", title=self.title)
            if out
            else tr("Take {title} out", title=self.title)
        )
        self._float.setAccessibleName(words)
        self._float.setToolTip(
            tr("{words} into the window (a double click on the head, too)", words=words)
            if out
            else tr("{words} as a window of its own (a double click on the head, too)", words=words)
        )
        mark(self, "out", out)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes a page that is out, as it closes any small window."""
        if event.key() == Qt.Key.Key_Escape and self.isFloating() and self.is_late:
            self.close()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The grip stays in its corner, above what is in the panel."""
        super().resizeEvent(event)
        self._grip.move(self.width() - _GRIP_PX - 1, self.height() - _GRIP_PX - 1)
        self._grip.raise_()

    def sizeHint(self) -> QSize:
        """As large as it is by default."""
        return self._size


def _takes_keys(one: QWidget) -> bool:
    return (
        bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and one.isVisible()
        and one.isEnabled()
        and one.focusProxy() is None
    )
