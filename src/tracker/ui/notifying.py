"""Brings up the page of notifications, and does what is tried and switched there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from tracker.domain.errors import TrackerError
from tracker.domain.translating import noted, tr
from tracker.services.notices import Notice
from tracker.sources.clock import Clock
from tracker.ui.desk import Desk
from tracker.ui.notifier import Notifier, Way, Ways
from tracker.ui.setting_up import SettingUp
from tracker.ui.tending import Tending

if TYPE_CHECKING:  # the page is loaded when it is opened
    from tracker.services.autostart import Autostart
    from tracker.ui.notification_page import NotificationPage

_BODY = noted("If you can read this, alerts arrive here.")
_DONE = {
    Way.DESKTOP: noted("The desktop took it."),
    Way.TRAY: noted("The tray took it."),
    Way.WINDOW: noted("It stands above the chart."),
}
_FAILED = noted("It was not taken.")
_SIMULATED = noted("A simulated market is not started at login.")


class NotifyingParts(Struct, frozen=True):
    """What it works with.

    Attributes:
        services: names of the services outside this machine that get every alert.
        find_autostart: the entry that starts Tracker at login; None where there is none.
        setting_up: the settings, of which one says the same as that entry.
    """

    desk: Desk
    notifier: Notifier
    tending: Tending
    clock: Clock
    services: Sequence[str]
    find_autostart: Callable[[], Autostart] | None
    setting_up: SettingUp


class Notifying(QObject):
    """The one page of a window; it is made when it is first asked for."""

    def __init__(self, parts: NotifyingParts, window: QWidget) -> None:
        super().__init__(window)
        self._parts, self._window = parts, window
        self._ways: Ways | None = None
        self.page: NotificationPage | None = None
        #: For menus and the palette.
        self.notifications_wanted = QAction(tr("Notifications…"), window)
        self.notifications_wanted.setObjectName("notifications_wanted")
        self.notifications_wanted.setToolTip(
            tr("How alerts reach you here, with a test of each way")
        )
        self.notifications_wanted.triggered.connect(self.open)
        parts.notifier.ways_found.connect(self._show_ways)
        parts.notifier.tried.connect(self._show_tried)
        parts.desk.muted.connect(self._show_muted)

    def open(self) -> None:
        """Show the page."""
        if self.page is None:
            self.page = self._made()
        self._show_sound()
        self._show_muted()
        self._show_login()
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()

    def _made(self) -> NotificationPage:
        from tracker.ui.notification_page import NotificationPage

        page = NotificationPage(self._parts.services, self._window)
        page.look_wanted.connect(self._parts.notifier.look)
        page.try_wanted.connect(self._try)
        page.sound_wanted.connect(self._try_sound)
        page.service_wanted.connect(self._try_service)
        page.unmute_wanted.connect(self._parts.tending.unmute)
        page.login_wanted.connect(self._switch_login)
        return page

    # --- showing -------------------------------------------------------------------------------

    def _show_ways(self, ways: Ways) -> None:
        self._ways = ways
        if self.page is not None:
            self.page.show_ways(ways)
            self._show_sound()

    def _show_sound(self) -> None:
        """The desktop's server plays where it can, else the program does."""
        assert self.page is not None
        notifier, ways = self._parts.notifier, self._ways
        on = notifier.sounds is not None
        by_server = ways is not None and ways.server is not None and ways.plays_sounds
        words = (
            tr("Played by {server}.", server=ways.server)
            if ways and by_server
            else notifier.player.way
        )
        off = tr("Alerts are silent; “sound” in the settings is off.")
        works = by_server or notifier.player.plays
        self.page.show_sound(words if on else off, on=on, works=works)

    def _show_muted(self) -> None:
        if self.page is not None:
            self.page.show_muted(self._parts.tending.muted_words)

    def _show_login(self, sentence: str = "") -> None:
        assert self.page is not None
        find = self._parts.find_autostart
        if find is None:
            self.page.show_login(on=False, refusal=tr(_SIMULATED))
            return
        entry = find()
        self.page.show_login(on=entry.is_on, refusal=entry.refusal, sentence=sentence)

    def _show_tried(self, way: Way, done: bool) -> None:
        if self.page is not None:
            self.page.show_tried(way, tr(_DONE[way] if done else _FAILED), wrong=not done)

    # --- what the user does --------------------------------------------------------------------

    def _try(self, way: Way) -> None:
        now_ms = self._parts.clock.now_ms()
        notice = Notice(tr("Tracker: a test"), tr(_BODY), self._parts.desk.asset, now_ms, ())
        assert self.page is not None
        self.page.show_tried(way, "")
        self._parts.notifier.try_way(way, notice)

    def _try_sound(self) -> None:
        sounds = self._parts.notifier.sounds
        if sounds is not None:
            self._parts.notifier.player.play(sounds.normal)
            assert self.page is not None
            self.page.show_tried("sound", self._parts.notifier.player.way)

    def _try_service(self, name: str) -> None:
        page = self.page
        assert page is not None
        page.show_tried(name, tr("Sending …"))
        self._parts.desk.submit(
            lambda collector: collector.try_service(name),
            lambda _: page.show_tried(name, tr("{name} took the message.", name=name)),
            lambda sentence: page.show_tried(name, sentence, wrong=True),
        )

    def _switch_login(self, on: bool) -> None:
        sentence = self._switch(on)
        self.adopt_login()
        self._show_login(sentence)

    def follow_login(self, on: bool) -> None:
        """The setting is another now: the entry follows, or the setting goes back to what is so."""
        find = self._parts.find_autostart
        if find is None or find().is_on == on:
            return
        sentence = self._switch(on)
        if sentence:
            self._parts.setting_up.said.emit(sentence)
            self.adopt_login()
        if self.page is not None:
            self._show_login(sentence)

    def adopt_login(self) -> None:
        """Let the setting say what is so: people and desktops change the entry, too."""
        find, setting_up = self._parts.find_autostart, self._parts.setting_up
        if find is not None and (is_on := find().is_on) != setting_up.settings.start_at_login:
            setting_up.set("start_at_login", is_on)

    def _switch(self, on: bool) -> str:
        """Write the entry or take it away; what went wrong."""
        find = self._parts.find_autostart
        assert find is not None
        try:
            find().switch(on=on)
        except TrackerError as error:
            return error.sentence
        return ""
