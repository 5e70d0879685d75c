"""The sheet on which indicators and coins to compare with are put on the chart and taken off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tracker.analysis import words
from tracker.analysis.indicators import (
    BOLLINGER_LENGTH,
    BOLLINGER_WIDTH,
    WILDER_LENGTH,
    Indicator,
    Kind,
    Session,
)
from tracker.domain.translating import noted, tr
from tracker.ui.charts.content import Drawn
from tracker.ui.chosen import MOST_COINS, MOST_STUDIES, Chosen, free_tone
from tracker.ui.panels.choice import Choice
from tracker.ui.popover import Popover
from tracker.ui.study_row import StudyRow
from tracker.ui.theme import SMALL_PX, Palette, font
from tracker.ui.tick_box import TickBox

_WIDTH_PX, _COLUMNS = 470, 5
#: What can be added, as it begins; None is the VWAP that waits for a candle.
_OFFERS: tuple[tuple[str, Indicator | None], ...] = (
    (noted("Simple moving average"), Indicator(Kind.SMA, 50)),
    (noted("Exponential moving average"), Indicator(Kind.EMA, 20)),
    (noted("Weighted moving average"), Indicator(Kind.WMA, 20)),
    (noted("VWAP per day, week or month"), Indicator(Kind.VWAP, session=Session.DAY)),
    (noted("VWAP from a candle on…"), None),
    (noted("Bollinger bands"), Indicator(Kind.BOLLINGER, BOLLINGER_LENGTH, BOLLINGER_WIDTH)),
    (noted("Average true range, below"), Indicator(Kind.ATR, WILDER_LENGTH)),
    (noted("Relative strength index, below"), Indicator(Kind.RSI, WILDER_LENGTH)),
)
_FROM_LEFT, _FROM_CANDLE = noted("the left edge of the view"), noted("a candle…")


class IndicatorSheet(Popover):
    """The sheet; it says what is wanted and draws nothing.

    Signals:
        chosen: what shall be on the chart, as a Chosen.
        anchor_wanted: the next click shall say with which candle a VWAP begins.
        start_wanted: the next click shall say from which candle coins are compared.
    """

    chosen = Signal(object)
    anchor_wanted = Signal()
    start_wanted = Signal()

    def __init__(self, parent: QWidget, palette: Palette, coins: Sequence[str]) -> None:
        super().__init__(parent, tr("Indicators"))
        self._palette = palette
        self._now = Chosen()
        self.setFixedWidth(_WIDTH_PX)
        self.use_scrolling()
        self.lines: list[StudyRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(5)
        self._empty = _small(tr("Nothing is drawn over the candles yet."))
        self.message = _small("")
        self.message.setObjectName("message")
        self.message.setProperty("wrong", True)
        self.offer, self.add = Choice(), QPushButton(tr("Add"))
        self.boxes: dict[str, TickBox] = {}
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(5)
        self.start = Choice()
        self._fill_coins(coins)
        self._place()
        self._set_order()

    # --- building ------------------------------------------------------------------------------

    def _place(self) -> None:
        for text, _ in _OFFERS:
            self.offer.addItem(tr(text))
        self.offer.setAccessibleName(tr("Indicator to add"))
        self.add.setAutoDefault(False)
        self.add.setAccessibleName(tr("Add the indicator"))
        self.add.clicked.connect(self._add)
        adding = QHBoxLayout()
        adding.addWidget(self.offer, 1)
        adding.addWidget(self.add)
        beside = QLabel(tr("Compare with, in percent"))
        beside.setFont(font(bold=True))
        begin = QHBoxLayout()
        begin.addWidget(_small(tr("0\u202f% at")))
        begin.addWidget(self.start, 1)
        self.start.setAccessibleName(tr("Compared from"))
        self.start.activated.connect(self._set_start)
        self.rows.addLayout(self._list)
        self.rows.addWidget(self._empty)
        self.rows.addWidget(self.message)
        self.rows.addLayout(adding)
        self.rows.addSpacing(6)
        self.rows.addWidget(beside)
        self.rows.addLayout(self._grid)
        self.rows.addLayout(begin)

    def set_coins(self, coins: Sequence[str]) -> None:
        """Offer these coins to compare with; what is compared now stays."""
        self._fill_coins(coins)
        self._set_order()

    def _fill_coins(self, coins: Sequence[str]) -> None:
        for box in self.boxes.values():
            self._grid.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {coin: TickBox(coin) for coin in coins}
        for place, (coin, box) in enumerate(self.boxes.items()):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.setAccessibleName(tr("Compare with {coin}", coin=coin))
            box.setChecked(coin in self._now.coins)
            box.toggled.connect(self._set_coins)
            self._grid.addWidget(box, place // _COLUMNS, place % _COLUMNS)

    def _set_order(self) -> None:
        """Tab goes as one reads, whatever was made later than what stands below it."""
        lines = [part for line in self.lines for part in line.controls()]
        order = [*lines, self.offer, self.add, *self.boxes.values(), self.start]
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)

    # --- showing -------------------------------------------------------------------------------

    def open(self, chosen: Chosen, asset: str, at: QPoint) -> None:
        """Show what is on the chart of a coin, to be changed."""
        self.show_chosen(chosen, asset)
        self.show_at(at, self.offer)
        self.fit()

    def show_chosen(self, chosen: Chosen, asset: str) -> None:
        """Fill the fields."""
        self._now = chosen
        self._fill_lines(chosen.studies)
        for coin, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(coin in chosen.coins)
            box.setVisible(coin != asset)
            box.blockSignals(False)
        self._fill_start()
        self._tell("")

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self._fill_lines(self._now.studies)

    def _fill_lines(self, studies: Sequence[Drawn]) -> None:
        for line in self.lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []
        for drawn in studies:
            line = StudyRow(drawn, self._palette)
            line.changed.connect(self._read)
            line.refused.connect(self._tell)
            line.removed.connect(lambda line=line: self._remove(line))
            self._list.addWidget(line)
            line.show()  # Qt would do it with the next events, and until then it takes no room
            self.lines.append(line)
        self._set_order()
        self._empty.setVisible(not self.lines)
        self.add.setEnabled(len(self.lines) < MOST_STUDIES)
        self.add.setToolTip(
            ""
            if self.add.isEnabled()
            else tr("{most_studies} are all there can be", most_studies=MOST_STUDIES)
        )
        self.fit()

    def _fill_start(self) -> None:
        self.start.clear()
        self.start.addItem(tr(_FROM_LEFT))
        start_ms = self._now.start_ms
        if start_ms is not None:
            self.start.addItem(tr("{when} UTC", when=words.clock(start_ms)))
        self.start.addItem(tr(_FROM_CANDLE))
        self.start.setCurrentIndex(0 if start_ms is None else 1)

    # --- what the user does --------------------------------------------------------------------

    def accept(self) -> None:
        """Add what is offered."""
        if self.add.isEnabled():
            self._add()

    def _add(self) -> None:
        indicator = _OFFERS[self.offer.currentIndex()][1]
        if indicator is None:
            self.hide()
            self.anchor_wanted.emit()
            return
        used = [line.drawn.tone for line in self.lines]
        self._become((*self._now.studies, Drawn(indicator, free_tone(used))))

    def _remove(self, gone: StudyRow) -> None:
        self._become(tuple(line.drawn for line in self.lines if line is not gone))
        self.offer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _become(self, studies: tuple[Drawn, ...]) -> None:
        """Other indicators than before."""
        self._now = Chosen(studies, self._now.coins, self._now.start_ms)
        self._fill_lines(studies)
        self._tell("")
        self.chosen.emit(self._now)

    def _read(self) -> None:
        """The same indicators with something else about them."""
        studies = tuple(line.drawn for line in self.lines)
        self._now = Chosen(studies, self._now.coins, self._now.start_ms)
        self.chosen.emit(self._now)

    def _set_coins(self) -> None:
        coins = tuple(coin for coin, box in self.boxes.items() if box.isChecked())
        if len(coins) > MOST_COINS:
            self._tell(
                tr("{most_coins} coins are all that can be told apart.", most_coins=MOST_COINS)
            )
            self.show_chosen(self._now, "")
            return
        self._now = Chosen(self._now.studies, coins, self._now.start_ms)
        self.chosen.emit(self._now)

    def _set_start(self, place: int) -> None:
        if place == self.start.count() - 1:
            self.hide()
            self.start_wanted.emit()
        elif place == 0 and self._now.start_ms is not None:
            self._now = Chosen(self._now.studies, self._now.coins)
            self._fill_start()
            self.chosen.emit(self._now)

    def _tell(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setAccessibleName(sentence)
        self.message.setVisible(bool(sentence))
        self.fit()


def _small(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    label.setFont(font(SMALL_PX))
    return label
