"""Shows notices on the desktop: over D-Bus where a server answers, else from the tray, else inside.

The tray's own balloons come last on Linux: on X11 they are drawn by Qt itself and know neither
do-not-disturb nor a history, which the desktop's notification server has.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal

from tracker.services.alerts import Notice
from tracker.ui.tray import Tray

log = logging.getLogger(__name__)

_TIMEOUT_S = 2.0
_SHOWN_MS = 20_000


class Notifier(QObject):
    """Shows each notice once, by the first way that works here.

    Signals:
        shown: a notice reached the user outside the window.
        inside: no way outside works; the window must show it.
    """

    shown = Signal(object)
    inside = Signal(object)
    _finished = Signal(object, bool)

    def __init__(self, tray: Tray, open_bus: Callable[[], Bus | None] | None = None) -> None:
        super().__init__()
        self._tray = tray
        self._open_bus = open_bus or open_session_bus
        self._bus: Bus | None = None
        self._tried_bus = False
        # A server that hangs must not hang the window.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="notify")
        self._finished.connect(self._after_bus)

    def show(self, notice: Notice) -> None:
        """Show a notice; `shown` or `inside` follows."""
        self._pool.submit(self._over_bus, notice)

    def close(self) -> None:
        """Let go of the bus."""
        self._pool.submit(self._close_bus)
        self._pool.shutdown(wait=True)

    def _over_bus(self, notice: Notice) -> None:
        try:
            if not self._tried_bus:
                self._tried_bus = True
                self._bus = self._open_bus()
            done = self._bus is not None and self._bus.notify(notice)
        except Exception:
            log.exception("the notification server failed")
            done = False
        self._finished.emit(notice, done)

    def _close_bus(self) -> None:
        if self._bus is not None:
            self._bus.close()
            self._bus = None

    def _after_bus(self, notice: Notice, done: bool) -> None:
        if done or self._tray.show_message(notice.title, notice.body, urgent=notice.urgent):
            self.shown.emit(notice)
        else:
            self.inside.emit(notice)


class Bus:
    """The desktop's notification server (freedesktop.org, Desktop Notifications 1.2)."""

    def __init__(self, connection: Any) -> None:
        from jeepney import DBusAddress

        self._connection = connection
        self._address = DBusAddress(
            "/org/freedesktop/Notifications",
            bus_name="org.freedesktop.Notifications",
            interface="org.freedesktop.Notifications",
        )

    def server(self) -> str | None:
        """The name of the server; None where none answers."""
        reply = self._call("GetServerInformation", None, ())
        return str(reply[0]) if reply else None

    def notify(self, notice: Notice) -> bool:
        """Show a notice; whether the server took it."""
        hints: dict[str, tuple[str, int | str]] = {
            "urgency": ("y", 2 if notice.urgent else 1),
            "category": ("s", "presence"),
            "desktop-entry": ("s", "tracker"),
        }
        arguments: tuple[Any, ...] = ("Tracker", 0, "tracker", notice.title, _escaped(notice.body))
        reply = self._call("Notify", "susssasa{sv}i", (*arguments, [], hints, _SHOWN_MS))
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
    return bus


def _escaped(text: str) -> str:
    """Servers may read the body as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
