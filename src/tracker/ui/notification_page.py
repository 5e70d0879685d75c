"""The page of notifications: what works on this desktop, what is used, and a test of each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tracker.domain.translating import noted, tr
from tracker.ui.marking import mark
from tracker.ui.notifier import Way, Ways
from tracker.ui.on_screen import resize_within
from tracker.ui.page_area import PageArea
from tracker.ui.panels.rows import MARGIN
from tracker.ui.theme import BODY_PX, SMALL_PX, font
from tracker.ui.tick_box import TickBox

_WIDTH = 620
_HEAD = noted(
    "An alert takes the first of these ways that works. One that nobody could be "
    "shown waits in the window and is not counted as told."
)
_LOOKING = noted("Looking what works here…")
_TITLES = {
    Way.DESKTOP: noted("Desktop notification"),
    Way.TRAY: noted("Balloon at the tray icon"),
    Way.WINDOW: noted("Line in the window"),
}
_NO_SERVER = (
    noted("No notification server answers on D-Bus.")
    if sys.platform.startswith("linux")
    else noted("This is for the desktops of Linux; here the tray icon does it.")
)
_SOUND, _LOGIN = noted("Sound"), noted("Start Tracker in the tray when I log in")


class NotificationPage(QDialog):
    """A row a way, the sound, a row a service; and the switch that starts Tracker at login.

    Signals:
        look_wanted: it is shown: find out what works.
        try_wanted: a Way to try.
        sound_wanted: the sound to try.
        service_wanted: the service to try, by its name.
        unmute_wanted: what was held is to come now.
        login_wanted: whether Tracker is to start at login.
    """

    look_wanted = Signal()
    try_wanted = Signal(object)
    sound_wanted = Signal()
    service_wanted = Signal(str)
    unmute_wanted = Signal()
    login_wanted = Signal(bool)

    def __init__(self, services: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Notifications"))
        self.setMinimumWidth(_WIDTH)
        self.resize(_WIDTH, 0)
        self.rows: dict[str, _Row] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        for way in Way:
            row = self._add(way, tr(_TITLES[way]), partial(self.try_wanted.emit, way))
            row.show("", tr(_LOOKING))
            row.test.setEnabled(False)
        self._add("sound", tr(_SOUND), self.sound_wanted.emit)
        for name in services:
            row = self._add(
                name, tr("Service {name}", name=name), partial(self.service_wanted.emit, name)
            )
            row.show("", tr("Gets every alert as a message."))
        self.head = _label(tr(_HEAD))
        self.muted = _label("")
        self.unmute = QPushButton(tr("Unmute"))
        self.unmute.setAutoDefault(False)
        self.unmute.setToolTip(tr("Show what was held, as one notice, and hold nothing more"))
        self.unmute.clicked.connect(self.unmute_wanted)
        self.login = TickBox(tr(_LOGIN))
        self.login.setToolTip(
            tr("Writes the entry that your system has for this, or takes it away")
        )
        self.login.clicked.connect(self.login_wanted)
        self.login_words = _label("", quiet=True)
        self._place()
        self.show_muted("")

    def _add(self, name: str, title: str, call: Callable[[], object]) -> _Row:
        row = self.rows[name] = _Row(title)
        line = self._grid.rowCount()
        self._grid.addWidget(row.state, line, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(row.words, line, 1)
        self._grid.addWidget(row.test, line, 2, Qt.AlignmentFlag.AlignTop)
        row.test.clicked.connect(call)
        return row

    def _place(self) -> None:
        hush = QHBoxLayout()
        hush.addWidget(self.muted, 1)
        hush.addWidget(self.unmute)
        inner = QVBoxLayout()
        inner.setContentsMargins(MARGIN + 4, 14, MARGIN + 4, 16)
        inner.setSpacing(14)
        inner.addWidget(self.head)
        inner.addLayout(hush)
        inner.addLayout(self._grid)
        line = QWidget()
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        inner.addWidget(line)
        login = QVBoxLayout()
        login.setSpacing(3)
        login.addWidget(self.login)
        login.addWidget(self.login_words)
        inner.addLayout(login)
        inner.addStretch(1)
        self._inner = QWidget()
        self._inner.setLayout(inner)
        area = PageArea(self.windowTitle())
        area.hold(self._inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def showEvent(self, event: QShowEvent) -> None:
        """Look anew: a server may have come or gone."""
        super().showEvent(event)
        self._fit()
        self.look_wanted.emit()

    def _fit(self) -> None:
        """As high as its words need, where the screen has that room; else they are scrolled to."""
        needed_px = self._inner.heightForWidth(self.width())
        if self.height() < needed_px:
            resize_within(self, self.width(), needed_px)

    # --- showing -------------------------------------------------------------------------------

    def show_ways(self, ways: Ways) -> None:
        """What works, why something does not, and which one is used."""
        desktop, tray = ways.server is not None, ways.tray
        self._show_way(
            Way.DESKTOP,
            ways,
            works=desktop,
            words=tr("By {server}.", server=ways.server) if desktop else tr(_NO_SERVER),
        )
        self._show_way(
            Way.TRAY,
            ways,
            works=tray,
            words=tr("There is a tray that shows balloons.")
            if tray
            else tr("No tray is there, or it shows none; the window stays open instead of hiding."),
        )
        self._show_way(
            Way.WINDOW, ways, works=True, words=tr("Above the chart, until it is dismissed.")
        )

    def _show_way(self, way: Way, ways: Ways, *, works: bool, words: str) -> None:
        used = way is ways.used
        self.rows[way].show(tr("used") if used else tr("works") if works else tr("not here"), words)
        self.rows[way].test.setEnabled(works)
        self._fit()

    def show_sound(self, words: str, *, on: bool, works: bool) -> None:
        """How alerts are heard, or that they are not."""
        row = self.rows["sound"]
        row.show(tr("used") if on and works else tr("bell") if on else tr("off"), words)
        row.test.setEnabled(on)

    def show_tried(self, name: str, sentence: str, *, wrong: bool = False) -> None:
        """What came of a test."""
        self.rows[name].tell(sentence, wrong=wrong)
        self._fit()

    def show_muted(self, until: str) -> None:
        """Until when alerts are held, in words; nothing where they are not."""
        self.muted.setText(
            tr("Muted until {until}: alerts are held and come as one notice then.", until=until)
        )
        self.muted.setVisible(bool(until))
        self.unmute.setVisible(bool(until))
        self._fit()

    def show_login(self, *, on: bool, refusal: str = "", sentence: str = "") -> None:
        """Whether Tracker starts at login; why that cannot be switched, or what went wrong."""
        self.login.setChecked(on)
        self.login.setEnabled(not refusal)
        self.login_words.setText(sentence or refusal)
        self.login_words.setVisible(bool(sentence or refusal))
        self._fit()


class _Row:
    """One way: its state, what it is, a button, and what came of pressing it."""

    def __init__(self, title: str) -> None:
        self.state = QLabel()
        self.state.setFont(font(SMALL_PX, bold=True))
        self.state.setMinimumWidth(64)
        self.state.setContentsMargins(0, 3, 0, 0)
        name = _label(title)
        name.setFont(font(BODY_PX, bold=True))
        self.about = _label("", quiet=True)
        self.said = QLabel()
        self.said.setObjectName("message")
        self.said.setWordWrap(True)
        self.said.hide()
        self.words = QVBoxLayout()
        self.words.setSpacing(2)
        for label in (name, self.about, self.said):
            self.words.addWidget(label)
        self.test = QPushButton(tr("Test"))
        self.test.setAutoDefault(False)
        self.test.setToolTip(tr("Try it now: {title}", title=title))
        self.test.setAccessibleName(tr("Test: {title}", title=title))

    def show(self, state: str, about: str) -> None:
        """Its state in a word, and a sentence about it."""
        self.state.setText(state)
        self.about.setText(about)

    def tell(self, sentence: str, *, wrong: bool) -> None:
        """What came of a test; a reader of the screen hears it at the button."""
        mark(self.said, "wrong", wrong)
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        self.test.setAccessibleDescription(sentence)


def _label(text: str, *, quiet: bool = False) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if quiet:
        label.setObjectName("quiet")
    return label
