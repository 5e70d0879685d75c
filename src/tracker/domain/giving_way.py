"""While the window paints a frame, the other threads let it: they wait where a wait costs nothing.

Python runs one thread at a time and shares its turns evenly, so that beside an engine and a study a frame
of 8 ms takes 16 or 30. Whatever is not urgent therefore asks for leave before its next piece: the loop of
the engine once its sockets have said something, the store's threads before a statement, a parser before
the next row of a page. Nobody waits longer than a frame may take: a window that is at work for long, or
asks a question within its work, must not starve what it shows.
"""

from __future__ import annotations

import threading

#: How long others wait at most, seconds: a frame at sixty a second.
_MOST_S = 0.016


class Way:
    """Who goes first: `with` it one thread paints; any may ask."""

    def __init__(self, most_s: float = _MOST_S) -> None:
        self._most_s = most_s
        self._free = threading.Event()
        self._free.set()
        self._depth = 0  # work within work
        self._is_spent = False  # it has been at work for so long that nobody waits for its end
        self._urgent = False

    def __enter__(self) -> None:
        """The window is at work on what somebody looks at; others wait until it is done."""
        if not self._depth:
            self._is_spent = False
        self._depth += 1
        self._free.clear()

    def __exit__(self, *_: object) -> None:
        """It is done."""
        self._depth -= 1
        if not self._depth or self._is_spent:
            self._free.set()

    def hurry(self, *, on: bool) -> None:
        """Something urgent is done on another thread: nobody waits for frames until it is."""
        self._urgent = on

    def give(self) -> None:
        """Wait until the window has painted, if it paints."""
        if self._free.is_set() or self._urgent or self._free.wait(self._most_s):
            return
        self._is_spent = True
        self._free.set()


#: There is one window's thread in a process.
WAY = Way()
