"""Collects garbage on the window's thread alone, a little at a time.

Python collects on whichever thread happens to make the next object: the engine's would then take apart
what is Qt's, which may be done on the window's alone, and a full collection, which walks through every
object that lives, would hold up an alert or a frame for a tenth of a second. So what lives once the start
is over is laid aside (`gc.freeze`), and a collection walks through what came since. Not after every one:
what is aside is not found when it dies, and whatever is at work at that moment would stay, for as long as
it takes until everything is walked through again.

Where the C library keeps what was freed for itself (glibc: in an arena a thread), it is asked now and
then to give it back: what pages of the past took while they were read would count as ours for as long as
we run. And it is told that two arenas are enough (`share_arenas`), for Python's threads allocate one at a
time.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 3_000
#: Candles close with the minute; around that moment nothing else is done.
_CALM_S = (8, 52)
#: In so many rounds the start is over: until then what lives grows, and is laid aside each time.
_START = 20
#: Everything is walked through when the start is over, and so many rounds later again.
_THOROUGH = 600
#: Freed memory is given back every so many rounds.
_GIVE_BACK = 5
#: `M_ARENA_MAX` of glibc's malloc.h, and how many there may be.
_ARENA_MAX, _ARENAS = -8, 2


def _giver() -> Callable[[int], object]:
    """What gives freed memory back to the system; does nothing where there is no such thing."""
    if sys.platform == "linux":
        give = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if give is not None:
            return give  # type: ignore[no-any-return]  # ctypes names no types
    return lambda _spare: None


def share_arenas() -> None:
    """Let all threads that are still to come share two arenas; nothing where there is no such thing."""
    if sys.platform == "linux":
        set_option = getattr(ctypes.CDLL(None), "mallopt", None)
        if set_option is not None:
            set_option(_ARENA_MAX, _ARENAS)


class Tidier(QObject):
    """Tidies up every now and then, from `start` on."""

    def __init__(
        self, parent: QObject | None = None, now_s: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self._now_s = now_s
        self.rounds = 0
        self._give_back = _giver()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.tidy)

    def start(self) -> None:
        """Begin, with what was loaded so far laid aside; Python collects nothing by itself any more."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Tidy up no more; that is Python's own again."""
        self._timer.stop()
        gc.enable()

    def tidy(self) -> None:
        """Collect now, unless a candle is about to close or has just closed."""
        if not _CALM_S[0] <= self._now_s() % 60 <= _CALM_S[1]:
            return
        self.rounds += 1
        is_thorough = self.rounds % _THOROUGH == _START
        if is_thorough:
            gc.unfreeze()
        gc.collect()
        # How much lives is not asked: `gc.get_objects` breaks a tuple that another thread is making.
        if is_thorough or self.rounds < _START:
            gc.freeze()
        if self.rounds % _GIVE_BACK == 0:
            self._give_back(0)
