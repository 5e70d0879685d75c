"""The chart itself, without a window: panes above each other over one time.

The widget shows it, the export renders it; both therefore look the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import tzinfo
from math import ceil

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QRegion

from tracker.analysis.columns import CandleColumns, LineColumns, Times
from tracker.domain.times import DAY_MS, H1, HOUR_MS
from tracker.services.pane_views import Topic
from tracker.ui.charts.axes import (
    PAD_PX,
    TIME_AXIS_PX,
    Area,
    Tag,
    TimeAxis,
    foot_rect,
    tag_rect,
)
from tracker.ui.charts.composition import Composition
from tracker.ui.charts.content import (
    AverageLine,
    ChartContent,
    Comparison,
    Drawn,
    LevelLine,
    Marker,
    MarkPrice,
    Over,
)
from tracker.ui.charts.ink import Inks, inks_of
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice
from tracker.ui.charts.last_price import countdown
from tracker.ui.charts.overlay import BRIEF_GAP_PX, Cross, Ghost, Header, Overlay, Row
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.pane_data import PaneData
from tracker.ui.charts.panes import PricePane
from tracker.ui.charts.panes_studies import StudyPane
from tracker.ui.charts.readout import Moment, Part, Spoken, distance_part, moment_of, time_part
from tracker.ui.charts.series import CandleSeries
from tracker.ui.charts.stage import is_plain, text_width
from tracker.ui.charts.style import PLAIN, ChartStyle
from tracker.ui.charts.ticks import TimeTicks, midnights, round_to_step, time_ticks, zone_name
from tracker.ui.charts.timeline import Timeline
from tracker.ui.theme import Palette

#: Logical pixels from one mark of the time axis to the next, and the narrowest value axis.
_TIME_TICK_PX, _AXIS_PX = 88, 58
# An axis that needs less room keeps what it has until this much is spare, so that the plot doesn't
# breathe while prices change.
_SPARE_PX = 14
# Days narrower than this have no line between them, logical pixels.
_BREAK_PX = 24
# Away from now a button stands in the corner of the prices.
_BUTTON_PX = 44


class Board:
    """Panes, their series, the time in view, and what is under the mouse."""

    def __init__(self, palette: Palette, zone: tzinfo) -> None:
        self.zone = zone
        self.inks: Inks = inks_of(palette)
        self.content: ChartContent | None = None
        self.timeline = Timeline(HOUR_MS)
        self.candles = CandleSeries(HOUR_MS)
        self.price = PricePane()
        self.composition = Composition([self.price])
        self.time_axis = TimeAxis()
        self.time_axis.inks = self.inks
        self.overlay = Overlay()
        self.placing = False
        self.style = PLAIN
        #: The venue's present time, UTC ms; None where nobody tells it, as in a picture.
        self.now_ms: Callable[[], int] | None = None
        self._axis_px = float(_AXIS_PX)
        self._size = (0, 0)
        self._untouched = True
        self._waiting_words, self._given_up = "", False
        self.mouse: QPointF | None = None
        #: The time under the mouse here, and under the mouse of another chart.
        self.pointed_ms: int | None = None
        self.ghost_ms: int | None = None
        self._states: dict[Area, Hashable] = {}
        self.compose(DEFAULT_PANES)

    # -- what is shown -----------------------------------------------------------------------------

    def show(self, content: ChartContent, *, keep_view: bool) -> None:
        """Show another market or interval, or the same one anew."""
        keep = keep_view and self.content is not None
        shown = self.content.asset if self.content is not None else None
        view = (self.timeline.left_ms, self.timeline.right_ms)
        self.candles = CandleSeries(content.interval.ms)
        self.candles.merge(content.candles)
        self._waiting_words, self._given_up = "", False
        content = content.after(self.content)
        # The series has a copy of the columns.
        self.content = replace(content, candles=CandleColumns.empty(content.interval.ms))
        for pane in self._fed:
            self._fill(pane, self.content)
        before, self.timeline = self.timeline, Timeline(content.interval.ms)
        self._know()
        if keep:
            self.timeline.set(*view)
            return
        for pane in self.panes:
            pane.forget()
        self._untouched = True
        self.timeline.show_newest(self._plot_width())
        if shown == content.asset and not before.following:
            self.touch()
            self.timeline.show_like(before, self._plot_width())

    def merge_candles(self, columns: CandleColumns) -> bool:
        """Newer or older candles of what is shown; False where they are of another interval."""
        if self.content is None or columns.interval_ms != self.candles.interval_ms:
            return False
        self.candles.merge(columns)
        for pane in self._fed:
            pane.refresh()
        self._know()
        return True

    def set_data(self, data: Sequence[PaneData]) -> None:
        """Other data than what panes have shown so far, for those of these types."""
        if self.content is None:
            return
        self.content = self.content.with_data(data)
        self._waiting_words, self._given_up = "", False
        for pane in self.panes:
            pane.wait(on=False)
            if pane is self.price:  # what else it shows beside the candles is set by itself
                self.price.take_data(self.content)
            else:
                pane.take(self.content)

    @property
    def is_waiting(self) -> bool:
        """Whether a pane waits for what it shows, and it may still come."""
        return not self._given_up and any(pane.waiting for pane in self.panes)

    def say_waiting(self, words: str, *, given_up: bool = False) -> None:
        """What panes say that wait for what they show, perhaps in vain."""
        self._waiting_words, self._given_up = words, given_up
        for pane in self.panes:
            pane.wait(on=pane.waiting, words=words)

    def set_levels(self, levels: tuple[LevelLine, ...]) -> None:
        """Other levels; one that is being dragged stays where the mouse has it."""
        self.price.levels.levels = levels
        painter = self.price.levels
        held = painter.dragged
        if held is not None and painter.by_id(held.id) is None:
            painter.let_go()
        if painter.by_id(painter.hovered) is None:
            painter.hovered = None

    def set_markers(self, markers: tuple[Marker, ...]) -> None:
        """Other events at the candles."""
        self.price.markers.markers = markers

    def set_mark(self, mark: MarkPrice | None) -> None:
        """Another mark price, or none that is worth a line."""
        self.price.mark.mark = mark

    def set_averages(self, averages: tuple[AverageLine, ...]) -> None:
        """Other moving averages."""
        self.price.averages.use(averages)

    def set_studies(self, drawn: tuple[Drawn, ...]) -> None:
        """Other indicators."""
        self.price.studies.use(drawn)
        if self.content is None:
            return
        self.content = replace(self.content, studies=drawn)
        for pane in self.panes:
            if isinstance(pane, StudyPane):
                pane.take(self.content)

    def set_comparison(self, comparison: Comparison) -> None:
        """Other coins to compare with."""
        self.price.compare.use(comparison)

    def over(self, start_ms: int) -> Over:
        """What stands over the candles from a moment on."""
        studies = self.price.studies
        first_ms = start_ms - studies.lead_ms(start_ms)
        low, high = (int(row) for row in self.candles.times.searchsorted((first_ms, start_ms)))
        lead = self.candles.rows(low, high)
        profile = self.price.profile.shown
        return Over(studies.drawn, self.price.compare.now(), lead, profile)

    def merge_compared(self, asset: str, closes: LineColumns) -> None:
        """Newer closes of a coin that is compared with."""
        self.price.compare.follow(asset, closes)

    def set_profile(self, *, shown: bool) -> None:
        """Show or hide the volume profile of what is in view."""
        self.price.profile.shown = shown

    def set_style(self, style: ChartStyle) -> None:
        """Draw the prices in another style; the time in view stays."""
        self.style = style
        self.price.wear(style)

    def set_palette(self, palette: Palette) -> None:
        """Paint in other colours."""
        self.inks = inks_of(palette)
        self.time_axis.inks = self.inks
        for pane in self.panes:
            pane.dip(self.inks)

    @property
    def panes(self) -> list[Pane]:
        """What is shown, from above."""
        return self.composition.panes

    @property
    def _fed(self) -> list[Pane]:
        """Every pane that is kept up to date: those shown, and the price, which knows its words."""
        return [self.price, *(pane for pane in self.panes if pane is not self.price)]

    @property
    def topics(self) -> frozenset[Topic]:
        """What has to be read for the panes that are shown."""
        wanted = frozenset(topic for pane in self.panes for topic in pane.topics(pane.mode))
        return wanted | self.style.topics

    def compose(self, choices: Sequence[PaneChoice]) -> None:
        """Show these panes, from above, and no others.

        Raises:
            UnknownPane: where a kind is not known.
        """
        before, content = self.topics if self.composition.panes else None, self.content
        for pane in self.composition.compose(choices):
            pane.dip(self.inks)
            self._fill(pane, content or _nothing())
            lacks = before is not None and pane.topics(pane.mode) - before
            if lacks and content is not None and pane.SHOWS and content.find(pane.SHOWS) is None:
                pane.wait(on=True, words=self._waiting_words)  # it is read because of this
        self.place_again()

    def _fill(self, pane: Pane, content: ChartContent) -> None:
        pane.use(self.candles)
        pane.take(content)
        pane.wait(on=content.is_loading, words=self._waiting_words)

    def _know(self) -> None:
        first = self.timeline.end_ms is None
        self.timeline.know(self.candles.first_ms, self.candles.end_ms)
        if first and self._untouched:
            self.timeline.show_newest(self._plot_width())

    # -- where it is shown -------------------------------------------------------------------------

    @property
    def plots(self) -> QRectF:
        """All panes without their axes, in the board's logical pixels."""
        return self.overlay.plots

    def touch(self) -> None:
        """The user has chosen a view: a new size no longer chooses another."""
        self._untouched = False

    def arrange(self, width: int, height: int) -> None:
        """Give every pane its rectangle, in whole logical pixels."""
        self._size = (width, height)
        self._place()
        if self._untouched and self.content is not None:
            self.timeline.show_newest(self._plot_width())

    def _plot_width(self) -> float:
        return max(self._size[0] - self._axis_px, 1.0)

    def _place(self) -> None:
        width, height = self._size
        plot_width, axis_width = self._plot_width(), self._axis_px
        room = max(height - TIME_AXIS_PX, 1)
        self.composition.place(plot_width, axis_width, room)
        self.time_axis.place(QRectF(0, room, width, TIME_AXIS_PX))
        self.overlay.plots = QRectF(0, 0, plot_width, room)
        self.overlay.time_axis = QRectF(0, room, plot_width, TIME_AXIS_PX)

    def place_again(self) -> None:
        """Panes, their order or their heights are others now."""
        if self._size != (0, 0):
            self._place()

    def paint(self, painter: QPainter, origin: QPointF, region: QRegion | None = None) -> None:
        """Paint everything but the mouse's cross and header, with the corner at `origin`.

        Args:
            painter: what paints.
            origin: where the corner is.
            region: leave out what has nothing in it, in the painter's logical pixels.
        """
        plain = is_plain(painter)
        painter.save()
        painter.setClipRect(QRectF(origin, QSizeF(*self._size)), Qt.ClipOperation.IntersectClip)
        begin = painter.worldTransform()
        for area in (self.time_axis, *self.composition.areas()):
            at = origin + area.corner
            if region is None or region.intersects(area.bounds.translated(at).toAlignedRect()):
                painter.translate(at)
                area.paint(painter, plain=plain)
                painter.setWorldTransform(begin)
        painter.restore()
        self.overlay.time_labels = self.time_axis.written

    # -- one frame ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Bring panes, axes and read-out up to date with series, view and mouse."""
        self._look()
        self.time_axis.zone = self._zone_words()
        zone_px = text_width(self.time_axis.zone) + 2 * PAD_PX
        axes_px = (pane.axis_px for pane in self.panes)
        wanted = ceil(max(_AXIS_PX, zone_px, *axes_px))
        if not self._axis_px - _SPARE_PX <= wanted <= self._axis_px:
            self._axis_px = float(wanted)
            self._place()
            self._look()
        self._mark_times()
        self._place_countdown()
        self.point(self.mouse)

    def forget_states(self) -> None:
        """All is painted anew: what comes in after it finds nothing to compare with."""
        self._states = {}

    def changed(self) -> list[QRectF]:
        """What candles or prices that came in have changed since the last call."""
        axis = self.time_axis
        found: list[QRectF] = []
        states: dict[Area, Hashable] = {axis: (axis.ticks, axis.map, axis.zone)}
        if self._states.get(axis) != states[axis]:
            found.append(axis.bounds.translated(axis.corner))
        for pane in self.panes:
            states[pane.canvas] = now = pane.state()
            found += pane.touched(self._states.get(pane.canvas), now)
        self._states = states
        return found

    def _look(self) -> None:
        reached_ms = self.candles.reached_ms
        self.price.levels.foot_px = 2 if self.timeline.following else _BUTTON_PX
        for pane in self.panes:
            pane.reach(reached_ms)
            pane.show(self.timeline.left_ms, self.timeline.right_ms)
        price = self.price
        side = "up" if price.last.rising else "down"
        last = price.last.price
        price.axis.foot = self._countdown()
        price.tag(last, price.say(last) if last is not None else "", side, f"on_{side}")

    def tell_time(self) -> QRectF | None:
        """Bring the countdown up to date; what must be painted for it, None where all must be."""
        foot = self._countdown()
        if bool(foot) != bool(self.price.axis.foot):
            return None
        if foot != self.price.axis.foot:
            self._place_countdown()
            return self.overlay.foot_place.adjusted(-1, -1, 1, 1)
        return QRectF()

    def _countdown(self) -> str:
        if self.now_ms is None or self.content is None:
            return ""
        return countdown(self.candles.end_ms, self.candles.interval_ms, self.now_ms())

    def _place_countdown(self) -> None:
        """Put the time that the newest candle still runs under the tag of its price."""
        axis, overlay = self.price.axis, self.overlay
        axis.foot, overlay.foot = self._countdown(), None
        tag, bounds = axis.tag, axis.bounds
        if tag is None or not axis.foot or not 0 <= tag.at <= bounds.height():
            return
        if self.price not in self.panes:
            return
        overlay.foot = Tag(tag.at, axis.foot, tag.ground, tag.ink)
        place = foot_rect(tag_rect(tag.at, bounds), bounds)
        overlay.foot_place = place.translated(axis.corner)

    def _mark_times(self) -> None:
        left_ms, right_ms = self.timeline.left_ms, self.timeline.right_ms
        axis = self.time_axis
        most = max(2, int(self._plot_width() // _TIME_TICK_PX))
        known = self.content is not None and len(self.candles) > 0
        axis.ticks = time_ticks(left_ms, right_ms, self.zone, most) if known else TimeTicks((), "")
        axis.map = self.panes[0].time
        times, breaks = (
            np.array([tick.at_ms for tick in axis.ticks.ticks], np.int64),
            self._breaks(),
        )
        for pane in self.panes:
            pane.grid.times, pane.grid.breaks = times, breaks

    def _zone_words(self) -> str:
        known = self.content is not None and len(self.candles) > 0
        return zone_name(self.timeline.right_ms, self.zone) if known else ""

    def _breaks(self) -> Times:
        """Where a day begins, where that is wished and the lines would not be a wall."""
        left_ms, right_ms = self.timeline.left_ms, self.timeline.right_ms
        room = self._plot_width() / _BREAK_PX
        intraday = self.candles.interval_ms < DAY_MS and len(self.candles) > 0
        if not (self.style.breaks and intraday and right_ms - left_ms <= room * DAY_MS):
            return np.empty(0, np.int64)
        return np.array(midnights(left_ms, right_ms, self.zone), np.int64)

    # -- under the mouse ---------------------------------------------------------------------------

    def pane_at(self, y: float) -> Pane | None:
        """The pane at a height of the board."""
        return self.composition.at(y)

    def time_at(self, x: float) -> int:
        """The time at a place of the board."""
        return self.panes[0].time.ms_at(x)

    def price_at(self, y: float) -> float:
        """The round price at a height of the board, as a level would be placed there."""
        price = self.price.value_at(y)
        return round_to_step(price, self.price.value.unit_at(price))

    def point(self, at: QPointF | None) -> None:
        """The mouse is here (the board's logical pixels), or nowhere on the panes."""
        self.mouse = at
        pane = self.pane_at(at.y()) if at is not None and self.plots.contains(at) else None
        overlay = self.overlay
        overlay.ghost = self.pointed_ms = None
        if pane is None or at is None or len(self.candles) == 0:
            overlay.cross = None
            self._read(self._haunt(), None)
            return
        overlay.value_labels = [pane.rect.top() + y for y in pane.axis.written]
        overlay.value_axis = QRectF(
            self.plots.right(), pane.rect.top(), self._axis_px, pane.rect.height()
        )
        self.pointed_ms = self.time_at(at.x())
        x, at_ms = self._snapped(self.pointed_ms)
        held = self.price.levels.dragged
        placing = held is not None or (self.placing and pane is self.price)
        value = pane.value_at(at.y())
        value_text = "" if pane.waiting else pane.say(value)
        if placing:  # a level is a price, in whatever the axis is written
            value = held.price if held is not None else self.price_at(at.y())
            value_text = self.price.price_words(value)
        time_text = self._spoken().time(at_ms, self.candles.interval_ms)
        overlay.cross = Cross(x, at.y(), time_text, value_text, placing)
        self._read(at_ms, value if pane is self.price else None)

    def _snapped(self, at_ms: int) -> tuple[float, int]:
        """The middle and the opening time of the candle that holds a moment, or else the moment."""
        row = self.candles.row_at(at_ms)
        time = self.panes[0].time
        if row is None:
            return time.x_of(at_ms), at_ms
        at_ms = int(self.candles.times[row])
        return time.x_of(at_ms + self.candles.interval_ms / 2), at_ms

    def _haunt(self) -> int | None:
        """Put the ghost of another chart's crosshair where it belongs; the time to read out then."""
        if self.ghost_ms is None or len(self.candles) == 0:
            return self._newest_in_view()
        x, at_ms = self._snapped(self.ghost_ms)
        if not self.plots.left() <= x < self.plots.right():
            return self._newest_in_view()
        self.overlay.ghost = Ghost(x, self._spoken().time(at_ms, self.candles.interval_ms))
        return at_ms

    def parts(self) -> tuple[Part, ...]:
        """What the read-out says now: of the candle, of what is over it, then of every pane."""
        parts = [*self.overlay.header.parts, *self.overlay.header.legend]
        for row in self.overlay.rows:
            parts += [Part("", row.name)] if row.name else []
            parts += row.parts
        return tuple(parts)

    def _newest_in_view(self) -> int | None:
        """The opening time of the last candle that begins in view or before it."""
        times = self.candles.times
        row = int(times.searchsorted(self.timeline.right_ms)) - 1
        return int(times[row]) if row >= 0 else None

    def _spoken(self) -> Spoken:
        newest_ms = int(self.candles.times[-1]) if len(self.candles) else 0
        return Spoken(self.zone, self.price.decimals, newest_ms)

    def _read(self, at_ms: int | None, price: float | None) -> None:
        """Read every pane out at a moment: the candle in the header, others after their titles.

        Args:
            at_ms: the moment; None where there is none.
            price: under the cursor, where it is on the prices.
        """
        content, overlay = self.content, self.overlay
        overlay.header, overlay.rows = Header("", "", (), simulated=False), []
        if content is None:
            return
        parts: tuple[Part, ...] = ()
        if at_ms is not None:
            moment = moment_of(at_ms, self.candles, self._spoken())
            parts = (time_part(moment), *self.price.read(moment))
            below = (pane for pane in self.panes if pane is not self.price)
            overlay.rows = [_row(pane, moment) for pane in below]
        last = self.price.levels.last_price
        if price is not None and last:
            parts = (*parts, distance_part(price, last, self.price.decimals))
        title = content.price_title or f"{content.asset} \N{MIDDLE DOT} {content.interval}"
        words = (self.style.shape.note, self.price.scale_words)
        title = " \N{MIDDLE DOT} ".join([title, *filter(None, words)])
        legend = self._legend(at_ms)
        overlay.header = Header(title, content.price_scope, parts, content.simulated, legend)

    def _legend(self, at_ms: int | None) -> tuple[Part, ...]:
        """What stands over the candles, at a moment: coins compared with, then indicators."""
        content, price = self.content, self.price
        if content is None:
            return ()
        coins = price.compare.parts(content.asset, at_ms, self.timeline.left_ms)
        return (*coins, *price.studies.parts(at_ms, price.decimals))


def _row(pane: Pane, moment: Moment) -> Row:
    parts = () if pane.waiting else pane.read(moment)
    names = {name for name, _ in pane.legend}
    named = bool(names) and names <= {part.label for part in parts}
    return Row(
        name=pane.NAME if named else "",
        rect=pane.rect,
        left=pane.title_end if named else pane.legend_end,
        legend_end=pane.legend_end,
        brief_left=pane.brief_end + BRIEF_GAP_PX,
        scope_left=pane.scope_left,
        parts=parts,
    )


def _nothing() -> ChartContent:
    return ChartContent("", H1, CandleColumns.empty(HOUR_MS))
