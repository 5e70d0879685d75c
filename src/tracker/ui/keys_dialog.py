"""The dialog of keys: a row a service with what a key adds, where it is, and a field to give one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tracker.services.keys import Kept, KeyRow, KeysView, Place, Verdict
from tracker.ui.panels.rows import MARGIN
from tracker.ui.theme import SMALL_PX, font

_KEPT = "Keys are kept in the keyring of this machine and nowhere else. Each is tried before it is kept."
_SESSION = "A key that works can still be used until Tracker is closed; it is kept nowhere then."
_STATES = {
    Place.NONE: "no key",
    Place.KEYRING: "key in the keyring",
    Place.SESSION: "key until Tracker is closed",
}
_UNKNOWN = "no key that can be read"
_TESTING = "Asking {title} …"
_WIDTH, _HEIGHT = 640, 720
#: Where there is little room, what does not fit is scrolled to, and nothing is squeezed.
_LINE_PX = 30
#: So much above and below the middle of what has the focus is in view.
_AROUND_PX = 60


class KeyCard(QFrame):
    """One service.

    Signals:
        test_wanted: the name of the service and what is typed; empty for the key in use.
        keep_wanted: the same, and whether for this session alone.
        forget_wanted: the name of the service.
    """

    test_wanted = Signal(str, str)
    keep_wanted = Signal(str, str, bool)
    forget_wanted = Signal(str)

    def __init__(self, row: KeyRow) -> None:
        super().__init__()
        self._row = row
        self._busy = self._offers_session = False
        spec = row.spec
        self.name = spec.name
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.field.setAccessibleName(f"Key of {spec.title}")
        self.field.setToolTip(f"It is sent as {spec.carrier}, and nowhere else.")
        self.test, self.keep, self.forget = (
            QPushButton(word) for word in ("Test", "Keep", "Forget")
        )
        for button, tip in (
            (self.test, f"Send one request to {spec.title} with what is typed, or the key in use"),
            (self.keep, "Test it and, where it works, keep it; it is used at once"),
            (
                self.forget,
                f"Take the key out of the keyring; {spec.title} is asked with it no more",
            ),
        ):
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.setAccessibleName(f"{button.text()} the key of {spec.title}")
        self.state, self.said = QLabel(), QLabel()
        self._place()
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._keep)
        self.test.clicked.connect(lambda: self._ask(self.test_wanted.emit))
        self.keep.clicked.connect(self._keep)
        self.forget.clicked.connect(self._forget)
        self.show_row(row)

    def _place(self) -> None:
        spec = self._row.spec
        title = QLabel(spec.title)
        title.setFont(font(bold=True))
        price = QLabel("paid" if spec.paid else "free")
        for label in (price, self.state):
            label.setObjectName("quiet")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(price)
        head.addStretch(1)
        head.addWidget(self.state)
        adds, where = QLabel(spec.adds), QLabel(spec.where)
        where.setObjectName("quiet")
        self.said.setObjectName("message")
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        for label in (adds, where, self.said):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        where.setFont(font(SMALL_PX))
        self.said.setFont(font(SMALL_PX))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        for part in (self.field, self.test, self.keep, self.forget):
            part.setFixedHeight(_LINE_PX)
        for button in (self.test, self.keep, self.forget):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 4)
        column.setSpacing(5)
        column.addLayout(head)
        column.addWidget(adds)
        column.addWidget(where)
        column.addSpacing(3)
        column.addLayout(line)
        column.addWidget(self.said)

    # --- showing -------------------------------------------------------------------------------

    def show_row(self, row: KeyRow, *, known: bool = True) -> None:
        """Where the key is now; not `known` while the keyring cannot be asked."""
        self._row = row
        unsure = row.place is Place.NONE and not known
        self.state.setText(_UNKNOWN if unsure else _STATES[row.place])
        has = row.place is not Place.NONE
        self.field.setPlaceholderText("Type another to replace it" if has else "Paste the key here")
        self._enable()

    def show_verdict(self, verdict: Verdict) -> None:
        """What came of a test."""
        self._busy = False
        self.say(verdict.sentence, wrong=not verdict.works)
        self._enable()

    def show_kept(self, kept: Kept) -> None:
        """What came of keeping one."""
        self._busy, self._offers_session = False, kept.session_offered
        if kept.done:
            self.field.clear()
        self.keep.setText("Use for this session" if kept.session_offered else "Keep")
        self.say(kept.sentence, wrong=not (kept.done or kept.session_offered))
        self._enable()

    def refused(self, sentence: str) -> None:
        """What was wanted cannot be."""
        self._busy = False
        self.say(sentence, wrong=True)
        self._enable()

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Say something below the field; a reader of the screen hears it there."""
        self.said.setProperty("wrong", wrong)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setText(sentence)
        self.field.setAccessibleDescription(sentence)

    def _enable(self) -> None:
        typed, has = bool(self.field.text().strip()), self._row.place is not Place.NONE
        self.test.setEnabled(not self._busy and (typed or has))
        self.keep.setEnabled(not self._busy and typed)
        self.forget.setEnabled(not self._busy and has)

    # --- what the user does --------------------------------------------------------------------

    def _typed(self) -> None:
        if self._offers_session:
            self._offers_session = False
            self.keep.setText("Keep")
        if not self._busy:
            self.say("")
        self._enable()

    def _keep(self) -> None:
        if self.keep.isEnabled():
            session = self._offers_session
            self._ask(lambda name, text: self.keep_wanted.emit(name, text, session))

    def _ask(self, send: Callable[[str, str], object]) -> None:
        self._busy = True
        self.say(_TESTING.format(title=self._row.spec.title))
        self._enable()
        send(self.name, self.field.text())

    def _forget(self) -> None:
        self._busy = True
        self._enable()
        self.forget_wanted.emit(self.name)


