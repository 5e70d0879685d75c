"""A picture as a PNG file, without loss: a third of the time that Qt's own writer takes.

Charts are large even areas, so each row is written as its difference from the row above (the filter
"up" of PNG, ISO/IEC 15948, 9.2), which leaves zlib little to look for.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUE_COLOUR, _UP = 2, 2
#: Half of the default's time, and a few percent more bytes.
_LEVEL = 4
# Rows at a time, so that a very large picture needs little memory besides its own.
_ROWS = 256


def encode(image: QImage) -> bytes:
    """The opaque colours of an image, pixel by pixel; its device pixel ratio is not written."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    header = struct.pack(">IIBBBBB", width, height, 8, _TRUE_COLOUR, 0, 0, 0)
    packer = zlib.compressobj(_LEVEL)
    body = [packer.compress(rows.tobytes()) for rows in _filtered(image)]
    body.append(packer.flush())
    chunks = ((b"IHDR", header), (b"IDAT", b"".join(body)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _filtered(image: QImage) -> Iterator[NDArray[np.uint8]]:
    """Rows of bytes: the filter, then red, green and blue less those of the row above."""
    width, height = image.width(), image.height()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(height, -1)[:, :width]
    above = np.zeros((1, width, 3), np.uint8)
    for top in range(0, height, _ROWS):
        some = pixels[top : top + _ROWS]
        colors = np.empty((len(some) + 1, width, 3), np.uint8)
        colors[:1] = above
        for place, shift in enumerate((16, 8, 0)):
            colors[1:, :, place] = some >> shift
        above = colors[-1:]
        rows = np.empty((len(some), 1 + 3 * width), np.uint8)
        rows[:, 0] = _UP
        rows[:, 1:] = (colors[1:] - colors[:-1]).reshape(len(some), -1)
        yield rows
