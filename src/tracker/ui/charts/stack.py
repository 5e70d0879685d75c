"""The chart as one widget: what the main window gives to it, and what it hears back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tracker.analysis.columns import CandleColumns, LineColumns
from tracker.domain.drawing import Anchor, Drawing, Shape
from tracker.domain.times import Interval
from tracker.domain.translating import noted, tr
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
from tracker.ui.charts.hand import Hand
from tracker.ui.charts.pane_data import PaneData
from tracker.ui.charts.readout import as_text
from tracker.ui.charts.style import ChartStyle
from tracker.ui.charts.timeline import TimeSpan
from tracker.ui.charts.view import ChartView
from tracker.ui.theme import SMALL_PX, Palette, font

_CORNER_PX, _EDGE_PX = 12, 5
_SECOND_MS = 1_000
_READING, _UNREAD = noted("Reading the cache…"), noted("This could not be read.")
#: What takes no longer is not worth a word: it would only flicker.
_PATIENCE_MS = 120


class ChartStack(QWidget):
    """Panes above each other, over one time, live."""

    level_moved = Signal(int, float)
    level_removed = Signal(int)
    level_added = Signal(float)
    level_mode_changed = Signal(bool)
    level_edit_wanted = Signal(int)
    menu_wanted = Signal(object, object)  # a level's number or None, a place on the screen
    candle_picked = Signal(object)  # its opening time, UTC ms
    pick_mode_changed = Signal(bool)
    pane_menu_wanted = Signal(str, object)  # a pane's kind, a place on the screen
    view_changed = Signal(object)  # (left_ms, right_ms)
    view_moved = Signal()  # the user, or `set_view`, has chosen another time; candles do not tell
    pointed = Signal(object)  # the time under the mouse, UTC ms; None where that is nowhere
    history_wanted = Signal(object)  # the oldest wanted time, UTC ms
    at_now_changed = Signal(bool)

    def __init__(
        self, palette: Palette, *, zone: tzinfo = UTC, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.canvas = ChartView(palette, zone, self)
        self._board = self.canvas.board
        self.panes = self.canvas.gestures.control
        self._markers: tuple[Marker, ...] = ()
        self._spot: tuple[Marker, ...] = ()
        self._announced: tuple[int, int] | None = None
        self._placed: tuple[object, ...] = ()
        self._at_now = True
        self._asked_ms: int | None = None
        self._back = self._button(tr("Back to now \u203a"), tr("Back to the newest candle"))
        self._back.clicked.connect(self.back_to_now)
        self._auto = self._button(tr("Auto"), tr("Fit the scale of prices by itself"))
        self._auto.setToolTip(tr("Fit the prices that are in view again (Alt+A)"))
        self._auto.clicked.connect(self.fit_again)
        self._second = QTimer(self)
        self._second.setSingleShot(True)
        self._second.timeout.connect(self._tell_time)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._say_waiting(tr(_READING)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self.setMinimumSize(320, 240)
        self.setFocusProxy(self.canvas)
        self.setAccessibleName(tr("Chart"))
        self.panes.changed.connect(self._name)
        self.panes.changed.connect(self._wait)
        self._name()
        gestures = self.canvas.gestures
        gestures.level_moved.connect(self.level_moved)
        gestures.level_removed.connect(self.level_removed)
        gestures.level_added.connect(self.level_added)
        gestures.level_mode_changed.connect(self.level_mode_changed)
        gestures.level_edit_wanted.connect(self.level_edit_wanted)
        gestures.view_moved.connect(self.view_moved)
        self.canvas.pointed.connect(self.pointed)
        gestures.candle_picked.connect(self.candle_picked)
        gestures.pick_mode_changed.connect(self.pick_mode_changed)
        self.canvas.menu_wanted.connect(self.menu_wanted)
        self.canvas.pane_menu_wanted.connect(self.pane_menu_wanted)
        self.canvas.framed.connect(self._announce)
        self.set_palette(palette)

    def _button(self, text: str, name: str) -> QPushButton:
        """A button over the chart, hidden until it is of use."""
        made = QPushButton(text, self)
        made.setFont(font(SMALL_PX))
        made.setAccessibleName(name)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.hide()
        return made

    # -- what is shown -----------------------------------------------------------------------------

    def show_content(self, content: ChartContent, *, keep_view: bool = False) -> None:
        """Show a market from the beginning; with `keep_view` over the time that is in view now."""
        self._board.show(content, keep_view=keep_view)
        self._patience.stop()
        self._wait()
        self._markers, self._spot = content.markers, ()
        self._asked_ms = None
        self.setAccessibleName(
            tr("Chart of {asset}, {interval}", asset=content.asset, interval=content.interval)
        )
        self.canvas.mark()

    def paint_now(self) -> None:
        """Put on the screen what was given to it, before anything else is done."""
        if self.isVisible():
            self.canvas.settle()
            self.canvas.repaint()

    def update_candles(self, columns: CandleColumns) -> None:
        """Merge the newest candles; the view follows only while it stands at now.

        Columns of another interval than the chart's are a late answer and are dropped.
        """
        if self._board.merge_candles(columns):
            self.canvas.mark_part()

    def extend_candles(self, columns: CandleColumns) -> None:
        """Merge older candles; the view does not move."""
        before_ms = self._board.candles.first_ms
        if self._board.merge_candles(columns):
            if (
                self._board.candles.first_ms != before_ms
            ):  # an empty page must not be asked for again
                self._asked_ms = None
            self.canvas.mark()

    def set_data(self, data: Sequence[PaneData]) -> None:
        """Show this in the panes below the price instead of what they had of these types."""
        self._board.set_data(data)
        self._patience.stop()
        self.canvas.mark()

    def set_unread(self) -> None:
        """What stands below the price could not be read: panes that wait for it say so."""
        self._patience.stop()
        self._say_waiting(tr(_UNREAD), given_up=True)

    def _wait(self) -> None:
        """Panes may be waiting for what they show: in a while they say so."""
        if self._board.is_waiting and not self._patience.isActive():
            self._patience.start()

    def _say_waiting(self, words: str, *, given_up: bool = False) -> None:
        if self._board.is_waiting:
            self._board.say_waiting(words, given_up=given_up)
            self.canvas.mark()

    def set_levels(self, levels: tuple[LevelLine, ...]) -> None:
        """Show these levels instead of those before."""
        self._board.set_levels(levels)
        self.canvas.mark_part()

    @property
    def levels(self) -> tuple[LevelLine, ...]:
        """The levels that are shown, suggested ones among them."""
        return self._board.price.levels.levels

    def set_drawings(self, drawings: Sequence[Drawing]) -> None:
        """Show these drawings instead of those before; of other coins than the chart's none."""
        self._board.price.drawings.use(drawings)
        self.canvas.mark()

    def put_drawing(self, drawing: Drawing) -> None:
        """Show one that is kept by now, and select it; nothing where another coin is shown."""
        self._board.price.drawings.put(drawing)
        if drawing.asset == self.asset:
            self.hand.select(drawing.id)
            self.canvas.mark()

    @property
    def asset(self) -> str | None:
        """The coin that is shown."""
        return self._board.content.asset if self._board.content is not None else None

    def place_of(self, anchor: Anchor) -> QPoint:
        """Where a point of a drawing is on this widget."""
        frame = self._board.price.frame()
        return QPoint(round(frame.time.x_of(anchor.at_ms)), round(frame.value.y_of(anchor.price)))

    @property
    def hand(self) -> Hand:
        """What draws on it, and tells what was drawn."""
        return self.canvas.gestures.hand

    def choose_tool(self, shape: Shape | None) -> None:
        """What the next press draws; it ends with that drawing or with Escape."""
        self.canvas.gestures.choose_tool(shape)

    def set_markers(self, markers: tuple[Marker, ...]) -> None:
        """Show these events at the candles instead of those before."""
        self._markers = markers
        self._board.set_markers((*self._markers, *self._spot))
        self.canvas.mark_part()

    def set_spot(self, spot: Marker) -> None:
        """Mark one candle besides, until another chart is shown."""
        self._spot = (spot,)
        self.set_markers(self._markers)

    def set_mark(self, mark: MarkPrice | None) -> None:
        """Show another mark price; None where it is not worth a line."""
        self._board.set_mark(mark)
        self.canvas.mark_part()

    def set_averages(self, averages: tuple[AverageLine, ...]) -> None:
        """Show these moving averages instead of those before."""
        self._board.set_averages(averages)
        self.canvas.mark_part()

    def set_studies(self, drawn: tuple[Drawn, ...]) -> None:
        """Show these indicators instead of those before."""
        self._board.set_studies(drawn)
        self._asked_ms = None  # they may look further back
        self.canvas.mark()

    def set_comparison(self, comparison: Comparison) -> None:
        """Compare with these coins instead of those before."""
        self._board.set_comparison(comparison)
        self.canvas.mark()

    def over(self, start_ms: int) -> Over:
        """What stands over the candles from a moment on, for a picture."""
        return self._board.over(start_ms)

    def over_stretch(self, start_ms: int, interval: Interval) -> tuple[Over, int]:
        """What stands over the candles, for a picture of other ones.

        Returns:
            What it is, and how far before its first candle it needs candles, in ms.
        """
        price = self._board.price
        over = Over(price.studies.drawn, profile=price.profile.shown)
        return over, price.studies.lead_ms(start_ms, interval)

    def set_pick_mode(self, *, on: bool) -> None:
        """Whether the next click chooses a candle; it ends with that click or with Escape."""
        self.canvas.gestures.set_picking(on=on)
        self.canvas.setFocus()

    def update_compared(self, asset: str, closes: LineColumns) -> None:
        """Merge the newest closes of a coin that is compared with."""
        self._board.merge_compared(asset, closes)
        self.canvas.mark()

    def set_profile(self, *, shown: bool) -> None:
        """Show or hide the volume profile of what is in view."""
        self._board.set_profile(shown=shown)
        self.canvas.mark_part()

    def set_level_mode(self, on: bool) -> None:
        """Whether the next click places a level; it ends with that click or with Escape."""
        self.canvas.gestures.set_placing(on=on)

    def add_level_at_cursor(self) -> bool:
        """Place a level where the crosshair is, as the key `L` does; False where it is nowhere."""
        return self.canvas.gestures.add_level_at_cursor()

    def point_at(self, level_id: int | None) -> None:
        """Show one level as if the mouse were on it, as a list beside the chart does."""
        self._board.price.levels.hovered = level_id
        self.canvas.mark_part()

    def price_at_cursor(self) -> float | None:
        """The round price under the mouse; None where it is not on the prices."""
        at, board = self._board.mouse, self._board
        if at is None or board.timeline.end_ms is None or not board.price.rect.contains(at):
            return None
        return board.price_at(at.y())

    def set_palette(self, palette: Palette) -> None:
        """Other colours."""
        self._board.set_palette(palette)
        self._placed = ()  # the buttons have another style
        for button, sides in ((self._back, 9), (self._auto, 5)):
            button.setStyleSheet(
                f"QPushButton {{ background: {palette.raised}; color: {palette.text};"
                f" border: 1px solid {palette.hairline}; border-radius: 3px;"
                f" padding: 3px {sides}px; }}"
                f"QPushButton:hover {{ border-color: {palette.quiet}; }}"
                f"QPushButton:focus {{ border-color: {palette.interest}; }}"
            )
        self.canvas.mark()

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._board.zone = zone
        self.canvas.mark()

    @property
    def style_now(self) -> ChartStyle:
        """How the prices are drawn."""
        return self._board.style

    def set_style(self, style: ChartStyle) -> None:
        """Draw the prices in another style; neither the time in view nor the read-out changes."""
        self._board.set_style(style)
        self.panes.tell_topics()
        self.canvas.mark()

    def fit_again(self) -> None:
        """Let the scale of prices fit what is in view by itself."""
        self._board.price.fit_again()
        self.canvas.mark()

    def set_clock(self, now_ms: Callable[[], int]) -> None:
        """Count down to the close of the newest candle, by the venue's time that this tells."""
        self._board.now_ms = now_ms
        self.canvas.mark()
        self._tell_time()

    def _tell_time(self) -> None:
        """Once a second: only the countdown is painted again."""
        now_ms = self._board.now_ms
        if now_ms is None or not self.isVisible():
            return
        place = self._board.tell_time()
        if place is None:
            self.canvas.mark()
        elif not place.isEmpty():
            self.canvas.update(place.toAlignedRect())
        self._second.start(_SECOND_MS - now_ms() % _SECOND_MS + 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Seen again: the countdown goes on."""
        super().showEvent(event)
        self._tell_time()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees the countdown."""
        super().hideEvent(event)
        self._second.stop()

    # -- the view ----------------------------------------------------------------------------------

    def view(self) -> tuple[int, int]:
        """The time in view: left and right end, UTC ms."""
        timeline = self._board.timeline
        return timeline.left_ms, timeline.right_ms

    def set_view(self, left_ms: int, right_ms: int) -> None:
        """Show exactly this time."""
        self._board.touch()
        self._board.timeline.set(left_ms, right_ms)
        self.canvas.mark()
        self.view_moved.emit()

    @property
    def span(self) -> TimeSpan | None:
        """What is in view of which series; None where there are no candles."""
        board, timeline = self._board, self._board.timeline
        if timeline.first_ms is None or timeline.end_ms is None or board.content is None:
            return None
        return TimeSpan(
            timeline.interval_ms,
            timeline.left_ms,
            timeline.right_ms,
            timeline.first_ms,
            timeline.end_ms,
        )

    def set_ghost(self, at_ms: int | None) -> None:
        """Show where the mouse is on another chart of the same time; None: on none."""
        self.canvas.set_ghost(at_ms)

    def wake(self) -> None:
        """The window is seen again: paint what has changed while it was not."""
        self.canvas.mark()

    def at_now(self) -> bool:
        """Whether the newest candle is in view and followed."""
        return self._board.timeline.following

    def back_to_now(self) -> None:
        """Show the newest candles, as many as are in view now, and follow them."""
        self.canvas.gestures.back_to_now()

    def to_oldest(self) -> None:
        """Show the oldest candles that are loaded, as many as are in view now."""
        span = self.span
        if span is not None:
            self.set_view(span.first_ms, span.first_ms + span.right_ms - span.left_ms)

    def zoom(self, factor: float) -> None:
        """Show `factor` times less time (0.5: twice as much)."""
        self.canvas.gestures.zoom(factor)

    def pan(self, fraction: float) -> None:
        """Move the view by a part of its width; positive: towards now."""
        self.canvas.gestures.pan(fraction)

    def readout(self) -> str:
        """What the line at the top says: the candle under the crosshair, or the newest one."""
        if self.canvas.pending:
            self._board.refresh()
        return as_text(self._board.parts())

    # -- what is heard back ------------------------------------------------------------------------

    def _announce(self) -> None:
        """Tell what has changed since the last frame."""
        view = self.view()
        if view != self._announced:
            self._announced = view
            self.view_changed.emit(view)
        if self.at_now() != self._at_now:
            self._at_now = self.at_now()
            self.at_now_changed.emit(self._at_now)
        price = self._board.price
        shown = not self._at_now, price.manual is not None
        placed = (*shown, price.rect.bottomRight(), price.axis.bounds.width())
        if placed != self._placed:
            self._placed = placed
            self._back.setVisible(shown[0])
            self._auto.setVisible(shown[1])
            self._place_buttons()
        first_ms = self._board.candles.first_ms
        needed_ms = view[0] - self._board.price.studies.lead_ms(view[0])
        if first_ms is not None and needed_ms < first_ms:
            # Half a view more than is seen, so that the next page is there before it is.
            wanted = needed_ms - (view[1] - view[0]) // 2
            if self._asked_ms is None or needed_ms < self._asked_ms:
                self._asked_ms = wanted
                self.history_wanted.emit(wanted)

    def looked_at_ms(self) -> int | None:
        """The middle of what the user looks at in history; None while the view follows."""
        timeline = self._board.timeline
        return None if timeline.following else (timeline.left_ms + timeline.right_ms) // 2

    def _name(self) -> None:
        """Say what is above each other."""
        names = [pane.NAME for pane in self._board.panes]
        self.canvas.setAccessibleName(tr("{names} over time", names=", ".join(names)))

    def _place_buttons(self) -> None:
        price, axis = self._board.price.rect, self._board.price.axis
        self._back.adjustSize()
        self._back.move(
            round(price.right()) - self._back.width() - _CORNER_PX,
            round(price.bottom()) - self._back.height() - _CORNER_PX,
        )
        self._auto.adjustSize()
        self._auto.move(
            round(price.right() + (axis.bounds.width() - self._auto.width()) / 2),
            round(price.bottom()) - self._auto.height() - _EDGE_PX,
        )
