"""A pane: one view over the shared time with its own values, axis, title and painters."""

from __future__ import annotations

from collections.abc import Hashable
from math import floor
from typing import ClassVar

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from tracker.services.pane_views import Topic
from tracker.ui.charts.axes import NO_VALUES, Area, Tag, ValueAxis
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.data_columns import DataColumn
from tracker.ui.charts.figures import compact, compact_step
from tracker.ui.charts.ink import Inks
from tracker.ui.charts.mapping import Frame, Rects, TimeMap, ValueMap
from tracker.ui.charts.painters import GridPainter, NotePainter, Painter
from tracker.ui.charts.pane_data import PaneData
from tracker.ui.charts.readout import Moment, Part
from tracker.ui.charts.scaling import Margins, Range, padded, stretched
from tracker.ui.charts.series import CandleSeries
from tracker.ui.charts.stage import Stage, device_ratio, elided, text_width
from tracker.ui.charts.ticks import ValueTicks, value_ticks

#: Logical pixels from one mark of a value axis to the next, at least.
_TICK_PX = 40
# From this height on there is room for four.
_FOUR_TICKS_PX = 52
_TITLE_BASELINE = 18
_TITLE_LEFT = 10
_NAME_GAP = 10
# What was seen of a series stands at the right end, cut off where there is little room.
_SCOPE_GAP, _LEAST_SCOPE = 24, 90


class Mode(Struct, frozen=True):
    """One of the ways in which a pane shows its data: its name in settings, and in menus."""

    key: str
    name: str


