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
    QVBoxLayout,
    QWidget,
)

from tracker.domain.translating import noted, tr
from tracker.services.keys import Kept, KeyRow, KeysView, Place, Verdict
from tracker.ui.marking import mark
from tracker.ui.on_screen import resize_within
from tracker.ui.page_area import PageArea
from tracker.ui.panels.rows import MARGIN
from tracker.ui.theme import SMALL_PX, font

_KEPT = noted(
    "Keys are kept in the keyring of this machine and nowhere else. Each is tried "
    "before it is kept."
)
_LOOKING = noted("Asking the keyring which keys there are…")
_SESSION = noted(
    "A key that works can still be used until Tracker is closed; it is kept nowhere then."
)
_STATES = {
    Place.NONE: noted("no key"),
    Place.KEYRING: noted("key in the keyring"),
    Place.SESSION: noted("key until Tracker is closed"),
}
_UNKNOWN = noted("no key that can be read")
_TESTING = noted("Asking {title} …")
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
        self.field.setAccessibleName(tr("Key of {title}", title=spec.title))
        self.field.setToolTip(
            tr("It is sent as {carrier}, and nowhere else.", carrier=spec.carrier)
        )
        self.test, self.keep, self.forget = (
            QPushButton(word) for word in (tr("Test"), tr("Keep"), tr("Forget"))
        )
        for button, tip in (
            (
                self.test,
                tr(
                    "Send one request to {title} with what is typed, or the key in use",
                    title=spec.title,
                ),
            ),
            (self.keep, tr("Test it and, where it works, keep it; it is used at once")),
            (
                self.forget,
                tr(
                    "Take the key out of the keyring; {title} is asked with it no more",
                    title=spec.title,
                ),
            ),
        ):
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.setAccessibleName(
                tr("{text} the key of {title}", text=button.text(), title=spec.title)
            )
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
        price = QLabel(tr("paid") if spec.paid else tr("free"))
        for label in (price, self.state):
            label.setObjectName("quiet")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(price)
        head.addStretch(1)
        head.addWidget(self.state)
        adds, where = QLabel(tr(spec.adds)), QLabel(tr(spec.where))
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
        self.state.setText(tr(_UNKNOWN if unsure else _STATES[row.place]))
        has = row.place is not Place.NONE
        self.field.setPlaceholderText(
            tr("Type another to replace it") if has else tr("Paste the key here")
        )
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
        self.keep.setText(tr("Use for this session") if kept.session_offered else tr("Keep"))
        self.say(kept.sentence, wrong=not (kept.done or kept.session_offered))
        self._enable()

    def refused(self, sentence: str) -> None:
        """What was wanted cannot be."""
        self._busy = False
        self.say(sentence, wrong=True)
        self._enable()

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Say something below the field; a reader of the screen hears it there."""
        mark(self.said, "wrong", wrong)
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
            self.keep.setText(tr("Keep"))
        if not self._busy:
            self.say("")
        self._enable()

    def _keep(self) -> None:
        if self.keep.isEnabled():
            session = self._offers_session
            self._ask(lambda name, text: self.keep_wanted.emit(name, text, session))

    def _ask(self, send: Callable[[str, str], object]) -> None:
        self._busy = True
        self.say(tr(_TESTING, title=self._row.spec.title))
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
        self.setWindowTitle(tr("Keys"))
        resize_within(self, _WIDTH, _HEIGHT)
        self.cards: dict[str, KeyCard] = {}
        self.head = QLabel(tr(_KEPT))
        self.head.setWordWrap(True)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.retry = QPushButton(tr("Try the keyring again"))
        self.retry.setAutoDefault(False)
        self.retry.setToolTip(tr("Ask the keyring once more, after it was unlocked or set up"))
        self.retry.clicked.connect(self._retry)
        self.retry.hide()
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, 12, MARGIN, 10)
        top.setSpacing(12)
        top.addWidget(self.head, 1)
        top.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignTop)
        self.foot = QLabel(
            tr(
                "With and without a key, totals are the same sums over the same venues: what "
                "these services say stands beside them under their name."
            )
        )
        self.foot.setObjectName("message")
        self.foot.setWordWrap(True)
        self.foot.setContentsMargins(MARGIN, 8, MARGIN, 10)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        #: In the place of the cards while there are none.
        self.empty = QLabel(tr(_LOOKING))
        self.empty.setObjectName("message")
        self.empty.setWordWrap(True)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setContentsMargins(MARGIN, 12, MARGIN, 12)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        self._area = PageArea(self.windowTitle())
        self._area.hold(self._inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
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
        parts = [f"{view.trouble} {tr(_SESSION)}" if view.trouble else tr(_KEPT), view.way]
        self.head.setText(" ".join(part for part in parts if part))
        self.retry.setVisible(view.trouble is not None)
        self.retry.setEnabled(True)
        self.empty.setVisible(not view.rows)
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
        if at > 1:  # the first is below what stands there while there are none
            self._column.insertWidget(at, _hairline())
            at += 1
        self._column.insertWidget(at, card)
        if len(self.cards) == 1:
            card.field.setFocus()

    def _retry(self) -> None:
        """Look into the keyring again; it may ask for its password now."""
        self.retry.setEnabled(False)
        self._say_empty(tr(_LOOKING))
        self.refresh_wanted.emit()

    def refused(self, sentence: str) -> None:
        """Keys cannot be used at all now; what was known of them stays."""
        self.retry.setEnabled(True)
        self.retry.show()
        if self.cards:
            self.head.setText(sentence)
        else:
            self._say_empty(sentence, wrong=True)

    def _say_empty(self, sentence: str, *, wrong: bool = False) -> None:
        self.empty.setText(sentence)
        mark(self.empty, "wrong", wrong)


def _hairline() -> QWidget:
    line = QWidget()
    line.setObjectName("hairline")
    line.setFixedHeight(1)
    return line
