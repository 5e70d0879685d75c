"""A part of the window that is made when it is first wanted: nobody waits for it at the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Late(Generic[T]):
    """Makes something once.

    Attributes:
        made: it, where it has been wanted; else None.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self.made: T | None = None

    def get(self) -> T:
        """Have it; the first time it is made."""
        if self.made is None:
            self.made = self._make()
        return self.made
