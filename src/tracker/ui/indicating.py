"""Indicators and compared coins in a window: connects the sheet with its chart and desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from tracker.analysis.indicators import IN_PANES, Indicator, Kind
from tracker.domain.translating import noted, tr
from tracker.services.comparison import Closes
from tracker.ui.chart_desk import ChartDesk
from tracker.ui.charts.content import ChartContent, Comparison, Drawn
from tracker.ui.charts.stack import ChartStack
from tracker.ui.chosen import (
    MOST_STUDIES,
    Chosen,
    compared,
    free_tone,
)
from tracker.ui.comparing import Comparing
from tracker.ui.late import Late
from tracker.ui.theme import Palette

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.ui.indicator_sheet import IndicatorSheet

#: Below the lines that read out what is on the chart.
_CORNER = QPoint(12, 52)
_PICK_ANCHOR = noted("Click the candle with which the VWAP begins; Esc leaves it.")
_PICK_START = noted("Click the candle from which the coins are compared; Esc leaves it.")


class IndicatorParts(Struct, frozen=True):
    """What of the window has to do with indicators."""

    desk: ChartDesk
    chart: ChartStack
    titles: dict[str, str]


class Indicating(QObject):
    """Everything about indicators that is not drawing.

    Signals:
        said: a sentence for the user.
        changed: the user has chosen something else, which is to be remembered.
    """

    said = Signal(str)
    changed = Signal()

    def __init__(self, parts: IndicatorParts, window: QWidget, palette: Palette) -> None:
        super().__init__(window)
        self._parts, self._desk, self._window = parts, parts.desk, window
        self.chosen = Chosen()
        self._found: tuple[str, list[Closes]] = ("", [])
        self._picked: Callable[[int], None] | None = None
        self.comparing = Comparing(parts.desk)
        self._palette = palette
        self._assets = tuple(parts.desk.assets)
        self._sheet = Late(self._make_sheet)
        self.comparing.shown.connect(self._show_closes)
        self.comparing.grown.connect(parts.chart.update_compared)
        parts.chart.candle_picked.connect(self._pick)

    @property
    def sheet(self) -> IndicatorSheet:
        """Where indicators and other coins are chosen."""
        return self._sheet.get()

    def _make_sheet(self) -> IndicatorSheet:
        from tracker.ui.indicator_sheet import IndicatorSheet

        sheet = IndicatorSheet(self._window, self._palette, self._assets)
        sheet.chosen.connect(self.choose)
        sheet.anchor_wanted.connect(lambda: self._ask(tr(_PICK_ANCHOR), self._add_anchored))
        sheet.start_wanted.connect(lambda: self._ask(tr(_PICK_START), self._start_at))
        return sheet

    def set_coins(self, assets: Sequence[str]) -> None:
        """What others there are to compare with."""
        self._assets = tuple(assets)
        if self._sheet.made is not None:
            self._sheet.made.set_coins(assets)

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
        """Draw this instead of what was drawn before, with the panes it needs, and remember it."""
        self._show_panes(self.chosen, chosen)
        self.draw(chosen)
        self.changed.emit()

    def _show_panes(self, before: Chosen, chosen: Chosen) -> None:
        """A pane comes with its first indicator and goes with the last one."""
        chart = self._parts.chart
        for kind in IN_PANES:
            had, has = _shows(before, kind), _shows(chosen, kind)
            there = any(pane.key == kind for pane in chart.panes.choices)
            if had != has != there:
                (chart.panes.add if has else chart.panes.remove)(kind.value)

    def draw(self, chosen: Chosen) -> None:
        """Draw what is remembered, in the panes that there are."""
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
        self._palette = palette
        if self._sheet.made is not None:
            self._sheet.made.set_palette(palette)

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
