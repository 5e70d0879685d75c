"""A small calculator for headlines: the total that an amount and a percentage imply, against what is known."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from tracker.analysis.implied_total import (
    BadClaim,
    break_even,
    break_even_words,
    implied_total,
    total_words,
)
from tracker.analysis.numerals import plainly
from tracker.domain.translating import noted, tr
from tracker.services.observed_total import ObservedTotal
from tracker.ui.marking import mark
from tracker.ui.panels.choice import Choice
from tracker.ui.panels.rows import MARGIN

_SIZES = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12}
_SAID_PX = 96
_READING = noted("What is observed is being read…")
_HINT = noted("For example: open interest fell by 4.4\u202f%, that is $26B.")


class HeadlineDialog(QDialog):
    """Asks for the numbers of a headline and says what follows from them while they are typed.

    `coins_wanted` carries the coins whose recorded total it is compared with, as a tuple.
    """

    coins_wanted = Signal(tuple)

    def __init__(self, assets: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Check a headline"))
        self.setMinimumWidth(460)
        self._observed = ObservedTotal(None)
        #: What there is to say instead of a comparison: it is being read, or cannot be.
        self._lack = tr(_READING)
        self.coins = Choice()
        self.coins.addItem(tr("all coins of the watchlist"), tuple(assets))
        for one in assets:
            self.coins.addItem(one, (one,))
        self.coins.setCurrentIndex(0)
        self.amount, self.percent, self.price = QLineEdit(), QLineEdit(), QLineEdit()
        self.amount.setPlaceholderText("26B")
        self.percent.setPlaceholderText("-4.4")
        self.price.setPlaceholderText(tr("not said"))
        self.said = QLabel(tr(_HINT))
        self.said.setObjectName("message")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setMinimumHeight(_SAID_PX)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        for name, field in (
            (tr("Change of open interest, USD"), self.amount),
            (tr("The same in percent"), self.percent),
            (tr("Price meanwhile, percent"), self.price),
            (tr("It is about"), self.coins),
        ):
            field.setAccessibleName(name)
            form.addRow(name, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 14, MARGIN, 14)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.said)
        for line in (self.amount, self.percent, self.price):
            line.textChanged.connect(self._tell)
        self.coins.currentIndexChanged.connect(self._ask)
        self.amount.setFocus()

    def ask(self) -> None:
        """Want the recorded total of the chosen coins."""
        self._ask()

    def _ask(self) -> None:
        self._observed, self._lack = ObservedTotal(None), tr(_READING)
        self._tell()
        self.coins_wanted.emit(self.coins.currentData())

    def show_observed(self, observed: ObservedTotal) -> None:
        """The recorded total is known."""
        self._observed, self._lack = observed, ""
        self._tell()

    def fail(self, sentence: str) -> None:
        """The recorded total cannot be read: there is nothing to compare with."""
        self._lack = sentence
        self._tell()

    def _tell(self) -> None:
        if not self.amount.text().strip() or not self.percent.text().strip():
            self._say(tr(_HINT))
            return
        try:
            amount = number(self.amount.text())
            fraction = number(self.percent.text()) / 100
            found = implied_total(amount, fraction, self._observed.usd)
            said = [total_words(found, self._observed.words, self._lack)]
            if self.price.text().strip():
                price = number(self.price.text()) / 100
                said.append(break_even_words(break_even(fraction, price)))
        except BadClaim as error:
            self._say(str(error), wrong=True)
        else:
            self._say("\n".join(said), wrong=bool(found.is_flagged))

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.said.setText(text)
        # All of it is seen, however long the words of a language are.
        width = self.said.width()
        self.said.setMinimumHeight(max(_SAID_PX, self.said.heightForWidth(width)))
        mark(self.said, "wrong", wrong)


def number(text: str) -> float:
    """A number as people write it: 26B, $26bn, −4.4 %, 1,200,000.

    Raises:
        BadClaim: where it is none; the sentence says so.
    """
    plain = plainly(text).strip().lower().replace("\N{MINUS SIGN}", "-").replace(",", "")
    plain = plain.replace("$", "").rstrip("% \u202f").strip()
    for unit in sorted(_SIZES, key=len, reverse=True):
        if plain.endswith(unit):
            plain, size = plain[: -len(unit)].strip(), _SIZES[unit]
            break
    else:
        size = 1.0
    try:
        return float(plain) * size
    except ValueError:
        raise BadClaim(tr("“{text}” is not a number.", text=text.strip())) from None
