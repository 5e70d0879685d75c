"""Pictures as files: with a palette of few colours, and put beside each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from tracker.ui.theme import BODY_PX, Palette, font

#: Between pictures, and the height of words over one.
GAP, _CAPTION = 8, 26
_COLORS, _EXACT = 256, 160


def reduced(image: QImage) -> QImage:
    """An image with a palette: its most frequent colours as they are, the others by median cut."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(height, width) & 0xFFFFFF
    colors, places, counts = np.unique(rows, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    rgb = np.stack([colors >> 16 & 255, colors >> 8 & 255, colors & 255], 1).astype(np.float32)
    palette = rgb[order[:_EXACT]]
    rest = order[_EXACT:]
    if len(rest):
        palette = np.vstack([palette, _median_cut(rgb[rest], counts[rest], _COLORS - _EXACT)])
    nearest = np.empty(len(rgb), np.uint8)
    for start in range(0, len(rgb), 4_096):
        part = rgb[start : start + 4_096, None, :] - palette[None]
        nearest[start : start + 4_096] = np.argmin((part**2).sum(2), 1)
    pixels = np.ascontiguousarray(nearest[places].reshape(height, width))
    found = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8)
    found.setColorTable([QColor(*map(round, one.tolist())).rgb() for one in palette])
    return found.copy()


def _median_cut(
    rgb: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    counts: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    most: int,
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """So many colours for many, weighted by how often each is there (Heckbert 1982)."""
    boxes = [np.arange(len(rgb))]
    while len(boxes) < most:
        spans = [float(np.ptp(rgb[box], axis=0).max()) * len(box) ** 0.5 for box in boxes]
        widest = int(np.argmax(spans))
        if spans[widest] == 0:
            break
        box = boxes.pop(widest)
        box = box[np.argsort(rgb[box, int(np.ptp(rgb[box], axis=0).argmax())], kind="stable")]
        boxes += [box[: len(box) // 2], box[len(box) // 2 :]]
    return np.array(
        [np.average(rgb[box], axis=0, weights=counts[box]) for box in boxes], np.float32
    )


def put_together(parts: Sequence[tuple[str, QPixmap]], columns: int, palette: Palette) -> QImage:
    """Pictures of one size beside and above each other, each below its words."""
    width = max(picture.width() for _, picture in parts)
    height = max(picture.height() for _, picture in parts)
    over = _CAPTION if any(text for text, _ in parts) else 0
    rows = -(-len(parts) // columns)
    size = (columns * (width + GAP) + GAP, rows * (height + over + GAP) + GAP)
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(palette.panel))
    painter = QPainter(image)
    painter.setFont(font(BODY_PX))
    painter.setPen(QColor(palette.text))
    for number, (text, picture) in enumerate(parts):
        left = GAP + number % columns * (width + GAP)
        top = GAP + number // columns * (height + over + GAP)
        words = QRect(left + 4, top, width - 4, over)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.drawPixmap(left, top + over, picture)
    painter.end()
    return image
