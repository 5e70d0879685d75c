"""The editor of one level: price, note, rules, colour, sleep and end, checked while one types."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, tzinfo
from functools import partial
from itertools import pairwise

from msgspec import Struct
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from tracker.analysis import words
from tracker.domain.errors import TrackerError
from tracker.domain.level import COLORS, DEFAULT_RULES, Level, parse_rule
from tracker.domain.translating import tr
from tracker.ui.level_form import (
    BOXES,
    EXPIRIES,
    Entry,
    box_words,
    expiry_text,
    join_rules,
    parse_expiry,
    parse_price,
    price_words,
    rule_help,
    snoozes,
    split_rules,
)
from tracker.ui.marking import mark
from tracker.ui.panels.ages import length, old_ms
from tracker.ui.panels.choice import Choice
from tracker.ui.popover import Popover
from tracker.ui.theme import SMALL_PX, Palette, font, level_tones
from tracker.ui.tick_box import TickBox

_WIDTH_PX = 480
_SWATCH_PX = 11


class Subject(Struct, frozen=True):
    """What is edited, and what is known around it.

    Attributes:
        level: None for a new one.
        taken: the prices of the coin's other levels.
        price_now: None where it is unknown.
        price_at_ms: when that price was; None where it is taken to be the present.
    """

    asset: str
    level: Level | None
    taken: tuple[float, ...]
    price_now: float | None
    now_ms: int
    zone: tzinfo = UTC
    price_at_ms: int | None = None

    @property
    def price_age(self) -> str:
        """How old the price is, in words, once it is not the present any more."""
        age_ms = old_ms(self.price_at_ms, self.now_ms)
        return length(age_ms) if age_ms is not None else ""


class LevelEditor(Popover):
    """The sheet with all that can be said of a level.

    Signals:
        accepted: carries the Subject and the Entry that was made of it.
        removed: a level's number.
        trial_wanted: asset, price and rules.
    """

    accepted = Signal(object, object)
    removed = Signal(int)
    trial_wanted = Signal(str, float, object)

    def __init__(self, parent: QWidget, palette: Palette) -> None:
        super().__init__(parent, tr("Level"))
        self._palette = palette
        self._subject: Subject | None = None
        self.setFixedWidth(_WIDTH_PX)
        self.use_scrolling()
        self.price, self.note, self.more = QLineEdit(), QLineEdit(), QLineEdit()
        self.note.setMaxLength(200)
        self.note.setPlaceholderText(tr("why it matters"))
        self.more.setPlaceholderText(tr("others, for example close:4h*2+0.5%"))
        self.boxes = {rule.word: TickBox(box_words(rule.word)) for rule in BOXES}
        self.color, self.snooze, self.expires = Choice(), Choice(), Choice()
        self.expires.setEditable(True)
        self.expires.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.message, self.help = _small("message"), _small("quiet")
        self.save = QPushButton(tr("Save"))
        self.save.setObjectName("primary")
        self._cancel, self._remove = QPushButton(tr("Cancel")), QPushButton(tr("Remove"))
        self._try = QPushButton(tr("Try on history"))
        self._try.setToolTip(tr("Run these rules over the stored candles and mark what happened"))
        self._place()
        self._connect()

    def without_trial(self) -> None:
        """Offer no dry run: there is nothing that could show one."""
        self._try.hide()

    def _place(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        rules = QHBoxLayout()
        rules.setSpacing(10)
        for box in self.boxes.values():
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.setToolTip(
                tr("Of its alerts, so many were reclaimed before a further 3\u202f% move")
            )
            rules.addWidget(box)
        rules.addStretch(1)
        lines: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            (tr("Price"), self.price),
            ("", self.message),
            (tr("Note"), self.note),
            (tr("Rules (% false)"), rules),
            ("", self.more),
            ("", self.help),
            (tr("Colour"), self.color),
            (tr("Snooze"), self.snooze),
            (tr("Expires (UTC)"), self.expires),
        )
        for row, (name, what) in enumerate(lines):
            if isinstance(what, QHBoxLayout):
                grid.addLayout(what, row, 1)
            else:
                grid.addWidget(what, row, 1)
                what.setAccessibleName(name or what.accessibleName())
            if name:
                label = QLabel(name)
                label.setObjectName("quiet")
                label.setFont(font(SMALL_PX))
                grid.addWidget(label, row, 0)
        self.more.setAccessibleName(tr("Other rules"))
        grid.setColumnStretch(1, 1)
        self.rows.addLayout(grid)
        buttons = QHBoxLayout()
        for button in (self._remove, self._try):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self._cancel, self.save):
            buttons.addWidget(button)
        for button in (self._remove, self._try, self._cancel, self.save):
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
        self.rows.addSpacing(4)
        self.rows.addLayout(buttons)
        order = [
            *(self.price, self.note, *self.boxes.values(), self.more),
            *(self.color, self.snooze, self.expires),
            *(self._remove, self._try, self._cancel, self.save),
        ]
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)

    def _connect(self) -> None:
        for field in (self.price, self.note):
            field.textChanged.connect(self._check)
        self.more.textChanged.connect(self._more_changed)
        self.expires.editTextChanged.connect(self._check)
        for word, box in self.boxes.items():
            box.toggled.connect(partial(self._explain, word))
        self.save.clicked.connect(self.accept)
        self._cancel.clicked.connect(self.hide)
        self._remove.clicked.connect(self._take_off)
        self._try.clicked.connect(self._want_trial)

    # --- opening -------------------------------------------------------------------------------

    def edit(self, subject: Subject, at: QPoint) -> None:
        """Show a level, or the form of a new one."""
        self._subject = None  # nothing is checked while the fields are filled
        level = subject.level
        entry = Entry.of(level) if level is not None else None
        name = f"{subject.asset} {words.level(level.price)}" if level is not None else subject.asset
        self.heading.setText(name if level is not None else tr("New level of {name}", name=name))
        self.price.setText(words.level(entry.price) if entry is not None else "")
        self.note.setText(entry.note if entry is not None else "")
        rules = entry.rules if entry is not None else DEFAULT_RULES
        boxed, typed = split_rules(rules)
        for word, box in self.boxes.items():
            box.setChecked(word in boxed)
        self.more.setText(typed)
        self._fill_colors(entry.color if entry is not None else None)
        self._fill_times(subject, entry)
        self._remove.setVisible(level is not None)
        self.save.setText(tr("Save") if level is not None else tr("Add"))
        self._subject = subject
        self.help.setText(rule_help(rules[0]))
        self._check()
        self.show_at(at, self.price)
        self.price.selectAll()

    def _fill_colors(self, chosen: str | None) -> None:
        self.color.clear()
        self.color.setIconSize(QSize(_SWATCH_PX, _SWATCH_PX))
        self.color.addItem(tr("by its state"), None)
        tones = level_tones(self._palette)
        names = [*COLORS, *([chosen] if chosen is not None and chosen not in COLORS else [])]
        for name in names:
            self.color.addItem(swatch(tones.get(name, QColor(name)), self), tr(name), name)
        self.color.setCurrentIndex(max(0, self.color.findData(chosen)))

    def _fill_times(self, subject: Subject, entry: Entry | None) -> None:
        self.snooze.clear()
        self.snooze.addItem(tr("not snoozed"), None)
        until_ms = entry.snoozed_until_ms if entry is not None else None
        if until_ms is not None and until_ms > subject.now_ms:
            self.snooze.addItem(
                tr("until {when}", when=words.clock(until_ms, zone=subject.zone)), until_ms
            )
            self.snooze.setCurrentIndex(1)
        for name, end_ms in snoozes(subject.now_ms, subject.zone):
            self.snooze.addItem(name, end_ms)
        self.expires.clear()
        expires_ms = entry.expires_ms if entry is not None else None
        mine = expiry_text(expires_ms)
        self.expires.addItems(list(dict.fromkeys((mine, *map(tr, EXPIRIES)))))
        self.expires.setCurrentText(mine)

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette

    # --- while one types -----------------------------------------------------------------------

    def entry(self) -> Entry:
        """What the fields say now.

        Raises:
            TrackerError: where one cannot be so.
        """
        subject = self._subject
        assert subject is not None
        level = subject.level
        price = parse_price(self.price.text())
        if level is not None and self.price.text() == words.level(level.price):
            price = level.price  # what was not touched is not rounded to what is shown of it
        price_words(price, None, subject.taken, None)
        old = Entry.of(level) if level is not None else None
        until_ms = self.snooze.currentData()
        if until_ms is None and old is not None and (old.snoozed_until_ms or 0) <= subject.now_ms:
            until_ms = old.snoozed_until_ms  # it is over anyway
        return Entry(
            price,
            self.note.text().strip(),
            join_rules(
                [one for one, box in self.boxes.items() if box.isChecked()], self.more.text()
            ),
            self.color.currentData(),
            parse_expiry(
                self.expires.currentText(),
                old.expires_ms if old is not None else None,
                subject.now_ms,
            ),
            until_ms,
        )

    def _check(self) -> None:
        subject = self._subject
        if subject is None:
            return
        try:
            entry = self.entry()
            old = subject.level.price if subject.level is not None else None
            text = price_words(
                entry.price, old, subject.taken, subject.price_now, subject.price_age
            )
        except TrackerError as error:
            self._tell(error.sentence, wrong=bool(self.price.text().strip()))
            self._let(False)
        else:
            self._tell(text, wrong=False)
            self._let(True)

    def _tell(self, text: str, *, wrong: bool) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.message.setAccessibleName(text)
        mark(self.message, "wrong", wrong)
        self.fit()

    def _let(self, good: bool) -> None:
        self.save.setEnabled(good)
        self._try.setEnabled(good)

    def _explain(self, word: str, on: bool) -> None:
        if self._subject is None:
            return
        left = [one for one, box in self.boxes.items() if box.isChecked()]
        if on or left:
            self.help.setText(rule_help(word if on else left[0]))
        self._check()

    def _more_changed(self) -> None:
        if self._subject is None:
            return
        typed = self.more.text().replace(",", " ").split()
        if typed:
            with suppress(TrackerError):  # `_check` says what is wrong with it
                self.help.setText(rule_help(parse_rule(typed[-1]).word))
        self._check()

    # --- doing ---------------------------------------------------------------------------------

    def accept(self) -> None:
        """Hand over what was typed, unless something is wrong with it."""
        if self._subject is None or not self.save.isEnabled():
            return
        self.accepted.emit(self._subject, self.entry())

    def refuse(self, sentence: str) -> None:
        """The level could not be kept so; the words stay for another try."""
        self._tell(sentence, wrong=True)
        self._let(False)

    def _take_off(self) -> None:
        if self._subject is not None and self._subject.level is not None:
            self.removed.emit(self._subject.level.id)
        self.hide()

    def _want_trial(self) -> None:
        if self._subject is not None:
            entry = self.entry()
            self.trial_wanted.emit(self._subject.asset, entry.price, entry.rules)
            self.hide()


def taken_by_others(prices: Sequence[tuple[int, float]], level: Level | None) -> tuple[float, ...]:
    """The prices of the levels that are not this one."""
    return tuple(price for one, price in prices if level is None or one != level.id)


def _small(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setFont(font(SMALL_PX))
    return label


def swatch(color: QColor, on: QWidget) -> QIcon:
    """A filled circle of a colour."""
    ratio = on.devicePixelRatioF()
    picture = QPixmap(round(_SWATCH_PX * ratio), round(_SWATCH_PX * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(1, 1, _SWATCH_PX - 2, _SWATCH_PX - 2)
    painter.end()
    return QIcon(picture)
