"""Shows notices on the desktop: over D-Bus where a server answers, else from the tray, else inside.

The tray's own balloons come last on Linux: on X11 they are drawn by Qt itself and know neither
do-not-disturb nor a history, which the desktop's notification server has.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from tracker.services.notices import Notice
from tracker.ui.sounds import Sounds
from tracker.ui.tray import Tray

log = logging.getLogger(__name__)

_TIMEOUT_S = 2.0
#: How long a notice may still be on its way when the program leaves.
_CLOSE_S = 0.5
#: An urgent notice stays until it is dismissed.
_SHOWN_MS, _STAYS = 20_000, 0


class Notifier(QObject):
    """Shows each notice once, by the first way that works here.

    Signals:
        shown: a notice reached the user outside the window.
        inside: no way outside works; the window must show it.
    """

    shown = Signal(object)
    inside = Signal(object)
    _finished = Signal(object, bool, bool)

    def __init__(
        self,
        tray: Tray,
        open_bus: Callable[[], Bus | None] | None = None,
        sounds: Sounds | None = None,
    ) -> None:
        super().__init__()
        self._tray = tray
        self._sounds = sounds
        self._open_bus = open_bus or open_session_bus
        self._bus: Bus | None = None
        # A server that hangs must hang neither the window nor its end, hence a thread that may be
        # left behind.
        self._waiting: SimpleQueue[Notice | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="notify", daemon=True)
        self._finished.connect(self._after_bus)

    def show(self, notice: Notice) -> None:
        """Show a notice; `shown` or `inside` follows."""
        if self._thread.ident is None:
            self._thread.start()
        self._waiting.put(notice)

    def close(self) -> None:
        """Let go of the bus, and of a server that does not answer."""
        if self._thread.is_alive():
            self._waiting.put(None)
            self._thread.join(_CLOSE_S)

    def _work(self) -> None:
        """On a thread of its own: hand notices to the server, one after the other."""
        while (notice := self._waiting.get()) is not None:
            done = self._over_bus(notice)
            heard = done and self._bus is not None and self._bus.plays_sounds
            with suppress(RuntimeError):  # the window may be gone by now
                self._finished.emit(notice, done, heard)
        self._close_bus()

    def _over_bus(self, notice: Notice) -> bool:
        """Whether the server took it. One that failed is looked for anew the next time."""
        try:
            if self._bus is None:
                self._bus = self._open_bus()
            if self._bus is None:
                return False
            if self._bus.notify(notice, self._sounds):
                return True
        except Exception:
            log.exception("the notification server failed")
        self._close_bus()
        return False

    def _close_bus(self) -> None:
        bus, self._bus = self._bus, None
        if bus is not None:
            with suppress(OSError):
                bus.close()

    def _after_bus(self, notice: Notice, done: bool, heard: bool) -> None:
        if self._sounds is not None and not heard:
            QApplication.beep()
        if done or self._tray.show_message(notice.title, notice.body, urgent=notice.urgent):
            self.shown.emit(notice)
        else:
            self.inside.emit(notice)


class Bus:
    """The desktop's notification server (freedesktop.org, Desktop Notifications 1.2)."""

    def __init__(self, connection: Any) -> None:
        from jeepney import DBusAddress

        self._connection = connection
        #: Whether the server makes itself heard; asked once the bus is open.
        self.plays_sounds = False
        self._address = DBusAddress(
            "/org/freedesktop/Notifications",
            bus_name="org.freedesktop.Notifications",
            interface="org.freedesktop.Notifications",
        )

    def server(self) -> str | None:
        """The name of the server; None where none answers."""
        reply = self._call("GetServerInformation", None, ())
        return str(reply[0]) if reply else None

    def learn(self) -> None:
        """Ask what the server can do."""
        reply = self._call("GetCapabilities", None, ())
        self.plays_sounds = bool(reply) and "sound" in reply[0]

    def notify(self, notice: Notice, sounds: Sounds | None = None) -> bool:
        """Show a notice, with a sound where there are some; whether the server took it."""
        hints: dict[str, tuple[str, int | str | bool]] = {
            "urgency": ("y", 2 if notice.urgent else 1),
            "category": ("s", "x-tracker.level"),
            "desktop-entry": ("s", "tracker"),
        }
        if sounds is None:
            hints["suppress-sound"] = ("b", True)
        else:
            sound = sounds.urgent if notice.urgent else sounds.normal
            hints["sound-file"] = ("s", str(sound))
        arguments: tuple[Any, ...] = ("Tracker", 0, "tracker", notice.title, _escaped(notice.body))
        shown_ms = _STAYS if notice.urgent else _SHOWN_MS
        reply = self._call("Notify", "susssasa{sv}i", (*arguments, [], hints, shown_ms))
        return reply is not None

    def _call(self, name: str, signature: str | None, arguments: tuple[Any, ...]) -> Any:
        from jeepney import MessageType, new_method_call

        message = new_method_call(self._address, name, signature, arguments)
        try:
            reply = self._connection.send_and_get_reply(message, timeout=_TIMEOUT_S)
        except (OSError, TimeoutError, EOFError) as error:
            log.info("the notification server does not answer: %r", error)
            return None
        if reply.header.message_type is MessageType.error:
            log.info("the notification server refused: %s", reply.body)
            return None
        return reply.body

    def close(self) -> None:
        """Let go of the bus."""
        self._connection.close()


def open_session_bus() -> Bus | None:
    """The notification server of this session; None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        from jeepney.io.blocking import open_dbus_connection

        bus = Bus(open_dbus_connection("SESSION"))
    except (ImportError, OSError, KeyError, ValueError) as error:
        log.info("there is no session bus: %r", error)
        return None
    if bus.server() is None:
        bus.close()
        return None
    bus.learn()
    return bus


def _escaped(text: str) -> str:
    """Servers may read the body as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