class KeysDialog(QDialog):
    """All services that take a key. `refresh_wanted` when it is shown."""

    refresh_wanted = Signal()
    test_wanted = Signal(str, str)
    keep_wanted = Signal(str, str, bool)
    forget_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.resize(_WIDTH, _HEIGHT)
        self.cards: dict[str, KeyCard] = {}
        self.head = QLabel(_KEPT)
        self.head.setWordWrap(True)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setContentsMargins(MARGIN, 12, MARGIN, 10)
        self.foot = QLabel(
            "With and without a key, totals are the same sums over the same venues: what these "
            "services say stands beside them under their name."
        )
        self.foot.setObjectName("message")
        self.foot.setWordWrap(True)
        self.foot.setContentsMargins(MARGIN, 8, MARGIN, 10)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidget(self._inner)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(_hairline())
        layout.addWidget(self._area, 1)
        layout.addWidget(_hairline())
        layout.addWidget(self.foot)

    def showEvent(self, event: object) -> None:
        """Look anew: another process may have changed a key, or the keyring is open now."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh_wanted.emit()

    def hideEvent(self, event: object) -> None:
        """What was typed and not kept is let go of."""
        super().hideEvent(event)  # type: ignore[arg-type]
        for card in self.cards.values():
            card.field.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What has the focus is in view."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            # Qt's own way is content with the text cursor of a field.
            middle = watched.mapTo(self._inner, watched.rect().center())
            self._area.ensureVisible(middle.x(), middle.y(), 0, _AROUND_PX)
        return super().eventFilter(watched, event)

    def show_keys(self, view: KeysView) -> None:
        """Where every key is."""
        parts = [f"{view.trouble} {_SESSION}" if view.trouble else _KEPT, view.way]
        self.head.setText(" ".join(part for part in parts if part))
        for row in view.rows:
            if row.spec.name not in self.cards:
                self._add(row)
            self.cards[row.spec.name].show_row(row, known=view.trouble is None)

    def _add(self, row: KeyRow) -> None:
        card = self.cards[row.spec.name] = KeyCard(row)
        card.test_wanted.connect(self.test_wanted)
        card.keep_wanted.connect(self.keep_wanted)
        card.forget_wanted.connect(self.forget_wanted)
        for part in (card.field, card.test, card.keep, card.forget):
            part.installEventFilter(self)
        at = self._column.count() - 1
        if at:
            self._column.insertWidget(at, _hairline())
            at += 1
        self._column.insertWidget(at, card)
        if len(self.cards) == 1:
            card.field.setFocus()

    def refused(self, sentence: str) -> None:
        """Keys cannot be used at all now."""
        self.head.setText(sentence)


def _hairline() -> QWidget:
    line = QWidget()
    line.setObjectName("hairline")
    line.setFixedHeight(1)
    return line
