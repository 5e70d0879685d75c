"""What is heard now, gathered for the pages: the health of all channels, the load, and the end."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from tracker.domain.health import Health
from tracker.services.update import Progress
from tracker.sources.clock import Clock
from tracker.ui.desk import Desk
from tracker.ui.panels.chips import StatusBar
from tracker.ui.panels.page_words import Hearing


class Listening(QObject):
    """Follows the desk and the foot of the window."""

    def __init__(
        self, desk: Desk, status: StatusBar, titles: Mapping[str, str], clock: Clock
    ) -> None:
        super().__init__(status)
        self._status, self._clock, self.titles = status, clock, titles
        self._load = Progress(0, 0)
        self._ended = ""
        desk.progress_grown.connect(self._take_load)
        desk.health_grown.connect(self._take_health)

    def _take_load(self, load: Progress) -> None:
        self._load = load

    def _take_health(self, rows: list[Health]) -> None:
        if rows:
            self._ended = ""  # somebody asks again: another engine, or this one anew

    def end(self, sentence: str) -> None:
        """The engine is over."""
        self._ended, self._load = sentence, Progress(0, 0)

    def now(self) -> Hearing:
        """What is heard at this moment."""
        return Hearing(
            self._status.rows(), self.titles, self._clock.now_ms(), self._load, self._ended
        )
