"""Charts as pictures: a board of its own, laid out at one size and painted at any scale.

Nothing is taken from the screen, so a picture is the same on every monitor and needs no window,
only a QApplication.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from tracker.ui.charts.board import Board
from tracker.ui.charts.content import ChartContent, ExportHeading
from tracker.ui.charts.ink import Inks, inks_of
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice, UnknownPane, checked
from tracker.ui.charts.panes import SIMULATED
from tracker.ui.charts.png import encode
from tracker.ui.charts.stage import metrics, text_width, type_of
from tracker.ui.charts.style import PLAIN, ChartStyle
from tracker.ui.theme import BODY_PX, FIGURE_PX, SMALL_PX, Palette

#: Logical pixels: the bands above and below the panes, and the room at both sides of their words.
HEAD_PX, FOOT_PX, SIDE_PX = 48, 46, 14
_LARGEST = 16_384  # pixels at each side; a picture of that size takes 1 GB


class CannotExport(ValueError):
    """A picture that cannot be made; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart to be exported.

    Attributes:
        content: what is shown.
        size: width and height in logical pixels.
        palette: the colours.
        heading: the words above and below the panes.
        view: left and right end, UTC ms; the newest candles where there is none.
        zone: in which times are said.
        panes: which panes, from above.
        style: how the prices are drawn.
    """

    content: ChartContent
    size: tuple[int, int]
    palette: Palette
    heading: ExportHeading
    view: tuple[int, int] | None = None
    zone: tzinfo = UTC
    panes: Sequence[PaneChoice] = DEFAULT_PANES
    style: ChartStyle = PLAIN


def paint(path: Path, picture: Picture, scale: float) -> Callable[[], object]:
    """Paint a picture, on the GUI thread; the call that is returned writes it, on any thread.

    The file's ending says what it is, `.png` or `.svg`; an SVG has no scale.

    Raises:
        CannotExport: where the file has another ending, or the picture cannot be made; also from
            the returned call, which raises OSError where the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind == ".svg":
        document = svg(picture)
        return lambda: path.write_bytes(document)
    if kind == ".png":
        image = render(picture, scale)
        return lambda: path.write_bytes(png(image))
    raise CannotExport(f"“{path.name}” is neither a .png nor a .svg file.")


def render(picture: Picture, scale: float) -> QImage:
    """A picture as an image of its size times `scale` pixels, laid out as it is at a scale of 1.

    Raises:
        CannotExport: where size, scale or panes make no picture.
    """
    _check(picture)
    width, height = picture.size
    if not 0 < scale <= _LARGEST / max(picture.size):
        raise CannotExport(f"{width} by {height} pixels at a scale of {scale:g} make no picture.")
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    _paint_all(painter, picture)
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """An image as a PNG file; this takes longer than painting it, so do it in a worker."""
    return encode(image)


def svg(picture: Picture) -> bytes:
    """The picture as an SVG document."""
    _check(picture)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(*picture.size))
    generator.setViewBox(QRect(0, 0, *picture.size))
    generator.setTitle(picture.heading.title)
    generator.setDescription(f"{picture.heading.range_text} {picture.heading.coverage}".strip())
    painter = QPainter(generator)
    _paint_all(painter, picture)
    painter.end()
    return bytes(data.data())


def _check(picture: Picture) -> None:
    width, height = picture.size
    if min(picture.size) < 1:
        raise CannotExport(f"{width} by {height} pixels make no picture.")
    try:
        checked(picture.panes)
    except UnknownPane as error:
        raise CannotExport(str(error)) from error


def _paint_all(painter: QPainter, picture: Picture) -> None:
    width, height = picture.size
    inks = inks_of(picture.palette)
    painter.fillRect(QRect(0, 0, width, height), inks.background)
    _paint_panes(painter, picture)
    _paint_head(painter, picture, inks)
    _paint_foot(painter, picture, inks)


def _paint_panes(painter: QPainter, picture: Picture) -> None:
    width, height = picture.size
    board = Board(picture.palette, picture.zone)
    board.compose(checked(picture.panes))
    board.set_style(picture.style)
    board.arrange(width, max(height - HEAD_PX - FOOT_PX, 1))
    board.show(picture.content, keep_view=False)
    if picture.view is not None:
        board.timeline.set(*picture.view)
    board.refresh()
    origin = QPointF(0, HEAD_PX)
    board.paint(painter, origin)
    board.overlay.paint(painter, board.inks, origin)


def _paint_head(painter: QPainter, picture: Picture, inks: Inks) -> None:
    """The title, the range of time right of it, and whether the market is real."""
    heading, width = picture.heading, picture.size[0]
    painter.fillRect(QRectF(0, HEAD_PX - 1, width, 1), inks.hairline)
    at = QPointF(SIDE_PX, 31)
    end = _say_right(painter, heading.range_text, width, at.y(), color=inks.quiet, size_px=BODY_PX)
    room = end - 2 * SIDE_PX
    at.setX(
        at.x() + 14 + _say(painter, heading.title, at, room, color=inks.text, size_px=FIGURE_PX)
    )
    if heading.simulated or picture.content.simulated:
        _say(painter, SIMULATED, at, end - at.x(), color=inks.warn, size_px=BODY_PX, bold=True)


def _paint_foot(painter: QPainter, picture: Picture, inks: Inks) -> None:
    """Which venues and how much of them was seen; when the picture was made; a note."""
    heading, (width, height) = picture.heading, picture.size
    painter.fillRect(QRectF(0, height - FOOT_PX, width, 1), inks.hairline)
    lines = ((heading.venues, heading.stamp, 27), (heading.coverage, heading.note, 10))
    for text, right_text, up in lines:
        baseline = height - up
        end = _say_right(painter, right_text, width, baseline, color=inks.quiet, size_px=SMALL_PX)
        at, room = QPointF(SIDE_PX, baseline), end - 2 * SIDE_PX
        _say(painter, text, at, room, color=inks.quiet, size_px=SMALL_PX)


def _say(
    painter: QPainter,
    text: str,
    at: QPointF,
    room: float,
    *,
    color: QColor,
    size_px: int,
    bold: bool = False,
) -> float:
    """Write words in the room there is, with an ellipsis where it is too little; their width."""
    bold = bold or size_px == FIGURE_PX
    fitting = metrics(size_px, bold=bold).elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.setFont(type_of(size_px, bold=bold))
    painter.setPen(color)
    painter.drawText(at, fitting)
    return text_width(fitting, size_px, bold=bold)


def _say_right(
    painter: QPainter, text: str, width: int, baseline: float, *, color: QColor, size_px: int
) -> float:
    """Write words up to the right margin; where they begin."""
    left = max(width - SIDE_PX - text_width(text, size_px), float(SIDE_PX))
    room = width - SIDE_PX - left
    _say(painter, text, QPointF(left, baseline), room, color=color, size_px=size_px)
    return left