class Pane:
    """One of the charts above each other.

    Painters draw in their order, the first behind all others. A new overlay, another kind of candle
    or a drawing tool is one more painter; a new pane is one more kind (see `kinds`).
    """

    #: The name that settings and exports know, the one that people read, and the share of the
    #: height.
    KEY: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    WEIGHT: ClassVar[float] = 19
    #: What it can show; the first by itself, none where there is no choice.
    MODES: ClassVar[tuple[Mode, ...]] = ()
    #: What it shows that is read after the candles; None where it needs nothing but them.
    SHOWS: ClassVar[type[PaneData] | None] = None
    #: Room above what is in view for the title, and below it.
    MARGINS = Margins(30, 12)

    def __init__(self) -> None:
        self.weight = self.WEIGHT
        self.mode = self.MODES[0].key if self.MODES else ""
        self.title = self.scope = ""
        self.legend: tuple[tuple[str, str], ...] = ()  # names after the title, and their tones
        self.titled = True
        self.grid = GridPainter()
        self.painters: list[Painter] = []
        self.axis = ValueAxis(self.label)
        self.canvas = _Canvas(self)
        self.rect = QRectF()
        self.time = TimeMap(0, 1, 0, 1)
        self.value = ValueMap(0.0, 1.0, 0, 1)
        self.manual: Range | None = None
        self._scaled = False  # an axis without anything on it yet has no marks
        self.inks: Inks | None = None
        #: Whether what it shows is still being read; what it says of that, once it takes long.
        self.waiting, self.waits = False, NotePainter()
        self._axis_px = 0.0

    # -- what kinds of panes differ in -------------------------------------------------------------

    @classmethod
    def topics(cls, mode: str) -> frozenset[Topic]:
        """What has to be read for it in a mode, beyond candles and the flows under them."""
        del mode
        return frozenset()

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """What it has of a chart in a mode, as columns of a table."""
        del content, mode
        return ()

    def use(self, series: CandleSeries) -> None:
        """Go by these candles from now on; they are those of the chart and grow in place."""

    def refresh(self) -> None:
        """The candles have grown."""

    def take(self, content: ChartContent) -> None:
        """Show what a chart has for this kind, instead of what was shown before."""

    def reach(self, reached_ms: int | None) -> None:
        """So far the market has certainly come: what a series lacks until then is a gap."""

    def turn(self) -> None:
        """Arrange painters and title for the mode."""

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """What is known of a moment; a dash for what is not."""
        del moment
        return ()

    def fit(self, span: Range, height_px: float) -> Range:
        """The range to show for the span of what is in view."""
        return padded(span, self.MARGINS, height_px)

    def is_log(self, low: float) -> bool:
        """Whether a range that begins at `low` is shown on a logarithmic scale."""
        del low
        return False

    def marks(self, most: int) -> ValueTicks:
        """The marks of the axis, at most about `most`."""
        return value_ticks(self.value.low, self.value.high, most)

    def label(self, value: float, step: float) -> str:
        """A mark of the axis, where marks are `step` apart."""
        return compact_step(value, step)

    def say(self, value: float) -> str:
        """A single value, for the tag of the crosshair."""
        return compact(value, 4)

    # -- waiting -----------------------------------------------------------------------------------

    def wait(self, *, on: bool, words: str = "") -> None:
        """Whether what it shows is still being read: until then nothing is said of it."""
        self.waiting = on and self.SHOWS is not None
        self.waits.text = words if self.waiting else ""

    @property
    def drawing(self) -> list[Painter]:
        """What paints now."""
        return [self.grid, self.waits] if self.waiting else self.painters

    @property
    def axis_px(self) -> float:
        """The room that its axis needs; while it waits, as much as before."""
        if not self.waiting:
            self._axis_px = self.axis.wanted_px()
        return self._axis_px

    # -- placing and looking -----------------------------------------------------------------------

    def place(self, plot: QRectF, axis: QRectF) -> None:
        """Put the pane and its axis into rectangles of whole logical pixels."""
        self.rect = plot
        self.canvas.place(plot.united(axis))
        self.axis.place(axis)

    def show(self, left_ms: int, right_ms: int) -> None:
        """Look at a stretch of time: fit the values to it and find the axis marks."""
        width, height = int(self.rect.width()), int(self.rect.height())
        self.time = TimeMap(left_ms, right_ms, 0, max(width, 1))
        low, high = self.manual or self._range(height)
        self.value = ValueMap(low, high, 0, max(height, 1), self.is_log(low))
        most = max(4 if height > _FOUR_TICKS_PX else 2, height // _TICK_PX)
        ticks = self.marks(most) if self._scaled else NO_VALUES
        self.grid.values = ticks.values
        self.axis.ticks, self.axis.map = ticks, self.value
        self.axis.spoken = (self.say(low), self.say(high)) if self._scaled else ()

    def dip(self, inks: Inks) -> None:
        """Paint with these colours from now on."""
        self.inks = self.axis.inks = inks

    def tag(self, value: float | None, text: str, ground: str, ink: str) -> None:
        """Set or remove the tag of the newest value; colours are names of inks."""
        if value is None or self.inks is None:
            self.axis.tag = None
            return
        colors = (getattr(self.inks, ground), getattr(self.inks, ink))
        self.axis.tag = Tag(self.value.y_of(value), text, *colors)

    def state(self) -> Hashable:
        """Equal while a candle that comes in leaves pane and axis as they are painted."""
        words = (self.title, self.scope, self.legend, self.waiting)
        painters = tuple(painter.state() for painter in self.drawing)
        axis = self.axis.tag, bool(self.axis.foot)
        return self.time, self.value, axis, words, painters

    def touched(self, before: Hashable, now: Hashable) -> list[QRectF]:
        """What of it must be painted again, in rectangles of the board.

        Args:
            before: what `state` said when it was last painted.
            now: what it says now.
        """
        whole = [self.canvas.bounds.translated(self.canvas.corner)]
        if before == now:
            return []
        assert isinstance(now, tuple)
        if not isinstance(before, tuple) or (*before[:2], before[3]) != (*now[:2], now[3]):
            return whole
        found: list[QRectF] = []
        if before[2] != now[2]:
            found.append(self.axis.bounds.translated(self.axis.corner))
        frame = self.frame()
        for painter, old, new in zip(self.drawing, before[4], now[4], strict=True):
            if old != new:
                rects = painter.touched(old, frame)
                if rects is None:
                    return whole
                found += rects
        return found

    def set_mode(self, mode: str) -> None:
        """Show what this mode shows; one that this kind does not have is its first."""
        keys = [one.key for one in self.MODES]
        mode = mode if mode in keys else "".join(keys[:1])
        if mode != self.mode:
            self.mode = mode
            self.forget()
            self.turn()

    # -- the range of values -----------------------------------------------------------------------

    def stretch(self, factor: float, around: float) -> None:
        """Set the range by hand: `factor` times as high around a value."""
        value = self.value
        self.manual = stretched((value.low, value.high), factor, around, log=value.log)

    def shift(self, by_px: float) -> None:
        """Move the range by hand, as many logical pixels downwards; only where it is by hand."""
        if self.manual is not None:
            value = self.value
            ends = value.value_at(value.bottom_px - by_px), value.value_at(value.top_px - by_px)
            self.manual = ends

    @property
    def anchor(self) -> float:
        """The value that keeps its place when the range is stretched: the middle."""
        return self.value.value_at(self.value.top_px + self.value.height_px / 2)

    def fit_again(self) -> None:
        """Back to a range that fits by itself."""
        self.manual = None

    def forget(self) -> None:
        """Another series is shown: the old range means nothing for it."""
        self.manual = None
        self._scaled = False

    def _range(self, height_px: float) -> Range:
        """What fits; where nothing is in view, what was shown last."""
        span = self._span()
        if span is None:
            self._scaled = self._scaled and not self.waiting
            return self.value.low, self.value.high
        self._scaled = True
        return self.fit(span, height_px)

    def _span(self) -> Range | None:
        spans = [span for painter in self.drawing if (span := painter.span(self.time)) is not None]
        if not spans:
            return None
        return min(low for low, _ in spans), max(high for _, high in spans)

    # -- where things are, in the board's logical pixels -------------------------------------------

    def value_at(self, y: float) -> float:
        """The value at a height of the board."""
        return self.value.value_at(y - self.rect.top())

    @property
    def title_end(self) -> float:
        """Where the title ends, and with it the part of it that can be taken hold of."""
        return self.rect.left() + _TITLE_LEFT + text_width(self.title) + _NAME_GAP

    @property
    def legend_end(self) -> float:
        """Where the names after the title end."""
        return self.title_end + sum(text_width(name) + _NAME_GAP for name, _ in self.legend)

    @property
    def brief_end(self) -> float:
        """Where the first words of the title end, which stay where there is little room."""
        brief = self.title.split(" \N{MIDDLE DOT} ")[0].split(", ")[0]
        return self.rect.left() + _TITLE_LEFT + text_width(brief)

    @property
    def scope_left(self) -> float:
        """Where the words at the right end of the title begin."""
        return self.rect.right() - 8 - text_width(self.scope)

    def frame(self) -> Frame:
        """The maps in logical pixels of the board, for finding what is under the mouse."""
        time, value, rect = self.time, self.value, self.rect
        return Frame(
            TimeMap(time.left_ms, time.right_ms, int(rect.left()), time.width_px),
            value.over(int(rect.top()), value.height_px),
            1.0,
        )

    def frame_on(self, painter: QPainter) -> Frame:
        """The maps in device pixels of whatever the canvas is being painted on.

        Edges are rounded each by itself, so that neighbours meet at every scale factor.
        """
        transform, device = painter.worldTransform(), device_ratio(painter)
        scale = transform.m11()
        left, top = transform.dx() * device, transform.dy() * device
        width = self.rect.width() * scale * device
        height = self.rect.height() * scale * device
        x, y = floor(left + 0.5), floor(top + 0.5)
        right, bottom = floor(left + width + 0.5), floor(top + height + 0.5)
        time = TimeMap(self.time.left_ms, self.time.right_ms, x, max(1, right - x))
        return Frame(time, self.value.over(y, max(1, bottom - y)), scale * device)


class _Canvas(Area):
    """The rectangle of a pane on which its painters paint."""

    def __init__(self, pane: Pane) -> None:
        super().__init__()
        self._pane = pane

    def paint(self, painter: QPainter, *, plain: bool) -> None:
        """Let every painter paint, then write the titles."""
        pane, inks = self._pane, self._pane.inks
        if inks is None:
            return
        stage = Stage(painter, pane.frame_on(painter), inks, plain=plain)
        painter.save()
        stage.clip()
        for one in pane.drawing:
            one.paint(stage)
        painter.restore()
        stage.unclip()
        if pane.rect.top() > 0:
            stage.fill(self._parting(stage.frame), inks.hairline)
        if pane.titled:
            self._paint_titles(stage)

    def _parting(self, frame: Frame) -> Rects:
        """The thin line between this pane and the one above, through the axis as well."""
        left, top = frame.time.left_px, frame.value.top_px
        width = floor(self.bounds.width() * frame.ratio + 0.5)
        return np.array([[left, top, left + width - 1, top + frame.pen_px - 1]], np.int32)

    def _paint_titles(self, stage: Stage) -> None:
        pane, area, inks = self._pane, stage.area, stage.inks
        baseline = area.top() + _TITLE_BASELINE
        title, width = pane.title, area.width() - 2 * _TITLE_LEFT
        if text_width(title) > width:
            title = elided(title, floor(width))
        if title:
            stage.words(
                area.left() + _TITLE_LEFT, baseline, title, inks.quiet, ground=inks.background
            )
        left = area.left() + _TITLE_LEFT + (text_width(pane.title) + _NAME_GAP if pane.title else 0)
        for name, tone in pane.legend:
            stage.words(left, baseline, name, inks.of(tone), ground=inks.background)
            left += text_width(name) + _NAME_GAP
        room = area.right() - 8 - left - _SCOPE_GAP
        scope = "" if pane.waiting else pane.scope
        if scope and text_width(scope) > room:
            scope = elided(scope, floor(room))
        if scope and (scope == pane.scope or room > _LEAST_SCOPE):
            x = area.right() - 8 - text_width(scope)
            stage.words(x, baseline, scope, inks.quiet, ground=inks.background)
