"""Brings up the dialog of settings, lets them hold at once, and takes up what a person edits in the file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from tracker.analysis import numerals
from tracker.domain.translating import tr
from tracker.store.settings import BadSettings, Group, Settings
from tracker.store.settings_book import SettingsBook
from tracker.ui.regions import numerals_of
from tracker.ui.saving import Look
from tracker.ui.theme import palette_of
from tracker.ui.zones import local_zone

if TYPE_CHECKING:  # loaded when it is first opened
    from tracker.ui.settings_dialog import SettingsDialog

log = logging.getLogger(__name__)

#: Editors write a file in several steps; it is read once they are done.
_SETTLED_MS = 150


def look_of(settings: Settings) -> Look:
    """The colours and the zone that settings ask for."""
    zone: tzinfo = local_zone() if settings.time == "local" else UTC
    return Look(palette_of(settings.theme, settings.colors), zone)


class Offer(Struct, frozen=True):
    """A button at the end of a group of settings: something of it that has a dialog of its own."""

    group: Group
    label: str
    tip: str
    call: Callable[[], object]


class SettingUp(QObject):
    """The settings of a window, and its one dialog of them; that is made when it is first asked for.

    Signals:
        changed: the name of a setting that is another now, whoever changed it.
        said: a sentence for the user.
    """

    changed = Signal(str)
    said = Signal(str)

    def __init__(self, book: SettingsBook, window: QWidget) -> None:
        super().__init__(window)
        self._book, self._window = book, window
        self._offers: list[Offer] = []
        self._watcher: QFileSystemWatcher | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED_MS)
        self._settling.timeout.connect(self.reread)
        self._seen: bytes | None = None
        self.dialog: SettingsDialog | None = None
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def settings(self) -> Settings:
        """What holds now."""
        return self._book.settings

    # --- the dialog ----------------------------------------------------------------------------

    def offer(self, group: Group, label: str, tip: str, call: Callable[[], object]) -> None:
        """Put a button at the end of a group, for what has a dialog of its own."""
        self._offers.append(Offer(group, label, tip, call))

    def open(self, group: Group | None = None) -> None:
        """Show the dialog, perhaps at one group."""
        if self.dialog is None:
            from tracker.ui.settings_dialog import SettingsDialog

            dialog = self.dialog = SettingsDialog(self._book, self._offers, self._window)
            dialog.given.connect(self.set)
            dialog.reset_wanted.connect(self.reset)
            dialog.file_wanted.connect(self.open_file)
        if group is not None:
            self.dialog.open_group(group)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def open_file(self) -> None:
        """Open config.toml where the user edits such files; it is made where it is not there."""
        path = self._book.path
        if path is None:
            return
        try:
            path.touch()
        except OSError as error:
            self.said.emit(
                tr("{path} cannot be made: {strerror}.", path=path, strerror=error.strerror)
            )
            return
        self.watch_file()
        from PySide6.QtCore import QUrl  # its enums may wait until one is opened

        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.said.emit(tr("Nothing here opens {path}; open it in a text editor.", path=path))

    def may_quit(self) -> bool:
        """Whether Tracker may end; asks, where the user wants to be asked."""
        if not self.settings.ask_before_quit:
            return True
        from PySide6.QtWidgets import QMessageBox  # its enums may wait for the first question

        box = QMessageBox(self._window)
        box.setWindowTitle(tr("Quit Tracker"))
        box.setText(tr("Quit Tracker?"))
        box.setInformativeText(
            tr("Nothing is watched and nothing alerts until it is opened again.")
        )
        stay = box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        quits = box.addButton(tr("Quit"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(quits)
        box.setEscapeButton(stay)
        box.exec()
        return box.clickedButton() is quits

    # --- changes -------------------------------------------------------------------------------

    def set(self, name: str, value: Any) -> None:
        """Let a value hold from now on."""
        self._change(name, lambda: self._book.set(name, value))

    def reset(self, name: str) -> None:
        """Let the default of a setting hold."""
        self._change(name, lambda: self._book.reset(name))

    def _change(self, name: str, change: Callable[[], None]) -> None:
        sentence = ""
        try:
            change()
        except BadSettings as error:
            sentence = tr("This holds until Tracker is closed. {sentence}", sentence=error.sentence)
        self._seen = self._content()  # nobody else wrote this
        self._hold((name,))
        if not sentence:
            return
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.say(name, sentence)
        else:
            self.said.emit(sentence)

    def _hold(self, names: Iterable[str]) -> None:
        """Tell everybody what is another now."""
        for name in names:
            if name == "numbers":
                numerals.use(numerals_of(self.settings.numbers))
            self.changed.emit(name)
            if self.dialog is not None:
                self.dialog.refresh((name,))

    def _system_changed(self) -> None:
        if self.settings.theme == "system":
            self.changed.emit("theme")

    # --- the file ------------------------------------------------------------------------------

    def watch_file(self) -> None:
        """Take up what is changed in the file from now on."""
        path = self._book.path
        if path is None:
            return
        if self._watcher is None:
            self._seen = self._content()
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(self._settling.start)
            self._watcher.directoryChanged.connect(self._settling.start)
            self._watcher.addPath(str(path.parent))
        # Who writes a file anew replaces it, and the new one is not watched yet.
        if path.exists() and str(path) not in self._watcher.files():
            self._watcher.addPath(str(path))

    def reread(self) -> None:
        """Look whether the file says something else now."""
        self.watch_file()
        content = self._content()
        if content == self._seen:
            return
        self._seen = content
        before = {one.name for one in self._book.faults}
        try:
            names = self._book.reread()
        except BadSettings as error:
            self.said.emit(tr("{sentence} What held before holds.", sentence=error.sentence))
            return
        if names:
            log.info("config.toml was changed: %s", ", ".join(sorted(names)))
        self._hold(sorted(names))
        faults = {one.name for one in self._book.faults}
        if self.dialog is not None:
            self.dialog.refresh(sorted((before | faults) & self.dialog.rows.keys()))
        for fault in self._book.faults:
            self.said.emit(
                tr("config.toml: {sentence} Its default holds.", sentence=fault.sentence)
            )

    def _content(self) -> bytes | None:
        path = self._book.path
        try:
            return path.read_bytes() if path is not None else None
        except OSError:
            return None
