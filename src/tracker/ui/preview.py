"""A small window with the picture of a chart at a moment: to look at, to save, to copy."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tracker.domain.translating import tr
from tracker.services.views import ChartView
from tracker.ui.charts.export import render
from tracker.ui.file_choice import ask_where
from tracker.ui.pane_words import Titles
from tracker.ui.picture import Sheet, paint_picture, picture_of

#: The picture's size in logical pixels, and how many pixels each is in a file.
SIZE, SCALE = (960, 600), 2.0
_LEAST_PX = (480, 300)


class Shot(Struct, frozen=True):
    """One picture: what is on it, and how it is painted."""

    view: ChartView
    titles: Titles
    sheet: Sheet
    now_ms: int
    simulated: bool
    title: str
    file: Path


class Preview(QDialog):
    """Shows a picture beside the window, which goes on meanwhile.

    `say` gets a sentence for the user from any thread, also after this window is gone: what was
    saved, or why not.
    """

    def __init__(self, shot: Shot, say: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._say = say
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(shot.title)
        self._shot = shot
        self.image = render(
            picture_of(shot.view, shot.titles, shot.sheet, shot.now_ms, simulated=shot.simulated),
            shot.sheet.scale,
        )
        self._picture = _Picture(self.image, shot.title)
        save, copy, close = (
            self._button(tr("Save…"), tr("Save the picture as a file (Ctrl+S)")),
            self._button(tr("Copy"), tr("Copy the picture (Ctrl+C)")),
            self._button(tr("Close"), tr("Close the picture (Esc)")),
        )
        save.clicked.connect(self.ask)
        copy.clicked.connect(self.copy)
        close.clicked.connect(self.close)
        QShortcut(QKeySequence.StandardKey.Save, self, self.ask)
        QShortcut(QKeySequence.StandardKey.Copy, self, self.copy)
        row = QHBoxLayout()
        row.setContentsMargins(10, 8, 10, 10)
        row.setSpacing(8)
        row.addStretch(1)
        for button in (save, copy, close):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._picture, 1)
        layout.addLayout(row)
        save.setFocus()

    @staticmethod
    def _button(text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        button.setAutoDefault(False)
        return button

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.image)
        self._say(tr("The picture is on the clipboard."))

    def ask(self) -> None:
        """Ask where to, then save."""
        path = ask_where(
            self, tr("Save the picture"), self._shot.file, tr("Pictures (*.png *.svg)")
        )
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Write the picture beside the window."""
        shot = self._shot
        write = paint_picture(
            path, shot.view, shot.titles, shot.sheet, shot.now_ms, simulated=shot.simulated
        )

        def work() -> None:
            error = write()
            with suppress(RuntimeError):  # the main window may be gone by now
                self._say(error or tr("Saved {path}.", path=path))

        # Packing a PNG takes longer than painting it. No daemon: leaving waits for the file.
        threading.Thread(target=work, name="picture").start()


class _Picture(QWidget):
    """An image as large as there is room, in its own proportions."""

    def __init__(self, image: QImage, title: str) -> None:
        super().__init__()
        self._image = image
        self.setAccessibleName(tr("Picture of the chart: {title}", title=title))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(*_LEAST_PX)

    def sizeHint(self) -> QSize:
        """The size it was painted for."""
        return QSize(*SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole picture in the middle."""
        del event
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)
        painter.end()
