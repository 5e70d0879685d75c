"""Says once that there is a newer Tracker, where the user wants to know; a click shows its page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QDesktopServices

from tracker.domain.translating import tr
from tracker.domain.version import Version
from tracker.sources.releases import PAGE
from tracker.ui.chart_host import ChartHost
from tracker.ui.store_desk import StoreDesk

#: The first look waits until the start is over.
_FIRST_MS = 60_000
#: The engine itself asks once a day at most.
_EVERY_MS = 3_600_000


class Releasing(QObject):
    """Looks now and then while `wanted` says so; what is found is one line in the banner."""

    def __init__(self, desk: StoreDesk, window: ChartHost, wanted: Callable[[], bool]) -> None:
        super().__init__(window)
        self._desk, self._window, self._wanted = desk, window, wanted
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look once the start is over, and now and then from then on."""
        self._timer.start(_FIRST_MS)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Ask whether there is one; nothing is asked where the user does not want to know."""
        if self._timer.isActive():
            self._timer.start(_EVERY_MS)
        if self._wanted():
            self._desk.submit(lambda collector: collector.newer_release(), self._show, _nothing)

    def _show(self, version: Version | None) -> None:
        """Tell of it where that can be read; else it is told at a later look."""
        if version is None or not self._window.isVisible() or self._window.isMinimized():
            return
        self._window.banner.offer(
            tr("Tracker {version} is out. Nothing was downloaded.", version=version),
            tr("Open its page"),
            _open,
            stays=True,
        )
        self._desk.submit(lambda collector: collector.releases.told(version), failed=_nothing)


def _open() -> None:
    from PySide6.QtCore import QUrl  # its enums may wait until one is opened

    QDesktopServices.openUrl(QUrl(PAGE))


def _nothing(_sentence: str) -> None:
    """No news is no trouble of the user's; the log has it."""
