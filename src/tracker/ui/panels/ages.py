"""How old a figure is: from when on it is not the present any more, and that in words."""

from __future__ import annotations

from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.domain.translating import tr

#: A price is told every few seconds, and its minute at least; older than this it is said to be old.
OLD_MS = 10 * MINUTE_MS


def old_ms(at_ms: int | None, now_ms: int) -> int | None:
    """The age of a price that is not the present any more; None where it is, or nothing is known.

    Args:
        at_ms: when it was; None where there is none.
        now_ms: the present; 0 where it is not known yet.
    """
    if at_ms is None or not now_ms or now_ms - at_ms < OLD_MS:
        return None
    return now_ms - at_ms


def length(ms: int) -> str:
    """4 min, 2 h, 3 d."""
    for unit_ms, unit in ((DAY_MS, "d"), (HOUR_MS, "h")):
        if ms >= 2 * unit_ms:
            return f"{ms // unit_ms} {unit}"
    return tr("{ms} min", ms=ms // MINUTE_MS)
