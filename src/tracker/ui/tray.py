"""The icon in the system tray, where there is one: the state at a glance, and the menu at it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from tracker.ui.tray_icon import state_icon
from tracker.ui.tray_menu import TrayMenu
from tracker.ui.tray_state import TrayState


class Tray(QObject):
    """The tray icon.

    Signals:
        toggled: the user wants the window shown, or hidden.
        quit_wanted: the user wants to leave.
        message_clicked: the user clicked the newest balloon.
    """

    toggled = Signal()
    quit_wanted = Signal()
    message_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        #: Nothing has arrived yet.
        self._state = TrayState.STALE
        # The icon is drawn when it is first shown.
        self._icon = QSystemTrayIcon()
        #: What can be done there.
        self.menu = TrayMenu()
        self.menu.show_or_hide.triggered.connect(self.toggled)
        self.menu.quit.triggered.connect(self.quit_wanted)
        self._icon.setContextMenu(self.menu.menu)
        self._tip = "Tracker"
        self._icon.setToolTip(self._tip)
        self._icon.messageClicked.connect(self.message_clicked)
        self._icon.activated.connect(self._activated)

    @property
    def is_there(self) -> bool:
        """Whether this desktop shows the icon: only then may the window hide."""
        return QSystemTrayIcon.isSystemTrayAvailable() and self._icon.isVisible()

    @property
    def shows_messages(self) -> bool:
        """Whether the icon is there and can have a balloon."""
        return self.is_there and QSystemTrayIcon.supportsMessages()

    def appear(self) -> None:
        """Show the icon, if the desktop has a tray by now."""
        if QSystemTrayIcon.isSystemTrayAvailable() and not self._icon.isVisible():
            self._icon.setIcon(state_icon(self._state))
            self._icon.show()

    def disappear(self) -> None:
        """Take the icon away."""
        self._icon.hide()

    def set_tip(self, text: str) -> None:
        """What the icon says under the mouse."""
        if text != self._tip:
            self._tip = text
            self._icon.setToolTip(text)

    def set_state(self, state: TrayState) -> None:
        """What the icon shows."""
        if state is not self._state:
            self._state = state
            if self._icon.isVisible():
                self._icon.setIcon(state_icon(state))

    def show_message(self, title: str, body: str, *, urgent: bool) -> bool:
        """A balloon at the icon; whether there is an icon that can have one."""
        if not self.shows_messages:
            return False
        kind = QSystemTrayIcon.MessageIcon
        self._icon.showMessage(title, body, kind.Critical if urgent else kind.Warning, 20_000)
        return True

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.toggled.emit()
