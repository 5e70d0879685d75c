"""One thread that does what it is given in the order of its urgency."""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from enum import Enum, IntEnum, auto
from queue import PriorityQueue
from typing import Any, TypeVar

from tracker.domain.giving_way import WAY

T = TypeVar("T")
_Job = Callable[[], None]

#: How long what can wait is held back after urgent work: a notice takes several steps, and between two
#: of them nothing long may begin.
_PAUSE_S = 0.03
#: How long another thread may keep Python to itself while a notice is on its way: each statement of SQLite
#: gives it away, and there are dozens in a notice.
_URGENT_TURN_S = 0.0001


class Turn(IntEnum):
    """Before what a job is done; of one turn the first that came is first."""

    URGENT = 0  # a notice waits for it
    USUAL = 1
    LATER = 2  # the past, of which there is much
    LAST = 3


class Haste(Enum):
    """How soon something is read."""

    FIRST = auto()  # somebody looks for it now: nothing at all is in its way, so it must be short
    SOON = auto()  # before all else that is read to be shown
    USUAL = auto()
    SLOW = auto()  # it goes through weeks of the past, and nothing waits for it


class _Hurry:
    """Short turns of Python's lock, and no waiting for frames, while a notice is on its way on any lane."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lanes: set[Lane] = set()
        self._calm_turn_s = 0.0

    def begin(self, lane: Lane) -> None:
        """This lane is in a hurry."""
        with self._lock:
            if not self._lanes:
                self._calm_turn_s = sys.getswitchinterval()
                sys.setswitchinterval(min(self._calm_turn_s, _URGENT_TURN_S))
                WAY.hurry(on=True)
            self._lanes.add(lane)

    def end(self, lane: Lane) -> None:
        """This lane is not in a hurry any more, if it was."""
        with self._lock:
            if lane in self._lanes:
                self._lanes.remove(lane)
                if not self._lanes:
                    sys.setswitchinterval(self._calm_turn_s)
                    WAY.hurry(on=False)


_hurry = _Hurry()


class Lane:
    """A worker thread with a queue that is ordered by turn.

    A job that is being done is finished first, so what can wait comes in small pieces.
    """

    def __init__(self, name: str, *, notices: bool = False) -> None:
        """A lane without work.

        Args:
            name: of its thread.
            notices: whether what is urgent on it is a notice: then more of that follows, and it is in a
                hurry until it is given other work.
        """
        self._name, self._notices = name, notices
        self._queue: PriorityQueue[tuple[Turn, int, _Job | None]] = PriorityQueue()
        self._count = itertools.count()
        self._urgent_s = -_PAUSE_S
        self._thread: threading.Thread | None = None
        self._more = threading.Event()
        self._is_shut = False
        self._lock = threading.Lock()

    def at(self, turn: Turn) -> Executor:
        """This turn of the lane, for a loop's `run_in_executor`."""
        return _AtTurn(self, turn)

    def put(self, turn: Turn, work: Callable[[], T]) -> Future[T]:
        """Do something in this turn.

        Raises:
            RuntimeError: once it was shut down.
        """
        future: Future[T] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                outcome = work()
            except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
                future.set_exception(error)
            else:
                future.set_result(outcome)

        with self._lock:
            if self._is_shut:
                raise RuntimeError(f"the lane {self._name} was shut down")
            self._queue.put((turn, next(self._count), job))
            self._more.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
        return future

    def _work(self) -> None:
        while True:
            turn, count, job = self._queue.get()
            wait_s = self._urgent_s + _PAUSE_S - time.monotonic()
            if turn is Turn.LATER and wait_s > 0:
                # Back to its place, and a look at what comes first now.
                self._queue.put((turn, count, job))
                self._more.wait(wait_s)
                self._more.clear()
                continue
            if self._notices:
                (_hurry.begin if turn is Turn.URGENT else _hurry.end)(self)
            if job is None:
                return
            job()
            if turn is Turn.URGENT:
                self._urgent_s = time.monotonic()
            del job  # or what it holds would live until the next one

    def shutdown(self, *, wait: bool = True) -> None:
        """Take nothing more; what was taken is done."""
        with self._lock:
            self._is_shut = True
            self._queue.put((Turn.LAST, next(self._count), None))
            self._more.set()
            thread = self._thread
        if wait and thread is not None:
            thread.join()


class _AtTurn(Executor):
    """One turn of a lane; the lane is shut down, not this."""

    def __init__(self, lane: Lane, turn: Turn) -> None:
        self._lane = lane
        self._turn = turn

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        return self._lane.put(self._turn, lambda: fn(*args, **kwargs))
