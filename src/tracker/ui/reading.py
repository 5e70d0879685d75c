"""Reads views of the store beside the window: one of a kind at a time, the newest wish next."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from msgspec import Struct, field

from tracker.domain.errors import TrackerError
from tracker.services.lane import Haste
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.engine import Engine

T = TypeVar("T")
#: Reads from the cache and the journal; each is None where there is none yet.
Query = Callable[[MarketReader | None, Journal | None], T]
#: Gets the sentence why something could not be read.
Failed = Callable[[str], None]


class Cached(Protocol):
    """Reads the store on the spot, for the moments in which no engine runs."""

    def __call__(self, query: Query[T], /) -> T:
        """The answer; raises TrackerError where the store cannot be read."""


class Reading:
    """Asks the engine's store, or the files themselves while no engine runs."""

    def __init__(self, engine: Engine, cached: Cached, failed: Failed) -> None:
        self._engine = engine
        self._cached = cached
        self._failed = failed
        #: The kinds being read, each with the wish that waits for its turn.
        self._open: dict[str, Callable[[], None] | None] = {}
        self._closed = False

    def close(self) -> None:
        """Nobody waits any more: answers that are on their way fall, and nothing is read again."""
        self._closed = True
        self._open.clear()

    def ask(
        self,
        kind: str,
        query: Query[T],
        then: Callable[[T], None],
        *,
        haste: Haste = Haste.USUAL,
        failed: Failed | None = None,
    ) -> None:
        """Read something; of several wishes of one kind that wait, only the newest is granted.

        Whoever shows what is read says in its place that it could not be: `failed`, else the window
        says it.
        """
        if self._closed:
            return
        fail = failed or self._failed
        if not self._engine.is_ready:
            self._open.clear()
            self._read_now(query, then, fail)
        elif kind in self._open:
            self._open[kind] = lambda: self.ask(kind, query, then, haste=haste, failed=failed)
        else:
            self._open[kind] = None
            self._engine.ask(
                query,
                lambda result: self._end(kind, lambda: then(result)),
                lambda sentence: self._end(kind, lambda: fail(sentence)),
                haste=haste,
            )

    def _end(self, kind: str, tell: Callable[[], None]) -> None:
        if self._closed:
            return
        waiting = self._open.pop(kind, None)
        if waiting is not None:
            waiting()
        tell()

    def _read_now(self, query: Query[T], then: Callable[[T], None], failed: Failed) -> None:
        try:
            result = self._cached(query)
        except TrackerError as error:
            failed(error.sentence)
        else:
            then(result)


class Stale(Struct):
    """What must be read again."""

    chart: bool = False
    #: The oldest moment of which something under the candles has changed, UTC ms; 0 is any.
    flows_ms: int | None = None
    beside: bool = False
    assets: bool = True
    levels: bool = True
    read_s: dict[str, float] = field(default_factory=dict)

    def flows_since(self, at_ms: int) -> None:
        """What stands under the candles has changed from a moment on."""
        self.flows_ms = at_ms if self.flows_ms is None else min(self.flows_ms, at_ms)

    def is_due(self, name: str, every_s: float) -> bool:
        """Whether a view was last read long enough ago; if so, it counts as read now."""
        now_s = time.monotonic()
        if now_s - self.read_s.get(name, -every_s) < every_s:
            return False
        self.read_s[name] = now_s
        return True
