"""Names of what happened: the same words always give the same name."""

from __future__ import annotations

from collections.abc import Iterable


def name_of(parts: Iterable[str]) -> str:
    """A name of twenty letters and figures for these words in this order."""
    from hashlib import sha256  # brings a library of its own, which a window need not wait for

    return sha256("|".join(parts).encode()).hexdigest()[:20]
