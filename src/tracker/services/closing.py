"""From a candle that closes to its notice: stored, judged and told of in one job of the store.

In three jobs the notice would wait three times for its turn of the threads, each time for longer than
the work takes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager

from tracker.services.alerts import Alerts
from tracker.services.judging import Series
from tracker.services.storage import Along
from tracker.services.watch import Watch
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader


class Closing:
    """What goes on beside the storing of candles that close.

    Args:
        judged: the series that levels stand on now.
        may_deliver: whether alerts may be told by now.
        on_events: something happened to levels; told before its notice is.
        spawn: begins what nobody waits for.
    """

    def __init__(
        self,
        watch: Watch,
        alerts: Alerts,
        *,
        judged: Callable[[], Collection[Series]],
        may_deliver: Callable[[], bool],
        on_events: Callable[[], None],
        spawn: Callable[[Coroutine[object, object, object]], None],
    ) -> None:
        self._watch = watch
        self._alerts = alerts
        self._judged = judged
        self._may_deliver = may_deliver
        self._on_events = on_events
        self._spawn = spawn

    @asynccontextmanager
    async def along(self, closed: frozenset[Series]) -> AsyncIterator[Along | None]:
        """What the job that stores these does besides; on leaving, notices are handed over."""
        due = closed.intersection(self._judged())
        if not due:
            yield None
            return
        # What is being delivered already takes what is found now with it, or is followed.
        tells = self._may_deliver() and not self._alerts.is_busy
        async with AsyncExitStack() as held:
            judging = await held.enter_async_context(self._watch.along(due))
            glance = await held.enter_async_context(self._alerts.along()) if tells else None

            def along(reader: MarketReader, journal: Journal) -> None:
                judging(reader, journal)
                if judging.has_found and glance is not None:
                    glance(reader, journal)

            yield along
            if judging.has_found:
                self._on_events()
        if judging.left:
            self._spawn(self._watch.check(judging.left))
        if glance is not None:
            self._spawn(self._alerts.stamp(glance.silent))
        elif judging.has_found and self._may_deliver():
            self._spawn(self._alerts.deliver())
