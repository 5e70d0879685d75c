"""Shows notices on the desktop: over D-Bus where a server answers, else from the tray, else inside.

The tray's own balloons come last on Linux: on X11 they are drawn by Qt itself and know neither
do-not-disturb nor a history, which the desktop's notification server has.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from queue import SimpleQueue
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from tracker.domain.translating import tr
from tracker.services.notices import Notice
from tracker.ui.player import Player
from tracker.ui.sounds import Sounds
from tracker.ui.tray import Tray

log = logging.getLogger(__name__)

#: A busy machine, and a server that the bus has to start, take seconds; nobody waits meanwhile.
_TIMEOUT_S = 6.0
#: How long a notice may still be on its way when the program leaves.
_CLOSE_S = 0.5
#: An urgent notice stays until it is dismissed.
_SHOWN_MS, _STAYS = 20_000, 0
#: Of so many notices it is known which one was clicked; servers keep a history.
_REMEMBERED = 200


class Way(StrEnum):
    """How a notice reaches the user, the first one that works here."""

    DESKTOP = "desktop"
    TRAY = "tray"
    WINDOW = "window"


class Ways(Struct, frozen=True):
    """What works here now.

    Attributes:
        server: the name of the desktop's notification server; None where none answers.
        plays_sounds: whether that makes itself heard.
        tray: whether the tray icon can have a balloon.
    """

    server: str | None
    plays_sounds: bool
    tray: bool

    @property
    def used(self) -> Way:
        """The way that the next notice takes."""
        if self.server is not None:
            return Way.DESKTOP
        return Way.TRAY if self.tray else Way.WINDOW


class _Trial(Struct, frozen=True):
    """A test over the bus alone."""

    notice: Notice


#: The last thing that the thread is told.
_END = object()


class Notifier(QObject):
    """Shows each notice once, by the first way that works here.

    Signals:
        shown: a notice reached the user outside the window.
        inside: no way outside works; the window must show it.
        clicked: the user clicked one that was shown outside the window.
        ways_found: the Ways that `look` was to find.
        tried: a Way that `try_way` was to try, and whether a test was shown.
    """

    shown = Signal(object)
    inside = Signal(object)
    clicked = Signal(object)
    ways_found = Signal(object)
    tried = Signal(object, bool)
    _finished = Signal(object, bool, bool)
    _looked = Signal(object, bool)

    def __init__(
        self,
        tray: Tray,
        open_bus: Callable[[], Bus | None] | None = None,
        sounds: Sounds | None = None,
        player: Player | None = None,
    ) -> None:
        super().__init__()
        self._tray = tray
        self._sounds = sounds
        self._player = player or Player()
        self._open_bus = open_bus or open_session_bus
        self._bus: Bus | None = None
        self._balloon: Notice | None = None
        # A server that hangs must hang neither the window nor its end, hence a thread that may be
        # left behind. What the server tells waits in the same line as what it is to be told.
        self._waiting: SimpleQueue[Any] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="notify", daemon=True)
        self._finished.connect(self._after_bus)
        self._looked.connect(self._tell_ways)
        tray.message_clicked.connect(self._balloon_clicked)

    def set_sounds(self, sounds: Sounds | None) -> None:
        """Be heard with other sounds from the next notice on; None is silent."""
        self._sounds = sounds

    def show(self, notice: Notice) -> None:
        """Show a notice; `shown` or `inside` follows."""
        self._put(notice)

    @property
    def player(self) -> Player:
        """What makes sounds where the desktop's server does not."""
        return self._player

    @property
    def sounds(self) -> Sounds | None:
        """The sounds of notices; None where they are silent."""
        return self._sounds

    def look(self) -> None:
        """Find out what works here now; `ways_found` follows."""
        self._put(None)

    def try_way(self, way: Way, notice: Notice) -> None:
        """Show a test by one way alone; `tried` follows. Nothing of it is stamped."""
        if way is Way.DESKTOP:
            self._put(_Trial(notice))
        elif way is Way.TRAY:
            done = self._tray.show_message(notice.title, notice.body, urgent=notice.urgent)
            if done:
                self._balloon = notice
            self.tried.emit(way, done)
        else:
            self.inside.emit(notice)
            self.tried.emit(way, True)

    def _put(self, item: Notice | _Trial | None) -> None:
        if self._thread.ident is None:
            self._thread.start()
        self._waiting.put(item)

    def close(self) -> None:
        """Let go of the bus, and of a server that does not answer."""
        if self._thread.is_alive():
            self._waiting.put(_END)
            self._thread.join(_CLOSE_S)

    def _work(self) -> None:
        """On a thread of its own: hand notices to the server, and hear which were clicked."""
        while (item := self._waiting.get()) is not _END:
            with suppress(RuntimeError):  # the window may be gone by now
                if item is None:
                    self._looked.emit(*self._server())
                elif isinstance(item, _Trial):
                    self.tried.emit(Way.DESKTOP, self._over_bus(item.notice))
                elif isinstance(item, Notice):
                    done = self._over_bus(item)
                    heard = done and self._bus is not None and self._bus.plays_sounds
                    self._finished.emit(item, done, heard)
                elif self._bus is not None and (notice := self._bus.clicked(item)) is not None:
                    self.clicked.emit(notice)
        self._close_bus()

    def _over_bus(self, notice: Notice) -> bool:
        """Whether the server took it. One that failed is looked for anew the next time."""
        try:
            bus = self._opened()
            if bus is None:
                return False
            if bus.notify(notice, self._sounds):
                return True
        except Exception:
            log.exception("the notification server failed")
        self._close_bus()
        return False

    def _server(self) -> tuple[str | None, bool]:
        """The server's name, and whether it is heard; one that is gone is looked for anew."""
        for _ in range(2):
            try:
                bus = self._opened()
                if bus is None:
                    break
                name = bus.server()
                if name is not None:
                    return name, bus.plays_sounds
            except Exception:
                log.exception("the notification server failed")
            self._close_bus()
        return None, False

    def _opened(self) -> Bus | None:
        if self._bus is None:
            self._bus = self._open_bus()
            if self._bus is not None:
                self._bus.listen(self._waiting)
        return self._bus

    def _tell_ways(self, server: str | None, plays_sounds: bool) -> None:
        self.ways_found.emit(Ways(server, plays_sounds, self._tray.shows_messages))

    def _close_bus(self) -> None:
        bus, self._bus = self._bus, None
        if bus is not None:
            with suppress(OSError):
                bus.close()

    def _after_bus(self, notice: Notice, done: bool, heard: bool) -> None:
        if self._sounds is not None and not heard:
            self._player.play(self._sounds.urgent if notice.urgent else self._sounds.normal)
        if done:
            self.shown.emit(notice)
        elif self._tray.show_message(notice.title, notice.body, urgent=notice.urgent):
            self._balloon = notice
            self.shown.emit(notice)
        else:
            self.inside.emit(notice)

    def _balloon_clicked(self) -> None:
        """A balloon does not say which one it is: the tray shows one at a time, the newest."""
        notice, self._balloon = self._balloon, None
        if notice is not None:
            self.clicked.emit(notice)


