"""The last step of the first run: how alerts reach the user here, with a test; quiet hours and sound."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from tracker.domain.errors import TrackerError
from tracker.domain.quiet import QuietHours
from tracker.domain.translating import noted, tr
from tracker.ui.first_steps import Step, quiet_label
from tracker.ui.marking import mark
from tracker.ui.notifier import Way, Ways
from tracker.ui.tick_box import TickBox

#: What is proposed where no quiet hours are set.
USUAL_HOURS = "22:00-07:00"
_SAID = noted(
    "When a level breaks, Tracker says so once: through the desktop's "
    "notifications where there are any, else from its icon in the tray, else in a "
    "line inside this window."
)
_LOOKING = noted("Looking what works here…")
_ON_ITS_WAY = noted("Sent…")
OUTSIDE = noted(
    "The desktop took it. If nothing appeared, look whether “do not disturb” is "
    "on; alerts are listed in the window all the same."
)
INSIDE = noted(
    "Nothing outside this window shows notifications here, so alerts appear as a "
    "line above the chart. Keep the window open, or name a service: tracker notify."
)
_HELD = noted(
    "What happens in quiet hours is held and told as one summary at their end; nothing is dropped."
)


class NoticesStep(Step):
    """A test, quiet hours and sound; each takes effect at once.

    Signals:
        look_wanted: it is to be found out which way works here.
        test_wanted: a notification that says that it is a test.
        quiet_changed: quiet hours, None for none.
        sound_changed: whether alerts are heard.
    """

    look_wanted = Signal()
    test_wanted = Signal()
    quiet_changed = Signal(object)
    sound_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__(tr("Notifications"), tr(_SAID))
        self.test = QPushButton(tr("Test"))
        self.test.setToolTip(tr("Show a notification that says that it is a test"))
        self.test.setAccessibleName(tr("Test notifications"))
        self.test.clicked.connect(self._test)
        self.outcome = quiet_label(tr(_LOOKING))
        self.quiet = TickBox(tr("Quiet hours"))
        self.quiet.setToolTip(tr("Hold what happens in these hours of this machine's clock"))
        self.hours = QLineEdit(USUAL_HOURS)
        self.hours.setAccessibleName(tr("Quiet hours, from and to"))
        self.hours.setToolTip(tr("From and to, for example 22:00-07:00"))
        self.hours.setFixedWidth(120)
        self.said = QLabel()
        self.said.setObjectName("message")
        self.said.setWordWrap(True)
        self.sound = TickBox(tr("Sound"))
        self.sound.setToolTip(tr("A short falling pair of notes; urgent alerts have another"))
        self.column.addLayout(_row(self.test, self.outcome))
        self.column.addSpacing(10)
        self.column.addLayout(_row(self.quiet, self.hours, None))
        self.column.addWidget(self.said)
        self.column.addSpacing(10)
        self.column.addLayout(_row(self.sound, None))
        self.column.addStretch(1)
        self.column.addWidget(quiet_label(tr("Later: the settings (Ctrl+,), under Notifications.")))
        self.show_habits(None, sound=True)
        self.quiet.toggled.connect(self._change_hours)
        self.hours.textChanged.connect(self._change_hours)
        self.sound.toggled.connect(self.sound_changed)

    @property
    def first(self) -> QWidget:
        """The test."""
        return self.test

    def show_habits(self, quiet: QuietHours | None, *, sound: bool) -> None:
        """What is set now: quiet hours, None for none, and whether alerts are heard."""
        for box, on in ((self.quiet, quiet is not None), (self.sound, sound)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self.hours.blockSignals(True)
        self.hours.setText(str(quiet) if quiet is not None else USUAL_HOURS)
        self.hours.blockSignals(False)
        self._say_hours("")

    def begin(self) -> None:
        """Find out what works here."""
        self.look_wanted.emit()

    def show_ways(self, ways: Ways) -> None:
        """What works here, before anything was tested."""
        if self.outcome.text() == tr(_LOOKING):
            self.show_outcome(way_words(ways))

    def show_outcome(self, sentence: str) -> None:
        """What came of the test."""
        self.outcome.setText(sentence)
        self.test.setAccessibleDescription(sentence)

    def _test(self) -> None:
        self.show_outcome(tr(_ON_ITS_WAY))
        self.test_wanted.emit()

    def _change_hours(self) -> None:
        if not self.quiet.isChecked():
            self._say_hours("")
            self.quiet_changed.emit(None)
            return
        try:
            hours = QuietHours.parse(self.hours.text())
        except TrackerError as error:
            self._say_hours(error.sentence, wrong=True)
            return
        if hours is None:
            self._say_hours(
                tr("Write from when to when, for example {usual_hours}.", usual_hours=USUAL_HOURS),
                wrong=True,
            )
            return
        self._say_hours("")
        self.quiet_changed.emit(hours)

    def _say_hours(self, sentence: str, *, wrong: bool = False) -> None:
        self.hours.setEnabled(self.quiet.isChecked())
        self.said.setText(sentence or tr(_HELD))
        self.hours.setAccessibleDescription(sentence)
        for widget in (self.said, self.hours):
            mark(widget, "wrong", wrong)


def way_words(ways: Ways) -> str:
    """Which way a notification takes here, in a sentence."""
    if ways.used is Way.DESKTOP:
        return tr("Here: the desktop's notifications ({server}).", server=ways.server)
    if ways.used is Way.TRAY:
        return tr("Here: from the icon in the tray; no notification server answers.")
    return tr(
        "Here: a line inside this window; no notification server answers, and there is no tray."
    )


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets beside each other; None takes what is left."""
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, 1 if isinstance(widget, QLabel) else 0)
    return row
