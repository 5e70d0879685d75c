"""The pace of two weeks as a plot: to zoom into, to pan, and to read hour by hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from tracker.analysis import words
from tracker.analysis.columns import LineColumns
from tracker.domain.times import HOUR_MS
from tracker.ui.plots.axes import NameAxis, TimeAxis, ValueAxis, dress
from tracker.ui.theme import Palette

#: Logical pixels of the axes.
_LEFT_PX, _RIGHT_PX = 52, 100
#: The narrowest stretch that can be zoomed into, and the room above the highest point.
_LEAST_MS, _HEADROOM = 6 * HOUR_MS, 1.06
#: A line that decides is in view unless it stands more than so many times above what is seen.
_REACH = 3.0
_LINE_PX, _DOT_PX = 1.5, 5


class PacePlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Liquidations over 24 hours, hour by hour; a gap where too little was seen.

    The wheel zooms in time, dragging pans, a double click shows all again. The height fits what is in
    view and always begins at zero.
    """

    pointed = Signal(object)  # the row under the mouse; None where there is none

    def __init__(self, palette: Palette, zone: tzinfo) -> None:
        self._times, self._names = TimeAxis(), NameAxis(_RIGHT_PX)
        axes = {
            "left": ValueAxis(words.usd, _LEFT_PX),
            "bottom": self._times,
            "right": self._names,
        }
        super().__init__(axisItems=axes, enableMenu=False)
        # It is read with the mouse; the page says in words what it shows.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._line = LineColumns.empty(HOUR_MS)
        self._marks: Sequence[tuple[float, str]] = ()
        self._turns: Sequence[tuple[int, str]] = ()
        self._palette, self._zone = palette, zone
        self._mouse: QPointF | None = None  # in the scene, while it is over the plot
        self.hideButtons()
        self.setMouseEnabled(x=True, y=False)
        self.box = self.plotItem.vb
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0)
        self.curve = pg.PlotCurveItem(connect="finite", antialias=True)
        #: Hours that are known while those beside them are not: no line would show them.
        self.alone = pg.ScatterPlotItem(size=_DOT_PX - 2, pen=None)
        self.spot = pg.ScatterPlotItem(size=_DOT_PX + 2, pen=None)
        self.cross = pg.InfiniteLine(angle=90, movable=False)
        self._lines: list[pg.InfiniteLine] = []
        for item in (self.curve, self.alone, self.cross, self.spot):
            self.addItem(item, ignoreBounds=True)
        self.cross.hide()
        self.box.sigXRangeChanged.connect(self._fit_height)
        self.set_look(palette, zone)

    # --- what is shown ---------------------------------------------------------------------------

    def show_pace(
        self,
        line: LineColumns,
        marks: Sequence[tuple[float, str]],
        turns: Sequence[tuple[int, str]],
    ) -> None:
        """Show a line in USD with at least one known hour.

        Args:
            line: the pace.
            marks: the lines that decide, with their names, highest first.
            turns: when a phase began, and the role of its colour.
        """
        was_whole = self._is_whole()
        self._line, self._marks, self._turns = line, marks, turns
        known = np.isfinite(line.value)
        self.curve.setData(line.at_ms.astype(np.float64), line.value)
        beside = np.append(False, known[:-1]) | np.append(known[1:], False)
        alone = known & ~beside
        self.alone.setData(line.at_ms[alone].astype(np.float64), line.value[alone])
        first, last = self._ends()
        self.box.setLimits(xMin=first, xMax=last, minXRange=min(_LEAST_MS, last - first))
        self._renew_lines()
        self._leave()
        if was_whole:
            self.fit()
        else:
            self._fit_height()

    def fit(self) -> None:
        """Show all of it."""
        self.box.setXRange(*self._ends(), padding=0)
        self._fit_height()

    def set_look(self, palette: Palette, zone: tzinfo) -> None:
        """Use other colours and another zone."""
        self._palette, self._zone = palette, zone
        self.setBackground(palette.color("panel"))
        interest = palette.color("interest")
        self.curve.setPen(pg.mkPen(interest, width=_LINE_PX))
        for dots in (self.alone, self.spot):
            dots.setBrush(pg.mkBrush(interest))
        self.cross.setPen(pg.mkPen(palette.color("quiet")))
        for side in ("left", "bottom", "right"):
            dress(self.getAxis(side), palette)
        self._times.use(zone)
        self._renew_lines()

    # --- within ----------------------------------------------------------------------------------

    def _ends(self) -> tuple[int, int]:
        at_ms = self._line.at_ms
        if not len(at_ms):
            return 0, HOUR_MS
        return int(at_ms[0]), max(int(at_ms[-1]), int(at_ms[0]) + HOUR_MS)

    def _is_whole(self) -> bool:
        """Whether nobody has zoomed: what comes in is shown, too, then."""
        left, right = self.box.viewRange()[0]
        first, last = self._ends()
        return bool(left <= first + 1 and right >= last - 1) or not len(self._line.at_ms)

    def _renew_lines(self) -> None:
        """The zero line, the lines that decide and the turns, in the colours of now."""
        for old in self._lines:
            self.removeItem(old)
        palette, dash = self._palette, Qt.PenStyle.DashLine
        self._lines = [pg.InfiniteLine(0, angle=0, pen=pg.mkPen(palette.color("hairline")))]
        pen = pg.mkPen(palette.color("quiet"), style=dash)
        self._lines += [pg.InfiniteLine(value, angle=0, pen=pen) for value, _ in self._marks]
        first, last = self._ends()
        self._lines += [
            pg.InfiniteLine(
                at_ms, angle=90, pen=pg.mkPen(palette.color(role), style=Qt.PenStyle.DotLine)
            )
            for at_ms, role in self._turns
            if first <= at_ms <= last
        ]
        for line in self._lines:
            line.setZValue(-1)
            self.addItem(line, ignoreBounds=True)
        self._names.use(self._marks, self._times.zone_name(last))

    def _fit_height(self, *_: object) -> None:
        """From zero to the highest in view, and to the lines that decide which are near it."""
        left, right = self.box.viewRange()[0]
        at_ms, value = self._line.at_ms, self._line.value
        low = max(int(at_ms.searchsorted(left)) - 1, 0)
        seen = value[low : int(at_ms.searchsorted(right, side="right")) + 1]
        most = float(np.nanmax(seen, initial=0.0))
        is_whole = self._is_whole()
        near = [mark for mark, _ in self._marks if is_whole or mark <= most * _REACH]
        top = max([most, *near]) or 1.0
        self.box.setYRange(0, top * _HEADROOM, padding=0)
        self._names.update()
        if self._mouse is not None:  # another hour is under it now
            self._point(self._mouse)

    def _point(self, at: QPointF) -> None:
        """The mouse is somewhere: the hour nearest to it is read out."""
        if not len(self._line.at_ms) or not self.box.sceneBoundingRect().contains(at):
            self._leave()
            return
        self._mouse = at
        x = self.box.mapSceneToView(at).x()
        row = int(np.abs(self._line.at_ms - x).argmin())
        at_ms, usd = float(self._line.at_ms[row]), float(self._line.value[row])
        self.cross.setPos(at_ms)
        self.cross.show()
        self.spot.setData([at_ms], [usd]) if np.isfinite(usd) else self.spot.clear()
        self.pointed.emit(row)

    def _leave(self) -> None:
        self._mouse = None
        self.cross.hide()
        self.spot.clear()
        self.pointed.emit(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read out what is pointed at; the signal of the scene leaves moves out that come soon."""
        super().mouseMoveEvent(event)
        self._point(self.mapToScene(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all again."""
        super().mouseDoubleClickEvent(event)
        self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self._leave()
