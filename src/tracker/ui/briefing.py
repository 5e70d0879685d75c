"""The brief in the window: one page that says why the coin on the chart moves, to read, copy and save.

What writes it is loaded when it is first asked for: a window is painted before that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tracker.domain.times import H1, iso
from tracker.domain.translating import noted, tr
from tracker.services.brief_wish import CHART_SPAN_MS, BriefWish, Headline
from tracker.services.views import ChartView, Views
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.sources.context import ContextSource
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.desk import Desk
from tracker.ui.file_choice import ask_where
from tracker.ui.theme import Palette

if TYPE_CHECKING:
    from tracker.analysis.brief_parts import Brief
    from tracker.ui.brief_dialog import BriefPage

_KINDS = noted("Page (*.html);;PDF (*.pdf);;Picture (*.png);;Markdown (*.md);;JSON (*.json)")


class BriefParts(Struct, frozen=True):
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
            from tracker.ui.brief_dialog import BriefPage

            self.page = BriefPage(self._palette, self._window)
            self.page.again_wanted.connect(self.read)
            self.page.save_wanted.connect(self.ask)
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()
        self.read()

    def read(self) -> None:
        """Read the figures of the coin on the chart."""
        from tracker.services.brief import read_brief

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
            start_ms = H1.floor(now_ms - CHART_SPAN_MS)
            return page, views.chart(wish.asset, H1, now_ms, start_ms=start_ms)

        desk.ask("brief", query, self._show, slow=True, failed=self._fail)

    def _show(self, found: tuple[Brief, ChartView]) -> None:
        page = self.page
        if page is None or found[0].asset != self._desk.asset:
            return
        from tracker.ui.brief_page import chart_png

        brief, view = found
        page.show_brief(brief, chart_png(brief, view, self._parts.titles, self._palette))

    def _fail(self, sentence: str) -> None:
        if self.page is not None:
            self.page.fail(sentence)

    def ask(self) -> None:
        """Ask where to, and save what is shown."""
        page = self.page
        if page is None or page.brief is None:
            return
        stamp = iso(page.brief.at_ms)[:16].replace(":", "")
        name = f"{page.brief.asset}_brief_{stamp}Z.html"
        path = ask_where(page, tr("Save the brief"), self._parts.exports / name, tr(_KINDS))
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Save what is shown, as what the ending says."""
        page = self.page
        if page is None or page.brief is None:
            return
        from tracker.ui.brief_page import write

        try:
            write(path, page.brief, page.chart, self._palette)
        except OSError as error:
            self.said.emit(
                tr(
                    "{path} cannot be written: {strerror}.",
                    path=path,
                    strerror=error.strerror or error,
                )
            )
        else:
            self.said.emit(tr("Saved {path}.", path=path))

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        if self.page is not None:
            self.page.set_palette(palette)
            if self.page.isVisible():
                self.read()