class Bus:
    """The desktop's notification server (freedesktop.org, Desktop Notifications 1.2)."""

    def __init__(self, connection: Any) -> None:
        from jeepney import DBusAddress

        self._connection = connection
        self._shown: dict[int, Notice] = {}
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
        # The action named `default` is a click anywhere on it.
        actions = ["default", tr("Show on chart")]
        reply = self._call("Notify", "susssasa{sv}i", (*arguments, actions, hints, shown_ms))
        if reply is None:
            return False
        self._shown[int(reply[0])] = notice
        while len(self._shown) > _REMEMBERED:
            del self._shown[next(iter(self._shown))]
        return True

    def listen(self, into: SimpleQueue[Any]) -> None:
        """Put what the server says of clicks into a queue; `clicked` reads it."""
        from jeepney import MatchRule
        from jeepney.bus_messages import message_bus

        rule = MatchRule(
            type="signal",
            interface="org.freedesktop.Notifications",
            path="/org/freedesktop/Notifications",
        )
        # Some servers tell only who asked, others everybody who asked the bus for it.
        self._ask(message_bus.AddMatch(rule))
        self._connection.filter(rule, queue=into)

    def clicked(self, message: Any) -> Notice | None:
        """The notice that the user clicked, if that is what the server says."""
        from jeepney import HeaderFields

        member = message.header.fields.get(HeaderFields.member)
        if member == "ActivationToken":
            # With it the desktop lets the window come to the front; Qt takes it from here.
            os.environ["XDG_ACTIVATION_TOKEN"] = str(message.body[1])
        if member != "ActionInvoked":
            return None
        return self._shown.get(int(message.body[0]))

    def _call(self, name: str, signature: str | None, arguments: tuple[Any, ...]) -> Any:
        from jeepney import new_method_call

        return self._ask(new_method_call(self._address, name, signature, arguments))

    def _ask(self, message: Any) -> Any:
        from jeepney import MessageType

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
        self._connection.conn.close()


def open_session_bus() -> Bus | None:
    """The notification server of this session; None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        from jeepney.io.threading import DBusRouter, open_dbus_connection

        # With a router, the server is heard also while nothing is asked.
        bus = Bus(DBusRouter(open_dbus_connection("SESSION")))
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
