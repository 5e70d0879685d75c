"""A line inside the window: notices where the desktop shows none, and what went wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from tracker.services.alerts import Notice
from tracker.ui.theme import font

_SENTENCE_MS = 8_000


class Banner(QWidget):
    """One message at a time; `seen` carries a notice that was on the screen."""

    seen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._waiting: list[Notice] = []
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setFont(font())
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton()
        self._close.setText("×")
        self._close.setAccessibleName("Dismiss")
        self._close.clicked.connect(self._next)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 8, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice until it is dismissed; several wait for each other."""
        self._waiting.append(notice)
        if len(self._waiting) == 1:
            self._show_first()

    def say(self, sentence: str, *, stays: bool = False) -> None:
        """Show a sentence for a while; a notice on screen goes first."""
        if self._waiting and not stays:
            return
        self._put(sentence, urgent=stays)
        if not stays:
            self._timer.start(_SENTENCE_MS)

    def _show_first(self) -> None:
        notice = self._waiting[0]
        self._timer.stop()
        self._put(f"{notice.title}. {notice.body}", urgent=notice.urgent)
        self.seen.emit(notice)

    def _put(self, text: str, *, urgent: bool) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setProperty("urgent", urgent)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def _next(self) -> None:
        if self._waiting:
            self._waiting.pop(0)
        if self._waiting:
            self._show_first()
        else:
            self.hide()
