"""The icon in the system tray, where there is one: the state at a glance, show and quit."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from tracker.ui.theme import Palette

_SIZES = (16, 22, 24, 32, 48, 64, 128)


class Tray(QObject):
    """The tray icon and its menu.

    Signals:
        toggled: the user wants the window shown, or hidden.
        quit_wanted: the user wants to leave.
        message_clicked: the user clicked the newest balloon.
    """

    toggled = Signal()
    quit_wanted = Signal()
    message_clicked = Signal()

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._icon = QSystemTrayIcon(app_icon(palette))
        self._menu = QMenu()
        self._show = self._menu.addAction("Show or hide Tracker")
        self._show.triggered.connect(self.toggled)
        self._menu.addSeparator()
        self._menu.addAction("Quit").triggered.connect(self.quit_wanted)
        self._icon.setContextMenu(self._menu)
        self._tip, self._unread = "Tracker", 0
        self._icon.setToolTip(self._tip)
        self._icon.messageClicked.connect(self.message_clicked)
        self._icon.activated.connect(self._activated)

    @property
    def is_there(self) -> bool:
        """Whether this desktop shows the icon: only then may the window hide."""
        return QSystemTrayIcon.isSystemTrayAvailable() and self._icon.isVisible()

    def appear(self) -> None:
        """Show the icon, if the desktop has a tray by now."""
        if QSystemTrayIcon.isSystemTrayAvailable() and not self._icon.isVisible():
            self._icon.show()

    def disappear(self) -> None:
        """Take the icon away."""
        self._icon.hide()

    def set_tip(self, text: str) -> None:
        """What the icon says under the mouse, above the number of unread alerts."""
        self._tip = text
        self._tell()

    def set_unread(self, count: int) -> None:
        """How many alerts the user has not seen."""
        self._unread = count
        self._tell()

    def _tell(self) -> None:
        alerts = "1 unread alert" if self._unread == 1 else f"{self._unread} unread alerts"
        self._icon.setToolTip(f"{self._tip}\n{alerts}" if self._unread else self._tip)

    def show_message(self, title: str, body: str, *, urgent: bool) -> bool:
        """A balloon at the icon; whether there is an icon that can have one."""
        if not self.is_there or not QSystemTrayIcon.supportsMessages():
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


def app_icon(palette: Palette) -> QIcon:
    """The program's icon: two candles, the second below a broken level. Drawn, not loaded."""
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_drawn(size, palette))
    return icon


def _drawn(size: int, palette: Palette) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    unit = size / 16
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(QColor(palette.panel if palette.name == "dark" else "#1b232c"))
    painter.drawRoundedRect(0, 0, size, size, 3 * unit, 3 * unit)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def block(left: float, top: float, width: float, height: float, color: str) -> None:
        painter.fillRect(
            round(left * unit),
            round(top * unit),
            max(1, round(width * unit)),
            max(1, round(height * unit)),
            QColor(color),
        )

    block(4.5, 2.5, 1, 8, "#2fb39a")
    block(3.5, 4, 3, 4.5, "#2fb39a")
    block(10.5, 5, 1, 9, "#e4585d")
    block(9.5, 6.5, 3, 6, "#e4585d")
    block(2, 9.5, 6, 1, "#f0b54a")
    block(13, 9.5, 1.5, 1, "#f0b54a")
    painter.end()
    return pixmap
