"""Charts as pictures: a board of its own, laid out at one size and painted at any scale.

Nothing is taken from the screen, so a picture is the same on every monitor and needs no window,
only a QApplication.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from tracker.domain.translating import tr
from tracker.ui.charts.bands import NARROW, Bands
from tracker.ui.charts.board import Board
from tracker.ui.charts.content import ChartContent, ExportHeading
from tracker.ui.charts.ink import inks_of
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice, UnknownPane, checked
from tracker.ui.charts.png import encode
from tracker.ui.charts.stage import type_of
from tracker.ui.charts.style import PLAIN, ChartStyle
from tracker.ui.theme import Palette
from tracker.ui.whole_file import write_whole

#: Of a document, so that one of its points is a pixel of a browser whatever the screen here is like.
_CSS_DPI = 96
LARGEST_PX = 16_384  # pixels at each side; a picture of that size takes 1 GB


class CannotExport(ValueError):
    """A picture that cannot be made; the message is a sentence for people."""


class Picture(Struct, frozen=True):
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
        bands: what stands above and below the panes.
    """

    content: ChartContent
    size: tuple[int, int]
    palette: Palette
    heading: ExportHeading
    view: tuple[int, int] | None = None
    zone: tzinfo = UTC
    panes: Sequence[PaneChoice] = DEFAULT_PANES
    style: ChartStyle = PLAIN
    bands: Bands = NARROW


def paint(path: Path, picture: Picture, scale: float) -> Callable[[], object]:
    """Paint a picture, on the GUI thread; the call that is returned writes it, on any thread.

    The file's ending says what it is, `.png` or `.svg`; an SVG has no scale.

    Raises:
        CannotExport: where the file has another ending, or the picture cannot be made; also from
            the returned call, which raises OSError where the file cannot be written.
    """
    check_ending(path, (".png", ".svg"))
    if path.suffix.lower() == ".svg":
        document = svg(picture)
        return lambda: write_whole(path, document)
    image = render(picture, scale)
    return lambda: write_whole(path, png(image))


def check_ending(path: Path, endings: Sequence[str]) -> None:
    """Refuse a file that does not end as one of its kind must.

    Raises:
        CannotExport: with a sentence that names the endings.
    """
    if path.suffix.lower() in endings:
        return
    if len(endings) == 1:
        raise CannotExport(
            tr("“{name}” is not a {endings} file.", name=path.name, endings=endings[0])
        )
    named = " nor a ".join(endings)
    raise CannotExport(tr("“{name}” is neither a {named} file.", name=path.name, named=named))


def render(picture: Picture, scale: float) -> QImage:
    """A picture as an image of its size times `scale` pixels, laid out as it is at a scale of 1.

    Raises:
        CannotExport: where size, scale or panes make no picture.
    """
    _check(picture)
    width, height = picture.size
    if not 0 < scale <= LARGEST_PX / max(picture.size):
        raise CannotExport(
            tr(
                "{width} by {height} pixels at a scale of {scale:g} make no picture.",
                width=width,
                height=height,
                scale=scale,
            )
        )
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
    generator.setResolution(_CSS_DPI)
    generator.setSize(QSize(*picture.size))
    generator.setViewBox(QRect(0, 0, *picture.size))
    generator.setTitle(picture.heading.title)
    generator.setDescription(f"{picture.heading.range_text} {picture.heading.coverage}".strip())
    painter = QPainter(generator)
    _paint_all(painter, picture)
    painter.end()
    # Where none of our fonts is, any other without serifs is nearer than what a viewer takes itself.
    families = ",".join(type_of().families())
    return bytes(data.data()).replace(families.encode(), f"{families},sans-serif".encode())


def _check(picture: Picture) -> None:
    width, height = picture.size
    if min(picture.size) < 1:
        raise CannotExport(
            tr("{width} by {height} pixels make no picture.", width=width, height=height)
        )
    try:
        checked(picture.panes)
    except UnknownPane as error:
        raise CannotExport(str(error)) from error


def board_of(picture: Picture, height: int) -> Board:
    """The panes of a picture, laid out in its width and a height."""
    board = Board(picture.palette, picture.zone)
    board.compose(checked(picture.panes))
    board.set_style(picture.style)
    board.arrange(picture.size[0], height)
    board.show(picture.content, keep_view=False)
    if picture.view is not None:
        board.timeline.set(*picture.view)
    board.refresh()
    return board


def _paint_all(painter: QPainter, picture: Picture) -> None:
    width, height = picture.size
    inks, bands = inks_of(picture.palette), picture.bands
    simulated = picture.heading.simulated or picture.content.simulated
    heading = replace(picture.heading, simulated=simulated)
    head_px, foot_px = bands.heights(heading, picture.size)
    painter.setFont(type_of())  # else that of the desktop would be named in a document
    painter.fillRect(QRect(0, 0, width, height), inks.background)
    board = board_of(picture, max(height - head_px - foot_px, 1))
    origin = QPointF(0, head_px)
    board.paint(painter, origin)
    board.overlay.paint(painter, board.inks, origin)
    bands.paint(painter, heading, picture.size, inks)
