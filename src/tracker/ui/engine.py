"""Where threads meet: the asyncio engine in a plain thread, one queued signal out, calls in."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from tracker.domain.errors import EngineBusy, TrackerError
from tracker.domain.giving_way import WAY
from tracker.domain.translating import noted, tr
from tracker.services.lane import Haste
from tracker.services.update import Update
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

if TYPE_CHECKING:  # the engine is loaded after the first paint
    import asyncio
    from selectors import SelectorKey

    from tracker.services.collector import Collector

log = logging.getLogger(__name__)
T = TypeVar("T")

_STOP_S = 5.0
_NOT_RUNNING = noted("The engine does not run.")


def _take(call: Callable[[], None]) -> None:
    """An answer is here: it is shown before other threads go on."""
    with WAY:
        call()


def _polite_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Loops that let the window paint before they look at what came in; None where loops poll nothing."""
    if sys.platform == "win32":
        return None
    from asyncio import SelectorEventLoop
    from selectors import DefaultSelector

    class Polite(DefaultSelector):
        def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
            found = super().select(timeout)
            WAY.give()
            return found

    return lambda: SelectorEventLoop(Polite())


class Engine(QObject):
    """Runs a collector. Everything it says arrives on the GUI thread.

    A plain thread and not a QThread: it is visible to coverage and debuggers. From it only signals
    are emitted; nothing else of Qt is touched there.
    """

    updated = Signal(object)  # Update
    failed = Signal(str)  # a sentence; the engine is over
    busy = Signal()  # another process fills the cache; the engine is over
    _answered = Signal(object)  # a call for the GUI thread

    def __init__(self, make: Callable[[Callable[[Update], None]], Collector]) -> None:
        super().__init__()
        self._make = make
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._collector: Collector | None = None
        self._started = threading.Event()
        self._answered.connect(_take)

    @property
    def is_running(self) -> bool:
        """Whether the thread is alive."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def is_ready(self) -> bool:
        """Whether calls are answered: the thread runs and its store is open."""
        return self.is_running and self._collector is not None and self._collector.is_open

    def ahead_ms(self, venue: str) -> int:
        """How far a venue's clock is ahead of ours, ms; zero where nothing is known of it."""
        return self._collector.ahead_ms(venue) if self._collector is not None else 0

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Cancel everything and wait until what was received is stored."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._started.wait(_STOP_S)
        if self._loop is not None and self._task is not None and thread.is_alive():
            with suppress(RuntimeError):  # the loop ended this very moment
                self._loop.call_soon_threadsafe(self._task.cancel)
        thread.join(_STOP_S)
        if thread.is_alive():
            log.error("the engine did not end within %s s", _STOP_S)

    # --- calls in ------------------------------------------------------------------------------

    def submit(
        self,
        work: Callable[[Collector], Coroutine[Any, Any, T]],
        then: Callable[[T], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Run a coroutine of the collector; `then` or `failed` is called on the GUI thread."""
        collector, loop = self._collector, self._loop
        if collector is None or loop is None or not self.is_ready:
            if failed is not None:
                failed(tr(_NOT_RUNNING))
            return
        from asyncio import run_coroutine_threadsafe

        coroutine = work(collector)
        try:
            future = run_coroutine_threadsafe(coroutine, loop)
        except RuntimeError:  # the loop ended this very moment
            coroutine.close()
            if failed is not None:
                failed(tr(_NOT_RUNNING))
            return
        future.add_done_callback(lambda done: self._answer(done, then, failed))

    def ask(
        self,
        query: Callable[[MarketReader, Journal], T],
        then: Callable[[T], None],
        failed: Callable[[str], None] | None = None,
        haste: Haste = Haste.USUAL,
    ) -> None:
        """Read from the store beside the engine; the outcome arrives on the GUI thread."""
        collector, future = self._collector, None
        if collector is not None and self.is_ready:
            with suppress(RuntimeError):  # the store was closed this very moment
                future = collector.storage.ask(query, haste)
        if future is not None:
            future.add_done_callback(lambda done: self._answer(done, then, failed))
        elif failed is not None:
            failed(tr(_NOT_RUNNING))

    def _answer(
        self,
        done: Future[T],
        then: Callable[[T], None] | None,
        failed: Callable[[str], None] | None,
    ) -> None:
        """On a thread of the engine or its store: send the outcome to the GUI thread."""
        if done.cancelled() or self._thread is None:
            return  # it was stopped, and nobody waits any more
        error = done.exception()
        if error is None:
            if then is not None:
                result = done.result()
                self._answered.emit(lambda: then(result))
            return
        if isinstance(error, TrackerError):
            sentence = error.sentence
        else:
            log.error("a call into the engine failed", exc_info=error)
            sentence = tr("Tracker made a mistake; the log says more.")
        if failed is not None:
            self._answered.emit(lambda: failed(sentence))

    # --- on the engine's thread ----------------------------------------------------------------

    def _work(self) -> None:
        import asyncio

        try:
            with asyncio.Runner(loop_factory=_polite_loop()) as runner:
                runner.run(self._main())
        except asyncio.CancelledError:
            pass
        except EngineBusy as error:
            log.warning("the engine ended: %s", error)
            self.busy.emit()
        except TrackerError as error:
            log.warning("the engine ended: %s", error)
            self.failed.emit(error.sentence)
        except Exception:
            log.exception("the engine ended by a mistake")
            self.failed.emit(tr("The engine ended by a mistake of Tracker; the log says more."))

    async def _main(self) -> None:
        from asyncio import current_task, get_running_loop

        self._loop = get_running_loop()
        self._task = current_task()
        self._collector = self._make(self.updated.emit)
        self._started.set()
        await self._collector.run()
