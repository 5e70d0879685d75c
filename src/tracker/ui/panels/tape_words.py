"""What a tape says of its feeds: a silent one is not a calm market."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.domain.health import Health, State
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS

#: So long nothing may come without a word.
_QUIET_MS = MINUTE_MS
_FAILED = (State.STALE, State.DOWN)


@dataclass(frozen=True, slots=True)
class Said:
    """A line over the tape and its colour role, and what stands where it is empty; all may be empty."""

    text: str = ""
    role: str = "quiet"
    empty: str = ""


def said_of_feeds(
    rows: Sequence[Health], titles: Mapping[str, str], newest_ms: int, now_ms: int
) -> Said:
    """What is to be said of the feeds of single liquidations.

    Args:
        rows: the health of those channels.
        titles: how venues are called.
        newest_ms: when the newest liquidation was; 0 where there is none.
        now_ms: the present; 0 where it is not known yet.
    """
    if not rows:
        return Said()
    alive = [row for row in rows if row.state.is_good]
    failed = [row for row in rows if row.state in _FAILED]
    if not alive:
        if not failed:
            return Said("no feed is connected", "quiet", "No feed of liquidations is connected.")
        worst = failed[0]
        why = f": {worst.reason}" if worst.reason else ""
        named = _names(failed, titles)
        return Said(
            f"feed down: {named}",
            "down",
            f"No liquidation can be received: {named} {worst.state}{why}",
        )
    if failed:
        states = {str(row.state) for row in failed}
        state = states.pop() if len(states) == 1 else "not heard"
        return Said(f"without {_names(failed, titles)} ({state})", "warn")
    silent_ms = now_ms - newest_ms
    if newest_ms and now_ms and silent_ms >= _QUIET_MS:
        return Said(f"quiet: proven alive, nothing for {_length(silent_ms)}")
    return Said("", "quiet", "Quiet: the feeds are proven alive, and nothing has happened yet.")


def _names(rows: Sequence[Health], titles: Mapping[str, str]) -> str:
    return ", ".join(titles.get(row.venue, row.venue) for row in rows)


def _length(ms: int) -> str:
    """4 min, 2 h, 3 d."""
    for unit_ms, unit in ((DAY_MS, "d"), (HOUR_MS, "h")):
        if ms >= 2 * unit_ms:
            return f"{ms // unit_ms} {unit}"
    return f"{ms // MINUTE_MS} min"
