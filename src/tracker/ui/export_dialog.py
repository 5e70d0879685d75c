"""The dialog of exports: a live preview, the fields beside it, and where it goes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tracker.domain.errors import TrackerError
from tracker.domain.translating import noted, tr
from tracker.ui.charts.export import CannotExport
from tracker.ui.export_form import ExportForm
from tracker.ui.export_subject import Subject
from tracker.ui.export_wish import KeptWish, What, Wish
from tracker.ui.file_choice import ask_where
from tracker.ui.marking import mark
from tracker.ui.on_screen import resize_within
from tracker.ui.theme import SMALL_PX, font

_READING = noted("Reading the cache…")
_FORM_PX, _LEAST_PX, _SIZE_PX = 270, (420, 300), (1020, 600)
#: How long it is waited for more keys before the picture is painted anew.
_PAUSE_MS = 40
#: The opacity of the line around a preview.
_HAIRLINE = 0.18
_PICTURES, _PNG, _CSV = (
    noted("Pictures (*.png *.svg)"),
    noted("Pictures (*.png)"),
    noted("Tables (*.csv)"),
)
_KINDS = {What.CHART: _PICTURES, What.WINDOW: _PNG, What.DATA: _CSV}


class ExportDialog(QDialog):
    """A window beside the one that is exported, which goes on meanwhile.

    Signals:
        said: a sentence for the main window: what was saved.
        kept: a KeptWish to be remembered.
    """

    said = Signal(str)
    kept = Signal(object)
    _written = Signal(object, object)  # the file, a sentence or None; from another thread

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.subject: Subject | None = None
        self._usual = self._folder = folder
        self._open, self._note = False, ""
        self.setWindowTitle(tr("Export"))
        resize_within(self, *_SIZE_PX)
        self.form, self.preview = ExportForm(), _Preview()
        self.form.setFixedWidth(_FORM_PX)
        self.table = QLabel()
        self.table.setWordWrap(True)
        self.table.setTextFormat(Qt.TextFormat.PlainText)
        self.table.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table.setMargin(16)
        self.table.setAccessibleName(tr("What the table holds"))
        self.figures = QLabel()
        self.figures.setObjectName("quiet")
        self.message = QLabel(tr(_READING))
        self.message.setObjectName("message")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.save, self.copy, self.out = (
            _button(tr("Save…"), tr("Choose a file and save (Ctrl+S)")),
            _button(tr("Copy"), tr("Put it on the clipboard (Ctrl+C)")),
            _button(tr("Close"), tr("Close without saving (Esc)")),
        )
        self.save.setObjectName("primary")
        self.save.setDefault(True)
        self._place()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._paint)
        self.form.changed.connect(self._change)
        self.preview.resized.connect(self._timer.start)
        self.save.clicked.connect(self.ask)
        self.copy.clicked.connect(self.copy_it)
        self.out.clicked.connect(self.close)
        QShortcut(QKeySequence.StandardKey.Save, self, self.ask)
        QShortcut(QKeySequence.StandardKey.Copy, self, self.copy_it)
        self._written.connect(self._end)
        self._allow()

    def _place(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.preview)
        self.pages.addWidget(self.table)
        side = QVBoxLayout()
        side.setContentsMargins(16, 14, 16, 14)
        side.setSpacing(12)
        side.addWidget(self.form)
        side.addWidget(self.figures)
        side.addWidget(self.message)
        side.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.save, self.copy, self.out):
            buttons.addWidget(button)
        side.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pages, 1)
        row.addLayout(side)

    # --- what is exported ----------------------------------------------------------------------

    def wait(self) -> None:
        """What is to be exported is being read."""
        self.subject = None
        self.say(tr(_READING))
        self.preview.say(tr(_READING))
        self._allow()

    def begin(self, note: str) -> None:
        """Begin with the note that the user has set, unless another one was typed."""
        if self.form.note.text() == self._note:
            self.form.note.setText(note)
            self._note = note

    def remember(self, kept: KeptWish) -> None:
        """Do as it was done in the last run; a note that was typed stays."""
        self._folder = kept.folder_or(self._usual)
        self.form.show_wish(replace(kept.wish, note=self.form.note.text()))
        self._timer.start()

    def show_subject(self, subject: Subject) -> None:
        """Show what there is to export."""
        self.subject = subject
        self.say("")
        self._allow()
        self._paint()

    def fail(self, sentence: str) -> None:
        """What is to be exported could not be read."""
        if self.subject is None:
            self.say(sentence, wrong=True)
            self.preview.say(tr("There is no picture."))

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say something below the fields."""
        self.message.setText(text)
        mark(self.message, "wrong", wrong)

    def _change(self) -> None:
        """Something else is wanted: what was said is over."""
        if self.subject is not None and not self._open:
            self.say("")
        self._timer.start()

    def _wish(self) -> Wish | None:
        """What is wanted; None, and a sentence, where a field is wrong."""
        try:
            return self.form.wish()
        except TrackerError as error:
            self.say(error.sentence, wrong=True)
            return None

    def _paint(self) -> None:
        """Show a picture of what is wanted, as large as there is room."""
        self._timer.stop()
        is_data = self.form.what.currentData() is What.DATA
        self.pages.setCurrentWidget(self.table if is_data else self.preview)
        wish = self._wish()
        if self.subject is None or wish is None:
            return
        if is_data:
            self._describe(self.subject)
            return
        try:
            width, height = self.subject.pixels(wish)
            ratio, room = self.preview.devicePixelRatioF(), self.preview.room()
            # So many times as large as it would be at a scale of 1, which is no more than it can be.
            fit = min(room.width() / width, room.height() / height) * wish.pixels_a_point * ratio
            image = self.subject.image(wish, min(fit, 2 * ratio))
            self.preview.show_image(image, ratio)
            self.figures.setText(tr("{width} × {height} pixels", width=width, height=height))
        except CannotExport as error:
            self.say(str(error), wrong=True)

    def _describe(self, subject: Subject) -> None:
        lines = subject.table().splitlines()
        names = lines[0].split(",")
        first, last = (lines[row].split(",")[0] for row in (min(1, len(lines) - 1), -1))
        rows = len(lines) - 1
        self.table.setText(
            "\n".join(
                (
                    tr("{rows:,} rows, {first} to {last}", rows=rows, first=first, last=last)
                    if rows
                    else tr("No rows: nothing is in view"),
                    tr("A row an interval; times are UTC; what is not known is empty."),
                    "",
                    *names,
                )
            )
        )
        self.figures.setText(tr("{rows:,} rows of {count} columns", rows=rows, count=len(names)))

    # --- where it goes -------------------------------------------------------------------------

    def copy_it(self) -> None:
        """Put it on the clipboard: a picture, or the table as text."""
        subject, wish = self.subject, self._wish()
        if subject is None or wish is None:
            return
        clipboard = QGuiApplication.clipboard()
        if wish.what is What.DATA:
            clipboard.setText(subject.table())
            self.say(tr("Copied: the table, as text."))
            return
        try:
            image = subject.image(wish)
        except CannotExport as error:
            self.say(str(error), wrong=True)
            return
        clipboard.setImage(image)
        self.say(
            tr("Copied: {width} × {height} pixels.", width=image.width(), height=image.height())
        )

    def ask(self) -> None:
        """Ask where to, then save."""
        subject, wish = self.subject, self._wish()
        if subject is None or wish is None or self._open:
            return
        start = self._folder / subject.file_name(wish)
        path = ask_where(self, tr("Export"), start, tr(_KINDS[wish.what]))
        if path is not None:
            self.write(path, wish)

    def write(self, path: Path, wish: Wish) -> None:
        """Save beside the window; it closes when the file is there, and stays where it is not."""
        if self.subject is None:
            return
        work = self.subject.paint(path, wish)
        self._open = True
        self.say(tr("Saving {name}…", name=path.name))
        self._allow()
        self.kept.emit(KeptWish(wish, str(path.parent)))
        # Packing a PNG takes longer than painting it. No daemon: leaving waits for the file.
        args = (path, work)
        threading.Thread(target=self._work, args=args, name="picture").start()

    def _work(self, path: Path, work: Callable[[], str | None]) -> None:
        """On a thread of its own."""
        error = work()
        with suppress(RuntimeError):  # the window may be gone by now
            self._written.emit(path, error)

    def _end(self, path: Path, error: str | None) -> None:
        self._open = False
        self._allow()
        if error is None:
            self._folder = path.parent
            self.said.emit(tr("Saved {path}.", path=path))
            self.close()
        elif self.isVisible():
            self.say(error, wrong=True)
        else:
            self.said.emit(error)

    def _allow(self) -> None:
        ready = self.subject is not None and not self._open
        for button in (self.save, self.copy):
            button.setEnabled(ready)


