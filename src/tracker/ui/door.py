"""One window a home: a second start rings at the first one's door and says what it was to show."""

from __future__ import annotations

import json
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict
from PySide6.QtCore import QLockFile, QObject, Signal

from tracker.domain.errors import TrackerError
from tracker.domain.naming import name_of
from tracker.domain.times import CHART_INTERVALS
from tracker.domain.translating import tr
from tracker.store.settings import is_asset

if TYPE_CHECKING:  # loaded when it is first wanted
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_OK = b"ok\n"
#: How long a window that just starts, or is busy, may take to open its door and to answer.
_DOOR_S, _ANSWER_MS, _KNOCK_S = 5.0, 5_000, 0.2
_MOST_BYTES = 10_000


class WindowRuns(TrackerError):
    """Another window of this home runs, and could not be asked to come to the front."""


class Call(Struct, frozen=True):
    """What a second start asks of the window that runs.

    Attributes:
        minimized: stay where it is.
        assets: watch these coins, too, and show the first.
        shown: show this coin, whatever else is watched; empty for none.
        interval: on candles of this length; empty for those that are on the chart.
        gateway: the gateway it was to use; empty for none.
    """

    minimized: bool = False
    assets: tuple[str, ...] = ()
    shown: str = ""
    interval: str = ""
    gateway: str = ""

    def pack(self) -> bytes:
        """As one line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def unpack(cls, line: bytes) -> Call:
        """What a line says; what makes no sense asks for the window alone."""
        try:
            said = json.loads(line)
            names = [name for name in said["assets"] if isinstance(name, str) and is_asset(name)]
            # An earlier version says none of these.
            shown, interval, gateway = (said.get(one) for one in ("shown", "interval", "gateway"))
            return cls(
                said["minimized"] is True,
                tuple(names),
                shown if isinstance(shown, str) and is_asset(shown) else "",
                interval if interval in {one.name for one in CHART_INTERVALS} else "",
                gateway if isinstance(gateway, str) else "",
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls()


class Door(QObject):
    """The one door of a home's window. Whoever holds its lock is the window.

    Signals:
        rung: a Call of another start.
    """

    rung = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # A lock of a process that is gone is no lock; one that is old may well be.
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        # Not a path in the folder: the system allows these about a hundred letters.
        self._folder = folder
        self._server: QLocalServer | None = None

    @cached_property
    def _name(self) -> str:
        return f"tracker-{name_of([str(self._folder.resolve())])}"

    def claim(self) -> bool:
        """Become the window of this home; False where another process is.

        Others are heard from `answer` on.
        """
        if not self._lock.tryLock(0):
            # Where no lock can be made at all there is nobody to hold it.
            return self._lock.error() is not QLockFile.LockError.LockFailedError
        return True

    def answer(self) -> None:
        """Hear other starts from now on; they wait for it, but the window need not."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)  # of one that crashed
        server = self._server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(lambda: self._greet(server))
        server.listen(self._name)

    def ring(self, call: Call) -> int:
        """Ask the window that runs to come to the front; the number of its process.

        Raises:
            WindowRuns: where it does not answer.
        """
        pid = int(self._lock.getLockInfo()[0] or 0)
        deadline_s = time.monotonic() + _DOOR_S
        while not (answered := self._say(call)) and time.monotonic() < deadline_s:
            time.sleep(_KNOCK_S)
        if not answered:
            raise WindowRuns(
                tr(
                    "Tracker runs already (process {pid}), but its window does not answer. Close "
                    "it, or use another folder with TRACKER_HOME.",
                    pid=pid,
                )
            )
        return pid

    def _say(self, call: Call) -> bool:
        """Knock once; whether it was heard. A window that just starts has no door yet."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_ANSWER_MS):
            return False
        socket.write(call.pack())
        heard = socket.waitForReadyRead(_ANSWER_MS) and bytes(socket.readAll().data()) == _OK
        socket.abort()
        return heard

    def close(self) -> None:
        """Let another one be the window."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _greet(self, server: QLocalServer) -> None:
        socket = server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._hear(socket))
        socket.disconnected.connect(socket.deleteLater)
        self._hear(socket)  # it may have spoken already

    def _hear(self, socket: QLocalSocket) -> None:
        if socket.canReadLine():
            call = Call.unpack(bytes(socket.readLine(_MOST_BYTES).data()))
            socket.write(_OK)
            socket.flush()
            self.rung.emit(call)
        elif socket.bytesAvailable() > _MOST_BYTES:
            socket.abort()
