"""Notices that the machine lost its network, got one back, or is on another one, where the system tells.

Qt's plugins for that (NetworkManager, GLib, Windows, macOS) are a few dozen kilobytes each, and
QtNetwork is there for the door. Without one of them nothing is lost but time: every venue is tried
again by itself.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QNetworkInformation

log = logging.getLogger(__name__)

Reachability = QNetworkInformation.Reachability
#: A network that comes up changes several times within a moment.
_CALM_MS = 1_000


class Network(QObject):
    """Whether the machine has a network.

    Signals:
        gone: it has none any more.
        changed: it has one again, or another one.
    """

    gone = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._was_gone = False
        self._medium: object = None
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._settled)
        self._info: QNetworkInformation | None = None

    def start(self) -> None:
        """Listen to the system, where it tells."""
        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            log.info("this system does not tell of its network")
            return
        info = self._info = QNetworkInformation.instance()
        self._was_gone = info.reachability() is Reachability.Disconnected
        self._medium = info.transportMedium()
        info.reachabilityChanged.connect(self._noticed)
        info.transportMediumChanged.connect(self._noticed)

    def stop(self) -> None:
        """Listen no more."""
        self._calm.stop()
        if self._info is not None:
            self._info.reachabilityChanged.disconnect(self._noticed)
            self._info.transportMediumChanged.disconnect(self._noticed)
            self._info = None

    def _noticed(self, _: object) -> None:
        self._calm.start()

    def _settled(self) -> None:
        if self._info is not None:
            self.take(self._info.reachability(), self._info.transportMedium())

    def take(self, reachability: Reachability, medium: object) -> None:
        """The system says this now; what is unknown is no news."""
        if reachability is Reachability.Unknown:
            return
        is_gone = reachability is Reachability.Disconnected
        was_gone, self._was_gone = self._was_gone, is_gone
        if is_gone:
            if not was_gone:
                log.info("the network is gone")
                self.gone.emit()
            return
        before, self._medium = self._medium, medium
        if was_gone or medium != before:
            log.info("the network is there")
            self.changed.emit()
