"""A line inside the window: notices where the desktop shows none, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from tracker.domain.translating import tr
from tracker.services.notices import Notice
from tracker.ui.marking import mark
from tracker.ui.theme import font

_SENTENCE_MS = 8_000


class Banner(QWidget):
    """One message at a time: a passing sentence, else the oldest notice, else what is wrong.

    Signals:
        seen: carries a notice that was on the screen.
        opened: carries the notice that the user wants to see on the chart.
    """

    seen = Signal(object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._passing: str | None = None
        self._offer: Callable[[], None] | None = None
        self._notices: list[Notice] = []
        self._standing: list[str] = []
        self._helps: dict[str, tuple[str, Callable[[], None]]] = {}
        self._told: Notice | None = None
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setFont(font())
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.installEventFilter(self)
        self._open = QToolButton()
        self._open.setText(tr("Show on chart"))
        self._open.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._open.clicked.connect(self._pressed)
        self._close = QToolButton()
        self._close.setText("×")
        self._close.setToolTip(tr("Dismiss"))
        self._close.setAccessibleName(tr("Dismiss"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self._dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 8, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._open)
        layout.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SENTENCE_MS)
        self._timer.timeout.connect(self._passed)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text() if not self.isHidden() else ""

    def show_notice(self, notice: Notice) -> None:
        """Show a notice until it is dismissed; several wait for each other."""
        self._notices.append(notice)
        self._tell()

    def say(self, sentence: str, *, stays: bool = False) -> None:
        """Show a sentence: for a while, or until it is dismissed."""
        if not stays:
            self._passing, self._offer = sentence, None
            self._timer.start()
        elif sentence not in self._standing:
            self._standing.append(sentence)
        self._tell()

    def say_until_read(self, sentence: str) -> None:
        """Show a sentence until it is dismissed; a slot that does not outlive the banner."""
        self.say(sentence, stays=True)

    def offer(
        self, sentence: str, word: str, call: Callable[[], None], *, stays: bool = False
    ) -> None:
        """Show a passing sentence with a button that does something about it.

        What `stays` passes only when it is dismissed, or when there is something newer to say.
        """
        self.say(sentence)
        if stays:
            self._timer.stop()
        self._offer = call
        self._open.setText(word)
        self._open.show()

    def stand(self, sentence: str, word: str, call: Callable[[], None]) -> None:
        """Show a sentence for as long as it is true, with a button that does something about it."""
        self._helps[sentence] = (word, call)
        self.say(sentence, stays=True)

    def unstand(self, sentence: str) -> None:
        """It is not true any more."""
        self._helps.pop(sentence, None)
        if sentence in self._standing:
            self._standing.remove(sentence)
        self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        """What was hidden with the window is seen now."""
        super().showEvent(event)
        self._look()

    def _tell(self) -> None:
        """Show what comes first of all there is to say."""
        if self._passing is not None:
            self._put(self._passing, urgent=False)
        elif self._notices:
            notice = self._notices[0]
            self._put(f"{notice.title}. {notice.body}", urgent=notice.urgent)
            self._look()
        elif self._standing:
            self._put(self._standing[0], urgent=True)
            if self._standing[0] in self._helps:
                self._open.setText(self._helps[self._standing[0]][0])
                self._open.show()
        else:
            self.hide()

    def _put(self, text: str, *, urgent: bool) -> None:
        self._text.setText(text)
        self._open.setText(tr("Show on chart"))
        self._open.setVisible(self._shown is not None)
        self.setAccessibleName(text)
        mark(self, "urgent", urgent)
        self.show()

    @property
    def _shown(self) -> Notice | None:
        """The notice that can be read now."""
        return self._notices[0] if self._notices and self._passing is None else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on the words of a notice opens it; marking words to copy them does not."""
        if (
            event.type() == QEvent.Type.MouseButtonRelease
            and watched is self._text
            and not self._text.hasSelectedText()
        ):
            self._open_notice()
        return super().eventFilter(watched, event)

    def _pressed(self) -> None:
        """The button: what was offered, or the chart of the notice."""
        if self._offer is not None:
            call = self._offer
            self._dismiss()
            call()
        elif self._shown is not None:
            self._open_notice()
        elif self._passing is None and self._standing:
            self._helps[self._standing[0]][1]()

    def _open_notice(self) -> None:
        """Told and opened: it need not be read any longer."""
        notice = self._shown
        if notice is not None:
            self.opened.emit(notice)
            self._dismiss()

    def _look(self) -> None:
        """Say once of each notice that it was seen: only while it is really on the screen."""
        if self._passing is not None or not self._notices or not self.isVisible():
            return
        notice = self._notices[0]
        if notice is not self._told and not self.window().isMinimized():
            self._told = notice
            self.seen.emit(notice)

    def _passed(self) -> None:
        self._passing = self._offer = None
        self._tell()

    def _dismiss(self) -> None:
        if self._passing is not None:
            self._timer.stop()
            self._passing = self._offer = None
        elif self._notices:
            self._notices.pop(0)
        elif self._standing:
            self._standing.pop(0)
        self._tell()
