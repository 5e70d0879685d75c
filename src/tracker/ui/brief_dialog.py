"""The page of the brief as a window beside the main one."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from tracker.analysis.brief_pages import html, markdown
from tracker.analysis.brief_parts import Brief
from tracker.domain.translating import noted, tr
from tracker.ui.brief_page import document_of
from tracker.ui.focus_frame import FocusFramed
from tracker.ui.marking import mark
from tracker.ui.on_screen import resize_within
from tracker.ui.theme import Palette

_READING = noted("Reading the cache…")
_MARGIN_PX = 36
_WRITING = noted(
    "The page is being written from what the cache holds. It asks nobody for anything."
)
_UNREAD = noted("There is no page: {sentence} “Read anew” (F5) tries it again.")


class _Page(FocusFramed, QTextBrowser):
    """Where the keyboard is is seen around it."""


class BriefPage(QDialog):
    """A window beside the main one.

    Signals:
        again_wanted: the figures are to be read anew.
        save_wanted: what is shown is to be saved.
    """

    again_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self.brief: Brief | None = None
        self.chart: bytes | None = None
        self._document: QTextDocument | None = None
        self.setWindowTitle(tr("Brief"))
        resize_within(self, 1040, 860)
        self.setMinimumSize(640, 420)
        self.text = _Page()
        self.text.setAccessibleName(tr("Brief"))
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        # Else the page would be laid out for a width that a bar then takes a part of.
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.setPlaceholderText(tr(_WRITING))
        self.text.document().setDocumentMargin(_MARGIN_PX)
        self._note = QLabel(tr(_READING))
        self._note.setObjectName("message")
        self._note.setWordWrap(True)
        self.again = QPushButton(tr("Read anew"))
        self.copy = QPushButton(tr("Copy"))
        self.copy.setToolTip(tr("The page, for mail and documents, and as Markdown (Ctrl+Shift+C)"))
        self.save = QPushButton(tr("Save…"))
        self.save.setDefault(True)
        row = QHBoxLayout()
        row.setContentsMargins(14, 8, 14, 10)
        row.addWidget(self._note, 1)
        for button in (self.again, self.copy, self.save):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addLayout(row)
        self.again.clicked.connect(self.again_wanted)
        self.copy.clicked.connect(self.copy_all)
        self.save.clicked.connect(self.save_wanted)
        QShortcut(QKeySequence("Ctrl+Shift+C"), self, self.copy_all)
        QShortcut(QKeySequence("F5"), self, self.again_wanted.emit)
        self._allow()

    def wait(self, asset: str) -> None:
        """Another page is on its way; what is shown of another coin goes."""
        self._say(tr(_READING))
        self.text.setPlaceholderText(tr(_WRITING))
        if self.brief is not None and self.brief.asset != asset:
            self.brief = self.chart = None
            self.text.clear()
        self._allow()

    def show_brief(self, brief: Brief, chart: bytes | None) -> None:
        """Show a page; the place that is read stays."""
        at = self.text.verticalScrollBar().value()
        self.brief, self.chart = brief, chart
        self._lay_out()
        self.text.verticalScrollBar().setValue(at)
        self.setWindowTitle(brief.title)
        self._say(tr("From the cache alone; nothing was asked of anybody for it."))
        self._allow()

    def fail(self, sentence: str) -> None:
        """The cache cannot be read now; a page that is shown stays, and says of when it is."""
        self.text.setPlaceholderText(tr(_UNREAD, sentence=sentence))
        self._say(sentence, wrong=True)
        self._allow()

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        """Say something below the page."""
        self._note.setText(sentence)
        mark(self._note, "wrong", wrong)

    def copy_all(self) -> None:
        """Put the page on the clipboard: rich for documents, Markdown for plain text."""
        if self.brief is None:
            return
        data = QMimeData()
        data.setHtml(html(self.brief, self.chart))
        data.setText(markdown(self.brief))
        QGuiApplication.clipboard().setMimeData(data)
        self._say(tr("Copied."))

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page is laid out for the width there is."""
        super().resizeEvent(event)
        at = self.text.verticalScrollBar().value()
        self._lay_out()
        self.text.verticalScrollBar().setValue(at)

    def _lay_out(self) -> None:
        if self.brief is None:
            return
        width = max(480, self.text.viewport().width())
        self._document = document_of(self.brief, self.chart, self._palette, width)
        self.text.setDocument(self._document)

    def _allow(self) -> None:
        for button in (self.copy, self.save):
            button.setEnabled(self.brief is not None)
