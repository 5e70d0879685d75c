"""While the window paints a frame, the other threads let it: they wait where a wait costs nothing.

Python runs one thread at a time and shares its turns evenly, so that beside an engine and a study a frame
of 8 ms takes 16 or 30. Whatever is not urgent therefore asks for leave before its next piece: the loop of
the engine once its sockets have said something, a reader before its next question to the store. Nobody
waits long: a window that always paints must not starve what it shows.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: How long others wait at most, seconds: most of a frame at sixty a second.
_MOST_S = 0.01


class Way:
    """Who goes first. One thread paints; any may ask."""

    def __init__(self, most_s: float = _MOST_S) -> None:
        self._most_s = most_s
        self._free = threading.Event()
        self._free.set()
        self._painting = 0
        self._urgent = False

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The window is at work on what somebody looks at; others wait meanwhile."""
        self._painting += 1
        self._free.clear()
        try:
            yield
        finally:
            self._painting -= 1
            if not self._painting:
                self._free.set()

    def hurry(self, *, on: bool) -> None:
        """Something urgent is done on another thread: nobody waits for frames until it is."""
        self._urgent = on

    def give(self) -> None:
        """Wait until the window has painted, if it paints."""
        if not self._free.is_set() and not self._urgent:
            self._free.wait(self._most_s)


#: There is one window's thread in a process.
WAY = Way()
