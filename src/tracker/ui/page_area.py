"""What scrolls a page that has less room than it needs: by wheel, by bar and by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QFrame, QScrollArea, QScrollBar, QWidget

from tracker.ui.focus_frame import FocusFramed

_Step = QAbstractSlider.SliderAction
_DOWN = {
    Qt.Key.Key_Up: _Step.SliderSingleStepSub,
    Qt.Key.Key_Down: _Step.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: _Step.SliderPageStepSub,
    Qt.Key.Key_PageDown: _Step.SliderPageStepAdd,
    Qt.Key.Key_Home: _Step.SliderToMinimum,
    Qt.Key.Key_End: _Step.SliderToMaximum,
}
_ACROSS = {
    Qt.Key.Key_Left: _Step.SliderSingleStepSub,
    Qt.Key.Key_Right: _Step.SliderSingleStepAdd,
}
#: Arrows may come from the block of figures.
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class PageArea(FocusFramed, QScrollArea):
    """Scrolls a page; Tab stops at it where there is something to scroll, and nowhere else."""

    def __init__(self, name: str) -> None:
        """`name` is what a reader of the screen says of the page."""
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.rangeChanged.connect(self._follow_range)

    def hold(self, page: QWidget) -> None:
        """Scroll this page up and down; it is never wider than its room."""
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def event(self, event: QEvent) -> bool:
        """What scrolls is its own while it has the focus, whatever the window does with it."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._meant(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll; every other key is for the window."""
        meant = self._meant(event)
        if meant is None:
            event.ignore()
            return
        bar, step = meant
        bar.triggerAction(step)

    def _meant(self, event: QKeyEvent) -> tuple[QScrollBar, QAbstractSlider.SliderAction] | None:
        """Which bar a key moves, and how far; None where there is nothing to move."""
        if event.modifiers() & ~_KEYPAD or not self.hasFocus():
            return None
        for bar, steps in (
            (self.verticalScrollBar(), _DOWN),
            (self.horizontalScrollBar(), _ACROSS),
        ):
            step = steps.get(Qt.Key(event.key()))
            if step is not None and self._can_move(bar):
                return bar, step
        return None

    def _follow_range(self) -> None:
        can_scroll = any(
            self._can_move(bar) for bar in (self.verticalScrollBar(), self.horizontalScrollBar())
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if can_scroll else Qt.FocusPolicy.NoFocus)

    def _can_move(self, bar: QScrollBar) -> bool:
        return bar.maximum() > bar.minimum() and not (
            bar is self.horizontalScrollBar()
            and self.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
