"""The first run: a sheet of three steps over the window, each of which can be skipped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from tracker.domain.translating import tr
from tracker.ui.first_steps import Step, quiet_label
from tracker.ui.popover import Popover

_WIDTH_PX, _HEIGHT_PX = 620, 500
#: What of the window stays in view around it.
_AROUND_PX = 20
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class FirstRun(Popover):
    """Shows one step after the other; what is chosen in one takes effect at once.

    Signals:
        ended: the last step was finished, or the rest skipped; told once.
        dressed: the window has other colours.
    """

    ended = Signal()
    dressed = Signal()

    def __init__(self, parent: QWidget, steps: Sequence[Step]) -> None:
        super().__init__(parent, tr("First steps"))
        self._steps = list(steps)
        self._has_ended = False
        self._out.setToolTip(tr("Skip the first steps (Esc)"))
        self._stack = QStackedWidget()
        for step in self._steps:
            self._stack.addWidget(step)
            step.failed.connect(self.say)
        self._said = quiet_label()
        self._skip, self.back = QPushButton(tr("Skip")), QPushButton(tr("Back"))
        self.further = QPushButton(tr("Next"))
        self.further.setObjectName("primary")
        self._skip.setToolTip(
            tr("Begin now; what is chosen so far stays, and all can be set later")
        )
        self.back.setToolTip(tr("To the step before (Alt+Left)"))
        for button, call in (
            (self._skip, self.hide),
            (self.back, lambda: self._go(-1)),
            (self.further, lambda: self._go(1)),
        ):
            button.clicked.connect(call)
        row = QHBoxLayout()
        row.addWidget(self._skip)
        row.addWidget(self._said, 1)
        row.addWidget(self.back)
        row.addWidget(self.further)
        self.rows.setContentsMargins(20, 14, 20, 16)
        self.rows.setSpacing(10)
        self.rows.addWidget(self._stack, 1)
        self.rows.addLayout(row)

    @property
    def step(self) -> Step:
        """The one that is shown."""
        return self._steps[self._stack.currentIndex()]

    @property
    def sentence(self) -> str:
        """What went wrong last, if anything did."""
        return self._said.text()

    def open(self) -> None:
        """Show the first step in the middle of the window."""
        self._show_step(0)
        self.show_at(QPoint(0, 0), self.step.first)

    def say(self, sentence: str) -> None:
        """Say what could not be done."""
        self._said.setText(sentence)

    def accept(self) -> None:
        """Return is for the step."""
        self.step.accept()

    def _go(self, by: int) -> None:
        place = self._stack.currentIndex() + by
        if place >= len(self._steps):
            self.hide()
        elif place >= 0:
            self.step.end()
            self._show_step(place)
            self.step.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_step(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        count = len(self._steps)
        self.heading.setText(
            tr(
                "{name} · step {place} of {count}",
                name=self.step.name,
                place=place + 1,
                count=count,
            )
        )
        self.setAccessibleName(
            tr(
                "First steps, {place} of {count}: {name}",
                place=place + 1,
                count=count,
                name=self.step.name,
            )
        )
        self.back.setVisible(place > 0)
        last = place + 1 == count
        self.further.setText(tr("Done") if last else tr("Next"))
        self.further.setToolTip(
            tr("Begin") if last else tr("On to: {name}", name=self._steps[place + 1].name)
        )
        self._skip.setVisible(not last)
        self.say("")
        self.step.begin()

    # --- Qt's events -----------------------------------------------------------------------------

    def _stay_inside(self) -> None:
        """In the middle, and no larger than the window has room for."""
        parent = self.parentWidget()
        assert parent is not None
        room = parent.rect().adjusted(_AROUND_PX, _AROUND_PX, -_AROUND_PX, -_AROUND_PX)
        self.setFixedSize(min(_WIDTH_PX, room.width()), min(_HEIGHT_PX, room.height()))
        place = self.rect()
        place.moveCenter(room.center())
        self.move(place.topLeft())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow goes back and on, as in a browser; the rest is as in every sheet."""
        by = _ARROWS.get(Qt.Key(event.key()), 0)
        if not by or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        elif self._stack.currentIndex() + by < len(self._steps):
            self._go(by)

    def changeEvent(self, event: QEvent) -> None:
        """Dark or light."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.dressed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Finished or skipped."""
        super().hideEvent(event)
        if event.spontaneous() or self._has_ended:
            return
        self._has_ended = True
        self.step.end()
        self.ended.emit()
