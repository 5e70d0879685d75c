"""Draws the icons of every system from the one drawing, `resources/icons/tracker.svg`."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "resources/icons/tracker.svg"
#: Sides in pixels of the icons of a desktop.
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
_ICNS_KINDS = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def draw_icons(folder: Path) -> None:
    """Write `hicolor/`, `tracker.ico` and `tracker.icns` into a folder."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    program = QGuiApplication.instance() or QGuiApplication([])
    del program
    for size in SIZES:
        path = folder / f"hicolor/{size}x{size}/apps/tracker.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(size))
    scalable = folder / "hicolor/scalable/apps/tracker.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(DRAWING.read_bytes())
    (folder / "tracker.ico").write_bytes(ico())
    (folder / "tracker.icns").write_bytes(icns())


def png(size: int) -> bytes:
    """The icon as PNG, `size` pixels wide and high, on a transparent ground."""
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico() -> bytes:
    """Windows' icon: a directory of PNG pictures; a side of 256 is written as 0 there."""
    pictures = [png(size) for size in _ICO_SIZES]
    heads, at = b"", 6 + 16 * len(pictures)
    for size, picture in zip(_ICO_SIZES, pictures, strict=True):
        side = size % 256
        heads += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return struct.pack("<HHH", 0, 1, len(pictures)) + heads + b"".join(pictures)


def icns() -> bytes:
    """The icon of macOS: PNG pictures, each under the name of its size."""
    parts = b""
    for kind, size in _ICNS_KINDS.items():
        picture = png(size)
        parts += kind + struct.pack(">I", len(picture) + 8) + picture
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts
