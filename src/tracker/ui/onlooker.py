"""A window beside an engine of another process: shows what that one stores, and changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from tracker.domain.errors import TrackerError
from tracker.domain.health import Health
from tracker.store.journal import Journal
from tracker.store.market_reader import EngineState, MarketReader
from tracker.ui.desk import Desk
from tracker.ui.reading import Cached

log = logging.getLogger(__name__)

#: How often the chart is read, and of these reads each so manieth reads the panels too.
_LOOK_MS, _PANELS_EVERY = 1_000, 3


class Onlooker(QObject):
    """Reads the cache every second while another engine fills it; then tells that it is free.

    Args:
        runs: whether the engine of this row is at work.
        freed: called once when it is not any more.
    """

    def __init__(
        self,
        desk: Desk,
        cached: Cached,
        runs: Callable[[EngineState], bool],
        freed: Callable[[], None],
    ) -> None:
        super().__init__()
        self._desk, self._cached, self._runs, self._freed = desk, cached, runs, freed
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look every second."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Read anew what is seen; the first look that finds no engine is the last."""

        def read(
            reader: MarketReader | None, _: Journal | None
        ) -> tuple[EngineState | None, list[Health]]:
            return (reader.engine(), reader.health()) if reader is not None else (None, [])

        try:
            engine, health = self._cached(read)
        except TrackerError as error:
            log.info("the cache cannot be read now: %s", error)
            return
        if engine is None or not self._runs(engine):
            self.stop()
            self._freed()
            return
        if self._desk.is_on_screen:
            self._desk.load_chart()
            if self._looks % _PANELS_EVERY == 0:
                self._desk.load_panels()
                self._desk.health_grown.emit(health)
            self._looks += 1
