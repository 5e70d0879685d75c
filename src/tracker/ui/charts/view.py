"""The chart on the screen: a bare widget that paints once a frame.

While the mouse moves over a chart that stays as it is, the chart is kept as a picture below the
crosshair; a chart that changes with every frame is painted without that detour. Nothing on it updates
itself: whoever changes something calls `mark`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from math import ceil

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from tracker.domain.giving_way import WAY
from tracker.ui.charts.board import Board
from tracker.ui.charts.gestures import Gestures
from tracker.ui.focus_frame import edge_of, is_marked
from tracker.ui.theme import Palette

FRAME_MS = 16
_WIDTH_PX, _HEIGHT_PX = 320, 240


def region_of(rects: Iterable[QRectF]) -> QRegion:
    """Every pixel that a rectangle has a part in."""
    region = QRegion()
    for rect in rects:
        region += rect.toAlignedRect()
    return region


class ChartView(QWidget):
    """Shows a board, at most once every 16 ms and only while visible."""

    menu_wanted = Signal(object, object)  # a level's number or None, a place on the screen
    pane_menu_wanted = Signal(str, object)  # a pane's kind, a place on the screen
    pointed = Signal(object)  # the time under the mouse, UTC ms; None where that is nowhere
    framed = Signal()  # a frame has been prepared: view and data are up to date

    def __init__(self, palette: Palette, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.board = Board(palette, zone)
        self.gestures = Gestures(self.board, self.mark, self.mark_part, self._point)
        self.frames = 0
        # Qt need not fill with a background what is painted over anyway.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._picture = QPixmap()
        self._lacking = QRegion()  # what has changed since the picture was kept
        # Whether the last frame moved the crosshair alone, and whether the picture is kept for more.
        self._pointing = self._keeping = False
        self._stale = self._whole = self._moved = True
        self._pointed: int | None = None
        self._focus_marked = False  # the focus came by keys
        self._cursor = self.gestures.cursor
        self.setCursor(self._cursor)
        self._since_frame = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.settle)
        self.setMouseTracking(True)

    # -- frames ------------------------------------------------------------------------------------

    def mark(self) -> None:
        """Something has changed: paint again with the next frame."""
        self._whole = True
        self.mark_part()

    def mark_part(self) -> None:
        """Candles have come in, or something on the prices has changed: paint again only that."""
        self._stale = True
        self._schedule()

    @property
    def pending(self) -> bool:
        """Whether a frame is still to come."""
        return self._stale or self._moved

    def settle(self) -> None:
        """Do now what the next frame would do."""
        with WAY:
            self._settle()

    def _settle(self) -> None:
        self._timer.stop()
        self._since_frame.start()
        if self._stale:
            if self.isVisible() and not self.window().isMinimized():
                self._keeping = self._pointing or (self._moved and not self._whole)
                self._stale = self._moved = self._pointing = False
                self.frames += 1
                self._refresh()
            self.framed.emit()
        elif self._moved:
            self._moved = False
            self._keeping = self._pointing = True
            self._move_overlay()
        if self.board.pointed_ms != self._pointed:
            self._pointed = self.board.pointed_ms
            self.pointed.emit(self._pointed)
        if self._cursor != self.gestures.cursor:
            self._cursor = self.gestures.cursor
            self.setCursor(self._cursor)

    def set_ghost(self, at_ms: int | None) -> None:
        """Show where the mouse is on another chart; None: on none."""
        if at_ms != self.board.ghost_ms:
            self.board.ghost_ms = at_ms
            self._moved = True
            self._schedule()

    def _schedule(self) -> None:
        if not self._timer.isActive():
            spent = self._since_frame.elapsed() if self._since_frame.isValid() else FRAME_MS
            self._timer.start(max(0, FRAME_MS - spent))

    def _point(self, at: QPointF | None) -> None:
        self.board.mouse = at
        self._moved = True
        self._schedule()

    def _refresh(self) -> None:
        place = self.board.plots, self.board.panes.copy()
        self.board.refresh()
        if self._whole:
            self.board.forget_states()
        changed = [] if self._whole else self.board.changed()
        over = self.board.overlay.changed()
        if self._whole or place != (self.board.plots, self.board.panes):
            self._whole = False
            self._lacking = QRegion(self.rect())
            self.update()
            return
        region = region_of(changed)
        self._lacking += region
        self.update(region + region_of(over))

    def _move_overlay(self) -> None:
        self.board.point(self.board.mouse)
        self.update(region_of(self.board.overlay.changed()))

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chart, or its kept picture, and over it what follows the mouse."""
        with WAY:
            self._paint(event)

    def _paint(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        painter = QPainter(self)  # clipped to the event's region already
        region = event.region()
        part = region if region != QRegion(self.rect()) else None
        # At a fractional scale the window may lie between two device pixels; a picture never does.
        if self._keeping or not ratio.is_integer():
            self._paint_picture(painter, region, ratio)
        else:
            painter.fillRect(event.rect(), self.board.inks.background)
            self.board.paint(painter, QPointF(), part)
        self.board.overlay.paint(painter, self.board.inks, QPointF(), part)
        if self._focus_marked and self.hasFocus():
            for rect in edge_of(self.rect()):  # type: ignore[attr-defined]  # as above
                painter.fillRect(rect, self.board.inks.interest)
        painter.end()

    def _paint_picture(self, painter: QPainter, region: QRegion, ratio: float) -> None:
        size = self.size()
        self._keep_picture(ceil(size.width() * ratio), ceil(size.height() * ratio), ratio)
        picture = self._picture
        whole = QRectF(0, 0, picture.width(), picture.height())
        painter.save()
        # Rectangle by rectangle: through a ragged clip Qt copies many times as slowly.
        for rect in region:  # type: ignore[attr-defined]  # the stub does not know that it can
            painter.setClipRect(rect)
            # One pixel of the picture on one of the screen, whatever the scale factor.
            painter.setWorldTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
            painter.drawPixmap(whole, picture, whole)
            painter.resetTransform()
        painter.restore()

    def _keep_picture(self, width: int, height: int, ratio: float) -> None:
        """Paint the board into the picture, unless it is there already at this size."""
        picture = self._picture
        fits = (picture.width(), picture.height()) == (width, height)
        if not fits or picture.devicePixelRatio() != ratio:
            self._picture = picture = QPixmap(width, height)
            picture.setDevicePixelRatio(ratio)
            self._lacking = QRegion(self.rect())
        if not self._lacking.isEmpty():
            if not ratio.is_integer():  # the edge of a part would go through pixels
                self._lacking = QRegion(self.rect())
            painter = QPainter(picture)
            painter.setClipRegion(self._lacking)
            painter.fillRect(self._lacking.boundingRect(), self.board.inks.background)
            self.board.paint(painter, QPointF(), self._lacking)
            painter.end()
            self._lacking = QRegion()

    def sizeHint(self) -> QSize:
        """As small as a chart can be read; it takes what room there is."""
        return QSize(_WIDTH_PX, _HEIGHT_PX)

    # -- Qt's events -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the panes anew."""
        super().resizeEvent(event)
        self.board.arrange(self.width(), self.height())
        self.mark()
        self.settle()  # the next paint is at the new size and must have its places

    def showEvent(self, event: QShowEvent) -> None:
        """Paint what has changed while hidden."""
        super().showEvent(event)
        self.mark()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the focus where keys brought it; Qt's own would paint the whole chart again."""
        self._focus_marked = is_marked(event.reason(), self._focus_marked, by_itself=False)
        self.update(edge_of(self.rect()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The mark goes with the focus."""
        del event
        self.update(edge_of(self.rect()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self.gestures.press(event.position(), event.button(), event.modifiers())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a gesture, or move the crosshair."""
        self.gestures.move(event.position(), event.buttons(), event.modifiers())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a gesture."""
        self.gestures.release(event.position(), event.button())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Let an axis fit by itself again."""
        self.gestures.double(event.position(), event.button())
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom in time, or pan."""
        self.gestures.wheel(event.position(), event.angleDelta(), event.modifiers())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the drawing, the level, the price or the pane under the mouse."""
        event.accept()
        at = QPointF(event.pos())
        pane = self.board.pane_at(at.y())
        if pane is not None and pane is not self.board.price:
            self.pane_menu_wanted.emit(pane.KEY, event.globalPos())
            return
        if self.board.price.rect.contains(at) and self.board.timeline.end_ms is not None:
            self.gestures.move(at, Qt.MouseButton.NoButton)
            if self.gestures.hand.menu(at, event.globalPos()):
                return
            self.menu_wanted.emit(self.board.price.levels.hovered, event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        """No crosshair without a mouse."""
        del event
        self.gestures.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the chart; others are for the window."""
        event.setAccepted(self.gestures.key(event.key()))
