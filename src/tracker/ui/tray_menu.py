"""The menu at the tray icon: coins with their prices, mute, pause, and how to leave."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from tracker.analysis import words
from tracker.domain.times import HOUR_MS, MINUTE_MS
from tracker.domain.translating import noted, tr
from tracker.services.views import AssetView

#: So long alerts can be held, besides until the morning.
MUTES = (
    (noted("For 30 minutes"), 30 * MINUTE_MS),
    (noted("For 1 hour"), HOUR_MS),
    (noted("For 4 hours"), 4 * HOUR_MS),
)
#: A longer watchlist would not fit on a screen.
_MOST = 20


class TrayMenu(QObject):
    """The menu.

    Signals:
        asset_chosen: the user wants to see this coin.
        mute_wanted: alerts are to be held for so many ms.
        morning_wanted: alerts are to be held until the morning.
        unmute_wanted: what was held is to come now.
        pause_wanted, resume_wanted: nobody is to be asked, or everybody again.
        notifications_wanted: the page of notifications.
    """

    asset_chosen = Signal(str)
    mute_wanted = Signal(int)
    morning_wanted = Signal()
    unmute_wanted = Signal()
    pause_wanted = Signal()
    resume_wanted = Signal()
    notifications_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.menu = QMenu()
        self._coins: dict[str, QAction] = {}
        self._views: list[AssetView] = []
        #: Coins stand above it.
        self._below = self.menu.addSeparator()
        self.show_or_hide = self.menu.addAction(tr("Show or hide Tracker"))
        self.mute = self.menu.addMenu(tr("Mute alerts"))
        for text, span_ms in MUTES:
            action = self.mute.addAction(tr(text))
            action.triggered.connect(partial(self.mute_wanted.emit, span_ms))
        morning = self.mute.addAction(tr("Until 8:00 in the morning"))
        morning.triggered.connect(self.morning_wanted)
        self.unmute = self._add(tr("Unmute alerts"), self.unmute_wanted)
        self.pause = self._add(tr("Pause: ask no venue"), self.pause_wanted)
        self.resume = self._add(tr("Resume"), self.resume_wanted)
        self.menu.addSeparator()
        self.notifications = self._add(tr("Notifications…"), self.notifications_wanted)
        self.settings = self.menu.addAction(tr("Settings…"))
        self.menu.addSeparator()
        self.quit = self.menu.addAction(tr("Quit"))
        self.menu.aboutToShow.connect(self._tell_prices)
        self.show_muted("")
        self.show_paused(paused=False)
        self.set_working(works=False)

    def _add(self, text: str, signal: object) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(signal)
        return action

    def show_assets(self, views: Sequence[AssetView]) -> None:
        """The watched coins; prices are written when the menu opens."""
        self._views = list(views[:_MOST])
        if list(self._coins) == [view.asset for view in self._views]:
            return
        for action in self._coins.values():
            self.menu.removeAction(action)
            action.deleteLater()
        self._coins = {}
        for view in self._views:
            action = QAction(view.asset, self.menu)
            action.triggered.connect(partial(self.asset_chosen.emit, view.asset))
            self.menu.insertAction(self._below, action)
            self._coins[view.asset] = action
        self._tell_prices()

    def show_muted(self, until: str) -> None:
        """Until when alerts are held, in words; nothing where they are not."""
        self.mute.setTitle(tr("Muted until {until}", until=until) if until else tr("Mute alerts"))
        self.unmute.setVisible(bool(until))

    def show_paused(self, *, paused: bool) -> None:
        """Whether nobody is asked."""
        self.pause.setVisible(not paused)
        self.resume.setVisible(paused)

    def set_working(self, *, works: bool) -> None:
        """Whether this window's own engine runs, which alone can be muted and paused."""
        for action in (self.mute.menuAction(), self.unmute, self.pause, self.resume):
            action.setEnabled(works)

    def _tell_prices(self) -> None:
        for view in self._views:
            action = self._coins[view.asset]
            parts = [view.asset, words.price(view.price), words.percent(view.change_24h)]
            text = "   ".join(parts if view.price is not None else [view.asset, words.UNKNOWN])
            if action.text() != text:
                action.setText(text)