class _Preview(QWidget):
    """An image as large as there is room, in its own proportions."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._image, self._words = QImage(), ""
        self.setAccessibleName(tr("Preview of the picture"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(*_LEAST_PX)

    def room(self) -> QSize:
        """What there is for a picture, in points."""
        return self.size() - QSize(32, 32)

    def show_image(self, image: QImage, ratio: float) -> None:
        """Show an image, a pixel of it on a pixel of the screen."""
        image.setDevicePixelRatio(ratio)
        self._image = image
        self.update()

    def say(self, words: str) -> None:
        """Say something in the place of the picture, until there is one."""
        self._words = words
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is room for another picture."""
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole picture in the middle, with a hairline around it."""
        del event
        if self._image.isNull():
            self._paint_words()
            return
        size = self._image.deviceIndependentSize()
        left = round((self.width() - size.width()) / 2)
        top = round((self.height() - size.height()) / 2)
        painter = QPainter(self)
        line = self.palette().color(QPalette.ColorRole.WindowText)
        line.setAlphaF(_HAIRLINE)
        painter.fillRect(QRectF(left - 1, top - 1, size.width() + 2, size.height() + 2), line)
        painter.drawImage(left, top, self._image)
        painter.end()

    def _paint_words(self) -> None:
        painter = QPainter(self)
        painter.setFont(font(SMALL_PX))
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(text.rstrip("…"))
    button.setAccessibleDescription(tip)
    button.setAutoDefault(False)
    return button
