"""Help, About: brings up the dialog that says what Tracker is; that is made when it is first asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tracker.domain.translating import tr
from tracker.store.paths import Home

if TYPE_CHECKING:
    from tracker.ui.about_dialog import AboutDialog


class Place(Struct, frozen=True):
    """A folder or file of the user, and what lies there."""

    name: str
    what: str
    path: Path


def places_of(home: Home) -> list[Place]:
    """Where Tracker keeps what is the user's."""
    return [
        Place(tr("Settings"), tr("may be edited"), home.config_file),
        Place(
            tr("Journal"),
            tr("levels, alerts, drawings, layouts: yours, nowhere else"),
            home.journal_file,
        ),
        Place(tr("Market data"), tr("may be deleted at any time"), home.market_file),
        Place(tr("Log"), tr("what happened, for when something is wrong"), home.logs),
    ]


class About(QObject):
    """The one dialog of a window."""

    def __init__(self, home: Home, window: QWidget) -> None:
        super().__init__(window)
        self._home, self._window = home, window
        self.dialog: AboutDialog | None = None

    def open(self) -> None:
        """Show the dialog."""
        if self.dialog is None:
            from tracker.store.licences import components
            from tracker.ui.about_dialog import AboutDialog

            self.dialog = AboutDialog(places_of(self._home), components(), self._window)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
