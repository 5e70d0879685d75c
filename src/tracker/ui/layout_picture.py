"""A whole window as a picture: the chart with all panels around it, sharp at any scale."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from tracker.domain.translating import tr
from tracker.ui.charts.bands import HEAD_PX, NARROW, elided
from tracker.ui.charts.content import ExportHeading
from tracker.ui.charts.export import LARGEST_PX, CannotExport
from tracker.ui.charts.ink import inks_of
from tracker.ui.charts.stage import text_width
from tracker.ui.charts.view import ChartView
from tracker.ui.theme import BODY_PX, Palette


class WindowShot(Struct, frozen=True):
    """What is to be painted.

    Attributes:
        window: it is painted as it is laid out now, with nothing of other windows.
        bar: the line of buttons on top of it.
        heading: what stands there where the buttons are not wanted.
        palette: the colours of these words, which are those of the window.
    """

    window: QWidget
    bar: QWidget
    heading: ExportHeading
    palette: Palette


def paint_window(shot: WindowShot, scale: float, *, with_bar: bool) -> QImage:
    """Paint a window as an image of its size times `scale` pixels, without looking at the screen.

    Raises:
        CannotExport: where the scale makes no picture, or half of the chart is still to come.
    """
    window, (width, height) = shot.window, size_of(shot, with_bar=with_bar)
    if not 0 < scale <= LARGEST_PX / max(width, height):
        raise CannotExport(
            tr(
                "{width} by {height} pixels at a scale of {scale:g} make no picture.",
                width=width,
                height=height,
                scale=scale,
            )
        )
    head = 0 if with_bar else HEAD_PX
    top = window.height() - height + head
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    charts = [view for view in window.findChildren(ChartView) if view.isVisible()]
    if any(view.board.is_waiting for view in charts):
        raise CannotExport(tr("The chart is still being read."))
    inks = inks_of(shot.palette)
    image.fill(inks.background)
    painter = QPainter(image)
    shown = QRegion(QRect(0, top, width, height - head))
    window.render(painter, QPoint(0, head), shown)
    for view in charts:
        _paint_chart(painter, view, view.mapTo(window, QPoint(0, head - top)))
    if not with_bar:
        NARROW.paint_head(painter, _with_note(shot.heading, width), width, inks)
    painter.end()
    return image


def size_of(shot: WindowShot, *, with_bar: bool) -> tuple[int, int]:
    """Width and height of the picture in logical pixels."""
    window, bar = shot.window, shot.bar
    above = bar.mapTo(window, QPoint(0, bar.height())).y() - HEAD_PX
    return window.width(), window.height() - (0 if with_bar else above)


def _with_note(heading: ExportHeading, width: int) -> ExportHeading:
    """At the right end the note, as far as there is room, and when the picture was made."""
    dot = " \N{MIDDLE DOT} "
    room = NARROW.range_px(width) - text_width(dot + heading.stamp, BODY_PX)
    note = elided(heading.note, room, BODY_PX)
    return replace(heading, range_text=f"{note}{dot if note else ''}{heading.stamp}")


def _paint_chart(painter: QPainter, view: ChartView, corner: QPoint) -> None:
    """Paint a chart anew: on a screen it may be a copy, no sharper than that screen."""
    board, place = view.board, QRect(corner, view.size())
    painter.save()
    painter.setClipRect(place)
    painter.fillRect(place, board.inks.background)
    board.paint(painter, QPointF(corner))
    board.overlay.paint(painter, board.inks, QPointF(corner))
    painter.restore()
    view.mark()  # the screen shows it at a scale of its own
