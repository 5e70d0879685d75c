"""The lines above the tape: which liquidations it lists, an alert to make, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from tracker.analysis import words
from tracker.analysis.conditions import QUOTES_HINT, BadCondition, parse_condition
from tracker.domain.derivatives import Side
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr
from tracker.services.rule_wish import RuleWish
from tracker.services.tape import TapeFilter
from tracker.ui.marking import mark
from tracker.ui.panels.choice import Choice
from tracker.ui.panels.elided import Elided
from tracker.ui.theme import DARK, SMALL_PX, Palette, font

_ALL_COINS = noted("All")
#: From this width on the whole filter has room in one row.
_ONE_ROW_PX = 260
_WINDOWS = ("5m", "15m", "1h", "4h", "24h")


class FilterBar(QWidget):
    """Coin, venue, side and size.

    Signals:
        changed: another filter is wanted.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asset = ""
        self.wanted = TapeFilter()
        self.coin, self.venue, self.side = Choice(), Choice(), Choice()
        self.least = QLineEdit()
        self.side.addItem(tr("Sides"), None)
        for side in Side:
            self.side.addItem(term(f"{side.capitalize()}s"), side)
        self.least.setPlaceholderText(tr("min $"))
        self.least.setClearButtonEnabled(False)
        self._rows = QGridLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        parts: tuple[tuple[QWidget, str], ...] = (
            (self.coin, tr("Coin on the tape")),
            (self.venue, tr("Venue on the tape")),
            (self.side, tr("Side on the tape")),
            (self.least, tr("Smallest size on the tape, in USD")),
        )
        self._parts = [part for part, _ in parts]
        for part, name in parts:
            part.setAccessibleName(name)
            part.setToolTip(name)
            part.setFont(font(SMALL_PX))
            part.setMinimumWidth(40)
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._a_row = 0
        self._arrange(len(parts))
        self.set_venues({})
        for box in (self.coin, self.venue, self.side):
            box.activated.connect(self._change)
        self.least.textChanged.connect(self._change)
        self.least.installEventFilter(self)

    def _arrange(self, a_row: int) -> None:
        """So many beside each other; those of more letters are wider."""
        if a_row == self._a_row:
            return
        self._a_row = a_row
        for place, part in enumerate(self._parts):
            self._rows.addWidget(part, place // a_row, place % a_row)
        for column in range(len(self._parts)):
            wide = (3, 4, 4, 3)[column] if a_row == len(self._parts) else int(column < a_row)
            self._rows.setColumnStretch(column, wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where four of them would cut their words, two stand above the others."""
        super().resizeEvent(event)
        self._arrange(len(self._parts) if self.width() >= _ONE_ROW_PX else 2)

    def set_asset(self, asset: str) -> None:
        """The coin that is chosen."""
        if asset != self.asset:
            self.asset = asset
            at = max(0, self.coin.currentIndex())
            self.coin.clear()
            self.coin.addItems([asset, tr(_ALL_COINS)])
            self.coin.setCurrentIndex(at)

    def set_venues(self, titles: Mapping[str, str]) -> None:
        """The venues that give single liquidations, and how they are called."""
        before = self.venue.currentData()
        self.venue.clear()
        self.venue.addItem(tr("Venues"), None)
        for venue, name in titles.items():
            self.venue.addItem(name, venue)
        self.venue.setCurrentIndex(max(0, self.venue.findData(before)))

    def _change(self) -> None:
        text = self.least.text().strip()
        least_usd = words.read_usd(text) if text else 0.0
        mark(self.least, "wrong", least_usd is None)
        self.least.setAccessibleDescription(
            "" if least_usd is not None else tr("Write a size such as 50K or 1.5M")
        )
        self.least.setToolTip(
            self.least.accessibleDescription() or tr("Smallest size on the tape, in USD")
        )
        side = self.side.currentData()
        wanted = TapeFilter(
            self.coin.currentIndex() == 1,
            self.venue.currentData(),
            Side(side) if side is not None else None,
            # What cannot be read changes nothing.
            self.wanted.least_usd if least_usd is None else least_usd,
        )
        if wanted != self.wanted:
            self.wanted = wanted
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape takes the size back."""
        if (
            watched is self.least
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self.least.text()
        ):
            self.least.clear()
            return True
        return super().eventFilter(watched, event)


class AlertBar(QWidget):
    """An alert on so much liquidated in a window; judged while it is typed.

    Signals:
        wanted: a rule, as a RuleWish.
        left: it is not wanted any more.
    """

    wanted = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._asset = ""
        self._side: Side | None = None
        self._word = ""
        self.window_box, self.amount = Choice(), QLineEdit()
        self.add, self.said = QPushButton(tr("Add")), QLabel()
        self.window_box.addItems(list(_WINDOWS))
        self.window_box.setAccessibleName(tr("Window of the alert"))
        self.amount.setPlaceholderText(tr("more than 5M, or 5x normal"))
        self.amount.setAccessibleName(tr("How much must be liquidated"))
        self.said.setObjectName("message")
        self.said.setWordWrap(True)
        self.said.setFont(font(SMALL_PX))
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.add.setFont(font(SMALL_PX))
        self.add.setAccessibleName(tr("Add the alert"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setSpacing(4)
        for part in (self.window_box, self.amount):
            part.setFont(font(SMALL_PX))
        grid.addWidget(self.window_box, 0, 0)
        grid.addWidget(self.amount, 0, 1)
        grid.addWidget(self.add, 0, 2)
        grid.addWidget(self.said, 1, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        self.window_box.activated.connect(self._judge)
        self.amount.textChanged.connect(self._judge)
        self.amount.returnPressed.connect(self._add)
        self.amount.installEventFilter(self)
        self.add.clicked.connect(self._add)
        self._judge()

    def set_terms(self, asset: str, side: Side | None) -> None:
        """Of which coin and side; the side is that of the tape."""
        self._asset, self._side = asset, side
        self._judge()

    def added(self) -> None:
        """The rule is on the list."""
        self.amount.clear()
        self._say(tr("The alert is on the list of rules."), wrong=False)

    def refused(self, sentence: str) -> None:
        """What was wanted cannot be."""
        self._say(sentence, wrong=True)

    def _judge(self) -> None:
        """Say what it would tell, or why it cannot be."""
        text = self.amount.text().strip().lstrip(">").strip()
        self._word = ""
        wrong = False
        if not text:
            said = tr("An amount such as 5M, or a multiple of normal such as 5x.")
        else:
            side = f":{self._side}" if self._side is not None else ""
            word = f"liquidations:{self.window_box.currentText()}{side}>{text.replace(',', '')}"
            try:
                condition = parse_condition(word)
            except BadCondition as error:
                wrong = True
                said = error.sentence.removesuffix(tr(QUOTES_HINT))
                if "is not a condition" in said:
                    said = tr("“{text}” is no amount; write for example 5M, 750K or 5x.", text=text)
            else:
                self._word = condition.word
                said = tr(
                    "Tells when: {asset} {name}, all venues together.",
                    asset=self._asset,
                    name=condition.name,
                )
        self.add.setEnabled(bool(self._word))
        self._say(said, wrong=wrong)

    def _say(self, sentence: str, *, wrong: bool) -> None:
        mark(self.said, "wrong", wrong)
        self.said.setText(sentence)
        self.amount.setAccessibleDescription(sentence)

    def _add(self) -> None:
        if self._word:
            self.wanted.emit(RuleWish(self._asset, self._word))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape leaves."""
        if (
            watched is self.amount
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.left.emit()
            return True
        return super().eventFilter(watched, event)


class StateLine(QWidget):
    """How the tape stands, where that is worth a word, and the way back to the newest."""

    def __init__(self) -> None:
        super().__init__()
        self._colors = DARK
        self._role = "quiet"
        self.text, self.newest = Elided(), QToolButton()
        self.text.setFont(font(SMALL_PX))
        self.newest.setObjectName("panel-tool")
        self.newest.setFont(font(SMALL_PX))
        self.newest.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.newest.setToolTip(tr("To the newest (Home)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self.newest)

    def say(self, text: str, role: str, back: str = "") -> None:
        """Say something in the colour of a role; `back` is what the button says, empty for none."""
        self.text.setText(text)
        self.newest.setText(back)
        self.newest.setAccessibleName(tr("{back}: to the newest", back=back) if back else "")
        self.newest.setVisible(bool(back))
        self.setVisible(bool(text or back))
        self._role = role
        self._dress()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._colors = palette
        self._dress()

    def _dress(self) -> None:
        color = self._colors.color(self._role).name()
        self.text.setStyleSheet(f"color: {color}; font-size: {SMALL_PX}px;")
