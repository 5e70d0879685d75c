"""What Tracker is, where it keeps what is yours, and the licences of all its parts in full."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from tracker import __version__
from tracker.domain.translating import noted, tr
from tracker.store.licences import Component, licence_folder
from tracker.ui.about import Place
from tracker.ui.focus_frame import FocusFramed
from tracker.ui.on_screen import resize_within
from tracker.ui.panels.rows import MARGIN
from tracker.ui.theme import SMALL_PX, font

_WIDTH, _HEIGHT = 760, 520
_ICON_PX, _NAME_PX = 64, 22
_WHAT = noted(
    "Levels, liquidations and open interest of crypto markets: what is known, from "
    "whom, and what is not. No account, no server, no telemetry. Nothing here is "
    "advice."
)
_OURS = noted("Tracker is free software under the MIT licence. © 2026 The Tracker developers.")
_QT = noted(
    "The window is made with Qt {qt} (Qt for Python), which is free under the GNU "
    "Lesser General Public License, version 3. Its libraries are files of their "
    "own beside the program and may be replaced by others of yours; its source is "
    "published by The Qt Company at code.qt.io."
)
#: How parts are known to people, where that is not the name they are installed by.
_TITLES = {
    "tracker": "Tracker",
    "PySide6_Essentials": "Qt for Python",
    "shiboken6": "Shiboken (Qt)",
}
_NO_TEXT = noted("This part brings no text of its licence here. Its licence is: {licence}.")


class _Licence(FocusFramed, QPlainTextEdit):
    """Where the keyboard is is seen around it."""


class AboutDialog(QDialog):
    """Two pages: Tracker itself, and the licences of all its parts."""

    def __init__(
        self, places: Sequence[Place], parts: Sequence[Component], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Tracker"))
        resize_within(self, _WIDTH, _HEIGHT)
        self._parts = parts
        self.list = QListWidget()
        self.list.setObjectName("groups")  # as the groups of settings look
        self.list.setAccessibleName(tr("Parts of Tracker"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setToolTip(tr("What Tracker is made of; choose a part to read its licence"))
        self.text = _Licence()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.document().setDocumentMargin(MARGIN)
        self.text.setFont(font(SMALL_PX))
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Text of the licence"))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.addTab(self._page(places), "Tracker")
        tabs.addTab(self._licences(), tr("Licences"))
        self.tabs = tabs
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(tabs)

    def _page(self, places: Sequence[Place]) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN * 2, MARGIN + 8, MARGIN * 2, MARGIN)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(16)
        icon = QLabel()
        icon.setPixmap(self.windowIcon().pixmap(_ICON_PX, _ICON_PX))
        icon.setFixedSize(_ICON_PX, _ICON_PX)
        name = QLabel("Tracker")
        name.setStyleSheet(f"font-size: {_NAME_PX}px; font-weight: 600;")
        self.version = QLabel(
            tr(
                "Version {version} · Python {python_version} · Qt {qversion} · {system} {machine}",
                version=__version__,
                python_version=platform.python_version(),
                qversion=qVersion(),
                system=platform.system(),
                machine=platform.machine(),
            )
        )
        self.version.setObjectName("quiet")
        self.version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.addWidget(name)
        words.addWidget(self.version)
        head.addWidget(icon)
        head.addLayout(words, 1)
        column.addLayout(head)
        for text in (tr(_WHAT), tr(_OURS), tr(_QT, qt=qVersion())):
            column.addWidget(_paragraph(text))
        column.addSpacing(4)
        column.addLayout(self._places(places))
        column.addStretch(1)
        return page

    def _places(self, places: Sequence[Place]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, place in enumerate(places):
            path = QLabel(str(place.path))
            path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            path.setToolTip(f"{place.name}: {place.what}")
            what = QLabel(place.what)
            what.setFont(font(SMALL_PX))
            what.setObjectName("quiet")
            both = QVBoxLayout()
            both.setSpacing(0)
            both.addWidget(path)
            both.addWidget(what)
            button = QPushButton(tr("Open folder"))
            button.setToolTip(tr("Show where this lies: {name}", name=place.name))
            button.setAccessibleName(tr("Open folder: {name}", name=place.name))
            folder = place.path if place.path.suffix == "" else place.path.parent
            button.clicked.connect(lambda *_, folder=folder: _show(folder))
            grid.addWidget(QLabel(place.name), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(both, row, 1)
            grid.addWidget(button, row, 2)
        return grid

    def _licences(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in self._parts:
            self.list.addItem(f"{_TITLES.get(part.name, part.name)} {part.version}")
        self.list.currentRowChanged.connect(self._choose)
        split = QSplitter()
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.text)
        split.setSizes([220, _WIDTH - 220])
        column.addWidget(split, 1)
        folder = licence_folder()
        if folder is not None:
            foot = QHBoxLayout()
            foot.setContentsMargins(MARGIN, 8, MARGIN, 8)
            button = QPushButton(tr("Open the folder of all texts"))
            button.setToolTip(str(folder))
            button.clicked.connect(lambda *_: _show(folder))
            foot.addStretch(1)
            foot.addWidget(button)
            column.addLayout(foot)
        self.list.setCurrentRow(0)
        return page

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._parts):
            self.text.setPlainText(licence_text(self._parts[row]))


def licence_text(part: Component) -> str:
    """All that is there of the licence of a part, its short name first."""
    head = [f"{part.name} {part.version}", part.licence]
    texts = []
    for path in part.texts:
        try:
            texts.append(path.read_text(encoding="utf-8", errors="replace").strip())
        except OSError as error:
            texts.append(
                tr("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror)
            )
    if not texts:
        texts = [tr(_NO_TEXT, licence=part.licence or tr("not known"))]
    return "\n\n".join(["\n".join(filter(None, head)), *texts])


def _paragraph(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _show(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
