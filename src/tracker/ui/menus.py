"""The menus of a window, made of its actions: in a bar that Alt brings up, and behind one button.

A trader wants the room for the chart, so the bar is away until it is asked for; where the desktop
has a bar of its own (macOS), the menus are always there.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from tracker.domain.translating import noted, tr
from tracker.ui.actions import Actions, Entry, Place

#: A longer press of Alt is for something else.
_TAP_MS = 600
#: The underlined letters, none of which is a key of the chart with Alt.
_LETTERS = {
    Place.FILE: noted("&File"),
    Place.VIEW: noted("Vie&w"),
    Place.CHART: noted("&Chart"),
    Place.DRAW: noted("&Draw"),
    Place.LEVELS: noted("L&evels"),
    Place.PANELS: noted("Panel&s"),
    Place.WINDOW: noted("Wind&ow"),
    Place.HELP: noted("&Help"),
}


class Menus(QObject):
    """All menus of a window."""

    def __init__(self, actions: Actions, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        # By the clock of the keyboard's events: a window that is busy hears of them late.
        self._pressed_ms: int | None = None
        # The arrow keys go from one menu to the next: only then is it known whether one is open.
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.timeout.connect(self._hide)
        self.shown: list[QMenu] = [
            _made(place, actions, window) for place in Place if actions.rows(place)
        ]
        self.bar = QMenuBar(window)
        self.bar.setAccessibleName(tr("Menus"))
        for menu in self.shown:
            self.bar.addMenu(menu)
            menu.aboutToHide.connect(self._hiding.start)
        window.setMenuBar(self.bar)
        self._kept = self.bar.isNativeMenuBar()
        self.bar.setVisible(self._kept)
        self.bar.installEventFilter(self)
        window.installEventFilter(self)

    @property
    def is_kept(self) -> bool:
        """Whether the bar stays."""
        return self._kept

    def keep(self, on: bool) -> None:
        """Whether the bar stays when nothing of it is open."""
        self._kept = on or self.bar.isNativeMenuBar()
        self.bar.setVisible(self._kept)

    def summon(self) -> None:
        """Show the bar with its first menu open; the arrow keys go from there."""
        if self.bar.isNativeMenuBar():
            return
        self.bar.show()
        self.bar.setActiveAction(self.shown[0].menuAction())

    def _hide(self) -> None:
        used = self.bar.underMouse() or any(menu.isVisible() for menu in self.shown)
        if not self._kept and not used:
            self.bar.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt alone, pressed and let go, brings up the bar."""
        kind = event.type()
        if watched is self.bar:
            if kind == QEvent.Type.Leave:
                self._hiding.start()
            return False
        # Every key says this first, to the window too unless a field wants it: also what is then
        # taken for a shortcut.
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            alone = event.key() == Qt.Key.Key_Alt and not event.isAutoRepeat()
            self._pressed_ms = event.timestamp() if alone else None
        elif kind == QEvent.Type.WindowDeactivate:
            self._pressed_ms = None
            self._hiding.start()
        elif kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            return self._released(event)
        return False

    def _released(self, event: QKeyEvent) -> bool:
        pressed_ms, self._pressed_ms = self._pressed_ms, None
        if event.key() != Qt.Key.Key_Alt or pressed_ms is None:
            return False
        if event.timestamp() - pressed_ms > _TAP_MS:
            return False
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return False  # the window is being moved
        self.summon()
        return True


def _made(place: Place, actions: Actions, window: QMainWindow) -> QMenu:
    menu = QMenu(tr(_LETTERS[place]), window)
    menu.setAccessibleName(tr(place))
    menu.setToolTipsVisible(True)
    for row in actions.rows(place):
        if isinstance(row, Entry):
            menu.addAction(row.action)
        elif isinstance(row, QMenu):
            menu.addMenu(row)
        else:
            menu.addSeparator()
    return menu
