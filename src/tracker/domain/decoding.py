"""Reads JSON into types, on any thread.

The first time that msgspec meets a record it looks at what its fields are, and while it does another thread
that decodes into the same record reads what is not there yet: the process ends (msgspec 0.22, two threads
that decode an answer of one kind for the first time). So whatever decodes into a type takes its decoder
from here, where one thread at a time makes them.
"""

from __future__ import annotations

import threading
from typing import Any, TypeVar

from msgspec.json import Decoder

T = TypeVar("T")

_making = threading.Lock()
_made: dict[tuple[object, bool], Decoder[Any]] = {}


def decoder_of(kind: type[T], *, strict: bool = True) -> Decoder[T]:
    """What decodes JSON into a type; made once.

    Args:
        kind: the type, a record or a container of some.
        strict: whether a number in a string is refused.

    Returns:
        A decoder for any thread; its `decode` raises `msgspec.MsgspecError`.
    """
    found = _made.get((kind, strict))
    if found is None:
        with _making:
            found = _made.get((kind, strict))
            if found is None:
                found = _made[kind, strict] = Decoder(kind, strict=strict)
    return found
