"""A small sheet over the window: a title, a body, and a way out; whole without a mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tracker.domain.translating import tr
from tracker.ui.page_area import PageArea
from tracker.ui.theme import font

#: Between the sheet and the window's edge.
_AWAY_PX = 10


class Popover(QFrame):
    """Lies over its parent; Escape closes it, Tab stays within, and no key means more than here.

    A widget and not a window, so that it stands where it should under every window manager.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName("popover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._before: QWidget | None = None
        self._scrolled: PageArea | None = None
        self.heading = QLabel(name)
        self.heading.setFont(font(bold=True))
        self._out = QToolButton()
        self._out.setText("×")
        self._out.setToolTip(tr("Close (Esc)"))
        self._out.setAccessibleName(tr("Close: {name}", name=name))
        self._out.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._out.clicked.connect(self.hide)
        self._head = QHBoxLayout()
        self._head.addWidget(self.heading, 1)
        self._head.addWidget(self._out)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(14, 8, 10, 12)
        self.rows.setSpacing(8)
        self.rows.addLayout(self._head)
        parent.installEventFilter(self)
        self.hide()

    def use_scrolling(self) -> None:
        """Let what lies below the heading be scrolled where the window is too small for all of it.

        To be called before anything is put into `rows`; `fit` then makes it as high as it can be.
        """
        body = QWidget()
        self._scrolled = PageArea(self.accessibleName())
        self._scrolled.hold(body)
        self.rows.addWidget(self._scrolled, 1)
        body.installEventFilter(self)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(self.rows.spacing())
        self.rows = rows

    def fit(self) -> None:
        """As high as the words need, and no higher than the window."""
        if self._scrolled is not None:
            self.setFixedHeight(min(self._needed_px(), self._room_px()))
        self._stay_inside()

    def _needed_px(self) -> int:
        """The height at which nothing has to be scrolled."""
        outer = self.layout()
        assert outer is not None
        self.rows.invalidate()
        self.rows.activate()
        margins = outer.contentsMargins()
        # A border of the style sheet is in no frame width.
        border = self.size() - self.contentsRect().size()
        width = self.width() - border.width() - margins.left() - margins.right()
        body = self.rows.totalHeightForWidth(width)
        if body < 0:
            body = self.rows.totalSizeHint().height()
        head = self._head.sizeHint().height() + outer.spacing()
        return margins.top() + head + body + margins.bottom() + border.height()

    def _room_px(self) -> int:
        parent = self.parentWidget()
        assert parent is not None
        return parent.height() - 2 * _AWAY_PX

    def show_at(self, at: QPoint, focus: QWidget) -> None:
        """Appear beside a place of the parent, and take the keyboard."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.adjustSize()
        self.move(at)
        self._stay_inside()
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def accept(self) -> None:
        """The Return key was pressed where it means nothing else."""

    def _stay_inside(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        room = parent.rect().adjusted(_AWAY_PX, _AWAY_PX, -_AWAY_PX, -_AWAY_PX)
        self.move(
            max(room.left(), min(self.x(), room.right() - self.width())),
            max(room.top(), min(self.y(), room.bottom() - self.height())),
        )

    # --- Qt's events -----------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has another size, or what is scrolled has: fit both."""
        if self.isVisible() and (
            (watched is self.parent() and event.type() == QEvent.Type.Resize)
            or (watched is not self.parent() and event.type() == QEvent.Type.LayoutRequest)
        ):
            self.fit()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """While it has the keyboard, the window's own keys rest."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves, Return does what the sheet is for; nothing reaches the window."""
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = QApplication.focusWidget()
            if isinstance(focus, QPushButton | QToolButton) and isinstance(focus, QAbstractButton):
                focus.click()
            else:
                self.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round within."""
        chain = [
            one
            for one in self.findChildren(QWidget)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and one.focusProxy() is None
            and one.isVisible()
            and one.isEnabled()
        ]
        focus = QApplication.focusWidget()
        ordered = self._in_tab_order(chain)
        if not ordered:
            return False
        at = ordered.index(focus) if focus in ordered else -1 if forward else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        chosen = ordered[(at + (1 if forward else -1)) % len(ordered)]
        chosen.setFocus(reason)
        if self._scrolled is not None and self._scrolled.isAncestorOf(chosen):
            self._scrolled.ensureWidgetVisible(chosen)
        return True

    def _in_tab_order(self, widgets: list[QWidget]) -> list[QWidget]:
        """As Qt would walk, the way out last."""
        ordered: list[QWidget] = []
        one = self.nextInFocusChain()
        while one is not None and one is not self and len(ordered) < len(widgets):
            if one in widgets:
                ordered.append(one)
            one = one.nextInFocusChain()
        return [one for one in ordered if one is not self._out] + [self._out]

    def showEvent(self, event: QShowEvent) -> None:
        """Fits its words again, now that their width is known."""
        super().showEvent(event)
        self.adjustSize()
        self.fit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Gives the keyboard back."""
        super().hideEvent(event)
        if event.spontaneous():
            return
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
