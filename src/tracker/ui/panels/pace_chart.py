"""The pace of two weeks as a plot: where it must fall to, and when the phase turned."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tracker.analysis import words
from tracker.analysis.columns import LineColumns
from tracker.analysis.episode import Memory, Phase
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import tr
from tracker.ui.theme import SMALL_PX, Palette, font
from tracker.ui.zones import moment

if TYPE_CHECKING:
    from tracker.ui.plots.pace import PacePlot

_HEIGHT = 190
_ROLES = {Phase.STRESS: "bad", Phase.EASING: "warn", Phase.STABILISED: "good", Phase.CALM: "quiet"}


def thresholds(memory: Memory, base_usd: float | None) -> list[tuple[float, str]]:
    """The lines that decide, with their names, highest first."""
    found: list[tuple[float, str]] = []
    if memory.in_episode and memory.peak_usd > 0:
        found += [
            (memory.peak_usd / 2, tr("half the peak")),
            (memory.peak_usd / 4, tr("a quarter of it")),
        ]
    if base_usd is not None:
        found.append((1.5 * base_usd, tr("1.5 × base")))
        if not memory.in_episode:
            found.append((5 * base_usd, tr("5 × base")))
    return sorted(found, reverse=True)


class PaceChart(QWidget):
    """Liquidations over 24 hours, hour by hour; a gap where too little was seen.

    pyqtgraph is loaded when there is something to plot for the first time.
    """

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._zone: tzinfo = UTC
        self._line = LineColumns.empty(HOUR_MS)
        self._row: int | None = None
        self.plot: PacePlot | None = None
        self.said, self._none = QLabel(), QLabel()
        for label in (self.said, self._none):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFont(font(SMALL_PX))
            label.setObjectName("quiet")
        self._none.setText(tr("too little was seen to draw the pace"))
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.said)
        column.addWidget(self._none, 1)
        self.said.hide()
        self.setFixedHeight(_HEIGHT)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(520, _HEIGHT)

    def show_pace(self, line: LineColumns, memory: Memory, base_usd: float | None) -> None:
        """Show a line in USD, with the lines that decide and the turns of the episode."""
        self._line, self._row = line, None
        marks = thresholds(memory, base_usd)
        known = line.value[np.isfinite(line.value)]
        last = words.usd(float(known[-1])) if len(known) else words.UNKNOWN
        lines = ", ".join(f"{name} {words.usd(value)}" for value, name in marks)
        self.setAccessibleName(tr("Pace of two weeks, now {last}; {lines}", last=last, lines=lines))
        # One after the other, so that the plot never finds only the room that a sentence leaves.
        self._none.setVisible(not len(known))
        self._say()
        if len(known):
            turns = [(one.at_ms, _ROLES[one.phase]) for one in memory.timeline]
            self._made().show_pace(line, marks, turns)
        if self.plot is not None:
            self.plot.setVisible(bool(len(known)))

    def set_look(self, palette: Palette, zone: tzinfo) -> None:
        """Use other colours and another zone."""
        self._palette, self._zone = palette, zone
        if self.plot is not None:
            self.plot.set_look(palette, zone)
        self._say()

    def _made(self) -> PacePlot:
        """The plot; it comes with a library of its own, which the start need not wait for."""
        if self.plot is None:
            from tracker.ui.plots.pace import PacePlot

            self.plot = PacePlot(self._palette, self._zone)
            self.plot.setToolTip(tr("Wheel: zoom · drag: move · double click: show all"))
            self.plot.pointed.connect(self._point)
            self._column.addWidget(self.plot)
        return self.plot

    def _point(self, row: int | None) -> None:
        self._row = row
        self._say()

    def _say(self) -> None:
        """The hour under the mouse, or the newest one; of one that was not seen that it was not."""
        line = self._line
        if not np.isfinite(line.value).any():
            self.said.hide()
            return
        row = len(line.value) - 1 if self._row is None else self._row
        usd, when = float(line.value[row]), moment(int(line.at_ms[row]), self._zone)
        self.said.setText(
            tr("{usd} in the 24 hours to {when}", usd=words.usd(usd), when=when)
            if np.isfinite(usd)
            else tr("too little was seen of the 24 hours to {when}", when=when)
        )
        self.said.show()
