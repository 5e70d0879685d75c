"""Indicators and compared coins in the window: connects the sheet with chart, desk and journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from tracker.analysis.indicators import IN_PANES, Indicator, Kind
from tracker.services.comparison import Closes
from tracker.ui.charts.content import ChartContent, Comparison, Drawn
from tracker.ui.charts.stack import ChartStack
from tracker.ui.chosen import (
    MOST_STUDIES,
    NAME,
    Chosen,
    compared,
    free_tone,
    pack_chosen,
    unpack_chosen,
)
from tracker.ui.comparing import Comparing
from tracker.ui.desk import Desk
from tracker.ui.indicator_sheet import IndicatorSheet
from tracker.ui.theme import Palette
from tracker.ui.toolbar import Toolbar

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.services.collector import Collector

#: Below the lines that read out what is on the chart.
_CORNER = QPoint(12, 52)
_PICK_ANCHOR = "Click the candle with which the VWAP begins; Esc leaves it."
_PICK_START = "Click the candle from which the coins are compared; Esc leaves it."


@dataclass(frozen=True, slots=True)
class IndicatorParts:
    """What of the window has to do with indicators."""

    desk: Desk
    chart: ChartStack
    toolbar: Toolbar
    titles: dict[str, str]


class Indicating(QObject):
    """Everything about indicators that is not drawing.

    Signals:
        said: a sentence for the user.
    """

    said = Signal(str)

    def __init__(self, parts: IndicatorParts, window: QWidget, palette: Palette) -> None:
        super().__init__(window)
        self._parts, self._desk, self._window = parts, parts.desk, window
        self.chosen = Chosen()
        self._found: tuple[str, list[Closes]] = ("", [])
        self._picked: Callable[[int], None] | None = None
        self.comparing = Comparing(parts.desk)
        self.sheet = IndicatorSheet(window, palette, parts.desk.assets)
        self.comparing.shown.connect(self._show_closes)
        self.comparing.grown.connect(parts.chart.update_compared)
        parts.toolbar.indicators_wanted.connect(self.open)
        parts.chart.candle_picked.connect(self._pick)
        self.sheet.chosen.connect(self.choose)
        self.sheet.anchor_wanted.connect(lambda: self._ask(_PICK_ANCHOR, self._add_anchored))
        self.sheet.start_wanted.connect(lambda: self._ask(_PICK_START, self._start_at))

    # --- remembering ---------------------------------------------------------------------------

    def load(self) -> None:
        """Put on the chart what was there the last time."""
        self._desk.ask(
            NAME,
            lambda _, journal: journal.kept(NAME) if journal is not None else None,
            lambda raw: self._draw(unpack_chosen(raw)),
        )

    def _keep(self) -> None:
        packed = pack_chosen(self.chosen)

        async def keep(collector: Collector) -> None:
            await collector.storage.journal(lambda journal: journal.keep(NAME, packed))

        # Without an engine it is kept when the window closes.
        self._desk.submit(keep, failed=lambda _: None)

    # --- what is drawn -------------------------------------------------------------------------

    def dress(self, content: ChartContent) -> ChartContent:
        """A chart that is shown anew, with what this draws on it."""
        key = f"{content.asset} {content.interval}"
        if self._found[0] != key:
            self._found = key, []
        return replace(content, studies=self.chosen.studies, comparison=self._comparison())

    def chart_shown(self) -> None:
        """Another chart, or more of the same one, is there: compare with as much."""
        if self.chosen.coins:
            self.comparing.load()

    def choose(self, chosen: Chosen) -> None:
        """Draw this instead of what was drawn before, and remember it."""
        self._show_panes(self.chosen, chosen)
        self._draw(chosen)
        self._keep()

    def _show_panes(self, before: Chosen, chosen: Chosen) -> None:
        """A pane comes with its first indicator and goes with the last one."""
        chart = self._parts.chart
        for kind in IN_PANES:
            had, has = _shows(before, kind), _shows(chosen, kind)
            there = any(pane.key == kind for pane in chart.panes.choices)
            if had != has != there:
                (chart.panes.add if has else chart.panes.remove)(kind.value)

    def _draw(self, chosen: Chosen) -> None:
        before, self.chosen = self.chosen, chosen
        chart = self._parts.chart
        if chosen.studies != before.studies:
            chart.set_studies(chosen.studies)
        if chosen.coins != before.coins:
            self._found = (
                self._found[0],
                [one for one in self._found[1] if one.asset in chosen.coins],
            )
            self.comparing.choose(chosen.coins)
        if (chosen.coins, chosen.start_ms) != (before.coins, before.start_ms):
            chart.set_comparison(self._comparison())

    def _show_closes(self, found: list[Closes]) -> None:
        chart = self._desk.chart
        if chart is not None:
            self._found = f"{chart.asset} {chart.interval}", found
            self._parts.chart.set_comparison(self._comparison())

    def _comparison(self) -> Comparison:
        chart = self._desk.chart
        venue = chart.market.venue if chart is not None else ""
        used = [one.tone for one in self.chosen.studies if one.shown]
        others = compared(self._found[1], used, venue, self._parts.titles)
        return Comparison(others, self.chosen.start_ms)

    # --- the sheet, and candles that are chosen by a click -------------------------------------

    def open(self) -> None:
        """Open the sheet, or close it."""
        if self.sheet.isVisible():
            self.sheet.hide()
            return
        at = self._parts.chart.mapTo(self._window, _CORNER)
        self.sheet.open(self.chosen, self._desk.asset, at)

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self.sheet.set_palette(palette)

    def _ask(self, sentence: str, then: Callable[[int], None]) -> None:
        self._picked = then
        self._parts.chart.set_pick_mode(on=True)
        self.said.emit(sentence)

    def _pick(self, open_ms: int) -> None:
        then, self._picked = self._picked, None
        if then is not None:
            then(open_ms)

    def _add_anchored(self, open_ms: int) -> None:
        studies = self.chosen.studies
        tone = free_tone([one.tone for one in studies])
        drawn = Drawn(Indicator(Kind.VWAP, anchor_ms=open_ms), tone)
        self.choose(replace(self.chosen, studies=(*studies, drawn)[:MOST_STUDIES]))

    def _start_at(self, open_ms: int) -> None:
        self.choose(replace(self.chosen, start_ms=open_ms))


def _shows(chosen: Chosen, kind: Kind) -> bool:
    """Whether one of a kind is to be seen."""
    return any(one.shown and one.indicator.kind is kind for one in chosen.studies)
