"""What a desk asks of the store and of the engine, whatever is on its chart."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from tracker.analysis.columns import CandleColumns
from tracker.domain.times import Interval
from tracker.services.comparison import Closes, read_closes
from tracker.services.lane import Haste
from tracker.services.pane_views import Topic
from tracker.services.views import ChartView, Views
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.engine import Engine
from tracker.ui.reading import Cached, Failed, Query, Reading

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.services.collector import Collector

T = TypeVar("T")


class StoreDesk(QObject):
    """Asks; answers come back on the GUI thread, and none after `close`."""

    said = Signal(str)  # a sentence for the user
    warned = Signal(str)  # one that stays until it is read

    def __init__(
        self, engine: Engine, sources: Sequence[Source], clock: Clock, cached: Cached
    ) -> None:
        super().__init__()
        self._engine = engine
        self._sources = sources
        self._clock = clock
        self._cached = cached
        self._topics: frozenset[Topic] = frozenset()
        self._reading = Reading(engine, cached, self.said.emit)

    def _views(self, reader: MarketReader | None, journal: Journal | None) -> Views:
        return Views(reader, journal, self._sources)

    def submit(
        self,
        work: Callable[[Collector], Coroutine[Any, Any, T]],
        then: Callable[[T], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Let the engine do something; where that fails, the sentence is said."""
        self._engine.submit(work, then, failed or self.said.emit)

    def ask(
        self,
        kind: str,
        query: Query[T],
        then: Callable[[T], None],
        *,
        slow: bool = False,
        failed: Failed | None = None,
    ) -> None:
        """Read something; of several questions of one kind that wait, only the newest is asked.

        What is `slow` goes through weeks of the past; nothing else waits for it. Where it cannot be
        read, `failed` gets the sentence; without one it is said in the window.
        """
        haste = Haste.SLOW if slow else Haste.USUAL
        self._reading.ask(kind, query, then, haste=haste, failed=failed)

    def ask_views(
        self,
        kind: str,
        query: Callable[[Views], T],
        then: Callable[[T], None],
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """The same over what is put together from it."""
        self._reading.ask(kind, lambda *store: query(self._views(*store)), then, failed=failed)

    def read_closes(
        self,
        coins: Sequence[str],
        interval: Interval,
        start_ms: int,
        then: Callable[[list[Closes]], None],
    ) -> None:
        """Read the closes of other coins from a moment on."""
        self._reading.ask(
            "closes",
            lambda reader, _: read_closes(
                reader, self._sources, coins, interval, start_ms=start_ms
            ),
            then,
        )

    def load_stretch(
        self,
        asset: str,
        interval: Interval,
        stretch_ms: tuple[int, int],
        then: Callable[[ChartView], None],
    ) -> None:
        """Read a stretch of any chart, whatever is on screen."""
        now_ms, (start_ms, end_ms) = self._clock.now_ms(), stretch_ms
        topics = self._topics
        self._reading.ask(
            "picture",
            lambda *store: self._views(*store).chart(
                asset, interval, now_ms, start_ms=start_ms, end_ms=end_ms, topics=topics
            ),
            then,
        )

    def load_lead(
        self, view: ChartView, lead_ms: int, then: Callable[[CandleColumns], None]
    ) -> None:
        """Read the candles before a chart that was read, for what is made of them."""
        market, interval, first_ms = view.market, view.interval, int(view.candles.open_ms[0])
        count = -(-lead_ms // interval.ms)
        self._reading.ask(
            "lead",
            lambda *store: self._views(*store).older_candles(market, interval, first_ms, count),
            then,
        )
