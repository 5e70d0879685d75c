"""The brief in the window: one page that says why the coin on the chart moves, to read, copy and save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from tracker.analysis.brief import Brief
from tracker.analysis.brief_pages import html, markdown
from tracker.domain.times import H1, iso
from tracker.services.brief import BriefWish, Headline, read_brief
from tracker.services.views import ChartView, Views
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.sources.context import ContextSource
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.brief_page import SPAN_MS, chart_png, document_of, write
from tracker.ui.desk import Desk
from tracker.ui.theme import Palette

_READING = "Reading the cache…"
_KINDS = "Page (*.html);;PDF (*.pdf);;Picture (*.png);;Markdown (*.md);;JSON (*.json)"


@dataclass(frozen=True, slots=True)
class BriefParts:
    """What a brief is made with.

    Attributes:
        simulated: a sentence where the market is not real; else empty.
        headlines: what was published and is to be checked.
    """

    sources: Sequence[Source]
    services: Sequence[ContextSource]
    titles: Mapping[str, str]
    clock: Clock
    exports: Path
    simulated: str = ""
    headlines: Sequence[Headline] = ()


class Briefing(QObject):
    """The one page of a window; it is made when it is first asked for.

    Signals:
        said: a sentence for the user.
    """

    said = Signal(str)

    def __init__(self, desk: Desk, parts: BriefParts, window: QWidget, palette: Palette) -> None:
        super().__init__(window)
        self._desk, self._parts, self._window, self._palette = desk, parts, window, palette
        self.page: BriefPage | None = None

    def open(self) -> None:
        """Show the page, written anew."""
        if self.page is None:
            self.page = BriefPage(self._palette, self._window)
            self.page.again_wanted.connect(self.read)
            self.page.save_wanted.connect(self.ask)
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()
        self.read()

    def read(self) -> None:
        """Read the figures of the coin on the chart."""
        desk, parts = self._desk, self._parts
        now_ms = parts.clock.now_ms()
        wish = BriefWish(
            desk.asset, tuple(desk.assets), now_ms, now_ms, parts.simulated, tuple(parts.headlines)
        )
        if self.page is not None:
            self.page.wait(wish.asset)

        def query(reader: MarketReader | None, journal: Journal | None) -> tuple[Brief, ChartView]:
            views = Views(reader, journal, parts.sources)
            page = read_brief(views, journal, parts.services, parts.titles, wish)
            start_ms = H1.floor(now_ms - SPAN_MS)
            return page, views.chart(wish.asset, H1, now_ms, start_ms=start_ms)

        desk.ask("brief", query, self._show)

    def _show(self, found: tuple[Brief, ChartView]) -> None:
        page = self.page
        if page is None or found[0].asset != self._desk.asset:
            return
        brief, view = found
        page.show_brief(brief, chart_png(brief, view, self._parts.titles, self._palette))

    def ask(self) -> None:
        """Ask where to, and save what is shown."""
        page, folder = self.page, self._parts.exports
        if page is None or page.brief is None:
            return
        with suppress(OSError):  # then the dialog opens elsewhere
            folder.mkdir(parents=True, exist_ok=True)
        stamp = iso(page.brief.at_ms)[:16].replace(":", "")
        name = f"{page.brief.asset}_brief_{stamp}Z.html"
        answer, _ = QFileDialog.getSaveFileName(page, "Save the brief", str(folder / name), _KINDS)
        if answer:
            path = Path(answer)
            self.save(path if path.suffix else path.with_name(path.name + ".html"))

    def save(self, path: Path) -> None:
        """Save what is shown, as what the ending says."""
        page = self.page
        if page is None or page.brief is None:
            return
        try:
            write(path, page.brief, page.chart, self._palette)
        except OSError as error:
            self.said.emit(f"{path} cannot be written: {error.strerror or error}.")
        else:
            self.said.emit(f"Saved {path}.")

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        if self.page is not None:
            self.page.set_palette(palette)
            if self.page.isVisible():
                self.read()


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
        self.setWindowTitle("Brief")
        self.resize(1040, 860)
        self.setMinimumSize(640, 420)
        self.text = QTextBrowser()
        self.text.setAccessibleName("Brief")
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._note = QLabel(_READING)
        self._note.setObjectName("quiet")
        self.again = QPushButton("Read anew")
        self.copy = QPushButton("Copy")
        self.copy.setToolTip("The page, for mail and documents, and as Markdown (Ctrl+Shift+C)")
        self.save = QPushButton("Save…")
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
        self._note.setText(_READING)
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
        self._note.setText("From the cache alone; nothing was asked of anybody for it.")
        self._allow()

    def copy_all(self) -> None:
        """Put the page on the clipboard: rich for documents, Markdown for plain text."""
        if self.brief is None:
            return
        data = QMimeData()
        data.setHtml(html(self.brief, self.chart))
        data.setText(markdown(self.brief))
        QGuiApplication.clipboard().setMimeData(data)
        self._note.setText("Copied.")

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self._lay_out()

    def _lay_out(self) -> None:
        if self.brief is None:
            return
        width = max(480, self.text.viewport().width())
        self._document = document_of(self.brief, self.chart, self._palette, width)
        self.text.setDocument(self._document)

    def _allow(self) -> None:
        for button in (self.copy, self.save):
            button.setEnabled(self.brief is not None)
